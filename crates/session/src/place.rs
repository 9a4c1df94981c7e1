//! Places on the earth: what one is called, and where a map of it is. Called by `arrivals`, `wishes` and the timeline.

use crate::{
    arrivals::Words,
    brought::Brought,
    session::Session,
    time::Millis,
    timeline::Own,
    view::{PlaceView, SendState},
};

/// Both are degrees.
pub(crate) fn is_on_earth(latitude: &str, longitude: &str) -> bool {
    let within = |text: &str, most: f64| {
        let text = text.trim();
        text.len() <= 32 && parlor_protocol::number(text.trim_start_matches('+')).is_some_and(|it| it.abs() <= most)
    };
    within(latitude, 90.0) && within(longitude, 180.0)
}

/// How a place is written.
pub(crate) fn words(latitude: &str, longitude: &str) -> String {
    [latitude.trim(), ", ", longitude.trim()].concat()
}

/// `url` is the sender's map; one that is none of the web's is replaced by one that everybody can see.
pub(crate) fn view(latitude: &str, longitude: &str, title: &str, url: Option<&str>) -> PlaceView {
    let (latitude, longitude) = (latitude.trim(), longitude.trim());
    let own = url.filter(|url| crate::files::is_web(url)).map(str::to_owned);
    PlaceView {
        latitude: latitude.to_owned(),
        longitude: longitude.to_owned(),
        title: title.trim().chars().take(200).collect(),
        url: own.unwrap_or_else(|| map(latitude, longitude)),
    }
}

pub(crate) fn map(latitude: &str, longitude: &str) -> String {
    ["https://www.openstreetmap.org/?mlat=", latitude, "&mlon=", longitude, "#map=16/", latitude, "/", longitude]
        .concat()
}

impl Session {
    /// A place of either side, as the server tells of it.
    pub(crate) fn place_came(
        &mut self,
        own: bool,
        party: &str,
        msg_id: Option<&str>,
        place: PlaceView,
        at: Option<Millis>,
        brought: &mut Brought,
    ) {
        let chat_id = self.ctx.chat_id.clone().unwrap_or_default();
        let msg_id = msg_id.filter(|id| !id.is_empty());
        if own {
            self.own_message(&chat_id, msg_id, Own::of_place(place, SendState::Sent), at, brought);
        } else {
            let text = words(&place.latitude, &place.longitude);
            let said = Words { place: Some(Box::new(place)), ..Words::of(&text) };
            self.agent_message(&chat_id, party, msg_id, said, at, brought);
        }
    }
}
