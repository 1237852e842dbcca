//! Translating 转换: what a local code means by a release, with the words for why not. Pure: the server and a collector
//! that has only files give the same answers.
//!
//! The statuses, exactly:
//!
//! | status | when |
//! |---|---|
//! | `mapped` | the release has targets for the code and this record; they are in `targets` |
//! | `unmapped` | the release has no line for the code (`not-in-release`; `code-has-blanks` when it has one for the code without the blanks around it), was told that nothing fits (`no-match`), has no target for this record (`no-case`), or, in strict mode, has targets that are not `equivalent` (`not-equivalent`); chained: the map leads nowhere (`no-way-on`) |
//! | `ambiguous` | which targets are meant depends on what the record does not say (`unit-not-said`, `specimen-not-said`, `sex-not-said`, `age-not-said`); chained: the map has several targets (`several-ways`) |
//! | `invalid_source` | there is nothing to look up: the code is empty, blank, longer than 200 bytes or has control characters, or the release knows no such dictionary. A code that the release maps is never invalid |
//! | `retired_target` | a target may no longer be sent: its edition is retired or over (`edition-retired`), or the edition that supersedes it does not have the code or does not let data carry it (`target-retired`). A snapshot says nothing of this, so only the server does |
//!
//! A code is compared byte for byte. Only `mapped` gives targets; whatever is known in the other cases is *withheld*:
//! shown, and never to be sent.

mod answer;
mod conversion;
mod onward;
mod question;
mod reverse;
mod standing;
mod status;
mod table;
mod translator;
mod verdict;

pub use answer::Answer;
pub use answer::AnswerTarget;
pub use conversion::Conversion;
pub use conversion::FileFormat;
pub use conversion::Outputs;
pub use conversion::Part;
pub use conversion::PartTotals;
pub use conversion::Plan;
pub use conversion::Totals;
pub use onward::Loss;
pub use onward::LossKind;
pub use onward::Onward;
pub use onward::OnwardMap;
pub use onward::OnwardTarget;
pub use question::Question;
pub use question::Record;
pub use reverse::Source;
pub use standing::EditionStanding;
pub use standing::Standing;
pub use status::Mode;
pub use status::Reason;
pub use status::Status;
pub use status::Warning;
pub use table::DictionaryNumber;
pub use table::Mapping;
pub use table::Table;
pub use table::TargetView;
pub use translator::ReleaseName;
pub use translator::Translator;
pub use verdict::Verdict;
