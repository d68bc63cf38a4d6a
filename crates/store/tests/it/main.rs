//! Stories of the store, through its public interface alone.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod bridged;
mod growing;
mod host;
mod lists;
mod live;
mod make;
mod order;
mod removal;
mod searching;
mod story;
