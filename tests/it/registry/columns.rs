//! Which column holds what.

use zhiyu::error::Code;
use zhiyu::error::Error;
use zhiyu::language::Language;
use zhiyu::registry::columns::ColumnChoice;
use zhiyu::registry::columns::Columns;
use zhiyu::registry::columns::Wanted;
use zhiyu::registry::columns::column_named;

fn headers(titles: &str) -> Vec<String> {
    titles.split(',').map(str::to_owned).collect()
}

fn guess(titles: &str) -> Result<Columns, Error> {
    ColumnChoice::default().find(&headers(titles))
}

#[test]
fn the_titles_of_publishers_and_hospitals_are_guessed() {
    let cases = [
        ("编码,名称", (0, 1)),
        ("名称,代码", (1, 0)),
        ("序号,药品名称,剂型,药品编码", (3, 1)),
        ("ID, ＣＯＤＥ ,Name", (1, 2)),
        ("项目编码,项目名称,单位", (0, 1)),
        ("ICD,疾病名称", (0, 1)),
        ("国标编码,国标名称", (0, 1)),
    ];
    for (titles, expected) in cases {
        let columns = guess(titles).unwrap();
        assert_eq!((columns.code, columns.name), expected, "{titles}");
    }
}

#[test]
fn what_is_not_clear_is_asked_for_with_the_columns_that_exist() {
    let error = guess("国临版编码,国临版名称,医保版2.0编码,医保版2.0名称,").unwrap_err();
    assert_eq!(error.code(), Code::ColumnNotGuessed);
    let words = error.detail(Language::Chinese);
    assert!(
        words.contains("现有列：国临版编码、国临版名称、医保版2.0编码、医保版2.0名称"),
        "{words}"
    );
    assert_eq!(guess("序号,疾病名称").unwrap_err().code(), Code::ColumnNotGuessed);
    assert_eq!(guess("编码,编码,名称").unwrap_err().code(), Code::ColumnRepeated);
}

#[test]
fn further_columns_are_guessed_only_when_their_title_is_sure() {
    let columns = guess("编码,名称,上级编码,别名,状态").unwrap();
    assert_eq!(
        (columns.parent, columns.aliases, columns.status),
        (Some(2), Some(3), None)
    );
    let choice = ColumnChoice {
        parent: Wanted::Absent,
        ..ColumnChoice::default()
    };
    assert_eq!(choice.find(&headers("编码,名称,上级编码")).unwrap().parent, None);
}

#[test]
fn a_named_column_wins_byte_for_byte_and_then_by_its_folded_title() {
    let titles = headers("Code,code,ＩＣＤ编码 ,名称");
    assert_eq!(column_named(&titles, "code").unwrap(), 1);
    assert_eq!(column_named(&titles, "icd编码").unwrap(), 2);
    assert_eq!(column_named(&titles, "CODE").unwrap_err().code(), Code::ColumnRepeated);
    assert_eq!(column_named(&titles, "").unwrap_err().code(), Code::ColumnMissing);
    let error = column_named(&titles, "诊断").unwrap_err();
    assert_eq!(error.code(), Code::ColumnMissing);
    assert!(error.to_string().contains("Code、code、ＩＣＤ编码 、名称"));
}

#[test]
fn an_unnamed_column_cannot_be_chosen() {
    let titles = headers("编码,名称,");
    assert_eq!(
        ColumnChoice::named("编码", " ").find(&titles).unwrap_err().code(),
        Code::ColumnMissing
    );
}
