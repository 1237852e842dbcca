//! Small value lists: by meaning, never by code.

mod conflicts;
mod shipped;

use super::ask;
use super::ask_with_code;
use super::codes;
use super::list;
use super::reasons;
use super::warnings;
use zhiyu::matching::values::ValueWords;

const SEX: &[(&str, &str)] = &[("0", "未知的性别"), ("1", "男性"), ("2", "女性"), ("9", "未说明的性别")];

#[test]
fn words_of_one_meaning_match() {
    let sex = list(SEX);
    for word in ["男", "男性", "M", "ｍ", " 男 ", "Male"] {
        assert_eq!(codes(&ask(&sex, word))[0], "1", "{word}");
    }
    for word in ["女", "女性", "F"] {
        assert_eq!(codes(&ask(&sex, word))[0], "2", "{word}");
    }
    assert_eq!(reasons(&ask(&sex, "男")[0]), ["same-value"]);
    assert_eq!(codes(&ask(&sex, "未知"))[0], "0");
    assert_eq!(codes(&ask(&sex, "未填写"))[0], "9");
}

#[test]
fn the_other_sex_is_never_suggested() {
    let sex = list(SEX);
    assert!(!codes(&ask(&sex, "男")).contains(&"2"));
    assert!(ask_with_code(&sex, "1", "汉族").is_empty());
}

#[test]
fn a_code_without_a_name_is_a_hint_of_low_score() {
    let sex = list(SEX);
    for (code, name) in [(None, "1"), (Some("1"), ""), (Some("01"), " "), (Some("X7"), "1")] {
        let term = zhiyu::matching::Term {
            code,
            name,
            attributes: None,
        };
        let found = sex.matcher.suggest(&term, 10).expect("suggestions");
        assert_eq!(codes(&found)[0], "1", "{term:?}");
        assert_eq!(reasons(&found[0]), ["bare-code"], "{term:?}");
        for one in &found {
            assert!(one.score <= 0.5, "{one:?}");
            assert!(warnings(one).contains(&"code-is-convention"), "{one:?}");
        }
    }
    assert!(ask(&sex, "1234").is_empty(), "a long number is no code of a small list");
    assert!(ask_with_code(&sex, "A", "").is_empty());
}

#[test]
fn a_bare_code_hints_by_code_then_by_custom_then_by_place() {
    let marriage = list(&[("10", "未婚"), ("20", "已婚"), ("30", "丧偶"), ("40", "离婚")]);
    assert_eq!(codes(&ask(&marriage, "3")), ["30"], "third of the list");
    assert_eq!(codes(&ask(&marriage, "40")), ["40"]);
    let no_yes = list(&[("1", "否"), ("2", "是")]);
    let found = ask(&no_yes, "1");
    assert_eq!(codes(&found), ["1", "2"], "the same code, and what 1 means by custom");
    assert!(found[0].score > found[1].score);
}

#[test]
fn yes_and_no_in_their_spellings() {
    let yes_no = list(&[("1", "是"), ("0", "否")]);
    for word in ["有", "Y", "√", "yes", "✓", "true"] {
        assert_eq!(codes(&ask(&yes_no, word)), ["1"], "{word}");
    }
    for word in ["无", "N", "×", "没有"] {
        assert_eq!(codes(&ask(&yes_no, word)), ["0"], "{word}");
    }
}

#[test]
fn blood_groups_and_nations() {
    let blood = list(&[("1", "A型"), ("2", "B型"), ("3", "O型"), ("4", "AB型"), ("5", "不详")]);
    for (word, code) in [("A", "1"), ("a型血", "1"), ("O", "3"), ("ＡＢ", "4"), ("未知", "5")] {
        assert_eq!(codes(&ask(&blood, word))[0], code, "{word}");
    }
    let nation = list(&[("01", "汉族"), ("02", "蒙古族"), ("03", "回族")]);
    assert_eq!(codes(&ask(&nation, "汉"))[0], "01");
    assert_eq!(codes(&ask(&nation, "蒙古"))[0], "02");
}

#[test]
fn a_word_of_two_values_of_one_list_is_left_to_a_person() {
    let relation = list(&[("1", "儿子"), ("2", "女儿"), ("3", "女性")]);
    let found = ask(&relation, "女");
    assert_eq!(codes(&found), ["2", "3"]);
    for one in &found {
        assert!(warnings(one).contains(&"ambiguous-alias"), "{one:?}");
        assert!(one.score <= 0.5, "{one:?}");
    }
}

#[test]
fn a_broken_table_of_words_is_refused_with_its_row() {
    let header = "group\tword\tsource\tconfidence\n";
    let error = ValueWords::parse(&format!("{header}yes\t是\n")).expect_err("two cells are missing");
    assert_eq!(error.place().row, Some(2));
    assert!(ValueWords::parse("word\tgroup\tsource\tconfidence\n").is_err());
    assert!(ValueWords::parse("").is_err());
}

#[test]
fn a_small_list_leaves_its_folder_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let entries = SEX.iter().map(|(code, name)| zhiyu::matching::Entry::new(*code, *name));
    let index = folder.path().join("never");
    zhiyu::matching::Matcher::open(
        zhiyu::matching::Comparison::Plain,
        entries,
        std::sync::Arc::default(),
        &index,
    )
    .expect("a matcher");
    assert!(!index.exists());
}
