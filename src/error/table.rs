//! The table of error codes: one entry a code, never renamed once released.

use super::Kind;
use std::fmt;

/// A pair of texts: Simplified Chinese, English.
type Words = (&'static str, &'static str);

macro_rules! codes {
    ($($variant:ident $kind:ident $code:literal
        $detail_zh:literal $detail_en:literal
        $advice_zh:literal $advice_en:literal;)*) => {
        /// A stable error code.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Code {
            $(#[doc = concat!("`", $code, "`; its words below are its meaning.")] $variant,)*
        }

        impl Code {
            /// Every code, in the order of the table.
            pub const ALL: &'static [Code] = &[$(Code::$variant),*];

            /// The code as it stands in answers, kebab case.
            pub const fn as_str(self) -> &'static str {
                match self { $(Code::$variant => $code,)* }
            }

            /// What sort of failure the code is.
            pub const fn kind(self) -> Kind {
                match self { $(Code::$variant => Kind::$kind,)* }
            }

            /// What is wrong: Chinese and English, with `{value}` places.
            pub const fn detail(self) -> Words {
                match self { $(Code::$variant => ($detail_zh, $detail_en),)* }
            }

            /// What to do: Chinese and English, with `{value}` places.
            pub const fn advice(self) -> Words {
                match self { $(Code::$variant => ($advice_zh, $advice_en),)* }
            }
        }
    };
}

codes! {
    // names and requests
    IdentifierInvalid Invalid "identifier-invalid"
        "“{value}”不是合法的{what}" "'{value}' is not a valid {what}"
        "{rule_zh}" "{rule_en}";
    RequestInvalid Invalid "request-invalid"
        "请求内容无法理解：{reason}" "the request cannot be understood: {reason}"
        "请对照 /docs 中的接口说明" "compare the request with the interface description at /docs";
    FieldInvalid Invalid "field-invalid"
        "字段“{field}”的值“{value}”不合规则" "the value '{value}' of field '{field}' breaks its rule"
        "{rule_zh}" "{rule_en}";
    CursorInvalid Invalid "cursor-invalid"
        "分页游标无效" "the paging cursor is not valid"
        "请从第一页重新开始" "start again from the first page";
    // files
    FileEmpty Invalid "file-empty"
        "文件没有数据行" "the file has no data rows"
        "请确认导出时选中了数据，表头之下至少要有一行" "make sure the export has at least one row below the header";
    FileUnreadable Invalid "file-unreadable"
        "文件损坏或不是 {format} 格式" "the file is damaged or is not {format}"
        "请重新导出后再上传" "export the file again and retry";
    FileTooLarge TooLarge "file-too-large"
        "文件超出限制：{what} 多于 {limit}" "the file exceeds a limit: more than {limit} {what}"
        "请拆分文件，或请管理员提高限制" "split the file, or ask the administrator to raise the limit";
    FileNotAccessible Invalid "file-not-accessible"
        "文件“{path}”无法读写：{reason}" "the file '{path}' cannot be read or written: {reason}"
        "请检查路径和权限" "check the path and its permissions";
    EncodingInvalid Invalid "encoding-invalid"
        "文件既不是 UTF-8 也不是 GB18030：第 {offset} 字节处有半个字符" "the file is neither UTF-8 nor GB18030: byte {offset} starts no whole character"
        "请用 UTF-8 或 GB18030 重新导出；导出程序可能截断了汉字" "export it again as UTF-8 or GB18030; the exporter may have cut a character in half";
    EncodingUnsupported Invalid "encoding-unsupported"
        "文件是 {encoding} 编码，不能读取" "the file is {encoding}, which is not read"
        "请另存为 UTF-8 或 GB18030 后重新上传" "save it as UTF-8 or GB18030 and load it again";
    ColumnMissing Invalid "column-missing"
        "文件中没有名为“{column}”的列；现有列：{columns}" "the file has no column named '{column}'; it has: {columns}"
        "请检查表头，或指出正确的列名" "check the header row, or name the right column";
    ColumnRepeated Invalid "column-repeated"
        "表头中“{column}”出现了两次" "the header has '{column}' twice"
        "请删除或改名多余的列" "remove or rename the extra column";
    ColumnNotGuessed Invalid "column-not-guessed"
        "猜不出哪一列是{what}；现有列：{columns}" "cannot guess which column holds the {what}; the file has: {columns}"
        "请指出列名" "name the column";
    CellInvalid Invalid "cell-invalid"
        "单元格内容“{value}”不合规则：{rule_zh}" "the cell '{value}' breaks a rule: {rule_en}"
        "请改正后重新上传；整个文件都没有写入" "correct it and load the file again; nothing of this file was stored";
    RowRagged Invalid "row-ragged"
        "这一行有 {found} 列，表头有 {expected} 列" "the row has {found} cells, the header has {expected}"
        "请检查分隔符和引号" "check delimiters and quotes";
    CodeRepeated Invalid "code-repeated"
        "编码“{value}”重复，首次出现在第 {first} 行" "the code '{value}' is repeated; it first stands in row {first}"
        "标准版本中编码必须唯一，请删除重复行" "codes of an edition are unique; remove the repeated row";
    CodeHasBlanks Invalid "code-has-blanks"
        "编码“{value}”前后有空格，已按原样保留" "the code '{value}' begins or ends with a blank; it is kept as it is"
        "请与发布单位核对；数据中的编码须逐字节相同才能对上" "check it with the publisher; data has to carry the same bytes to match";
    ParentMissing Invalid "parent-missing"
        "上级编码“{value}”在文件中不存在" "the parent code '{value}' is not in the file"
        "请补上上级条目，或改正上级编码" "add the parent entry or correct the code";
    ParentCycle Invalid "parent-cycle"
        "条目“{value}”的上级关系成环" "the parents of '{value}' form a cycle"
        "请改正上级编码" "correct the parent codes";
    CheckDigitWrong Invalid "check-digit-wrong"
        "“{value}”的校验位不对，应为 {expected}" "the check digit of '{value}' is wrong, expected {expected}"
        "请核对原始证照后重新填写" "check the original document and enter it again";
    RowsRefused Invalid "rows-refused"
        "文件有 {count} 处错误，整个文件没有写入" "the file has {count} errors; nothing of it was stored"
        "请按下列各处改正后重新上传" "correct the places listed and load it again";
    // succession
    SuccessionRowLeftOut Invalid "succession-row-left-out"
        "工作表“{sheet}”的一行没有读入：{reason_zh}" "a row of sheet '{sheet}' was left out: {reason_en}"
        "请核对原表；若它是一项变更，请补上代码" "check the source; if it is a change, add its codes";
    SuccessionRowNoted Invalid "succession-row-noted"
        "工作表“{sheet}”的一行读入时有出入：{reason_zh}" "a row of sheet '{sheet}' was not read as it stands: {reason_en}"
        "请核对原表" "check it with the source";
    SuccessionListUnknown NotFound "succession-list-unknown"
        "代码系统“{system}”没有沿革表“{edition}”" "the code system '{system}' has no succession list '{edition}'"
        "请先导入并发布沿革表" "import and publish one first";
    SuccessionListExists Conflict "succession-list-exists"
        "沿革表 {system}/{edition} 已存在，不能用别的内容替换" "the succession list {system}/{edition} exists and cannot be replaced by other contents"
        "更正请登记为新的沿革表" "register a correction as a new list";
    PublisherIsMaker Forbidden "publisher-is-maker"
        "“{object}”由您本人导入，不能由您发布" "you imported '{object}' yourself and may not publish it"
        "请由另一账户发布" "another account has to publish it";
    OutsideDelegation Forbidden "outside-delegation"
        "编码“{code}”不在授权给账户“{account}”的子树内" "the code '{code}' is in no subtree that is delegated to the account '{account}'"
        "请向授权单位申请，或改正编码" "apply to who delegates, or correct the code";
    DelegationUnknown NotFound "delegation-unknown"
        "没有授权“{delegation}”" "there is no delegation '{delegation}'"
        "请查看授权列表" "see the list of delegations";
    ProposalUnknown NotFound "proposal-unknown"
        "没有变更提议“{proposal}”" "there is no proposal '{proposal}'"
        "请查看提议列表" "see the list of proposals";
    ProposalDecided Conflict "proposal-decided"
        "变更提议“{proposal}”已经处理" "the proposal '{proposal}' is decided already"
        "如需更正，请另提一项" "propose another change to correct it";
    ProposalOwn Forbidden "proposal-own"
        "变更提议“{proposal}”由您本人提出，不能由您审核" "you made the proposal '{proposal}' yourself and may not decide it"
        "请由另一账户审核" "another account has to decide it";
    NoEditionThen NotFound "no-edition-then"
        "代码系统“{system}”在 {date} 没有已发布的版本" "the code system '{system}' has no published edition in force on {date}"
        "请查看其版本的生效日期" "see from when its editions are in force";
    // access
    TokenMissing Unauthorized "token-missing"
        "请求没有携带令牌" "the request carries no token"
        "请加上请求头 Authorization: Bearer <令牌>" "send the header Authorization: Bearer <token>";
    TokenInvalid Unauthorized "token-invalid"
        "令牌无效、已过期或已吊销" "the token is unknown, expired or revoked"
        "请向管理员申请新的令牌" "ask the administrator for a new token";
    RightMissing Forbidden "right-missing"
        "角色“{role}”无权{right_zh}" "the role '{role}' may not {right_en}"
        "请由有此权限的同事操作，或向管理员申请" "ask a colleague who may, or apply to the administrator";
    OutOfScope Forbidden "out-of-scope"
        "此账户的授权范围不包括机构“{organization}”" "the account's scope does not include the organization '{organization}'"
        "请向管理员申请该机构的授权" "apply to the administrator for this organization";
    MakerIsChecker Forbidden "maker-is-checker"
        "“{code}”的对照由您本人编制，不能由您审核" "you made the mapping of '{code}' yourself and may not review it"
        "请由另一位审核人审核" "another reviewer has to review it";
    // existence
    CodeSystemUnknown NotFound "code-system-unknown"
        "没有代码系统“{system}”" "there is no code system '{system}'"
        "请用 /code-systems 查看已有的代码系统" "see /code-systems for those that exist";
    EditionUnknown NotFound "edition-unknown"
        "代码系统“{system}”没有版本“{edition}”" "the code system '{system}' has no edition '{edition}'"
        "请查看该代码系统的版本列表" "see the editions of the code system";
    ConceptUnknown NotFound "concept-unknown"
        "{system}/{edition} 中没有编码“{code}”" "{system}/{edition} has no code '{code}'"
        "请核对编码与版本" "check the code and the edition";
    OrganizationUnknown NotFound "organization-unknown"
        "没有机构“{organization}”" "there is no organization '{organization}'"
        "请先登记机构" "register the organization first";
    DictionaryUnknown NotFound "dictionary-unknown"
        "机构“{organization}”没有字典“{dictionary}”" "the organization '{organization}' has no dictionary '{dictionary}'"
        "请先上传该字典" "load the dictionary first";
    LocalCodeUnknown NotFound "local-code-unknown"
        "字典“{dictionary}”中没有本地码“{code}”" "the dictionary '{dictionary}' has no local code '{code}'"
        "请核对编码；前导零和大小写都算数" "check the code; leading zeros and case count";
    MappingUnknown NotFound "mapping-unknown"
        "本地码“{code}”还没有对照" "the local code '{code}' has no mapping yet"
        "请先编制对照" "draft a mapping first";
    ReleaseUnknown NotFound "release-unknown"
        "机构“{organization}”没有第 {release} 号发布版" "the organization '{organization}' has no release {release}"
        "请查看该机构的发布版列表" "see the releases of the organization";
    JobUnknown NotFound "job-unknown"
        "没有任务“{job}”" "there is no job '{job}'"
        "请核对任务编号" "check the job's id";
    TokenUnknown NotFound "token-unknown"
        "没有令牌“{token}”" "there is no token '{token}'"
        "请用 token list 查看" "see the list of tokens";
    PathUnknown NotFound "path-unknown"
        "没有这个地址" "there is nothing at this address"
        "请对照 /docs 中的接口说明" "see the interface description at /docs";
    // state
    EditionNotDraft Conflict "edition-not-draft"
        "版本 {system}/{edition} 已是“{status}”，不能再改" "the edition {system}/{edition} is already '{status}' and cannot change"
        "更正请登记为新的版本" "register a correction as a new edition";
    EditionNotPublished Conflict "edition-not-published"
        "版本 {system}/{edition} 尚未发布" "the edition {system}/{edition} is not published"
        "请先发布该版本" "publish the edition first";
    OrganizationExists Conflict "organization-exists"
        "机构“{organization}”已经登记，且内容不同" "the organization '{organization}' exists already, with other contents"
        "请换一个机构标识，或核对名称" "choose another id, or check the name";
    TargetNotAssignable Invalid "target-not-assignable"
        "目标“{code} {display}”是类目标题或已停用，不能作为对照目标" "the target '{code} {display}' is a header or retired and cannot be a target"
        "请选择其下可用的条目" "choose an assignable entry below it";
    DecisionInvalid Invalid "decision-invalid"
        "对照决定不完整：{reason_zh}" "the decision is not complete: {reason_en}"
        "请补全后重新提交" "complete it and send it again";
    LocalCodeAmbiguous Conflict "local-code-ambiguous"
        "本地码“{code}”在字典中有 {count} 个不同名称，不能按编码对照" "the local code '{code}' has {count} different names in the dictionary and cannot be mapped by code"
        "请医院改正重复编码，或换用唯一的编码列重新上传" "have the hospital correct the repeated code, or load with a column that is unique";
    StepNotAllowed Conflict "step-not-allowed"
        "对照“{code}”现为“{state}”，不能{step_zh}" "the mapping of '{code}' is '{state}' and cannot be {step_en}"
        "请刷新后查看当前状态" "reload to see its present state";
    VersionChanged PreconditionFailed "version-changed"
        "“{code}”已被 {account} 改动（现为版本 {version}）" "'{code}' was changed by {account} (now version {version})"
        "请重新读取，合并后再提交" "read it again, merge and retry";
    NothingToPublish Conflict "nothing-to-publish"
        "机构“{organization}”没有已审核而未发布的对照" "the organization '{organization}' has no approved mappings that are not released"
        "请先完成审核" "finish the review first";
    ReleaseRetracted Conflict "release-retracted"
        "机构“{organization}”的第 {release} 号发布版已经撤回" "release {release} of the organization '{organization}' is retracted already"
        "撤回一次即生效，无需重复" "once is enough; nothing more is to be done";
    RequestKeyReused Conflict "request-key-reused"
        "请求键“{key}”已用于另一个内容不同的请求" "the request key '{key}' was used for a different request"
        "请换一个新的请求键" "use a new request key";
    ReleaseOrder Invalid "release-order"
        "比较的起点 {from} 必须小于终点 {to}" "the diff has to go from a lower release to a higher one, not {from} to {to}"
        "请交换两个发布版号" "swap the two numbers";
    // service
    BodyTooLarge TooLarge "body-too-large"
        "请求内容超过 {limit} 字节" "the request body exceeds {limit} bytes"
        "请拆分后上传" "split it and retry";
    DatabaseUnavailable Unavailable "database-unavailable"
        "数据库暂时不可用" "the database is not available now"
        "请稍后重试；已发布的快照仍可读取" "retry later; published snapshots remain readable";
    StorageFull Unavailable "storage-full"
        "磁盘已满，本次操作没有写入任何内容" "the disk is full; nothing of this act was stored"
        "请清理或扩容后重试" "free some space and retry";
    SchemaNewer Unavailable "schema-newer"
        "数据库由更新的程序版本写成" "the database was written by a newer version of the program"
        "请升级程序" "upgrade the program";
    ConfigurationInvalid Invalid "configuration-invalid"
        "配置有误：{reason}" "the configuration is wrong: {reason}"
        "请对照 README 中的配置说明" "compare it with the configuration section of the README";
    HistoryImmutable Conflict "history-immutable"
        "已发布的内容不可更改" "published history cannot be changed"
        "更正请另发新版" "publish a correction instead";
    ServerUnreachable Unavailable "server-unreachable"
        "服务无法访问：{reason}" "the server cannot be reached: {reason}"
        "请检查网络与地址；上一个完好的快照可继续使用" "check the network and the address; the last good snapshot stays usable";
    SnapshotRefused Invalid "snapshot-refused"
        "快照未通过检查，没有采用：{reason}" "the snapshot did not pass its checks and was not taken: {reason}"
        "请重新获取；若仍如此，请联系管理员" "fetch it again; if it stays so, call the administrator";
    SnapshotBroken Internal "snapshot-broken"
        "发布版 {release} 的内容与其摘要不符" "the contents of release {release} do not give its digest"
        "请立即联系管理员：数据库可能被改动或损坏" "call the administrator at once: the database was altered or damaged";
    ShippedListBroken Internal "shipped-list-broken"
        "随附字典 {list} 与其清单不符" "the shipped list {list} does not agree with its manifest"
        "请重新安装程序" "install the program again";
    Internal Internal "internal"
        "服务内部错误，已记录" "the service failed; the cause is in its log"
        "请把请求编号告诉管理员" "tell the administrator the request id";
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
