//! What stands in brackets of a drug's name: a form, a type, a salt, a strength, a note, and mostly a brand.

use super::form::Form;
use super::strength::Strength;

/// Notes that say nothing about the drug itself: packaging, origin, payment, grade of a reagent.
const NOTES: &[&str] = &[
    "塑瓶",
    "塑料瓶",
    "玻瓶",
    "软袋",
    "双管软袋",
    "直立式聚丙烯输液袋",
    "非pvc软袋",
    "亚邦软袋",
    "进口",
    "国产",
    "合资",
    "自费",
    "医保",
    "甲类",
    "乙类",
    "甲",
    "乙",
    "基",
    "基药",
    "国基",
    "集采",
    "带量",
    "外用",
    "口服",
    "皮下",
    "静脉",
    "肌注",
    "手术用",
    "院内",
    "自制",
    "赠药",
    "ar",
    "br",
    "cp",
    "gr",
    "bs",
    "ind",
    "带吸入器",
    "含吸入器",
    "酒",
    "醋",
    "煅",
    "上海",
    "四川",
    "限",
    "高危",
    "冷藏",
    "无糖",
    "无蔗糖",
    "薄膜衣",
];
/// Words for a salt in brackets.
const SALTS: &[(&str, &str)] = &[
    ("酒石酸盐", "酒石酸"),
    ("酒石酸", "酒石酸"),
    ("琥珀酸盐", "琥珀酸"),
    ("琥珀酸", "琥珀酸"),
    ("盐酸盐", "盐酸"),
    ("盐酸", "盐酸"),
    ("硫酸盐", "硫酸"),
    ("钠盐", "钠"),
    ("钾盐", "钾"),
    ("钙盐", "钙"),
];

/// What one bracket says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Bracket {
    /// A form.
    Form(Form),
    /// A type within the name.
    Variant(String),
    /// A salt.
    Salt(&'static str),
    /// A strength.
    Strength(Strength),
    /// A note.
    Noise,
    /// Anything else, mostly a brand.
    Other(String),
}

/// The name without its brackets, and what each says. The text is in normalised spelling; a bracket that is not closed
/// goes to the end.
pub fn take_out(text: &str) -> (String, Vec<Bracket>) {
    let mut plain = String::with_capacity(text.len());
    let mut groups = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('(') {
        plain.push_str(before);
        let (inner, behind) = after.split_once(')').unwrap_or((after, ""));
        groups.extend(read(inner));
        rest = behind;
    }
    plain.push_str(rest);
    (plain.replace(')', ""), groups)
}

fn read(inner: &str) -> Vec<Bracket> {
    let inner = inner.trim_matches(['(', ')', ' ', '*']);
    if inner.is_empty() || NOTES.contains(&inner) {
        return vec![Bracket::Noise];
    }
    if let Some(form) = Form::parse(inner) {
        return vec![Bracket::Form(form)];
    }
    if let Some((_, salt)) = SALTS.iter().find(|(word, _)| *word == inner) {
        return vec![Bracket::Salt(salt)];
    }
    let bare = inner.trim_start_matches("预混").trim_end_matches('型');
    if is_variant(bare) {
        return vec![Bracket::Variant(one_spelling(bare))];
    }
    let strength = Strength::parse(inner);
    if !strength.is_empty() && inner.starts_with(|c: char| c.is_ascii_digit()) {
        return vec![Bracket::Strength(strength)];
    }
    let brand = inner.trim_end_matches(|c: char| c.is_ascii_alphanumeric());
    let tail = inner.strip_prefix(brand).unwrap_or_default();
    let is_mix = matches!(tail, "25" | "30" | "50" | "70");
    if (is_variant(tail) || is_mix) && !brand.is_empty() {
        return vec![Bracket::Variant(one_spelling(tail)), Bracket::Other(brand.to_owned())];
    }
    vec![Bracket::Other(inner.to_owned())]
}

/// A type in one spelling: 30 parts of an insulin mix are written `30` and `30r`, two is `ii` and `ⅱ`.
pub fn one_spelling(variant: &str) -> String {
    const ROMAN: [(&str, &str); 5] = [("ⅰ", "i"), ("ⅱ", "ii"), ("ⅲ", "iii"), ("ⅳ", "iv"), ("ⅴ", "v")];
    let roman = ROMAN.iter().find(|(sign, _)| *sign == variant);
    roman
        .map_or(variant.trim_end_matches('r'), |(_, letters)| letters)
        .to_owned()
}

/// Whether a text is a type: a mix such as `30r` or `70/30`, a formula such as `18aa`, or a Roman number.
pub fn is_variant(text: &str) -> bool {
    let after_digits = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let has_digits = after_digits.len() < text.len();
    let is_mix = |rest: &str| {
        let behind = rest.strip_prefix('/').filter(|part| !part.is_empty());
        behind.is_some_and(|part| part.chars().all(|c| c.is_ascii_digit()))
    };
    let is_coded =
        has_digits && (matches!(after_digits, "r" | "aa") || is_mix(after_digits) || after_digits.starts_with("aa-"));
    is_coded
        || matches!(
            text,
            "i" | "ii" | "iii" | "iv" | "v" | "vi" | "ⅰ" | "ⅱ" | "ⅲ" | "ⅳ" | "ⅴ"
        )
}
