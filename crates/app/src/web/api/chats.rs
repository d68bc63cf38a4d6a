//! One chat: the same JSON as the command line's, made by the same functions.

use analysis::{
    conversations, people as who, questions as asked, reposts, topics as about, understand,
};
use anyhow::Result;
use axum::extract::{Path, Query, State as Shared};
use chat::{ChatName, Series};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::Archive;

use super::answer::{Answer, read};
use super::cursor::{Place, limit, page};
use super::problem::Problem;
use crate::answers::{
    AskedAndAnswered, Conversation, Drafted, ShownChat, ShownPeople, ShownPost, ShownTopics, Stats,
};
use crate::sat::Sat;
use crate::web::State;

/// A chat's name, in two parts: `/chats/chartership/2012-02-16`.
#[derive(Debug, Deserialize, JsonSchema)]
pub(super) struct Named {
    /// The series' tag.
    tag: String,
    /// The day, and which of that day's chats: `2012-02-16`, `2012-02-16-2`.
    day: String,
}

impl Named {
    pub(super) fn name(&self) -> Result<ChatName, Problem> {
        let name = format!("{}/{}", self.tag, self.day);
        name.parse().map_err(|_| {
            Problem::not_found(format!(
                "“{name}” names no chat: write chats/chartership/2012-02-16"
            ))
        })
    }
}

/// Reads a chat, as far as it may be shown, and makes something of it.
async fn of_chat<T: Send + 'static>(
    state: &State,
    named: &Named,
    make: impl FnOnce(&Sat, &Archive) -> Result<T> + Send + 'static,
) -> Answer<T> {
    let name = named.name()?;
    read(state, move |archive| {
        let Some(summary) = archive.chat(&name)? else { return Err(no_chat(&name).into()) };
        make(&Sat::read(archive, summary)?, archive)
    })
    .await
}

pub(super) fn no_chat(name: &ChatName) -> Problem {
    Problem::not_found(format!(
        "There is no chat {name}; /api/chatkeep/v1/chats lists those there are."
    ))
}

pub(super) async fn chat(
    Shared(state): Shared<State>,
    Path(named): Path<Named>,
) -> Answer<ShownChat> {
    of_chat(&state, &named, |sat, archive| {
        let chat = &sat.summary.chat;
        let series = archive.series_of(&chat.name.tag)?;
        let series = series.unwrap_or_else(|| Series::new(chat.name.tag.clone()));
        let folded = reposts::fold(&sat.found.posts, &sat.found.reposts);
        Ok(ShownChat::new(chat, &series, &sat.found, &folded))
    })
    .await
}

/// Which part of a list.
#[derive(Debug, Deserialize, JsonSchema)]
pub(super) struct Part {
    /// How many at most: 1 to 1000, else 100.
    limit: Option<usize>,
    /// The `next` of the page before.
    cursor: Option<String>,
}

/// A part of a list of posts.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Posts {
    posts: Vec<ShownPost>,
    /// Where the next part begins; absent at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

pub(super) async fn posts(
    Shared(state): Shared<State>,
    Path(named): Path<Named>,
    Query(part): Query<Part>,
) -> Answer<Posts> {
    let limit = limit(part.limit)?;
    let after = part.cursor.as_deref().map(Place::read).transpose()?;
    let name = named.name()?;
    read(&state, move |archive| {
        let Some(chat) = archive.chat(&name)?.map(|summary| summary.chat) else {
            return Err(no_chat(&name).into());
        };
        let place = after.as_ref().map(|Place(at, uri)| (*at, uri.as_str()));
        // One more tells whether there is a next part.
        let found = archive.chat_page(&chat, place, limit + 1)?;
        let (posts, next) = page(found, None, limit, Place::of);
        Ok(Posts { posts: posts.iter().map(ShownPost::from).collect(), next })
    })
    .await
}

pub(super) async fn questions(
    Shared(state): Shared<State>,
    Path(named): Path<Named>,
) -> Answer<AskedAndAnswered> {
    let make =
        |sat: &Sat, _: &Archive| Ok(AskedAndAnswered::new(&sat.found.posts, &asked(&sat.talk())));
    of_chat(&state, &named, make).await
}

pub(super) async fn topics(
    Shared(state): Shared<State>,
    Path(named): Path<Named>,
) -> Answer<ShownTopics> {
    let make = |sat: &Sat, _: &Archive| Ok(ShownTopics::new(&sat.found.posts, &about(&sat.talk())));
    of_chat(&state, &named, make).await
}

pub(super) async fn summary(
    Shared(state): Shared<State>,
    Path(named): Path<Named>,
) -> Answer<Drafted> {
    let make = |sat: &Sat, _: &Archive| {
        Ok(Drafted::new(&sat.found.posts, &understand(&sat.talk()).summary, None))
    };
    of_chat(&state, &named, make).await
}

pub(super) async fn threads(
    Shared(state): Shared<State>,
    Path(named): Path<Named>,
) -> Answer<Vec<Conversation>> {
    let make = |sat: &Sat, _: &Archive| {
        let posts = sat.with_context();
        Ok(crate::answers::conversations(&posts, &conversations(&posts)))
    };
    of_chat(&state, &named, make).await
}

pub(super) async fn people(
    Shared(state): Shared<State>,
    Path(named): Path<Named>,
) -> Answer<ShownPeople> {
    let make = |sat: &Sat, archive: &Archive| {
        let found = who(&sat.talk(), &asked(&sat.talk()));
        Ok(ShownPeople::new(&found, &sat.before(archive)?))
    };
    of_chat(&state, &named, make).await
}

pub(super) async fn stats(Shared(state): Shared<State>, Path(named): Path<Named>) -> Answer<Stats> {
    let make =
        |sat: &Sat, archive: &Archive| Stats::of_chat(archive, &sat.summary.chat, &sat.found);
    of_chat(&state, &named, make).await
}
