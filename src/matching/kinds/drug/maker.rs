//! Makers 生产企业, shortened to the name that tells them apart.

use crate::matching::normalise::normalise;

/// Words of a firm's form and trade, which many have.
const COMMON: &[&str] = &[
    "股份有限公司",
    "有限责任公司",
    "有限公司",
    "股份公司",
    "公司",
    "集团",
    "股份",
    "药业",
    "制药",
    "医药",
    "生物",
    "科技",
    "厂",
    "药",
    "(",
    ")",
];
const SHORTEST: usize = 2;

/// The name of a maker without the words that say what kind of firm it is.
pub fn short(name: &str) -> Option<String> {
    let mut text = normalise(name).text.into_owned();
    for word in COMMON {
        text = text.replace(word, "");
    }
    (text.chars().count() >= SHORTEST).then_some(text)
}

/// Whether two shortened makers may be the same: one name stands in the other.
pub fn is_same(one: &str, other: &str) -> bool {
    one.contains(other) || other.contains(one)
}
