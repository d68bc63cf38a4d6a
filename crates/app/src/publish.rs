//! `publish`: the same pages as files, that need no server.

mod folder;

use std::collections::BTreeSet;
use std::path::Path;
use std::process::ExitCode;

use ::chat::{Post, Uri};
use anyhow::Result;
use jiff::Timestamp;
use pages::assets::ASSETS;
use pages::{Page, SearchIndex, Site};
use store::{Archive, Picture};

use crate::cli;
use crate::commands;
use crate::media;
use crate::terminal::{count, grouped};
use crate::views::{Asked, Library, pictures};
use folder::{Folder, Published};

pub(crate) fn run(args: &cli::Publish, dir: &Path) -> Result<ExitCode> {
    let archive = Archive::open(dir)?;
    archive.as_readers_see()?;
    let mut site = Site::new(args.title.clone().unwrap_or_else(|| "chatkeep".to_owned()));
    if let Some(url) = &args.url {
        site = site.at(url);
    }
    let library = Library::open(&archive, &site)?;
    let mut folder = Folder::open(&args.dir)?;
    if args.images {
        media::gather_all(&archive)?;
    }
    write_pages(&library, &mut folder)?;
    let Published { written, same, removed, stayed } = folder.finish()?;
    for (name, why) in stayed {
        eprintln!("chatkeep: {name} should be removed, for it is no more, and cannot be: {why}");
    }
    let mut said = format!(
        "{}: {} written, {} as they were, {} removed. Open {} to read it.\n",
        args.dir.display(),
        count(written, "file", "files"),
        grouped(same),
        grouped(removed),
        args.dir.join("index.html").display(),
    );
    if args.url.is_none() {
        said += "No sitemap, feeds or previews for other sites: they need the address, --url https://….\n";
    }
    commands::print(&said)?;
    Ok(ExitCode::SUCCESS)
}

fn write_pages(library: &Library<'_>, folder: &mut Folder) -> Result<()> {
    for asset in ASSETS {
        folder.write(&Page::Asset(asset.name).path(), asset.contents)?;
    }
    folder.write(&Page::Home.path(), &library.home()?)?;
    folder.write(&Page::Search.path(), &library.search(&Asked::default())?)?;
    folder.write(&Page::NotFound.path(), library.not_found("this address"))?;
    for series in &library.series {
        folder.page(Page::Series(&series.tag), library.series(&series.tag)?)?;
    }
    for summary in &library.chats {
        let name = &summary.chat.name;
        folder.page(Page::Chat(name), library.chat(name, None)?)?;
        folder.page(Page::Coverage(name), library.coverage(name)?)?;
    }
    let posts = write_posts(library, folder)?;
    let authors = write_authors(library, folder, &posts)?;
    for (name, contents) in library.feeds_and_sitemap(&posts, &authors) {
        folder.write(&name, &contents)?;
    }
    Ok(())
}

/// What the sitemap has to know of a post.
pub(crate) struct Written {
    pub(crate) uri: Uri,
    pub(crate) author: Uri,
    pub(crate) listed: bool,
    pub(crate) changed: Timestamp,
}

/// Every post's page, and the index that the search page looks into.
fn write_posts(library: &Library<'_>, folder: &mut Folder) -> Result<Vec<Written>> {
    let (mut posts, mut index) = (Vec::new(), SearchIndex::new(&library.series));
    library.archive.each_post::<anyhow::Error>(|post| {
        index.push(&post, library.sitting(&post)?);
        folder.page(Page::Post(&post.uri), library.post(&post.uri)?)?;
        write_pictures(library, folder, &post)?;
        posts.push(Written {
            listed: pages::is_listed(&post),
            changed: post.body.edited_at.unwrap_or(post.created_at.at()),
            author: post.author.uri,
            uri: post.uri,
        });
        Ok(())
    })?;
    library
        .archive
        .each_gone::<anyhow::Error>(|uri| folder.page(Page::Post(&uri), library.post(&uri)?))?;
    library
        .archive
        .each_folded::<anyhow::Error>(|uri| folder.page(Page::Post(&uri), library.post(&uri)?))?;
    library
        .archive
        .each_hidden::<anyhow::Error>(|uri| folder.page(Page::Post(&uri), library.post(&uri)?))?;
    for (name, contents) in index.finish() {
        folder.write(&name, &contents)?;
    }
    Ok(posts)
}

/// The pictures of a post that are here.
fn write_pictures(library: &Library<'_>, folder: &mut Folder, post: &Post) -> Result<()> {
    for media in pictures(post) {
        if let Picture::Kept { .. } = library.archive.picture(&post.uri, &media.url)? {
            let file = library.archive.picture_file(&post.uri, &media.url)?;
            folder.write(&Page::Picture(&post.uri, &media.url).path(), &file)?;
        }
    }
    Ok(())
}

/// Every author's page, in as many parts as it takes.
fn write_authors(
    library: &Library<'_>,
    folder: &mut Folder,
    posts: &[Written],
) -> Result<Vec<Uri>> {
    let authors: BTreeSet<&Uri> = posts.iter().map(|post| &post.author).collect();
    for &uri in &authors {
        for part in 1..=library.author_parts(uri)? {
            let page = if part == 1 { Page::Author(uri) } else { Page::AuthorPart(uri, part) };
            folder.page(page, library.author(uri, part)?)?;
        }
    }
    Ok(authors.into_iter().cloned().collect())
}
