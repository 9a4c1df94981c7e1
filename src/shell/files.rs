//! Bytes between the browser and the contact center: sends a file with its progress, gets one as a blob by the header,
//! so that no cookie is needed. Called by `runtime`.

use std::rc::Rc;

use parlor_session::input::Outcome;
use parlor_ui::files::{Post, Upload};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, File, FormData, Url, XmlHttpRequest};

use super::{
    clock,
    http::{Center, retry_after},
};

/// The part that holds the file (Upload File).
const PART: &str = "file";

/// `progress` hears how many bytes have left; `done` is called once, later. `None`: the browser refuses even to try.
pub fn upload(
    center: &Center,
    path: &str,
    (file, name): (&File, &str),
    progress: impl Fn(u64) + 'static,
    done: impl FnOnce(Outcome) + 'static,
) -> Option<Upload> {
    let form = FormData::new().ok()?;
    form.append_with_blob_and_filename(PART, file, name).ok()?;
    let url = [center.api_url.as_str(), "/", path].concat();
    let post = Post { url: &url, authorization: &center.authorization, cookies: center.cookies };
    parlor_ui::files::upload(&post, &form, progress, move |answered| done(outcome(answered)))
}

fn outcome(request: &XmlHttpRequest) -> Outcome {
    match request.status() {
        Ok(status) if status > 0 => Outcome::Answer {
            status,
            retry_after: request
                .get_response_header("Retry-After")
                .ok()
                .flatten()
                .and_then(|value| retry_after(&value, clock::now())),
            body: request.response_text().ok().flatten().unwrap_or_default(),
        },
        _ => Outcome::NoAnswer,
    }
}

/// Addresses of pictures for as long as the widget lives.
#[derive(Clone, Default)]
pub struct Addresses(Rc<std::cell::RefCell<Vec<String>>>);

impl Addresses {
    /// An address under which these bytes are a picture of this type and nothing else.
    pub fn of(&self, blob: &Blob, kind: &str) -> Option<String> {
        let typed = blob.slice_with_f64_and_f64_and_content_type(0.0, blob.size(), kind).ok()?;
        let url = Url::create_object_url_with_blob(&typed).ok()?;
        self.0.borrow_mut().push(url.clone());
        Some(url)
    }

    pub fn revoke(&self) {
        for url in self.0.borrow_mut().drain(..) {
            let _ = Url::revoke_object_url(&url);
        }
    }
}

/// A file's bytes, or what the contact center answers instead.
pub async fn get(center: &Center, path: &str) -> Result<Blob, Outcome> {
    let asked = async { super::http::bare(center, path)?.await.ok()?.dyn_into::<web_sys::Response>().ok() };
    let response = asked.await.ok_or(Outcome::NoAnswer)?;
    if response.ok() {
        let read = async { JsFuture::from(response.blob().ok()?).await.ok()?.dyn_into().ok() };
        return read.await.ok_or(Outcome::NoAnswer);
    }
    let status = response.status();
    let body = async { JsFuture::from(response.text().ok()?).await.ok()?.as_string() };
    Err(Outcome::Answer { status, retry_after: None, body: body.await.unwrap_or_default() })
}
