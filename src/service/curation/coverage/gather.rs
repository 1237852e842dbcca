//! Gathering what is counted: one pass over each dictionary in windows of codes, a few statements a window.

use super::targets::KnownTargets;
use crate::coverage::CodeFacts;
use crate::coverage::Counter;
use crate::coverage::CoverageReport;
use crate::coverage::DictionaryFigures;
use crate::coverage::Milestones;
use crate::coverage::Names;
use crate::coverage::Pace;
use crate::coverage::Published;
use crate::coverage::ReportedOrganization;
use crate::coverage::Settings;
use crate::error::Result;
use crate::id::OrganizationId;
use crate::source::local_code::Dictionary;
use crate::source::organization::Organization;
use crate::storage::DbConn;
use crate::storage::curation::bindings;
use crate::storage::curation::coverage;
use crate::storage::curation::coverage::CodeRow;
use crate::storage::curation::coverage::InForce;
use crate::storage::curation::coverage::Of;
use crate::storage::curation::coverage::Work;
use crate::storage::curation::dictionaries;
use crate::storage::curation::samples;
use crate::storage::curation::sharing;
use crate::storage::distribution::releases;
use crate::time::Cut;
use crate::time::Instant;
use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::collections::HashMap;

/// Of when figures are.
#[derive(Clone, Copy, Debug)]
pub(super) struct Moment {
    /// The cut; none of figures of this moment.
    pub(super) cut: Option<Cut>,
    /// Codes that were first seen after it are new.
    pub(super) from: Instant,
    /// The moment.
    pub(super) to: Instant,
}

/// Gathers the figures of organizations.
pub(super) struct Gatherer {
    moment: Moment,
    report: CoverageReport,
    names: Names,
    targets: KnownTargets,
}

/// What a window of codes is counted from.
struct Window {
    rows: Vec<CodeRow>,
    work: HashMap<String, Work>,
    in_force: HashMap<String, InForce>,
    milestones: HashMap<String, Milestones>,
}

/// The loads of a dictionary that matter at the moment.
struct Loads {
    /// The number of the load whose rows are counted.
    present: i64,
    /// When each load was.
    times: BTreeMap<i64, Instant>,
}

impl Gatherer {
    /// One that has gathered nothing.
    pub(super) fn new(moment: Moment) -> Self {
        let cut = moment.cut.map(|cut| cut.to_string());
        Self {
            moment,
            report: CoverageReport::new(cut, moment.to, moment.from),
            names: Names::default(),
            targets: KnownTargets::at(moment.to),
        }
    }

    /// The organizations that shared at the moment.
    pub(super) fn sharing(&self, tx: &mut DbConn) -> Result<BTreeSet<OrganizationId>> {
        sharing::organizations_at(tx, self.moment.to)
    }

    /// Takes an organization, whose names are compared or not.
    pub(super) fn take(&mut self, tx: &mut DbConn, of: &Organization, compared: bool) -> Result<()> {
        let organization = &of.id;
        self.report.organizations.push(ReportedOrganization {
            id: organization.to_string(),
            name: of.name.clone(),
        });
        if compared {
            self.names.compare(organization.as_str());
        }
        let release = coverage::release_at(tx, organization, self.moment.to)?;
        let campuses = bindings::campuses(tx, organization, self.moment.to)?;
        let mut bindings = bindings::bindings(tx, organization, self.moment.to)?;
        for dictionary in dictionaries::list(tx, organization)? {
            let Some(loads) = self.loads(tx, organization, &dictionary)? else {
                continue;
            };
            let (counter, pace) = self.count(tx, organization, (&dictionary, &loads), release, compared)?;
            let sampled = samples::tally_at(tx, organization, &dictionary.id, self.moment.to)?;
            let quality = pace.quality(organization.as_str(), dictionary.id.as_str(), &sampled);
            self.report.quality.get_or_insert_default().push(quality);
            let (source, _) = dictionary.id.parts();
            self.report.dictionaries.push(DictionaryFigures {
                organization: organization.to_string(),
                dictionary: dictionary.id.to_string(),
                target: dictionary.target.to_string(),
                campus: campuses.get(source).cloned(),
                bindings: bindings.remove(dictionary.id.as_str()).unwrap_or_default(),
                counts: counter.counts(),
            });
            self.report.added.extend(counter.added());
            let unmapped = counter.unmapped(organization.as_str(), dictionary.id.as_str());
            self.report.take_unmapped(unmapped);
        }
        Ok(())
    }

    /// Compares the names of another organization with those that were taken.
    pub(super) fn compare(&mut self, tx: &mut DbConn, other: &OrganizationId) -> Result<()> {
        self.names.compare(other.as_str());
        let release = coverage::release_at(tx, other, self.moment.to)?;
        let retracted: BTreeSet<i64> = releases::retractions(tx, other)?
            .into_values()
            .filter(|retraction| retraction.at <= self.moment.to)
            .map(|retraction| retraction.release)
            .collect();
        for dictionary in dictionaries::list(tx, other)? {
            let of = Of {
                organization: other,
                dictionary: &dictionary.id,
            };
            let mut after = String::new();
            loop {
                let codes = coverage::released_codes(tx, of, &after)?;
                let (Some(start), Some(end)) = (codes.first(), codes.last()) else {
                    break;
                };
                for said in coverage::in_force(tx, of, (start, end), release)?.into_values() {
                    if !retracted.contains(&said.release) {
                        let place = (other.as_str(), dictionary.id.as_str());
                        self.names.take_other(place, &said.line.name, &said.line.targets);
                    }
                }
                after.clone_from(end);
            }
        }
        Ok(())
    }

    /// The report.
    pub(super) fn report(mut self) -> CoverageReport {
        self.report.consistency = Some(self.names.consistency());
        self.report.finished()
    }

    /// The loads of a dictionary; none when it was not there at the moment, or when its rows of then are gone, which the
    /// report says.
    fn loads(
        &mut self,
        tx: &mut DbConn,
        organization: &OrganizationId,
        dictionary: &Dictionary,
    ) -> Result<Option<Loads>> {
        let own = dictionaries::loads(tx, organization, &dictionary.id)?;
        let base = match &dictionary.rows_of {
            Some(base) => dictionaries::loads(tx, organization, base)?,
            None => own.clone(),
        };
        let is_past = |(_, at): &(i64, Instant)| *at <= self.moment.to;
        let starts_with_first = own.first().is_some_and(|(load, _)| *load == 1) || dictionary.rows_of.is_some();
        if starts_with_first && !own.iter().any(is_past) {
            return Ok(None);
        }
        if self.moment.cut.is_none() || base.iter().all(is_past) {
            return Ok(Some(Loads {
                present: dictionary.loads,
                times: base.into_iter().collect(),
            }));
        }
        self.report.leave_out(
            organization.as_str(),
            dictionary.id.as_str(),
            (
                "统计时点之后又上传过，当时的条目已无从得知",
                "it was loaded again after the cut; what its rows were then cannot be told any more",
            ),
        );
        Ok(None)
    }

    fn count(
        &mut self,
        tx: &mut DbConn,
        organization: &OrganizationId,
        (dictionary, loads): (&Dictionary, &Loads),
        release: i64,
        compared: bool,
    ) -> Result<(Counter, Pace)> {
        let mut figures = Pace::until(self.moment.to);
        let mut counter = Counter::new(Settings {
            from: self.moment.from,
            to: self.moment.to,
        });
        let place = (organization.as_str(), dictionary.id.as_str());
        let mut after = String::new();
        while let Some(window) = self.window(tx, organization, (dictionary, loads), release, &after)? {
            let said = window.in_force.values().flat_map(|said| &said.line.targets);
            self.targets.learn(tx, said)?;
            for row in &window.rows {
                let line = window.in_force.get(&row.code).map(|said| &said.line);
                if let Some(line) = line.filter(|_| compared) {
                    self.names.take_own(place, &line.name, &line.targets);
                }
                let work = window.work.get(&row.code);
                let first_seen = loads.times.get(&row.first_load).copied();
                let milestones = window.milestones.get(&row.code).copied().unwrap_or_default();
                figures.take(first_seen, &milestones, work.map(|work| work.state));
                counter.take(&CodeFacts {
                    code: &row.code,
                    name: &row.name,
                    usage: row.usage,
                    first_seen,
                    state: work.map(|work| work.state),
                    is_ignored: work.is_some_and(|work| work.is_ignored),
                    published: line.map(|line| self.published(&line.targets)),
                });
            }
            if let Some(last) = window.rows.last() {
                after.clone_from(&last.code);
            }
        }
        Ok((counter, figures))
    }

    fn published<'t>(&self, targets: &'t [crate::mapping::target::Target]) -> Published<'t> {
        if targets.is_empty() {
            return Published::NoMatch;
        }
        let verdict = self.targets.judge(targets);
        Published::Mapped {
            targets,
            invalid: verdict.invalid,
            retired: verdict.retired,
        }
    }

    /// The next codes of a dictionary; none at its end.
    fn window(
        &self,
        tx: &mut DbConn,
        organization: &OrganizationId,
        (dictionary, loads): (&Dictionary, &Loads),
        release: i64,
        after: &str,
    ) -> Result<Option<Window>> {
        let of = Of {
            organization,
            dictionary: &dictionary.id,
        };
        let of_rows = Of {
            organization,
            dictionary: dictionary.rows_of.as_ref().unwrap_or(&dictionary.id),
        };
        let rows = coverage::codes(tx, of_rows, loads.present, after)?;
        let (Some(first), Some(last)) = (rows.first(), rows.last()) else {
            return Ok(None);
        };
        let span = (first.code.as_str(), last.code.as_str());
        let work = match self.moment.cut {
            Some(_) => coverage::work_at(tx, of, span, self.moment.to)?,
            None => coverage::work(tx, of, span)?,
        };
        let in_force = coverage::in_force(tx, of, span, release)?;
        let milestones = coverage::milestones(tx, of, span, self.moment.to)?;
        Ok(Some(Window {
            rows,
            work,
            in_force,
            milestones,
        }))
    }
}
