//! How far an edition reaches, told before it is published: counts for each hospital, and nobody's rows.

use super::counts;
use crate::access::role::Right;
use crate::access::session::Session;
use crate::error::Result;
use crate::id::EditionId;
use crate::id::EditionRef;
use crate::id::OrganizationId;
use crate::mapping::upgrade::Finding;
use crate::mapping::upgrade::UpgradeRow;
use crate::registry::edition::EditionStatus;
use crate::service::Service;
use crate::storage::access::organizations;
use crate::storage::curation::edition_rechecks;
use crate::storage::curation::edition_rechecks::RecheckProgress;
use std::collections::BTreeMap;

/// What an edition does to mappings of one hospital, or of several that are not named.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HospitalImpact {
    /// The hospital; none for those outside one's scope, which are counted together.
    pub organization: Option<OrganizationId>,
    /// How many hospitals have mappings that are concerned.
    pub hospitals: u64,
    /// How many mappings have each finding.
    pub findings: BTreeMap<Finding, u64>,
    /// Mappings that publishing sends back to review: those whose target is lost.
    pub to_recheck: u64,
    /// How often data used the codes of those, where hospitals count it.
    pub usage: i64,
}

/// How far an edition reaches.
#[derive(Clone, Debug)]
pub struct EditionImpact {
    /// The edition.
    pub edition: EditionRef,
    /// Where it is in its life.
    pub status: EditionStatus,
    /// The editions before, the nearest first; none when it replaces nothing, and then it reaches nobody.
    pub from: Vec<EditionRef>,
    /// Hospitals with mappings that are concerned, by id; those outside one's scope last.
    pub hospitals: Vec<HospitalImpact>,
    /// All of them together.
    pub total: HospitalImpact,
    /// How far the work is that publishing or retiring it asked for.
    pub progress: Option<RecheckProgress>,
}

impl Service {
    /// How far an edition reaches: a draft before it is published, or a published one now. Hospitals outside one's scope are
    /// counted together, so that the whole is known and nobody is told of.
    pub fn edition_impact(
        &self,
        session: &Session,
        of: &EditionRef,
        from: Option<&EditionId>,
    ) -> Result<EditionImpact> {
        session.permit(Right::PublishEdition)?;
        let upgrade = self.upgrade(of, from)?.with_names(self)?;
        let (ids, progress) = self.db.read(|tx| {
            let progress = edition_rechecks::progress(tx, upgrade.edition.key)?;
            Ok((organizations::ids(tx)?, progress))
        })?;
        let (mut hospitals, mut others, mut total) = (Vec::new(), HospitalImpact::default(), HospitalImpact::default());
        for organization in ids {
            let rows = self.db.read(|tx| upgrade.rows(tx, &organization))?;
            if rows.is_empty() {
                continue;
            }
            let mut impact = HospitalImpact::of(&rows);
            total.add(&impact);
            if session.holds_in(Right::PublishEdition, &organization) {
                impact.organization = Some(organization);
                hospitals.push(impact);
            } else {
                others.add(&impact);
            }
        }
        hospitals.extend((others.hospitals > 0).then_some(others));
        Ok(EditionImpact {
            edition: of.clone(),
            status: upgrade.edition.edition.status,
            from: upgrade.from(),
            hospitals,
            total,
            progress,
        })
    }
}

impl HospitalImpact {
    fn of(rows: &[UpgradeRow]) -> Self {
        let lost = rows.iter().filter(|row| row.finding.loses_its_target());
        let (mut to_recheck, mut usage) = (0, 0_i64);
        for row in lost {
            to_recheck += 1;
            usage = usage.saturating_add(row.usage.unwrap_or(0));
        }
        Self {
            organization: None,
            hospitals: 1,
            findings: counts(rows),
            to_recheck,
            usage,
        }
    }

    fn add(&mut self, other: &Self) {
        self.hospitals += other.hospitals;
        self.to_recheck += other.to_recheck;
        self.usage = self.usage.saturating_add(other.usage);
        for (finding, count) in &other.findings {
            *self.findings.entry(*finding).or_insert(0) += count;
        }
    }
}
