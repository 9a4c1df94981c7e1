//! The command line.

use std::path::PathBuf;

use super::section::Wrong;

pub const USAGE: &str = "parlor-server [--config FILE] [--listen ADDR:PORT] [--data DIR] [--assets DIR] [--script FILE] [--demo] [--allow-faults]";

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Flags {
    pub config: Option<PathBuf>,
    pub listen: Option<String>,
    pub data: Option<PathBuf>,
    pub assets: Option<PathBuf>,
    pub script: Option<PathBuf>,
    /// The simulated contact center: a script, an agent with a random token, a form before the chat.
    pub demo: bool,
    /// `POST /__faults` works.
    pub allow_faults: bool,
    pub help: bool,
}

impl Flags {
    /// Reads the arguments behind the program's name; `--flag value` and `--flag=value`.
    pub fn parse(arguments: impl IntoIterator<Item = String>) -> Result<Self, Wrong> {
        let mut flags = Self::default();
        let mut rest = arguments.into_iter();
        while let Some(argument) = rest.next() {
            let (flag, inline) = match argument.split_once('=') {
                Some((flag, value)) => (flag.to_owned(), Some(value.to_owned())),
                None => (argument, None),
            };
            let on = match flag.as_str() {
                "--demo" => Some(&mut flags.demo),
                "--allow-faults" => Some(&mut flags.allow_faults),
                "--help" | "-h" => Some(&mut flags.help),
                _ => None,
            };
            if let Some(on) = on {
                if let Some(value) = inline {
                    return Err(Wrong(format!("{flag} is {value:?}: allowed is the flag alone")));
                }
                *on = true;
                continue;
            }
            if !matches!(flag.as_str(), "--config" | "--listen" | "--data" | "--assets" | "--script") {
                return Err(Wrong(format!("{}: there is no such flag, allowed is {USAGE}", flag.escape_debug())));
            }
            let value = inline.or_else(|| rest.next()).filter(|value| !value.is_empty());
            let value = value.ok_or_else(|| Wrong(format!("{flag} has no value: allowed is {USAGE}")))?;
            match flag.as_str() {
                "--listen" => flags.listen = Some(value),
                "--config" => flags.config = Some(value.into()),
                "--data" => flags.data = Some(value.into()),
                "--assets" => flags.assets = Some(value.into()),
                _ => flags.script = Some(value.into()),
            }
        }
        Ok(flags)
    }
}
