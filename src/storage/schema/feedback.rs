//! What collectors report, alerts, and where they are sent.

use diesel::table;

table! {
    collector_reports (organization_id, collector, number) {
        organization_id -> Text, collector -> Text, number -> BigInt, report_id -> Text, request_digest -> Text,
        made_at -> BigInt, received_at -> BigInt, account -> Text, outcome -> Text, release -> Nullable<BigInt>,
        body_digest -> Nullable<Text>, refusal_code -> Nullable<Text>, refusal_reason -> Text, client -> Text,
    }
}

table! {
    usage_counts (organization_id, collector, report, item) {
        organization_id -> Text, collector -> Text, report -> BigInt, item -> BigInt, day -> Text, dictionary -> Text,
        release -> BigInt, batch -> Text, mapped -> BigInt, missed -> BigInt, names_dropped -> BigInt,
        codes_refused -> BigInt, codes_left_out -> BigInt,
    }
}

table! {
    usage_codes (organization_id, collector, report, item, code, status) {
        organization_id -> Text, collector -> Text, report -> BigInt, item -> BigInt, code -> Text, status -> Text,
        name -> Text, occurrences -> BigInt,
    }
}

table! {
    alerts (organization_id, number) {
        organization_id -> Text, number -> BigInt, kind -> Text, subject -> Text, dictionary -> Nullable<Text>,
        code -> Nullable<Text>, collector -> Nullable<Text>, day -> Nullable<Text>, state -> Text, present -> Bool,
        release -> Nullable<BigInt>, name -> Text, opened_at -> BigInt, updated_at -> BigInt, steps -> BigInt,
    }
}

table! {
    alert_steps (organization_id, alert, number) {
        organization_id -> Text, alert -> BigInt, number -> BigInt, step -> Text, state -> Text, account -> Text,
        at -> BigInt, reason -> Text,
    }
}

table! {
    webhooks (organization_id, number) {
        organization_id -> Text, number -> BigInt, url -> Nullable<Text>, account -> Text, at -> BigInt,
    }
}

table! {
    webhook_deliveries (organization_id, sequence) {
        organization_id -> Text, sequence -> BigInt, alert -> BigInt, body -> Text, state -> Text, attempts -> BigInt,
        due_at -> BigInt, answer -> Text, created_at -> BigInt, updated_at -> BigInt,
    }
}

diesel::allow_tables_to_appear_in_same_query!(usage_counts, usage_codes);
diesel::allow_columns_to_appear_in_same_group_by_clause!(
    usage_counts::dictionary,
    usage_codes::code,
    usage_codes::status
);
