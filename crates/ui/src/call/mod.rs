//! One end of a call in the browser: does what an end orders and reports what is heard (`parlor_call`). Decides nothing. No
//! device is touched before `Order::Open`, and after `Order::Close`, or when the line is dropped, none is in use.

mod clock;
mod devices;
mod js;
mod peer;
mod servers;
mod show;
mod stats;

use std::{
    cell::RefCell,
    rc::{Rc, Weak},
};

use parlor_call::{CallId, DeviceKind, DeviceProblem, Order, Report};
use wasm_bindgen_futures::spawn_local;

pub use clock::seconds_since;
use devices::Media;
use peer::Peer;
pub use show::{Which, can_float, float, picture};

/// An end's devices and connection.
pub struct Line(Rc<Inner>);

struct Inner {
    report: Box<dyn Fn(CallId, Report)>,
    /// Ways by a TURN server alone: the other end learns no address of this one.
    relay: bool,
    call: RefCell<Option<Call>>,
}

struct Call {
    id: CallId,
    media: Rc<Media>,
    peer: Option<Rc<Peer>>,
}

impl Line {
    pub fn new(relay: bool, report: impl Fn(CallId, Report) + 'static) -> Self {
        Self(Rc::new(Inner { report: Box::new(report), relay, call: RefCell::new(None) }))
    }

    pub fn obey(&self, call: CallId, order: Order) {
        let inner = &self.0;
        match order {
            Order::Open { camera } => inner.open(call, camera),
            Order::Close => inner.close(),
            order => {
                let held = inner
                    .call
                    .borrow()
                    .as_ref()
                    .filter(|now| now.id == call)
                    .map(|now| (Rc::clone(&now.media), now.peer.clone()));
                if let Some((media, peer)) = held {
                    inner.use_media(call, &media, peer, order);
                }
            }
        }
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.0.close();
    }
}

impl Inner {
    fn report(&self, call: CallId, report: Report) {
        (self.report)(call, report);
    }

    fn close(&self) {
        let call = self.call.borrow_mut().take();
        if let Some(call) = call {
            if let Some(peer) = call.peer {
                peer.close();
            }
            call.media.close();
        }
    }

    fn is_current(&self, id: CallId) -> bool {
        self.call.borrow().as_ref().is_some_and(|call| call.id == id)
    }

    fn open(self: &Rc<Self>, id: CallId, camera: bool) {
        self.close();
        let me = Rc::downgrade(self);
        let Some(media) = Media::new(move |gone| device_gone(&me, id, gone)) else {
            // Not at once: who orders is not done with ordering.
            let me = Rc::clone(self);
            return spawn_local(async move { me.report(id, Report::NotOpened(DeviceProblem::Unsupported)) });
        };
        let media = Rc::new(media);
        *self.call.borrow_mut() = Some(Call { id, media: Rc::clone(&media), peer: None });
        let me = Rc::clone(self);
        spawn_local(async move {
            let opened = media.open(camera).await;
            if !me.is_current(id) {
                return media.close();
            }
            match opened {
                Ok(()) => {
                    me.report(id, Report::Opened { camera: media.has_camera() });
                    me.tell_devices(id, &media).await;
                    me.play(id).await;
                }
                Err(problem) => {
                    me.close();
                    me.report(id, Report::NotOpened(problem));
                }
            }
        });
    }

    async fn play(&self, id: CallId) {
        let silent = show::play().await;
        if self.is_current(id) {
            self.report(id, Report::Silent(silent));
        }
    }

    /// Another device is used, or one that was is none any more: the connection that there is by now carries it.
    async fn changed(&self, id: CallId, media: &Media, kind: DeviceKind, opened: Result<(), DeviceProblem>) {
        if !self.is_current(id) {
            return;
        }
        let peer = self.call.borrow().as_ref().and_then(|call| call.peer.clone());
        if let Some(peer) = peer {
            peer.carry(media).await;
        }
        match kind {
            DeviceKind::Camera => self.report(id, Report::Camera(opened.map(|()| media.has_camera()))),
            DeviceKind::Microphone => self.report(id, Report::Microphone(opened)),
            DeviceKind::Speaker => {}
        }
        self.tell_devices(id, media).await;
    }

    async fn tell_devices(&self, id: CallId, media: &Media) {
        let devices = media.devices().await;
        if self.is_current(id) {
            self.report(id, Report::Devices(devices));
        }
    }

    fn use_media(self: &Rc<Self>, id: CallId, media: &Rc<Media>, peer: Option<Rc<Peer>>, order: Order) {
        let (me, media) = (Rc::clone(self), Rc::clone(media));
        match (order, peer) {
            (Order::Mute(muted), _) => media.mute(muted),
            (Order::Play, _) => spawn_local(async move { me.play(id).await }),
            (Order::Camera(on), _) => spawn_local(async move {
                let opened = if on { media.open_camera(None).await } else { Ok(()) };
                if !on {
                    media.close_camera();
                }
                me.changed(id, &media, DeviceKind::Camera, opened).await;
            }),
            (Order::Use { kind, id: device }, _) => spawn_local(async move {
                let opened = match kind {
                    DeviceKind::Microphone => media.open_microphone(Some(&device)).await,
                    DeviceKind::Camera => media.open_camera(Some(&device)).await,
                    DeviceKind::Speaker => {
                        show::speak_through(&device).await;
                        Ok(())
                    }
                };
                me.changed(id, &media, kind, opened).await;
            }),
            #[cfg(feature = "offers")]
            (Order::Offer { way, video, servers }, peer) => spawn_local(async move {
                let peer = me.peer_for(id, way, servers, &media, peer).await;
                let sdp = match &peer {
                    Some(peer) => peer.offer(&media, way, video).await,
                    None => None,
                };
                me.described(id, peer.as_ref(), sdp.map(|sdp| Report::Offered { sdp }));
            }),
            (Order::Answer { way, sdp, servers }, peer) => spawn_local(async move {
                let peer = me.peer_for(id, way, servers, &media, peer).await;
                let answer = match &peer {
                    Some(peer) => peer.answer(&media, &sdp).await,
                    None => None,
                };
                me.described(id, peer.as_ref(), answer.map(|(sdp, sends)| Report::Answered { sdp, sends }));
            }),
            #[cfg(feature = "offers")]
            (Order::Accept { sdp }, Some(peer)) => spawn_local(async move {
                if !peer.accept(&sdp).await {
                    me.described(id, Some(&peer), None);
                }
            }),
            (Order::Candidate(candidate), Some(peer)) => spawn_local(async move { peer.add(&candidate).await }),
            // Without a connection, or nothing that this end does.
            (_, _) => {}
        }
    }

    /// The connection that a description is of.
    async fn peer_for(
        self: &Rc<Self>,
        id: CallId,
        way: parlor_call::Way,
        servers: parlor_call::Servers,
        media: &Rc<Media>,
        peer: Option<Rc<Peer>>,
    ) -> Option<Rc<Peer>> {
        if let (Some(peer), true) = (&peer, way != parlor_call::Way::New) {
            return Some(Rc::clone(peer));
        }
        let list = servers::open(servers).await;
        if !self.is_current(id) {
            return None;
        }
        if let Some(before) = peer {
            before.close();
        }
        media.forget_remote();
        let me: Weak<Self> = Rc::downgrade(self);
        let report = move |report| {
            if let Some(me) = me.upgrade() {
                me.report(id, report);
            }
        };
        let fresh = Peer::new(&list, self.relay, Rc::clone(media), report)?;
        if let Some(call) = self.call.borrow_mut().as_mut() {
            call.peer = Some(Rc::clone(&fresh));
        }
        Some(fresh)
    }

    /// A connection that another one took the place of has nothing to say.
    fn described(&self, id: CallId, peer: Option<&Rc<Peer>>, report: Option<Report>) {
        let is_current = self.call.borrow().as_ref().is_some_and(|call| {
            call.id == id
                && (peer.is_none() || call.peer.as_ref().zip(peer).is_some_and(|(now, its)| Rc::ptr_eq(now, its)))
        });
        if is_current {
            self.report(id, report.unwrap_or(Report::BadDescription));
        }
    }
}

/// A device was unplugged, or devices came and went: another one takes its place where there is one, and the browser asks
/// nobody for it.
fn device_gone(me: &Weak<Inner>, id: CallId, gone: Option<DeviceKind>) {
    let Some(me) = me.upgrade().filter(|me| me.is_current(id)) else { return };
    let held = me.call.borrow().as_ref().map(|call| Rc::clone(&call.media));
    let Some(media) = held else { return };
    spawn_local(async move {
        match gone {
            Some(kind) => {
                if Media::is_granted(kind).await && me.is_current(id) {
                    return me.use_media(id, &media, None, Order::Use { kind, id: String::new() });
                }
                if kind == DeviceKind::Camera {
                    media.close_camera();
                }
                me.changed(id, &media, kind, Err(DeviceProblem::Absent)).await;
            }
            None => me.tell_devices(id, &media).await,
        }
    });
}
