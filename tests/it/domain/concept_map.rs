//! Concept maps: files, composition, losses.

use proptest::prelude::*;
use std::collections::BTreeMap;
use zhiyu::error::Code;
use zhiyu::error::Error;
use zhiyu::id::AccountId;
use zhiyu::id::EditionRef;
use zhiyu::id::MapVersionRef;
use zhiyu::mapping::concept_map::ChainLossKind;
use zhiyu::mapping::concept_map::FhirRelease;
use zhiyu::mapping::concept_map::LossKind;
use zhiyu::mapping::concept_map::MapColumns;
use zhiyu::mapping::concept_map::MapFormat;
use zhiyu::mapping::concept_map::MapRow;
use zhiyu::mapping::concept_map::MapStatus;
use zhiyu::mapping::concept_map::MapTarget;
use zhiyu::mapping::concept_map::MapVersion;
use zhiyu::mapping::concept_map::compose;
use zhiyu::mapping::concept_map::diff;
use zhiyu::mapping::concept_map::losses;
use zhiyu::mapping::concept_map::map_digest;
use zhiyu::mapping::concept_map::read;
use zhiyu::mapping::concept_map::then;
use zhiyu::mapping::concept_map::write;
use zhiyu::mapping::target::Relationship;
use zhiyu::mapping::target::Relationship::Broader;
use zhiyu::mapping::target::Relationship::Equivalent;
use zhiyu::mapping::target::Relationship::Narrower;
use zhiyu::mapping::target::Relationship::Related;
use zhiyu::registry::concept::Concept;
use zhiyu::registry::concept::ConceptStatus;
use zhiyu::registry::tabular;
use zhiyu::time::Instant;

fn row(source: &str, target: Option<(&str, Relationship)>) -> MapRow {
    MapRow {
        source: source.to_owned(),
        source_display: format!("name of {source}"),
        target: target.map(|(code, relationship)| MapTarget {
            code: code.to_owned(),
            display: format!("name of {code}"),
            relationship,
        }),
        comment: String::new(),
    }
}

fn version() -> MapVersion {
    let edition = |text| EditionRef::parse(text).unwrap();
    MapVersion {
        of: MapVersionRef::parse("m/1").unwrap(),
        source: edition("s/1"),
        target: edition("t/2"),
        status: MapStatus::Draft,
        provenance: String::new(),
        rows: 0,
        digest: String::new(),
        created_at: Instant(0),
        created_by: AccountId::new("a").unwrap(),
        published_at: None,
        published_by: None,
    }
}

fn read_as(bytes: &[u8], format: MapFormat) -> Result<Vec<MapRow>, Error> {
    let rows = read(bytes, format, None, &MapColumns::default())?;
    Ok(rows.into_iter().map(|numbered| numbered.row).collect())
}

fn fhir(document: &str) -> Result<Vec<MapRow>, Error> {
    read_as(document.as_bytes(), MapFormat::Fhir(FhirRelease::R5))
}

fn csv(text: &str) -> Result<Vec<MapRow>, Error> {
    read_as(text.as_bytes(), MapFormat::Table(tabular::Format::Csv))
}

#[track_caller]
fn comes_back(rows: &[MapRow]) {
    let about = version();
    for format in MapFormat::ALL {
        let bytes = write(format, &about, rows).unwrap();
        assert_eq!(read_as(&bytes, format).unwrap(), rows, "{format:?}");
    }
}

#[test]
fn r4_tells_what_the_target_is_and_r5_what_the_source_is() {
    let words = [
        (Equivalent, "equivalent", "equivalent"),
        (Narrower, "narrower", "source-is-broader-than-target"),
        (Broader, "wider", "source-is-narrower-than-target"),
        (Related, "relatedto", "related-to"),
    ];
    for (relationship, r4, r5) in words {
        let rows = [row("A", Some(("B", relationship)))];
        let text = |release| String::from_utf8(write(MapFormat::Fhir(release), &version(), &rows).unwrap()).unwrap();
        assert!(
            text(FhirRelease::R4).contains(&format!("\"equivalence\":\"{r4}\"")),
            "{r4}"
        );
        assert!(
            text(FhirRelease::R5).contains(&format!("\"relationship\":\"{r5}\"")),
            "{r5}"
        );
        comes_back(&rows);
    }
    let read_word = |word: &str| {
        let target = format!(r#"{{"code":"B","equivalence":"{word}"}}"#);
        let target = fhir(&with_target(&target)).unwrap().remove(0).target;
        target.unwrap().relationship
    };
    assert_eq!(
        ["equal", "subsumes", "specializes", "inexact"].map(read_word),
        [Equivalent, Broader, Narrower, Related]
    );
}

fn with_target(target: &str) -> String {
    format!(r#"{{"resourceType":"ConceptMap","group":[{{"element":[{{"code":"A","target":[{target}]}}]}}]}}"#)
}

#[test]
fn a_fhir_map_that_a_row_cannot_say_is_refused() {
    for target in [
        r#"{"code":"B","equivalence":"disjoint"}"#,
        r#"{"code":"B","relationship":"not-related-to"}"#,
        r#"{"code":"B"}"#,
        r#"{"code":"B","equivalence":"wider","relationship":"equivalent"}"#,
        r#"{"code":"B","equivalence":"unmatched"}"#,
        r#"{"equivalence":"equivalent"}"#,
        r#"{"code":"B","equivalence":"equal","dependsOn":[]}"#,
        r#"{"code":"B","equivalence":"equal","product":[]}"#,
    ] {
        let refusal = fhir(&with_target(target)).unwrap_err();
        assert_eq!(refusal.code(), Code::DocumentInvalid, "{target}");
    }
    let good = with_target(r#"{"code":"B","equivalence":"equal"}"#);
    assert!(fhir(&good).is_ok());
    for (from, to) in [
        ("\"ConceptMap\"", "\"ValueSet\""),
        ("\"element\"", "\"unmapped\":{\"mode\":\"fixed\"},\"element\""),
        ("\"group\":[", "\"group\":[{\"source\":\"x\"},"),
        ("]}]}", ""),
    ] {
        assert_eq!(
            fhir(&good.replace(from, to)).unwrap_err().code(),
            Code::DocumentInvalid,
            "{to}"
        );
    }
}

#[test]
fn rows_without_a_relationship_are_equivalent_only_by_equal_names() {
    let text = "国临版编码,国临版名称,医保版编码,医保版名称,\nA,同,B,同,\nC,甲,D,乙,\nE,无,,,\n";
    let rows = csv(text).unwrap();
    let relationships: Vec<_> = rows
        .iter()
        .map(|row| row.target.as_ref().map(|one| one.relationship))
        .collect();
    assert_eq!(relationships, [Some(Equivalent), Some(Related), None]);
    assert_eq!(csv("a,b,c\n1,2,3\n").unwrap_err().code(), Code::ColumnNotGuessed);
    let own = "source_code,source_name,target_code,target_name,relationship,comment\nA,a,B,b,same,\n,a,B,b,,\n";
    assert_eq!(csv(own).unwrap_err().code(), Code::RowsRefused);
}

#[test]
fn what_spoils_tables_comes_back() {
    let mut odd = row("007", Some(("=1+1", Narrower)));
    odd.comment = "a|b\n\"c\"\td;，".to_owned();
    odd.source_display = String::new();
    let mut none = row("1E5", None);
    none.comment = "没有".to_owned();
    comes_back(&[odd, row("007", Some((" x ", Broader))), none]);
}

#[test]
fn a_chain_says_what_it_loses() {
    let first = [
        row("a1", Some(("b1", Equivalent))),
        row("a2", Some(("b2", Narrower))),
        row("a2", Some(("b9", Equivalent))),
        row("a3", Some(("b9", Equivalent))),
        row("a4", None),
    ];
    let second = [
        row("b1", Some(("c", Equivalent))),
        row("b2", Some(("c", Broader))),
        row("b8", None),
    ];
    let chain = compose(&first, &second);
    let mut expected = [
        row("a1", Some(("c", Equivalent))),
        row("a2", Some(("c", Related))),
        row("a3", None),
        row("a4", None),
    ];
    for row in &mut expected {
        row.comment.clear();
    }
    assert_eq!(chain.rows, expected);
    let told: Vec<_> = chain
        .losses
        .iter()
        .map(|loss| (loss.kind, loss.source.as_str(), loss.via.as_str(), loss.target.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            (ChainLossKind::RelationWeakened, "a2", "b2", "c"),
            (ChainLossKind::PartDropped, "a2", "b9", ""),
            (ChainLossKind::SourceDropped, "a3", "b9", ""),
            (ChainLossKind::MergeAdded, "a1", "b1", "c"),
            (ChainLossKind::MergeAdded, "a2", "b2", "c"),
        ]
    );
}

#[test]
fn every_kind_of_loss_is_found() {
    let mut retired = Concept::new("t2", "name of t2");
    retired.status = ConceptStatus::Retired;
    let mut heading = Concept::new("t3", "another name");
    heading.assignable = false;
    let target = [Concept::new("t1", "name of t1"), retired, heading];
    let mut group = Concept::new("group", "heading");
    group.assignable = false;
    let source = ["s1", "s2", "s3", "s4"].map(|code| Concept::new(code, format!("name of {code}")));
    let mut source = source.to_vec();
    source[1].display = "other".to_owned();
    source.push(group);
    let rows = [
        row("s1", Some(("t1", Equivalent))),
        row("s1", Some(("t2", Related))),
        row("s2", Some(("t1", Equivalent))),
        row("s2", Some(("t3", Equivalent))),
        row("s3", None),
    ];
    let found = losses(&rows, &source, &target);
    assert_eq!((found.rows, found.sources, found.targets), (5, 3, 3));
    assert_eq!(
        (found.codes_changed, found.merged_targets, found.split_sources),
        (4, 1, 2)
    );
    let expected: BTreeMap<LossKind, u64> = [
        (LossKind::Merged, 2),
        (LossKind::Split, 4),
        (LossKind::NoTarget, 1),
        (LossKind::NotListed, 1),
        (LossKind::SourceDisplay, 2),
        (LossKind::TargetDisplay, 1),
        (LossKind::NotEquivalent, 1),
        (LossKind::TargetRetired, 1),
        (LossKind::TargetNotAssignable, 1),
    ]
    .into();
    assert_eq!(found.counts(), expected);
}

#[test]
fn a_difference_is_told_by_source_code() {
    let before = vec![
        row("a", Some(("x", Equivalent))),
        row("b", Some(("y", Equivalent))),
        row("c", None),
    ];
    let after = vec![row("c", None), row("b", Some(("z", Equivalent))), row("d", None)];
    let told: Vec<_> = diff(before, after)
        .into_iter()
        .map(|change| {
            (
                change.kind.as_str(),
                change.source,
                change.before.len(),
                change.after.len(),
            )
        })
        .collect();
    let expected = [("removed", "a", 1, 0), ("changed", "b", 1, 1), ("added", "d", 0, 1)];
    assert_eq!(
        told,
        expected.map(|(kind, code, before, after)| (kind, code.to_owned(), before, after))
    );
}

#[test]
fn the_digest_of_a_map_never_changes() {
    let of = |text| EditionRef::parse(text).unwrap();
    let rows = [row("b", None), row("a", Some(("x", Broader)))];
    let lines = "zhiyu concept map 1\n[\"s/1\",\"t/2\"]\n\
                 [\"a\",\"name of a\",[\"x\",\"name of x\",\"broader\"],\"\"]\n[\"b\",\"name of b\",null,\"\"]\n";
    assert_eq!(
        map_digest(&of("s/1"), &of("t/2"), &rows),
        zhiyu::digest::sha256_hex([lines.as_bytes()])
    );
}

fn relationship() -> impl Strategy<Value = Relationship> {
    prop::sample::select(Relationship::ALL.to_vec())
}

/// A map from codes with one letter to codes with the next: any number of targets, or the word that there is none.
fn map(from: char, to: char) -> impl Strategy<Value = Vec<MapRow>> {
    let targets = prop::collection::btree_map(0..4_u8, relationship(), 0..3);
    prop::collection::btree_map(0..4_u8, targets, 0..4).prop_map(move |codes| {
        let mut rows = Vec::new();
        for (source, targets) in codes {
            let source = format!("{from}{source}");
            if targets.is_empty() {
                rows.push(row(&source, None));
            }
            for (target, relationship) in targets {
                rows.push(row(&source, Some((&format!("{to}{target}"), relationship))));
            }
        }
        rows
    })
}

fn identity(code: char) -> Vec<MapRow> {
    let codes = (0..4).map(|number| format!("{code}{number}"));
    codes.map(|code| row(&code, Some((&code, Equivalent)))).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn chains_may_be_put_together_from_either_end(a in map('a', 'b'), b in map('b', 'c'), c in map('c', 'd')) {
        let left = compose(&compose(&a, &b).rows, &c).rows;
        let right = compose(&a, &compose(&b, &c).rows).rows;
        prop_assert_eq!(left, right);
    }

    #[test]
    fn a_map_to_itself_changes_nothing(a in map('a', 'b')) {
        let onward = compose(&a, &identity('b'));
        prop_assert_eq!(&onward.losses, &[]);
        for chain in [onward, compose(&identity('a'), &a)] {
            let listed = |row: &&MapRow| a.iter().any(|one| one.source == row.source);
            let rows: Vec<MapRow> = chain.rows.iter().filter(listed).cloned().collect();
            prop_assert_eq!(&rows, &a);
        }
    }

    #[test]
    fn every_map_comes_back_from_every_format(a in map('a', 'b').prop_filter("a file has rows", |rows| !rows.is_empty())) {
        comes_back(&a);
    }
}

#[test]
fn relationships_compose_associatively_and_equivalent_is_neutral() {
    for &one in Relationship::ALL {
        assert_eq!((then(one, Equivalent), then(Equivalent, one)), (one, one));
        for &two in Relationship::ALL {
            assert_eq!(then(one, two), then(two, one));
            for &three in Relationship::ALL {
                assert_eq!(then(then(one, two), three), then(one, then(two, three)));
            }
        }
    }
    assert_eq!(then(Narrower, Narrower), Narrower);
    assert_eq!(then(Narrower, Broader), Related);
}
