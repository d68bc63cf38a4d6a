//! The token that a server takes, and one that it does not take any more: it is tried again now and then,
//! and another one at once when it stands where the first was kept.

use std::sync::Arc;
use std::time::Duration;

use reqwest::Url;
use tokio::time::Instant;

use super::server::Server;
use crate::http::Http;
use crate::place::Secret;

/// Reads a server's token again from where it is kept.
#[derive(Clone)]
pub struct Renewal(Arc<dyn Fn() -> Option<Secret> + Send + Sync>);

impl Renewal {
    /// Reads it like this; `None` where there is none any more.
    pub fn new(read: impl Fn() -> Option<Secret> + Send + Sync + 'static) -> Self {
        Self(Arc::new(read))
    }
}

impl std::fmt::Debug for Renewal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("(reads a secret)")
    }
}

/// How a server lets us in.
pub(super) struct Access {
    token: Option<Secret>,
    /// What it did not take, and when it was tried last.
    refused: Option<(Secret, Instant)>,
    renewal: Option<Renewal>,
}

impl Access {
    pub(super) fn new(token: Option<&Secret>, renewal: Option<Renewal>) -> Self {
        Self { token: token.cloned(), refused: None, renewal }
    }

    pub(super) fn token(&self) -> Option<&Secret> {
        self.token.as_ref()
    }

    /// Puts the token away, which is not taken; says whether there was one.
    pub(super) fn refuse(&mut self) -> bool {
        let token = self.token.take();
        let was_one = token.is_some();
        self.refused = token.map(|token| (token, Instant::now())).or(self.refused.take());
        was_one
    }

    /// Tries a token where one was put away; says whether the server takes it.
    pub(super) async fn renew(&mut self, server: &mut Server) -> bool {
        let Some(token) = self.due(server.following.pace.whole) else { return false };
        if !is_taken(server, &token).await {
            return false;
        }
        server.sign_in(&token);
        self.token = Some(token);
        true
    }

    /// The token to be tried: another one than was refused, or the same after a while.
    fn due(&mut self, again: Duration) -> Option<Secret> {
        let (refused, tried) = self.refused.as_ref()?;
        let kept = self.renewal.as_ref().and_then(|renewal| (renewal.0)());
        let is_other = kept.as_ref().is_some_and(|kept| kept != refused);
        if !is_other && tried.elapsed() < again {
            return None;
        }
        let token = kept.unwrap_or_else(|| refused.clone());
        self.refused = Some((token.clone(), Instant::now()));
        Some(token)
    }
}

async fn is_taken(server: &Server, token: &Secret) -> bool {
    let Some(tag) = server.following.topic.tags().first() else { return false };
    let mut url: Url = server.address.clone();
    url.set_path(&format!("/api/v1/timelines/tag/{tag}"));
    url.set_query(Some("limit=1"));
    let Ok(http) = Http::new(Some(token), server.following.pace.patience) else { return false };
    http.get(url).await.is_ok_and(|answer| answer.status == 200)
}
