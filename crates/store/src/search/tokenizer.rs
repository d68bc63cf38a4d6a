//! The index's words are [`chat::words`]: what pages mark is what search finds.

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

/// Whether a word is so short that it is likely to be in very many posts: three characters at most.
/// Short words are the frequent ones in every language (Zipf 1935), and scripts without spaces give
/// one word a character.
fn is_short(word: &str) -> bool {
    word.chars().nth(3).is_none()
}

/// What two short neighbours are indexed as, beside each of them: "of the". A phrase of them would
/// otherwise be looked for in nearly every post. (Lucene knows it as common grams, and as bigrams of
/// Chinese and Japanese.) `None` where one is not short.
pub(super) fn pair(first: &str, second: &str) -> Option<String> {
    (is_short(first) && is_short(second)).then(|| format!("{first} {second}"))
}

/// Cuts a text into folded words, and pairs of short ones.
#[derive(Clone, Default)]
pub(super) struct Words {
    scratch: String,
    /// The folded words and pairs, one after the other.
    folded: String,
    tokens: Vec<Cut>,
}

/// One token, as it lies in the folded text.
#[derive(Clone, Copy)]
struct Cut {
    start: usize,
    end: usize,
    /// Which word of the text it is, or its second word.
    position: usize,
    /// Where it stands in the text, in bytes.
    from: usize,
    to: usize,
}

impl Tokenizer for Words {
    type TokenStream<'a> = WordStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> WordStream<'a> {
        let Self { scratch, folded, tokens } = self;
        folded.clear();
        tokens.clear();
        let mut position = 0;
        let mut short_before: Option<Cut> = None;
        chat::words::each_word(text, scratch, |word, from, to| {
            let start = folded.len();
            folded.push_str(word);
            let cut = Cut { start, end: folded.len(), position, from, to };
            tokens.push(cut);
            let short = Some(cut).filter(|_| is_short(word));
            if let (Some(before), Some(_)) = (short_before, short) {
                let start = folded.len();
                folded.extend_from_within(before.start..before.end);
                folded.push(' ');
                folded.push_str(word);
                tokens.push(Cut { start, end: folded.len(), from: before.from, ..cut });
            }
            short_before = short;
            position += 1;
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
        let Some(&cut) = self.words.tokens.get(self.next) else {
            return false;
        };
        self.token.text.clear();
        self.token.text.push_str(self.words.folded.get(cut.start..cut.end).unwrap_or_default());
        self.token.position = cut.position;
        (self.token.offset_from, self.token.offset_to) = (cut.from, cut.to);
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

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(text: &str) -> String {
        let mut words = Words::default();
        let mut stream = words.token_stream(text);
        let mut said = Vec::new();
        while stream.advance() {
            let token = stream.token();
            let place = text.get(token.offset_from..token.offset_to).unwrap_or("?");
            said.push(format!("{}:{}={place}", token.position, token.text));
        }
        said.join(" | ")
    }

    #[test]
    fn short_neighbours_are_indexed_together_too() {
        assert_eq!(
            tokens("One of the mentors"),
            "0:one=One | 1:of=of | 1:one of=One of | 2:the=the | 2:of the=of the | 3:mentors=mentors"
        );
        assert_eq!(tokens("図書"), "0:図=図 | 1:書=書 | 1:図 書=図書");
    }
}
