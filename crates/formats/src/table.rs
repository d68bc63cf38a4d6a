//! Posts as one plain table, for spreadsheets and statistics.

use std::io::{self, Write};

use chat::Post;

/// The columns, in order. Times are RFC 3339 in UTC, or a day where no more is known; `tags`,
/// `mentions`, `links` and `media` hold several values with a space between; absent is empty.
pub const COLUMNS: [&str; 19] = [
    "uri",
    "url",
    "network",
    "created_at",
    "author_handle",
    "author_name",
    "author_uri",
    "text",
    "reply_to",
    "quote_of",
    "tags",
    "mentions",
    "links",
    "media",
    "language",
    "content_warning",
    "edited_at",
    "reposts",
    "likes",
];

/// Writes posts as comma-separated values (RFC 4180), one row a post.
///
/// Cells are written as they are, also those that begin with `=`, `+`, `-` or `@`: a table that has
/// changed the words is no copy of them. Spreadsheets should import it as text.
#[derive(Debug)]
pub struct TableWriter<W: Write> {
    csv: csv::Writer<W>,
}

impl<W: Write> TableWriter<W> {
    /// Begins a table with its header line.
    ///
    /// # Errors
    /// When `w` cannot be written to, as for all that follow.
    pub fn new(w: W) -> io::Result<Self> {
        let mut csv = csv::Writer::from_writer(w);
        csv.write_record(COLUMNS)?;
        Ok(Self { csv })
    }

    /// Writes a post.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write_post(&mut self, post: &Post) -> io::Result<()> {
        let body = &post.body;
        let tags = post.tags();
        let tags: Vec<&str> = tags.iter().map(chat::Tag::as_str).collect();
        let media: Vec<&str> = body.media.iter().map(|media| media.url.as_str()).collect();
        let count = |n: Option<u64>| n.map(|n| n.to_string()).unwrap_or_default();
        self.csv.write_record([
            post.uri.as_str(),
            post.page(),
            post.network.as_str(),
            &post.created_at.to_string(),
            post.author.handle.as_deref().unwrap_or_default(),
            post.author.name.as_deref().unwrap_or_default(),
            post.author.uri.as_str(),
            &body.text.plain,
            post.reply_to.as_ref().map_or("", chat::Uri::as_str),
            post.quote_of.as_ref().map_or("", chat::Uri::as_str),
            &tags.join(" "),
            &body.text.mentions().join(" "),
            &body.text.links().join(" "),
            &media.join(" "),
            body.language.as_deref().unwrap_or_default(),
            body.content_warning.as_deref().unwrap_or_default(),
            &body.edited_at.map(|at| at.to_string()).unwrap_or_default(),
            &count(post.all_reposts()),
            &count(post.all_likes()),
        ])?;
        Ok(())
    }

    /// Ends the table.
    ///
    /// # Errors
    /// When what is left cannot be written.
    pub fn finish(mut self) -> io::Result<()> {
        self.csv.flush()
    }
}

#[cfg(test)]
mod tests {
    use chat::{Author, Network, Tag, Text, Uri};

    use super::*;

    #[test]
    fn a_post_is_a_row() {
        let ada = Author::twitter(Some(1), Some("ada")).unwrap();
        let at = "2012-02-16T18:00:01Z".parse().unwrap();
        let mut post = Post::new(Uri::tweet(71), Network::Twitter, ada, at);
        post.body.text = Text::from_plain("A1 @bob, \"tea\"\n#Chat https://tea.example");
        post.body.more_tags.push(Tag::new("Leaves").unwrap());
        post.likes = Some(3);
        let mut bytes = Vec::new();
        let mut table = TableWriter::new(&mut bytes).unwrap();
        table.write_post(&post).unwrap();
        table.finish().unwrap();
        insta::assert_snapshot!(String::from_utf8(bytes).unwrap(), @r#"
        uri,url,network,created_at,author_handle,author_name,author_uri,text,reply_to,quote_of,tags,mentions,links,media,language,content_warning,edited_at,reposts,likes
        https://twitter.com/i/web/status/71,https://twitter.com/i/web/status/71,twitter,2012-02-16T18:00:01Z,@ada,,https://twitter.com/i/user/1,"A1 @bob, ""tea""
        #Chat https://tea.example",,,chat leaves,@bob,https://tea.example,,,,,,3
        "#);
    }
}
