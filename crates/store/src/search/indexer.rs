//! Writing the index, on a thread of its own.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::JoinHandle;

use chat::Post;
use rusqlite::Connection;
use tantivy::{IndexWriter, TantivyDocument, Term};

use super::index::{self, Fields, Index};
use crate::row::{POST, RECORD, Stored};
use crate::{StoreError, changes};

/// Memory for postings before they go to disk: 64 MB.
const HEAP: usize = 64_000_000;
/// The same where a few posts come at a time: the least that tantivy takes. A table in proportion to it is
/// cleared for each commit.
const SMALL_HEAP: usize = 15_000_000;
/// Documents between commits while much comes in.
const COMMIT_EVERY: usize = 300_000;
/// Commits that may wait for the index, while it puts a segment on disk.
const WAITING: usize = 4;

/// Where a post is looked for by its words: its text, its warning, the descriptions of its pictures.
pub(crate) fn words_of(post: &Post) -> String {
    let body = &post.body;
    let mut words = body.text.plain.clone();
    let alts = body.media.iter().filter_map(|media| media.alt.as_ref());
    for more in body.content_warning.iter().chain(alts) {
        words.push('\n');
        words.push_str(more);
    }
    words
}

/// What the index is to learn of a record.
#[derive(Debug)]
pub(crate) struct Document {
    row: u64,
    /// `None`: the record is not to be found any more.
    words: Option<String>,
    author: u64,
    tags: Vec<u64>,
    /// Its words must leave the files, not only the answers.
    purge: bool,
}

impl Document {
    /// A post to be found by its [words](words_of).
    pub(crate) fn of(row: i64, post: &Post, author: i64, tags: &[i64]) -> Self {
        let number = |id: i64| u64::try_from(id).unwrap_or(0);
        Self {
            row: number(row),
            words: Some(words_of(post)),
            author: number(author),
            tags: tags.iter().map(|&t| number(t)).collect(),
            purge: false,
        }
    }

    /// A row that holds nothing to be found, or not the same any more.
    pub(crate) fn removed(row: i64) -> Self {
        Self {
            row: u64::try_from(row).unwrap_or(0),
            words: None,
            author: 0,
            tags: Vec::new(),
            purge: false,
        }
    }
}

impl Document {
    /// A row whose words were taken back: they leave the files too.
    pub(crate) fn taken_back(row: i64) -> Self {
        Self { purge: true, ..Self::removed(row) }
    }
}

/// The documents of one committed batch, and the number of its last change.
type Batch = (Vec<Document>, i64);

/// Feeds the index. Dropped without [`Indexer::finish`], it leaves the index lagging, and the next
/// writer catches it up.
pub(crate) struct Indexer {
    dir: PathBuf,
    heap: usize,
    seen: Option<i64>,
    send: Option<SyncSender<Batch>>,
    thread: Option<JoinHandle<Result<(), StoreError>>>,
}

impl Indexer {
    /// Opens the index; one that cannot be read is thrown away and built anew.
    pub(crate) fn open(dir: &Path) -> Result<Self, StoreError> {
        if index::open(dir, true).is_err() {
            index::discard(dir)?;
            index::open(dir, true)?;
        }
        let seen = Index::open(dir).ok().and_then(|index| index.seen());
        Ok(Self { dir: dir.to_owned(), heap: HEAP, seen, send: None, thread: None })
    }

    /// The same for a few posts at a time.
    pub(crate) fn of_little(self) -> Self {
        Self { heap: SMALL_HEAP, ..self }
    }

    /// Learns what was committed and not indexed, as after a kill.
    pub(crate) fn catch_up(&mut self, db: &Connection) -> Result<(), StoreError> {
        let last = changes::last(db)?;
        let seen = self.seen.unwrap_or(0);
        if seen >= last {
            return Ok(());
        }
        let mut documents = Vec::new();
        changes::since(db, seen, |row| {
            // What is no post any more may have been taken back: its words leave the files.
            match document_of_row(db, row)? {
                Some(document) => documents.extend([Document::removed(row), document]),
                None => documents.push(Document::taken_back(row)),
            }
            if documents.len() >= 10_000 {
                self.index(std::mem::take(&mut documents), seen)?;
            }
            Ok(())
        })?;
        self.index(documents, last)
    }

    /// Hands over what a committed batch changed.
    pub(crate) fn index(
        &mut self,
        documents: Vec<Document>,
        number: i64,
    ) -> Result<(), StoreError> {
        if documents.is_empty() && self.send.is_none() {
            return Ok(());
        }
        if self.send.is_none() {
            // One that was closed may still be at work.
            self.finish()?;
            let (send, receive) = sync_channel(WAITING);
            let (index, fields) = index::open(&self.dir, true)?;
            let writer = index.writer_with_num_threads(1, self.heap)?;
            let thread = std::thread::Builder::new().name("indexer".into());
            self.thread = Some(thread.spawn(move || write(writer, fields, &receive))?);
            self.send = Some(send);
        }
        match self.send.as_ref().map(|send| send.send((documents, number))) {
            Some(Ok(())) => Ok(()),
            _ => self.finish(),
        }
    }

    /// Hands nothing over any more: the index commits, on its own thread.
    pub(crate) fn close(&mut self) {
        self.send = None;
    }

    /// Waits until everything handed over can be found.
    pub(crate) fn finish(&mut self) -> Result<(), StoreError> {
        self.close();
        match self.thread.take().map(JoinHandle::join) {
            None | Some(Ok(Ok(()))) => Ok(()),
            Some(Ok(Err(error))) => Err(error),
            Some(Err(_)) => Err(StoreError::Index("its thread stopped unexpectedly".into())),
        }
    }
}

fn write(
    mut writer: IndexWriter,
    fields: Fields,
    receive: &Receiver<Batch>,
) -> Result<(), StoreError> {
    let (mut last, mut since_commit, mut purge) = (0, 0, false);
    take_a_number(&writer, fields);
    for (documents, number) in receive {
        since_commit += documents.len();
        for document in documents {
            purge |= document.purge;
            add(&writer, fields, document)?;
        }
        last = number;
        if since_commit >= COMMIT_EVERY {
            commit(&mut writer, last)?;
            since_commit = 0;
        }
    }
    commit(&mut writer, last)?;
    if purge {
        rewrite_holed(&mut writer)?;
    }
    writer.wait_merging_threads()?;
    Ok(())
}

/// Has the writer begin after the number that the last commit bears.
///
/// A new writer gives it to its first step once more. If that deletes something, and segments are merged
/// before the first commit (as after a kill in the middle of a merge), those that bear the number of the
/// last commit are taken to be up to date with it: their words are merged as if nothing was deleted, and
/// stay findable for ever. So the first step deletes what is not there.
fn take_a_number(writer: &IndexWriter, fields: Fields) {
    writer.delete_term(Term::from_field_u64(fields.row, u64::MAX));
}

/// Writes the segments anew from which something was deleted: until then its words are in their
/// files.
fn rewrite_holed(writer: &mut IndexWriter) -> Result<(), StoreError> {
    let segments = writer.index().searchable_segment_metas()?;
    let holed: Vec<_> = segments.iter().filter(|s| s.has_deletes()).map(|s| s.id()).collect();
    if !holed.is_empty() {
        writer.merge(&holed).wait()?;
        writer.garbage_collect_files().wait()?;
    }
    Ok(())
}

fn add(writer: &IndexWriter, fields: Fields, document: Document) -> Result<(), StoreError> {
    let Some(words) = document.words else {
        writer.delete_term(Term::from_field_u64(fields.row, document.row));
        return Ok(());
    };
    let mut fresh = TantivyDocument::new();
    fresh.add_u64(fields.row, document.row);
    fresh.add_text(fields.text, words);
    fresh.add_u64(fields.author, document.author);
    for tag in document.tags {
        fresh.add_text(fields.tag, tag.to_string());
    }
    writer.add_document(fresh)?;
    Ok(())
}

fn commit(writer: &mut IndexWriter, seen: i64) -> Result<(), StoreError> {
    let mut prepared = writer.prepare_commit()?;
    prepared.set_payload(&seen.to_string());
    prepared.commit()?;
    Ok(())
}

/// What the index is to learn of a row; `None` where it holds no post that can be found.
pub(crate) fn document_of_row(db: &Connection, row: i64) -> Result<Option<Document>, StoreError> {
    use rusqlite::OptionalExtension;
    let sql = format!(
        "select {}, r.author from {} where r.id = ? and r.kind = {POST} and r.standing = {RECORD}",
        Stored::COLUMNS,
        Stored::TABLES_AS_TOLD
    );
    let found = db
        .prepare_cached(&sql)?
        .query_row([row], |row| Ok((Stored::read(row)?, row.get::<_, i64>(10)?)))
        .optional()?;
    let Some((stored, author)) = found else {
        return Ok(None);
    };
    let mut tags = db.prepare_cached("select tag from record_tags where record = ?")?;
    let tags = tags.query_map([row], |row| row.get(0))?.collect::<Result<Vec<i64>, _>>()?;
    Ok(Some(Document::of(row, &stored.post()?, author, &tags)))
}

#[cfg(test)]
mod tests;
