//! Documents: editions in every form, maps, mappings of others, lists of changes.

use super::Target;
use super::seeds;
use super::told;
use crate::registry::files::workbook;
use zhiyu::id::Pin;
use zhiyu::id::SystemId;
use zhiyu::id::ValueDomainId;
use zhiyu::id::VersionId;
use zhiyu::mapping::concept_map;
use zhiyu::mapping::concept_map::FhirRelease;
use zhiyu::mapping::concept_map::MapColumns;
use zhiyu::mapping::concept_map::MapFormat;
use zhiyu::mapping::exchange as mappings;
use zhiyu::mapping::exchange::ExchangeFormat;
use zhiyu::registry::edition_file;
use zhiyu::registry::exchange;
use zhiyu::registry::exchange::profile::Profile;
use zhiyu::registry::fhir_value_set;
use zhiyu::registry::succession;
use zhiyu::registry::tabular;

pub const EDITION: Target = Target {
    name: "edition",
    seeds: || {
        seeds(&[
            "code,name,parent,status,assignable,aliases,note\n01,霍乱,,active,true,a|b,x\n02,伤寒,01,retired,false,,\n",
            "code,name\n01,a\n",
        ])
    },
    run: |input| edition(input, "a.csv", &Profile::default()),
};
pub const PROFILED: Target = Target {
    name: "edition-by-profile",
    seeds: || {
        seeds(&[
            "0\"LOINC_NUM\",\"COMPONENT\",\"LONG_COMMON_NAME\",\"STATUS\"\n\"1-8\",\"a\",\"b\",\"ACTIVE\"\n",
            "1编码,名称\n01,霍乱\n",
            "2code,name\n1,a\n",
        ])
    },
    run: |input| {
        let profiles = Profile::all().unwrap();
        let (first, rest) = input.split_at_checked(1).unwrap_or((&[0], &[]));
        edition(rest, "a.csv", &profiles[usize::from(first[0]) % profiles.len()])
    },
};
pub const FHIR_CODE_SYSTEM: Target = Target {
    name: "fhir-code-system",
    seeds: || seeds(&[CODE_SYSTEM]),
    run: |input| edition(input, "a.json", &Profile::default()),
};
pub const CLAML: Target = Target {
    name: "claml",
    seeds: || seeds(&[CLASSIFICATION]),
    run: |input| edition(input, "a.xml", &Profile::default()),
};
pub const FHIR_CONCEPT_MAP: Target = Target {
    name: "fhir-concept-map",
    seeds: || seeds(&[CONCEPT_MAP_JSON]),
    run: |input| map(input, MapFormat::Fhir(FhirRelease::R5)),
};
pub const CONCEPT_MAP: Target = Target {
    name: "concept-map",
    seeds: || {
        seeds(&[
            "source_code,source_name,target_code,target_name,relationship,comment\n01,a,A,a,,\n02,b,,,,\n",
            "a,b,c,d\n1,x,2,y\n",
        ])
    },
    run: |input| map(input, MapFormat::Table(tabular::Format::Csv)),
};
pub const FHIR_VALUE_SET: Target = Target {
    name: "fhir-value-set",
    seeds: || seeds(&[VALUE_SET]),
    run: |input| {
        let Ok(set) = serde_json::from_slice(input) else {
            return String::new();
        };
        let of = Pin {
            id: ValueDomainId::new("a:SEX").unwrap(),
            version: VersionId::new("1").unwrap(),
        };
        let read = fhir_value_set::read(&set, of, |_| SystemId::new("a").ok());
        told(read, |domain| format!("{domain:?}").chars().take(80).collect())
    },
};
pub const SSSOM: Target = Target {
    name: "sssom",
    seeds: sssom,
    run: |input| readings(ExchangeFormat::Sssom, input),
};
pub const USAGI: Target = Target {
    name: "usagi",
    seeds: || {
        seeds(&[
            "sourceCode,sourceName,sourceFrequency,mappingStatus,conceptId,conceptName,mappingType,comment\n1,a,3,APPROVED,4,b,MAPS_TO,\n",
        ])
    },
    run: |input| readings(ExchangeFormat::Usagi, input),
};
pub const CROSSWALK: Target = Target {
    name: "crosswalk",
    seeds: || {
        seeds(&[
            "医院编码,医院名称,标准编码,标准名称\n1,霍乱,A00,霍乱\n",
            "code,name,target_code,target_name\n1,a,2,b\n",
        ])
    },
    run: |input| readings(ExchangeFormat::Crosswalk(tabular::Format::Csv), input),
};
pub const FHIR_MAPPINGS: Target = Target {
    name: "fhir-mappings",
    seeds: || seeds(&[CONCEPT_MAP_JSON]),
    run: |input| readings(ExchangeFormat::ConceptMap(FhirRelease::R5), input),
};
pub const SUCCESSION: Target = Target {
    name: "succession",
    seeds: || {
        let mut all = seeds(&[
            "kind,date,old_code,old_name,valid_from,new_codes,new_names\nre-code,1990,419001,义马市,1987,411281,义马市\n",
            "代码,名称,状态,启用时间,变更/弃用时间,新代码\n110000,北京市,启用,1980,,\n410881,济源市,弃用,1988,2004-06-01,419001\n",
        ]);
        all.push(workbook(&[
            &["原区划代码", "原名称", "变更原因", "现区划代码", "现名称", "批准文件"],
            &["1", "a", "b", "2", "c", "d"],
        ]));
        all
    },
    run: |input| {
        let profiles = succession::Profile::ALL.iter();
        let read = profiles.map(|profile| {
            told(profile.read(input, None), |read| {
                for event in &read.events {
                    drop(succession::check(event));
                }
                drop(succession::Index::new(read.events));
                format!("{} rows", read.rows.min(3))
            })
        });
        read.collect::<Vec<_>>().join(" ")
    },
};

const CODE_SYSTEM: &str = r#"{"resourceType":"CodeSystem","content":"complete","property":[{"code":"parent","type":"code"},{"code":"n","type":"decimal"}],"concept":[{"code":"A","display":"a","definition":"x","designation":[{"language":"zh","value":"b"}],"property":[{"code":"n","valueDecimal":1.50},{"code":"parent","valueCode":"B"}],"concept":[{"code":"B","display":"b"}]}]}"#;
const CLASSIFICATION: &str = r#"<?xml version="1.0" encoding="UTF-8"?><ClaML version="2.0.0"><Modifier code="M"/><Class code="I" kind="chapter"><SubClass code="A00"/><Rubric kind="preferred"><Label xml:lang="zh">霍乱 &amp; &#x4f24;<Fragment>寒</Fragment></Label></Rubric></Class><Class code="A00" kind="category"><Meta name="a" value="b"/><SuperClass code="I"/><Rubric kind="inclusion"><Label>x</Label></Rubric></Class></ClaML>"#;
const CONCEPT_MAP_JSON: &str = r#"{"resourceType":"ConceptMap","status":"active","group":[{"source":"urn:zhiyu:code-system:a","target":"urn:zhiyu:code-system:b","element":[{"code":"01","display":"a","target":[{"code":"A","display":"b","relationship":"equivalent","comment":"c"}]},{"code":"02","noMap":true}]}]}"#;
const VALUE_SET: &str = r#"{"resourceType":"ValueSet","status":"active","title":"t","name":"n","compose":{"include":[{"system":"a","version":"1","concept":[{"code":"1","display":"x"}],"filter":[{"property":"parent","op":"is-a","value":"1"}]}]}}"#;

fn edition(input: &[u8], name: &str, profile: &Profile) -> String {
    let incoming = exchange::read(input, Some(name), profile);
    let read = incoming.and_then(|incoming| edition_file::concepts(&incoming.table, &incoming.choice));
    told(read, |concepts| {
        let words: Vec<String> = concepts.iter().take(2).map(|concept| format!("{concept:?}")).collect();
        words.concat()
    })
}

fn map(input: &[u8], format: MapFormat) -> String {
    told(concept_map::read(input, format, None, &MapColumns::default()), |rows| {
        format!("{:?}", rows.first())
    })
}

fn readings(format: ExchangeFormat, input: &[u8]) -> String {
    told(mappings::read(format, input), |readings| {
        format!("{} rows", readings.rows.len().min(3))
    })
}

fn sssom() -> Vec<Vec<u8>> {
    vec![include_bytes!("../../../reference/mappings.sssom.tsv").to_vec()]
}
