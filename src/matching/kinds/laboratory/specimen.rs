//! Specimens 标本 and the words for them in names and columns. From memory of laboratory catalogues and WS/T 102.

/// A specimen and its words. The specimens of blood share the word 血, which fits all of them but the capillary's and the
/// artery's.
const SPECIMENS: &[(&str, &[&str])] = &[
    ("动脉血", &["动脉血", "动脉"]),
    ("毛细血管血", &["毛细血管血", "末梢血", "指尖血", "手指血", "指血"]),
    ("脐血", &["脐带血", "脐血"]),
    ("血清", &["血清", "血浆", "乏血小板血浆", "血清/血浆"]),
    ("全血", &["全血", "抗凝血"]),
    ("血", &["静脉血", "血液", "外周血", "血"]),
    ("尿", &["24小时尿", "尿沉渣", "随机尿", "晨尿", "尿液", "尿"]),
    ("粪便", &["粪便", "大便", "粪", "便"]),
    ("脑脊液", &["脑脊液", "csf"]),
    ("胸水", &["胸腹水", "胸水", "胸腔积液"]),
    ("腹水", &["腹水", "腹腔积液"]),
    ("关节液", &["关节液", "关节积液"]),
    ("羊水", &["羊水"]),
    ("骨髓", &["骨髓"]),
    ("精液", &["精液"]),
    ("前列腺液", &["前列腺液"]),
    ("痰", &["痰液", "痰"]),
    (
        "咽拭子",
        &["咽拭子", "鼻咽拭子", "口咽拭子", "呼吸道标本", "上呼吸道标本"],
    ),
    ("分泌物", &["阴道分泌物", "宫颈分泌物", "分泌物", "白带"]),
    ("呼出气", &["呼出气"]),
    ("唾液", &["唾液"]),
    ("汗液", &["汗液"]),
];
/// Names that begin with 尿 or 血 and do not mean the specimen.
const NO_SPECIMEN: &[&str] = &[
    "尿素",
    "尿酸",
    "尿激酶",
    "尿胆原",
    "尿卟啉",
    "血红蛋白",
    "血色素",
    "血小板",
    "血沉",
    "血管",
    "血型",
    "血脂",
    "血吸虫",
    "血栓",
    "血凝",
    "血液粘",
    "血培养",
    "血细胞",
];
/// What follows 尿 in the name of a urine item although the two look like a substance.
const URINE_AFTER_ALL: &[&str] = &["尿酸碱度", "尿素酶"];

/// The specimen that a column names.
pub fn of_column(text: &str) -> Option<&'static str> {
    let hit = SPECIMENS
        .iter()
        .flat_map(|(name, words)| words.iter().map(move |word| (*name, *word)))
        .filter(|(_, word)| text.contains(word))
        .max_by_key(|(_, word)| word.len());
    hit.map(|(name, _)| name)
}

/// The specimen that a name begins with, or names in brackets.
pub fn of_name(text: &str) -> Option<&'static str> {
    let bracket = text.split_once('(').and_then(|(_, inner)| inner.split(')').next());
    let in_bracket = bracket.and_then(|inner| {
        let whole = |words: &&[&str]| words.contains(&inner);
        SPECIMENS.iter().find(|(_, words)| whole(words)).map(|(name, _)| *name)
    });
    in_bracket.or_else(|| at_beginning(text))
}

fn at_beginning(text: &str) -> Option<&'static str> {
    let urine = URINE_AFTER_ALL.iter().any(|word| text.starts_with(word));
    if !urine && NO_SPECIMEN.iter().any(|word| text.starts_with(word)) {
        return None;
    }
    let hit = SPECIMENS
        .iter()
        .flat_map(|(name, words)| words.iter().map(move |word| (*name, *word)))
        .filter(|(_, word)| text.starts_with(word))
        .max_by_key(|(_, word)| word.len());
    hit.map(|(name, _)| name)
}

/// A name without the specimen that it begins with.
pub fn without(text: &str) -> &str {
    let words = SPECIMENS.iter().flat_map(|(_, words)| words.iter());
    let rest = words
        .filter_map(|word| text.strip_prefix(word))
        .filter(|rest| !rest.is_empty());
    rest.min_by_key(|rest| rest.len()).unwrap_or(text)
}

/// Whether both may be the same specimen: 血 is said of serum, plasma and whole blood alike.
pub fn fits(one: &str, other: &str) -> bool {
    let is_blood = |name: &str| matches!(name, "血" | "血清" | "全血");
    one == other || is_blood(one) && is_blood(other) && (one == "血" || other == "血")
}
