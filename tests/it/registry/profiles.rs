//! Column profiles: how the files of publications become concepts.

use super::exchange::read_with;
use super::exchange::texts;
use zhiyu::error::Code;
use zhiyu::registry::concept::Concept;
use zhiyu::registry::concept::ConceptStatus;
use zhiyu::registry::exchange::profile::Profile;
use zhiyu::registry::exchange::profile::Repeated;

#[test]
fn every_shipped_profile_is_read_and_says_what_it_is() {
    let profiles = Profile::all().unwrap();
    assert!(profiles.len() >= 20);
    for profile in profiles {
        for text in [&profile.title, &profile.title_en, &profile.publication] {
            assert!(!text.trim().is_empty(), "{}", profile.id);
        }
        assert_eq!(Profile::find(&profile.id).unwrap(), profile);
    }
    assert_eq!(Profile::find("nothing").unwrap_err().code(), Code::ProfileUnknown);
}

#[test]
fn levels_in_columns_become_a_tree() {
    let file = "章代码范围,章的名称,节代码范围,节名称,类目代码,类目名称,亚目代码,亚目名称,诊断代码,诊断名称\n\
                A00-B99,某些传染病,A00-A09,肠道传染病,A00,霍乱,A00.0,霍乱，古典型,A00.000,霍乱，由于O1群\n\
                A00-B99,某些传染病,A00-A09,肠道传染病,A00,霍乱,A00.1,霍乱，埃尔托,A00.100,霍乱，埃尔托型\n\
                A00-B99,某些传染病,A00-A09,肠道传染病,A01,伤寒,,,A01.000,伤寒病\n";
    let profile = Profile::find("yibao-icd-10").unwrap();
    let (concepts, notes) = read_with(file.as_bytes(), &profile).unwrap();
    let tree: Vec<_> = concepts
        .iter()
        .map(|one| (one.code.as_str(), one.parent.as_deref().unwrap_or("-"), one.assignable))
        .collect();
    assert_eq!(
        tree,
        [
            ("A00-B99", "-", false),
            ("A00-A09", "A00-B99", false),
            ("A00", "A00-A09", false),
            ("A00.0", "A00", false),
            ("A00.000", "A00.0", true),
            ("A00.1", "A00", false),
            ("A00.100", "A00.1", true),
            ("A01", "A00-A09", false),
            ("A01.000", "A01", true),
        ]
    );
    assert!(notes.is_empty());
    let doubtful = file.replace("A00,霍乱,A00.1", "A00,霍乱病,A00.1");
    assert_eq!(
        read_with(doubtful.as_bytes(), &profile).unwrap_err().code(),
        Code::RowsRefused
    );
}

#[test]
fn a_repeated_row_is_taken_once_only_where_the_profile_says_so() {
    let file = "国临版编码,国临版名称,医保版2.0编码,医保版2.0名称\na,甲,X,同\nb,乙,X,同\nc,丙,,\n";
    let profile = Profile::find("crosswalk-icd-10-yibao").unwrap();
    let (concepts, notes) = read_with(file.as_bytes(), &profile).unwrap();
    assert_eq!(concepts, [Concept::new("X", "同")]);
    assert_eq!(
        texts(&notes),
        [
            "1 places of the file were not kept as they are: rows equal to an earlier one",
            "1 places of the file were not kept as they are: rows without code or name",
        ]
    );
    let other = file.replace("b,乙,X,同", "b,乙,X,不同");
    assert_eq!(
        read_with(other.as_bytes(), &profile).unwrap_err().code(),
        Code::RowsRefused
    );
    let strict = Profile {
        repeated: Repeated::default(),
        ..profile
    };
    assert_eq!(
        read_with(file.as_bytes(), &strict).unwrap_err().code(),
        Code::RowsRefused
    );
}

#[test]
fn loinc_keeps_the_words_of_its_status_and_drugs_have_titles_above_their_header() {
    let file = "LOINC_NUM,COMPONENT,PROPERTY,TIME_ASPCT,SYSTEM,SCALE_TYP,METHOD_TYP,STATUS,SHORTNAME,LONG_COMMON_NAME\n\
                2345-7,Glucose,MCnc,Pt,Ser/Plas,Qn,,ACTIVE,Glucose|SerPl,Glucose [Mass/volume]\n\
                1-8,Acyclovir,Susc,Pt,Isolate,OrdQn,,DEPRECATED,,Acyclovir [Susceptibility]\n";
    let (concepts, _) = read_with(file.as_bytes(), &Profile::find("loinc").unwrap()).unwrap();
    assert_eq!(concepts[0].designations, ["Glucose|SerPl"]);
    assert_eq!(concepts[1].status, ConceptStatus::Retired);
    assert_eq!(concepts[1].properties["STATUS"], "DEPRECATED");
    let unknown = file.replace("ACTIVE", "NEW");
    let profile = Profile::find("loinc").unwrap();
    assert_eq!(
        read_with(unknown.as_bytes(), &profile).unwrap_err().code(),
        Code::RowsRefused
    );

    let drugs = "国家药品编码本位码信息,,,,,,\n发布日期,,,,,,\n\
                 序号,批准文号,产品名称,剂型,规格,生产单位,药品编码\n1,国药准字H1,阿司匹林片,片剂,0.3g,甲厂,86901110000020\n";
    let (concepts, _) = read_with(drugs.as_bytes(), &Profile::find("nmpa-drug-standard-code").unwrap()).unwrap();
    assert_eq!(
        (concepts[0].code.as_str(), concepts[0].properties.len()),
        ("86901110000020", 4)
    );
}

#[test]
fn an_additional_code_follows_the_main_code() {
    let file = "主要编码,附加编码,诊断名称\nA17.000+,G01*,结核性脑膜炎\nA00.000,,霍乱\n";
    let (concepts, _) = read_with(file.as_bytes(), &Profile::find("guolin-icd-10").unwrap()).unwrap();
    let codes: Vec<&str> = concepts.iter().map(|one| one.code.as_str()).collect();
    assert_eq!(codes, ["A17.000+G01*", "A00.000"]);
}
