//! A crosswalk 对照清单 for people: one row a target, with Chinese titles, as a workbook or as CSV.

use super::Entry;
use super::Losses;
use super::Pointed;
use super::PointedEdition;
use super::Reading;
use super::Readings;
use super::Said;
use super::Written;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::mapping::condition::Condition;
use crate::mapping::decision::Decision;
use crate::mapping::target::Relationship;
use crate::mapping::target::Target;
use crate::registry::columns::column_named;
use crate::registry::csv_file::neutralise;
use crate::registry::csv_file::restore;
use crate::registry::exchange::write_table;
use crate::registry::tabular;
use crate::registry::tabular::Limits;
use crate::registry::tabular::Row;
use crate::time::Instant;

const SHEET: &str = "对照";
const TITLES: [&str; 16] = [
    "本地编码",
    "本地名称",
    "目标版本",
    "目标编码",
    "目标名称",
    "关系",
    "次序",
    "条件",
    "理由",
    "复核日期",
    "状态",
    "编制人",
    "审核人",
    "审核时间",
    "来源",
    "使用次数",
];
/// The words of outcomes that have no target.
const NO_MATCH: [&str; 2] = ["无匹配", "no-match"];
const IGNORED: [&str; 2] = ["不上传", "ignored"];
/// The words of relationships: what the target is compared with the local code.
const RELATIONSHIPS: [(&str, Relationship); 4] = [
    ("等同", Relationship::Equivalent),
    ("目标更窄", Relationship::Narrower),
    ("目标更宽", Relationship::Broader),
    ("相关", Relationship::Related),
];
/// A returned target is told by this before its relationship.
const NOT: &str = "非";

/// Writes the entries. Only the author's words beside the reason of a decision without targets are lost.
pub(super) fn write(format: tabular::Format, entries: &[Entry]) -> Result<Written> {
    let is_text = format != tabular::Format::Xlsx;
    let rows = entries.iter().flat_map(rows).map(|row| {
        // A workbook stores every cell as text, which is never a formula.
        row.map(|cell| if is_text { neutralise(&cell).into_owned() } else { cell })
    });
    let mut losses = Losses::default();
    for entry in entries {
        losses.words(entry);
    }
    Ok(Written {
        bytes: write_table(format, SHEET, &TITLES, rows)?,
        losses,
    })
}

fn rows(entry: &Entry) -> Vec<[String; 16]> {
    let day = |at: Option<Instant>| at.map_or(String::new(), Instant::to_rfc3339);
    let row =
        |(edition, code, display): (String, &str, &str), word: String, place: String, when: String, why: &str, on| {
            [
                entry.code.clone(),
                entry.name.clone(),
                edition,
                code.to_owned(),
                display.to_owned(),
                word,
                place,
                when,
                why.to_owned(),
                on,
                entry.state.as_str().to_owned(),
                entry.author.to_string(),
                entry.reviewer.as_ref().map_or(String::new(), ToString::to_string),
                day(entry.reviewed_at),
                entry.origin.words(),
                entry.usage.map_or(String::new(), |usage| usage.to_string()),
            ]
        };
    let to = |target: &Target, not: &str, place: String, why: &str| {
        let words = format!("{not}{}", relationship_word(target.relationship));
        let named = (
            target.edition_ref().to_string(),
            target.code.as_str(),
            target.display.as_str(),
        );
        row(named, words, place, conditions(&target.when), why, String::new())
    };
    let nothing = || (String::new(), "", "");
    let none = String::new;
    let said = |words: [&str; 2]| words.first().map_or(String::new(), |word| (*word).to_owned());
    let mut rows = Vec::new();
    match &entry.decision {
        Some(Decision::Mapped { targets }) => {
            let numbered = (1_u32..).zip(targets);
            rows.extend(numbered.map(|(number, target)| to(target, "", number.to_string(), &entry.justification)));
        }
        Some(Decision::NoMatch { reason, review_on }) => {
            let on = review_on.clone().unwrap_or_default();
            rows.push(row(nothing(), said(NO_MATCH), none(), none(), reason, on));
        }
        Some(Decision::Ignored { reason }) => {
            rows.push(row(nothing(), said(IGNORED), none(), none(), reason, none()));
        }
        None => {}
    }
    rows.extend(
        entry
            .refusals
            .iter()
            .map(|refusal| to(&refusal.target, NOT, none(), &refusal.reason)),
    );
    rows
}

fn relationship_word(relationship: Relationship) -> &'static str {
    let known = RELATIONSHIPS.into_iter().find(|(_, known)| *known == relationship);
    known.map_or("", |(word, _)| word)
}

fn conditions(when: &[Condition]) -> String {
    if when.is_empty() {
        return String::new();
    }
    serde_json::to_string(when).unwrap_or_default()
}

/// Reads a crosswalk by its titles; the columns of local code, target code and relationship have to be there.
pub(super) fn read(format: tabular::Format, bytes: &[u8]) -> Result<Readings> {
    let table = tabular::read(bytes, format, &Limits::default())?;
    let is_text = format != tabular::Format::Xlsx;
    let headers = table.headers();
    for title in ["本地编码", "目标编码", "关系"] {
        column_named(headers, title)?;
    }
    let columns = TITLES.map(|title| column_named(headers, title).ok());
    let mut readings = Readings::default();
    for row in table.rows() {
        match reading(&row, columns, is_text) {
            Ok(reading) => readings.rows.push(reading),
            Err(fault) => readings.faults.push(fault.at_row(row.number())),
        }
    }
    Ok(readings)
}

fn reading(row: &Row<'_>, columns: [Option<usize>; 16], is_text: bool) -> Result<Reading> {
    let cells = columns.map(|column| {
        let cell = column.map_or("", |column| row.cell(column));
        if is_text {
            restore(cell).into_owned()
        } else {
            cell.to_owned()
        }
    });
    let [
        code,
        name,
        edition,
        target,
        display,
        word,
        place,
        when,
        why,
        review_on,
        ..,
    ] = cells;
    let relationship = word.trim();
    let said = if NO_MATCH.contains(&relationship) {
        Said::NoMatch {
            reason: why.clone(),
            review_on: (!review_on.is_empty()).then_some(review_on),
        }
    } else if IGNORED.contains(&relationship) {
        Said::Ignored { reason: why.clone() }
    } else if relationship.is_empty() && target.is_empty() {
        Said::Undecided("空 empty".to_owned())
    } else {
        let refused = relationship.strip_prefix(NOT);
        let pointed = Pointed {
            edition: PointedEdition::of(&edition),
            code: target,
            display,
            relationship: relationship_of(refused.unwrap_or(relationship))?,
            when: conditions_of(&when)?,
            position: place.trim().parse().ok(),
        };
        match refused {
            Some(_) => Said::Refused(pointed),
            None => Said::Target(pointed),
        }
    };
    Ok(Reading {
        row: row.number(),
        code,
        name,
        said,
        justification: why,
    })
}

fn relationship_of(word: &str) -> Result<Relationship> {
    let chinese = RELATIONSHIPS.into_iter().find(|(known, _)| *known == word);
    let known = chinese.map(|(_, known)| known).or_else(|| Relationship::parse(word));
    known.ok_or_else(|| {
        Error::new(Code::CellInvalid)
            .with("value", word)
            .with("rule_zh", "关系写等同、目标更窄、目标更宽、相关、无匹配或不上传")
            .with(
                "rule_en",
                "the relationship is equivalent, narrower, broader, related, no-match or ignored",
            )
            .in_column("关系")
    })
}

fn conditions_of(text: &str) -> Result<Vec<Condition>> {
    if text.trim().is_empty() {
        return Ok(Vec::new());
    }
    serde_json::from_str(text).map_err(|cause| {
        Error::new(Code::CellInvalid)
            .with("value", text)
            .with("rule_zh", "条件须是导出时写的 JSON")
            .with("rule_en", "conditions are JSON as the export writes it")
            .in_column("条件")
            .caused_by(cause)
    })
}
