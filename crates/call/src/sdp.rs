//! The little that is read of a session description (RFC 8866) here. Browsers judge the rest.

/// Longest description, in bytes. Browsers write some ten thousand.
pub const LONGEST: usize = 256 * 1024;

/// Where a description is from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// User and session of its `o=` line: the same as long as it is about the same connection.
    pub connection: String,
    /// Counts what was said of it.
    pub version: u64,
}

/// `None` where it is no description, or one that is too long.
pub fn origin(sdp: &str) -> Option<Origin> {
    let line = sdp.lines().find_map(|line| line.strip_prefix("o="))?;
    let end = line.match_indices(' ').nth(1)?.0;
    let (connection, rest) = line.split_at(end);
    let is_whole = sdp.lines().any(|line| line.starts_with("m=")) && !connection.trim().is_empty();
    let version = rest.split_whitespace().next()?.parse().ok()?;
    (is_whole && sdp.len() <= LONGEST).then(|| Origin { connection: connection.to_owned(), version })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SDP: &str = "v=0\r\no=- 42 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\n";

    #[test]
    fn the_version_of_a_description_is_not_part_of_its_connection() {
        let of = |version| Some(Origin { connection: "- 42".to_owned(), version });
        assert_eq!((origin(SDP), origin(&SDP.replace("42 2", "42 3"))), (of(2), of(3)));
    }

    #[test]
    fn what_is_no_description_or_too_long_has_no_origin() {
        for none in [
            "",
            "v=0",
            "o=",
            "o=-",
            "o=- 42",
            "o=- 42 2 IN IP4 0.0.0.0",
            "o=  2 x\nm=a",
            "o=- 4 x x\nm=a",
            "am=\no=- 42 2",
        ] {
            assert_eq!(origin(none), None, "{none}");
        }
        assert_eq!(origin(&[SDP, &"a=x\r\n".repeat(60_000)].concat()), None);
    }
}
