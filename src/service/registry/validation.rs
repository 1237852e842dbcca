//! Verdicts on values, served from memory: what a version of a value domain permits is read once and kept, because no version
//! ever changes. A batch asks the database for its fields, never for its values.

use super::specifications::field_unknown;
use super::specifications::must_find_field;
use crate::access::role::Right;
use crate::access::session::Session;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::EditionRef;
use crate::id::Pin;
use crate::id::SpecificationId;
use crate::id::ValueDomainId;
use crate::id::VersionId;
use crate::page::Page;
use crate::page::Slice;
use crate::registry::edition::EditionStatus;
use crate::registry::reason::Reason;
use crate::registry::specification::SpecificationField;
use crate::registry::validation::Judge;
use crate::registry::validation::PermittedValues;
use crate::registry::validation::Verdict;
use crate::registry::value_domain::Definition;
use crate::registry::value_domain::Description;
use crate::service::Service;
use crate::service::shared;
use crate::storage::registry::concepts;
use crate::storage::registry::data_elements;
use crate::storage::registry::editions;
use crate::storage::registry::editions::EditionKey;
use crate::storage::registry::specifications;
use crate::storage::registry::specifications::fields;
use crate::storage::registry::value_domains;
use crate::storage::registry::value_domains::StoredDomain;
use std::collections::BTreeSet;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;

/// What a verdict was made by: the value domain, the edition and its digest.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Basis {
    /// The version of the value domain; without it the format of the data element was all there was.
    pub domain: Option<Pin<ValueDomainId>>,
    /// The title of the value domain.
    pub title: String,
    /// How sure its facts are.
    pub confidence: String,
    /// The edition that its codes come from.
    pub edition: Option<EditionRef>,
    /// The digest of that edition, when it is registered.
    pub edition_digest: Option<String>,
}

/// What values are judged by, and what that is called.
#[derive(Debug)]
pub struct FieldJudge {
    /// What it was made of.
    pub basis: Basis,
    /// It.
    pub judge: Judge,
}

/// A value of a field, to be judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldValue {
    /// The table.
    pub table: String,
    /// The field.
    pub field: String,
    /// The value, byte for byte.
    pub value: String,
}

/// A permissible value and its official name.
pub type CodeAndDisplay = (String, String);

/// Whether a value domain can be judged by, and with which edition.
enum Plan {
    Codes(EditionKey),
    Form(Description),
    Nothing(Reason),
}

impl Service {
    /// The judge of one field of a specification; ask it for as many verdicts as you like.
    pub fn field_judge(
        &self,
        session: &Session,
        id: &SpecificationId,
        table: &str,
        field: &str,
    ) -> Result<Arc<FieldJudge>> {
        session.permit(Right::ReadRegistry)?;
        let field = self.db.read(|tx| must_find_field(tx, id, table, field))?;
        self.judge_of(&field)
    }

    /// The judges of values of several fields, one for each value, in their order.
    ///
    /// Errors: `specification-unknown`; `specification-field-unknown` naming the first value whose field does not exist.
    pub fn judges(
        &self,
        session: &Session,
        id: &SpecificationId,
        values: &[FieldValue],
    ) -> Result<Vec<Arc<FieldJudge>>> {
        session.permit(Right::ReadRegistry)?;
        let tables: BTreeSet<&str> = values.iter().map(|one| one.table.as_str()).collect();
        let tables: Vec<&str> = tables.into_iter().collect();
        let list = self.db.read(|tx| {
            specifications::must_find(tx, id)?;
            fields::of_tables(tx, id, &tables)
        })?;
        let by_name: HashMap<(&str, &str), &SpecificationField> = list
            .iter()
            .map(|field| ((field.table.as_str(), field.name.as_str()), field))
            .collect();
        let mut ready: HashMap<(&str, &str), Arc<FieldJudge>> = HashMap::new();
        let mut judges = Vec::with_capacity(values.len());
        for (index, value) in values.iter().enumerate() {
            let key = (value.table.as_str(), value.field.as_str());
            let judge = match ready.entry(key) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(place) => {
                    let unknown = || field_unknown(id, key.0, key.1).in_field(format!("items[{index}]"));
                    place.insert(self.judge_of(by_name.get(&key).ok_or_else(unknown)?)?)
                }
            };
            judges.push(Arc::clone(judge));
        }
        Ok(judges)
    }

    /// The permissible values of a value domain by code, and what they were made of; none when it is not enumerated or its
    /// edition is not registered.
    pub fn permissible_values(
        &self,
        session: &Session,
        id: &ValueDomainId,
        version: Option<&VersionId>,
        page: &Page,
    ) -> Result<(Arc<FieldJudge>, Slice<CodeAndDisplay>)> {
        session.permit(Right::ReadRegistry)?;
        let stored = self.db.read(|tx| value_domains::must_find(tx, id, version))?;
        let judge = self.domain_judge(&stored.domain.of)?;
        let slice = judge.values(page);
        Ok((judge, slice))
    }

    /// The permissible values of a field by code, and what they were made of.
    pub fn field_values(
        &self,
        session: &Session,
        id: &SpecificationId,
        (table, field): (&str, &str),
        page: &Page,
    ) -> Result<(Arc<FieldJudge>, Slice<CodeAndDisplay>)> {
        let judge = self.field_judge(session, id, table, field)?;
        let slice = judge.values(page);
        Ok((judge, slice))
    }

    /// A field is judged by its value domain; without one by the format of its data element; without that not at all.
    fn judge_of(&self, field: &SpecificationField) -> Result<Arc<FieldJudge>> {
        if let Some(domain) = &field.domain {
            return self.domain_judge(domain);
        }
        let Some(pin) = &field.element else {
            return Ok(Arc::new(FieldJudge::not_checkable()));
        };
        let stored = self
            .db
            .read(|tx| data_elements::must_find(tx, &pin.id, Some(&pin.version)))?;
        Ok(Arc::new(stored.element.representation.map_or_else(
            FieldJudge::not_checkable,
            |format| FieldJudge {
                basis: Basis {
                    title: format!("{format}"),
                    confidence: stored.element.confidence.clone(),
                    ..Basis::default()
                },
                judge: Judge::of_representation(format),
            },
        )))
    }

    /// What a version of a value domain permits. One whose edition is not published yet is not kept: it may come.
    fn domain_judge(&self, of: &Pin<ValueDomainId>) -> Result<Arc<FieldJudge>> {
        if let Some(ready) = self.judges.get(of) {
            return Ok(ready);
        }
        let (basis, plan) = self.plan(of)?;
        let key = match plan {
            Plan::Nothing(reason) => {
                let judge = Judge::NotCheckable(reason);
                return Ok(Arc::new(FieldJudge { basis, judge }));
            }
            Plan::Form(description) => return self.form_judge(of, basis, &description),
            Plan::Codes(key) => key,
        };
        let make = || {
            let (stored, list) = self.db.read(|tx| {
                let stored = value_domains::must_find(tx, &of.id, Some(&of.version))?;
                Ok((stored, concepts::all(tx, key)?))
            })?;
            let judge = match stored.domain.enumeration() {
                Some(enumeration) => Judge::Listed(PermittedValues::of(enumeration, &list)),
                None => Judge::NotCheckable(Reason::ValuesUnknown),
            };
            Ok(Arc::new(FieldJudge {
                basis: basis.clone(),
                judge,
            }))
        };
        self.judges
            .try_get_with_by_ref(of, make)
            .map_err(|error: Arc<Error>| shared(&error))
    }

    /// The judge by a form. One whose kind is not registered yet is not kept: it may come.
    fn form_judge(&self, of: &Pin<ValueDomainId>, basis: Basis, description: &Description) -> Result<Arc<FieldJudge>> {
        let kind = match &description.kind {
            None => None,
            Some(id) => match self.ready_kind(id) {
                Err(error) if error.code() == Code::KindUnknown => None,
                found => Some(found?),
            },
        };
        let is_lasting = kind.is_some() || description.kind.is_none();
        let judge = Judge::of_description(description, kind)?;
        let ready = Arc::new(FieldJudge { basis, judge });
        if is_lasting {
            self.judges.insert(of.clone(), Arc::clone(&ready));
        }
        Ok(ready)
    }

    fn plan(&self, of: &Pin<ValueDomainId>) -> Result<(Basis, Plan)> {
        self.db.read(|tx| {
            let stored = value_domains::must_find(tx, &of.id, Some(&of.version))?;
            let mut basis = Basis::of(&stored);
            let enumeration = match &stored.domain.definition {
                Definition::Unknown => return Ok((basis, Plan::Nothing(Reason::ValuesUnknown))),
                Definition::Described(description) => return Ok((basis, Plan::Form(description.clone()))),
                Definition::Enumerated(enumeration) => enumeration,
            };
            let found = editions::find(tx, &enumeration.edition)?;
            let is_whole = |status| matches!(status, EditionStatus::Published | EditionStatus::Retired);
            let Some(found) = found.filter(|found| is_whole(found.edition.status)) else {
                return Ok((basis, Plan::Nothing(Reason::EditionMissing)));
            };
            let differs = enumeration
                .digest
                .as_ref()
                .is_some_and(|digest| *digest != found.edition.digest);
            basis.edition_digest = Some(found.edition.digest);
            if differs {
                return Ok((basis, Plan::Nothing(Reason::EditionDiffers)));
            }
            Ok((basis, Plan::Codes(found.key)))
        })
    }
}

impl FieldJudge {
    fn not_checkable() -> Self {
        Self {
            basis: Basis::default(),
            judge: Judge::NotCheckable(Reason::NoDomain),
        }
    }

    /// The verdict on a value.
    pub fn judge(&self, value: &str) -> Verdict<'_> {
        self.judge.judge(value)
    }

    /// Whether it gives other verdicts than that it cannot say.
    pub fn is_checkable(&self) -> bool {
        match &self.judge {
            Judge::Listed(_) | Judge::Described(_) => true,
            Judge::NotCheckable(_) => false,
        }
    }

    /// The permissible values by code with their displays; none when they are not listed.
    fn values(&self, page: &Page) -> Slice<(String, String)> {
        let after = page.after.as_deref().unwrap_or_default();
        let wanted = usize::try_from(page.rows_to_read()).unwrap_or(usize::MAX);
        let list = match &self.judge {
            Judge::Listed(values) => owned(values, after, wanted),
            Judge::Described(_) | Judge::NotCheckable(_) => Vec::new(),
        };
        page.slice(list, |(code, _): &(String, String)| code.clone())
    }

    /// Bytes that it takes, about.
    pub(in crate::service) fn weight(&self) -> u32 {
        u32::try_from(self.judge.bytes()).unwrap_or(u32::MAX)
    }
}

impl Basis {
    fn of(stored: &StoredDomain) -> Self {
        let domain = &stored.domain;
        Self {
            domain: Some(domain.of.clone()),
            title: domain.title.clone(),
            confidence: domain.confidence.clone(),
            edition: domain.enumeration().map(|enumeration| enumeration.edition.clone()),
            edition_digest: None,
        }
    }
}

fn owned(values: &PermittedValues, after: &str, many: usize) -> Vec<(String, String)> {
    let list = values.after(after).take(many);
    list.map(|(code, display)| (code.to_owned(), display.to_owned()))
        .collect()
}
