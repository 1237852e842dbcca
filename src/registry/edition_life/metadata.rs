//! What must be known of an edition: days that exist at any time, and everything before it is reviewed.

use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::registry::code_system::CodeSystem;
use crate::registry::edition::Edition;
use crate::registry::edition::EditionMetadata;
use crate::registry::in_force::day_of_field;

/// The words of confidence.
const CONFIDENCES: [&str; 4] = ["V", "V-", "M", "M-low"];

/// Refuses days that do not exist, and an end before the beginning.
pub fn check_days(metadata: &EditionMetadata) -> Result<()> {
    let day = |text: &Option<String>, field| text.as_deref().map(|text| day_of_field(text, field)).transpose();
    let from = day(&metadata.effective_from, "effective_from")?;
    let to = day(&metadata.effective_to, "effective_to")?;
    let (Some(from), Some(to)) = (from, to) else {
        return Ok(());
    };
    if from <= to {
        return Ok(());
    }
    Err(Error::new(Code::FieldInvalid)
        .with("field", "effective_to")
        .with("value", to)
        .with("rule_zh", format!("失效日期不能早于生效日期 {from}"))
        .with("rule_en", format!("the last day is not before the first, {from}"))
        .in_field("effective_to"))
}

/// An edition as it is submitted, with what its checks need.
pub struct Complete<'a> {
    /// Its code system.
    pub system: &'a CodeSystem,
    /// Whether somebody said what kind of thing the code system lists.
    pub kind_chosen: bool,
    /// The edition.
    pub edition: &'a Edition,
    /// Further findings against it that other checks stored; any of them keeps it from review.
    pub findings: Vec<Error>,
}

impl Complete<'_> {
    /// The report of the checks, or the refusal with everything that is missing.
    pub fn check(self) -> Result<String> {
        let (of, metadata) = (&self.edition.of, &self.edition.metadata);
        check_days(metadata)?;
        let is_titled = !metadata.title.trim().is_empty() || self.has_own_title();
        let needs = [
            (is_titled, "title", ("名称", "title")),
            (
                !self.system.publisher.trim().is_empty(),
                "publisher",
                ("代码系统的发布单位", "publisher of the code system"),
            ),
            (!metadata.source.trim().is_empty(), "source", ("来源", "source")),
            (
                CONFIDENCES.contains(&metadata.confidence.as_str()),
                "confidence",
                ("可信度（V、V-、M、M-low）", "confidence (V, V-, M or M-low)"),
            ),
            (
                metadata.effective_from.is_some(),
                "effective_from",
                ("生效日期", "first day in force"),
            ),
            (self.kind_chosen, "kind", ("代码系统的种类", "kind of the code system")),
            (self.edition.rows > 0, "rows", ("条目", "concepts")),
        ];
        let missing = needs.into_iter().filter(|(is_there, ..)| !is_there);
        let mut findings: Vec<Error> = missing.map(|(_, field, words)| absent(field, words)).collect();
        findings.extend(self.findings);
        if findings.is_empty() {
            return Ok(format!(
                "{} 项检查全部通过 all {} checks passed",
                needs.len(),
                needs.len()
            ));
        }
        Err(Error::new(Code::EditionIncomplete)
            .with("system", &of.system)
            .with("edition", &of.edition)
            .with("count", findings.len())
            .with_findings(findings))
    }

    /// A code system of which only the id is known has its id for a title.
    fn has_own_title(&self) -> bool {
        let title = self.system.title.trim();
        !title.is_empty() && title != self.system.id.as_str()
    }
}

fn absent(field: &'static str, (chinese, english): (&str, &str)) -> Error {
    Error::new(Code::MetadataMissing)
        .with("field", field)
        .with("what_zh", chinese)
        .with("what_en", english)
        .in_field(field)
}
