//! Whether a term looks like personal data 个人信息: an identity number, a telephone number, the number of a bank card or an
//! address of e-mail stands in it; or a column has a title like 患者姓名.
//!
//! Only codes, names and counts of a dictionary may come in. A term of a dictionary has none of these numbers; one that has
//! was typed for a patient. Full-width digits and digits with blanks or hyphens between them are read like plain ones.
//!
//! A code is another thing: codes of eleven or fifteen digits are usual, so in a code only a number that checks itself
//! counts ([`screen_code`]).

/// What a term looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PersonalData {
    /// Citizen identification number 公民身份号码 of GB 11643-1999: 18 characters with a right check character.
    IdentityNumber,
    /// Its form before 1999: 15 digits without a check digit.
    OldIdentityNumber,
    /// A mobile telephone number: 11 digits that begin with 13 to 19, with or without 86 before them.
    MobilePhone,
    /// A fixed telephone number with its area code.
    LandlinePhone,
    /// The number of a bank card of UnionPay 银行卡号: 16 or 19 digits from 62, with a right check digit (ISO/IEC 7812-1).
    BankCard,
    /// An address of e-mail.
    Email,
    /// A column whose title says that names of people stand in it.
    PersonName,
}

impl PersonalData {
    /// What it is, in Chinese and English.
    pub const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::IdentityNumber => ("公民身份号码", "identity number"),
            Self::OldIdentityNumber => ("15 位身份证号", "identity number of 15 digits"),
            Self::MobilePhone => ("手机号", "mobile telephone number"),
            Self::LandlinePhone => ("固定电话号码", "fixed telephone number"),
            Self::BankCard => ("银行卡号", "bank card number"),
            Self::Email => ("电子邮箱", "e-mail address"),
            Self::PersonName => ("人名列", "column of people's names"),
        }
    }
}

/// The first two digits of places in GB/T 2260.
const PROVINCES: &[u32] = &[
    11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46, 50, 51, 52, 53, 54, 61, 62, 63,
    64, 65, 71, 81, 82, 83,
];
/// The weights of the first 17 digits (GB 11643-1999, ISO 7064 MOD 11-2).
const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
/// The check characters by remainder; 10 is `X`.
const CHECKS: [u32; 11] = [1, 0, 10, 9, 8, 7, 6, 5, 4, 3, 2];
/// The shortest number that is looked for has so many digits.
const FEWEST_DIGITS: usize = 11;
/// Characters of a term that are shown.
const LONGEST_SHOWN: usize = 40;
const YEARS: std::ops::RangeInclusive<u32> = 1850..=2099;

/// A run of digits: their values, and whether anything stood between them.
#[derive(Default)]
struct Run {
    /// 10 is an `X` behind the digits.
    digits: Vec<u32>,
    is_joined: bool,
}

/// Words of a title under which people stand.
const PEOPLE: &[&str] = &[
    "姓名",
    "患者",
    "病人",
    "联系人",
    "家属",
    "监护人",
    "身份证",
    "手机",
    "住址",
    "家庭地址",
    "patientname",
    "patient_name",
    "idcard",
    "id_card",
    "id_no",
];
/// A title with one of these names a code list about them, not people: 患者来源, 病人类别.
const LISTS: &[&str] = &[
    "代码", "编码", "类型", "类别", "来源", "去向", "分类", "状态", "标识", "级别", "科室",
];

/// Whether the title of a column says that people stand in it.
pub fn screen_title(title: &str) -> Option<PersonalData> {
    let title = title.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| title.contains(word));
    (has(PEOPLE) && !has(LISTS)).then_some(PersonalData::PersonName)
}

/// What the code looks like, if it has a number in it that checks itself: an identity number with a plausible place and day
/// and a right check character, or an address of e-mail. Of the other numbers nobody can tell that they are no codes.
pub fn screen_code(code: &str) -> Option<PersonalData> {
    screen(code).filter(|found| match found {
        PersonalData::IdentityNumber | PersonalData::Email => true,
        PersonalData::OldIdentityNumber
        | PersonalData::MobilePhone
        | PersonalData::LandlinePhone
        | PersonalData::BankCard
        | PersonalData::PersonName => false,
    })
}

/// The term with what identifies somebody made unreadable: of its digits and letters the first two and the last stay.
pub fn masked(term: &str) -> String {
    let signs = term.chars().filter(char::is_ascii_alphanumeric).count();
    let mut seen = 0;
    let masked = term.chars().take(LONGEST_SHOWN).map(|c| {
        seen += usize::from(c.is_ascii_alphanumeric());
        let stays = !half_width(c).is_ascii_alphanumeric() || (c.is_ascii() && (seen <= 2 || seen == signs));
        if stays { c } else { '*' }
    });
    masked.collect()
}

/// What the term looks like, if it looks like personal data.
pub fn screen(term: &str) -> Option<PersonalData> {
    // Most terms have neither so many digits nor the sign of an address.
    let digits = term
        .chars()
        .filter(|c| half_width(*c).is_ascii_digit())
        .take(FEWEST_DIGITS)
        .count();
    if digits < FEWEST_DIGITS {
        return is_email(term).then_some(PersonalData::Email);
    }
    let characters: Vec<char> = term.chars().map(half_width).collect();
    let plain = runs(&characters, |_| false);
    let joined = runs(&characters, |c| matches!(c, '-' | ' ' | '(' | ')'));
    let number = plain.iter().chain(&joined).find_map(Run::screen);
    number.or_else(|| is_email(term).then_some(PersonalData::Email))
}

/// Whether an address of e-mail stands in the term: a name, `@`, and a domain whose last label has letters alone.
fn is_email(term: &str) -> bool {
    let mut parts = term.split('@').peekable();
    let is_sign = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '+');
    while let Some(before) = parts.next() {
        let Some(after) = parts.peek() else { return false };
        let has_name = before.ends_with(|c: char| c.is_ascii_alphanumeric());
        let end = after.find(|c| !is_sign(c)).unwrap_or(after.len());
        let domain = after.get(..end).unwrap_or_default().trim_end_matches('.');
        let labels: Vec<&str> = domain.split('.').collect();
        let last = labels.last().copied().unwrap_or_default();
        let is_last = last.len() >= 2 && last.bytes().all(|byte| byte.is_ascii_alphabetic());
        if has_name && labels.len() >= 2 && is_last && labels.iter().all(|label| !label.is_empty()) {
            return true;
        }
    }
    false
}

/// The identity number that has these first 17 digits; none unless they are 17 digits.
pub fn identity_number(first: &str) -> Option<String> {
    let digits: Vec<u32> = first.chars().map(|c| c.to_digit(10)).collect::<Option<_>>()?;
    let first = <&[u32; 17]>::try_from(digits.as_slice()).ok()?;
    let text: String = first.iter().filter_map(|digit| char::from_digit(*digit, 10)).collect();
    let check = match check(first)? {
        10 => 'X',
        digit => char::from_digit(digit, 10)?,
    };
    Some(text + &check.to_string())
}

fn half_width(c: char) -> char {
    match c {
        '０'..='９' => char::from_digit(u32::from(c) - u32::from('０'), 10).unwrap_or(c),
        'Ｘ' | 'ｘ' | 'x' => 'X',
        '\u{3000}' | '\u{a0}' => ' ',
        '－' | '—' | '–' | '‐' => '-',
        '（' => '(',
        '）' => ')',
        other => other,
    }
}

/// The runs of digits, an `X` behind seventeen of them included; `between` says what may stand, once, between two digits.
fn runs(characters: &[char], between: impl Fn(char) -> bool) -> Vec<Run> {
    let mut found = Vec::new();
    let mut run = Run::default();
    let mut waits = 0_usize;
    for c in characters {
        match c.to_digit(10) {
            Some(digit) => {
                run.is_joined |= waits > 0;
                run.digits.push(digit);
                waits = 0;
            }
            None if *c == 'X' && waits == 0 && run.digits.len() >= 17 => run.digits.push(10),
            None if between(*c) && waits < 2 && !run.digits.is_empty() => waits += 1,
            None => {
                found.push(std::mem::take(&mut run));
                waits = 0;
            }
        }
    }
    found.push(run);
    found
}

impl Run {
    fn screen(&self) -> Option<PersonalData> {
        let digits = self.digits.as_slice();
        if digits.windows(18).any(is_identity_number) {
            return Some(PersonalData::IdentityNumber);
        }
        if !self.is_joined && is_old_identity_number(digits) {
            return Some(PersonalData::OldIdentityNumber);
        }
        if is_mobile(digits) {
            return Some(PersonalData::MobilePhone);
        }
        if is_landline(digits) {
            return Some(PersonalData::LandlinePhone);
        }
        is_bank_card(digits).then_some(PersonalData::BankCard)
    }
}

fn is_identity_number(digits: &[u32]) -> bool {
    let Some((first, [last])) = digits.split_first_chunk::<17>() else {
        return false;
    };
    if first.iter().any(|digit| *digit > 9) {
        return false;
    }
    let year = number(first.get(6..10).unwrap_or_default());
    is_place(digits) && is_day(year, first.get(10..14).unwrap_or_default()) && check(first) == Some(*last)
}

fn check(first: &[u32; 17]) -> Option<u32> {
    let sum: u32 = first.iter().zip(WEIGHTS).map(|(digit, weight)| digit * weight).sum();
    CHECKS.get(usize::try_from(sum % 11).ok()?).copied()
}

fn is_old_identity_number(digits: &[u32]) -> bool {
    let year = 1900 + number(digits.get(6..8).unwrap_or_default());
    digits.len() == 15 && is_place(digits) && is_day(year, digits.get(8..12).unwrap_or_default())
}

fn is_place(digits: &[u32]) -> bool {
    PROVINCES.contains(&number(digits.get(..2).unwrap_or_default()))
}

fn is_day(year: u32, month_and_day: &[u32]) -> bool {
    let Some((month, day)) = month_and_day.split_at_checked(2) else {
        return false;
    };
    YEARS.contains(&year) && (1..=12).contains(&number(month)) && (1..=31).contains(&number(day))
}

fn is_mobile(digits: &[u32]) -> bool {
    let national = match digits {
        [8, 6, rest @ ..] | [0, 0, 8, 6, rest @ ..] if rest.len() == 11 => rest,
        all => all,
    };
    national.len() == 11 && matches!(national, [1, 3..=9, ..])
}

/// An area code (010, 02x, 0xxx with 3 to 9) and 7 or 8 digits of a subscriber, which begin with 2 to 8.
fn is_landline(digits: &[u32]) -> bool {
    let subscriber = match digits {
        [0, 1, 0, rest @ ..] | [0, 2, _, rest @ ..] if rest.len() == 8 => rest,
        [0, 3..=9, _, _, rest @ ..] if matches!(rest.len(), 7 | 8) => rest,
        _ => return false,
    };
    matches!(subscriber, [2..=8, ..])
}

/// A card of UnionPay, whose last digit checks the others by the rule of Luhn.
fn is_bank_card(digits: &[u32]) -> bool {
    let is_card =
        matches!(digits, [6, 2, ..]) && matches!(digits.len(), 16 | 19) && digits.iter().all(|digit| *digit <= 9);
    let double = |digit: u32| if digit > 4 { digit * 2 - 9 } else { digit * 2 };
    let weighed = digits.iter().rev().zip([false, true].into_iter().cycle());
    let sum: u32 = weighed
        .map(|(digit, is_doubled)| if is_doubled { double(*digit) } else { *digit })
        .sum();
    is_card && sum.is_multiple_of(10)
}

fn number(digits: &[u32]) -> u32 {
    digits.iter().fold(0, |value, digit| value * 10 + digit)
}
