//! A chat while it happens, in each of its views.

use analysis::{Talk, understand};
use chat::Post;
use pages::live::{FoundOut, Made, Part, Playing, SPEEDS};
use pages::samples::{Sample, SampleChat, known, turns};
use pages::{Known, Lane, LiveChat, LivePage, Placed, Said, Turn, Understood};

use crate::values;

const LANES: [&str; 12] = [
    "now",
    "all",
    "questions",
    "q1",
    "conversations",
    "catch-up",
    "unanswered",
    "people",
    "time",
    "topics",
    "summary",
    "wall",
];

/// The last of the sample's chats, by time; posts that begin with Q1 or A1 belong to the question.
fn placed(chat: &SampleChat) -> Vec<Placed<'_>> {
    let part = |post: &Post| match post.body.text.plain.get(..2) {
        Some("Q1") => Part::Asks(1),
        Some("A1") => Part::Answers(1),
        _ => Part::Aside,
    };
    let posts = chat.posts.iter().map(|post| Placed { said: Said::Post(post), part: part(post) });
    let gone = chat.gone.iter().map(|gone| Placed { said: Said::Gone(gone), part: Part::Aside });
    let mut placed: Vec<_> = posts.chain(gone).collect();
    placed.sort_by_key(|placed| placed.said.said_at().map(chat::Moment::ms));
    placed
}

fn live<'a>(
    sample: &'a Sample,
    chat: &'a SampleChat,
    said: &'a [Placed<'a>],
    known: &'a Known<'a>,
) -> LiveChat<'a> {
    let series = sample.series_of(&chat.chat).unwrap();
    let now = chat.chat.ends_at;
    LiveChat { site: &sample.site, series, chat: &chat.chat, said, pinned: &[], known, now }
}

/// What is found out of a chat.
fn made(live: &LiveChat<'_>, turns: &[Turn<'_>], posts: &[Post]) -> Made {
    let found = understand(&Talk { posts, context: &[], reposts: &[], asks: &[] });
    let understood = Understood { posts, found: &found, rewritten: None };
    let found = FoundOut { understood, turns, before: None, trend: None, ranks: &[] };
    Made::new(live, &found, 5)
}

#[test]
fn what_is_found_out_leads_to_the_other_views() {
    let sample = Sample::new();
    let known = known(&sample);
    let chat = sample.chats.last().unwrap();
    let (said, turns) = (placed(chat), turns(chat, &sample.context));
    let made = made(&live(&sample, chat, &said, &known), &turns, &chat.posts);
    let part = |lane| made.part(lane);
    assert!(part(Lane::Time).contains("class=\"bars\""), "posts a minute are drawn");
    assert!(part(Lane::People).contains("id=\"network\""));
    for lane in [Lane::Time, Lane::Topics, Lane::Summary, Lane::People] {
        let html = part(lane);
        assert!(html.starts_with("<div id=\"lane\" class=\"found-out\" data-made=\"5\">"));
        let own = values(&html, "id");
        for link in values(&html, "href") {
            let is_here = link.strip_prefix('#').is_none_or(|id| own.contains(&id));
            assert!(is_here, "{lane:?} leads to {link}, which stands in another view");
        }
    }
    assert_eq!(part(Lane::Now), "");
}

#[test]
fn every_view_keeps_the_policy() {
    let sample = Sample::new();
    let known = known(&sample);
    for chat in &sample.chats {
        let said = placed(chat);
        let turns = turns(chat, &sample.context);
        let made = made(&live(&sample, chat, &said, &known), &turns, &chat.posts);
        for (nth, lane) in LANES.into_iter().enumerate() {
            let playing =
                (nth % 2 == 0).then_some(Playing { take: 1, minutes: 90, speed: SPEEDS[nth % 6] });
            let live = live(&sample, chat, &said, &known);
            let page = LivePage {
                live,
                lane: Lane::named(lane).unwrap(),
                turns: &turns,
                made: Some(&made),
                seen: 7,
                playing,
                host: (nth % 2 == 1).then_some("<i>Ada"),
            };
            let html = page.render();
            assert!(html.contains("data-seen=\"7\""), "{lane}");
            for forbidden in ["<style", " style=\"", "javascript:", "<img", "<iframe", " onclick"] {
                assert!(!html.contains(forbidden), "{lane} has {forbidden}");
            }
            assert!(html.split("<script").skip(1).all(|script| script.starts_with(" src=\"")));
            assert!(!html.contains(['\u{202e}', '\u{2066}', '\0']), "{lane} turns the text around");
            let mut ids = values(&html, "id");
            let all = ids.len();
            ids.sort_unstable();
            ids.dedup();
            assert_eq!(ids.len(), all, "{lane}");
        }
    }
}

#[test]
fn an_entry_is_the_one_of_the_page() {
    let sample = Sample::new();
    let known = known(&sample);
    let chat = sample.chats.last().unwrap();
    let said = placed(chat);
    let live = live(&sample, chat, &said, &known);
    let page = LivePage {
        live,
        lane: Lane::All,
        turns: &[],
        made: None,
        seen: 1,
        playing: None,
        host: None,
    }
    .render();
    for placed in &said {
        let item = live.item(placed.said.uri()).unwrap();
        assert!(page.contains(&item.html), "{} stands otherwise on the page", item.id);
    }
    let answering = said.iter().filter_map(|placed| live.item(placed.said.uri()));
    assert!(answering.filter(|item| item.parent.is_some()).count() > 3);
    assert!(live.item(&chat::Uri::new("https://lamp.example/unknown")).is_none());
}

#[test]
fn the_wall_shows_nothing_that_was_warned_of() {
    let sample = Sample::new();
    let known = known(&sample);
    let chat = sample.chats.last().unwrap();
    let mut said = placed(chat);
    let is_warned = |placed: &Placed<'_>| matches!(placed.said, Said::Post(post) if post.body.content_warning.is_some());
    let warned = said.iter().position(is_warned).expect("the sample has a warned post");
    // It is the newest of all.
    let last = said.remove(warned);
    said.push(last);
    let live = live(&sample, chat, &said, &known);
    let page = LivePage {
        live,
        lane: Lane::Wall,
        turns: &[],
        made: None,
        seen: 1,
        playing: None,
        host: None,
    }
    .render();
    let id = live.item(last.said.uri()).unwrap().id;
    assert!(!page.contains(&id) && page.matches("<li data-id").count() == 3);
}
