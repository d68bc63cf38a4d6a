//! chatkeep's own JSON lines: lossless, versioned, streamable. Described in `docs/json-lines.md`.
//!
//! One object a line, told apart by its first member: `chatkeep` (the version), `series`, `chat`
//! (as a host set it), `source`, `coverage`, `author`, `post`, `repost`, `gone`. Posts carry their author in brief, so
//! that a line means something by itself; the whole profile stands in the author's line.

mod flaws;

use std::io::{BufRead, Write};

use chat::{
    Author, Basis, Change, Chat, Moment, Post, Repost, Series, Sighting, Source, Tombstone,
};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::{ReadError, Reading, json};

/// The version written, and the newest that can be read.
pub const VERSION: u32 = 1;

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Line {
    Chatkeep(u32),
    Series(Series),
    Chat(Chat),
    Source(Source),
    /// Found out of what other lines tell: it is written for readers, and never read.
    Coverage(Box<RawValue>),
    Author(Author),
    Post(Box<PostLine>),
    Repost(Box<RepostLine>),
    Gone(Tombstone),
}

#[derive(Serialize, Deserialize)]
struct PostLine {
    #[serde(flatten)]
    post: Post,
    #[serde(flatten)]
    more: More,
}

#[derive(Serialize, Deserialize)]
struct RepostLine {
    #[serde(flatten)]
    repost: Repost,
    #[serde(flatten)]
    more: More,
}

/// What a line tells beside the post itself.
#[derive(Serialize, Deserialize)]
struct More {
    /// How `created_at` is known, where the network did not state it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    created_at_from: Option<Basis>,
    /// It only rode along with a record.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    context: bool,
    /// Who showed it, by source.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    seen: Vec<Sighting>,
}

impl More {
    fn of(created_at: Moment, context: bool, seen: &[Sighting]) -> Self {
        let told = matches!(created_at.basis(), Basis::Id | Basis::Local);
        let created_at_from = told.then(|| created_at.basis());
        Self { created_at_from, context, seen: seen.to_vec() }
    }

    fn moment(&self, read: Moment) -> Moment {
        self.created_at_from.map_or(read, |basis| Moment::known(read.at(), basis))
    }
}

/// Reads JSON lines of any version up to ours.
///
/// # Errors
/// [`ReadError::NotUnderstood`] for lines of a newer version.
pub fn read(input: &mut dyn BufRead, reading: &mut Reading<'_>) -> Result<(), ReadError> {
    let lost = json::each_value(input, |place, text| match serde_json::from_str(text) {
        Ok(Line::Chatkeep(version)) if version > VERSION => Err(ReadError::NotUnderstood(format!(
            "these lines are of version {version}, and this chatkeep knows versions up to {VERSION}: update chatkeep"
        ))),
        Ok(line) => match flaws::flaw(&line) {
            Some(flaw) => reading.skipped(place.to_string(), flaw),
            None => take(line, text, reading),
        },
        Err(_) if flaws::is_of_another_kind(text) => Ok(()),
        Err(error) => reading
            .skipped(place.to_string(), format!("this is no line that chatkeep writes ({error})")),
    })?;
    lost.tell(reading)
}

fn take(line: Line, raw: &str, reading: &mut Reading<'_>) -> Result<(), ReadError> {
    match line {
        Line::Chatkeep(_) => Ok(()),
        Line::Series(series) => reading.series(series),
        Line::Chat(chat) => reading.chat(chat),
        Line::Source(source) => reading.source(source),
        Line::Coverage(_) => Ok(()),
        Line::Author(author) => reading.author(author),
        Line::Gone(tombstone) => {
            reading.restored(Change::Deleted(tombstone), raw.as_bytes(), Vec::new())
        }
        Line::Post(line) => {
            let PostLine { mut post, more } = *line;
            post.created_at = more.moment(post.created_at);
            if more.context {
                return reading.context(post);
            }
            reading.restored(Change::Posted(Box::new(post)), raw.as_bytes(), more.seen)
        }
        Line::Repost(line) => {
            let RepostLine { mut repost, more } = *line;
            repost.created_at = more.moment(repost.created_at);
            reading.restored(Change::Reposted(Box::new(repost)), raw.as_bytes(), more.seen)
        }
    }
}

/// Writes JSON lines. The same archive gives the same bytes.
pub struct JsonlWriter<W: Write> {
    out: W,
}

impl<W: Write> JsonlWriter<W> {
    /// Begins with the line that names the version.
    ///
    /// # Errors
    /// When `out` cannot be written to; so for all that follow.
    pub fn new(out: W) -> std::io::Result<Self> {
        let mut writer = Self { out };
        writer.line(&Line::Chatkeep(VERSION))?;
        Ok(writer)
    }

    fn line(&mut self, line: &Line) -> std::io::Result<()> {
        serde_json::to_writer(&mut self.out, line)?;
        self.out.write_all(b"\n")
    }

    /// Writes a series.
    ///
    /// # Errors
    /// As [`JsonlWriter::new`].
    pub fn series(&mut self, series: Series) -> std::io::Result<()> {
        self.line(&Line::Series(series))
    }

    /// Writes a chat that a host had set.
    ///
    /// # Errors
    /// As [`JsonlWriter::new`].
    pub fn chat(&mut self, chat: Chat) -> std::io::Result<()> {
        self.line(&Line::Chat(chat))
    }

    /// Writes a live source that was followed.
    ///
    /// # Errors
    /// As [`JsonlWriter::new`].
    pub fn source(&mut self, source: Source) -> std::io::Result<()> {
        self.line(&Line::Source(source))
    }

    /// Writes how a chat was seen, for readers.
    ///
    /// # Errors
    /// As [`JsonlWriter::new`].
    pub fn coverage(&mut self, coverage: &impl Serialize) -> std::io::Result<()> {
        self.line(&Line::Coverage(serde_json::value::to_raw_value(coverage)?))
    }

    /// Writes a profile.
    ///
    /// # Errors
    /// As [`JsonlWriter::new`].
    pub fn author(&mut self, author: Author) -> std::io::Result<()> {
        self.line(&Line::Author(author))
    }

    /// Writes a post; `context` says that it only rode along.
    ///
    /// # Errors
    /// As [`JsonlWriter::new`].
    pub fn post(
        &mut self,
        mut post: Post,
        context: bool,
        seen: &[Sighting],
    ) -> std::io::Result<()> {
        post.author = brief(post.author);
        let more = More::of(post.created_at, context, seen);
        self.line(&Line::Post(Box::new(PostLine { post, more })))
    }

    /// Writes a repost.
    ///
    /// # Errors
    /// As [`JsonlWriter::new`].
    pub fn repost(&mut self, mut repost: Repost, seen: &[Sighting]) -> std::io::Result<()> {
        repost.author = brief(repost.author);
        let more = More::of(repost.created_at, false, seen);
        self.line(&Line::Repost(Box::new(RepostLine { repost, more })))
    }

    /// Writes a tombstone.
    ///
    /// # Errors
    /// As [`JsonlWriter::new`].
    pub fn gone(&mut self, tombstone: Tombstone) -> std::io::Result<()> {
        self.line(&Line::Gone(tombstone))
    }

    /// Ends the file and returns what it was written to.
    ///
    /// # Errors
    /// As [`JsonlWriter::new`].
    pub fn finish(mut self) -> std::io::Result<W> {
        self.out.flush()?;
        Ok(self.out)
    }
}

/// Who wrote it, without the profile.
fn brief(author: Author) -> Author {
    let mut brief = Author::new(author.uri, author.network);
    brief.handle = author.handle;
    brief.name = author.name;
    brief
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Found, Options};

    const LINES: &str = concat!(
        r##"{"chatkeep":1}"##,
        "\n",
        r##"{"series":{"tag":"lanternchat","timezone":"Europe/London"}}"##,
        "\n",
        r##"{"chat":{"chat":"lanternchat/2026-11-12","title":"Mentors","starts_at":"2026-11-12T19:30:00Z","ends_at":"2026-11-12T21:00:00Z"}}"##,
        "\n",
        r##"{"source":{"name":"reef.example","tags":["lanternchat"],"gaps":[{"from":"2026-11-12T19:40:00Z","to":"2026-11-12T19:41:12Z","reason":"it cannot be reached","repaired":true},{"from":"2026-11-12T20:58:00Z","reason":"it fell silent"}]}}"##,
        "\n",
        r##"{"author":{"uri":"https://lamp.example/users/ada","network":"fediverse","handle":"@ada@lamp.example","bio":"Keeps the lamp."}}"##,
        "\n",
        r##"{"post":{"uri":"https://lamp.example/1","network":"fediverse","author":{"uri":"https://lamp.example/users/ada","network":"fediverse","handle":"@ada@lamp.example"},"created_at":"2026-11-12T19:30:00Z","text":"Hello #LanternChat","spans":[{"start":6,"end":18,"tag":"lanternchat"}],"created_at_from":"local","seen":[{"source":"reef.example","at":"2026-11-12T19:30:05Z"}]}}"##,
        "\n",
        r##"{"post":{"uri":"https://lamp.example/2","network":"fediverse","author":{"uri":"https://lamp.example/users/ada","network":"fediverse"},"created_at":"2026-11-12","text":"","context":true}}"##,
        "\n",
        r##"{"post":{"uri":"at://did:plc:copied/app.bsky.feed.post/3n257fx3722gt","network":"bluesky","author":{"uri":"did:plc:copied","network":"bluesky"},"created_at":"2026-11-12T19:30:09Z","text":"Hello","copy_of":"https://lamp.example/@ada/1"}}"##,
        "\n",
        r##"{"repost":{"uri":"https://lamp.example/3","network":"fediverse","of":"https://lamp.example/1","author":{"uri":"https://lamp.example/users/bob","network":"fediverse"},"created_at":"2026-11-12T19:31:00Z"}}"##,
        "\n",
        r##"{"gone":{"uri":"https://lamp.example/4","created_at":"2026-11-12T19:32:00Z"}}"##,
        "\n",
        r##"{"gone":{"uri":"https://lamp.example/5","url":"https://lamp.example/@ada/5"}}"##,
        "\n",
    );

    fn found(lines: &str) -> Vec<Found> {
        let (options, mut found) = (Options::default(), Vec::new());
        let mut hand_over = |f| {
            found.push(f);
            true
        };
        read(&mut lines.as_bytes(), &mut Reading::new(&options, &mut hand_over)).unwrap();
        found
    }

    fn write(found: Vec<Found>) -> String {
        let mut writer = JsonlWriter::new(Vec::new()).unwrap();
        for found in found {
            match found {
                Found::Series(series) => writer.series(series),
                Found::Chat(chat) => writer.chat(chat),
                Found::Source(source) => writer.source(source),
                Found::Author(author) => writer.author(*author),
                Found::Context(post) => writer.post(*post, true, &[]),
                Found::Gone(Change::Deleted(tombstone)) => writer.gone(tombstone),
                Found::Record(record) => {
                    let seen = record.sightings.unwrap();
                    match record.change {
                        Change::Posted(post) => writer.post(*post, false, &seen),
                        Change::Reposted(repost) => writer.repost(*repost, &seen),
                        other => panic!("{other:?}"),
                    }
                }
                other => panic!("{other:?}"),
            }
            .unwrap();
        }
        String::from_utf8(writer.finish().unwrap()).unwrap()
    }

    #[test]
    fn what_is_written_is_read_again_to_the_byte() {
        assert_eq!(write(found(LINES)), LINES);
    }

    #[test]
    fn a_broken_line_is_skipped_and_a_newer_version_refused() {
        let broken = LINES.replace(r#"{"repost":{"uri""#, r#"{"repost":{"URI""#);
        let skipped =
            found(&broken).into_iter().filter(|f| matches!(f, Found::Skipped { .. })).count();
        assert_eq!(skipped, 1);
        let options = Options::default();
        let newer =
            read(&mut &b"{\"chatkeep\":2}\n"[..], &mut Reading::new(&options, &mut |_| true));
        assert!(newer.unwrap_err().to_string().contains("version 2"));
    }
}
