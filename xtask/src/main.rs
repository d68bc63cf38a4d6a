//! The project's habits, one word each: `cargo xtask test`, `check`, `servers`, `browser`,
//! `programs`, `fuzz`, `bench`, `evaluate`.

mod bench;
mod browser;
mod check;
mod evaluate;
mod fuzz;
mod npm;
mod programs;
mod run;
mod servers;
mod test;

use std::process::ExitCode;

const HELP: &str = "\
cargo xtask test      everything that must hold: check, tests, fuzzing for a moment, pages in a browser
cargo xtask check     formatting, lints, documentation
cargo xtask servers   installs the real servers that tests of `follow` talk to
cargo xtask browser   the pages in a real browser: valid HTML, accessible, no dead link
cargo xtask programs  other people's programs that ask chatkeep: a Mastodon client, an OpenAPI validator
cargo xtask fuzz [S]  every reader for S seconds each (10)
cargo xtask evaluate [--page FILE] [FOLDER]  how well chats are understood, against gold in a folder; or its
                               topics with their posts, to be judged by reading
cargo xtask bench [POSTS]  speed, as ratios to limits measured in the same run
cargo xtask bench capture  how soon what is said is kept, and what listening costs
cargo xtask bench understanding  how long understanding a chat takes, up to 100,000 posts
cargo xtask bench viewers  how many can read one live chat
cargo xtask bench page     how soon the live page is painted on a slow phone
";

fn main() -> ExitCode {
    let mut args = std::env::args().skip(1);
    let word = args.next().unwrap_or_default();
    let rest: Vec<String> = args.collect();
    let done = match word.as_str() {
        "test" => test::run(),
        "check" => check::run(),
        "servers" => servers::run(),
        "browser" => browser::run(),
        "programs" => programs::run(),
        "fuzz" => fuzz::run(&rest),
        "evaluate" => evaluate::run_on(&rest),
        "bench" => bench::run_all(&rest),
        _ => {
            eprint!("{HELP}");
            return if word.is_empty() || word == "help" {
                ExitCode::SUCCESS
            } else {
                ExitCode::from(2)
            };
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask {word}: {error:#}");
            ExitCode::FAILURE
        }
    }
}
