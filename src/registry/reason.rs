//! Why a value is valid, is not, or cannot be checked: one table of codes with their words.

use crate::language::Language;

/// What was found of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// 有效: the value may stand in data.
    Valid,
    /// 无效: it may not.
    Invalid,
    /// 无法校验: nobody can say with what is registered. It is never to be taken for valid.
    NotCheckable,
}

impl Outcome {
    /// The word in answers.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::Invalid => "invalid",
            Self::NotCheckable => "not-checkable",
        }
    }

    /// The words for people: Chinese, English.
    pub const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Valid => ("有效", "valid"),
            Self::Invalid => ("无效", "invalid"),
            Self::NotCheckable => ("无法校验", "not checkable"),
        }
    }
}

macro_rules! reasons {
    ($($(#[$doc:meta])* $name:ident $outcome:ident $code:literal $zh:literal $en:literal;)*) => {
        /// The reason of a verdict.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Reason { $($(#[$doc])* $name,)* }

        impl Reason {
            /// Every reason, in the order of the table.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The stable code in answers, kebab case.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }

            /// The verdict that follows from it.
            pub const fn outcome(self) -> Outcome {
                match self { $(Self::$name => Outcome::$outcome,)* }
            }

            /// The reason in words.
            pub const fn words(self, language: Language) -> &'static str {
                match self { $(Self::$name => language.of(($zh, $en)),)* }
            }
        }
    };
}

reasons! {
    /// The value is a permissible value of its list.
    InList Valid "in-list" "在值域内" "in the list";
    /// The value has the described form; whether it was ever issued is not known.
    WellFormed Valid "well-formed" "格式正确（只查格式，不查是否发布）" "well formed (form alone, not whether it was issued)";
    /// There is nothing, or only blanks.
    Empty Invalid "empty" "值为空" "the value is empty";
    /// Neither the value nor anything near it is in the list.
    NotInList Invalid "not-in-list" "不在值域内" "not in the list";
    /// The edition has the code, but the value domain takes another part of it.
    NotSelected Invalid "not-selected" "代码系统中有此代码，但不属于本值域所取的部分" "the code system has it, but this value domain takes another part";
    /// The code is a heading of the tree.
    NotAssignable Invalid "not-assignable" "是类目标题，数据中不能使用" "a heading that data may not carry";
    /// The publisher withdrew the code.
    Retired Invalid "retired" "此代码已停用" "the code is retired";
    /// Blanks before or after a good value.
    BlankAround Invalid "blank-around" "前后有空格" "blanks before or after it";
    /// Characters without width in a good value.
    Invisible Invalid "invisible-character" "夹有不可见字符" "invisible characters in it";
    /// Full-width characters for half-width ones.
    FullWidth Invalid "full-width" "使用了全角字符" "full-width characters";
    /// The other case of a good value.
    LetterCase Invalid "letter-case" "大小写不符" "letters of the wrong case";
    /// A good value without the zeros before it.
    LeadingZeroLost Invalid "leading-zero-lost" "前导零丢失" "leading zeros are lost";
    /// A good value with zeros too many before it.
    LeadingZeroAdded Invalid "leading-zero-added" "前面多了零" "zeros too many before it";
    /// A good value that a spreadsheet turned into a decimal number.
    DecimalAdded Invalid "decimal-added" "被表格软件写成了小数" "a spreadsheet made it a decimal number";
    /// The name of a value in the place of its code.
    NameNotCode Invalid "name-not-code" "这是名称，应填代码" "a name where a code belongs";
    /// More or fewer characters than the format allows.
    WrongLength Invalid "wrong-length" "长度不符" "the wrong length";
    /// Other characters than the format allows.
    WrongType Invalid "wrong-type" "类型不符" "the wrong type";
    /// Not of the described form.
    WrongFormat Invalid "wrong-format" "格式不符" "the wrong format";
    /// The check digit does not fit the rest.
    CheckDigit Invalid "check-digit" "校验位不对" "the check digit is wrong";
    /// The edition that the value domain names is not published here.
    EditionMissing NotCheckable "edition-missing" "值域所指的代码系统版本尚未登记发布" "the edition that the value domain names is not registered here";
    /// The edition has other contents than the value domain was made for.
    EditionDiffers NotCheckable "edition-differs" "登记的版本与值域所指的内容不同" "the registered edition has other contents than the value domain names";
    /// The values were never given.
    ValuesUnknown NotCheckable "values-unknown" "值域的取值未知" "the values of the domain are not known";
    /// The field is bound to no value domain, and its data element has no format.
    NoDomain NotCheckable "no-domain" "字段没有绑定值域" "the field is bound to no value domain";
    /// The value domain names a kind of identifier that this program does not know.
    KindUnknown NotCheckable "kind-unknown" "本程序不认识值域所指的标识种类" "the kind of identifier is not known to this program";
    /// Bytes are no text.
    Binary NotCheckable "binary" "二进制内容不校验" "binary contents are not checked";
}
