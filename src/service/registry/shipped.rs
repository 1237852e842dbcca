//! The shipped lists: those that the database does not have yet are imported and published when the service opens.

use super::edition_life::publish;
use super::editions::WholeEdition;
use crate::access::role::Right;
use crate::audit::Act;
use crate::error::Result;
use crate::id::AccountId;
use crate::matching::values::ValueWords;
use crate::registry::code_system::CodeSystem;
use crate::registry::concept::Concept;
use crate::registry::edition::EditionMetadata;
use crate::registry::edition_life::EditionStep;
use crate::registry::shipped;
use crate::registry::shipped_file::Manifest;
use crate::service::Service;
use crate::storage::audit::audit_log;
use crate::storage::registry::code_systems;
use crate::storage::registry::editions;
use serde_json::json;
use std::collections::BTreeSet;

/// The account in whose name the program itself acts.
pub(in crate::service) const PROGRAM: &str = "zhiyu";

/// The words of value lists that come with the program.
pub(in crate::service) fn value_words() -> Result<ValueWords> {
    ValueWords::parse(&shipped::value_words()?)
}

impl Service {
    /// Loads the shipped lists that are missing, all in one transaction. A list that is there is left alone.
    pub(in crate::service) fn load_shipped_lists(&self) -> Result<()> {
        let stored = self.db.read(editions::names)?;
        let known: BTreeSet<String> = stored
            .iter()
            .map(|(system, edition, _)| format!("{system}/{edition}"))
            .collect();
        let missing = shipped::list_names().into_iter().filter(|name| !known.contains(name));
        let lists = missing.map(|name| shipped::list(&name)).collect::<Result<Vec<_>>>()?;
        if lists.is_empty() {
            return Ok(());
        }
        let session = Self::operator(AccountId::new(PROGRAM)?);
        let permit = session.permit(Right::PublishEdition)?;
        let now = self.now();
        self.db.write(|tx| {
            let present: BTreeSet<String> = editions::names(tx)?
                .into_iter()
                .map(|(system, edition, _)| format!("{system}/{edition}"))
                .collect();
            let is_missing =
                |(manifest, _): &&(Manifest, Vec<Concept>)| !present.contains(&manifest.edition_ref().to_string());
            let missing: Vec<_> = lists.iter().filter(is_missing).collect();
            if missing.is_empty() {
                return Ok(());
            }
            for (manifest, concepts) in &missing {
                let of = manifest.edition_ref();
                code_systems::insert_if_absent(tx, &code_system(manifest), now)?;
                code_systems::set_kind(tx, &manifest.system, &manifest.kind)?;
                let whole = WholeEdition::new(&of, &metadata(manifest), concepts, permit.account(), now);
                let stored = whole.save(tx)?;
                publish(tx, &permit, &stored, EditionStep::PublishUnreviewed, now)?;
            }
            let act = Act::new("registry.load-shipped", "code-systems").with_details(json!({ "lists": missing.len() }));
            audit_log::append(tx, &permit, &act, now)
        })
    }
}

fn code_system(manifest: &Manifest) -> CodeSystem {
    CodeSystem {
        id: manifest.system.clone(),
        title: manifest.title.clone(),
        title_en: manifest.title_en.clone(),
        publisher: manifest.publisher.clone(),
        oid: manifest.oid.clone(),
        url: manifest.url.clone(),
        kind: manifest.kind.clone(),
    }
}

fn metadata(manifest: &Manifest) -> EditionMetadata {
    EditionMetadata {
        title: manifest.title.clone(),
        source: manifest.source.clone(),
        confidence: manifest.confidence.clone(),
        effective_from: manifest.effective_from.clone(),
        ..EditionMetadata::default()
    }
}
