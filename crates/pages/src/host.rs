//! What only hosts see: signing in, the chats they can go to, and the desk of each.

mod deeds;
mod desk;

use askama::Template;
use chat::{Chat, ChatName, Series};
use jiff::Timestamp;

use crate::{
    head::Head,
    site::Site,
    urls::{Here, HostPlace, Page},
    when::{Clock, Day, Zone},
};

pub use deeds::DeedsPage;
pub use desk::{Decision, DeskPage, SourceLine, Waits};

/// What a host finds on the page of a chat.
pub(crate) struct ForHost<'a> {
    pub(crate) name: &'a str,
    pub(crate) desk: String,
    pub(crate) posts: String,
    pub(crate) script: String,
}

impl<'a> ForHost<'a> {
    pub(crate) fn new(name: &'a str, chat: &ChatName, here: Here) -> Self {
        Self {
            name,
            desk: here.to(Page::Host(HostPlace::Desk(chat))),
            posts: here.to(Page::Host(HostPlace::Posts(chat))),
            script: here.to(Page::Asset("host.js")),
        }
    }
}

/// What a link leads to that signs a host in: a button, so that whoever only looks at the address does
/// not use it up.
#[derive(Debug, Clone, Copy)]
pub struct SignInPage<'a> {
    /// The site.
    pub site: &'a Site,
    /// What is in the link.
    pub secret: &'a str,
    /// Whether it can still be used.
    pub is_open: bool,
}

#[derive(Template)]
#[template(path = "host_sign_in.html")]
struct SignIn<'a> {
    head: Head<'a>,
    link: Option<String>,
}

impl SignInPage<'_> {
    /// The whole page.
    #[must_use]
    pub fn render(&self) -> String {
        let page = Page::Host(HostPlace::SignIn(self.secret));
        let head = Head::new(self.site, page, "Sign in as a host", "").for_hosts();
        let link = self.is_open.then(|| Here::on(page).to(page));
        SignIn { head, link }.render().unwrap_or_default()
    }
}

/// Who is signed in.
#[derive(Debug, Clone, Copy)]
pub struct Guest<'a> {
    /// The name.
    pub name: &'a str,
    /// What their forms carry.
    pub token: &'a str,
}

/// A session in the list of them.
#[derive(Debug, Clone)]
pub struct SessionLine {
    /// Its number.
    pub id: i64,
    /// Whose.
    pub name: String,
    /// When the host was last here.
    pub seen_at: Timestamp,
    /// Whether it is that of whoever looks.
    pub is_own: bool,
}

/// Where a host begins.
#[derive(Debug, Clone, Copy)]
pub struct HostsPage<'a> {
    /// The site.
    pub site: &'a Site,
    /// Who looks.
    pub guest: Guest<'a>,
    /// The chats, newest first.
    pub chats: &'a [(&'a Series, &'a Chat)],
    /// Who is signed in.
    pub sessions: &'a [SessionLine],
}

#[derive(Template)]
#[template(path = "host_home.html")]
struct Hosts<'a> {
    head: Head<'a>,
    guest: Guest<'a>,
    chats: Vec<(String, String, String)>,
    sessions: Vec<(i64, String, String, bool)>,
    sign_out: String,
    revoke: String,
}

impl HostsPage<'_> {
    /// The whole page.
    #[must_use]
    pub fn render(&self) -> String {
        let page = Page::Host(HostPlace::Home);
        let here = Here::on(page);
        let chat = |(series, chat): &(&Series, &Chat)| {
            let title = chat.title.clone().unwrap_or_else(|| format!("#{}", series.tag));
            let day = Day(chat.name.date).to_string();
            (title, here.to(Page::Host(HostPlace::Desk(&chat.name))), day)
        };
        let utc = Zone::of(None);
        let session = |one: &SessionLine| {
            let seen = utc.civil(one.seen_at);
            let seen = format!("{} {} UTC", Day(seen.date()), Clock(seen));
            (one.id, one.name.clone(), seen, one.is_own)
        };
        let html = Hosts {
            head: Head::new(self.site, page, "For hosts", "").for_hosts(),
            guest: self.guest,
            chats: self.chats.iter().map(chat).collect(),
            sessions: self.sessions.iter().map(session).collect(),
            sign_out: here.to(Page::Host(HostPlace::SignOut)),
            revoke: here.to(Page::Host(HostPlace::Revoke)),
        };
        html.render().unwrap_or_default()
    }
}
