//! Other people's files, in and out: bytes ⇄ chat values. One file a format, reader and writer
//! side by side. Imports `chat`, and is imported by `networks` and `app`.
//!
//! A walk through: [`open`](open::open) turns a path into [`Source`]s (a plain file,
//! a member of a zip, an account archive); [`Format`] is recognised by content;
//! [`read`] hands everything that was [`Found`] over in the order of the file, and one bad record
//! never stops the rest.

mod detect;
mod encoding;
mod fediverse;
mod found;
mod json;
mod lenient;
pub mod open;
mod reading;
mod recent;
#[cfg(test)]
mod shown;
mod tweet;

pub mod activitystreams;
pub mod bluesky;
pub mod chatkeep_jsonl;
pub mod jetstream;
pub mod mastodon;
pub mod table;
pub mod tags;
pub mod trends;
pub mod twarc;
pub mod twitter_archive;

pub use detect::{Format, UnknownFormat};
pub use found::{Found, Options, ReadError, Record};
pub use reading::Reading;

use open::{Contents, Source};

/// Reads a source: everything that is understood goes to `hand_over`, in order.
///
/// # Errors
/// [`ReadError`] when the source as a whole cannot be read or is of no known format, or when
/// `hand_over` asked to stop. What was handed over before stays good.
pub fn read(
    source: &Source,
    options: &Options,
    hand_over: &mut dyn FnMut(Found) -> bool,
) -> Result<Format, ReadError> {
    let mut reading = Reading::new(options, hand_over);
    match source.contents()? {
        Contents::TwitterArchive(mut archive) => {
            twitter_archive::read(&mut archive, &mut reading)?;
            Ok(Format::TwitterArchive)
        }
        Contents::Stream(mut bytes, broke) => {
            let format = match options.format {
                Some(format) => format,
                None => detect::detect(&mut bytes)?,
            };
            match format {
                Format::TagsCsv | Format::Sheet => tags::read_csv(&mut bytes, &mut reading)?,
                Format::TagsXlsx => tags::read_xlsx(&mut bytes, &mut reading)?,
                Format::Twarc => twarc::read(&mut bytes, &mut reading)?,
                Format::Mastodon => mastodon::read(&mut bytes, &mut reading)?,
                Format::ActivityStreams => activitystreams::read(&mut bytes, &mut reading)?,
                Format::Bluesky => bluesky::read(&mut bytes, &mut reading)?,
                Format::Jetstream => jetstream::read(&mut bytes, &mut reading)?,
                Format::ChatkeepJsonl => chatkeep_jsonl::read(&mut bytes, &mut reading)?,
                Format::TwitterArchive => {
                    twitter_archive::read_part(&mut bytes, &mut reading)?;
                }
            }
            match broke.why() {
                Some(why) => Err(ReadError::Damaged(format!(
                    "it is cut or damaged, and was read as far as it goes: {why}"
                ))),
                None => Ok(format),
            }
        }
    }
}
