//! Analytes 被测物 that are easily mistaken for one another, by their Chinese names and abbreviations.
//!
//! Source: the laboratory table of the domain notes (crate::5.6) and the must-not-match pairs (crate::5.3); from memory. An abbreviation
//! that means two things (TP, PCT, TG, TT, P) is not in the table.

/// An analyte and its words in normalised spelling. A word of Latin letters counts only whole.
type Analyte = (&'static str, &'static [&'static str]);

/// The table. A longer word hides the shorter ones in it: 前白蛋白 is not 白蛋白.
const ANALYTES: &[Analyte] = &[
    (
        "丙氨酸氨基转移酶",
        &["丙氨酸氨基转移酶", "谷丙转氨酶", "alt", "gpt", "sgpt", "谷丙"],
    ),
    (
        "天门冬氨酸氨基转移酶",
        &[
            "天门冬氨酸氨基转移酶",
            "天冬氨酸氨基转移酶",
            "谷草转氨酶",
            "ast",
            "got",
            "sgot",
            "谷草",
        ],
    ),
    ("谷草/谷丙", &["谷草/谷丙", "谷草谷丙比值", "ast/alt"]),
    ("碱性磷酸酶", &["碱性磷酸酶", "alp", "akp"]),
    (
        "γ-谷氨酰转移酶",
        &[
            "γ-谷氨酰转移酶",
            "谷氨酰转移酶",
            "谷氨酰转肽酶",
            "r-转肽酶",
            "γ-转肽酶",
            "转肽酶",
            "ggt",
            "γ-gt",
            "r-gt",
        ],
    ),
    ("乳酸脱氢酶", &["乳酸脱氢酶", "ldh"]),
    ("乳酸", &["乳酸", "lac"]),
    ("肌酸激酶", &["肌酸激酶", "ck", "cpk"]),
    (
        "肌酸激酶同工酶MB",
        &[
            "肌酸激酶同工酶",
            "肌酸激酶同工酶mb",
            "肌酸激酶-mb",
            "ck-mb",
            "ckmb",
            "cpk-mb",
        ],
    ),
    ("心肌肌钙蛋白I", &["肌钙蛋白i", "ctni", "tni", "hs-ctni", "hs-tni"]),
    ("心肌肌钙蛋白T", &["肌钙蛋白t", "ctnt", "tnt", "hs-ctnt", "hs-tnt"]),
    ("B型钠尿肽", &["b型钠尿肽", "脑钠肽", "脑利钠肽", "bnp"]),
    (
        "N末端B型钠尿肽原",
        &[
            "n末端b型钠尿肽原",
            "n末端脑钠肽前体",
            "氨基末端脑钠肽前体",
            "n末端脑利钠肽前体",
            "脑钠肽前体",
            "nt-probnp",
            "ntprobnp",
        ],
    ),
    ("肌红蛋白", &["肌红蛋白", "myo", "mb"]),
    ("总胆红素", &["总胆红素", "tbil", "t-bil", "总胆"]),
    ("直接胆红素", &["直接胆红素", "结合胆红素", "dbil", "d-bil"]),
    ("间接胆红素", &["间接胆红素", "未结合胆红素", "ibil", "i-bil"]),
    ("总胆汁酸", &["总胆汁酸", "tba"]),
    ("总蛋白", &["总蛋白"]),
    ("白蛋白", &["白蛋白", "alb"]),
    ("前白蛋白", &["前白蛋白", "palb"]),
    ("微量白蛋白", &["微量白蛋白", "malb"]),
    ("球蛋白", &["球蛋白", "glo", "glb"]),
    ("白球比", &["白球比", "白球比例", "白蛋白/球蛋白", "a/g"]),
    ("尿素氮", &["尿素氮"]),
    ("尿素", &["尿素", "urea"]),
    ("肌酐", &["肌酐", "crea", "scr", "ucr"]),
    ("尿酸", &["尿酸"]),
    ("胱抑素C", &["胱抑素c", "cysc", "胱抑素"]),
    ("钾", &["血清钾", "血钾", "尿钾", "钾", "k", "k+"]),
    ("钠", &["血清钠", "血钠", "尿钠", "钠", "na", "na+"]),
    ("氯", &["血清氯", "血氯", "尿氯", "氯", "cl", "cl-"]),
    ("钙", &["血清钙", "血钙", "尿钙", "钙", "总钙"]),
    (
        "总二氧化碳",
        &[
            "总二氧化碳",
            "二氧化碳结合力",
            "co2-结合力",
            "co2结合力",
            "tco2",
            "co2cp",
        ],
    ),
    ("碳酸氢根", &["碳酸氢根", "碳酸氢盐", "hco3"]),
    ("总铁结合力", &["总铁结合力", "tibc"]),
    ("国际标准化比值", &["国际标准化比值", "inr"]),
    ("离子钙", &["离子钙", "游离钙", "ica"]),
    ("磷", &["血清磷", "血磷", "无机磷", "尿磷", "磷"]),
    ("镁", &["血清镁", "血镁", "镁", "mg"]),
    ("铁", &["血清铁", "铁"]),
    ("铁蛋白", &["铁蛋白", "fer"]),
    ("转铁蛋白", &["转铁蛋白", "trf"]),
    ("总胆固醇", &["总胆固醇", "cho", "chol"]),
    ("甘油三酯", &["甘油三酯", "甘油三脂", "三酰甘油"]),
    (
        "高密度脂蛋白胆固醇",
        &["高密度脂蛋白胆固醇", "高密度脂蛋白", "hdl", "hdl-c"],
    ),
    (
        "低密度脂蛋白胆固醇",
        &["低密度脂蛋白胆固醇", "低密度脂蛋白", "ldl", "ldl-c"],
    ),
    ("载脂蛋白A1", &["载脂蛋白a1", "apoa1", "apoa"]),
    ("载脂蛋白B", &["载脂蛋白b", "apob"]),
    ("脂蛋白(a)", &["脂蛋白(a)", "脂蛋白a", "lp(a)"]),
    ("葡萄糖", &["葡萄糖", "血糖", "尿糖", "glu"]),
    ("空腹葡萄糖", &["空腹葡萄糖", "空腹血糖", "fpg"]),
    ("餐后葡萄糖", &["餐后血糖", "餐后2小时血糖", "餐后葡萄糖"]),
    ("糖化血红蛋白", &["糖化血红蛋白", "hba1c"]),
    ("糖化白蛋白", &["糖化白蛋白"]),
    ("血红蛋白", &["血红蛋白", "血色素", "hgb", "hb"]),
    (
        "平均红细胞血红蛋白量",
        &["平均红细胞血红蛋白量", "平均血红蛋白量", "rbc平均hgb量", "mch"],
    ),
    (
        "平均红细胞血红蛋白浓度",
        &["平均红细胞血红蛋白浓度", "平均血红蛋白浓度", "rbc平均hgb浓度", "mchc"],
    ),
    (
        "平均红细胞体积",
        &["平均红细胞体积", "红细胞平均体积", "红细胞体积", "mcv"],
    ),
    ("平均血小板体积", &["平均血小板体积", "血小板平均体积", "mpv"]),
    ("红细胞压积", &["红细胞压积", "红细胞比积", "hct"]),
    ("血小板压积", &["血小板压积"]),
    (
        "红细胞分布宽度",
        &["红细胞分布宽度", "红细胞宽度", "rdw", "rdw-cv", "rdw-sd"],
    ),
    ("血小板分布宽度", &["血小板分布宽度", "pdw"]),
    ("红细胞沉降率", &["红细胞沉降率", "血沉", "esr"]),
    ("网织红细胞", &["网织红细胞", "网织", "ret"]),
    ("红细胞", &["红细胞", "rbc"]),
    ("白细胞", &["白细胞", "wbc"]),
    ("白细胞酯酶", &["白细胞酯酶"]),
    ("血小板", &["血小板", "plt"]),
    ("中性粒细胞", &["中性粒细胞", "中性粒", "中性白细胞", "neut", "ne"]),
    ("淋巴细胞", &["淋巴细胞", "淋巴", "lym", "ly"]),
    ("单核细胞", &["单核细胞", "mono", "mo"]),
    (
        "嗜酸性粒细胞",
        &["嗜酸性粒细胞", "嗜酸粒细胞", "嗜酸白细胞", "嗜酸性细胞", "eo"],
    ),
    (
        "嗜碱性粒细胞",
        &["嗜碱性粒细胞", "嗜碱粒细胞", "嗜碱性细胞", "嗜碱白细胞", "baso", "ba"],
    ),
    ("凝血酶原时间", &["凝血酶原时间"]),
    ("凝血酶时间", &["凝血酶时间"]),
    (
        "活化部分凝血活酶时间",
        &["活化部分凝血活酶时间", "部分凝血活酶时间", "aptt"],
    ),
    ("纤维蛋白原", &["纤维蛋白原", "fib"]),
    ("纤维蛋白降解产物", &["纤维蛋白降解产物", "纤维蛋白(原)降解产物", "fdp"]),
    ("D-二聚体", &["d-二聚体", "d二聚体", "d-d"]),
    ("游离三碘甲状腺原氨酸", &["游离三碘甲状腺原氨酸", "游离t3", "ft3"]),
    (
        "总三碘甲状腺原氨酸",
        &["三碘甲状腺原氨酸", "总三碘甲状腺原氨酸", "tt3", "t3"],
    ),
    ("游离甲状腺素", &["游离甲状腺素", "游离t4", "ft4"]),
    ("总甲状腺素", &["总甲状腺素", "甲状腺素", "tt4", "t4"]),
    ("促甲状腺激素", &["促甲状腺激素", "促甲状腺素", "tsh"]),
    (
        "促甲状腺激素受体抗体",
        &["促甲状腺激素受体抗体", "促甲状腺素受体抗体", "trab"],
    ),
    ("乙肝表面抗原", &["乙型肝炎病毒表面抗原", "乙肝表面抗原", "hbsag"]),
    (
        "乙肝表面抗体",
        &["乙型肝炎病毒表面抗体", "乙肝表面抗体", "hbsab", "抗-hbs"],
    ),
    ("乙肝e抗原", &["乙型肝炎病毒e抗原", "乙肝e抗原", "hbeag"]),
    ("乙肝e抗体", &["乙型肝炎病毒e抗体", "乙肝e抗体", "hbeab", "抗-hbe"]),
    (
        "乙肝核心抗体",
        &["乙型肝炎病毒核心抗体", "乙肝核心抗体", "hbcab", "抗-hbc"],
    ),
    ("甲肝抗体", &["甲型肝炎病毒抗体", "甲肝抗体", "hav-igm"]),
    ("丙肝抗体", &["丙型肝炎病毒抗体", "丙肝抗体", "hcv-ab", "抗-hcv"]),
    ("免疫球蛋白G", &["免疫球蛋白g", "igg"]),
    ("免疫球蛋白A", &["免疫球蛋白a", "iga"]),
    ("免疫球蛋白M", &["免疫球蛋白m", "igm"]),
    ("免疫球蛋白E", &["免疫球蛋白e", "ige"]),
    ("补体C3", &["补体c3", "c3"]),
    ("补体C4", &["补体c4", "c4"]),
    ("C反应蛋白", &["c反应蛋白", "c-反应蛋白", "crp"]),
    (
        "超敏C反应蛋白",
        &["超敏c反应蛋白", "超敏crp", "高敏crp", "hs-crp", "hscrp"],
    ),
    ("糖类抗原125", &["糖类抗原125", "ca125", "ca-125"]),
    ("糖类抗原19-9", &["糖类抗原19-9", "糖类抗原199", "ca19-9", "ca199"]),
    ("糖类抗原15-3", &["糖类抗原15-3", "糖类抗原153", "ca15-3", "ca153"]),
    ("糖类抗原72-4", &["糖类抗原72-4", "糖类抗原724", "ca72-4", "ca724"]),
    (
        "总前列腺特异性抗原",
        &["总前列腺特异性抗原", "前列腺特异性抗原", "tpsa", "psa"],
    ),
    ("游离前列腺特异性抗原", &["游离前列腺特异性抗原", "fpsa"]),
    ("雌二醇", &["雌二醇", "e2"]),
    ("孕酮", &["孕酮", "黄体酮", "prog"]),
    ("睾酮", &["睾酮", "testo"]),
    ("黄体生成素", &["黄体生成素", "促黄体生成素", "lh"]),
    ("卵泡刺激素", &["卵泡刺激素", "促卵泡激素", "促卵泡生成素", "fsh"]),
    ("泌乳素", &["泌乳素", "催乳素", "prl"]),
    ("胰岛素", &["胰岛素"]),
    ("C肽", &["c肽", "c-肽"]),
    ("酮体", &["酮体", "ket"]),
    ("亚硝酸盐", &["亚硝酸盐", "nit"]),
    ("隐血", &["隐血", "潜血"]),
    ("胆红素", &["胆红素"]),
    ("胆原", &["尿胆原", "胆原", "uro", "ubg"]),
    ("比重", &["比重"]),
    ("酸碱度", &["尿酸碱度", "酸碱度", "ph"]),
    ("蛋白", &["蛋白"]),
    ("管型", &["管型"]),
    ("上皮细胞", &["上皮细胞"]),
    ("胆碱酯酶", &["胆碱酯酶", "che"]),
    ("阴离子间隙", &["阴离子间隙"]),
    ("淀粉酶", &["淀粉酶", "amy"]),
    ("脂肪酶", &["脂肪酶", "lps"]),
];

/// Every word of an analyte.
pub fn words(analyte: &str) -> &'static [&'static str] {
    let known = ANALYTES.iter().find(|(name, _)| *name == analyte);
    known.map_or(&[], |(_, words)| words)
}

/// The analytes that a text in normalised spelling names, in its order.
pub fn of(text: &str) -> Vec<&'static str> {
    let mut found = Vec::new();
    let mut rest = text;
    let mut before = ' ';
    while let Some(c) = rest.chars().next() {
        let hit = ANALYTES
            .iter()
            .flat_map(|(name, words)| words.iter().map(move |word| (*name, *word)))
            .filter(|(_, word)| stands_at(rest, word, before))
            .max_by_key(|(_, word)| word.len());
        let taken = hit.map_or(c.len_utf8(), |(_, word)| word.len());
        if let Some((name, _)) = hit.filter(|(name, _)| !found.contains(name)) {
            found.push(name);
        }
        let (passed, behind) = rest.split_at_checked(taken).unwrap_or((rest, ""));
        before = passed.chars().next_back().unwrap_or(' ');
        rest = behind;
    }
    found
}

/// Whether a word stands at the beginning of a text; one of Latin letters only when it is whole.
fn stands_at(text: &str, word: &str, before: char) -> bool {
    let Some(behind) = text.strip_prefix(word) else {
        return false;
    };
    let is_latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    let begins_latin = is_latin(word.chars().next());
    let ends_latin = is_latin(word.chars().next_back());
    let joined = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let goes_on = behind.starts_with(|c: char| c.is_ascii_alphanumeric())
        || behind
            .strip_prefix('-')
            .is_some_and(|rest| is_latin(rest.chars().next()));
    !(begins_latin && joined(before) || ends_latin && goes_on)
}
