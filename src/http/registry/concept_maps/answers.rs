//! Concept maps on the wire.

use crate::mapping::concept_map::Chain;
use crate::mapping::concept_map::ChainLossKind;
use crate::mapping::concept_map::ConceptMap;
use crate::mapping::concept_map::Losses;
use crate::mapping::concept_map::MapChange;
use crate::mapping::concept_map::MapRow;
use crate::mapping::concept_map::MapVersion;
use crate::time::Instant;
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// A concept map 对照表.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "id": "icd-10-guolin-to-yibao", "title": "国临版到医保版", "source": "icd-10", "target": "icd-10"
}))]
pub struct ConceptMapResponse {
    /// Its id.
    pub id: String,
    /// Its Chinese title.
    pub title: String,
    /// The code system that it leads from.
    pub source: String,
    /// The code system that it leads to.
    pub target: String,
    /// Its versions, newest import first; only when one map is read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub versions: Option<Vec<MapVersionResponse>>,
}

/// A version of a concept map.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "map": "icd-10-guolin-to-yibao", "version": "2023", "source": "icd-10/guolin-2.0", "target": "icd-10/yibao-2.0",
    "status": "draft", "provenance": "国家医保局", "rows": 35587, "digest": "5d0c…",
    "created_at": "2026-11-21T01:00:00.000000Z", "created_by": "lin"
}))]
pub struct MapVersionResponse {
    /// The concept map.
    pub map: String,
    /// The version.
    pub version: String,
    /// The edition that it leads from.
    pub source: String,
    /// The edition that it leads to.
    pub target: String,
    /// `draft` or `published`.
    pub status: String,
    /// Where it was taken from.
    pub provenance: String,
    /// How many rows it has.
    pub rows: u64,
    /// SHA-256 of its canonical contents.
    pub digest: String,
    /// When it was imported.
    pub created_at: String,
    /// Who imported it.
    pub created_by: String,
    /// When it was published.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub published_at: Option<String>,
    /// Who published it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub published_by: Option<String>,
}

/// A row of a concept map: a source and one of its targets, or none.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "source": "A00.000", "source_display": "霍乱", "target": "A00.000", "target_display": "霍乱",
    "relationship": "equivalent"
}))]
pub struct MapRowResponse {
    /// The source code.
    pub source: String,
    /// Its name in the map.
    pub source_display: String,
    /// The target code; absent when there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target: Option<String>,
    /// Its name in the map.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target_display: Option<String>,
    /// `equivalent`, `narrower`, `broader` or `related`: what the target is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub relationship: Option<String>,
    /// What the map says about it.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub comment: String,
}

/// What a version loses.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "rows": 35587, "sources": 35587, "targets": 32189, "codes_changed": 4389, "displays_changed": 4580,
    "merged_targets": 2405, "split_sources": 0, "counts": { "merged": 5803, "not-equivalent": 4580 },
    "places": [{ "kind": "merged", "source": "A00.1", "target": "A00", "detail": "2" }]
}))]
pub struct LossesResponse {
    /// Rows of the map.
    pub rows: u64,
    /// Source codes in it.
    pub sources: u64,
    /// Target codes in it.
    pub targets: u64,
    /// Rows whose target has another code than the source.
    pub codes_changed: u64,
    /// Rows whose target has another name than the source.
    pub displays_changed: u64,
    /// Targets with several sources.
    pub merged_targets: u64,
    /// Sources with several targets.
    pub split_sources: u64,
    /// How many places of each kind.
    pub counts: BTreeMap<&'static str, u64>,
    /// The places.
    pub places: Vec<LossResponse>,
}

/// One place where a map loses something.
#[derive(Debug, Serialize, ToSchema)]
pub struct LossResponse {
    /// `merged`, `split`, `no-target`, `not-listed`, `source-display`, `target-display`, `not-equivalent`,
    /// `target-retired` or `target-not-assignable`.
    pub kind: &'static str,
    /// The source code.
    pub source: String,
    /// The target code; empty when there is none.
    pub target: String,
    /// How many sources or targets, the relationship, or the name that the edition has.
    pub detail: String,
}

/// The answer of a composition.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "rows": [{ "source": "A00", "source_display": "霍乱", "target": "A00.900", "target_display": "霍乱",
        "relationship": "equivalent" }],
    "counts": { "source-dropped": 1, "part-dropped": 0, "merge-added": 0, "relation-weakened": 0 },
    "losses": [{ "kind": "source-dropped", "source": "A01", "via": "A01.0", "target": "" }]
}))]
pub struct ChainResponse {
    /// The rows from the first source to the last target.
    pub rows: Vec<MapRowResponse>,
    /// How many losses of each kind.
    pub counts: BTreeMap<&'static str, usize>,
    /// What the chain loses.
    pub losses: Vec<ChainLossResponse>,
}

/// One loss of a composition.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChainLossResponse {
    /// `source-dropped`, `part-dropped`, `merge-added` or `relation-weakened`.
    pub kind: &'static str,
    /// The first source.
    pub source: String,
    /// The code between.
    pub via: String,
    /// The last target; empty when there is none.
    pub target: String,
}

/// What changed about a source code between two versions.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({ "kind": "removed", "source": "A00", "before": [{ "source": "A00", "source_display": "霍乱" }],
    "after": [] }))]
pub struct MapChangeResponse {
    /// `added`, `removed` or `changed`.
    pub kind: &'static str,
    /// The source code.
    pub source: String,
    /// Its rows in the earlier version.
    pub before: Vec<MapRowResponse>,
    /// Its rows in the later version.
    pub after: Vec<MapRowResponse>,
}

impl ConceptMapResponse {
    /// The answer about a map.
    pub fn of(map: ConceptMap, versions: Option<Vec<MapVersion>>) -> Self {
        Self {
            id: map.id.to_string(),
            title: map.title,
            source: map.source.to_string(),
            target: map.target.to_string(),
            versions: versions.map(|list| list.into_iter().map(MapVersionResponse::from).collect()),
        }
    }
}

impl From<MapVersion> for MapVersionResponse {
    fn from(version: MapVersion) -> Self {
        Self {
            map: version.of.map.to_string(),
            version: version.of.version.to_string(),
            source: version.source.to_string(),
            target: version.target.to_string(),
            status: version.status.as_str().to_owned(),
            provenance: version.provenance,
            rows: version.rows,
            digest: version.digest,
            created_at: version.created_at.to_rfc3339(),
            created_by: version.created_by.to_string(),
            published_at: version.published_at.map(Instant::to_rfc3339),
            published_by: version.published_by.map(|account| account.to_string()),
        }
    }
}

impl From<MapRow> for MapRowResponse {
    fn from(row: MapRow) -> Self {
        let relationship = row
            .target
            .as_ref()
            .map(|target| target.relationship.as_str().to_owned());
        let (target, target_display) = row.target.map(|target| (target.code, target.display)).unzip();
        Self {
            source: row.source,
            source_display: row.source_display,
            target,
            target_display,
            relationship,
            comment: row.comment,
        }
    }
}

impl From<Losses> for LossesResponse {
    fn from(losses: Losses) -> Self {
        let counts = losses.counts().into_iter();
        Self {
            rows: losses.rows,
            sources: losses.sources,
            targets: losses.targets,
            codes_changed: losses.codes_changed,
            displays_changed: losses.displays_changed,
            merged_targets: losses.merged_targets,
            split_sources: losses.split_sources,
            counts: counts.map(|(kind, count)| (kind.as_str(), count)).collect(),
            places: losses
                .places
                .into_iter()
                .map(|place| LossResponse {
                    kind: place.kind.as_str(),
                    source: place.source,
                    target: place.target,
                    detail: place.detail,
                })
                .collect(),
        }
    }
}

impl From<Chain> for ChainResponse {
    fn from(chain: Chain) -> Self {
        let count = |kind: ChainLossKind| chain.losses.iter().filter(|loss| loss.kind == kind).count();
        let counts = ChainLossKind::ALL.map(|kind| (kind.as_str(), count(kind)));
        Self {
            counts: counts.into(),
            rows: chain.rows.into_iter().map(MapRowResponse::from).collect(),
            losses: chain
                .losses
                .into_iter()
                .map(|loss| ChainLossResponse {
                    kind: loss.kind.as_str(),
                    source: loss.source,
                    via: loss.via,
                    target: loss.target,
                })
                .collect(),
        }
    }
}

impl From<MapChange> for MapChangeResponse {
    fn from(change: MapChange) -> Self {
        let rows = |list: Vec<MapRow>| list.into_iter().map(MapRowResponse::from).collect();
        Self {
            kind: change.kind.as_str(),
            source: change.source,
            before: rows(change.before),
            after: rows(change.after),
        }
    }
}
