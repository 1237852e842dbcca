//! Copying the reviewed mappings of another dictionary of the same hospital, such as that of an old system or another
//! campus, as drafts.

use super::editions::Editions;
use super::take_over::LeftOutReason;
use super::take_over::TakeOver;
use super::take_over::TakenOver;
use super::take_over::Taking;
use crate::access::role::Right;
use crate::access::session::Session;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::DictionaryId;
use crate::id::OrganizationId;
use crate::mapping::life::Mapping;
use crate::mapping::origin::Origin;
use crate::mapping::work_filter::WorkFilter;
use crate::mapping::work_filter::WorkState;
use crate::matching::name_key::name_key;
use crate::service::Service;
use crate::service::curation::work_list::rows_in;
use crate::service::curation::work_row::WorkRow;
use crate::source::local_code::Dictionary;
use crate::storage::DbConn;
use crate::storage::curation::dictionaries;
use crate::storage::curation::mappings::of_dictionary;
use crate::storage::curation::work_rows;
use serde_json::json;
use std::collections::BTreeMap;
use std::collections::BTreeSet;

/// Codes with their names, by the key of the name.
type Named = BTreeMap<String, BTreeSet<(String, String)>>;

impl Service {
    /// Copies what another dictionary has approved or released, for codes that have no mapping here: of the same code and
    /// name, or else of a name that only one code has on either side. Targets of another edition are carried over by a
    /// published concept map or because code and name are equal; everything else is left out and listed.
    pub fn copy_dictionary(
        &self,
        session: &Session,
        organization: &OrganizationId,
        dictionary: &DictionaryId,
        from: &DictionaryId,
        is_dry_run: bool,
    ) -> Result<TakeOver> {
        let permit = session.permit_in(Right::DraftMapping, organization)?;
        if dictionary == from {
            return Err(Error::new(Code::DictionaryCopiesItself)
                .with("dictionary", dictionary)
                .in_field("from"));
        }
        let taking = Taking {
            permit: &permit,
            dictionary,
            action: "dictionary.copy",
            details: json!(from),
            now: self.now(),
        };
        self.take_over(&taking, is_dry_run, |tx| {
            let known = dictionaries::must_find(tx, organization, dictionary)?;
            let source = dictionaries::must_find(tx, organization, from)?;
            find(tx, organization, &known, &source)
        })
    }
}

/// What can be copied from.
struct Source {
    mappings: BTreeMap<String, Mapping>,
    by_key: Named,
}

fn find(
    tx: &mut DbConn,
    organization: &OrganizationId,
    dictionary: &Dictionary,
    from: &Dictionary,
) -> Result<TakeOver> {
    let filter = WorkFilter {
        state: Some(WorkState::Unmapped),
        ..WorkFilter::default()
    };
    let rows = rows_in(tx, organization, &dictionary.id, &filter, None)?;
    let mut names: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for row in &rows {
        names
            .entry(&row.local_code.code)
            .or_default()
            .insert(&row.local_code.name);
    }
    let keys: BTreeSet<String> = rows.iter().map(|row| name_key(&row.local_code.name)).collect();
    let keys: Vec<&str> = keys.iter().map(String::as_str).filter(|key| !key.is_empty()).collect();
    let own = work_rows::named(tx, organization, &dictionary.id, &keys)?;
    let source = Source {
        by_key: work_rows::named(tx, organization, &from.id, &keys)?,
        mappings: of_dictionary::all(tx, organization, &from.id)?
            .into_iter()
            .map(|mapping| (mapping.code.clone(), mapping))
            .collect(),
    };
    let mut report = TakeOver::default();
    let mut matched: Vec<(&WorkRow, &Mapping, &str)> = Vec::new();
    for row in rows.iter().filter(|row| row.local_code.occurrence == 1) {
        let entry = &row.local_code;
        let is_ambiguous = names.get(entry.code.as_str()).is_some_and(|names| names.len() > 1);
        match source.of(row, &own) {
            _ if is_ambiguous => report.leave_out(&entry.code, &entry.name, LeftOutReason::AmbiguousCode),
            Ok((mapping, how)) => matched.push((row, mapping, how)),
            Err(reason) => report.leave_out(&entry.code, &entry.name, reason),
        }
    }
    let decisions = matched.iter().map(|(_, mapping, _)| &mapping.decision);
    let editions = Editions::load(tx, &dictionary.target, &from.target, decisions)?;
    for (row, mapping, how) in matched {
        let entry = &row.local_code;
        match editions.translate(&mapping.decision) {
            Ok(decision) => report.taken.push(TakenOver {
                code: entry.code.clone(),
                name: entry.name.clone(),
                decision,
                justification: format!("复制自 {} 的“{} {}”（{how}）", from.id, mapping.code, mapping.name),
                origin: Origin::Dictionary {
                    dictionary: from.id.clone(),
                },
            }),
            Err(reason) => report.leave_out(&entry.code, &entry.name, reason),
        }
    }
    Ok(report)
}

impl Source {
    /// The reviewed mapping of the same code and name, or else of the only code with this name, and how it was found.
    fn of(&self, row: &WorkRow, own: &Named) -> std::result::Result<(&Mapping, &'static str), LeftOutReason> {
        let entry = &row.local_code;
        let key = name_key(&entry.name);
        if key.is_empty() {
            return Err(LeftOutReason::NotFound);
        }
        let is_reviewed = |mapping: &Mapping| mapping.state.teaches();
        let has_this_name = |mapping: &&Mapping| name_key(&mapping.name) == key;
        let here: Vec<&str> = codes(own.get(&key));
        let there: Vec<&str> = codes(self.by_key.get(&key));
        let same_code = there.contains(&entry.code.as_str());
        let code = match (same_code, here.as_slice(), there.as_slice()) {
            (true, _, _) => entry.code.as_str(),
            (false, _, []) => return Err(LeftOutReason::NotFound),
            (false, [_], [only]) => only,
            (false, _, _) => return Err(LeftOutReason::NameNotUnique),
        };
        let how = if same_code {
            "编码和名称相同"
        } else {
            "名称相同"
        };
        match self.mappings.get(code).filter(has_this_name) {
            Some(mapping) if is_reviewed(mapping) => Ok((mapping, how)),
            Some(_) => Err(LeftOutReason::NotReviewed),
            None => Err(LeftOutReason::NotFound),
        }
    }
}

fn codes(named: Option<&BTreeSet<(String, String)>>) -> Vec<&str> {
    let mut codes: Vec<&str> = named.into_iter().flatten().map(|(code, _)| code.as_str()).collect();
    codes.dedup();
    codes
}
