//! Files between the page and the server it came from: sends one with the token, gets one with it.

use parlor_ui::files::{Post, Upload};
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Blob, File, FormData, XmlHttpRequest, XmlHttpRequestResponseType};

use crate::state::{DeskInput, FILES, FileId};

const PHOTO: &str = "/v3.0/agent/photo";
const SERVERS: &str = "/v3.0/agent/iceservers";
/// In milliseconds; a call goes on without them.
const SERVERS_WITHIN: u32 = 3_000;
const SEND: &str = "/v3.0/agent/action/send_file";

/// Where a file goes.
pub(crate) struct Target<'a> {
    pub(crate) chat: &'a str,
    /// Said once under this name, however often it is sent.
    pub(crate) custom_id: &'a str,
    pub(crate) token: &'a str,
}

/// Sends a file. `None`: the browser refuses even to try.
pub(crate) fn send(id: FileId, file: &File, to: &Target<'_>, report: fn(DeskInput)) -> Option<Upload> {
    let form = FormData::new().ok()?;
    form.append_with_str("payload.chat_id", to.chat).ok()?;
    form.append_with_str("payload.custom_id", to.custom_id).ok()?;
    form.append_with_blob_and_filename("payload.file", file, &file.name()).ok()?;
    let authorization = bearer(to.token);
    let post = Post { url: SEND, authorization: &authorization, cookies: false };
    let progress = move |sent| report(DeskInput::Progress(id, sent));
    parlor_ui::files::upload(&post, &form, progress, move |answered| {
        let status = answered.status().ok().filter(|status| *status > 0);
        let body = answered.response_text().ok().flatten().unwrap_or_default();
        report(DeskInput::Uploaded(id, status.map(|status| (status, body))));
    })
}

/// Gets the file of this id; `None` where there is no good answer, or nothing in it.
pub(crate) fn get(token: &str, id: &str, done: impl FnOnce(Option<Blob>) + 'static) {
    ask("GET", &[FILES, id].concat(), token, None, |answer| done(answer.filter(|blob| blob.size() > 0.0)));
}

/// Gets the agent's own picture; `None` where there is none.
pub(crate) fn get_photo(token: &str, done: impl FnOnce(Option<Blob>) + 'static) {
    ask("GET", PHOTO, token, None, |answer| done(answer.filter(|blob| blob.size() > 0.0)));
}

/// Asks where calls find their ways; `None` where there is no good answer in time.
pub(crate) fn get_servers(token: &str, done: impl FnOnce(Option<String>) + 'static) {
    let Ok(request) = XmlHttpRequest::new() else { return done(None) };
    let answered = request.clone();
    let end = Closure::once_into_js(move || {
        let is_good = answered.status().is_ok_and(|status| status == 200);
        done(answered.response_text().ok().flatten().filter(|_| is_good));
    });
    request.set_timeout(SERVERS_WITHIN);
    request.set_onloadend(Some(end.unchecked_ref()));
    let _ = request
        .open_with_async("GET", SERVERS, true)
        .and_then(|()| request.set_request_header("Authorization", &bearer(token)))
        .and_then(|()| request.send());
}

/// Makes a picture the agent's own; says whether it was taken.
pub(crate) fn put_photo(token: &str, file: &File, done: impl FnOnce(bool) + 'static) {
    ask("PUT", PHOTO, token, Some(file), |answer| done(answer.is_some()));
}

/// The body of a good answer.
fn ask(method: &str, url: &str, token: &str, body: Option<&File>, done: impl FnOnce(Option<Blob>) + 'static) {
    let Ok(request) = XmlHttpRequest::new() else { return done(None) };
    let answered = request.clone();
    let end = Closure::once_into_js(move || {
        let is_good = answered.status().is_ok_and(|status| (200..300).contains(&status));
        done(answered.response().ok().filter(|_| is_good).and_then(|body| body.dyn_into::<Blob>().ok()));
    });
    request.set_response_type(XmlHttpRequestResponseType::Blob);
    request.set_onloadend(Some(end.unchecked_ref()));
    // Where it can't even begin, its end is told, too.
    let _ = request
        .open_with_async(method, url, true)
        .and_then(|()| request.set_request_header("Authorization", &bearer(token)))
        .and_then(|()| request.send_with_opt_blob(body.map(AsRef::as_ref)));
}

fn bearer(token: &str) -> String {
    ["Bearer ", token].concat()
}
