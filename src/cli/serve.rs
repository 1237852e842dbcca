//! `zhiyu serve`

use super::arguments::Arguments;
use super::arguments::ServeCommand;
use super::console::Console;
use super::key_files;
use super::log;
use super::open;
use super::session;
use crate::config::Config;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::http;
use crate::http::Serving;
use crate::http::server::door::Door;
use crate::http::server::door::Doors;
use crate::http::server::tls::Certificates;
use crate::service::Service;
use serde_json::json;
use std::fs;

/// Runs the command until the process is told to stop.
pub fn run(arguments: &Arguments, command: &ServeCommand, console: &mut Console) -> Result<()> {
    let settings = Config::load(&arguments.data)?;
    let telemetry = key_files::telemetry(&settings.telemetry, &arguments.data)?;
    log::begin(settings.log.format, telemetry.as_ref());
    let (service, config) = open(arguments)?;
    let doors = doors(arguments, command, &config)?;
    show_first_token(&service, arguments, console)?;
    if let Some(notice) = service.signing_notice() {
        tracing::warn!("{notice}");
    }
    let settings = serde_json::to_value(&config).map_err(|cause| Error::new(Code::Internal).caused_by(cause))?;
    service.note_settings(&session(arguments)?, &settings)?;
    let _duties = service.begin_audit_duties(config.audit.interval(), config.audit.forwarder(&arguments.data)?);
    let workers = config
        .http
        .workers
        .unwrap_or_else(|| super::surroundings::of_this_machine().threads);
    let serving = Serving {
        workers,
        limits: config.limits,
        proxies: config.http.proxies()?,
        telemetry,
    };
    let scheme = doors.service.scheme();
    http::run(&service, doors, serving, |listening| {
        let address = format!("{scheme}://{}", listening.service);
        let chinese = format!("正在提供服务：{address}  接口说明：{address}/docs  按 Ctrl-C 停止");
        let english = format!("serving at {address}  interface: {address}/docs  Ctrl-C stops");
        // The address is told once; a reader who went away does not stop the server.
        let told = json!({ "listening": listening.service, "metrics": listening.metrics });
        let _ = console.answer(&told, &chinese, &english);
    })
}

/// Opens the listeners that the settings name.
fn doors(arguments: &Arguments, command: &ServeCommand, config: &Config) -> Result<Doors> {
    let settings = &config.http;
    let listen = command.listen.as_ref().unwrap_or(&settings.listen);
    let tls = &settings.tls;
    let certificates = match (&tls.certificate, &tls.key) {
        (Some(certificate), Some(key)) => {
            let below = |path| arguments.data.join(path);
            Some(Certificates::read(&below(certificate), &below(key))?)
        }
        (None, None) => None,
        (Some(_), None) | (None, Some(_)) => {
            let reason = "http.tls.certificate, http.tls.key: one of them is missing";
            return Err(Error::new(Code::ConfigurationInvalid).with("reason", reason));
        }
    };
    let addresses = [Some(listen), config.metrics.listen.as_ref()];
    for address in addresses.into_iter().flatten() {
        if !settings.allow_root && is_root() && !Door::is_loopback(address)? {
            return Err(Error::new(Code::RootRefused).with("address", address));
        }
    }
    if is_root() {
        tracing::warn!("the server runs as root: give it an account of its own, see tools/systemd/zhiyu.service");
    }
    let service = Door::open(listen, certificates.clone(), settings.allow_plain)?;
    let open_metrics = |address: &String| Door::for_metrics(address, certificates, settings.allow_plain);
    let metrics = config.metrics.listen.as_ref().map(open_metrics).transpose()?;
    Ok(Doors { service, metrics })
}

/// Whether the process runs as root, where the operating system says so (proc(5): the second number is the effective user).
fn is_root() -> bool {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let users = status.lines().find_map(|line| line.strip_prefix("Uid:"));
    users.and_then(|users| users.split_whitespace().nth(1)) == Some("0")
}

fn show_first_token(service: &Service, arguments: &Arguments, console: &mut Console) -> Result<()> {
    if let Some((account, secret)) = service.first_security_administrator(&session(arguments)?)? {
        let text = secret.reveal();
        console.answer(
            &json!({ "security_administrator": account, "one_time_password": text }),
            &format!("首次启动：安全管理员账户 {account} 的一次性口令只显示这一次，登录后须更改\n{text}"),
            &format!("first start: the one-time password of the security administrator '{account}', shown only this once, to be changed\n{text}"),
        )?;
    }
    if let Some(secret) = service.first_administrator_token(&session(arguments)?)? {
        let text = secret.reveal();
        console.answer(
            &json!({ "administrator_token": text }),
            &format!("首次启动：管理员令牌只显示这一次，请妥善保存\n{text}"),
            &format!("first start: the administrator's token is shown only this once, keep it safe\n{text}"),
        )?;
    }
    Ok(())
}
