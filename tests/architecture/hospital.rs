//! Hospital data cannot be asked for without saying whose: every function of `storage` on a table with an organization takes
//! the organization, a permit, a scope, or a value that carries one of them.

use super::checker::Source;
use super::sources;
use super::tokens::Token;
use std::collections::BTreeSet;

/// What names whose data it is.
const KEYS: &[&str] = &["OrganizationId", "HospitalPermit", "Permit", "Scope", "Area"];

/// Functions that need no organization, and why: module, function, reason.
const WITHOUT: &[(&str, &str, &str)] = &[
    ("backups", "must_be_sound", "the operator backs the whole database up"),
    ("backups", "signs", "the same"),
    ("backups", "versions", "the same"),
    ("jobs", "interrupt", "the thread that runs the job"),
    (
        "access/accounts",
        "insert",
        "an account of the platform has none; service::accounts::permit_for",
    ),
    ("audit/audit_log", "append_as", "an event of the process itself"),
    (
        "audit/audit_log",
        "page",
        "the filter has it, or the auditor has the whole platform; service::audit",
    ),
    ("audit/audit_log", "count", "the same"),
    (
        "curation/edition_rechecks",
        "finish",
        "the task after an edition goes through every hospital",
    ),
    (
        "access/accounts",
        "find",
        "an account is looked up by its id before anything is known of it; service::accounts::visible",
    ),
    ("access/accounts", "must_find", "the same"),
    ("access/accounts", "any", "whether this is the first start"),
    ("access/accounts", "note_sign_in", "the account itself"),
    ("access/accounts", "passwords_of", "the account itself"),
    (
        "access/accounts",
        "add_password",
        "the account itself, or after service::accounts::visible",
    ),
    ("access/accounts", "rehash", "the account itself"),
    ("access/accounts", "set_status", "after service::accounts::visible"),
    (
        "audit/audit_contents",
        "release_names",
        "the check of the whole log by the operator",
    ),
    ("audit/audit_contents", "release", "the same"),
    ("audit/audit_contents", "changes", "the same"),
    ("audit/audit_contents", "changed_releases", "the same"),
    ("audit/audit_contents", "editions", "the same"),
    ("audit/audit_log", "after", "forwarding and checking the whole log"),
    ("audit/audit_log", "catch_up", "the tree over the whole log"),
    ("audit/audit_log", "lags", "the tree over the whole log"),
    ("audit/audit_log", "find", "proofs of the whole log"),
    ("audit/audit_log", "newest", "the duties of the process"),
    ("audit/audit_log", "size", "checkpoints of the whole log"),
    ("audit/audit_log", "without_outcome", "events of earlier programs"),
    ("curation/coverage", "statuses", "statuses of standard codes"),
    (
        "curation/edition_rechecks",
        "unfinished",
        "the task after an edition goes through every hospital",
    ),
    ("curation/edition_rechecks", "progress", "how far that task is"),
    ("access/grid", "words", "the words of the grid belong to the platform"),
    ("access/grid", "put_word", "the same"),
    ("jobs", "update", "the thread that runs the job"),
    (
        "jobs",
        "find",
        "the job says whose it is; service::jobs::job looks at it before anybody sees it",
    ),
    ("curation/name_keys", "are_present", "bringing older rows up to date"),
    ("curation/name_keys", "make", "the same"),
    (
        "distribution/releases",
        "publications",
        "numbers of releases that wake those who wait",
    ),
    ("distribution/releases", "newest", "the same"),
    ("curation/sharing", "organizations", "who consented to share"),
    ("curation/sharing", "organizations_at", "the same"),
    ("curation/suggestions", "complete", "bringing older rows up to date"),
    ("feedback/webhooks", "waiting", "the task that sends messages"),
];

/// A function with the names in its parameters.
struct Function {
    module: String,
    name: String,
    names: BTreeSet<String>,
}

fn is(token: Option<&Token>, text: &str) -> bool {
    token.is_some_and(|token| token.text == text)
}

/// The place after the mark that closes the one at this place.
fn end_of(tokens: &[Token], open: usize, (opening, closing): (&str, &str)) -> usize {
    let mut depth = 0_usize;
    for (at, token) in tokens.iter().enumerate().skip(open) {
        if token.text == opening {
            depth += 1;
        } else if token.text == closing {
            depth -= 1;
            if depth == 0 {
                return at + 1;
            }
        }
    }
    tokens.len()
}

fn names(tokens: &[Token]) -> BTreeSet<String> {
    tokens.iter().map(|token| token.text.clone()).collect()
}

/// The tables that have an organization.
fn hospital_tables(sources: &[Source]) -> BTreeSet<String> {
    let mut tables = BTreeSet::new();
    for source in sources.iter().filter(|source| source.path.contains("schema")) {
        let tokens = source.tokens();
        for at in 0..tokens.len() {
            if is(tokens.get(at), "table") && is(tokens.get(at + 1), "!") && is(tokens.get(at + 2), "{") {
                let body = tokens
                    .get(at + 3..end_of(&tokens, at + 2, ("{", "}")))
                    .unwrap_or_default();
                if body.iter().any(|token| token.text == "organization_id") {
                    tables.extend(body.first().map(|name| name.text.clone()));
                }
            }
        }
    }
    tables
}

/// The types that carry an organization.
fn carriers(sources: &[Source]) -> BTreeSet<String> {
    let mut carriers: BTreeSet<String> = KEYS.iter().map(|key| (*key).to_owned()).collect();
    for source in sources {
        let tokens = source.tokens();
        for at in 0..tokens.len() {
            if is(tokens.get(at), "struct") {
                let open = (at..tokens.len()).find(|at| is(tokens.get(*at), "{") || is(tokens.get(*at), ";"));
                let Some(open) = open.filter(|open| is(tokens.get(*open), "{")) else {
                    continue;
                };
                let body = tokens.get(open..end_of(&tokens, open, ("{", "}"))).unwrap_or_default();
                if (0..body.len()).any(|at| has_organization(body, at)) {
                    carriers.extend(tokens.get(at + 1).map(|name| name.text.clone()));
                }
            }
        }
    }
    carriers
}

/// Whether the field at this place is `organization: OrganizationId` or a reference to it; an `Option` of it may say nothing.
fn has_organization(body: &[Token], at: usize) -> bool {
    if !is(body.get(at), "organization") || !is(body.get(at + 1), ":") {
        return false;
    }
    let kind = body.iter().skip(at + 2);
    let mut kind = kind.take_while(|token| token.text != "," && token.text != "Option");
    kind.any(|token| token.text == "OrganizationId")
}

fn functions(source: &Source) -> Vec<Function> {
    let tokens = source.tokens();
    let mut list = Vec::new();
    for at in 0..tokens.len() {
        if !is(tokens.get(at), "pub") || !is(tokens.get(at + 1), "fn") {
            continue;
        }
        let open = (at..tokens.len()).find(|at| is(tokens.get(*at), "("));
        let (Some(open), Some(name)) = (open, tokens.get(at + 2)) else {
            continue;
        };
        let parameters = tokens.get(open..end_of(&tokens, open, ("(", ")"))).unwrap_or_default();
        list.push(Function {
            module: source
                .path
                .trim_start_matches("storage/")
                .trim_end_matches(".rs")
                .to_owned(),
            name: name.text.clone(),
            names: names(parameters),
        });
    }
    list
}

#[test]
fn hospital_data_is_asked_for_by_organization() {
    let sources = sources();
    let tables = hospital_tables(&sources);
    assert!(tables.len() > 30, "{tables:?}");
    let carriers = carriers(&sources);
    let mut found = BTreeSet::new();
    let mut checked = 0;
    for source in sources.iter().filter(|source| source.path.starts_with("storage/")) {
        let is_schema = source.path.contains("schema");
        if is_schema || names(&source.tokens()).is_disjoint(&tables) {
            continue;
        }
        for function in functions(source) {
            // What does not take the connection asks the database for nothing.
            if !function.names.contains("DbConn") {
                continue;
            }
            checked += 1;
            if function.names.is_disjoint(&carriers) {
                found.insert((function.module, function.name));
            }
        }
    }
    assert!(checked > 150, "only {checked} functions were looked at");
    let known: BTreeSet<(String, String)> = WITHOUT
        .iter()
        .map(|(module, name, _)| ((*module).to_owned(), (*name).to_owned()))
        .collect();
    let new: Vec<_> = found.difference(&known).collect();
    assert!(
        new.is_empty(),
        "these ask for hospital data without saying whose: {new:#?}"
    );
    let old: Vec<_> = known.difference(&found).collect();
    assert!(old.is_empty(), "these exceptions are no longer needed: {old:#?}");
}
