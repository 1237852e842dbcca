//! Putting the figures of dictionaries together: by organization, campus, source system, dictionary, table, field, value domain.

use super::counts::Counts;
use super::measure::Measure;
use super::measure::MeasuredRate;
use serde::Deserialize;
use serde::Serialize;
use std::collections::BTreeMap;

/// By what figures are put together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// 机构.
    Organization,
    /// 院区, as it is said of source systems.
    Campus,
    /// 业务系统.
    SourceSystem,
    /// 字典.
    Dictionary,
    /// 表 of a specification that dictionaries are bound to.
    Table,
    /// 字段 of a specification.
    Field,
    /// 值域.
    ValueDomain,
}

/// A field of a specification or a value domain that a dictionary feeds.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "to", deny_unknown_fields)]
pub enum Binding {
    /// A field.
    Field {
        /// The specification.
        specification: String,
        /// The table.
        table: String,
        /// The field.
        field: String,
        /// The value domain that the field had when the dictionary was bound, as `id/version`.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        domain: Option<String>,
    },
    /// A value domain as `id/version`.
    ValueDomain {
        /// The value domain.
        domain: String,
    },
}

/// The figures of one dictionary, with what it belongs to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DictionaryFigures {
    /// The organization.
    pub organization: String,
    /// The dictionary, `source system/name`.
    pub dictionary: String,
    /// The edition that it is mapped to.
    pub target: String,
    /// The campus of its source system, if one is said.
    pub campus: Option<String>,
    /// What it feeds.
    pub bindings: Vec<Binding>,
    /// Its counts.
    pub counts: Counts,
}

/// The figures of some dictionaries together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// The organization; none when the group has several.
    pub organization: Option<String>,
    /// What they have in common; empty for those of which nothing is said.
    pub name: String,
    /// How many dictionaries they are.
    pub dictionaries: u64,
    /// Their counts.
    pub counts: Counts,
    /// Their rates, in the order of [`Measure::ALL`].
    pub rates: Vec<MeasuredRate>,
}

/// Groups of one kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grouping {
    /// The word of [`By`].
    pub by: String,
    /// The groups, by organization and name.
    pub groups: Vec<Group>,
}

impl By {
    /// Every kind of group.
    pub const ALL: &'static [Self] = &[
        Self::Organization,
        Self::Campus,
        Self::SourceSystem,
        Self::Dictionary,
        Self::Table,
        Self::Field,
        Self::ValueDomain,
    ];

    /// The word in answers and files.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Organization => "organization",
            Self::Campus => "campus",
            Self::SourceSystem => "source-system",
            Self::Dictionary => "dictionary",
            Self::Table => "table",
            Self::Field => "field",
            Self::ValueDomain => "value-domain",
        }
    }

    /// Its title: Chinese, English.
    pub const fn title(self) -> (&'static str, &'static str) {
        match self {
            Self::Organization => ("机构", "organization"),
            Self::Campus => ("院区", "campus"),
            Self::SourceSystem => ("业务系统", "source system"),
            Self::Dictionary => ("字典", "dictionary"),
            Self::Table => ("表", "table"),
            Self::Field => ("字段", "field"),
            Self::ValueDomain => ("值域", "value domain"),
        }
    }

    /// Reads the word.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|by| by.as_str() == text)
    }

    /// The groups of dictionaries. By organization, campus, source system and dictionary every dictionary stands in one
    /// group; by table, field and value domain it stands in each that it feeds, or in the one without a name.
    pub fn group(self, figures: &[DictionaryFigures]) -> Grouping {
        let mut groups: BTreeMap<(Option<String>, String), (u64, Counts)> = BTreeMap::new();
        for one in figures {
            for key in self.keys(one) {
                let (dictionaries, counts) = groups.entry(key).or_default();
                *dictionaries += 1;
                counts.add(&one.counts);
            }
        }
        let group =
            |((organization, name), (dictionaries, counts))| Group::of(organization, name, dictionaries, counts);
        Grouping {
            by: self.as_str().to_owned(),
            groups: groups.into_iter().map(group).collect(),
        }
    }

    fn keys(self, one: &DictionaryFigures) -> Vec<(Option<String>, String)> {
        let own = |name: &str| vec![(Some(one.organization.clone()), name.to_owned())];
        let fed = |name: fn(&Binding) -> Option<String>| {
            let mut names: Vec<String> = one.bindings.iter().filter_map(name).collect();
            names.sort_unstable();
            names.dedup();
            if names.is_empty() {
                names.push(String::new());
            }
            names.into_iter().map(|name| (None, name)).collect()
        };
        match self {
            Self::Organization => own(&one.organization),
            Self::Campus => own(one.campus.as_deref().unwrap_or_default()),
            Self::SourceSystem => own(one.dictionary.split_once('/').map_or("", |(source, _)| source)),
            Self::Dictionary => own(&one.dictionary),
            Self::Table => fed(Binding::table),
            Self::Field => fed(Binding::field),
            Self::ValueDomain => fed(Binding::domain),
        }
    }
}

impl Group {
    /// Everything together.
    pub fn total(figures: &[DictionaryFigures]) -> Self {
        let mut counts = Counts::default();
        let mut dictionaries = 0;
        for one in figures {
            counts.add(&one.counts);
            dictionaries += 1;
        }
        let first = figures.first().map(|one| &one.organization);
        let is_of_one = figures.iter().all(|one| Some(&one.organization) == first);
        let organization = first.filter(|_| is_of_one).cloned();
        Self::of(organization, String::new(), dictionaries, counts)
    }

    fn of(organization: Option<String>, name: String, dictionaries: u64, counts: Counts) -> Self {
        Self {
            organization,
            name,
            dictionaries,
            rates: Measure::ALL.iter().map(|measure| measure.of(&counts)).collect(),
            counts,
        }
    }
}

impl Binding {
    fn table(&self) -> Option<String> {
        match self {
            Self::Field {
                specification, table, ..
            } => Some(format!("{specification}/{table}")),
            Self::ValueDomain { .. } => None,
        }
    }

    fn field(&self) -> Option<String> {
        match self {
            Self::Field {
                specification,
                table,
                field,
                ..
            } => Some(format!("{specification}/{table}.{field}")),
            Self::ValueDomain { .. } => None,
        }
    }

    fn domain(&self) -> Option<String> {
        match self {
            Self::Field { domain, .. } => domain.clone(),
            Self::ValueDomain { domain } => Some(domain.clone()),
        }
    }
}
