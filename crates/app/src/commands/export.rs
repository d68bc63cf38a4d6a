//! `export`: everything out again, for other programs.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result};
use chat::{ChatName, Tag};
use formats::activitystreams::CollectionWriter;
use formats::chatkeep_jsonl::JsonlWriter;
use formats::table::TableWriter;
use formats::tags::TagsWriter;
use store::{Archive, As, Exported, Scope, StoreError};

use crate::cli::{self, ExportFormat};
use crate::commands::{open, show};
use crate::coverage;

pub(crate) fn run(args: &cli::Export, dir: &Path) -> Result<ExitCode> {
    let archive = open(dir)?;
    let scope = scope(&archive, args.what.as_deref())?;
    if let Some(path) = &args.coverage {
        let coverage = serde_json::to_string(&coverage::in_scope(&archive, &scope)?)?;
        std::fs::write(path, coverage + "\n")
            .with_context(|| format!("writing {}", path.display()))?;
    }
    match &args.out {
        None => match write(&archive, &scope, args.format, BufWriter::new(io::stdout().lock())) {
            Err(error) if is_broken_pipe(&error) => {}
            done => done?,
        },
        Some(path) => write_file(&archive, &scope, args.format, path)
            .with_context(|| format!("writing {}", path.display()))?,
    }
    Ok(ExitCode::SUCCESS)
}

/// A half-written file never stands in the place of a whole one. What is no file (a pipe, a device) is
/// written to as it is, and a link's target is what is replaced.
fn write_file(archive: &Archive, scope: &Scope, format: ExportFormat, path: &Path) -> Result<()> {
    let known = std::fs::metadata(path).ok();
    if known.as_ref().is_some_and(|known| !known.is_file()) {
        let out = File::options().write(true).open(path)?;
        return write(archive, scope, format, BufWriter::new(out));
    }
    let path = if known.is_some() { std::fs::canonicalize(path)? } else { path.to_owned() };
    let beside = path.with_added_extension("part");
    let written = write(archive, scope, format, BufWriter::new(File::create(&beside)?))
        .and_then(|()| Ok(std::fs::rename(&beside, &path)?));
    if written.is_err() {
        // What failed is told, not that its beginning could not be removed.
        let _ = std::fs::remove_file(&beside);
    }
    written
}

fn scope(archive: &Archive, what: Option<&str>) -> Result<Scope> {
    let Some(what) = what else { return Ok(Scope::All) };
    if what.contains('/') {
        let name: ChatName = what.parse()?;
        return Ok(Scope::Chat(Box::new(show::find(archive, &name)?.chat)));
    }
    let tag = Tag::new(what).with_context(|| format!("“{what}” is neither a chat nor a tag"))?;
    if archive.tag_size(&tag)?.0 == 0 {
        anyhow::bail!("there are no posts tagged #{tag} here");
    }
    Ok(Scope::Tag(tag))
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let io = |cause: &(dyn std::error::Error + 'static)| match cause.downcast_ref::<io::Error>() {
        Some(error) => error.kind() == io::ErrorKind::BrokenPipe,
        None => cause.to_string().contains("Broken pipe"),
    };
    error.chain().any(io)
}

fn write(archive: &Archive, scope: &Scope, format: ExportFormat, out: impl Write) -> Result<()> {
    match format {
        ExportFormat::Jsonl => jsonl(archive, scope, out),
        ExportFormat::Csv => {
            let mut table = TableWriter::new(out)?;
            archive.export::<Failed>(scope, As::Shown, |exported| match exported {
                Exported::Post { post, context: false, .. } => Ok(table.write_post(&post)?),
                _ => Ok(()),
            })?;
            Ok(table.finish()?)
        }
        ExportFormat::TagsCsv => {
            let mut sheet = TagsWriter::new(out)?;
            archive.export::<Failed>(scope, As::Shown, |exported| match exported {
                Exported::Post { post, context: false, .. } => Ok(sheet.write_post(&post)?),
                Exported::Repost { repost, .. } => match original(archive, &repost)? {
                    Some(post) => Ok(sheet.write_repost_of(&repost, &post)?),
                    None => Ok(sheet.write_repost(&repost)?),
                },
                _ => Ok(()),
            })?;
            Ok(sheet.finish()?)
        }
        ExportFormat::Activitystreams => {
            let coverage = coverage::in_scope(archive, scope)?;
            let mut collection = CollectionWriter::new(out, &coverage)?;
            archive.export::<Failed>(scope, As::Shown, |exported| match exported {
                Exported::Post { post, context: false, .. } => Ok(collection.post(&post)?),
                Exported::Repost { repost, .. } => Ok(collection.repost(&repost)?),
                Exported::Gone(tombstone) => Ok(collection.gone(&tombstone)?),
                Exported::Post { .. } => Ok(()),
            })?;
            Ok(collection.finish()?)
        }
    }
}

/// The post that was passed on, where it is here.
fn original(archive: &Archive, repost: &chat::Repost) -> Result<Option<chat::Post>, StoreError> {
    let Some(of) = &repost.of else { return Ok(None) };
    let kept = archive.post(of)?.filter(|kept| !kept.standing.is_silent());
    Ok(kept.map(|kept| kept.post))
}

fn jsonl(archive: &Archive, scope: &Scope, out: impl Write) -> Result<()> {
    let mut writer = JsonlWriter::new(out)?;
    for series in archive.series()? {
        if in_scope(scope, &series.tag) {
            writer.series(series)?;
        }
    }
    for summary in archive.chats()?.into_iter().filter(|summary| summary.by_host) {
        let named = matches!(scope, Scope::Chat(chat) if chat.name == summary.chat.name);
        if named || !matches!(scope, Scope::Chat(_)) && in_scope(scope, &summary.chat.name.tag) {
            writer.chat(summary.chat)?;
        }
    }
    for source in coverage::sources(archive, scope)? {
        writer.source(source)?;
    }
    for coverage in coverage::in_scope(archive, scope)? {
        writer.coverage(&coverage)?;
    }
    let wanted = authors(archive, scope)?;
    archive.export_authors::<Failed>(|author| {
        if wanted.as_ref().is_none_or(|wanted| wanted.contains(&author.uri)) {
            writer.author(author)?;
        }
        Ok(())
    })?;
    archive.export::<Failed>(scope, As::Told, |exported| {
        match exported {
            Exported::Post { post, context, seen } => writer.post(*post, context, &seen)?,
            Exported::Repost { repost, seen } => writer.repost(*repost, &seen)?,
            Exported::Gone(tombstone) => writer.gone(tombstone)?,
        }
        Ok(())
    })?;
    writer.finish()?;
    Ok(())
}

fn in_scope(scope: &Scope, tag: &Tag) -> bool {
    match scope {
        Scope::All => true,
        Scope::Tag(wanted) => wanted == tag,
        Scope::Chat(chat) => chat.name.tag == *tag,
    }
}

/// Whose profiles go with a part of the archive; `None` for all of it.
fn authors(
    archive: &Archive,
    scope: &Scope,
) -> Result<Option<std::collections::HashSet<chat::Uri>>> {
    if matches!(scope, Scope::All) {
        return Ok(None);
    }
    let mut wanted = std::collections::HashSet::new();
    archive.export::<Failed>(scope, As::Told, |exported| {
        match exported {
            Exported::Post { post, .. } => drop(wanted.insert(post.author.uri)),
            Exported::Repost { repost, .. } => drop(wanted.insert(repost.author.uri)),
            Exported::Gone(_) => {}
        }
        Ok(())
    })?;
    Ok(Some(wanted))
}

/// Reading or writing failed on the way out.
#[derive(Debug, thiserror::Error)]
enum Failed {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Write(#[from] io::Error),
}
