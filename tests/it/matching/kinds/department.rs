//! Departments: synonyms of subjects, wards and campuses, patients and schools of medicine.

use super::ask;
use super::differing;
use super::first;
use super::of;
use zhiyu::matching::Comparison;
use zhiyu::matching::kinds::department::Department;
use zhiyu::matching::kinds::level::Level;

const SUBJECTS: &[&str] = &[
    "内科",
    "心血管内科专业",
    "呼吸内科专业",
    "急诊医学科",
    "小儿呼吸专业",
    "中医肛肠科专业",
    "肛肠科",
    "普通外科专业",
    "儿科",
    "重症医学科",
    "医学检验科",
    "产科专业",
    "妇产科",
];

#[test]
fn departments_find_their_subject() {
    let list = of(Comparison::Department, SUBJECTS);
    for (term, subject) in [
        ("内科门诊", "内科"),
        ("普内科", "内科"),
        ("急诊", "急诊医学科"),
        ("急诊科", "急诊医学科"),
        ("心内", "心血管内科专业"),
        ("心内一病区", "心血管内科专业"),
        ("心内科(东院)", "心血管内科专业"),
        ("呼吸内科二病区", "呼吸内科专业"),
        ("小儿呼吸科", "小儿呼吸专业"),
        ("中医肛肠科", "中医肛肠科专业"),
        ("普外科3病区", "普通外科专业"),
        ("ICU", "重症医学科"),
        ("检验科", "医学检验科"),
        ("儿科门诊", "儿科"),
        ("产科病房", "产科专业"),
    ] {
        assert_eq!(first(&list, term), subject, "{term}");
        assert_eq!(differing(&ask(&list, term)[0]), [], "{term}");
    }
}

#[test]
fn patients_and_schools_differ_when_one_side_alone_names_them() {
    let list = of(
        Comparison::Department,
        &["呼吸内科", "小儿呼吸科", "肛肠科", "中医肛肠科"],
    );
    let found = ask(&list, "小儿呼吸科");
    let adults = found.iter().find(|one| one.display == "呼吸内科").expect("shown");
    assert_eq!(differing(adults), [Level::Patients]);
    let found = ask(&list, "肛肠科");
    let chinese = found.iter().find(|one| one.display == "中医肛肠科").expect("shown");
    assert_eq!(differing(chinese), [Level::School]);
}

#[test]
fn other_subjects_differ() {
    let list = of(Comparison::Department, &["神经外科"]);
    for one in ask(&list, "神经内科") {
        assert!(differing(&one).contains(&Level::Subject), "{one:#?}");
    }
}

#[test]
fn wards_and_campuses_are_no_part_of_the_subject() {
    for name in [
        "心内科",
        "心血管内科门诊",
        "心内科一病区",
        "心内科(西院)",
        "心血管内科护理单元",
        "心内",
    ] {
        assert_eq!(Department::read(name).subject, "心血管内", "{name}");
    }
    assert_eq!(
        Department::read("门诊").subject,
        "门诊",
        "a name that is nothing else stays"
    );
}
