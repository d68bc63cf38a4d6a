//! Other people's files, read as a whole: real archives, and the oddities of each format.

mod data;
mod tags;
mod twarc;
mod twitter_archive;
