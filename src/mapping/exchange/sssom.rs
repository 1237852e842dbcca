//! SSSOM 1.1 as TSV: metadata as comments in YAML, then one row a pair of local code and target.
//!
//! Codes stand percent-encoded in addresses that `curie_map` shortens. What SSSOM has no slot for goes into `other` as
//! `key=value` pairs, percent-encoded too, and is read back from there.

mod header;
mod read;
mod write;

pub(super) use read::read;
pub(super) use write::write;

use crate::mapping::target::Relationship;

/// The slots that are written, in the order of the schema.
const SLOTS: [&str; 24] = [
    "record_id",
    "subject_id",
    "subject_label",
    "predicate_id",
    "predicate_modifier",
    "object_id",
    "object_label",
    "mapping_justification",
    "author_id",
    "reviewer_id",
    "subject_source",
    "subject_source_version",
    "object_source",
    "object_source_version",
    "mapping_source",
    "mapping_cardinality",
    "mapping_tool",
    "mapping_date",
    "review_date",
    "confidence",
    "reviewer_agreement",
    "curation_rule_text",
    "other",
    "comment",
];
/// The object of a code for which nothing fits.
const NO_TERM: &str = "sssom:NoTermFound";
/// The name by which foreign files call it when it is not shortened.
const NO_TERM_ADDRESS: &str = "https://w3id.org/sssom/NoTermFound";

/// The predicate: `subject skos:broadMatch object` says that the object is broader, as our relationship does of the target.
const fn predicate(relationship: Relationship) -> &'static str {
    match relationship {
        Relationship::Equivalent => "skos:exactMatch",
        Relationship::Narrower => "skos:narrowMatch",
        Relationship::Broader => "skos:broadMatch",
        Relationship::Related => "skos:relatedMatch",
    }
}

/// The relationship of a predicate. A close match may be exchanged "in some applications" only, so it is no more than
/// related; a subclass has a broader object.
fn relationship(predicate: &str) -> Option<Relationship> {
    Some(match predicate {
        "skos:exactMatch" | "owl:equivalentClass" | "owl:sameAs" => Relationship::Equivalent,
        "skos:narrowMatch" => Relationship::Narrower,
        "skos:broadMatch" | "rdfs:subClassOf" => Relationship::Broader,
        "skos:relatedMatch" | "skos:closeMatch" | "oboInOwl:hasDbXref" | "rdfs:seeAlso" => Relationship::Related,
        _ => return None,
    })
}
