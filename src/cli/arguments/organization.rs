//! `zhiyu organization`

use clap::Args;
use clap::Subcommand;

/// `organization`
#[derive(Debug, Subcommand)]
pub enum OrganizationCommand {
    /// 登记一个机构 (register one)
    Add(AddOrganizationCommand),
    /// 修改一个机构的名称、区划、层级、条线；未给的置空 (say one anew; what is not given becomes empty)
    Update(AddOrganizationCommand),
    /// 列出机构 (list them)
    List,
    /// 查看或设置上传文件中个人信息的处置方式 (what becomes of personal data in files)
    UploadPolicy(UploadPolicyCommand),
}

/// `organization upload-policy`
#[derive(Debug, Args)]
pub struct UploadPolicyCommand {
    /// 机构标识 (id)
    #[arg(long)]
    pub id: String,
    /// warn 提示，refuse 拒绝；不写则只查看 (what becomes of it; without it, what is set is shown)
    #[arg(long, requires = "reason")]
    pub personal_data: Option<String>,
    /// 理由 (why)
    #[arg(long, requires = "personal_data")]
    pub reason: Option<String>,
}

/// `organization add`, `organization update`
#[derive(Debug, Args)]
pub struct AddOrganizationCommand {
    /// 机构标识 (id)
    #[arg(long)]
    pub id: String,
    /// 机构全称 (full name)
    #[arg(long)]
    pub name: String,
    /// 18 位统一社会信用代码 (unified social credit code)
    #[arg(long)]
    pub uscc: Option<String>,
    /// 行政区划代码 (administrative division)
    #[arg(long)]
    pub division: Option<String>,
    /// 层级 (tier)
    #[arg(long)]
    pub tier: Option<String>,
    /// 条线，以逗号分隔 (business lines)
    #[arg(long, value_delimiter = ',')]
    pub line: Vec<String>,
}
