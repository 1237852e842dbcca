//! What comes back from collectors: reports, codes without a mapping, alerts.

pub(super) mod alerts;
pub(super) mod collectors;
pub(super) mod unmapped;
pub(super) mod webhooks;
