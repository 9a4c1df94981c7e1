//! One connection to the other end: `RTCPeerConnection`. Part of `call`. What fails because it was closed meanwhile is
//! nobody's business any more.

use std::{
    cell::{Cell, RefCell},
    rc::{Rc, Weak},
};

use gloo_timers::callback::Timeout;
use js_sys::Array;
#[cfg(feature = "offers")]
use parlor_call::Way;
use parlor_call::{Candidate, Link, Report};
use parlor_protocol::response::IceServer;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{RtcConfiguration, RtcPeerConnection};

use super::{
    super::gone::Undo,
    devices::Media,
    js::{Heard, get, invoke, list, object, set, text, wait},
    stats::Counted,
};

/// How often what is heard is looked at, in milliseconds.
const LOOK: u32 = 1_000;
/// What is heard of a connection.
const EVENTS: [&str; 3] = ["onicecandidate", "ontrack", "onconnectionstatechange"];

pub(super) struct Peer {
    connection: RtcPeerConnection,
    _gone: Undo,
    report: Box<dyn Fn(Report)>,
    media: Rc<Media>,
    closed: Cell<bool>,
    heard: RefCell<Option<Heard>>,
    counted: Cell<Counted>,
    looks: RefCell<Option<Timeout>>,
}

impl Peer {
    /// `None`: the browser refuses it, servers or not.
    pub(super) fn new(
        servers: &[IceServer],
        relay: bool,
        media: Rc<Media>,
        report: impl Fn(Report) + 'static,
    ) -> Option<Rc<Self>> {
        let connection = connect(servers, relay).or_else(|| connect(&[], relay))?;
        let peer = Rc::new_cyclic(|me: &Weak<Self>| {
            let me = me.clone();
            let heard = Heard::new(move |event: JsValue| {
                if let Some(me) = me.upgrade().filter(|me| !me.closed.get()) {
                    me.hear(&event);
                }
            });
            for name in EVENTS {
                set(&connection, name, heard.as_ref());
            }
            Self {
                _gone: Undo::calling(&connection, "close"),
                connection,
                report: Box::new(report),
                media,
                closed: Cell::new(false),
                heard: RefCell::new(Some(heard)),
                counted: Cell::default(),
                looks: RefCell::default(),
            }
        });
        Some(peer)
    }

    pub(super) fn close(&self) {
        self.closed.set(true);
        self.looks.take();
        for name in EVENTS {
            set(&self.connection, name, &JsValue::NULL);
        }
        self.watch_transport(&JsValue::NULL);
        self.connection.close();
        self.heard.take();
    }

    fn hear(self: &Rc<Self>, event: &JsValue) {
        match text(event, "type").as_str() {
            "icecandidate" => {
                // The last one is none.
                let Some(found) = get(event, "candidate") else { return };
                let candidate = text(&found, "candidate");
                let mid = get(&found, "sdpMid").and_then(|mid| mid.as_string());
                #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a small whole number")]
                let line = get(&found, "sdpMLineIndex").and_then(|line| line.as_f64()).map(|line| line as u32);
                (self.report)(Report::Candidate(Candidate { mid, line, candidate }));
            }
            "track" => {
                if let Some(track) = get(event, "track") {
                    self.media.hear(&track);
                }
            }
            "connectionstatechange" => match text(&self.connection, "connectionState").as_str() {
                "connected" => {
                    if let Some(heard) = &*self.heard.borrow() {
                        self.watch_transport(heard.as_ref());
                    }
                    self.look();
                    (self.report)(Report::Link(Link::Up));
                }
                "disconnected" => (self.report)(Report::Link(Link::Interrupted)),
                "failed" => (self.report)(Report::Link(Link::Failed)),
                _ => {}
            },
            // Of the transport: the other end says that it closes.
            _ => {
                let state = get(event, "target").map(|target| text(&target, "state"));
                if state.as_deref() == Some("closed") {
                    (self.report)(Report::Link(Link::Closed));
                }
            }
        }
    }

    fn watch_transport(&self, heard: &JsValue) {
        for transceiver in self.transceivers() {
            if let Some(transport) = get(&transceiver, "sender").and_then(|sender| get(&sender, "transport")) {
                set(&transport, "onstatechange", heard);
            }
        }
    }

    /// Tells from now on what is heard. Look by look: of a program that is gone, no timer goes on.
    fn look(self: &Rc<Self>) {
        let me = Rc::downgrade(self);
        let look = move || {
            let Some(me) = me.upgrade() else { return };
            spawn_local(async move {
                let report = wait(&me.connection, "getStats", &[]).await;
                if me.closed.get() {
                    return;
                }
                if let Ok(report) = report {
                    let counted = Counted::of(&report);
                    let before = me.counted.replace(counted);
                    (me.report)(counted.since(&before));
                }
                if !me.closed.get() {
                    me.look();
                }
            });
        };
        self.looks.replace(Some(Timeout::new(LOOK, look)));
    }

    fn transceivers(&self) -> Vec<JsValue> {
        list(&self.connection, "getTransceivers")
    }

    #[cfg(feature = "offers")]
    fn has(&self, kind: &str) -> bool {
        self.transceivers().iter().any(|transceiver| kind_of(transceiver) == kind)
    }

    #[cfg(feature = "offers")]
    pub(super) async fn offer(&self, media: &Media, way: Way, video: bool) -> Option<String> {
        for kind in ["audio", "video"] {
            if (kind == "audio" || video) && !self.has(kind) {
                let streams = [JsValue::from(media.local())].iter().collect::<Array>();
                let how = object(&[("direction", "sendrecv".into()), ("streams", streams.into())]);
                invoke(&self.connection, "addTransceiver", &[kind.into(), how]).ok()?;
            }
        }
        self.carry(media).await;
        let options = object(&[("iceRestart", JsValue::from_bool(way == Way::Restart))]);
        let offer = wait(&self.connection, "createOffer", &[options]).await.ok()?;
        wait(&self.connection, "setLocalDescription", &[offer]).await.ok()?;
        self.described()
    }

    /// With whether there is a place for this end's picture.
    pub(super) async fn answer(&self, media: &Media, sdp: &str) -> Option<(String, bool)> {
        self.hear_description("offer", sdp).await.ok()?;
        for transceiver in self.transceivers() {
            set(&transceiver, "direction", &"sendrecv".into());
            if let Some(sender) = get(&transceiver, "sender") {
                // Clients that sort tracks by their streams find one.
                let _ = invoke(&sender, "setStreams", &[media.local().into()]);
            }
        }
        self.carry(media).await;
        let answer = JsFuture::from(self.connection.create_answer()).await.ok()?;
        wait(&self.connection, "setLocalDescription", &[answer]).await.ok()?;
        let sdp = self.described()?;
        let mut media_lines = sdp.lines().filter(|line| line.starts_with("m="));
        // All of what was offered may be of kinds that are not known here.
        media_lines.any(|line| line.split(' ').nth(1) != Some("0")).then_some(())?;
        let sends = |transceiver: &JsValue| {
            kind_of(transceiver) == "video" && text(transceiver, "currentDirection").starts_with("send")
        };
        let sends = self.transceivers().iter().any(sends);
        Some((sdp, sends))
    }

    #[cfg(feature = "offers")]
    pub(super) async fn accept(&self, sdp: &str) -> bool {
        self.hear_description("answer", sdp).await.is_ok()
    }

    async fn hear_description(&self, kind: &str, sdp: &str) -> Result<JsValue, JsValue> {
        let description = object(&[("type", kind.into()), ("sdp", sdp.into())]);
        wait(&self.connection, "setRemoteDescription", &[description]).await
    }

    /// What was said last of this end, with the ways that were found since.
    fn described(&self) -> Option<String> {
        if self.closed.get() {
            return None;
        }
        get(&self.connection, "localDescription").map(|description| text(&description, "sdp"))
    }

    /// Carries what is captured now.
    pub(super) async fn carry(&self, media: &Media) {
        for transceiver in self.transceivers() {
            if let Some(sender) = get(&transceiver, "sender") {
                let track = media.track(&kind_of(&transceiver)).unwrap_or(JsValue::NULL);
                drop(wait(&sender, "replaceTrack", &[track]).await);
            }
        }
    }

    /// One that is none does nothing.
    pub(super) async fn add(&self, candidate: &Candidate) {
        let found = object(&[
            ("candidate", candidate.candidate.as_str().into()),
            ("sdpMid", candidate.mid.as_deref().map_or(JsValue::NULL, JsValue::from)),
            ("sdpMLineIndex", candidate.line.map_or(JsValue::NULL, JsValue::from)),
        ]);
        drop(wait(&self.connection, "addIceCandidate", &[found]).await);
    }
}

fn kind_of(transceiver: &JsValue) -> String {
    let track = get(transceiver, "receiver").and_then(|receiver| get(&receiver, "track"));
    track.map(|track| text(&track, "kind")).unwrap_or_default()
}

fn connect(servers: &[IceServer], relay: bool) -> Option<RtcPeerConnection> {
    let server = |server: &IceServer| {
        let urls: Array = server.urls.iter().map(JsValue::from).collect();
        let text = |text: &Option<String>| text.as_deref().map_or(JsValue::UNDEFINED, JsValue::from);
        object(&[("urls", urls.into()), ("username", text(&server.username)), ("credential", text(&server.credential))])
    };
    let servers: Array = servers.iter().map(server).collect();
    let policy = if relay { "relay" } else { "all" };
    let configuration = object(&[("iceServers", servers.into()), ("iceTransportPolicy", policy.into())]);
    RtcPeerConnection::new_with_configuration(configuration.unchecked_ref::<RtcConfiguration>()).ok()
}
