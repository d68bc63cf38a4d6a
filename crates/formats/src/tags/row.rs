//! One row of a sheet, understood by its columns.

use std::borrow::Cow;

use chat::{Author, Media, MediaKind, Moment, Uri, keep};
use jiff::tz::TimeZone;

use super::columns::{Columns, Holds};
use super::ids::Column;
use super::times::{Order, local};
use crate::tweet::{self, Entities, Shortened, Told, application, language, permalink, shortened};

/// A sheet with all that must be known of it before its rows can be read.
#[derive(Debug)]
pub(super) struct Sheet {
    pub(super) columns: Columns,
    /// How its columns of ids fared.
    ids: Column,
    parents: Column,
    authors: Column,
}

impl Sheet {
    /// A sheet of which no row has been seen yet.
    pub(super) fn new(columns: Columns) -> Self {
        Self {
            columns,
            ids: Column::default(),
            parents: Column::default(),
            authors: Column::default(),
        }
    }

    /// Looks at a row's ids, so that all of them together tell whether they were rounded.
    pub(super) fn survey(&mut self, cells: &[Cow<'_, str>]) {
        let row = Row { columns: &self.columns, cells };
        self.ids.note(row.get(Holds::Id));
        self.parents.note(row.get(Holds::ReplyTo));
        self.authors.note(row.get(Holds::AuthorId));
    }

    /// Whether this row is no record: blank, or the header once more.
    pub(super) fn is_none(&self, cells: &[Cow<'_, str>]) -> bool {
        cells.iter().all(|cell| is_blank(cell))
            || Columns::of(cells.iter().map(Cow::as_ref)).is_some()
    }

    /// The cells of a row with commas in a text that nobody quoted, as they were meant: the text has as many
    /// more cells as the row has too many, if times and address then stand where they should, and do not
    /// as it is. `None` for any other row.
    pub(super) fn realigned<'c>(&self, cells: &[Cow<'c, str>]) -> Option<Vec<Cow<'c, str>>> {
        let too_many = cells.len().checked_sub(self.columns.cells).filter(|&n| n > 0)?;
        let text = self.columns.place(Holds::Text)?;
        let behind = |holds: &Holds| self.columns.place(*holds).is_some_and(|at| at > text);
        let known: Vec<Holds> =
            [Holds::CreatedAt, Holds::Time, Holds::Page].into_iter().filter(behind).collect();
        let stands = |cells: &[Cow<'_, str>]| {
            let row = Row { columns: &self.columns, cells };
            let mut filled = known.iter().filter(|holds| !row.get(**holds).is_empty()).peekable();
            filled.peek().is_some() && filled.all(|holds| row.is_as_it_should(*holds))
        };
        let mut joined = cells.to_vec();
        let said: Vec<Cow<'c, str>> = joined.drain(text..=text + too_many).collect();
        joined.insert(text, Cow::Owned(said.join(",")));
        (!stands(cells) && stands(&joined)).then_some(joined)
    }

    /// Understands a row; the error says in plain words what it lacks.
    pub(super) fn told<'c>(
        &self,
        cells: &'c [Cow<'c, str>],
        zone: Option<&TimeZone>,
    ) -> Result<Told<'c>, Cow<'static, str>> {
        let row = Row { columns: &self.columns, cells };
        row.fits()?;
        let address = row.get(Holds::Page);
        let page = permalink(address);
        if page.is_none() && leads_elsewhere(address) {
            return Err("its address is not one of Twitter's: it was said elsewhere".into());
        }
        let id = self.ids.own(row.get(Holds::Id), page.map(|(_, id)| id));
        let id = id.ok_or(if row.get(Holds::Id).is_empty() {
            "no id and no status_url"
        } else {
            "a spreadsheet rounded its id, and there is no status_url to repair it from"
        })?;
        let created_at = row
            .moment(&Uri::tweet(id), zone)
            .ok_or("no time that can be understood, and its id holds none")?;
        let handle = Some(row.get(Holds::Handle)).filter(|handle| is_handle(handle));
        let handle = handle.or(page.map(|(handle, _)| handle).filter(|&handle| handle != "i"));
        let author_id = self.authors.other(row.get(Holds::AuthorId));
        let author = row.author(author_id, handle, created_at);
        let author = author.ok_or("it does not say who wrote it")?;

        let mut told = Told::new(id, author, created_at);
        row.words(&mut told);
        if told.words.trim().is_empty() && told.media.is_empty() {
            return Err("it has no text".into());
        }
        told.reply_to = self.parents.other(row.get(Holds::ReplyTo));
        told.reply_to_handle =
            Some(row.get(Holds::ReplyToHandle)).filter(|h| is_handle(h)).map(Cow::Borrowed);
        told.reposts = count(row.get(Holds::Reposts));
        told.likes = count(row.get(Holds::Likes));
        told.language = language(row.get(Holds::Language));
        told.application = application(row.get(Holds::Application));
        Ok(told)
    }
}

struct Row<'s, 'c> {
    columns: &'s Columns,
    cells: &'c [Cow<'c, str>],
}

impl<'c> Row<'_, 'c> {
    /// A cell's text; R's `NA` is none, except where it could be somebody's word.
    fn get(&self, holds: Holds) -> &'c str {
        let place = self.columns.place(holds);
        let cell = place.and_then(|at| self.cells.get(at)).map_or("", |cell| cell.trim());
        match holds {
            Holds::Text | Holds::Handle | Holds::Name => cell,
            _ if is_blank(cell) => "",
            _ => cell,
        }
    }

    /// Whether there is a time, or an address, where one should be.
    fn is_as_it_should(&self, holds: Holds) -> bool {
        let cell = self.get(holds);
        match holds {
            Holds::Page => cell.starts_with("http"),
            _ => {
                tweet::timestamp(cell).is_some()
                    || local(cell, Order::MonthFirst, None).is_some()
                    || local(cell, Order::DayFirst, None).is_some()
            }
        }
    }

    /// A row with more cells than the header has a comma too much in it: nothing stands where it
    /// should. Only where the text is the last column nothing is lost.
    fn fits(&self) -> Result<(), String> {
        let width = self.columns.width;
        let used = self.cells.iter().rposition(|cell| !is_blank(cell)).map_or(0, |at| at + 1);
        let text_is_last = self.columns.place(Holds::Text) == Some(width - 1);
        if used <= self.columns.cells || text_is_last {
            return Ok(());
        }
        Err(format!(
            "it has {used} cells where the header has {width}: a comma in a text without quotes?"
        ))
    }

    fn moment(&self, uri: &Uri, zone: Option<&TimeZone>) -> Option<Moment> {
        let stated = self.get(Holds::CreatedAt);
        tweet::moment(stated, uri)
            .or_else(|| local(stated, Order::MonthFirst, zone))
            .or_else(|| local(self.get(Holds::Time), Order::DayFirst, zone))
            .or_else(|| local(self.get(Holds::Date), Order::MonthFirst, zone))
    }

    fn author(&self, id: Option<u64>, handle: Option<&str>, at: Moment) -> Option<Author> {
        let own = |holds| Some(self.get(holds)).filter(|v| !v.is_empty()).map(str::to_owned);
        let mut author = Author::twitter(id, handle)?;
        author.name = own(Holds::Name);
        author.bio = own(Holds::Bio);
        author.location = own(Holds::Location);
        author.avatar = own(Holds::Avatar).filter(|url| url.starts_with("http"));
        author.followers = count(self.get(Holds::Followers));
        author.following = count(self.get(Holds::Following));
        author.wishes.leave_me_out =
            author.bio.as_deref().is_some_and(keep::bio_asks_to_be_left_out);
        author.as_of = Some(at.at());
        Some(author)
    }

    /// The words, their links and media. Twitter Archiver takes the links out of the text and puts
    /// them into a column: they are put back, at its end.
    fn words(&self, told: &mut Told<'c>) {
        let words = self.get(Holds::Text);
        let surplus = self.cells.get(self.columns.width..).unwrap_or_default();
        told.words = if self.columns.place(Holds::Text) == Some(self.columns.width - 1)
            && surplus.iter().any(|cell| !is_blank(cell))
        {
            let all = std::iter::once(words).chain(surplus.iter().map(Cow::as_ref));
            Cow::Owned(all.collect::<Vec<_>>().join(","))
        } else {
            Cow::Borrowed(words)
        };
        if let Ok(entities) = serde_json::from_str::<Entities<'c>>(self.get(Holds::Entities)) {
            (told.links, told.media) = shortened(told.id, std::iter::once(&entities));
        }
        for link in self.get(Holds::Links).split_whitespace().filter(|l| l.starts_with("http")) {
            if !told.words.contains(link) {
                let words = told.words.to_mut();
                words.push(' ');
                words.push_str(&link.replace('&', "&amp;"));
            }
            let (short, target) = (Cow::Borrowed(link), Some(Cow::Borrowed(link)));
            told.links.push(Shortened { short, target });
        }
        for picture in self.get(Holds::Media).split_whitespace() {
            let url = match picture.strip_prefix("pic.twitter.com/") {
                Some(_) => format!("https://{picture}"),
                None if picture.starts_with("http") => picture.to_owned(),
                None => continue,
            };
            told.media.push(Media { url, kind: MediaKind::Image, alt: None });
        }
    }
}

fn is_blank(cell: &str) -> bool {
    matches!(cell.trim(), "" | "NA" | "#N/A")
}

/// Posts of other networks that were exported as such a sheet are not Twitter's.
fn leads_elsewhere(address: &str) -> bool {
    let rest = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"));
    let host = rest.and_then(|rest| rest.split(['/', '?', '#']).next());
    host.is_some_and(|host| {
        let at =
            |own: &str| host == own || host.strip_suffix(own).is_some_and(|h| h.ends_with('.'));
        !["twitter.com", "x.com", "t.co"].into_iter().any(at)
    })
}

fn is_handle(cell: &str) -> bool {
    let name = cell.trim_start_matches('@');
    !name.is_empty() && !name.contains(char::is_whitespace)
}

/// `1,117`, `1117.0` and `1117` are one number.
fn count(cell: &str) -> Option<u64> {
    let digits = cell.replace(',', "");
    digits.strip_suffix(".0").unwrap_or(&digits).parse().ok()
}
