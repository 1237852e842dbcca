//! A table as the concepts of an edition.

use super::files;
use proptest::prelude::*;
use std::fmt::Write as _;
use zhiyu::error::Code;
use zhiyu::error::Error;
use zhiyu::language::Language;
use zhiyu::registry::columns::ColumnChoice;
use zhiyu::registry::concept::Concept;
use zhiyu::registry::concept::ConceptStatus;
use zhiyu::registry::edition_file::concepts;
use zhiyu::registry::edition_file::edition_digest;

fn read_with(text: &str, choice: &ColumnChoice) -> Result<Vec<Concept>, Error> {
    concepts(&files::csv(text).unwrap(), choice)
}

fn read(text: &str) -> Result<Vec<Concept>, Error> {
    read_with(text, &ColumnChoice::default())
}

fn found(text: &str) -> Vec<(Code, Option<u64>)> {
    let error = read(text).unwrap_err();
    assert_eq!(error.code(), Code::RowsRefused);
    files::findings(&error)
        .into_iter()
        .map(|(code, row, _)| (code, row))
        .collect()
}

#[test]
fn every_column_has_its_place() {
    let text = "code,name,parent,status,assignable,aliases,性别限制,备注\n\
                I10,高血压,,,否,,,\n\
                I10.x00, 特发性高血压 ,I10,retired,true,原发性高血压||高血压病,女,x\n";
    let choice = ColumnChoice {
        properties: vec!["性别限制".to_owned()],
        ..ColumnChoice::default()
    };
    let concepts = read_with(text, &choice).unwrap();
    let mut category = Concept::new("I10", "高血压");
    category.assignable = false;
    let mut entry = Concept::new("I10.x00", " 特发性高血压 ");
    entry.parent = Some("I10".to_owned());
    entry.status = ConceptStatus::Retired;
    entry.designations = vec!["原发性高血压".to_owned(), "高血压病".to_owned()];
    entry.properties.insert("性别限制".to_owned(), "女".to_owned());
    assert_eq!(concepts, [category, entry]);
}

#[test]
fn everything_that_is_wrong_is_found_at_once() {
    let text = "code,name,parent,status,assignable\n\
                1,a,,,\n\
                ,b,,,\n\
                2,,,,\n\
                1,c,,,\n\
                \"  \",d,,,\n\
                4\u{7f},e,,,\n\
                5,f,9,,\n\
                6,g,,dead,\n\
                7,h,,,perhaps\n\
                8\u{200B},i,,,\n\
                8,\"j\nk\",,,\n";
    let invalid = |row| (Code::CellInvalid, Some(row));
    let expected = [
        invalid(3),
        invalid(4),
        (Code::CodeRepeated, Some(5)),
        invalid(6),
        invalid(7),
        (Code::ParentMissing, Some(8)),
        invalid(9),
        invalid(10),
        invalid(11),
        invalid(12),
    ];
    assert_eq!(found(text), expected);
}

#[test]
fn a_finding_says_where_and_why() {
    let error = read("编码,名称\n1,a\n1,b\n\"2\u{7}\",c\n").unwrap_err();
    assert_eq!(error.detail(Language::Chinese), "文件有 2 处错误，整个文件没有写入");
    let words: Vec<String> = error.findings().iter().map(ToString::to_string).collect();
    assert_eq!(
        words[0],
        "code-repeated: the code '1' is repeated; it first stands in row 2 (row 3) (column 编码)"
    );
    assert!(
        words[1].starts_with("cell-invalid: the cell '2\\u{7}' breaks a rule"),
        "{}",
        words[1]
    );
    assert!(words[1].ends_with("(row 4) (column 编码)"), "{}", words[1]);
}

#[test]
fn codes_and_names_have_a_greatest_length() {
    let text = |code: usize, name: usize| format!("code,name\n{},{}\n", "c".repeat(code), "名".repeat(name));
    assert!(read(&text(100, 1_000)).is_ok());
    assert_eq!(found(&text(101, 1_001)), [(Code::CellInvalid, Some(2)); 2]);
}

#[test]
fn a_hundred_findings_are_listed_and_all_are_counted() {
    let text = format!("code,name\n{}", "1,a\n".repeat(501));
    let error = read(&text).unwrap_err();
    assert_eq!(error.findings().len(), 100);
    assert_eq!(error.values(), [("count", "500".to_owned())]);
}

#[test]
fn parents_may_follow_their_children_and_never_form_a_cycle() {
    assert!(read("code,name,parent\n1.1,b,1\n1,a,\n").is_ok());
    assert_eq!(found("code,name,parent\n1,a,1\n"), [(Code::ParentCycle, Some(2))]);
    let two_cycles = "code,name,parent\nx,x,a\na,a,b\nb,b,c\nc,c,a\nd,d,e\ne,e,d\n";
    let cycles = found(two_cycles);
    assert_eq!(cycles.len(), 2);
    assert!(cycles.iter().all(|(code, _)| *code == Code::ParentCycle));
}

#[test]
fn the_digest_of_an_edition_never_changes() {
    let mut concept = Concept::new("I10.x00", "特发性\"高血压\"");
    concept.parent = Some("I10".to_owned());
    concept.designations.push("原发性高血压".to_owned());
    concept.properties.insert("性别限制".to_owned(), "女".to_owned());
    let concepts = [Concept::new("I10", "高血压"), concept];
    let lines = "zhiyu edition 1\n\
                 [\"I10\",\"高血压\",null,\"active\",true,[],[]]\n\
                 [\"I10.x00\",\"特发性\\\"高血压\\\"\",\"I10\",\"active\",true,[\"原发性高血压\"],[[\"性别限制\",\"女\"]]]\n";
    assert_eq!(edition_digest(&concepts), zhiyu::digest::sha256_hex([lines.as_bytes()]));
    assert_eq!(edition_digest(&concepts), edition_digest(concepts.iter().rev()));
    assert_eq!(
        edition_digest(&concepts),
        "fa36a1dd82d50b9671faeb1bfacb915aa7f5d6b31566a88eefa0cf610f5b5b51"
    );
}

fn any_concept() -> impl Strategy<Value = Concept> {
    let texts = prop::collection::vec("[a-b\",\\]\\[]{0,3}", 0..3);
    let code = "[a-b\",]{1,3}";
    (
        code,
        code,
        prop::option::of(code),
        any::<bool>(),
        texts,
        prop::collection::btree_map(code, code, 0..2),
    )
        .prop_map(
            |(code, display, parent, assignable, designations, properties)| Concept {
                code,
                display,
                parent,
                status: ConceptStatus::Active,
                assignable,
                designations,
                properties,
            },
        )
}

proptest! {
    #[test]
    fn different_contents_have_different_digests(one in any_concept(), other in any_concept()) {
        prop_assert_eq!(one == other, edition_digest([&one]) == edition_digest([&other]));
    }

    #[test]
    fn a_tree_is_accepted_exactly_when_every_walk_up_ends(parents in prop::collection::vec(0_usize..8, 8)) {
        let mut text = "code,name,parent\n".to_owned();
        for (code, parent) in (1..).zip(&parents) {
            let parent = if *parent == 0 { String::new() } else { parent.to_string() };
            writeln!(text, "{code},n,{parent}").unwrap();
        }
        let ends = |start: usize| (0..=8).try_fold(start, |here, _| (here != 0).then(|| parents[here - 1])).is_none();
        prop_assert_eq!(read(&text).is_ok(), (1..=8).all(ends));
    }
}
