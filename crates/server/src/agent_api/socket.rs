//! `/v3.0/agent/rtm/ws`: requests in, responses and pushes out, in order; closed after a minute of silence.

use axum::{
    extract::{
        State,
        ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade, close_code, rejection::WebSocketUpgradeRejection},
    },
    http::{HeaderMap, StatusCode, header},
    response::Response as HttpResponse,
};
use parlor_agent_protocol::{ApiError, Call, ErrorKind, Push, Request, Response, ServerFrame, Value};
use tokio::{
    sync::mpsc::{self, Sender},
    time::{Instant, sleep_until},
};

use super::{LARGEST_REQUEST, Shared, login, web::failed};
use crate::backend::{
    apply,
    desk::{Account, Hub, SessionId, hub::Outgoing},
};

/// Pushes that wait for a slow connection; one that has more is let go.
const MOST_WAITING: usize = 1024;
/// Requests that one may make without being logged in; there is nothing to be had but errors.
const MOST_BEFORE_LOGIN: u32 = 20;

pub(super) async fn open(
    State(shared): State<Shared>,
    headers: HeaderMap,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> HttpResponse {
    if !is_allowed(&shared.desk.allowed_origins, &headers) {
        let error = ApiError::new(ErrorKind::Authorization, "`Origin` is not allowed");
        return failed(&error, StatusCode::FORBIDDEN);
    }
    let upgrade = match upgrade {
        Ok(upgrade) => upgrade,
        Err(why) => return failed(&ApiError::validation(why.body_text()), why.status()),
    };
    upgrade
        .max_message_size(LARGEST_REQUEST)
        .max_frame_size(LARGEST_REQUEST)
        .on_upgrade(move |socket| async move { Connection::new(shared, socket).run().await })
}

/// A page's socket comes from the server's own origin or one of the list; what is no page names none.
fn is_allowed(allowed: &[String], headers: &HeaderMap) -> bool {
    let mut origins = headers.get_all(header::ORIGIN).iter();
    let Some(origin) = origins.next() else { return true };
    let Ok(origin) = origin.to_str() else { return false };
    if origins.next().is_some() {
        return false;
    }
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let own = origin.strip_prefix("https://").or_else(|| origin.strip_prefix("http://"));
    own.is_some_and(|own| !host.is_empty() && own.eq_ignore_ascii_case(host))
        || allowed.iter().any(|allowed| allowed.eq_ignore_ascii_case(origin))
}

struct Connection {
    shared: Shared,
    socket: WebSocket,
    agent: Option<(Account, SessionId)>,
    /// Requests before the log-in.
    asked: u32,
}

/// Why a connection ends.
enum Gone {
    /// The other side left, or can't be written to.
    Closed,
    /// A reason of the document's list, and a close code.
    SentAway(&'static str, u16),
    /// No further word but the close code.
    Refused(u16, &'static str),
}

impl Connection {
    fn new(shared: Shared, socket: WebSocket) -> Self {
        Self { shared, socket, agent: None, asked: 0 }
    }

    async fn run(mut self) {
        let (out, mut pushes) = mpsc::channel::<Outgoing>(MOST_WAITING);
        let mut out = Some(out);
        let silence = self.shared.desk.silence;
        let mut until = Instant::now() + silence;
        // Pings keep a connection alive only for who has logged in.
        let log_in_until = until;
        let gone = loop {
            let step = tokio::select! {
                received = self.socket.recv() => match received {
                    Some(Ok(Message::Text(text))) => {
                        until = Instant::now() + silence;
                        self.request(&text, &mut out).await
                    }
                    // The library answers a control frame ping.
                    Some(Ok(Message::Ping(_) | Message::Pong(_))) => {
                        until = Instant::now() + silence;
                        Ok(())
                    }
                    Some(Ok(Message::Binary(_))) => {
                        until = Instant::now() + silence;
                        self.answer(None, String::new(), Err(ApiError::validation("a text frame is needed"))).await
                    }
                    Some(Ok(Message::Close(_))) | None => Err(Gone::Closed),
                    Some(Err(_)) => Err(Gone::Refused(close_code::SIZE, "a message is too large or not readable")),
                },
                outgoing = pushes.recv() => match outgoing {
                    Some(outgoing) => self.push(outgoing).await,
                    None => Err(Gone::SentAway("internal_error", close_code::AGAIN)),
                },
                () = sleep_until(if self.agent.is_some() { until } else { until.min(log_in_until) }) => Err(Gone::SentAway("ping_timeout", close_code::POLICY)),
            };
            if let Err(gone) = step {
                break gone;
            }
        };
        if let Some((_, session)) = self.agent.take() {
            let desk = &self.shared.desk;
            // Where the disk fails the agent is gone all the same.
            let _stored = apply(&*self.shared.handle, |center, _now| desk.hub().log_out(center, session));
        }
        self.close(gone).await;
    }

    async fn close(mut self, gone: Gone) {
        let (code, reason) = match gone {
            Gone::Closed => return,
            Gone::SentAway(reason, code) => {
                let push = Box::new(Push::AgentDisconnected { reason: reason.to_owned() });
                let frame = ServerFrame::Push { request_id: None, push };
                // Nobody is left to tell where these fail.
                let _gone = self.socket.send(Message::text(frame.encode())).await;
                (code, reason)
            }
            Gone::Refused(code, reason) => (code, reason),
        };
        let _gone = self.socket.send(Message::Close(Some(CloseFrame { code, reason: reason.into() }))).await;
    }

    async fn send(&mut self, text: String) -> Result<(), Gone> {
        self.socket.send(Message::text(text)).await.map_err(|_| Gone::Closed)
    }

    async fn answer(
        &mut self,
        request_id: Option<String>,
        action: String,
        outcome: Result<Value, ApiError>,
    ) -> Result<(), Gone> {
        self.send(Response { request_id, action, outcome }.encode()).await
    }

    async fn push(&mut self, outgoing: Outgoing) -> Result<(), Gone> {
        self.send(outgoing.frame.encode()).await?;
        if let (Some((chat_id, msg_id)), Some((me, _))) = (outgoing.receipt, &self.agent) {
            let agent_id = me.id.clone();
            let handle = &*self.shared.handle;
            // A receipt that can't be stored is told with what comes next.
            let _stored = apply(handle, |center, now| Hub::reached(center, now, &agent_id, &chat_id, &msg_id));
        }
        Ok(())
    }

    /// `out` is the sending end of this connection's pushes until the log-in takes it.
    async fn request(&mut self, text: &str, out: &mut Option<Sender<Outgoing>>) -> Result<(), Gone> {
        if self.agent.is_none() {
            self.asked += 1;
            if self.asked > MOST_BEFORE_LOGIN {
                return Err(Gone::Refused(close_code::POLICY, "log in first"));
            }
        }
        let request = match Request::decode_frame(text) {
            Ok(request) => request,
            Err(bad) => {
                // Who is not logged in learns that first, and nothing about the calls.
                let known = self.agent.is_some() || bad.action.is_empty() || bad.action == "login";
                let error = if known { bad.error } else { not_logged_in() };
                return self.answer(bad.request_id, bad.action, Err(error)).await;
            }
        };
        let action = request.call.action().to_owned();
        let outcome = match (&self.agent, &request.call) {
            (None, Call::Login(wanted)) => match out.as_ref() {
                Some(sender) => match login::log_in(&self.shared, wanted, sender) {
                    Ok((account, session, payload)) => {
                        self.agent = Some((account, session));
                        // The hub holds the only sender: when it lets go, this connection ends.
                        *out = None;
                        Ok(payload)
                    }
                    Err(login::Refused::Error(error)) => Err(error),
                    Err(login::Refused::TooManySockets) => {
                        return Err(Gone::SentAway("too_many_connections", close_code::POLICY));
                    }
                },
                None => Err(ErrorKind::Internal.into()),
            },
            (None, Call::Ping) => Ok(Value::Object(serde_json::Map::new())),
            (None, _) => Err(not_logged_in()),
            (Some((me, _)), _) => self.shared.call(me, &request),
        };
        self.answer(request.request_id, action, outcome).await
    }
}

fn not_logged_in() -> ApiError {
    ApiError::new(ErrorKind::Authentication, "log in first")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(header::HeaderName, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.clone(), axum::http::HeaderValue::from_static(value))).collect()
    }

    #[test]
    fn a_page_of_another_origin_opens_no_socket() {
        let allowed = ["https://desk.example.com".to_owned()];
        let from = |origin| headers(&[(header::HOST, "chat.example.com"), (header::ORIGIN, origin)]);
        assert!(is_allowed(&allowed, &headers(&[(header::HOST, "chat.example.com")])), "a bot names no origin");
        assert!(is_allowed(&allowed, &from("https://chat.example.com")));
        assert!(is_allowed(&allowed, &from("https://desk.example.com")));
        for origin in ["null", "https://chat.example.com.evil", "https://evil", "https://desk.example.com:444", ""] {
            assert!(!is_allowed(&allowed, &from(origin)), "{origin}");
        }
    }
}
