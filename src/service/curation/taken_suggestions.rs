//! Decisions that somebody took from the stored suggestions: their origin says from which, and why it was suggested.

use super::requests::DraftRequest;
use crate::access::role::Right;
use crate::access::session::Session;
use crate::error::Result;
use crate::id::DictionaryId;
use crate::id::OrganizationId;
use crate::mapping::life::Mapping;
use crate::mapping::origin::Origin;
use crate::matching::Suggestion;
use crate::service::Service;
use crate::storage::curation::suggestions;
use std::collections::BTreeSet;

impl Service {
    /// Writes down decisions; those about the codes of `taken` get the suggestion as their origin if every target of them was
    /// suggested for the code. What was not suggested stays what somebody chose themselves.
    pub fn draft_taken(
        &self,
        session: &Session,
        organization: &OrganizationId,
        dictionary: &DictionaryId,
        mut requests: Vec<DraftRequest>,
        taken: &BTreeSet<String>,
    ) -> Result<Vec<Mapping>> {
        session.permit_in(Right::DraftMapping, organization)?;
        let codes: Vec<&str> = taken.iter().map(String::as_str).collect();
        let stored = self
            .db
            .read(|tx| suggestions::find_many(tx, organization, dictionary, &codes))?;
        for request in requests.iter_mut().filter(|request| taken.contains(&request.code)) {
            let of_code = stored.iter().filter(|((code, _), _)| *code == request.code);
            let mut origins = of_code.filter_map(|(_, list)| origin(request, list));
            if let Some(origin) = origins.next() {
                request.origin = origin;
            }
        }
        self.draft_mappings(session, organization, dictionary, &requests)
    }
}

/// The origin of a decision whose every target is in the list: that of its first target.
fn origin(request: &DraftRequest, list: &[Suggestion]) -> Option<Origin> {
    let targets = request.decision.named_targets();
    let place = |code: &str| list.iter().position(|one| one.code == code);
    let first = place(&targets.first()?.code)?;
    targets
        .iter()
        .all(|target| place(&target.code).is_some())
        .then_some(())?;
    let suggestion = list.get(first)?;
    Some(Origin::Suggestion {
        rank: u32::try_from(first + 1).ok()?,
        score_per_mille: suggestion.score_per_mille(),
        reasons: suggestion
            .reasons
            .iter()
            .map(|reason| reason.as_str().to_owned())
            .collect(),
    })
}
