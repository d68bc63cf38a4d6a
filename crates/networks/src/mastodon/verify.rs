//! What is not where it was: taken back, or only changed?

use formats::Found;
use reqwest::Url;
use tokio::time::Instant;

use super::answer::Trouble;
use super::seen;
use super::server::Server;
use crate::http::Answer;
use crate::json;

/// Asks for a status by its id, and where the server does not show it, at its own address.
///
/// `410 Gone` is believed at once. `404 Not Found` only when it is answered again a while later: a server
/// that is busy with an edit may not find a status for a moment, and what is told to be gone is gone for
/// good.
pub(super) async fn verify(server: &mut Server, uri: &str) -> Result<(), Trouble> {
    let Some(known) = server.statuses.0.get(uri).cloned() else { return Ok(()) };
    if server.singles && !known.id.is_empty() {
        let answer = server.get(&format!("/api/v1/statuses/{}", known.id), &[]).await?;
        match answer.status {
            200 => return changed(server, uri, known, answer).await,
            404 if !is_at(uri, &server.address) => return doubt(server, uri).await,
            410 if !is_at(uri, &server.address) => return gone(server, uri).await,
            // Of its own it is asked once more below: an id may have changed with an edit.
            404 | 410 => {}
            401 | 403 | 422 => server.singles = false,
            _ => return Ok(()),
        }
    }
    // Only where the user led us: an address that a server tells leads nowhere else.
    let Some(url) = Url::parse(uri).ok().filter(|_| is_at(uri, &server.address)) else {
        return Ok(());
    };
    let answer = server.http.get_object(url).await?;
    match answer.status {
        404 => doubt(server, uri).await,
        410 => gone(server, uri).await,
        200 => object(server, uri, &answer).await,
        _ => Ok(()),
    }
}

/// Whether a name is an address at the server that is followed.
fn is_at(uri: &str, address: &Url) -> bool {
    let Ok(url) = Url::parse(uri) else { return false };
    url.origin() == address.origin()
}

/// A status was not found. It is gone if that is still so after a while; until then it is asked for again.
async fn doubt(server: &mut Server, uri: &str) -> Result<(), Trouble> {
    let Some(seen) = server.statuses.0.get_mut(uri) else { return Ok(()) };
    let since = *seen.doubted.get_or_insert_with(Instant::now);
    if since.elapsed() >= server.following.pace.busy {
        return gone(server, uri).await;
    }
    if !server.doubtful.iter().any(|doubtful| doubtful == uri) {
        server.doubtful.push(uri.to_owned());
    }
    Ok(())
}

/// Tells that a status was taken back.
pub(super) async fn gone(server: &mut Server, uri: &str) -> Result<(), Trouble> {
    server.statuses.0.remove(uri);
    let at = Some(server.following.now());
    let tombstone = chat::Tombstone::new(chat::Uri::new(uri), at);
    server.tell(vec![Found::Gone(chat::Change::Deleted(tombstone))]).await
}

/// It is there, and stands elsewhere: its tag was taken out, say.
async fn changed(
    server: &mut Server,
    uri: &str,
    known: seen::Seen,
    answer: Answer,
) -> Result<(), Trouble> {
    let value = json::value(&answer.body).unwrap_or_default();
    match seen::look(&value, known.place) {
        Some((found, seen)) if found == uri => {
            server.statuses.note(found, seen);
            server.read(&[answer.body]).await
        }
        // Another status under the same id, or none.
        _ => Ok(()),
    }
}

/// As ActivityPub tells it: a tombstone, or the post as it is now.
async fn object(server: &mut Server, uri: &str, answer: &Answer) -> Result<(), Trouble> {
    let Some(value) = json::value(&answer.body) else { return Ok(()) };
    if value["type"] == "Tombstone" {
        return gone(server, uri).await;
    }
    if value["id"] != uri {
        return Ok(());
    }
    let posts = server.posts_in(&answer.body, formats::activitystreams::read);
    let mut found: Vec<Found> = posts.into_iter().map(Found::Record).collect();
    found.retain(|one| server.following.topic.concerns(one));
    server.tell(found).await
}
