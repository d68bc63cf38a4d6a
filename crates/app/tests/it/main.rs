//! The program as its users run it: end to end, few and real.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod api;
mod archives;
mod asking;
mod bad_input;
mod bridged;
mod clients;
mod command_line;
mod covered;
mod evening;
mod following;
#[cfg(target_os = "linux")]
mod full_disk;
mod hidden;
#[cfg(target_os = "linux")]
mod hostile;
mod limits;
mod live;
mod live_evening;
mod mastodon;
mod pictures;
mod ranks;
mod repair;
mod restarting;
mod rewrite;
mod run;
mod scripted;
mod servers;
mod serving;
#[cfg(target_os = "linux")]
mod set_clock;
mod troubled;
mod understanding;
mod whole_evening;
