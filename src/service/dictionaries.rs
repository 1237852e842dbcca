//! Loading local dictionaries: what was there is compared, work is kept, renamed codes go back to review.

use super::Service;
use super::files::FileInput;
use crate::access::permit::HospitalPermit;
use crate::access::role::Right;
use crate::access::session::Session;
use crate::audit::Act;
use crate::digest::sha256_hex;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::DictionaryId;
use crate::id::EditionRef;
use crate::id::OrganizationId;
use crate::mapping::life::Hand;
use crate::mapping::life::Mapping;
use crate::mapping::state::Step;
use crate::source::dictionary_file;
use crate::source::local_code::Dictionary;
use crate::source::reload;
use crate::source::reload::ReloadReport;
use crate::storage::DbConn;
use crate::storage::audit_log;
use crate::storage::dictionaries;
use crate::storage::editions;
use crate::storage::local_codes;
use crate::storage::mappings;
use crate::storage::mappings::NewStep;
use crate::storage::organizations;
use crate::storage::suggestions;
use crate::time::Instant;
use serde_json::json;

pub use crate::source::dictionary_file::LocalColumns;

/// How a dictionary's file is to be read and what its codes are to be mapped to.
#[derive(Clone, Debug, Default)]
pub struct DictionaryLoad {
    /// The target edition; needed at the first load, kept afterwards.
    pub target: Option<EditionRef>,
    /// The columns.
    pub columns: LocalColumns,
}

impl Service {
    /// Adds a side to a dictionary: the same rows, mapped to another edition, side by side.
    ///
    /// Its mappings, suggestions and coverage are its own; its rows come with the loads of the dictionary.
    pub fn add_side(
        &self,
        session: &Session,
        organization: &OrganizationId,
        of: &DictionaryId,
        side: &DictionaryId,
        target: &EditionRef,
    ) -> Result<Dictionary> {
        let permit = session.permit_in(Right::LoadDictionary, organization)?;
        let now = self.now();
        self.db.write(|tx| {
            let base = dictionaries::must_find(tx, organization, of)?;
            refuse_side(Some(&base))?;
            if dictionaries::find(tx, organization, side)?.is_some() {
                return Err(Error::new(Code::DictionaryExists).with("dictionary", side));
            }
            editions::must_find(tx, target)?;
            let dictionary = Dictionary {
                id: side.clone(),
                target: target.clone(),
                rows_of: Some(of.clone()),
                ..base
            };
            dictionaries::save(tx, organization, &dictionary, permit.account())?;
            let object = format!("organizations/{organization}/dictionaries/{side}");
            let act = Act::new("dictionary.add-side", object).with_details(json!({ "rows_of": of, "target": target }));
            audit_log::append(tx, permit.permit(), &act, now)?;
            Ok(dictionary)
        })
    }

    /// Loads a dictionary for the first time or again. A bad file is refused whole and changes nothing.
    pub fn load_dictionary(
        &self,
        session: &Session,
        organization: &OrganizationId,
        id: &DictionaryId,
        file: &FileInput,
        load: &DictionaryLoad,
    ) -> Result<ReloadReport> {
        let permit = session.permit_in(Right::LoadDictionary, organization)?;
        let rows = dictionary_file::local_codes(&file.table()?, &load.columns)?;
        let file_digest = sha256_hex([file.bytes.as_slice()]);
        let now = self.now();
        self.db.write(|tx| {
            organizations::must_find(tx, organization)?;
            let known = dictionaries::find(tx, organization, id)?;
            refuse_side(known.as_ref())?;
            let target = target_of(load, known.as_ref())?;
            editions::must_find(tx, &target)?;
            let before = local_codes::all(tx, organization, id)?;
            let report = reload::compare(&before, &rows);
            let dictionary = Dictionary {
                id: id.clone(),
                target,
                loads: known.map_or(0, |dictionary| dictionary.loads) + 1,
                loaded_at: now,
                rows: report.rows,
                rows_of: None,
            };
            dictionaries::save(tx, organization, &dictionary, permit.account())?;
            local_codes::save(tx, organization, id, dictionary.loads, &rows)?;
            suggestions::clear(tx, organization, id)?;
            let mut rechecked = recheck_renamed(tx, &permit, id, &report, now)?;
            for side in dictionaries::sides(tx, organization, id)? {
                let reloaded = Dictionary {
                    id: side.id.clone(),
                    target: side.target,
                    rows_of: side.rows_of,
                    ..dictionary.clone()
                };
                dictionaries::save(tx, organization, &reloaded, permit.account())?;
                suggestions::clear(tx, organization, &side.id)?;
                rechecked += recheck_renamed(tx, &permit, &side.id, &report, now)?;
            }
            let object = format!("organizations/{organization}/dictionaries/{id}");
            let act = Act::new("dictionary.load", object).with_details(json!({
                "file_sha256": file_digest, "target": dictionary.target, "load": dictionary.loads, "rows": report.rows,
                "added": report.added.len(), "removed": report.removed.len(), "renamed": report.renamed.len(),
                "repeated_rows": report.repeated_rows(), "rechecked": rechecked,
            }));
            audit_log::append(tx, permit.permit(), &act, now)?;
            Ok(report)
        })
    }
}

/// A side has the rows of its dictionary: it is neither loaded nor given sides of its own.
fn refuse_side(dictionary: Option<&Dictionary>) -> Result<()> {
    let Some(base) = dictionary.and_then(|side| side.rows_of.as_ref()) else {
        return Ok(());
    };
    let side = dictionary.map_or("", |side| side.id.as_str());
    Err(Error::new(Code::DictionaryIsSide)
        .with("dictionary", side)
        .with("rows_of", base))
}

fn target_of(load: &DictionaryLoad, known: Option<&Dictionary>) -> Result<EditionRef> {
    let target = load
        .target
        .clone()
        .or_else(|| known.map(|dictionary| dictionary.target.clone()));
    target.ok_or_else(|| {
        Error::new(Code::FieldInvalid)
            .with("field", "target")
            .with("value", "")
            .with("rule_zh", "首次上传字典须指明目标版本，例如 icd-10/guolin-2.0")
            .with(
                "rule_en",
                "the first load of a dictionary names its target edition, such as icd-10/guolin-2.0",
            )
            .in_field("target")
    })
}

/// Sends the mappings of renamed codes back to review; returns how many.
fn recheck_renamed(
    tx: &mut DbConn,
    permit: &HospitalPermit,
    id: &DictionaryId,
    report: &ReloadReport,
    now: Instant,
) -> Result<usize> {
    let organization = permit.organization();
    let codes: Vec<&str> = report.renamed.iter().map(|renamed| renamed.code.as_str()).collect();
    let mapped = mappings::find_many(tx, organization, id, &codes)?;
    let account = permit.account();
    let mut drifted: Vec<(Mapping, String)> = Vec::new();
    for renamed in &report.renamed {
        let Some(mapping) = mapped.get(&renamed.code) else {
            continue;
        };
        let still_has_its_name = renamed.after == [mapping.name.clone()];
        // A mapping that waits for recheck already keeps waiting.
        if let (false, Ok(rechecked)) = (still_has_its_name, mapping.recheck(Hand { account, at: now })) {
            let words = format!(
                "name drift: {} -> {}",
                renamed.before.join(" / "),
                renamed.after.join(" / ")
            );
            drifted.push((rechecked, words));
        }
    }
    let steps: Vec<NewStep<'_>> = drifted
        .iter()
        .map(|(mapping, reason)| NewStep {
            step: Step::Recheck,
            mapping,
            account,
            reason,
            bulk: None,
        })
        .collect();
    mappings::save_steps(tx, organization, &steps)?;
    Ok(drifted.len())
}
