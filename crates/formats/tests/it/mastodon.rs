//! The Mastodon API: real archives, and the answers of three real servers to our own posts.

use chat::{Audience, Change, Post};
use formats::{Found, mastodon};

use crate::data;

#[test]
fn archives() {
    data::check("mastodon_api");
    data::check("mastodon_streaming");
}

/// The posts in an answer, with nothing skipped.
fn posts(name: &str, body: &str) -> Vec<Post> {
    let found = data::read_with(mastodon::read, body.as_bytes());
    let mut posts = Vec::new();
    for one in found {
        match one {
            Found::Record(record) => match record.change {
                Change::Posted(post) => posts.push(*post),
                change => assert!(matches!(change, Change::Reposted(_)), "{name}: {change:?}"),
            },
            Found::Skipped { at, reason } => panic!("{name}: {at}: {reason}"),
            _ => {}
        }
    }
    posts
}

#[test]
fn answers_of_real_servers() {
    for server in ["snac2", "gotosocial", "takahe"] {
        for (name, body) in data::bodies(server) {
            let name = format!("{server}/{name}");
            let posts = posts(&name, &body);
            for post in &posts {
                let handle = post.author.handle.as_deref().unwrap_or_default();
                assert_eq!(handle.matches('@').count(), 2, "{name}: {handle}");
                let tagged = post.body.text.plain.to_lowercase().contains("#rustchat");
                let tag = post.tags().iter().any(|tag| tag.as_str() == "rustchat");
                assert_eq!(tag, tagged, "{name}: {}", post.body.text.plain);
            }
            match name.split_once('/').map_or("", |(_, answer)| answer) {
                "context_leaf" => {
                    let [root, answer] = posts.as_slice() else { panic!("{name}: {posts:?}") };
                    assert_eq!(answer.reply_to.as_ref(), Some(&root.uri), "{name}");
                }
                "edit" | "status_after_edit" => {
                    assert!(posts[0].body.edited_at.is_some(), "{name}");
                }
                "post_cw" => assert!(posts[0].body.content_warning.is_some(), "{name}"),
                // snac2 made it public.
                "post_unlisted" if server != "snac2" => {
                    assert_eq!(posts[0].audience, Audience::Unlisted, "{name}");
                }
                "tag_all" => assert!(posts.len() >= 8, "{name}: {}", posts.len()),
                _ => {}
            }
        }
    }
}

#[test]
fn streams_of_a_real_server() {
    let Some(folder) = data::folder() else { return };
    for stream in ["ws-multiplex", "ws-public", "ws-public-local"] {
        let path = folder.join(format!("servers/gotosocial/{stream}.jsonl"));
        let found = data::read(&path);
        let edited = |r: &&formats::Record| matches!(&r.change, Change::Posted(p) if p.body.edited_at.is_some());
        assert_eq!(data::records(&found).count(), 3, "{stream}");
        assert_eq!(data::records(&found).filter(edited).count(), 1, "{stream}");
        assert!(matches!(found.last(), Some(Found::Gone(_))), "{stream}");
    }
}
