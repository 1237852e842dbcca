//! Reading rows window by window: what the database cannot ask, sounds and risks, is looked at row by row.

use crate::error::Result;
use crate::id::OrganizationId;
use crate::mapping::risk::Risk;
use crate::mapping::work_filter::WorkFilter;
use crate::mapping::work_order::WorkOrder;
use crate::mapping::work_order::WorkPlace;
use crate::matching::pinyin;
use crate::service::curation::risks::RiskRules;
use crate::service::curation::work_row::WorkRow;
use crate::source::local_code::Dictionary;
use crate::storage::DbConn;
use crate::storage::curation::assignments;
use crate::storage::curation::mappings;
use crate::storage::curation::suggestions;
use crate::storage::curation::work_rows;
use crate::storage::curation::work_rows::PlacedRow;
use crate::storage::curation::work_rows::Wanted;

/// How many rows are looked at together.
const WINDOW: usize = 1_000;

/// A row with its place, and its risks where they were asked for.
pub struct FoundRow {
    /// The row.
    pub row: WorkRow,
    /// Its place in the list.
    pub place: WorkPlace,
    /// Its risks.
    pub risks: Vec<Risk>,
}

/// Which rows of which dictionary are read.
#[derive(Clone, Copy)]
pub struct Reading<'a> {
    /// Whose.
    pub organization: &'a OrganizationId,
    /// The dictionary.
    pub dictionary: &'a Dictionary,
    /// Which rows.
    pub filter: &'a WorkFilter,
    /// In which order.
    pub order: WorkOrder,
    /// The rules, when risks are asked for.
    pub rules: Option<&'a RiskRules<'a>>,
}

impl Reading<'_> {
    /// The rows behind a place in their order, at most so many.
    pub fn rows(&self, tx: &mut DbConn, mut after: Option<WorkPlace>, limit: usize) -> Result<Vec<FoundRow>> {
        let looks = self.filter.risk.is_some() || self.filter.text_to_hear().is_some();
        let is_listed = self.filter.codes.is_some();
        let mut found = Vec::new();
        while found.len() < limit {
            let wanted = if looks {
                WINDOW
            } else {
                (limit - found.len()).min(WINDOW)
            };
            let wanted = if is_listed { usize::MAX } else { wanted };
            let placed = self.window(tx, after.as_ref(), wanted)?;
            let is_last = placed.len() < wanted;
            after = placed.last().map(|row| row.place.clone());
            let heard: Vec<PlacedRow> = placed.into_iter().filter(|row| self.is_heard(row)).collect();
            found.extend(self.fill(tx, heard)?);
            if is_last {
                break;
            }
        }
        found.truncate(limit);
        Ok(found)
    }

    fn window(&self, tx: &mut DbConn, after: Option<&WorkPlace>, limit: usize) -> Result<Vec<PlacedRow>> {
        let wanted = Wanted {
            organization: self.organization,
            dictionary: &self.dictionary.id,
            filter: self.filter,
            order: self.order,
        };
        work_rows::window(tx, wanted, after, i64::try_from(limit).unwrap_or(i64::MAX))
    }

    fn is_heard(&self, row: &PlacedRow) -> bool {
        let Some(text) = self.filter.text_to_hear() else {
            return true;
        };
        let text = text.to_ascii_lowercase();
        let is_written =
            row.entry.code.to_ascii_lowercase().contains(&text) || row.name_key.to_ascii_lowercase().contains(&text);
        is_written || {
            let typed: Vec<char> = text.chars().collect();
            let name: Vec<char> = pinyin::spoken(&row.name_key).collect();
            pinyin::reads(&typed, &name).is_some()
        }
    }

    fn fill(&self, tx: &mut DbConn, placed: Vec<PlacedRow>) -> Result<Vec<FoundRow>> {
        let (organization, id) = (self.organization, &self.dictionary.id);
        let codes: Vec<&str> = placed.iter().map(|row| row.entry.code.as_str()).collect();
        let mappings = mappings::find_many(tx, organization, id, &codes)?;
        let mut suggested = suggestions::find_many(tx, organization, id, &codes)?;
        let assignees = assignments::find_many(tx, organization, id, &codes)?;
        let mut order = Vec::with_capacity(placed.len());
        let mut rows = Vec::with_capacity(placed.len());
        for PlacedRow {
            entry, standing, place, ..
        } in placed
        {
            let key = (entry.code.clone(), entry.occurrence);
            rows.push(WorkRow {
                mapping: mappings.get(&entry.code).cloned(),
                suggestions: suggested.remove(&key).unwrap_or_default(),
                assignee: assignees.get(&entry.code).cloned(),
                local_code: entry,
                standing,
            });
            order.push(place);
        }
        let risks = match self.rules {
            Some(rules) => rules.of_rows(tx, &rows)?,
            None => rows.iter().map(|_| Vec::new()).collect(),
        };
        let found = rows.into_iter().zip(order).zip(risks);
        let found = found.map(|((row, place), risks)| FoundRow { row, place, risks });
        let wants = |one: &FoundRow| self.filter.risk.is_none_or(|risk| risk.wants(&one.risks));
        Ok(found.filter(wants).collect())
    }
}
