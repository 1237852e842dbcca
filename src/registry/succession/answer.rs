//! "Old code and date → code(s) on another date", and what to say when the code or the date does not fit.

use super::date::PartialDate;
use super::follow::Followed;
use super::follow::Span;
use super::follow::follow;
use super::index::Index;
use super::index::Life;
use super::path::Reached;
use crate::language::Language;

/// What kind of answer it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// One or more codes are in force.
    Found,
    /// It ended, and its source names no successor.
    Abolished,
    /// The date fits several lives of the code that lead to different codes.
    Ambiguous,
    /// The code is known, but not on this date.
    OutsideValidity,
    /// The list does not know the code.
    UnknownCode,
}

impl Outcome {
    /// The word in answers and files.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Found => "found",
            Self::Abolished => "abolished",
            Self::Ambiguous => "ambiguous",
            Self::OutsideValidity => "outside-validity",
            Self::UnknownCode => "unknown-code",
        }
    }
}

/// The answer to one question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The code that was asked.
    pub code: String,
    /// Which kind of answer.
    pub outcome: Outcome,
    /// Whether the precise day of a change would matter and is not known: the answer holds for the end of the asked period.
    pub uncertain: bool,
    /// What the code meant on the date.
    pub life: Option<Life>,
    /// The codes in force on the wanted date; several after a split.
    pub codes: Vec<Reached>,
    /// Further codes in force to which only a part was transferred.
    pub parts: Vec<Reached>,
    /// What ended on the way without a successor.
    pub ended: Vec<Reached>,
    /// The lives of the code, when the date did not point to one of them.
    pub lives: Vec<Life>,
}

impl Index {
    /// What became of a code that was in force on `date`, as of `to` (none: the end of the list).
    ///
    /// A date that is only a year or a month means its end, as the yearly lists do; when nothing was in force then, what
    /// was in force within the period counts, and the answer is marked as uncertain. Only changes within the span are
    /// followed. `codes` come by endings (rename, re-code, upgrade, merge, split), `parts` over at least one transfer.
    pub fn resolve(&self, code: &str, date: PartialDate, to: Option<PartialDate>) -> Answer {
        let places = self.places(code);
        let answer = |outcome| Answer::of(code, outcome);
        if places.is_empty() {
            return answer(Outcome::UnknownCode);
        }
        let lives = || {
            places
                .iter()
                .filter_map(|place| Some((*place, self.lives.get(*place)?)))
        };
        let sure: Vec<_> = lives().filter(|(_, life)| is_surely_in_force(life, date)).collect();
        let possible: Vec<_> = lives().filter(|(_, life)| may_be_in_force(life, date)).collect();
        let span = Span {
            from: date.last(),
            to: to.map(PartialDate::last),
        };
        let all_lives = || lives().map(|(_, life)| life.clone()).collect();
        let (candidates, uncertain) = match (sure.as_slice(), possible.as_slice()) {
            ([one], several) => (vec![*one], several.len() > 1),
            (_, []) => {
                let lives = all_lives();
                return Answer {
                    lives,
                    ..answer(Outcome::OutsideValidity)
                };
            }
            (_, several) => (several.to_vec(), true),
        };
        let mut ways = candidates
            .iter()
            .map(|(place, life)| (follow(self, *place, span), *life));
        let Some((first, life)) = ways.next() else {
            return answer(Outcome::UnknownCode);
        };
        if ways.any(|(other, _)| !leads_to_the_same(&first, &other)) {
            let lives = all_lives();
            return Answer {
                lives,
                uncertain: true,
                ..answer(Outcome::Ambiguous)
            };
        }
        let lives = if uncertain { all_lives() } else { Vec::new() };
        Answer {
            uncertain: uncertain || first.uncertain,
            life: Some(life.clone()),
            lives,
            ..Answer::reached(code, first)
        }
    }
}

/// Whether the life is in force at the end of the period, however its dates are meant.
fn is_surely_in_force(life: &Life, date: PartialDate) -> bool {
    let day = date.last();
    life.from.is_none_or(|from| from.last() <= day) && life.to.is_none_or(|to| to.first() > day)
}

/// Whether the life may be in force on a day of the period.
fn may_be_in_force(life: &Life, date: PartialDate) -> bool {
    let has_begun = life.from.is_none_or(|from| from.first() <= date.last());
    has_begun && life.to.is_none_or(|to| to.last() > date.first())
}

fn leads_to_the_same(one: &Followed, other: &Followed) -> bool {
    let codes = |list: &[Reached]| {
        let mut codes: Vec<String> = list.iter().map(|reached| reached.code.clone()).collect();
        codes.sort_unstable();
        codes
    };
    codes(&one.codes) == codes(&other.codes) && codes(&one.ended) == codes(&other.ended)
}

impl Answer {
    fn of(code: &str, outcome: Outcome) -> Self {
        Self {
            code: code.to_owned(),
            outcome,
            uncertain: false,
            life: None,
            codes: Vec::new(),
            parts: Vec::new(),
            ended: Vec::new(),
            lives: Vec::new(),
        }
    }

    /// An answer that the way of one life gives.
    fn reached(code: &str, way: Followed) -> Self {
        let is_found = !way.codes.is_empty();
        Self {
            codes: way.codes,
            parts: way.parts,
            ended: way.ended,
            ..Self::of(code, if is_found { Outcome::Found } else { Outcome::Abolished })
        }
    }

    /// The answer in one sentence for a person.
    pub fn words(&self, language: Language) -> String {
        let near = (
            "（所问期间内有变更，确切日期不详）",
            " (something changed within the asked period; its day is not known)",
        );
        let is_near = self.uncertain && matches!(self.outcome, Outcome::Found | Outcome::Abolished);
        self.sentence(language) + if is_near { language.of(near) } else { "" }
    }

    fn sentence(&self, language: Language) -> String {
        let code = &self.code;
        let lives: Vec<String> = self.lives.iter().map(|life| life.words(language)).collect();
        let lives = lives.join(language.of(("；", "; ")));
        let units = |list: &[Reached]| {
            let shown: Vec<String> = list.iter().map(|one| format!("{} {}", one.code, one.name)).collect();
            shown.join(language.of(("、", ", ")))
        };
        let name = self.life.as_ref().map_or("", |life| life.name.as_str());
        match (self.outcome, language) {
            (Outcome::Found, Language::Chinese) => format!("{code} {name} 现为 {}", units(&self.codes)),
            (Outcome::Found, Language::English) => format!("{code} {name} is now {}", units(&self.codes)),
            (Outcome::Abolished, Language::Chinese) => format!("{code} {name} 已撤销，来源未记载去向"),
            (Outcome::Abolished, Language::English) => {
                format!("{code} {name} was abolished; its source names no successor")
            }
            (Outcome::Ambiguous, Language::Chinese) => {
                format!("该日期不能确定 {code} 指哪一个：{lives}；请给出更精确的日期")
            }
            (Outcome::Ambiguous, Language::English) => {
                format!("the date does not tell which {code} is meant: {lives}; give a more precise date")
            }
            (Outcome::OutsideValidity, Language::Chinese) => {
                format!("{code} 在该日期无效；它曾有 {} 段：{lives}", self.lives.len())
            }
            (Outcome::OutsideValidity, Language::English) => {
                format!(
                    "{code} is not in force on this date; its lives ({}): {lives}",
                    self.lives.len()
                )
            }
            (Outcome::UnknownCode, Language::Chinese) => format!("沿革表中没有编码 {code}"),
            (Outcome::UnknownCode, Language::English) => format!("the list knows no code {code}"),
        }
    }
}

impl Life {
    /// The life for a person, such as `济源市 1996 起`.
    pub fn words(&self, language: Language) -> String {
        let name = &self.name;
        match (language, self.from, self.to) {
            (_, Some(from), Some(to)) => format!("{name} {from}–{to}"),
            (Language::Chinese, Some(from), None) => format!("{name} {from} 起"),
            (Language::English, Some(from), None) => format!("{name} since {from}"),
            (Language::Chinese, None, Some(to)) => format!("{name} 至 {to}"),
            (Language::English, None, Some(to)) => format!("{name} until {to}"),
            (_, None, None) => name.clone(),
        }
    }
}
