use super::*;
use crate::Marks;

fn html(text: &str, own: Option<&str>, query: &str) -> String {
    let own = own.and_then(Tag::new);
    let text = Text::from_plain(text);
    Words {
        text: &text,
        here: Here::on(Page::Home),
        known: &Known::default(),
        last_tags: LastTags::Without(own.as_ref()),
        marks: Marks::of(query).ranges(&text.plain),
    }
    .to_string()
}

#[test]
fn lines_and_paragraphs() {
    assert_eq!(html("a\nb\n\n c \n", None, ""), "<p>a<br>\nb</p>\n<p>c</p>");
    assert_eq!(html("", None, ""), "");
    assert_eq!(html("\n\na", None, ""), "<p>a</p>");
}

#[test]
fn the_chats_own_tag_is_left_out_at_the_end() {
    let chat = Some("chat");
    assert_eq!(html("On the bus. #chat", chat, ""), "<p>On the bus.</p>");
    assert_eq!(html("On the bus\n#Chat ", chat, ""), "<p>On the bus</p>");
    insta::assert_snapshot!(html("Yes! #chat #tea", chat, ""), @"");
    insta::assert_snapshot!(html("Welcome to #chat", chat, ""), @"");
    insta::assert_snapshot!(html("#chat", chat, ""), @"");
}

#[test]
fn handles_before_a_reply_are_set_apart() {
    insta::assert_snapshot!(html("@ada @bob hello", None, ""), @"");
    insta::assert_snapshot!(html("@ada, hello", None, ""), @"");
}

#[test]
fn links_are_short_and_safe() {
    insta::assert_snapshot!(html("see https://a.example/x?a=1&b=2", None, ""), @"");
    let long = format!("https://a.example/{}", "x".repeat(90));
    insta::assert_snapshot!(html(&long, None, ""), @"");
}

#[test]
fn marks_keep_markup_whole() {
    insta::assert_snapshot!(html("a\nlog <b> #log", None, "\"a log\" log b"), @"");
    insta::assert_snapshot!(html("https://log.example/", None, "log"), @"");
}

#[test]
fn hostile_text_stays_text() {
    insta::assert_snapshot!(html("<script>\u{202e}'x' & \u{0}", None, "script"), @"");
}
