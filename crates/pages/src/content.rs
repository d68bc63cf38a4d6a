//! A post's words as HTML for other programs: no page of ours is around it, so every link is whole
//! and leads to where the words were written.

use std::fmt::{self, Write};

use chat::{Network, Post, SpanKind, Tag};

use crate::{escape, href};

/// The words of a post as Mastodon writes them: paragraphs, line breaks, links; tags and mentions
/// with the classes by which programs know them.
#[must_use]
pub fn content(post: &Post) -> String {
    let mut out = String::new();
    // A string takes everything.
    let _ = write(&mut out, post);
    out
}

fn write(out: &mut String, post: &Post) -> fmt::Result {
    let text = &post.body.text;
    if text.plain.trim().is_empty() {
        return Ok(());
    }
    out.write_str("<p>")?;
    for (said, kind) in text.pieces() {
        match kind {
            None => lines(out, said)?,
            Some(SpanKind::Tag(tag)) => {
                let said = said.trim_start_matches(['#', '＃']);
                linked(out, &tag_page(post, tag), "mention hashtag\" rel=\"tag", "#", said)?;
            }
            Some(SpanKind::Mention(handle)) => match profile(post.network, handle) {
                Some(page) => {
                    linked(out, &page, "u-url mention", "@", said.trim_start_matches('@'))?;
                }
                None => escape::write(out, said)?,
            },
            Some(SpanKind::Link(url)) => match href::safe(url) {
                Some(url) => {
                    out.write_str("<a href=\"")?;
                    escape::write(out, &url)?;
                    out.write_str("\" rel=\"nofollow noopener noreferrer\">")?;
                    escape::write(out, said)?;
                    out.write_str("</a>")?;
                }
                None => escape::write(out, said)?,
            },
        }
    }
    out.write_str("</p>")
}

/// Unmarked words: an empty line ends a paragraph, a line break stays one.
fn lines(out: &mut String, said: &str) -> fmt::Result {
    let mut breaks = 0;
    for (nth, line) in said.split('\n').enumerate() {
        breaks += usize::from(nth > 0);
        if line.trim().is_empty() && nth > 0 {
            if !line.is_empty() {
                escape::write(out, line)?;
            }
            continue;
        }
        broken(out, breaks)?;
        breaks = 0;
        escape::write(out, line)?;
    }
    broken(out, breaks)
}

fn broken(out: &mut String, breaks: usize) -> fmt::Result {
    out.write_str(match breaks {
        0 => "",
        1 => "<br />",
        _ => "</p><p>",
    })
}

fn linked(out: &mut String, page: &str, class: &str, sign: &str, said: &str) -> fmt::Result {
    let Some(page) = href::safe(page) else { return escape::write(out, &format!("{sign}{said}")) };
    out.write_str("<a href=\"")?;
    escape::write(out, &page)?;
    write!(out, "\" class=\"{class}\">{sign}<span>")?;
    escape::write(out, said)?;
    out.write_str("</span></a>")
}

/// Where a post's own network lists a tag.
#[must_use]
pub fn tag_page(post: &Post, tag: &Tag) -> String {
    match post.network {
        Network::Bluesky => format!("https://bsky.app/hashtag/{tag}"),
        Network::Twitter => format!("https://twitter.com/hashtag/{tag}"),
        Network::Fediverse => {
            let uri = post.author.uri.as_str();
            let rest = uri.split_once("://").map_or(uri, |(_, rest)| rest);
            format!("https://{}/tags/{tag}", rest.split('/').next().unwrap_or_default())
        }
    }
}

/// The page of whom a handle names.
fn profile(network: Network, handle: &str) -> Option<String> {
    let name = handle.trim_start_matches('@');
    match network {
        Network::Bluesky => Some(format!("https://bsky.app/profile/{name}")),
        Network::Twitter => Some(format!("https://twitter.com/{name}")),
        Network::Fediverse => {
            let (name, host) = name.split_once('@')?;
            Some(format!("https://{host}/@{name}"))
        }
    }
}

#[cfg(test)]
mod tests {
    use chat::{Author, Moment, Text, Uri};

    use super::*;

    fn said(html: &str) -> String {
        let author = Author::new(Uri::new("https://lamp.example/users/ada"), Network::Fediverse);
        let at: Moment = "2026-11-12T20:00:00Z".parse().unwrap();
        let mut post =
            Post::new(Uri::new("https://lamp.example/1"), Network::Fediverse, author, at);
        post.body.text = Text::from_html(html);
        content(&post)
    }

    #[test]
    fn words_come_out_as_a_server_would_say_them() {
        let html = "<p>A1 <a href=\"https://lamp.example/tags/chat\" class=\"mention hashtag\" rel=\"tag\">#<span>chat</span></a> for <a href=\"https://quay.example/@bob\" class=\"u-url mention\">@<span>bob@quay.example</span></a><br />and more</p><p>&lt;b&gt;</p>";
        insta::assert_snapshot!(said(html), @r#"<p>A1 <a href="https://lamp.example/tags/chat" class="mention hashtag" rel="tag">#<span>chat</span></a> for <a href="https://quay.example/@bob" class="u-url mention">@<span>bob@quay.example</span></a><br />and more</p><p>&lt;b&gt;</p>"#);
        assert_eq!(said(""), "");
    }

    #[test]
    fn nothing_foreign_is_markup() {
        let mut text = Text::unmarked("<img src=x onerror=alert(1)> \"x\" 'y' here");
        let at = text.plain.len() - 4;
        text.spans = vec![chat::Span {
            start: at,
            end: at + 4,
            kind: SpanKind::Link("javascript:alert(1)".into()),
        }];
        let author = Author::new(Uri::new("x\"><script>"), Network::Fediverse);
        let at: Moment = "2026-11-12T20:00:00Z".parse().unwrap();
        let mut post = Post::new(Uri::new("u"), Network::Fediverse, author, at);
        post.body.text = text;
        insta::assert_snapshot!(content(&post), @"<p>&lt;img src=x onerror=alert(1)&gt; &quot;x&quot; &#39;y&#39; here</p>");
    }
}
