//! Why a collector refuses what it was given: each attack and each accident has its own word.

use crate::error::Code;
use crate::error::Error;
use std::fmt;

/// A part of a snapshot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The set of signing keys.
    KeySet,
    /// The pointer to the newest release.
    Pointer,
    /// A manifest.
    Manifest,
    /// A body.
    Body,
    /// A delta.
    Delta,
}

impl Part {
    /// The part in words: Chinese, English.
    pub const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::KeySet => ("密钥集", "key set"),
            Self::Pointer => ("指针", "pointer"),
            Self::Manifest => ("清单", "manifest"),
            Self::Body => ("内容", "body"),
            Self::Delta => ("增量", "delta"),
        }
    }
}

macro_rules! refusals {
    ($($(#[$doc:meta])* $name:ident $(($($field:ident: $kind:ty),+))? $code:literal $zh:literal $en:literal;)*) => {
        /// Why something was refused.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum Refusal { $($(#[$doc])* $name $(($($kind),+))?,)* }

        impl Refusal {
            /// Every word.
            pub const CODES: &'static [&'static str] = &[$($code),*];

            /// The word of this refusal in files and answers; it stays for ever.
            pub fn code(&self) -> &'static str {
                match self { $(Self::$name $(($($field),+))? => { $($(let _ = $field;)+)? $code })* }
            }

            /// What is wrong: Chinese, English.
            pub fn words(&self) -> (String, String) {
                match self { $(Self::$name $(($($field),+))? => {
                    $($(let $field = Show($field);)+)?
                    (format!($zh, $($($field = $field.zh()),+)?), format!($en, $($($field = $field.en()),+)?))
                })* }
            }
        }
    };
}

refusals! {
    /// The part is not the canonical text of its format.
    Unreadable(part: Part) "unreadable"
        "{part}不是规定格式的规范文本" "the {part} is not the canonical text of its format";
    /// The part is larger than it says, or than any may be.
    Endless(part: Part) "endless"
        "{part}超出应有的长度" "the {part} is longer than it may be";
    /// The part is shorter than it says.
    Truncated(part: Part) "truncated"
        "{part}不完整，被截断" "the {part} is cut short";
    /// The part carries no signature.
    Unsigned(part: Part) "unsigned"
        "{part}没有签名" "the {part} is not signed";
    /// The key that signed is not in the key set, or for a key set, is not a root key.
    KeyUnknown(part: Part, key: String) "key-unknown"
        "{part}由不认识的密钥 {key} 签名" "the {part} is signed by {key}, a key that is not known";
    /// The key that signed is revoked.
    KeyRevoked(part: Part, key: String) "key-revoked"
        "{part}由已吊销的密钥 {key} 签名" "the {part} is signed by {key}, a key that is revoked";
    /// The key that signed is not valid yet, or no longer.
    KeyOutOfTime(part: Part, key: String) "key-out-of-time"
        "{part}由不在有效期内的密钥 {key} 签名" "the {part} is signed by {key}, a key that is not valid now";
    /// The signature is not of these bytes and this key.
    SignatureWrong(part: Part) "signature-wrong"
        "{part}的签名不对：内容被改动，或不是该密钥所签" "the signature of the {part} is wrong: it was altered or is not of this key";
    /// It is another organization's.
    OtherOrganization "other-organization"
        "这是另一个机构的快照" "the snapshot is another organization's";
    /// It is older than what was already used.
    OlderThanSeen "older-than-seen"
        "比已经用过的更旧（回滚）" "it is older than what was already used (rollback)";
    /// The number of the release is beyond belief.
    FastForward(release: i64) "fast-forward"
        "发布版号 {release} 大得不可信" "the release number {release} is beyond belief";
    /// The pointer has expired: the server or mirror shows nothing new.
    Expired(at: String) "expired"
        "指针已于 {at} 过期：来源停止了更新，或本机时钟快了" "the pointer expired at {at}: the source is frozen, or this clock is fast";
    /// The pointer is from the future.
    ClockBehind(at: String) "clock-behind"
        "指针签发于 {at}，晚于本机时钟：请校准时钟" "the pointer was issued at {at}, later than this clock: set the clock";
    /// The key set has expired.
    KeySetExpired(at: String) "key-set-expired"
        "密钥集已于 {at} 过期" "the key set expired at {at}";
    /// The key set is not the one that the pointer names.
    KeySetMixed "key-set-mixed"
        "密钥集比指针所指的旧" "the key set is older than the pointer says";
    /// The manifest is not the one that the pointer names.
    ManifestMixed "manifest-mixed"
        "清单不是指针所指的那一份" "the manifest is not the one that the pointer names";
    /// The digest of the body is not that of the manifest.
    BodyDigestWrong "body-digest-wrong"
        "内容的摘要与清单不符" "the body does not have the digest of the manifest";
    /// The body has a line that is no mapping, or lines out of order; the first such line, from 1.
    BodyLineWrong(line: usize) "body-line-wrong"
        "内容第 {line} 行不合格式" "line {line} of the body is not in the format";
    /// The manifest follows another release than the one that is here under that number.
    HistoryForked "history-forked"
        "清单所接的上一版与本机保存的不同" "the manifest follows another release than the one kept here";
    /// The delta is between other releases.
    DeltaMixed "delta-mixed"
        "增量的起止不是所要的两版" "the delta is between other releases";
    /// The digest of the delta's lines is not that of its header.
    DeltaDigestWrong "delta-digest-wrong"
        "增量的摘要与其首行不符" "the lines of the delta do not have the digest of its header";
    /// The delta has a line that is no change, or lines out of order; the first such line, from 1, the header being 1.
    DeltaLineWrong(line: usize) "delta-line-wrong"
        "增量第 {line} 行不合格式" "line {line} of the delta is not in the format";
    /// The source continued a body at another place than the one that was asked for.
    RangeWrong "range-wrong"
        "续传的内容不是从所要的位置开始，或长度与清单不符" "the rest of the body is from another place, or of another size, than was asked for";
    /// The release was retracted: its number.
    Retracted(release: i64) "retracted"
        "第 {release} 号发布版已撤回，不可使用" "release {release} is retracted and must not be used";
}

/// A value of the words.
struct Show<'a, T>(&'a T);

impl Show<'_, Part> {
    fn zh(&self) -> &'static str {
        self.0.words().0
    }

    fn en(&self) -> &'static str {
        self.0.words().1
    }
}

macro_rules! shown_as_it_is {
    ($($kind:ty)*) => { $(
        impl Show<'_, $kind> {
            fn zh(&self) -> &$kind { self.0 }
            fn en(&self) -> &$kind { self.0 }
        }
    )* };
}

shown_as_it_is! { String i64 usize }

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words().1)
    }
}

impl std::error::Error for Refusal {}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        let (zh, en) = refusal.words();
        Self::new(Code::SnapshotRefused)
            .with("refusal", refusal.code())
            .with("reason_zh", zh)
            .with("reason_en", en)
            .caused_by(refusal)
    }
}
