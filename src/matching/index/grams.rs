//! Cuts a text into grams: every character, and every two that stand side by side.

use tantivy::tokenizer::Token;
use tantivy::tokenizer::TokenStream;
use tantivy::tokenizer::Tokenizer;

/// The name under which the index knows [`GramTokenizer`].
pub const TOKENIZER: &str = "grams";

/// Every character as a text.
pub fn singles(text: &str) -> impl Iterator<Item = String> + '_ {
    text.chars().map(String::from)
}

/// Every two characters side by side.
pub fn pairs(text: &str) -> impl Iterator<Item = String> + '_ {
    text.chars()
        .zip(text.chars().skip(1))
        .map(|(a, b)| String::from_iter([a, b]))
}

/// Gives tantivy the characters and the pairs of a text.
#[derive(Clone, Default)]
pub struct GramTokenizer {
    token: Token,
}

/// The grams of one text.
pub struct GramStream<'a> {
    token: &'a mut Token,
    rest: std::str::Chars<'a>,
    pair_next: Option<(char, char)>,
}

impl Tokenizer for GramTokenizer {
    type TokenStream<'a> = GramStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> GramStream<'a> {
        self.token.reset();
        GramStream {
            token: &mut self.token,
            rest: text.chars(),
            pair_next: None,
        }
    }
}

impl TokenStream for GramStream<'_> {
    fn advance(&mut self) -> bool {
        self.token.text.clear();
        self.token.position = self.token.position.wrapping_add(1);
        if let Some((a, b)) = self.pair_next.take() {
            self.token.text.extend([a, b]);
            return true;
        }
        let Some(c) = self.rest.next() else { return false };
        self.token.text.push(c);
        self.pair_next = self.rest.clone().next().map(|next| (c, next));
        true
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}
