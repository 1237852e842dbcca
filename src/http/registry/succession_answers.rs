//! Answers about succession on the wire.

use crate::language::Language;
use crate::registry::succession::Answer;
use crate::registry::succession::Event;
use crate::registry::succession::Life;
use crate::registry::succession::Origin;
use crate::registry::succession::Reached;
use crate::registry::succession::Step;
use crate::service::registry::successions::LifeStory;
use crate::service::registry::successions::Question;
use serde::Serialize;
use utoipa::ToSchema;

/// What became of a code.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "code": "410827", "date": "1985", "list": "1981-2024", "outcome": "found", "uncertain": false,
    "words": "410827 济源县 现为 419001 济源市",
    "life": { "code": "410827", "name": "济源县", "from": "1986", "to": "1988" },
    "codes": [{ "code": "419001", "name": "济源市", "whole": true, "path": [
        { "date": "1988", "kind": "upgrade", "from": "410827", "from_name": "济源县", "to": "419003", "to_name": "济源市",
          "place": "row 3356" }] }]
}))]
pub struct SuccessionAnswerResponse {
    /// The code that was asked.
    pub code: String,
    /// The date that was asked.
    pub date: String,
    /// The list that answers.
    pub list: String,
    /// `found`, `abolished` (no successor is known), `ambiguous` (the date fits several lives), `outside-validity`,
    /// `unknown-code`.
    pub outcome: String,
    /// Whether the day of a change would matter and is not known.
    pub uncertain: bool,
    /// The answer in words.
    pub words: String,
    /// What the code meant on the date.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub life: Option<LifeResponse>,
    /// The codes in force on the wanted date; several after a split.
    pub codes: Vec<ReachedResponse>,
    /// Further codes to which only a part was transferred.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<ReachedResponse>,
    /// What ended on the way without a successor.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ended: Vec<ReachedResponse>,
    /// The lives of the code, when the date did not point to exactly one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub lives: Vec<LifeResponse>,
}

/// A span of time in which a code meant one thing.
#[derive(Debug, Serialize, ToSchema)]
pub struct LifeResponse {
    /// The code.
    pub code: String,
    /// What it was called.
    pub name: String,
    /// Since when, as precisely as it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Until when; the date of the change is no longer part of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
}

/// A code at the end of a path.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReachedResponse {
    /// The code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Whether it took over all of the old code, as far as the source says.
    pub whole: bool,
    /// When it ended without successor.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended: Option<String>,
    /// The changes on the way.
    pub path: Vec<StepResponse>,
}

/// One change on a path.
#[derive(Debug, Serialize, ToSchema)]
pub struct StepResponse {
    /// When, as precisely as it is known.
    pub date: String,
    /// `rename`, `reparent`, `re-code`, `upgrade`, `merge`, `split`, `transfer`.
    pub kind: String,
    /// The old code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from_name: Option<String>,
    /// The new code.
    pub to: String,
    /// Its name.
    pub to_name: String,
    /// The document 文号.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub document: String,
    /// Where in the source it stands.
    pub place: String,
    /// Whether it follows from the rows of the source rather than being said by one.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub derived: bool,
}

/// A change of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct EventResponse {
    /// What kind.
    pub kind: String,
    /// When.
    pub date: String,
    /// The old code and name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub old: Option<[String; 2]>,
    /// The new codes and names.
    pub new: Vec<[String; 2]>,
    /// The document 文号.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub document: String,
    /// The source's own words.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// Where in the source it stands.
    pub place: String,
}

/// A life of a code with its changes.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "code": "419001", "name": "济源市", "from": "1996", "changes": [],
    "begins": [{ "kind": "re-code", "date": "1996", "old": ["410881", "济源市"], "new": [["419001", "济源市"]], "place": "row 3357" }]
}))]
pub struct LifeStoryResponse {
    /// The life.
    #[serde(flatten)]
    pub life: LifeResponse,
    /// The changes that lead to it.
    pub begins: Vec<EventResponse>,
    /// The changes of it.
    pub changes: Vec<EventResponse>,
}

/// A former code of which all or a part is in the asked one.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "code": "410881", "name": "济源市", "from": "1990", "to": "1996", "whole": true, "path": [
        { "date": "1996", "kind": "re-code", "from": "410881", "from_name": "济源市", "to": "419001", "to_name": "济源市",
          "place": "row 3357" }]
}))]
pub struct OriginResponse {
    /// What it was, and when.
    #[serde(flatten)]
    pub life: LifeResponse,
    /// Whether all of it came.
    pub whole: bool,
    /// The changes from it to the asked code, oldest first.
    pub path: Vec<StepResponse>,
}

impl SuccessionAnswerResponse {
    /// The answer to a question in the caller's language.
    pub fn of(answer: Answer, question: &Question, list: &str, language: Language) -> Self {
        let reached = |list: Vec<Reached>| list.into_iter().map(ReachedResponse::from).collect();
        Self {
            words: answer.words(language),
            code: answer.code,
            date: question.date.to_string(),
            list: list.to_owned(),
            outcome: answer.outcome.as_str().to_owned(),
            uncertain: answer.uncertain,
            life: answer.life.map(LifeResponse::from),
            codes: reached(answer.codes),
            parts: reached(answer.parts),
            ended: reached(answer.ended),
            lives: answer.lives.into_iter().map(LifeResponse::from).collect(),
        }
    }
}

impl From<Life> for LifeResponse {
    fn from(life: Life) -> Self {
        Self {
            code: life.code,
            name: life.name,
            from: life.from.map(|date| date.to_string()),
            to: life.to.map(|date| date.to_string()),
        }
    }
}

impl From<Reached> for ReachedResponse {
    fn from(reached: Reached) -> Self {
        Self {
            code: reached.code,
            name: reached.name,
            whole: reached.whole,
            ended: reached.ended.map(|date| date.to_string()),
            path: reached.path.into_iter().map(StepResponse::from).collect(),
        }
    }
}

impl From<Step> for StepResponse {
    fn from(step: Step) -> Self {
        let (from, from_name) = step.from.map(|unit| (unit.code, unit.name)).unzip();
        Self {
            date: step.date.to_string(),
            kind: step.kind.as_str().to_owned(),
            from,
            from_name,
            to: step.to.code,
            to_name: step.to.name,
            document: step.document,
            place: step.place,
            derived: step.derived,
        }
    }
}

impl From<Event> for EventResponse {
    fn from(event: Event) -> Self {
        Self {
            kind: event.kind.as_str().to_owned(),
            date: event.date.to_string(),
            old: event.old.map(|old| [old.code, old.name]),
            new: event.new.into_iter().map(|unit| [unit.code, unit.name]).collect(),
            document: event.document,
            note: event.note,
            place: event.place,
        }
    }
}

impl From<LifeStory> for LifeStoryResponse {
    fn from(story: LifeStory) -> Self {
        let events = |list: Vec<Event>| list.into_iter().map(EventResponse::from).collect();
        Self {
            life: LifeResponse::from(story.life),
            begins: events(story.begins),
            changes: events(story.changes),
        }
    }
}

impl From<Origin> for OriginResponse {
    fn from(origin: Origin) -> Self {
        Self {
            life: LifeResponse::from(origin.life),
            whole: origin.whole,
            path: origin.path.into_iter().map(StepResponse::from).collect(),
        }
    }
}
