//! Roles and rights: one table says which role holds which right.

use serde::Deserialize;
use serde::Serialize;

macro_rules! rights {
    ($($(#[$doc:meta])* $name:ident $zh:literal $en:literal [$($role:ident)*];)*) => {
        /// One thing that an account may be allowed to do.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum Right { $($(#[$doc])* $name,)* }

        impl Right {
            /// Every right, in the order of the table.
            pub const ALL: &'static [Right] = &[$(Right::$name),*];

            /// The act in words: Chinese, English.
            pub const fn words(self) -> (&'static str, &'static str) {
                match self { $(Right::$name => ($zh, $en),)* }
            }

            /// The roles that hold it.
            pub const fn roles(self) -> &'static [Role] {
                match self { $(Right::$name => &[$(Role::$role),*],)* }
            }
        }
    };
}

/// A set of rights with a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// 管理员: accounts, tokens, organizations; holds no right to map, review or publish.
    Administrator,
    /// 标准管理: imports and publishes editions.
    Registrar,
    /// 对照编制: loads dictionaries and drafts mappings.
    Curator,
    /// 审核: approves or returns what others drafted.
    Reviewer,
    /// 发布: publishes approved mappings as a release.
    Publisher,
    /// 审计: reads everything, changes nothing.
    Auditor,
    /// 采集程序: pulls snapshots.
    Collector,
    /// 本机操作员: whoever holds the data folder and uses the command line; may not draft or review.
    Operator,
}

impl Role {
    /// Every role.
    pub const ALL: &'static [Role] = &[
        Self::Administrator,
        Self::Registrar,
        Self::Curator,
        Self::Reviewer,
        Self::Publisher,
        Self::Auditor,
        Self::Collector,
        Self::Operator,
    ];

    /// The word in answers, commands and the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::Registrar => "registrar",
            Self::Curator => "curator",
            Self::Reviewer => "reviewer",
            Self::Publisher => "publisher",
            Self::Auditor => "auditor",
            Self::Collector => "collector",
            Self::Operator => "operator",
        }
    }

    /// Reads the word.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|role| role.as_str() == text)
    }

    /// Whether the role holds the right.
    pub fn holds(self, right: Right) -> bool {
        right.roles().contains(&self)
    }
}

rights! {
    /// Read code systems, editions and concepts.
    ReadRegistry "查阅标准" "read standards"
        [Administrator Registrar Curator Reviewer Publisher Auditor Collector Operator];
    /// Import an edition as a draft.
    ImportEdition "导入标准版本" "import editions" [Registrar Operator];
    /// Publish or retire an edition.
    PublishEdition "发布标准版本" "publish editions" [Registrar Operator];
    /// Register code systems and registration authorities, and what these say of items.
    ManageRegistry "登记代码系统和注册机构" "register code systems and authorities" [Registrar Operator];
    /// Register organizations and source systems.
    ManageOrganizations "登记机构" "register organizations" [Administrator Operator];
    /// See the organizations of one's scope.
    ReadOrganizations "查阅机构" "read organizations"
        [Administrator Registrar Curator Reviewer Publisher Auditor Collector Operator];
    /// Load local dictionaries.
    LoadDictionary "上传本地字典" "load dictionaries" [Curator Operator];
    /// Read local codes, mappings, releases and diffs.
    ReadMappings "查阅对照" "read mappings" [Curator Reviewer Publisher Auditor Operator];
    /// Ask for suggestions.
    Suggest "获取推荐" "ask for suggestions" [Curator Reviewer Operator];
    /// Draft, submit and withdraw mappings.
    DraftMapping "编制对照" "draft mappings" [Curator];
    /// Approve or return mappings of others.
    ReviewMapping "审核对照" "review mappings" [Reviewer];
    /// Publish a release.
    PublishRelease "发布对照" "publish releases" [Publisher Operator];
    /// Let other organizations learn from one's released mappings, or no longer.
    ShareMappings "共享对照" "share mappings" [Publisher Operator];
    /// Read snapshots.
    ReadSnapshot "读取快照" "read snapshots" [Collector Publisher Auditor Operator];
    /// Read the audit log.
    ReadAudit "查阅审计日志" "read the audit log" [Auditor];
    /// Create, list and revoke tokens.
    ManageTokens "管理令牌" "manage tokens" [Administrator Operator];
    /// Give an account a subtree of a code system, in which it may propose changes.
    DelegateSubtree "授权子树" "delegate subtrees" [Registrar Operator];
    /// Say how the decisions of a dictionary are reviewed and sampled.
    SetReviewPolicy "设置审核规则" "set review policies" [Publisher Operator];
    /// Propose changes inside one's delegated subtree.
    ProposeChange "提议沿革变更" "propose changes" [Curator Registrar];
    /// Give local codes to others to work on; a curator may take free ones without it.
    AssignWork "分派工作" "assign work" [Reviewer Publisher];
    /// Write notes about local codes.
    WriteNotes "书写备注" "write notes" [Curator Reviewer Publisher];
    /// Say how a dictionary may use the mappings of other organizations.
    SetReuse "设定跨院复用" "set the re-use of a dictionary" [Publisher Operator];
    /// Read the figures of every organization of one's scope together.
    ReadCoverage "查阅对码统计" "read coverage figures" [Administrator Auditor Operator];
    /// Freeze the figures of an organization at a cut.
    CutCoverage "定格对码统计" "freeze coverage figures" [Administrator Publisher Operator];
    /// Report which release a collector runs and what it could not convert.
    ReportUse "回报使用情况" "report what is used" [Collector Operator];
    /// Read what collectors report, and alerts.
    ReadFeedback "查阅采集反馈" "read what collectors report"
        [Administrator Curator Reviewer Publisher Auditor Operator];
    /// Acknowledge, resolve and reopen alerts.
    HandleAlerts "处理告警" "handle alerts" [Administrator Curator Reviewer Publisher Operator];
    /// Say where alerts are sent.
    ManageWebhooks "设置回调" "set webhooks" [Administrator Operator];
}
