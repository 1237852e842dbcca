//! The properties of concepts that have a meaning of their own, and how properties of editions are named in FHIR.

/// Where FHIR defines the meanings of properties.
const MEANINGS: &str = "http://hl7.org/fhir/concept-properties#";
/// Says that the description of a property is its title in the edition.
pub(super) const TITLE_IN_DESCRIPTION: &str = "urn:zhiyu:property";
/// The property of an edition that FHIR keeps in `definition`.
pub(super) const DEFINITION: &str = "definition";

/// What a property of a concept means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    Parent,
    Child,
    Status,
    Inactive,
    NotSelectable,
    /// Nothing that FHIR defines.
    Own,
}

/// The meaning of a property with this code that is declared with this address.
pub(super) fn meaning(code: &str, uri: Option<&str>) -> Meaning {
    let word = uri.and_then(|uri| uri.strip_prefix(MEANINGS)).unwrap_or(code);
    if uri == Some(TITLE_IN_DESCRIPTION) {
        return Meaning::Own;
    }
    match word {
        "parent" => Meaning::Parent,
        "child" => Meaning::Child,
        "status" => Meaning::Status,
        "inactive" => Meaning::Inactive,
        "notSelectable" => Meaning::NotSelectable,
        _ => Meaning::Own,
    }
}

/// The address of a meaning.
pub(super) fn address(word: &str) -> String {
    format!("{MEANINGS}{word}")
}

/// Whether a title can be the code of a property: FHIR's type `code`, and no word that has a meaning already.
pub(super) fn is_property_code(title: &str) -> bool {
    let is_code = !title.is_empty()
        && title
            .split(' ')
            .all(|word| !word.is_empty() && !word.contains(char::is_whitespace));
    is_code && meaning(title, None) == Meaning::Own && !title.starts_with("property-") && title != DEFINITION
}
