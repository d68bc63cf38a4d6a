//! The search of a published copy: an index in plain scripts, loaded in parts.
//!
//! A copy opens from `file://`, where module scripts and `fetch` do not work; a plain script does.
//! So each part of the index is a script that calls `chatkeepSearch.take(…)`, and `search.js` adds
//! those it needs, and only when somebody searches:
//!
//! | file in `assets/search/` | what it holds | loaded |
//! |---|---|---|
//! | `index.js` | how many posts, their lengths, days and chats | once |
//! | `words-NN.js` | where the words of one shard stand | one a word asked for |
//! | `posts-NNN.js` | 200 posts as they are shown | one for each of the hits shown, at most |
//!
//! A word is put in the shard that the FNV-1a hash of its UTF-8 names. Where it stands is a string
//! of numbers (see `postings.rs`): posts by their place in time, and places within each, so that phrases,
//! and words of scripts without spaces, are found without reading a post. Tags and authors are
//! words too, `#tag` and `@handle`; those of warnings and of pictures' descriptions stand behind the text's. Ranking is BM25, from the lengths in `index.js`. A day begins where the
//! series that is looked in has its zone, and in UTC where all are: `index.js` has the days of each zone.

mod json;
mod postings;

use std::collections::{BTreeMap, HashMap};

use chat::{Post, Series, words::each_word};
use jiff::{civil::Date, tz::TimeZone};

use crate::{
    entry::{handle_of, name_of, network_mark},
    language,
    search_index::{
        json::{list, quote},
        postings::{Postings, write_number},
    },
    transcript::Sitting,
    urls::{Page, author_slug, post_slug},
    when::{Zone, machine},
};

/// Posts in one script.
const POSTS_A_PART: usize = 200;
/// Postings in one script of words, as far as the number of shards can keep it.
const POSTINGS_A_SHARD: usize = 8_000;

/// An index being made. Give it each post once, ordered by time, then [`SearchIndex::finish`].
#[derive(Debug)]
pub struct SearchIndex {
    posts: usize,
    postings: usize,
    words: HashMap<String, Postings>,
    lengths: String,
    calendars: Vec<Calendar>,
    zones: BTreeMap<String, usize>,
    chats: Vec<String>,
    known_chats: HashMap<chat::ChatName, usize>,
    part: Vec<String>,
    files: Vec<(String, String)>,
    folded: String,
}

/// The days of one zone, each with its first post.
#[derive(Debug)]
struct Calendar {
    zone: TimeZone,
    days: Vec<(Date, usize)>,
}

impl SearchIndex {
    /// An index of nothing yet, in which the days are those of these series.
    #[must_use]
    pub fn new(series: &[Series]) -> Self {
        let mut calendars = vec![Calendar { zone: TimeZone::UTC, days: Vec::new() }];
        let mut zones = BTreeMap::new();
        for series in series {
            let zone = series.zone();
            let known = calendars.iter().position(|calendar| calendar.zone == zone);
            zones.insert(series.tag.as_str().to_owned(), known.unwrap_or(calendars.len()));
            if known.is_none() {
                calendars.push(Calendar { zone, days: Vec::new() });
            }
        }
        Self {
            posts: 0,
            postings: 0,
            words: HashMap::new(),
            lengths: String::new(),
            calendars,
            zones,
            chats: Vec::new(),
            known_chats: HashMap::new(),
            part: Vec::new(),
            files: Vec::new(),
            folded: String::new(),
        }
    }

    /// Takes in a post, later than or as late as the one before it, and the chat it was said in.
    pub fn push(&mut self, post: &Post, sitting: Option<Sitting<'_>>) {
        let number = self.posts;
        self.posts += 1;
        let length = self.add_words(number, post);
        write_length(length, &mut self.lengths);
        for Calendar { zone, days } in &mut self.calendars {
            let day = zone.to_datetime(post.created_at.at()).date();
            if days.last().is_none_or(|(last, _)| *last < day) {
                days.push((day, number));
            }
        }
        let chat = sitting.map(|sitting| self.chat_number(&sitting));
        self.part.push(shown(post, sitting, chat));
        if self.part.len() == POSTS_A_PART {
            self.end_part();
        }
    }

    /// The scripts: paths from the root of the site, and contents.
    #[must_use]
    pub fn finish(mut self) -> Vec<(String, String)> {
        if !self.part.is_empty() {
            self.end_part();
        }
        let shards = (self.postings / POSTINGS_A_SHARD).next_power_of_two().min(512);
        let mut by_shard: Vec<BTreeMap<&str, &Postings>> = vec![BTreeMap::new(); shards];
        for (word, postings) in &self.words {
            by_shard[fnv1a(word) as usize & (shards - 1)].insert(word, postings);
        }
        for (number, words) in by_shard.iter().enumerate() {
            let mut script = format!("chatkeepSearch.take(\"words-{number}\",{{");
            for (i, (word, postings)) in words.iter().enumerate() {
                script.push_str(if i == 0 { "" } else { ",\n" });
                quote(word, &mut script);
                script.push_str(":\"");
                script.push_str(&postings.written);
                script.push('"');
            }
            script.push_str("});\n");
            self.files.push(file(&format!("words-{number}.js"), script));
        }
        self.files.push(file("index.js", self.head(shards)));
        self.files
    }

    fn head(&self, shards: usize) -> String {
        let days = |calendar: &Calendar| {
            list(calendar.days.iter().map(|(day, first)| format!("[\"{day}\",{first}]")))
        };
        let zones = self.zones.iter().filter(|(_, calendar)| **calendar > 0);
        let zones = zones.map(|(tag, calendar)| {
            let mut told = String::from("[");
            quote(tag, &mut told);
            told + &format!(",{calendar}]")
        });
        format!(
            "chatkeepSearch.take(\"index\",{{\"posts\":{},\"part\":{POSTS_A_PART},\"shards\":{shards},\n\
             \"lengths\":\"{}\",\n\"days\":{},\n\"zones\":{},\n\"chats\":{}}});\n",
            self.posts,
            self.lengths,
            list(self.calendars.iter().map(days)),
            list(zones),
            list(self.chats.iter().cloned()),
        )
    }

    fn end_part(&mut self) {
        let number = (self.posts - 1) / POSTS_A_PART;
        let script =
            format!("chatkeepSearch.take(\"posts-{number}\",{});\n", list(self.part.drain(..)));
        self.files.push(file(&format!("posts-{number}.js"), script));
    }

    /// Notes where each word stands, and the tags and the author; returns how many words there are.
    fn add_words(&mut self, number: usize, post: &Post) -> usize {
        let mut places: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        let mut at = 0;
        let body = &post.body;
        let described = body.media.iter().filter_map(|media| media.alt.as_ref());
        let texts = std::iter::once(&body.text.plain).chain(&body.content_warning);
        for text in texts.chain(described) {
            each_word(text, &mut self.folded, |word, _, _| {
                match places.get_mut(word) {
                    Some(known) => known.push(at),
                    None => drop(places.insert(word.to_owned(), vec![at])),
                }
                at += 1;
            });
        }
        for tag in post.tags() {
            places.insert(format!("#{tag}"), vec![0]);
        }
        for name in author_words(post) {
            places.insert(name, vec![0]);
        }
        self.postings += places.len();
        for (word, places) in places {
            self.words.entry(word).or_default().push(number, &places);
        }
        at
    }

    fn chat_number(&mut self, sitting: &Sitting<'_>) -> usize {
        let name = &sitting.chat.name;
        if let Some(&number) = self.known_chats.get(name) {
            return number;
        }
        let number = self.chats.len();
        let mut told = String::from("[");
        quote(&Page::Chat(name).link(), &mut told);
        told.push(',');
        quote(&sitting.label(), &mut told);
        told.push(',');
        quote(name.tag.as_str(), &mut told);
        told.push(']');
        self.chats.push(told);
        self.known_chats.insert(name.clone(), number);
        number
    }
}

/// By which words an author is found: the whole handle, its first part, the name as its words.
fn author_words(post: &Post) -> Vec<String> {
    let author = &post.author;
    let handle = author.handle.as_deref().unwrap_or_default();
    let handle = handle.trim_start_matches('@').to_lowercase();
    let first = handle.split(['@', '.']).next().unwrap_or_default().to_owned();
    let mut names = vec![handle, first];
    if let Some(name) = &author.name {
        let words = chat::words::words(crate::escape::clipped(name, 80).as_ref());
        names.push(words.into_iter().map(|w| w.folded).collect::<Vec<_>>().join(" "));
    }
    names.retain(|name| !name.is_empty());
    names.into_iter().map(|name| format!("@{name}")).collect()
}

/// A post as `search.js` shows it: address, time, clock, day, name, person, mark, handle, words,
/// language, warning, chat.
fn shown(post: &Post, sitting: Option<Sitting<'_>>, chat: Option<usize>) -> String {
    let zone = Zone::of(sitting.map(|s| s.series));
    let (network, symbol) = network_mark(post.network);
    let mut out = String::from("[");
    for field in [
        post_slug(&post.uri).as_str(),
        &machine(&post.created_at),
        &zone.clock_on(&post.created_at, None),
        &crate::when::Day(zone.date(&post.created_at)).to_string(),
        &name_of(&post.author),
        &author_slug(&post.author.uri),
        network,
        symbol,
        &handle_of(&post.author).unwrap_or_default(),
        &post.body.text.plain,
        language::lang(post.body.language.as_deref()).unwrap_or_default(),
        post.body.content_warning.as_deref().unwrap_or_default(),
    ] {
        quote(field, &mut out);
        out.push(',');
    }
    match chat {
        Some(number) => out.push_str(&number.to_string()),
        None => out.push_str("-1"),
    }
    out.push(']');
    out
}

fn file(name: &str, script: String) -> (String, String) {
    (Page::Asset(&format!("search/{name}")).path(), script)
}

/// The length of a post in one character: exact to 31 words, then in steps of 32.
fn write_length(words: usize, out: &mut String) {
    let step = if words < 32 { words } else { 31 + (words / 32).min(32) };
    write_number(step.min(63), 64, out);
}

/// The 32-bit FNV-1a hash of a word's UTF-8; `search.js` has the same.
fn fnv1a(word: &str) -> u32 {
    word.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

#[cfg(test)]
mod tests;
