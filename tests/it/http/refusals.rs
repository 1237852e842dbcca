//! Refusals: every code that HTTP can produce is produced here, in both languages, and changes nothing.

mod catalogue;
mod feedback;
mod files;
mod registry;
mod requests;
mod states;
mod work_lists;

use super::client::Answer;
use super::client::Client;
use super::client::is_chinese;
use super::data::approve;
use super::data::diseases;
use super::data::draft;
use super::data::edition;
use super::data::load;
use super::data::mapped;
use super::data::step;
use super::server::TestServer;
use super::witness::Witness;
use serde_json::Value;
use serde_json::json;
use std::collections::BTreeSet;
use zhiyu::access::role::Role;
use zhiyu::error::Code;

/// Codes that no request of this test can bring about, and why.
const OUT_OF_REACH: &[(Code, &str)] = &[
    (Code::DatabaseUnavailable, "needs a database that is away"),
    (Code::StorageFull, "needs a full disk"),
    (Code::SchemaNewer, "refuses the start, before there is a server"),
    (
        Code::ConfigurationInvalid,
        "refuses the start, before there is a server",
    ),
    (Code::PlainHttpRefused, BEFORE),
    (Code::RootRefused, BEFORE),
    (Code::TlsUnusable, BEFORE),
    (Code::ShippedListBroken, "refuses the start, before there is a server"),
    (Code::FileNotAccessible, "is said by commands alone"),
    (Code::ServerUnreachable, "is said by commands alone"),
    (Code::SnapshotNotFound, "is said by commands alone"),
    (Code::SnapshotRefused, "is said by commands alone"),
    (Code::KeyUnusable, "is said by commands alone"),
    (Code::AuditAltered, "is said by commands alone"),
    (Code::AuditCheckpointInvalid, "is said by commands alone"),
    (Code::AuditExportTooLarge, "needs a hundred thousand events"),
    (Code::NewestRetracted, "is said by commands alone"),
    (Code::InvisibleCharacters, "is a warning beside a success"),
    (Code::UsageKept, "is a warning beside a success"),
    (Code::DatabaseNotEmpty, "is said by commands alone"),
    (Code::DatabaseDamaged, "is said by commands alone"),
    (Code::BackupUnusable, "is said by commands alone"),
    (Code::CodeHasBlanks, "is a warning beside a success"),
    (Code::CellsMerged, "is a warning beside a success"),
    (Code::ParentNotFound, "is a warning beside a success"),
    (Code::NameRepeated, "is told beside a success"),
    (Code::ContentNotRead, "is told beside a success"),
    (Code::CellKept, "is told beside a success"),
    (Code::WorkListRowNoted, "is told beside a success"),
    (Code::FieldRepeated, "is told beside a success"),
    (Code::RowIncomplete, "is told beside a success"),
    (Code::SuccessionRowLeftOut, "is told beside a success"),
    (Code::SuccessionRowNoted, "is told beside a success"),
    (Code::TargetNameDiffers, "is told beside a success"),
    (Code::MappingKept, "is told beside a success"),
    (Code::RowNotImported, "is told beside a success"),
    (Code::ValuesNotValid, "is said by commands alone"),
    (
        Code::NoMapBetween,
        "needs a release that is not retracted; tried in storage::translation",
    ),
    (
        Code::SeveralMapsBetween,
        "needs a release that is not retracted; tried in storage::translation",
    ),
    (
        Code::SampleMissing,
        "tried apart, by publishing what a policy wants sampled",
    ),
    (Code::TooManyRequests, "tried apart, in http::limits"),
    (Code::ServerBusy, "tried apart, in http::limits"),
    (
        Code::FreezeWindow,
        "needs something to publish; tried in snapshots::offers",
    ),
    (
        Code::RollbackChangesNothing,
        "needs a release that is not retracted; tried in snapshots::offers",
    ),
    (Code::BulkTooLarge, "needs more than 50,000 rows"),
    (Code::SignInRefused, TRIED_APART),
    (Code::SignInPaused, TRIED_APART),
    (Code::SecondFactorMissing, TRIED_APART),
    (Code::SessionInvalid, TRIED_APART),
    (Code::SessionNeeded, TRIED_APART),
    (Code::PasswordChangeRequired, TRIED_APART),
    (Code::SecondFactorRequired, TRIED_APART),
    (Code::CrossSiteRefused, TRIED_APART),
    (Code::PasswordRefused, TRIED_APART),
    (Code::PasswordWrong, TRIED_APART),
    (Code::SecondFactorExists, TRIED_APART),
    (Code::SecondFactorWrong, TRIED_APART),
    (Code::SecondFactorUnavailable, TRIED_APART),
    (Code::AccountUnknown, TRIED_APART),
    (Code::AccountExists, TRIED_APART),
    (Code::AccountDisabled, TRIED_APART),
    (Code::SessionUnknown, TRIED_APART),
    (Code::GrantUnknown, TRIED_APART),
    (Code::GrantToOneself, TRIED_APART),
    (Code::PowersNotSeparate, TRIED_APART),
    (Code::TokenBeyondAccount, TRIED_APART),
    (Code::TokenOfAnother, TRIED_APART),
    (Code::SecondFactorCodeRequired, TRIED_APART),
    (Code::OidcUnavailable, TRIED_APART),
    (Code::OidcRefused, TRIED_APART),
    (Code::IdentityNotLinked, TRIED_APART),
    (Code::IdentityLinked, TRIED_APART),
    (Code::IdentityUnknown, TRIED_APART),
    (Code::OidcOff, TRIED_APART),
    (Code::TokenLifeTooLong, TRIED_APART),
    (Code::HistoryImmutable, "no verb tries to change history"),
    (
        Code::BodyTooLarge,
        "tried apart, by announcing a body and not sending it",
    ),
];

/// Tried apart, in `serving`.
const BEFORE: &str = "refuses the start, before there is a server";

/// A try to sign in is an event of the log, so these do not leave everything as it was.
const TRIED_APART: &str = "tried apart, in http::accounts, http::oidc and storage::accounts";

const HIS: &str = "his/diagnosis";
const RELEASES: &str = "organizations/H1/releases";
const REQUEST_KEY: &str = "2026-11-21-1";

/// A request that is refused: sent once by a reader of Chinese and once by a reader of English.
struct Case {
    code: Code,
    client: Client,
    send: Box<dyn Fn(&Client) -> Answer>,
}

impl Case {
    fn new(code: Code, client: &Client, send: impl Fn(&Client) -> Answer + 'static) -> Self {
        Self {
            code,
            client: client.clone(),
            send: Box::new(send),
        }
    }
}

/// A hospital in the middle of its work: `001` is released and the release retracted, `002` in review, `003` has two names, `004` is approved
/// for an edition that is a draft, and nothing is said of `005`.
fn hospital() -> TestServer {
    let server = TestServer::start();
    diseases(&server);
    let curator = server.curator();
    let rows = [
        ("001", "霍乱"),
        ("002", "伤寒"),
        ("003", "甲"),
        ("003", "乙"),
        ("004", "副伤寒"),
        ("005", "怪病"),
    ];
    load(&curator, HIS, &rows).ok();
    approve(&server, HIS, &[mapped("001", "A00")]);
    let publisher = server.publisher();
    let order = publisher.call("POST", RELEASES).json(&json!({ "note": "第一版" }));
    order.header("idempotency-key", REQUEST_KEY).send().ok_with(201);
    let reason = json!({ "reason": "撤回" });
    publisher
        .post(&format!("{RELEASES}/1/retraction"), &reason)
        .ok_with(201);
    draft(&curator, HIS, &[mapped("002", "A01")]).ok();
    step(&curator, HIS, "submit", &["002"]).ok();
    edition("draft/1").concept("X", "甲").import(&server).ok();
    let into_draft = json!({ "code": "004", "targets": [
        { "code": "X", "relationship": "related", "edition": "draft/1" }] });
    approve(&server, HIS, &[into_draft]);
    let strict = json!({ "personal_data": "refuse", "reason": "试验" });
    let administrator = server.platform(Role::Administrator);
    administrator.put("organizations/H2/upload-policy", &strict).ok();
    server
}

/// Sends each case in both languages; the codes that were seen, findings included.
fn send_all(cases: &[Case]) -> BTreeSet<String> {
    let mut seen = BTreeSet::new();
    for case in cases {
        let chinese = (case.send)(&case.client);
        let english = (case.send)(&case.client.in_english());
        assert_eq!(
            (chinese.header("content-language"), english.header("content-language")),
            ("zh-CN", "en"),
            "{:?} {}",
            case.code,
            chinese.text()
        );
        let (chinese, english) = (chinese.refused(case.code), english.refused(case.code));
        let words = case.code.detail().1.split('{').next().unwrap();
        let detail = english["detail"].as_str().unwrap();
        assert!(
            detail.starts_with(words) && chinese["detail"] != english["detail"],
            "{english}"
        );
        assert!(chinese["advice"].as_str().unwrap().contains(is_chinese), "{chinese}");
        assert!(!english["advice"].as_str().unwrap().contains(is_chinese), "{english}");
        for place in ["row", "column", "field", "status"] {
            assert_eq!(chinese.get(place), english.get(place), "{chinese} {english}");
        }
        seen.extend(codes_of(&chinese));
    }
    seen
}

fn codes_of(problem: &Value) -> Vec<String> {
    let findings = problem["findings"].as_array().into_iter().flatten();
    let all = std::iter::once(problem).chain(findings);
    all.map(|one| one["code"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn every_code_within_reach_is_refused_in_both_languages_and_changes_nothing() {
    let server = hospital();
    let cases: Vec<Case> = files::cases(&server)
        .into_iter()
        .chain(registry::cases(&server))
        .chain(catalogue::cases(&server))
        .chain(requests::cases(&server))
        .chain(states::cases(&server))
        .chain(work_lists::cases(&server))
        .chain(feedback::cases(&server))
        .collect();
    let witness = Witness::of(&server);
    let before = witness.dump();
    let mut seen = send_all(&cases);
    assert_eq!(witness.dump(), before, "a refusal changed something");
    seen.extend(send_all(&states::failures(&server)));
    let expected: BTreeSet<String> = Code::ALL
        .iter()
        .filter(|code| !OUT_OF_REACH.iter().any(|(unreachable, _)| unreachable == *code))
        .map(|code| code.as_str().to_owned())
        .collect();
    assert_eq!(seen, expected, "a code is not tried, or is tried and not in reach");
    eprintln!("{} refusals tried in two languages, {} codes", cases.len(), seen.len());
}
