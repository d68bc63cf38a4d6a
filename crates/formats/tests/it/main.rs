//! The readers against real archives, and against anything at all.

mod activitystreams;
mod bluesky;
mod data;
mod jetstream;
mod mastodon;
mod mutated;
mod tags;
mod twarc;
mod twitter_archive;
