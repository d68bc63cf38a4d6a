//! `show`: a chat's transcript, replies under what they answer.

use std::path::Path;
use std::process::ExitCode;

use analysis::{reposts, threads};
use anyhow::{Result, bail};
use chat::{ChatName, MediaKind, Post, Series};
use jiff::tz::TimeZone;
use store::{Archive, ChatSummary};

use crate::answers::ShownChat;
use crate::cli;
use crate::commands::{open, print, print_json};
use crate::terminal::{count, line, set};

/// Replies are indented so deep and no deeper.
const DEEPEST: usize = 6;

pub(crate) fn run(args: &cli::Show, dir: &Path) -> Result<ExitCode> {
    let archive = open(dir)?;
    let summary = find(&archive, &args.chat)?;
    let series =
        archive.series_of(&args.chat.tag)?.unwrap_or_else(|| Series::new(args.chat.tag.clone()));
    let found = archive.chat_posts(&summary.chat)?;
    let folded = reposts::fold(&found.posts, &found.reposts);
    if args.json {
        print_json(&ShownChat::new(&summary.chat, &series, &found, &folded))?;
        return Ok(ExitCode::SUCCESS);
    }
    let zone = series.zone();
    let mut text = heading(&summary, &series, &zone);
    for placed in threads::threads(&found.posts).reading_order() {
        if let Some(post) = found.posts.get(placed.post) {
            let passed_on = folded.of_posts.get(placed.post).map_or(0, Vec::len);
            text += &told(post, placed.depth, passed_on, &zone);
        }
    }
    print(&text)?;
    Ok(ExitCode::SUCCESS)
}

/// The chat of this name, or a word about those nearest to it.
pub(crate) fn find(archive: &Archive, name: &ChatName) -> Result<ChatSummary> {
    if let Some(found) = archive.chat(name)? {
        return Ok(found);
    }
    let mut others = archive.chats_of(&name.tag)?;
    if others.is_empty() {
        bail!(
            "there is no chat {name}, and none under #{}: `chatkeep chats` lists those there are",
            name.tag
        );
    }
    others.sort_by_key(|other| {
        let days = other.chat.name.date.since(name.date).map_or(i32::MAX, |span| span.get_days());
        days.saturating_abs()
    });
    let near: Vec<String> =
        others.iter().take(3).map(|other| other.chat.name.to_string()).collect();
    bail!("there is no chat {name}; near it: {}", near.join(", "));
}

fn heading(summary: &ChatSummary, series: &Series, zone: &TimeZone) -> String {
    let chat = &summary.chat;
    let (opens_at, closes_at) = chat.talk();
    let (from, to) = (zone.to_datetime(opens_at), zone.to_datetime(closes_at));
    let zone_name = series.timezone.as_deref().unwrap_or("UTC");
    let title = chat.title.as_deref().map(|title| format!("{}\n", line(title))).unwrap_or_default();
    format!(
        "#{}\n{title}{}, {} to {} ({zone_name})\n{}, {}, {}\n\n",
        chat.name.tag,
        from.strftime("%A %-d %B %Y"),
        from.strftime("%H:%M"),
        to.strftime("%H:%M"),
        count(summary.people, "person", "people"),
        count(summary.posts, "post", "posts"),
        count(summary.reposts, "repost", "reposts"),
    )
}

/// One post: time and author, then what was said.
pub(crate) fn told(post: &Post, depth: usize, passed_on: usize, zone: &TimeZone) -> String {
    let indent = "    ".repeat(depth.min(DEEPEST));
    let when = if post.created_at.has_time() {
        zone.to_datetime(post.created_at.at()).strftime("%H:%M").to_string()
    } else {
        "  ·  ".to_owned()
    };
    let handle =
        post.author.handle.as_deref().filter(|_| post.author.name.is_some()).unwrap_or_default();
    let mut text = format!("{indent}{when}  {}  {}", line(post.author.shown_name()), line(handle))
        .trim_end()
        .to_owned();
    if passed_on > 0 {
        text += &format!("  (passed on by {passed_on})");
    }
    if post.body.edited_at.is_some() {
        text += "  (edited)";
    }
    text.push('\n');
    let inner = format!("{indent}       ");
    if let Some(warning) = &post.body.content_warning {
        text += &set(&format!("[{}]", line(warning)), &inner);
        text.push('\n');
    }
    for paragraph in post.body.text.plain.lines().filter(|line| !line.trim().is_empty()) {
        text += &set(paragraph, &inner);
        text.push('\n');
    }
    for media in &post.body.media {
        text += &set(
            &format!(
                "[{}] {}",
                media.alt.as_deref().map_or_else(|| undescribed(media.kind).into(), line),
                line(&media.url)
            ),
            &inner,
        );
        text.push('\n');
    }
    text.push('\n');
    text
}

/// What is said of something without a description.
fn undescribed(kind: MediaKind) -> &'static str {
    match kind {
        MediaKind::Image => "picture",
        MediaKind::Video => "film",
        MediaKind::Audio => "sound",
        MediaKind::Other => "file",
    }
}
