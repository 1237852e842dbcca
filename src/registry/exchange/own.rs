//! The table of this service: `code name parent status assignable aliases` and a column for each property.

use crate::registry::aliases::join_cell;
use crate::registry::columns::ColumnChoice;
use crate::registry::columns::Wanted;
use crate::registry::concept::Concept;
use std::borrow::Cow;
use std::collections::BTreeSet;

/// The first columns; every further column is a property.
pub const COLUMNS: [&str; 6] = ["code", "name", "parent", "status", "assignable", "aliases"];
/// Stands before the title of a property that is also the title of one of the first columns.
const PROPERTY: &str = "property:";

/// The columns of a table that begins like this, or nothing when it is another table.
pub fn choice(headers: &[String]) -> Option<ColumnChoice> {
    let (fixed, properties) = headers.split_at_checked(COLUMNS.len())?;
    if fixed != COLUMNS || properties.iter().any(String::is_empty) {
        return None;
    }
    let [code, name, parent, status, assignable, aliases] = COLUMNS.map(|title| Wanted::Named(title.to_owned()));
    Some(ColumnChoice {
        code,
        name,
        parent,
        status,
        assignable,
        aliases,
        properties: properties.to_vec(),
    })
}

/// The title of the column of a property.
pub fn property_title(property: &str) -> Cow<'_, str> {
    if COLUMNS.contains(&property) || property.starts_with(PROPERTY) {
        return Cow::Owned(format!("{PROPERTY}{property}"));
    }
    Cow::Borrowed(property)
}

/// The property that a column with this title holds.
pub fn property_of(title: &str) -> &str {
    title.strip_prefix(PROPERTY).unwrap_or(title)
}

/// How some concepts become rows.
pub struct Layout<'c> {
    properties: BTreeSet<&'c str>,
}

impl<'c> Layout<'c> {
    /// The layout with a column for every property that one of the concepts has.
    pub fn of(concepts: &'c [Concept]) -> Self {
        let properties = concepts.iter().flat_map(|concept| concept.properties.keys());
        Self {
            properties: properties.map(String::as_str).collect(),
        }
    }

    /// The titles of the columns.
    pub fn titles(&self) -> Vec<Cow<'c, str>> {
        let fixed = COLUMNS.into_iter().map(Cow::Borrowed);
        fixed
            .chain(self.properties.iter().map(|property| property_title(property)))
            .collect()
    }

    /// The cells of a concept, as many as there are titles. Whether data may carry the code is `true` or `false`.
    pub fn cells<'a>(&self, concept: &'a Concept) -> Vec<Cow<'a, str>> {
        let names = concept.designations.iter().map(String::as_str);
        let assignable = if concept.assignable { "true" } else { "false" };
        let fixed = [
            Cow::Borrowed(concept.code.as_str()),
            Cow::Borrowed(concept.display.as_str()),
            Cow::Borrowed(concept.parent.as_deref().unwrap_or_default()),
            Cow::Borrowed(concept.status.as_str()),
            Cow::Borrowed(assignable),
            Cow::Owned(join_cell(names)),
        ];
        let values = self.properties.iter().map(|property| {
            let value = concept.properties.get(*property);
            Cow::Borrowed(value.map_or("", String::as_str))
        });
        fixed.into_iter().chain(values).collect()
    }
}
