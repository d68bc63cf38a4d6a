//! Servers of Mastodon's API that no one has at hand: closed ones, busy ones, and worse.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::listener::{Given, LATE, Listener, PATIENCE, now};
use crate::peer::{Answer, Server};

/// A status, said some seconds before now.
pub(crate) fn status(id: &str, ago: i64, content: &str) -> Value {
    #[expect(clippy::disallowed_methods, reason = "the tests' own clock")]
    let at = jiff::Timestamp::now() - jiff::SignedDuration::from_secs(ago);
    json!({ "id": id, "uri": format!("https://reef.example/posts/{id}"), "created_at": at.to_string(),
        "content": format!("<p>{content}</p>"), "visibility": "public", "replies_count": 0,
        "account": { "id": "1", "acct": "ada", "uri": "https://reef.example/users/ada" } })
}

/// What an ordinary server says of itself.
pub(crate) fn instance(question: &str) -> Option<Answer> {
    question.starts_with("/api/v2/instance").then(|| Answer::json(&json!({ "version": "4.5.0" })))
}

/// A server with a timeline that a test may change.
#[derive(Clone, Default)]
pub(crate) struct Timeline(Arc<Mutex<Vec<Value>>>);

impl Timeline {
    pub(crate) fn put(&self, status: Value) {
        let mut statuses = self.0.lock().unwrap();
        statuses.retain(|known| known["uri"] != status["uri"]);
        statuses.push(status);
        statuses.sort_by_key(|status| status["created_at"].to_string());
    }

    fn take(&self, id: &str) {
        self.0.lock().unwrap().retain(|status| status["id"] != id);
    }

    /// A page, newest first; ids are in no order here, so that places count and not they.
    pub(crate) fn page(&self, question: &str) -> Answer {
        let statuses = self.0.lock().unwrap();
        let place = |name: &str| {
            let (_, id) = question.split_once(&format!("{name}="))?;
            statuses.iter().position(|status| status["id"] == id)
        };
        let after = place("min_id").map_or(0, |place| place + 1);
        let before = place("max_id").unwrap_or(statuses.len());
        let all = statuses.get(after..before).unwrap_or_default();
        let newest = all.len().saturating_sub(40);
        let page =
            if question.contains("min_id") { &all[..all.len().min(40)] } else { &all[newest..] };
        Answer::json(&Value::from_iter(page.iter().rev().cloned()))
    }
}

#[tokio::test]
async fn an_evening_is_told_with_edits_deletes_and_untagged_answers() {
    let timeline = Timeline::default();
    timeline.put(status("x9", 30, "Hello #lampchat"));
    timeline.put(status("b2", 20, "Soon gone #lampchat"));
    let mut root = status("c7", 10, "Q1 #lampchat");
    root["replies_count"] = json!(1);
    timeline.put(root);
    let shown = timeline.clone();
    let server = Server::start(move |question| {
        if let Some(answer) = instance(question) {
            return answer;
        }
        if question.contains("/timelines/tag/lampchat") {
            return shown.page(question);
        }
        if question.contains("/c7/context") {
            let mut answer = status("d1", 5, "an answer without it");
            answer["in_reply_to_id"] = json!("c7");
            return Answer::json(&json!({ "ancestors": [], "descendants": [answer] }));
        }
        Answer(404, "", json!({ "error": "Record not found" }).to_string())
    })
    .await;
    let mut listener = Listener::start(&server.address, "lampchat", None);
    let told = listener.until("an answer without it").await;
    assert_eq!(
        told,
        [
            "x9: Hello #lampchat",
            "b2: Soon gone #lampchat",
            "c7: Q1 #lampchat",
            "sees all",
            "d1 to c7: an answer without it"
        ]
    );

    let mut edited = status("x9", 30, "Hello again #lampchat");
    edited["edited_at"] = edited["created_at"].clone();
    timeline.put(edited);
    assert_eq!(listener.until("again").await, ["x9 (edited): Hello again #lampchat"]);
    timeline.take("b2");
    assert_eq!(listener.until("gone").await, ["b2: gone"]);
    // Late from elsewhere: it stands behind what is known.
    timeline.put(status("a1", 25, "Late #lampchat"));
    assert_eq!(listener.until("Late").await, ["a1: Late #lampchat"]);
    assert!(server.asked().iter().any(|question| question.contains("min_id=")));
}

#[tokio::test]
async fn what_is_not_found_for_a_moment_is_not_gone() {
    let timeline = Timeline::default();
    timeline.put(status("x9", 30, "Hello #lampchat"));
    timeline.put(status("b2", 20, "About to be edited #lampchat"));
    let shown = timeline.clone();
    let server = Server::start(move |question| {
        if let Some(answer) = instance(question) {
            return answer;
        }
        if question.contains("/timelines/tag/lampchat") {
            return shown.page(question);
        }
        if question.contains("/statuses/b2") {
            shown.put(status("b2", 20, "About to be edited #lampchat"));
        }
        Answer(404, "", json!({ "error": "Record not found" }).to_string())
    })
    .await;
    let mut listener = Listener::start(&server.address, "lampchat", None);
    listener.until("sees all").await;
    timeline.take("b2");
    let asked = || server.asked().iter().any(|question| question.contains("/statuses/b2"));
    let until_asked = async {
        while !asked() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(PATIENCE, until_asked).await.expect("asked whether it is gone");
    timeline.put(status("c3", 10, "Later #lampchat"));
    let told = listener.until("Later").await;
    assert!(!told.iter().any(|line| line.contains("gone")), "{told:?}");
}

#[tokio::test]
async fn more_than_a_page_is_read_to_its_end() {
    let timeline = Timeline::default();
    for number in 0..130 {
        timeline.put(status(&format!("p{number}"), 600 - number, &format!("{number} #lampchat")));
    }
    let shown = timeline.clone();
    let server =
        Server::start(move |question| instance(question).unwrap_or_else(|| shown.page(question)))
            .await;
    let mut listener = Listener::start(&server.address, "lampchat", None);
    let told = listener.until("sees all").await;
    assert_eq!(told.len(), 131);
    for number in 130..220 {
        timeline.put(status(&format!("p{number}"), 300 - number, &format!("{number} #lampchat")));
    }
    let mut told = Vec::new();
    while told.len() < 90 {
        told.extend(listener.next().await);
    }
    told.sort();
    told.dedup();
    assert_eq!(told.len(), 90, "each once");
}

#[tokio::test]
async fn who_begins_late_goes_back_to_the_beginning() {
    let timeline = Timeline::default();
    for minute in 0..100 {
        let words = format!("minute {minute} #lampchat");
        timeline.put(status(&format!("p{minute}"), (100 - minute) * 60, &words));
    }
    let shown = timeline.clone();
    let server =
        Server::start(move |question| instance(question).unwrap_or_else(|| shown.page(question)))
            .await;
    let told = Listener::start(&server.address, "lampchat", None).until("sees all").await;
    assert_eq!(told.len(), 101);
    // The last forty minutes, and what stands on the same pages.
    let since = Some(now() - jiff::SignedDuration::from_mins(40));
    let place = server.address.parse().unwrap();
    let mut listener = Listener::listen(place, "lampchat", Given { since, ..Given::default() });
    let told = listener.until("sees from now on").await;
    assert!(told.iter().any(|line| line.ends_with("minute 60 #lampchat")), "{told:?}");
    assert!(!told.iter().any(|line| line.ends_with("minute 10 #lampchat")), "{told:?}");
}

#[tokio::test]
async fn closed_servers_are_told_from_silent_ones() {
    let feeds = json!({ "local": "authenticated", "remote": "authenticated" });
    let about = json!({ "version": "4.5.0", "configuration": { "timelines_access": { "hashtag_feeds": feeds } } });
    let polite = Server::start(move |question| match question {
        "/api/v2/instance" => Answer::json(&about),
        _ => Answer::json(&"[]"),
    })
    .await;
    let told = Listener::start(&polite.address, "lampchat", None).next().await;
    assert!(told[0].contains("only to those who are signed in"), "{told:?}");
    assert!(!polite.asked().iter().any(|question| question.contains("timelines")));

    for refusal in [401, 403, 422] {
        let closed = Server::start(move |question| {
            instance(question).unwrap_or_else(|| Answer(refusal, "", "{\"error\":\"no\"}".into()))
        })
        .await;
        let told = Listener::start(&closed.address, "lampchat", None).next().await;
        assert!(told[0].contains("only to those who are signed in"), "{told:?}");
    }
    let silent =
        Server::start(|question| instance(question).unwrap_or_else(|| Answer::json(&"[]"))).await;
    assert_eq!(Listener::start(&silent.address, "lampchat", None).next().await, ["sees all"]);
}

#[tokio::test]
async fn trouble_is_told_and_survived() {
    let troubles = Arc::new(Mutex::new(vec![
        Answer(502, "", "<h1>Bad gateway</h1>".into()),
        Answer(200, "", "<html>maintenance</html>".into()),
        Answer(200, "", "[{\"id\":\"1\",\"uri\":".into()),
        Answer(429, "Retry-After: 0\r\n", String::new()),
        Answer(302, "Location: http://10.0.0.1/api\r\n", String::new()),
        Answer(302, "Location: /api/v1/timelines/tag/lampchat\r\n", String::new()),
        Answer(302, "Location: /api/v1/timelines/tag/lampchat\r\n", String::new()),
        Answer(200, "", format!("[{}\"\"]", "\"x\",".repeat(5 << 20))),
        Answer(200, "", format!("{}{}", "[".repeat(10_000), "]".repeat(10_000))),
    ]));
    let waiting = Arc::clone(&troubles);
    let server = Server::start(move |question| {
        if let Some(answer) = instance(question) {
            return answer;
        }
        let trouble = Some(&waiting)
            .map(|w| w.lock().unwrap())
            .filter(|w| !w.is_empty())
            .map(|mut w| w.remove(0));
        trouble.unwrap_or_else(|| Answer::json(&json!([status("x9", 30, "Hello #lampchat")])))
    })
    .await;
    let told = Listener::start(&server.address, "lampchat", None).until("sees all").await;
    insta::assert_snapshot!(told.join("\n"), @r#"
    blind: it answers 502
    blind: its answer is no JSON of its kind
    blind: its answer is cut
    blind: it answers 429: too many questions
    blind: it redirects to another host
    blind: its answer is larger than 16 MiB
    sees all
    "#);
}

#[tokio::test]
async fn an_endless_chain_of_pages_ends() {
    let mut number = 0;
    let server = Server::start(move |question| {
        instance(question).unwrap_or_else(|| {
            let page = (0..40).map(|_| {
                number += 1;
                status(&format!("n{number}"), number, "#lampchat")
            });
            Answer::json(&Value::from_iter(page))
        })
    })
    .await;
    let told = Listener::start(&server.address, "lampchat", None).until("sees").await;
    assert_eq!(told.len(), 4_001);
    assert_eq!(told.last().unwrap(), "sees from now on");
}

#[tokio::test]
async fn a_list_of_trends_is_asked_for_while_people_talk() {
    let timeline = Timeline::default();
    let (shown, asked) = (timeline.clone(), Arc::new(Mutex::new(0)));
    let server = Server::start(move |question| {
        if let Some(answer) = instance(question) {
            return answer;
        }
        if question.starts_with("/api/v1/trends/tags") {
            let mut asked = asked.lock().unwrap();
            *asked += 1;
            let lampchat = json!({ "name": "LampChat", "history": [] });
            let other = json!({ "name": "kettles", "history": [] });
            return match *asked {
                1 => Answer(503, "", "busy".into()),
                2 => Answer::json(&json!([other])),
                _ => Answer::json(&json!([other, lampchat])),
            };
        }
        shown.page(question)
    })
    .await;
    let mut listener = Listener::start(&server.address, "lampchat", None);
    // What was said yesterday is no talk.
    timeline.put(status("old", 80_000, "Yesterday #lampchat"));
    listener.until("Yesterday").await;
    let trends = |server: &Server| {
        server.asked().iter().filter(|question| question.contains("/trends/")).count()
    };
    timeline.put(status("x9", 1, "Hello #lampchat"));
    assert_eq!(trends(&server), 0);
    listener.until("Hello").await;
    let host = server.address.trim_start_matches("http://").to_owned();
    let mut posts = 0;
    while listener.lists.len() < 2 {
        posts += 1;
        timeline.put(status(&format!("p{posts}"), 0, "On and on #lampchat"));
        listener.next().await;
    }
    assert_eq!(listener.lists[0], format!("lampchat - on {host}"), "a busy server is asked again");
    assert_eq!(listener.lists[1], format!("lampchat 2 on {host}"));
}

#[tokio::test]
async fn a_server_without_a_list_of_trends_is_asked_for_it_once() {
    let timeline = Timeline::default();
    let shown = timeline.clone();
    let server = Server::start(move |question| {
        if question.contains("/trends/") {
            return Answer(404, "", json!({ "error": "no" }).to_string());
        }
        instance(question).unwrap_or_else(|| shown.page(question))
    })
    .await;
    let mut listener = Listener::start(&server.address, "lampchat", None);
    // Each takes a look at the timeline; thirty take longer than the pace at which lists are asked for.
    for post in 0..30 {
        timeline.put(status(&format!("p{post}"), 0, &format!("Post {post}. #lampchat")));
        listener.until(&format!("Post {post}.")).await;
    }
    let trends = server.asked().iter().filter(|question| question.contains("/trends/")).count();
    assert_eq!((trends, listener.lists.len()), (1, 0));
}

#[tokio::test]
async fn the_next_day_likes_are_counted_once_more() {
    let timeline = Timeline::default();
    let late = i64::try_from(LATE.as_secs()).unwrap();
    let liked = |likes: u64, ago: i64| {
        let mut status = status("x9", ago, "Hello #lampchat");
        status["favourites_count"] = likes.into();
        status
    };
    // In two seconds it is as old; and it is out of the evening already, behind a page of others.
    timeline.put(liked(1, late - 2));
    for number in 0..40 {
        timeline.put(status(&format!("p{number}"), 22_000 + number, "#lampchat"));
    }
    let shown = timeline.clone();
    let server =
        Server::start(move |question| instance(question).unwrap_or_else(|| shown.page(question)))
            .await;
    let mut listener = Listener::start(&server.address, "lampchat", None);
    listener.until("sees all").await;
    let began = Instant::now();
    timeline.put(liked(7, late - 2));
    assert_eq!(listener.until("x9").await, ["x9: Hello #lampchat"], "with its likes");
    assert!(began.elapsed() > Duration::from_secs(1), "not before its time");
}
