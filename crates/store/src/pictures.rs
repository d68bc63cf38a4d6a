//! Pictures that posts show: fetched once, kept as files beside the database, and gone with their post.
//!
//! A picture belongs to one post. Two posts that show the same one keep it twice, so that nothing needs
//! to be counted when one of them is taken back.

use std::path::{Path, PathBuf};

use chat::Uri;
use rusqlite::{Connection, OpenFlags, OptionalExtension};

use crate::archive::{DATABASE, tune};
use crate::key::Key;
use crate::{Archive, OpenError, StoreError};

/// The folder of the files, inside an archive's.
const FOLDER: &str = "media";
/// How often a picture is asked for that cannot be had just now.
const TRIES: u32 = 3;

/// What is known of a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Picture {
    /// Nobody asked for it yet, or it could not be had just then.
    Wanted,
    /// It is here, so many pixels wide and high.
    Kept {
        /// In pixels.
        width: u32,
        /// In pixels.
        height: u32,
    },
    /// It cannot be had: why.
    Missing(String),
}

/// Why a picture was not had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Miss {
    /// It may be had another time.
    ForNow,
    /// It never will.
    ForGood,
}

/// A connection that keeps pictures, beside whoever writes posts.
pub struct Pictures {
    db: Connection,
    dir: PathBuf,
}

impl Archive {
    /// What is known of a picture that a post shows, by the address that the post gives.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn picture(&self, post: &Uri, url: &str) -> Result<Picture, StoreError> {
        let sql = "select width, height, tries, why from pictures
                   where post = ? and url = ? and bytes >= 0";
        let mut select = self.db.prepare_cached(sql)?;
        let (post, url) = (Key::of(post), digest(url));
        let found = select.query_row((post.as_bytes(), url), |row| {
            let size: (Option<u32>, Option<u32>) = (row.get(0)?, row.get(1)?);
            let (tries, why): (u32, Option<String>) = (row.get(2)?, row.get(3)?);
            Ok(match size {
                (Some(width), Some(height)) => Picture::Kept { width, height },
                _ if tries < TRIES => Picture::Wanted,
                _ => Picture::Missing(why.unwrap_or_default()),
            })
        });
        Ok(found.optional()?.unwrap_or(Picture::Wanted))
    }

    /// The file of a picture that is here.
    ///
    /// # Errors
    /// [`StoreError::Io`] when it cannot be read; it may have been taken out a moment ago.
    pub fn picture_file(&self, post: &Uri, url: &str) -> Result<Vec<u8>, StoreError> {
        Ok(std::fs::read(file(&self.dir, Key::of(post).as_bytes(), &digest(url)))?)
    }
}

impl Pictures {
    /// Opens an archive to keep pictures in it. It takes no lock: whoever writes posts goes on.
    ///
    /// # Errors
    /// As [`Archive::open`].
    pub fn open(dir: &Path) -> Result<Self, OpenError> {
        // Brings an older archive up to date, and refuses what is none.
        drop(Archive::open(dir)?);
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let db = Connection::open_with_flags(dir.join(DATABASE), flags)?;
        tune(&db)?;
        // What is lost here with the power is fetched again.
        db.execute_batch("pragma synchronous = normal; pragma secure_delete = on")?;
        Ok(Self { db, dir: dir.to_owned() })
    }

    /// Keeps a picture of a post, unless the post was taken back meanwhile. Returns whether it did.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn keep(
        &mut self,
        post: &Uri,
        url: &str,
        (width, height): (u32, u32),
        file_of_it: &[u8],
    ) -> Result<bool, StoreError> {
        let (post, url) = (Key::of(post), digest(url));
        let path = file(&self.dir, post.as_bytes(), &url);
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        // Whole or not at all, under a name that nobody asks for.
        let half = path.with_extension("part");
        std::fs::write(&half, file_of_it)?;
        std::fs::rename(&half, &path)?;
        let bytes = i64::try_from(file_of_it.len()).unwrap_or(i64::MAX);
        let kept = self.db.execute(
            "insert or replace into pictures (post, url, width, height, bytes, tries)
             select ?1, ?2, ?3, ?4, ?5, 0 from records where key = ?1 and standing <> 2",
            (post.as_bytes(), url, width, height, bytes),
        )?;
        if kept == 0 {
            std::fs::remove_file(&path)?;
        }
        Ok(kept > 0)
    }

    /// Notes that a picture was not had, and why.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn miss(&mut self, post: &Uri, url: &str, why: &str, miss: Miss) -> Result<(), StoreError> {
        let tries = match miss {
            Miss::ForNow => 1,
            Miss::ForGood => TRIES,
        };
        self.db.execute(
            "insert into pictures (post, url, bytes, tries, why) values (?, ?, 0, ?, ?)
             on conflict do update set tries = tries + excluded.tries, why = excluded.why
             where width is null and bytes >= 0",
            (Key::of(post).as_bytes(), digest(url), tries, why),
        )?;
        Ok(())
    }

    /// How many bytes the kept ones have together.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn bytes(&self) -> Result<u64, StoreError> {
        let sql = "select coalesce(sum(bytes), 0) from pictures where bytes > 0";
        Ok(self.db.prepare_cached(sql)?.query_row([], |row| row.get(0))?)
    }
}

/// Marks the pictures of posts that were taken back; nobody is shown them from then on.
pub(crate) fn forget(db: &Connection, gone: &[Uri]) -> Result<(), StoreError> {
    let mut update = db.prepare_cached("update pictures set bytes = -1 where post = ?")?;
    for uri in gone {
        update.execute([Key::of(uri).as_bytes()])?;
    }
    Ok(())
}

/// Removes the files of what was marked. After the commit, so that a batch that is not kept, or only
/// rehearsed, leaves them alone.
pub(crate) fn sweep(db: &Connection) -> Result<(), StoreError> {
    let Some(dir) = db.path().and_then(|path| Path::new(path).parent()) else { return Ok(()) };
    let mut select = db.prepare_cached("select post, url from pictures where bytes < 0")?;
    let rows = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let marked: Vec<(Vec<u8>, Vec<u8>)> = rows.collect::<Result<_, _>>()?;
    for (post, url) in marked {
        match std::fs::remove_file(file(dir, &post, &url)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        }
        db.execute("delete from pictures where post = ? and url = ?", (post, url))?;
    }
    Ok(())
}

fn digest(url: &str) -> Vec<u8> {
    blake3::hash(url.as_bytes()).as_bytes()[..16].to_vec()
}

/// Where the file of a picture lies: `media/3f/3f….jpg`.
fn file(dir: &Path, post: &[u8], url: &[u8]) -> PathBuf {
    let name = blake3::Hasher::new().update(post).update(url).finalize().to_hex();
    dir.join(FOLDER).join(&name[..2]).join(format!("{}.jpg", &name[..32]))
}
