//! After a bulk load PostgreSQL looks codes up by its indexes, at once and not when autovacuum has come by: without that it
//! reads a whole dictionary for every batch of codes. SQLite needs no statistics; there the stories only have to run.

use crate::support::database::Engine;
use crate::support::database::on_both_engines;
use crate::support::hospital::Hospital;
use crate::support::hospital::no_match;
use crate::support::service::TestService;
use zhiyu::mapping::origin::Origin;
use zhiyu::service::curation::requests::DraftRequest;

on_both_engines! {
    codes_of_a_large_dictionary_are_looked_up_by_index
}

const ROWS: usize = 3_000;

/// How PostgreSQL looks up three codes of the dictionary in a table.
fn plan(service: &TestService, table: &str) -> String {
    let mut stranger = service.database.stranger();
    // A plan for any codes, as a statement that is kept has it.
    stranger.execute_all(&[
        "SET plan_cache_mode = force_generic_plan",
        &format!(
            "PREPARE question (text, text, text[]) AS SELECT * FROM {table} \
             WHERE organization_id = $1 AND dictionary = $2 AND code = ANY ($3)"
        ),
        "CREATE FUNCTION pg_temp.plan() RETURNS SETOF text LANGUAGE plpgsql AS $$ BEGIN RETURN QUERY EXECUTE \
         'EXPLAIN EXECUTE question (''H1'', ''his/diagnosis'', ''{a,b,c}'')'; END $$",
    ]);
    stranger
        .texts("SELECT plan AS value FROM pg_temp.plan() AS plan")
        .join("\n")
}

fn codes_of_a_large_dictionary_are_looked_up_by_index(engine: Engine) {
    let service = TestService::new(engine);
    let rows: Vec<(String, String)> = (0..ROWS).map(|n| (format!("L{n:05}"), format!("第{n}项"))).collect();
    let rows: Vec<(&str, &str)> = rows.iter().map(|(code, name)| (code.as_str(), name.as_str())).collect();
    let hospital = Hospital::new(&service.service, "H1", &rows);
    let draft = |(code, _): &(&str, &str)| DraftRequest {
        code: (*code).to_owned(),
        version: None,
        decision: no_match("标准中没有"),
        justification: String::new(),
        origin: Origin::Hand,
    };
    let drafts: Vec<DraftRequest> = rows.iter().map(draft).collect();
    let drafted = service
        .service
        .draft_mappings(&Hospital::curator(), &hospital.id, &hospital.dictionary, &drafts)
        .unwrap();
    assert_eq!(drafted.len(), ROWS);
    if engine.pick(true, false) {
        return;
    }
    for table in ["local_codes", "mappings", "mapping_steps"] {
        let plan = plan(&service, table);
        let asks_the_index = |line: &str| line.contains("Index Cond") && line.contains("code = ANY");
        assert!(plan.lines().any(asks_the_index), "{table}:\n{plan}");
    }
}
