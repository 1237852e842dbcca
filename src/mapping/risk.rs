//! Risks of a mapping: what a person has to look at one by one, so that bulk acts leave the row alone (DESIGN §5).
//!
//! The rules compare what a row says: its name with the official name of each target, its code with the codes of the
//! standard, its share of the data, and what else in the dictionary goes to the same target. A risk is no error: the row
//! may be right, and a person who looked says so by an ordinary step.

mod kind;
mod usage;

pub use kind::RiskKind;
pub use usage::UsageBar;
pub use usage::UsageLimits;

use super::decision::Decision;
use super::target::Target;
use crate::language::Language;
use crate::matching::Warning;
use crate::matching::guard::Guard;
use crate::matching::guard::residual_word;
use crate::matching::normalise::normalise;
use crate::matching::words::Words;

/// Ends of the residual subcategories of ICD-10: `.8` other specified, `.9` unspecified.
const RESIDUAL_ENDS: [(&str, &str); 2] = [(".8", "其他特指"), (".9", "未特指")];

/// One risk with its evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Risk {
    /// Which rule found it.
    pub kind: RiskKind,
    /// The target that it is about; `None` when it is about the row.
    pub target: Option<String>,
    evidence: (String, String),
}

/// The row that is judged.
#[derive(Clone, Copy, Debug)]
pub struct LocalRow<'a> {
    /// The local code.
    pub code: &'a str,
    /// Its name, as the hospital writes it.
    pub name: &'a str,
    /// How often data used it, where the hospital counts it.
    pub usage: Option<i64>,
    /// How many different names the code has in the dictionary; a code with several cannot be converted.
    pub names: usize,
}

/// What surrounds one target of the decision.
#[derive(Clone, Debug, Default)]
pub struct TargetContext<'a> {
    /// How many local names of this dictionary, told apart in normalised spelling, lead to the target, this row's included.
    pub names_on_target: usize,
    /// Whether data may carry the target; a heading or a retired entry may not.
    pub not_assignable: bool,
    /// What the *local* code means in the edition of the target, if it stands there.
    pub local_code_means: Option<&'a str>,
    /// Whether that edition is a small list, in which codes are mistaken for each other even where the name is right.
    pub is_small_list: bool,
    /// What spoke against the target when it was suggested.
    pub warnings: &'a [Warning],
}

/// What the rules look at beside the row and its decision.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The word lists of the lexicon in use.
    pub words: &'a Words,
    /// What counts as high usage in this dictionary.
    pub usage: &'a UsageBar,
    /// One for each target of the decision, in its order; a missing one says nothing.
    pub targets: &'a [TargetContext<'a>],
}

impl Risk {
    /// The risk in words, evidence included.
    pub fn words(&self, language: Language) -> String {
        let (zh, en) = &self.evidence;
        let name = language.of(self.kind.words());
        let colon = language.of(("：", ": "));
        format!("{name}{colon}{}", language.of((zh, en)))
    }

    /// The evidence alone.
    pub fn evidence(&self, language: Language) -> &str {
        let (zh, en) = &self.evidence;
        language.of((zh, en))
    }

    fn of_row(kind: RiskKind, zh: String, en: String) -> Self {
        Self {
            kind,
            target: None,
            evidence: (zh, en),
        }
    }

    fn of_target(kind: RiskKind, target: &Target, zh: String, en: String) -> Self {
        Self {
            target: Some(target.code.clone()),
            ..Self::of_row(kind, zh, en)
        }
    }

    fn of_warning(target: &Target, warning: &Warning) -> Option<Self> {
        let kind = RiskKind::of_warning(warning)?;
        let words = |language| warning.words(language);
        Some(Self::of_target(
            kind,
            target,
            words(Language::Chinese),
            words(Language::English),
        ))
    }
}

/// Every risk of a row with this decision, each kind at most once for a target; none when a bulk act may take it.
pub fn risks(row: &LocalRow<'_>, decision: &Decision, context: &Context<'_>) -> Vec<Risk> {
    let mut found: Vec<Risk> = context.usage.risk(row.usage).into_iter().collect();
    let targets = decision.targets();
    if !targets.is_empty() {
        found.extend(ambiguous_code(row));
        found.extend(several_targets(targets));
    }
    let local_name = normalise(row.name).text;
    let guard = Guard::new(context.words, &local_name);
    let nothing = TargetContext::default();
    for (index, target) in targets.iter().enumerate() {
        let around = context.targets.get(index).unwrap_or(&nothing);
        let standard_name = normalise(&target.display).text;
        let of_target = TargetRule {
            row,
            target,
            around,
            same_name: local_name == standard_name,
        };
        let mut about = of_target.codes();
        let worded = if of_target.same_name {
            Vec::new()
        } else {
            guard.check(&standard_name)
        };
        let warnings = worded.iter().chain(around.warnings);
        about.extend(warnings.filter_map(|warning| Risk::of_warning(target, warning)));
        about.extend(of_target.residual(&standard_name));
        about.extend(of_target.not_assignable());
        about.extend(of_target.lossy());
        about.extend(of_target.conditional());
        for risk in about {
            let is_known = |known: &Risk| known.kind == risk.kind && known.target == risk.target;
            if !found.iter().any(is_known) {
                found.push(risk);
            }
        }
    }
    found
}

struct TargetRule<'a> {
    row: &'a LocalRow<'a>,
    target: &'a Target,
    around: &'a TargetContext<'a>,
    same_name: bool,
}

impl TargetRule<'_> {
    /// Equal code with another meaning: either the target has the local code and another name, or the standard gives the
    /// local code to something else (入院途径 1 and 2 are swapped between real lists).
    fn codes(&self) -> Vec<Risk> {
        let (code, name, display) = (self.row.code, self.row.name, &self.target.display);
        if self.target.code == code {
            let differs = !self.same_name;
            return Vec::from_iter(differs.then(|| {
                self.risk(
                    RiskKind::EqualCode,
                    format!("编码同为“{code}”，本地是“{name}”，标准是“{display}”"),
                    format!("both have the code '{code}': '{name}' here, '{display}' in the standard"),
                )
            }));
        }
        let matters = !self.same_name || self.around.is_small_list;
        let other = self
            .around
            .local_code_means
            .filter(|_| matters)
            .filter(|means| normalise(means).text != normalise(name).text);
        Vec::from_iter(other.map(|means| {
            self.risk(
                RiskKind::EqualCode,
                format!("本地编码“{code}”在标准中表示“{means}”"),
                format!("the local code '{code}' means '{means}' in the standard"),
            )
        }))
    }

    /// The target is a residual class. A row of the very same name says so itself.
    fn residual(&self, standard_name: &str) -> Option<Risk> {
        let word = residual_word(standard_name).filter(|_| !self.same_name)?;
        let end = RESIDUAL_ENDS.iter().find(|(end, _)| self.is_subcategory(end));
        let (zh, en) = end.map_or_else(Default::default, |(end, meaning)| {
            (format!("，编码“{end}”即{meaning}"), format!(", its code has '{end}'"))
        });
        let display = &self.target.display;
        Some(self.risk(
            RiskKind::ResidualTarget,
            format!("目标“{display}”含“{word}”{zh}"),
            format!("the target '{display}' says '{word}'{en}"),
        ))
    }

    /// Whether the subcategory of an ICD-10 code, the digit behind the dot, is this one: `.9` of `J18.900`.
    fn is_subcategory(&self, end: &str) -> bool {
        let behind_category = self.target.code.char_indices().nth(3);
        behind_category.is_some_and(|(at, _)| self.target.code.get(at..).is_some_and(|rest| rest.starts_with(end)))
    }

    fn not_assignable(&self) -> Option<Risk> {
        let Target { code, display, .. } = self.target;
        self.around.not_assignable.then(|| {
            self.risk(
                RiskKind::NotAssignable,
                format!("“{code} {display}”是类目标题或已停用"),
                format!("'{code} {display}' is a heading or retired"),
            )
        })
    }

    /// Several names to one target: what told them apart is lost. A row with the name of the target loses nothing.
    fn lossy(&self) -> Option<Risk> {
        let count = self.around.names_on_target;
        let Target { code, display, .. } = self.target;
        (count > 1 && !self.same_name).then(|| {
            self.risk(
                RiskKind::Lossy,
                format!("本字典有 {count} 个不同名称对到“{code} {display}”"),
                format!("{count} different names of this dictionary go to '{code} {display}'"),
            )
        })
    }

    fn conditional(&self) -> Option<Risk> {
        let Target {
            code, display, when, ..
        } = self.target;
        (!when.is_empty()).then(|| {
            self.risk(
                RiskKind::Conditional,
                format!("“{code} {display}”仅在 {} 个条件下成立", when.len()),
                format!("'{code} {display}' holds under {} conditions only", when.len()),
            )
        })
    }

    fn risk(&self, kind: RiskKind, zh: String, en: String) -> Risk {
        Risk::of_target(kind, self.target, zh, en)
    }
}

fn ambiguous_code(row: &LocalRow<'_>) -> Option<Risk> {
    let (code, names) = (row.code, row.names);
    (names > 1).then(|| {
        Risk::of_row(
            RiskKind::AmbiguousCode,
            format!("本地编码“{code}”有 {names} 个不同名称"),
            format!("the local code '{code}' has {names} different names"),
        )
    })
}

fn several_targets(targets: &[Target]) -> Option<Risk> {
    let count = targets.len();
    (count > 1).then(|| {
        Risk::of_row(
            RiskKind::SeveralTargets,
            format!("共 {count} 个目标"),
            format!("{count} targets"),
        )
    })
}
