//! Requests that are well formed and come at the wrong time, or name what does not exist; and failures of the service.

use super::Case;
use super::HIS;
use super::RELEASES;
use super::REQUEST_KEY;
use crate::http::bulk;
use crate::http::client::Client;
use crate::http::data::DISEASES;
use crate::http::data::address_of;
use crate::http::data::dictionary_address;
use crate::http::data::draft;
use crate::http::data::import_address;
use crate::http::data::load;
use crate::http::data::mapped;
use crate::http::data::step;
use crate::http::server::TestServer;
use serde_json::Value;
use serde_json::json;
use zhiyu::access::role::Role;
use zhiyu::error::Code;

/// Releases that a translation cannot use.
fn bad_translations(server: &TestServer) -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    for (code, query) in [
        (Code::ReleaseNotEffective, ""),
        (Code::ReleaseNotEffective, "?as_of=2026-11-20"),
        (Code::ReleaseNotForUse, "?release=1"),
        (Code::ReleaseUnknown, "?release=9"),
        (Code::FieldInvalid, "?as_of=yesterday"),
        (Code::FieldInvalid, "?mode=loose"),
        (Code::FieldInvalid, "?release=1&as_of=2026-11-20"),
    ] {
        let body = json!({ "items": [] });
        cases.push(Case::new(code, &server.collector(), move |client| {
            client.post(&format!("organizations/H1/translate{query}"), &body)
        }));
    }
    cases
}

/// Addresses of what does not exist.
fn unknown_addresses() -> Vec<(Code, String)> {
    let history = |code: &str| format!("{}/history?code={code}", dictionary_address(HIS));
    vec![
        (Code::CodeSystemUnknown, "code-systems/none".to_owned()),
        (Code::EditionUnknown, "code-systems/disease/editions/1999".to_owned()),
        (
            Code::EditionUnknown,
            "code-systems/none/editions/1/concepts?q=x".to_owned(),
        ),
        (Code::ConceptUnknown, format!("{}/concepts/Z99", address_of(DISEASES))),
        (Code::OrganizationUnknown, "organizations/H9".to_owned()),
        (Code::OrganizationUnknown, "organizations/H9/releases".to_owned()),
        (
            Code::OrganizationUnknown,
            "organizations/H9/snapshots/latest".to_owned(),
        ),
        (Code::DictionaryUnknown, dictionary_address("his/none")),
        (
            Code::DictionaryUnknown,
            format!("{}/codes", dictionary_address("his/none")),
        ),
        (Code::MappingUnknown, history("009")),
        (Code::ReleaseUnknown, format!("{RELEASES}/9")),
        (Code::ReleaseUnknown, format!("{RELEASES}/diff?from=1&to=9")),
        (Code::ReleaseUnknown, "organizations/H1/snapshots/9/body".to_owned()),
        (Code::ReleaseUnknown, "organizations/H2/snapshots/latest".to_owned()),
        (Code::JobUnknown, "jobs/0000".to_owned()),
        (
            Code::SourceSystemUnknown,
            "organizations/H1/source-systems/none/campus".to_owned(),
        ),
        (
            Code::CoverageReportUnknown,
            "organizations/H1/coverage/reports/weekly-2026-11-20".to_owned(),
        ),
        (Code::SnapshotsUnsigned, "organizations/H1/snapshots/keys".to_owned()),
        (
            Code::ReleaseUnknown,
            "organizations/H1/snapshots/9/delta?from=1".to_owned(),
        ),
        (
            Code::ReleaseOrder,
            "organizations/H1/snapshots/1/delta?from=1".to_owned(),
        ),
    ]
}

fn unknown_things(server: &TestServer) -> Vec<Case> {
    let auditor = server.platform(Role::Auditor);
    let mut cases: Vec<Case> = Vec::new();
    for (code, address) in unknown_addresses() {
        cases.push(Case::new(code, &auditor, move |client| client.get(&address)));
    }
    let next = json!({ "period": "weekly", "day": "2030-01-04" });
    cases.push(Case::new(Code::CutNotReached, &server.publisher(), move |client| {
        client.post("organizations/H1/coverage/reports", &next)
    }));
    cases.push(Case::new(Code::TokenUnknown, &server.admin(), |client| {
        client.delete("tokens/ffff")
    }));
    cases
}

fn target(code: &str, relationship: &str) -> Value {
    json!({ "code": code, "relationship": relationship })
}

fn of_five(mut decision: Value) -> Value {
    decision["code"] = json!("005");
    decision
}

fn at_version(mut decision: Value, version: i64) -> Value {
    decision["version"] = json!(version);
    decision
}

/// Decisions whose words or targets are not good.
fn incomplete_decisions() -> Vec<(Code, Value)> {
    let targets = |list: Value| of_five(json!({ "targets": list }));
    let elsewhere = |edition: &str| json!([{ "code": "A00", "relationship": "equivalent", "edition": edition }]);
    let twice = json!([target("A00", "equivalent"), target("A00", "broader")]);
    let no_such_day = json!({ "no_match": "x", "review_on": "2027-02-30" });
    vec![
        (Code::EditionUnknown, targets(elsewhere("none/1"))),
        (Code::IdentifierInvalid, targets(elsewhere("disease"))),
        (Code::FieldInvalid, targets(json!([target("A00", "same")]))),
        (Code::DecisionInvalid, targets(json!([]))),
        (Code::DecisionInvalid, targets(twice)),
        (Code::DecisionInvalid, of_five(json!({ "no_match": " " }))),
        (Code::DecisionInvalid, of_five(no_such_day)),
        (Code::DecisionInvalid, of_five(json!({ "ignored": "" }))),
        (
            Code::DecisionInvalid,
            of_five(json!({ "ignored": "x", "no_match": "x" })),
        ),
        (Code::DecisionInvalid, of_five(json!({}))),
    ]
}

/// Decisions that are not taken.
fn bad_decisions(server: &TestServer) -> Vec<Case> {
    let mut decisions = vec![
        (Code::ConceptUnknown, mapped("005", "Z99")),
        (Code::TargetNotAssignable, mapped("005", "I")),
        (Code::LocalCodeUnknown, mapped("0005", "A02")),
        (Code::LocalCodeAmbiguous, mapped("003", "A02")),
        (Code::StepNotAllowed, mapped("002", "A01")),
        (Code::VersionChanged, at_version(mapped("001", "A01"), 1)),
        (Code::MappingUnknown, at_version(mapped("005", "A02"), 3)),
    ];
    decisions.extend(incomplete_decisions());
    let curator = server.curator();
    let mut cases: Vec<Case> = Vec::new();
    for (code, item) in decisions {
        cases.push(Case::new(code, &curator, move |client| {
            draft(client, HIS, std::slice::from_ref(&item))
        }));
    }
    let second = server.second_curator();
    cases.push(Case::new(Code::VersionNeeded, &second, |client| {
        draft(client, HIS, &[mapped("004", "A02")])
    }));
    let twice = [mapped("005", "A02"), mapped("005", "A01")];
    cases.push(Case::new(Code::RequestInvalid, &curator, move |client| {
        draft(client, HIS, &twice)
    }));
    cases.push(Case::new(Code::RequestInvalid, &curator, |client| {
        draft(client, HIS, &[])
    }));
    cases
}

/// Steps that are not taken.
fn bad_steps(server: &TestServer) -> Vec<Case> {
    let author = server.client("curator", Role::Reviewer, "H1");
    let asked: [(Client, Code, &str, &str); 6] = [
        (server.curator(), Code::StepNotAllowed, "submit", "001"),
        (server.curator(), Code::MappingUnknown, "submit", "005"),
        (server.curator(), Code::PathUnknown, "publish", "001"),
        (server.curator(), Code::PathUnknown, "fly", "001"),
        (server.reviewer(), Code::StepNotAllowed, "approve", "001"),
        (author, Code::MakerIsChecker, "approve", "002"),
    ];
    let mut cases: Vec<Case> = Vec::new();
    for (client, code, verb, local_code) in asked {
        cases.push(Case::new(code, &client, move |client| {
            step(client, HIS, verb, &[local_code])
        }));
    }
    let address = format!("{}/mappings/return", dictionary_address(HIS));
    cases.push(Case::new(Code::DecisionInvalid, &server.reviewer(), move |client| {
        client.post(&address, &json!({ "items": [{ "code": "002" }], "reason": " " }))
    }));
    cases
}

/// Bulk acts that are not done.
fn bad_bulk_acts(server: &TestServer) -> Vec<Case> {
    let asked = [
        (Code::PathUnknown, "fly", json!({})),
        (Code::DecisionInvalid, "no-match", json!({ "reason": " " })),
        (Code::FieldInvalid, "accept", json!({ "relationship": "same" })),
        (Code::FieldInvalid, "accept", json!({ "filter": { "state": "lost" } })),
        (Code::PlanStale, "ignore", json!({ "reason": "x", "plan": "0" })),
        (Code::BulkUnknown, "9/undo", json!({ "reason": "x" })),
        (Code::FieldInvalid, "9/undo", json!({ "reason": "" })),
    ];
    let curator = server.curator();
    let mut cases: Vec<Case> = Vec::new();
    for (code, act, body) in asked {
        let address = format!("{}/bulk/{act}", dictionary_address(HIS));
        cases.push(Case::new(code, &curator, move |client| client.post(&address, &body)));
    }
    let nobody = json!({ "filter": { "codes": ["none"] }, "reason": "x" });
    let empty = bulk::plan(&curator, HIS, "ignore", &nobody);
    cases.push(Case::new(Code::BulkEmpty, &curator, move |client| {
        client.post(&format!("{}/bulk/ignore", dictionary_address(HIS)), &empty)
    }));
    let number = bulk::run(
        &curator,
        HIS,
        "ignore",
        &json!({ "filter": { "codes": ["005"] }, "reason": "x" }),
    );
    bulk::undo(&curator, HIS, number).ok();
    cases.push(Case::new(Code::UndoNothing, &curator, move |client| {
        bulk::undo(client, HIS, number)
    }));
    cases
}

/// Policies, samples and judgements that are not taken.
fn bad_samples(server: &TestServer) -> Vec<Case> {
    let samples = format!("{}/samples", dictionary_address(HIS));
    let (curator, reviewer) = (server.curator(), server.reviewer());
    let judge = server.client("judge", Role::Reviewer, "H1");
    let drawn = reviewer.post(&samples, &json!({})).ok_with(201);
    let judgements = format!("{samples}/{}/judgements", drawn["number"]);
    let right = |code: &str| json!({ "items": [{ "code": code, "correct": true }] });
    let wrong = json!({ "items": [{ "code": "004", "correct": false, "note": " " }] });
    judge.post(&judgements, &right("004")).ok();
    let undone = bulk::run(
        &curator,
        HIS,
        "ignore",
        &json!({ "filter": { "codes": ["005"] }, "reason": "x" }),
    );
    bulk::undo(&curator, HIS, undone).ok();
    let asked = [
        (
            &judge,
            Code::SampleUnknown,
            format!("{samples}/9/judgements"),
            right("004"),
        ),
        (&judge, Code::SampleRowUnknown, judgements.clone(), right("001")),
        (&judge, Code::SampleRowJudged, judgements.clone(), right("004")),
        (&judge, Code::DecisionInvalid, judgements.clone(), wrong),
        (&reviewer, Code::MakerIsChecker, judgements, right("004")),
        (&reviewer, Code::SampleEmpty, samples.clone(), json!({ "bulk": undone })),
        (&reviewer, Code::BulkUnknown, samples, json!({ "bulk": 99 })),
    ];
    let mut cases: Vec<Case> = Vec::new();
    for (client, code, address, body) in asked {
        cases.push(Case::new(code, client, move |client| client.post(&address, &body)));
    }
    cases.push(Case::new(Code::PolicyForbids, &curator, |client| {
        step(client, HIS, "confirm", &["002"])
    }));
    let endless = json!({ "policy": { "sampling": { "limit_per_mille": 10, "draws": 0 } }, "reason": "x" });
    cases.push(Case::new(Code::FieldInvalid, &server.publisher(), move |client| {
        client.put(&format!("{}/policy", dictionary_address(HIS)), &endless)
    }));
    cases
}

/// Proposals that are not taken.
fn bad_proposals(server: &TestServer) -> Vec<Case> {
    let of_blind = |path: &str| format!("{}/{path}", dictionary_address("blind/diagnosis"));
    load(&server.curator(), "blind/diagnosis", &[("001", "霍乱")]).ok();
    let policy = json!({ "policy": { "review": "double-blind" }, "reason": "双盲" });
    server.publisher().put(&of_blind("policy"), &policy).ok();
    let items = json!({ "items": [mapped("001", "A00")] });
    server.curator().put(&of_blind("proposals"), &items).ok();
    let (proposals, resolutions) = (of_blind("proposals"), of_blind("proposals/resolutions"));
    let again = items.clone();
    let drafted = items.clone();
    let alone = of_blind("mappings");
    vec![
        Case::new(Code::ProposalNotOpen, &server.curator(), move |client| {
            client.put(&proposals, &again)
        }),
        Case::new(Code::ProposalNotOpen, &server.second_curator(), move |client| {
            client.post(&resolutions, &items)
        }),
        Case::new(Code::PolicyForbids, &server.curator(), move |client| {
            client.put(&alone, &drafted)
        }),
    ]
}

/// Sides that cannot be.
fn bad_sides(server: &TestServer) -> Vec<Case> {
    let address = |of: &str| format!("{}/sides", dictionary_address(of));
    let side = |name: &str| json!({ "name": name, "target": DISEASES });
    let curator = server.curator();
    let (of, same) = (address(HIS), side("diagnosis"));
    let (nested, load) = (address("his/side"), format!("{}/load", dictionary_address("his/side")));
    let make = format!("{}/sides", dictionary_address(HIS));
    curator.post(&make, &side("side")).ok_with(201);
    vec![
        Case::new(Code::DictionaryExists, &curator, move |client| client.post(&of, &same)),
        Case::new(Code::DictionaryIsSide, &curator, move |client| {
            client.post(&nested, &side("other"))
        }),
        Case::new(Code::DictionaryIsSide, &curator, move |client| {
            client.upload(&load, "code,name\n1,霍乱\n".as_bytes())
        }),
    ]
}

/// Assigning, re-using and copying what may not be.
fn bad_work(server: &TestServer) -> Vec<Case> {
    let (curator, reviewer, publisher) = (server.curator(), server.reviewer(), server.publisher());
    let address = |path: &str| format!("{}/{path}", dictionary_address(HIS));
    let taken = json!({ "assignee": "curator", "codes": ["005"] });
    curator.post(&address("assignments"), &taken).ok();
    let assign = |body: Value| {
        let address = address("assignments");
        move |client: &Client| client.post(&address, &body)
    };
    let reuse = |body: Value| {
        let address = address("reuse");
        move |client: &Client| client.put(&address, &body)
    };
    let act = |path: &str| {
        let address = address(path);
        move |client: &Client| client.act(&address)
    };
    let list = |query: &str| {
        let address = address(&format!("codes?{query}"));
        move |client: &Client| client.get(&address)
    };
    let second = json!({ "assignee": "second-curator", "codes": ["005"] });
    let nobody = json!({ "assignee": "nobody.knows", "codes": ["001"] });
    let unexplained = json!({ "codes": ["005"] });
    let misspelt = json!({ "assignee": "curator", "filter": { "stat": "unmapped" } });
    let silent = json!({ "mode": "proposed", "origins": ["H2"], "reason": "x" });
    vec![
        Case::new(Code::AssignmentTaken, &server.second_curator(), assign(second)),
        Case::new(Code::AssigneeUnknown, &reviewer, assign(nobody)),
        Case::new(Code::FieldInvalid, &reviewer, assign(unexplained)),
        Case::new(Code::RequestInvalid, &curator, assign(misspelt)),
        Case::new(Code::OriginNotSharing, &publisher, reuse(silent)),
        Case::new(
            Code::FieldInvalid,
            &publisher,
            reuse(json!({ "mode": "all", "reason": "x" })),
        ),
        Case::new(
            Code::FieldInvalid,
            &publisher,
            reuse(json!({ "mode": "none", "hospitals": 0, "reason": "x" })),
        ),
        Case::new(Code::ReuseNotAdopted, &curator, act("reuse/adopt")),
        Case::new(Code::DictionaryCopiesItself, &curator, act(&format!("copy?from={HIS}"))),
        Case::new(Code::FieldInvalid, &curator, list("score_from=1.5")),
        Case::new(Code::FieldInvalid, &curator, list("risk=some")),
        Case::new(Code::FieldInvalid, &curator, list("sort=name")),
        Case::new(Code::LocalCodeUnknown, &curator, move |client| {
            let note = json!({ "code": "none", "text": "x" });
            client.post(&format!("{}/codes/notes", dictionary_address(HIS)), &note)
        }),
    ]
}

/// Publishing what may not be published.
fn bad_publishing(server: &TestServer) -> Vec<Case> {
    let publisher = server.publisher();
    let elsewhere = server.foreign(Role::Publisher);
    let empty = |client: &Client| client.post("organizations/H2/releases", &json!({}));
    vec![
        Case::new(Code::RequestKeyReused, &publisher, |client| {
            let call = client.call("POST", RELEASES).json(&json!({ "note": "别的说明" }));
            call.header("idempotency-key", REQUEST_KEY).send()
        }),
        Case::new(Code::EditionNotPublished, &publisher, |client| {
            client.post(RELEASES, &json!({}))
        }),
        Case::new(Code::NothingToPublish, &elsewhere, empty),
        Case::new(Code::OutOfScope, &publisher, empty),
        Case::new(Code::EditionNotDraft, &server.registrar(), |client| {
            client.upload(&import_address(DISEASES, "code=code"), b"code,name\nZ,z\n")
        }),
    ]
}

/// Retracting and sharing that is not taken.
fn bad_retractions(server: &TestServer) -> Vec<Case> {
    let publisher = server.publisher();
    let retract = |number: i64, reason: &str| {
        let (address, body) = (format!("{RELEASES}/{number}/retraction"), json!({ "reason": reason }));
        move |client: &Client| client.post(&address, &body)
    };
    let share = |reason: String| {
        let body = json!({ "shares": true, "reason": reason });
        move |client: &Client| client.put("organizations/H1/sharing", &body)
    };
    vec![
        Case::new(Code::ReleaseRetracted, &publisher, retract(1, "再撤回一次")),
        Case::new(Code::ReleaseUnknown, &publisher, retract(9, "没有这一版")),
        Case::new(Code::FieldInvalid, &publisher, retract(1, " ")),
        Case::new(Code::FieldInvalid, &publisher, share(String::new())),
        Case::new(Code::FieldInvalid, &publisher, share("长".repeat(1001))),
        Case::new(Code::OutOfScope, &server.curator(), |client| {
            let term = json!({ "edition": DISEASES, "name": "霍乱", "organization": "H2" });
            client.post("suggestions", &term)
        }),
    ]
}

/// Every request at the wrong time.
pub fn cases(server: &TestServer) -> Vec<Case> {
    let groups = [
        unknown_things(server),
        bad_translations(server),
        bad_publishing(server),
        bad_sides(server),
        bad_work(server),
        bad_retractions(server),
        bad_decisions(server),
        bad_steps(server),
        bad_bulk_acts(server),
        bad_samples(server),
        bad_proposals(server),
    ];
    groups.into_iter().flatten().collect()
}

/// Failures of the service itself, brought about behind its back; last, because nothing works afterwards.
pub fn failures(server: &TestServer) -> Vec<Case> {
    server.stranger().execute_all(&[
        "DROP TRIGGER release_changes_no_update",
        "UPDATE release_changes SET line = replace(line, 'A00', 'A02')",
        "ALTER TABLE jobs RENAME TO secret_table",
    ]);
    vec![
        Case::new(Code::SnapshotBroken, &server.collector(), |client| {
            client.get("organizations/H1/snapshots/1/body")
        }),
        Case::new(Code::Internal, &server.auditor(), |client| {
            let answer = client.get("jobs/0000");
            let text = answer.text().to_lowercase();
            let leaks = ["table", "jobs", "sql", "select", "diesel"];
            assert!(leaks.iter().all(|word| !text.contains(word)), "{text}");
            answer
        }),
    ]
}
