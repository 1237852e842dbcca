//! What was published, computed again from its rows and held against the events of publishing.

use super::Published;
use super::Verdict;
use crate::digest::Hasher;
use crate::error::Result;
use crate::registry::edition_file::EditionDigester;
use crate::storage::DbConn;
use crate::storage::audit::audit_contents;
use crate::storage::audit::audit_contents::EditionFacts;
use crate::storage::registry::concepts;
use std::collections::BTreeMap;
use std::collections::BTreeSet;

/// The lines in force of an organization by (dictionary, code).
type Lines = BTreeMap<(String, String), String>;

/// What is published and never drafted again.
const PUBLISHED: &[&str] = &["published", "retired"];

/// Computes the body of every release from the changes, release by release.
pub(super) fn check_releases(tx: &mut DbConn, published: &Published, verdict: &mut Verdict) -> Result<()> {
    let names = audit_contents::release_names(tx)?;
    let mut present = BTreeSet::new();
    let (mut of, mut lines) = (String::new(), Lines::new());
    for (organization, number) in names {
        if organization != of {
            of.clone_from(&organization);
            lines.clear();
        }
        let object = format!("organizations/{organization}/releases/{number}");
        let (changes, changes_digest) = audit_contents::changes(tx, &organization, number)?;
        verdict.releases += 1;
        verdict.changes += u64::try_from(changes.len()).unwrap_or(0);
        for change in changes {
            match change.line {
                Some(line) => lines.insert(change.key, line),
                None => lines.remove(&change.key),
            };
        }
        let facts = audit_contents::release(tx, &organization, number)?;
        if body_digest(&lines) != facts.body_digest {
            let en = "the changes of the release do not give its body: a mapping was altered";
            verdict.tell(
                "release-altered",
                &object,
                "发布版的变更不能得出其内容：对照被改动过",
                en,
            );
        }
        let computed = [
            ("digest", facts.body_digest),
            ("release_sha256", facts.row_digest),
            ("changes_sha256", changes_digest),
        ];
        hold_against(published, &object, &computed, "release-differs", verdict);
        present.insert(object);
    }
    let is_release = |object: &&String| object.contains("/releases/");
    for object in published
        .keys()
        .filter(is_release)
        .filter(|object| !present.contains(*object))
    {
        let en = "the log tells of the release, and it is not there";
        verdict.tell("release-missing", object, "日志记有此发布版，而它已不在", en);
    }
    for (organization, number) in audit_contents::changed_releases(tx)? {
        let object = format!("organizations/{organization}/releases/{number}");
        if present.contains(&object) {
            continue;
        }
        let en = "there are changes of a release that does not exist";
        verdict.tell("release-missing", object, "有变更属于不存在的发布版", en);
    }
    Ok(())
}

/// Computes the digest of every edition from its concepts.
pub(super) fn check_editions(tx: &mut DbConn, published: &Published, verdict: &mut Verdict) -> Result<()> {
    let editions = audit_contents::editions(tx, None)?;
    let mut present = BTreeSet::new();
    for facts in editions {
        let object = format!("code-systems/{}/editions/{}", facts.system, facts.edition);
        verdict.editions += 1;
        check_concepts(tx, &facts, &object, verdict)?;
        if PUBLISHED.contains(&facts.status.as_str()) {
            let computed = [("digest", facts.digest), ("metadata_sha256", facts.metadata_digest)];
            hold_against(published, &object, &computed, "edition-differs", verdict);
            present.insert(object);
        }
    }
    let is_edition = |object: &&String| object.contains("/editions/");
    for object in published
        .keys()
        .filter(is_edition)
        .filter(|object| !present.contains(*object))
    {
        let en = "the log tells that the edition was published, and it is not";
        verdict.tell(
            "edition-missing",
            object,
            "日志记有此版本已发布，而它并未发布或已不在",
            en,
        );
    }
    Ok(())
}

fn check_concepts(tx: &mut DbConn, facts: &EditionFacts, object: &str, verdict: &mut Verdict) -> Result<()> {
    let mut digester = EditionDigester::default();
    let mut count = 0;
    let read = concepts::each(tx, facts.key, |concept| {
        count += 1;
        digester.take(&concept);
        Ok(())
    });
    verdict.concepts += count;
    if let Err(error) = read {
        if error.kind() != crate::error::Kind::Internal {
            return Err(error);
        }
        let en = "a concept of the edition is not readable: it was altered";
        verdict.tell("edition-altered", object, "版本中有条目无法读取：被改动过", en);
        return Ok(());
    }
    if digester.finish() != facts.digest {
        let en = "the concepts of the edition do not give its digest: a concept was altered";
        verdict.tell("edition-altered", object, "版本的条目与其摘要不符：条目被改动过", en);
    }
    Ok(())
}

/// Holds digests against what the event of publishing says. Events of earlier programs say less.
fn hold_against(
    published: &Published,
    object: &str,
    computed: &[(&str, String)],
    kind: &'static str,
    verdict: &mut Verdict,
) {
    let Some(said) = published.get(object) else {
        let en = "it is published, and the log does not tell who published it";
        verdict.tell("publishing-not-logged", object, "已发布，而日志中没有发布的记录", en);
        return;
    };
    for (name, digest) in computed {
        let logged = said.get(name).and_then(serde_json::Value::as_str);
        if logged.is_some_and(|logged| logged != digest) {
            let zh = format!("与发布时日志所记的 {name} 不符：发布之后被改动过");
            let en = format!("it differs from the {name} that the log has of its publishing: it was altered since");
            verdict.tell(kind, object, zh, en);
        }
    }
}

fn body_digest(lines: &Lines) -> String {
    let mut hasher = Hasher::default();
    for line in lines.values() {
        hasher.update(line.as_bytes());
        hasher.update(b"\n");
    }
    hasher.finish()
}
