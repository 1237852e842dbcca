//! Reading alerts and taking steps with them.

use super::raising;
use super::raising::Taken;
use crate::access::role::Right;
use crate::access::session::Session;
use crate::audit::Act;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::OrganizationId;
use crate::page::Page;
use crate::page::Slice;
use crate::registry::personal_data;
use crate::service::Service;
use crate::service::curation::memory::must_be_reason;
use crate::source::feedback::alert::AlertStep;
use crate::storage::access::organizations;
use crate::storage::audit::audit_log;
use crate::storage::feedback::alerts;
use serde_json::json;

pub use crate::storage::feedback::alerts::Alert;
pub use crate::storage::feedback::alerts::AlertFilter;
pub use crate::storage::feedback::alerts::TakenAlertStep;

impl Service {
    /// Alerts by number.
    pub fn alerts(
        &self,
        session: &Session,
        organization: &OrganizationId,
        filter: &AlertFilter,
        page: &Page,
    ) -> Result<Slice<Alert>> {
        session.permit_in(Right::ReadFeedback, organization)?;
        self.db.read(|tx| {
            organizations::must_find(tx, organization)?;
            alerts::page(tx, organization, filter, page)
        })
    }

    /// An alert and every step it took.
    pub fn alert(
        &self,
        session: &Session,
        organization: &OrganizationId,
        number: i64,
    ) -> Result<(Alert, Vec<TakenAlertStep>)> {
        session.permit_in(Right::ReadFeedback, organization)?;
        self.db.read(|tx| {
            let alert = alerts::must_find(tx, organization, number)?;
            Ok((alert, alerts::steps(tx, organization, number)?))
        })
    }

    /// Acknowledges, resolves or reopens an alert.
    ///
    /// Errors: `alert-unknown`; `alert-step-not-allowed`; `field-invalid` when the reason is empty or looks personal.
    pub fn step_alert(
        &self,
        session: &Session,
        organization: &OrganizationId,
        number: i64,
        step: AlertStep,
        reason: &str,
    ) -> Result<Alert> {
        let permit = session.permit_in(Right::HandleAlerts, organization)?;
        must_be_reason(reason)?;
        must_not_be_personal(reason)?;
        let now = self.now();
        self.db.write(|tx| {
            let alert = alerts::must_find(tx, organization, number)?;
            if step == AlertStep::Open {
                return Err(Error::new(Code::AlertStepNotAllowed)
                    .with("state", alert.state.as_str())
                    .with("step", step.as_str()));
            }
            let taken = Taken {
                step,
                account: permit.account().as_str(),
                reason: reason.to_owned(),
            };
            let after = raising::take(tx, organization, vec![(alert, taken)], now)?;
            let object = format!("organizations/{organization}/alerts/{number}");
            let action = match step {
                AlertStep::Acknowledge | AlertStep::Open => "alert.acknowledge",
                AlertStep::Resolve => "alert.resolve",
                AlertStep::Reopen => "alert.reopen",
            };
            let act = Act::new(action, object).with_details(json!({ "reason": reason }));
            audit_log::append(tx, permit.permit(), &act, now)?;
            after.into_iter().next().ok_or_else(|| Code::Internal.into())
        })
    }
}

fn must_not_be_personal(reason: &str) -> Result<()> {
    if personal_data::screen(reason).is_none() {
        return Ok(());
    }
    Err(Error::new(Code::FieldInvalid)
        .with("field", "reason")
        .with("value", "")
        .with("rule_zh", "不得含身份证号或电话号码")
        .with("rule_en", "no identity numbers and no telephone numbers")
        .in_field("reason"))
}
