//! The wall: what is asked and the newest posts, to be read from the last row.

use askama::Template;

use super::{LivePage, told::Told};
use crate::{
    counted::counted,
    entry::Scene,
    head::{Head, Robots},
    transcript::Said,
    urls::Page,
    when::Clock,
};

/// So many posts stand on the wall.
const NEWEST: usize = 3;

#[derive(Template)]
#[template(path = "live_wall.html")]
struct Html<'a> {
    head: Head<'a>,
    told: Told,
    title: &'a str,
    tag: String,
    items: Vec<String>,
    events: String,
    seen: u64,
    clock: String,
    posts: String,
}

/// The whole page. What its author put behind a warning is never on it.
pub(super) fn render(page: &LivePage<'_>, scene: &Scene<'_>) -> String {
    let live = &page.live;
    let is_safe =
        |said: &Said<'_>| matches!(said, Said::Post(post) if post.body.content_warning.is_none());
    let newest = live.said.iter().rev().filter(|placed| is_safe(&placed.said)).take(NEWEST);
    let items = newest.map(|placed| live.placed(placed, scene).html).collect();
    let tag = format!("#{}", live.series.tag);
    let posts = live.posts().count() as u64;
    let head = Head::new(
        live.site,
        Page::Chat(&live.chat.name),
        "Wall",
        "The newest posts, for a projector.",
    );
    Html {
        head: head.robots(Robots::KeepOut).live("wall"),
        told: live.told(),
        title: live.chat.title.as_deref().unwrap_or(&tag),
        items,
        events: page.events(scene.here),
        seen: page.seen,
        clock: Clock(scene.zone.civil(live.now)).to_string(),
        posts: counted(posts, "post", "posts"),
        tag: tag.clone(),
    }
    .render()
    .unwrap_or_default()
}
