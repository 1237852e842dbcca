//! The grid 网格: its words, which a platform may name for itself, and what they are good for.

use crate::access::area::Axis;
use crate::access::area::GridWord;
use crate::access::area::Place;
use crate::access::role::Right;
use crate::access::session::Scope;
use crate::access::session::Session;
use crate::audit::Act;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::GridWordId;
use crate::service::Service;
use crate::service::texts::must_be_name;
use crate::storage::DbConn;
use crate::storage::access::grid;
use crate::storage::audit::audit_log;
use serde_json::json;
use std::collections::BTreeSet;

/// The words of the grid, each axis in its order.
#[derive(Clone, Debug)]
pub struct GridWords {
    /// 层级.
    pub tiers: Vec<GridWord>,
    /// 条线.
    pub lines: Vec<GridWord>,
}

impl Service {
    /// The words of the grid.
    pub fn grid_words(&self, session: &Session) -> Result<GridWords> {
        session.permit(Right::ReadOrganizations)?;
        self.db.read(|tx| {
            Ok(GridWords {
                tiers: grid::words(tx, Axis::Tiers)?,
                lines: grid::words(tx, Axis::Lines)?,
            })
        })
    }

    /// Adds a tier or a line, or says an old one anew; none is ever taken away, since grants and organizations name them.
    pub fn set_grid_word(&self, session: &Session, axis: Axis, word: &GridWord) -> Result<()> {
        let permit = session.permit(Right::ManageOrganizations)?;
        if !session.scope_of(Right::ManageOrganizations).covers(&Scope::All) {
            return Err(Error::new(Code::OutOfScope).with("organization", "*"));
        }
        must_be_name("zh", &word.zh)?;
        must_be_name("en", &word.en)?;
        let now = self.now();
        self.db.write(|tx| {
            let known = grid::words(tx, axis)?.into_iter().find(|known| known.id == word.id);
            if known.as_ref() == Some(word) {
                return Ok(());
            }
            grid::put_word(tx, axis, word)?;
            let said = |word: &GridWord| json!({ "zh": word.zh, "en": word.en, "rank": word.rank });
            let details = json!({ "before": known.as_ref().map(said), "after": said(word) });
            let act = Act::new("grid.set-word", format!("access/grid/{}/{}", axis.as_str(), word.id));
            audit_log::append(tx, &permit, &act.with_details(details), now)
        })
    }
}

/// Refuses a place whose tier or lines are no words of the grid.
pub(in crate::service) fn must_stand(tx: &mut DbConn, place: &Place) -> Result<()> {
    must_be_words(tx, &place.tier.iter().cloned().collect(), &place.lines)
}

/// Refuses tiers and lines that are no words of the grid.
pub(in crate::service) fn must_be_words(
    tx: &mut DbConn,
    tiers: &BTreeSet<GridWordId>,
    lines: &BTreeSet<GridWordId>,
) -> Result<()> {
    for (axis, words) in [(Axis::Tiers, tiers), (Axis::Lines, lines)] {
        if words.is_empty() {
            continue;
        }
        let known = grid::words(tx, axis)?;
        if let Some(unknown) = words.iter().find(|word| known.iter().all(|known| known.id != **word)) {
            return Err(Error::new(Code::FieldInvalid)
                .with("field", axis.as_str())
                .with("value", unknown)
                .with("rule_zh", "可用的层级和条线见 GET /access/grid")
                .with("rule_en", "see GET /access/grid for the tiers and lines")
                .in_field(axis.as_str()));
        }
    }
    Ok(())
}
