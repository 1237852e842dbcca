//! `zhiyu token create|list|rotate|revoke`

use super::arguments::Arguments;
use super::arguments::CreateTokenCommand;
use super::arguments::TokenCommand;
use super::console::Console;
use super::open;
use super::session;
use crate::error::Result;
use crate::http::access::tokens::TokenRequest;
use crate::http::access::tokens::TokenResponse;
use crate::id::TokenId;

/// Runs the command.
pub fn run(arguments: &Arguments, command: &TokenCommand, console: &mut Console) -> Result<()> {
    let (service, _) = open(arguments)?;
    let session = session(arguments)?;
    match command {
        TokenCommand::Create(create) => {
            let (token, secret) = service.create_token(&session, &request(create).grant()?)?;
            let text = secret.reveal().to_owned();
            let mut response = TokenResponse::from(token);
            response.token = Some(text.clone());
            console.answer(
                &response,
                &format!("令牌（只显示这一次）：\n{text}"),
                &format!("token (shown only this once):\n{text}"),
            )
        }
        TokenCommand::List => {
            for token in service.list_tokens(&session)? {
                let response = TokenResponse::from(token);
                let ended = if response.revoked_at.is_some() { "revoked" } else { "" };
                let organizations = response.organizations.join(",");
                let line = format!(
                    "{}\t{}\t{}\t{organizations}\t{ended}",
                    response.id, response.account, response.role
                );
                console.answer(&response, &line, &line)?;
            }
            Ok(())
        }
        TokenCommand::Rotate(rotate) => {
            let id = TokenId::new(rotate.id.clone())?;
            let (token, secret) = service.rotate_token(&session, &id, rotate.overlap_hours)?;
            let text = secret.reveal().to_owned();
            let mut response = TokenResponse::from(token);
            response.token = Some(text.clone());
            console.answer(
                &response,
                &format!("新令牌（只显示这一次）：\n{text}"),
                &format!("new token (shown only this once):\n{text}"),
            )
        }
        TokenCommand::Revoke(revoke) => {
            let id = TokenId::new(revoke.id.clone())?;
            service.revoke_token(&session, &id)?;
            console.answer(
                &serde_json::json!({ "revoked": id }),
                &format!("已吊销令牌 {id}"),
                &format!("revoked token {id}"),
            )
        }
    }
}

fn request(create: &CreateTokenCommand) -> TokenRequest {
    TokenRequest {
        account: create.holder.clone(),
        role: create.role.clone(),
        organizations: create.organization.split(',').map(str::to_owned).collect(),
        expires_at: create.expires_at.clone(),
    }
}
