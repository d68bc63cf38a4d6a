//! Stories of the store, through its public interface alone.

mod make;
mod order;
mod removal;
mod searching;
mod story;
