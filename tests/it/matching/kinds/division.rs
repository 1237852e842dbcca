//! Divisions: missing endings, paths, equal names in several places, former names.

use super::ask;
use super::differing;
use super::first;
use super::of;
use super::of_entries;
use super::shipped_list;
use zhiyu::language::Language;
use zhiyu::matching::Comparison;
use zhiyu::matching::Entry;
use zhiyu::matching::Warning;
use zhiyu::matching::kinds::division::bare;
use zhiyu::matching::kinds::level::Level;

/// Two districts of one name, each under its city and province.
fn two_of_one_name() -> super::List {
    let entry = |code: &str, name: &str, parent: Option<&str>| {
        let mut entry = Entry::new(code, name);
        entry.parent = parent.map(str::to_owned);
        entry
    };
    of_entries(
        Comparison::Division,
        vec![
            entry("110000", "北京市", None),
            entry("110105", "朝阳区", Some("110000")),
            entry("220000", "吉林省", None),
            entry("220100", "长春市", Some("220000")),
            entry("220104", "朝阳区", Some("220100")),
            entry("211300", "朝阳市", None),
        ],
    )
}

#[test]
fn endings_and_peoples_are_taken_away() {
    for (name, expected) in [
        ("北京市", "北京"),
        ("海淀区", "海淀"),
        ("广西壮族自治区", "广西"),
        ("恩施土家族苗族自治州", "恩施"),
        ("郊区", "郊区"),
        ("莫力达瓦达斡尔族自治旗", "莫力达瓦"),
        ("云南省", "云南"),
    ] {
        assert_eq!(bare(name), expected);
    }
}

#[test]
fn a_missing_ending_finds_the_division() {
    let list = shipped_list("GB-T-2260/2024");
    for (term, name) in [
        ("北京", "北京市"),
        ("金水", "金水区"),
        ("广西", "广西壮族自治区"),
        ("恩施", "恩施土家族苗族自治州"),
        ("湖北恩施州", "恩施土家族苗族自治州"),
        ("河南省郑州市金水区", "金水区"),
        ("郑州市/金水区", "金水区"),
        ("河南郑州二七", "二七区"),
    ] {
        let found = ask(&list, term);
        assert_eq!(found[0].display, name, "{term}");
        assert_eq!(differing(&found[0]), [], "{term}");
    }
    let contradicted = &ask(&list, "河北省郑州市金水区")[0];
    assert_eq!(differing(contradicted), [Level::Above]);
}

#[test]
fn the_divisions_above_choose_between_equal_names() {
    let list = two_of_one_name();
    for (term, code) in [
        ("吉林省长春市朝阳区", "220104"),
        ("长春朝阳区", "220104"),
        ("北京市朝阳区", "110105"),
        ("北京朝阳", "110105"),
    ] {
        let found = ask(&list, term);
        assert_eq!(found[0].code, code, "{term}");
        assert_eq!(differing(&found[0]), [], "{term}");
        let other = found.iter().find(|one| one.display == "朝阳区" && one.code != code);
        let other = other.expect("the other is shown");
        assert_eq!(differing(other), [Level::Above], "{term}");
    }
    let alone = ask(&list, "朝阳区");
    assert!(
        alone[..2]
            .iter()
            .all(|one| super::super::warnings(one).contains(&"name-not-unique"))
    );
}

#[test]
fn a_former_name_finds_its_division_with_a_warning_and_its_period() {
    let list = of(
        Comparison::Division,
        &[
            "东城区|曾用名=崇文区(至2010年)",
            "西城区|曾用名=宣武区（1952-2010）|级别=县级",
            "海淀区",
        ],
    );
    let found = &ask(&list, "宣武区")[0];
    assert_eq!(found.display, "西城区");
    let former = Warning::FormerName {
        name: "宣武区".into(),
        period: Some("1952-2010".into()),
    };
    assert!(found.warnings.contains(&former), "{found:#?}");
    assert_eq!(former.words(Language::Chinese), "“宣武区”是该条目的曾用名（1952-2010）");
    assert!(ask(&list, "西城区")[0].warnings.is_empty());
    assert_eq!(first(&list, "海淀"), "海淀区");
}
