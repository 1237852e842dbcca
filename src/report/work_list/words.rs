//! The words of a work list file, and what they mean. The file has the Chinese ones; both are read.

use crate::mapping::decision::Decision;
use crate::mapping::merge::COMPLEX;
use crate::mapping::merge::Field;
use crate::mapping::merge::Place;
use crate::mapping::state::State;
use crate::mapping::state::Step;
use crate::mapping::target::Relationship;

/// The outcomes and their words in the file.
const OUTCOMES: [(&str, &str); 4] = [
    ("mapped", "对照"),
    ("no-match", "无匹配"),
    ("ignored", "不上传"),
    (COMPLEX, "复杂对照"),
];
/// The steps that a row may ask for.
pub const STEPS: [Step; 6] = [
    Step::Draft,
    Step::Submit,
    Step::Withdraw,
    Step::Approve,
    Step::Return,
    Step::Reopen,
];

/// The titles of a cell of the decision.
pub const fn field(field: Field) -> (&'static str, &'static str) {
    match field {
        Field::Outcome => ("结论", "outcome"),
        Field::Code1 => ("目标1 编码", "target 1 code"),
        Field::Relationship1 => ("目标1 关系", "target 1 relationship"),
        Field::Code2 => ("目标2 编码", "target 2 code"),
        Field::Relationship2 => ("目标2 关系", "target 2 relationship"),
        Field::Code3 => ("目标3 编码", "target 3 code"),
        Field::Relationship3 => ("目标3 关系", "target 3 relationship"),
        Field::Reason => ("原因", "reason"),
        Field::ReviewOn => ("复核日期", "review on"),
        Field::Justification => ("依据", "justification"),
    }
}

/// The title of a place of a conflict.
pub const fn place(place: Place) -> (&'static str, &'static str) {
    match place {
        Place::Name => ("本地名称", "the local name"),
        Place::State => ("状态", "state"),
        Place::Version => ("对照版本", "mapping version"),
        Place::Cell(cell) => field(cell),
    }
}

/// A state in words.
pub const fn state(state: Option<State>) -> &'static str {
    match state {
        None => "未对照",
        Some(State::Drafted) => "草稿",
        Some(State::InReview) => "待审",
        Some(State::Returned) => "退回",
        Some(State::Approved) => "已审",
        Some(State::Released) => "已发布",
        Some(State::NeedsRecheck) => "待复核",
    }
}

/// A relationship in words.
pub const fn relationship(relationship: Relationship) -> &'static str {
    match relationship {
        Relationship::Equivalent => "等同",
        Relationship::Narrower => "目标更窄",
        Relationship::Broader => "目标更宽",
        Relationship::Related => "相关",
    }
}

/// The step that the cell of an action says; nothing for an unknown word.
pub fn step(text: &str) -> Option<Step> {
    let text = text.trim();
    STEPS
        .into_iter()
        .find(|step| step.words().0 == text || step.as_str() == text.to_lowercase())
}

/// What a cell shows, by the word that the domain has for it.
pub fn shown(place: Place, word: &str) -> String {
    let words = match place {
        Place::State => Some(state(State::parse(word))),
        Place::Cell(Field::Outcome) => OUTCOMES.iter().find(|pair| pair.0 == word).map(|pair| pair.1),
        Place::Cell(Field::Relationship1 | Field::Relationship2 | Field::Relationship3) => {
            Relationship::parse(word).map(relationship)
        }
        Place::Cell(_) | Place::Version | Place::Name => None,
    };
    words.unwrap_or(word).to_owned()
}

/// The word of the domain for what a cell shows; an unknown one stays as it is.
pub fn meant(field: Field, shown: &str) -> String {
    let text = shown.trim();
    let lower = text.to_lowercase();
    let word = match field {
        Field::Outcome => OUTCOMES
            .iter()
            .find(|(word, chinese)| *word == lower || *chinese == text)
            .map(|pair| pair.0),
        Field::Relationship1 | Field::Relationship2 | Field::Relationship3 => Relationship::ALL
            .iter()
            .find(|one| one.as_str() == lower || relationship(**one) == text)
            .map(|one| one.as_str()),
        Field::Code1 | Field::Code2 | Field::Code3 | Field::Reason | Field::ReviewOn | Field::Justification => None,
    };
    word.unwrap_or(text).to_owned()
}

/// A decision in one line.
pub fn decision(decision: &Decision) -> String {
    match decision {
        Decision::Mapped { targets } => {
            let targets = targets.iter().map(|target| {
                let (code, display, edition) = (&target.code, &target.display, target.edition_ref());
                format!("{code} {display}（{edition}，{}）", relationship(target.relationship))
            });
            targets.collect::<Vec<_>>().join(" + ")
        }
        Decision::NoMatch { reason, review_on } => match review_on {
            Some(day) => format!("无匹配：{reason}（{day} 复核）"),
            None => format!("无匹配：{reason}"),
        },
        Decision::Ignored { reason } => format!("不上传：{reason}"),
    }
}
