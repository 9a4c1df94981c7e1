//! Microphone and camera, and what is heard and seen of the other end. Part of `call`.

use std::cell::{Cell, RefCell};

use js_sys::{Array, Function, Promise};
use parlor_call::{Device, DeviceKind, DeviceProblem};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::MediaStream;

use super::{
    super::gone::{self, Undo},
    js::{Heard, get, invoke, list, navigator, object, set, text, wait},
    show,
};

/// What is captured here, and what comes from there.
pub(super) struct Media {
    devices: JsValue,
    local: MediaStream,
    remote: MediaStream,
    muted: Cell<bool>,
    closed: Cell<bool>,
    /// Counts wishes about the camera: what is asked for comes late.
    asked: Cell<u32>,
    /// Stops each track of a program that is gone.
    gone: RefCell<Vec<Undo>>,
    /// Hears that a track of this kind ended by itself, or that devices came or went.
    ended: RefCell<Option<Heard>>,
}

impl Media {
    /// `None`: this browser, or this page, has no devices. `gone` hears of those that are unplugged.
    pub(super) fn new(changed: impl Fn(Option<DeviceKind>) + 'static) -> Option<Self> {
        let devices = get(&navigator()?, "mediaDevices")?;
        get(web_sys::window()?.as_ref(), "RTCPeerConnection")?;
        let ended = Heard::new(move |event: JsValue| {
            let kind = get(&event, "target").map(|track| text(&track, "kind")).unwrap_or_default();
            changed(match kind.as_str() {
                "audio" => Some(DeviceKind::Microphone),
                "video" => Some(DeviceKind::Camera),
                _ => None,
            });
        });
        let (local, remote) = (MediaStream::new().ok()?, MediaStream::new().ok()?);
        // Not `clone` of the object, which makes another stream.
        show::begin(Clone::clone(&local), Clone::clone(&remote));
        // Beside whatever the page itself listens with.
        let options = object(&[("signal", gone::signal().map_or(JsValue::UNDEFINED, JsValue::from))]);
        let _ = invoke(&devices, "addEventListener", &["devicechange".into(), ended.as_ref().clone(), options]);
        let (muted, closed, asked) = (Cell::new(false), Cell::new(false), Cell::new(0));
        let (gone, ended) = (RefCell::default(), RefCell::new(Some(ended)));
        Some(Self { devices, local, remote, muted, closed, asked, gone, ended })
    }

    pub(super) async fn open(&self, camera: bool) -> Result<(), DeviceProblem> {
        // One question for both, where both are wanted.
        self.ask(Some(JsValue::TRUE), camera.then(|| video(None))).await
    }

    /// `device`: this one; empty or `None`: the browser's choice.
    pub(super) async fn open_microphone(&self, device: Option<&str>) -> Result<(), DeviceProblem> {
        self.ask(Some(exactly(device).unwrap_or(JsValue::TRUE)), None).await
    }

    pub(super) async fn open_camera(&self, device: Option<&str>) -> Result<(), DeviceProblem> {
        self.ask(None, Some(video(device))).await
    }

    async fn ask(&self, audio: Option<JsValue>, video: Option<JsValue>) -> Result<(), DeviceProblem> {
        let wants = |value: &Option<JsValue>| value.clone().unwrap_or(JsValue::FALSE);
        if video.is_some() {
            self.asked.set(self.asked.get() + 1);
        }
        let asked = self.asked.get();
        let constraints = object(&[("audio", wants(&audio)), ("video", wants(&video))]);
        let asked_for = invoke(&self.devices, "getUserMedia", &[constraints]);
        // Whoever asks may be gone when the visitor answers.
        if let (Ok(promise), Some(gone)) = (&asked_for, gone::signal()) {
            let _ = invoke(&gone, "unused", std::slice::from_ref(promise));
        }
        let stream = match asked_for {
            Ok(promise) => JsFuture::from(Promise::resolve(&promise)).await,
            Err(thrown) => Err(thrown),
        };
        let stream: MediaStream = stream.map_err(|error| problem_of(&error, video.is_some()))?.unchecked_into();
        for track in list(&stream, "getTracks") {
            let kind = text(&track, "kind");
            if self.closed.get() || kind == "video" && asked != self.asked.get() {
                stop(&track);
                continue;
            }
            self.drop_track(&kind);
            if let Some(ended) = &*self.ended.borrow() {
                set(&track, "onended", ended.as_ref());
            }
            self.gone.borrow_mut().push(Undo::calling(&track, "stop"));
            let _ = invoke(&self.local, "addTrack", &[track]);
        }
        self.mute(self.muted.get());
        Ok(())
    }

    fn drop_track(&self, kind: &str) {
        if let Some(track) = self.track(kind) {
            stop(&track);
            let _ = invoke(&self.local, "removeTrack", &[track]);
        }
    }

    pub(super) fn close_camera(&self) {
        self.asked.set(self.asked.get() + 1);
        self.drop_track("video");
    }

    pub(super) fn has_camera(&self) -> bool {
        self.track("video").is_some()
    }

    /// It may be asked for again without anybody being asked: the browser would let it.
    pub(super) async fn is_granted(kind: DeviceKind) -> bool {
        let Some(permissions) = navigator().and_then(|navigator| get(&navigator, "permissions")) else { return false };
        let name = if kind == DeviceKind::Camera { "camera" } else { "microphone" };
        let state = wait(&permissions, "query", &[object(&[("name", name.into())])]).await;
        state.is_ok_and(|state| text(&state, "state") == "granted")
    }

    pub(super) fn mute(&self, muted: bool) {
        self.muted.set(muted);
        if let Some(track) = self.track("audio") {
            set(&track, "enabled", &JsValue::from_bool(!muted));
        }
    }

    /// What is captured, `audio` or `video`.
    pub(super) fn track(&self, kind: &str) -> Option<JsValue> {
        list(&self.local, "getTracks").into_iter().find(|track| text(track, "kind") == kind)
    }

    pub(super) fn local(&self) -> &MediaStream {
        &self.local
    }

    pub(super) fn hear(&self, track: &JsValue) {
        let _ = invoke(&self.remote, "addTrack", std::slice::from_ref(track));
    }

    /// Another connection begins.
    pub(super) fn forget_remote(&self) {
        for track in list(&self.remote, "getTracks") {
            let _ = invoke(&self.remote, "removeTrack", &[track]);
        }
    }

    pub(super) fn close(&self) {
        self.closed.set(true);
        for kind in ["audio", "video"] {
            self.drop_track(kind);
        }
        self.gone.take();
        self.forget_remote();
        if let Some(ended) = self.ended.take() {
            let _ = invoke(&self.devices, "removeEventListener", &["devicechange".into(), ended.as_ref().clone()]);
            show::end(&self.local);
        }
    }

    /// What could be used, and what is.
    pub(super) async fn devices(&self) -> Vec<Device> {
        let found = wait(&self.devices, "enumerateDevices", &[]).await.ok();
        let found = found.and_then(|list| list.dyn_into::<Array>().ok()).unwrap_or_default();
        let used = |kind: &str| {
            let settings = self.track(kind).and_then(|track| invoke(&track, "getSettings", &[]).ok());
            settings.map(|settings| text(&settings, "deviceId")).unwrap_or_default()
        };
        let (microphone, camera, speaker) = (used("audio"), used("video"), show::speaker());
        let device = |device: JsValue| {
            let (kind, used) = match text(&device, "kind").as_str() {
                "audioinput" => (DeviceKind::Microphone, &microphone),
                "videoinput" => (DeviceKind::Camera, &camera),
                "audiooutput" => (DeviceKind::Speaker, &speaker),
                _ => return None,
            };
            let id = text(&device, "deviceId");
            let is_used = id == *used;
            (!id.is_empty()).then(|| Device { kind, label: text(&device, "label"), is_used, id })
        };
        found.iter().filter_map(device).collect()
    }
}

fn stop(track: &JsValue) {
    set(track, "onended", &JsValue::NULL);
    let _ = invoke(track, "stop", &[]);
}

fn exactly(device: Option<&str>) -> Option<JsValue> {
    let id = device.filter(|id| !id.is_empty())?;
    Some(object(&[("deviceId", object(&[("exact", id.into())]))]))
}

/// A picture of a window's size: more would cost everybody and show nothing.
fn video(device: Option<&str>) -> JsValue {
    let wanted = exactly(device).unwrap_or_else(|| object(&[]));
    for (name, ideal) in [("width", 640), ("height", 480), ("frameRate", 24)] {
        set(&wanted, name, &object(&[("ideal", JsValue::from(ideal))]));
    }
    wanted
}

fn problem_of(error: &JsValue, video: bool) -> DeviceProblem {
    match text(error, "name").as_str() {
        // Only some browsers tell the visitor's no from the page's.
        "NotAllowedError" if is_blocked("microphone") || video && is_blocked("camera") => DeviceProblem::Blocked,
        "NotAllowedError" => DeviceProblem::Denied,
        "SecurityError" => DeviceProblem::Blocked,
        "NotFoundError" | "OverconstrainedError" => DeviceProblem::Absent,
        "NotReadableError" | "AbortError" => DeviceProblem::Busy,
        _ => DeviceProblem::Unsupported,
    }
}

/// By the page's Permissions-Policy.
fn is_blocked(feature: &str) -> bool {
    let document = web_sys::window().and_then(|window| window.document());
    let policy =
        document.and_then(|document| get(&document, "permissionsPolicy").or_else(|| get(&document, "featurePolicy")));
    let allows = |policy: JsValue| {
        let allows: Function = get(&policy, "allowsFeature")?.dyn_into().ok()?;
        allows.call1(&policy, &feature.into()).ok()?.as_bool()
    };
    policy.and_then(allows) == Some(false)
}
