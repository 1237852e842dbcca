//! Which lines of a difference an auditor wants to see.

use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::AccountId;
use crate::id::DictionaryId;
use crate::id::SystemId;
use crate::mapping::diff::DiffKind;
use crate::mapping::diff::DiffLine;
use crate::mapping::target::Target;
use crate::snapshot::body::Line;

/// What every line has to fit; the default takes all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DiffFilter {
    /// Only codes of this dictionary.
    pub dictionary: Option<DictionaryId>,
    /// Only this sort of difference.
    pub kind: Option<DiffKind>,
    /// Only local codes that begin so, byte for byte.
    pub code_prefix: Option<String>,
    /// Only what this account made.
    pub author: Option<AccountId>,
    /// Only what this account approved.
    pub reviewer: Option<AccountId>,
    /// Only lines with a target of this code system, before or after.
    pub system: Option<SystemId>,
    /// Only lines that have this text in the code, the local name, a target's code or name, or the justification.
    pub text: Option<String>,
}

impl DiffFilter {
    /// Whether a line is wanted. The cheap questions come first; the lines themselves are read last.
    pub fn takes(&self, line: &DiffLine) -> Result<bool> {
        let change = &line.change;
        let fits = self
            .dictionary
            .as_ref()
            .is_none_or(|wanted| *wanted == change.dictionary)
            && self.kind.is_none_or(|wanted| wanted == line.kind)
            && self
                .code_prefix
                .as_ref()
                .is_none_or(|wanted| change.code.starts_with(wanted))
            && self.author.as_ref().is_none_or(|wanted| *wanted == change.author)
            && self.reviewer.as_ref().is_none_or(|wanted| *wanted == change.reviewer);
        if !fits || (self.system.is_none() && self.text.is_none()) {
            return Ok(fits);
        }
        let sides = [line.before.as_deref(), change.line.as_deref()];
        let sides = sides.into_iter().flatten().map(read).collect::<Result<Vec<Line>>>()?;
        let has_system = self.system.as_ref().is_none_or(|wanted| {
            let mut targets = sides.iter().flat_map(|side| &side.targets);
            targets.any(|target| target.system == *wanted)
        });
        let has_text = self.text.as_ref().is_none_or(|wanted| {
            change.code.contains(wanted)
                || change.justification.contains(wanted)
                || sides.iter().any(|side| says(side, wanted))
        });
        Ok(has_system && has_text)
    }
}

fn says(line: &Line, text: &str) -> bool {
    let in_target = |target: &Target| target.code.contains(text) || target.display.contains(text);
    line.name.contains(text)
        || line.no_match.as_ref().is_some_and(|reason| reason.contains(text))
        || line.targets.iter().any(in_target)
}

fn read(line: &str) -> Result<Line> {
    serde_json::from_str(line).map_err(|cause| Error::new(Code::Internal).caused_by(cause))
}
