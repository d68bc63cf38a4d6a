//! `chats`: which chats are in the archive.

use std::path::Path;
use std::process::ExitCode;

use anyhow::Result;
use chat::{Series, Tag};
use store::{Archive, ChatSummary};

use crate::answers::ChatLine;
use crate::cli;
use crate::commands::{open, print, print_json};
use crate::terminal::{count, grouped, line};

pub(crate) fn run(args: &cli::Chats, dir: &Path) -> Result<ExitCode> {
    let archive = open(dir)?;
    let chats = match &args.tag {
        Some(tag) => archive.chats_of(tag)?,
        None => archive.chats()?,
    };
    if chats.is_empty() {
        eprint!("{}", none(&archive, args.tag.as_ref())?);
    }
    if args.json {
        print_json(&chats.into_iter().map(ChatLine::from).collect::<Vec<_>>())?;
        return Ok(ExitCode::SUCCESS);
    }
    let mut text = String::new();
    let width = chats.iter().map(|c| c.chat.name.to_string().chars().count()).max().unwrap_or(0);
    for summary in chats {
        text += &told(&archive, &summary, width)?;
    }
    print(&text)?;
    Ok(ExitCode::SUCCESS)
}

fn told(archive: &Archive, summary: &ChatSummary, width: usize) -> Result<String> {
    let chat = &summary.chat;
    let zone = archive
        .series_of(&chat.name.tag)?
        .map(|series| series.zone())
        .unwrap_or(jiff::tz::TimeZone::UTC);
    let (opens_at, closes_at) = chat.talk();
    let (from, to) = (zone.to_datetime(opens_at), zone.to_datetime(closes_at));
    let hours = format!("{}–{}", from.strftime("%a %H:%M"), to.strftime("%H:%M"));
    let name = chat.name.to_string();
    let title = chat.title.as_deref().map(|title| format!("  {}", line(title))).unwrap_or_default();
    let numbers = format!(
        "{:>12} {:>11}",
        count(summary.posts, "post", "posts"),
        count(summary.people, "person", "people")
    );
    Ok(format!("{name:<width$}  {hours}  {numbers}{title}\n"))
}

/// Why there are no chats, and what to do.
pub(crate) fn none(archive: &Archive, tag: Option<&Tag>) -> Result<String> {
    if let Some(tag) = tag.filter(|tag| archive.series_of(tag).is_ok_and(|s| s.is_none())) {
        let (posts, _) = archive.tag_size(tag)?;
        return Ok(format!(
            "#{tag} has not been named as a chat's tag: {} with it. `chatkeep import FILE --tag '#{tag}'` names it.\n",
            count(posts, "post", "posts"),
        ));
    }
    let wanted = |series: &Series| tag.is_none_or(|tag| series.tag == *tag);
    if let Some(series) = archive.series()?.into_iter().find(wanted) {
        let (posts, _) = archive.tag_size(&series.tag)?;
        return Ok(format!(
            "No chat was found under #{}: {} with that tag, and nothing in them that rises and falls like a chat.\n",
            series.tag,
            count(posts, "post", "posts"),
        ));
    }
    if archive.size()?.0 == 0 {
        return Ok(
            "There are no posts here yet: `chatkeep import FILE --tag '#yourchat'`.\n".into()
        );
    }
    let mut text = String::from(
        "No chat has been named yet. Name one with the tag it was held under:\n  chatkeep import FILE --tag '#yourchat'\n",
    );
    let tags = archive.stats()?.tags;
    if !tags.is_empty() {
        let tags: Vec<String> = tags
            .iter()
            .take(5)
            .map(|(tag, posts)| format!("#{tag} ({})", grouped(*posts)))
            .collect();
        text += &format!("The tags used most here: {}.\n", tags.join(", "));
    }
    Ok(text)
}
