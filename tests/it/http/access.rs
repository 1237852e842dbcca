//! Who may do what: every route of the interface description, tried by every role of the organization and of another.
//!
//! What is expected is read off the table of rights; only which route needs which right is written here.

mod fields;
mod worlds;

use super::bulk;
use super::client::Answer;
use super::client::Client;
use super::data::DISEASES;
use super::data::approve;
use super::data::csv;
use super::data::dictionary_address;
use super::data::diseases;
use super::data::load;
use super::data::mapped;
use super::data::publish;
use super::data::step;
use super::openapi::Operation;
use super::openapi::operations;
use super::server::TestServer;
use super::server::organization_name;
use super::successions;
use super::suggestions::watch;
use crate::support::signing::Keyring;
use serde_json::Value;
use serde_json::json;
use std::collections::BTreeSet;
use zhiyu::access::role::Right;
use zhiyu::access::role::Role;
use zhiyu::error::Code;
use zhiyu::registry::shipped;
use zhiyu::snapshot::signature::Algorithm;

/// An organization that there is not.
const NOWHERE: &str = "H9";

/// A concept map of the diseases to themselves.
const MAP: &[u8] = b"a,b,c,d\nA00,x,A00,x\n";

/// What a route asks of its caller.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Gate {
    /// Nothing.
    Open,
    /// A session, with whatever rights.
    SignedIn,
    /// An account and its password.
    Password,
    /// Nothing; but what it leads to is not set up here.
    Elsewhere,
    /// The right.
    Anywhere(Right),
    /// The right, and the organization in one's scope.
    Within(Right),
    /// One of the rights, and the organization in one's scope; a refusal names the first.
    WithinEither(Right, Right),
    /// The right; a job of another organization is as unknown as one that never was.
    OwnJob(Right),
    /// The right, and the whole platform in one's scope.
    Platform(Right),
    /// The right; what belongs to another organization is as unknown as what never was.
    OwnThing(Right, Code),
}

/// Which operation, which word at `{step}`, which gate.
const ROUTES: &[(&str, &str, Gate)] = &[
    ("get_health", "", Gate::Open),
    ("get_readiness", "", Gate::Open),
    ("list_code_systems", "", Gate::Anywhere(Right::ReadRegistry)),
    ("get_code_system", "", Gate::Anywhere(Right::ReadRegistry)),
    ("get_edition", "", Gate::Anywhere(Right::ReadRegistry)),
    ("list_concepts", "", Gate::Anywhere(Right::ReadRegistry)),
    ("get_concept", "", Gate::Anywhere(Right::ReadRegistry)),
    ("import_edition", "", Gate::Anywhere(Right::ImportEdition)),
    ("publish_edition", "", Gate::Anywhere(Right::PublishEdition)),
    ("export_edition", "", Gate::Anywhere(Right::ReadRegistry)),
    ("list_profiles", "", Gate::Anywhere(Right::ReadRegistry)),
    ("list_concept_maps", "", Gate::Anywhere(Right::ReadRegistry)),
    ("add_concept_map", "", Gate::Anywhere(Right::ImportEdition)),
    ("get_concept_map", "", Gate::Anywhere(Right::ReadRegistry)),
    ("compose_concept_maps", "", Gate::Anywhere(Right::ReadRegistry)),
    ("diff_concept_map", "", Gate::Anywhere(Right::ReadRegistry)),
    ("import_concept_map", "", Gate::Anywhere(Right::ImportEdition)),
    ("publish_concept_map", "", Gate::Anywhere(Right::PublishEdition)),
    ("keep_composed_map", "", Gate::Anywhere(Right::ImportEdition)),
    ("list_concept_map_rows", "", Gate::Anywhere(Right::ReadRegistry)),
    ("translate_code", "", Gate::Anywhere(Right::ReadRegistry)),
    ("get_concept_map_losses", "", Gate::Anywhere(Right::ReadRegistry)),
    ("export_concept_map", "", Gate::Anywhere(Right::ReadRegistry)),
    ("describe_edition", "", Gate::Anywhere(Right::ImportEdition)),
    ("submit_edition", "", Gate::Anywhere(Right::ImportEdition)),
    ("return_edition", "", Gate::Anywhere(Right::PublishEdition)),
    ("retire_edition", "", Gate::Anywhere(Right::PublishEdition)),
    ("list_edition_steps", "", Gate::Anywhere(Right::ReadRegistry)),
    ("diff_editions", "", Gate::Anywhere(Right::ReadRegistry)),
    ("list_editions_in_force", "", Gate::Anywhere(Right::ReadRegistry)),
    ("get_concept_as_of", "", Gate::Anywhere(Right::ReadRegistry)),
    ("register_code_system", "", Gate::Anywhere(Right::ManageRegistry)),
    ("list_authorities", "", Gate::Anywhere(Right::ReadRegistry)),
    ("add_authority", "", Gate::Anywhere(Right::ManageRegistry)),
    ("list_system_registrations", "", Gate::Anywhere(Right::ReadRegistry)),
    ("register_system", "", Gate::Anywhere(Right::ManageRegistry)),
    ("list_edition_registrations", "", Gate::Anywhere(Right::ReadRegistry)),
    ("register_edition", "", Gate::Anywhere(Right::ManageRegistry)),
    ("list_edition_findings", "", Gate::Anywhere(Right::ReadRegistry)),
    ("list_kinds", "", Gate::Anywhere(Right::ReadRegistry)),
    ("get_kind", "", Gate::Anywhere(Right::ReadRegistry)),
    ("check_code", "", Gate::Anywhere(Right::ReadRegistry)),
    ("register_kind", "", Gate::Anywhere(Right::PublishEdition)),
    ("list_specifications", "", Gate::Anywhere(Right::ReadRegistry)),
    ("get_specification", "", Gate::Anywhere(Right::ReadRegistry)),
    ("get_specification_table", "", Gate::Anywhere(Right::ReadRegistry)),
    ("get_specification_field", "", Gate::Anywhere(Right::ReadRegistry)),
    ("list_field_values", "", Gate::Anywhere(Right::ReadRegistry)),
    ("import_specification", "", Gate::Anywhere(Right::ImportEdition)),
    ("publish_specification", "", Gate::Anywhere(Right::PublishEdition)),
    ("validate_field", "", Gate::Anywhere(Right::ReadRegistry)),
    ("validate_items", "", Gate::Anywhere(Right::ReadRegistry)),
    ("list_value_domains", "", Gate::Anywhere(Right::ReadRegistry)),
    ("get_value_domain", "", Gate::Anywhere(Right::ReadRegistry)),
    ("list_permissible_values", "", Gate::Anywhere(Right::ReadRegistry)),
    ("list_value_domain_uses", "", Gate::Anywhere(Right::ReadRegistry)),
    ("list_edition_value_domains", "", Gate::Anywhere(Right::ReadRegistry)),
    ("register_value_domain", "", Gate::Anywhere(Right::PublishEdition)),
    ("import_value_domains", "", Gate::Anywhere(Right::PublishEdition)),
    ("get_value_set", "", Gate::Anywhere(Right::ReadRegistry)),
    ("register_value_set", "", Gate::Anywhere(Right::PublishEdition)),
    ("list_data_elements", "", Gate::Anywhere(Right::ReadRegistry)),
    ("get_data_element", "", Gate::Anywhere(Right::ReadRegistry)),
    ("list_data_element_uses", "", Gate::Anywhere(Right::ReadRegistry)),
    ("register_data_element", "", Gate::Anywhere(Right::PublishEdition)),
    ("import_data_elements", "", Gate::Anywhere(Right::PublishEdition)),
    ("export_specification", "", Gate::Anywhere(Right::ReadRegistry)),
    ("export_value_domains", "", Gate::Anywhere(Right::ReadRegistry)),
    ("export_data_elements", "", Gate::Anywhere(Right::ReadRegistry)),
    ("list_organizations", "", Gate::Anywhere(Right::ReadOrganizations)),
    ("add_organization", "", Gate::Within(Right::ManageOrganizations)),
    ("get_organization", "", Gate::Within(Right::ReadOrganizations)),
    ("update_organization", "", Gate::Within(Right::ManageOrganizations)),
    ("get_grid", "", Gate::Anywhere(Right::ReadOrganizations)),
    ("set_grid_word", "", Gate::Platform(Right::ManageOrganizations)),
    ("list_source_systems", "", Gate::Within(Right::ReadMappings)),
    ("list_dictionaries", "", Gate::Within(Right::ReadMappings)),
    ("get_dictionary", "", Gate::Within(Right::ReadMappings)),
    ("load_dictionary", "", Gate::Within(Right::LoadDictionary)),
    ("add_dictionary_side", "", Gate::Within(Right::LoadDictionary)),
    ("list_local_codes", "", Gate::Within(Right::ReadMappings)),
    ("list_work_lines", "", Gate::Within(Right::ReadMappings)),
    ("suggest_term", "", Gate::Anywhere(Right::Suggest)),
    ("suggest_dictionary", "", Gate::Within(Right::Suggest)),
    ("get_job", "", Gate::OwnJob(Right::ReadMappings)),
    ("list_mappings", "", Gate::Within(Right::ReadMappings)),
    ("export_mappings", "", Gate::Within(Right::ReadMappings)),
    ("list_mapping_losses", "", Gate::Within(Right::ReadMappings)),
    ("import_mappings", "", Gate::Within(Right::DraftMapping)),
    ("explain_code", "", Gate::Within(Right::ReadMappings)),
    ("compare_releases", "", Gate::Within(Right::ReadMappings)),
    ("draft_mappings", "", Gate::Within(Right::DraftMapping)),
    ("step_mappings", "submit", Gate::Within(Right::DraftMapping)),
    ("step_mappings", "withdraw", Gate::Within(Right::DraftMapping)),
    ("step_mappings", "approve", Gate::Within(Right::ReviewMapping)),
    ("step_mappings", "return", Gate::Within(Right::ReviewMapping)),
    (
        "step_mappings",
        "reopen",
        Gate::WithinEither(Right::DraftMapping, Right::ReviewMapping),
    ),
    ("step_mappings", "recheck", Gate::Within(Right::DraftMapping)),
    ("step_mappings", "undo", Gate::Within(Right::DraftMapping)),
    ("run_bulk_act", "accept", Gate::Within(Right::DraftMapping)),
    ("run_bulk_act", "no-match", Gate::Within(Right::DraftMapping)),
    ("run_bulk_act", "ignore", Gate::Within(Right::DraftMapping)),
    ("run_bulk_act", "submit", Gate::Within(Right::DraftMapping)),
    ("run_bulk_act", "withdraw", Gate::Within(Right::DraftMapping)),
    ("run_bulk_act", "approve", Gate::Within(Right::ReviewMapping)),
    ("run_bulk_act", "return", Gate::Within(Right::ReviewMapping)),
    (
        "run_bulk_act",
        "reopen",
        Gate::WithinEither(Right::DraftMapping, Right::ReviewMapping),
    ),
    (
        "run_bulk_act",
        "confirm",
        Gate::WithinEither(Right::DraftMapping, Right::ReviewMapping),
    ),
    (
        "step_mappings",
        "confirm",
        Gate::WithinEither(Right::DraftMapping, Right::ReviewMapping),
    ),
    ("get_review_policy", "", Gate::Within(Right::ReadMappings)),
    ("set_review_policy", "", Gate::Within(Right::SetReviewPolicy)),
    ("propose_mappings", "", Gate::Within(Right::DraftMapping)),
    ("resolve_proposals", "", Gate::Within(Right::DraftMapping)),
    ("list_proposals_of_makers", "", Gate::Within(Right::ReadMappings)),
    ("get_agreement", "", Gate::Within(Right::ReadMappings)),
    ("list_samples", "", Gate::Within(Right::ReadMappings)),
    ("get_sample", "", Gate::Within(Right::ReadMappings)),
    ("draw_sample", "", Gate::Within(Right::ReviewMapping)),
    ("judge_sample", "", Gate::Within(Right::ReviewMapping)),
    ("list_bulk_acts", "", Gate::Within(Right::ReadMappings)),
    ("list_bulk_rows", "", Gate::Within(Right::ReadMappings)),
    (
        "undo_bulk_act",
        "",
        Gate::WithinEither(Right::DraftMapping, Right::ReviewMapping),
    ),
    ("get_mapping_history", "", Gate::Within(Right::ReadMappings)),
    ("export_work_list", "", Gate::Within(Right::ReadMappings)),
    ("import_work_list", "", Gate::Within(Right::ReadMappings)),
    ("list_releases", "", Gate::Within(Right::ReadMappings)),
    ("publish_release", "", Gate::Within(Right::PublishRelease)),
    ("diff_releases", "", Gate::Within(Right::ReadMappings)),
    ("get_release", "", Gate::Within(Right::ReadMappings)),
    ("retract_release", "", Gate::Within(Right::PublishRelease)),
    ("get_sharing", "", Gate::Within(Right::ReadMappings)),
    ("set_sharing", "", Gate::Within(Right::ShareMappings)),
    ("get_upload_policy", "", Gate::Within(Right::ReadOrganizations)),
    ("set_upload_policy", "", Gate::Within(Right::ManageOrganizations)),
    ("get_memory", "", Gate::Within(Right::ReadMappings)),
    ("watch_snapshots", "", Gate::Within(Right::ReadSnapshot)),
    ("stream_snapshots", "", Gate::Within(Right::ReadSnapshot)),
    ("get_snapshot_feed", "", Gate::Within(Right::ReadSnapshot)),
    ("get_latest_snapshot", "", Gate::Within(Right::ReadSnapshot)),
    ("get_snapshot_manifest", "", Gate::Within(Right::ReadSnapshot)),
    ("get_snapshot_body", "", Gate::Within(Right::ReadSnapshot)),
    ("get_snapshot_keys", "", Gate::Within(Right::ReadSnapshot)),
    ("get_snapshot_pointer", "", Gate::Within(Right::ReadSnapshot)),
    ("get_snapshot_delta", "", Gate::Within(Right::ReadSnapshot)),
    ("list_tokens", "", Gate::Anywhere(Right::ManageTokens)),
    ("create_token", "", Gate::Within(Right::ManageTokens)),
    ("revoke_token", "", Gate::Anywhere(Right::ManageTokens)),
    ("list_audit_events", "", Gate::Within(Right::ReadAudit)),
    ("export_audit_events", "", Gate::Within(Right::ReadAudit)),
    ("get_audit_checkpoint", "", Gate::Platform(Right::ReadAudit)),
    ("list_audit_checkpoints", "", Gate::Platform(Right::ReadAudit)),
    ("make_audit_checkpoint", "", Gate::Platform(Right::ReadAudit)),
    ("prove_audit_inclusion", "", Gate::Platform(Right::ReadAudit)),
    ("prove_audit_consistency", "", Gate::Platform(Right::ReadAudit)),
    ("get_edition_impact", "", Gate::Anywhere(Right::PublishEdition)),
    ("list_upgrade_rows", "", Gate::Within(Right::ReadMappings)),
    ("apply_upgrade", "", Gate::Within(Right::DraftMapping)),
    ("carry_over_upgrade", "", Gate::Within(Right::DraftMapping)),
    ("approve_carry_over", "", Gate::Within(Right::ReviewMapping)),
    ("list_successions", "", Gate::Anywhere(Right::ReadRegistry)),
    ("import_succession", "", Gate::Anywhere(Right::ImportEdition)),
    ("publish_succession", "", Gate::Anywhere(Right::PublishEdition)),
    ("get_succession", "", Gate::Anywhere(Right::ReadRegistry)),
    ("ask_successions", "", Gate::Anywhere(Right::ReadRegistry)),
    ("get_succession_history", "", Gate::Anywhere(Right::ReadRegistry)),
    ("get_succession_origins", "", Gate::Anywhere(Right::ReadRegistry)),
    ("get_tree", "", Gate::Anywhere(Right::ReadRegistry)),
    ("compare_divisions", "", Gate::Anywhere(Right::ReadRegistry)),
    ("list_delegations", "", Gate::Anywhere(Right::ReadRegistry)),
    ("delegate_subtree", "", Gate::Anywhere(Right::DelegateSubtree)),
    ("revoke_delegation", "", Gate::Anywhere(Right::DelegateSubtree)),
    ("list_proposals", "", Gate::Anywhere(Right::ReadRegistry)),
    ("export_succession", "", Gate::Anywhere(Right::ReadRegistry)),
    ("propose_change", "", Gate::Anywhere(Right::ProposeChange)),
    ("decide_proposals", "", Gate::Anywhere(Right::PublishEdition)),
    ("add_code_note", "", Gate::Within(Right::WriteNotes)),
    ("list_code_notes", "", Gate::Within(Right::ReadMappings)),
    (
        "assign_codes",
        "",
        Gate::WithinEither(Right::AssignWork, Right::DraftMapping),
    ),
    ("list_assignments", "", Gate::Within(Right::ReadMappings)),
    ("set_reuse", "", Gate::Within(Right::SetReuse)),
    ("get_reuse", "", Gate::Within(Right::ReadMappings)),
    ("adopt_mappings", "", Gate::Within(Right::DraftMapping)),
    ("list_withdrawn_reuse", "", Gate::Within(Right::ReadMappings)),
    ("copy_dictionary", "", Gate::Within(Right::DraftMapping)),
    ("bind_dictionary", "", Gate::Within(Right::LoadDictionary)),
    ("get_bindings", "", Gate::Within(Right::ReadMappings)),
    ("set_campus", "", Gate::Within(Right::LoadDictionary)),
    ("get_campus", "", Gate::Within(Right::ReadMappings)),
    ("get_coverage", "", Gate::Within(Right::ReadMappings)),
    ("get_scope_coverage", "", Gate::Anywhere(Right::ReadCoverage)),
    ("cut_coverage", "", Gate::Within(Right::CutCoverage)),
    ("list_coverage_reports", "", Gate::Within(Right::ReadMappings)),
    ("get_coverage_report", "", Gate::Within(Right::ReadMappings)),
    ("get_session", "", Gate::SignedIn),
    ("sign_in", "", Gate::Password),
    ("sign_out", "", Gate::Anywhere(Right::UseOwnAccount)),
    ("list_sessions", "", Gate::Anywhere(Right::UseOwnAccount)),
    ("end_session", "", Gate::Anywhere(Right::UseOwnAccount)),
    ("change_password", "", Gate::Anywhere(Right::UseOwnAccount)),
    ("enrol_second_factor", "", Gate::Anywhere(Right::UseOwnAccount)),
    ("confirm_second_factor", "", Gate::Anywhere(Right::UseOwnAccount)),
    ("list_accounts", "", Gate::Anywhere(Right::ReadAccounts)),
    ("add_account", "", Gate::Within(Right::ManageAccounts)),
    (
        "get_account",
        "",
        Gate::OwnThing(Right::ReadAccounts, Code::AccountUnknown),
    ),
    (
        "set_account_status",
        "",
        Gate::OwnThing(Right::ManageAccounts, Code::AccountUnknown),
    ),
    (
        "reset_password",
        "",
        Gate::OwnThing(Right::ManageAccounts, Code::AccountUnknown),
    ),
    (
        "remove_second_factor",
        "",
        Gate::OwnThing(Right::ManageAccounts, Code::AccountUnknown),
    ),
    ("list_roles", "", Gate::Anywhere(Right::ReadAccounts)),
    (
        "list_grants",
        "",
        Gate::OwnThing(Right::ReadAccounts, Code::AccountUnknown),
    ),
    ("give_grant", "", Gate::Within(Right::GrantRoles)),
    (
        "withdraw_grant",
        "",
        Gate::OwnThing(Right::GrantRoles, Code::GrantUnknown),
    ),
    ("list_sign_in_ways", "", Gate::Open),
    ("begin_oidc_sign_in", "", Gate::Elsewhere),
    ("finish_oidc_sign_in", "", Gate::Elsewhere),
    ("prove_second_factor", "", Gate::Anywhere(Right::UseOwnAccount)),
    (
        "get_identity",
        "",
        Gate::OwnThing(Right::ReadAccounts, Code::AccountUnknown),
    ),
    (
        "link_identity",
        "",
        Gate::OwnThing(Right::ManageAccounts, Code::AccountUnknown),
    ),
    (
        "unlink_identity",
        "",
        Gate::OwnThing(Right::ManageAccounts, Code::AccountUnknown),
    ),
    ("rotate_token", "", Gate::Anywhere(Right::ManageTokens)),
    ("translate_codes", "", Gate::Within(Right::ReadSnapshot)),
    ("translate_back", "", Gate::Within(Right::ReadSnapshot)),
    ("translate_file", "", Gate::Within(Right::ReadSnapshot)),
    ("list_collector_pins", "", Gate::Within(Right::ReadMappings)),
    ("pin_collector", "", Gate::Within(Right::PublishRelease)),
    ("unpin_collector", "", Gate::Within(Right::PublishRelease)),
    ("get_collector_pin", "", Gate::Within(Right::ReadMappings)),
    ("set_rollout", "", Gate::Within(Right::PublishRelease)),
    ("get_rollout", "", Gate::Within(Right::ReadMappings)),
    ("set_freeze_window", "", Gate::Within(Right::PublishRelease)),
    ("get_freeze_window", "", Gate::Within(Right::ReadMappings)),
    ("roll_back_release", "", Gate::Within(Right::PublishRelease)),
    ("list_collectors", "", Gate::Within(Right::ReadFeedback)),
    ("report_use", "", Gate::Within(Right::ReportUse)),
    ("list_unmapped_codes", "", Gate::Within(Right::ReadFeedback)),
    ("list_resolved_codes", "", Gate::Within(Right::ReadFeedback)),
    ("list_alerts", "", Gate::Within(Right::ReadFeedback)),
    ("get_alert", "", Gate::Within(Right::ReadFeedback)),
    ("step_alert", "acknowledge", Gate::Within(Right::HandleAlerts)),
    ("get_webhook", "", Gate::Within(Right::ReadFeedback)),
    ("set_webhook", "", Gate::Within(Right::ManageWebhooks)),
    ("list_deliveries", "", Gate::Within(Right::ReadFeedback)),
];

/// A hospital where every address of the description has something to show.
struct Site {
    server: TestServer,
    job: String,
}

impl Site {
    fn new() -> Self {
        Self::on(TestServer::signed(Keyring::new(Algorithm::Ed25519).signing()))
    }

    fn on(server: TestServer) -> Self {
        diseases(&server);
        let curator = server.curator();
        load(&curator, "his/diagnosis", &[("001", "霍乱"), ("002", "伤寒")]).ok();
        let started = curator
            .act(&format!("{}/suggest", dictionary_address("his/diagnosis")))
            .ok();
        let job = started["id"].as_str().unwrap().to_owned();
        watch(&curator, &job);
        approve(&server, "his/diagnosis", &[mapped("001", "A00")]);
        // Either of two roles may take this act back.
        let again = json!({ "filter": { "codes": ["001"] }, "reason": "x" });
        bulk::run(&server.reviewer(), "his/diagnosis", "reopen", &again);
        step(&curator, "his/diagnosis", "submit", &["001"]).ok();
        step(&server.reviewer(), "his/diagnosis", "approve", &["001"]).ok();
        let samples = format!("{}/samples", dictionary_address("his/diagnosis"));
        server.reviewer().post(&samples, &json!({})).ok_with(201);
        publish(&server, "");
        let weekly = json!({ "period": "weekly" });
        let publisher = server.publisher();
        publisher
            .post("organizations/H1/coverage/reports", &weekly)
            .ok_with(201);
        let security = server.own(Role::SecurityAdministrator);
        let person = json!({ "id": "person-H1", "name": "x", "organization": "H1" });
        security.post("accounts", &person).ok_with(201);
        let grant = json!({ "role": "curator", "organizations": ["H1"], "reason": "x" });
        security.post("accounts/person-H1/grants", &grant).ok_with(201);
        // Nobody is linked by a server without a provider; who was linked before is still shown.
        server.stranger().execute_all(&["INSERT INTO account_identities \
             VALUES ('person-H1', 'https://sso.example.org', 'f3b1c2', 0, 'security')"]);
        let map = "concept-maps/same/versions/1/import?source=disease/2026&target=disease/2026";
        server.registrar().upload(map, MAP).ok_with(201);
        successions::publish(&server, "disease/2026");
        let dated = super::data::import_address("disease/dated", "");
        server.registrar().upload(&dated, b"code,name\nA00,x\n").ok_with(201);
        super::data::publish_draft(&server, "disease/dated");
        super::feedback::report_unmapped(&server, "site");
        // The first delegation is for the route that ends one.
        successions::delegate(&server, "disease", "A", "nobody");
        for role in [Role::Curator, Role::Registrar] {
            for account in [role.as_str().to_owned(), format!("foreign-{}", role.as_str())] {
                successions::delegate(&server, "disease", "A", &account);
            }
        }
        Self { server, job }
    }

    /// The address of an operation about this organization, with the query that it needs.
    fn address(&self, operation: &Operation, step: &str, organization: &str) -> String {
        let account = format!("person-{organization}");
        let places = [
            ("{system}", "disease"),
            // To retire the edition of the others would end their tests.
            (
                "{edition}",
                if operation.id == "retire_edition" {
                    "none"
                } else {
                    "2026"
                },
            ),
            ("{code}", "A00"),
            ("{kind}", "plain"),
            ("{organization}", organization),
            ("{source}", "his"),
            ("{name}", "diagnosis"),
            ("{number}", "1"),
            ("{other}", organization),
            ("{release}", "1"),
            ("{job}", &self.job),
            ("{token}", "ffff"),
            ("{step}", step),
            ("{map}", "same"),
            ("{specification}", "henan-2026"),
            ("{table}", "%E7%97%85%E4%BA%BA%E8%A1%A8"),
            ("{field}", "%E6%80%A7%E5%88%AB"),
            ("{domain}", "GB-T-2261.1"),
            ("{element}", "DE02.01.040.00"),
            (
                "{version}",
                if operation.path.contains("concept-maps") {
                    "1"
                } else {
                    "2003"
                },
            ),
            ("{account}", &account),
            ("{grant}", "1"),
            ("{session}", "ffff"),
            ("{axis}", "lines"),
            ("{word}", "traditional"),
            ("{collector}", "collector"),
            ("{delegation}", "1"),
            ("{cut}", "weekly-2026-11-20"),
            ("{collector}", "front-1"),
        ];
        let filled = places.iter().fold(operation.path.clone(), |path, (place, value)| {
            path.replace(place, value)
        });
        assert!(!filled.contains('{'), "{filled}");
        filled + &query(&operation.id, organization)
    }

    /// Sends a request that is good in all but perhaps its sender.
    fn send(&self, client: &Client, operation: &Operation, step: &str, organization: &str) -> Answer {
        self.request(operation, step, organization).send(client)
    }

    /// A request that is good in all but perhaps its sender.
    fn request(&self, operation: &Operation, step: &str, organization: &str) -> Request {
        let json = || body(&operation.id, organization).map(|body| body.to_string().into_bytes());
        Request {
            method: operation.method.clone(),
            address: self.address(operation, step, organization),
            body: file(&operation.id).or_else(json),
        }
    }
}

/// A request that may be altered before it is sent.
#[derive(Clone)]
struct Request {
    method: String,
    address: String,
    body: Option<Vec<u8>>,
}

impl Request {
    fn send(&self, client: &Client) -> Answer {
        self.send_if(client, None)
    }

    /// Sends it on the condition that the answer does not have this entity tag.
    fn send_if(&self, client: &Client, none_match: Option<&str>) -> Answer {
        let call = client.call(&self.method, &self.address);
        let call = none_match
            .into_iter()
            .fold(call, |call, tag| call.header("if-none-match", tag));
        let Some(body) = &self.body else {
            return call.send();
        };
        let is_json = serde_json::from_slice::<Value>(body).is_ok();
        let call = if is_json {
            call.header("content-type", "application/json")
        } else {
            call
        };
        call.body(body.clone()).send()
    }
}

/// The file that an operation takes.
fn file(operation: &str) -> Option<Vec<u8>> {
    match operation {
        "import_edition" => Some(b"code,name\nX,x\n".to_vec()),
        "import_concept_map" => Some(MAP.to_vec()),
        "register_kind" => Some(shipped::kind("plain").unwrap().unwrap().into_bytes()),
        "import_succession" => Some(successions::CHANGES.as_bytes().to_vec()),
        "load_dictionary" => Some(csv(&[("001", "霍乱"), ("002", "伤寒")]).into_bytes()),
        "import_mappings" => Some("本地编码,目标编码,关系\n002,A00,等同\n".as_bytes().to_vec()),
        "import_work_list" => Some(b"code\nX\n".to_vec()),
        "import_specification" => Some("table,field\nT,F\n".as_bytes().to_vec()),
        "import_value_domains" => Some("id,title\nX,x\n".as_bytes().to_vec()),
        "import_data_elements" => Some("id,name\nX,x\n".as_bytes().to_vec()),
        "translate_file" => Some("code\n001\n".as_bytes().to_vec()),
        _ => None,
    }
}

fn body(operation: &str, organization: &str) -> Option<Value> {
    match operation {
        "add_concept_map" => Some(json!({ "id": "same", "title": "x", "source": "disease", "target": "disease" })),
        "add_organization" => Some(json!({ "id": organization, "name": organization_name(organization) })),
        "update_organization" => Some(json!({ "name": organization_name(organization) })),
        "set_grid_word" => Some(json!({ "zh": "中医", "en": "x", "rank": 8 })),
        "reset_password"
        | "remove_second_factor"
        | "withdraw_grant"
        | "run_bulk_act"
        | "undo_bulk_act"
        | "roll_back_release"
        | "step_alert" => Some(json!({ "reason": "x" })),
        "create_token" => Some(json!({ "account": "x", "role": "collector", "organizations": [organization] })),
        "suggest_term" => Some(json!({ "edition": DISEASES, "name": "霍乱" })),
        "draft_mappings" | "propose_mappings" | "resolve_proposals" => {
            Some(json!({ "items": [{ "code": "002", "ignored": "不上传" }] }))
        }
        "set_review_policy" => Some(json!({ "policy": {}, "reason": "x" })),
        "judge_sample" => Some(json!({ "items": [] })),
        "step_mappings" => Some(json!({ "items": [{ "code": "001" }], "reason": "x" })),
        "rotate_token" | "draw_sample" | "publish_release" | "bind_dictionary" => Some(json!({})),
        "add_dictionary_side" => Some(json!({ "name": "side", "target": DISEASES })),
        "describe_edition" => Some(json!({ "note": "x" })),
        "register_code_system" => Some(json!({ "title": "x", "publisher": "x" })),
        "add_authority" => Some(json!({ "id": "nhc", "title": "x", "tier": "national" })),
        "register_system" | "register_edition" => {
            Some(json!({ "authority": "nhc", "status": "standard", "reason": "x" }))
        }
        "retract_release" | "revoke_delegation" | "submit_edition" | "return_edition" | "retire_edition" => {
            Some(json!({ "reason": "x" }))
        }
        "validate_field" => Some(json!({ "values": ["1"] })),
        "validate_items" => Some(json!({ "items": [{ "table": "病人表", "field": "性别", "value": "1" }] })),
        "register_value_domain" => Some(json!({ "title": "性别" })),
        "register_value_set" => Some(json!({ "resourceType": "ValueSet" })),
        "register_data_element" => Some(json!({ "name": "性别" })),
        "ask_successions" => Some(json!({ "items": [{ "code": "A00", "date": "2020" }] })),
        "delegate_subtree" => Some(json!({ "root": "B", "account": "x" })),
        "propose_change" => Some(successions::rename("A00")),
        "decide_proposals" => Some(json!({ "proposals": [], "reason": "x" })),
        "apply_upgrade" => Some(json!({ "draft": true })),
        "carry_over_upgrade" | "approve_carry_over" => Some(json!({ "rule": "upgrade-unchanged" })),
        "add_code_note" => Some(json!({ "code": "001", "text": "x" })),
        "assign_codes" => Some(json!({ "codes": ["001"] })),
        "set_reuse" => Some(json!({ "mode": "none", "reason": "x" })),
        "set_sharing" => Some(json!({ "shares": true, "reason": "x" })),
        "set_upload_policy" => Some(json!({ "personal_data": "refuse", "reason": "x" })),
        "set_campus" => Some(json!({ "campus": "东院" })),
        "cut_coverage" => Some(json!({ "period": "weekly" })),
        "translate_codes" => Some(json!({ "items": [{ "dictionary": "his/diagnosis", "code": "001" }] })),
        "pin_collector" => Some(json!({ "release": 1, "reason": "x" })),
        "set_rollout" => Some(json!({ "percent": 100, "reason": "x" })),
        "set_freeze_window" => Some(json!({ "window": "18:00-03:00", "reason": "x" })),
        "report_use" => Some(super::feedback::report("again", &[])),
        "set_webhook" => Some(json!({ "url": null })),
        "translate_back" => Some(json!({ "system": "disease", "codes": ["A00"] })),
        _ => account_body(operation, organization),
    }
}

fn account_body(operation: &str, organization: &str) -> Option<Value> {
    match operation {
        "sign_in" => Some(json!({ "account": "nobody", "password": "x" })),
        "change_password" => Some(json!({ "present": "x", "new": "y" })),
        "link_identity" => Some(json!({ "subject": "x", "reason": "x" })),
        "confirm_second_factor" | "prove_second_factor" => Some(json!({ "code": "000000" })),
        "add_account" => {
            Some(json!({ "id": format!("person-{organization}"), "name": "x", "organization": organization }))
        }
        "set_account_status" => Some(json!({ "status": "active", "reason": "x" })),
        "give_grant" => Some(json!({ "role": "curator", "organizations": [organization], "reason": "x" })),
        _ => None,
    }
}

/// The query that an operation needs.
fn query(operation: &str, organization: &str) -> String {
    match operation {
        "diff_editions" => format!("?from={DISEASES}&to={DISEASES}"),
        "diff_releases" => "?from=0&to=1".to_owned(),
        // A workbook says when it was written, by the clock of the machine.
        "export_mappings" | "list_mapping_losses" | "import_mappings" | "export_work_list" => "?format=csv".to_owned(),
        "explain_code" => "?code=001&at=2026-11-21".to_owned(),
        "compose_concept_maps" | "keep_composed_map" => "?first=same/1&second=same/1".to_owned(),
        "diff_concept_map" => "?from=1&to=1".to_owned(),
        "import_concept_map" => "?source=disease/2026&target=disease/2026".to_owned(),
        "get_snapshot_delta" => "?from=0".to_owned(),
        "get_mapping_history" | "list_code_notes" => "?code=001".to_owned(),
        "copy_dictionary" => "?from=his/other".to_owned(),
        "get_succession" => "?code=A00&date=2020".to_owned(),
        "translate_code" | "check_code" | "get_succession_history" | "get_succession_origins" => "?code=A00".to_owned(),
        "import_succession" => "?profile=events".to_owned(),
        "stream_snapshots" => "?seconds=0".to_owned(),
        "watch_snapshots" => "?after=0&wait=0".to_owned(),
        "get_tree" => "?as_of=2026".to_owned(),
        "compare_divisions" => format!("?left={DISEASES}&right={DISEASES}"),
        "unpin_collector" => "?reason=x".to_owned(),
        "list_audit_events" | "export_audit_events" => format!("?organization={organization}"),
        "prove_audit_inclusion" => "?event=1".to_owned(),
        "prove_audit_consistency" => "?from=1&to=2".to_owned(),
        "translate_file" => "?dictionary=his/diagnosis".to_owned(),
        _ => String::new(),
    }
}

/// A refusal without what may differ: the request's id and the name that was asked for.
fn told(answer: &Answer, organization: &str) -> String {
    let mut problem = answer.json();
    problem["request_id"] = Value::Null;
    problem.to_string().replace(organization, "…")
}

#[test]
fn every_route_and_role_answers_as_the_table_of_rights_says() {
    let site = Site::new();
    let roles: Vec<Role> = Role::ALL
        .iter()
        .copied()
        .filter(|role| *role != Role::Operator)
        .collect();
    let people: Vec<(Role, Client, Client)> = roles
        .iter()
        .map(|role| (*role, site.server.own(*role), site.server.foreign(*role)))
        .collect();
    let anon = site.server.anon();
    let mut tried = 0;
    for operation in &operations() {
        let gates: Vec<_> = ROUTES.iter().filter(|(id, ..)| *id == operation.id).collect();
        assert!(!gates.is_empty(), "which right does {} need?", operation.id);
        for (_, step, gate) in gates {
            let answer = site.send(&anon, operation, step, "H1");
            match gate {
                Gate::Open => drop(answer.ok_with(200)),
                Gate::Elsewhere => drop(answer.refused(Code::OidcOff)),
                Gate::Password => assert!([401, 429].contains(&answer.status), "{answer:?}"),
                Gate::SignedIn
                | Gate::Anywhere(_)
                | Gate::Within(_)
                | Gate::WithinEither(..)
                | Gate::OwnJob(_)
                | Gate::Platform(_)
                | Gate::OwnThing(..) => {
                    drop(answer.refused(Code::TokenMissing));
                }
            }
            tried += 1;
            for (role, own, foreign) in &people {
                let own_answer = site.send(own, operation, step, "H1");
                must_fit_own(*gate, *role, operation, &own_answer);
                let existing = site.send(foreign, operation, step, "H1");
                let missing = site.send(foreign, operation, step, NOWHERE);
                must_fit_foreign(*gate, *role, operation, &existing);
                must_fit_foreign(*gate, *role, operation, &missing);
                if existing.status == 403 {
                    assert_eq!(told(&existing, "H1"), told(&missing, NOWHERE), "{existing:?}");
                }
                tried += 3;
            }
        }
    }
    eprintln!(
        "{tried} combinations of {} routes, roles and organizations tried",
        ROUTES.len()
    );
    assert_eq!(tried, ROUTES.len() * (1 + 3 * roles.len()));
}

fn rights_of(gate: Gate) -> Vec<Right> {
    match gate {
        Gate::Open | Gate::SignedIn | Gate::Password | Gate::Elsewhere => Vec::new(),
        Gate::Anywhere(right)
        | Gate::Within(right)
        | Gate::OwnJob(right)
        | Gate::OwnThing(right, _)
        | Gate::Platform(right) => vec![right],
        Gate::WithinEither(right, other) => vec![right, other],
    }
}

fn is_held(gate: Gate, role: Role) -> bool {
    let rights = rights_of(gate);
    rights.is_empty() || rights.iter().any(|right| role.holds(*right))
}

#[track_caller]
fn must_fit_own(gate: Gate, role: Role, operation: &Operation, answer: &Answer) {
    if gate == Gate::Password {
        assert!([401, 429].contains(&answer.status), "{answer:?}");
        return;
    }
    if gate == Gate::Elsewhere {
        answer.refused(Code::OidcOff);
        return;
    }
    let rights = rights_of(gate);
    if matches!(gate, Gate::Platform(_)) && is_held(gate, role) {
        answer.refused(Code::OutOfScope);
        return;
    }
    let Some(right) = rights.first().filter(|_| !is_held(gate, role)) else {
        let is_refused = [401, 403].contains(&answer.status) || answer.status >= 500;
        assert!(!is_refused, "{role:?} is refused: {answer:?}");
        assert!(
            operation.method != "GET" || answer.status == 200,
            "{role:?}: {answer:?}"
        );
        return;
    };
    let problem = answer.refused(Code::RightMissing);
    let detail = problem["detail"].as_str().unwrap();
    assert!(
        detail.contains(role.as_str()) && detail.contains(right.words().0),
        "{detail}"
    );
}

#[track_caller]
fn must_fit_foreign(gate: Gate, role: Role, operation: &Operation, answer: &Answer) {
    let holds = is_held(gate, role);
    match gate {
        Gate::Within(_) | Gate::WithinEither(..) if holds => drop(answer.refused(Code::OutOfScope)),
        Gate::OwnJob(_) if holds => drop(answer.refused(Code::JobUnknown)),
        Gate::OwnThing(_, code) if holds => drop(answer.refused(code)),
        Gate::Open
        | Gate::SignedIn
        | Gate::Password
        | Gate::Elsewhere
        | Gate::Anywhere(_)
        | Gate::Within(_)
        | Gate::WithinEither(..)
        | Gate::OwnJob(_)
        | Gate::Platform(_)
        | Gate::OwnThing(..) => {
            must_fit_own(gate, role, operation, answer);
        }
    }
}

#[test]
fn the_table_of_this_test_is_that_of_the_description() {
    let described: BTreeSet<String> = operations().into_iter().map(|operation| operation.id).collect();
    let here: BTreeSet<String> = ROUTES.iter().map(|(id, ..)| (*id).to_owned()).collect();
    assert_eq!(here, described);
    let used: Vec<Right> = ROUTES.iter().flat_map(|(.., gate)| rights_of(*gate)).collect();
    let unused: Vec<&Right> = Right::ALL.iter().filter(|right| !used.contains(right)).collect();
    assert!(unused.is_empty(), "no route needs {unused:?}");
}

#[test]
fn a_foreign_job_is_as_unknown_as_one_that_never_was() {
    let site = Site::new();
    let foreign = site.server.foreign(Role::Curator);
    let existing = foreign.get(&format!("jobs/{}", site.job));
    let missing = foreign.get("jobs/0123456789abcdef");
    existing.refused(Code::JobUnknown);
    assert_eq!(told(&existing, &site.job), told(&missing, "0123456789abcdef"));
}

#[test]
fn a_scope_without_the_organization_hides_it_in_every_list() {
    let site = Site::new();
    let foreign = site.server.foreign(Role::Auditor);
    foreign.get("audit/events").refused(Code::OutOfScope);
    let own = foreign.get("audit/events?organization=H2").ok();
    assert!(
        own["items"]
            .as_array()
            .unwrap()
            .iter()
            .all(|event| event["organization"] == "H2")
    );
    let nobody = site.server.client("nobody", Role::Curator, "");
    nobody.get("organizations/H1/mappings").refused(Code::OutOfScope);
    assert_eq!(nobody.get("organizations").ok()["items"], json!([]));
}

#[test]
fn the_rights_keep_duties_apart() {
    let holders = |right: Right| right.roles().iter().map(|role| role.as_str()).collect::<Vec<_>>();
    assert_eq!(holders(Right::DraftMapping), ["curator"]);
    assert_eq!(holders(Right::ReviewMapping), ["reviewer"]);
    assert_eq!(holders(Right::PublishRelease), ["publisher", "operator"]);
    assert_eq!(holders(Right::ShareMappings), ["publisher", "operator"]);
    assert_eq!(holders(Right::LoadDictionary), ["curator", "operator"]);
    assert_eq!(holders(Right::ImportEdition), ["registrar", "operator"]);
    assert_eq!(holders(Right::PublishEdition), ["registrar", "operator"]);
    assert_eq!(holders(Right::ManageRegistry), ["registrar", "operator"]);
    assert_eq!(holders(Right::ManageTokens), ["administrator", "operator"]);
    assert_eq!(holders(Right::ManageOrganizations), ["administrator", "operator"]);
    assert_eq!(holders(Right::ReadAudit), ["auditor"]);
    assert_eq!(
        holders(Right::ReadSnapshot),
        ["collector", "publisher", "auditor", "operator"]
    );
    assert_eq!(holders(Right::Suggest), ["curator", "reviewer", "operator"]);
    assert_eq!(
        holders(Right::ReadMappings),
        ["curator", "reviewer", "publisher", "auditor", "operator"]
    );
    let everybody = [Right::ReadRegistry, Right::ReadOrganizations];
    assert!(
        Role::ALL
            .iter()
            .all(|role| everybody.iter().all(|right| role.holds(*right)))
    );
    assert_eq!(holders(Right::DelegateSubtree), ["registrar", "operator"]);
    assert_eq!(holders(Right::ProposeChange), ["curator", "registrar"]);
    assert_eq!(holders(Right::AssignWork), ["reviewer", "publisher"]);
    assert_eq!(holders(Right::WriteNotes), ["curator", "reviewer", "publisher"]);
    assert_eq!(holders(Right::SetReuse), ["publisher", "operator"]);
    assert_eq!(holders(Right::ReadCoverage), ["administrator", "auditor", "operator"]);
    assert_eq!(holders(Right::CutCoverage), ["administrator", "publisher", "operator"]);
    assert_eq!(holders(Right::SetReviewPolicy), ["publisher", "operator"]);
    assert_eq!(holders(Right::ReportUse), ["collector", "operator"]);
    assert_eq!(holders(Right::ManageWebhooks), ["administrator", "operator"]);
    assert!(!Role::Collector.holds(Right::ReadFeedback) && !Role::Auditor.holds(Right::HandleAlerts));
    assert_eq!(holders(Right::ManageAccounts), ["security-administrator", "operator"]);
    assert_eq!(holders(Right::GrantRoles), ["security-administrator", "operator"]);
    assert_eq!(
        holders(Right::ReadAccounts),
        ["administrator", "security-administrator", "auditor", "operator"]
    );
    assert_eq!(holders(Right::UseOwnAccount).len(), Role::ALL.len());
    assert_eq!(Right::ALL.len(), 32, "a new right is written down here too");
}
