//! A hospital at work: an organization with a dictionary, a curator who drafts, a reviewer who approves, a publisher.

use super::service::session;
use std::collections::BTreeMap;
use zhiyu::access::role::Role;
use zhiyu::access::session::Scope;
use zhiyu::access::session::Session;
use zhiyu::access::token::TokenGrant;
use zhiyu::error::Result;
use zhiyu::id::DictionaryId;
use zhiyu::id::EditionRef;
use zhiyu::id::OrganizationId;
use zhiyu::mapping::decision::Decision;
use zhiyu::mapping::diff::DiffLine;
use zhiyu::mapping::origin::Origin;
use zhiyu::mapping::release::Release;
use zhiyu::mapping::state::Step;
use zhiyu::mapping::target::Relationship;
use zhiyu::service::Service;
use zhiyu::service::access::organizations::NewOrganization;
use zhiyu::service::curation::dictionaries::DictionaryLoad;
use zhiyu::service::curation::dictionaries::LocalColumns;
use zhiyu::service::curation::requests::DraftRequest;
use zhiyu::service::curation::requests::NamedDecision;
use zhiyu::service::curation::requests::NamedTarget;
use zhiyu::service::curation::requests::SeenMapping;
use zhiyu::service::curation::requests::StepRequest;
use zhiyu::service::distribution::publishing::PublishOrder;
use zhiyu::service::files::FileInput;
use zhiyu::snapshot::body::Line;
use zhiyu::snapshot::encoding::Encoding;
use zhiyu::snapshot::verify;

/// Who drafts and submits.
pub const CURATOR: &str = "li.na";
/// Who approves and returns.
pub const REVIEWER: &str = "wang.wei";
/// Who publishes.
pub const PUBLISHER: &str = "zhao.min";
/// The shipped edition that dictionaries are mapped to.
pub const TARGET: &str = "icd-10/categories-2016";

/// The state of a release: canonical lines by (dictionary, code).
pub type Lines = BTreeMap<(String, String), String>;

/// An organization and one of its dictionaries.
pub struct Hospital<'a> {
    /// The service.
    pub service: &'a Service,
    /// The organization.
    pub id: OrganizationId,
    /// The dictionary.
    pub dictionary: DictionaryId,
}

impl<'a> Hospital<'a> {
    /// Registers an organization and loads its dictionary `his/diagnosis` with these codes and names.
    pub fn new(service: &'a Service, id: &str, rows: &[(&str, &str)]) -> Self {
        let new = NewOrganization {
            id: OrganizationId::new(id).unwrap(),
            name: format!("医院 {id}"),
            uscc: None,
            place: zhiyu::access::area::Place::default(),
        };
        let administrator = session(Role::Administrator, "admin");
        service.add_organization(&administrator, &new).unwrap();
        let hospital = Self {
            service,
            id: new.id,
            dictionary: DictionaryId::new("his/diagnosis").unwrap(),
        };
        hospital.load(rows);
        hospital
    }

    /// Another dictionary of the same organization.
    pub fn with_dictionary(&self, id: &str, rows: &[(&str, &str)]) -> Self {
        let other = Self {
            service: self.service,
            id: self.id.clone(),
            dictionary: DictionaryId::new(id).unwrap(),
        };
        other.load(rows);
        other
    }

    /// Loads the dictionary, for the first time or again.
    pub fn load(&self, rows: &[(&str, &str)]) {
        let mut file = "code\tname\n".to_owned();
        for (code, name) in rows {
            let quoted = [code, name].map(|cell| format!("\"{}\"", cell.replace('"', "\"\"")));
            file.push_str(&quoted.join("\t"));
            file.push('\n');
        }
        let file = FileInput {
            bytes: file.into_bytes(),
            file_name: Some("dictionary.tsv".to_owned()),
        };
        let load = DictionaryLoad {
            target: Some(EditionRef::parse(TARGET).unwrap()),
            columns: LocalColumns {
                code: Some("code".to_owned()),
                name: Some("name".to_owned()),
                ..LocalColumns::default()
            },
        };
        let curator = Self::curator();
        self.service
            .load_dictionary(&curator, &self.id, &self.dictionary, &file, &load)
            .unwrap();
    }

    /// A session of the curator.
    pub fn curator() -> Session {
        session(Role::Curator, CURATOR)
    }

    /// A session of the publisher.
    pub fn publisher() -> Session {
        session(Role::Publisher, PUBLISHER)
    }

    /// Writes a decision down.
    pub fn draft(&self, code: &str, decision: NamedDecision, justification: &str) -> Result<()> {
        let request = DraftRequest {
            code: code.to_owned(),
            version: None,
            decision,
            justification: justification.to_owned(),
            origin: Origin::Hand,
        };
        let drafted = self
            .service
            .draft_mappings(&Self::curator(), &self.id, &self.dictionary, &[request]);
        drafted.map(drop)
    }

    /// Takes a step with one mapping: the curator's steps as the curator, the others as the reviewer.
    pub fn step(&self, step: Step, code: &str) -> Result<()> {
        let is_review = matches!(step, Step::Approve | Step::Return);
        let session = if is_review {
            session(Role::Reviewer, REVIEWER)
        } else {
            Self::curator()
        };
        let request = StepRequest {
            step,
            mappings: vec![SeenMapping {
                code: code.to_owned(),
                version: None,
            }],
            reason: "看过".to_owned(),
        };
        let taken = self
            .service
            .step_mappings(&session, &self.id, &self.dictionary, &request);
        taken.map(drop)
    }

    /// Drafts, submits and approves a decision.
    pub fn approve(&self, code: &str, decision: NamedDecision, justification: &str) {
        self.draft(code, decision, justification).unwrap();
        self.step(Step::Submit, code).unwrap();
        self.step(Step::Approve, code).unwrap();
    }

    /// Drafts, submits and approves the same target for many codes at once.
    pub fn approve_all(&self, codes: &[&str], target: &str) {
        let draft = |code: &&str| DraftRequest {
            code: (*code).to_owned(),
            version: None,
            decision: mapped(&[target]),
            justification: String::new(),
            origin: Origin::Hand,
        };
        let drafts: Vec<DraftRequest> = codes.iter().map(draft).collect();
        let (id, dictionary) = (&self.id, &self.dictionary);
        let curator = Self::curator();
        self.service.draft_mappings(&curator, id, dictionary, &drafts).unwrap();
        let reviewer = session(Role::Reviewer, REVIEWER);
        for (person, step) in [(&curator, Step::Submit), (&reviewer, Step::Approve)] {
            let seen = |code: &&str| SeenMapping {
                code: (*code).to_owned(),
                version: None,
            };
            let request = StepRequest {
                step,
                mappings: codes.iter().map(seen).collect(),
                reason: "看过".to_owned(),
            };
            self.service.step_mappings(person, id, dictionary, &request).unwrap();
        }
    }

    /// Publishes what is approved.
    pub fn publish(&self) -> Result<Release> {
        self.publish_with(&PublishOrder::default())
    }

    /// Publishes what is approved, as ordered.
    pub fn publish_with(&self, order: &PublishOrder) -> Result<Release> {
        self.service.publish(&Self::publisher(), &self.id, order)
    }

    /// A session of a collector with this account, which a token has.
    pub fn collector(&self, account: &str) -> Session {
        let scope = Scope::parse(self.id.as_str()).unwrap();
        let of_all = session(Role::Collector, account);
        let collector = Session::new(of_all.account, Role::Collector, scope.clone(), of_all.origin);
        let grant = TokenGrant {
            account: collector.account.clone(),
            role: Role::Collector,
            scope,
            expires_at: None,
        };
        self.service
            .create_token(&session(Role::Administrator, "admin"), &grant)
            .unwrap();
        collector
    }

    /// The difference of two releases.
    pub fn diff(&self, from: i64, to: i64) -> Vec<DiffLine> {
        self.service.diff(&Self::publisher(), &self.id, from, to).unwrap()
    }

    /// What is in force at a release, read from its snapshot and checked as a collector checks it; nothing at 0.
    pub fn lines(&self, number: i64) -> Lines {
        if number == 0 {
            return Lines::new();
        }
        let snapshot = self.service.snapshot(&Self::publisher(), &self.id, number).unwrap();
        let manifest = verify::check_manifest(&snapshot.release.manifest, self.id.as_str(), None).unwrap();
        let body = snapshot.body.bytes(Encoding::Identity).unwrap();
        let lines = verify::check_body(&manifest, &body).unwrap();
        lines.iter().map(keyed).collect()
    }
}

fn keyed(line: &Line) -> ((String, String), String) {
    let key = (line.dictionary.clone(), line.code.clone());
    (key, line.to_canonical().unwrap())
}

/// The decision that a code means these codes of the target edition.
pub fn mapped(codes: &[&str]) -> NamedDecision {
    NamedDecision::Mapped(codes.iter().map(|code| target(None, code)).collect())
}

/// The decision that a code means a code of this edition.
pub fn mapped_to(edition: &str, code: &str) -> NamedDecision {
    NamedDecision::Mapped(vec![target(Some(EditionRef::parse(edition).unwrap()), code)])
}

/// The decision that nothing fits.
pub fn no_match(reason: &str) -> NamedDecision {
    NamedDecision::Other(Decision::NoMatch {
        reason: reason.to_owned(),
        review_on: None,
    })
}

/// The decision that a code is never sent.
pub fn ignored(reason: &str) -> NamedDecision {
    NamedDecision::Other(Decision::Ignored {
        reason: reason.to_owned(),
    })
}

fn target(edition: Option<EditionRef>, code: &str) -> NamedTarget {
    NamedTarget {
        edition,
        code: code.to_owned(),
        relationship: Relationship::Equivalent,
        when: Vec::new(),
    }
}
