//! Reads the numeral that ends at a place.

/// Whether a numeral can hold this character. Arabic ones count: `01型` is `1型`.
pub fn may_be_numeral(c: char) -> bool {
    c.is_ascii_digit()
        || matches!(c, 'i' | 'v' | 'x' | '十')
        || chinese_digit(c).is_some()
        || roman_letters(c).is_some()
}

/// The numeral that ends at `end`, Roman, Chinese or Arabic: where it starts and its number.
pub fn numeral_before(chars: &[char], end: usize) -> Option<(usize, u32)> {
    roman_before(chars, end)
        .or_else(|| chinese_before(chars, end))
        .or_else(|| arabic_before(chars, end))
}

/// The Roman numeral that ends at `end` and is no part of a Latin word.
pub fn roman_before(chars: &[char], end: usize) -> Option<(usize, u32)> {
    let start = run_before(chars, end, |c| {
        roman_letters(c).is_some() || matches!(c, 'i' | 'v' | 'x')
    });
    let free = before(chars, start).is_none_or(|c| !c.is_ascii_alphanumeric());
    let number = roman_number(chars.get(start..end)?)?;
    free.then_some((start, number))
}

fn chinese_before(chars: &[char], end: usize) -> Option<(usize, u32)> {
    let start = run_before(chars, end, |c| chinese_digit(c).is_some() || c == '十');
    let in_word = before(chars, start).is_some_and(|c| matches!(c, '单' | '同' | '均' | '统' | '专'));
    let number = chinese_number(chars.get(start..end)?)?;
    (!in_word).then_some((start, number))
}

fn arabic_before(chars: &[char], end: usize) -> Option<(usize, u32)> {
    let start = run_before(chars, end, |c| c.is_ascii_digit());
    let free = before(chars, start).is_none_or(|c| !c.is_ascii_alphanumeric() && c != '.');
    let text: String = chars.get(start..end)?.iter().collect();
    let number = text.parse().ok()?;
    free.then_some((start, number))
}

fn before(chars: &[char], start: usize) -> Option<char> {
    start.checked_sub(1).and_then(|at| chars.get(at)).copied()
}

/// Where the run of fitting characters that ends at `end` starts.
pub fn run_before(chars: &[char], end: usize, fits: impl Fn(char) -> bool) -> usize {
    let before = chars.get(..end).unwrap_or_default();
    before.iter().rposition(|c| !fits(*c)).map_or(0, |at| at + 1)
}

/// The letters of a Roman numeral sign.
pub fn roman_letters(c: char) -> Option<&'static str> {
    const LETTERS: [&str; 12] = ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"];
    let at = match c {
        'Ⅰ'..='Ⅻ' => u32::from(c) - u32::from('Ⅰ'),
        'ⅰ'..='ⅻ' => u32::from(c) - u32::from('ⅰ'),
        _ => return None,
    };
    LETTERS.get(usize::try_from(at).ok()?).copied()
}

/// Reads Roman numerals up to 39. A lone letter `v` or `x` is not one: X型腿, V型截骨; the sign Ⅴ is.
fn roman_number(chars: &[char]) -> Option<u32> {
    if matches!(chars, ['v' | 'x']) {
        return None;
    }
    let letters: String = chars
        .iter()
        .map(|c| roman_letters(*c).map_or_else(|| c.to_string(), str::to_owned))
        .collect();
    (1..40).find(|number| roman_of(*number) == letters)
}

fn roman_of(number: u32) -> String {
    const PARTS: [(u32, &str); 5] = [(10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")];
    let mut rest = number;
    let mut letters = String::new();
    for (value, part) in PARTS {
        while rest >= value {
            letters.push_str(part);
            rest -= value;
        }
    }
    letters
}

fn chinese_digit(c: char) -> Option<u32> {
    const DIGITS: [char; 9] = ['一', '二', '三', '四', '五', '六', '七', '八', '九'];
    let at = DIGITS.iter().position(|digit| *digit == c)?;
    u32::try_from(at + 1).ok()
}

/// Reads Chinese numerals up to 99.
fn chinese_number(chars: &[char]) -> Option<u32> {
    match chars {
        [one] if *one != '十' => chinese_digit(*one),
        ['十'] => Some(10),
        ['十', ones] => chinese_digit(*ones).map(|ones| 10 + ones),
        [tens, '十'] => chinese_digit(*tens).map(|tens| tens * 10),
        [tens, '十', ones] => Some(chinese_digit(*tens)? * 10 + chinese_digit(*ones)?),
        _ => None,
    }
}
