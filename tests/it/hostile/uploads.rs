//! Personal data in dictionaries: told with row and column and masked, refused where the organization says so, and never seen
//! in codes that are only long.

use crate::cli::reference;
use crate::http::server::TestServer;
use proptest::prelude::*;
use serde_json::Value;
use serde_json::json;
use std::fmt::Write as _;
use zhiyu::error::Code;
use zhiyu::registry::personal_data::PersonalData;
use zhiyu::registry::personal_data::identity_number;
use zhiyu::registry::personal_data::masked;
use zhiyu::registry::personal_data::screen;
use zhiyu::registry::personal_data::screen_code;
use zhiyu::registry::personal_data::screen_title;
use zhiyu::registry::tabular;
use zhiyu::source::dictionary_file::LocalColumns;
use zhiyu::source::doubts;

const LOAD: &str = "organizations/H1/dictionaries/his/patients/load?target=GB-T-2261.1/2003";
const POLICY: &str = "organizations/H1/upload-policy";

fn patients() -> String {
    let number = identity_number("11010519491231002").unwrap();
    format!(
        "code,name,患者姓名,备注\n01,霍乱,张三,\n02,伤寒,李四,电话 138 0013 8000\n03,{number},王五,a.b@example.cn\n{number},鼠疫,,\n"
    )
}

/// The places that a report or a refusal names.
fn places(list: &Value) -> Vec<(u64, String)> {
    let list = list.as_array().unwrap().iter();
    let personal = list.filter(|one| one["code"] == "personal-data-suspected");
    personal
        .map(|one| (one["row"].as_u64().unwrap(), one["column"].as_str().unwrap().to_owned()))
        .collect()
}

#[test]
fn personal_data_is_told_and_refused_where_the_organization_says_so() {
    let server = TestServer::start();
    let (curator, administrator) = (server.curator(), server.admin());
    assert_eq!(administrator.get(POLICY).ok()["personal_data"], "warn");
    let report = curator.upload(LOAD, patients().as_bytes()).ok();
    let expected = [(1, "患者姓名"), (3, "备注"), (4, "name"), (4, "备注"), (5, "code")];
    let expected: Vec<_> = expected.map(|(row, column)| (row, column.to_owned())).into();
    assert_eq!(places(&report["warnings"]), expected);
    assert_eq!((&report["personal_data"], &report["rows"]), (&json!(5), &json!(4)));
    let told = report["warnings"].to_string();
    assert!(!told.contains("19491231") && !told.contains("0013"), "{told}");
    let table = curator.upload(&format!("{LOAD}&dry_run=true&format=csv"), patients().as_bytes());
    assert!(table.text().contains("personal-data-suspected"), "{}", table.text());

    curator
        .put(POLICY, &json!({ "personal_data": "refuse", "reason": "x" }))
        .refused(Code::RightMissing);
    administrator
        .put(POLICY, &json!({ "personal_data": "never", "reason": "x" }))
        .refused(Code::FieldInvalid);
    let policy = json!({ "personal_data": "refuse", "reason": "数据安全管理办法" });
    let said = administrator.put(POLICY, &policy).ok();
    assert_eq!(
        (&said["personal_data"], &said["reason"]),
        (&policy["personal_data"], &policy["reason"])
    );
    let before = curator.get("organizations/H1/dictionaries/his/patients").ok();
    for address in [LOAD.to_owned(), format!("{LOAD}&dry_run=true")] {
        let problem = curator
            .upload(&address, patients().as_bytes())
            .refused(Code::PersonalDataRefused);
        assert_eq!(places(&problem["findings"]), expected);
    }
    assert_eq!(curator.get("organizations/H1/dictionaries/his/patients").ok(), before);
    let report = curator.upload(LOAD, b"code,name\n01,a\n").ok();
    assert_eq!((&report["personal_data"], &report["warnings"]), (&json!(0), &json!([])));
    let other = LOAD.replace("H1", "H2");
    let foreign = server.foreign(zhiyu::access::role::Role::Curator);
    assert_eq!(
        foreign.upload(&other, patients().as_bytes()).ok()["personal_data"],
        5,
        "another organization warns"
    );
}

#[test]
fn codes_that_are_only_long_are_no_personal_data() {
    for code in ["13800138000", "110105491231002", "6222021234567890128", "010-62345678"] {
        assert_eq!(screen_code(code), None, "{code}");
        assert!(screen(code).is_some() || code.starts_with("62"), "{code}");
    }
    let mut text = "code,name\n".to_owned();
    for number in 0..20_000_u64 {
        writeln!(text, "{:018},甲", 330_102_000_000_000_000 + number * 7_919).unwrap();
    }
    let table = tabular::read(text.as_bytes(), tabular::Format::Csv, &tabular::Limits::default()).unwrap();
    let doubts = doubts::look(&table, &LocalColumns::default()).unwrap();
    assert_eq!(doubts.personal_places, 0, "{:?}", doubts.personal);
}

#[test]
fn cards_addresses_and_titles() {
    assert_eq!(screen("卡号 6222 0212 3456 7890 128"), card("6222021234567890128"));
    for email in ["a@b.cn", "电邮：li.na@mail.hospital.com.cn。", "x_1@y-2.org,"] {
        assert_eq!(screen(email), Some(PersonalData::Email), "{email}");
    }
    for term in ["10@5ml", "a@b", "@b.cn", "0.5g@0.2g.", "抗@体.x1"] {
        assert_eq!(screen(term), None, "{term}");
    }
    for title in ["姓名", "患者姓名", "病人", "联系人", "PatientName", "身份证号"] {
        assert_eq!(screen_title(title), Some(PersonalData::PersonName), "{title}");
    }
    for title in [
        "名称",
        "药品名称",
        "患者来源",
        "病人类别",
        "身份证件类别代码",
        "name",
        "code",
        "诊断名称",
    ] {
        assert_eq!(screen_title(title), None, "{title}");
    }
}

/// What a number of a card has to be found as: its check digit is computed here in another way.
fn card(number: &str) -> Option<PersonalData> {
    let digits: Vec<u32> = number.chars().rev().map(|c| c.to_digit(10).unwrap()).collect();
    let sum: u32 = digits
        .iter()
        .enumerate()
        .map(|(at, digit)| {
            if at % 2 == 0 {
                *digit
            } else {
                (digit * 2) / 10 + (digit * 2) % 10
            }
        })
        .sum();
    sum.is_multiple_of(10).then_some(PersonalData::BankCard)
}

proptest! {
    #[test]
    fn the_check_digit_of_a_card_decides(body in "62[0-9]{16}") {
        let found = (0..10).filter(|digit| screen(&format!("{body}{digit}")) == Some(PersonalData::BankCard));
        let expected = (0..10).filter(|digit| card(&format!("{body}{digit}")).is_some());
        // An identity number or a telephone may stand in it by chance.
        let by_chance = (0..10).any(|digit| screen(&format!("{body}{digit}")).is_some_and(|kind| kind != PersonalData::BankCard));
        prop_assume!(!by_chance);
        prop_assert_eq!(found.collect::<Vec<_>>(), expected.collect::<Vec<_>>());
    }

    #[test]
    fn nothing_that_identifies_is_shown(first in "[1-6][1-5]0105(19[0-9]{2})(0[1-9]|1[0-2])(0[1-9]|1[0-9]|2[0-8])[0-9]{3}") {
        let number = identity_number(&first).unwrap();
        let shown = masked(&format!("证件 {number}"));
        prop_assert!(!shown.contains(number.get(6..14).unwrap()), "{}", shown);
        prop_assert_eq!(shown.chars().filter(|c| *c == '*').count(), 15);
    }
}

#[test]
fn no_real_dictionary_is_taken_for_a_list_of_patients() {
    let lists = [
        "local_dictionaries/his_a/disease.csv",
        "codesets/icd10/guolin2.0_to_yibao2.0.csv",
        "codesets/icd9cm3/guolin3.0_to_yibao2.0.csv",
    ];
    for list in lists {
        let Some(path) = reference(list) else { return };
        let bytes = std::fs::read(path).unwrap();
        let table = tabular::read(&bytes, tabular::Format::Csv, &tabular::Limits::default()).unwrap();
        let [code, name] = [0, 1].map(|column| Some(table.headers()[column].clone()));
        let columns = LocalColumns {
            code,
            name,
            ..LocalColumns::default()
        };
        let doubts = doubts::look(&table, &columns).unwrap();
        assert_eq!(doubts.personal_places, 0, "{list}: {:?}", doubts.personal);
        let garbled = doubts
            .texts
            .iter()
            .filter(|one| one.rule == Code::TextGarbled && one.suggestion.is_some());
        assert_eq!(garbled.count(), 0, "{list}: {:?}", doubts.texts);
        eprintln!(
            "{list}: {} rows, {} doubts of its texts",
            table.row_count(),
            doubts.texts.len()
        );
    }
}
