//! What a load of a dictionary changed as a table: CSV for programs, a workbook for people.

use crate::error::Result;
use crate::mapping::drift::MappingFate;
use crate::registry::csv_file;
use crate::registry::lint::Finding;
use crate::registry::xlsx_file;
use crate::source::doubts::Doubts;
use crate::source::reload::Changed;
use crate::source::reload::Listed;
use crate::source::reload::ReloadReport;

/// The keys of the columns, as CSV has them.
const KEYS: &[&str] = &[
    "kind",
    "code",
    "before",
    "after",
    "likeness",
    "evidence",
    "columns",
    "usage_before",
    "usage_after",
    "dictionary",
    "state",
    "reason",
];
/// The titles of the columns, as a workbook has them.
const TITLES: &[&str] = &[
    "变更",
    "编码",
    "原名称",
    "新名称",
    "相似度（千分）",
    "依据",
    "其他列",
    "原使用次数",
    "新使用次数",
    "字典",
    "状态",
    "理由",
];

/// One line of the table; what does not apply is empty.
#[derive(Default)]
struct Line {
    kind: &'static str,
    code: String,
    before: String,
    after: String,
    likeness: String,
    evidence: String,
    columns: String,
    usage: [Option<i64>; 2],
    dictionary: String,
    state: &'static str,
    reason: String,
}

/// Every change and every touched mapping as CSV: `kind` is `re-used`, `reworded`, `respelled`, `columns-changed`, `added`,
/// `returned`, `removed`, `repeated`, `duplicate-name`, `usage-new`, `usage-vanished`, `usage-changed`, what becomes of a
/// mapping, or the code of a doubt, whose row stands in `evidence`.
pub fn load_csv(changes: &ReloadReport, fates: &[MappingFate], doubts: &Doubts) -> Result<Vec<u8>> {
    csv_file::write_disarmed(KEYS, lines(changes, fates, doubts).map(Line::cells))
}

/// The same as a workbook with one sheet.
pub fn load_xlsx(changes: &ReloadReport, fates: &[MappingFate], doubts: &Doubts) -> Result<Vec<u8>> {
    xlsx_file::write("字典变更", TITLES, lines(changes, fates, doubts).map(Line::cells))
}

fn lines<'a>(
    changes: &'a ReloadReport,
    fates: &'a [MappingFate],
    doubts: &'a Doubts,
) -> impl Iterator<Item = Line> + 'a {
    let listed = |kind: &'static str, list: &'a [Listed]| list.iter().map(move |one| Line::listed(kind, one));
    let mut graves: Vec<&Changed> = changes.changed.iter().collect();
    graves.sort_by_key(|one| std::cmp::Reverse(one.drift));
    graves
        .into_iter()
        .map(Line::changed)
        .chain(fates.iter().map(Line::fate))
        .chain(doubts.all().map(Line::doubt))
        .chain(listed("added", &changes.added))
        .chain(listed("returned", &changes.returned))
        .chain(listed("removed", &changes.removed))
        .chain(changes.repeated.iter().map(|one| Line {
            kind: "repeated",
            code: one.code.clone(),
            after: one.names.join(" / "),
            evidence: one.rows.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "),
            ..Line::default()
        }))
        .chain(changes.clusters.iter().map(|one| Line {
            kind: "duplicate-name",
            after: one.name.clone(),
            evidence: one.codes.join(" | "),
            ..Line::default()
        }))
        .chain(changes.usage.iter().map(|one| Line {
            kind: one.kind().as_str(),
            code: one.code.clone(),
            usage: [one.before, one.after],
            ..Line::default()
        }))
}

impl Line {
    fn changed(one: &Changed) -> Self {
        let columns = one.attributes.iter().map(|attribute| {
            let (title, before, after) = (&attribute.title, &attribute.before, &attribute.after);
            format!("{title}: {before} -> {after}")
        });
        Self {
            kind: one.drift.as_str(),
            code: one.code.clone(),
            before: one.before.join(" / "),
            after: one.after.join(" / "),
            likeness: one.likeness.to_string(),
            evidence: one.evidence.join("; "),
            columns: columns.collect::<Vec<_>>().join("; "),
            ..Self::default()
        }
    }

    fn fate(one: &MappingFate) -> Self {
        Self {
            kind: one.fate.as_str(),
            code: one.code.clone(),
            before: one.name.clone(),
            dictionary: one.dictionary.to_string(),
            state: one.state.as_str(),
            reason: one.reason.clone(),
            ..Self::default()
        }
    }

    fn doubt(one: &Finding) -> Self {
        Self {
            kind: one.rule.as_str(),
            after: one.value.clone(),
            evidence: one.row.to_string(),
            columns: one.column.to_string(),
            ..Self::default()
        }
    }

    fn listed(kind: &'static str, one: &Listed) -> Self {
        let names = one.names.join(" / ");
        let is_gone = kind == "removed";
        Self {
            kind,
            code: one.code.clone(),
            before: if is_gone { names.clone() } else { String::new() },
            after: if is_gone { String::new() } else { names },
            usage: if is_gone { [one.usage, None] } else { [None, one.usage] },
            ..Self::default()
        }
    }

    fn cells(self) -> [String; 12] {
        let [usage_before, usage_after] = self
            .usage
            .map(|count| count.map_or(String::new(), |count| count.to_string()));
        [
            self.kind.to_owned(),
            self.code,
            self.before,
            self.after,
            self.likeness,
            self.evidence,
            self.columns,
            usage_before,
            usage_after,
            self.dictionary,
            self.state.to_owned(),
            self.reason,
        ]
    }
}
