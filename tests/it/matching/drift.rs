//! What a change of a code's name is.

use std::collections::BTreeMap;
use zhiyu::matching::Comparison;
use zhiyu::matching::Lexicon;
use zhiyu::matching::drift::Grade;
use zhiyu::matching::drift::Named;
use zhiyu::matching::drift::compare;
use zhiyu::matching::drift::spelling;

fn grade(kind: Comparison, before: &str, after: &str) -> Grade {
    grade_with(kind, (before, &[]), (after, &[]))
}

fn grade_with(kind: Comparison, before: (&str, &[(&str, &str)]), after: (&str, &[(&str, &str)])) -> Grade {
    let columns = |list: &[(&str, &str)]| -> BTreeMap<String, String> {
        list.iter()
            .map(|(title, value)| ((*title).to_owned(), (*value).to_owned()))
            .collect()
    };
    let (old, new) = (columns(before.1), columns(after.1));
    let named = |name, columns| Named { name, columns };
    compare(&Lexicon::default(), kind, named(before.0, &old), named(after.0, &new)).grade()
}

#[test]
fn width_blanks_case_and_brackets_are_spelling() {
    for (before, after) in [
        ("ＡＢＯ血型", "abo血型"),
        ("2型糖尿病", "２ 型糖尿病"),
        ("高血压（I期）", "高血压(Ⅰ期)"),
        ("C-反应蛋白", "c－反应蛋白"),
    ] {
        assert_eq!(
            grade(Comparison::Plain, before, after),
            Grade::Respelled,
            "{before} {after}"
        );
    }
    assert_ne!(
        spelling("霍乱(A00.0)"),
        spelling("霍乱(A00.1)"),
        "a code in the name is no spelling"
    );
}

#[test]
fn another_wording_is_not_another_thing_and_words_that_exclude_each_other_are() {
    for (before, after) in [
        ("霍乱", "霍乱（疑似）"),
        ("急性阑尾炎", "急性阑尾炎，未特指"),
        ("阿莫西林胶囊", "阿莫西林胶囊(进口)"),
    ] {
        assert_eq!(
            grade(Comparison::Plain, before, after),
            Grade::Reworded,
            "{before} {after}"
        );
    }
    for (before, after) in [
        ("左侧腹股沟疝", "右侧腹股沟疝"),
        ("1型糖尿病性视网膜病变", "2型糖尿病性视网膜病变"),
        ("乳腺良性肿瘤", "乳腺恶性肿瘤"),
        ("急性支气管炎", "慢性支气管炎"),
        ("维生素B1注射液", "维生素B12注射液"),
        ("碳酸钙D3片", "碳酸氢钠片"),
        ("伤寒", "骨折"),
    ] {
        assert_eq!(
            grade(Comparison::Plain, before, after),
            Grade::Other,
            "{before} {after}"
        );
    }
}

#[test]
fn strength_form_unit_and_specimen_say_what_a_code_means_under_the_same_name() {
    let drug = |before: &[(&str, &str)], after: &[(&str, &str)]| {
        grade_with(Comparison::Plain, ("阿莫西林", before), ("阿莫西林", after))
    };
    assert_eq!(drug(&[("规格", "0.25g*24粒")], &[("规格", "0.5g*24粒")]), Grade::Other);
    assert_eq!(
        drug(&[("规格", "0.25g*24粒")], &[("规格", "250mg*24粒")]),
        Grade::Respelled
    );
    assert_eq!(drug(&[("剂型", "胶囊剂")], &[("剂型", "注射剂")]), Grade::Other);
    assert_eq!(drug(&[("单位", "mmol/L")], &[("单位", "mg/dL")]), Grade::Other);
    assert_eq!(drug(&[("标本类型", "血清")], &[("标本类型", "尿液")]), Grade::Other);
    assert_eq!(drug(&[("拼音", "AMXL")], &[("拼音", "amxl2")]), Grade::Respelled);
}

#[test]
fn names_of_drugs_are_compared_level_by_level_where_the_kind_says_so() {
    assert_eq!(
        grade(Comparison::Plain, "硝苯地平缓释片", "非洛地平缓释片"),
        Grade::Reworded
    );
    assert_eq!(
        grade(Comparison::Drug, "硝苯地平缓释片", "非洛地平缓释片"),
        Grade::Other
    );
    assert_eq!(
        grade(Comparison::Drug, "硝苯地平缓释片", "硝苯地平缓释片(国产)"),
        Grade::Reworded
    );
}
