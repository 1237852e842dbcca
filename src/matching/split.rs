//! The things that one cell names: 胆囊结石；高血压 are two, and so are 肝、胆损伤 with their shared tail.
//!
//! The parts never stand for the whole: whoever asks looks for the whole text first, because a list may have an entry for
//! the combination (胆囊结石伴急性胆囊炎), and looks for the parts beside it.

mod boundary;
mod share;

use super::words::Words;
use boundary::Boundary;
use std::ops::Range;

/// A part of fewer characters says too little.
const SHORTEST: usize = 2;

/// One thing that a text names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The thing in words; a head or tail that it shares with other parts is written out.
    pub text: String,
    /// Where it stands in the normalised text, in bytes, without what it shares.
    pub place: Range<usize>,
}

/// A piece between two boundaries, and whether the boundary before it may stand inside of one name.
#[derive(Clone, Debug)]
struct Piece<'t> {
    text: &'t str,
    place: Range<usize>,
    loosely: bool,
}

/// The things that a normalised text names when there are several, in its order; empty when there is one.
pub fn split(words: &Words, normalised: &str) -> Vec<Part> {
    let mut pieces = pieces(normalised);
    if pieces.len() < 2 {
        return Vec::new();
    }
    let mut parts = share::write_out(words, &mut pieces);
    let joined = join_fragments(words, normalised, pieces);
    parts.extend(joined.into_iter().map(|piece| Part {
        text: piece.text.to_owned(),
        place: piece.place,
    }));
    parts.sort_by_key(|part| part.place.start);
    let mut end = 0;
    parts.retain(|part| {
        let is_behind = part.place.start >= end;
        end = end.max(part.place.end);
        is_behind
    });
    let mut seen: Vec<String> = Vec::new();
    parts.retain(|part| {
        let is_new = !seen.contains(&part.text);
        seen.push(part.text.clone());
        is_new
    });
    if parts.len() > 1 { parts } else { Vec::new() }
}

/// A text whose blanks between words become signs that [`split()`] knows, before normalising closes them up. Blanks stand
/// between things when words of at least three characters stand on both sides.
pub fn mark_blanks(raw: &str) -> Option<String> {
    let words: Vec<&str> = raw.split_whitespace().collect();
    let long = |word: &&str| word.chars().filter(|c| !c.is_ascii()).count() >= 3;
    (words.len() > 1 && words.iter().all(long)).then(|| words.join(";"))
}

fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let (mut start, mut loosely) = (0, false);
    let mut add = |place: Range<usize>, loosely: bool| {
        let piece = text.get(place.clone()).unwrap_or_default();
        let trimmed = piece.trim_start_matches(is_edge);
        let from = place.end - trimmed.len();
        let trimmed = trimmed.trim_end_matches(is_edge);
        if !trimmed.is_empty() {
            pieces.push(Piece {
                text: trimmed,
                place: from..from + trimmed.len(),
                loosely,
            });
        }
    };
    for Boundary { place, is_loose } in boundary::find(text) {
        add(start..place.start, loosely);
        (start, loosely) = (place.end, is_loose);
    }
    add(start..text.len(), loosely);
    pieces
}

/// Joins what says nothing alone to the piece before it, or to the one after it at the beginning.
fn join_fragments<'t>(words: &Words, text: &'t str, pieces: Vec<Piece<'t>>) -> Vec<Piece<'t>> {
    let mut joined: Vec<Piece<'t>> = Vec::new();
    for piece in pieces {
        match joined.last_mut() {
            Some(last)
                if is_fragment(words, last.text)
                    || (is_fragment(words, piece.text))
                    || (piece.loosely && share::is_open(words, last.text)) =>
            {
                last.place.end = piece.place.end;
                last.text = text.get(last.place.clone()).unwrap_or_default();
            }
            _ => joined.push(piece),
        }
    }
    joined
}

/// Whether a piece names nothing by itself.
fn is_fragment(words: &Words, text: &str) -> bool {
    let count = text.chars().filter(|c| !is_edge(*c)).count();
    count < SHORTEST || !text.contains(|c: char| !c.is_ascii()) && count < 3 || share::says_no_more(words, text)
}

fn is_edge(c: char) -> bool {
    matches!(c, ',' | ';' | '.' | '。' | '+' | '/' | ' ' | ':')
}
