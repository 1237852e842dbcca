//! Check digits: whether an identifier was copied without a slip. They tell nothing about whether it was ever issued.

mod gb11714;
mod gb18937;
mod gb32100;
mod loinc;

use crate::error::Code;
use crate::error::Error;
use crate::error::Result;

/// A standard that gives its identifiers a check digit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CheckDigit {
    /// Unified social credit code 统一社会信用代码 of GB 32100-2015: 18 characters, of which 9 to 17 are an organization
    /// code with a check digit of its own, so both have to be right.
    ///
    /// It detects every wrong character and every exchange of two different characters, save the exchange of the first
    /// and the last, whose weights are equal.
    UnifiedSocialCreditCode,
    /// Organization code 组织机构代码 of GB 11714-1997: 8 characters and a check digit, with or without a hyphen before it.
    ///
    /// It detects every wrong digit among digits, and every exchange of two of them. Of letters it does not detect the
    /// change, nor the exchange, of characters whose values (0 to 9, A = 10 to Z = 35) differ by 11, 22 or 33, such as
    /// `0` and `B`.
    OrganizationCode,
    /// LOINC code of Regenstrief: up to 7 digits, a hyphen, and a check digit of modulus 10.
    ///
    /// It detects every wrong digit and every exchange of neighbours, save `09` and `90`. It does not detect zeros
    /// before the code, nor the exchange of digits with an odd number of digits between them.
    Loinc,
    /// Standard drug code 国家药品编码本位码: 14 digits, the last of them the modulus 10 of GB 18937.
    ///
    /// It detects every wrong digit, and every exchange of neighbours that do not differ by 5. It does not detect the
    /// exchange of digits with an odd number of digits between them, whose weights are equal.
    DrugStandardCode,
}

impl CheckDigit {
    /// All standards with a check digit.
    pub const ALL: &'static [Self] = &[
        Self::UnifiedSocialCreditCode,
        Self::OrganizationCode,
        Self::Loinc,
        Self::DrugStandardCode,
    ];

    /// The word in files and settings.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::UnifiedSocialCreditCode => "gb-32100",
            Self::OrganizationCode => "gb-11714",
            Self::Loinc => "loinc",
            Self::DrugStandardCode => "gb-18937",
        }
    }

    /// Reads the word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|standard| standard.as_str() == word)
    }

    /// The check digit that belongs after `body`: all characters of the identifier before it, without the hyphen. For a
    /// unified social credit code the body ends in a whole organization code.
    ///
    /// Errors: `identifier-invalid` when the body does not have the form of the standard, and for a unified social
    /// credit code `check-digit-wrong` when the organization code in it is wrong.
    pub fn compute(self, body: &str) -> Result<char> {
        match self {
            Self::UnifiedSocialCreditCode => {
                let digit = gb32100::check_character(body).ok_or_else(|| self.malformed(body))?;
                let organization = gb32100::organization_code(body).ok_or_else(|| self.malformed(body))?;
                Self::OrganizationCode.validate(organization)?;
                Ok(digit)
            }
            Self::OrganizationCode => gb11714::check_character(body).ok_or_else(|| self.malformed(body)),
            Self::Loinc => loinc::check_character(body).ok_or_else(|| self.malformed(body)),
            Self::DrugStandardCode => gb18937::check_character(body).ok_or_else(|| self.malformed(body)),
        }
    }

    /// Checks a whole identifier, byte for byte: neither blanks nor lower case are forgiven.
    ///
    /// Errors: `identifier-invalid` when it does not have the form of the standard, `check-digit-wrong` with the digit
    /// that was expected, of the organization code alone when it is that one which is wrong.
    pub fn validate(self, text: &str) -> Result<()> {
        let (body, found) = self.split(text).ok_or_else(|| self.malformed(text))?;
        let expected = self.compute(body)?;
        if found == expected {
            return Ok(());
        }
        Err(Error::new(Code::CheckDigitWrong)
            .with("value", text)
            .with("expected", expected))
    }

    /// Body and check digit.
    fn split(self, text: &str) -> Option<(&str, char)> {
        let found = text.chars().next_back()?;
        let body = text.strip_suffix(found)?;
        match self {
            Self::UnifiedSocialCreditCode | Self::DrugStandardCode => Some((body, found)),
            Self::OrganizationCode => Some((body.strip_suffix('-').unwrap_or(body), found)),
            Self::Loinc => Some((body.strip_suffix('-')?, found)),
        }
        .filter(|_| found.is_ascii_digit() || found.is_ascii_uppercase() && self.has_letters())
    }

    /// Whether a check character may be a letter.
    fn has_letters(self) -> bool {
        match self {
            Self::UnifiedSocialCreditCode | Self::OrganizationCode => true,
            Self::Loinc | Self::DrugStandardCode => false,
        }
    }

    fn malformed(self, text: &str) -> Error {
        let (what, rule_zh, rule_en) = match self {
            Self::UnifiedSocialCreditCode => (
                "统一社会信用代码 unified social credit code",
                "18 位数字或大写字母（不用 I、O、S、V、Z），第 3 至 8 位为数字（GB 32100-2015）",
                "18 digits or capital letters without I, O, S, V, Z; the 3rd to 8th are digits (GB 32100-2015)",
            ),
            Self::OrganizationCode => (
                "组织机构代码 organization code",
                "8 位数字或大写字母加 1 位校验码（GB 11714-1997）",
                "8 digits or capital letters and a check digit (GB 11714-1997)",
            ),
            Self::Loinc => (
                "LOINC 编码 LOINC code",
                "1 至 7 位数字、连字符、1 位校验码",
                "1 to 7 digits, a hyphen and a check digit",
            ),
            Self::DrugStandardCode => (
                "国家药品编码本位码 standard drug code",
                "14 位数字，末位为校验码（GB 18937）",
                "14 digits, the last of them a check digit (GB 18937)",
            ),
        };
        Error::new(Code::IdentifierInvalid)
            .with("value", text)
            .with("what", what)
            .with("rule_zh", rule_zh)
            .with("rule_en", rule_en)
    }
}
