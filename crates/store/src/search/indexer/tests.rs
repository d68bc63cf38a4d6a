//! Kills in the middle of the index's work, and what is found afterwards.

use tantivy::merge_policy::NoMergePolicy;

use super::*;
use crate::search::Order;
use crate::search::query::Filter;

fn document(row: u64, words: &str) -> Document {
    Document { row, words: Some(words.to_owned()), author: 0, tags: Vec::new(), purge: false }
}

/// Commits documents and nothing else, as somebody who is killed before segments are merged.
fn commit_and_be_killed(dir: &Path, documents: Vec<Document>, number: i64) {
    let (index, fields) = index::open(dir, true).unwrap();
    let mut writer: IndexWriter = index.writer_with_num_threads(1, SMALL_HEAP).unwrap();
    writer.set_merge_policy(Box::new(NoMergePolicy));
    for document in documents {
        add(&writer, fields, document).unwrap();
    }
    commit(&mut writer, number).unwrap();
}

fn found(dir: &Path, words: &str) -> usize {
    let index = Index::open(dir).unwrap();
    let filter = Filter { rows: (0, i64::MAX), ..Filter::default() };
    index.find(words, &filter, Order::Best, 0, 0).unwrap().0
}

#[test]
fn an_edit_after_a_killed_merge_leaves_nothing_of_the_old_wording() {
    let dir = tempfile::tempdir().unwrap();
    // The largest segment comes first in a merge, and knows nothing of the last commit's deletes.
    let many = (1_000..1_100).map(|row| document(row, "kettle")).collect();
    commit_and_be_killed(dir.path(), many, 1);
    let beside = vec![document(1, "tpyo"), document(2, "gone"), document(3, "beside")];
    commit_and_be_killed(dir.path(), beside, 2);
    for row in 10..20 {
        commit_and_be_killed(dir.path(), vec![document(row, "kettle")], 3);
    }
    // The last commit deletes beside the post that is edited next.
    commit_and_be_killed(dir.path(), vec![Document::removed(2)], 4);
    assert_eq!((found(dir.path(), "tpyo"), found(dir.path(), "gone")), (1, 0));

    // Whoever comes next merges all of these before the first commit.
    let mut indexer = Indexer::open(dir.path()).unwrap().of_little();
    indexer.index(vec![Document::removed(1), document(1, "typo")], 5).unwrap();
    indexer.finish().unwrap();
    assert_eq!((found(dir.path(), "typo"), found(dir.path(), "tpyo")), (1, 0));
    assert_eq!(found(dir.path(), "kettle"), 110);
}
