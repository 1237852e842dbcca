//! Upgrades of a standard: what an edition does to each hospital's mappings on the editions before it, told before it is
//! published, done when it is, and carried over by the hospital itself.

mod acts;
mod changes;
mod ground;
mod impact;
mod tasks;

pub use acts::UpgradeOrder;
pub use acts::UpgradeOutcome;
pub use impact::EditionImpact;
pub use impact::HospitalImpact;

use crate::access::role::Right;
use crate::access::session::Session;
use crate::error::Result;
use crate::id::EditionId;
use crate::id::EditionRef;
use crate::id::OrganizationId;
use crate::mapping::upgrade::Finding;
use crate::mapping::upgrade::UpgradeRow;
use crate::page::Page;
use crate::page::Slice;
use crate::service::Service;
use crate::storage::access::organizations;
use std::collections::BTreeMap;

/// Which rows of an upgrade are wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UpgradeQuestion {
    /// The edition that the mappings are on, where the new one does not say what it replaces.
    pub from: Option<EditionId>,
    /// Only rows with one of these findings; without them, all but those that nothing happened to.
    pub findings: Option<Vec<Finding>>,
    /// Only this page of rows; without one, all.
    pub page: Option<Page>,
}

/// What an edition does to the mappings of a hospital.
#[derive(Clone, Debug)]
pub struct HospitalUpgrade {
    /// The editions before, the nearest first; none when the new one replaces nothing.
    pub from: Vec<EditionRef>,
    /// How many mappings have each finding, whichever rows are wanted.
    pub counts: BTreeMap<Finding, u64>,
    /// The rows, by dictionary and code.
    pub rows: Slice<UpgradeRow>,
}

impl Service {
    /// What an edition does to the mappings of a hospital on the editions before it, row by row with proposals.
    pub fn upgrade_rows(
        &self,
        session: &Session,
        organization: &OrganizationId,
        of: &EditionRef,
        question: &UpgradeQuestion,
    ) -> Result<HospitalUpgrade> {
        session.permit_in(Right::ReadMappings, organization)?;
        let upgrade = self.upgrade(of, question.from.as_ref())?.with_names(self)?;
        let rows = self.db.read(|tx| {
            organizations::must_find(tx, organization)?;
            upgrade.rows(tx, organization)
        })?;
        let counts = counts(&rows);
        let is_wanted = |row: &UpgradeRow| match &question.findings {
            Some(findings) => findings.contains(&row.finding),
            None => row.finding != Finding::Unchanged,
        };
        let wanted = rows.into_iter().filter(is_wanted);
        Ok(HospitalUpgrade {
            from: upgrade.from(),
            counts,
            rows: slice(wanted, question.page.as_ref())?,
        })
    }
}

/// How many rows have each finding.
fn counts(rows: &[UpgradeRow]) -> BTreeMap<Finding, u64> {
    let mut counts = BTreeMap::new();
    for row in rows {
        *counts.entry(row.finding).or_insert(0) += 1;
    }
    counts
}

/// A page of rows that come by dictionary and code.
fn slice(rows: impl Iterator<Item = UpgradeRow>, page: Option<&Page>) -> Result<Slice<UpgradeRow>> {
    let Some(page) = page else {
        return Ok(Slice {
            items: rows.collect(),
            next: None,
        });
    };
    let split = |key: &str| {
        let (dictionary, code) = key.split_once('\n')?;
        Some((dictionary.to_owned(), code.to_owned()))
    };
    let after = page.after_key(split)?;
    let is_later = |row: &UpgradeRow| {
        let key = (row.dictionary.as_str(), row.code.as_str());
        after
            .as_ref()
            .is_none_or(|(dictionary, code)| key > (dictionary.as_str(), code.as_str()))
    };
    let to_read = usize::try_from(page.limit).unwrap_or(usize::MAX).saturating_add(1);
    let items: Vec<UpgradeRow> = rows.filter(is_later).take(to_read).collect();
    Ok(page.slice(items, |row: &UpgradeRow| format!("{}\n{}", row.dictionary, row.code)))
}
