//! A page made to be judged by reading: each topic with its posts, to tick those that are about its label.

use std::fmt::Write as _;
use std::path::Path;

use analysis::{Topic, topics};
use anyhow::{Context, Result};

use crate::gold::Gold;

/// The beginning of the page. The sum of ticks stands beside each label.
const HEAD: &str = r#"<!DOCTYPE html>
<html lang="en"><meta charset="utf-8"><title>Topics, to be judged</title>
<style>
body{font:1rem/1.5 Georgia,serif;max-width:44rem;margin:2rem auto;padding:0 1rem}
h2{border-top:1px solid;padding-top:1rem;margin-top:3rem}
li{list-style:none;margin:.4rem 0}
ol{padding:0}
small,.none{color:#595959}
label:has(:checked){background:#f1f5ea}
</style>
<p>Tick each post that is about the label of its topic. Four of five should be.</p>
"#;

/// The end of the page.
const TAIL: &str = r#"<script>
for (const topic of document.querySelectorAll("section")) {
  const boxes = [...topic.querySelectorAll("input")], sum = topic.querySelector("output");
  topic.addEventListener("change", () => {
    sum.textContent = `${boxes.filter((box) => box.checked).length} of ${boxes.length} about it`;
  });
}
</script>
</html>
"#;

/// Writes the topics of chats, each with its posts, as a page.
pub(crate) fn write(chats: &[Gold], file: &Path) -> Result<()> {
    let mut page = HEAD.to_owned();
    for chat in chats {
        let found = topics(&chat.talk());
        let _ = writeln!(page, "<h1>{}</h1>", escaped(&chat.name));
        for topic in &found.topics {
            write_topic(topic, chat, &mut page);
        }
        let _ = writeln!(page, "<h2>None</h2>\n<ol class=\"none\">");
        for &at in &found.none {
            let _ = writeln!(page, "<li>{}</li>", escaped(&chat.posts[at].body.text.plain));
        }
        page += "</ol>\n";
    }
    page += TAIL;
    std::fs::write(file, page).with_context(|| format!("writing {}", file.display()))
}

fn write_topic(topic: &Topic, chat: &Gold, page: &mut String) {
    let questions: Vec<String> = topic.questions.iter().map(|n| format!("Q{n}")).collect();
    let _ = writeln!(
        page,
        "<section><h2>{} <small>{} {} posts <output></output></small></h2>\n<ol>",
        escaped(&topic.label),
        questions.join(" "),
        topic.posts.len(),
    );
    for &at in &topic.posts {
        let post = &chat.posts[at];
        let stands = if topic.representative.contains(&at) { "★ " } else { "" };
        let _ = writeln!(
            page,
            "<li><label><input type=\"checkbox\"> {stands}<small>{} {}</small> {}</label></li>",
            post.created_at.at().strftime("%H:%M"),
            escaped(post.author.handle.as_deref().unwrap_or_default()),
            escaped(&post.body.text.plain),
        );
    }
    page.push_str("</ol></section>\n");
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn what_people_wrote_stays_words() {
        assert_eq!(escaped("<b> & \"c\""), "&lt;b> &amp; \"c\"");
    }
}
