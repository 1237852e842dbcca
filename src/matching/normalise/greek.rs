//! Greek letters that are written out, or as a Latin letter that looks like one: 阿尔法, `beta`, ß, `r-GT`.

/// Words for Greek letters, longest first; Latin ones count only as whole words.
const WORDS: [(&str, &str); 16] = [
    ("阿尔法", "α"),
    ("阿耳法", "α"),
    ("贝塔", "β"),
    ("贝它", "β"),
    ("伽马", "γ"),
    ("伽玛", "γ"),
    ("德尔塔", "δ"),
    ("欧米伽", "ω"),
    ("alpha", "α"),
    ("gamma", "γ"),
    ("delta", "δ"),
    ("omega", "ω"),
    ("kappa", "κ"),
    ("beta", "β"),
    ("r-gt", "γ-gt"),
    ("ß", "β"),
];

/// Writes them as Greek letters. The text is expected in lower case.
pub fn write(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let inside = out.ends_with(|last: char| last.is_ascii_alphabetic());
        let whole = |word: &str| {
            let after = rest.get(word.len()..).and_then(|after| after.chars().next());
            !word.is_ascii() || (!inside && !after.is_some_and(|c| c.is_ascii_alphabetic()))
        };
        let found = WORDS.iter().find(|(word, _)| rest.starts_with(word) && whole(word));
        let taken = if let Some((word, letter)) = found {
            out.push_str(letter);
            word.len()
        } else {
            out.push(c);
            c.len_utf8()
        };
        rest = rest.get(taken..).unwrap_or_default();
    }
    (out != text).then_some(out)
}

/// Whether a word for a Greek letter may begin or end with this character.
pub fn may_begin(c: char) -> bool {
    matches!(
        c,
        '阿' | '贝' | '伽' | '德' | '欧' | 'a' | 'g' | 'd' | 'o' | 'k' | 'b' | 'r' | 'ß'
    )
}
