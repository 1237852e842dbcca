//! What parts share: 左肺上、下叶切除术 has one head and one tail, 肝、胆、胰损伤 one tail, 胸10、11椎体骨折 both.

use super::Part;
use super::Piece;
use crate::matching::qualifier;
use crate::matching::qualifier::Class;
use crate::matching::words::Words;

/// Positions that exclude each other, so that two of them share what stands around. Left and right are no such pair:
/// together they are both sides of one thing.
const POSITIONS: [&[char]; 5] = [
    &['上', '中', '下'],
    &['前', '后'],
    &['内', '外'],
    &['浅', '深'],
    &['近', '远'],
];
const SIDES: [char; 2] = ['左', '右'];
/// Consequences that belong to the thing before them.
const CONSEQUENCES: [&str; 34] = [
    "感染",
    "出血",
    "穿孔",
    "梗阻",
    "坏死",
    "破裂",
    "脱位",
    "粘连",
    "嵌顿",
    "绞窄",
    "钙化",
    "积液",
    "糜烂",
    "溃疡",
    "水肿",
    "狭窄",
    "扩张",
    "转移",
    "发作",
    "加重",
    "急性发作",
    "急性加重",
    "发热",
    "疼痛",
    "麻醉",
    "抽搐",
    "昏迷",
    "休克",
    "其他并发症",
    "并发症",
    "多发并发症",
    "术后改变",
    "形成",
    "反流",
];

/// Qualifiers of pregnancy that are a thing by themselves: 早孕, 妊娠, 孕39周.
const PREGNANT: [char; 3] = ['孕', '妊', '早'];

/// Takes the pieces that share something out of the list, and gives them written out.
pub fn write_out(words: &Words, pieces: &mut Vec<Piece<'_>>) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut at = 0;
    while at + 1 < pieces.len() {
        let run = run_from(words, pieces, at);
        let group = pieces.get(at..at + run).unwrap_or_default();
        match shared(words, group) {
            Some(texts) => {
                let places: Vec<_> = pieces.drain(at..at + run).map(|piece| piece.place).collect();
                parts.extend(texts.into_iter().zip(places).map(|(text, place)| Part { text, place }));
            }
            None => at += 1,
        }
    }
    parts
}

/// How many pieces from here on are joined loosely and end in an open one: all but the last lack their tail.
fn run_from(words: &Words, pieces: &[Piece<'_>], at: usize) -> usize {
    let rest = pieces.get(at..).unwrap_or_default();
    let open = rest.iter().take_while(|piece| is_open(words, piece.text)).count();
    let last_is_there = rest
        .get(1..=open)
        .is_some_and(|next| next.iter().all(|piece| piece.loosely));
    if open > 0 && last_is_there { open + 1 } else { 1 }
}

/// The pieces with what they share, when they share something.
fn shared(words: &Words, group: &[Piece<'_>]) -> Option<Vec<String>> {
    let (last, open) = group.split_last()?;
    let first = open.first()?;
    by_position(first.text, open, last.text)
        .or_else(|| by_number(first.text, open, last.text))
        .or_else(|| by_site(words, open, last.text))
}

/// 左肺上 + 下叶切除术.
fn by_position(first: &str, open: &[Piece<'_>], last: &str) -> Option<Vec<String>> {
    let end = first.chars().next_back()?;
    let begin = last.chars().next()?;
    let kind = POSITIONS
        .iter()
        .find(|kind| kind.contains(&end) && kind.contains(&begin))?;
    let head = first.strip_suffix(end)?;
    let tail = last.strip_prefix(begin)?;
    let mut marks = vec![end];
    for piece in open.get(1..)? {
        let mut chars = piece.text.chars();
        marks.push(chars.next().filter(|c| kind.contains(c) && chars.next().is_none())?);
    }
    marks.push(begin);
    Some(marks.into_iter().map(|mark| format!("{head}{mark}{tail}")).collect())
}

/// 胸10 + 11椎体骨折.
fn by_number(first: &str, open: &[Piece<'_>], last: &str) -> Option<Vec<String>> {
    let is_digit = |c: char| c.is_ascii_digit();
    let head = first.trim_end_matches(is_digit);
    let tail = last.trim_start_matches(is_digit);
    let mut numbers = vec![first.strip_prefix(head)?];
    for piece in open.get(1..)? {
        numbers.push(Some(piece.text).filter(|text| text.chars().all(is_digit))?);
    }
    numbers.push(last.strip_suffix(tail)?);
    let complete = !head.is_empty() && tail.chars().count() > 1 && numbers.iter().all(|number| !number.is_empty());
    complete.then(|| {
        numbers
            .into_iter()
            .map(|number| format!("{head}{number}{tail}"))
            .collect()
    })
}

/// 肝 + 胆 + 胰损伤.
fn by_site(words: &Words, open: &[Piece<'_>], last: &str) -> Option<Vec<String>> {
    let ends_in_site = |text: &str| text.is_empty() || is_site_alone(words, text);
    if !open.iter().all(|piece| ends_in_site(piece.text)) {
        return None;
    }
    let found = words.sites.find(last);
    let (_, word) = found.first()?;
    let before = last.find(word)?;
    let tail = last.get(before + word.len()..)?;
    let starts_with_site = last
        .get(..before)
        .is_some_and(|text| text.is_empty() || only_qualifies(words, text));
    if !starts_with_site || tail.chars().count() < 2 {
        return None;
    }
    let mut texts: Vec<String> = open.iter().map(|piece| format!("{}{tail}", piece.text)).collect();
    texts.push(last.to_owned());
    Some(texts)
}

/// Whether a piece lacks its tail: it ends in a position or a number, or names a site and nothing of it.
pub fn is_open(words: &Words, text: &str) -> bool {
    let is_position = |c: char| SIDES.contains(&c) || POSITIONS.iter().any(|kind| kind.contains(&c));
    let of_nothing = |rest: &str| rest.is_empty() || only_qualifies(words, rest) || is_site_alone(words, rest);
    let ends_in_position = text.strip_suffix(is_position).is_some_and(of_nothing);
    ends_in_position || ends_in_counting_number(text) || is_site_alone(words, text)
}

fn ends_in_counting_number(text: &str) -> bool {
    let head = text.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = text.len() - head.len();
    let is_segment = head.ends_with(['胸', '腰', '颈', '骶', '第', 't', 'l', 'c', 's']) || head.is_empty();
    (1..=2).contains(&digits) && is_segment
}

/// Whether a text is a site, with qualifiers before it or without.
fn is_site_alone(words: &Words, text: &str) -> bool {
    let sites = &words.sites;
    let found = sites.find(text);
    let Some((_, word)) = found.last() else { return false };
    let Some(before) = text.strip_suffix(word) else {
        return false;
    };
    before.is_empty() || only_qualifies(words, before) || (found.len() > 1 && is_site_alone(words, before))
}

fn only_qualifies(words: &Words, text: &str) -> bool {
    let read = qualifier::parse(words, text).qualifiers;
    let length: usize = read.iter().map(|found| found.word.len()).sum();
    !read.is_empty() && length == text.len()
}

/// Whether a piece only says more about the one before it: a stage, 未特指, 伴感染.
pub fn says_no_more(words: &Words, text: &str) -> bool {
    let residual = text.starts_with("未特指") || text.ends_with("未特指") || text.starts_with("其他");
    let is_thing = text.starts_with(PREGNANT) || qualifier::parse(words, text).has(Class::Admin);
    residual || CONSEQUENCES.contains(&text) || only_qualifies(words, text) && !is_thing
}
