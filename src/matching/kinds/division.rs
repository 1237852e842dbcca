//! Administrative divisions 行政区划: the name without its suffix, the divisions above it, and names it had before.
//!
//! A term may be a path, `河南省郑州市金水区`: its end is the division, and what stands before must be divisions above it. Former
//! names stand in a property 曾用名 as `崇文区(1949-2010)|…`; what stands in brackets is when it was the name.

use super::level::Level;
use super::verdict::Verdict;
use crate::matching::normalise::normalise;
use crate::matching::warning::Warning;
use std::collections::BTreeMap;

/// Endings that say what kind of division it is; the longest that fits is dropped.
const SUFFIXES: &[&str] = &[
    "维吾尔自治区",
    "壮族自治区",
    "回族自治区",
    "特别行政区",
    "自治区",
    "自治州",
    "自治县",
    "自治旗",
    "地区",
    "林区",
    "特区",
    "新区",
    "矿区",
    "街道办事处",
    "街道",
    "省",
    "市",
    "区",
    "县",
    "盟",
    "旗",
    "镇",
    "乡",
];
/// Endings that are tried when a term has none, the likeliest first.
const TRIED: &[&str] = &[
    "市",
    "区",
    "县",
    "省",
    "自治区",
    "自治县",
    "地区",
    "自治州",
    "旗",
    "盟",
    "镇",
    "乡",
    "街道",
];
/// Peoples that stand before 自治州, 自治县 and 自治区.
const PEOPLES: &[&str] = &[
    "蒙古族",
    "蒙古",
    "回族",
    "藏族",
    "维吾尔",
    "苗族",
    "彝族",
    "壮族",
    "布依族",
    "朝鲜族",
    "满族",
    "侗族",
    "瑶族",
    "白族",
    "土家族",
    "哈尼族",
    "哈萨克族",
    "哈萨克",
    "傣族",
    "黎族",
    "傈僳族",
    "佤族",
    "畲族",
    "拉祜族",
    "水族",
    "东乡族",
    "纳西族",
    "景颇族",
    "柯尔克孜",
    "土族",
    "达斡尔族",
    "仫佬族",
    "羌族",
    "布朗族",
    "撒拉族",
    "毛南族",
    "仡佬族",
    "锡伯族",
    "塔吉克",
    "怒族",
    "普米族",
    "鄂温克族",
    "裕固族",
    "鄂伦春",
    "各族",
    "独龙族",
];
/// Titles of the property that holds former names.
const FORMER: &[&str] = &["曾用名", "旧名", "原名", "原名称", "former_names"];
/// Signs between the parts of a path.
const BETWEEN: [char; 6] = ['/', '-', ',', '>', '|', ' '];
const SHORTEST: usize = 2;
const LONGEST_NAME: usize = 15;

/// A division's name as a hospital writes it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Division {
    /// The text without signs between its parts.
    pub text: String,
}

/// A name that a division had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormerName {
    /// The name.
    pub name: String,
    /// When it was the name, as the edition writes it.
    pub period: Option<String>,
}

/// The former names that an entry's properties hold.
pub fn former_names(properties: &BTreeMap<String, String>) -> Vec<FormerName> {
    let listed = FORMER.iter().filter_map(|title| properties.get(*title));
    let each = listed.flat_map(|list| list.split(['|', '、', ';', '；']));
    let read = each.filter(|text| !text.trim().is_empty()).map(|text| {
        let (name, rest) = text.split_once(['(', '（']).unwrap_or((text, ""));
        let period = rest.trim_end_matches([')', '）', ' ']);
        FormerName {
            name: name.trim().to_owned(),
            period: (!period.is_empty()).then(|| period.to_owned()),
        }
    });
    read.collect()
}

/// A name without the word for its kind and without peoples: 恩施土家族苗族自治州 is 恩施. A name of two characters keeps it.
pub fn bare(name: &str) -> &str {
    let fitting = SUFFIXES.iter().filter_map(|suffix| name.strip_suffix(suffix));
    let Some(mut rest) = fitting
        .filter(|rest| rest.chars().count() >= SHORTEST)
        .min_by_key(|rest| rest.len())
    else {
        return name;
    };
    while name.contains("自治") {
        let shorter = PEOPLES.iter().find_map(|people| rest.strip_suffix(people));
        let Some(shorter) = shorter.filter(|rest| rest.chars().count() >= SHORTEST) else {
            break;
        };
        rest = shorter;
    }
    rest
}

impl Division {
    /// Reads a name or a path.
    pub fn read(name: &str) -> Self {
        let text = normalise(name).text.replace(BETWEEN, "");
        let text = text
            .strip_prefix("中国")
            .filter(|rest| !rest.is_empty())
            .unwrap_or(&text);
        Self { text: text.to_owned() }
    }

    /// Every end of the text that may be the division's name, with the endings it may lack; the longest first.
    pub fn names_to_look_for(&self) -> Vec<(Level, String)> {
        let ends = self.text.char_indices().filter_map(|(at, _)| self.text.get(at..));
        let ends = ends.filter(|end| (SHORTEST..=LONGEST_NAME).contains(&end.chars().count()));
        let mut names = Vec::new();
        for end in ends {
            names.push((Level::Division, end.to_owned()));
            if !SUFFIXES.iter().any(|suffix| end.ends_with(suffix)) {
                names.extend(TRIED.iter().map(|suffix| (Level::Division, format!("{end}{suffix}"))));
            }
        }
        names
    }
}

/// Compares a term with an entry's names (the official one first), the divisions above it (the nearest first) and its former names.
pub fn compare(term: &Division, names: &[&str], above: &[&str], former: &[FormerName]) -> Verdict {
    let mut verdict = Verdict::default();
    let display = names.first().copied().unwrap_or_default();
    let is_former = |name: &str| former.iter().any(|former| former.name == name);
    let own = names.iter().filter(|name| !is_former(name));
    let own = own.flat_map(|name| [*name, bare(name)]);
    let path = own
        .filter_map(|name| term.text.strip_suffix(name))
        .min_by_key(|path| path.len());
    let was = former.iter().find_map(|former| {
        let name = [former.name.as_str(), bare(&former.name)];
        let path = name.into_iter().find_map(|name| term.text.strip_suffix(name))?;
        Some((former, path))
    });
    let (path, name) = match (path, was) {
        (Some(path), _) => (path, display),
        (None, Some((former, path))) => {
            let period = former.period.clone();
            let name = former.name.clone();
            verdict.warnings.push(Warning::FormerName { name, period });
            (path, former.name.as_str())
        }
        (None, None) => {
            verdict.differs(Level::Division, &term.text, display);
            return verdict;
        }
    };
    let (known, unknown) = take_above(path, above);
    if unknown.is_empty() {
        verdict.same_thing(Level::Division, name);
        if !known.is_empty() {
            verdict.same(Level::Above, &known.join(""));
        }
    } else if above.is_empty() {
        verdict.same(Level::Division, name);
        verdict.entry_is_silent();
    } else {
        verdict.same(Level::Division, name);
        let theirs: Vec<&str> = above.iter().rev().copied().collect();
        verdict.differs(Level::Above, unknown, &theirs.join(""));
    }
    verdict
}

/// Takes the divisions above away from the end of a path: those that were there, the highest first, and what is left.
fn take_above<'a, 'b>(path: &'a str, above: &[&'b str]) -> (Vec<&'b str>, &'a str) {
    let mut rest = path;
    let mut known = Vec::new();
    for name in above {
        let shorter = [*name, bare(name)].into_iter().find_map(|name| rest.strip_suffix(name));
        if let Some(shorter) = shorter {
            rest = shorter;
            known.insert(0, *name);
        }
    }
    (known, rest)
}
