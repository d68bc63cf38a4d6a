//! Mastodon's and ActivityPub's text: HTML, of which only words, breaks and links are taken.

use html5gum::{Token, Tokenizer};

use super::{Span, SpanKind, Text};
use crate::Tag;

/// Elements whose words are not for readers.
const UNSEEN: [&[u8]; 5] = [b"script", b"style", b"template", b"title", b"noscript"];

/// What an open `<a>` is.
struct Anchor {
    start: usize,
    href: String,
    class: String,
}

#[derive(Default)]
struct Reader {
    plain: String,
    spans: Vec<Span>,
    /// Line breaks owed before the next word: 1 for a line, 2 for a paragraph.
    breaks: usize,
    anchor: Option<Anchor>,
    /// Depth inside [`UNSEEN`] elements.
    unseen: usize,
    /// How far in a list, and whether in `pre`.
    lists: usize,
    pre: usize,
}

impl Text {
    /// Reads HTML as a server sent it: paragraphs and lines become `\n`, `class="invisible"` parts
    /// of link texts are kept (they are the address), everything else of the markup goes.
    #[must_use]
    pub fn from_html(html: &str) -> Self {
        let mut reader = Reader::default();
        let Ok(tokens) = Tokenizer::new(html).collect::<Result<Vec<_>, _>>();
        for token in tokens {
            reader.take(token);
        }
        reader.finish()
    }
}

/// The plain words of an HTML fragment: display names, biographies.
#[must_use]
pub fn plain_from_html(html: &str) -> String {
    if html.contains(['<', '&']) { Text::from_html(html).plain } else { html.trim().to_owned() }
}

impl Reader {
    fn take(&mut self, token: Token) {
        match token {
            Token::StartTag(tag) => {
                let attribute = |name: &[u8]| {
                    let value = tag.attributes.get(name).map(|v| v.to_vec());
                    value.map(|v| String::from_utf8_lossy(&v).into_owned()).unwrap_or_default()
                };
                match tag.name.as_slice() {
                    b"br" => self.break_line(),
                    b"a" => {
                        self.close_anchor();
                        self.pay_breaks();
                        let (href, class) = (attribute(b"href"), attribute(b"class"));
                        self.anchor = Some(Anchor { start: self.plain.len(), href, class });
                    }
                    b"img" => self.words(&attribute(b"alt")),
                    name => self.block(name, true, tag.self_closing),
                }
            }
            Token::EndTag(tag) => match tag.name.as_slice() {
                b"a" => self.close_anchor(),
                name => self.block(name, false, false),
            },
            Token::String(words) => self.words(&String::from_utf8_lossy(&words)),
            _ => {}
        }
    }

    fn block(&mut self, name: &[u8], opens: bool, self_closing: bool) {
        let step = |depth: usize| {
            if opens { depth + 1 } else { depth.saturating_sub(1) }
        };
        match name {
            b"p" | b"blockquote" | b"h1" | b"h2" | b"h3" | b"h4" | b"h5" | b"h6" | b"hr" => {
                self.breaks = self.breaks.max(2);
            }
            b"div" | b"tr" | b"dt" | b"dd" => self.breaks = self.breaks.max(1),
            b"ul" | b"ol" => {
                let outermost = self.lists.min(step(self.lists)) == 0;
                self.breaks = self.breaks.max(if outermost { 2 } else { 1 });
                self.lists = step(self.lists);
            }
            b"li" => {
                self.breaks = self.breaks.max(1);
                if opens {
                    self.pay_breaks();
                    self.plain.push_str("• ");
                }
            }
            b"pre" => {
                self.breaks = self.breaks.max(2);
                self.pre = step(self.pre);
            }
            name if UNSEEN.contains(&name) && !self_closing => self.unseen = step(self.unseen),
            _ => {}
        }
    }

    fn break_line(&mut self) {
        self.pay_breaks();
        self.plain.truncate(self.plain.trim_end_matches(' ').len());
        self.plain.push('\n');
    }

    /// Breaks are owed, not written: none before the first word and none after the last.
    fn pay_breaks(&mut self) {
        let owed = std::mem::take(&mut self.breaks);
        if owed == 0 || self.plain.is_empty() {
            return;
        }
        self.plain.truncate(self.plain.trim_end_matches(' ').len());
        let there = self.plain.len() - self.plain.trim_end_matches('\n').len();
        self.plain.extend(std::iter::repeat_n('\n', owed.saturating_sub(there)));
    }

    fn words(&mut self, words: &str) {
        if self.unseen > 0 {
            return;
        }
        if self.pre > 0 {
            self.pay_breaks();
            self.plain.push_str(words);
            return;
        }
        for c in words.chars() {
            let space = c.is_ascii_whitespace();
            if space {
                let at_start = self.plain.is_empty() || self.plain.ends_with([' ', '\n']);
                if self.breaks == 0 && !at_start {
                    self.plain.push(' ');
                }
            } else {
                self.pay_breaks();
                self.plain.push(c);
            }
        }
    }

    fn close_anchor(&mut self) {
        let Some(anchor) = self.anchor.take() else {
            return;
        };
        let end = self.plain.trim_end().len().max(anchor.start);
        let words = self.plain.get(anchor.start..end).unwrap_or_default();
        let has_class = |name: &str| anchor.class.split_ascii_whitespace().any(|c| c == name);
        let kind = if words.starts_with('#') && (has_class("hashtag") || has_class("mention")) {
            Tag::new(words).map(SpanKind::Tag)
        } else if words.starts_with('@') && (has_class("mention") || has_class("u-url")) {
            Some(SpanKind::Mention(handle(words, &anchor.href)))
        } else if anchor.href.starts_with("http://") || anchor.href.starts_with("https://") {
            Some(SpanKind::Link(anchor.href))
        } else {
            None
        };
        if let Some(kind) = kind.filter(|_| end > anchor.start) {
            self.spans.push(Span { start: anchor.start, end, kind });
        }
    }

    fn finish(mut self) -> Text {
        self.close_anchor();
        let end = self.plain.trim_end().len();
        self.plain.truncate(end);
        // Servers that do not link a tag still wrote it.
        let found = super::plain::find(&self.plain, super::plain::Handles::WithHost);
        // Anchors do not lie in each other, and are in order.
        let free = |s: &Span| {
            let next = self.spans.partition_point(|t| t.end <= s.start);
            self.spans.get(next).is_none_or(|t| s.end <= t.start)
        };
        let found: Vec<Span> = found.into_iter().filter(free).collect();
        self.spans.extend(found);
        Text::settle(self.plain, self.spans)
    }
}

/// `@ada` that leads to `https://lamp.example/@ada` names `@ada@lamp.example`.
fn handle(words: &str, href: &str) -> String {
    let name = words.trim_start_matches('@');
    let host = href.split_once("://").and_then(|(_, rest)| rest.split(['/', '?', '#']).next());
    match host.filter(|h| !h.is_empty() && !name.contains('@')) {
        Some(host) => format!("@{name}@{host}"),
        None => format!("@{name}"),
    }
}
