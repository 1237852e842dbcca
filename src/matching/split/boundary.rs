//! Where one thing ends and the next begins: signs, numbering and conjunctions; not inside of brackets that hold a remark.

use std::ops::Range;

/// A place between two things.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Boundary {
    /// The sign or word, in bytes of the text.
    pub place: Range<usize>,
    /// Whether it also stands inside of one name, as 及 does.
    pub is_loose: bool,
}

/// Words between two things, longest first, and whether they are loose.
const CONJUNCTIONS: [(&str, bool); 16] = [
    ("不伴有", true),
    ("合并有", false),
    ("并伴有", false),
    ("同时伴", false),
    ("合并", false),
    ("并发", false),
    ("伴有", false),
    ("并伴", false),
    ("伴发", false),
    ("继发", true),
    ("以及", true),
    ("伴", false),
    ("并", false),
    ("及", true),
    ("和", true),
    ("与", true),
];
/// Longer words that only look like a conjunction.
const NO_CONJUNCTIONS: [&str; 40] = [
    "不伴有",
    "不伴",
    "无伴",
    "伴随",
    "并发症",
    "合并症",
    "并指",
    "并趾",
    "并肢",
    "并殖",
    "并腿",
    "一并",
    "未及",
    "触及",
    "扪及",
    "累及",
    "波及",
    "危及",
    "涉及",
    "普及",
    "埃及",
    "以及其",
    "及其",
    "和缓",
    "饱和",
    "中和",
    "总和",
    "缓和",
    "调和",
    "不和",
    "平和",
    "温和",
    "共和",
    "参与",
    "与否",
    "继发性",
    "继发于",
    "伴侣",
    "同伴",
    "并行",
];
/// What may follow a digit that only numbers a thing: not a measure, a slot or a unit.
const MEASURES: [char; 40] = [
    '型', '期', '级', '度', '类', '周', '月', '年', '岁', '天', '日', '次', '个', '支', '枚', '颗', '根', '节', '段',
    '椎', '号', '分', '小', '时', '米', '毫', '厘', '克', '倍', '胎', '产', '孕', '处', '条', '区', '联', '价', '肋',
    '趾', '指',
];

/// Every boundary of a normalised text, from left to right.
pub fn find(text: &str) -> Vec<Boundary> {
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let numbering = numbering(&chars);
    let brackets = Brackets::of(text);
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(&(start, _)) = chars.get(at) {
        let rest = text.get(start..).unwrap_or_default();
        let hit = if brackets.of_lists.contains(&start) {
            Some((1, false))
        } else if brackets.remarks.iter().any(|remark| remark.contains(&start)) {
            None
        } else if numbering.contains(&at) {
            Some((number_length(rest), false))
        } else {
            sign(&chars, at).or_else(|| conjunction(rest))
        };
        match hit {
            Some((length, is_loose)) if length > 0 => {
                found.push(Boundary {
                    place: start..start + length,
                    is_loose,
                });
                at += rest.get(..length).map_or(1, |sign| sign.chars().count());
            }
            _ => at += skipped(rest),
        }
    }
    found
}

/// The brackets of a text: those that hold a remark on the thing before them, and those that list further things.
#[derive(Default)]
struct Brackets {
    remarks: Vec<Range<usize>>,
    of_lists: Vec<usize>,
}

impl Brackets {
    fn of(text: &str) -> Self {
        let mut brackets = Self::default();
        let mut from = 0;
        while let Some(open) = text.get(from..).and_then(|rest| rest.find('(')).map(|at| from + at) {
            let rest = text.get(open..).unwrap_or_default();
            let close = open + rest.find(')').unwrap_or(rest.len());
            let content = text.get(open..close).unwrap_or_default();
            if content.contains([',', ';', '+', '。']) {
                brackets.of_lists.extend([open, close]);
            } else {
                brackets.remarks.push(open..close);
            }
            from = close;
        }
        brackets
    }
}

/// How many characters a word that is no conjunction takes.
fn skipped(rest: &str) -> usize {
    let word = NO_CONJUNCTIONS.iter().find(|word| rest.starts_with(**word));
    word.map_or(1, |word| word.chars().count())
}

fn conjunction(rest: &str) -> Option<(usize, bool)> {
    if NO_CONJUNCTIONS.iter().any(|word| rest.starts_with(word)) {
        return None;
    }
    let (word, is_loose) = CONJUNCTIONS.iter().find(|(word, _)| rest.starts_with(word))?;
    Some((word.len(), *is_loose))
}

/// A sign between two things; not the point of 1.5, the stroke of 腰4/5, the plus of 39+2 or of an ion.
fn sign(chars: &[(usize, char)], at: usize) -> Option<(usize, bool)> {
    let c = chars.get(at)?.1;
    let side = |place: Option<usize>| place.and_then(|at| chars.get(at)).map(|(_, c)| *c);
    let (before, after) = (side(at.checked_sub(1)), side(Some(at + 1)));
    let is_digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    let is_word = |c: Option<char>| c.is_some_and(|c| !c.is_ascii());
    let divides = match c {
        ',' | ';' | '。' | '&' | '|' | '\\' | '＼' => true,
        '+' => {
            (is_word(before) || before == Some(')')) && after.is_some() && !is_digit(after)
                || is_word(after) && !is_digit(before)
        }
        '/' => (is_word(before) || before == Some(')')) && !is_digit(after) || is_word(after) && !is_digit(before),
        '.' => is_word(before) && is_word(after) || is_word(before) && is_digit(after) || before == Some(')'),
        '?' | '？' | ':' => is_word(before) && is_word(after),
        _ => false,
    };
    divides.then(|| (c.len_utf8(), matches!(c, ',' | '/')))
}

/// The places of numbers that count things: `1.`, `2、`, `3)` and bare digits, when they rise from 1.
fn numbering(chars: &[(usize, char)]) -> Vec<usize> {
    let mut places = Vec::new();
    let mut expected = '1';
    for (at, (_, c)) in chars.iter().enumerate() {
        let back = |steps: usize| at.checked_sub(steps).and_then(|at| chars.get(at)).map(|(_, c)| *c);
        let before = back(1).filter(|c| *c != '.' || back(2).is_some_and(|c| c.is_ascii()));
        let after = chars.get(at + 1).map(|(_, c)| *c);
        let begins = before.is_none_or(|c| {
            !c.is_ascii_alphanumeric() && !matches!(c, '.' | '-' | '/' | '第' | '型' | '<' | '>' | '*')
        });
        let counts =
            after.is_some_and(|c| (!c.is_ascii() && !MEASURES.contains(&c)) || matches!(c, '.' | ',' | ')' | ':'));
        if *c == expected && begins && counts && (expected > '1' || at == 0) {
            places.push(at);
            expected = char::from_u32(u32::from(expected) + 1).unwrap_or('9');
        }
    }
    if places.len() > 1 { places } else { Vec::new() }
}

fn number_length(rest: &str) -> usize {
    let after = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    let after = after.trim_start_matches(['.', ',', ')', ':']);
    rest.len() - after.len()
}
