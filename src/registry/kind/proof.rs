//! The proof of a kind by its own examples.

use super::Kind;

/// Says what a kind lacks, or which of its examples fails.
pub(super) fn prove(kind: &Kind) -> Result<(), String> {
    let definition = &kind.definition;
    let said = [
        ("title", &definition.title),
        ("title_en", &definition.title_en),
        ("standard", &definition.standard),
        ("confidence", &definition.confidence),
    ];
    if let Some((field, _)) = said.iter().find(|(_, text)| text.trim().is_empty()) {
        return Err(format!("{field}: empty"));
    }
    let has_rules = kind.has_pattern() || kind.check_digit.is_some();
    if has_rules && (definition.examples.is_empty() || definition.counter_examples.is_empty()) {
        return Err("examples, counter_examples: at least one each beside pattern or check_digit".to_owned());
    }
    for example in &definition.examples {
        let code = &example.code;
        if let Some(fault) = kind.fault(code) {
            return Err(format!("example {code}: {fault:?}"));
        }
        let parents = kind.parents(code);
        if example.parents.as_ref().is_some_and(|expected| *expected != parents) {
            return Err(format!("example {code}: parents {parents:?}"));
        }
        let assignable = kind.is_assignable(code);
        if example.assignable.is_some_and(|expected| expected != assignable) {
            return Err(format!("example {code}: assignable {assignable}"));
        }
    }
    let mut wrong = definition.counter_examples.iter();
    match wrong.find(|example| kind.fault(&example.code).is_none()) {
        None => Ok(()),
        Some(example) => Err(format!("counter-example {}: passes", example.code)),
    }
}
