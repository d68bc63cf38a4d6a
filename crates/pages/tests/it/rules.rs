//! What holds on every page.

use crate::{page_with, site, values};

#[test]
fn a_strict_policy_would_allow_every_page() {
    for (path, html) in site(Some("https://chats.example")) {
        if !path.ends_with(".html") {
            continue;
        }
        for forbidden in ["<style", " style=\"", "javascript:", "<img", "<iframe", "<base"] {
            assert!(!html.contains(forbidden), "{path} has {forbidden}");
        }
        for script in html.split("<script").skip(1) {
            let data = script.starts_with(" type=\"application/ld+json\">{");
            assert!(data || script.starts_with(" src=\""), "{path} has an inline script");
        }
        assert!(!html.contains(['\u{202e}', '\u{2066}', '\0']), "{path} turns the text around");
        assert!(html.len() < 200_000, "{path} is {} bytes long", html.len());
    }
}

#[test]
fn ids_are_unique() {
    for (path, html) in site(None) {
        let mut ids = values(&html, "id");
        let all = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), all, "{path}");
    }
}

#[test]
fn without_an_address_nothing_needs_one() {
    for (path, html) in site(None) {
        let needs = ["og:url", "canonical", "ld+json", "feed.xml"];
        let is_feed = path.ends_with(".json") && !path.ends_with(".coverage.json");
        assert!(!path.ends_with(".xml") && !is_feed, "{path}");
        assert!(!needs.iter().any(|n| path.ends_with(".html") && html.contains(n)), "{path}");
    }
}

#[test]
fn what_is_not_for_search_engines_is_kept_from_them() {
    let site = site(Some("https://chats.example/"));
    let noindex = "<meta name=\"robots\" content=\"noindex\">";
    let unlisted = page_with(&site, "posts/", "<dt>Audience</dt>");
    assert!(unlisted.contains(noindex) && !unlisted.contains("schema.org"));
    assert!(page_with(&site, "people/", "<bdi>Kit Underhay</bdi></h1>").contains(noindex));
    assert!(!page_with(&site, "people/", "<bdi>Marit Oosterdal</bdi></h1>").contains(noindex));
    assert!(page_with(&site, "posts/", "A post that was taken back").contains(noindex));
    let sitemap = &site["sitemap.xml"];
    assert_eq!(sitemap.matches("/people/").count(), 1);
    for (path, html) in &site {
        let address = format!("https://chats.example/{path}<");
        assert!(!(html.contains(noindex) && sitemap.contains(&address)), "{path}");
    }
}

#[test]
fn structured_data_is_well_formed() {
    let site = site(Some("https://chats.example"));
    let mut found = 0;
    for (path, html) in &site {
        for data in html.split("<script type=\"application/ld+json\">").skip(1) {
            let data = data.split("</script>").next().unwrap();
            let data: serde_json::Value = serde_json::from_str(data).unwrap();
            assert_eq!(data["@type"], "DiscussionForumPosting", "{path}");
            for field in ["author", "datePublished", "text", "url"] {
                assert!(!data[field].is_null(), "{path}: {field}");
            }
            found += 1;
        }
    }
    assert!(found > 40);
    let feed: serde_json::Value = serde_json::from_str(&site["feed.json"]).unwrap();
    assert_eq!(feed["items"].as_array().unwrap().len(), 4);
}
