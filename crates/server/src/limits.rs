//! How much one client may do, so that a flood can't fill the disk or the desk. Off for this machine's own clients.
//! Called by the endpoints that change something. Buckets that are full again are forgotten.

use std::{
    collections::BTreeMap,
    net::{IpAddr, Ipv6Addr},
    sync::{Mutex, PoisonError},
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Chats that one client, or twenty times as many that one address, may request in twelve hours.
    pub new_chats: u32,
    /// Events that one client may send in a minute.
    pub events: u32,
    /// Connections at the same time, and of one address.
    pub connections: usize,
    pub connections_per_address: usize,
    /// Sockets that one agent may have open.
    pub agent_sockets: usize,
    /// This machine's own clients are limited, too.
    pub loopback: bool,
}

impl Default for Limits {
    fn default() -> Self {
        // Typing and receipts count, so this is well above what a quick writer needs.
        // Connections: most systems give a process 1024 files.
        Self {
            new_chats: 6,
            events: 240,
            connections: 900,
            connections_per_address: 200,
            agent_sockets: 20,
            loopback: false,
        }
    }
}

/// Whose limits count for an address: with IPv6 everybody has a network of their own.
pub(crate) fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX)).into(),
        address @ IpAddr::V4(_) => address,
    }
}

const TWELVE_HOURS: u64 = 12 * 3_600_000;
const HOUR: u64 = 3_600_000;
const MINUTE: u64 = 60_000;
/// Files of one client in an hour.
const FILES: u32 = 60;
const SENDERS_PER_ADDRESS: u32 = 5;
/// Offices share an address.
const CLIENTS_PER_ADDRESS: u32 = 20;

/// What was used up, by what it is and whose.
#[derive(Default)]
pub struct Meter(Mutex<BTreeMap<(Kind, String), Bucket>>);

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Chat,
    ChatOfAddress,
    Event,
    EventOfAddress,
    File,
    FileOfAddress,
}

struct Bucket {
    /// In thousandths of a use.
    left: u64,
    at: u64,
    size: u32,
    span: u64,
}

impl Meter {
    /// Seconds to wait, if this client may not request a chat.
    pub fn new_chat(&self, limits: Limits, client: &str, address: Option<IpAddr>, now: u64) -> Option<u64> {
        let of_address = limits.new_chats.saturating_mul(CLIENTS_PER_ADDRESS);
        let sizes = [(Kind::ChatOfAddress, of_address), (Kind::Chat, limits.new_chats)];
        self.take_both(limits, client, address, sizes, (TWELVE_HOURS, 1, now))
    }

    /// Seconds to wait, if this client may not send so many events.
    pub fn events(&self, limits: Limits, client: &str, address: Option<IpAddr>, count: usize, now: u64) -> Option<u64> {
        let count = u64::try_from(count).unwrap_or(u64::MAX).clamp(1, u64::from(limits.events));
        let of_address = limits.events.saturating_mul(CLIENTS_PER_ADDRESS);
        let sizes = [(Kind::EventOfAddress, of_address), (Kind::Event, limits.events)];
        self.take_both(limits, client, address, sizes, (MINUTE, count, now))
    }

    /// Seconds to wait, if this client may not send a file: of those that are kept, nobody may drive out all others'.
    pub fn file(&self, limits: Limits, client: &str, address: Option<IpAddr>, now: u64) -> Option<u64> {
        let sizes = [(Kind::FileOfAddress, FILES * SENDERS_PER_ADDRESS), (Kind::File, FILES)];
        self.take_both(limits, client, address, sizes, (HOUR, 1, now))
    }

    /// From what the address may do, and from what the client may; nothing from this machine's own, unless those are limited.
    fn take_both(
        &self,
        limits: Limits,
        client: &str,
        address: Option<IpAddr>,
        [of_address, of_client]: [(Kind, u32); 2],
        (span, count, now): (u64, u64, u64),
    ) -> Option<u64> {
        let address = address.filter(|address| limits.loopback || !address.is_loopback())?;
        self.take((of_address.0, network(address).to_string()), of_address.1, span, count, now)
            .or_else(|| self.take((of_client.0, client.to_owned()), of_client.1, span, count, now))
    }

    fn take(&self, key: (Kind, String), size: u32, span: u64, count: u64, now: u64) -> Option<u64> {
        let mut buckets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() > 10_000 {
            buckets.retain(|_, bucket| bucket.left_at(now) < u64::from(bucket.size) * 1000);
        }
        let full = u64::from(size) * 1000;
        let bucket = buckets.entry(key).or_insert(Bucket { left: full, at: now, size, span });
        bucket.left = bucket.left_at(now);
        bucket.at = now;
        let cost = count * 1000;
        if bucket.left < cost {
            let missing = cost - bucket.left;
            return Some((missing * span / full).div_ceil(1000).max(1));
        }
        bucket.left -= cost;
        None
    }
}

impl Bucket {
    fn left_at(&self, now: u64) -> u64 {
        let full = u64::from(self.size) * 1000;
        let back = now.saturating_sub(self.at).min(self.span) * full / self.span;
        (self.left + back).min(full)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OUTSIDE: Option<IpAddr> = Some(IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 1)));

    #[test]
    fn a_flood_of_chats_is_told_how_long_to_wait_and_may_go_on_then() {
        let (meter, limits) = (Meter::default(), Limits { new_chats: 2, ..Limits::default() });
        assert_eq!(meter.new_chat(limits, "a", OUTSIDE, 0), None);
        assert_eq!(meter.new_chat(limits, "a", OUTSIDE, 0), None);
        let wait = meter.new_chat(limits, "a", OUTSIDE, 0);
        assert_eq!(wait, Some(6 * 3600));
        assert_eq!(meter.new_chat(limits, "b", OUTSIDE, 0), None);
        assert_eq!(meter.new_chat(limits, "a", OUTSIDE, 6 * 3_600_000), None);
    }

    #[test]
    fn who_has_a_network_of_addresses_is_one_and_an_old_address_in_new_clothes_is_itself() {
        let of = |text: &str| network(text.parse().unwrap_or(IpAddr::V4(std::net::Ipv4Addr::UNSPECIFIED))).to_string();
        assert_eq!(of("2001:db8::1"), of("2001:db8::ffff:1:2:3"));
        assert_ne!(of("2001:db8::1"), of("2001:db8:0:1::1"));
        assert_eq!(of("::ffff:192.0.2.1"), "192.0.2.1");
        let (meter, limits) = (Meter::default(), Limits { new_chats: 1, ..Limits::default() });
        let asked = |number: u16| {
            let address = IpAddr::V6(Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, number));
            meter.new_chat(limits, &number.to_string(), Some(address), 0)
        };
        assert!((1..=20).all(|number| asked(number).is_none()));
        assert!(asked(21).is_some());
    }

    #[test]
    fn nobody_sends_so_many_files_that_all_others_go() {
        let (meter, limits) = (Meter::default(), Limits::default());
        let sent = |client: &str| (0..200).take_while(|_| meter.file(limits, client, OUTSIDE, 0).is_none()).count();
        assert_eq!(sent("a"), 60);
        assert!(["b", "c", "d", "e", "f"].map(sent).iter().sum::<usize>() < 240, "of one address");
    }

    #[test]
    fn this_machine_is_not_limited_unless_asked() {
        let (meter, limits) = (Meter::default(), Limits { events: 1, ..Limits::default() });
        let here = Some(IpAddr::V4(std::net::Ipv4Addr::LOCALHOST));
        assert!((0..100).all(|_| meter.events(limits, "a", here, 1, 0).is_none()));
        let limits = Limits { loopback: true, ..limits };
        assert_eq!(meter.events(limits, "a", here, 1, 0), None);
        assert!(meter.events(limits, "a", here, 1, 0).is_some());
    }
}
