//! Pictures of posts, from here: a reader's browser asks no other server.

use anyhow::Result;
use axum::extract::{Path, State as Shared};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use store::Picture;

use super::error::Error;
use super::{State, names};
use crate::media::Gathered;
use crate::views::Library;

/// For how long a browser need not ask again: what was taken back is to disappear.
const FRESH: &str = "private, max-age=600";

/// What can be said of a picture that was asked for.
enum Asked {
    Here(Vec<u8>),
    Wanted(::chat::Uri, String),
    Nowhere,
}

/// A picture of a post that readers are shown; fetched now, if nobody asked for it before.
pub(super) async fn picture(
    Shared(state): Shared<State>,
    Path(name): Path<String>,
) -> Result<Response, Error> {
    let mut asked = look(&state, &name).await?;
    if let Asked::Wanted(post, url) = &asked {
        if state.gatherer.gather(post, url).await? == Gathered::TooMany {
            return Ok(
                (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, "10")]).into_response()
            );
        }
        asked = look(&state, &name).await?;
    }
    Ok(match asked {
        Asked::Here(bytes) => {
            let headers = [(header::CONTENT_TYPE, "image/jpeg"), (header::CACHE_CONTROL, FRESH)];
            (headers, bytes).into_response()
        }
        Asked::Wanted(..) | Asked::Nowhere => {
            (StatusCode::NOT_FOUND, "There is no such picture here.\n").into_response()
        }
    })
}

async fn look(state: &State, name: &str) -> Result<Asked> {
    let name = name.to_owned();
    let look = move |archive: &store::Archive, site: &::pages::Site| -> Result<Asked> {
        let Some((slug, _)) = name.rsplit_once('-') else { return Ok(Asked::Nowhere) };
        let library = Library::open(archive, site)?;
        let Some(post) = names::post(&library, &format!("{slug}.html"))? else {
            return Ok(Asked::Nowhere);
        };
        let Some(url) = library.picture(&post, &name)? else { return Ok(Asked::Nowhere) };
        Ok(match archive.picture(&post, &url)? {
            Picture::Kept { .. } => Asked::Here(archive.picture_file(&post, &url)?),
            Picture::Wanted => Asked::Wanted(post, url),
            Picture::Missing(_) => Asked::Nowhere,
        })
    };
    state.shelf.read(look).await
}
