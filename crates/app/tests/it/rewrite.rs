//! A summary rewritten by a language model, played by a peer that says what a test tells it to.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::sync::mpsc::{Receiver, channel};

use serde_json::{Value, json};

use crate::run::Archive;

const CHAT: &str = "lanternchat/2026-11-12";

/// A model that answers this once, and tells what it was asked: the head, and the body.
fn model(status: u16, said: &str) -> (String, Receiver<(String, Value)>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/v1", listener.local_addr().unwrap());
    let (tell, asked) = channel();
    let body = json!({ "choices": [{ "message": { "role": "assistant", "content": said } }] });
    let body = body.to_string();
    std::thread::spawn(move || {
        let mut stream = BufReader::new(listener.accept().unwrap().0);
        let (mut head, mut length) = (String::new(), 0);
        loop {
            let mut line = String::new();
            stream.read_line(&mut line).unwrap();
            if line.trim().is_empty() {
                break;
            }
            if let Some(told) = line.to_lowercase().strip_prefix("content-length:") {
                length = told.trim().parse().unwrap();
            }
            head += &line;
        }
        let mut question = vec![0; length];
        stream.read_exact(&mut question).unwrap();
        let answer = format!(
            "HTTP/1.1 {status} Said\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
            body.len()
        );
        stream.into_inner().write_all(answer.as_bytes()).unwrap();
        tell.send((head, serde_json::from_slice(&question).unwrap())).unwrap();
    });
    (url, asked)
}

fn configured(archive: &Archive, text: &str) -> String {
    let file = archive.path("chatkeep.toml");
    std::fs::write(&file, text).unwrap();
    file.to_str().unwrap().to_owned()
}

#[test]
fn a_model_may_rewrite_what_it_names() {
    let archive = Archive::of_the_evening();
    let draft = archive.json(&["summary", CHAT, "--json"]);
    assert!(draft.get("rewritten").is_none(), "no model is asked unless somebody asks for it");
    let said = json!({ "sections": [{ "section": 1, "sentences": [
        { "text": "People told what they keep.", "lines": [2, 1] },
        { "text": "Everybody was right.", "lines": [] },
    ]}]});
    let (url, asked) = model(200, &said.to_string());
    let config =
        format!("[rewrite]\nurl = \"{url}\"\nmodel = \"lamp-7b\"\ntoken_env = \"LAMP_TOKEN\"\n");
    let config = configured(&archive, &config);
    let mut command = archive.command(&["summary", CHAT, "--rewrite", &config, "--json"]);
    let output = command.env("LAMP_TOKEN", "s3cret").output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let found: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(found["rewritten"], json!({ "model": "lamp-7b", "dropped": 1 }));
    assert_eq!(found["sections"].as_array().unwrap().len(), 1, "{found}");
    let line = &found["sections"][0]["lines"][0];
    assert_eq!(line["text"], "People told what they keep.");
    let of_draft = &draft["sections"][0]["lines"];
    for line_of_draft in [0, 1] {
        let post = &of_draft[line_of_draft]["posts"][0];
        assert!(line["posts"].as_array().unwrap().contains(post), "{line}");
    }
    assert_eq!(found["open_questions"], draft["open_questions"], "they stay people's words");

    let (head, question) = asked.recv().unwrap();
    assert!(head.starts_with("POST /v1/chat/completions "), "{head}");
    assert!(head.to_lowercase().contains("authorization: bearer s3cret"), "{head}");
    assert_eq!(question["model"], "lamp-7b");
    let shown = question["messages"][1]["content"].as_str().unwrap();
    assert!(shown.contains(of_draft[0]["text"].as_str().unwrap()), "{shown}");
    assert!(!shown.contains("https://reef.example"), "nothing of who said it: {shown}");
}

#[test]
fn whose_words_they_are_stands_above_them() {
    let archive = Archive::of_the_evening();
    let said = json!({ "sections": [{ "section": 1, "sentences": [
        { "text": "People *told* what they keep.", "lines": [1] }]}]});
    for (form, shown) in [
        (vec!["--markdown"], "*These sentences were written by a language model, lamp-7b,"),
        (vec![], "These sentences were written by a language model, lamp-7b,"),
    ] {
        let (url, _asked) = model(200, &said.to_string());
        let config =
            configured(&archive, &format!("[rewrite]\nurl = \"{url}\"\nmodel = \"lamp-7b\"\n"));
        let args = [&["summary", CHAT, "--rewrite", &config], &form[..]].concat();
        let told = archive.done(&args);
        assert!(told.contains(shown), "{told}");
        // It is nobody's of the chat: no name stands behind it as if they had said it.
        assert!(!told.contains("keep.  — "), "{told}");
    }
}

#[test]
fn what_is_kept_stands_on_the_page_until_a_post_of_it_goes() {
    let archive = Archive::of_the_evening();
    let draft = archive.json(&["summary", CHAT, "--json"]);
    let post = draft["sections"][0]["lines"][0]["posts"][0].as_str().unwrap().to_owned();
    let said = json!({ "sections": [{ "section": 1, "sentences": [
        { "text": "Lanterns <b>were</b> kept.", "lines": [1] },
        { "text": "Ledgers were, too.", "lines": [2] }]}]});
    let (url, _asked) = model(200, &said.to_string());
    let config =
        configured(&archive, &format!("[rewrite]\nurl = \"{url}\"\nmodel = \"lamp-7b\"\n"));
    let page = |site: &str| {
        let site = archive.path(site);
        archive.done(&["publish", site.to_str().unwrap()]);
        std::fs::read_to_string(site.join("chats/lanternchat/2026-11-12.html")).unwrap()
    };
    assert!(!page("before").contains("written by a language model"));
    archive.fails(2, &["summary", CHAT, "--keep"]);
    archive.done(&["summary", CHAT, "--rewrite", &config, "--keep"]);
    let html = page("kept");
    assert!(html.contains("written by a language model, <bdi>lamp-7b</bdi>"));
    let sentence = html.split("Lanterns &lt;b&gt;were&lt;/b&gt; kept.").nth(1).unwrap();
    let from = sentence.split("</li>").next().unwrap();
    assert!(from.contains("<a href=\"#"), "it leads to its posts: {from}");

    let gone = archive.path("gone.jsonl");
    let lines = [json!({ "chatkeep": 1 }), json!({ "gone": { "uri": post } })];
    std::fs::write(&gone, lines.map(|line| line.to_string()).join("\n")).unwrap();
    archive.done(&["import", gone.to_str().unwrap()]);
    let html = page("gone");
    assert!(!html.contains("Lanterns"), "its post was taken back");
    assert!(html.contains("Ledgers were, too."), "the other stays");
}

#[test]
fn a_model_that_does_not_do_it_is_an_error() {
    let archive = Archive::of_the_evening();
    let none = configured(&archive, "[polling]\n");
    let said = archive.fails(1, &["summary", CHAT, "--rewrite", &none]);
    assert!(said.contains("it has no [rewrite]"), "{said}");
    let refused = |status, answer: &str| {
        let (url, _asked) = model(status, answer);
        let config =
            configured(&archive, &format!("[rewrite]\nurl = \"{url}\"\nmodel = \"lamp-7b\"\n"));
        archive.fails(1, &["summary", CHAT, "--rewrite", &config])
    };
    assert!(refused(429, "").contains("asking the model lamp-7b: it answers 429"));
    assert!(refused(200, "I would rather not.").contains("not the JSON that was asked for"));
    let config = configured(&archive, "[rewrite]\nurl = \"http://ada:s3cret@x\"\nmodel = \"m\"\n");
    let said = archive.fails(1, &["summary", CHAT, "--rewrite", &config]);
    assert!(said.contains("without a password") && !said.contains("s3cret"), "{said}");
}
