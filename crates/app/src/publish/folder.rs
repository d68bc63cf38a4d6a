//! The folder published to: which files are chatkeep's own, and which of them change.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use pages::Page;

/// The list of all files written, so that publishing again removes those that are no more.
const MANIFEST: &str = "chatkeep-files.txt";

/// The folder published to. A file that would not change is not touched.
pub(super) struct Folder {
    root: PathBuf,
    before: BTreeSet<String>,
    now: BTreeSet<String>,
    /// The list, to which a name is added before its file is written: whoever is interrupted publishes
    /// again, and nothing is taken for somebody else's.
    manifest: File,
    written: u64,
    same: u64,
}

/// What publishing did, in files.
pub(super) struct Published {
    pub(super) written: u64,
    pub(super) same: u64,
    pub(super) removed: u64,
    /// What should be removed and cannot be, and why. It stays on the list.
    pub(super) stayed: Vec<(String, std::io::Error)>,
}

impl Folder {
    /// Opens a folder that is empty, or that chatkeep published to.
    ///
    /// # Errors
    /// When it holds something else, or cannot be written to.
    pub(super) fn open(root: &Path) -> Result<Self> {
        if root.exists() && !root.is_dir() {
            bail!("{} is a file, not a folder to publish to", root.display());
        }
        std::fs::create_dir_all(root)
            .with_context(|| format!("making the folder {}", root.display()))?;
        let path = root.join(MANIFEST);
        if !path.exists() && std::fs::read_dir(root)?.next().is_some() {
            bail!(
                "{} holds files that chatkeep did not write: publish to an empty folder, so that none is overwritten",
                root.display()
            );
        }
        let manifest = std::fs::read_to_string(&path).unwrap_or_default();
        let before = manifest.lines().map(str::to_owned).collect();
        let manifest = File::options().append(true).create(true).open(&path);
        let manifest = manifest.with_context(|| format!("writing {}", path.display()))?;
        Ok(Self {
            root: root.to_owned(),
            before,
            now: BTreeSet::new(),
            manifest,
            written: 0,
            same: 0,
        })
    }

    /// Writes a page, if there is one.
    pub(super) fn page(&mut self, page: Page<'_>, html: Option<String>) -> Result<()> {
        match html {
            Some(html) => self.write(&page.path(), &html),
            None => Ok(()),
        }
    }

    /// Writes a file, unless it is there already as it should be.
    pub(super) fn write(&mut self, name: &str, contents: impl AsRef<[u8]>) -> Result<()> {
        let contents = contents.as_ref();
        let path = self.root.join(name);
        let is_new = self.now.insert(name.to_owned()) && !self.before.contains(name);
        if std::fs::read(&path).is_ok_and(|there| there == contents) {
            self.same += 1;
            return Ok(());
        }
        let failed = || format!("writing {}", path.display());
        if is_new {
            writeln!(self.manifest, "{name}").with_context(failed)?;
        }
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).with_context(failed)?;
        }
        self.written += 1;
        std::fs::write(&path, contents).with_context(failed)
    }

    /// Removes what was published before and is no more, and notes what is there now.
    pub(super) fn finish(mut self) -> Result<Published> {
        let gone = self
            .before
            .difference(&self.now)
            .filter(|name| *name != MANIFEST && stays_inside(name));
        let (mut removed, mut stayed) = (0, Vec::new());
        for name in gone {
            match std::fs::remove_file(self.root.join(name)) {
                Ok(()) => removed += 1,
                Err(why) if why.kind() == std::io::ErrorKind::NotFound => {}
                Err(why) => stayed.push((name.clone(), why)),
            }
        }
        self.now.extend(stayed.iter().map(|(name, _)| name.clone()));
        self.before.insert(MANIFEST.to_owned());
        let list: String = self.now.iter().map(|name| format!("{name}\n")).collect();
        self.write(MANIFEST, &list)?;
        Ok(Published { written: self.written, same: self.same, removed, stayed })
    }
}

/// Whether a name from the list leads nowhere but into the folder.
fn stays_inside(name: &str) -> bool {
    let path = Path::new(name);
    path.is_relative()
        && path.components().all(|part| matches!(part, std::path::Component::Normal(_)))
}
