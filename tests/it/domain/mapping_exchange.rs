//! Mappings as files of other programs: directions, round trips, what is lost, files of others.

mod foreign;
mod round_trip;
mod sssom_package;

use zhiyu::id::AccountId;
use zhiyu::id::DictionaryId;
use zhiyu::id::EditionRef;
use zhiyu::id::OrganizationId;
use zhiyu::mapping::concept_map::FhirRelease;
use zhiyu::mapping::condition::Condition;
use zhiyu::mapping::decision::Decision;
use zhiyu::mapping::exchange::About;
use zhiyu::mapping::exchange::Entry;
use zhiyu::mapping::exchange::ExchangeFormat;
use zhiyu::mapping::exchange::LossKind;
use zhiyu::mapping::exchange::Reading;
use zhiyu::mapping::exchange::Refusal;
use zhiyu::mapping::exchange::Said;
use zhiyu::mapping::exchange::Written;
use zhiyu::mapping::exchange::read;
use zhiyu::mapping::exchange::write;
use zhiyu::mapping::origin::Origin;
use zhiyu::mapping::state::State;
use zhiyu::mapping::target::Relationship;
use zhiyu::mapping::target::Target;
use zhiyu::time::Instant;

/// 2026-05-03T04:00:00Z.
const NOON: Instant = Instant(1_777_780_800_000_000);

pub fn about() -> About {
    About {
        organization: OrganizationId::new("H1").unwrap(),
        dictionary: DictionaryId::new("his/diagnosis").unwrap(),
        target: EditionRef::parse("icd-10/guolin-2.0").unwrap(),
        loads: 3,
        release: Some(2),
    }
}

pub fn target(edition: &str, code: &str, relationship: Relationship) -> Target {
    let of = EditionRef::parse(edition).unwrap();
    Target {
        system: of.system,
        edition: of.edition,
        code: code.to_owned(),
        display: format!("{code} 的名称"),
        relationship,
        when: Vec::new(),
    }
}

pub fn guolin(code: &str, relationship: Relationship) -> Target {
    target("icd-10/guolin-2.0", code, relationship)
}

/// An approved code; what differs is set by the tests.
pub fn entry(code: &str, decision: Decision) -> Entry {
    Entry {
        code: code.to_owned(),
        name: format!("{code} 的本地名"),
        decision: Some(decision),
        state: State::Released,
        justification: "名称一致".to_owned(),
        origin: Origin::Hand,
        author: AccountId::new("li.na").unwrap(),
        decided_at: NOON,
        reviewer: Some(AccountId::new("wang.wei").unwrap()),
        reviewed_at: Some(NOON),
        usage: Some(12),
        refusals: Vec::new(),
    }
}

pub fn mapped(targets: &[Target]) -> Decision {
    Decision::Mapped {
        targets: targets.to_vec(),
    }
}

/// One of everything that a hospital can say.
pub fn everything() -> Vec<Entry> {
    use Relationship::Broader;
    use Relationship::Equivalent;
    use Relationship::Narrower;
    use Relationship::Related;
    let mut odd = entry("=1+1|\"中 文\"\t%41", mapped(&[guolin("J06.900", Equivalent)]));
    odd.origin = Origin::Suggestion {
        rank: 1,
        score_per_mille: 970,
        reasons: vec!["exact-name".to_owned()],
    };
    let mut several = entry(
        "001",
        mapped(&[
            guolin("K29.500x001", Broader),
            target("icd-o-3/2023", "8000/1", Narrower),
            guolin("K29.600", Related),
        ]),
    );
    several.justification = "两处合并，见病案首页说明；\n第二行".to_owned();
    let mut returned = entry("002", mapped(&[guolin("A01.000", Equivalent)]));
    returned.decision = None;
    returned.state = State::Returned;
    returned.reviewer = None;
    returned.reviewed_at = None;
    returned.refusals = vec![Refusal {
        target: guolin("A01.000", Equivalent),
        reviewer: "wang.wei".to_owned(),
        at: NOON,
        reason: "不是伤寒".to_owned(),
    }];
    let none = Decision::NoMatch {
        reason: "标准中没有对应条目".to_owned(),
        review_on: Some("2027-06-30".to_owned()),
    };
    let mut nothing = entry("003", none);
    nothing.justification = "标准中没有对应条目".to_owned();
    let mut test_entry = entry(
        "TEST",
        Decision::Ignored {
            reason: "测试".to_owned(),
        },
    );
    test_entry.justification = "测试".to_owned();
    let mut by_unit = guolin("X1", Equivalent);
    by_unit.when = vec![Condition::Unit {
        is: vec!["mmol/L".to_owned(), "毫摩尔|升".to_owned()],
    }];
    let mut cases = entry("GLU", mapped(&[by_unit, guolin("X2", Equivalent)]));
    cases.origin = Origin::Rule {
        rule: "safe-rename".to_owned(),
    };
    vec![several, returned, nothing, odd, cases, test_entry]
}

fn document(release: FhirRelease, decision: Decision) -> serde_json::Value {
    let written = write(ExchangeFormat::ConceptMap(release), &about(), &[entry("001", decision)]).unwrap();
    serde_json::from_slice(&written.bytes).unwrap()
}

fn word_of(release: FhirRelease, relationship: Relationship) -> String {
    let document = document(release, mapped(&[guolin("J06.900", relationship)]));
    let target = &document["group"][0]["element"][0]["target"][0];
    let name = match release {
        FhirRelease::R4 => "equivalence",
        FhirRelease::R5 => "relationship",
    };
    target[name].as_str().unwrap().to_owned()
}

/// R4 <http://hl7.org/fhir/R4/valueset-concept-map-equivalence.html>: "wider: The target mapping is wider in meaning than
/// the source concept." R5 <http://hl7.org/fhir/R5/valueset-concept-map-relationship.html>:
/// "source-is-narrower-than-target: The source concept is narrower in meaning than the target concept."
#[test]
fn a_broader_target_is_wider_in_r4_and_makes_the_source_narrower_in_r5() {
    assert_eq!(word_of(FhirRelease::R4, Relationship::Broader), "wider");
    assert_eq!(
        word_of(FhirRelease::R5, Relationship::Broader),
        "source-is-narrower-than-target"
    );
}

/// R4: "narrower: The target mapping is narrower in meaning than the source concept." R5:
/// "source-is-broader-than-target: The source concept is broader in meaning than the target concept."
#[test]
fn a_narrower_target_is_narrower_in_r4_and_makes_the_source_broader_in_r5() {
    assert_eq!(word_of(FhirRelease::R4, Relationship::Narrower), "narrower");
    assert_eq!(
        word_of(FhirRelease::R5, Relationship::Narrower),
        "source-is-broader-than-target"
    );
}

/// R4: "unmatched: There is no match for this concept in the target code system." R5 has `noMap`: "If noMap = true this
/// indicates that no mapping to a target concept exists for this source concept."
#[test]
fn nothing_fits_is_unmatched_in_r4_and_no_map_in_r5() {
    let none = || Decision::NoMatch {
        reason: "没有".to_owned(),
        review_on: None,
    };
    let four = document(FhirRelease::R4, none());
    let unmatched = &four["group"][0]["element"][0]["target"][0];
    assert_eq!(
        (unmatched["equivalence"].as_str(), unmatched.get("code")),
        (Some("unmatched"), None)
    );
    let five = document(FhirRelease::R5, none());
    let element = &five["group"][0]["element"][0];
    assert_eq!((element["noMap"].as_bool(), element.get("target")), (Some(true), None));
}

/// SKOS <https://www.w3.org/TR/skos-reference/#mapping>: "`<A> skos:broadMatch <B>` ... `<B>` is broader than `<A>`".
#[test]
fn a_broader_target_is_a_broad_match() {
    let rows = |relationship| {
        let entries = [entry("001", mapped(&[guolin("J06.900", relationship)]))];
        let written = write(ExchangeFormat::Sssom, &about(), &entries).unwrap();
        String::from_utf8(written.bytes).unwrap()
    };
    assert!(rows(Relationship::Broader).contains("\tskos:broadMatch\t"));
    assert!(rows(Relationship::Narrower).contains("\tskos:narrowMatch\t"));
}

/// Usagi <https://ohdsi.github.io/Usagi/usage.html>: WIDER, the target is wider in meaning than the source.
#[test]
fn a_broader_target_is_wider_in_usagi() {
    let entries = [entry("001", mapped(&[guolin("J06.900", Relationship::Broader)]))];
    let written = write(ExchangeFormat::Usagi, &about(), &entries).unwrap();
    assert!(String::from_utf8(written.bytes).unwrap().contains(",APPROVED,WIDER,"));
}

pub fn losses_of(written: &Written) -> Vec<(LossKind, &str, &str)> {
    let places = written.losses.places.iter();
    places
        .map(|loss| (loss.kind, loss.code.as_str(), loss.target.as_str()))
        .collect()
}

#[test]
fn every_form_lists_what_it_cannot_say() {
    use LossKind::Conditional;
    use LossKind::NeverSent;
    use LossKind::Otherwise;
    use LossKind::Refusal;
    use LossKind::Relationships;
    use LossKind::ReviewDay;
    let of = |format| write(format, &about(), &everything()).unwrap();
    let sssom = of(ExchangeFormat::Sssom);
    let cases = [(Conditional, "GLU", "X1"), (Otherwise, "GLU", "X2")];
    assert_eq!(losses_of(&sssom), [&cases[..], &[(NeverSent, "TEST", "")]].concat());
    for release in [FhirRelease::R4, FhirRelease::R5] {
        let fhir = of(ExchangeFormat::ConceptMap(release));
        let expected = [
            (Refusal, "002", "A01.000"),
            (ReviewDay, "003", ""),
            (Otherwise, "GLU", "X2"),
            (NeverSent, "TEST", ""),
        ];
        assert_eq!(losses_of(&fhir), expected);
        assert_eq!(fhir.losses.fields.len(), 5);
    }
    let usagi = of(ExchangeFormat::Usagi);
    let expected = [&[(Relationships, "001", ""), (Refusal, "002", "A01.000")], &cases[..]].concat();
    assert_eq!(losses_of(&usagi), expected);
    for word in ["csv", "xlsx"] {
        let crosswalk = of(ExchangeFormat::parse(word).unwrap());
        assert_eq!(losses_of(&crosswalk), []);
    }
}

/// What a file of everything says, with the rows that are left out.
pub fn reread(format: ExchangeFormat) -> Vec<Reading> {
    let written = write(format, &about(), &everything()).unwrap();
    let readings = read(format, &written.bytes).unwrap();
    assert!(readings.faults.is_empty(), "{:?}", readings.faults);
    readings.rows
}

#[test]
fn what_a_reviewer_returned_never_comes_back_as_a_target() {
    for format in ExchangeFormat::ALL {
        let of_returned = reread(format).into_iter().filter(|reading| reading.code == "002");
        for reading in of_returned {
            assert!(matches!(reading.said, Said::Refused(_)), "{format:?} {reading:?}");
        }
    }
}
