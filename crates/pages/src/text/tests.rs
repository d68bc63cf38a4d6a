//! Text becomes HTML, and nothing else does.

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

        question: None,
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
    insta::assert_snapshot!(html("Yes! #chat #tea", chat, ""), @r#"<p>Yes! <span class="last-tags"><a class="tag" href="search.html?tag=tea"><bdi>#tea</bdi></a></span></p>"#);
    insta::assert_snapshot!(html("Welcome to #chat", chat, ""), @r#"<p>Welcome to <span class="last-tags"><a class="tag" href="search.html?tag=chat"><bdi>#chat</bdi></a></span></p>"#);
    insta::assert_snapshot!(html("#chat", chat, ""), @r#"<p><a class="tag" href="search.html?tag=chat"><bdi>#chat</bdi></a></p>"#);
}

#[test]
fn handles_before_a_reply_are_set_apart() {
    insta::assert_snapshot!(html("@ada @bob hello", None, ""), @r#"<p><span class="to"><bdi>@ada</bdi> <bdi>@bob</bdi></span> hello</p>"#);
    insta::assert_snapshot!(html("@ada, hello", None, ""), @r#"<p><bdi>@ada</bdi>, hello</p>"#);
}

#[test]
fn links_are_short_and_safe() {
    insta::assert_snapshot!(html("see https://a.example/x?a=1&b=2", None, ""), @r#"<p>see <a href="https://a.example/x?a=1&amp;b=2" rel="nofollow noopener noreferrer ugc">a.example/x?a=1&amp;b=2</a></p>"#);
    let long = format!("https://a.example/{}", "x".repeat(90));
    insta::assert_snapshot!(html(&long, None, ""), @r#"<p><a class="short" href="https://a.example/xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" rel="nofollow noopener noreferrer ugc">a.example/xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…</a></p>"#);
}

#[test]
fn marks_keep_markup_whole() {
    insta::assert_snapshot!(html("a\nlog <b> #log", None, "\"a log\" log b"), @r#"
<p><mark>a</mark><br>
<mark>log</mark> &lt;<mark>b</mark>&gt; <span class="last-tags"><a class="tag" href="search.html?tag=log"><bdi>#<mark>log</mark></bdi></a></span></p>
"#);
    insta::assert_snapshot!(html("https://log.example/", None, "log"), @r#"<p><a href="https://log.example/" rel="nofollow noopener noreferrer ugc"><mark>log</mark>.example</a></p>"#);
}

#[test]
fn hostile_text_stays_text() {
    insta::assert_snapshot!(html("<script>\u{202e}'x' & \u{0}", None, "script"), @r#"<p>&lt;<mark>script</mark>&gt;&#39;x&#39; &amp; �</p>"#);
}
