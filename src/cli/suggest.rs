//! `zhiyu suggest`

use super::arguments::Arguments;
use super::arguments::SuggestCommand;
use super::console::Console;
use super::file_error;
use super::open;
use super::session;
use crate::error::Result;
use crate::id::DictionaryId;
use crate::id::OrganizationId;
use crate::matching::Suggestion;
use crate::report::suggestions_csv;
use crate::source::local_code::LocalCode;
use serde_json::json;

/// Runs the command.
pub fn run(arguments: &Arguments, command: &SuggestCommand, console: &mut Console) -> Result<()> {
    let organization = OrganizationId::new(command.organization.clone())?;
    let dictionary = DictionaryId::new(command.dictionary.clone())?;
    let (service, _) = open(arguments)?;
    let bar = console.progress(0, "推荐", "suggesting");
    let rows = service.suggest_dictionary(&session(arguments)?, &organization, &dictionary, &mut |done, total| {
        bar.set_length(total);
        bar.set_position(done);
    })?;
    bar.finish_and_clear();
    let pairs = || rows.iter().map(|row| (&row.local_code, row.suggestions.as_slice()));
    if let Some(path) = &command.out {
        let bytes = suggestions_csv(pairs(), console.language)?;
        std::fs::write(path, bytes).map_err(|cause| file_error(path, cause))?;
    }
    let count = |fits: &dyn Fn(&Suggestion) -> bool| pairs().filter(|pair| first(*pair).is_some_and(fits)).count();
    let exact = count(&|best| best.reasons.iter().any(|reason| reason.as_str().starts_with("exact-")));
    let any = count(&|_| true);
    let total = rows.len();
    console.answer(
        &json!({ "rows": total, "suggested": any, "exact_name": exact, "none": total - any }),
        &format!(
            "{dictionary}：{total} 行；{any} 行有推荐，其中 {exact} 行名称完全一致；{} 行没有合适的推荐",
            total - any
        ),
        &format!(
            "{dictionary}: {total} rows; {any} have a suggestion, {exact} of them by exact name; {} have none",
            total - any
        ),
    )
}

fn first<'a>((_, suggestions): (&'a LocalCode, &'a [Suggestion])) -> Option<&'a Suggestion> {
    suggestions.first()
}
