//! `zhiyu edition show`: an edition, its steps, and what authorities say of it.

use crate::cli::arguments::Arguments;
use crate::cli::console::Console;
use crate::cli::open;
use crate::cli::session;
use crate::error::Result;
use crate::http::registry::edition_life::EditionStepResponse;
use crate::http::registry::reading::EditionResponse;
use crate::http::registry::registrations::RegistrationsResponse;
use crate::id::EditionRef;
use crate::service::registry::authorities::Item;
use serde::Serialize;

/// Everything that is known of an edition but its concepts.
#[derive(Serialize)]
struct ShownEdition {
    edition: EditionResponse,
    steps: Vec<EditionStepResponse>,
    registrations: RegistrationsResponse,
}

/// Runs the command.
pub fn run(arguments: &Arguments, edition: &str, console: &mut Console) -> Result<()> {
    let of = EditionRef::parse(edition)?;
    let session = session(arguments)?;
    let (service, _) = open(arguments)?;
    let steps = service.edition_steps(&session, &of)?;
    let history = service.registrations(&session, &Item::Edition(of.clone()))?;
    let shown = ShownEdition {
        edition: EditionResponse::from(service.standing_edition(&session, &of)?),
        steps: steps.into_iter().map(EditionStepResponse::from).collect(),
        registrations: RegistrationsResponse::of(&history),
    };
    let (chinese, english) = (shown.words("状态", "条目"), shown.words("status", "rows"));
    console.answer(&shown, &chinese, &english)
}

impl ShownEdition {
    fn words(&self, status: &str, rows: &str) -> String {
        let edition = &self.edition;
        let head = format!(
            "{}/{}  {}\n{status} {}  {rows} {}  {}",
            edition.system, edition.edition, edition.title, edition.status, edition.rows, edition.digest
        );
        let facts = [
            ("effective_from", edition.effective_from.as_deref()),
            ("effective_to", edition.effective_to.as_deref()),
            ("replaces", edition.replaces.as_deref()),
            ("superseded_by", edition.superseded_by.as_deref()),
            ("source", Some(edition.source.as_str())),
            ("confidence", Some(edition.confidence.as_str())),
            ("document_number", Some(edition.document_number.as_str())),
            ("note", Some(edition.note.as_str())),
        ];
        let facts = facts
            .into_iter()
            .filter_map(|(key, value)| Some((key, value.filter(|text| !text.is_empty())?)));
        let facts = facts.map(|(key, value)| format!("{key} {value}"));
        let steps = self.steps.iter().map(|step| {
            let (at, account) = (&step.at, &step.account);
            format!(
                "  {at}  {account}  {} → {}  {}{}",
                step.step, step.status, step.reason, step.report
            )
        });
        let registrations = self.registrations.current.iter().map(|one| {
            let (authority, status, chinese) = (&one.authority, &one.status, &one.status_zh);
            format!("  {authority}: {status} {chinese}  {}", one.reason)
        });
        let lines = [head].into_iter().chain(facts).chain(steps).chain(registrations);
        lines.collect::<Vec<_>>().join("\n")
    }
}
