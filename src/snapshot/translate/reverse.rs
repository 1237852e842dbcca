//! The way back: which local codes a release maps to a standard code. All of them.

use super::table::Mapping;
use super::table::Table;
use super::table::TargetView;
use crate::id::EditionId;
use crate::id::SystemId;
use std::collections::HashMap;

/// A local code, and the target by which it was found.
#[derive(Clone, Copy, Debug)]
pub struct Source<'t> {
    /// The mapping of the local code.
    pub mapping: Mapping<'t>,
    /// The target; its relationship is read from the local code to it.
    pub target: TargetView<'t>,
}

impl Table {
    /// The local codes of each standard code, by dictionary and code. One pass over the table, however many are asked.
    pub fn sources<'t>(
        &'t self,
        system: &SystemId,
        edition: Option<&EditionId>,
        dictionary: Option<&str>,
        codes: &[String],
    ) -> Vec<Vec<Source<'t>>> {
        let mut found: HashMap<&str, Vec<Source<'t>>> = codes.iter().map(|code| (code.as_str(), Vec::new())).collect();
        for mapping in self.mappings() {
            if dictionary.is_some_and(|wanted| wanted != mapping.dictionary()) {
                continue;
            }
            for target in mapping.targets() {
                let is_wanted = target.edition.system == *system
                    && edition.is_none_or(|edition| *edition == target.edition.edition);
                if let Some(sources) = found.get_mut(target.code).filter(|_| is_wanted) {
                    sources.push(Source { mapping, target });
                }
            }
        }
        codes
            .iter()
            .map(|code| found.get(code.as_str()).cloned().unwrap_or_default())
            .collect()
    }
}
