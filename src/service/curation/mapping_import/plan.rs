//! What an import does with each code that a file decides.

use super::findings::Listed;
use super::findings::Tally;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::DictionaryId;
use crate::id::EditionRef;
use crate::id::OrganizationId;
use crate::mapping::decision::Decision;
use crate::mapping::exchange::Asked;
use crate::mapping::exchange::Outcome;
use crate::mapping::exchange::Pointed;
use crate::mapping::exchange::PointedEdition;
use crate::mapping::life::Mapping;
use crate::mapping::origin::Origin;
use crate::mapping::state::State;
use crate::matching::normalise::normalise;
use crate::service::curation::requests::DraftRequest;
use crate::service::curation::requests::NamedDecision;
use crate::service::curation::requests::NamedTarget;
use crate::service::curation::targets::TargetTable;
use crate::source::local_code::LocalCode;
use crate::storage::DbConn;
use crate::storage::curation::dictionaries;
use crate::storage::curation::local_codes;
use crate::storage::curation::mappings;
use crate::storage::registry::editions;
use std::collections::BTreeMap;
use std::collections::BTreeSet;

/// Which mappings that are decided otherwise an import may replace.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Replace {
    /// None: only codes without a mapping get a draft.
    #[default]
    None,
    /// Those at work: drafted, returned, to be rechecked.
    Drafts,
    /// Also those in review (they are withdrawn first), approved and released; a released line stays in force.
    All,
}

/// What is to be done.
#[derive(Debug, Default)]
pub struct Plan {
    /// The drafts.
    pub requests: Vec<DraftRequest>,
    /// Codes among them that have to be withdrawn from review first.
    pub in_review: Vec<String>,
    /// How many.
    pub tally: Tally,
    /// What refuses the file.
    pub refusals: Listed,
    /// What is to be known.
    pub notes: Listed,
}

impl Replace {
    /// Every choice.
    pub const ALL: [Self; 3] = [Self::None, Self::Drafts, Self::All];

    /// The word in requests.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Drafts => "drafts",
            Self::All => "all",
        }
    }

    /// Reads the word.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|replace| replace.as_str() == text)
    }

    const fn takes(self, state: State) -> bool {
        match (self, state) {
            (Self::All, _) | (Self::Drafts, State::Drafted | State::Returned | State::NeedsRecheck) => true,
            (Self::None, _) | (Self::Drafts, State::InReview | State::Approved | State::Released) => false,
        }
    }
}

/// What a file is held against.
struct Ground<'a> {
    dictionary: &'a DictionaryId,
    entries: BTreeMap<String, Vec<LocalCode>>,
    mappings: BTreeMap<String, Mapping>,
    targets: TargetTable,
    editions: BTreeSet<EditionRef>,
    replace: Replace,
}

impl Plan {
    /// Holds what a file asks against the dictionary, the standards and what is decided.
    pub fn of(
        tx: &mut DbConn,
        organization: &OrganizationId,
        dictionary: &DictionaryId,
        asked: &[Asked],
        replace: Replace,
    ) -> Result<Self> {
        let default = dictionaries::must_find(tx, organization, dictionary)?.target;
        let codes: Vec<&str> = asked.iter().map(|asked| asked.code.as_str()).collect();
        let mut entries: BTreeMap<String, Vec<LocalCode>> = BTreeMap::new();
        for entry in local_codes::find_many(tx, organization, dictionary, &codes)? {
            entries.entry(entry.code.clone()).or_default().push(entry);
        }
        let mut known = BTreeSet::from([default.clone()]);
        for of in asked.iter().flat_map(named_editions).collect::<BTreeSet<_>>() {
            if editions::find(tx, of)?.is_some() {
                known.insert(of.clone());
            }
        }
        let named: Vec<NamedTarget> = asked
            .iter()
            .flat_map(|asked| targets(&asked.outcome))
            .filter_map(|(_, pointed)| named(pointed, &known).ok())
            .collect();
        let ground = Ground {
            dictionary,
            entries,
            mappings: mappings::find_many(tx, organization, dictionary, &codes)?,
            targets: TargetTable::load(tx, default, named.iter())?,
            editions: known,
            replace,
        };
        let mut plan = Self::default();
        for asked in asked {
            plan.add(&ground, asked);
        }
        Ok(plan)
    }

    fn add(&mut self, ground: &Ground<'_>, asked: &Asked) {
        let mut faults = Vec::new();
        ground.check_names(asked, &mut faults);
        let decision = self.decision(ground, asked, &mut faults);
        let Some((decision, named)) = decision.filter(|_| faults.is_empty()) else {
            for fault in faults {
                self.refusals.add(fault);
            }
            return;
        };
        let former = ground.mappings.get(&asked.code);
        match former {
            None => self.tally.drafted += 1,
            Some(mapping) if mapping.decision == decision && mapping.state != State::Returned => {
                self.tally.unchanged += 1;
                return;
            }
            Some(mapping) if ground.replace.takes(mapping.state) => {
                self.tally.replaced += 1;
                if mapping.state == State::InReview {
                    self.in_review.push(asked.code.clone());
                }
            }
            Some(mapping) => {
                self.tally.kept += 1;
                self.notes.add(kept(asked, mapping.state));
                return;
            }
        }
        self.requests.push(DraftRequest {
            code: asked.code.clone(),
            version: None,
            decision: named,
            justification: asked.justification.clone(),
            origin: Origin::Hand,
        });
    }

    /// The decision with what the standards say of it, and as it is asked for.
    fn decision(
        &mut self,
        ground: &Ground<'_>,
        asked: &Asked,
        faults: &mut Vec<Error>,
    ) -> Option<(Decision, NamedDecision)> {
        let named = match &asked.outcome {
            Outcome::Mapped(list) => {
                let mut targets = Vec::with_capacity(list.len());
                for (row, pointed) in list {
                    match named(pointed, &ground.editions) {
                        Ok(target) => targets.push((*row, pointed, target)),
                        Err(fault) => faults.push(fault.at_row(*row)),
                    }
                }
                for (row, pointed, target) in &targets {
                    match ground.targets.resolve(target) {
                        Ok(found) => self.note_display(*row, pointed, &found.display),
                        Err(fault) => faults.push(fault.at_row(*row)),
                    }
                }
                NamedDecision::Mapped(targets.into_iter().map(|(_, _, target)| target).collect())
            }
            Outcome::NoMatch { reason, review_on } => NamedDecision::Other(Decision::NoMatch {
                reason: reason.clone(),
                review_on: review_on.clone(),
            }),
            Outcome::Ignored { reason } => NamedDecision::Other(Decision::Ignored { reason: reason.clone() }),
        };
        if !faults.is_empty() {
            return None;
        }
        let decision = named.resolve(&ground.targets).and_then(|decision| {
            decision.validate()?;
            Ok(decision)
        });
        match decision {
            Ok(decision) => Some((decision, named)),
            Err(fault) => {
                faults.push(fault.at_row(asked.row));
                None
            }
        }
    }

    fn note_display(&mut self, row: u64, pointed: &Pointed, display: &str) {
        if !pointed.display.is_empty() && !is_same_name(&pointed.display, display) {
            let note = Error::new(Code::TargetNameDiffers)
                .with("code", &pointed.code)
                .with("said", &pointed.display)
                .with("display", display);
            self.notes.add(note.at_row(row));
        }
    }
}

impl Ground<'_> {
    /// The code has to be in the dictionary, under one name, and under the name that the file gives it.
    fn check_names(&self, asked: &Asked, faults: &mut Vec<Error>) {
        let entries = self.entries.get(&asked.code).map_or(&[][..], Vec::as_slice);
        let names: BTreeSet<&str> = entries.iter().map(|entry| entry.name.as_str()).collect();
        if names.is_empty() {
            let unknown = Error::new(Code::LocalCodeUnknown)
                .with("dictionary", self.dictionary)
                .with("code", &asked.code);
            faults.push(unknown.at_row(asked.row));
        }
        if names.len() > 1 && matches!(asked.outcome, Outcome::Mapped(_)) {
            let ambiguous = Error::new(Code::LocalCodeAmbiguous)
                .with("code", &asked.code)
                .with("count", names.len());
            faults.push(ambiguous.at_row(asked.row));
            return;
        }
        let is_known = |said: &str| names.iter().any(|name| is_same_name(said, name));
        let Some(first) = names.first() else { return };
        for said in asked.names.iter().filter(|said| !is_known(said)) {
            let differs = Error::new(Code::LocalNameDiffers)
                .with("code", &asked.code)
                .with("said", said)
                .with("name", first);
            faults.push(differs.at_row(asked.row));
        }
    }
}

/// Whether two names are one, however they are spelt.
fn is_same_name(one: &str, other: &str) -> bool {
    one == other || normalise(one).text == normalise(other).text
}

fn targets(outcome: &Outcome) -> &[(u64, Pointed)] {
    match outcome {
        Outcome::Mapped(list) => list,
        Outcome::NoMatch { .. } | Outcome::Ignored { .. } => &[],
    }
}

fn named_editions(asked: &Asked) -> impl Iterator<Item = &EditionRef> {
    targets(&asked.outcome)
        .iter()
        .filter_map(|(_, pointed)| match &pointed.edition {
            PointedEdition::Named(of) => Some(of),
            PointedEdition::Unnamed | PointedEdition::Foreign(_) => None,
        })
}

/// The target as a curator would name it; refused when its edition is not registered.
fn named(pointed: &Pointed, known: &BTreeSet<EditionRef>) -> Result<NamedTarget> {
    let edition = match &pointed.edition {
        PointedEdition::Unnamed => None,
        PointedEdition::Named(of) if known.contains(of) => Some(of.clone()),
        PointedEdition::Named(of) => return Err(of.unknown()),
        PointedEdition::Foreign(text) => {
            return Err(Error::new(Code::CellInvalid)
                .with("value", text)
                .with("rule_zh", "目标版本须写成本服务登记的 代码系统/版本")
                .with(
                    "rule_en",
                    "the edition is named system/edition, as it is registered here",
                ));
        }
    };
    Ok(NamedTarget {
        edition,
        code: pointed.code.clone(),
        relationship: pointed.relationship,
        when: pointed.when.clone(),
    })
}

fn kept(asked: &Asked, state: State) -> Error {
    Error::new(Code::MappingKept)
        .with("code", &asked.code)
        .with("state", state.as_str())
        .at_row(asked.row)
}
