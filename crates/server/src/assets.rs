//! The shipped files: `/parlor/*` for every origin, `/desk/*` and the customer's page under strict policies.
//! Serves only plain names below the assets' folder; sends the `.br` beside a file where the browser takes it.

use std::path::PathBuf;

use axum::{
    Router,
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, StatusCode, Uri, header},
    response::{IntoResponse, Redirect, Response},
    routing::get,
};

use crate::{app::App, ids};

const DESK_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self' ws: wss:; img-src blob: data: https:; base-uri 'none'; object-src 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

const POP_OUT: &str = "popout.html";
/// In that page, as it is shipped.
const NO_ORIGINS: &str = "name=\"parlor-origins\" content=\"\"";

pub(crate) fn router() -> Router<App> {
    Router::new()
        .route("/", get(customer_page))
        .route("/parlor/{*path}", get(shipped).options(asked_before))
        .route("/desk", get(|| async { Redirect::permanent("/desk/") }))
        .route("/desk/", get(desk_page))
        .route("/desk/{*path}", get(desk_file))
        .fallback(public)
}

/// The page's script, style and connections as the strictest host would allow them; a nonce per answer.
async fn customer_page(State(app): State<App>, headers: HeaderMap) -> Response {
    page(&app, "index.html", &headers).await
}

/// `{{nonce}}` and `{{origin}}` in the page are filled in.
async fn page(app: &App, name: &str, headers: &HeaderMap) -> Response {
    let Ok(page) = tokio::fs::read_to_string(app.settings.assets.join("public").join(name)).await else {
        return not_found();
    };
    let nonce = ids::secret();
    let page = page.replace("{{nonce}}", &nonce).replace("{{origin}}", &origin(app, headers));
    // The playground shows a page with the widget, and the documentation pictures of its own.
    let (frames, own) = if name.starts_with("docs/") { ("frame-src 'self'; ", "'self' ") } else { ("", "") };
    let policy = format!(
        "{frames}default-src 'none'; script-src 'nonce-{nonce}' 'strict-dynamic' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self'; img-src {own}blob: data: https:; media-src blob:; base-uri 'none'; object-src 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
    );
    let mut response = ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], page).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Ok(policy) = HeaderValue::try_from(policy) {
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

/// How the browser reached this server. The host header is the caller's word, so only what a host can be is believed.
fn origin(app: &App, headers: &HeaderMap) -> String {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let is_host =
        host.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b':' | b'[' | b']'));
    let said = if is_host { format!("http://{host}") } else { String::new() };
    app.settings.public_url.clone().unwrap_or(said)
}

/// What the customer's page loads: style, pictures, other pages.
async fn public(State(app): State<App>, uri: Uri, headers: HeaderMap) -> Response {
    let path = uri.path().trim_start_matches('/');
    if matches!(path, "docs" | "docs/") {
        return Redirect::permanent("/docs/index.html").into_response();
    }
    if has_ending(path, "html") && is_plain(path) {
        return page(&app, path, &headers).await;
    }
    file(&app, "public", path, &headers).await
}

async fn shipped(State(app): State<App>, Path(path): Path<String>, headers: HeaderMap) -> Response {
    if path.starts_with("public/") || path.starts_with("desk/") {
        return not_found();
    }
    let mut response = match path.as_str() {
        POP_OUT => pop_out(&app, &headers).await,
        _ => file(&app, "", &path, &headers).await,
    };
    let out = response.headers_mut();
    out.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    out.insert("cross-origin-resource-policy", HeaderValue::from_static("cross-origin"));
    response
}

/// The chat in a window of its own. Most of its policy stands in the page; here it is known, too, with which contact
/// center the chat is, and whose pages may say as whom the visitor speaks.
async fn pop_out(app: &App, headers: &HeaderMap) -> Response {
    let Ok(page) = tokio::fs::read_to_string(app.settings.assets.join(POP_OUT)).await else { return not_found() };
    let own = origin(app, headers);
    let origins = [&app.settings.allowed_origins[..], std::slice::from_ref(&own)].concat().join(" ");
    let page = page.replace(NO_ORIGINS, &NO_ORIGINS.replace("\"\"", &format!("\"{origins}\"")));
    let mut response = ([(header::CONTENT_TYPE, kind(POP_OUT))], page).into_response();
    let out = response.headers_mut();
    out.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    if let Ok(policy) = HeaderValue::try_from(format!("connect-src 'self' {own}; frame-ancestors 'none'")) {
        out.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

/// A page's own `fetch` may add headers to each request; then the browser asks first.
async fn asked_before() -> Response {
    let mut response = StatusCode::NO_CONTENT.into_response();
    let out = response.headers_mut();
    out.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    out.insert(header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("GET"));
    out.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static("*"));
    out.insert(header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("7200"));
    response
}

async fn desk_page(state: State<App>, headers: HeaderMap) -> Response {
    desk_file(state, Path("index.html".to_owned()), headers).await
}

async fn desk_file(State(app): State<App>, Path(path): Path<String>, headers: HeaderMap) -> Response {
    let mut response = file(&app, "desk", &path, &headers).await;
    let out = response.headers_mut();
    out.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(DESK_POLICY));
    out.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    response
}

async fn file(app: &App, folder: &str, path: &str, headers: &HeaderMap) -> Response {
    if !is_plain(path) {
        return not_found();
    }
    let place: PathBuf = app.settings.assets.join(folder).join(path);
    let accepts = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let takes_brotli = accepts.split(',').any(|one| {
        let (name, quality) = one.split_once(';').unwrap_or((one, ""));
        name.trim() == "br" && quality.trim() != "q=0"
    });
    let mut small = place.clone().into_os_string();
    small.push(".br");
    let compressed = if takes_brotli { tokio::fs::read(small).await.ok() } else { None };
    let is_compressed = compressed.is_some();
    let content = match compressed {
        Some(content) => content,
        None => match tokio::fs::read(&place).await {
            Ok(content) => content,
            Err(_) => return not_found(),
        },
    };
    let mut response = ([(header::CONTENT_TYPE, kind(path))], content).into_response();
    let out = response.headers_mut();
    let lasting = if has_hash(path) { "public, max-age=31536000, immutable" } else { "no-cache" };
    out.insert(header::CACHE_CONTROL, HeaderValue::from_static(lasting));
    out.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if is_compressed {
        out.insert(header::CONTENT_ENCODING, HeaderValue::from_static("br"));
    }
    response
}

/// Letters, digits, dots and dashes between slashes; nothing that leads out of the folder or is hidden.
fn is_plain(path: &str) -> bool {
    path.split('/').all(|part| {
        !part.is_empty()
            && !part.starts_with('.')
            && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_'))
    })
}

/// `name-0123456789abcdef.wasm`: its content can never be another.
fn has_hash(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let stem = name.split('.').next().unwrap_or(name);
    stem.rsplit_once('-').is_some_and(|(_, hash)| hash.len() >= 8 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

fn has_ending(path: &str, ending: &str) -> bool {
    std::path::Path::new(path).extension().is_some_and(|found| found.eq_ignore_ascii_case(ending))
}

fn kind(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" | "map" => "application/json",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "mp3" => "audio/mpeg",
        "ogg" => "audio/ogg",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

fn not_found() -> Response {
    (StatusCode::NOT_FOUND, [(header::CONTENT_TYPE, "text/plain; charset=utf-8")], "Not found\n").into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_path_leads_out_of_the_folder() {
        for bad in ["", "..", "../x", "a/../b", "a//b", "/etc/passwd", ".env", "a\\b", "a%2fb", "a\0b"] {
            assert!(!is_plain(bad), "{bad}");
        }
        assert!(is_plain("parlor-0123abcd.wasm") && is_plain("i18n/de.json"));
    }

    #[test]
    fn only_names_with_a_hash_are_kept_for_ever() {
        assert!(has_hash("parlor-0123456789abcdef.wasm"));
        assert!(!has_hash("parlor.js") && !has_hash("desk-page.html"));
    }
}
