//! `cargo xtask COMMAND`: everything that a contributor or CI runs. Each command lives in a file of its own.
//! Must not need anything but cargo, Node.js and apt: what is missing is installed by `tools`.

mod again;
mod build;
mod demo;
mod glue;
mod npm;
mod place;
mod run;
mod site;
mod size;
mod snippet;
mod soak;
mod style;
mod test;
mod texts;
mod tidy;
mod tools;

use std::process::ExitCode;

const USAGE: &str = "\
usage: cargo xtask COMMAND

  demo      build all, start the server with its simulated contact center, print where to look
            --port N (8080)  --data DIR  --script FILE  --no-open
  test      every check that CI runs; `test NAME` runs one step, `test --list` names them
  build     the shipped files in dist/; --release also presses them small
  npm       the npm package's tarball, in dist/npm/
  snippet   the script tag for a page, with the script's hash: --url --api-url --tenant-url --app-id
  size      what loads, in bytes as they travel, against the budget
  tidy      layout rules: who may import whom, length of files, words
  soak      long runs of random sequences; --seed N begins where an earlier one did
            --build only builds the shipped files twice and compares them
            --coverage [WORDS] only proves docs/api-coverage.md, or its rows with these words
  coverage  writes docs/api-coverage.md: which scenario stands for which part of the API
  bench     speed of the widget in a real browser, as JSON lines and a table; `bench NAMES` measures some of it
            --peers measures other chat widgets beside it
  pictures  the screenshots in docs/pictures, from a real run";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let Some((command, rest)) = arguments.split_first() else {
        eprintln!("{USAGE}");
        return ExitCode::from(2);
    };
    let outcome = match command.as_str() {
        "demo" => demo::run(rest),
        "test" => test::run(rest),
        "build" => build::run(rest),
        "size" => size::run(rest),
        "npm" => npm::run(rest),
        "snippet" => snippet::run(rest),
        "soak" => soak::run(rest),
        "coverage" => soak::coverage("write", &[]),
        "tidy" => tidy::run(rest),
        "bench" => test::bench(rest),
        "pictures" => test::script("pictures", "tests/e2e/pictures.mjs", rest),
        "help" | "--help" | "-h" => {
            println!("{USAGE}");
            Ok(())
        }
        other => Err(format!("there is no command `{other}`\n\n{USAGE}")),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("xtask: {why}");
            ExitCode::FAILURE
        }
    }
}

/// What a command brings: nothing, or one line that says what is wrong and what to do.
type Outcome<T = ()> = Result<T, String>;
