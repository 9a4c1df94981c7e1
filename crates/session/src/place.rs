//! Places on the earth: what one is called, and where a map of it is. Called by `arrivals`, `wishes` and the timeline.

use crate::view::PlaceView;

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
