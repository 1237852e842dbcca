//! The tree over the audit log, its signed notes, its messages, and how much of a flood is written down.

use crate::support::signing::key;
use proptest::prelude::*;
use std::collections::BTreeMap;
use zhiyu::access::permit::Origin;
use zhiyu::audit::Act;
use zhiyu::audit::Author;
use zhiyu::audit::CHAIN_START;
use zhiyu::audit::Event;
use zhiyu::audit::Outcome;
use zhiyu::audit::base64;
use zhiyu::audit::checkpoint::Checkpoint;
use zhiyu::audit::merkle;
use zhiyu::audit::merkle::Edge;
use zhiyu::audit::merkle::Hash;
use zhiyu::audit::occurrences::Occurrence;
use zhiyu::audit::occurrences::Occurrences;
use zhiyu::audit::occurrences::Sort;
use zhiyu::audit::query::EventFilter;
use zhiyu::audit::syslog;
use zhiyu::snapshot::signature::Algorithm;
use zhiyu::snapshot::signed_note;
use zhiyu::time::Instant;

/// The leaves of the test vectors of Certificate Transparency (certificate-transparency, `merkle_tree_test`).
const LEAVES: [&[u8]; 8] = [
    b"",
    b"\x00",
    b"\x10",
    b"\x20\x21",
    b"\x30\x31",
    b"\x40\x41\x42\x43",
    b"\x50\x51\x52\x53\x54\x55\x56\x57",
    b"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f",
];
/// The roots of the first one, two, … of them.
const ROOTS: [&str; 8] = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];
/// The inclusion proof of the first leaf in the tree of eight.
const FIRST_OF_EIGHT: [&str; 3] = [
    "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
    "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
    "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
];

/// A tree with all its nodes by their numbers.
#[derive(Default)]
struct Tree {
    edge: Edge,
    nodes: BTreeMap<u64, Hash>,
    roots: Vec<Hash>,
}

impl Tree {
    fn of(leaves: impl Iterator<Item = Hash>) -> Self {
        let mut tree = Self {
            roots: vec![merkle::empty_root()],
            ..Self::default()
        };
        for leaf in leaves {
            let first = merkle::nodes_of(tree.edge.size());
            tree.nodes.extend((first..).zip(tree.edge.push(leaf)));
            tree.roots.push(tree.edge.root());
        }
        tree
    }

    fn proof(&self, plan: &merkle::Plan) -> Vec<Hash> {
        let join = |numbers: &Vec<u64>| {
            let hashes: Vec<Hash> = numbers.iter().map(|number| self.nodes[number]).collect();
            merkle::join(&hashes).unwrap()
        };
        plan.iter().map(join).collect()
    }
}

/// The root as RFC 6962 crate::2.1 defines it, by recursion.
fn defined(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => merkle::empty_root(),
        [leaf] => *leaf,
        more => {
            let half = more.len().next_power_of_two() / 2;
            merkle::node_hash(&defined(&more[..half]), &defined(&more[half..]))
        }
    }
}

fn leaf(number: u64) -> Hash {
    merkle::leaf_hash(&number.to_be_bytes())
}

#[test]
fn the_vectors_of_certificate_transparency_hold() {
    let tree = Tree::of(LEAVES.iter().map(|bytes| merkle::leaf_hash(bytes)));
    let roots: Vec<String> = tree.roots.iter().map(merkle::to_text).collect();
    assert_eq!(
        roots[0],
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    );
    assert_eq!(roots[1..], ROOTS);
    let inclusion = tree.proof(&merkle::inclusion_plan(0, 8).unwrap());
    assert_eq!(
        inclusion.iter().map(merkle::to_text).collect::<Vec<_>>(),
        FIRST_OF_EIGHT
    );
    let consistency = tree.proof(&merkle::consistency_plan(1, 8).unwrap());
    assert_eq!(
        consistency.iter().map(merkle::to_text).collect::<Vec<_>>(),
        FIRST_OF_EIGHT
    );
    assert!(merkle::consistency_plan(8, 8).unwrap().is_empty());
    assert_eq!(merkle::consistency_plan(0, 8), None);
    assert_eq!(merkle::inclusion_plan(8, 8), None);
}

#[test]
fn every_proof_of_every_size_holds_and_no_other() {
    const SIZE: u64 = 130;
    let leaves: Vec<Hash> = (0..SIZE).map(leaf).collect();
    let tree = Tree::of(leaves.iter().copied());
    let other = leaf(SIZE);
    for (size, root) in (0..=SIZE).zip(&tree.roots) {
        assert_eq!(*root, defined(&leaves[..usize::try_from(size).unwrap()]));
        for (index, leaf) in (0..size).zip(&leaves) {
            let proof = tree.proof(&merkle::inclusion_plan(index, size).unwrap());
            assert!(
                merkle::verify_inclusion(leaf, index, size, &proof, root),
                "{index} of {size}"
            );
            assert!(!merkle::verify_inclusion(&other, index, size, &proof, root));
            assert!(!merkle::verify_inclusion(leaf, index + 1, size, &proof, root) || size == 1);
        }
        for (first, old) in (1..=size).zip(&tree.roots[1..]) {
            let proof = tree.proof(&merkle::consistency_plan(first, size).unwrap());
            let holds = |old: &Hash, new: &Hash| merkle::verify_consistency((first, old), (size, new), &proof);
            assert!(holds(old, root), "{first} of {size}");
            assert!(!holds(&other, root) && !holds(old, &other), "{first} of {size}");
        }
    }
}

proptest! {
    #[test]
    fn an_altered_proof_proves_nothing(size in 2_u64..700, index in any::<u64>(), place in any::<usize>(), bit in 0_usize..256) {
        let tree = Tree::of((0..size).map(leaf));
        let index = index % size;
        let root = tree.edge.root();
        let mut proof = tree.proof(&merkle::inclusion_plan(index, size).unwrap());
        prop_assert!(merkle::verify_inclusion(&leaf(index), index, size, &proof, &root));
        let place = place % proof.len();
        proof[place][bit / 8] ^= 1 << (bit % 8);
        prop_assert!(!merkle::verify_inclusion(&leaf(index), index, size, &proof, &root));
        let longer: Vec<Hash> = proof.iter().copied().chain([root]).collect();
        prop_assert!(!merkle::verify_inclusion(&leaf(index), index, size, &longer, &root));
        let first = index + 1;
        let mut proof = tree.proof(&merkle::consistency_plan(first, size).unwrap());
        let old = tree.roots[usize::try_from(first).unwrap()];
        prop_assert!(merkle::verify_consistency((first, &old), (size, &root), &proof));
        if !proof.is_empty() {
            let place = place % proof.len();
            proof[place][bit / 8] ^= 1 << (bit % 8);
            prop_assert!(!merkle::verify_consistency((first, &old), (size, &root), &proof));
        }
    }

    #[test]
    fn base64_has_one_spelling(bytes in proptest::collection::vec(any::<u8>(), 0..40), text in "[A-Za-z0-9+/=]{0,12}") {
        let encoded = base64::encode(&bytes);
        prop_assert_eq!(base64::decode(&encoded), Some(bytes));
        if let Some(decoded) = base64::decode(&text) {
            prop_assert_eq!(base64::encode(&decoded), text);
        }
    }

    #[test]
    fn a_message_is_one_line_of_ascii(account in any::<String>(), object in any::<String>(), detail in any::<String>()) {
        let act = Act::new("mapping.draft", object).with_details(serde_json::json!({ "note": detail }));
        let author = Author { account: account.clone(), ..somebody("a", "::1") };
        let event = Event::following(None, &author, (&act, Outcome::Success), Instant(0));
        let message = syslog::message(&event, "host\n1");
        prop_assert!(message.bytes().all(|byte| (b' '..=b'~').contains(&byte)), "{message}");
        let start = "<109>1 1970-01-01T00:00:00.000000Z host1 zhiyu - mapping.draft - {";
        prop_assert!(message.starts_with(start));
        let (_, body) = message.split_once(" - mapping.draft - ").unwrap();
        let body: serde_json::Value = serde_json::from_str(body).unwrap();
        prop_assert_eq!(body["account"].as_str(), Some(account.as_str()));
        prop_assert_eq!(body["details"]["note"].as_str(), Some(detail.as_str()));
    }
}

#[test]
fn base64_is_that_of_rfc_4648() {
    let pairs = [
        ("", ""),
        ("f", "Zg=="),
        ("fo", "Zm8="),
        ("foo", "Zm9v"),
        ("foobar", "Zm9vYmFy"),
    ];
    for (bytes, text) in pairs {
        assert_eq!(base64::encode(bytes.as_bytes()), text);
    }
    assert_eq!(base64::decode("Zh=="), None);
    assert_eq!(base64::decode("Zg"), None);
}

#[test]
fn a_checkpoint_is_signed_by_its_key_in_its_name_alone() {
    for algorithm in Algorithm::ALL {
        let (signer, other) = (key(*algorithm, 1), key(*algorithm, 2));
        let checkpoint = Checkpoint {
            origin: "zhiyu/audit/0123456789abcdef".to_owned(),
            size: 7,
            root: leaf(1),
        };
        let name = checkpoint.origin.as_str();
        let note = signed_note::write(&checkpoint.text(), name, Some(&signer)).unwrap();
        let text = signed_note::text(&note).unwrap();
        assert_eq!(Checkpoint::parse(text), Some(checkpoint.clone()));
        assert!(signed_note::is_signed_by(&note, name, signer.public()));
        assert!(!signed_note::is_signed_by(&note, name, other.public()));
        assert!(!signed_note::is_signed_by(&note, "other", signer.public()));
        let forged = note.replacen("\n7\n", "\n8\n", 1);
        assert!(!signed_note::is_signed_by(&forged, name, signer.public()));
        let unsigned = signed_note::write(&checkpoint.text(), name, None).unwrap();
        assert_eq!(signed_note::text(&unsigned), Some(checkpoint.text().as_str()));
        assert!(!signed_note::is_signed_by(&unsigned, name, signer.public()));
    }
}

/// An event of a program that knew no outcome, as it was hashed then.
#[test]
fn the_digest_of_an_event_that_succeeded_is_that_of_earlier_programs() {
    let act = Act::new("release.publish", "H1/releases/2");
    let succeeded = Event::following(None, &somebody("zhang", "::1"), (&act, Outcome::Success), Instant(5));
    let before =
        format!(r#"[1,5,"zhang","curator","release.publish",null,"H1/releases/2","null","r","::1","{CHAIN_START}"]"#);
    assert_eq!(succeeded.canonical(), before);
    let refused = Event::following(None, &somebody("zhang", "::1"), (&act, Outcome::Refused), Instant(5));
    assert_eq!(refused.canonical(), before.replace(']', r#","refused"]"#));
    let forged = Event {
        outcome: Outcome::Success,
        ..refused
    };
    assert!(!forged.follows(CHAIN_START));
}

fn somebody(account: &str, address: &str) -> Author {
    Author {
        account: account.to_owned(),
        role: "curator".to_owned(),
        organization: None,
        origin: Origin {
            request_id: "r".to_owned(),
            address: address.to_owned(),
        },
    }
}

fn refusal(sort: Sort, address: &str) -> Occurrence {
    Occurrence {
        sort,
        author: somebody("-", address),
        act: Act::new("sign-in.refuse", "code-systems"),
        outcome: Outcome::Refused,
        subject: "token-missing".to_owned(),
    }
}

#[test]
fn a_flood_is_told_in_few_events_that_count_it() {
    const SECOND: i64 = 1_000_000;
    let mut held = Occurrences::default();
    let mut told = Vec::new();
    for number in 0..10_000 {
        let address = format!("10.0.0.{}", number % 100);
        told.extend(held.take(refusal(Sort::OfNobody, &address), Instant(number % 59 * SECOND)));
    }
    assert_eq!(told.len(), 30, "the first of thirty sources");
    told.extend(held.due(Instant(60 * SECOND)));
    assert_eq!(
        told.len(),
        30 + 30 + 1,
        "what followed of each, and all others together"
    );
    let counts = told[30..]
        .iter()
        .map(|one| one.act.details["further"].as_u64().unwrap());
    assert_eq!(counts.sum::<u64>() + 30, 10_000);
    assert_eq!(told[60].author.origin.address, "*");
    assert!(held.due(Instant(61 * SECOND)).is_empty());
    let pull = Occurrence {
        sort: Sort::Pull,
        ..refusal(Sort::Pull, "10.0.0.1")
    };
    assert!(held.take(pull.clone(), Instant(61 * SECOND)).is_empty());
    assert!(held.take(pull, Instant(62 * SECOND)).is_empty());
    let last = held.all();
    assert_eq!(last.len(), 1);
    assert_eq!(last[0].act.details["count"], 2);
    assert!(held.all().is_empty());
}

#[test]
fn a_question_takes_families_and_removals() {
    let named = |actions: &[&str], is_removal| EventFilter {
        actions: actions.iter().map(|action| (*action).to_owned()).collect(),
        is_removal,
        ..EventFilter::default()
    };
    assert!(named(&["mapping."], false).takes("mapping.draft"));
    assert!(!named(&["mapping"], false).takes("mapping.draft"));
    assert!(named(&["mapping.", "token.create"], false).takes("token.create"));
    assert!(named(&[], true).takes("release.retract"));
    assert!(!named(&[], true).takes("release.publish"));
    assert!(!named(&["token."], true).takes("release.retract"));
}
