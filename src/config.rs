//! Settings: defaults, then `zhiyu.toml` in the data folder, then environment variables.
//!
//! | key | variable | default | meaning |
//! |---|---|---|---|
//! | `database.url` | `ZHIYU_DATABASE_URL` | `zhiyu.sqlite` in the data folder | `postgres://…`, or a SQLite file |
//! | `http.listen` | `ZHIYU_HTTP_LISTEN` | `127.0.0.1:8640` | address and port of the web API |
//! | `http.tls.certificate`, `http.tls.key` | `ZHIYU_HTTP_TLS_…` | none: plain HTTP | PEM files, read again when they change |
//! | `http.allow_plain` | `ZHIYU_HTTP_ALLOW_PLAIN` | `false` | plain HTTP beyond the loopback, behind a proxy that ends TLS |
//! | `http.allow_root` | `ZHIYU_HTTP_ALLOW_ROOT` | `false` | serving beyond the loopback as root |
//! | `metrics.listen` | `ZHIYU_METRICS_LISTEN` | none | address and port of `/metrics`, `/readyz`, `/healthz` |
//! | `telemetry.otlp_endpoint` | `ZHIYU_TELEMETRY_OTLP_ENDPOINT` | none: nothing is sent | receiver of OpenTelemetry (OTLP over HTTP) to which traces are sent |
//! | `telemetry.headers_file` | `ZHIYU_TELEMETRY_HEADERS_FILE` | none | file of headers sent along, `Authorization: Bearer …` |
//! | `telemetry.ca_file` | `ZHIYU_TELEMETRY_CA_FILE` | the usual ones | certificates that alone vouch for it (PEM) |
//! | `telemetry.allow_plain` | `ZHIYU_TELEMETRY_ALLOW_PLAIN` | `false` | plain HTTP to a receiver beyond the loopback |
//! | `telemetry.instance` | `ZHIYU_TELEMETRY_INSTANCE` | none | what traces call this node |
//! | `log.format` | `ZHIYU_LOG_FORMAT` | `text` | `text` or `json` |
//! | `database.url_file` | `ZHIYU_DATABASE_URL_FILE` | none | file that holds `database.url` |
//! | `http.workers` | `ZHIYU_HTTP_WORKERS` | number of processors | threads that answer |
//! | `http.trusted_proxies` | | none | addresses and networks (`10.1.0.0/16`) of proxies that say where a request came from |
//! | `http.forwarded_header` | `ZHIYU_HTTP_FORWARDED_HEADER` | `x-forwarded-for` | the header in which they do: `x-forwarded-for` or `forwarded` |
//! | `limits.requests` | `ZHIYU_LIMITS_REQUESTS` | 1024 | requests under way at once; 0 is no limit, here and below |
//! | `limits.heavy` | `ZHIYU_LIMITS_HEAVY` | 64 | of these, bodies, deltas and translations |
//! | `limits.heavy_per_organization` | `ZHIYU_LIMITS_HEAVY_PER_ORGANIZATION` | 32 | of these, for one organization |
//! | `limits.heavy_per_token` | `ZHIYU_LIMITS_HEAVY_PER_TOKEN` | 8 | of these, for one token |
//! | `limits.rate_per_token` | `ZHIYU_LIMITS_RATE_PER_TOKEN` | 200 | requests of a token each second in the long run |
//! | `limits.burst_per_token` | `ZHIYU_LIMITS_BURST_PER_TOKEN` | 2000 | requests that a token which rested may send at once |
//! | `limits.body_seconds` | `ZHIYU_LIMITS_BODY_SECONDS` | 30 | waiting for a body; every 8 KiB that come earn one second more |
//! | `snapshot.ready_mib` | `ZHIYU_SNAPSHOT_READY_MIB` | 512 | memory for bodies that are kept ready, in MiB; deltas a quarter of it |
//! | `snapshot.signing_key` | `ZHIYU_SNAPSHOT_SIGNING_KEY` | none: not signed | file of the private key that signs snapshots |
//! | `snapshot.sm3` | `ZHIYU_SNAPSHOT_SM3` | false | manifests of new releases name the SM3 of the body beside its SHA-256 |
//! | `snapshot.key_set` | `ZHIYU_SNAPSHOT_KEY_SET` | none | file of the key set that names it |
//! | `audit.checkpoint_minutes` | `ZHIYU_AUDIT_CHECKPOINT_MINUTES` | 60 | how often a checkpoint of the audit log is made |
//! | `audit.syslog` | `ZHIYU_AUDIT_SYSLOG` | none | `tls://host:port`, `tcp://…` or `udp://…`: where the audit log is sent |
//! | `audit.syslog_ca_file` | `ZHIYU_AUDIT_SYSLOG_CA_FILE` | none | PEM of the only authorities that may vouch for it; `tls://` needs it |
//! | `audit.host` | `ZHIYU_AUDIT_HOST` | `-` | what those messages call this machine |
//! | `feedback.*` | | see `docs/feedback.md` | what collectors report, alerts and webhooks |
//! | `access.password_profile` | `ZHIYU_ACCESS_PASSWORD_PROFILE` | `dengbao3` | rules for passwords: `dengbao3` or `asvs` |
//! | `access.hashing` | | 19456 KiB, 2 passes, 1 lane | cost of Argon2id: `memory_kib`, `passes`, `lanes` |
//! | `access.idle_minutes` | `ZHIYU_ACCESS_IDLE_MINUTES` | 15 | a session without a request ends |
//! | `access.session_hours` | `ZHIYU_ACCESS_SESSION_HOURS` | 12 | a session ends |
//! | `access.second_factor_roles` | | managing roles | roles that need a second factor |
//! | `access.token_days` | `ZHIYU_ACCESS_TOKEN_DAYS` | 400 | longest life of a token; 0 is without limit |
//! | `access.unused_days` | `ZHIYU_ACCESS_UNUSED_DAYS` | 90 | after so many days without a sign-in an account has to be unlocked; 0 is never |
//! | `access.key_file` | `ZHIYU_ACCESS_KEY_FILE` | `access.key` | file of the key that seals second factors |
//! | `oidc.issuer` | `ZHIYU_OIDC_ISSUER` | none: no sign-in elsewhere | the provider of sign-in (OpenID Connect) |
//! | `oidc.client_id` | `ZHIYU_OIDC_CLIENT_ID` | | what this service is called there |
//! | `oidc.client_secret_file` | `ZHIYU_OIDC_CLIENT_SECRET_FILE` | none: a public client | file of its secret there |
//! | | `ZHIYU_OIDC_CLIENT_SECRET` | | the secret itself |
//! | `oidc.redirect_url` | `ZHIYU_OIDC_REDIRECT_URL` | | `https://…/api/v1/sign-in/oidc/callback` |
//! | `oidc.ca_file` | `ZHIYU_OIDC_CA_FILE` | the usual ones | certificates that vouch for the provider (PEM) |
//! | `oidc.label` | `ZHIYU_OIDC_LABEL` | `统一身份认证` | what the button says |
//! | `oidc.second_factor_amr`, `oidc.second_factor_acr` | | none | what of the provider counts as a second factor |

mod audit;
mod http;
mod telemetry;

pub use audit::AuditConfig;
pub use http::HttpConfig;
pub use http::TlsConfig;
pub use telemetry::TelemetryConfig;

use crate::access::oidc::OidcRules;
use crate::access::rules::AccessRules;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::http::server::limits::Limits;
use crate::source::feedback::rules::FeedbackRules;
use crate::source::feedback::rules::WebhookKey;
use crate::storage::Target;
use figment::Figment;
use figment::providers::Env;
use figment::providers::Format as _;
use figment::providers::Serialized;
use figment::providers::Toml;
use serde::Deserialize;
use serde::Serialize;
use std::path::Path;
use std::path::PathBuf;

/// The settings that are variables too, `ZHIYU_` before them in capitals.
const VARIABLES: &[&str] = &[
    "database_url",
    "http_listen",
    "http_workers",
    "http_forwarded_header",
    "oidc_issuer",
    "oidc_client_id",
    "oidc_client_secret",
    "oidc_client_secret_file",
    "oidc_redirect_url",
    "oidc_ca_file",
    "oidc_label",
    "snapshot_signing_key",
    "snapshot_key_set",
    "access_password_profile",
    "access_idle_minutes",
    "access_session_hours",
    "access_token_days",
    "access_unused_days",
    "access_key_file",
    "snapshot_ready_mib",
    "snapshot_sm3",
    "limits_requests",
    "limits_heavy",
    "limits_heavy_per_organization",
    "limits_heavy_per_token",
    "limits_rate_per_token",
    "limits_burst_per_token",
    "audit_checkpoint_minutes",
    "audit_syslog",
    "audit_syslog_ca_file",
    "audit_host",
    "database_url_file",
    "http_allow_plain",
    "http_allow_root",
    "http_tls_certificate",
    "http_tls_key",
    "metrics_listen",
    "log_format",
    "limits_body_seconds",
    "telemetry_otlp_endpoint",
    "telemetry_headers_file",
    "telemetry_ca_file",
    "telemetry_allow_plain",
    "telemetry_instance",
];

/// All settings.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Where data is kept.
    #[serde(default)]
    pub database: DatabaseConfig,
    /// The web API.
    #[serde(default)]
    pub http: HttpConfig,
    /// What monitoring reads.
    #[serde(default)]
    pub metrics: MetricsConfig,
    /// What the server writes to its log.
    #[serde(default)]
    pub log: LogConfig,
    /// Snapshots.
    #[serde(default)]
    pub snapshot: SnapshotConfig,
    /// Accounts, passwords, sessions.
    #[serde(default)]
    pub access: AccessRules,
    /// Signing in at another provider.
    #[serde(default)]
    pub oidc: OidcRules,
    /// How much the server takes on.
    #[serde(default)]
    pub limits: Limits,
    /// The audit log.
    #[serde(default)]
    pub audit: AuditConfig,
    /// Feedback from collectors.
    #[serde(default)]
    pub feedback: FeedbackRules,
    /// Traces.
    #[serde(default)]
    pub telemetry: TelemetryConfig,
}

/// Snapshots. Paths are below the data folder unless they are absolute.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SnapshotConfig {
    /// The file of the private key that signs; without it snapshots are not signed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signing_key: Option<PathBuf>,
    /// The file of the key set that names the key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key_set: Option<PathBuf>,
    /// Memory for bodies that are kept ready, in MiB.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ready_mib: Option<u32>,
    /// Whether manifests name the SM3 of their bodies beside the SHA-256.
    #[serde(default)]
    pub sm3: bool,
}

/// Where data is kept.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DatabaseConfig {
    /// `postgres://…` or a SQLite file; without it `zhiyu.sqlite` in the data folder.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The file that holds it instead, so that its password is in no environment; below the data folder unless absolute.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url_file: Option<PathBuf>,
}

/// What monitoring reads.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct MetricsConfig {
    /// Address and port of `/metrics`, `/readyz` and `/healthz`; nowhere without it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub listen: Option<String>,
}

/// The log of the server, on standard error.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LogConfig {
    /// How lines look.
    pub format: LogFormat,
}

/// How a line of the log looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LogFormat {
    /// For people.
    #[default]
    Text,
    /// A JSON object a line, for programs.
    Json,
}

impl Config {
    /// The settings of a data folder and the environment.
    pub fn load(folder: &Path) -> Result<Self> {
        let variables = Env::prefixed("ZHIYU_").only(VARIABLES).map(|key| {
            let key = key.as_str().to_ascii_lowercase();
            match key.strip_prefix("http_tls_") {
                Some(name) => format!("http.tls.{name}").into(),
                None => key.replacen('_', ".", 1).into(),
            }
        });
        let file = folder.join("zhiyu.toml");
        let mut settings = Figment::from(Serialized::defaults(Self::default()));
        if file.exists() {
            settings = settings.merge(Toml::file_exact(file));
        }
        let settings = settings.merge(variables);
        let config: Self = settings.extract().map_err(|cause| {
            let reason = cause.to_string();
            Error::new(Code::ConfigurationInvalid)
                .with("reason", reason)
                .caused_by(cause)
        })?;
        config.with_secrets_of_files(folder)
    }

    fn with_secrets_of_files(mut self, folder: &Path) -> Result<Self> {
        if let Some(file) = &self.database.url_file {
            let wrong = |reason: &str| {
                let reason = format!("database.url_file: {}: {reason}", file.display());
                Error::new(Code::ConfigurationInvalid).with("reason", reason)
            };
            if self.database.url.is_some() {
                return Err(wrong("database.url is set too"));
            }
            let text = std::fs::read_to_string(folder.join(file));
            let text = text.map_err(|cause| wrong(&cause.to_string()).caused_by(cause))?;
            self.database.url = Some(text.trim().to_owned());
        }
        Ok(self)
    }

    /// The rules of feedback, with the key of webhooks from its file.
    pub fn feedback_rules(&self, folder: &Path) -> Result<FeedbackRules> {
        let mut rules = self.feedback.clone();
        if let Some(file) = &rules.webhook_key_file {
            let path = folder.join(file);
            let wrong = |reason: String| {
                let reason = format!("feedback.webhook_key_file: {}: {reason}", path.display());
                Error::new(Code::ConfigurationInvalid).with("reason", reason)
            };
            let bytes = std::fs::read(&path).map_err(|cause| wrong(cause.to_string()).caused_by(cause))?;
            let key = WebhookKey::new(bytes.trim_ascii());
            rules.webhook_key = Some(key.ok_or_else(|| wrong("a key has at least 32 bytes".to_owned()))?);
        }
        Ok(rules)
    }

    /// The database that the settings name.
    pub fn target(&self, folder: &Path) -> Target {
        match &self.database.url {
            Some(url) => Target::parse(url),
            None => Target::Sqlite(folder.join("zhiyu.sqlite")),
        }
    }
}

impl std::fmt::Debug for DatabaseConfig {
    /// The URL may carry a password and is not printed.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let url = self.url.as_deref().map(Target::parse);
        f.debug_struct("DatabaseConfig")
            .field("url", &url)
            .finish_non_exhaustive()
    }
}
