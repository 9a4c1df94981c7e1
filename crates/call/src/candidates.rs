//! Which addresses the two ends of a call tell each other: a page may leave some kinds out.

/// Kinds of candidates (RFC 8839, 5.1) that are told and listened to. One of an unknown kind is left to the browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CandidateTypes {
    /// Addresses of the device itself.
    pub host: bool,
    /// The address that it has towards the internet.
    pub srflx: bool,
    /// Addresses at a TURN server.
    pub relay: bool,
}

impl Default for CandidateTypes {
    fn default() -> Self {
        Self { host: true, srflx: true, relay: true }
    }
}

impl CandidateTypes {
    /// Of their names with spaces between; `None` where one is unknown, or there is none.
    pub fn from_names(names: &str) -> Option<Self> {
        let mut types = Self { host: false, srflx: false, relay: false };
        for name in names.split_ascii_whitespace() {
            match name {
                "host" => types.host = true,
                "srflx" => types.srflx = true,
                "relay" => types.relay = true,
                _ => return None,
            }
        }
        (types.host || types.srflx || types.relay).then_some(types)
    }

    /// `line`: a candidate as it is signalled, or as it stands in a description.
    pub fn have(self, line: &str) -> bool {
        let mut words = line.split_ascii_whitespace().skip_while(|word| *word != "typ").skip(1);
        match words.next() {
            Some("host") => self.host,
            // Found out on the way, and just as much the address towards the internet.
            Some("srflx" | "prflx") => self.srflx,
            Some("relay") => self.relay,
            _ => true,
        }
    }

    /// A description without the others.
    pub fn of(self, sdp: String) -> String {
        if self == Self::default() {
            return sdp;
        }
        sdp.split_inclusive('\n').filter(|line| !line.starts_with("a=candidate:") || self.have(line)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOST: &str = "candidate:1 1 udp 2122260223 192.168.1.7 50000 typ host generation 0";
    const SRFLX: &str = "candidate:2 1 udp 1686052607 203.0.113.9 50000 typ srflx raddr 192.168.1.7 rport 50000";

    #[test]
    fn the_kinds_that_are_not_named_are_left_out() {
        let types = CandidateTypes::from_names("srflx  relay").unwrap_or_default();
        assert!(!types.have(HOST) && types.have(SRFLX));
        // An end of candidates, and what a later version may say.
        assert!(types.have("") && types.have("candidate:1 1 udp 1 1.2.3.4 1 typ other"));
        let sdp = format!("v=0\r\nm=audio 9\r\na={HOST}\r\na={SRFLX}\r\na=mid:0\r\n");
        assert_eq!(types.of(sdp.clone()), format!("v=0\r\nm=audio 9\r\na={SRFLX}\r\na=mid:0\r\n"));
        assert_eq!(CandidateTypes::default().of(sdp.clone()), sdp);
    }

    #[test]
    fn an_unknown_name_or_none_at_all_is_refused() {
        for bad in ["", " ", "hosts", "host,relay", "prflx"] {
            assert_eq!(CandidateTypes::from_names(bad), None, "{bad}");
        }
    }
}
