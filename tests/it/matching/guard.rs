//! Names that must not be mistaken: they warn and stay under the cap.

use super::ask;
use super::long;
use super::warnings;
use zhiyu::matching::Warning;
use zhiyu::matching::caps::CONFLICT_CAP;
use zhiyu::matching::guard::Guard;
use zhiyu::matching::normalise::normalise;
use zhiyu::matching::words::shipped_words;

fn check(term: &str, name: &str) -> Vec<&'static str> {
    let term = normalise(term).text.into_owned();
    let name = normalise(name).text.into_owned();
    Guard::new(&shipped_words(), &term)
        .check(&name)
        .iter()
        .map(Warning::as_str)
        .collect()
}

#[test]
fn pairs_that_must_not_match_warn() {
    let pairs = [
        ("Ⅰ型糖尿病", "2型糖尿病", "numeral-differs"),
        ("甲亢", "甲减", "opposite-words"),
        ("高血压", "低血压", "opposite-words"),
        ("高钾血症", "低钾血症", "opposite-words"),
        ("血钾", "血钠", "opposite-words"),
        ("肌钙蛋白I", "肌钙蛋白T", "opposite-words"),
        ("CK", "CK-MB", "symbols-differ"),
        ("BNP", "NT-proBNP", "symbols-differ"),
        ("FT3", "TT3", "symbols-differ"),
        ("IgG", "IgM", "symbols-differ"),
        ("HBsAg", "HBsAb", "symbols-differ"),
        ("总胆红素", "直接胆红素", "opposite-words"),
        ("空腹血糖", "餐后血糖", "opposite-words"),
        ("左侧腹股沟疝", "右侧腹股沟疝", "laterality-differs"),
        ("左眼白内障", "双眼白内障", "laterality-differs"),
        ("上消化道出血", "下消化道出血", "opposite-words"),
        ("内痔", "外痔", "opposite-words"),
        ("乳房良性肿瘤", "乳房恶性肿瘤", "malignancy-differs"),
        ("胃肿瘤", "胃恶性肿瘤", "malignancy-one-sided"),
        ("原发性高血压", "继发性高血压", "opposite-words"),
        ("急性阑尾炎", "慢性阑尾炎", "opposite-words"),
        ("肺动脉高压", "门脉高压", "opposite-words"),
        ("前列腺增生", "前列腺癌", "opposite-words"),
        ("子宫肌瘤", "子宫腺肌病", "opposite-words"),
        ("膀胱切开术", "膀胱切除术", "opposite-words"),
        ("神经切断术", "神经切除术", "opposite-words"),
        ("甲状腺全切术", "甲状腺部分切除术", "opposite-words"),
        ("开腹胆囊切除术", "腹腔镜胆囊切除术", "opposite-words"),
        ("结肠造口术", "结肠造口还纳术", "opposite-words"),
        ("支架置入术", "支架取出术", "opposite-words"),
        ("胫骨内固定术", "胫骨内固定取出术", "opposite-words"),
        ("剖宫产术", "剖腹探查术", "opposite-words"),
        ("胃镜检查", "肠镜检查", "opposite-words"),
        ("诊断性刮宫", "治疗性刮宫", "opposite-words"),
        ("头孢呋辛", "头孢呋辛酯", "opposite-words"),
        ("多巴胺", "多巴酚丁胺", "opposite-words"),
        ("泼尼松", "泼尼松龙", "opposite-words"),
        ("肾上腺素", "去甲肾上腺素", "opposite-words"),
        ("胰岛素30R", "胰岛素50R", "symbols-differ"),
        ("高血压", "其他高血压", "residual-target"),
        ("肺炎待查", "肺炎", "uncertain-term"),
        ("否认高血压", "高血压", "negated-term"),
    ];
    for (term, name, expected) in pairs {
        let found = check(term, name);
        assert!(found.contains(&expected), "{term} / {name}: {found:?}");
    }
}

#[test]
fn harmless_pairs_do_not() {
    let pairs = [
        ("左侧腹股沟疝", "腹股沟疝"),
        ("左右肺叶切除", "双侧肺叶切除"),
        ("II型糖尿病", "2型糖尿病"),
        ("肾上腺肿物切除术", "腹腔镜下肾上腺病损切除术"),
        ("三叉神经痛", "三叉神经痛"),
        ("其他高血压", "其他高血压"),
        ("骨折切开复位内固定术", "骨折切开复位内固定术"),
        ("急性和慢性肾炎", "慢性肾炎"),
        ("肺癌", "肺恶性肿瘤"),
    ];
    for (term, name) in pairs {
        assert_eq!(check(term, name), Vec::<&str>::new(), "{term} / {name}");
    }
}

#[test]
fn a_conflict_caps_the_score_and_ranks_below() {
    let list = long(&[
        ("A", "慢性化脓性阑尾炎"),
        ("B", "化脓性阑尾炎"),
        ("C", "急性化脓性阑尾炎伴穿孔"),
    ]);
    let found = ask(&list, "急性化脓性阑尾炎");
    let chronic = found
        .iter()
        .find(|one| one.code == "A")
        .expect("the chronic one is shown");
    assert!(warnings(chronic).contains(&"opposite-words"));
    assert!(chronic.score <= CONFLICT_CAP);
    assert_eq!(found.last().map(|one| one.code.as_str()), Some("A"));
}

/// `nos` and `nec` are words of classifications (not otherwise specified, not elsewhere classified), not parts of words.
#[test]
fn only_whole_latin_words_make_a_name_residual() {
    use zhiyu::matching::guard::residual_word;
    for name in [
        "diabetes nos",
        "diabetes,NOS",
        "糖尿病nos",
        "nec",
        "NOS 糖尿病",
        "(nec)",
        "疼痛NEC性",
    ] {
        assert!(residual_word(name).is_some(), "{name}");
    }
    for name in [
        "diagnosis",
        "necrosis",
        "stenosis",
        "nose",
        "connective",
        "nos1基因",
        "prognos",
        "nécrose",
    ] {
        assert_eq!(residual_word(name), None, "{name}");
    }
    assert!(
        check("食道狭窄", "oesophageal stenosis")
            .iter()
            .all(|warning| *warning != "residual-target")
    );
}

proptest::proptest! {
    #[test]
    fn a_longer_latin_word_is_never_residual(before in "[a-z0-9]{0,3}", word in "nos|nec", after in "[a-z0-9]{0,3}") {
        use zhiyu::matching::guard::residual_word;
        let whole = format!("{before}{word}{after}");
        let stands_alone = whole == "nos" || whole == "nec";
        proptest::prop_assert_eq!(residual_word(&format!("疼痛 {whole} 性")).is_some(), stands_alone);
    }
}
