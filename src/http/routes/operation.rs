//! Routes on who gets which release, on the audit log, on what collectors report, and on accounts.

use super::register::Register;
use crate::http::access::accounts;
use crate::http::access::grants;
use crate::http::access::grid;
use crate::http::access::oidc;
use crate::http::access::organizations;
use crate::http::access::session;
use crate::http::access::sign_in;
use crate::http::access::tokens;
use crate::http::audit::events;
use crate::http::audit::proofs;
use crate::http::curation::upload_policies;
use crate::http::distribution::offers;
use crate::http::distribution::rollback;
use crate::http::feedback::alerts;
use crate::http::feedback::collectors;
use crate::http::feedback::unmapped;
use crate::http::feedback::webhooks;

/// Routes on who gets which release and when.
pub(super) fn offers(config: &mut impl Register) {
    config
        .service(offers::list_collector_pins)
        .service(offers::pin_collector)
        .service(offers::unpin_collector)
        .service(offers::get_collector_pin)
        .service(offers::set_rollout)
        .service(offers::get_rollout)
        .service(offers::set_freeze_window)
        .service(offers::get_freeze_window)
        .service(rollback::roll_back_release);
}

/// Routes on the audit log beside its list.
pub(super) fn audit_log(config: &mut impl Register) {
    config
        .service(events::export_events)
        .service(proofs::get_checkpoint)
        .service(proofs::list_checkpoints)
        .service(proofs::make_checkpoint)
        .service(proofs::prove_inclusion)
        .service(proofs::prove_consistency);
}

/// Routes on what comes back from collectors.
pub(super) fn feedback(config: &mut impl Register) {
    config
        .service(collectors::list_collectors)
        .service(collectors::report_use)
        .service(unmapped::list_unmapped)
        .service(unmapped::list_resolved)
        .service(alerts::list_alerts)
        .service(alerts::get_alert)
        .service(alerts::step_alert)
        .service(webhooks::get_webhook)
        .service(webhooks::set_webhook)
        .service(webhooks::list_deliveries);
}

/// Routes on who one is, on accounts, and on what these hold.
pub(super) fn sessions(config: &mut impl Register) {
    config
        .service(session::get_session)
        .service(sign_in::sign_in)
        .service(sign_in::sign_out)
        .service(sign_in::list_sessions)
        .service(sign_in::end_session)
        .service(sign_in::change_password)
        .service(sign_in::enrol_second_factor)
        .service(sign_in::confirm_second_factor)
        .service(accounts::list_accounts)
        .service(accounts::add_account)
        .service(accounts::get_account)
        .service(accounts::set_account_status)
        .service(accounts::reset_password)
        .service(accounts::remove_second_factor)
        .service(grants::list_roles)
        .service(grants::list_grants)
        .service(grants::give_grant)
        .service(grants::withdraw_grant)
        .service(tokens::rotate_token);
}

/// Routes on signing in at another provider.
pub(super) fn other_sign_in(config: &mut impl Register) {
    config
        .service(oidc::list_ways)
        .service(oidc::begin)
        .service(oidc::finish)
        .service(oidc::prove_second_factor)
        .service(oidc::get_identity)
        .service(oidc::link_identity)
        .service(oidc::unlink_identity);
}

/// Routes on the grid, and on where organizations stand in it.
pub(super) fn grid(config: &mut impl Register) {
    config
        .service(grid::get_grid)
        .service(grid::set_grid_word)
        .service(organizations::update_organization);
}

/// Routes on what files may bring.
pub(super) fn uploads(config: &mut impl Register) {
    config
        .service(upload_policies::set_upload_policy)
        .service(upload_policies::get_upload_policy);
}
