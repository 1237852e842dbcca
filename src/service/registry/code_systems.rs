//! Registering code systems.

use crate::access::role::Right;
use crate::access::session::Session;
use crate::audit::Act;
use crate::error::Result;
use crate::id::KindId;
use crate::id::SystemId;
use crate::registry::code_system::CodeSystem;
use crate::service::Service;
use crate::service::texts::must_be_name;

use crate::storage::audit::audit_log;
use crate::storage::registry::code_systems;
use serde_json::json;

/// What is said of a code system.
#[derive(Clone, Debug, Default)]
pub struct CodeSystemDescription {
    /// Its Chinese title.
    pub title: String,
    /// Its English title; may be empty.
    pub title_en: String,
    /// Who publishes it.
    pub publisher: String,
    /// Its object identifier (OID).
    pub oid: Option<String>,
    /// Its address on the web.
    pub url: Option<String>,
    /// What kind of thing it lists; what is known of it stays without one.
    pub kind: Option<KindId>,
}

impl Service {
    /// Registers a code system, or says something else of one; the same again changes nothing.
    pub fn register_code_system(
        &self,
        session: &Session,
        id: &SystemId,
        description: &CodeSystemDescription,
    ) -> Result<CodeSystem> {
        let permit = session.permit(Right::ManageRegistry)?;
        must_be_name("title", &description.title)?;
        must_be_name("publisher", &description.publisher)?;
        if let Some(kind) = &description.kind {
            self.named_kind(kind)?;
        }
        let now = self.now();
        self.db.write(|tx| {
            let before = code_systems::find(tx, id)?;
            let known_kind = before
                .as_ref()
                .map_or_else(KindId::default, |system| system.kind.clone());
            let after = CodeSystem {
                id: id.clone(),
                title: description.title.clone(),
                title_en: description.title_en.clone(),
                publisher: description.publisher.clone(),
                oid: description.oid.clone(),
                url: description.url.clone(),
                kind: description.kind.clone().unwrap_or(known_kind),
            };
            code_systems::insert_if_absent(tx, &after, now)?;
            let kind = description
                .kind
                .as_ref()
                .map(|kind| code_systems::set_kind(tx, id, kind));
            let is_kind_new = kind.transpose()?.unwrap_or(false);
            if before.as_ref() == Some(&after) && !is_kind_new {
                return Ok(after);
            }
            code_systems::update(tx, &after)?;
            let act = Act::new("code-system.register", format!("code-systems/{id}"))
                .with_details(json!({ "before": before, "after": after }));
            audit_log::append(tx, &permit, &act, now)?;
            Ok(after)
        })
    }
}
