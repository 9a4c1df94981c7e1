//! The list of ICE servers, opened where it came encrypted (field notes 5): salt, nonce and AES-256-GCM, the key by PBKDF2
//! from the chat's id. Part of `call`.

use js_sys::Uint8Array;
use parlor_call::Servers;
use parlor_protocol::response::{IceServer, IceServers};
use wasm_bindgen::JsValue;

use super::js::{get, invoke, object, wait};

/// Rounds of the key derivation.
const ROUNDS: u32 = 65_536;

/// Without a list that can be read there is none.
pub(super) async fn open(servers: Servers) -> Vec<IceServer> {
    match servers.list {
        IceServers::Plain(list) => list,
        IceServers::Encrypted(text) => match decrypt(&text, &servers.key).await.as_deref().and_then(IceServers::decode)
        {
            Some(IceServers::Plain(list)) => list,
            _ => Vec::new(),
        },
    }
}

async fn decrypt(text: &str, password: &str) -> Option<String> {
    let window: JsValue = web_sys::window()?.into();
    let subtle = get(&get(&window, "crypto")?, "subtle")?;
    let plain = invoke(&window, "atob", &[text.replace('-', "+").replace('_', "/").into()]).ok()?.as_string()?;
    let bytes: Vec<u8> = plain.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or_default()).collect();
    let (salt, rest) = bytes.split_at_checked(16)?;
    let (nonce, sealed) = rest.split_at_checked(12)?;
    let bytes = |bytes: &[u8]| JsValue::from(Uint8Array::from(bytes));
    let uses = |name: &str| JsValue::from([JsValue::from(name)].iter().collect::<js_sys::Array>());
    let base = ["raw".into(), bytes(password.as_bytes()), "PBKDF2".into(), JsValue::FALSE, uses("deriveKey")];
    let base = wait(&subtle, "importKey", &base).await.ok()?;
    let by = object(&[
        ("name", "PBKDF2".into()),
        ("hash", "SHA-256".into()),
        ("salt", bytes(salt)),
        ("iterations", ROUNDS.into()),
    ]);
    let kind = object(&[("name", "AES-GCM".into()), ("length", 256.into())]);
    let key = wait(&subtle, "deriveKey", &[by, base, kind, JsValue::FALSE, uses("decrypt")]).await.ok()?;
    let by = object(&[("name", "AES-GCM".into()), ("iv", bytes(nonce))]);
    let opened = wait(&subtle, "decrypt", &[by, key, bytes(sealed)]).await.ok()?;
    String::from_utf8(Uint8Array::new(&opened).to_vec()).ok()
}
