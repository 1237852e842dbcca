//! Kinds: their own examples, the worked examples of the standards, and a thousand damaged codes for each.
//!
//! *Promised* is damage that a kind must find. What it cannot find is in its `note` and in `docs/kinds.md`; the table
//! [`NOT_PROMISED`] says the same to this test.

use proptest::prelude::*;
use zhiyu::error::Code;
use zhiyu::id::KindId;
use zhiyu::registry::check_digit::CheckDigit;
use zhiyu::registry::kind::Fault;
use zhiyu::registry::kind::Kind;
use zhiyu::registry::shipped;

const MUTATIONS: usize = 1_000;

pub fn kind(id: &str) -> Kind {
    let text = shipped::kind(id).unwrap().unwrap_or_else(|| panic!("no kind {id}"));
    Kind::parse(&KindId::new(id).unwrap(), &text).unwrap()
}

fn refused(text: &str) -> String {
    let error = Kind::parse(&KindId::new("own").unwrap(), text).unwrap_err();
    assert_eq!(error.code(), Code::KindInvalid);
    error.to_string()
}

const HEAD: &str = "title='a'\ntitle_en='b'\nstandard='c'\nconfidence='V'\n";

#[test]
fn every_shipped_kind_is_proved_by_its_examples_and_says_its_source() {
    let names = shipped::kind_names();
    assert_eq!(names.len(), 33, "{names:?}");
    for name in ["plain", "drug", "laboratory", "division", "department"] {
        assert!(names.iter().any(|one| one == name), "the old word {name} stays");
    }
    for name in &names {
        let kind = kind(name);
        let definition = kind.definition();
        assert!(
            ["V", "V-", "M", "M-low"].contains(&definition.confidence.as_str()),
            "{name}"
        );
        if kind.has_pattern() {
            assert!(
                definition
                    .note
                    .as_ref()
                    .is_some_and(|note| note.contains("查不出") || note.contains("查得出")),
                "{name}"
            );
            assert!(definition.canonical.is_some(), "{name}");
        }
    }
}

#[test]
fn the_page_about_kinds_names_each_of_them() {
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/kinds.md")).unwrap();
    for name in shipped::kind_names() {
        assert!(
            page.contains(&format!("`{name}`")),
            "docs/kinds.md does not name {name}"
        );
    }
    for standard in CheckDigit::ALL {
        assert!(page.contains(standard.as_str()), "{}", standard.as_str());
    }
    let example = page.split("```toml\n").nth(1).unwrap().split("```").next().unwrap();
    let kind = Kind::parse(&KindId::new("own-codes").unwrap(), example).unwrap();
    assert_eq!(kind.fault("A234-5"), None);
    assert_eq!(kind.fault("A234-6"), Some(Fault::CheckDigit(Some('5'))));
    assert_eq!(kind.parents("A123"), ["A100"]);
}

#[test]
fn the_worked_examples_of_the_standards_fit_and_their_toys_do_not() {
    let right = [
        ("icd-10-guolin", "A01.000x005+J17.0*"),
        ("icd-10-guolin", "I10.x04"),
        ("icd-10-guolin", "N72.x00x003"),
        ("icd-9-cm-3-guolin", "71.5x00x004"),
        ("icd-9-cm-3-guolin", "54.5100x009"),
        ("icd-o-3-morphology", "M82510/3"),
        ("tcm-gbt-15657-2021", "B10.02.01"),
        ("tcm-gbt-15657-2021", "B07."),
        ("tcm-gbt-15657-1995", "ZVV"),
        ("yibao-drug", "XJ01CAA040A001010102699"),
        ("yibao-drug", "XJ01CAA040A006"),
        ("drug-standard-code", "86901110000020"),
        ("loinc", "2345-7"),
        ("yibao-consumable", "C15011121200000107660000016"),
        ("yibao-consumable", "C0344051070500007551"),
        ("service-item", "311201026a"),
        ("gbt-2260", "411525"),
        ("uscc", "91350100M000100Y43"),
        ("uscc", "1241150041580000XT"),
        ("gb-11714", "D2143569-X"),
        ("yibao-institution", "H45012400011"),
        ("wst-de", "DE02.01.031.01"),
        ("wst-cv", "CV5502.20"),
        ("wst-hds", "HDSD00.02.003"),
        ("wst-ct", "CT05.10.002"),
        ("wst-cs", "CS03.01.026"),
    ];
    for (id, code) in right {
        assert_eq!(kind(id).fault(code), None, "{id} {code}");
    }
    let wrong = [
        ("uscc", "91350100M000100Y44", Some('3')),
        ("loinc", "2345-8", Some('7')),
        ("drug-standard-code", "86901110000021", Some('0')),
    ];
    for (id, code, digit) in wrong {
        assert_eq!(kind(id).fault(code), Some(Fault::CheckDigit(digit)), "{id} {code}");
        assert_eq!(kind(id).expected_digit(code), digit);
    }
    assert_eq!(kind("yibao-institution").fault("HY410102000001"), Some(Fault::Pattern));
    assert_eq!(kind("yibao-staff").fault("HY410102000001"), None);
    assert_eq!(kind("yibao-staff").fault("H45012400011"), Some(Fault::Pattern));
}

#[test]
fn parents_come_nearest_first() {
    assert_eq!(
        kind("icd-10-guolin").parents("A01.000x005+J17.0*"),
        ["A01.000x005", "A01.000", "A01.0", "A01"]
    );
    assert_eq!(kind("icd-10-guolin").parents("I10.x00"), ["I10"]);
    assert_eq!(kind("gbt-2260").parents("419001"), ["419000", "410000"]);
    assert_eq!(
        kind("icd-9-cm-3-guolin").parents("38.8700x008"),
        ["38.8700", "38.87", "38.8", "38"]
    );
    let none: [&str; 0] = [];
    assert_eq!(kind("uscc").parents("91350100M000100Y43"), none);
}

#[test]
fn a_kind_is_refused_when_it_cannot_be_right() {
    assert!(Kind::parse(&KindId::new("own").unwrap(), HEAD).is_ok());
    let pattern = format!("{HEAD}pattern='[A-Z]\\d'\n");
    assert!(refused(&pattern).contains("examples"));
    let example = |right: &str, wrong: &str| {
        format!("{pattern}examples=[{{code='{right}'}}]\ncounter_examples=[{{code='{wrong}',why='w'}}]\n")
    };
    assert!(Kind::parse(&KindId::new("own").unwrap(), &example("A1", "11")).is_ok());
    assert!(refused(&example("AA", "11")).contains("example AA"));
    assert!(refused(&example("A1", "B2")).contains("counter-example B2"));
    assert!(refused(&format!("{HEAD}colour='red'\n")).contains("colour"));
    assert!(refused(&HEAD.replace("'c'", "' '")).contains("standard"));
    assert!(refused(&format!("{HEAD}check_digit='gb-11643'\n")).contains("gb-11643"));
    for pattern in ["(", "A.", "[^A]", "\\w{1000}{1000}{1000}"] {
        refused(&format!(
            "{HEAD}pattern='{pattern}'\nexamples=[{{code='A'}}]\ncounter_examples=[{{code='b',why='w'}}]\n"
        ));
    }
    refused(&format!("{HEAD}note='{}'\n", "n".repeat(65 << 10)));
}

#[test]
fn a_pattern_is_over_the_whole_code_and_over_ascii() {
    let kind = kind("gbt-2260");
    for code in [
        "411525 ",
        " 411525",
        "411525\n",
        "４１１５２５",
        "x411525",
        "411525411525",
        "",
    ] {
        assert_eq!(kind.fault(code), Some(Fault::Pattern), "{code:?}");
    }
}

/// Damage to one code.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Damage {
    /// A digit became the letter that looks like it.
    LookAlike,
    /// A character became its full-width form.
    FullWidth,
    /// A blank came in.
    Blank,
    /// A capital letter became small.
    SmallLetter,
    /// A point became a comma.
    Comma,
    /// A digit got lost.
    Lost,
    /// A digit was typed twice.
    Doubled,
}

const DAMAGES: [Damage; 7] = [
    Damage::LookAlike,
    Damage::FullWidth,
    Damage::Blank,
    Damage::SmallLetter,
    Damage::Comma,
    Damage::Lost,
    Damage::Doubled,
];

/// Damage that a kind does not promise to find, for codes that hold a text (an empty text is every code).
const NOT_PROMISED: &[(&str, Damage, &str)] = &[
    // x is a placeholder in either case.
    ("gbt-14396", Damage::SmallLetter, ""),
    ("icd-10-guolin", Damage::SmallLetter, "X"),
    // Four or five digits of morphology after a neoplasm.
    ("icd-10-guolin", Damage::Lost, "M8"),
    // Five decimals are right beside four in category 17.
    ("icd-9-cm-3-yibao", Damage::Lost, "17."),
    // Four, five and six digits are right.
    ("icd-o-3-morphology", Damage::Lost, ""),
    ("icd-o-3-morphology", Damage::Doubled, ""),
    ("tcm-gbt-15657-1995", Damage::Lost, ""),
    ("tcm-gbt-15657-1995", Damage::Doubled, ""),
    // One to seven digits before the hyphen; the check digit finds nine of ten.
    ("loinc", Damage::Lost, ""),
    ("loinc", Damage::Doubled, ""),
    // The suffix is a letter in either case; the local part is free.
    ("service-item", Damage::LookAlike, "-"),
    ("service-item", Damage::Lost, "-"),
    ("service-item", Damage::Doubled, "-"),
];

/// A small generator of numbers, the same in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(end).unwrap()).unwrap()
    }
}

fn damaged(code: &str, damage: Damage, numbers: &mut Numbers) -> Option<String> {
    let mut characters: Vec<char> = code.chars().collect();
    let place = numbers.below(characters.len());
    let old = characters[place];
    match damage {
        Damage::LookAlike if old == '0' => characters[place] = 'O',
        Damage::LookAlike if old == '1' => characters[place] = 'l',
        Damage::FullWidth => characters[place] = char::from_u32(u32::from(old) + 0xFEE0).unwrap(),
        Damage::Blank => characters.insert(place, ' '),
        Damage::SmallLetter if old.is_ascii_uppercase() => characters[place] = old.to_ascii_lowercase(),
        Damage::Comma if old == '.' => characters[place] = ',',
        Damage::Lost if old.is_ascii_digit() => drop(characters.remove(place)),
        Damage::Doubled if old.is_ascii_digit() => characters.insert(place, old),
        Damage::LookAlike | Damage::SmallLetter | Damage::Comma | Damage::Lost | Damage::Doubled => return None,
    }
    Some(characters.into_iter().collect())
}

#[test]
fn what_a_grammar_promises_to_find_is_found_in_a_thousand_damaged_codes_each() {
    let mut numbers = Numbers(0x9E37_79B9_7F4A_7C15);
    for name in shipped::kind_names() {
        let kind = kind(&name);
        if !kind.has_pattern() {
            continue;
        }
        let examples = kind.definition().examples.iter().map(|example| example.code.clone());
        // The end of a heading is the beginning of other headings, and a range or a chapter is no code.
        let codes: Vec<String> = examples.filter(|code| kind.is_assignable(code)).collect();
        let mut made = 0;
        while made < MUTATIONS {
            let code = &codes[numbers.below(codes.len())];
            let damage = DAMAGES[numbers.below(DAMAGES.len())];
            let is_promised = !NOT_PROMISED
                .iter()
                .any(|(of, what, text)| *of == name && *what == damage && code.contains(text));
            let Some(wrong) = damaged(code, damage, &mut numbers).filter(|_| is_promised) else {
                continue;
            };
            assert!(kind.fault(&wrong).is_some(), "{name}: {code} -> {wrong} ({damage:?})");
            made += 1;
        }
    }
}

#[test]
fn what_a_grammar_cannot_find_is_known() {
    let passes = [
        ("icd-10-guolin", "A01.001", "one digit for another"),
        (
            "icd-10-guolin",
            "A01.000x005+J17.0",
            "a lost asterisk, as the publication itself has it",
        ),
        (
            "icd-9-cm-3-guolin",
            "51.23",
            "a detail that lost its zeros is a heading",
        ),
        ("yibao-drug", "XJ01CAA040A001010102698", "no check digit"),
        ("gbt-2260", "411552", "two digits exchanged"),
        ("loinc", "4325-7", "digits exchanged over one between them"),
    ];
    for (id, code, why) in passes {
        assert_eq!(kind(id).fault(code), None, "{id} {code}: {why}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn a_drug_code_finds_every_wrong_digit_and_neighbours_that_do_not_differ_by_5(
        body in "[0-9]{10}", place in 0_usize..14, other in 1_u32..10, pair in 0_usize..13,
    ) {
        let kind = kind_of_drugs();
        let body = format!("869{body}");
        let code = format!("{body}{}", CheckDigit::DrugStandardCode.compute(&body).unwrap());
        prop_assert_eq!(kind.fault(&code), None);
        let digits: Vec<u32> = code.chars().map(|digit| digit.to_digit(10).unwrap()).collect();
        let text = |digits: &[u32]| digits.iter().map(|digit| char::from_digit(*digit, 10).unwrap()).collect::<String>();
        let mut wrong = digits.clone();
        wrong[place] = (wrong[place] + other) % 10;
        prop_assert!(kind.fault(&text(&wrong)).is_some());
        let mut exchanged = digits.clone();
        exchanged.swap(pair, pair + 1);
        let differs = digits[pair].abs_diff(digits[pair + 1]);
        let is_found = kind.fault(&text(&exchanged)).is_some();
        let breaks_prefix = pair < 3 && differs > 0;
        prop_assert_eq!(is_found, breaks_prefix || !matches!(differs, 0 | 5));
    }

    #[test]
    fn an_institution_of_22_finds_a_wrong_organization_code(body in "[0-9A-Z]{8}", place in 0_usize..8, new in "[0-9A-Z]") {
        let digit = CheckDigit::OrganizationCode.compute(&body).unwrap();
        let kind = institutions();
        let code = format!("{body}{digit}35010011A1001");
        prop_assert_eq!(kind.fault(&code), None);
        let mut characters: Vec<char> = code.chars().collect();
        let new = new.chars().next().unwrap();
        let value = |c: char| c.to_digit(36).unwrap() % 11;
        let differs = value(characters[place]) != value(new);
        characters[place] = new;
        let wrong: String = characters.into_iter().collect();
        prop_assert_eq!(kind.fault(&wrong).is_some(), differs);
    }
}

fn kind_of_drugs() -> &'static Kind {
    static KIND: std::sync::OnceLock<Kind> = std::sync::OnceLock::new();
    KIND.get_or_init(|| kind("drug-standard-code"))
}

fn institutions() -> &'static Kind {
    static KIND: std::sync::OnceLock<Kind> = std::sync::OnceLock::new();
    KIND.get_or_init(|| kind("ws-218"))
}
