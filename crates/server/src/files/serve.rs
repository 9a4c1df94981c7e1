//! Hands a file out, so that no browser can run it: always to be saved, of the type that its bytes say, in a sandbox.

use std::fmt::Write as _;

use axum::{
    body::{Body, Bytes},
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use tokio::{fs::File, io::AsyncReadExt};

use super::{Files, StoredFile};

const CHUNK: usize = 64 * 1024;

/// The answer with the file's bytes; the error is the disk's.
pub(crate) async fn serve(files: &Files, file: &StoredFile) -> Result<Response, String> {
    let source = File::open(files.path(&file.id)).await.map_err(|why| why.to_string())?;
    let bytes = futures_util::stream::unfold(source, |mut source| async move {
        let mut chunk = vec![0; CHUNK];
        match source.read(&mut chunk).await {
            Ok(0) => None,
            Ok(count) => {
                chunk.truncate(count);
                Some((Ok(Bytes::from(chunk)), source))
            }
            Err(why) => Some((Err(why), source)),
        }
    });
    let mut response = Body::from_stream(bytes).into_response();
    let headers = response.headers_mut();
    let text = |text: &str| HeaderValue::from_str(text).ok();
    let fixed = HeaderValue::from_static;
    headers.extend([
        (header::CONTENT_TYPE, text(&file.kind).unwrap_or(fixed("application/octet-stream"))),
        (header::CONTENT_LENGTH, HeaderValue::from(file.size)),
        (header::CONTENT_DISPOSITION, text(&disposition(&file.name)).unwrap_or(fixed("attachment"))),
        (header::CONTENT_SECURITY_POLICY, fixed("sandbox; default-src 'none'")),
        (header::X_CONTENT_TYPE_OPTIONS, fixed("nosniff")),
        (header::HeaderName::from_static("cross-origin-resource-policy"), fixed("same-site")),
    ]);
    Ok(response)
}

/// The name as every browser reads it (RFC 6266), with a plain one for those that read no other.
fn disposition(name: &str) -> String {
    let plain: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() || " ._-()".contains(c) { c } else { '_' }).collect();
    let mut encoded = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"._-".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            // Writing to a String can't fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{encoded}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_name_travels_in_a_header() {
        assert_eq!(disposition("a b.txt"), "attachment; filename=\"a b.txt\"; filename*=UTF-8''a%20b.txt");
        let odd = disposition("\"名\r\n.png");
        assert!(odd.starts_with("attachment; filename=\"____.png\""), "{odd}");
        assert!(HeaderValue::from_str(&odd).is_ok());
    }
}
