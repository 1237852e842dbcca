//! The tables of accounts: credentials, sessions, grants, and the use of tokens.

use super::schema::organizations;
use super::schema::tokens;
use diesel::table;

table! {
    accounts (id) {
        id -> Text, name -> Text, organization_id -> Nullable<Text>, contact -> Text, status -> Text,
        created_at -> BigInt, created_by -> Text, signed_in_at -> Nullable<BigInt>,
        unlocked_at -> Nullable<BigInt>,
    }
}

table! {
    passwords (account, number) {
        account -> Text, number -> BigInt, hash -> Text, set_at -> BigInt, must_change -> Bool,
    }
}

table! {
    second_factors (account) {
        account -> Text, sealed -> Text, confirmed_at -> Nullable<BigInt>, last_step -> BigInt,
    }
}

table! {
    recovery_codes (account, digest) { account -> Text, digest -> Text, used_at -> Nullable<BigInt>, }
}

table! {
    sign_in_sessions (id) {
        id -> Text, secret_digest -> Text, account -> Text, address -> Text, created_at -> BigInt, used_at -> BigInt,
        expires_at -> BigInt, ended_at -> Nullable<BigInt>, proof -> Text,
    }
}

table! {
    sign_in_tries (number) { number -> BigInt, account -> Text, address -> Text, at -> BigInt, }
}

table! {
    account_grants (id) {
        id -> BigInt, account -> Text, role -> Text, scope -> Text, granted_by -> Text, granted_at -> BigInt,
        until -> Nullable<BigInt>, reason -> Text, division -> Nullable<Text>, tiers -> Text, lines -> Text,
    }
}

table! {
    grant_withdrawals (grant_id) { grant_id -> BigInt, account -> Text, at -> BigInt, reason -> Text, }
}

table! {
    token_uses (token) { token -> Text, at -> BigInt, address -> Text, }
}

table! {
    account_identities (account) {
        account -> Text, issuer -> Text, subject -> Text, linked_at -> BigInt, linked_by -> Text,
    }
}

table! {
    used_sign_in_states (digest) { digest -> Text, at -> BigInt, }
}

table! {
    organization_lines (organization_id, line) { organization_id -> Text, line -> Text, }
}

table! {
    grid_words (axis, id) { axis -> Text, id -> Text, zh -> Text, en -> Text, rank -> BigInt, }
}

diesel::allow_tables_to_appear_in_same_query!(organizations, organization_lines);
diesel::allow_tables_to_appear_in_same_query!(account_grants, grant_withdrawals);
diesel::allow_tables_to_appear_in_same_query!(tokens, token_uses, accounts);
