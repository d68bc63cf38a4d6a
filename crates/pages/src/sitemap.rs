//! The sitemap (sitemaps.org), for search engines.
//!
//! The caller leaves out what is not theirs to know: posts that are not [`crate::is_listed`], and
//! authors who are not [`crate::is_findable`].

use std::fmt::Write as _;

use jiff::Timestamp;

use crate::{escape, site::Site, urls::Page, when::stamp};

/// What one file may hold by the protocol.
const LONGEST: usize = 50_000;

/// The sitemap of these pages, each with the time of its last change if that is known: paths and
/// contents, more than one file where one cannot hold them. Nothing without a base URL.
#[must_use]
pub fn sitemap<'a>(
    site: &Site,
    pages: impl IntoIterator<Item = (Page<'a>, Option<Timestamp>)>,
) -> Vec<(String, String)> {
    split(site, pages, LONGEST)
}

fn split<'a>(
    site: &Site,
    pages: impl IntoIterator<Item = (Page<'a>, Option<Timestamp>)>,
    longest: usize,
) -> Vec<(String, String)> {
    let Some(base_url) = site.base_url.as_deref() else {
        return Vec::new();
    };
    let mut parts: Vec<(String, usize)> = Vec::new();
    for (page, changed) in pages {
        if parts.last().is_none_or(|(_, held)| *held == longest) {
            parts.push((String::new(), 0));
        }
        if let Some((part, held)) = parts.last_mut() {
            entry(part, "url", &page.address(base_url), changed);
            *held += 1;
        }
    }
    if parts.len() <= 1 {
        let urls = parts.pop().map(|(urls, _)| urls).unwrap_or_default();
        return vec![(Page::Sitemap.path(), whole("urlset", &urls))];
    }
    let mut index = String::new();
    let mut files = Vec::new();
    for (number, (urls, _)) in parts.iter().enumerate() {
        let page = Page::SitemapPart(number + 1);
        entry(&mut index, "sitemap", &page.address(base_url), None);
        files.push((page.path(), whole("urlset", urls)));
    }
    files.push((Page::Sitemap.path(), whole("sitemapindex", &index)));
    files
}

fn entry(out: &mut String, name: &str, address: &str, changed: Option<Timestamp>) {
    let _ = write!(out, "<{name}><loc>");
    let _ = escape::write(out, address);
    out.push_str("</loc>");
    if let Some(at) = changed {
        let _ = write!(out, "<lastmod>{}</lastmod>", stamp(at));
    }
    let _ = writeln!(out, "</{name}>");
}

fn whole(name: &str, entries: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n\
         <{name} xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n{entries}</{name}>\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_sitemap_is_split() {
        let site = Site::new("x").at("https://c.example/a&b/");
        let pages = || [Page::Home, Page::Search, Page::NotFound].map(|page| (page, None));
        let files = split(&site, pages(), 2);
        let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["sitemap-1.xml", "sitemap-2.xml", "sitemap.xml"]);
        assert!(files[0].1.contains("<url><loc>https://c.example/a&amp;b/</loc></url>"));
        assert!(files[2].1.contains("<sitemap><loc>https://c.example/a&amp;b/sitemap-2.xml"));
        assert_eq!(split(&site, pages(), 3).len(), 1);
        assert_eq!(sitemap(&Site::new("x"), pages()), []);
    }
}
