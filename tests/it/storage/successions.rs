//! Lists of changes, delegations and proposals are kept and read the same on both databases.

use crate::support::database::Engine;
use crate::support::database::on_both_engines;
use crate::support::service::TestService;
use crate::support::service::session;
use zhiyu::access::role::Role;
use zhiyu::access::session::Session;
use zhiyu::id::AccountId;
use zhiyu::id::EditionId;
use zhiyu::id::EditionRef;
use zhiyu::registry::delegation::ProposedChange;
use zhiyu::registry::succession::Answer;
use zhiyu::registry::succession::PartialDate;
use zhiyu::registry::succession::Profile;
use zhiyu::service::Service;
use zhiyu::service::files::FileInput;
use zhiyu::service::registry::delegations::DecisionOrder;
use zhiyu::service::registry::delegations::NewDelegation;
use zhiyu::service::registry::successions::Question;
use zhiyu::service::registry::successions::SuccessionImport;

on_both_engines! {
    a_list_is_kept_and_asked
    proposals_become_the_next_list
}

const CHANGES: &str = "kind,date,old_code,old_name,valid_from,new_codes,new_names,document\n\
    initial,1981,,,,411500,信阳\n\
    split,1990-05-12,A,甲,,B;C,\"乙 \"\"x\"\";丙\",国函〔1990〕1号\n\
    abolish,1995-03,C,丙,,,,\n";

fn a_list_is_kept_and_asked(engine: Engine) {
    let test = TestService::new(engine);
    let service = &test.service;
    let (operator, of, file, import) = given();
    let imported = service.import_succession(&operator, &of, &file, &import).unwrap();
    assert!(imported.list.is_published);
    let again = service.import_succession(&operator, &of, &file, &import).unwrap();
    assert_eq!(again.list, imported.list);

    let (list, answer) = ask(service, "A", "1990-05-11");
    assert_eq!(list, "1");
    assert_eq!(
        (answer.codes[0].code.as_str(), answer.codes[0].name.as_str()),
        ("B", "乙 \"x\"")
    );
    assert_eq!(answer.codes[0].path[0].document, "国函〔1990〕1号");
    assert_eq!(answer.ended[0].ended.unwrap().to_string(), "1995-03");
}

fn proposals_become_the_next_list(engine: Engine) {
    let test = TestService::new(engine);
    let service = &test.service;
    let (operator, of, file, import) = given();
    service.import_succession(&operator, &of, &file, &import).unwrap();
    let system = of.system;
    let county = session(Role::Curator, "gushi");
    let new = NewDelegation {
        root: "411500".to_owned(),
        account: AccountId::new("gushi").unwrap(),
        ends_at: None,
    };
    let granted = service.delegate(&operator, &system, &new).unwrap();
    let change: ProposedChange = serde_json::from_value(serde_json::json!({
        "kind": "rename", "date": "2026", "old": { "code": "411500", "name": "信阳", "since": "1981" },
        "new": [{ "code": "411500", "name": "新名" }]
    }))
    .unwrap();
    let proposal = service.propose_change(&county, &system, &change).unwrap();
    assert_eq!(
        service.proposals(&county, &system).unwrap(),
        std::slice::from_ref(&proposal)
    );
    let order = DecisionOrder {
        proposals: vec![proposal.id],
        edition: Some(EditionId::new("2").unwrap()),
        reason: "相符".to_owned(),
    };
    let list = service.decide_proposals(&operator, &system, &order).unwrap().unwrap();
    assert_eq!((list.rows, list.is_published), (4, true));
    let (list, answer) = ask(service, "411500", "2000");
    assert_eq!((list.as_str(), answer.codes[0].name.as_str()), ("2", "新名"));
    let revoked = service.revoke_delegation(&operator, &system, granted.id, "x").unwrap();
    assert!(revoked.revoked_at.is_some());
    assert_eq!(service.delegations(&county, &system).unwrap(), [revoked]);
    let decided = service.proposals(&county, &system).unwrap();
    assert_eq!(decided[0].decision.as_ref().unwrap().edition, order.edition);
}

/// The operator, the name of a list, its file, and how it is imported.
fn given() -> (Session, EditionRef, FileInput, SuccessionImport) {
    let operator = session(Role::Operator, "operator");
    let of = EditionRef::parse("gb/1").unwrap();
    let import = SuccessionImport {
        profile: Profile::Events,
        source: "s".to_owned(),
        confidence: "V".to_owned(),
        publish: true,
    };
    let file = FileInput {
        bytes: CHANGES.replace("信阳\n", "信阳,\n").into_bytes(),
        file_name: Some("changes.csv".to_owned()),
    };
    (operator, of, file, import)
}

/// The list that answers, and its answer.
fn ask(service: &Service, code: &str, date: &str) -> (String, Answer) {
    let question = Question {
        code: code.to_owned(),
        date: PartialDate::parse(date).unwrap(),
    };
    let (operator, of, ..) = given();
    let (list, mut answers) = service
        .successions(&operator, &of.system, None, &[question], None)
        .unwrap();
    (list.of.edition.to_string(), answers.remove(0))
}
