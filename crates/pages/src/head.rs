//! The head of a page, and the frame around it that all pages share.

use crate::{
    site::Site,
    urls::{Here, Page},
};

/// What the frame of a page needs.
pub(crate) struct Head<'a> {
    pub(crate) site: &'a Site,
    pub(crate) here: Here,
    /// What stands in the title bar before the site's title.
    pub(crate) title: String,
    pub(crate) description: String,
    pub(crate) robots: Robots,
    pub(crate) canonical: Option<String>,
    pub(crate) kind: &'static str,
    pub(crate) json_ld: Option<String>,
    pub(crate) scripts: &'static [&'static str],
    /// A page that is about what happens now: it has a sheet of its own, and asks again by itself
    /// where there are no scripts.
    pub(crate) is_live: bool,
    /// What the body is, for the sheet.
    pub(crate) class: &'static str,
    pub(crate) is_home: bool,
    pub(crate) is_search: bool,
    /// A page for hosts alone, with a sheet of its own.
    pub(crate) is_for_hosts: bool,
    /// Where a browser goes on to at once.
    pub(crate) leads_to: Option<String>,
}

/// What search engines are told of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Robots {
    /// They may list it.
    Welcome,
    /// They may not.
    KeepOut,
}

impl<'a> Head<'a> {
    pub(crate) fn new(site: &'a Site, page: Page<'_>, title: &str, description: &str) -> Self {
        let whole = match page {
            Page::Home => site.title.clone(),
            _ => format!("{} · {}", crate::escape::clipped(title, 120), site.title),
        };
        Self {
            site,
            here: Here::on(page),
            title: whole,
            description: crate::escape::clipped(description.trim(), 200).into_owned(),
            robots: Robots::Welcome,
            canonical: site.base_url.as_deref().map(|base| page.address(base)),
            kind: "website",
            json_ld: None,
            scripts: &["reader.js"],
            is_live: false,
            class: "",
            is_home: page == Page::Home,
            is_search: page == Page::Search,
            is_for_hosts: false,
            leads_to: None,
        }
    }

    /// The same for a page about something said: an article, and what schema.org calls it.
    pub(crate) fn article(mut self, json_ld: Option<String>) -> Self {
        self.kind = "article";
        self.json_ld = json_ld;
        self
    }

    /// The same with this word to search engines.
    pub(crate) fn robots(mut self, robots: Robots) -> Self {
        self.robots = robots;
        self
    }

    /// The same, leading a browser on.
    pub(crate) fn leading_to(mut self, link: String) -> Self {
        self.leads_to = Some(link);
        self
    }

    /// The same standing elsewhere, under no address of its own.
    pub(crate) fn standing(mut self, here: Here) -> Self {
        self.here = here;
        self.canonical = None;
        self
    }

    /// The same with these scripts.
    pub(crate) fn scripts(mut self, scripts: &'static [&'static str]) -> Self {
        self.scripts = scripts;
        self
    }

    /// The same for a page about what happens now.
    pub(crate) fn live(mut self, class: &'static str) -> Self {
        self.scripts = &["live.js"];
        self.is_live = true;
        self.class = class;
        self
    }

    /// The same with what a host needs besides, who looks at a page that everybody sees.
    pub(crate) fn hosted(mut self, host: Option<&str>) -> Self {
        if host.is_some() {
            self.is_for_hosts = true;
            self.class = "hosted";
        }
        self
    }

    /// The same for a page that only hosts see. Its forms tell where they come from, to this site alone.
    pub(crate) fn for_hosts(mut self) -> Self {
        self.robots = Robots::KeepOut;
        self.canonical = None;
        self.scripts = &[];
        self.is_for_hosts = true;
        self.class = "live host";
        self
    }

    pub(crate) fn keeps_out(&self) -> bool {
        self.robots == Robots::KeepOut
    }

    pub(crate) fn asset(&self, name: &str) -> String {
        self.here.to(Page::Asset(name))
    }

    pub(crate) fn home(&self) -> String {
        self.here.to(Page::Home)
    }

    pub(crate) fn search(&self) -> String {
        self.here.to(Page::Search)
    }

    pub(crate) fn feeds(&self) -> Option<(String, String)> {
        self.site.base_url.as_ref()?;
        Some((self.here.to(Page::AtomFeed), self.here.to(Page::JsonFeed)))
    }
}
