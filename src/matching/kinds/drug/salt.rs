//! Salts 盐基 of drugs: what stands before or after the name of the active part.
//!
//! 盐酸二甲双胍 is 二甲双胍 with 盐酸; 氯化钾, 葡萄糖酸钙 and 硝酸甘油 are substances themselves and keep their names. An ester such
//! as 头孢呋辛酯 is another substance.

/// Acids that stand before a name. The longest that fits counts.
const BEFORE: &[&str] = &[
    "对甲苯磺酸",
    "甲苯磺酸",
    "乙磺酸",
    "苯磺酸",
    "甲磺酸",
    "重酒石酸",
    "酒石酸",
    "琥珀酸",
    "丁二酸",
    "马来酸",
    "富马酸",
    "磷酸",
    "焦磷酸",
    "枸橼酸",
    "柠檬酸",
    "氢溴酸",
    "硫酸氢",
    "硫酸",
    "盐酸",
    "醋酸",
    "乙酸",
    "乳酸",
    "硝酸",
    "草酸",
    "门冬氨酸",
    "双羟萘酸",
    "棕榈酸",
    "丙酸",
    "丁酸",
    "戊酸",
    "糠酸",
    "苯甲酸",
    "氢氯酸",
    "水杨酸",
];
/// Endings, the longest first.
const AFTER: &[&str] = &[
    "磷酸二氢钠",
    "磷酸二钠",
    "琥珀酸钠",
    "磷酸钠",
    "磺酸钠",
    "硫酸钠",
    "磷酸酯",
    "盐酸盐",
    "硫酸盐",
    "酒石酸盐",
    "琥珀酸盐",
    "马来酸盐",
    "富马酸盐",
    "磷酸盐",
    "枸橼酸盐",
    "甲磺酸盐",
    "苯磺酸盐",
    "醋酸盐",
    "氢溴酸盐",
    "醋酸酯",
    "二钠",
    "三钠",
    "钠",
    "钾",
    "钙",
    "镁",
    "锌",
];
/// What is left of a substance when its acid is taken away, so the acid belongs to it.
const NOT_AFTER_ACID: &[&str] = &[
    "钠",
    "钾",
    "钙",
    "镁",
    "锌",
    "铁",
    "铝",
    "铋",
    "银",
    "铜",
    "锂",
    "钡",
    "铵",
    "锶",
    "锰",
    "汞",
    "铅",
    "亚铁",
    "亚锡",
    "高铁",
    "氢钠",
    "氢钾",
    "氢钙",
    "氢二",
    "氢铵",
    "二氢",
    "一氢",
    "三钠",
    "二钠",
    "盐",
    "酯",
    "甘油",
    "异山梨",
    "菌",
    "肌酸",
    "乙酯",
    "丁酯",
    "甲酯",
    "乙烯",
    "根",
    "镧",
];
/// Salts that are the substance themselves: the metal behind them belongs to the name.
const INORGANIC: &[&str] = &[
    "氯化",
    "溴化",
    "碘化",
    "氟化",
    "碳酸",
    "硫酸",
    "硝酸",
    "磷酸",
    "枸橼酸",
    "柠檬酸",
    "葡萄糖酸",
    "乳酸",
    "醋酸",
    "乙酸",
    "氢氧化",
    "氧化",
    "硫化",
    "硫代",
    "亚硫酸",
    "谷氨酸",
    "门冬氨酸",
    "苯甲酸",
    "硝普",
    "草酸",
    "酒石酸",
    "琥珀酸",
    "高锰酸",
    "硅酸",
    "硼酸",
    "钼酸",
    "铬酸",
    "过氧",
    "次氯",
    "水杨酸",
    "硬脂酸",
    "十二烷",
    "铋",
    "铝",
    "二氢",
    "环硅",
    "碘酸",
    "溴酸",
    "亚铁",
];
/// Partners of compounds, before which a salt may stand: 头孢哌酮钠舒巴坦钠.
const PARTNERS: &[&str] = &["舒巴坦", "他唑巴坦", "克拉维酸", "西司他丁", "阿维巴坦"];
const SHORTEST: usize = 2;

/// A name without its salts, and the salts in the order of this table.
pub fn split(name: &str) -> (String, Vec<&'static str>) {
    let mut salts = Vec::new();
    let mut rest = name.to_owned();
    for partner in PARTNERS {
        for metal in ["钠", "钾"] {
            let with_salt = format!("{metal}{partner}");
            if rest.contains(&with_salt) && !rest.starts_with(metal) {
                rest = rest.replace(&with_salt, partner);
                salts.push(metal);
            }
        }
    }
    if let Some((acid, name)) = acid_before(&rest) {
        salts.push(acid);
        rest = name.to_owned();
    }
    if let Some((ending, name)) = ending_after(&rest) {
        salts.push(ending);
        rest = name.to_owned();
    }
    let mut salts: Vec<&'static str> = salts.into_iter().map(one_word).collect();
    salts.sort_unstable();
    salts.dedup();
    (rest, salts)
}

fn acid_before(name: &str) -> Option<(&'static str, &str)> {
    let fitting = BEFORE.iter().filter_map(|acid| Some((*acid, name.strip_prefix(acid)?)));
    let (acid, rest) = fitting.min_by_key(|(_, rest)| rest.len())?;
    let is_own = NOT_AFTER_ACID.iter().any(|word| rest.starts_with(word));
    (!is_own && rest.chars().count() >= SHORTEST).then_some((acid, rest))
}

fn ending_after(name: &str) -> Option<(&'static str, &str)> {
    let (ending, rest) = AFTER
        .iter()
        .find_map(|ending| Some((*ending, name.strip_suffix(ending)?)))?;
    let is_metal = ending.chars().count() <= 2;
    let is_own = INORGANIC.iter().any(|word| rest.contains(word)) || rest.ends_with(['二', '三', '焦', '氢']);
    let shortest = if is_metal { SHORTEST } else { SHORTEST + 1 };
    (!is_own && rest.chars().count() >= shortest).then_some((ending, rest))
}

/// Salts that are written in two ways.
fn one_word(salt: &'static str) -> &'static str {
    match salt {
        "盐酸盐" | "氢氯酸" => "盐酸",
        "硫酸盐" => "硫酸",
        "酒石酸盐" | "重酒石酸" => "酒石酸",
        "琥珀酸盐" | "丁二酸" => "琥珀酸",
        "马来酸盐" => "马来酸",
        "富马酸盐" => "富马酸",
        "磷酸盐" => "磷酸",
        "枸橼酸盐" | "柠檬酸" => "枸橼酸",
        "甲磺酸盐" => "甲磺酸",
        "苯磺酸盐" => "苯磺酸",
        "醋酸盐" | "乙酸" | "醋酸酯" => "醋酸",
        "氢溴酸盐" => "氢溴酸",
        "对甲苯磺酸" => "甲苯磺酸",
        other => other,
    }
}
