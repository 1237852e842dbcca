//! Published history under attack by somebody with a database tool: each attack is refused and changes nothing.
//!
//! The rows are planted with plain SQL, so that nothing here depends on how the service writes them. On SQLite every
//! attack is made four times: with and without `recursive_triggers`, with and without `foreign_keys`, because a
//! stranger's connection sets them as it likes.

use crate::support::database::Engine;
use crate::support::database::Stranger;
use crate::support::database::TestDatabase;
use crate::support::database::on_both_engines;
use crate::support::database::texts;
use diesel::RunQueryDsl as _;
use diesel::sql_query;
use zhiyu::error::Code;

on_both_engines! {
    rows_of_published_history_cannot_be_changed
    published_editions_cannot_be_changed
    published_succession_lists_cannot_be_changed
    nothing_can_be_added_to_published_history
    nothing_takes_the_place_of_a_published_edition
    history_cannot_be_emptied_through_the_tables_it_refers_to
    drafts_can_be_changed_and_published_editions_retired
    a_refusal_of_the_database_has_its_own_code
}

/// One row of each kind before and after, planted in an order that the triggers allow. Editions: 1 is published, 2
/// retired, 3 a draft.
const PLANTED: &[&str] = &[
    "INSERT INTO code_systems (id, title, title_en, publisher, oid, url, created_at) VALUES ('S', '列表', '', '', NULL, NULL, 1)",
    "INSERT INTO editions (key, system_id, edition, status, title, source, confidence, effective_from, row_count, digest, created_at, \
     created_by, published_at, published_by) VALUES (1, 'S', 'old', 'draft', 't', 's', 'V', NULL, 2, 'd1', 1, 'a', NULL, NULL)",
    "INSERT INTO editions (key, system_id, edition, status, title, source, confidence, effective_from, row_count, digest, created_at, \
     created_by, published_at, published_by) VALUES (2, 'S', 'older', 'draft', 't', 's', 'V', NULL, 2, 'd2', 1, 'a', NULL, NULL)",
    "INSERT INTO editions (key, system_id, edition, status, title, source, confidence, effective_from, row_count, digest, created_at, \
     created_by, published_at, published_by) VALUES (3, 'S', 'new', 'draft', 't', 's', 'V', NULL, 2, 'd3', 1, 'a', NULL, NULL)",
    "INSERT INTO concepts SELECT key, 'A', 'alpha', NULL, 'active', true, '[]', '{}' FROM editions",
    "INSERT INTO concepts SELECT key, 'B', 'beta', 'A', 'active', true, '[]', '{}' FROM editions",
    "INSERT INTO edition_lints SELECT key, 'plain', '[]' FROM editions",
    "INSERT INTO edition_findings SELECT key, 0, 'stray-blanks', 'info', 2, 'name', 'v', NULL, '[]' FROM editions",
    "INSERT INTO kinds VALUES ('own', 'text', 1, 'a')",
    "UPDATE editions SET status = 'published', published_at = 5, published_by = 'p' WHERE key < 3",
    "UPDATE editions SET status = 'retired' WHERE key = 2",
    "INSERT INTO organizations (id, name, created_at, created_by) VALUES ('H1', '医院', 1, 'a')",
    "INSERT INTO dictionaries VALUES ('H1', 'his/d', 'S', 'old', 1, 1, 'a', 2, NULL)",
    "INSERT INTO audit_events VALUES (1, 1, 'a', 'r', 'x', NULL, 'o', 'null', '', '', 'p', 'd', 'success')",
    "INSERT INTO audit_events VALUES (2, 2, 'a', 'r', 'x', 'H1', 'o', 'null', '', '', 'd', 'e', 'success')",
    "INSERT INTO audit_tree VALUES (0, 'h0')",
    "INSERT INTO audit_tree VALUES (1, 'h1')",
    "INSERT INTO audit_checkpoints VALUES (1, '', 'r1', 1, 'n')",
    "INSERT INTO audit_checkpoints VALUES (2, 'k', 'r2', 2, 'n')",
    "INSERT INTO mapping_steps VALUES ('H1', 'his/d', 'c1', 1, 'draft', 'drafted', 'n', '{}', 'a', 1, '', '{}', NULL)",
    "INSERT INTO mapping_steps VALUES ('H1', 'his/d', 'c1', 2, 'submit', 'in-review', 'n', '{}', 'a', 2, '', '{}', NULL)",
    "INSERT INTO release_changes VALUES ('H1', 'his/d', 'c1', 1, '{}', 'a', 'b', 3, 'why', '{}')",
    "INSERT INTO releases VALUES ('H1', 1, 'b1', 1, 1, 1, '{}', 4, 4, 'p', '', 'k1', 'q1')",
    "INSERT INTO release_changes VALUES ('H1', 'his/d', 'c1', 2, NULL, 'a', 'b', 5, 'why', '{}')",
    "INSERT INTO releases VALUES ('H1', 2, 'b2', 1, 1, 1, '{}', 6, 6, 'p', '', NULL, 'q2')",
    "INSERT INTO source_systems VALUES ('H1', 'his', 1)",
    "INSERT INTO dictionary_loads VALUES ('H1', 'his/d', 1, 1, 'a', 2)",
    "INSERT INTO dictionary_loads VALUES ('H1', 'his/d', 2, 2, 'a', 2)",
    "INSERT INTO source_system_campuses VALUES ('H1', 'his', 1, 'east', 'a', 1)",
    "INSERT INTO source_system_campuses VALUES ('H1', 'his', 2, 'west', 'a', 2)",
    "INSERT INTO dictionary_bindings VALUES ('H1', 'his/d', 1, '[]', 'a', 1)",
    "INSERT INTO dictionary_bindings VALUES ('H1', 'his/d', 2, '[]', 'a', 2)",
    "INSERT INTO coverage_reports VALUES ('H1', 'weekly-2026-11-20', 1, 2, 'a', 'd1', '{}')",
    "INSERT INTO coverage_reports VALUES ('H1', 'weekly-2026-11-27', 3, 4, 'a', 'd2', '{}')",
    "INSERT INTO sharing_consents VALUES ('H1', 1, true, 'a', 7, 'why')",
    "INSERT INTO sharing_consents VALUES ('H1', 2, false, 'a', 8, 'why not')",
    "INSERT INTO release_retractions VALUES ('H1', 1, 'a', 9, 'why')",
    "INSERT INTO upload_policies VALUES ('H1', 1, 'refuse', 'a', 7, 'why')",
    "INSERT INTO upload_policies VALUES ('H1', 2, 'warn', 'a', 8, 'why not')",
    "INSERT INTO freeze_windows VALUES ('H1', 1, '18:00-04:00', 'a', 9, 'why')",
    "INSERT INTO freeze_windows VALUES ('H1', 2, NULL, 'a', 10, 'why not')",
    "INSERT INTO release_rollouts VALUES ('H1', 2, 1, 10, 'a', 9, 'why')",
    "INSERT INTO collector_pins VALUES ('H1', 'box', 1, 1, 99, 'a', 9, 'why')",
    "INSERT INTO collector_pins VALUES ('H1', 'box', 2, NULL, NULL, 'a', 10, 'why not')",
    "INSERT INTO edition_steps VALUES (1, 1, 'import', 'draft', 'a', 1, '', 'd1', '')",
    "INSERT INTO edition_steps VALUES (1, 2, 'submit', 'in-review', 'a', 2, '', 'd1', 'r')",
    "INSERT INTO edition_steps VALUES (2, 5, 'import', 'draft', 'a', 2, '', 'd2', '')",
    "INSERT INTO authorities VALUES ('nhc', 't', 'national', NULL, 1, 'a')",
    "INSERT INTO registrations VALUES ('code-systems/S', 'nhc', 1, 'candidate', 'a', 1, 'why')",
    "INSERT INTO registrations VALUES ('code-systems/S', 'nhc', 2, 'standard', 'a', 2, 'why')",
    "INSERT INTO succession_lists VALUES (1, 'S', 'old', 'draft', 's', 'V', 1, 'd1', 1, 'a', NULL, NULL)",
    "INSERT INTO succession_lists VALUES (2, 'S', 'new', 'draft', 's', 'V', 1, 'd2', 1, 'a', NULL, NULL)",
    "INSERT INTO succession_events SELECT key, 1, 'rename', '1990', 'A', 'alpha', '1980', '[]', '', '', '', '' FROM succession_lists",
    "UPDATE succession_lists SET status = 'published', published_at = 5, published_by = 'p' WHERE key = 1",
    "INSERT INTO delegations VALUES (1, 'S', 'A', 'x', 'a', 1, NULL)",
    "INSERT INTO delegation_revocations VALUES (1, 'a', 2, 'why')",
    "INSERT INTO succession_proposals VALUES (1, 'S', 1, '{}', 'x', 1)",
    "INSERT INTO succession_decisions VALUES (1, true, 'new', 'a', 2, 'why')",
    "INSERT INTO assignment_steps VALUES ('H1', 'his/d', 1, 'c1', 'a', NULL, 'b', 1, '')",
    "INSERT INTO assignment_steps VALUES ('H1', 'his/d', 2, 'c1', 'b', 'a', 'b', 2, 'why')",
    "INSERT INTO code_notes VALUES ('H1', 'his/d', 'c1', 1, 'a', 1, 'text')",
    "INSERT INTO collector_reports VALUES ('H1', 'c', 1, 'r1', 'd', 1, 1, 'a', 'applied', 1, NULL, NULL, '', '')",
    "INSERT INTO collector_reports VALUES ('H1', 'c', 2, 'r2', 'd', 1, 1, 'a', 'applied', 1, NULL, NULL, '', '')",
    "INSERT INTO usage_counts VALUES ('H1', 'c', 1, 0, '2026-11-21', 'his/d', 1, 'b', 1, 1, 0, 0, 0)",
    "INSERT INTO usage_counts VALUES ('H1', 'c', 2, 0, '2026-11-21', 'his/d', 1, 'b', 1, 1, 0, 0, 0)",
    "INSERT INTO usage_codes VALUES ('H1', 'c', 1, 0, 'x', 'unmapped', 'n', 1)",
    "INSERT INTO usage_codes VALUES ('H1', 'c', 2, 0, 'x', 'unmapped', 'n', 1)",
    "INSERT INTO alert_steps VALUES ('H1', 1, 1, 'open', 'open', 'a', 1, 'why')",
    "INSERT INTO alert_steps VALUES ('H1', 1, 2, 'resolve', 'resolved', 'a', 1, 'why')",
    "INSERT INTO webhooks VALUES ('H1', 1, 'https://a', 'a', 1)",
    "INSERT INTO webhooks VALUES ('H1', 2, 'https://b', 'a', 1)",
    "INSERT INTO reuse_policies VALUES ('H1', 'his/d', 1, 'adopted', NULL, 2, 'a', 1, 'why')",
    "INSERT INTO bulk_rows VALUES ('H1', 1, 'c1', 2, NULL, '')",
    "INSERT INTO bulk_rows VALUES ('H1', 1, 'c2', NULL, NULL, 'high-usage')",
    "INSERT INTO bulk_acts VALUES ('H1', 1, 'his/d', 'submit', '{}', 'p', 'a', 2, 1, 1, '{}', NULL)",
    "INSERT INTO dictionary_policies VALUES ('H1', 'his/d', 1, '{}', 'a', 1, 'why')",
    "INSERT INTO blind_proposals VALUES ('H1', 'his/d', 'c1', 'b', 1, 'n', 0, '{}', '', 'a', 1, NULL)",
    "INSERT INTO blind_proposals VALUES ('H1', 'his/d', 'c1', 'b', 2, 'n', 0, '{}', '', 'b', 2, true)",
    "INSERT INTO samples VALUES ('H1', 1, 'his/d', NULL, 7, 10, 1, 1, 'a', 1)",
    "INSERT INTO sample_rows VALUES ('H1', 1, 'c1', 2, 1, 'a')",
    "INSERT INTO sample_judgements VALUES ('H1', 1, 'c1', true, '', 'b', 2)",
    "INSERT INTO accounts VALUES ('zhang', 'n', NULL, '', 'active', 1, 'a', NULL, NULL)",
    "INSERT INTO account_grants VALUES (1, 'zhang', 'curator', 'H1', 'a', 1, NULL, 'why', NULL, '', '')",
    "INSERT INTO account_grants VALUES (2, 'zhang', 'reviewer', 'H1', 'a', 1, 5, 'why', '330109', 'county', '')",
    "INSERT INTO grant_withdrawals VALUES (1, 'a', 2, 'why')",
];

/// A table of which every row is history: its key, and a text column to forge.
struct Table {
    name: &'static str,
    key: &'static str,
    forged: &'static str,
}

/// Tables of these that others refer to.
const REFERRED_TO: &[&str] = &[
    "releases",
    "authorities",
    "delegations",
    "succession_proposals",
    "account_grants",
];

const APPEND_ONLY: &[Table] = &[
    Table {
        name: "bulk_acts",
        key: "organization_id, number",
        forged: "account",
    },
    Table {
        name: "bulk_rows",
        key: "organization_id, bulk, code",
        forged: "refusals",
    },
    Table {
        name: "dictionary_policies",
        key: "organization_id, dictionary, number",
        forged: "policy",
    },
    Table {
        name: "blind_proposals",
        key: "organization_id, dictionary, code, basis, place",
        forged: "decision",
    },
    Table {
        name: "samples",
        key: "organization_id, number",
        forged: "account",
    },
    Table {
        name: "sample_rows",
        key: "organization_id, sample, code",
        forged: "people",
    },
    Table {
        name: "sample_judgements",
        key: "organization_id, sample, code",
        forged: "note",
    },
    Table {
        name: "account_grants",
        key: "id",
        forged: "scope",
    },
    Table {
        name: "grant_withdrawals",
        key: "grant_id",
        forged: "reason",
    },
    Table {
        name: "audit_events",
        key: "sequence",
        forged: "account",
    },
    Table {
        name: "audit_tree",
        key: "number",
        forged: "hash",
    },
    Table {
        name: "audit_checkpoints",
        key: "size, key_id",
        forged: "note",
    },
    Table {
        name: "mapping_steps",
        key: "organization_id, dictionary, code, version",
        forged: "account",
    },
    Table {
        name: "releases",
        key: "organization_id, number",
        forged: "body_digest",
    },
    Table {
        name: "release_changes",
        key: "organization_id, dictionary, code, release",
        forged: "reviewer",
    },
    Table {
        name: "sharing_consents",
        key: "organization_id, number",
        forged: "account",
    },
    Table {
        name: "upload_policies",
        key: "organization_id, number",
        forged: "account",
    },
    Table {
        name: "release_retractions",
        key: "organization_id, release",
        forged: "reason",
    },
    Table {
        name: "freeze_windows",
        key: "organization_id, number",
        forged: "account",
    },
    Table {
        name: "release_rollouts",
        key: "organization_id, release, number",
        forged: "reason",
    },
    Table {
        name: "collector_pins",
        key: "organization_id, collector, number",
        forged: "reason",
    },
    Table {
        name: "dictionary_loads",
        key: "organization_id, dictionary, load",
        forged: "account",
    },
    Table {
        name: "source_system_campuses",
        key: "organization_id, source_system, number",
        forged: "campus",
    },
    Table {
        name: "dictionary_bindings",
        key: "organization_id, dictionary, number",
        forged: "bindings",
    },
    Table {
        name: "coverage_reports",
        key: "organization_id, cut",
        forged: "body",
    },
    Table {
        name: "edition_steps",
        key: "edition_key, number",
        forged: "account",
    },
    Table {
        name: "authorities",
        key: "id",
        forged: "title",
    },
    Table {
        name: "registrations",
        key: "item, authority, number",
        forged: "status",
    },
    Table {
        name: "kinds",
        key: "id",
        forged: "definition",
    },
    Table {
        name: "delegations",
        key: "id",
        forged: "account",
    },
    Table {
        name: "delegation_revocations",
        key: "delegation",
        forged: "reason",
    },
    Table {
        name: "succession_proposals",
        key: "id",
        forged: "author",
    },
    Table {
        name: "succession_decisions",
        key: "proposal",
        forged: "account",
    },
    Table {
        name: "assignment_steps",
        key: "organization_id, dictionary, number, code",
        forged: "account",
    },
    Table {
        name: "code_notes",
        key: "organization_id, dictionary, code, number",
        forged: "text",
    },
    Table {
        name: "reuse_policies",
        key: "organization_id, dictionary, number",
        forged: "mode",
    },
    Table {
        name: "collector_reports",
        key: "organization_id, collector, number",
        forged: "outcome",
    },
    Table {
        name: "usage_counts",
        key: "organization_id, collector, report, item",
        forged: "day",
    },
    Table {
        name: "usage_codes",
        key: "organization_id, collector, report, item, code, status",
        forged: "name",
    },
    Table {
        name: "alert_steps",
        key: "organization_id, alert, number",
        forged: "account",
    },
    Table {
        name: "webhooks",
        key: "organization_id, number",
        forged: "url",
    },
];

fn rows_of_published_history_cannot_be_changed(engine: Engine) {
    let database = planted(engine);
    for Table { name, key, forged } in APPEND_ONLY {
        let columns = columns(&database, &mut database.stranger(), name);
        let forgery = columns.replace(&format!(",{forged},"), ",'forged',");
        assert_ne!(columns, forgery, "{name} has no column {forged}");
        let (columns, forgery) = (columns.trim_matches(','), forgery.trim_matches(','));
        attack_all(
            &database,
            &[
                format!("UPDATE {name} SET {forged} = 'forged'"),
                format!("UPDATE {name} SET {forged} = {forged}"),
                format!("DELETE FROM {name}"),
                format!("DELETE FROM {name} WHERE {forged} IS NOT NULL"),
                format!(
                    "INSERT INTO {name} ({columns}) SELECT {columns} FROM {name} WHERE true \
                     ON CONFLICT ({key}) DO UPDATE SET {forged} = 'forged'"
                ),
            ],
        );
        let rewriting = match engine {
            Engine::Sqlite => vec![
                format!("INSERT OR REPLACE INTO {name} ({columns}) SELECT {forgery} FROM {name}"),
                format!("REPLACE INTO {name} ({columns}) SELECT {forgery} FROM {name}"),
                format!("UPDATE OR REPLACE {name} SET {forged} = 'forged'"),
            ],
            Engine::Postgres(_) => vec![format!("TRUNCATE {name} CASCADE")],
        };
        attack_all(&database, &rewriting);
        if let Engine::Postgres(_) = engine {
            // What other rows refer to is refused for their sake before its own trigger is asked.
            let is_referred_to = REFERRED_TO.contains(name);
            let words = if is_referred_to {
                "foreign key"
            } else {
                "history-immutable"
            };
            attack(&database, &format!("TRUNCATE {name}"), words);
        }
    }
}

fn published_editions_cannot_be_changed(engine: Engine) {
    let database = planted(engine);
    attack_all(
        &database,
        &[
            "UPDATE editions SET title = 'forged' WHERE key = 1",
            "UPDATE editions SET title = 'forged' WHERE key = 2",
            "UPDATE editions SET status = 'draft' WHERE key = 1",
            "UPDATE editions SET status = 'in-review' WHERE key = 1",
            "UPDATE editions SET status = 'published' WHERE key = 2",
            "UPDATE editions SET status = 'retired', digest = 'forged' WHERE key = 1",
            "UPDATE editions SET status = 'retired', published_at = NULL WHERE key = 1",
            "UPDATE editions SET status = 'retired', effective_from = '2020-01-01' WHERE key = 1",
            "UPDATE editions SET status = 'retired', effective_to = '2020-01-01' WHERE key = 1",
            "UPDATE editions SET effective_to = '2020-01-01' WHERE key = 2",
            "UPDATE editions SET replaces = 'older' WHERE key = 1",
            "UPDATE editions SET document_number = 'forged' WHERE key = 1",
            "UPDATE editions SET note = 'forged' WHERE key = 1",
            "UPDATE editions SET retired_at = 9 WHERE key = 1",
            "UPDATE editions SET retired_at = 9 WHERE key = 2",
            "DELETE FROM editions",
            "DELETE FROM editions WHERE key = 2",
            "INSERT INTO editions SELECT * FROM editions WHERE key = 1 ON CONFLICT (key) DO UPDATE SET title = 'forged'",
            "UPDATE concepts SET display = 'forged'",
            "UPDATE concepts SET display = display WHERE edition_key = 1",
            "UPDATE concepts SET status = 'retired' WHERE edition_key = 2",
            "UPDATE concepts SET edition_key = 3, code = code || 'x' WHERE edition_key = 1",
            "DELETE FROM concepts",
            "DELETE FROM concepts WHERE edition_key = 1 AND code = 'B'",
            "INSERT INTO concepts SELECT * FROM concepts WHERE edition_key = 1 \
             ON CONFLICT (edition_key, code) DO UPDATE SET display = 'forged'",
            "UPDATE edition_findings SET value = 'forged' WHERE edition_key = 1",
            "UPDATE edition_findings SET edition_key = 3, number = 9 WHERE edition_key = 2",
            "DELETE FROM edition_findings",
            "UPDATE edition_lints SET counts = 'forged' WHERE edition_key = 2",
            "DELETE FROM edition_lints WHERE edition_key = 1",
        ],
    );
    attack_all(&database, rewriting_of_editions(engine));
}

fn rewriting_of_editions(engine: Engine) -> &'static [&'static str] {
    engine.pick(
        &[
            "INSERT OR REPLACE INTO editions (key, system_id, edition, status, title, source, confidence, effective_from, \
             row_count, digest, created_at, created_by, published_at, published_by) SELECT key, system_id, edition, 'draft', title, source, confidence, \
             effective_from, row_count, 'forged', created_at, created_by, NULL, NULL FROM editions WHERE key = 1",
            "INSERT OR REPLACE INTO editions (key, system_id, edition, status, title, source, confidence, effective_from, \
             row_count, digest, created_at, created_by, published_at, published_by) SELECT 9, system_id, edition, 'draft', title, source, confidence, \
             effective_from, row_count, 'forged', created_at, created_by, NULL, NULL FROM editions WHERE key = 1",
            "UPDATE OR REPLACE editions SET title = 'forged' WHERE key = 1",
            "INSERT OR REPLACE INTO concepts SELECT edition_key, code, 'forged', parent, status, assignable, \
             designations, properties FROM concepts WHERE edition_key = 1",
            "UPDATE OR REPLACE concepts SET display = 'forged' WHERE edition_key = 1",
            "INSERT OR REPLACE INTO edition_findings SELECT edition_key, number, rule, severity, row_number, column_title, \
             'forged', suggestion, more FROM edition_findings WHERE edition_key = 1",
            "INSERT OR REPLACE INTO edition_lints SELECT edition_key, 'forged', counts FROM edition_lints",
        ],
        &[
            "TRUNCATE edition_findings",
            "TRUNCATE edition_lints",
            "TRUNCATE concepts",
            "TRUNCATE editions CASCADE",
            "TRUNCATE editions, concepts, edition_steps, edition_lints, edition_findings, edition_rechecks, \
             edition_recheck_hospitals",
        ],
    )
}

fn published_succession_lists_cannot_be_changed(engine: Engine) {
    let database = planted(engine);
    attack_all(
        &database,
        &[
            "UPDATE succession_lists SET source = 'forged' WHERE key = 1",
            "UPDATE succession_lists SET status = 'draft' WHERE key = 1",
            "DELETE FROM succession_lists WHERE key = 1",
            "UPDATE succession_events SET date = '1991' WHERE list_key = 1",
            "UPDATE succession_events SET list_key = 1, number = 9 WHERE list_key = 2",
            "UPDATE succession_events SET list_key = 2, number = 9 WHERE list_key = 1",
            "DELETE FROM succession_events",
            "INSERT INTO succession_events SELECT 1, 2, kind, date, old_code, old_name, since, new_units, document, note, \
             place, confidence FROM succession_events WHERE list_key = 2",
        ],
    );
    let rewriting: &[&str] = engine.pick(
        &[
            "INSERT OR REPLACE INTO succession_lists SELECT 9, system_id, edition, 'draft', source, confidence, row_count, \
             'forged', created_at, created_by, NULL, NULL FROM succession_lists WHERE key = 1",
            "UPDATE OR REPLACE succession_lists SET edition = 'old' WHERE key = 2",
            "INSERT OR REPLACE INTO succession_events SELECT list_key, number, kind, '1991', old_code, old_name, since, \
             new_units, document, note, place, confidence FROM succession_events WHERE list_key = 1",
        ],
        &["TRUNCATE succession_events", "TRUNCATE succession_lists CASCADE"],
    );
    attack_all(&database, rewriting);
    database.stranger().execute_all(&[
        "UPDATE succession_events SET date = '1991' WHERE list_key = 2",
        "DELETE FROM succession_events WHERE list_key = 2",
        "DELETE FROM succession_lists WHERE key = 2",
    ]);
}

fn nothing_can_be_added_to_published_history(engine: Engine) {
    let database = planted(engine);
    let concept = |edition: i64| {
        format!("INSERT INTO concepts VALUES ({edition}, 'C', 'late', NULL, 'active', true, '[]', '{{}}')")
    };
    let change = |release: i64| {
        format!(
            "INSERT INTO release_changes VALUES ('H1', 'his/d', 'late', {release}, '{{}}', 'a', 'b', 3, 'why', '{{}}')"
        )
    };
    attack_all(
        &database,
        &[
            concept(1),
            concept(2),
            "UPDATE concepts SET edition_key = 1, code = 'late' WHERE edition_key = 3 AND code = 'B'".to_owned(),
            "UPDATE concepts SET edition_key = 2, code = 'late' WHERE edition_key = 3 AND code = 'B'".to_owned(),
            "INSERT INTO concepts SELECT edition_key, code || '2', display, parent, status, assignable, designations, \
             properties FROM concepts WHERE edition_key IN (1, 3)"
                .to_owned(),
            "INSERT INTO edition_findings VALUES (1, 9, 'r', 'info', 2, 'name', 'late', NULL, '[]')".to_owned(),
            "UPDATE edition_findings SET edition_key = 1, number = 9 WHERE edition_key = 3".to_owned(),
            change(1),
            change(2),
            change(0),
            "INSERT INTO audit_checkpoints VALUES (1, 'z', 'r', 9, 'late')".to_owned(),
            "INSERT INTO edition_steps VALUES (2, 4, 'publish', 'published', 'late', 3, '', 'd', '')".to_owned(),
            "INSERT INTO registrations VALUES ('code-systems/S', 'nhc', 0, 'retired', 'late', 3, 'why')".to_owned(),
        ],
    );
    // What is open stays open: the next release, and the draft.
    database.stranger().execute_all(&[&concept(3), &change(3)]);
}

fn nothing_takes_the_place_of_a_published_edition(engine: Engine) {
    let database = planted(engine);
    if let Engine::Postgres(_) = engine {
        // PostgreSQL never deletes one row to make room for another: a unique key refuses.
        let expected = "duplicate key";
        attack(&database, "UPDATE editions SET edition = 'old' WHERE key = 3", expected);
        return;
    }
    let immutable = "history-immutable";
    for statement in [
        "UPDATE OR REPLACE editions SET key = 1 WHERE key = 3",
        "UPDATE OR REPLACE editions SET edition = 'old' WHERE key = 3",
        "UPDATE OR REPLACE editions SET edition = 'older' WHERE key = 3",
        "UPDATE OR REPLACE concepts SET edition_key = 1 WHERE edition_key = 3",
        "UPDATE OR REPLACE concepts SET edition_key = 1, code = 'A' WHERE edition_key = 3 AND code = 'B'",
    ] {
        attack(&database, statement, immutable);
    }
    // A hidden row number would be one more key to collide on, so no table of history has one.
    for table in [
        "editions",
        "concepts",
        "audit_events",
        "audit_tree",
        "audit_checkpoints",
        "mapping_steps",
        "releases",
        "release_changes",
        "sharing_consents",
        "upload_policies",
        "release_retractions",
        "freeze_windows",
        "release_rollouts",
        "collector_pins",
        "edition_steps",
        "authorities",
        "registrations",
        "kinds",
        "edition_lints",
        "edition_findings",
        "succession_lists",
        "succession_events",
        "delegations",
        "succession_decisions",
    ] {
        attack(
            &database,
            &format!("UPDATE {table} SET rowid = rowid"),
            "no such column: rowid",
        );
    }
}

fn history_cannot_be_emptied_through_the_tables_it_refers_to(engine: Engine) {
    if let Engine::Postgres(_) = engine {
        attack_all(
            &planted(engine),
            &["TRUNCATE code_systems CASCADE", "TRUNCATE organizations CASCADE"],
        );
        return;
    }
    // SQLite takes the row away when foreign keys are off, but nothing of the history with it.
    let database = planted(engine);
    let mut stranger = database.stranger();
    let before = history(&database);
    stranger.execute_all(&[
        "PRAGMA foreign_keys = OFF",
        "DELETE FROM organizations",
        "DELETE FROM code_systems",
    ]);
    assert_eq!(history(&database), before);
}

fn drafts_can_be_changed_and_published_editions_retired(engine: Engine) {
    let database = planted(engine);
    let mut stranger = database.stranger();
    stranger.execute_all(&[
        "UPDATE editions SET title = 'better' WHERE key = 3",
        "UPDATE concepts SET display = 'better' WHERE edition_key = 3",
        "DELETE FROM concepts WHERE edition_key = 3 AND code = 'B'",
        "UPDATE editions SET status = 'retired' WHERE key = 1",
    ]);
    let editions =
        stranger.texts("SELECT edition || ' ' || status || ' ' || title AS value FROM editions ORDER BY key");
    assert_eq!(editions, ["old retired t", "older retired t", "new draft better"]);
    stranger.execute_all(&[
        "DELETE FROM concepts WHERE edition_key = 3",
        "DELETE FROM edition_findings WHERE edition_key = 3",
        "DELETE FROM edition_lints WHERE edition_key = 3",
        "DELETE FROM editions WHERE key = 3",
    ]);
}

fn a_refusal_of_the_database_has_its_own_code(engine: Engine) {
    let database = planted(engine);
    let db = database.open();
    for statement in ["UPDATE releases SET note = 'forged'", "DELETE FROM audit_events"] {
        let refusal = db.write(|tx| Ok(sql_query(statement).execute(tx)?)).unwrap_err();
        assert_eq!(refusal.code(), Code::HistoryImmutable, "{statement}: {refusal:?}");
    }
    let events = db.read(|tx| {
        Ok(texts(
            tx,
            "SELECT account AS value FROM audit_events ORDER BY sequence",
        )?)
    });
    assert_eq!(events.unwrap(), ["a", "a"]);
}

fn planted(engine: Engine) -> TestDatabase {
    let database = engine.with_schema();
    database.stranger().execute_all(PLANTED);
    database
}

/// Makes attacks one after the other; each has to be refused, and all together leave every row of history as it was.
#[track_caller]
fn attack_all<S: AsRef<str>>(database: &TestDatabase, statements: &[S]) {
    let before = history(database);
    for statement in statements {
        must_be_refused(database, statement.as_ref(), "history-immutable");
    }
    assert_eq!(before, history(database), "one of these changed history");
}

/// Makes one attack that has to be refused with these words and to leave every row of history as it was.
#[track_caller]
fn attack(database: &TestDatabase, statement: &str, words: &str) {
    let before = history(database);
    must_be_refused(database, statement, words);
    assert_eq!(before, history(database), "{statement} changed history");
}

/// Makes an attack, on SQLite under every setting that matters to triggers.
#[track_caller]
fn must_be_refused(database: &TestDatabase, statement: &str, words: &str) {
    let settings: &[[&str; 2]] = match database.engine {
        Engine::Sqlite => &[["OFF", "OFF"], ["OFF", "ON"], ["ON", "OFF"], ["ON", "ON"]],
        Engine::Postgres(_) => &[["", ""]],
    };
    for [recursive_triggers, foreign_keys] in settings {
        let mut stranger = database.stranger();
        if let Engine::Sqlite = database.engine {
            let recursive_triggers = format!("PRAGMA recursive_triggers = {recursive_triggers}");
            stranger.execute_all(&[&recursive_triggers, &format!("PRAGMA foreign_keys = {foreign_keys}")]);
        }
        let outcome = stranger.execute(statement);
        let settings = format!("recursive_triggers {recursive_triggers}, foreign_keys {foreign_keys}");
        let refusal = outcome.map_or_else(|failure| failure.to_string(), |rows| format!("{rows} rows"));
        assert!(refusal.contains(words), "{statement} ({settings}): {refusal}");
    }
}

/// Every row of history, as text.
fn history(database: &TestDatabase) -> Vec<String> {
    let mut stranger = database.stranger();
    let only_published = "WHERE edition_key IN (1, 2)";
    let mut rows = Vec::new();
    for (table, rows_of_history) in [
        ("audit_events", ""),
        ("audit_tree", ""),
        ("audit_checkpoints", ""),
        ("mapping_steps", ""),
        ("releases", ""),
        ("release_changes", ""),
        ("sharing_consents", ""),
        ("upload_policies", ""),
        ("release_retractions", ""),
        ("freeze_windows", ""),
        ("release_rollouts", ""),
        ("collector_pins", ""),
        ("edition_steps", ""),
        ("authorities", ""),
        ("registrations", ""),
        ("delegations", ""),
        ("delegation_revocations", ""),
        ("succession_proposals", ""),
        ("succession_decisions", ""),
        ("assignment_steps", ""),
        ("code_notes", ""),
        ("reuse_policies", ""),
        ("collector_reports", ""),
        ("usage_counts", ""),
        ("usage_codes", ""),
        ("alert_steps", ""),
        ("webhooks", ""),
        ("succession_lists", "WHERE key = 1"),
        ("succession_events", "WHERE list_key = 1"),
        ("editions", ""),
        ("concepts", only_published),
        ("kinds", ""),
        ("edition_lints", only_published),
        ("edition_findings", only_published),
    ] {
        let columns = columns(database, &mut stranger, table);
        let sqlite = format!("json_array({})", columns.trim_matches(','));
        let row = database.engine.pick(sqlite.as_str(), "to_jsonb(t)::text");
        let query = format!("SELECT '{table} ' || {row} AS value FROM {table} t {rows_of_history} ORDER BY 1");
        rows.extend(stranger.texts(&query));
    }
    rows
}

/// The columns of a table, each between commas.
fn columns(database: &TestDatabase, stranger: &mut Stranger, table: &str) -> String {
    let sqlite = format!("SELECT name AS value FROM pragma_table_info('{table}') ORDER BY cid");
    let postgres = format!(
        "SELECT column_name AS value FROM information_schema.columns WHERE table_name = '{table}' ORDER BY ordinal_position"
    );
    let list = stranger.texts(database.engine.pick(&sqlite, &postgres));
    format!(",{},", list.join(","))
}
