//! The steps one by one, the pipeline, and what must survive it.

use proptest::prelude::*;
use zhiyu::language::Language;
use zhiyu::matching::normalise::Slot;
use zhiyu::matching::normalise::Step;
use zhiyu::matching::normalise::normalise;
use zhiyu::matching::normalise::slots;

fn check(step: Step, pairs: &[(&str, &str)]) {
    for (before, after) in pairs {
        let expected = (before != after).then(|| (*after).to_owned());
        assert_eq!(step.apply(before), expected, "{step:?} of {before:?}");
    }
}

#[test]
fn invisible_characters_go() {
    check(
        Step::Invisible,
        &[
            ("高\u{200b}血压\u{feff}", "高血压"),
            ("高\u{1}血压", "高血压"),
            ("高\t血压", "高\t血压"),
        ],
    );
}

#[test]
fn units_survive_and_are_written_one_way() {
    check(
        Step::Units,
        &[
            ("10⁹/L", "10*9/L"),
            ("10^9/L", "10*9/L"),
            ("10E9/L", "10*9/L"),
            ("×10⁹/L", "10*9/L"),
            ("10*9/L", "10*9/L"),
            ("１０⁹", "１０*9"),
            ("m²", "m2"),
            ("㎎", "mg"),
            ("\u{b5}mol", "\u{3bc}mol"),
            ("38°C", "38℃"),
            ("G10E9", "G10E9"),
            ("110^2", "110^2"),
        ],
    );
}

#[test]
fn widths_and_case_are_folded() {
    check(
        Step::Width,
        &[("ＡＢ１２（）", "AB12()"), ("①", "1"), ("Ⅱ", "Ⅱ"), ("ﬁ", "fi")],
    );
    check(Step::Case, &[("HBsAg", "hbsag"), ("Β", "β"), ("汉", "汉")]);
}

#[test]
fn brackets_and_dashes_are_written_one_way() {
    check(
        Step::Brackets,
        &[("（a）【b】〔c〕［d］", "(a)(b)(c)(d)"), ("<96小时", "<96小时")],
    );
    check(
        Step::Dashes,
        &[("腰—骶", "腰-骶"), ("1～2", "1-2"), ("a——b", "a-b"), ("C6－7", "C6-7")],
    );
}

#[test]
fn blanks_go_but_not_between_latin_words() {
    check(
        Step::Spaces,
        &[
            (" 高\u{3000}血\t压 ", "高血压"),
            ("Crohn  disease", "Crohn disease"),
            ("CT 检查", "CT检查"),
            ("T 3", "T 3"),
        ],
    );
}

#[test]
fn codes_at_the_end_go_and_measures_stay() {
    check(
        Step::TrailingCode,
        &[
            ("平滑肌肿瘤(M88970/1)", "平滑肌肿瘤"),
            ("平滑肌肿瘤 M88970/1", "平滑肌肿瘤"),
            ("难治性贫血(D46.4)", "难治性贫血"),
            ("取异物术((56.0004))", "取异物术"),
            ("高血压(I10)", "高血压"),
            ("压缩性骨折(T12)", "压缩性骨折(T12)"),
            ("维生素(B12)", "维生素(B12)"),
            ("CA125", "CA125"),
            ("(D46.4)", "(D46.4)"),
        ],
    );
    check(
        Step::Unspecified,
        &[
            ("贫血 NOS", "贫血"),
            ("贫血(nos)", "贫血"),
            ("DIAGNOS", "DIAGNOS"),
            ("NOS", "NOS"),
        ],
    );
}

#[test]
fn numerals_unify_in_a_slot_alone() {
    check(
        Step::Numerals,
        &[
            ("Ⅱ型糖尿病", "2型糖尿病"),
            ("ii型糖尿病", "2型糖尿病"),
            ("二型糖尿病", "2型糖尿病"),
            ("十二期", "12期"),
            ("二十三级", "23级"),
            ("iiib期", "3b期"),
            ("Ⅰ-Ⅱ度", "1-2度"),
            ("Ⅲ°房室传导阻滞", "3度房室传导阻滞"),
            ("iii°", "3度"),
            ("三叉神经", "三叉神经"),
            ("十二指肠", "十二指肠"),
            ("二尖瓣", "二尖瓣"),
            ("x型腿", "x型腿"),
            ("单一型", "单一型"),
            ("mri型", "mri型"),
            ("第Ⅲ支", "第iii支"),
        ],
    );
}

#[test]
fn traditional_characters_become_simplified() {
    check(
        Step::Script,
        &[
            ("乾燥綜合癥", "干燥综合症"),
            ("肛瘺術後", "肛瘘术后"),
            ("腦膽腎", "脑胆肾"),
            ("高血压", "高血压"),
        ],
    );
}

#[test]
fn greek_letters_are_written_one_way() {
    check(
        Step::Greek,
        &[
            ("阿尔法干扰素", "α干扰素"),
            ("贝塔受体", "β受体"),
            ("伽玛刀", "γ刀"),
            ("alpha-1 antitrypsin", "α-1 antitrypsin"),
            ("beta2微球蛋白", "β2微球蛋白"),
            ("r-gt", "γ-gt"),
            ("betahistine", "betahistine"),
            ("alphabet", "alphabet"),
            ("γ-gt", "γ-gt"),
        ],
    );
}

#[test]
fn punctuation_is_written_one_way() {
    check(
        Step::Punctuation,
        &[
            ("霍乱，轻型。", "霍乱,轻型"),
            ("“双J”管", "双J管"),
            ("a、b；c：d", "a,b;c:d"),
            ("。", "。"),
        ],
    );
}

#[test]
fn the_raw_string_stays_and_the_steps_are_named() {
    let raw = "　Ⅱ型糖尿病（E11.900）。";
    let normalised = normalise(raw);
    assert_eq!(normalised.raw, raw);
    assert_eq!(normalised.text, "2型糖尿病");
    let expected = [
        Step::Brackets,
        Step::Spaces,
        Step::Case,
        Step::TrailingCode,
        Step::Numerals,
        Step::Punctuation,
    ];
    let unexpected: Vec<_> = normalised
        .steps
        .iter()
        .filter(|step| !expected.contains(step))
        .collect();
    assert!(
        unexpected.iter().all(|step| **step == Step::Width),
        "{:?}",
        normalised.steps
    );
    assert!(normalised.steps.contains(&Step::TrailingCode) && normalised.steps.contains(&Step::Numerals));
}

#[test]
fn a_plain_name_takes_no_step() {
    let normalised = normalise("原发性高血压");
    assert!(normalised.steps.is_empty());
    assert_eq!(normalised.text, "原发性高血压");
}

#[test]
fn slots_are_read_with_their_numbers() {
    let slot = |number, word| Slot { word, number };
    assert_eq!(slots("2型糖尿病"), [slot(2, '型')]);
    assert_eq!(slots("1-2度烧伤"), [slot(1, '度'), slot(2, '度')]);
    assert_eq!(slots("三叉神经"), []);
}

#[test]
fn every_step_has_words_in_both_languages() {
    for step in Step::ALL {
        assert_ne!(step.words(Language::Chinese), step.words(Language::English));
    }
}

proptest! {
    #[test]
    fn normalising_twice_changes_nothing(raw in "[ａ-ｚ0-9ⅠⅡⅣiIxXvV一二十型期级度类高血压（）()\\[\\].,，。 \u{3000}NOSnosM/⁹^E°CDI-]{0,16}") {
        let once = normalise(&raw).text.into_owned();
        let twice = normalise(&once);
        prop_assert_eq!(&twice.text, &once);
        prop_assert!(twice.steps.is_empty(), "{:?} again: {:?}", once, twice.steps);
    }

    #[test]
    fn leaving_out_steps_that_cannot_apply_changes_nothing(raw in "[a-zA-Z0-9急性型期度，；：、。,;:.!（）()\\[\\]/+%ⅠⅡ°⁹^\u{3000} -]{0,12}") {
        let mut text = raw.clone();
        for _ in 0..8 {
            for step in Step::ALL {
                text = step.apply(&text).unwrap_or(text);
            }
        }
        let normalised = normalise(&raw);
        prop_assert_eq!(normalised.text.as_ref(), text.as_str());
    }

    #[test]
    fn any_text_is_taken(raw in "\\PC{0,40}") {
        let normalised = normalise(&raw);
        prop_assert_eq!(normalised.raw, raw.as_str());
        prop_assert_eq!(normalised.steps.is_empty(), normalised.text == raw);
    }

    #[test]
    fn numerals_of_a_slot_are_one(number in 1_usize..=10, word in prop::sample::select(vec!['型', '期', '级', '度', '类'])) {
        let chinese = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"];
        let signs = ["Ⅰ", "Ⅱ", "Ⅲ", "Ⅳ", "Ⅴ", "Ⅵ", "Ⅶ", "Ⅷ", "Ⅸ", "Ⅹ"];
        let expected = format!("{number}{word}病变");
        for numeral in [chinese[number - 1], signs[number - 1]] {
            let text = format!("{numeral}{word}病变");
            let normalised = normalise(&text);
            prop_assert_eq!(normalised.text.as_ref(), expected.as_str());
        }
    }
}
