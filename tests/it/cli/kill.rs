//! `kill -9` while a release is published: it is wholly there or not at all.

use super::zhiyu;
use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;
use std::sync::mpsc;
use std::time::Duration;
use std::time::Instant;
use tempfile::TempDir;
use tempfile::tempdir;
use zhiyu::access::role::Role;
use zhiyu::access::session::Scope;
use zhiyu::access::session::Session;
use zhiyu::id::AccountId;
use zhiyu::id::DictionaryId;
use zhiyu::id::EditionRef;
use zhiyu::id::OrganizationId;
use zhiyu::mapping::origin::Origin;
use zhiyu::mapping::state::State;
use zhiyu::mapping::state::Step;
use zhiyu::mapping::target::Relationship;
use zhiyu::page::Page;
use zhiyu::service::Service;
use zhiyu::service::Surroundings;
use zhiyu::service::access::organizations::NewOrganization;
use zhiyu::service::curation::dictionaries::DictionaryLoad;
use zhiyu::service::curation::dictionaries::LocalColumns;
use zhiyu::service::curation::requests::DraftRequest;
use zhiyu::service::curation::requests::NamedDecision;
use zhiyu::service::curation::requests::NamedTarget;
use zhiyu::service::curation::requests::SeenMapping;
use zhiyu::service::curation::requests::StepRequest;
use zhiyu::service::files::FileInput;
use zhiyu::storage::Target;

const MAPPINGS: usize = 3_000;
const KILLS: u64 = 20;

/// Each kill takes a fresh copy of the same approved work. The seed is printed; the moments follow from it.
#[test]
fn a_killed_publish_leaves_a_whole_release_or_none() {
    let prepared = tempdir().unwrap();
    prepare(prepared.path());
    let seed = 0x7a68_6979_7531_u64;
    let (mut whole, mut none) = (0, 0);
    let whole_run = time_of_a_publish(&copy(prepared.path()));
    for round in 0..KILLS {
        let data = copy(prepared.path());
        kill_after(data.path(), moment(seed, round, whole_run));
        match releases(data.path()) {
            0 => none += 1,
            1 => whole += 1,
            more => panic!("seed {seed} round {round}: {more} releases of one order"),
        }
        publish(data.path());
        assert_eq!(
            releases(data.path()),
            1,
            "seed {seed} round {round}: the same order published twice"
        );
    }
    eprintln!(
        "kill -9 during publish: seed {seed}, {KILLS} kills, {none} left no release, {whole} a whole one, 0 lost"
    );
}

fn copy(prepared: &Path) -> TempDir {
    let data = tempdir().unwrap();
    for file in std::fs::read_dir(prepared).unwrap().map(Result::unwrap) {
        if file.file_type().unwrap().is_file() {
            std::fs::copy(file.path(), data.path().join(file.file_name())).unwrap();
        }
    }
    data
}

/// How long the process runs when nobody kills it: it only scales the moments, nothing is asserted of it.
fn time_of_a_publish(data: &TempDir) -> Duration {
    let start = Instant::now();
    publish(data.path());
    start.elapsed()
}

/// A moment of the whole run, by a fixed random sequence (splitmix64).
fn moment(seed: u64, round: u64, whole_run: Duration) -> Duration {
    let mut z = seed.wrapping_add(round.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    let thousandths = u32::try_from((z ^ (z >> 31)) % 1_000).unwrap();
    whole_run * thousandths / 1_000
}

/// Kills the process at the moment, or finds that it ended before.
fn kill_after(data: &Path, moment: Duration) {
    let mut command = zhiyu(data);
    command.args(["publish", "--organization", "H1", "--request-key", "once"]);
    let mut process = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let (_keep, never) = mpsc::channel::<()>();
    let _ = never.recv_timeout(moment);
    let _ = process.kill();
    process.wait().unwrap();
}

fn publish(data: &Path) {
    let order = ["publish", "--organization", "H1", "--request-key", "once"];
    assert!(zhiyu(data).args(order).output().unwrap().status.success());
}

/// How many releases there are; each has to be whole: its body gives its digest, every mapping is in it, the mappings'
/// states agree with it.
fn releases(data: &Path) -> usize {
    let service = open(data);
    let organization = OrganizationId::new("H1").unwrap();
    let publisher = session("wang", Role::Publisher);
    let list = service.releases(&publisher, &organization).unwrap();
    let released = if list.is_empty() {
        State::Approved
    } else {
        State::Released
    };
    let mappings = service
        .mappings(&publisher, &organization, None, &Page::new(None, Some(1_000)))
        .unwrap();
    assert!(mappings.items.iter().all(|mapping| mapping.state == released));
    for release in &list {
        assert_eq!(release.body_rows, u64::try_from(MAPPINGS).unwrap());
        service.snapshot(&publisher, &organization, release.number).unwrap();
    }
    list.len()
}

fn prepare(data: &Path) {
    let service = open(data);
    let organization = OrganizationId::new("H1").unwrap();
    let dictionary = DictionaryId::new("his/diagnosis").unwrap();
    let new = NewOrganization {
        id: organization.clone(),
        name: "试验医院".to_owned(),
        uscc: None,
        place: zhiyu::access::area::Place::default(),
    };
    service
        .add_organization(&session("root", Role::Administrator), &new)
        .unwrap();
    let rows: Vec<String> = (0..MAPPINGS).map(|number| format!("{number:05},霍乱")).collect();
    let file = FileInput {
        bytes: format!("code,name\n{}\n", rows.join("\n")).into_bytes(),
        file_name: None,
    };
    let load = DictionaryLoad {
        target: Some(EditionRef::parse("icd-10/categories-2016").unwrap()),
        columns: LocalColumns::default(),
    };
    let curator = session("zhang", Role::Curator);
    service
        .load_dictionary(&curator, &organization, &dictionary, &file, &load)
        .unwrap();
    let drafts: Vec<DraftRequest> = (0..MAPPINGS).map(draft).collect();
    service
        .draft_mappings(&curator, &organization, &dictionary, &drafts)
        .unwrap();
    for (person, step) in [
        (&curator, Step::Submit),
        (&session("li", Role::Reviewer), Step::Approve),
    ] {
        let mappings = drafts.iter().map(|draft| SeenMapping {
            code: draft.code.clone(),
            version: None,
        });
        let request = StepRequest {
            step,
            mappings: mappings.collect(),
            reason: String::new(),
        };
        service
            .step_mappings(person, &organization, &dictionary, &request)
            .unwrap();
    }
}

fn draft(number: usize) -> DraftRequest {
    DraftRequest {
        code: format!("{number:05}"),
        version: None,
        decision: NamedDecision::Mapped(vec![NamedTarget {
            edition: None,
            code: "A00".to_owned(),
            relationship: Relationship::Equivalent,
            when: Vec::new(),
        }]),
        justification: "名称一致".to_owned(),
        origin: Origin::Hand,
    }
}

fn session(account: &str, role: Role) -> Session {
    let origin = Service::operator(AccountId::new(account).unwrap()).origin;
    Session::new(AccountId::new(account).unwrap(), role, Scope::All, origin)
}

fn open(data: &Path) -> Service {
    let surroundings = Surroundings {
        clock: || zhiyu::time::Instant(1_795_000_000_000_000),
        entropy: |bytes| {
            bytes.fill(7);
            Ok(())
        },
        threads: 1,
        signing: None,
        sm3: false,
        access: Arc::default(),
        sealing: None,
        ready_bytes: zhiyu::service::READY_BODY_BYTES,
    };
    Service::open(data, Target::Sqlite(data.join("zhiyu.sqlite")), surroundings).unwrap()
}
