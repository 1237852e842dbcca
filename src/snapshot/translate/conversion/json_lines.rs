//! JSON objects, one a line: each goes on byte for byte with a further member `zhiyu`, which is the answer.

use super::Outputs;
use super::Part;
use super::Plan;
use super::Totals;
use super::totals::PartTotals;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::language::Language;
use crate::snapshot::translate::Answer;
use crate::snapshot::translate::Question;
use crate::snapshot::translate::Reason;
use crate::snapshot::translate::Record;
use crate::snapshot::translate::Translator;
use crate::snapshot::translate::Verdict;
use serde::Deserialize;
use serde::Deserializer;
use serde::Serialize;
use serde::de::MapAccess;
use serde::de::Visitor;
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::fmt;

/// The longest line in bytes.
const LONGEST_LINE: usize = 1 << 20;
const LONGEST_SHOWN: usize = 40;
/// The key of the answer.
const ANSWER: &str = "zhiyu";
/// The key under which an object names its dictionary.
const DICTIONARY: &str = "dictionary";

/// The lines of a file.
pub(super) struct JsonLines {
    translator: Translator,
    parts: Vec<Part>,
    sets_rejects_apart: bool,
    language: Language,
    line: u64,
    seen_any: bool,
}

/// The members of an object in their order, none of them read yet.
struct Members<'l>(Vec<(Cow<'l, str>, &'l RawValue)>);

/// The text at a key.
enum Found<'l> {
    Absent,
    Text(Cow<'l, str>),
    NoText,
}

/// The answer with the release that gave it.
#[derive(Serialize)]
struct Told<'v> {
    release: i64,
    #[serde(flatten)]
    answer: Answer<'v>,
}

impl JsonLines {
    pub(super) fn new(translator: Translator, plan: &Plan) -> Self {
        Self {
            translator,
            parts: plan.parts.clone(),
            sets_rejects_apart: plan.sets_rejects_apart,
            language: plan.language,
            line: 0,
            seen_any: false,
        }
    }

    /// Converts the lines that are whole; answers how many bytes of the text are done.
    pub(super) fn convert(
        &mut self,
        text: &[u8],
        at_end: bool,
        outputs: &mut Outputs,
        totals: &mut Totals,
    ) -> Result<usize> {
        let mut done = 0;
        loop {
            let rest = text.get(done..).unwrap_or_default();
            let length = match rest.iter().position(|byte| *byte == b'\n') {
                Some(length) => length,
                None if at_end && !rest.is_empty() => rest.len(),
                None => break,
            };
            self.line += 1;
            let line = rest.get(..length).unwrap_or_default().trim_ascii();
            done = (done + length + 1).min(text.len());
            if line.len() > LONGEST_LINE {
                return Err(too_long(self.line));
            }
            if !line.is_empty() {
                self.seen_any = true;
                self.convert_line(line, outputs, totals)?;
            }
        }
        if text.len() - done > LONGEST_LINE {
            return Err(too_long(self.line + 1));
        }
        if at_end && !self.seen_any {
            return Err(Code::FileEmpty.into());
        }
        Ok(done)
    }

    fn convert_line(&self, line: &[u8], outputs: &mut Outputs, totals: &mut Totals) -> Result<()> {
        let members: Members<'_> = serde_json::from_slice(line).map_err(|cause| self.refuse(line).caused_by(cause))?;
        if members.has_twice() || members.0.iter().any(|(key, _)| key == ANSWER) {
            return Err(self.refuse(line));
        }
        let mut answers = Vec::with_capacity(128);
        let mut is_converted = true;
        for (part, totals) in self.parts.iter().zip(&mut totals.parts) {
            if !answers.is_empty() {
                answers.push(b',');
            }
            is_converted &= self.answer(part, &members, &mut answers, totals)?;
        }
        let is_reject = totals.row(is_converted, self.sets_rejects_apart);
        let out = outputs.row(is_reject);
        let open = line.strip_suffix(b"}").unwrap_or(line);
        out.extend_from_slice(open);
        if !members.0.is_empty() {
            out.push(b',');
        }
        out.extend_from_slice(b"\"zhiyu\":");
        let is_list = self.parts.len() > 1;
        if is_list {
            out.push(b'[');
        }
        out.extend_from_slice(&answers);
        if is_list {
            out.push(b']');
        }
        out.extend_from_slice(b"}\n");
        Ok(())
    }

    /// Appends the answer for one part; answers whether it is `mapped`.
    fn answer(&self, part: &Part, members: &Members<'_>, out: &mut Vec<u8>, totals: &mut PartTotals) -> Result<bool> {
        let said = |key: &Option<String>| key.as_ref().map_or(Found::Absent, |key| members.text(key)).or_empty();
        let code = members.text(&part.code);
        let is_text = !matches!(code, Found::NoText);
        let dictionary = match &part.dictionary {
            Some(id) => Cow::Borrowed(id.as_str()),
            None => members.text(DICTIONARY).or_empty(),
        };
        let (code, name) = (code.or_empty(), said(&part.name));
        let (unit, specimen, sex) = (said(&part.unit), said(&part.specimen), said(&part.sex));
        let age = match &part.age {
            Some(key) => members.text_or_number(key),
            None => Cow::Borrowed(""),
        };
        let question = Question {
            dictionary: &dictionary,
            code: &code,
            name: &name,
            record: Record {
                unit: &unit,
                specimen: &specimen,
                sex: &sex,
                age: &age,
            },
        };
        let verdict = if is_text {
            self.translator.ask(&question)
        } else {
            Verdict::refused(Reason::CodeNotText)
        };
        let told = Told {
            release: self.translator.release.release,
            answer: Answer::of(&question, &verdict, self.language),
        };
        serde_json::to_writer(out, &told).map_err(|cause| Error::new(Code::Internal).caused_by(cause))?;
        Ok(totals.note(&question, &verdict))
    }

    fn refuse(&self, line: &[u8]) -> Error {
        let shown: String = String::from_utf8_lossy(line).chars().take(LONGEST_SHOWN).collect();
        Error::new(Code::CellInvalid)
            .with("value", shown)
            .with("rule_zh", "每行须是一个 JSON 对象，键不重复，且没有名为 zhiyu 的键")
            .with(
                "rule_en",
                "a line is one JSON object without repeated keys and without a key 'zhiyu'",
            )
            .at_row(self.line)
    }
}

fn too_long(line: u64) -> Error {
    Error::new(Code::FileTooLarge)
        .with("what", "bytes in a row")
        .with("limit", LONGEST_LINE)
        .at_row(line)
}

impl<'l> Members<'l> {
    fn has_twice(&self) -> bool {
        let mut keys: Vec<&str> = self.0.iter().map(|(key, _)| key.as_ref()).collect();
        keys.sort_unstable();
        keys.windows(2).any(|pair| matches!(pair, [one, other] if one == other))
    }

    fn raw(&self, key: &str) -> Option<&'l str> {
        let found = self.0.iter().find(|(known, _)| known == key)?;
        Some(found.1.get())
    }

    fn text(&self, key: &str) -> Found<'l> {
        match self.raw(key) {
            None | Some("null") => Found::Absent,
            Some(raw) => serde_json::from_str::<Text<'l>>(raw).map_or(Found::NoText, |text| Found::Text(text.0)),
        }
    }

    /// A text, or a number as it is written.
    fn text_or_number(&self, key: &str) -> Cow<'l, str> {
        match (self.text(key), self.raw(key)) {
            (Found::NoText, Some(raw)) if raw.starts_with(|c: char| c.is_ascii_digit()) => Cow::Borrowed(raw),
            (found, _) => found.or_empty(),
        }
    }
}

impl<'l> Found<'l> {
    fn or_empty(self) -> Cow<'l, str> {
        match self {
            Self::Text(text) => text,
            Self::Absent | Self::NoText => Cow::Borrowed(""),
        }
    }
}

/// A text that is borrowed where it has no escapes.
#[derive(Deserialize)]
struct Text<'l>(#[serde(borrow)] Cow<'l, str>);

impl<'de: 'l, 'l> Deserialize<'de> for Members<'l> {
    fn deserialize<D: Deserializer<'de>>(input: D) -> std::result::Result<Self, D::Error> {
        struct Objects;

        impl<'de> Visitor<'de> for Objects {
            type Value = Vec<(Cow<'de, str>, &'de RawValue)>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> std::result::Result<Self::Value, M::Error> {
                let mut members = Vec::new();
                while let Some((key, value)) = map.next_entry::<Text<'de>, &'de RawValue>()? {
                    members.push((key.0, value));
                }
                Ok(members)
            }
        }

        input.deserialize_map(Objects).map(Members)
    }
}
