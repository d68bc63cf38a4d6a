//! The pages as a reader gets them.
#![expect(clippy::unwrap_used, reason = "a test that fails may panic")]

mod links;
mod live;
mod rules;
mod snapshots;

use std::collections::BTreeMap;

use pages::samples::{Sample, site_files};

/// The sample site, by path.
fn site(base_url: Option<&str>) -> BTreeMap<String, String> {
    let mut sample = Sample::new();
    if let Some(base_url) = base_url {
        sample.site = sample.site.at(base_url);
    }
    site_files(&sample).into_iter().collect()
}

/// The values of an attribute in a page, as written.
fn values<'a>(html: &'a str, attribute: &str) -> Vec<&'a str> {
    let opening = format!(" {attribute}=\"");
    let after = html.split(opening.as_str()).skip(1);
    after.filter_map(|rest| rest.split('"').next()).collect()
}

/// The one page whose text has this in it.
fn page_with<'a>(site: &'a BTreeMap<String, String>, folder: &str, words: &str) -> &'a str {
    let mut found =
        site.iter().filter(|(path, html)| path.starts_with(folder) && html.contains(words));
    let page = found.next().unwrap_or_else(|| panic!("no page in {folder} says {words}"));
    page.1
}
