//! A file's way between page and server: sent with its progress, and given to the browser to save.

use std::{cell::Cell, rc::Rc};

use js_sys::Function;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Blob, FormData, HtmlAnchorElement, ProgressEvent, Url, XmlHttpRequest};

use crate::gone::Undo;

/// An address of a blob lives so long after it was given to the browser's downloads, in milliseconds.
const SAVING: i32 = 60_000;

/// An upload under way. Dropping it stops it, and then no outcome comes. By `XMLHttpRequest`, because fetch tells no
/// progress of what it sends.
pub struct Upload {
    request: XmlHttpRequest,
    _gone: Undo,
    _progress: Closure<dyn FnMut(ProgressEvent)>,
    _end: Closure<dyn FnMut()>,
}

impl Drop for Upload {
    fn drop(&mut self) {
        self.request.set_onloadend(None);
        if let Ok(upload) = self.request.upload() {
            upload.set_onprogress(None);
        }
        let _ = self.request.abort();
    }
}

/// Where a form goes.
pub struct Post<'a> {
    pub url: &'a str,
    /// The header of that name.
    pub authorization: &'a str,
    /// Cookies go with it to another origin, too.
    pub cookies: bool,
}

/// `progress` hears how many bytes have left; `done` is called once, later, with what was answered: status 0 where
/// nothing was. `None`: the browser refuses even to try.
pub fn upload(
    post: &Post<'_>,
    form: &FormData,
    progress: impl Fn(u64) + 'static,
    done: impl FnOnce(&XmlHttpRequest) + 'static,
) -> Option<Upload> {
    let request = XmlHttpRequest::new().ok()?;
    request.open_with_async("POST", post.url, true).ok()?;
    request.set_request_header("Authorization", post.authorization).ok()?;
    request.set_with_credentials(post.cookies);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "bytes, below 2⁵³")]
    let progress =
        Closure::<dyn FnMut(ProgressEvent)>::new(move |event: ProgressEvent| progress(event.loaded() as u64));
    let (answered, once) = (request.clone(), Cell::new(Some(done)));
    let end = Closure::<dyn FnMut()>::new(move || {
        if let Some(done) = once.take() {
            done(&answered);
        }
    });
    request.upload().ok()?.set_onprogress(Some(progress.as_ref().unchecked_ref::<Function>()));
    request.set_onloadend(Some(end.as_ref().unchecked_ref()));
    request.send_with_opt_form_data(Some(form)).ok()?;
    Some(Upload { _gone: Undo::calling(&request, "abort"), request, _progress: progress, _end: end })
}

/// Lets the browser save these bytes under a name.
pub fn save(blob: &Blob, name: &str) {
    let Ok(url) = Url::create_object_url_with_blob(blob) else { return };
    let link = web_sys::window().and_then(|window| window.document()?.create_element("a").ok());
    if let Some(link) = link.and_then(|link| link.dyn_into::<HtmlAnchorElement>().ok()) {
        link.set_href(&url);
        link.set_download(name);
        link.click();
    }
    // The browser reads it after this returns.
    let revoke = Closure::once_into_js(move || drop(Url::revoke_object_url(&url)));
    if let Some(window) = web_sys::window() {
        let _ = window.set_timeout_with_callback_and_timeout_and_arguments_0(revoke.unchecked_ref(), SAVING);
    }
}

/// An address under which bytes can be drawn, until the last one who knows it is gone.
#[derive(Clone)]
pub struct Address(Rc<Held>);

struct Held(String);

impl Address {
    pub fn of(blob: &Blob) -> Option<Self> {
        Url::create_object_url_with_blob(blob).ok().map(|url| Self(Rc::new(Held(url))))
    }

    pub fn url(&self) -> String {
        self.0.0.clone()
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let _ = Url::revoke_object_url(&self.0);
    }
}

/// "12 KB", in words of any language.
pub fn size(bytes: u64) -> String {
    const KB: u64 = 1024;
    match bytes {
        0..KB => [&bytes.to_string(), " B"].concat(),
        KB..1_048_576 => [&(bytes / KB).to_string(), " KB"].concat(),
        _ => {
            let tenths = bytes * 10 / 1_048_576;
            let rest =
                if tenths.is_multiple_of(10) { String::new() } else { [".", &(tenths % 10).to_string()].concat() };
            [&(tenths / 10).to_string(), &rest, " MB"].concat()
        }
    }
}
