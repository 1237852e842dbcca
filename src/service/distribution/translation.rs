//! Translating by a release: which release answers, its table kept ready, how its editions stand, the way onward.

use crate::access::role::Right;
use crate::access::session::Session;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::EditionRef;
use crate::id::MapVersionRef;
use crate::id::OrganizationId;
use crate::mapping::concept_map::MapRow;
use crate::mapping::concept_map::MapStatus;
use crate::mapping::release::Release;
use crate::registry::concept::Concept;
use crate::registry::edition::Edition;
use crate::registry::in_force::superseded_by;
use crate::service::Service;
use crate::service::shared;
use crate::snapshot::encoding::Encoding;
use crate::snapshot::translate::EditionStanding;
use crate::snapshot::translate::Mapping;
use crate::snapshot::translate::Mode;
use crate::snapshot::translate::Onward;
use crate::snapshot::translate::OnwardMap;
use crate::snapshot::translate::ReleaseName;
use crate::snapshot::translate::Standing;
use crate::snapshot::translate::Table;
use crate::snapshot::translate::Translator;
use crate::storage::DbConn;
use crate::storage::access::organizations;
use crate::storage::distribution::releases;
use crate::storage::registry::concept_maps;
use crate::storage::registry::concept_maps::StoredVersion;
use crate::storage::registry::concepts;
use crate::storage::registry::edition_steps;
use crate::storage::registry::editions;
use crate::time::Day;
use crate::time::Instant;
use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

/// How standings are kept: by release, day, and how many steps editions had taken.
pub(in crate::service) type StandingKey = (OrganizationId, i64, Day, i64);

/// As of when a translation is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AsOf {
    /// As of an instant.
    Instant(Instant),
    /// As of a business day 业务日, which runs from 18:00 of the day before to 18:00: the release that was effective when
    /// it closed answers, because that is the one with which the night's collectors convert it.
    BusinessDay(Day),
}

/// By what is to be translated. Without a release and a time, the release that is effective now and not retracted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TranslationOrder {
    /// This release, whenever it is effective.
    pub release: Option<i64>,
    /// The release that is effective then and not retracted by now.
    pub as_of: Option<AsOf>,
    /// How strict.
    pub mode: Mode,
    /// An edition of a second standard to go on to.
    pub to: Option<EditionRef>,
    /// The published map that leads there; needed when there are several.
    pub via: Option<MapVersionRef>,
}

impl AsOf {
    /// Reads an instant (RFC 3339) or a business day (`YYYY-MM-DD`).
    pub fn parse(text: &str) -> Option<Self> {
        let day = || Day::parse(text).map(Self::BusinessDay);
        Instant::parse(text).map(Self::Instant).or_else(day)
    }

    fn instant(self) -> Instant {
        match self {
            Self::Instant(instant) => instant,
            Self::BusinessDay(day) => day.business_end(),
        }
    }

    fn day(self) -> Day {
        match self {
            Self::Instant(instant) => instant.day(),
            Self::BusinessDay(day) => day,
        }
    }
}

impl Service {
    /// Whoever answers by the release that is ordered; ask it as often as you like.
    ///
    /// Errors: `organization-unknown`; `release-unknown`; `release-not-for-use` (retracted); `release-not-effective`;
    /// `no-map-between`, `several-maps-between`, `map-version-unknown`.
    pub fn translator(
        &self,
        session: &Session,
        organization: &OrganizationId,
        order: &TranslationOrder,
    ) -> Result<Translator> {
        session.permit_in(Right::ReadSnapshot, organization)?;
        let now = self.now();
        let (release, steps) = self.resolve(organization, order, now)?;
        let table = self.table(session, organization, release.number)?;
        let day = order.as_of.map_or_else(|| now.day(), AsOf::day);
        let key = (organization.clone(), release.number, day, steps);
        let standing = self
            .standings
            .try_get_with(key, || self.db.read(|tx| standing(tx, &table, day)).map(Arc::new))
            .map_err(|error: Arc<Error>| shared(&error))?;
        let onward = order.to.as_ref().map(|to| self.onward(&table, to, order.via.as_ref()));
        Ok(Translator {
            release: ReleaseName {
                organization: organization.to_string(),
                release: release.number,
                digest: release.body_digest,
                effective_at: release.effective_at.to_rfc3339(),
            },
            table,
            standing,
            onward: onward.transpose()?,
            mode: order.mode,
        })
    }

    /// The release that is ordered, and how many steps editions had taken. While the database is away, a release that was
    /// translated with before is known by its number; which one is effective is not.
    fn resolve(&self, organization: &OrganizationId, order: &TranslationOrder, now: Instant) -> Result<(Release, i64)> {
        let found = self.db.read(|tx| {
            organizations::must_find(tx, organization)?;
            Ok((wanted_release(tx, organization, order, now)?, edition_steps::count(tx)?))
        });
        match found {
            Ok(found) => {
                let key = (organization.clone(), found.0.number);
                self.resolved.insert(key, Arc::new(found.clone()));
                Ok(found)
            }
            Err(error) if error.code() == Code::DatabaseUnavailable => {
                let key = order.release.map(|number| (organization.clone(), number));
                let known = key.and_then(|key| self.resolved.get(&key)).ok_or(error)?;
                Ok((known.0.clone(), known.1))
            }
            Err(error) => Err(error),
        }
    }

    /// A folder for files that live as long as one request.
    pub fn spool_folder(&self) -> PathBuf {
        self.folder.join("spool")
    }

    /// The table of a release, made at its first use.
    fn table(&self, session: &Session, organization: &OrganizationId, number: i64) -> Result<Arc<Table>> {
        self.lookups.tables.ask();
        let make = || {
            self.lookups.tables.miss();
            let snapshot = self.snapshot(session, organization, number)?;
            let body = snapshot.body.bytes(Encoding::Identity);
            let body = body.map_err(|cause| Error::new(Code::Internal).caused_by(cause))?;
            Ok(Arc::new(Table::of_body(&body)?))
        };
        self.tables
            .try_get_with((organization.clone(), number), make)
            .map_err(|error: Arc<Error>| shared(&error))
    }

    /// The maps from the editions of a table to another edition.
    fn onward(&self, table: &Table, to: &EditionRef, via: Option<&MapVersionRef>) -> Result<Onward> {
        let versions = self.db.read(|tx| maps_between(tx, table, to, via))?;
        let mut maps = Vec::with_capacity(versions.len());
        for version in versions {
            let make = || self.db.read(|tx| onward_map(tx, &version)).map(Arc::new);
            let map = self.onward_maps.try_get_with_by_ref(&version.version.of, make);
            maps.push(map.map_err(|error: Arc<Error>| shared(&error))?);
        }
        Ok(Onward {
            target: to.clone(),
            maps,
        })
    }
}

fn wanted_release(
    tx: &mut DbConn,
    organization: &OrganizationId,
    order: &TranslationOrder,
    now: Instant,
) -> Result<Release> {
    let Some(number) = order.release else {
        let at = order.as_of.map_or(now, AsOf::instant);
        return releases::effective(tx, organization, at)?.ok_or_else(|| {
            Error::new(Code::ReleaseNotEffective)
                .with("organization", organization)
                .with("at", at.to_rfc3339())
        });
    };
    let release = releases::must_find(tx, organization, number)?;
    if releases::retractions(tx, organization)?.contains_key(&number) {
        return Err(Error::new(Code::ReleaseNotForUse)
            .with("organization", organization)
            .with("release", number));
    }
    Ok(release)
}

/// How the editions of a table stand on a day.
fn standing(tx: &mut DbConn, table: &Table, day: Day) -> Result<Standing> {
    let mut known = BTreeMap::new();
    for of in table.editions() {
        let list = editions::list(tx, &of.system)?;
        let Some(edition) = list.iter().find(|edition| edition.of == *of) else {
            continue;
        };
        if is_over(edition, day) {
            known.insert(of.clone(), EditionStanding::Retired);
        } else if let Some(successor) = superseded_by(&list, edition, day) {
            let gone = gone(tx, table, of, &successor.of)?;
            known.insert(of.clone(), EditionStanding::Superseded { gone });
        }
    }
    Ok(Standing::but(known))
}

/// Whether an edition was retired by that day, or its last day is past.
fn is_over(edition: &Edition, day: Day) -> bool {
    let is_retired = edition.retired_at.is_some_and(|retired| retired.day() <= day);
    let last_day = edition.metadata.effective_to.as_deref().and_then(Day::parse);
    is_retired || last_day.is_some_and(|last| last < day)
}

/// The targets of one edition that another does not have, or does not let data carry.
fn gone(tx: &mut DbConn, table: &Table, of: &EditionRef, successor: &EditionRef) -> Result<BTreeSet<String>> {
    let targets = table.mappings().flat_map(Mapping::targets);
    let codes: BTreeSet<&str> = targets
        .filter(|target| target.edition == of)
        .map(|target| target.code)
        .collect();
    let list: Vec<&str> = codes.iter().copied().collect();
    let key = editions::must_find(tx, successor)?.key;
    let found = concepts::find_many(tx, key, &list)?;
    let stands = |code: &&str| found.get(*code).is_some_and(Concept::may_be_target);
    Ok(codes
        .into_iter()
        .filter(|code| !stands(code))
        .map(str::to_owned)
        .collect())
}

/// The published maps from the editions of a table to another: the newest version of the only map for each edition.
fn maps_between(
    tx: &mut DbConn,
    table: &Table,
    to: &EditionRef,
    via: Option<&MapVersionRef>,
) -> Result<Vec<StoredVersion>> {
    editions::must_find(tx, to)?;
    let mut list = concept_maps::published_to(tx, to)?;
    if let Some(via) = via {
        let version = concept_maps::must_find_version(tx, via)?;
        list.retain(|known| known.version.of == version.version.of && version.version.status == MapStatus::Published);
    }
    let mut chosen: BTreeMap<EditionRef, StoredVersion> = BTreeMap::new();
    for candidate in list {
        let source = &candidate.version.source;
        if !table.editions().contains(source) || source == to {
            continue;
        }
        match chosen.get(source) {
            None => {
                chosen.insert(source.clone(), candidate);
            }
            Some(known) if known.version.of.map == candidate.version.of.map => {}
            Some(known) => {
                return Err(Error::new(Code::SeveralMapsBetween)
                    .with("source", source)
                    .with("target", to)
                    .with("maps", format!("{}, {}", known.version.of, candidate.version.of)));
            }
        }
    }
    if chosen.is_empty() && !table.editions().contains(to) {
        return Err(Error::new(Code::NoMapBetween).with("target", to));
    }
    Ok(chosen.into_values().collect())
}

/// A map with the official displays of the edition that it leads to.
fn onward_map(tx: &mut DbConn, version: &StoredVersion) -> Result<OnwardMap> {
    let rows = concept_maps::all_rows(tx, version.key)?;
    let key = editions::must_find(tx, &version.version.target)?.key;
    let codes: BTreeSet<&str> = rows.iter().map(MapRow::target_code).collect();
    let codes: Vec<&str> = codes.into_iter().collect();
    let found = concepts::find_many(tx, key, &codes)?;
    let official = |code: &str| {
        let concept = found.get(code)?;
        Some((concept.display.clone(), concept.may_be_target()))
    };
    Ok(OnwardMap::new(version.version.source.clone(), &rows, official))
}
