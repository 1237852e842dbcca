//! What taking mappings over did, or would do: drafts, and every code that was left out with its reason.

use crate::access::permit::HospitalPermit;
use crate::audit::Act;
use crate::error::Result;
use crate::id::DictionaryId;
use crate::mapping::decision::Decision;
use crate::mapping::origin::Origin;
use crate::service::Service;
use crate::service::curation::bulk::draft_as_act;
use crate::service::curation::requests::DraftRequest;
use crate::service::curation::requests::NamedDecision;
use crate::service::curation::requests::NamedTarget;
use crate::storage::DbConn;
use crate::storage::audit::audit_log;
use crate::time::Instant;
use serde_json::json;
use std::collections::BTreeMap;

/// How many rows of each sort a report shows.
const SHOWN: usize = 1_000;

macro_rules! reasons {
    ($($(#[$doc:meta])* $name:ident $word:literal $zh:literal $en:literal;)*) => {
        /// Why a code was left out.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum LeftOutReason { $($(#[$doc])* $name,)* }

        impl LeftOutReason {
            /// The word in answers.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $word,)* }
            }

            /// In words: Chinese, English.
            pub const fn words(self) -> (&'static str, &'static str) {
                match self { $(Self::$name => ($zh, $en),)* }
            }
        }
    };
}

reasons! {
    /// Nothing to take over has this name.
    NotFound "not-found" "没有同名的对照" "nothing has this name";
    /// Several codes have this name, here or there.
    NameNotUnique "name-not-unique" "名称不唯一" "several codes have this name";
    /// The local code has several names.
    AmbiguousCode "ambiguous-code" "本地编码有多个名称" "the code has several names";
    /// What is there was not reviewed.
    NotReviewed "not-reviewed" "对方的对照尚未审核" "what is there was not reviewed";
    /// Fewer hospitals chose it than the policy asks for.
    TooFewHospitals "too-few-hospitals" "一致的医院不足" "too few hospitals";
    /// Hospitals chose different things.
    Disagreement "disagreement" "各院对照不一致" "hospitals disagree";
    /// The target is of another edition, and neither a published map nor equal code and name leads here.
    OtherEdition "other-edition" "目标属于另一版本，没有已发布的映射可循" "the target is of another edition and no published map leads here";
    /// The target cannot be used in its edition.
    TargetUnusable "target-unusable" "目标不存在、不可用或已停用" "the target does not exist, is a heading or retired";
    /// A person has to look at the row.
    Risky "risky" "有风险，须逐条处理" "risky, to be looked at one by one";
}

/// A code whose mapping is taken over.
#[derive(Clone, Debug)]
pub struct TakenOver {
    /// The code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The decision.
    pub decision: Decision,
    /// Why, in the words of its history.
    pub justification: String,
    /// Where it is from.
    pub origin: Origin,
}

/// A code that is left out.
#[derive(Clone, Debug)]
pub struct LeftOut {
    /// The code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Why.
    pub reason: LeftOutReason,
}

/// What taking over did, or would do.
#[derive(Clone, Debug, Default)]
pub struct TakeOver {
    /// Whether nothing was written.
    pub is_dry_run: bool,
    /// How many drafts.
    pub drafts: usize,
    /// The first thousand of them.
    pub taken: Vec<TakenOver>,
    /// How many codes were left out, for each reason.
    pub counts: BTreeMap<&'static str, usize>,
    /// The first thousand of them.
    pub left_out: Vec<LeftOut>,
}

impl TakeOver {
    /// Notes a code that is left out.
    pub(super) fn leave_out(&mut self, code: &str, name: &str, reason: LeftOutReason) {
        *self.counts.entry(reason.as_str()).or_default() += 1;
        if self.left_out.len() < SHOWN {
            self.left_out.push(LeftOut {
                code: code.to_owned(),
                name: name.to_owned(),
                reason,
            });
        }
    }
}

/// An act of taking over: who, where and when, and how the audit log calls it.
pub(super) struct Taking<'a> {
    pub(super) permit: &'a HospitalPermit,
    pub(super) dictionary: &'a DictionaryId,
    pub(super) action: &'static str,
    pub(super) details: serde_json::Value,
    pub(super) now: Instant,
}

impl Service {
    /// Reads what `find` finds, and drafts it unless it is only tried; `find` and the drafts see the same state.
    pub(super) fn take_over(
        &self,
        taking: &Taking<'_>,
        is_dry_run: bool,
        find: impl Fn(&mut DbConn) -> Result<TakeOver>,
    ) -> Result<TakeOver> {
        let report = |mut found: TakeOver| {
            found.is_dry_run = is_dry_run;
            found.drafts = found.taken.len();
            found.taken.truncate(SHOWN);
            found
        };
        if is_dry_run {
            return self.db.read(find).map(report);
        }
        let organization = taking.permit.organization();
        let found = self.decide(organization, taking.dictionary, |tx| {
            let found = find(tx)?;
            let requests: Vec<DraftRequest> = found.taken.iter().map(TakenOver::request).collect();
            if !requests.is_empty() {
                let of = json!({ "action": taking.action, "of": taking.details });
                draft_as_act(tx, taking.permit, taking.dictionary, &requests, &of, taking.now)?;
            }
            let object = format!("organizations/{organization}/dictionaries/{}", taking.dictionary);
            let act = Act::new(taking.action, object).with_details(json!({
                "drafts": found.taken.len(), "left_out": found.counts, "of": taking.details,
            }));
            audit_log::append(tx, taking.permit.permit(), &act, taking.now)?;
            Ok((found, requests.into_iter().map(|request| request.code).collect()))
        })?;
        Ok(report(found))
    }
}

impl TakenOver {
    fn request(&self) -> DraftRequest {
        let decision = match &self.decision {
            Decision::Mapped { targets } => NamedDecision::Mapped(
                targets
                    .iter()
                    .map(|target| NamedTarget {
                        edition: Some(target.edition_ref()),
                        code: target.code.clone(),
                        relationship: target.relationship,
                        when: target.when.clone(),
                    })
                    .collect(),
            ),
            other @ (Decision::NoMatch { .. } | Decision::Ignored { .. }) => NamedDecision::Other(other.clone()),
        };
        DraftRequest {
            code: self.code.clone(),
            version: Some(0),
            decision,
            justification: self.justification.clone(),
            origin: self.origin.clone(),
        }
    }
}
