//! The tables, the same on both databases.

use diesel::table;

table! { counters (name) { name -> Text, value -> BigInt, } }

table! {
    tokens (id) {
        id -> Text, secret_digest -> Text, account -> Text, role -> Text, scope -> Text, created_at -> BigInt,
        created_by -> Text, expires_at -> Nullable<BigInt>, revoked_at -> Nullable<BigInt>,
        former_digest -> Nullable<Text>, former_until -> Nullable<BigInt>,
    }
}

table! {
    audit_events (sequence) {
        sequence -> BigInt, at -> BigInt, account -> Text, role -> Text, action -> Text,
        organization_id -> Nullable<Text>, object -> Text, details -> Text, request_id -> Text, address -> Text,
        previous_digest -> Text, digest -> Text, outcome -> Text,
    }
}

table! { audit_tree (number) { number -> BigInt, hash -> Text, } }

table! {
    audit_checkpoints (size, key_id) { size -> BigInt, key_id -> Text, root -> Text, at -> BigInt, note -> Text, }
}

table! { audit_forwarding (destination) { destination -> Text, sequence -> BigInt, at -> BigInt, } }

table! {
    code_systems (id) {
        id -> Text, title -> Text, title_en -> Text, publisher -> Text, oid -> Nullable<Text>, url -> Nullable<Text>,
        created_at -> BigInt, kind -> Text, kind_chosen -> Bool,
    }
}

table! {
    editions (key) {
        key -> BigInt, system_id -> Text, edition -> Text, status -> Text, title -> Text, source -> Text,
        confidence -> Text, effective_from -> Nullable<Text>, row_count -> BigInt, digest -> Text,
        created_at -> BigInt, created_by -> Text, published_at -> Nullable<BigInt>, published_by -> Nullable<Text>,
        effective_to -> Nullable<Text>, replaces -> Nullable<Text>, document_number -> Text, note -> Text,
        retired_at -> Nullable<BigInt>,
    }
}

table! {
    concepts (edition_key, code) {
        edition_key -> BigInt, code -> Text, display -> Text, parent -> Nullable<Text>, status -> Text,
        assignable -> Bool, designations -> Text, properties -> Text,
    }
}

table! {
    organizations (id) {
        id -> Text, name -> Text, uscc -> Nullable<Text>, created_at -> BigInt, created_by -> Text,
        division -> Nullable<Text>, tier -> Nullable<Text>,
    }
}

table! {
    source_systems (organization_id, id) { organization_id -> Text, id -> Text, created_at -> BigInt, }
}

table! {
    dictionaries (organization_id, dictionary) {
        organization_id -> Text, dictionary -> Text, target_system -> Text, target_edition -> Text, loads -> BigInt,
        loaded_at -> BigInt, loaded_by -> Text, row_count -> BigInt, rows_of -> Nullable<Text>,
    }
}

table! {
    local_codes (organization_id, dictionary, code, occurrence) {
        organization_id -> Text, dictionary -> Text, code -> Text, occurrence -> BigInt, name -> Text,
        attributes -> Text, usage_count -> Nullable<BigInt>, row_number -> BigInt, first_load -> BigInt,
        last_load -> BigInt, name_key -> Text, usage_rank -> BigInt, usage_through -> BigInt,
    }
}

table! {
    suggestions (organization_id, dictionary, code, occurrence) {
        organization_id -> Text, dictionary -> Text, code -> Text, occurrence -> BigInt, items -> Text,
        made_at -> BigInt, first_score -> Nullable<BigInt>,
    }
}

table! {
    jobs (id) {
        id -> Text, organization_id -> Text, kind -> Text, subject -> Text, state -> Text, done -> BigInt,
        total -> BigInt, error -> Nullable<Text>, created_at -> BigInt, created_by -> Text, updated_at -> BigInt,
    }
}

table! {
    mappings (organization_id, dictionary, code) {
        organization_id -> Text, dictionary -> Text, code -> Text, name -> Text, state -> Text, decision -> Text,
        justification -> Text, author -> Text, submitted_by -> Nullable<Text>, reviewer -> Nullable<Text>,
        reviewed_at -> Nullable<BigInt>, version -> BigInt, updated_at -> BigInt, origin -> Text,
    }
}

table! {
    mapping_steps (organization_id, dictionary, code, version) {
        organization_id -> Text, dictionary -> Text, code -> Text, version -> BigInt, step -> Text, state -> Text,
        name -> Text, decision -> Text, account -> Text, at -> BigInt, reason -> Text, origin -> Text,
        bulk -> Nullable<BigInt>,
    }
}

table! {
    releases (organization_id, number) {
        organization_id -> Text, number -> BigInt, body_digest -> Text, body_bytes -> BigInt, body_rows -> BigInt,
        changes -> BigInt, manifest -> Text, published_at -> BigInt, effective_at -> BigInt, publisher -> Text,
        note -> Text, request_key -> Nullable<Text>, request_digest -> Text,
    }
}

table! {
    release_changes (organization_id, dictionary, code, release) {
        organization_id -> Text, dictionary -> Text, code -> Text, release -> BigInt, line -> Nullable<Text>,
        author -> Text, reviewer -> Text, reviewed_at -> BigInt, justification -> Text, origin -> Text,
    }
}

table! {
    sharing_consents (organization_id, number) {
        organization_id -> Text, number -> BigInt, shares -> Bool, account -> Text, at -> BigInt, reason -> Text,
    }
}

table! {
    release_retractions (organization_id, release) {
        organization_id -> Text, release -> BigInt, account -> Text, at -> BigInt, reason -> Text,
    }
}

table! {
    concept_maps (id) {
        id -> Text, title -> Text, source_system -> Text, target_system -> Text, created_at -> BigInt,
    }
}

table! {
    concept_map_versions (key) {
        key -> BigInt, map_id -> Text, version -> Text, source_edition -> Text, target_edition -> Text, status -> Text,
        provenance -> Text, row_count -> BigInt, digest -> Text, created_at -> BigInt, created_by -> Text,
        published_at -> Nullable<BigInt>, published_by -> Nullable<Text>,
    }
}

table! {
    concept_map_rows (version_key, source_code, position) {
        version_key -> BigInt, source_code -> Text, position -> BigInt, source_display -> Text,
        target_code -> Nullable<Text>, target_display -> Text, relationship -> Text, comment -> Text,
    }
}

table! {
    edition_steps (edition_key, number) {
        edition_key -> BigInt, number -> BigInt, step -> Text, status -> Text, account -> Text, at -> BigInt,
        reason -> Text, digest -> Text, report -> Text,
    }
}

table! {
    authorities (id) {
        id -> Text, title -> Text, tier -> Text, parent -> Nullable<Text>, created_at -> BigInt, created_by -> Text,
    }
}

table! {
    registrations (item, authority, number) {
        item -> Text, authority -> Text, number -> BigInt, status -> Text, account -> Text, at -> BigInt,
        reason -> Text,
    }
}

table! { kinds (id) { id -> Text, definition -> Text, created_at -> BigInt, created_by -> Text, } }

table! { edition_lints (edition_key) { edition_key -> BigInt, kind -> Text, counts -> Text, } }

table! {
    edition_findings (edition_key, number) {
        edition_key -> BigInt, number -> BigInt, rule -> Text, severity -> Text, row_number -> BigInt,
        column_title -> Text, value -> Text, suggestion -> Nullable<Text>, more -> Text,
    }
}

table! {
    value_domains (id, version) {
        id -> Text, version -> Text, sequence -> BigInt, title -> Text, oid -> Nullable<Text>, definition -> Text,
        system_id -> Nullable<Text>, edition -> Nullable<Text>, source -> Text, confidence -> Text, note -> Text,
        properties -> Text, digest -> Text, created_at -> BigInt, created_by -> Text,
    }
}

table! {
    data_elements (id, version) {
        id -> Text, version -> Text, sequence -> BigInt, name -> Text, definition -> Text,
        data_type -> Nullable<Text>, representation -> Nullable<Text>, domain_id -> Nullable<Text>,
        domain_version -> Nullable<Text>, status -> Text, source -> Text, confidence -> Text, properties -> Text,
        digest -> Text, created_at -> BigInt, created_by -> Text,
    }
}

table! {
    specifications (id) {
        id -> Text, status -> Text, title -> Text, publisher -> Text, source -> Text, confidence -> Text,
        note -> Text, effective_from -> Nullable<Text>, replaces -> Nullable<Text>, table_count -> BigInt,
        field_count -> BigInt, digest -> Text, created_at -> BigInt, created_by -> Text,
        published_at -> Nullable<BigInt>, published_by -> Nullable<Text>,
    }
}

table! {
    specification_tables (specification_id, name) {
        specification_id -> Text, name -> Text, number -> BigInt, table_group -> Text, title -> Text,
    }
}

table! {
    specification_fields (specification_id, table_name, name) {
        specification_id -> Text, table_name -> Text, name -> Text, number -> BigInt, title -> Text,
        slot -> Nullable<BigInt>, element_id -> Nullable<Text>, element_version -> Nullable<Text>,
        domain_id -> Nullable<Text>, domain_version -> Nullable<Text>, source -> Text, confidence -> Text,
        note -> Text,
    }
}

table! {
    succession_lists (key) {
        key -> BigInt, system_id -> Text, edition -> Text, status -> Text, source -> Text, confidence -> Text,
        row_count -> BigInt, digest -> Text, created_at -> BigInt, created_by -> Text, published_at -> Nullable<BigInt>,
        published_by -> Nullable<Text>,
    }
}

table! {
    succession_events (list_key, number) {
        list_key -> BigInt, number -> BigInt, kind -> Text, date -> Text, old_code -> Nullable<Text>,
        old_name -> Nullable<Text>, since -> Nullable<Text>, new_units -> Text, document -> Text, note -> Text,
        place -> Text, confidence -> Text,
    }
}

table! {
    delegations (id) {
        id -> BigInt, system_id -> Text, root -> Text, account -> Text, granted_by -> Text, granted_at -> BigInt,
        ends_at -> Nullable<BigInt>,
    }
}

table! {
    delegation_revocations (delegation) { delegation -> BigInt, account -> Text, at -> BigInt, reason -> Text, }
}

table! {
    succession_proposals (id) {
        id -> BigInt, system_id -> Text, delegation -> BigInt, event -> Text, author -> Text, at -> BigInt,
    }
}

table! {
    succession_decisions (proposal) {
        proposal -> BigInt, approved -> Bool, edition -> Nullable<Text>, account -> Text, at -> BigInt, reason -> Text,
    }
}

table! {
    dictionary_policies (organization_id, dictionary, number) {
        organization_id -> Text, dictionary -> Text, number -> BigInt, policy -> Text, account -> Text, at -> BigInt,
        reason -> Text,
    }
}

table! {
    edition_rechecks (edition_key, step) {
        edition_key -> BigInt, step -> Text, account -> Text, role -> Text, request_id -> Text, address -> Text,
        asked_at -> BigInt, finished_at -> Nullable<BigInt>,
    }
}

table! {
    samples (organization_id, number) {
        organization_id -> Text, number -> BigInt, dictionary -> Text, bulk -> Nullable<BigInt>, seed -> BigInt,
        limit_per_mille -> BigInt, draws -> BigInt, population -> BigInt, account -> Text, at -> BigInt,
    }
}

table! {
    edition_recheck_hospitals (edition_key, step, organization_id) {
        edition_key -> BigInt, step -> Text, organization_id -> Text, row_count -> BigInt, done_at -> BigInt,
    }
}

table! {
    sample_rows (organization_id, sample, code) {
        organization_id -> Text, sample -> BigInt, code -> Text, version -> BigInt, draws -> BigInt, people -> Text,
    }
}

table! {
    dictionary_loads (organization_id, dictionary, load) {
        organization_id -> Text, dictionary -> Text, load -> BigInt, at -> BigInt, account -> Text, row_count -> BigInt,
    }
}

table! {
    sample_judgements (organization_id, sample, code) {
        organization_id -> Text, sample -> BigInt, code -> Text, correct -> Bool, note -> Text, account -> Text,
        at -> BigInt,
    }
}

table! {
    source_system_campuses (organization_id, source_system, number) {
        organization_id -> Text, source_system -> Text, number -> BigInt, campus -> Text, account -> Text, at -> BigInt,
    }
}

table! {
    dictionary_bindings (organization_id, dictionary, number) {
        organization_id -> Text, dictionary -> Text, number -> BigInt, bindings -> Text, account -> Text, at -> BigInt,
    }
}

table! {
    coverage_reports (organization_id, cut) {
        organization_id -> Text, cut -> Text, cut_at -> BigInt, taken_at -> BigInt, taken_by -> Text, digest -> Text,
        body -> Text,
    }
}

table! {
    assignments (organization_id, dictionary, code) {
        organization_id -> Text, dictionary -> Text, code -> Text, assignee -> Text, number -> BigInt,
    }
}

table! {
    shared_names (organization_id, dictionary, code) {
        organization_id -> Text, dictionary -> Text, code -> Text, release -> BigInt, name_key -> Text,
    }
}

table! {
    mapping_targets (organization_id, dictionary, code, position) {
        organization_id -> Text, dictionary -> Text, code -> Text, position -> BigInt, target_system -> Text,
        target_edition -> Text, target_code -> Text, name_key -> Text,
    }
}
table! {
    upload_policies (organization_id, number) {
        organization_id -> Text, number -> BigInt, personal_data -> Text, account -> Text, at -> BigInt, reason -> Text,
    }
}

diesel::allow_tables_to_appear_in_same_query!(local_codes, mappings, suggestions, assignments);
diesel::allow_tables_to_appear_in_same_query!(shared_names, release_changes, dictionaries);
diesel::allow_tables_to_appear_in_same_query!(delegations, delegation_revocations);
diesel::allow_tables_to_appear_in_same_query!(succession_proposals, succession_decisions);
diesel::allow_tables_to_appear_in_same_query!(edition_rechecks, editions);
diesel::allow_tables_to_appear_in_same_query!(mappings, mapping_steps);

mod feedback;
pub use feedback::alert_steps;
pub use feedback::alerts;
pub use feedback::collector_reports;
pub use feedback::usage_codes;
pub use feedback::usage_counts;
pub use feedback::webhook_deliveries;
pub use feedback::webhooks;

mod curation;
mod offers;
pub use curation::assignment_steps;
pub use curation::blind_proposals;
pub use curation::bulk_acts;
pub use curation::bulk_rows;
pub use curation::code_notes;
pub use curation::reuse_policies;
pub use offers::collector_pins;
pub use offers::freeze_windows;
pub use offers::release_rollouts;
