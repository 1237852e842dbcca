//! Keys on the disk. A private key that others can read is not taken.

use super::file_error;
use crate::access::oidc::OidcClient;
use crate::access::oidc::OidcRules;
use crate::access::sealing::KEY_BYTES;
use crate::access::sealing::SealingKey;
use crate::access::token::Secret;
use crate::config::Config;
use crate::config::TelemetryConfig;
use crate::digest::hex;
use crate::error::Result;
use crate::http::server::telemetry::Telemetry;
use crate::http::server::telemetry::destination::Destination;
use crate::snapshot::key_file;
use crate::snapshot::key_file::unusable;
use crate::snapshot::signature::PrivateKey;
use crate::snapshot::signature::PublicKey;
use crate::snapshot::signing::Signing;
use std::fs;
use std::io::ErrorKind;
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;

/// Readable and writable by the owner alone.
const OWNER: u32 = 0o600;
/// What group and others may do.
const OTHERS: u32 = 0o077;

/// What the server signs with, as the settings say; paths are below the data folder unless they are absolute.
pub fn signing(config: &Config, folder: &Path) -> Result<Option<Arc<Signing>>> {
    let settings = &config.snapshot;
    let Some(key) = &settings.signing_key else {
        return Ok(None);
    };
    let no_set = || {
        unusable(
            "设置了 snapshot.signing_key，还须设置 snapshot.key_set",
            "snapshot.signing_key is set; snapshot.key_set has to be set too",
        )
    };
    let set = settings.key_set.as_ref().ok_or_else(no_set)?;
    let key = read_private(&folder.join(key))?;
    let set = read_text(&folder.join(set))?;
    Ok(Some(Arc::new(Signing::new(key, &set)?)))
}

/// The key that seals second factors; the first start draws one, and of several at the same time one does. Nodes of one
/// database need the same file.
pub fn sealing(path: &Path) -> Result<SealingKey> {
    if !path.exists() {
        let mut bytes = [0; KEY_BYTES];
        (super::surroundings::of_this_machine().entropy)(&mut bytes)?;
        write_whole(path, &(hex(&bytes) + "\n"))?;
    }
    must_be_private(path)?;
    let no_key = || {
        unusable(
            "access.key_file 不是 64 位十六进制密钥",
            "access.key_file is not a key of 64 hexadecimal digits",
        )
    };
    SealingKey::parse(&read_text(path)?).ok_or_else(no_key)
}

/// What this service is at its provider of sign-in; paths are below the data folder unless they are absolute.
pub fn oidc(rules: &OidcRules, folder: &Path) -> Result<Option<OidcClient>> {
    let secret = rules.client_secret_file.as_ref();
    let secret = secret.map(|file| read_secret(&folder.join(file))).transpose()?;
    let authorities = rules.ca_file.as_ref().map(|file| read_text(&folder.join(file)));
    rules.client(secret, authorities.transpose()?.map(String::into_bytes))
}

/// What sends traces, if they are sent; paths are below the data folder unless they are absolute.
pub fn telemetry(settings: &TelemetryConfig, folder: &Path) -> Result<Option<Telemetry>> {
    let Some(endpoint) = &settings.otlp_endpoint else {
        return Ok(None);
    };
    let headers = settings
        .headers_file
        .as_ref()
        .map(|file| read_secret(&folder.join(file)));
    let authorities = settings.ca_file.as_ref().map(|file| read_text(&folder.join(file)));
    let (headers, authorities) = (headers.transpose()?, authorities.transpose()?);
    let authorities = authorities.as_ref().map(String::as_bytes);
    let clock = super::surroundings::of_this_machine().clock;
    let destination = Destination::new(endpoint, headers.as_ref(), authorities, settings.allow_plain)?;
    Ok(Some(Telemetry::start(destination, settings.instance.clone(), clock)))
}

fn read_secret(path: &Path) -> Result<Secret> {
    must_be_private(path)?;
    Ok(Secret::new(read_text(path)?.trim()))
}

/// Reads a private key.
pub fn read_private(path: &Path) -> Result<PrivateKey> {
    must_be_private(path)?;
    key_file::read_private(&read_text(path)?)
}

/// Writes a private key; a file that is there already is left alone.
pub fn write_private(path: &Path, key: &PrivateKey) -> Result<()> {
    write_secret(path, &key_file::write_private(key)?)
}

fn must_be_private(path: &Path) -> Result<()> {
    let mode = fs::metadata(path)
        .map_err(|cause| file_error(path, cause))?
        .permissions();
    if mode.mode() & OTHERS != 0 {
        return Err(unusable(
            &format!("其他用户能读取私钥文件 {}，请 chmod 600", path.display()),
            &format!("others can read the private key {}: chmod 600", path.display()),
        ));
    }
    Ok(())
}

fn write_secret(path: &Path, text: &str) -> Result<()> {
    let mut options = fs::OpenOptions::new();
    let file = options.write(true).create_new(true).mode(OWNER).open(path);
    file.and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        file.sync_all()
    })
    .map_err(|cause| file_error(path, cause))
}

/// Writes a secret so that it is there whole or not at all; a file that is there already, or came meanwhile, is left alone.
fn write_whole(path: &Path, text: &str) -> Result<()> {
    let mut name = [0; 8];
    (super::surroundings::of_this_machine().entropy)(&mut name)?;
    let beside = path.with_extension(format!("{}.new", hex(&name)));
    write_secret(&beside, text)?;
    let linked = match fs::hard_link(&beside, path) {
        Err(cause) if cause.kind() == ErrorKind::AlreadyExists => Ok(()),
        outcome => outcome,
    };
    let cleared = fs::remove_file(&beside);
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    linked
        .and(cleared)
        .and_then(|()| fs::File::open(folder.unwrap_or(Path::new("."))))
        .and_then(|folder| folder.sync_all())
        .map_err(|cause| file_error(path, cause))
}

/// Reads a public key.
pub fn read_public(path: &Path) -> Result<PublicKey> {
    key_file::read_public(&read_text(path)?)
}

/// Reads the public keys of the root.
pub fn read_roots(paths: &[PathBuf]) -> Result<Vec<PublicKey>> {
    paths.iter().map(|path| read_public(path)).collect()
}

/// Reads a file of text.
pub fn read_text(path: &Path) -> Result<String> {
    fs::read_to_string(path).map_err(|cause| file_error(path, cause))
}
