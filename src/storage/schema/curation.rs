//! The tables of acts on many rows, blind proposals, re-use, notes and assignments.

use diesel::table;

table! {
    bulk_acts (organization_id, number) {
        organization_id -> Text, number -> BigInt, dictionary -> Text, kind -> Text, ordered -> Text, plan -> Text,
        account -> Text, at -> BigInt, done -> BigInt, refused -> BigInt, skipped -> Text, undoes -> Nullable<BigInt>,
    }
}

table! {
    bulk_rows (organization_id, bulk, code) {
        organization_id -> Text, bulk -> BigInt, code -> Text, version -> Nullable<BigInt>, former -> Nullable<Text>,
        refusals -> Text,
    }
}

table! {
    blind_proposals (organization_id, dictionary, code, basis, place) {
        organization_id -> Text, dictionary -> Text, code -> Text, basis -> Text, place -> BigInt, name -> Text,
        version -> BigInt, decision -> Text, justification -> Text, account -> Text, at -> BigInt,
        agrees -> Nullable<Bool>,
    }
}

table! {
    reuse_policies (organization_id, dictionary, number) {
        organization_id -> Text, dictionary -> Text, number -> BigInt, mode -> Text, origins -> Nullable<Text>,
        hospitals -> BigInt, account -> Text, at -> BigInt, reason -> Text,
    }
}

table! {
    code_notes (organization_id, dictionary, code, number) {
        organization_id -> Text, dictionary -> Text, code -> Text, number -> BigInt, account -> Text, at -> BigInt,
        text -> Text,
    }
}

table! {
    assignment_steps (organization_id, dictionary, number, code) {
        organization_id -> Text, dictionary -> Text, number -> BigInt, code -> Text, assignee -> Nullable<Text>,
        former -> Nullable<Text>, account -> Text, at -> BigInt, reason -> Text,
    }
}
