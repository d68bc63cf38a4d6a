//! What posts mean. Pure functions: no async, no clock, no SQL. Imports `chat` alone.

pub mod bursts;
mod composing;
mod courtesies;
pub mod coverage;
mod groundwork;
mod names;
pub mod people;
pub mod questions;
pub mod ranks;
pub mod reposts;
pub mod running;
pub mod sittings;
pub mod summary;
mod terms;
pub mod threads;
pub mod timeline;
pub mod topics;
pub mod trend;
pub mod understanding;

pub use bursts::{Burst, bursts};
pub use coverage::{Captures, Coverage, Estimate, Method, NoEstimate, Watched};
pub use people::{People, Person, people};
pub use questions::{Question, Questions, Talk, questions};
pub use reposts::{Folded, Group, Original, fold};
pub use running::Running;
pub use sittings::{Said, Sitting, sittings};
pub use summary::{Summary, summary};
pub use threads::{Answers, Forest, Known, Placed, conversations, threads};
pub use timeline::{Minute, Timeline, timeline};
pub use topics::{Topic, Topics, topics};
pub use trend::{Trend, trend};
pub use understanding::{Understanding, understand};

#[cfg(test)]
mod notation;
