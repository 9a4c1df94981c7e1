//! `soak`: what takes too long for CI. Random sequences of everything that can happen to a session and to the tabs of a
//! browser, from another seed each time: the first one is printed, and `--seed N` begins there again.

use std::time::{SystemTime, UNIX_EPOCH};

use crate::{Outcome, again, run, test};

pub(crate) fn run(arguments: &[String]) -> Outcome {
    if let [flag, rows @ ..] = arguments
        && flag == "--coverage"
    {
        return coverage("prove", rows);
    }
    if matches!(arguments, [flag] if flag == "--build") {
        return again::run();
    }
    let seed = match arguments {
        [] => SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |now| now.as_secs() % 1_000_000_000),
        [flag, seed] if flag == "--seed" => {
            seed.parse().map_err(|_| format!("--seed is \"{seed}\"; expected a number"))?
        }
        _ => return Err("soak takes --seed N, --coverage [WORDS], --build, or nothing".to_owned()),
    };
    println!("seed {seed}");
    run::step("sessions and tabs in virtual time", || {
        let mut command = run::cargo(&["test", "--release", "--package", "parlor-session", "--test", "scenarios"]);
        command.env("PARLOR_SEED", seed.to_string());
        command.env("PARLOR_SEQUENCES", "500000").env("PARLOR_TABS", "100000");
        run::all_the_way(command)
    })?;
    run::step("tabs in a real browser", || {
        test::play(&["tabs: under any sequence".to_owned()], |command| {
            command.env("PARLOR_SEED", seed.to_string()).env("PARLOR_SEQUENCES", "200");
        })
    })?;
    run::step("each scenario of docs/api-coverage.md, without what it stands for", || coverage("prove", &[]))?;
    run::step("a second build of the shipped files, byte by byte", again::run)
}

/// `write` chooses the scenarios that docs/api-coverage.md names, `prove` plays them against a server that omits their
/// part of the API: the rows with all of `words`. Who waits in vain for something does not wait long.
pub(crate) fn coverage(mode: &str, words: &[String]) -> Outcome {
    test::play(words, |command| {
        command.env("PARLOR_COVERAGE", mode).env("PARLOR_PATIENCE", "8");
    })
}
