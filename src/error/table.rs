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

with_distribution_codes! {
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
        "“{code}”由您本人编制或提交，不能由您审核" "you made or submitted '{code}' yourself and may not review it"
        "请由另一位有权的同事审核或发布" "another colleague who may has to review or publish it";
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
    ConceptMapUnknown NotFound "concept-map-unknown"
        "没有对照表“{map}”" "there is no concept map '{map}'"
        "请用 /concept-maps 查看已有的对照表" "see /concept-maps for those that exist";
    MapVersionUnknown NotFound "map-version-unknown"
        "对照表“{map}”没有版本“{version}”" "the concept map '{map}' has no version '{version}'"
        "请查看该对照表的版本列表" "see the versions of the concept map";
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
    MapVersionPublished Conflict "map-version-published"
        "对照表 {map}/{version} 已发布，不能再改" "the concept map {map}/{version} is published and cannot change"
        "更正请登记为新的版本" "register a correction as a new version";
    ConceptMapDiffers Conflict "concept-map-differs"
        "对照表“{map}”已登记为 {source} 到 {target}" "the concept map '{map}' exists already, from {source} to {target}"
        "请换一个标识，或核对源和目标代码系统" "choose another id, or check the source and the target code system";
    MapsDoNotChain Conflict "maps-do-not-chain"
        "前一个对照表的目标是 {target}，后一个的源是 {source}，不能相接" "the first map leads to {target}, the second begins at {source}; they do not chain"
        "两者须是同一代码系统的同一版本" "both have to be the same edition of the same code system";
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
    LocalNameDiffers Conflict "local-name-differs"
        "文件把“{code}”叫作“{said}”，字典中是“{name}”" "the file calls '{code}' '{said}', the dictionary '{name}'"
        "编码相同不等于同一条目：请核对后改正文件中的名称或编码" "an equal code is not the same entry: check it, and correct the name or the code in the file";
    TargetNameDiffers Invalid "target-name-differs"
        "文件把目标“{code}”叫作“{said}”，标准中是“{display}”" "the file calls the target '{code}' '{said}', the standard '{display}'"
        "请核对是否同一版本；采用标准中的名称" "make sure that the edition is the same; the name of the standard is used";
    MappingKept Conflict "mapping-kept"
        "“{code}”已有别的对照（{state}），未被文件替换" "'{code}' is mapped otherwise ({state}); the file did not replace it"
        "如需替换，请用 replace=drafts（草稿、退回、待复核）或 replace=all（全部）" "to replace it, use replace=drafts (drafted, returned, to be rechecked) or replace=all";
    RowNotImported Invalid "row-not-imported"
        "“{code}”这一行没有导入：{reason_zh}" "the row of '{code}' was not imported: {reason_en}"
        "如应导入，请在文件中写明对照决定" "if it should be, write a decision into the file";
    StepNotAllowed Conflict "step-not-allowed"
        "“{code}”现为“{state}”，不能{step_zh}" "'{code}' is '{state}' and cannot be {step_en}"
        "请刷新后查看当前状态" "reload to see its present state";
    DictionaryExists Conflict "dictionary-exists"
        "字典“{dictionary}”已经存在" "the dictionary '{dictionary}' exists already"
        "请换一个名称" "choose another name";
    DictionaryIsSide Conflict "dictionary-is-side"
        "“{dictionary}”是字典“{rows_of}”的另一对照方向，没有自己的条目" "'{dictionary}' is a side of the dictionary '{rows_of}' and has no rows of its own"
        "请对“{rows_of}”操作" "load or extend '{rows_of}' instead";
    WorkListForeign Conflict "work-list-foreign"
        "文件来自“{found}”，而不是“{expected}”的工作列表" "the file is from '{found}' and not a work list of '{expected}'"
        "请上传从本字典导出的工作列表" "import a work list that was exported from this dictionary";
    WorkListRowAltered Invalid "work-list-row-altered"
        "这一行的{what_zh}被改动过，无法确认是哪一行" "the {what_en} of this row was altered, so nobody can tell which row it is"
        "请重新导出，只填写可编辑的列" "export again and fill in the open columns only";
    WorkListCellConflict Conflict "work-list-cell-conflict"
        "“{code}”的{place_zh}：导出时为“{base}”，文件中为“{yours}”，现由 {account} 于 {at} 改为“{now}”" "{place_en} of '{code}': '{base}' when exported, '{yours}' in the file, now '{now}' by {account} at {at}"
        "请核对后在新导出的工作列表中修改" "compare both and edit a new export";
    WorkListConflicts Conflict "work-list-conflicts"
        "{count} 行在导出之后已被他人改动，文件没有应用" "{count} rows were changed by others since the export; nothing of the file was applied"
        "请核对所列单元格；或以 conflicts=skip 应用其余各行" "compare the cells that are listed, or apply the other rows with conflicts=skip";
    WorkListRowNoted Invalid "work-list-row-noted"
        "“{code}”{what_zh}" "'{code}' {what_en}"
        "请核对这一行" "look at this row";
    PolicyForbids Conflict "policy-forbids"
        "本字典的审核规则是“{policy_zh}”，不能这样{step_zh}" "the review policy of this dictionary is '{policy_en}': nothing can be {step_en} this way"
        "请按审核规则办理，见 /policy" "work as the policy says, see /policy";
    ProposalNotOpen Conflict "proposal-not-open"
        "“{code}”现在不能双盲编制或裁定：{reason_zh}" "'{code}' cannot be proposed or resolved now: {reason_en}"
        "待第二人和有分歧的编码见 /proposals" "see /proposals for the codes that wait for a second maker or a third person";
    SampleUnknown NotFound "sample-unknown"
        "字典“{dictionary}”没有编号为 {number} 的抽样" "the dictionary '{dictionary}' has no sample {number}"
        "请在抽样列表中核对编号" "look the number up in the list of samples";
    SampleEmpty Conflict "sample-empty"
        "没有可以抽样的已审核行" "there is no approved row to be sampled"
        "请先审核，或换一个批量操作" "approve rows first, or name another bulk act";
    SampleRowUnknown NotFound "sample-row-unknown"
        "“{code}”不在抽样 {number} 中" "'{code}' is not in the sample {number}"
        "只评判抽中的行" "judge the rows that were drawn";
    SampleRowJudged Conflict "sample-row-judged"
        "抽样 {number} 中的“{code}”已经评判过" "'{code}' of the sample {number} is judged already"
        "评判不能更改；如有疑义请重新抽样" "a judgement is final; draw another sample when in doubt";
    SampleMissing Conflict "sample-missing"
        "{count} 行已审核但未经抽样验收，例如 {dictionary} 的“{code}”" "{count} approved rows are in no accepted sample, such as '{code}' of {dictionary}"
        "请抽样并评判完成后再发布" "draw a sample, judge it and publish then";
    BulkUnknown NotFound "bulk-unknown"
        "字典“{dictionary}”没有编号为 {number} 的批量操作" "the dictionary '{dictionary}' has no bulk act {number}"
        "请在批量操作列表中核对编号" "look the number up in the list of bulk acts";
    BulkEmpty Conflict "bulk-empty"
        "没有可以执行的行" "there is no row to which this can be done"
        "请看预演结果中跳过和留待人工的原因，或放宽筛选条件" "see in the dry run why rows are skipped or left to a person, or widen the filter";
    BulkTooLarge TooLarge "bulk-too-large"
        "一次批量操作最多 {limit} 行，现有 {rows} 行" "a bulk act takes at most {limit} rows, this one has {rows}"
        "请用筛选条件分几次执行" "narrow the filter and do it in parts";
    PlanStale Conflict "plan-stale"
        "预演之后，这些行或所用的文件已经变化" "the rows or the file changed since the dry run"
        "请重新预演，核对后再执行" "make the dry run again, check it and retry";
    UndoNothing Conflict "undo-nothing"
        "批量操作 {number} 没有可以撤销的行：都已变动、发布或撤销" "no row of the bulk act {number} can be undone: all have moved, are released or undone"
        "请逐行处理" "work on the rows one by one";
    VersionChanged PreconditionFailed "version-changed"
        "“{code}”已被 {account} 改动（现为版本 {version}）" "'{code}' was changed by {account} (now version {version})"
        "请重新读取，合并后再提交" "read it again, merge and retry";
    VersionNeeded PreconditionFailed "version-needed"
        "“{code}”上有 {account} 未完成的工作（版本 {version}）" "'{code}' holds unfinished work of {account} (version {version})"
        "请先读取，并在请求中写明所见版本（version 或 If-Match）" "read it first and name the version that you saw (version or If-Match)";
    NothingToPublish Conflict "nothing-to-publish"
        "机构“{organization}”没有已审核而未发布的对照" "the organization '{organization}' has no approved mappings that are not released"
        "请先完成审核" "finish the review first";
    ReleaseRetracted Conflict "release-retracted"
        "机构“{organization}”的第 {release} 号发布版已经撤回" "release {release} of the organization '{organization}' is retracted already"
        "撤回一次即生效，无需重复" "once is enough; nothing more is to be done";
    ReleaseNotEffective NotFound "release-not-effective"
        "机构“{organization}”在 {at} 没有已生效且未撤回的发布版" "no release of the organization '{organization}' is effective at {at} and not retracted"
        "请核对时刻，或先发布" "check the instant, or publish first";
    ReleaseNotForUse Conflict "release-not-for-use"
        "机构“{organization}”的第 {release} 号发布版已经撤回，不可使用" "release {release} of the organization '{organization}' is retracted and must not be used"
        "请改用其他发布版；不写发布版号即用当前生效的" "use another release; without a number the effective one is used";
    NoMapBetween NotFound "no-map-between"
        "没有从这些目标版本到 {target} 的已发布对照表" "no published map leads from the editions of the targets to {target}"
        "请先导入并发布标准间对照表" "import a map between the standards and publish it";
    SeveralMapsBetween Conflict "several-maps-between"
        "从 {source} 到 {target} 有多张已发布的对照表：{maps}" "several published maps lead from {source} to {target}: {maps}"
        "请用 via 指明用哪一张" "name one of them with via";
    RequestKeyReused Conflict "request-key-reused"
        "请求键“{key}”已用于另一个内容不同的请求" "the request key '{key}' was used for a different request"
        "请换一个新的请求键" "use a new request key";
    ReleaseOrder Invalid "release-order"
        "比较的起点 {from} 必须小于终点 {to}" "the diff has to go from a lower release to a higher one, not {from} to {to}"
        "请交换两个发布版号" "swap the two numbers";
    // life of editions and registration
    EditionIncomplete Invalid "edition-incomplete"
        "版本 {system}/{edition} 还有 {count} 处不能送审" "the edition {system}/{edition} cannot be submitted for {count} reasons"
        "请按下列各处补全后重新提交" "complete the places listed and submit it again";
    EditionNotReviewed Conflict "edition-not-reviewed"
        "版本 {system}/{edition} 尚未送审，不能发布" "the edition {system}/{edition} was not submitted for review and cannot be published"
        "请先提交审核，再由未参与编制的另一位标准管理员发布" "submit it first; then another registrar, who did not make it, publishes it";
    MetadataMissing Invalid "metadata-missing"
        "缺少{what_zh}（{field}）" "the {what_en} is missing ({field})"
        "请填写后重新提交" "give it and submit again";
    EditionReplacesInvalid Invalid "edition-replaces-invalid"
        "版本 {system}/{edition} 不能取代“{replaces}”" "the edition {system}/{edition} cannot replace '{replaces}'"
        "被取代的须是同一代码系统中另一个已登记的版本，且不能成环" "it has to be another edition of the same code system, and editions may not replace each other in a circle";
    NoEditionInForce NotFound "no-edition-in-force"
        "代码系统“{system}”在 {day} 没有生效的版本" "no edition of the code system '{system}' is in force on {day}"
        "请查看该代码系统各版本的生效日期" "see the days of its editions";
    AuthorityUnknown NotFound "authority-unknown"
        "没有注册机构“{authority}”" "there is no registration authority '{authority}'"
        "请先登记注册机构" "register the authority first";
    AuthorityExists Conflict "authority-exists"
        "注册机构“{authority}”已经登记，且内容不同" "the registration authority '{authority}' exists already, with other contents"
        "请换一个标识，或核对内容" "choose another id, or check the contents";
    // value domains, data elements, specifications
    ValueDomainUnknown NotFound "value-domain-unknown"
        "没有值域“{domain}”" "there is no value domain '{domain}'"
        "请核对值域标识和版本" "check its id and version";
    DataElementUnknown NotFound "data-element-unknown"
        "没有数据元“{element}”" "there is no data element '{element}'"
        "请核对数据元标识和版本" "check its id and version";
    SpecificationUnknown NotFound "specification-unknown"
        "没有采集规范“{specification}”" "there is no specification '{specification}'"
        "请核对采集规范标识" "check its id";
    TableUnknown NotFound "table-unknown"
        "采集规范“{specification}”没有表“{table}”" "the specification '{specification}' has no table '{table}'"
        "请在采集规范中查看表名" "look up its tables";
    SpecificationFieldUnknown NotFound "specification-field-unknown"
        "采集规范“{specification}”的表“{table}”没有字段“{field}”" "the table '{table}' of the specification '{specification}' has no field '{field}'"
        "请在采集规范中查看字段名" "look up its fields";
    ItemVersionExists Conflict "item-version-exists"
        "“{item}”的版本 {version} 已经登记，且内容不同" "version {version} of '{item}' is registered already, with other contents"
        "更正请登记为新的版本" "register a correction as a new version";
    SpecificationNotDraft Conflict "specification-not-draft"
        "采集规范“{specification}”已是“{status}”，不能再改" "the specification '{specification}' is already '{status}' and cannot change"
        "更正请登记为新的采集规范，并指明它取代哪一个" "register a correction as a new specification that names the one it replaces";
    RowIncomplete Invalid "row-incomplete"
        "这一行不能登记：{reason_zh}" "the row cannot be registered: {reason_en}"
        "请补全后单独登记这一行" "complete it and register the row alone";
    CellKept Invalid "cell-kept"
        "“{value}”不能登记为{what_zh}，已原样保留" "'{value}' cannot be registered as {what_en}; it is kept as it is"
        "{rule_zh}" "{rule_en}";
    FieldRepeated Invalid "field-repeated"
        "字段“{value}”在同一张表中重复，首次出现在第 {first} 行；已改名为“{name}”保留" "the field '{value}' is repeated in its table; it first stands in row {first}; kept as '{name}'"
        "请与提供方核对是否多余" "check with its provider whether it is superfluous";
    ItemNotWritten Conflict "item-not-written"
        "{item} 不能原样写入 {format} 文件，未导出" "{item} cannot be written to a {format} file as it is; nothing was exported"
        "请改用 csv 或 tsv；单元格最多 32,767 个字符；仍不能导出的逐项读取" "use csv or tsv; a cell has at most 32,767 characters; read what still cannot be exported one by one";
    ValuesNotValid Invalid "values-not-valid"
        "{invalid} 个值无效，{not_checkable} 个值无法校验" "{invalid} values are invalid, {not_checkable} are not checkable"
        "无效的值请在来源系统改正；无法校验的请先登记值域所指的版本" "correct invalid values where they come from; register the edition that the value domain names for the others";
    // coverage
    SourceSystemUnknown NotFound "source-system-unknown"
        "机构“{organization}”没有业务系统“{source}”" "the organization '{organization}' has no source system '{source}'"
        "业务系统在首次上传其字典时登记" "a source system is registered with the first load of one of its dictionaries";
    CutNotReached Conflict "cut-not-reached"
        "统计时点 {cut} 尚未到来" "the cut {cut} is not reached yet"
        "请在该时点之后再定格" "freeze it after that moment";
    CoverageReportUnknown NotFound "coverage-report-unknown"
        "机构“{organization}”没有对码统计“{report}”" "the organization '{organization}' has no coverage report '{report}'"
        "请先定格该时点，或在列表中查看已有的" "freeze that cut first, or look up which there are";
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
        "快照未通过检查，没有采用：{reason_zh} [{refusal}]" "the snapshot did not pass its checks and was not taken: {reason_en} [{refusal}]"
        "请重新获取；若仍如此，请联系管理员" "fetch it again; if it stays so, call the administrator";
    SnapshotBroken Internal "snapshot-broken"
        "发布版 {release} 的内容与其摘要不符" "the contents of release {release} do not give its digest"
        "请立即联系管理员：数据库可能被改动或损坏" "call the administrator at once: the database was altered or damaged";
    KeyUnusable Invalid "key-unusable"
        "签名密钥不能使用：{reason_zh}" "the key cannot be used: {reason_en}"
        "请对照 docs/snapshot-format.md 检查密钥文件与密钥集" "check the files of the key and the key set with docs/snapshot-format.md";
    SnapshotsUnsigned NotFound "snapshots-unsigned"
        "本服务没有签名密钥，快照未签名" "this server has no signing key; its snapshots are not signed"
        "请管理员配置 snapshot.signing_key 和 snapshot.key_set" "ask the administrator to set snapshot.signing_key and snapshot.key_set";
    NewestRetracted Conflict "newest-retracted"
        "机构“{organization}”最新的第 {release} 号发布版已撤回，不可使用" "release {release} of '{organization}', the newest, is retracted and must not be used"
        "继续使用状态文件所指的发布版，等待更正的发布版" "go on with the release that the status file names, and wait for a correction";
    ShippedListBroken Internal "shipped-list-broken"
        "随附字典 {list} 与其清单不符" "the shipped list {list} does not agree with its manifest"
        "请重新安装程序" "install the program again";
    Internal Internal "internal"
        "服务内部错误，已记录" "the service failed; the cause is in its log"
        "请把请求编号告诉管理员" "tell the administrator the request id";
    // work lists and re-use
    AssignmentTaken Conflict "assignment-taken"
        "“{code}”已分派给 {account}" "'{code}' is assigned to {account}"
        "请由审核或发布人员写明理由后改派" "ask a reviewer or publisher to reassign it, with a reason";
    AssigneeUnknown Invalid "assignee-unknown"
        "账户“{account}”在本机构没有编制对照的令牌" "the account '{account}' has no token to draft mappings here"
        "请核对账户名，或请管理员为其开通" "check the name, or ask the administrator for a token";
    OriginNotSharing Conflict "origin-not-sharing"
        "机构“{organization}”没有共享对照" "the organization '{organization}' does not share its mappings"
        "只能从共享对照的机构复用；请核对标识，或请该机构先共享" "only organizations that share can be an origin; check the id, or ask it to share first";
    ReuseNotAdopted Conflict "reuse-not-adopted"
        "字典“{dictionary}”的跨院复用设为“{mode}”，不能采用他院对照" "the re-use of the dictionary '{dictionary}' is '{mode}'; mappings of others cannot be taken over"
        "请由发布人员先把跨院复用设为 adopted" "a publisher has to set its re-use to adopted first";
    DictionaryCopiesItself Invalid "dictionary-copies-itself"
        "不能把字典“{dictionary}”复制到它自己" "the dictionary '{dictionary}' cannot be copied to itself"
        "请指明另一个字典" "name another dictionary";
}
