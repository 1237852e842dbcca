//! `zhiyu account add|list|lock|unlock|disable|reset-password|reset-second-factor|link|unlink|grant|grants|withdraw`

use super::arguments::Arguments;
use super::arguments::account::AccountActCommand;
use super::arguments::account::AccountCommand;
use super::arguments::account::AddAccountCommand;
use super::arguments::account::GrantCommand;
use super::console::Console;
use super::open;
use super::session;
use crate::access::account::AccountStatus;
use crate::access::session::Session;
use crate::error::Result;
use crate::http::access::accounts::AccountRequest;
use crate::http::access::accounts::AccountResponse;
use crate::http::access::grants::GrantRequest;
use crate::http::access::grants::GrantResponse;
use crate::id::AccountId;
use crate::page::MOST_ROWS;
use crate::page::Page;
use crate::service::Service;
use crate::service::access::accounts::AccountsWanted;
use serde_json::json;

/// Runs the command.
pub fn run(arguments: &Arguments, command: &AccountCommand, console: &mut Console) -> Result<()> {
    let (service, _) = open(arguments)?;
    let who = session(arguments)?;
    match command {
        AccountCommand::Add(add) => add_account(&service, &who, add, console),
        AccountCommand::List(list) => list_accounts(&service, &who, list.unused, console),
        AccountCommand::Lock(act) => set_status(&service, &who, act, AccountStatus::Locked, console),
        AccountCommand::Unlock(act) => set_status(&service, &who, act, AccountStatus::Active, console),
        AccountCommand::Disable(act) => set_status(&service, &who, act, AccountStatus::Disabled, console),
        AccountCommand::ResetPassword(act) => reset(&service, &who, act, console),
        AccountCommand::ResetSecondFactor(act) => {
            let id = AccountId::new(act.id.clone())?;
            service.remove_second_factor(&who, &id, &act.reason)?;
            let words = (
                format!("已解除 {id} 的第二因子"),
                format!("removed the second factor of {id}"),
            );
            console.answer(&json!({ "account": id }), &words.0, &words.1)
        }
        AccountCommand::Link(link) => {
            let id = AccountId::new(link.id.clone())?;
            let linked = service.link_identity(&who, &id, &link.subject, &link.reason)?;
            let subject = &linked.subject;
            let words = (
                format!("已将 {id} 关联到身份 {subject}"),
                format!("linked {id} to {subject}"),
            );
            let answer = json!({ "account": id, "issuer": linked.issuer, "subject": subject });
            console.answer(&answer, &words.0, &words.1)
        }
        AccountCommand::Unlink(act) => {
            let id = AccountId::new(act.id.clone())?;
            service.unlink_identity(&who, &id, &act.reason)?;
            let words = (format!("已解除 {id} 的身份关联"), format!("unlinked {id}"));
            console.answer(&json!({ "account": id }), &words.0, &words.1)
        }
        AccountCommand::Grant(grant) => give(&service, &who, grant, console),
        AccountCommand::Grants(of) => list_grants(&service, &who, &of.id, console),
        AccountCommand::Withdraw(withdraw) => {
            let number = withdraw.grant;
            service.withdraw_grant(&who, number, &withdraw.reason)?;
            let words = (format!("已撤回授权 {number}"), format!("withdrew grant {number}"));
            console.answer(&json!({ "withdrawn": number }), &words.0, &words.1)
        }
    }
}

fn add_account(service: &Service, who: &Session, add: &AddAccountCommand, console: &mut Console) -> Result<()> {
    let request = AccountRequest {
        id: add.id.clone(),
        name: add.name.clone(),
        organization: add.organization.clone(),
        contact: Some(add.contact.clone()),
    };
    let (account, secret) = service.add_account(who, &request.account()?)?;
    let (id, text) = (account.id.clone(), secret.reveal());
    let mut response = AccountResponse::from(account);
    response.one_time_password = Some(text.to_owned());
    console.answer(
        &response,
        &format!("已建立账户 {id}，一次性口令只显示这一次：\n{text}"),
        &format!("made account {id}; its one-time password is shown only this once:\n{text}"),
    )
}

fn list_accounts(service: &Service, who: &Session, unused: Option<u32>, console: &mut Console) -> Result<()> {
    let wanted = AccountsWanted {
        status: None,
        unused_days: unused,
    };
    let mut after = None;
    loop {
        let slice = service.accounts(who, wanted, &Page::new(after, Some(MOST_ROWS)))?;
        for account in slice.items {
            let response = AccountResponse::from(account);
            let organization = response.organization.as_deref().unwrap_or("-");
            let line = format!(
                "{}\t{}\t{organization}\t{}",
                response.id, response.name, response.status
            );
            console.answer(&response, &line, &line)?;
        }
        after = slice.next;
        if after.is_none() {
            return Ok(());
        }
    }
}

fn set_status(
    service: &Service,
    who: &Session,
    act: &AccountActCommand,
    status: AccountStatus,
    console: &mut Console,
) -> Result<()> {
    let id = AccountId::new(act.id.clone())?;
    let account = service.set_account_status(who, &id, status, &act.reason)?;
    let word = status.as_str();
    console.answer(
        &AccountResponse::from(account),
        &format!("账户 {id} 的状态：{word}"),
        &format!("account {id} is {word}"),
    )
}

fn reset(service: &Service, who: &Session, act: &AccountActCommand, console: &mut Console) -> Result<()> {
    let id = AccountId::new(act.id.clone())?;
    let secret = service.reset_password(who, &id, &act.reason)?;
    let text = secret.reveal();
    console.answer(
        &json!({ "account": id, "one_time_password": text }),
        &format!("{id} 的一次性口令只显示这一次：\n{text}"),
        &format!("the one-time password of {id} is shown only this once:\n{text}"),
    )
}

fn give(service: &Service, who: &Session, grant: &GrantCommand, console: &mut Console) -> Result<()> {
    let request = GrantRequest {
        role: grant.role.clone(),
        organizations: grant.organization.clone(),
        division: grant.division.clone(),
        tiers: grant.tier.clone(),
        lines: grant.line.clone(),
        until: grant.until.clone(),
        reason: grant.reason.clone(),
    };
    let id = AccountId::new(grant.id.clone())?;
    let given = service.give_grant(who, &id, &request.grant()?, &grant.reason)?;
    let (number, role) = (given.id, given.grant.role.as_str());
    console.answer(
        &GrantResponse::from((given, true)),
        &format!("已授予 {id} 角色 {role}，授权编号 {number}"),
        &format!("gave {id} the role {role}, grant {number}"),
    )
}

fn list_grants(service: &Service, who: &Session, id: &str, console: &mut Console) -> Result<()> {
    for given in service.grants_of(who, &AccountId::new(id)?)? {
        let response = GrantResponse::from(given);
        let state = if response.in_force { "" } else { "ended" };
        let organizations = response.organizations.join(",");
        let line = format!("{}\t{}\t{organizations}\t{state}", response.id, response.role);
        console.answer(&response, &line, &line)?;
    }
    Ok(())
}
