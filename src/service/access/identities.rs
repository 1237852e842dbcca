//! Who an account is at the provider of sign-in: linked and unlinked by whoever manages the account, never their own.

use super::accounts::object;
use super::accounts::visible;
use crate::access::account::LinkedIdentity;
use crate::access::oidc::id_token::is_subject;
use crate::access::role::Right;
use crate::access::session::Session;
use crate::audit::Act;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::AccountId;
use crate::service::Service;
use crate::storage::access::identities;
use crate::storage::access::sign_ins;
use crate::storage::audit::audit_log;
use serde_json::json;

impl Service {
    /// Links an account to a person at the provider; the identity that it had is replaced, and its sessions end.
    pub fn link_identity(
        &self,
        session: &Session,
        id: &AccountId,
        subject: &str,
        reason: &str,
    ) -> Result<LinkedIdentity> {
        self.change_account(session, id, reason, |tx, account, permit, now| {
            let issuer = self.provider()?.client.issuer.clone();
            if !is_subject(subject) {
                return Err(Error::new(Code::FieldInvalid)
                    .with("field", "subject")
                    .with("value", subject.escape_debug())
                    .with("rule_zh", "1 到 255 字节，不含控制字符")
                    .with("rule_en", "1 to 255 bytes, no control characters")
                    .in_field("subject"));
            }
            let holder = identities::find(tx, &issuer, subject)?;
            if holder.is_some_and(|holder| holder.account != *id) {
                return Err(Error::new(Code::IdentityLinked)
                    .with("subject", subject)
                    .in_field("subject"));
            }
            let before = identities::of_account(tx, id)?;
            let linked = LinkedIdentity {
                account: account.id,
                issuer,
                subject: subject.to_owned(),
                linked_at: now,
                linked_by: permit.account().clone(),
            };
            identities::put(tx, &linked)?;
            sign_ins::end_all(tx, id, now)?;
            let details = json!({
                "from": before.map(|before| json!({ "issuer": before.issuer, "subject": before.subject })),
                "to": { "issuer": linked.issuer, "subject": subject }, "reason": reason,
            });
            let act = Act::new("identity.link", object(id)).with_details(details);
            audit_log::append(tx, permit, &act, now)?;
            Ok(linked)
        })
    }

    /// Takes the link of an account away; its sessions end.
    pub fn unlink_identity(&self, session: &Session, id: &AccountId, reason: &str) -> Result<()> {
        self.change_account(session, id, reason, |tx, _, permit, now| {
            let before = identities::of_account(tx, id)?.ok_or_else(|| unlinked(id))?;
            identities::remove(tx, id)?;
            sign_ins::end_all(tx, id, now)?;
            let from = json!({ "issuer": before.issuer, "subject": before.subject });
            let act = Act::new("identity.unlink", object(id)).with_details(json!({ "from": from, "reason": reason }));
            audit_log::append(tx, permit, &act, now)
        })
    }

    /// Who an account is at the provider.
    pub fn identity(&self, session: &Session, id: &AccountId) -> Result<LinkedIdentity> {
        session.permit(Right::ReadAccounts)?;
        let found = self.db.read(|tx| {
            visible(tx, session, Right::ReadAccounts, id)?;
            identities::of_account(tx, id)
        })?;
        found.ok_or_else(|| unlinked(id))
    }
}

fn unlinked(id: &AccountId) -> Error {
    Error::new(Code::IdentityUnknown).with("account", id)
}
