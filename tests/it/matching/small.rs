//! Small value lists: by meaning, never by code.

use super::ask;
use super::ask_with_code;
use super::codes;
use super::list;
use super::reasons;
use super::warnings;

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
}

#[test]
fn the_other_sex_is_never_suggested_first_and_digits_mean_nothing() {
    let sex = list(SEX);
    assert!(!codes(&ask(&sex, "男")).contains(&"2"));
    for digit in ["1", "2", "0"] {
        assert!(ask(&sex, digit).is_empty(), "{digit}");
    }
    assert!(ask_with_code(&sex, "1", "汉族").is_empty());
}

#[test]
fn swapped_codes_do_not_mislead() {
    let route = list(&[("1", "急诊"), ("2", "门诊"), ("3", "其他医疗机构转入"), ("9", "其他")]);
    let found = ask_with_code(&route, "1", "门诊");
    assert_eq!(codes(&found)[0], "2");
    assert_eq!(reasons(&found[0]), ["exact-name"]);
    assert!(
        found
            .iter()
            .all(|one| one.code != "1" || warnings(one).contains(&"equal-code-other-name"))
    );
    let equal = ask_with_code(&route, "2", "门诊");
    assert_eq!(
        reasons(&equal[0]),
        ["exact-name"],
        "the code of a value list says nothing"
    );
}

#[test]
fn yes_and_no_in_their_spellings() {
    let yes_no = list(&[("1", "是"), ("0", "否")]);
    for word in ["有", "Y", "√", "yes"] {
        assert_eq!(codes(&ask(&yes_no, word)), ["1"], "{word}");
    }
    for word in ["无", "N", "×"] {
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
fn a_small_list_leaves_its_folder_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let entries = SEX
        .iter()
        .map(|(code, name)| zhiyu::matching::Entry::new(*code, *name))
        .collect();
    let index = folder.path().join("never");
    zhiyu::matching::Matcher::open(zhiyu::matching::Kind::Plain, entries, std::sync::Arc::default(), &index)
        .expect("a matcher");
    assert!(!index.exists());
}
