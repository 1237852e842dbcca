//! What addresses and queries name: editions, dictionaries, states, instants.

use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::DictionaryId;
use crate::id::EditionId;
use crate::id::EditionRef;
use crate::id::MapId;
use crate::id::MapVersionId;
use crate::id::MapVersionRef;
use crate::id::OrganizationId;
use crate::id::SystemId;
use crate::mapping::concept_map::MapFormat;
use crate::mapping::state::State;
use crate::mapping::work_filter::WorkState;
use crate::registry::exchange::Format;
use crate::registry::in_force::day_of_field;
use crate::registry::succession::PartialDate;
use crate::time::Day;
use crate::time::Instant;

/// The edition that an address names.
pub fn edition_ref((system, edition): (String, String)) -> Result<EditionRef> {
    Ok(EditionRef {
        system: SystemId::new(system)?,
        edition: EditionId::new(edition)?,
    })
}

/// The organization and dictionary that an address names.
pub fn dictionary((organization, source, name): (String, String, String)) -> Result<(OrganizationId, DictionaryId)> {
    let id = DictionaryId::new(format!("{source}/{name}"))?;
    Ok((OrganizationId::new(organization)?, id))
}

/// The format of an edition that a query names.
pub fn edition_format(text: &str) -> Result<Format> {
    Format::parse(text).ok_or_else(|| {
        let words = Format::ALL.map(Format::as_str).join(", ");
        Error::new(Code::FieldInvalid)
            .with("field", "format")
            .with("value", text)
            .with("rule_zh", format!("可用 {words}"))
            .with("rule_en", format!("use one of {words}"))
            .in_field("format")
    })
}

/// The format of a concept map that a query names.
pub fn map_format(text: &str) -> Result<MapFormat> {
    MapFormat::parse(text).ok_or_else(|| {
        let words = MapFormat::ALL.map(MapFormat::as_str).join(", ");
        Error::new(Code::FieldInvalid)
            .with("field", "format")
            .with("value", text)
            .with("rule_zh", format!("可用 {words}"))
            .with("rule_en", format!("use one of {words}"))
            .in_field("format")
    })
}

/// The version of a concept map that an address names.
pub fn map_version((map, version): (String, String)) -> Result<MapVersionRef> {
    Ok(MapVersionRef {
        map: MapId::new(map)?,
        version: MapVersionId::new(version)?,
    })
}

/// The state that a query names.
pub fn state(text: &str) -> Result<State> {
    State::parse(text).ok_or_else(|| {
        Error::new(Code::FieldInvalid)
            .with("field", "state")
            .with("value", text)
            .with("rule_zh", "可用的状态见接口说明")
            .with("rule_en", "the states are in the interface description")
            .in_field("state")
    })
}

/// The place in a work list that a query names: a state, `unmapped` or `suggested`.
pub fn work_state(text: &str) -> Result<WorkState> {
    match WorkState::parse(text) {
        Some(found) => Ok(found),
        None => state(text).map(WorkState::In),
    }
}

/// The instant that a field holds.
pub fn instant(text: &str, field: &'static str) -> Result<Instant> {
    Instant::parse(text).ok_or_else(|| {
        Error::new(Code::FieldInvalid)
            .with("field", field)
            .with("value", text)
            .with("rule_zh", "须为 RFC 3339 时间，例如 2026-11-21T08:00:00+08:00")
            .with(
                "rule_en",
                "an RFC 3339 instant such as 2026-11-21T08:00:00+08:00 is needed",
            )
            .in_field(field)
    })
}

/// The day of a query's `as_of`.
pub fn as_of(text: Option<&str>) -> Result<Option<Day>> {
    text.map(|text| day_of_field(text, "as_of")).transpose()
}

/// The word of a closed list that a field holds.
pub fn word<T>(text: &str, field: &'static str, parse: impl Fn(&str) -> Option<T>, words: &[&str]) -> Result<T> {
    parse(text).ok_or_else(|| {
        Error::new(Code::FieldInvalid)
            .with("field", field)
            .with("value", text)
            .with("rule_zh", format!("可用 {}", words.join("、")))
            .with("rule_en", format!("one of {}", words.join(", ")))
            .in_field(field)
    })
}

/// The titles of a query that are separated by commas.
pub fn titles(text: Option<String>) -> Vec<String> {
    let text = text.unwrap_or_default();
    let titles = text.split(',').map(str::trim).filter(|title| !title.is_empty());
    titles.map(str::to_owned).collect()
}

/// The date that a field holds: a year, a month or a day.
pub fn partial_date(text: &str, field: &'static str) -> Result<PartialDate> {
    PartialDate::parse(text).ok_or_else(|| {
        Error::new(Code::FieldInvalid)
            .with("field", field)
            .with("value", text)
            .with("rule_zh", "日期写作 1983、1983-05 或 1983-05-12")
            .with("rule_en", "a date is 1983, 1983-05 or 1983-05-12")
            .in_field(field)
    })
}
