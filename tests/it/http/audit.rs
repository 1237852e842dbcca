//! The audit log: every changing route leaves its event, and the events are one chain.

use super::bulk;
use super::client::encode;
use super::data::DISEASES;
use super::data::all_pages;
use super::data::approve;
use super::data::csv;
use super::data::dictionary_address;
use super::data::diseases;
use super::data::draft;
use super::data::edition;
use super::data::load;
use super::data::mapped;
use super::data::publish;
use super::data::step;
use super::openapi::operations;
use super::server::TestServer;
use super::successions;
use super::suggestions::watch;
use crate::work_lists::sheets::Sheet;
use serde_json::Value;
use serde_json::json;
use std::collections::BTreeSet;
use zhiyu::access::role::Role;
use zhiyu::audit::CHAIN_START;
use zhiyu::audit::Event;
use zhiyu::audit::Outcome;
use zhiyu::error::Code;
use zhiyu::time::Instant;

/// What each changing operation leaves in the log.
const ACTIONS: &[(&str, &[&str])] = &[
    ("import_edition", &["edition.import"]),
    ("publish_edition", &["edition.publish"]),
    ("describe_edition", &["edition.describe"]),
    ("submit_edition", &["edition.submit"]),
    ("return_edition", &["edition.return"]),
    ("retire_edition", &["edition.retire"]),
    ("register_code_system", &["code-system.register"]),
    ("add_authority", &["authority.add"]),
    ("register_system", &["registration.set"]),
    ("register_edition", &["registration.set"]),
    ("register_kind", &["kind.register"]),
    ("import_specification", &["specification.import"]),
    ("publish_specification", &["specification.publish"]),
    ("register_value_domain", &["value-domain.register"]),
    ("register_value_set", &["value-domain.register"]),
    ("import_value_domains", &["value-domain.import"]),
    ("register_data_element", &["data-element.register"]),
    ("import_data_elements", &["data-element.import"]),
    ("add_concept_map", &["concept-map.add"]),
    ("import_concept_map", &["concept-map.import"]),
    ("keep_composed_map", &["concept-map.import"]),
    ("publish_concept_map", &["concept-map.publish"]),
    ("import_succession", &["succession.import"]),
    ("publish_succession", &["succession.publish"]),
    ("delegate_subtree", &["delegation.grant"]),
    ("revoke_delegation", &["delegation.revoke"]),
    ("propose_change", &["succession.propose"]),
    ("decide_proposals", &["succession.decide"]),
    ("add_organization", &["organization.add"]),
    ("update_organization", &["organization.update"]),
    ("set_grid_word", &["grid.set-word"]),
    ("load_dictionary", &["dictionary.load"]),
    ("add_dictionary_side", &["dictionary.add-side"]),
    ("suggest_dictionary", &["dictionary.suggest"]),
    ("draft_mappings", &["mapping.draft"]),
    (
        "step_mappings",
        &[
            "mapping.submit",
            "mapping.withdraw",
            "mapping.approve",
            "mapping.return",
            "mapping.reopen",
            "mapping.recheck",
            "mapping.undo",
        ],
    ),
    ("run_bulk_act", &["mapping.draft"]),
    ("undo_bulk_act", &["mapping.undo"]),
    ("set_review_policy", &["policy.set"]),
    (
        "propose_mappings",
        &["mapping.propose", "mapping.draft", "mapping.submit"],
    ),
    (
        "resolve_proposals",
        &["mapping.resolve", "mapping.draft", "mapping.submit"],
    ),
    ("draw_sample", &["sample.draw"]),
    ("judge_sample", &["sample.judge"]),
    ("import_mappings", &["mapping.import"]),
    ("import_work_list", &["work-list.import"]),
    ("publish_release", &["release.publish"]),
    ("add_code_note", &["note.add"]),
    ("assign_codes", &["work.assign"]),
    ("set_reuse", &["reuse.set"]),
    ("adopt_mappings", &["reuse.adopt"]),
    ("copy_dictionary", &["dictionary.copy"]),
    ("retract_release", &["release.retract"]),
    ("set_sharing", &["sharing.set"]),
    ("set_upload_policy", &["upload-policy.set"]),
    ("bind_dictionary", &["dictionary.bind"]),
    ("set_campus", &["source-system.place"]),
    ("cut_coverage", &["coverage.cut"]),
    ("apply_upgrade", &["upgrade.apply"]),
    ("carry_over_upgrade", &["upgrade.rule"]),
    ("approve_carry_over", &["upgrade.approve"]),
    ("report_use", &["collector.report"]),
    ("step_alert", &["alert.acknowledge", "alert.resolve", "alert.reopen"]),
    ("set_webhook", &["webhook.set"]),
    ("create_token", &["token.create"]),
    ("revoke_token", &["token.revoke"]),
    ("rotate_token", &["token.rotate"]),
    ("sign_in", &["session.sign-in", "session.refuse"]),
    ("sign_out", &["session.sign-out"]),
    ("end_session", &["session.sign-out"]),
    ("change_password", &["password.change"]),
    ("enrol_second_factor", &["second-factor.enrol"]),
    ("confirm_second_factor", &["second-factor.confirm"]),
    ("prove_second_factor", &["second-factor.prove"]),
    ("link_identity", &["identity.link"]),
    ("unlink_identity", &["identity.unlink"]),
    ("add_account", &["account.add"]),
    ("set_account_status", &["account.set-status"]),
    ("reset_password", &["account.reset-password"]),
    ("remove_second_factor", &["second-factor.remove"]),
    ("give_grant", &["grant.give"]),
    ("withdraw_grant", &["grant.withdraw"]),
    ("pin_collector", &["collector.pin"]),
    ("unpin_collector", &["collector.unpin"]),
    ("set_rollout", &["release.roll-out"]),
    ("set_freeze_window", &["freeze-window.set"]),
    ("roll_back_release", &["release.rollback", "release.override"]),
    ("make_audit_checkpoint", &["audit.checkpoint"]),
];
/// Operations that send a body and change nothing.
const QUESTIONS: &[&str] = &[
    "suggest_term",
    "validate_field",
    "validate_items",
    "ask_successions",
    "translate_codes",
    "translate_back",
    "translate_file",
];

fn organizations_and_tokens(server: &TestServer) {
    let admin = server.platform(Role::Administrator);
    admin
        .post("organizations", &json!({ "id": "H3", "name": "第三医院" }))
        .ok();
    let placed = json!({ "name": "第三医院", "division": "330109", "tier": "county", "lines": ["medical"] });
    admin.put("organizations/H3", &placed).ok();
    let word = json!({ "zh": "中医", "en": "traditional medicine", "rank": 8 });
    admin.put("access/grid/lines/traditional", &word).ok();
    let wanted = json!({ "account": "guest", "role": "collector", "organizations": ["H1"] });
    let token = admin.post("tokens", &wanted).ok_with(201);
    assert_eq!(
        admin
            .delete(&format!("tokens/{}", token["id"].as_str().unwrap()))
            .status,
        204
    );
}

fn journey(server: &TestServer) {
    organizations_and_tokens(server);
    server.platform(Role::Auditor).act("audit/checkpoints").ok_with(201);
    people(server);
    diseases(server);
    super::feedback::journey(server);
    registry_journey(server);
    catalogue(server);
    maps_and_successions(server);
    let (curator, reviewer) = (server.curator(), server.reviewer());
    let his = "his/diagnosis";
    load(&curator, his, &[("001", "霍乱"), ("002", "伤寒"), ("003", "测试")]).ok();
    let job = curator.act(&format!("{}/suggest", dictionary_address(his))).ok();
    watch(&curator, job["id"].as_str().unwrap());
    let mut sheet = Sheet::of(&curator.get(&format!("{}/work-list", dictionary_address(his))).body);
    sheet.map("002", "A01", "等同");
    let edited = sheet.csv().bytes;
    curator
        .upload(&format!("{}/work-list", dictionary_address(his)), &edited)
        .ok();
    draft(&curator, his, &[mapped("001", "A00"), mapped("002", "A01")]).ok();
    step(&curator, his, "submit", &["001", "002"]).ok();
    step(&curator, his, "withdraw", &["002"]).ok();
    step(&curator, his, "submit", &["002"]).ok();
    step(&reviewer, his, "return", &["002"]).ok();
    step(&reviewer, his, "approve", &["001"]).ok();
    step(&reviewer, his, "reopen", &["001"]).ok();
    step(&curator, his, "recheck", &["002"]).ok();
    step(&curator, his, "submit", &["001"]).ok();
    step(&reviewer, his, "approve", &["001"]).ok();
    let side = json!({ "name": "diagnosis.b", "target": crate::http::data::DISEASES });
    curator
        .post(&format!("{}/sides", dictionary_address(his)), &side)
        .ok_with(201);
    let import = format!("{}/mappings/import?format=csv&replace=drafts", dictionary_address(his));
    let file = "本地编码,目标编码,关系,理由\n002,,不上传,停用\n";
    curator.upload(&import, file.as_bytes()).ok();
    let kind = "title='a'\ntitle_en='b'\nstandard='c'\nconfidence='V'\n";
    let registrar = server.registrar();
    registrar.call("PUT", "kinds/own").body(kind.into()).send().ok();
    bulk_and_samples(server);
    let publisher = server.publisher();
    publisher.post("organizations/H1/releases", &json!({})).ok();
    work_and_reuse(server);
    offers(server);
    upgrades_and_figures(server);
    two_makers(server);
}

fn two_makers(server: &TestServer) {
    let blind = "blind/diagnosis";
    let of_blind = |path: &str| format!("{}/{path}", dictionary_address(blind));
    load(&server.curator(), blind, &[("001", "霍乱")]).ok();
    let policy = json!({ "policy": { "review": "double-blind" }, "reason": "双盲" });
    server.publisher().put(&of_blind("policy"), &policy).ok();
    for (maker, target) in [("curator", "A00"), ("second-curator", "A01")] {
        let maker = server.client(maker, Role::Curator, "H1");
        let items = json!({ "items": [mapped("001", target)] });
        maker.put(&of_blind("proposals"), &items).ok();
    }
    let third = server.client("third-curator", Role::Curator, "H1");
    let items = json!({ "items": [mapped("001", "A00")] });
    third.post(&of_blind("proposals/resolutions"), &items).ok();
}

/// An account from its first password to its end.
fn people(server: &TestServer) {
    let admin = server.platform(Role::Administrator);
    let security = server.client("security", Role::SecurityAdministrator, "*");
    let wanted = json!({ "account": "box", "role": "collector", "organizations": ["H1"] });
    let token = admin.post("tokens", &wanted).ok_with(201);
    admin
        .post(&format!("tokens/{}/rotate", token["id"].as_str().unwrap()), &json!({}))
        .ok();
    let made = security
        .post("accounts", &json!({ "id": "sun", "name": "孙" }))
        .ok_with(201);
    let role = json!({ "role": "publisher", "organizations": ["H1"], "reason": "到岗" });
    let grant = security.post("accounts/sun/grants", &role).ok_with(201);
    let sign_in = |password: &Value| {
        let given = json!({ "account": "sun", "password": password });
        server.anon().post("session", &given)
    };
    sign_in(&json!("wrong")).refused(Code::SignInRefused);
    let holder = |answer: &Value| server.bearer(Some(answer["token"].as_str().unwrap().to_owned()));
    let first = holder(&sign_in(&made["one_time_password"]).ok_with(201));
    let change = json!({ "present": made["one_time_password"], "new": "Rk7#vm2q" });
    assert_eq!(first.post("session/password", &change).status, 204);
    let sun = holder(&sign_in(&json!("Rk7#vm2q")).ok_with(201));
    let enrolment = sun.act("session/second-factor").ok_with(201);
    let code = json!({ "code": crate::http::accounts::code_of(&enrolment) });
    sun.post("session/second-factor/confirm", &code).ok();
    assert_eq!(sun.delete("session").status, 204);
    let reason = json!({ "reason": "离职" });
    let factor = security.post("accounts/sun/second-factor/remove", &reason);
    assert_eq!(factor.status, 204);
    security.post("accounts/sun/password", &reason).ok();
    assert_eq!(
        security
            .post(&format!("grants/{}/withdraw", grant["id"]), &reason)
            .status,
        204
    );
    let disable = json!({ "status": "disabled", "reason": "离职" });
    security.post("accounts/sun/status", &disable).ok();
}

fn offers(server: &TestServer) {
    let (publisher, _) = (server.publisher(), server.collector());
    load(&server.curator(), "lis/x", &[("1", "霍乱")]).ok();
    approve(server, "lis/x", &[mapped("1", "A00")]);
    publish(server, "");
    let pin = "organizations/H1/collectors/collector/pin";
    publisher.put(pin, &json!({ "release": 1, "reason": "保持旧版" })).ok();
    publisher.delete(&format!("{pin}?reason=x")).ok();
    let tenth = json!({ "percent": 10, "reason": "先发一成" });
    publisher.put("organizations/H1/releases/2/rollout", &tenth).ok();
    let window = json!({ "window": "09:00-12:00", "reason": "上午转换" });
    publisher.put("organizations/H1/freeze-window", &window).ok();
    let back = json!({ "reason": "有误", "override_reason": "今晚要用" });
    publisher
        .post("organizations/H1/releases/1/rollback", &back)
        .ok_with(201);
}

fn bulk_and_samples(server: &TestServer) {
    let (curator, reviewer) = (server.curator(), server.reviewer());
    let his = "his/diagnosis";
    let number = bulk::run(
        &curator,
        his,
        "ignore",
        &json!({ "filter": { "codes": ["003"] }, "reason": "x" }),
    );
    bulk::undo(&curator, his, number).ok();
    let samples = format!("{}/samples", dictionary_address(his));
    reviewer.post(&samples, &json!({})).ok_with(201);
    let judge = server.client("judge", Role::Reviewer, "H1");
    let right = json!({ "items": [{ "code": "001", "correct": true }] });
    judge.post(&format!("{samples}/1/judgements"), &right).ok();
    let policy = json!({ "policy": { "sampling": { "limit_per_mille": 10, "required": true } }, "reason": "抽样" });
    let address = format!("{}/policy", dictionary_address(his));
    server.publisher().put(&address, &policy).ok();
}

fn work_and_reuse(server: &TestServer) {
    let (curator, publisher) = (server.curator(), server.publisher());
    let his = "his/diagnosis";
    let of_his = |path: &str| format!("{}/{path}", dictionary_address(his));
    let note = json!({ "code": "001", "text": "核实" });
    curator.post(&of_his("codes/notes"), &note).ok_with(201);
    let mine = json!({ "assignee": "curator", "codes": ["001"] });
    curator.post(&of_his("assignments"), &mine).ok();
    let policy = json!({ "mode": "adopted", "reason": "试验" });
    publisher.put(&of_his("reuse"), &policy).ok();
    curator.act(&of_his("reuse/adopt")).ok();
    load(&curator, "oldhis/diagnosis", &[("001", "霍乱")]).ok();
    curator.act(&of_his("copy?from=oldhis/diagnosis")).ok();
    let consent = json!({ "shares": true, "reason": "共享" });
    publisher.put("organizations/H1/sharing", &consent).ok();
    let policy = json!({ "personal_data": "warn", "reason": "试验" });
    server.admin().put("organizations/H1/upload-policy", &policy).ok();
}

fn upgrades_and_figures(server: &TestServer) {
    let (curator, reviewer, publisher) = (server.curator(), server.reviewer(), server.publisher());
    let his = "his/diagnosis";
    let upgrade = "organizations/H1/upgrades/disease/2026";
    curator.post(upgrade, &json!({})).ok();
    let rule = json!({ "rule": "upgrade-unchanged" });
    curator.post(&format!("{upgrade}/carry-over"), &rule).ok();
    reviewer.post(&format!("{upgrade}/carry-over/approval"), &rule).ok();
    let reason = json!({ "reason": "误发布" });
    publisher.post("organizations/H1/releases/1/retraction", &reason).ok();
    let domains = json!({ "value_domains": ["GB-T-2261.1"] });
    curator
        .put(&format!("{}/bindings", dictionary_address(his)), &domains)
        .ok();
    let campus = json!({ "campus": "东院" });
    curator.put("organizations/H1/source-systems/his/campus", &campus).ok();
    let weekly = json!({ "period": "weekly" });
    publisher.post("organizations/H1/coverage/reports", &weekly).ok();
}

fn registry_journey(server: &TestServer) {
    let (registrar, colleague) = (server.registrar(), server.second_registrar());
    let nhc = json!({ "id": "nhc", "title": "国家卫生健康委员会", "tier": "national" });
    registrar.post("authorities", &nhc).ok_with(201);
    let standard = json!({ "authority": "nhc", "status": "standard", "reason": "发文" });
    for item in ["code-systems/disease", "code-systems/disease/editions/2026"] {
        registrar.post(&format!("{item}/registrations"), &standard).ok_with(201);
    }
    edition("disease/2027").concept("A00", "霍乱").import(server).ok();
    let next = "code-systems/disease/editions/2027";
    let metadata = json!({ "source": "试验", "confidence": "V", "effective_from": "2027-01-01" });
    registrar.call("PATCH", next).json(&metadata).send().ok();
    registrar.post(&format!("{next}/submit"), &json!({})).ok();
    let reason = json!({ "reason": "再核" });
    colleague.post(&format!("{next}/return"), &reason).ok();
    registrar.post(&format!("{next}/submit"), &json!({})).ok();
    colleague.act(&format!("{next}/publish")).ok();
    colleague.post(&format!("{next}/retire"), &reason).ok();
}

fn maps_and_successions(server: &TestServer) {
    let (registrar, colleague) = (server.registrar(), server.second_registrar());
    let map = json!({ "id": "same", "title": "同", "source": "disease", "target": "disease" });
    registrar.post("concept-maps", &map).ok_with(201);
    let version = "concept-maps/same/versions/1";
    let editions = "source=disease/2026&target=disease/2026";
    let row = "a,b,c,d\nA00,霍乱,A00,霍乱\n".as_bytes();
    registrar
        .upload(&format!("{version}/import?{editions}"), row)
        .ok_with(201);
    colleague.act(&format!("{version}/publish")).ok();
    registrar
        .act("concept-maps/same/versions/2/compose?first=same/1&second=same/1")
        .ok_with(201);
    successions::publish(server, "disease/1");
    let given = successions::delegate(server, "disease", "A", "curator");
    let proposals = "code-systems/disease/proposals";
    let made = server
        .curator()
        .post(proposals, &successions::rename("A00"))
        .ok_with(201);
    let decision = json!({ "proposals": [made["id"]], "edition": "2", "reason": "相符" });
    registrar.post(&format!("{proposals}/decide"), &decision).ok();
    let revoke = format!("code-systems/disease/delegations/{}/revoke", given["id"]);
    registrar.post(&revoke, &json!({ "reason": "到期" })).ok();
}

fn catalogue(server: &TestServer) {
    let registrar = server.registrar();
    let title = json!({ "title": "性别", "edition": "GB-T-2261.1/2003" });
    registrar.put("value-domains/x:A/versions/1", &title).ok();
    let set = registrar.get("value-domains/x:A/versions/1/fhir").ok();
    registrar.put("value-domains/x:B/versions/1/fhir", &set).ok();
    registrar.upload("value-domains", b"id,title\nC,c\n").ok();
    registrar
        .put("data-elements/x:A/versions/1", &json!({ "name": "性别" }))
        .ok();
    registrar.upload("data-elements", b"id,name\nC,c\n").ok();
    registrar.upload("specifications/x", b"table,field\nT,F\n").ok();
    registrar.act("specifications/x/publish").ok();
}

fn event(row: &Value) -> Event {
    let text = |field: &str| row[field].as_str().unwrap().to_owned();
    Event {
        sequence: row["sequence"].as_i64().unwrap(),
        at: Instant::parse(row["at"].as_str().unwrap()).unwrap(),
        account: text("account"),
        role: text("role"),
        action: text("action"),
        organization: row["organization"].as_str().map(str::to_owned),
        object: text("object"),
        details: row["details"].to_string(),
        request_id: text("request_id"),
        address: text("address"),
        previous_digest: text("previous_digest"),
        digest: text("digest"),
        outcome: Outcome::parse(&text("outcome")).unwrap(),
    }
}

#[test]
fn every_changing_route_leaves_an_event_and_the_chain_holds() {
    let (server, provider) = super::oidc::served();
    journey(&server);
    super::oidc::journey(&server, &provider);
    let auditor = server.platform(Role::Auditor);
    let events: Vec<Event> = all_pages(&auditor, "audit/events", 7).iter().map(event).collect();
    let mut previous = CHAIN_START.to_owned();
    for (expected, event) in (1..).zip(&events) {
        assert_eq!(event.sequence, expected);
        assert!(event.follows(&previous), "{event:?}");
        previous.clone_from(&event.digest);
    }
    let mut altered = events[3].clone();
    altered.account.push('x');
    assert!(!altered.follows(&events[2].digest));

    let seen: BTreeSet<&str> = events.iter().map(|event| event.action.as_str()).collect();
    for operation in operations().iter().filter(|operation| operation.method != "GET") {
        if QUESTIONS.contains(&operation.id.as_str()) {
            continue;
        }
        let known = ACTIONS.iter().find(|(id, _)| *id == operation.id);
        let (_, actions) = known.unwrap_or_else(|| panic!("which events does {} leave?", operation.id));
        for action in *actions {
            assert!(seen.contains(action), "{action} is not in the log: {seen:?}");
        }
    }
    let by_http = events.iter().filter(|event| event.address == "127.0.0.1");
    assert!(by_http.clone().count() >= ACTIONS.len());
    assert!(by_http.clone().all(|event| event.request_id.len() == 36));
}

#[test]
fn an_auditor_of_one_organization_reads_its_events_alone() {
    let server = TestServer::start();
    journey(&server);
    let auditor = server.auditor();
    let own = all_pages(&auditor, "audit/events?organization=H1", 3);
    assert!(own.iter().all(|event| event["organization"] == "H1"));
    let actions: BTreeSet<&str> = own.iter().map(|event| event["action"].as_str().unwrap()).collect();
    assert!(
        actions.contains("release.publish") && actions.contains("organization.add"),
        "{actions:?}"
    );
    assert!(
        !actions.contains("edition.import") && !actions.contains("token.create"),
        "{actions:?}"
    );
    auditor.get("audit/events").refused(Code::OutOfScope);
    auditor.get("audit/events?organization=H2").refused(Code::OutOfScope);
    let release = own.iter().find(|event| event["action"] == "release.publish").unwrap();
    assert_eq!(release["object"], "organizations/H1/releases/1");
    assert_eq!(
        (release["account"].as_str(), release["role"].as_str()),
        (Some("publisher"), Some("publisher"))
    );
    let latest = server.collector().get("organizations/H1/snapshots/latest").ok();
    assert_eq!(release["details"]["digest"], latest["body"]["sha256"]);
}

#[test]
fn a_load_says_how_many_codes_went_back_to_review() {
    let server = TestServer::start();
    diseases(&server);
    let curator = server.curator();
    load(&curator, "his/x", &[("001", "霍乱")]).ok();
    draft(&curator, "his/x", &[mapped("001", "A00")]).ok();
    let address = format!("{}/load?target={}", dictionary_address("his/x"), encode(DISEASES));
    let file = csv(&[("001", "霍乱？")]);
    curator.upload(&address, file.as_bytes()).ok();
    let events = all_pages(&server.auditor(), "audit/events?organization=H1", 100);
    let last = events.last().unwrap();
    assert_eq!(
        (last["action"].as_str(), last["details"]["rechecked"].as_u64()),
        (Some("dictionary.load"), Some(1))
    );
    assert_eq!(
        last["details"]["file_sha256"],
        zhiyu::digest::sha256_hex([file.as_bytes()])
    );
}
