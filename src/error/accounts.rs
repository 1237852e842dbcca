//! The error codes of accounts, sessions and grants; they follow the rest of the table.

/// The whole table: the others, then these codes.
macro_rules! with_account_codes {
    ($($others:tt)*) => {
        with_file_codes! {
            $($others)*
            // accounts and sessions
            SignInRefused Unauthorized "sign-in-refused"
                "账户、口令或动态码不正确，或账户不能登录" "the account, the password or the code is wrong, or the account may not sign in"
                "请核对后重试；多次失败后将暂停登录" "check them and retry; sign-in pauses after several failures";
            SignInPaused TooManyRequests "sign-in-paused"
                "失败次数过多，暂停登录" "sign-in is paused after too many failures"
                "请 15 分钟后再试，或从常用地址登录" "retry after 15 minutes, or from the address that you usually use";
            SecondFactorMissing Unauthorized "second-factor-missing"
                "此账户还须输入动态码" "this account needs a code as well"
                "请同时提交验证器显示的 6 位动态码或一个恢复码" "send the 6 digits of your authenticator, or a recovery code, along";
            SessionInvalid Unauthorized "session-invalid"
                "会话无效、已超时或已结束" "the session is unknown, timed out or ended"
                "请重新登录" "sign in again";
            SessionNeeded Conflict "session-needed"
                "此操作只能在登录后的会话中进行" "only somebody who signed in may do this"
                "请用账户和口令登录后再操作，不能用令牌" "sign in with account and password first; a token does not do";
            PasswordChangeRequired Forbidden "password-change-required"
                "口令须先更改" "the password has to be changed first"
                "请用 POST /session/password 更改口令" "change it with POST /session/password";
            SecondFactorRequired Forbidden "second-factor-required"
                "此账户的角色须先绑定第二因子" "the roles of this account need a second factor first"
                "请用 POST /session/second-factor 绑定验证器" "enrol an authenticator with POST /session/second-factor";
            CrossSiteRefused Forbidden "cross-site-refused"
                "请求来自其他网站，已拒绝" "the request comes from another site and is refused"
                "请从本服务的页面操作，或改用请求头 Authorization" "act from this service's own page, or send the header Authorization";
            PasswordRefused Invalid "password-refused"
                "新口令不合规则" "the new password breaks a rule"
                "{rule_zh}" "{rule_en}";
            PasswordWrong Forbidden "password-wrong"
                "当前口令不正确" "the present password is wrong"
                "请核对当前口令；忘记口令请联系安全管理员重置" "check it; if you forgot it, ask the security administrator to reset it";
            SecondFactorExists Conflict "second-factor-exists"
                "此账户已绑定第二因子" "this account has a second factor already"
                "更换设备请先由安全管理员解除绑定" "to change the device, ask the security administrator to remove it first";
            SecondFactorWrong Invalid "second-factor-wrong"
                "动态码不正确或已用过，或尚未开始绑定" "the code is wrong or used, or no enrolment has begun"
                "请核对时钟，等下一个动态码出现后再试" "check the clock, and retry with the next code";
            SecondFactorUnavailable Unavailable "second-factor-unavailable"
                "服务器没有密封第二因子的密钥" "the server has no key to seal second factors with"
                "请管理员检查 access.key_file" "ask the administrator to check access.key_file";
            AccountUnknown NotFound "account-unknown"
                "没有账户“{account}”" "there is no account '{account}'"
                "请用账户列表查看" "see the list of accounts";
            AccountExists Conflict "account-exists"
                "账户名“{account}”已被使用过" "the account name '{account}' is or was in use"
                "账户名不重复使用，请换一个" "names are never used again; choose another";
            AccountDisabled Conflict "account-disabled"
                "账户“{account}”已停用，不能恢复" "the account '{account}' is disabled for good"
                "请另建账户" "make another account";
            SessionUnknown NotFound "session-unknown"
                "没有会话“{session}”" "there is no session '{session}'"
                "请查看会话列表" "see the list of sessions";
            GrantUnknown NotFound "grant-unknown"
                "没有授权“{grant}”，或已撤回" "there is no grant '{grant}', or it is withdrawn"
                "请查看该账户的授权" "see the grants of the account";
            GrantToOneself Forbidden "grant-to-oneself"
                "不能给自己授权，也不能管理自己的账户" "nobody grants anything to themselves or manages their own account"
                "请由另一位安全管理员操作" "another security administrator has to do it";
            PowersNotSeparate Conflict "powers-not-separate"
                "账户“{account}”已是“{held}”，不能再授予“{role}”：系统管理、安全管理、审计须分属三人" "the account '{account}' is '{held}' and cannot be '{role}' too: system, security and audit belong to three people"
                "请另建账户，由另一人担任" "make another account for another person";
            TokenBeyondAccount Forbidden "token-beyond-account"
                "账户“{account}”没有角色“{role}”在此范围的授权，不能为其创建这样的令牌" "the account '{account}' does not hold the role '{role}' for this scope; no such token can be made for it"
                "请先由安全管理员授权；没有账户的程序只能持有 collector 令牌" "a security administrator has to grant it first; programs without an account get collector tokens only";
            TokenOfAnother Forbidden "token-of-another"
                "“{role}”令牌只能由账户“{account}”本人登录后创建和轮换" "only '{account}' may make or rotate a token with the role '{role}', after signing in"
                "请由本人登录后操作；管理员可创建 collector 令牌，可查看和吊销其他令牌" "ask the person to do it after signing in; administrators make collector tokens, and may list and revoke the others";
            SecondFactorCodeRequired Forbidden "second-factor-code-required"
                "此账户须再输入动态码" "this account needs a code first"
                "请用 POST /session/second-factor/verify 提交验证器显示的 6 位动态码或一个恢复码" "send the 6 digits of your authenticator, or a recovery code, with POST /session/second-factor/verify";
            OidcOff NotFound "oidc-off"
                "未设置统一身份认证" "no provider of sign-in is set up"
                "请用账户和口令登录" "sign in with account and password";
            OidcUnavailable Unavailable "oidc-unavailable"
                "统一身份认证暂时不可用" "the provider of sign-in does not answer"
                "请稍后重试，或用账户和口令登录" "retry later, or sign in with account and password";
            OidcRefused Unauthorized "oidc-refused"
                "统一身份认证的应答不能采用" "the answer of the provider of sign-in is not taken"
                "请从登录页重新登录；仍然失败请联系安全管理员" "begin again at the sign-in page; if it fails again, ask the security administrator";
            IdentityNotLinked Unauthorized "identity-not-linked"
                "您在统一身份认证中的身份没有关联本系统的账户" "your identity at the provider of sign-in is linked to no account here"
                "请联系安全管理员关联账户" "ask the security administrator to link your account";
            IdentityLinked Conflict "identity-linked"
                "身份“{subject}”已关联另一个账户" "the identity '{subject}' is linked to another account"
                "一个身份只能关联一个账户；请先解除原关联" "an identity belongs to one account; unlink the other first";
            IdentityUnknown NotFound "identity-unknown"
                "账户“{account}”没有关联身份" "the account '{account}' is linked to no identity"
                "请先关联" "link it first";
            TokenLifeTooLong Invalid "token-life-too-long"
                "令牌有效期不能超过 {days} 天" "a token lives at most {days} days"
                "请缩短有效期，到期前轮换" "shorten its life and rotate it before it ends";
        }
    };
}
