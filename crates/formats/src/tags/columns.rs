//! Which column of a sheet holds what: by its header, never by its place.

use std::borrow::Cow;

use crate::Format;

/// What a column can hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Holds {
    Id,
    Page,
    Text,
    Handle,
    Name,
    AuthorId,
    CreatedAt,
    Time,
    Date,
    ReplyTo,
    ReplyToHandle,
    Application,
    Avatar,
    Followers,
    Following,
    Location,
    Bio,
    Language,
    Links,
    Media,
    Entities,
    Reposts,
    Likes,
}

use Holds::{
    Application, AuthorId, Avatar, Bio, CreatedAt, Date, Entities, Followers, Following, Handle,
    Id, Language, Likes, Links, Location, Media, Name, Page, ReplyTo, ReplyToHandle, Reposts, Text,
    Time,
};

/// The names under which each is known: TAGS v5 and v6, Twitter Archiver, the `t` command line, and
/// what people call them when they tidy a sheet up.
const NAMES: &[(Holds, &[&str])] = &[
    (Id, &["id_str", "tweet_id", "id", "status_id", "tweet_id_str", "tweetid"]),
    (Page, &["status_url", "tweet_url", "tweet_link", "permalink"]),
    (Text, &["text", "tweet_text", "full_text", "tweet"]),
    (Handle, &["from_user", "screen_name", "user_screen_name", "username", "user"]),
    (Name, &["full_name", "from_user_name", "user_name", "name"]),
    (AuthorId, &["from_user_id_str", "from_user_id", "user_id_str", "user_id"]),
    (CreatedAt, &["created_at", "posted_at"]),
    (Time, &["time"]),
    (Date, &["date", "tweet_date", "timestamp"]),
    (ReplyTo, &["in_reply_to_status_id_str", "in_reply_to_status_id"]),
    (ReplyToHandle, &["in_reply_to_screen_name"]),
    (Application, &["source", "app"]),
    (Avatar, &["profile_image_url", "profile_image"]),
    (Followers, &["user_followers_count", "followers", "followers_count"]),
    (Following, &["user_friends_count", "follows", "friends_count", "following"]),
    (Location, &["user_location", "location"]),
    (Bio, &["bio", "user_description", "description"]),
    (Language, &["lang", "tweet_lang", "language"]),
    (Links, &["link_s", "links"]),
    (Media, &["media"]),
    (Entities, &["entities_str"]),
    (Reposts, &["retweets", "retweet_count"]),
    (Likes, &["favorites", "likes", "favorite_count", "favourites"]),
];

/// Where in a row each thing stands.
#[derive(Debug, Clone)]
pub(super) struct Columns {
    at: [Option<usize>; NAMES.len()],
    /// How many cells the header has, up to the last that is not empty.
    pub(super) width: usize,
    /// How many cells it has with the empty ones at its end.
    pub(super) cells: usize,
    /// The header is TAGS' own, or another add-on's.
    pub(super) format: Format,
}

impl Columns {
    /// Recognises a header line; `None` for any other.
    pub(super) fn of<'c>(cells: impl Iterator<Item = &'c str>) -> Option<Self> {
        let headers: Vec<String> = cells.map(plain).collect();
        let mut at = [None; NAMES.len()];
        for (place, (holds, names)) in at.iter_mut().zip(NAMES) {
            let found = |name: &&str| headers.iter().position(|header| header == name);
            *place = match holds {
                // Twitter Archiver has two: where the tweet was, and where its author is at home.
                Location => {
                    names.iter().find_map(|name| headers.iter().rposition(|header| header == name))
                }
                _ => names.iter().find_map(found),
            };
        }
        let width = headers.iter().rposition(|header| !header.is_empty())? + 1;
        let has = |name: &str| headers.iter().any(|header| header == name);
        let format =
            if has("id_str") && has("from_user") { Format::TagsCsv } else { Format::Sheet };
        let columns = Self { at, width, cells: headers.len(), format };
        let known = |holds| columns.place(holds).is_some();
        let is_sheet = known(Text) && (known(Id) || known(Page)) && (known(Handle) || known(Page));
        is_sheet.then_some(columns)
    }

    /// Whether these cells are exactly a row: as many as the header has, with an id that is a number.
    pub(super) fn are_exactly_of_a_post<'c>(
        &self,
        mut cells: impl ExactSizeIterator<Item = Cow<'c, str>>,
    ) -> bool {
        let is_number = |cell: Cow<'_, str>| {
            let cell = cell.trim();
            !cell.is_empty() && cell.bytes().all(|b| b.is_ascii_digit())
        };
        cells.len() == self.width
            && self.place(Id).and_then(|at| cells.nth(at)).is_some_and(is_number)
    }

    /// Whether these cells are a whole row: as many as the header has, with an id or an address.
    pub(super) fn are_of_a_post<'c>(&self, cells: impl Iterator<Item = Cow<'c, str>>) -> bool {
        let cells: Vec<Cow<'_, str>> = cells.collect();
        let has = |holds, is: fn(&str) -> bool| {
            let cell = self.place(holds).and_then(|at| cells.get(at));
            cell.is_some_and(|cell| is(cell.trim()))
        };
        let is_number = |cell: &str| cell.starts_with(|c: char| c.is_ascii_digit());
        cells.len() >= self.width
            && (has(Id, is_number) || has(Page, |cell| cell.starts_with("http")))
    }

    /// Where something stands.
    pub(super) fn place(&self, holds: Holds) -> Option<usize> {
        self.at[holds as usize]
    }
}

/// A header as it is compared: lower case, all that is no letter or digit as one `_`.
fn plain(header: &str) -> String {
    let mut plain = String::with_capacity(header.len());
    for c in header.chars() {
        if c.is_alphanumeric() {
            plain.extend(c.to_lowercase());
        } else if !plain.is_empty() && !plain.ends_with('_') && c != '\u{feff}' {
            plain.push('_');
        }
    }
    plain.truncate(plain.trim_end_matches('_').len());
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_told_by_name() {
        let columns = |header: &str| Columns::of(header.split(','));
        let tags = columns("id_str,FROM_USER,text,abc,,created_at,time,text").unwrap();
        assert_eq!(tags.format, Format::TagsCsv);
        assert_eq!(tags.place(Text), Some(2));
        assert_eq!(tags.place(CreatedAt), Some(5));
        let archiver = columns(
            "Date,Screen Name,Full Name,Tweet Text,Tweet ID,Link(s),Media,Location,Location,Bio",
        );
        let archiver = archiver.unwrap();
        assert_eq!(archiver.format, Format::Sheet);
        assert_eq!(archiver.place(Links), Some(5));
        assert_eq!(archiver.place(Location), Some(8));
        assert!(columns("\u{feff}ID,Posted at,Screen name,Text").is_some());
        assert!(columns("id,name,price").is_none());
        assert!(columns("").is_none());
    }

    #[test]
    fn the_table_is_in_the_order_of_the_kinds() {
        for (index, (holds, _)) in NAMES.iter().enumerate() {
            assert_eq!(*holds as usize, index);
        }
    }
}
