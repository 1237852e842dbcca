//! What hospitals append to names: codes of other systems and `NOS`.

/// Letters whose two-digit category may be dropped without a dot, as in `(I10)`. C, L, S and T also name vertebrae, B
/// vitamins, P genes: those need the dot.
const CATEGORY_LETTERS: &[char] = &['i', 'j', 'k', 'n'];

/// Drops codes at the end, in brackets or bare: morphology `M98800/3`, ICD-10 `D46.4`, ICD-9-CM-3 `56.0004`. The text is
/// expected in half width; upper and lower case both count.
pub fn drop_codes(text: &str) -> Option<String> {
    let mut rest = text;
    while let Some(shorter) = without_bracketed(rest).or_else(|| without_bare(rest)) {
        rest = shorter;
    }
    (rest.len() < text.len()).then(|| rest.trim_end().to_owned())
}

/// Drops `NOS` at the end: bare, in brackets or after a comma.
pub fn drop_nos(text: &str) -> Option<String> {
    let open = text.trim_end_matches([')', '.', ' ']);
    let cut = open.len().checked_sub(3)?;
    let (name, tail) = open.split_at_checked(cut)?;
    let in_word = name.ends_with(|c: char| c.is_ascii_alphanumeric());
    if !tail.eq_ignore_ascii_case("nos") || in_word {
        return None;
    }
    let name = name.trim_end_matches(['(', ',', '，', ' ', '、']);
    (!name.is_empty()).then(|| name.to_owned())
}

fn without_bracketed(text: &str) -> Option<&str> {
    let inner = text.strip_suffix(')')?;
    let inner = inner.trim_end_matches(')');
    let (name, code) = inner.rsplit_once('(')?;
    let name = name.trim_end_matches(['(', ' ']);
    (is_code(code) && !name.is_empty()).then_some(name)
}

fn without_bare(text: &str) -> Option<&str> {
    let (name, code) = text.split_at_checked(bare_start(text)?)?;
    (is_morphology(code) && !name.is_empty()).then_some(name)
}

fn bare_start(text: &str) -> Option<usize> {
    let of_code = |c: char| c.is_ascii_alphanumeric() || c == '/';
    let name = text.trim_end_matches(of_code);
    (name.len() < text.len()).then_some(name.len())
}

fn is_code(code: &str) -> bool {
    is_morphology(code) || is_diagnosis(code) || is_operation(code)
}

/// `M` with four or five digits, a slash and the behaviour digit.
fn is_morphology(code: &str) -> bool {
    let Some((number, behaviour)) = code.strip_prefix(['m', 'M']).and_then(|rest| rest.split_once('/')) else {
        return false;
    };
    matches!(number.len(), 4 | 5) && all_digits(number) && behaviour.len() == 1 && all_digits(behaviour)
}

/// A letter and two digits, then a dot with a subdivision; without a dot only for [`CATEGORY_LETTERS`].
fn is_diagnosis(code: &str) -> bool {
    let code = code.trim_end_matches(['+', '*', '†']);
    let mut letters = code.chars();
    let Some(letter) = letters.next().filter(char::is_ascii_alphabetic) else {
        return false;
    };
    let (category, subdivision) = match letters.as_str().split_once('.') {
        Some((category, subdivision)) => (category, Some(subdivision)),
        None => (letters.as_str(), None),
    };
    let category_fits = category.len() == 2 && all_digits(category);
    let subdivision_fits = match subdivision {
        Some(part) => {
            (1..=9).contains(&part.len()) && part.chars().all(|c| c.is_ascii_digit() || matches!(c, 'x' | 'X'))
        }
        None => CATEGORY_LETTERS.contains(&letter.to_ascii_lowercase()),
    };
    category_fits && subdivision_fits
}

/// Two digits, a dot and two to six digits; fewer digits are more likely a measure.
fn is_operation(code: &str) -> bool {
    code.split_once('.').is_some_and(|(chapter, rest)| {
        chapter.len() == 2 && all_digits(chapter) && (2..=6).contains(&rest.len()) && all_digits(rest)
    })
}

fn all_digits(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_digit())
}
