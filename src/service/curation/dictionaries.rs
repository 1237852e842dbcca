//! Loading local dictionaries: what was there is compared, work is kept, renamed codes go back to review.

use super::reload::Reload;
use super::upload_policies;
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
use crate::service::Service;
use crate::service::files::FileInput;
use crate::source::dictionary_file;
use crate::source::doubts;
use crate::source::doubts::Doubts;
use crate::source::local_code::Dictionary;
use crate::source::local_code::LocalCode;
use crate::storage::audit::audit_log;
use crate::storage::curation::dictionaries;
use crate::storage::curation::local_codes;
use crate::storage::registry::editions;
use serde_json::json;

pub use super::reload::LoadReport;
pub use crate::source::dictionary_file::LocalColumns;

/// How a dictionary's file is to be read and what its codes are to be mapped to.
#[derive(Clone, Debug, Default)]
pub struct DictionaryLoad {
    /// The target edition; needed at the first load, kept afterwards.
    pub target: Option<EditionRef>,
    /// The columns.
    pub columns: LocalColumns,
    /// The plan of the rehearsal that was seen; without it, whatever the load changes.
    pub plan: Option<String>,
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
            dictionaries::note_load(tx, organization, &dictionary, permit.account(), now)?;
            let object = format!("organizations/{organization}/dictionaries/{side}");
            let act = Act::new("dictionary.add-side", object).with_details(json!({ "rows_of": of, "target": target }));
            audit_log::append(tx, permit.permit(), &act, now)?;
            Ok(dictionary)
        })
    }

    /// Loads a dictionary for the first time or again, and says what it changed. A bad file is refused whole and changes
    /// nothing.
    ///
    /// Errors: `plan-stale` when the load would not be the one of the rehearsal that it names.
    pub fn load_dictionary(
        &self,
        session: &Session,
        organization: &OrganizationId,
        id: &DictionaryId,
        file: &FileInput,
        load: &DictionaryLoad,
    ) -> Result<LoadReport> {
        let permit = session.permit_in(Right::LoadDictionary, organization)?;
        let (mut rows, doubts) = read(file, &load.columns)?;
        let file_digest = sha256_hex([file.bytes.as_slice()]);
        let judge = self.judge(organization, id, load)?;
        let now = self.now();
        self.db.write(|tx| {
            let reload = Reload::look(tx, organization, id, &mut rows, load, &judge)?;
            upload_policies::check(tx, organization, &doubts)?;
            let plan = reload.plan(&file_digest, &load.columns);
            if load.plan.as_ref().is_some_and(|seen| *seen != plan) {
                return Err(Error::new(Code::PlanStale).in_field("plan"));
            }
            let dictionary = reload.dictionary(now);
            dictionaries::save(tx, organization, &dictionary, permit.account())?;
            local_codes::save(tx, organization, id, dictionary.loads, &rows)?;
            reload.forget_suggestions(tx, organization, &rows)?;
            reload.recheck(tx, &permit, now)?;
            for side in reload.sides() {
                let reloaded = Dictionary {
                    id: side.id.clone(),
                    target: side.target.clone(),
                    rows_of: side.rows_of.clone(),
                    ..dictionary.clone()
                };
                dictionaries::save(tx, organization, &reloaded, permit.account())?;
            }
            let object = format!("organizations/{organization}/dictionaries/{id}");
            let report = reload.into_report(true, doubts.clone(), plan);
            let act = Act::new("dictionary.load", object).with_details(report.details(&file_digest));
            audit_log::append(tx, permit.permit(), &act, now)?;
            Ok(report)
        })
    }

    /// What loading this file would change; nothing is written.
    pub fn rehearse_dictionary(
        &self,
        session: &Session,
        organization: &OrganizationId,
        id: &DictionaryId,
        file: &FileInput,
        load: &DictionaryLoad,
    ) -> Result<LoadReport> {
        session.permit_in(Right::LoadDictionary, organization)?;
        let (mut rows, doubts) = read(file, &load.columns)?;
        let judge = self.judge(organization, id, load)?;
        self.db.read(|tx| {
            let reload = Reload::look(tx, organization, id, &mut rows, load, &judge)?;
            upload_policies::check(tx, organization, &doubts)?;
            let plan = reload.plan(&sha256_hex([file.bytes.as_slice()]), &load.columns);
            Ok(reload.into_report(false, doubts, plan))
        })
    }
}

fn read(file: &FileInput, columns: &LocalColumns) -> Result<(Vec<LocalCode>, Doubts)> {
    let table = file.table()?;
    let rows = dictionary_file::local_codes(&table, columns)?;
    Ok((rows, doubts::look(&table, columns)?))
}

/// A side has the rows of its dictionary: it is neither loaded nor given sides of its own.
pub(in crate::service) fn refuse_side(dictionary: Option<&Dictionary>) -> Result<()> {
    let Some(base) = dictionary.and_then(|side| side.rows_of.as_ref()) else {
        return Ok(());
    };
    let side = dictionary.map_or("", |side| side.id.as_str());
    Err(Error::new(Code::DictionaryIsSide)
        .with("dictionary", side)
        .with("rows_of", base))
}

pub(in crate::service) fn target_of(load: &DictionaryLoad, known: Option<&Dictionary>) -> Result<EditionRef> {
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
