//! The index's words are [`chat::words`]: what pages mark is what search finds.

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

/// Cuts a text into folded words.
#[derive(Clone, Default)]
pub(super) struct Words {
    scratch: String,
    /// The folded words, one after the other, and where each ends and stood.
    folded: String,
    ends: Vec<(usize, usize, usize)>,
}

impl Tokenizer for Words {
    type TokenStream<'a> = WordStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> WordStream<'a> {
        let Self { scratch, folded, ends } = self;
        folded.clear();
        ends.clear();
        chat::words::each_word(text, scratch, |word, start, end| {
            folded.push_str(word);
            ends.push((folded.len(), start, end));
        });
        WordStream { words: self, next: 0, token: Token::default() }
    }
}

/// The words of one text.
pub(super) struct WordStream<'a> {
    words: &'a Words,
    next: usize,
    token: Token,
}

impl TokenStream for WordStream<'_> {
    fn advance(&mut self) -> bool {
        let Some(&(end, offset_from, offset_to)) = self.words.ends.get(self.next) else {
            return false;
        };
        let start = self
            .next
            .checked_sub(1)
            .and_then(|last| self.words.ends.get(last))
            .map_or(0, |last| last.0);
        self.token.text.clear();
        self.token.text.push_str(self.words.folded.get(start..end).unwrap_or_default());
        self.token.position = self.next;
        (self.token.offset_from, self.token.offset_to) = (offset_from, offset_to);
        self.next += 1;
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}
