//! FHIR `ConceptMap` as JSON, R4 (4.0.1) and R5 (5.0.0).
//!
//! The two releases say the same thing the other way round: R4 `equivalence` tells what the **target** is, `wider` or
//! `narrower` than the source; R5 `relationship` tells what the **source** is, `source-is-narrower-than-target` or
//! `source-is-broader-than-target`. The words of this service are about the target, as R4's are.

mod read;
mod write;

pub(super) use read::read;
pub(super) use write::write;

use crate::mapping::target::Relationship;

/// Says a comment on a row without target in R5, which has no place for it.
pub(in crate::mapping) const COMMENT: &str = "urn:zhiyu:comment";

/// A release of FHIR.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FhirRelease {
    /// 4.0.1.
    R4,
    /// 5.0.0.
    R5,
}

/// What a word of R4 or R5 means.
pub(in crate::mapping) enum Meaning {
    /// There is a target, related like this.
    Related(Relationship),
    /// There is none.
    NoTarget,
    /// The target is named to say that it is not one, or the word is not known.
    Refused,
}

/// The word of R4 `target.equivalence`.
pub(in crate::mapping) const fn equivalence(relationship: Relationship) -> &'static str {
    match relationship {
        Relationship::Equivalent => "equivalent",
        Relationship::Narrower => "narrower",
        Relationship::Broader => "wider",
        Relationship::Related => "relatedto",
    }
}

/// The word of R5 `target.relationship`.
pub(in crate::mapping) const fn relationship(relationship: Relationship) -> &'static str {
    match relationship {
        Relationship::Equivalent => "equivalent",
        Relationship::Narrower => "source-is-broader-than-target",
        Relationship::Broader => "source-is-narrower-than-target",
        Relationship::Related => "related-to",
    }
}

/// What a word of R4 means.
pub(in crate::mapping) fn of_equivalence(word: &str) -> Meaning {
    Meaning::Related(match word {
        "equivalent" | "equal" => Relationship::Equivalent,
        "narrower" | "specializes" => Relationship::Narrower,
        "wider" | "subsumes" => Relationship::Broader,
        "relatedto" | "inexact" => Relationship::Related,
        "unmatched" => return Meaning::NoTarget,
        _ => return Meaning::Refused,
    })
}

/// What a word of R5 means.
pub(in crate::mapping) fn of_relationship(word: &str) -> Meaning {
    Meaning::Related(match word {
        "equivalent" => Relationship::Equivalent,
        "source-is-broader-than-target" => Relationship::Narrower,
        "source-is-narrower-than-target" => Relationship::Broader,
        "related-to" => Relationship::Related,
        _ => return Meaning::Refused,
    })
}
