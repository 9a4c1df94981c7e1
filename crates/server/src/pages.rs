//! The files that the server hands out: the shipped widget, the agent's desk, the demo's customer page.
//! Pages come with the strict policy that they are written for; files load from any origin, without cookies.

use std::path::{Component, Path, PathBuf};

use axum::{
    Router,
    extract::{Path as UrlPath, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
    routing::get,
};

use crate::{app::App, visitor_api::caller::fresh_id};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/", get(customer_page))
        .route("/{file}", get(public_file))
        .route("/parlor/{file}", get(widget_file))
        .route("/desk", get(|| async { Redirect::permanent("/desk/") }))
        .route("/desk/", get(desk_page))
        .route("/desk/{file}", get(desk_file))
}

/// The policy of the demo's customer page: the strictest that a page can have around a widget.
fn customer_policy(nonce: &str) -> String {
    [
        "default-src 'none'; script-src 'nonce-",
        nonce,
        "' 'strict-dynamic' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self'; img-src 'self' blob: data: https:; \
         media-src blob:; base-uri 'none'; object-src 'none'; form-action 'none'; frame-ancestors 'none'; \
         require-trusted-types-for 'script'; trusted-types 'none'",
    ]
    .concat()
}

const DESK_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
    connect-src 'self' ws: wss:; img-src 'self' blob: data:; base-uri 'none'; object-src 'none'; form-action 'none'; \
    frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

async fn customer_page(State(app): State<App>, headers: HeaderMap) -> Response {
    let nonce = fresh_id();
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost");
    let origin = app.settings.public_url.clone().unwrap_or_else(|| format!("http://{host}"));
    let Ok(page) = tokio::fs::read_to_string(app.settings.assets.join("public/index.html")).await else {
        return missing("public/index.html");
    };
    // A host header is the caller's word: nothing but a host may come into the page.
    let harmless = |letter: char| letter.is_ascii_alphanumeric() || ".:-/[]".contains(letter);
    let origin = if origin.chars().all(harmless) { origin } else { String::new() };
    let page = page.replace("{{nonce}}", &nonce).replace("{{origin}}", &origin);
    page_with(page.into_bytes(), &customer_policy(&nonce))
}

async fn desk_page(State(app): State<App>) -> Response {
    match tokio::fs::read(app.settings.assets.join("desk/index.html")).await {
        Ok(page) => page_with(page, DESK_POLICY),
        Err(_) => missing("desk/index.html"),
    }
}

fn page_with(page: Vec<u8>, policy: &str) -> Response {
    let mut answer = page.into_response();
    let headers = answer.headers_mut();
    for (name, value) in [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "strict-origin-when-cross-origin"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if let Ok(policy) = HeaderValue::from_str(policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    answer
}

async fn public_file(State(app): State<App>, UrlPath(file): UrlPath<String>, headers: HeaderMap) -> Response {
    hand_out(&app, "public", &file, &headers).await
}

async fn widget_file(State(app): State<App>, UrlPath(file): UrlPath<String>, headers: HeaderMap) -> Response {
    hand_out(&app, "", &file, &headers).await
}

async fn desk_file(State(app): State<App>, UrlPath(file): UrlPath<String>, headers: HeaderMap) -> Response {
    hand_out(&app, "desk", &file, &headers).await
}

async fn hand_out(app: &App, folder: &str, file: &str, headers: &HeaderMap) -> Response {
    let (Some(path), Some(kind)) = (inside(&app.settings.assets.join(folder), file), kind(file)) else {
        return missing(file);
    };
    let takes_brotli = headers
        .get(header::ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|list| list.split(',').any(|item| item.split(';').next().unwrap_or_default().trim() == "br"));
    let pressed = PathBuf::from(format!("{}.br", path.display()));
    let (content, is_pressed) = match tokio::fs::read(&pressed).await {
        Ok(content) if takes_brotli => (content, true),
        _ => match tokio::fs::read(&path).await {
            Ok(content) => (content, false),
            Err(_) => return missing(file),
        },
    };
    let mut answer = content.into_response();
    let headers = answer.headers_mut();
    let cache = if is_hashed(file) { "public, max-age=31536000, immutable" } else { "no-cache" };
    for (name, value) in [
        (header::CONTENT_TYPE, kind),
        (header::CACHE_CONTROL, cache),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (header::VARY, "Accept-Encoding"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.insert("cross-origin-resource-policy", HeaderValue::from_static("cross-origin"));
    if is_pressed {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("br"));
    }
    answer
}

/// The file's place, if it is a plain name within the folder.
fn inside(folder: &Path, file: &str) -> Option<PathBuf> {
    let mut parts = Path::new(file).components();
    match (parts.next(), parts.next()) {
        (Some(Component::Normal(name)), None) if !file.contains(['\\', '\0']) => Some(folder.join(name)),
        _ => None,
    }
}

/// The media type by the name's ending; anything else is not handed out.
fn kind(file: &str) -> Option<&'static str> {
    Some(match file.rsplit_once('.')?.1 {
        "js" => "text/javascript; charset=utf-8",
        "wasm" => "application/wasm",
        "css" => "text/css; charset=utf-8",
        "json" => "application/json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "html" => "text/html; charset=utf-8",
        _ => return None,
    })
}

/// A name with its content's hash: `parlor-0123456789abcdef.wasm`.
fn is_hashed(file: &str) -> bool {
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let hash = stem.rsplit_once('-').map_or("", |(_, hash)| hash);
    hash.len() >= 16 && hash.bytes().all(|letter| letter.is_ascii_hexdigit())
}

fn missing(file: &str) -> Response {
    (StatusCode::NOT_FOUND, format!("There is no file {}\n", file.escape_debug())).into_response()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{inside, is_hashed};

    #[test]
    fn nothing_outside_of_the_folder_is_handed_out() {
        for file in ["../secret.js", "..", "a/b.js", "/etc/passwd", "a\\b.js", "", "a\0.js"] {
            assert_eq!(inside(Path::new("/folder"), file), None, "{file:?}");
        }
        assert!(inside(Path::new("/folder"), "parlor.js").is_some());
    }

    #[test]
    fn only_names_with_a_hash_are_kept_for_ever() {
        assert!(is_hashed("parlor-0123456789abcdef.wasm"));
        assert!(!is_hashed("parlor.js"));
        assert!(!is_hashed("a-longer-name.css"));
    }
}
