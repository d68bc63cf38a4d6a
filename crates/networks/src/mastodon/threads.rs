//! The answers that do not carry the tag: found by walking the thread of each post, again while it
//! grows.

use chat::Change;
use formats::Found;
use serde_json::value::RawValue;

use super::answer::Trouble;
use super::seen::{self, News, Place};
use super::server::Server;
use super::verify;
use crate::json::{self, Few};

/// Walks the threads of posts that have more answers than were found, a few at a time: those first
/// whose turn was longest ago, so that each has one however often all are due again.
pub(super) async fn walk(server: &mut Server, most: usize) -> Result<(), Trouble> {
    if !server.threads {
        return Ok(());
    }
    let grown =
        server.statuses.0.iter().filter(|(_, seen)| seen.replies > seen.walked.unwrap_or(0));
    let mut due: Vec<_> =
        grown.map(|(uri, seen)| (seen.turn, seen.created_at, uri.clone())).collect();
    due.sort_unstable();
    for (_, _, uri) in due.into_iter().take(most) {
        if server.threads {
            server.turn += 1;
            let turn = server.turn;
            if let Some(seen) = server.statuses.0.get_mut(&uri) {
                seen.turn = turn;
            }
            walk_one(server, &uri).await?;
        }
    }
    Ok(())
}

/// Has all threads walked again that had answers, for edits and deletes in them.
pub(super) fn walk_again(server: &mut Server) {
    for seen in server.statuses.0.values_mut() {
        if seen.walked.is_some_and(|walked| walked > 0) {
            seen.walked = None;
        }
    }
}

/// Asks for what is doubtful, a few at a time, unless it was seen meanwhile.
pub(super) async fn ask_again(server: &mut Server, most: usize) -> Result<(), Trouble> {
    let some = server.doubtful.len().min(most);
    // What is doubted once more waits for the next time.
    let asked: Vec<String> = server.doubtful.drain(..some).collect();
    for uri in asked {
        let seen = server.statuses.0.get(&uri);
        if seen.is_some_and(|seen| seen.id.is_empty() || seen.doubted.is_some()) {
            verify::verify(server, &uri).await?;
        }
    }
    Ok(())
}

async fn walk_one(server: &mut Server, root: &str) -> Result<(), Trouble> {
    let Some(id) = server.statuses.0.get(root).map(|seen| seen.id.clone()) else { return Ok(()) };
    let answer = server.get(&format!("/api/v1/statuses/{id}/context"), &[]).await?;
    match answer.status {
        200 => {}
        401 | 403 | 422 => {
            server.threads = false;
            return Ok(());
        }
        429 | 500.. => return super::answer::text(answer).map(drop),
        _ => {
            // The post itself is gone, or its id is another now: the timeline will tell.
            settle(server, root, u64::MAX);
            return Ok(());
        }
    }
    let Ok(context) = serde_json::from_str::<Context<'_>>(&answer.body) else {
        settle(server, root, u64::MAX);
        return Ok(());
    };
    let (changed, there) = descend(server, root, &id, &context);
    ascend(server, &context).await?;
    server.read(&changed).await?;
    let lost: Vec<String> = server
        .statuses
        .0
        .iter()
        .filter(|(uri, seen)| seen.place == Place::Thread(root.to_owned()) && !there.contains(*uri))
        .map(|(uri, _)| uri.clone())
        .collect();
    for uri in lost {
        verify::verify(server, &uri).await?;
    }
    Ok(())
}

/// `GET /api/v1/statuses/:id/context`
#[derive(serde::Deserialize)]
struct Context<'a> {
    #[serde(borrow, default)]
    ancestors: Few<&'a RawValue>,
    #[serde(borrow, default)]
    descendants: Few<&'a RawValue>,
}

/// Notes that no more answers are expected than there are.
fn settle(server: &mut Server, uri: &str, found: u64) {
    if let Some(seen) = server.statuses.0.get_mut(uri) {
        seen.walked = Some(found.max(seen.replies));
    }
}

/// Takes the answers in: which of them changed, and which are there.
fn descend(
    server: &mut Server,
    root: &str,
    id: &str,
    context: &Context<'_>,
) -> (Vec<String>, Vec<String>) {
    let (mut changed, mut there) = (Vec::new(), Vec::new());
    let mut parents = Vec::new();
    for status in &context.descendants.0 {
        let Some(value) = json::value(status.get()) else { continue };
        let place = Place::Thread(root.to_owned());
        let Some((uri, seen)) = seen::look(&value, place) else { continue };
        parents.extend(value["in_reply_to_id"].as_str().map(str::to_owned));
        there.push(uri.clone());
        if server.statuses.note(uri, seen) != News::Same {
            changed.push(status.get().to_owned());
        }
    }
    settle(server, root, parents.iter().filter(|parent| *parent == id).count() as u64);
    for uri in &there {
        let Some(seen) = server.statuses.0.get_mut(uri) else { continue };
        let found = parents.iter().filter(|parent| **parent == seen.id).count() as u64;
        seen.walked = Some(seen.walked.unwrap_or(0).max(found));
    }
    (changed, there)
}

/// What is answered and does not belong itself rides along.
async fn ascend(server: &mut Server, context: &Context<'_>) -> Result<(), Trouble> {
    let mut found = Vec::new();
    for status in &context.ancestors.0 {
        for record in server.posts_in(status.get(), formats::mastodon::read) {
            if let Change::Posted(post) = record.change
                && !server.following.topic.knows(&post.uri)
            {
                server.following.topic.note_beside(&post.uri);
                found.push(Found::Context(post));
            }
        }
    }
    server.tell(found).await
}
