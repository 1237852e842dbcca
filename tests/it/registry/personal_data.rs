//! What looks personal: every identity number and telephone number, however it is written; and no term of real lists.

use crate::cli::reference;
use proptest::prelude::*;
use std::fs;
use zhiyu::registry::personal_data::PersonalData;
use zhiyu::registry::personal_data::identity_number;
use zhiyu::registry::personal_data::screen;

fn wide(text: &str) -> String {
    let widen = |c: char| {
        c.to_digit(10)
            .map_or(c, |digit| char::from_u32(0xFF10 + digit).unwrap())
    };
    text.chars().map(widen).collect()
}

fn first_seventeen() -> impl Strategy<Value = String> {
    (
        0..6_usize,
        1900..2030_u32,
        1..=12_u32,
        1..=28_u32,
        0..10_000_u32,
        0..1_000_u32,
    )
        .prop_map(|(place, year, month, day, county, order)| {
            let province = [11, 31, 41, 44, 65, 81][place];
            format!("{province}{county:04}{year}{month:02}{day:02}{order:03}")
        })
}

proptest! {
    #[test]
    fn every_identity_number_is_found_in_any_text(first in first_seventeen(), before in "[^0-9０-９]{0,8}", after in "[^0-9０-９]{0,8}") {
        let number = identity_number(&first).unwrap();
        for form in [number.clone(), number.to_lowercase(), wide(&number)] {
            let term = format!("{before}、{form}、{after}");
            prop_assert_eq!(screen(&term), Some(PersonalData::IdentityNumber), "{}", term);
        }
        let (place, rest) = number.split_at(6);
        let (birth, order) = rest.split_at(8);
        let spaced = format!("证件 {place} {birth} {order}");
        prop_assert_eq!(screen(&spaced), Some(PersonalData::IdentityNumber), "{}", spaced);
    }

    #[test]
    fn a_wrong_check_character_is_no_identity_number(first in first_seventeen(), other in 0..10_u32) {
        let number = identity_number(&first).unwrap();
        prop_assume!(!number.ends_with(&other.to_string()));
        let wrong = format!("{first}{other}");
        prop_assert_ne!(screen(&wrong), Some(PersonalData::IdentityNumber));
    }

    #[test]
    fn every_mobile_number_is_found(second in 3..=9_u32, rest in 0..1_000_000_000_u32, form in 0..4_usize) {
        let number = format!("1{second}{rest:09}");
        let (network, rest) = number.split_at(3);
        let (area, own) = rest.split_at(4);
        let spaced = format!("{network} {area} {own}");
        let written = [number.clone(), format!("+86{number}"), spaced, wide(&number)];
        let term = format!("联系电话：{}（家属）", written[form]);
        prop_assert_eq!(screen(&term), Some(PersonalData::MobilePhone), "{}", term);
    }

    #[test]
    fn a_term_with_few_digits_is_never_personal(term in "[^0-9０-９]{0,20}[0-9]{0,6}[^0-9０-９()（） \u{3000}\u{a0}－—–‐-][0-9]{0,6}[^0-9０-９]{0,20}") {
        prop_assert_eq!(screen(&term), None);
    }
}

#[test]
fn telephones_and_old_numbers_are_found_and_codes_are_not() {
    let personal = [
        ("010-62345678", PersonalData::LandlinePhone),
        ("(0371)65900001", PersonalData::LandlinePhone),
        ("０２１－６２３４５６７８ 转 8", PersonalData::LandlinePhone),
        ("王五 110105491231002", PersonalData::OldIdentityNumber),
        ("008613800138000", PersonalData::MobilePhone),
    ];
    for (term, kind) in personal {
        assert_eq!(screen(term), Some(kind), "{term}");
    }
    let codes = [
        "A00.901",
        "86900001000123",
        "2026-11-21 08:00",
        "维生素B12 0.5mg*100",
        "410105000000",
        "12345678901",
        "0.9%氯化钠 250ml:2.25g",
    ];
    for code in codes {
        assert_eq!(screen(code), None, "{code}");
    }
}

#[test]
fn no_term_of_real_lists_looks_personal() {
    let lists = [
        "codesets/icd10/guolin2.0_to_yibao2.0.csv",
        "codesets/icd9cm3/guolin3.0_to_yibao2.0.csv",
        "local_dictionaries/his_a/disease.csv",
    ];
    for list in lists {
        let Some(path) = reference(list) else { return };
        let bytes = fs::read(path).unwrap();
        let text = String::from_utf8_lossy(&bytes);
        let terms: Vec<&str> = text.split([',', '"', '\n', '\r']).collect();
        let found: Vec<&&str> = terms.iter().filter(|term| screen(term).is_some()).collect();
        assert!(terms.len() > 10_000 && found.is_empty(), "{list}: {found:?}");
    }
}
