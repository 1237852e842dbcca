//! What answers tell strangers: nothing of the inside, whatever breaks; and what words of theirs reach the database: none.

use super::data::dictionary_address;
use super::data::diseases;
use super::data::load;
use super::server::TestServer;
use zhiyu::error::Code;

const HIS: &str = "his/diagnosis";
/// What would tell of the inside.
const INSIDE: [&str; 12] = [
    ".rs",
    "panicked",
    "backtrace",
    "SELECT",
    "INSERT",
    "no such",
    "does not exist",
    "local_codes",
    "diesel",
    "sqlite",
    "zhiyu-it-",
    "Caused by",
];

/// The table of a list is gone, or a row of it says what no row can: nothing of it is told but that it is the service's fault.
#[test]
fn a_fault_inside_tells_no_path_no_sql_and_no_stack() {
    let server = TestServer::start();
    diseases(&server);
    load(&server.curator(), HIS, &[("001", "霍乱")]).ok();
    let gone = [
        "ALTER TABLE local_codes RENAME TO gone",
        "ALTER TABLE releases RENAME TO gone_too",
    ];
    server.stranger().execute_all(&gone);
    let curator = server.curator();
    let reads = [
        format!("{}/codes", dictionary_address(HIS)),
        format!("{}/codes/notes?code=002", dictionary_address(HIS)),
        format!("{}/work-list?format=csv", dictionary_address(HIS)),
        "organizations/H1/releases".to_owned(),
        "organizations/H1/snapshots/latest".to_owned(),
    ];
    let mut faults = 0;
    for client in [&curator, &curator.in_english(), &server.auditor(), &server.collector()] {
        for address in &reads {
            let answer = client.get(address);
            if answer.status == 500 {
                answer.refused(Code::Internal);
                faults += 1;
            }
            for word in INSIDE {
                assert!(
                    !answer.text().contains(word),
                    "{address} tells {word}: {}",
                    answer.text()
                );
            }
        }
    }
    let answer = load(&curator, HIS, &[("002", "伤寒")]);
    answer.refused(Code::Internal);
    assert!(
        INSIDE.iter().all(|word| !answer.text().contains(word)),
        "{}",
        answer.text()
    );
    assert!(faults >= 10, "{faults}");
}

/// Orders are words of an enumeration: what is none of them is refused by name and never reaches SQL.
#[test]
fn a_forged_order_is_refused() {
    let server = TestServer::start();
    diseases(&server);
    load(&server.curator(), HIS, &[("001", "霍乱")]).ok();
    let curator = server.curator();
    let before = curator.get(&format!("{}/codes", dictionary_address(HIS))).ok();
    let forged = [
        "name",
        "code;DROP TABLE local_codes",
        "1",
        "(SELECT 1)",
        "usage DESC--",
        "usage,code",
        "\u{27}",
        "USAGE",
    ];
    for word in forged {
        let sort = super::client::encode(word);
        let answer = curator.get(&format!("{}/codes?sort={sort}", dictionary_address(HIS)));
        let problem = answer.refused(Code::FieldInvalid);
        assert_eq!(problem["field"], "sort", "{word}");
    }
    for (address, order) in [
        ("accounts", "order_by"),
        ("audit/events", "sort"),
        ("organizations", "sort"),
    ] {
        let answer = server.auditor().get(&format!("{address}?{order}=id"));
        assert!((400..500).contains(&answer.status), "{answer:?}");
    }
    assert_eq!(curator.get(&format!("{}/codes", dictionary_address(HIS))).ok(), before);
}
