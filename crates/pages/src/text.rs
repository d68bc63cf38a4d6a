//! A post's words as HTML: paragraphs, tags, mentions, links, marks.
//!
//! Two habits of the networks are noise in a transcript, and set quietly:
//!
//! - A run of tags at the end: they follow the words, small. The chat's own tag, by which the post
//!   came here, is left out, unless it may be a word of the sentence ("Welcome to #chat"). A post's
//!   own page has all of them.
//! - A run of handles at the beginning, by which a reply names whom it answers.

use std::fmt;
use std::ops::Range;

use chat::{SpanKind, Tag, Text};

use crate::{
    escape, href,
    known::Known,
    urls::{Here, Page},
};

/// How the tags at the end of a post are set.
#[derive(Debug, Clone, Copy)]
pub(crate) enum LastTags<'a> {
    /// As they were written.
    Whole,
    /// Small, and without this one: that of the chat.
    Without(Option<&'a Tag>),
}

/// A text on its way to a page.
pub(crate) struct Words<'a> {
    pub(crate) text: &'a Text,
    pub(crate) here: Here,
    pub(crate) known: &'a Known<'a>,
    pub(crate) last_tags: LastTags<'a>,
    pub(crate) marks: Vec<Range<usize>>,
    /// The place of the question that its mark leads to.
    pub(crate) question: Option<String>,
}

/// A piece of the text: where it begins, what it says, what it is.
type Piece<'a> = (usize, &'a str, Option<&'a SpanKind>);

impl fmt::Display for Words<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let pieces = self.pieces();
        let tags = match self.last_tags {
            LastTags::Whole => pieces.len(),
            LastTags::Without(_) => trailing_tags(&pieces),
        };
        let handles = leading_handles(&pieces).min(tags);
        if pieces.is_empty() {
            return Ok(());
        }
        f.write_str("<p>")?;
        if handles > 0 {
            f.write_str("<span class=\"to\">")?;
            self.write_pieces(f, &pieces[..handles])?;
            f.write_str("</span> ")?;
        }
        self.write_opening(f, &pieces[handles..tags])?;
        if let LastTags::Without(own) = self.last_tags {
            let own = own.filter(|_| !is_a_word_of_the_sentence(&pieces, tags));
            self.write_last_tags(f, &pieces[tags..], own)?;
        }
        f.write_str("</p>")
    }
}

impl<'a> Words<'a> {
    fn pieces(&self) -> Vec<Piece<'a>> {
        let mut at = 0;
        let mut pieces: Vec<Piece<'a>> = Vec::new();
        for (said, kind) in self.text.pieces() {
            pieces.push((at, said, kind));
            at += said.len();
        }
        if let Some((at, said, None)) = pieces.first_mut() {
            *at += said.len() - said.trim_start().len();
            *said = said.trim_start();
        }
        while let Some((_, said, None)) = pieces.last_mut() {
            *said = said.trim_end();
            if !said.is_empty() {
                break;
            }
            pieces.pop();
        }
        pieces
    }

    /// The words themselves. "Q1" and "A1" at their beginning, by which chats number questions and
    /// answers, are set in the rubric.
    fn write_opening(&self, f: &mut fmt::Formatter<'_>, pieces: &[Piece<'a>]) -> fmt::Result {
        let Some((&(at, said, None), rest)) = pieces.split_first() else {
            return self.write_pieces(f, pieces);
        };
        let begin = said.len() - said.trim_start().len();
        let end = begin + number_at(&said[begin..]);
        if end > begin {
            match &self.question {
                Some(place) => write!(f, "<a class=\"q\" href=\"#{place}\">")?,
                None => f.write_str("<b class=\"q\">")?,
            }
            self.write_marked(f, at + begin, &said[begin..end])?;
            f.write_str(if self.question.is_some() { "</a>" } else { "</b>" })?;
        }
        let last = if rest.is_empty() { said.trim_end() } else { said };
        self.write_lines(f, at + end, &last[end.min(last.len())..])?;
        self.write_pieces(f, rest)
    }

    fn write_pieces(&self, f: &mut fmt::Formatter<'_>, pieces: &[Piece<'a>]) -> fmt::Result {
        for (i, &(at, said, kind)) in pieces.iter().enumerate() {
            let last = i + 1 == pieces.len();
            match kind {
                None => self.write_lines(f, at, if last { said.trim_end() } else { said })?,
                Some(SpanKind::Tag(tag)) => self.write_tag(f, at, said, tag)?,
                Some(SpanKind::Mention(handle)) => self.write_mention(f, at, said, handle)?,
                Some(SpanKind::Link(url)) => self.write_link(f, at, said, url)?,
            }
        }
        Ok(())
    }

    /// Unmarked words: an empty line ends a paragraph, a line break stays one.
    fn write_lines(&self, f: &mut fmt::Formatter<'_>, at: usize, said: &str) -> fmt::Result {
        let mut from = 0;
        while let Some(found) = said[from..].find('\n') {
            let end = from + found;
            let next = said[end..].find(|c: char| !c.is_whitespace());
            let next = next.map_or(said.len(), |n| end + n);
            self.write_marked(f, at + from, said[from..end].trim_end())?;
            let breaks = said[end..next].matches('\n').count();
            f.write_str(if breaks > 1 { "</p>\n<p>" } else { "<br>\n" })?;
            from = next;
        }
        self.write_marked(f, at + from, &said[from..])
    }

    fn write_marked(&self, f: &mut fmt::Formatter<'_>, at: usize, said: &str) -> fmt::Result {
        let mut from = 0;
        let end = at + said.len();
        for mark in self.marks.iter().filter(|m| m.start < end && m.end > at) {
            let (start, stop) = (mark.start.max(at) - at, mark.end.min(end) - at);
            escape::write(f, &said[from..start])?;
            f.write_str("<mark>")?;
            escape::write(f, &said[start..stop])?;
            f.write_str("</mark>")?;
            from = stop;
        }
        escape::write(f, &said[from..])
    }

    fn write_tag(
        &self,
        f: &mut fmt::Formatter<'_>,
        at: usize,
        said: &str,
        tag: &Tag,
    ) -> fmt::Result {
        let link = if self.known.has_series(tag) {
            self.here.to(Page::Series(tag))
        } else {
            self.here.to_search(&[("tag", tag.as_str())])
        };
        f.write_str("<a class=\"tag\" href=\"")?;
        escape::write(f, &link)?;
        f.write_str("\"><bdi>")?;
        self.write_marked(f, at, said)?;
        f.write_str("</bdi></a>")
    }

    fn write_mention(
        &self,
        f: &mut fmt::Formatter<'_>,
        at: usize,
        said: &str,
        handle: &str,
    ) -> fmt::Result {
        let person = self.known.person(handle).or_else(|| self.known.person(said));
        if let Some(uri) = person {
            write!(f, "<a class=\"mention\" href=\"{}\">", self.here.to(Page::Author(uri)))?;
        }
        f.write_str("<bdi>")?;
        self.write_marked(f, at, said)?;
        f.write_str(if person.is_some() { "</bdi></a>" } else { "</bdi>" })
    }

    /// A link, shown without its scheme and cut when long; then, on paper, its address follows.
    fn write_link(
        &self,
        f: &mut fmt::Formatter<'_>,
        at: usize,
        said: &str,
        url: &str,
    ) -> fmt::Result {
        const LONGEST: usize = 56;
        let Some(target) = href::safe(url) else {
            return self.write_marked(f, at, said);
        };
        let (begin, bare) = href::bare(said);
        let end = bare.char_indices().nth(LONGEST).map_or(bare.len(), |(i, _)| i);
        let whole = end == bare.len() && href::bare(&target).1 == bare;
        f.write_str(if whole { "<a href=\"" } else { "<a class=\"short\" href=\"" })?;
        escape::write(f, &target)?;
        f.write_str("\" rel=\"nofollow noopener noreferrer ugc\">")?;
        self.write_marked(f, at + begin, &bare[..end])?;
        f.write_str(if end < bare.len() { "…</a>" } else { "</a>" })
    }

    fn write_last_tags(
        &self,
        f: &mut fmt::Formatter<'_>,
        pieces: &[Piece<'a>],
        own: Option<&Tag>,
    ) -> fmt::Result {
        let mut open = false;
        for &(at, said, kind) in pieces {
            let Some(SpanKind::Tag(tag)) = kind else {
                continue;
            };
            if Some(tag) != own {
                f.write_str(if open { " " } else { " <span class=\"last-tags\">" })?;
                open = true;
                self.write_tag(f, at, said, tag)?;
            }
        }
        f.write_str(if open { "</span>" } else { "" })
    }
}

/// How long the number of a question or answer at the beginning is: `Q1`, `A12:`; 0 without one.
fn number_at(said: &str) -> usize {
    let Some(rest) = said.strip_prefix(['Q', 'A', 'q', 'a']) else {
        return 0;
    };
    let after = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = rest.len() - after.len();
    let ends = !after.starts_with(|c: char| c.is_alphanumeric() || c == '-');
    if (1..=2).contains(&digits) && ends { 1 + digits } else { 0 }
}

/// How many pieces at the beginning only name somebody, when more follows.
fn leading_handles(pieces: &[Piece<'_>]) -> usize {
    let is_blank = |said: &str| said.trim().is_empty();
    let mut handles = 0;
    for (i, (_, said, kind)) in pieces.iter().enumerate() {
        match kind {
            Some(SpanKind::Mention(_)) => handles = i + 1,
            None if is_blank(said) => {}
            // "@ada, thank you": the handle is a word of the sentence.
            None if !said.starts_with(char::is_whitespace) => return 0,
            _ => return handles,
        }
    }
    0
}

/// Where the run of tags at the end begins; a post of nothing but tags has none.
fn trailing_tags(pieces: &[Piece<'_>]) -> usize {
    let is_tag_or_blank = |(_, said, kind): &Piece<'_>| match kind {
        Some(SpanKind::Tag(_)) => true,
        None => said.trim().is_empty(),
        _ => false,
    };
    let run = pieces.iter().rev().take_while(|p| is_tag_or_blank(p)).count();
    let start = pieces.len() - run;
    if start == 0 { pieces.len() } else { start }
}

/// Whether the one tag at the end may belong to the sentence before it: "Welcome to #chat".
fn is_a_word_of_the_sentence(pieces: &[Piece<'_>], tags: usize) -> bool {
    let alone = pieces[tags..].iter().filter(|p| p.2.is_some()).count() == 1;
    let before = pieces.get(..tags).and_then(<[_]>::last);
    alone && before.is_some_and(|(_, said, kind)| kind.is_none() && ends_in_a_word(said))
}

fn ends_in_a_word(said: &str) -> bool {
    let words = said.trim_end();
    !said[words.len()..].contains('\n')
        && words.ends_with(|c: char| c.is_alphanumeric() || matches!(c, ',' | '&' | '-' | '/'))
}

#[cfg(test)]
mod tests;
