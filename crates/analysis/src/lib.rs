//! What posts mean. Pure functions: no async, no clock, no SQL. Imports `chat` alone.

pub mod sittings;

pub use sittings::{Said, Sitting, sittings};
