//! Governed synonyms: reading them, and how they resolve.

use super::ask;
use super::codes;
use super::lexicon_of;
use super::of_entries;
use super::padded;
use super::reasons;
use super::warnings;
use zhiyu::error::Code;
use zhiyu::matching::Lexicon;
use zhiyu::matching::Reason;
use zhiyu::matching::lexicon::Meaning;

#[test]
fn an_alias_has_one_meaning() {
    let lexicon = lexicon_of("房颤 心房颤动\n甲亢 甲状腺功能亢进症");
    let Some(Meaning::One(sense)) = lexicon.meaning(" 房颤 ") else {
        panic!("one meaning expected")
    };
    assert_eq!(sense.preferred, "心房颤动");
    assert_eq!(lexicon.len(), 2);
    assert!(lexicon.meaning("房扑").is_none());
}

#[test]
fn a_marked_alias_and_one_of_two_names_are_ambiguous() {
    let lexicon = lexicon_of("AF 心房扑动 y\nHT 高血压\nHT 桥本甲状腺炎");
    assert!(matches!(lexicon.meaning("af"), Some(Meaning::Several(senses)) if senses.len() == 1));
    assert!(matches!(lexicon.meaning("ＨＴ"), Some(Meaning::Several(senses)) if senses.len() == 2));
}

#[test]
fn a_broken_file_says_where() {
    let header = "alias\tpreferred\tambiguous\tsource\tconfidence\n";
    let code = |text: &str| Lexicon::parse(text).expect_err("a refusal");
    assert_eq!(code("").code(), Code::FileEmpty);
    assert_eq!(code("alias\tpreferred\n").code(), Code::ColumnMissing);
    let ragged = code(&format!("{header}a\tb\n"));
    assert_eq!((ragged.code(), ragged.place().row), (Code::RowRagged, Some(2)));
    let empty = code(&format!("{header}a\tb\t\ts\tV\n\tb\t\ts\tV\n"));
    assert_eq!((empty.code(), empty.place().row), (Code::CellInvalid, Some(3)));
    assert_eq!(empty.place().column.as_deref(), Some("alias"));
    assert_eq!(code(&format!("{header}a\tb\tmaybe\ts\tV\n")).code(), Code::CellInvalid);
}

#[test]
fn a_synonym_finds_the_preferred_name() {
    let list = of_entries(padded(&[("I48", "心房颤动"), ("I49", "心室颤动")]), "房颤 心房颤动");
    let found = ask(&list, "房颤");
    assert_eq!(codes(&found)[0], "I48");
    assert_eq!(reasons(&found[0]), ["synonym"]);
    let Reason::Synonym {
        alias,
        preferred,
        source,
        confidence,
    } = &found[0].reasons[0]
    else {
        panic!("a synonym")
    };
    assert_eq!((alias.as_str(), preferred.as_str()), ("房颤", "心房颤动"));
    assert_eq!((source.as_str(), confidence.as_str()), ("test", "V"));
    assert!(found[0].warnings.is_empty());
}

#[test]
fn a_synonym_whose_name_the_edition_writes_otherwise_still_helps() {
    let list = of_entries(padded(&[("E11", "2型糖尿病")]), "T2DM 2型糖尿病(非胰岛素依赖型)");
    let found = ask(&list, "T2DM");
    assert_eq!(codes(&found), ["E11"]);
    assert_eq!(reasons(&found[0]), ["similar-name", "synonym"]);
}

#[test]
fn an_ambiguous_alias_never_resolves_alone() {
    let list = of_entries(
        padded(&[("I48.0", "心房颤动"), ("I48.1", "心房扑动")]),
        "AF 心房颤动\nAF 心房扑动",
    );
    let found = ask(&list, "AF");
    assert_eq!(codes(&found), ["I48.0", "I48.1"]);
    for one in &found {
        assert!(warnings(one).contains(&"ambiguous-alias"));
        assert!(one.score <= 0.5);
    }
}
