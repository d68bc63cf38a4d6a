//! What posts mean. Pure functions: no async, no clock, no SQL. Imports `chat` alone.

pub mod questions;
pub mod reposts;
pub mod sittings;
mod terms;
pub mod threads;
pub mod timeline;
pub mod topics;

pub use questions::{Question, Questions, Talk, questions};
pub use reposts::{Folded, Group, Original, fold};
pub use sittings::{Said, Sitting, sittings};
pub use threads::{Answers, Forest, Known, Placed, conversations, threads};
pub use timeline::{Minute, Timeline, timeline};
pub use topics::{Topic, Topics, topics};

#[cfg(test)]
mod notation;
