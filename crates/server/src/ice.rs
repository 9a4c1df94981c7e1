//! Where calls find their ways: the configured servers, with credentials that last for a while where TURN servers share a
//! secret, and as the vendor sends them, encrypted, where that is wanted. Called by the visitors' and the agents' API.

use aes_gcm::{Aes256Gcm, Key, KeyInit, Nonce, aead::Aead};
use base64::{Engine, engine::general_purpose::STANDARD};
use hmac::{Hmac, Mac};
use parlor_protocol::response::{IceServer, IceServers};
use sha1::Sha1;
use sha2::Sha256;

use crate::ids;

/// How long a credential is good for, in seconds. A call that began goes on after that.
const LASTS: u64 = 12 * 60 * 60;
/// Rounds of the key derivation, as the vendor's client has them (field notes 5).
const ROUNDS: u32 = 65_536;

/// The section `[ice]`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ice {
    pub servers: Vec<IceServer>,
    /// What TURN servers share: theirs are the servers without a username.
    pub secret: Option<String>,
    /// Visitors get the list encrypted for their chat.
    pub encrypted: bool,
}

impl Ice {
    /// The list with credentials for whoever has this name, the same as long as it is theirs: a chat's or an account's id.
    /// From this time on, in UTC milliseconds.
    pub fn list(&self, name: &str, now: u64) -> String {
        let name = alias(name);
        let servers: Vec<IceServer> = self.servers.iter().map(|server| self.lend(server, &name, now)).collect();
        IceServers::encode(&servers)
    }

    /// What anybody may have: without those that are lent.
    pub fn list_for_all(&self) -> String {
        let servers: Vec<IceServer> =
            self.servers.iter().filter(|server| self.shared_with(server).is_none()).cloned().collect();
        IceServers::encode(&servers)
    }

    /// The secret by which credentials for this server are made, if they are.
    fn shared_with(&self, server: &IceServer) -> Option<&str> {
        let is_turn = |url: &String| url.starts_with("turn:") || url.starts_with("turns:");
        self.secret.as_deref().filter(|_| server.username.is_none() && server.urls.iter().any(is_turn))
    }

    /// One server for who bears this name. "A REST API for access to TURN services": the user's name is when it ends and
    /// whose it is, the credential their HMAC-SHA1 under the shared secret in base64.
    fn lend(&self, server: &IceServer, name: &str, now: u64) -> IceServer {
        let Some(secret) = self.shared_with(server) else { return server.clone() };
        let username = format!("{}:{name}", now / 1000 + LASTS);
        let Ok(mut mac) = <Hmac<Sha1> as KeyInit>::new_from_slice(secret.as_bytes()) else { return server.clone() };
        mac.update(username.as_bytes());
        let credential = STANDARD.encode(mac.finalize().into_bytes());
        IceServer { urls: server.urls.clone(), username: Some(username), credential: Some(credential) }
    }

    /// The list alone, encrypted with the chat's id (field notes 5): base64 of salt, nonce and AES-256-GCM.
    pub fn sealed(&self, chat_id: &str, now: u64) -> Option<String> {
        let list = self.list(chat_id, now);
        // The plain text is the array by itself.
        let array = list.strip_prefix("{\"servers\":")?.strip_suffix('}')?;
        let (salt, nonce) = (ids::bytes(), ids::bytes());
        let key = key(chat_id, &salt);
        let nonce = Nonce::try_from(&nonce[..12]).ok()?;
        let sealed = Aes256Gcm::new(&Key::<Aes256Gcm>::from(key)).encrypt(&nonce, array.as_bytes()).ok()?;
        Some(STANDARD.encode([&salt[..], &nonce[..], &sealed].concat()))
    }
}

/// A name for who has this id, from which it can't be told.
fn alias(id: &str) -> String {
    use sha2::Digest;
    let mut first = [0; 8];
    first.copy_from_slice(&Sha256::digest(id.as_bytes())[..8]);
    format!("{:016x}", u64::from_be_bytes(first))
}

fn key(chat_id: &str, salt: &[u8]) -> [u8; 32] {
    pbkdf2::pbkdf2_hmac_array::<Sha256, 32>(chat_id.as_bytes(), salt, ROUNDS)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    fn turn(username: Option<&str>) -> IceServer {
        let credential = username.map(|_| "c".to_owned());
        IceServer { urls: vec!["turn:turn.example:3478".to_owned()], username: username.map(str::to_owned), credential }
    }

    #[test]
    fn a_turn_server_that_shares_the_secret_gets_a_name_that_ends_and_its_mac() {
        let stun = IceServer { urls: vec!["stun:stun.example".to_owned()], ..IceServer::default() };
        let servers = vec![stun.clone(), turn(None), turn(Some("fixed"))];
        let ice = Ice { servers, secret: Some("0123456789abcdef".to_owned()), encrypted: false };
        let Some(IceServers::Plain(list)) = IceServers::decode(&ice.list("visitor", 1_000_000)) else { panic!() };
        assert_eq!((&list[0], &list[2]), (&stun, &turn(Some("fixed"))));
        // By openssl: printf 44200:5f14f9e6d80f802a | openssl dgst -sha1 -hmac 0123456789abcdef -binary | base64
        assert_eq!(list[1].username.as_deref(), Some("44200:5f14f9e6d80f802a"));
        assert_eq!(list[1].credential.as_deref(), Some(EXPECTED));
        let Some(IceServers::Plain(list)) = IceServers::decode(&ice.list_for_all()) else { panic!() };
        assert_eq!(list, [stun, turn(Some("fixed"))], "nothing is lent to who has no chat");
    }

    const EXPECTED: &str = "PRumzEYI900XmYgW2dW7xaCyeWw=";

    #[test]
    fn the_sealed_list_opens_with_the_chats_id_alone() {
        let ice = Ice { servers: vec![turn(Some("u"))], secret: None, encrypted: true };
        let sealed = ice.sealed("chat-1", 0).unwrap();
        assert_eq!(IceServers::decode(&sealed), Some(IceServers::Encrypted(sealed.clone())));
        let bytes = STANDARD.decode(&sealed).unwrap();
        let open = |chat_id: &str| {
            let cipher = Aes256Gcm::new(&Key::<Aes256Gcm>::from(key(chat_id, &bytes[..16])));
            cipher.decrypt(&Nonce::try_from(&bytes[16..28]).unwrap(), &bytes[28..])
        };
        let plain = String::from_utf8(open("chat-1").unwrap()).unwrap();
        assert_eq!(IceServers::decode(&plain), Some(IceServers::Plain(vec![turn(Some("u"))])));
        assert!(open("chat-2").is_err());
        assert_ne!(ice.sealed("chat-1", 0), Some(sealed), "salt and nonce are used once");
    }
}
