//! What is found in real archives, measured against what people said of them.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test program: a failure is a panic, a measurement is printed"
)]

mod bursts;
mod data;
mod questions;
mod reposts;
mod sittings;
mod threads;
mod variants;
