//! From what somebody typed to what the index is asked.

use std::ops::Bound;

use tantivy::Term;
use tantivy::query::{
    AllQuery, BooleanQuery, ConstScoreQuery, Occur, PhraseQuery, Query, RangeQuery, TermQuery,
    TermSetQuery,
};
use tantivy::schema::{Field, IndexRecordOption};

use super::index::Fields;
use super::tokenizer;
use crate::StoreError;

/// Why a search found nothing to say.
#[derive(Debug, thiserror::Error)]
pub enum SearchError {
    /// The query only says what not to find.
    #[error("say at least one word that posts should hold, not only such that they should not")]
    OnlyWithout,
    /// There is something in the query, and no word.
    #[error("“{0}” holds no word: posts are found by words, of letters or digits")]
    NoWord(String),
    /// A phrase was opened and not closed.
    #[error("a phrase is not closed: a \" is missing")]
    OpenPhrase,
    /// There is no index.
    #[error(
        "there is no search index yet: `chatkeep doctor --mend` makes one, and so does any import"
    )]
    NoIndex,
    /// The index or database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The filters, resolved to numbers.
#[derive(Debug, Default)]
pub(super) struct Filter {
    pub(super) tag: Option<i64>,
    /// Any of these accounts; an empty list matches nothing.
    pub(super) authors: Option<Vec<i64>>,
    /// First and last row.
    pub(super) rows: (i64, i64),
}

/// One thing that a post must hold, or must not.
#[derive(Debug, PartialEq, Eq)]
struct Wanted {
    words: Vec<String>,
    without: bool,
}

/// Reads words, `"phrases"` and `-without`. What folds into several words ("uk-libchat", 図書館) is
/// a phrase.
fn read(typed: &str) -> Result<Vec<Wanted>, SearchError> {
    let mut wanted = Vec::new();
    let mut rest = typed.trim_start();
    while !rest.is_empty() {
        let without = rest.starts_with('-') && rest.len() > 1;
        if without {
            rest = &rest[1..];
        }
        let part = if let Some(phrase) = rest.strip_prefix(['"', '“', '”', '„']) {
            let end = phrase.find(['"', '”', '“']).ok_or(SearchError::OpenPhrase)?;
            let after = phrase[end..].chars().next().map_or(0, char::len_utf8);
            rest = &phrase[end + after..];
            &phrase[..end]
        } else {
            let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
            let part = &rest[..end];
            rest = &rest[end..];
            part
        };
        let words: Vec<String> = chat::words::words(part).into_iter().map(|w| w.folded).collect();
        if !words.is_empty() {
            wanted.push(Wanted { words, without });
        }
        rest = rest.trim_start();
    }
    Ok(wanted)
}

/// What the index is asked.
pub(super) struct Asked {
    pub(super) query: Box<dyn Query>,
    /// It holds a phrase: each post with its words is to be looked into.
    pub(super) has_phrase: bool,
}

/// Builds the query. Filters do not change the order of the scores.
pub(super) fn build(typed: &str, filter: &Filter, fields: Fields) -> Result<Asked, SearchError> {
    let wanted = read(typed)?;
    if wanted.is_empty() && !typed.trim().is_empty() {
        return Err(SearchError::NoWord(typed.trim().to_owned()));
    }
    if !wanted.is_empty() && wanted.iter().all(|w| w.without) {
        return Err(SearchError::OnlyWithout);
    }
    let has_phrase = wanted.iter().any(is_looked_into);
    let mut clauses: Vec<(Occur, Box<dyn Query>)> = Vec::new();
    for wanted in &wanted {
        let occur = if wanted.without { Occur::MustNot } else { Occur::Must };
        clauses.push((occur, words_query(&wanted.words, fields.text)));
    }
    let by_number =
        |field, number: i64| Term::from_field_u64(field, u64::try_from(number).unwrap_or(0));
    if let Some(tag) = filter.tag {
        // Not wrapped as the others: it scores the same in every post, and words and tag together
        // keep the index's short way to the best.
        let tag = Term::from_field_text(fields.tag, &tag.to_string());
        clauses.push((Occur::Must, Box::new(TermQuery::new(tag, IndexRecordOption::WithFreqs))));
    }
    let mut only = |query: Box<dyn Query>| {
        clauses.push((Occur::Must, Box::new(ConstScoreQuery::new(query, 0.0))));
    };
    match filter.authors.as_deref() {
        None => {}
        Some([author]) => only(Box::new(TermQuery::new(
            by_number(fields.author, *author),
            IndexRecordOption::Basic,
        ))),
        Some(authors) => {
            let terms = authors.iter().map(|&author| by_number(fields.author, author));
            only(Box::new(TermSetQuery::new(terms)));
        }
    }
    let (first, last) = filter.rows;
    if first > 0 || last < i64::MAX {
        let bound = |row: i64| Bound::Included(by_number(fields.row, row.max(0)));
        if last < 0 {
            return Ok(Asked { query: Box::new(tantivy::query::EmptyQuery), has_phrase });
        }
        only(Box::new(RangeQuery::new(bound(first), bound(last))));
    }
    let query: Box<dyn Query> = match clauses.len() {
        0 => Box::new(AllQuery),
        _ => Box::new(BooleanQuery::new(clauses)),
    };
    Ok(Asked { query, has_phrase })
}

/// A post with one word, or with several in a row.
fn words_query(words: &[String], text: Field) -> Box<dyn Query> {
    let term = |word: &str| Term::from_field_text(text, word);
    let word = |word: &str| -> Box<dyn Query> {
        Box::new(TermQuery::new(term(word), IndexRecordOption::WithFreqs))
    };
    match (words, &pairs(words)[..]) {
        ([only], _) => word(only),
        ([_, _], [both]) => word(both),
        (words, pairs) => {
            let phrase = PhraseQuery::new(words.iter().map(|word| term(word)).collect());
            let mut parts: Vec<(Occur, Box<dyn Query>)> = vec![(Occur::Must, Box::new(phrase))];
            // Only posts that hold its pairs are looked into.
            for pair in pairs {
                let holds = Box::new(ConstScoreQuery::new(word(pair), 0.0));
                parts.push((Occur::Must, holds));
            }
            Box::new(BooleanQuery::new(parts))
        }
    }
}

/// The neighbours among words in a row that are indexed together.
fn pairs(words: &[String]) -> Vec<String> {
    words.windows(2).filter_map(|two| tokenizer::pair(&two[0], &two[1])).collect()
}

/// Whether posts are looked into for it: a phrase that is no pair.
fn is_looked_into(wanted: &Wanted) -> bool {
    match &wanted.words[..] {
        [] | [_] => false,
        words @ [_, _] => pairs(words).is_empty(),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(typed: &str) -> String {
        let part =
            |w: &Wanted| format!("{}{}", if w.without { "-" } else { "" }, w.words.join("+"));
        read(typed).unwrap().iter().map(part).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn words_phrases_and_without() {
        assert_eq!(said("Mentor sector"), "mentor sector");
        assert_eq!(said("\"good mentor\" -list -\"fax number\""), "good+mentor -list -fax+number");
        assert_eq!(said("“typographic quotes” café"), "typographic+quotes cafe");
        assert_eq!(
            said("#chartership @ada uk-libchat 図書館"),
            "chartership ada uk+libchat 図+書+館"
        );
        assert_eq!(said(" - -- !!! "), "");
        assert!(matches!(read("\"open"), Err(SearchError::OpenPhrase)));
    }
}
