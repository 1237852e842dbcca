//! Files that other programs wrote.

use zhiyu::error::Code;
use zhiyu::mapping::exchange::ExchangeFormat;
use zhiyu::mapping::exchange::Outcome;
use zhiyu::mapping::exchange::PointedEdition;
use zhiyu::mapping::exchange::Reading;
use zhiyu::mapping::exchange::Said;
use zhiyu::mapping::exchange::asked;
use zhiyu::mapping::exchange::read;
use zhiyu::mapping::target::Relationship;

fn rows(format: &str, text: &str) -> Vec<Reading> {
    let readings = read(ExchangeFormat::parse(format).unwrap(), text.as_bytes()).unwrap();
    assert!(readings.faults.is_empty(), "{:?}", readings.faults);
    readings.rows
}

fn pointed(reading: &Reading) -> (&str, Relationship, &PointedEdition) {
    match &reading.said {
        Said::Target(one) | Said::Refused(one) => (&one.code, one.relationship, &one.edition),
        Said::NoMatch { .. } | Said::Ignored { .. } | Said::Undecided(_) => panic!("{reading:?}"),
    }
}

const SSSOM: &str = "\
# curie_map:
#   HIS: https://hospital.example/codes/
#   ICD10: 'http://hl7.org/fhir/sid/icd-10#'
#   icd: urn:zhiyu:code-system:
# creator_id:
#   - orcid:0000-0002-7356-1779
# license: https://creativecommons.org/publicdomain/zero/1.0/
# object_source: icd:icd-10
# object_source_version: guolin-2.0
subject_id\tsubject_label\tpredicate_id\tpredicate_modifier\tobject_id\tmapping_justification\tcomment
HIS:0042\t上感\tskos:exactMatch\t\tICD10:J06.9\tsemapv:ManualMappingCuration\t
HIS:0042\t上感\tskos:exactMatch\t\tICD10:J06.9\tsemapv:LexicalMatching\t
HIS:0043\t胃炎\tskos:closeMatch\t\tICD10:K29.7\tsemapv:LexicalMatching\t
HIS:0044\t怪病\tskos:exactMatch\t\tsssom:NoTermFound\tsemapv:ManualMappingCuration\t查过
HIS:0045\t感冒\tskos:exactMatch\tNot\tICD10:J11.1\tsemapv:ManualMappingCuration\t不是流感
HIS:0046\t肺炎\trdfs:subClassOf\t\tICD10:J18\tsemapv:LogicalReasoning\t
";

#[test]
fn sssom_of_others_is_read_with_its_prefixes_and_what_its_metadata_says_for_all_rows() {
    let rows = rows("sssom", SSSOM);
    let codes: Vec<&str> = rows.iter().map(|reading| reading.code.as_str()).collect();
    assert_eq!(codes, ["0042", "0042", "0043", "0044", "0045", "0046"]);
    assert_eq!(rows[0].row, 11, "counted in the file, metadata included");
    let (code, relationship, edition) = pointed(&rows[0]);
    assert_eq!((code, relationship), ("J06.9", Relationship::Equivalent));
    assert!(matches!(edition, PointedEdition::Named(of) if of.to_string() == "icd-10/guolin-2.0"));
    assert_eq!(pointed(&rows[2]).1, Relationship::Related, "close is not equal");
    assert!(matches!(&rows[3].said, Said::NoMatch { reason, .. } if reason == "查过"));
    assert!(matches!(rows[4].said, Said::Refused(_)));
    assert_eq!(pointed(&rows[5]).1, Relationship::Broader);
    let mut faults = Vec::new();
    let (list, others) = asked(rows, &mut faults);
    assert!(faults.is_empty());
    assert_eq!((list.len(), others.len()), (4, 1), "two justifications are one mapping");
    assert!(matches!(&list[0].outcome, Outcome::Mapped(targets) if targets.len() == 1));
}

const USAGI: &str = "\
sourceCode,sourceName,sourceFrequency,matchScore,mappingStatus,equivalence,statusSetBy,statusSetOn,conceptId,conceptName,domainId,mappingType,comment,createdBy,createdOn,assignedReviewer
001,Cold,10,0.9,APPROVED,EQUAL,me,1600000000000,260427,Common cold,Condition,MAPS_TO,,,0,
002,Gastritis,9,0.5,UNCHECKED,UNREVIEWED,<auto>,0,4247120,Gastritis,Condition,MAPS_TO,,,0,
003,Odd,8,0.0,APPROVED,UNMATCHED,me,1600000000000,0,Unmapped,,MAPS_TO,nothing fits,,0,
004,Test,1,0.0,IGNORED,UNREVIEWED,me,1600000000000,0,Unmapped,,MAPS_TO,test row,,0,
005,Sodium 140,1,0.7,APPROVED,WIDER,me,1600000000000,3019550,Sodium,Measurement,MAPS_TO,,,0,
005,Sodium 140,1,0.7,APPROVED,WIDER,me,1600000000000,8753,mmol/L,Unit,MAPS_TO_UNIT,,,0,
006,Auto,1,1.0,AUTO_MAPPED_TO_1,UNREVIEWED,<auto>,0,1,x,Condition,MAPS_TO,,,0,
";

#[test]
fn only_what_somebody_decided_is_read_from_usagi() {
    let rows = rows("usagi", USAGI);
    let sorts: Vec<&str> = rows
        .iter()
        .map(|reading| match &reading.said {
            Said::Target(_) => "target",
            Said::NoMatch { .. } => "no match",
            Said::Ignored { .. } => "ignored",
            Said::Refused(_) => "refused",
            Said::Undecided(_) => "undecided",
        })
        .collect();
    assert_eq!(
        sorts,
        [
            "target",
            "undecided",
            "no match",
            "ignored",
            "target",
            "undecided",
            "undecided"
        ]
    );
    assert_eq!(pointed(&rows[4]).1, Relationship::Broader);
}

#[test]
fn negative_and_unknown_words_of_fhir_are_no_targets() {
    let map = |target: &str| {
        format!(
            r#"{{"resourceType":"ConceptMap","group":[{{"target":"http://snomed.info/sct","element":[
                {{"code":"001","display":"甲","target":[{target}]}}]}}]}}"#
        )
    };
    for word in [r#""equivalence":"disjoint""#, r#""relationship":"not-related-to""#] {
        let rows = rows("conceptmap-r4", &map(&format!(r#"{{"code":"1",{word}}}"#)));
        assert!(matches!(rows[0].said, Said::Refused(_)));
        assert!(matches!(pointed(&rows[0]).2, PointedEdition::Foreign(text) if text.starts_with("http://snomed")));
    }
    let format = ExchangeFormat::parse("conceptmap-r5").unwrap();
    let faulty = [
        r#"{"code":"1","relationship":"wider"}"#,
        r#"{"code":"1","equivalence":"unmatched"}"#,
        r#"{"code":"1","equivalence":"equivalent","dependsOn":[{"property":"http://x","value":"y"}]}"#,
        r#"{"code":"1","equivalence":"equivalent","product":[{}]}"#,
    ];
    for target in faulty {
        let readings = read(format, map(target).as_bytes()).unwrap();
        assert_eq!((readings.rows.len(), readings.faults.len()), (0, 1), "{target}");
        assert_eq!(readings.faults[0].code(), Code::DocumentInvalid);
    }
    let otherwise = map("").replace("\"element\"", "\"unmapped\":{},\"element\"");
    assert_eq!(
        read(format, otherwise.as_bytes()).unwrap_err().code(),
        Code::DocumentInvalid
    );
}

#[test]
fn rows_that_contradict_each_other_are_faults() {
    let header = "本地编码,目标编码,关系\n";
    for body in ["1,A,等同\n1,A,相关\n", "1,A,等同\n1,,无匹配\n", "1,,不上传\n1,A,等同\n"] {
        let text = format!("{header}{body}");
        let mut readings = read(ExchangeFormat::parse("csv").unwrap(), text.as_bytes()).unwrap();
        let (list, _) = asked(readings.rows, &mut readings.faults);
        assert_eq!((list.len(), readings.faults.len()), (0, 1), "{body}");
        assert_eq!(readings.faults[0].place().row, Some(3));
    }
}
