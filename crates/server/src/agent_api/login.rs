//! `login`: the token, the profile and every chat there is, at one moment of the center, so that no event is missed
//! between the summary and the first push.

use parlor_agent_protocol::{
    ApiError, ErrorKind, Value,
    request::Login,
    response::{License, LoggedIn},
};
use tokio::sync::mpsc::Sender;

use super::{Shared, web::bearer};
use crate::backend::{
    apply,
    desk::{Account, Hub, SessionId, hub::Outgoing},
};

/// When the licence ends, which there is none of: in Unix seconds, the beginning of 2100.
const NEVER: u64 = 4_102_444_800;

/// Why somebody is not logged in.
pub(super) enum Refused {
    Error(ApiError),
    /// The agent has as many connections as one may have.
    TooManySockets,
}

/// Logs a connection in; its pushes go to `out`.
pub(super) fn log_in(
    shared: &Shared,
    login: &Login,
    out: &Sender<Outgoing>,
) -> Result<(Account, SessionId, Value), Refused> {
    // Some clients send what they would send in the header.
    let token = bearer(&login.token).unwrap_or(&login.token);
    let account =
        shared.desk.hub().account_of(token).cloned().ok_or_else(|| Refused::Error(ErrorKind::Authentication.into()))?;
    let done = apply(&*shared.handle, |center, _now| {
        let mut hub = shared.desk.hub();
        if hub.sockets_of(&account.id) >= shared.desk.most_sockets {
            return None;
        }
        let session = hub.log_in(center, &account.id, login.reconnect, out.clone());
        let logged_in = LoggedIn {
            license: License {
                id: "0".to_owned(),
                plan: "parlor".to_owned(),
                creation_timestamp: Some(0),
                expiration_timestamp: Some(NEVER),
                ..License::default()
            },
            my_profile: hub.my_profile(&account),
            chats_summary: Hub::chats_summary(center),
        };
        Some((session, logged_in.encode()))
    });
    let (session, payload) =
        done.map_err(|_unstored| Refused::Error(ErrorKind::Internal.into()))?.ok_or(Refused::TooManySockets)?;
    Ok((account, session, payload))
}
