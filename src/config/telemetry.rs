//! Settings of traces.

use serde::Deserialize;
use serde::Serialize;
use std::path::PathBuf;

/// Traces, sent to a receiver of OpenTelemetry. Paths are below the data folder unless they are absolute.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TelemetryConfig {
    /// The receiver (OTLP over HTTP), to which `/v1/traces` is added; nothing is sent without it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub otlp_endpoint: Option<String>,
    /// The file of headers that are sent along, a line each: `Authorization: Bearer …`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub headers_file: Option<PathBuf>,
    /// PEM of the only authorities that may vouch for the receiver.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ca_file: Option<PathBuf>,
    /// Whether plain HTTP may be spoken to a receiver beyond the loopback.
    pub allow_plain: bool,
    /// What traces call this node (`service.instance.id`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instance: Option<String>,
}
