//! Every link within the site leads somewhere, in a folder as on a server.

use std::collections::{BTreeMap, BTreeSet};

use crate::{site, values};

/// The path that a relative link leads to from a page.
fn target(from: &str, link: &str) -> String {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in link.split('/') {
        match part {
            ".." => {
                assert!(parts.pop().is_some(), "{link} on {from} leaves the site");
            }
            part => parts.push(part),
        }
    }
    decoded(&parts.join("/"))
}

fn decoded(path: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = path.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        if first == b'%' {
            let hex = std::str::from_utf8(&after[..2]).unwrap();
            bytes.push(u8::from_str_radix(hex, 16).unwrap());
            rest = &after[2..];
        } else {
            bytes.push(first);
            rest = after;
        }
    }
    String::from_utf8(bytes).unwrap()
}

fn check(site: &BTreeMap<String, String>, own: &str) {
    let ids: BTreeMap<&str, BTreeSet<&str>> = site
        .iter()
        .map(|(path, html)| (path.as_str(), values(html, "id").into_iter().collect()))
        .collect();
    let mut checked = 0;
    for (path, html) in site.iter().filter(|(path, _)| path.ends_with(".html")) {
        for link in values(html, "href").into_iter().chain(values(html, "src")) {
            if link.starts_with("http") {
                assert!(
                    link.starts_with(own) || !html.contains(&format!("src=\"{link}")),
                    "{link}"
                );
                continue;
            }
            let (place, id) = link.split_once('#').map_or((link, None), |(p, id)| (p, Some(id)));
            let place = place.split('?').next().unwrap();
            let page = if place.is_empty() { path.clone() } else { target(path, place) };
            let Some(ids) = ids.get(page.as_str()) else {
                panic!("{link} on {path} leads to {page}, which is not there");
            };
            assert!(
                id.is_none_or(|id| ids.contains(id)),
                "{link} on {path} leads to no such place"
            );
            checked += 1;
        }
    }
    assert!(checked > 500, "only {checked} links were found");
}

#[test]
fn every_link_leads_somewhere() {
    check(&site(None), "https://chats.example");
    check(&site(Some("https://chats.example")), "https://chats.example");
}

#[test]
fn names_of_files_suit_every_file_system() {
    let mut seen = BTreeSet::new();
    for path in site(None).keys() {
        assert!(seen.insert(path.to_lowercase()), "{path} twice");
        for part in path.split('/') {
            assert!(!part.contains(['\\', ':', '*', '?', '"', '<', '>', '|']), "{path}");
            assert!(part.len() < 128 && !part.ends_with(['.', ' ']), "{path}");
        }
    }
}
