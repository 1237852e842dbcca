//! Suggestions as they are stored: JSON tagged by stable codes, and words in both languages.

use zhiyu::language::Language;
use zhiyu::matching::Reason;
use zhiyu::matching::Suggestion;
use zhiyu::matching::Warning;
use zhiyu::matching::kinds::level::Level;
use zhiyu::matching::normalise::Step;
use zhiyu::matching::score::Measures;

fn every_reason() -> Vec<Reason> {
    let text = || String::from("词");
    vec![
        Reason::ExactCodeAndName,
        Reason::ExactName,
        Reason::NormalisedName {
            steps: vec![Step::Width, Step::Numerals],
        },
        Reason::OtherName { name: text() },
        Reason::Synonym {
            alias: text(),
            preferred: text(),
            source: text(),
            confidence: text(),
        },
        Reason::SameValue { word: text() },
        Reason::SimilarName {
            name: Some(text()),
            measures: Measures::default(),
            steps: vec![Step::Case],
        },
        Reason::PartOfTerm { part: text() },
        Reason::SameLevel {
            level: Level::Form,
            value: text(),
        },
    ]
}

fn every_warning() -> Vec<Warning> {
    let (term, name) = (|| String::from("左"), || String::from("右"));
    vec![
        Warning::EqualCodeOtherName,
        Warning::NameNotUnique { count: 2 },
        Warning::NotAssignable,
        Warning::Retired,
        Warning::AmbiguousAlias { alias: term() },
        Warning::LateralityDiffers {
            term: term(),
            name: name(),
        },
        Warning::NumeralDiffers {
            term: term(),
            name: name(),
        },
        Warning::MalignancyDiffers {
            term: term(),
            name: name(),
        },
        Warning::MalignancyOneSided { word: term() },
        Warning::OppositeWords {
            term: term(),
            name: name(),
        },
        Warning::SymbolsDiffer {
            term: term(),
            name: name(),
        },
        Warning::ResidualTarget { word: name() },
        Warning::UncertainTerm { word: term() },
        Warning::NegatedTerm { word: term() },
        Warning::SeveralParts { count: 2 },
        Warning::LevelDiffers {
            level: Level::Specimen,
            term: term(),
            name: name(),
        },
        Warning::LevelUnsaid {
            level: Level::Salt,
            value: name(),
        },
        Warning::FormerName {
            name: term(),
            period: None,
        },
        Warning::FormerName {
            name: term(),
            period: Some("1949-2010".into()),
        },
    ]
}

#[test]
fn the_json_is_tagged_by_the_stable_code_and_reads_back() {
    for reason in every_reason() {
        let json = serde_json::to_value(&reason).expect("json");
        assert_eq!(json["code"], reason.as_str());
        assert_eq!(serde_json::from_value::<Reason>(json).expect("a reason"), reason);
    }
    for warning in every_warning() {
        let json = serde_json::to_value(&warning).expect("json");
        assert_eq!(json["code"], warning.as_str());
        assert_eq!(serde_json::from_value::<Warning>(json).expect("a warning"), warning);
    }
}

#[test]
fn words_differ_by_language_and_carry_the_evidence() {
    for (chinese, english) in every_reason()
        .iter()
        .map(|one| (one.words(Language::Chinese), one.words(Language::English)))
    {
        assert_ne!(chinese, english);
    }
    for (chinese, english) in every_warning()
        .iter()
        .map(|one| (one.words(Language::Chinese), one.words(Language::English)))
    {
        assert_ne!(chinese, english);
    }
    let sides = Warning::LateralityDiffers {
        term: "左".into(),
        name: "右".into(),
    };
    assert_eq!(sides.words(Language::Chinese), "左右侧不同：本地“左”，标准“右”");
}

#[test]
fn a_suggestion_reads_back() {
    let suggestion = Suggestion {
        proposed: true,
        code: "I10".into(),
        display: "高血压".into(),
        score: 0.5,
        reasons: every_reason(),
        warnings: every_warning(),
    };
    let json = serde_json::to_string(&suggestion).expect("json");
    assert_eq!(
        serde_json::from_str::<Suggestion>(&json).expect("a suggestion"),
        suggestion
    );
}
