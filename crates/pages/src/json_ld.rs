//! What pages tell search engines about what was said: schema.org's `DiscussionForumPosting`.

use chat::{Audience, Post};
use serde_json::{Value, json};

use crate::{
    entry::name_of,
    escape,
    transcript::{Said, Sitting, Turn},
    urls::Page,
    when::machine,
};

/// A post with the posts that answer it, at their addresses under `base_url`.
///
/// Posts behind a content warning, and unlisted ones, are not repeated as comments.
pub(crate) fn post(base_url: &str, post: &Post, replies: &[Turn<'_>]) -> String {
    let mut told = about(base_url, post);
    let answers = replies.iter().filter(|turn| turn.depth == 0);
    let comments: Vec<Value> = answers
        .filter_map(|turn| match turn.said {
            Said::Post(reply) if is_repeated(reply) => Some(comment(base_url, reply)),
            _ => None,
        })
        .collect();
    if let Value::Object(fields) = &mut told {
        fields.insert("@context".to_owned(), json!("https://schema.org"));
        fields.insert("@type".to_owned(), json!("DiscussionForumPosting"));
        fields.insert("commentCount".to_owned(), json!(comments.len()));
        if !comments.is_empty() {
            fields.insert("comment".to_owned(), comments.into());
        }
    }
    in_script(&told)
}

/// A chat as one discussion, with how much was said in it.
pub(crate) fn chat(base_url: &str, sitting: &Sitting<'_>, posts: u64) -> String {
    let (series, chat) = (sitting.series, sitting.chat);
    let address = Page::Chat(&chat.name).address(base_url);
    let told = json!({
        "@context": "https://schema.org",
        "@type": "DiscussionForumPosting",
        "headline": sitting.label(),
        "text": format!("A chat under #{}, {posts} posts.", series.tag),
        "url": address,
        "mainEntityOfPage": address,
        "datePublished": crate::when::stamp(chat.starts_at),
        "dateModified": crate::when::stamp(chat.ends_at),
        "author": {
            "@type": "Organization",
            "name": format!("#{}", series.tag),
            "url": Page::Series(&series.tag).address(base_url),
        },
        "commentCount": posts,
    });
    in_script(&told)
}

fn is_repeated(post: &Post) -> bool {
    post.audience == Audience::Public && post.body.content_warning.is_none()
}

fn comment(base_url: &str, post: &Post) -> Value {
    let mut told = about(base_url, post);
    if let Value::Object(fields) = &mut told {
        fields.insert("@type".to_owned(), json!("Comment"));
    }
    told
}

fn about(base_url: &str, post: &Post) -> Value {
    let text = match &post.body.content_warning {
        Some(warning) => format!("Content warning: {warning}"),
        None => post.body.text.plain.clone(),
    };
    let mut told = json!({
        "author": {
            "@type": "Person",
            "name": name_of(&post.author),
            "url": Page::Author(&post.author.uri).address(base_url),
        },
        "datePublished": machine(&post.created_at),
        "text": text,
        "url": Page::Post(&post.uri).address(base_url),
    });
    if let (Some(at), Value::Object(fields)) = (post.body.edited_at, &mut told) {
        fields.insert("dateModified".to_owned(), json!(crate::when::stamp(at)));
    }
    told
}

/// JSON that cannot end the `<script>` it stands in, nor turn the text around it.
fn in_script(value: &Value) -> String {
    use std::fmt::Write as _;
    let json = value.to_string();
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        if c == '<' || escape::is_replaced(c) {
            // Writing to a string cannot fail.
            let _ = c.encode_utf16(&mut [0; 2]).iter().try_for_each(|u| write!(out, "\\u{u:04x}"));
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_ends_the_script() {
        let json = in_script(&json!({ "text": "</script><!--\u{202e}\u{1ffff}" }));
        assert!(!json.contains(['<', '\u{202e}', '\u{1ffff}']));
        assert_eq!(
            serde_json::from_str::<Value>(&json).unwrap()["text"],
            "</script><!--\u{202e}\u{1ffff}"
        );
    }
}
