//! `zhiyu account`

use clap::Args;
use clap::Subcommand;

/// `account`
#[derive(Debug, Subcommand)]
pub enum AccountCommand {
    /// 建立账户，一次性口令只显示一次 (make one; its one-time password is shown once)
    Add(AddAccountCommand),
    /// 列出账户 (list them)
    List(ListAccountsCommand),
    /// 锁定 (lock one; its sessions end)
    Lock(AccountActCommand),
    /// 解锁 (unlock one)
    Unlock(AccountActCommand),
    /// 停用，不能恢复 (disable one for good)
    Disable(AccountActCommand),
    /// 重置口令 (give one a new one-time password)
    ResetPassword(AccountActCommand),
    /// 解除第二因子 (remove the second factor of one)
    ResetSecondFactor(AccountActCommand),
    /// 关联统一身份认证中的身份 (link one to a person at the provider of sign-in)
    Link(LinkCommand),
    /// 解除身份关联 (unlink one)
    Unlink(AccountActCommand),
    /// 授予角色 (give a role to one)
    Grant(GrantCommand),
    /// 列出授权 (list the grants of one)
    Grants(GrantsCommand),
    /// 撤回授权 (withdraw a grant)
    Withdraw(WithdrawCommand),
}

/// `account add`
#[derive(Debug, Args)]
pub struct AddAccountCommand {
    /// 账户名，不重复使用 (name to sign in with; never used again)
    pub id: String,
    /// 真实姓名 (real name)
    #[arg(long)]
    pub name: String,
    /// 所属机构 (organization)
    #[arg(long)]
    pub organization: Option<String>,
    /// 联系方式 (contact)
    #[arg(long, default_value = "")]
    pub contact: String,
}

/// `account link`
#[derive(Debug, Args)]
pub struct LinkCommand {
    /// 账户名 (account)
    pub id: String,
    /// 身份标识 sub (the person at the provider)
    #[arg(long)]
    pub subject: String,
    /// 理由 (why)
    #[arg(long)]
    pub reason: String,
}

/// `account list`
#[derive(Debug, Args)]
pub struct ListAccountsCommand {
    /// 只列这么多天未使用的 (only those that nobody used for so many days)
    #[arg(long, value_name = "DAYS", num_args = 0..=1, default_missing_value = "90")]
    pub unused: Option<u32>,
}

/// An act on one account.
#[derive(Debug, Args)]
pub struct AccountActCommand {
    /// 账户名 (account)
    pub id: String,
    /// 理由 (why)
    #[arg(long)]
    pub reason: String,
}

/// `account grant`
#[derive(Debug, Args)]
pub struct GrantCommand {
    /// 账户名 (account)
    pub id: String,
    /// 角色 (role)
    #[arg(long)]
    pub role: String,
    /// 机构，以逗号分隔；* 表示全部 (organizations; * is all)
    #[arg(long, value_delimiter = ',', required_unless_present_any = ["division", "tier", "line"])]
    pub organization: Vec<String>,
    /// 只限此行政区划及其下级 (only in this division and below it)
    #[arg(long)]
    pub division: Option<String>,
    /// 只限这些层级，以逗号分隔 (only of these tiers)
    #[arg(long, value_delimiter = ',')]
    pub tier: Vec<String>,
    /// 只限这些条线，以逗号分隔 (only with one of these lines)
    #[arg(long, value_delimiter = ',')]
    pub line: Vec<String>,
    /// 截止时间 RFC 3339 (when it ends by itself)
    #[arg(long)]
    pub until: Option<String>,
    /// 理由 (why)
    #[arg(long)]
    pub reason: String,
}

/// `account grants`
#[derive(Debug, Args)]
pub struct GrantsCommand {
    /// 账户名 (account)
    pub id: String,
}

/// `account withdraw`
#[derive(Debug, Args)]
pub struct WithdrawCommand {
    /// 授权编号 (number of the grant)
    pub grant: i64,
    /// 理由 (why)
    #[arg(long)]
    pub reason: String,
}

/// `token rotate`
#[derive(Debug, Args)]
pub struct RotateTokenCommand {
    /// 令牌编号 (token id)
    pub id: String,
    /// 重叠小时数 (for how many hours both are good)
    #[arg(long, default_value_t = 24)]
    pub overlap_hours: u32,
}
