//! Work lists as files: out for Excel, and back by a three-way merge. What an import changes goes through the same drafts
//! and steps as by hand, in one transaction.

mod merging;
mod plan;

use super::work_list::rows_in;
use super::work_row::WorkRow;
use crate::access::role::Right;
use crate::access::session::Session;
use crate::audit::Act;
use crate::digest::sha256_hex;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::DictionaryId;
use crate::id::OrganizationId;
use crate::mapping::origin::Origin;
use crate::mapping::work_filter::WorkFilter;
use crate::report::work_list::Leaf;
use crate::report::work_list::Pen;
use crate::report::work_list::Stamp;
use crate::report::work_list::WorkListFile;
use crate::report::work_list::WorkListSheet;
use crate::report::work_list::read;
use crate::service::Service;
use crate::service::files::FileInput;
use crate::storage::DbConn;
use crate::storage::audit::audit_log;
use crate::storage::curation::dictionaries;
use crate::time::Instant;
use plan::Plan;
use serde_json::json;
use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::sync::Arc;

pub use crate::report::work_list::CellConflict;
pub use crate::report::work_list::Medium;
pub use crate::report::work_list::MergeReport;

/// Which rows are to go out, and how.
#[derive(Clone, Debug)]
pub struct WorkListExport {
    /// Which rows.
    pub filter: WorkFilter,
    /// The same as the person asked for it; the file shows it.
    pub asked: String,
    /// As a workbook or as text.
    pub medium: Medium,
}

/// How a work list is to be imported.
#[derive(Clone, Copy, Debug, Default)]
pub struct WorkListImport {
    /// Only tell what would be done.
    pub is_rehearsal: bool,
    /// Apply the other rows although some were changed by others too; otherwise such a file is refused whole.
    pub skips_conflicts: bool,
}

/// What every part of an import needs to know.
struct Import<'i> {
    organization: &'i OrganizationId,
    dictionary: &'i DictionaryId,
    file: &'i WorkListFile,
    /// What the decisions of the file say they come from: its kind and digest.
    origin: Origin,
    options: WorkListImport,
    now: Instant,
}

impl Service {
    /// The rows that the filter wants as a file to be edited; open is what the role of the session may write.
    pub fn export_work_list(
        &self,
        session: &Session,
        organization: &OrganizationId,
        id: &DictionaryId,
        order: &WorkListExport,
    ) -> Result<Vec<u8>> {
        session.permit_in(Right::ReadMappings, organization)?;
        let exported_at = self.now();
        let words = Arc::clone(self.lexicon()?.1.words());
        let (dictionary, rows) = self.db.read(|tx| {
            let dictionary = dictionaries::must_find(tx, organization, id)?;
            Ok((dictionary, rows_in(tx, organization, id, &order.filter, Some(&words))?))
        })?;
        let sheet = WorkListSheet {
            stamp: Stamp {
                medium: order.medium,
                organization: organization.clone(),
                dictionary: id.clone(),
                target: dictionary.target,
                loads: dictionary.loads,
                exported_at,
            },
            pen: Pen {
                may_draft: session.holds_in(Right::DraftMapping, organization),
                may_review: session.holds_in(Right::ReviewMapping, organization),
            },
            account: session.account.as_str(),
            filter: &order.asked,
        };
        let ambiguous = ambiguous_codes(&rows);
        sheet.write(rows.iter().map(|row| Leaf {
            local_code: &row.local_code,
            mapping: row.mapping.as_ref(),
            suggestions: &row.suggestions,
            is_ambiguous: ambiguous.contains(row.local_code.code.as_str()),
        }))
    }

    /// Merges an edited work list into the dictionary. Rows that nobody edited stay as they are; rows that others changed
    /// since the export are told cell by cell and never overwritten.
    ///
    /// Errors: those of [`read`], `work-list-foreign`, `rows-refused` with every row that cannot be done,
    /// `work-list-conflicts` unless conflicts are skipped. A refused file changes nothing.
    pub fn import_work_list(
        &self,
        session: &Session,
        organization: &OrganizationId,
        dictionary: &DictionaryId,
        file: &FileInput,
        options: WorkListImport,
    ) -> Result<MergeReport> {
        session.permit_in(Right::ReadMappings, organization)?;
        let list = read(&file.bytes, file.file_name.as_deref())?;
        must_be_of(&list, organization, dictionary)?;
        let import = Import {
            organization,
            dictionary,
            file: &list,
            origin: Origin::File {
                format: format!("work-list-{}", list.kind()),
                sha256: sha256_hex([file.bytes.as_slice()]),
            },
            options,
            now: self.now(),
        };
        if options.is_rehearsal {
            return self.db.rehearse(|tx| import.run(tx, session));
        }
        self.decide(organization, dictionary, |tx| {
            let report = import.run(tx, session)?;
            import.must_be_clean(&report)?;
            let codes: BTreeSet<&str> = list.rows.iter().map(|row| row.code.as_str()).collect();
            Ok((report, codes.into_iter().map(str::to_owned).collect()))
        })
    }
}

impl Import<'_> {
    /// Merges, plans and does it; what is wrong stands in the report.
    fn run(&self, tx: &mut DbConn, session: &Session) -> Result<MergeReport> {
        let reader = session.permit_in(Right::ReadMappings, self.organization)?;
        let mut report = MergeReport::default();
        let wanted = merging::merge_rows(tx, self, &mut report)?;
        let plan = Plan::of(self, &wanted, &mut report);
        let may_go_on = self.options.skips_conflicts || report.rows_in_conflict == 0;
        let refused = !report.errors.is_empty() || !(may_go_on || self.options.is_rehearsal);
        if refused {
            return Ok(report);
        }
        plan.carry_out(tx, self, session, &mut report)?;
        if report.errors.is_empty() && report.changes() > 0 {
            let object = format!("organizations/{}/dictionaries/{}", self.organization, self.dictionary);
            let steps: BTreeMap<&str, usize> = report.steps.iter().copied().collect();
            let act = Act::new("work-list.import", object).with_details(json!({
                "file": self.origin, "rows": report.rows, "untouched": report.untouched, "already_so": report.already_so,
                "drafted": report.drafted, "steps": steps, "rows_in_conflict": report.rows_in_conflict,
            }));
            audit_log::append(tx, reader.permit(), &act, self.now)?;
        }
        Ok(report)
    }

    /// Refuses what a rehearsal only tells.
    fn must_be_clean(&self, report: &MergeReport) -> Result<()> {
        if !report.errors.is_empty() {
            let findings = report.errors.iter().map(merging::copy_of).collect();
            return Err(Error::new(Code::RowsRefused)
                .with("count", report.errors.len())
                .with_findings(findings));
        }
        if report.rows_in_conflict > 0 && !self.options.skips_conflicts {
            let findings = report.conflicts.iter().map(CellConflict::to_error);
            return Err(Error::new(Code::WorkListConflicts)
                .with("count", report.rows_in_conflict)
                .with_findings(findings.take(merging::MOST_LISTED).collect()));
        }
        Ok(())
    }
}

fn must_be_of(list: &WorkListFile, organization: &OrganizationId, dictionary: &DictionaryId) -> Result<()> {
    let foreign = |stamp: &&Stamp| stamp.organization != *organization || stamp.dictionary != *dictionary;
    let Some(stamp) = list.stamps.iter().find(foreign) else {
        return Ok(());
    };
    let row = list.rows.iter().find(|row| list.stamps.get(row.stamp) == Some(stamp));
    let error = Error::new(Code::WorkListForeign)
        .with("found", format!("{} {}", stamp.organization, stamp.dictionary))
        .with("expected", format!("{organization} {dictionary}"));
    Err(match row {
        Some(row) => error.at_row(row.number),
        None => error,
    })
}

/// The codes that stand in the rows with different names.
fn ambiguous_codes(rows: &[WorkRow]) -> BTreeSet<&str> {
    let mut names: BTreeMap<&str, &str> = BTreeMap::new();
    let mut ambiguous = BTreeSet::new();
    for entry in rows.iter().map(|row| &row.local_code) {
        let first = names.entry(&entry.code).or_insert(&entry.name);
        if *first != entry.name {
            ambiguous.insert(entry.code.as_str());
        }
    }
    ambiguous
}
