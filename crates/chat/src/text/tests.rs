//! Foreign text, one test a door.

use proptest::prelude::*;

use super::{Facet, SpanKind, Text, TweetLink, facets::FacetKind};

fn marked(text: &Text) -> String {
    let mark = |(words, kind): (&str, Option<&SpanKind>)| match kind {
        None => words.to_owned(),
        Some(SpanKind::Tag(tag)) => format!("[{words}|#{tag}]"),
        Some(SpanKind::Mention(handle)) => format!("[{words}|{handle}]"),
        Some(SpanKind::Link(url)) => format!("[{words}|{url}]"),
    };
    text.pieces().map(mark).collect()
}

#[test]
fn plain_words_are_searched_for_tags_mentions_and_links() {
    let text = Text::from_plain(
        "Hi @ada@lamp.example, see https://example.org/a?b=1#c. #Chat #2012 c#sharp x@y",
    );
    insta::assert_snapshot!(marked(&text), @"Hi [@ada@lamp.example|@ada@lamp.example], see [https://example.org/a?b=1#c|https://example.org/a?b=1#c]. [#Chat|#chat] #2012 c#sharp x@y");
}

#[test]
fn a_tweet_is_unescaped_and_its_links_lead_somewhere() {
    let links = [
        TweetLink {
            short: "https://t.co/abc".into(),
            target: Some("https://example.org/x".into()),
        },
        TweetLink { short: "https://t.co/pic".into(), target: None },
    ];
    let text = Text::from_tweet(
        "A1 @ada Q&amp;A &lt;b&gt; &amp;lt; https://t.co/abc #Chat https://t.co/pic",
        &links,
    );
    insta::assert_snapshot!(marked(&text), @"A1 [@ada|@ada] Q&A <b> &lt; [https://example.org/x|https://example.org/x] [#Chat|#chat]");
}

#[test]
fn html_becomes_words_and_breaks() {
    let text = Text::from_html(concat!(
        "<p>Hello <span class=\"h-card\"><a href=\"https://lamp.example/@ada\" class=\"u-url mention\">@<span>ada</span></a></span>,<br />",
        "see <a href=\"https://example.org/long/path\"><span class=\"invisible\">https://</span><span class=\"ellipsis\">example.org/lo</span><span class=\"invisible\">ng/path</span></a></p>",
        "<p><a href=\"https://lamp.example/tags/Chat\" class=\"mention hashtag\">#<span>Chat</span></a> &amp; more</p><script>alert(1)</script>",
    ));
    insta::assert_snapshot!(marked(&text), @r"
    Hello [@ada|@ada@lamp.example],
    see [https://example.org/long/path|https://example.org/long/path]

    [#Chat|#chat] & more
    ");
}

#[test]
fn html_lists_and_hostile_markup() {
    let text = Text::from_html(
        "<ul><li>one</li><li>two</li></ul><a href=\"javascript:alert(1)\">x</a><style>p{}</style><img src=x onerror=y alt=\":cat:\">",
    );
    insta::assert_snapshot!(marked(&text), @r"
    • one
    • two

    x:cat:
    ");
    assert_eq!(Text::from_html("<p>&lt;script&gt;</p>").plain, "<script>");
    assert_eq!(Text::from_html("<p></p>").plain, "");
}

#[test]
fn facets_count_bytes() {
    let plain = "🎉 @bob.quay.example #チャット";
    let tag = plain.find('#').unwrap();
    let text = Text::from_facets(
        plain,
        [
            Facet { start: 5, end: 22, kind: FacetKind::Mention },
            Facet { start: tag, end: plain.len(), kind: FacetKind::Tag("チャット".into()) },
            Facet { start: 1, end: 3, kind: FacetKind::Link("https://example.org".into()) },
            Facet { start: 5, end: 9000, kind: FacetKind::Link("https://example.org".into()) },
        ],
    );
    insta::assert_snapshot!(marked(&text), @"🎉 [@bob.quay.example|@bob.quay.example] [#チャット|#チャット]");
}

#[test]
fn a_flood_of_tags_is_bounded_and_each_is_told_once() {
    let words: String = (0..40_000).map(|number| format!("#tag{} ", number % 30_000)).collect();
    let linked: String = (0..20_000)
        .map(|number| format!("<a class=\"mention hashtag\" href=\"https://a.example/{number}\">#t{number}</a> #u{number} "))
        .collect();
    for text in [Text::from_plain(words), Text::from_html(&linked)] {
        assert_eq!(text.spans.len(), super::MOST_SPANS);
        let mut post = crate::Body { text, ..crate::Body::default() };
        post.more_tags = post.tags();
        assert_eq!(post.tags().len(), super::MOST_SPANS, "each once");
    }
    let twice = Text::from_plain("#a #b #a https://a.example #b https://a.example");
    assert_eq!(twice.links(), ["https://a.example"]);
    assert_eq!(crate::Body { text: twice, ..crate::Body::default() }.tags().len(), 2);
}

proptest! {
    #[test]
    fn pieces_are_the_whole_text(s in "[#@a-z0-9 :/.\\n図é🎉&;<>]{0,60}") {
        let rejoined = |t: &Text| t.pieces().map(|(words, _)| words).collect::<String>();
        for text in [Text::from_plain(s.clone()), Text::from_tweet(&s, &[]), Text::from_html(&s)] {
            prop_assert_eq!(rejoined(&text), text.plain.clone());
        }
    }

    #[test]
    fn no_markup_makes_a_reader_panic(s in "(<[a-z/!]{0,8}[ a-z=\"'>]{0,6}|&[a-z#0-9]{0,5};?|\\PC){0,30}") {
        let _ = Text::from_html(&s);
    }
}
