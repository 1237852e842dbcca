//! Check digits: the examples of the standards, what is detected, and what is not.

use proptest::prelude::*;
use zhiyu::error::Code;
use zhiyu::registry::check_digit::CheckDigit;

const CREDIT: CheckDigit = CheckDigit::UnifiedSocialCreditCode;
const ORGANIZATION: CheckDigit = CheckDigit::OrganizationCode;
const LOINC: CheckDigit = CheckDigit::Loinc;
const CREDIT_ALPHABET: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";

fn code(standard: CheckDigit, text: &str) -> Option<Code> {
    standard.validate(text).err().map(|error| error.code())
}

/// The text with one character replaced.
fn with(text: &str, place: usize, character: char) -> String {
    text.chars()
        .enumerate()
        .map(|(here, old)| if here == place { character } else { old })
        .collect()
}

/// The text with two characters exchanged.
fn exchanged(text: &str, one: usize, other: usize) -> String {
    let mut characters: Vec<char> = text.chars().collect();
    characters.swap(one, other);
    characters.into_iter().collect()
}

/// A valid credit code out of any 16 characters of its first parts.
fn credit_code(front: &str, division: &str, organization: &str) -> String {
    let organization_digit = ORGANIZATION.compute(organization).unwrap();
    let body = format!("{front}{division}{organization}{organization_digit}");
    format!("{body}{}", CREDIT.compute(&body).unwrap())
}

#[test]
fn the_examples_of_the_standards_are_valid() {
    for text in ["91350100M000100Y43", "1241150041580000XT"] {
        assert_eq!(code(CREDIT, text), None, "{text}");
    }
    for text in ["D2143569-X", "D2143569X", "M000100Y4"] {
        assert_eq!(code(ORGANIZATION, text), None, "{text}");
    }
    for text in ["2345-7", "718-7", "4548-4"] {
        assert_eq!(code(LOINC, text), None, "{text}");
    }
}

#[test]
fn the_expected_digit_is_named() {
    let error = CREDIT.validate("91350100M000100Y44").unwrap_err();
    assert_eq!(error.code(), Code::CheckDigitWrong);
    assert!(error.to_string().contains("expected 3"));
    let error = LOINC.validate("2345-8").unwrap_err();
    assert!(error.to_string().contains("'2345-8' is wrong, expected 7"));
}

#[test]
fn the_organization_code_inside_is_checked_too() {
    let error = CREDIT.validate("91350100M000100Y53").unwrap_err();
    assert_eq!(error.code(), Code::CheckDigitWrong);
    assert!(error.to_string().contains("'M000100Y5' is wrong, expected 4"));
}

#[test]
fn another_form_is_no_identifier() {
    let cases = [
        (CREDIT, "91350100m000100Y43"),
        (CREDIT, "91350100M000100Y4"),
        (CREDIT, "91350100M000100Y433"),
        (CREDIT, " 91350100M000100Y43"),
        (CREDIT, "9135O100M000100Y43"),
        (CREDIT, "I1350100M000100Y43"),
        (CREDIT, "913A0100M000100Y43"),
        (CREDIT, "411500000012345"),
        (CREDIT, "统一社会信用"),
        (CREDIT, ""),
        (ORGANIZATION, "D2143569x"),
        (ORGANIZATION, "D214356-X"),
        (ORGANIZATION, "D2143569--X"),
        (LOINC, "23457"),
        (LOINC, "-7"),
        (LOINC, "12345678-1"),
        (LOINC, "23A5-7"),
        (LOINC, "２３４５-7"),
    ];
    for (standard, text) in cases {
        assert_eq!(code(standard, text), Some(Code::IdentifierInvalid), "{text}");
    }
}

#[test]
fn a_standard_has_a_word() {
    for &standard in CheckDigit::ALL {
        assert_eq!(CheckDigit::parse(standard.as_str()), Some(standard));
    }
    assert_eq!(CheckDigit::parse("gb-11643"), None);
}

#[test]
fn what_cannot_be_detected_is_known() {
    // First and last weight of a credit code are equal.
    let text = "91350100M000100Y43";
    assert_eq!(code(CREDIT, &exchanged(text, 0, 17)), None);
    // Values 0 and 11 of an organization code are equal modulo 11.
    assert_eq!(code(ORGANIZATION, "M0001B0Y4"), None);
    // Luhn cannot tell 09 from 90, nor digits with one digit between them, nor zeros in front.
    assert_eq!(LOINC.compute("1090").unwrap(), LOINC.compute("1900").unwrap());
    assert_eq!(LOINC.compute("2345").unwrap(), LOINC.compute("4325").unwrap());
    assert_eq!(code(LOINC, "02345-7"), None);
}

proptest! {
    #[test]
    fn a_computed_credit_code_is_valid_and_no_wrong_character_passes(
        front in "[0-9A-HJ-NPQRTUWXY]{2}", division in "[0-9]{6}", organization in "[0-9A-HJ-NPQRTUWXY]{8}",
    ) {
        let text = credit_code(&front, &division, &organization);
        prop_assert_eq!(code(CREDIT, &text), None);
        for (place, old) in text.chars().enumerate() {
            for new in CREDIT_ALPHABET.chars().filter(|&new| new != old) {
                prop_assert!(code(CREDIT, &with(&text, place, new)).is_some(), "{} {} {}", text, place, new);
            }
        }
    }

    #[test]
    fn no_exchange_in_a_credit_code_passes_save_first_and_last(
        front in "[0-9A-HJ-NPQRTUWXY]{2}", division in "[0-9]{6}", organization in "[0-9A-HJ-NPQRTUWXY]{8}",
    ) {
        let text = credit_code(&front, &division, &organization);
        for one in 0..18 {
            for other in one + 1..18 {
                let changed = exchanged(&text, one, other);
                if changed != text && (one, other) != (0, 17) {
                    prop_assert!(code(CREDIT, &changed).is_some(), "{} {}", text, changed);
                }
            }
        }
    }

    #[test]
    fn an_organization_code_tells_characters_apart_whose_values_differ_modulo_11(
        body in "[0-9A-Z]{8}", place in 0_usize..8, new in "[0-9A-Z]",
    ) {
        let digit = ORGANIZATION.compute(&body).unwrap();
        let text = format!("{body}-{digit}");
        prop_assert_eq!(code(ORGANIZATION, &text), None);
        let new = new.chars().next().unwrap();
        let value = |character: char| character.to_digit(36).unwrap() % 11;
        let differs = value(body.chars().nth(place).unwrap()) != value(new);
        prop_assert_eq!(code(ORGANIZATION, &with(&text, place, new)).is_some(), differs);
    }

    #[test]
    fn a_computed_loinc_code_is_valid_and_no_wrong_digit_passes(body in "[0-9]{1,7}") {
        let text = format!("{body}-{}", LOINC.compute(&body).unwrap());
        prop_assert_eq!(code(LOINC, &text), None);
        for (place, old) in text.chars().enumerate().filter(|(_, old)| *old != '-') {
            for new in ('0'..='9').filter(|&new| new != old) {
                prop_assert_eq!(code(LOINC, &with(&text, place, new)), Some(Code::CheckDigitWrong));
            }
        }
        for place in 1..body.len() {
            let changed = exchanged(&text, place - 1, place);
            let pair: String = text.chars().skip(place - 1).take(2).collect();
            let is_blind_spot = changed == text || pair == "09" || pair == "90";
            prop_assert_eq!(code(LOINC, &changed).is_none(), is_blind_spot);
        }
    }

    #[test]
    fn no_text_stops_the_program(text in "\\PC{0,20}") {
        for standard in CheckDigit::ALL {
            let _ = standard.validate(&text);
            let _ = standard.compute(&text);
        }
    }
}
