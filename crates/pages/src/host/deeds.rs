//! A post of a chat, and what its host can do with it.

use askama::Template;
use chat::{Chat, Network, Post, Series};

use super::Guest;
use crate::{
    entry::name_of,
    escape,
    head::Head,
    site::Site,
    urls::{Here, HostPlace, Page},
    when::{Clock, Zone},
};

/// What a host can do with a post.
#[derive(Debug, Clone, Copy)]
pub struct DeedsPage<'a> {
    /// The site.
    pub site: &'a Site,
    /// The series.
    pub series: &'a Series,
    /// The chat.
    pub chat: &'a Chat,
    /// Who looks.
    pub guest: Guest<'a>,
    /// The post.
    pub post: &'a Post,
}

#[derive(Template)]
#[template(path = "host_deeds.html")]
struct Html<'a> {
    head: Head<'a>,
    guest: Guest<'a>,
    desk: String,
    act: String,
    name: String,
    clock: String,
    words: &'a str,
    uri: &'a str,
    author: &'a str,
    server: Option<String>,
}

impl DeedsPage<'_> {
    /// The whole page.
    #[must_use]
    pub fn render(&self) -> String {
        let (post, name) = (self.post, &self.chat.name);
        let page = Page::Host(HostPlace::Post(name, &post.uri));
        let here = Here::on(page);
        let zone = Zone::of(Some(self.series));
        let html = Html {
            head: Head::new(self.site, page, "A post, for its host", "").for_hosts(),
            guest: self.guest,
            desk: here.to(Page::Host(HostPlace::Desk(name))),
            act: here.to(Page::Host(HostPlace::Act(name))),
            name: name_of(&post.author),
            clock: Clock(zone.civil(post.created_at.at())).to_string(),
            words: &post.body.text.plain,
            uri: post.uri.as_str(),
            author: post.author.uri.as_str(),
            server: server_of(post),
        };
        html.render().unwrap_or_default()
    }
}

/// The server that an account lives on; Twitter is one, and an account on Bluesky can move.
fn server_of(post: &Post) -> Option<String> {
    if post.network == Network::Twitter {
        return None;
    }
    let server = post.author.uri.as_str().split_once("://")?.1.split('/').next()?;
    Some(escape::clipped(server, 200).into_owned())
}
