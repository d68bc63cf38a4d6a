//! The index's shape, and reading it.

use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;

use tantivy::collector::{Count, FilterCollector, TopDocs};
use tantivy::directory::MmapDirectory;
use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, NumericOptions, Schema, TextFieldIndexing, TextOptions,
};
use tantivy::store::Compressor;
use tantivy::{IndexReader, IndexSettings, ReloadPolicy};

use super::newest::{self, Blocks};
use super::query::{Filter, SearchError};
use super::still::Still;
use super::tokenizer::Words;
use super::{Order, query};
use crate::StoreError;

/// The index's folder inside the archive's, with the version of its shape: another shape, another
/// folder, and the old one is thrown away.
const FOLDER: &str = "search-2";
const TOKENIZER: &str = "words";

/// The fields of a document.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fields {
    /// The row of the record, which is in the order of time.
    pub(crate) row: Field,
    pub(crate) text: Field,
    pub(crate) author: Field,
    pub(crate) tag: Field,
}

/// The index open for reading.
pub(crate) struct Index {
    pub(super) fields: Fields,
    reader: IndexReader,
    blocks: Blocks,
}

fn schema() -> (Schema, Fields) {
    let mut schema = Schema::builder();
    let words = TextFieldIndexing::default()
        .set_tokenizer(TOKENIZER)
        .set_index_option(IndexRecordOption::WithFreqsAndPositions);
    let names = TextFieldIndexing::default()
        .set_tokenizer("raw")
        .set_fieldnorms(false)
        .set_index_option(IndexRecordOption::WithFreqs);
    let fields = Fields {
        row: schema.add_u64_field("row", NumericOptions::default() | INDEXED | FAST),
        text: schema.add_text_field("text", TextOptions::default().set_indexing_options(words)),
        author: schema.add_u64_field("author", INDEXED),
        // Numbers too, but indexed as words are, so that a tag can be a word of a query.
        tag: schema.add_text_field("tag", TextOptions::default().set_indexing_options(names)),
    };
    (schema.build(), fields)
}

/// Opens the index on disk, making it if asked to.
pub(super) fn open(dir: &Path, make: bool) -> Result<(tantivy::Index, Fields), StoreError> {
    let (schema, fields) = schema();
    let folder = dir.join(FOLDER);
    let index = if make {
        discard_others(dir)?;
        std::fs::create_dir_all(&folder)?;
        let settings =
            IndexSettings { docstore_compression: Compressor::None, ..IndexSettings::default() };
        let directory =
            MmapDirectory::open(&folder).map_err(|e| StoreError::Index(e.to_string()))?;
        tantivy::Index::builder().schema(schema).settings(settings).open_or_create(directory)?
    } else {
        tantivy::Index::open_in_dir(&folder)?
    };
    index.tokenizers().register(TOKENIZER, Words::default());
    Ok((index, fields))
}

/// Throws the index away; the next writer makes it anew.
pub(super) fn discard(dir: &Path) -> Result<(), StoreError> {
    let folder = dir.join(FOLDER);
    if folder.exists() {
        std::fs::remove_dir_all(folder)?;
    }
    Ok(())
}

/// Throws indexes of another shape away.
fn discard_others(dir: &Path) -> Result<(), StoreError> {
    for entry in std::fs::read_dir(dir)? {
        let entry = entry?;
        let name = entry.file_name();
        let version = name.to_str().and_then(|name| name.strip_prefix("search-"));
        if version.is_some_and(|v| v.parse::<u32>().is_ok()) && name != FOLDER {
            std::fs::remove_dir_all(entry.path())?;
        }
    }
    Ok(())
}

impl Index {
    pub(crate) fn open(dir: &Path) -> Result<Self, StoreError> {
        let (index, fields) = open(dir, false)?;
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into();
        if let Ok(reader) = reader {
            return Ok(Self { fields, reader, blocks: Blocks::default() });
        }
        let folder = MmapDirectory::open(dir.join(FOLDER));
        let folder = folder.map_err(|e| StoreError::Index(e.to_string()))?;
        let index = tantivy::Index::open(Still(folder))?;
        index.tokenizers().register(TOKENIZER, Words::default());
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        Ok(Self { fields, reader, blocks: Blocks::default() })
    }

    /// The number of the last change that the index has seen.
    pub(crate) fn seen(&self) -> Option<i64> {
        let metas = self.reader.searcher().index().load_metas().ok()?;
        metas.payload?.parse().ok()
    }

    /// How many posts it holds.
    pub(crate) fn len(&self) -> u64 {
        self.reader.searcher().num_docs()
    }

    /// How many of these rows match.
    pub(super) fn count_among(
        &self,
        words: &str,
        filter: &Filter,
        rows: HashSet<u64>,
    ) -> Result<usize, SearchError> {
        if rows.is_empty() {
            return Ok(0);
        }
        self.reader.reload().map_err(StoreError::from)?;
        let query::Asked { query, .. } = query::build(words, filter, self.fields)?;
        let rows = Arc::new(rows);
        let among = FilterCollector::new("row".into(), move |row: u64| rows.contains(&row), Count);
        Ok(self.reader.searcher().search(&query, &among).map_err(StoreError::from)?)
    }

    /// Returns how many posts match, and the rows of those asked for.
    pub(super) fn find(
        &self,
        words: &str,
        filter: &Filter,
        order: Order,
        offset: usize,
        limit: usize,
    ) -> Result<(usize, Vec<i64>), SearchError> {
        // Newly committed posts are found at once; reloading costs nothing when nothing changed.
        self.reader.reload().map_err(StoreError::from)?;
        let searcher = self.reader.searcher();
        let query::Asked { query, has_phrase } = query::build(words, filter, self.fields)?;
        if limit == 0 {
            return Ok((searcher.search(&query, &Count).map_err(StoreError::from)?, Vec::new()));
        }
        let all = usize::try_from(searcher.num_docs()).unwrap_or(usize::MAX).max(1);
        // Room is made for all that is passed over: nobody asks for more than there is.
        let (limit, offset) = (limit.min(all), offset.min(all));
        if order == Order::Newest {
            let total = searcher.search(&query, &Count).map_err(StoreError::from)?;
            self.blocks.keep_only(&searcher);
            let newest =
                newest::newest(&searcher, &*query, &self.blocks, offset.saturating_add(limit));
            let rows = newest.map_err(StoreError::from)?.into_iter().skip(offset);
            return Ok((total, rows.filter_map(|row| i64::try_from(row).ok()).collect()));
        }
        let best = TopDocs::with_limit(limit).and_offset(offset).order_by_score();
        // Counting by itself and ranking by itself are both short ways, for words alone. A phrase
        // is looked for in each post, so that it is better done once.
        let (total, found) = if has_phrase {
            searcher.search(&query, &(Count, best)).map_err(StoreError::from)?
        } else {
            let total = searcher.search(&query, &Count).map_err(StoreError::from)?;
            (total, searcher.search(&query, &best).map_err(StoreError::from)?)
        };
        let mut rows = Vec::with_capacity(found.len());
        for (score, address) in found {
            let fast = searcher.segment_reader(address.segment_ord).fast_fields();
            let column = fast.u64("row").map_err(StoreError::from)?;
            let row = column.first(address.doc_id).and_then(|row| i64::try_from(row).ok());
            rows.extend(row.map(|row| (score, row)));
        }
        // Hits that are equally good come in the order of the index's files, which is that in which they
        // were written: by time is the same however they came.
        rows.sort_by(|(one, earlier), (other, later)| {
            other.total_cmp(one).then_with(|| earlier.cmp(later))
        });
        Ok((total, rows.into_iter().map(|(_, row)| row).collect()))
    }
}
