//! `publish`: the same pages as files, that need no server.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use ::chat::{Post, Uri};
use anyhow::{Context, Result, bail};
use jiff::Timestamp;
use pages::assets::ASSETS;
use pages::{Page, SearchIndex, Site};
use store::{Archive, Picture};

use crate::cli;
use crate::commands;
use crate::media;
use crate::terminal::{count, grouped};
use crate::views::{Asked, Library, pictures};

/// The list of all files written, so that publishing again removes those that are no more.
const MANIFEST: &str = "chatkeep-files.txt";

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
    let (written, same, removed) = folder.finish()?;
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

/// The folder published to. A file that would not change is not touched.
struct Folder {
    root: PathBuf,
    before: BTreeSet<String>,
    now: BTreeSet<String>,
    written: u64,
    same: u64,
}

impl Folder {
    fn open(root: &Path) -> Result<Self> {
        if root.exists() && !root.is_dir() {
            bail!("{} is a file, not a folder to publish to", root.display());
        }
        std::fs::create_dir_all(root)
            .with_context(|| format!("making the folder {}", root.display()))?;
        let manifest = std::fs::read_to_string(root.join(MANIFEST)).unwrap_or_default();
        let before: BTreeSet<String> = manifest.lines().map(str::to_owned).collect();
        let is_empty = std::fs::read_dir(root)?.next().is_none();
        if before.is_empty() && !is_empty {
            bail!(
                "{} holds files that chatkeep did not write: publish to an empty folder, so that none is overwritten",
                root.display()
            );
        }
        Ok(Self { root: root.to_owned(), before, now: BTreeSet::new(), written: 0, same: 0 })
    }

    fn page(&mut self, page: Page<'_>, html: Option<String>) -> Result<()> {
        match html {
            Some(html) => self.write(&page.path(), &html),
            None => Ok(()),
        }
    }

    fn write(&mut self, name: &str, contents: impl AsRef<[u8]>) -> Result<()> {
        let contents = contents.as_ref();
        let path = self.root.join(name);
        self.now.insert(name.to_owned());
        if std::fs::read(&path).is_ok_and(|there| there == contents) {
            self.same += 1;
            return Ok(());
        }
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        self.written += 1;
        std::fs::write(&path, contents).with_context(|| format!("writing {}", path.display()))
    }

    /// Removes what was published before and is no more, and notes what is there now.
    fn finish(mut self) -> Result<(u64, u64, u64)> {
        let gone: Vec<String> = self.before.difference(&self.now).cloned().collect();
        let mut removed = 0;
        for name in gone.iter().filter(|name| stays_inside(name)) {
            removed += u64::from(std::fs::remove_file(self.root.join(name)).is_ok());
        }
        let manifest: String = self.now.iter().map(|name| format!("{name}\n")).collect();
        self.write(MANIFEST, &manifest)?;
        Ok((self.written, self.same, removed))
    }
}

/// Whether a name from the list leads nowhere but into the folder.
fn stays_inside(name: &str) -> bool {
    let path = Path::new(name);
    path.is_relative()
        && path.components().all(|part| matches!(part, std::path::Component::Normal(_)))
}
