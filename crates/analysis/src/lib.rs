//! What posts mean. Pure functions: no async, no clock, no SQL. Imports `chat` alone.

pub mod coverage;
pub mod questions;
pub mod reposts;
pub mod sittings;
pub mod threads;
pub mod timeline;

pub use coverage::{Captures, Estimate, Method, NoEstimate};
pub use questions::{Marked, Role, marked, questions};
pub use reposts::{Folded, Group, Original, fold};
pub use sittings::{Said, Sitting, sittings};
pub use threads::{Answers, Forest, Known, Placed, threads};
pub use timeline::{Minute, Timeline, timeline};

#[cfg(test)]
mod notation;
