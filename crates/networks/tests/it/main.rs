//! Sources against scripted peers: what no real server at hand can be made to do.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod firehose;
mod hostile;
mod jetstream;
mod listener;
mod mastodon;
mod named;
mod peer;
mod repair;
mod streams;
mod trial;
