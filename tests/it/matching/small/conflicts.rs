//! Lists that number the same values differently, as found in real sources: the name decides, the code never does, and a
//! local code that means something else in the standard is warned of.

use crate::matching::List;
use crate::matching::ask;
use crate::matching::ask_with_code;
use crate::matching::codes;
use crate::matching::list;
use crate::matching::warnings;

/// Asks for each local code and name, and expects the standard code. Where the local code is the code of another entry, the
/// warning has to say so.
fn decides_by_name(standard: &List, local: &[(&str, &str, &str)]) {
    for (code, name, expected) in local {
        let found = ask_with_code(standard, code, name);
        let first = found.first().unwrap_or_else(|| panic!("nothing for {code} {name}"));
        assert_eq!(first.code, *expected, "{code} {name}");
        assert!(first.score > 0.9, "{code} {name}: {first:?}");
        let without_code = ask(standard, name);
        assert_eq!(
            codes(&found),
            codes(&without_code),
            "{code} {name}: the code changes nothing"
        );
    }
}

fn is_warned(standard: &List, code: &str, name: &str) -> bool {
    let found = ask_with_code(standard, code, name);
    warnings(&found[0]).contains(&"code-means-other")
}

#[test]
fn admission_routes_1_and_2_are_swapped() {
    let standard = list(&[("1", "门诊"), ("2", "急诊"), ("3", "其他医疗机构转入"), ("9", "其他")]);
    decides_by_name(
        &standard,
        &[
            ("1", "急诊", "2"),
            ("2", "门诊", "1"),
            ("3", "外院转入", "3"),
            ("9", "其它", "9"),
        ],
    );
    assert!(is_warned(&standard, "1", "急诊") && is_warned(&standard, "2", "经门诊"));
    assert!(!is_warned(&standard, "1", "门诊") && !is_warned(&standard, "3", "外院转入"));
    assert!(
        !is_warned(&standard, "A", "门诊"),
        "a code that the standard does not have"
    );
    assert!(!is_warned(&standard, "01", "门诊"), "01 is 1");
}

#[test]
fn blood_groups_3_and_4_are_swapped() {
    let standard = list(&[
        ("1", "A型"),
        ("2", "B型"),
        ("3", "O型"),
        ("4", "AB型"),
        ("5", "不详"),
        ("9", "未查"),
    ]);
    decides_by_name(
        &standard,
        &[
            ("1", "A", "1"),
            ("2", "B", "2"),
            ("3", "AB", "4"),
            ("4", "O", "3"),
            ("5", "未测", "9"),
            ("6", "未查", "9"),
        ],
    );
    assert!(is_warned(&standard, "3", "AB") && is_warned(&standard, "4", "O") && is_warned(&standard, "5", "未测"));
    assert!(!is_warned(&standard, "6", "未查"), "there is no code 6");
}

#[test]
fn rhesus_1_and_2_are_swapped() {
    let standard = list(&[("1", "阴性"), ("2", "阳性"), ("3", "不详"), ("4", "未查")]);
    decides_by_name(
        &standard,
        &[
            ("1", "Rh阳性", "2"),
            ("2", "Rh阴性", "1"),
            ("1", "阳性", "2"),
            ("1", "+", "2"),
            ("2", "(-)", "1"),
        ],
    );
    assert!(is_warned(&standard, "1", "Rh(+)"));
}

#[test]
fn yes_and_no_are_1_and_0_or_1_and_2_or_2_and_1() {
    let yes_first = list(&[("1", "是"), ("2", "否")]);
    decides_by_name(
        &yes_first,
        &[("0", "否", "2"), ("1", "无", "2"), ("2", "有", "1"), ("Y", "Y", "1")],
    );
    assert!(is_warned(&yes_first, "1", "无") && is_warned(&yes_first, "2", "有"));
    let none_first = list(&[("1", "无"), ("2", "有")]);
    decides_by_name(&none_first, &[("1", "是", "2"), ("0", "否", "1"), ("2", "N", "1")]);
    let flag = list(&[("0", "否"), ("1", "是")]);
    decides_by_name(&flag, &[("1", "否", "0"), ("2", "否", "0"), ("1", "是", "1")]);
    assert!(is_warned(&flag, "1", "否") && !is_warned(&flag, "2", "否"));
}

#[test]
fn sex_3_is_unknown_somewhere() {
    let standard = list(&[("0", "未知"), ("1", "男性"), ("2", "女性"), ("9", "未说明")]);
    decides_by_name(
        &standard,
        &[
            ("3", "未知", "0"),
            ("0", "男", "1"),
            ("1", "女", "2"),
            ("9", "不详", "0"),
            ("0", "未填写", "9"),
        ],
    );
    assert!(is_warned(&standard, "0", "男") && is_warned(&standard, "9", "不详"));
}

#[test]
fn payment_other_is_9_or_99_and_relief_moves() {
    let standard = list(&[
        ("04", "贫困救助"),
        ("05", "商业医疗保险"),
        ("07", "全自费"),
        ("08", "其他社会保险"),
        ("99", "其他"),
    ]);
    decides_by_name(
        &standard,
        &[
            ("9", "其他", "99"),
            ("04", "商业保险", "05"),
            ("08", "贫困救助", "04"),
            ("1", "自费", "07"),
        ],
    );
    assert!(is_warned(&standard, "04", "商业医疗保险") && is_warned(&standard, "08", "贫困救助"));
}

#[test]
fn nursing_begins_at_0_or_1() {
    let standard = list(&[
        ("1", "特级护理"),
        ("2", "一级护理"),
        ("3", "二级护理"),
        ("4", "三级护理"),
    ]);
    decides_by_name(
        &standard,
        &[
            ("0", "特级护理", "1"),
            ("1", "一级护理", "2"),
            ("2", "Ⅱ级护理", "3"),
            ("3", "三级", "4"),
            ("0", "特护", "1"),
        ],
    );
    assert!(is_warned(&standard, "1", "一级护理") && is_warned(&standard, "3", "三级护理"));
}

#[test]
fn incision_1_is_class_0() {
    let standard = list(&[("1", "0类切口"), ("2", "Ⅰ类切口"), ("3", "Ⅱ类切口"), ("4", "Ⅲ类切口")]);
    decides_by_name(
        &standard,
        &[
            ("1", "Ⅰ类切口", "2"),
            ("1", "I类切口", "2"),
            ("2", "Ⅱ类", "3"),
            ("3", "三类切口", "4"),
            ("0", "0类", "1"),
        ],
    );
    assert!(is_warned(&standard, "1", "Ⅰ类切口"));
}

#[test]
fn nations_have_local_extensions_and_old_names() {
    let standard = list(&[
        ("01", "汉族"),
        ("46", "德昂族"),
        ("56", "基诺族"),
        ("97", "其他"),
        ("98", "外国血统"),
    ]);
    decides_by_name(
        &standard,
        &[("46", "崩龙族", "46"), ("99", "其他", "97"), ("1", "汉", "01")],
    );
    for (code, name) in [("66", "穿青人"), ("88", "入籍"), ("56", "穿青人")] {
        assert!(ask_with_code(&standard, code, name).is_empty(), "{code} {name}");
    }
}

#[test]
fn discharge_3_is_split() {
    let split = list(&[
        ("3", "医嘱转社区卫生服务机构"),
        ("301", "医嘱转乡镇卫生院"),
        ("4", "非医嘱离院"),
    ]);
    decides_by_name(
        &split,
        &[
            ("3", "医嘱转乡镇卫生院", "301"),
            ("3", "转社区", "3"),
            ("3", "自动出院", "4"),
        ],
    );
    let both = ask_with_code(&split, "3", "医嘱转社区卫生服务机构/乡镇卫生院");
    assert!(!both.is_empty());
    let sure = |code: &str| both.iter().any(|one| one.code == code && one.score > 0.95);
    assert!(!sure("3") && !sure("301"), "neither is all of it: {both:?}");
}

#[test]
fn marriage_unspecified_is_60_or_5_or_90() {
    let standard = list(&[
        ("10", "未婚"),
        ("20", "已婚"),
        ("30", "丧偶"),
        ("40", "离婚"),
        ("90", "未说明"),
    ]);
    decides_by_name(
        &standard,
        &[
            ("60", "未说明", "90"),
            ("5", "未说明", "90"),
            ("3", "离异", "40"),
            ("30", "离婚", "40"),
        ],
    );
    assert!(is_warned(&standard, "30", "离婚"));
}

#[test]
fn schooling_has_one_digit_or_two() {
    let standard = list(&[
        ("10", "研究生教育"),
        ("20", "大学本科"),
        ("30", "专科教育"),
        ("60", "普通高级中学教育"),
    ]);
    decides_by_name(
        &standard,
        &[
            ("10", "高中", "60"),
            ("1", "研究生", "10"),
            ("3", "本科", "20"),
            ("2", "大专", "30"),
        ],
    );
    assert!(is_warned(&standard, "10", "高中"));
}

#[test]
fn routes_404_and_405_are_one_somewhere() {
    let standard = list(&[("403", "肌肉注射"), ("404", "静脉注射"), ("405", "静脉滴注")]);
    decides_by_name(
        &standard,
        &[
            ("404", "静滴", "405"),
            ("405", "肌注", "403"),
            ("404", "静脉推注", "404"),
        ],
    );
    assert!(is_warned(&standard, "404", "静脉滴注"));
    let both = ask_with_code(&standard, "404", "静脉给药");
    assert!(both.iter().all(|one| one.score < 0.9), "{both:?}");
}

#[test]
fn anaesthesia_is_a_row_or_a_tree() {
    let tree = list(&[
        ("1", "全身麻醉"),
        ("2", "椎管内麻醉"),
        ("3", "局部麻醉"),
        ("11", "吸入麻醉"),
        ("12", "静脉麻醉"),
    ]);
    decides_by_name(
        &tree,
        &[
            ("2", "静脉麻醉", "12"),
            ("3", "椎管麻醉", "2"),
            ("11", "局麻", "3"),
            ("7", "全麻", "1"),
        ],
    );
    assert!(is_warned(&tree, "2", "静脉麻醉") && is_warned(&tree, "11", "局麻"));
}

#[test]
fn countries_are_numbers_or_letters() {
    let letters = list(&[("CHN", "中国"), ("JPN", "日本"), ("USA", "美国")]);
    decides_by_name(
        &letters,
        &[
            ("156", "中国", "CHN"),
            ("392", "日本", "JPN"),
            ("156", "中华人民共和国", "CHN"),
        ],
    );
    assert!(!is_warned(&letters, "156", "中国"));
}

#[test]
fn outcome_4_is_death_or_no_effect_or_worse() {
    let death = list(&[
        ("1", "治愈"),
        ("2", "好转"),
        ("3", "未愈"),
        ("4", "死亡"),
        ("5", "其他"),
    ]);
    decides_by_name(&death, &[("5", "死亡", "4"), ("4", "未治愈", "3")]);
    assert!(is_warned(&death, "5", "死亡"));
    for name in ["无效", "恶化"] {
        let found = ask_with_code(&death, "4", name);
        assert!(
            found.iter().all(|one| one.code != "4"),
            "{name} is never death: {found:?}"
        );
    }
    let worse = list(&[("3", "稳定"), ("4", "恶化"), ("5", "死亡")]);
    decides_by_name(&worse, &[("4", "死亡", "5"), ("5", "病情恶化", "4")]);
}
