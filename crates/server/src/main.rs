//! The program: settings in, server out. Ends with 2 and one line where a setting is wrong, with 1 where starting fails.

use std::process::ExitCode;

use parlor_server::{
    run,
    settings::{Flags, Settings, USAGE},
};

fn main() -> ExitCode {
    let filter = tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "warn".into());
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let settings = Flags::parse(std::env::args().skip(1)).and_then(|flags| {
        if flags.help {
            return Ok(None);
        }
        let environment =
            std::env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
        Settings::load(&flags, &environment.collect()).map(Some)
    });
    let settings = match settings {
        Ok(Some(settings)) => settings,
        Ok(None) => {
            println!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        Err(wrong) => {
            eprintln!("parlor-server: {wrong}");
            return ExitCode::from(2);
        }
    };
    match run::until_told_to_stop(settings) {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("parlor-server: {why}");
            ExitCode::FAILURE
        }
    }
}
