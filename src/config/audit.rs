//! Settings of the audit log.

use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::service::audit::forwarding::Destination;
use crate::service::audit::forwarding::Forwarder;
use serde::Deserialize;
use serde::Serialize;
use std::path::Path;
use std::path::PathBuf;
use std::time::Duration;

/// The audit log. Nothing switches it off.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AuditConfig {
    /// How often a checkpoint is made, in minutes, 1 to 1440.
    pub checkpoint_minutes: u16,
    /// Where the log is sent, `tls://host:port`, `tcp://…` or `udp://…`; nowhere without it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub syslog: Option<String>,
    /// PEM of the only authorities that may vouch for it, below the data folder unless absolute.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub syslog_ca_file: Option<PathBuf>,
    /// What those messages call this machine.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub host: Option<String>,
}

impl Default for AuditConfig {
    fn default() -> Self {
        Self {
            checkpoint_minutes: 60,
            syslog: None,
            syslog_ca_file: None,
            host: None,
        }
    }
}

impl AuditConfig {
    /// How often a checkpoint is made.
    pub fn interval(&self) -> Duration {
        Duration::from_secs(u64::from(self.checkpoint_minutes.clamp(1, 1440)) * 60)
    }

    /// What sends the log, if it is sent.
    pub fn forwarder(&self, folder: &Path) -> Result<Option<Forwarder>> {
        let Some(text) = &self.syslog else {
            return Ok(None);
        };
        let wrong = |reason: String| Error::new(Code::ConfigurationInvalid).with("reason", reason);
        let destination = Destination::parse(text)
            .ok_or_else(|| wrong(format!("audit.syslog: {text} (tls://host:port, tcp://…, udp://…)")))?;
        let needs_authorities = destination.needs_authorities();
        let forwarder = Forwarder::new(destination, self.host.as_deref().unwrap_or("-"));
        let Some(file) = &self.syslog_ca_file else {
            if needs_authorities {
                return Err(wrong("tls:// needs audit.syslog_ca_file".to_owned()));
            }
            return Ok(Some(forwarder));
        };
        let path = folder.join(file);
        let in_file = |reason: String| wrong(format!("audit.syslog_ca_file: {}: {reason}", path.display()));
        let pem = std::fs::read(&path).map_err(|cause| in_file(cause.to_string()).caused_by(cause))?;
        forwarder.trusting(&pem).map(Some).map_err(in_file)
    }
}
