//! The titles that columns of hospital exports and published lists have for what a kind compares, folded to lower case
//! without blanks and `_`.

use std::collections::BTreeMap;

const BRAND: &[&str] = &[
    "商品名",
    "商品名称",
    "品名商品名",
    "tradename",
    "drugtradename",
    "brand",
];
const FORM: &[&str] = &["剂型", "药品剂型", "剂型名称", "dosageform", "drugdose", "form", "jx"];
const SPEC: &[&str] = &[
    "规格",
    "药品规格",
    "包装规格",
    "规格包装",
    "制剂规格",
    "规格型号",
    "drugsformat",
    "drugspec",
    "spec",
    "specification",
    "strength",
];
const MAKER: &[&str] = &[
    "厂家",
    "生产厂家",
    "生产企业",
    "生产企业名称",
    "生产厂商",
    "厂商",
    "产地",
    "manufacturer",
    "drugmanufaturer",
    "drugmanufacturer",
    "maker",
];
const ABBREVIATION: &[&str] = &[
    "英文缩写",
    "英文简称",
    "缩写",
    "英文名",
    "英文名称",
    "英文代号",
    "abbreviation",
    "abbr",
];
const UNIT: &[&str] = &["单位", "计量单位", "结果单位", "检验单位", "项目单位", "unit", "units"];
const SPECIMEN: &[&str] = &[
    "标本",
    "标本类型",
    "标本名称",
    "样本",
    "样本类型",
    "样本名称",
    "specimen",
    "sample",
    "sampletype",
];
const METHOD: &[&str] = &["方法", "检验方法", "检测方法", "测定方法", "方法学", "method"];

/// What the columns of one row say; empty cells say nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Attributes<'a> {
    /// The brand 商品名.
    pub brand: Option<&'a str>,
    /// The form 剂型.
    pub form: Option<&'a str>,
    /// Strength and pack 规格.
    pub spec: Option<&'a str>,
    /// The maker 生产厂家.
    pub maker: Option<&'a str>,
    /// The abbreviation 英文缩写.
    pub abbreviation: Option<&'a str>,
    /// The unit 单位.
    pub unit: Option<&'a str>,
    /// The specimen 标本.
    pub specimen: Option<&'a str>,
    /// The method 方法.
    pub method: Option<&'a str>,
}

impl<'a> Attributes<'a> {
    /// Finds what is known by the titles of the columns.
    pub fn of(columns: &'a BTreeMap<String, String>) -> Self {
        let folded: Vec<(String, &str)> = columns
            .iter()
            .map(|(title, value)| (fold(title), value.trim()))
            .filter(|(_, value)| !value.is_empty() && !matches!(*value, "-" | "/" | "无"))
            .collect();
        let find = |titles: &[&str]| {
            let known = |title: &&str| folded.iter().find(|(found, _)| found == title);
            titles.iter().find_map(known).map(|(_, value)| *value)
        };
        Self {
            brand: find(BRAND),
            form: find(FORM),
            spec: find(SPEC),
            maker: find(MAKER),
            abbreviation: find(ABBREVIATION),
            unit: find(UNIT),
            specimen: find(SPECIMEN),
            method: find(METHOD),
        }
    }
}

fn fold(title: &str) -> String {
    let kept = title.chars().filter(|c| !c.is_whitespace() && *c != '_');
    kept.flat_map(char::to_lowercase).collect()
}
