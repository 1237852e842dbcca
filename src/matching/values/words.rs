//! The groups of words, read from `dictionaries/lexicon/value-words.tsv`.

use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::matching::normalise::normalise;
use std::collections::BTreeMap;

const COLUMNS: [&str; 4] = ["group", "word", "source", "confidence"];
/// What an ethnic group's name may end in: 汉 and 汉族 are one value.
const NATION: char = '族';

/// Words by their group, and the groups of each word, in normalised spelling.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ValueWords {
    groups: BTreeMap<String, Vec<String>>,
    groups_of: BTreeMap<String, Vec<String>>,
    conventions: BTreeMap<String, Vec<String>>,
}

impl ValueWords {
    /// Reads tab-separated text with the header `group, word, source, confidence`. A word of digits alone is no word: it is
    /// a custom, such as 1 for 男, and only ever a hint.
    pub fn parse(text: &str) -> Result<Self> {
        let mut lines = (1..).zip(text.trim_start_matches('\u{feff}').lines());
        let (_, header) = lines.next().ok_or(Code::FileEmpty)?;
        if header.split('\t').map(str::trim).ne(COLUMNS) {
            return Err(ragged(header).at_row(1));
        }
        let mut words = Self::default();
        for (row, line) in lines.filter(|(_, line)| !line.trim().is_empty()) {
            let cells: Vec<&str> = line.split('\t').map(str::trim).collect();
            let &[group, word, _, _] = cells.as_slice() else {
                return Err(ragged(line).at_row(row));
            };
            words.add(group, word);
        }
        Ok(words)
    }

    /// The other spellings of a value in normalised spelling, best first; empty when the table does not know it.
    pub fn same_value(&self, word: &str) -> Vec<String> {
        let groups = self.groups_of.get(word).into_iter().flatten();
        let words = groups.filter_map(|group| self.groups.get(group)).flatten();
        let mut others: Vec<String> = words.filter(|other| *other != word).cloned().collect();
        match word.strip_suffix(NATION) {
            Some(short) if !short.is_empty() => others.push(short.to_owned()),
            _ => others.push(format!("{word}{NATION}")),
        }
        others
    }

    /// The words that a code stands for by custom: 1 for 男 and for 是.
    pub fn by_custom(&self, code: &str) -> Vec<&str> {
        let groups = self.conventions.get(code).into_iter().flatten();
        let words = groups.filter_map(|group| self.groups.get(group)).flatten();
        words.map(String::as_str).collect()
    }

    fn add(&mut self, group: &str, word: &str) {
        if word.bytes().all(|byte| byte.is_ascii_digit()) {
            push(&mut self.conventions, word, group);
            return;
        }
        let word = normalise(word).text;
        push(&mut self.groups, group, &word);
        push(&mut self.groups_of, &word, group);
    }
}

fn push(table: &mut BTreeMap<String, Vec<String>>, key: &str, value: &str) {
    let values = table.entry(key.to_owned()).or_default();
    if !values.iter().any(|known| known == value) {
        values.push(value.to_owned());
    }
}

fn ragged(line: &str) -> Error {
    Error::new(Code::RowRagged)
        .with("found", line.split('\t').count())
        .with("expected", COLUMNS.len())
}
