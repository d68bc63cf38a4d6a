//! Account archives.
