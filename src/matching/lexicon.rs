//! Governed synonyms 同义词: an alias and the preferred name it stands for. Ambiguous ones never resolve alone.

use super::normalise::normalise;
use super::values::ValueWords;
use super::words::Words;
use super::words::shipped_words;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::registry::concept::Concept;
use crate::registry::concept::ConceptStatus;
use std::collections::BTreeMap;
use std::sync::Arc;

const COLUMNS: [&str; 5] = ["alias", "preferred", "ambiguous", "source", "confidence"];

/// One meaning of an alias.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sense {
    /// The alias as its source writes it.
    pub alias: String,
    /// The preferred name that it stands for.
    pub preferred: String,
    /// Whether the source says that it may mean something else.
    pub ambiguous: bool,
    /// Who says so.
    pub source: String,
    /// How sure the source is, in its own scale.
    pub confidence: String,
}

/// The code system whose editions hold the lexicon. A concept's code is the alias, with `#2`, `#3` when it has several
/// meanings; its name is the preferred name; its properties are `class`, `ambiguous`, `source` and `confidence`.
pub const SYSTEM: &str = "zhiyu-lexicon-synonyms";
/// Between an alias and the number of its meaning.
const MEANING_MARK: char = '#';

/// Aliases by their normalised spelling.
#[derive(Clone, Debug)]
pub struct Lexicon {
    senses: BTreeMap<String, Vec<Sense>>,
    values: ValueWords,
    words: Arc<Words>,
}

impl Default for Lexicon {
    /// No synonyms and no words for small lists; the word lists that come with the program.
    fn default() -> Self {
        Self {
            senses: BTreeMap::new(),
            values: ValueWords::default(),
            words: shipped_words(),
        }
    }
}

/// What the lexicon says about a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning<'a> {
    /// The word has this one meaning.
    One(&'a Sense),
    /// The word has several meanings, or its source marks it: a person has to choose.
    Several(&'a [Sense]),
}

impl Lexicon {
    /// Reads tab-separated text with the header `alias, preferred, ambiguous, source, confidence`. `ambiguous` is empty,
    /// `0`, `n`, `no` or `false` for a plain alias and `1`, `y`, `yes`, `true` or `*` for an ambiguous one.
    pub fn parse(text: &str) -> Result<Self> {
        let mut lines = (1..).zip(text.trim_start_matches('\u{feff}').lines());
        let (_, header) = lines.next().ok_or(Code::FileEmpty)?;
        check_header(header)?;
        let mut lexicon = Self::default();
        for (row, line) in lines.filter(|(_, line)| !line.trim().is_empty()) {
            let sense = read_row(line).map_err(|error| error.at_row(row))?;
            lexicon.add(sense);
        }
        Ok(lexicon)
    }

    /// Takes the meanings that the concepts of an edition of [`SYSTEM`] hold; retired ones are no meanings. What it does not
    /// understand in `ambiguous` counts as ambiguous: such an alias is shown and never resolves alone.
    pub fn of_concepts<'c>(concepts: impl IntoIterator<Item = &'c Concept>) -> Self {
        let mut lexicon = Self::default();
        for concept in concepts
            .into_iter()
            .filter(|concept| concept.status == ConceptStatus::Active)
        {
            let property = |name: &str| concept.properties.get(name).map_or("", String::as_str);
            lexicon.add(Sense {
                alias: alias_of(&concept.code).to_owned(),
                preferred: concept.display.clone(),
                ambiguous: read_flag(property("ambiguous")).unwrap_or(true),
                source: property("source").to_owned(),
                confidence: property("confidence").to_owned(),
            });
        }
        lexicon
    }

    /// The lexicon with words for small value lists.
    #[must_use]
    pub fn with_values(self, values: ValueWords) -> Self {
        Self { values, ..self }
    }

    /// The lexicon with other word lists.
    #[must_use]
    pub fn with_words(self, words: Arc<Words>) -> Self {
        Self { words, ..self }
    }

    /// The word lists: variants, body sites, operations, qualifiers.
    pub fn words(&self) -> &Arc<Words> {
        &self.words
    }

    /// The words for small value lists.
    pub fn values(&self) -> &ValueWords {
        &self.values
    }

    /// What a word means; compared in normalised spelling.
    pub fn meaning(&self, word: &str) -> Option<Meaning<'_>> {
        self.meaning_of_normalised(&normalise(word).text)
    }

    /// What a word in normalised spelling means.
    pub fn meaning_of_normalised(&self, word: &str) -> Option<Meaning<'_>> {
        let senses = self.senses.get(word)?;
        match senses.as_slice() {
            [] => None,
            [one] if !one.ambiguous => Some(Meaning::One(one)),
            several => Some(Meaning::Several(several)),
        }
    }

    /// How many aliases there are.
    pub fn len(&self) -> usize {
        self.senses.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.senses.is_empty()
    }

    fn add(&mut self, sense: Sense) {
        let alias = normalise(&sense.alias).text.into_owned();
        let preferred = normalise(&sense.preferred).text.into_owned();
        if alias.is_empty() || alias == preferred {
            return;
        }
        let senses = self.senses.entry(alias).or_default();
        match senses.iter_mut().find(|known| known.preferred == sense.preferred) {
            Some(known) => known.ambiguous |= sense.ambiguous,
            None => senses.push(sense),
        }
    }
}

fn alias_of(code: &str) -> &str {
    match code.rsplit_once(MEANING_MARK) {
        Some((alias, number)) if !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()) => alias,
        _ => code,
    }
}

fn check_header(header: &str) -> Result<()> {
    let found: Vec<&str> = header.split('\t').map(str::trim).collect();
    let missing = COLUMNS.iter().find(|column| !found.contains(column));
    if let Some(column) = missing {
        let columns = found.join(", ");
        return Err(Error::new(Code::ColumnMissing)
            .with("column", column)
            .with("columns", columns)
            .at_row(1));
    }
    if found != COLUMNS {
        return Err(ragged(found.len()).at_row(1));
    }
    Ok(())
}

fn read_row(line: &str) -> Result<Sense> {
    let cells: Vec<&str> = line.split('\t').map(str::trim).collect();
    let &[alias, preferred, ambiguous, source, confidence] = cells.as_slice() else {
        return Err(ragged(cells.len()));
    };
    for (column, value) in [("alias", alias), ("preferred", preferred)] {
        if value.is_empty() {
            return Err(cell(column, value, "不能为空", "it must not be empty"));
        }
    }
    Ok(Sense {
        alias: alias.to_owned(),
        preferred: preferred.to_owned(),
        ambiguous: read_flag(ambiguous)?,
        source: source.to_owned(),
        confidence: confidence.to_owned(),
    })
}

fn read_flag(text: &str) -> Result<bool> {
    match text.to_ascii_lowercase().as_str() {
        "" | "0" | "n" | "no" | "false" => Ok(false),
        "1" | "y" | "yes" | "true" | "*" => Ok(true),
        _ => Err(cell("ambiguous", text, "只能是 true 或 false", "write true or false")),
    }
}

fn ragged(found: usize) -> Error {
    Error::new(Code::RowRagged)
        .with("found", found)
        .with("expected", COLUMNS.len())
}

fn cell(column: &str, value: &str, rule_zh: &str, rule_en: &str) -> Error {
    Error::new(Code::CellInvalid)
        .with("value", value)
        .with("rule_zh", rule_zh)
        .with("rule_en", rule_en)
        .in_column(column)
}
