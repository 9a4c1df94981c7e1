//! Who is at the other end of the visitors' API. The center tells a backend every change; a backend acts on
//! conversations through `Handle`. Nothing outside this folder knows which backend it is.

pub mod desk;

use parlor_conversation::{Center, Change, Refusal};
use parlor_protocol::error::ErrorCode;

/// A backend as the center sees it.
pub trait Backend: Send + Sync {
    /// Its `kind` in the settings.
    fn name(&self) -> &'static str;

    /// Told of changes in order, after they are stored, while the center is locked: must not block or act.
    fn changed(&self, center: &Center, now: u64, changes: &[Change]);

    /// Estimated wait in seconds for a visitor who asks at `now`; `None` while it is unknown.
    fn ewt(&self, center: &Center, now: u64) -> Option<u64>;
}

/// The center as a backend sees it.
pub trait Handle: Send + Sync {
    /// UTC milliseconds.
    fn now(&self) -> u64;

    /// Runs `act` on the locked center with the time in UTC milliseconds; returns when the changes it made are stored.
    /// They are told to the backend and the polls afterwards. Refused with 5500 where the disk fails: `act` was done,
    /// and is written with whatever comes next.
    fn apply(&self, act: &mut dyn FnMut(&mut Center, u64)) -> Result<(), Refusal>;
}

/// Runs `act` on the center and hands back what it made.
pub fn apply<T>(handle: &dyn Handle, mut act: impl FnMut(&mut Center, u64) -> T) -> Result<T, Refusal> {
    let mut result = None;
    handle.apply(&mut |center, now| result = Some(act(center, now)))?;
    result.ok_or_else(|| Refusal::from(ErrorCode::Internal))
}

/// Checks `[backend] kind`. The error is one line that names the key, the value and what is allowed.
pub fn check_kind(kind: &str) -> Result<(), String> {
    match kind {
        "desk" => Ok(()),
        "brightpattern" | "genesys" | "omnidesk" | "livechat" => {
            Err(format!("backend.kind is \"{kind}\": this version has no such backend yet, only \"desk\""))
        }
        other => Err(format!("backend.kind is \"{}\": only \"desk\" is allowed", other.escape_debug())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_backend_that_is_not_built_in_is_refused_by_name() {
        assert!(check_kind("desk").is_ok());
        let error = check_kind("genesys").err().unwrap_or_default();
        assert!(error.contains("genesys") && error.contains("desk"), "{error}");
        assert!(check_kind("x\ny").is_err_and(|error| !error.contains('\n')));
    }
}
