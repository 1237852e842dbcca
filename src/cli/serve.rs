//! `zhiyu serve`

use super::arguments::Arguments;
use super::arguments::ServeCommand;
use super::console::Console;
use super::open;
use super::session;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::http;
use crate::http::Serving;
use crate::service::Service;
use serde_json::json;
use std::net::TcpListener;
use tracing_subscriber::EnvFilter;

/// Runs the command until the process is told to stop.
pub fn run(arguments: &Arguments, command: &ServeCommand, console: &mut Console) -> Result<()> {
    let filter = EnvFilter::try_from_env("ZHIYU_LOG").unwrap_or_else(|_| EnvFilter::new("warn,zhiyu=info"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .init();
    let (service, config) = open(arguments)?;
    show_first_token(&service, arguments, console)?;
    if let Some(notice) = service.signing_notice() {
        tracing::warn!("{notice}");
    }
    let settings = serde_json::to_value(&config).map_err(|cause| Error::new(Code::Internal).caused_by(cause))?;
    service.note_settings(&session(arguments)?, &settings)?;
    let _duties = service.begin_audit_duties(config.audit.interval(), config.audit.forwarder(&arguments.data)?);
    let listen = command.listen.as_ref().unwrap_or(&config.http.listen);
    let listener = listen_on(listen)?;
    let workers = config
        .http
        .workers
        .unwrap_or_else(|| super::surroundings::of_this_machine().threads);
    let serving = Serving {
        workers,
        limits: config.limits,
        proxies: config.http.proxies()?,
    };
    http::run(service, listener, serving, |address| {
        let chinese = format!("正在提供服务：http://{address}  接口说明：http://{address}/docs  按 Ctrl-C 停止");
        let english = format!("serving at http://{address}  interface: http://{address}/docs  Ctrl-C stops");
        // The address is told once; a reader who went away does not stop the server.
        let _ = console.answer(&json!({ "listening": address }), &chinese, &english);
    })
}

/// Opens the address to listen on.
pub fn listen_on(address: &str) -> Result<TcpListener> {
    TcpListener::bind(address).map_err(|cause| {
        Error::new(Code::ConfigurationInvalid)
            .with("reason", format!("{address}: {cause}"))
            .caused_by(cause)
    })
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
