//! The error codes of serving releases, of the audit log, and of what comes back from collectors.

/// The whole table: the others, then these codes, then those of accounts.
macro_rules! with_distribution_codes {
    ($($others:tt)*) => {
        with_account_codes! {
            $($others)*
            // serving
            ParameterUnknown Invalid "parameter-unknown"
                "这个地址没有查询参数“{name}”" "there is no query parameter '{name}' at this address"
                "可用的参数：{known}；拼错的参数会得到不同的结果，因此一律拒绝" "those that there are: {known}; a misspelt one would change the answer, so it is refused";
            MethodNotAllowed MethodNotAllowed "method-not-allowed"
                "这个地址不接受 {method}" "{method} is not possible at this address" "可用的方法：{allow}" "what is possible: {allow}";
            RangeNotSatisfiable RangeNotSatisfiable "range-not-satisfiable"
                "请求的范围超出内容，内容共 {bytes} 字节" "the range lies outside of the contents, which have {bytes} bytes"
                "请从 0 到 {bytes} 之间的字节续传，或去掉 Range 重新获取" "resume at a byte below {bytes}, or fetch it again without Range";
            TooManyRequests TooManyRequests "too-many-requests"
                "请求过多：{reason_zh}" "too many requests: {reason_en}"
                "请在 {seconds} 秒后重试" "try again in {seconds} seconds";
            ServerBusy Unavailable "server-busy"
                "服务正忙" "the server has too much to do" "请在 {seconds} 秒后重试；已获取的快照可继续使用" "try again in {seconds} seconds; the snapshots that you have remain usable";
            FreezeWindow Conflict "freeze-window"
                "{at} 在冻结时段 {window}（北京时间）内，采集程序正在转换，不能生效" "{at} lies in the freeze window {window} (Asia/Shanghai), in which collectors convert"
                "请改用时段外的时刻；确属紧急时写明 override_reason" "take an instant outside of it, or give an override_reason in an emergency";
            RollbackChangesNothing Conflict "rollback-changes-nothing"
                "第 {release} 号发布版的内容就是现在生效的内容，无需回退" "the contents of release {release} are those in force; there is nothing to roll back"
                "请核对发布版号" "check the number of the release";
            SnapshotNotFound NotFound "snapshot-not-found"
                "来源没有这份快照文件：{place}" "the source does not have this file of a snapshot: {place}"
                "请核对来源地址与机构编号；机构可能尚未发布" "check the address and the organization; it may not have published yet";
            CollectorUnknown NotFound "collector-unknown"
                "账户“{collector}”在机构“{organization}”没有采集程序的有效令牌" "the account '{collector}' has no valid collector's token for the organization '{organization}'"
                "请核对采集程序令牌的账户名" "check the account of the collector's token";
            // the listeners
            PlainHttpRefused Invalid "plain-http-refused"
                "{address} 不是本机回环地址，不能以明文 HTTP 提供服务" "{address} is not a loopback address, and plain HTTP is not served there"
                "请设置 http.tls.certificate 和 http.tls.key；前面有终止 TLS 的代理时才设置 http.allow_plain = true" "set http.tls.certificate and http.tls.key; set http.allow_plain = true only behind a proxy that ends TLS";
            RootRefused Invalid "root-refused"
                "不能以 root 身份在 {address} 提供服务" "{address} is not served as root"
                "请用专门的账户运行（见 tools/systemd/zhiyu.service）；确需如此时设置 http.allow_root = true" "run it under an account of its own (see tools/systemd/zhiyu.service), or set http.allow_root = true";
            TlsUnusable Invalid "tls-unusable"
                "TLS 证书或私钥不能使用：{path}：{reason}" "the TLS certificate or its key cannot be used: {path}: {reason}"
                "请核对两个 PEM 文件：证书链在前、私钥与证书相配、其他用户不能读取私钥" "check both PEM files: the certificate first and its chain after it, a key that fits, and which others cannot read";
            // the audit log
            AuditAltered Conflict "audit-altered"
                "审计日志与内容核对有 {count} 处不符" "the check of the audit log and the contents found {count} discrepancies"
                "请保全现场，不要继续写入，逐处核对后从备份恢复" "keep everything as it is, write nothing more, look at each, and restore from a backup";
            AuditCheckpointInvalid Invalid "audit-checkpoint-invalid"
                "检查点不能使用：{reason_zh}" "the checkpoint cannot be used: {reason_en}"
                "请用 zhiyu audit checkpoint 或 /audit/checkpoint 取得的文件和服务的公钥" "use a file of zhiyu audit checkpoint or /audit/checkpoint and the public key of the service";
            AuditCheckpointMissing NotFound "audit-checkpoint-missing"
                "审计日志还没有检查点" "the audit log has no checkpoint yet"
                "请先生成一个：POST /audit/checkpoints" "make one first: POST /audit/checkpoints";
            AuditExportTooLarge TooLarge "audit-export-too-large"
                "符合条件的事件超过 {limit} 条" "more than {limit} events match"
                "请按时间分段导出；全部事件用 zhiyu audit archive" "export by spans of time; for all events use zhiyu audit archive";
            // what comes back from collectors
            ReportIdReused Conflict "report-id-reused"
                "回报编号“{report}”已用于另一份内容不同的回报" "the report id '{report}' was used for a report with other contents"
                "请为每份回报取新的编号；重发时内容不变" "take a new id for each report; send the same contents again when retrying";
            AlertUnknown NotFound "alert-unknown"
                "机构“{organization}”没有第 {alert} 号告警" "there is no alert {alert} of '{organization}'"
                "请先列出告警" "list the alerts first";
            AlertStepNotAllowed Conflict "alert-step-not-allowed"
                "告警处于“{state}”，不能“{step}”" "an alert that is '{state}' cannot take the step '{step}'"
                "待处理可知悉，未解决可解决，已解决可重开" "acknowledge what is open, resolve what is not resolved, reopen what is resolved";
            WebhookRefused Invalid "webhook-refused"
                "不能回调这个地址：{reason_zh}" "this address cannot be called: {reason_en}"
                "请管理员核对 docs/feedback.md 中的回调设置" "compare it with the settings of webhooks in docs/feedback.md";
            // backups
            DatabaseNotEmpty Conflict "database-not-empty"
                "数据库不是空的，备份只恢复到空数据库" "the database is not empty; a backup is restored into an empty one alone"
                "请指定新的数据目录，或新建一个数据库" "name a new data folder, or create a database for it";
            DatabaseDamaged Internal "database-damaged"
                "数据库文件已损坏：{reason}" "the database file is damaged: {reason}"
                "没有写出备份；请保留此文件，并恢复上一份备份" "no backup was written; keep the file as it is and restore the last backup";
            BackupUnusable Invalid "backup-unusable"
                "备份不能使用：{reason_zh}" "the backup cannot be used: {reason_en}"
                "没有写入任何内容；请换用另一份备份" "nothing was stored; use another backup";
        }

        impl fmt::Display for Code {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}
