//! Words of small value lists 值域 that mean the same: 男, 男性 and M. They are used for lists of at most
//! [`SMALL`] entries, where a sign such as M or √ has one meaning; never a digit, because 1 and 2 are codes.
//!
//! Source: the value domains of WS/T 364, GB/T 2261 and common exports; a list decides by its own names which sense is
//! possible.

/// A list of at most so many entries is small: it needs no index, and the words below apply.
pub const SMALL: u32 = 200;

/// Groups of words with one meaning, in normalised spelling. No word stands in two groups.
const GROUPS: &[&[&str]] = &[
    &["男", "男性", "男士", "m", "male"],
    &["女", "女性", "女士", "f", "female"],
    &["是", "有", "y", "yes", "true", "√", "✓", "对"],
    &["否", "无", "n", "no", "false", "×", "没有", "不是"],
    &["未知", "不详", "不明", "不清楚", "未知的", "unknown"],
    &["其他", "其它", "other"],
    &["未说明", "未说明的", "未填写", "未提供"],
    &["阳性", "(+)", "+", "positive", "pos"],
    &["阴性", "(-)", "-", "negative", "neg"],
    &["左", "左侧"],
    &["右", "右侧"],
    &["双侧", "两侧", "双"],
    &["未婚", "单身", "未婚者"],
    &["已婚", "有配偶"],
    &["离婚", "离异", "离婚者"],
    &["丧偶", "丧偶者"],
    &["a", "a型", "a型血"],
    &["b", "b型", "b型血"],
    &["o", "o型", "o型血"],
    &["ab", "ab型", "ab型血"],
    &["治愈", "痊愈", "已治愈"],
    &["死亡", "死", "已死亡"],
    &["门诊", "门诊入院", "经门诊"],
    &["急诊", "急诊入院", "经急诊"],
    &["启用", "有效", "在用"],
    &["停用", "无效", "已停用"],
];

/// What an ethnic group's name may end in: 汉 and 汉族 are one value.
const NATION: char = '族';

/// The other spellings of a value in normalised spelling, best first; empty when the table does not know it.
pub fn same_value(word: &str) -> Vec<String> {
    let group = GROUPS.iter().find(|group| group.contains(&word));
    let mut others: Vec<String> = group
        .into_iter()
        .flat_map(|group| group.iter())
        .filter(|other| **other != word)
        .map(|other| (*other).to_owned())
        .collect();
    match word.strip_suffix(NATION) {
        Some(short) if !short.is_empty() => others.push(short.to_owned()),
        _ => others.push(format!("{word}{NATION}")),
    }
    others
}
