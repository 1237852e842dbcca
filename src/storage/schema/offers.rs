//! The tables of who gets which release and when.

use diesel::table;

table! {
    freeze_windows (organization_id, number) {
        organization_id -> Text, number -> BigInt, hours -> Nullable<Text>, account -> Text, at -> BigInt, reason -> Text,
    }
}

table! {
    release_rollouts (organization_id, release, number) {
        organization_id -> Text, release -> BigInt, number -> BigInt, percent -> BigInt, account -> Text, at -> BigInt, reason -> Text,
    }
}

table! {
    collector_pins (organization_id, collector, number) {
        organization_id -> Text, collector -> Text, number -> BigInt, release -> Nullable<BigInt>, until -> Nullable<BigInt>,
        account -> Text, at -> BigInt, reason -> Text,
    }
}
