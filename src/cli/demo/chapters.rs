//! The chapters of the demo, in the order of a mapping's life. Each goes through the same verbs as everybody.

use super::Cast;
use super::DemoKeys;
use crate::access::area::Place;
use crate::cli::console::Console;
use crate::cli::surroundings::of_this_machine;
use crate::collector::Collector;
use crate::collector::Connection;
use crate::collector::Source;
use crate::collector::Tree;
use crate::error::Result;
use crate::id::DictionaryId;
use crate::id::EditionRef;
use crate::mapping::decision::Decision;
use crate::mapping::origin::Origin;
use crate::mapping::release::Release;
use crate::mapping::state::Step;
use crate::mapping::target::Relationship;
use crate::page::MOST_ROWS;
use crate::page::Page;
use crate::registry::shipped;
use crate::report::diff_csv;
use crate::service::Service;
use crate::service::access::organizations::NewOrganization;
use crate::service::curation::dictionaries::DictionaryLoad;
use crate::service::curation::dictionaries::LocalColumns;
use crate::service::curation::requests::DraftRequest;
use crate::service::curation::requests::NamedDecision;
use crate::service::curation::requests::NamedTarget;
use crate::service::curation::requests::SeenMapping;
use crate::service::curation::requests::StepRequest;
use crate::service::curation::suggestions::SuggestedRow;
use crate::service::distribution::publishing::PublishOrder;
use crate::service::files::FileInput;
use std::net::SocketAddr;
use std::path::Path;

/// Synthetic; its check digits are right.
const USCC: &str = "1241150041580000XT";
const DIAGNOSES: &str = "his/diagnosis";
const LABORATORY: &str = "lis/items";

/// The story and what it needs.
pub struct Chapters<'a> {
    /// The service.
    pub service: &'a Service,
    /// The people.
    pub cast: &'a Cast,
    /// Where the web API answers.
    pub address: SocketAddr,
    /// The keys that snapshots are signed with.
    pub keys: &'a DemoKeys,
    /// Where the collector keeps what it pulls.
    pub folder: &'a Path,
}

impl Chapters<'_> {
    /// Tells the story.
    pub fn tell(&self, console: &mut Console) -> Result<()> {
        self.registry(console)?;
        self.hospital(console)?;
        let diagnoses = self.load(console, DIAGNOSES, "icd-10/categories-2016", "diagnosis.csv")?;
        let items = self.load(console, LABORATORY, "laboratory/loinc-common-1", "laboratory.xlsx")?;
        let mut accepted = self.accept_plain(DIAGNOSES, &diagnoses)?;
        accepted += self.accept_plain(LABORATORY, &items)?;
        console.say(
            &format!("④ 张编制并提交 {accepted} 条，李逐条审核通过（本人不能审核本人的对照）。"),
            &format!(
                "4. Zhang drafted and submitted {accepted} mappings, Li approved them (nobody reviews their own)."
            ),
        );
        let first = self.publish(console, ("⑤", "5."), "首批对照")?;
        self.second_round(console)?;
        let second = self.publish(console, ("⑦", "7."), "第二批：更正、无匹配、停用")?;
        self.pull(console, &second)?;
        self.diff(console, &first, &second)
    }

    fn registry(&self, console: &mut Console) -> Result<()> {
        let systems = self
            .service
            .code_systems(&self.cast.operator, &Page::new(None, Some(MOST_ROWS)))?;
        let count = systems.items.len();
        console.say(
            &format!("① 随附标准已就绪：{count} 个代码系统。"),
            &format!("1. The shipped standards are ready: {count} code systems."),
        );
        Ok(())
    }

    fn hospital(&self, console: &mut Console) -> Result<()> {
        let new = NewOrganization {
            id: self.cast.hospital.clone(),
            name: "示范县人民医院".to_owned(),
            uscc: Some(USCC.to_owned()),
            place: Place::default(),
        };
        let organization = self.service.add_organization(&self.cast.operator, &new)?;
        console.say(
            &format!("② 登记机构：{}，统一社会信用代码 {USCC} 校验通过。", organization.name),
            &format!(
                "2. Registered {}; its social credit code {USCC} has the right check digits.",
                organization.name
            ),
        );
        Ok(())
    }

    fn load(&self, console: &mut Console, dictionary: &str, target: &str, file: &str) -> Result<Vec<SuggestedRow>> {
        let id = DictionaryId::new(dictionary)?;
        let input = FileInput {
            bytes: shipped::sample_file(file)?,
            file_name: Some(file.to_owned()),
        };
        let encoding = input.table()?.encoding();
        let load = DictionaryLoad {
            target: Some(EditionRef::parse(target)?),
            columns: LocalColumns::default(),
        };
        let (service, cast) = (self.service, self.cast);
        let report = service.load_dictionary(&cast.curator, &cast.hospital, &id, &input, &load)?;
        let bar = console.progress(report.changes.rows, "推荐", "suggesting");
        let rows = service.suggest_dictionary(&cast.curator, &cast.hospital, &id, &mut |done, total| {
            bar.set_length(total);
            bar.set_position(done);
        })?;
        bar.finish_and_clear();
        let suggested = rows.iter().filter(|row| !row.suggestions.is_empty()).count();
        let count = report.changes.rows;
        console.say(
            &format!("③ 上传 {dictionary}（{file}，{encoding:?}）：{count} 行，{suggested} 行有推荐。"),
            &format!("3. Loaded {dictionary} ({file}, {encoding:?}): {count} rows, {suggested} with suggestions."),
        );
        for row in rows.iter().take(6) {
            show(console, row);
        }
        Ok(rows)
    }

    /// Zhang takes the first suggestion wherever it is plain and carries no warning; Li approves.
    fn accept_plain(&self, dictionary: &str, rows: &[SuggestedRow]) -> Result<usize> {
        let drafts: Vec<DraftRequest> = rows.iter().filter_map(plain_draft).collect();
        self.draft_and_approve(dictionary, &drafts)?;
        Ok(drafts.len())
    }

    /// What a person decides for the rest: a better target, nothing fits, never sent.
    fn second_round(&self, console: &mut Console) -> Result<()> {
        let corrected = mapped("0108", "I10", Relationship::Broader, "高血压病按原发性高血压归类");
        let no_match = other(
            "B07.",
            Decision::NoMatch {
                reason: "待标准管理员补充四位条目后再定".to_owned(),
                review_on: Some("2027-06-30".to_owned()),
            },
        );
        let withdrawn = other(
            "0120",
            Decision::Ignored {
                reason: "医院停用此编码".to_owned(),
            },
        );
        let test_entry = other(
            "0127",
            Decision::Ignored {
                reason: "测试条目，从不上传".to_owned(),
            },
        );
        let narrowed = mapped("0103", "E14", Relationship::Broader, "按专家组意见改归未特指糖尿病");
        let drafts = [corrected, no_match, withdrawn, test_entry, narrowed];
        self.draft_and_approve(DIAGNOSES, &drafts)?;
        console.say(
            "⑥ 第二轮：张更正 2 条、确认 1 条无匹配、停用 1 条、忽略 1 条测试条目，李审核通过。",
            "6. Second round: Zhang corrected 2, found nothing fitting for 1, withdrew 1, ignored 1 test entry; Li approved.",
        );
        Ok(())
    }

    fn draft_and_approve(&self, dictionary: &str, drafts: &[DraftRequest]) -> Result<()> {
        let id = DictionaryId::new(dictionary)?;
        let (service, cast) = (self.service, self.cast);
        service.draft_mappings(&cast.curator, &cast.hospital, &id, drafts)?;
        for (session, step) in [(&cast.curator, Step::Submit), (&cast.reviewer, Step::Approve)] {
            let seen = drafts.iter().map(|draft| SeenMapping {
                code: draft.code.clone(),
                version: None,
            });
            let request = StepRequest {
                step,
                mappings: seen.collect(),
                reason: String::new(),
            };
            service.step_mappings(session, &cast.hospital, &id, &request)?;
        }
        Ok(())
    }

    fn publish(&self, console: &mut Console, chapter: (&str, &str), note: &str) -> Result<Release> {
        let order = PublishOrder {
            note: note.to_owned(),
            ..PublishOrder::default()
        };
        let release = self
            .service
            .publish(&self.cast.publisher, &self.cast.hospital, &order)?;
        let (number, rows, digest) = (release.number, release.body_rows, &release.body_digest);
        console.say(
            &format!("{} 王发布第 {number} 号发布版：{rows} 条对照，摘要 {digest}", chapter.0),
            &format!(
                "{} Wang published release {number}: {rows} mappings, digest {digest}",
                chapter.1
            ),
        );
        Ok(release)
    }

    fn pull(&self, console: &mut Console, expected: &Release) -> Result<()> {
        let address = format!("http://{}/api/v1", self.address);
        let connection = Connection {
            token: Some(self.cast.collector_token.clone()),
            ..Connection::default()
        };
        let source = Source::parse(&address, &connection)?;
        let roots = [self.keys.root()];
        let collector = Collector {
            organization: &self.cast.hospital,
            roots: Some(&roots),
            source: &source,
            store: &Tree::of(&self.folder.join("collector"), &self.cast.hospital),
        };
        let status = collector.pull((of_this_machine().clock)())?;
        let (release, rows) = (status.newest.unwrap_or(0), expected.body_rows);
        console.say(
            &format!("⑧ 采集程序只凭根公钥取回第 {release} 号快照：{rows} 条，签名与摘要核对一致。"),
            &format!("8. The collector, with the root's public key alone, pulled snapshot {release}: {rows} mappings, signatures and digest right."),
        );
        Ok(())
    }

    fn diff(&self, console: &mut Console, first: &Release, second: &Release) -> Result<()> {
        let (service, cast) = (self.service, self.cast);
        let lines = service.diff(&cast.auditor, &cast.hospital, first.number, second.number)?;
        console.say(
            &format!(
                "⑨ 审计员比较第 {} 号与第 {} 号：{} 处不同，每处有何人、何时、为何：",
                first.number,
                second.number,
                lines.len()
            ),
            &format!(
                "9. The auditor compares releases {} and {}: {} differences, each with who, when and why:",
                first.number,
                second.number,
                lines.len()
            ),
        );
        let table = diff_csv(&lines)?;
        let text = String::from_utf8_lossy(&table);
        console.say(text.trim_end(), text.trim_end());
        Ok(())
    }
}

fn show(console: &mut Console, row: &SuggestedRow) {
    let language = console.language;
    let line = match row.suggestions.first() {
        None => format!("    {} {} → ?", row.local_code.code, row.local_code.name),
        Some(best) => {
            let reasons: Vec<String> = best.reasons.iter().map(|reason| reason.words(language)).collect();
            let (code, name) = (&row.local_code.code, &row.local_code.name);
            format!(
                "    {code} {name} → {} {} ({:.2}: {})",
                best.code,
                best.display,
                best.score,
                reasons.join("; ")
            )
        }
    };
    console.say(&line, &line);
}

/// A suggestion is plain when its name is equal or a governed synonym, and nothing warns.
fn plain_draft(row: &SuggestedRow) -> Option<DraftRequest> {
    const PLAIN: [&str; 4] = ["exact-code-and-name", "exact-name", "normalised-name", "synonym"];
    let best = row.suggestions.first()?;
    let is_plain = best.reasons.iter().any(|reason| PLAIN.contains(&reason.as_str()));
    if !is_plain || !best.warnings.is_empty() {
        return None;
    }
    let words = best.reasons.first()?.words(crate::language::Language::Chinese);
    Some(mapped(
        &row.local_code.code,
        &best.code,
        Relationship::Equivalent,
        &words,
    ))
}

fn mapped(code: &str, target: &str, relationship: Relationship, justification: &str) -> DraftRequest {
    let target = NamedTarget {
        edition: None,
        code: target.to_owned(),
        relationship,
        when: Vec::new(),
    };
    DraftRequest {
        code: code.to_owned(),
        version: None,
        decision: NamedDecision::Mapped(vec![target]),
        justification: justification.to_owned(),
        origin: Origin::Hand,
    }
}

fn other(code: &str, decision: Decision) -> DraftRequest {
    DraftRequest {
        code: code.to_owned(),
        version: None,
        decision: NamedDecision::Other(decision),
        justification: String::new(),
        origin: Origin::Hand,
    }
}
