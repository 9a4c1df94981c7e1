//! `demo`: builds all and runs the server with its simulated contact center, until Ctrl-C.

use std::process::{Command, Stdio};

use crate::{Outcome, build, place, run};

const USAGE: &str = "usage: cargo xtask demo [--port N] [--data DIR] [--script FILE] [--no-open]";

pub(crate) fn run(arguments: &[String]) -> Outcome {
    let options = Options::of(arguments)?;
    build::all(true)?;
    run::step("building the server", || {
        run::all_the_way(run::cargo(&["build", "--quiet", "--release", "--package", "parlor-server"]))
    })?;
    let mut server = Command::new(place::native_target().join("release/parlor-server"));
    server
        .current_dir(place::root())
        .args(["--listen", &format!("127.0.0.1:{}", options.port), "--demo", "--assets"])
        .arg(place::dist())
        .arg("--data")
        .arg(options.data.as_deref().map_or_else(|| place::root().join("target/demo"), Into::into));
    if let Some(script) = &options.script {
        server.args(["--script", script]);
    }
    if options.open {
        open(&format!("http://127.0.0.1:{}/", options.port));
    }
    run::all_the_way(server)
}

struct Options {
    port: u16,
    data: Option<String>,
    script: Option<String>,
    open: bool,
}

impl Options {
    fn of(arguments: &[String]) -> Outcome<Self> {
        let mut options = Self { port: 8080, data: None, script: None, open: true };
        let mut rest = arguments.iter();
        while let Some(flag) = rest.next() {
            if flag == "--no-open" {
                options.open = false;
                continue;
            }
            let value = rest.next().ok_or_else(|| format!("{flag} needs a value\n{USAGE}"));
            match flag.as_str() {
                "--port" => {
                    let value = value?;
                    let wrong = |_| format!("--port {value}: a port is a number from 0 to 65535");
                    options.port = value.parse().map_err(wrong)?;
                }
                "--data" => options.data = Some(value?.clone()),
                "--script" => options.script = Some(value?.clone()),
                _ => return Err(format!("there is no option `{flag}`\n{USAGE}")),
            }
        }
        Ok(options)
    }
}

/// Shows the address in the desktop's browser, where there is one; where there is none, the printed address does.
fn open(address: &str) {
    let opened = Command::new("xdg-open").arg(address).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    drop(opened);
}
