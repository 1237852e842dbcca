//! Where a decision came from: the evidence that its history, its release and every difference show.

use crate::id::DictionaryId;
use crate::id::OrganizationId;
use serde::Deserialize;
use serde::Serialize;

/// 来源: what a decision was made from. It says nothing of who is answerable: that is the author.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Origin {
    /// 人工: somebody chose it themselves.
    #[default]
    Hand,
    /// 推荐: somebody, or a bulk act, took a suggestion.
    Suggestion {
        /// Its place, from 1.
        rank: u32,
        /// Its score in thousandths, 0 to 1000.
        score_per_mille: u16,
        /// Why it was suggested: the stable codes of the reasons.
        reasons: Vec<String>,
    },
    /// 他院发布版: taken over from a release of another hospital that shares.
    Organization {
        /// Whose.
        organization: OrganizationId,
        /// The release.
        release: i64,
        /// The dictionary there.
        dictionary: DictionaryId,
        /// The local code there.
        code: String,
    },
    /// 院内复制: copied from another dictionary of the same hospital.
    Dictionary {
        /// The dictionary.
        dictionary: DictionaryId,
    },
    /// 标准间映射: carried over a published map between two standards.
    ConceptMap {
        /// The map.
        map: String,
        /// Its version.
        version: String,
    },
    /// 文件: read from a file.
    File {
        /// What kind of file, such as `sssom` or `work-list`.
        format: String,
        /// SHA-256 of its bytes.
        sha256: String,
    },
    /// 沿革: the standard's own list of what became of its codes.
    Succession {
        /// The list.
        list: String,
    },
    /// 规则: a named rule.
    Rule {
        /// Its name.
        rule: String,
    },
}

impl Origin {
    /// The word for the kind of origin.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Hand => "hand",
            Self::Suggestion { .. } => "suggestion",
            Self::Organization { .. } => "organization",
            Self::Dictionary { .. } => "dictionary",
            Self::ConceptMap { .. } => "concept-map",
            Self::File { .. } => "file",
            Self::Succession { .. } => "succession",
            Self::Rule { .. } => "rule",
        }
    }

    /// The origin in words for tables: Chinese, with its details.
    pub fn words(&self) -> String {
        match self {
            Self::Hand => "人工".to_owned(),
            Self::Suggestion {
                rank,
                score_per_mille,
                reasons,
            } => format!("推荐第 {rank}，{score_per_mille}‰，{}", reasons.join(" ")),
            Self::Organization {
                organization,
                release,
                dictionary,
                code,
            } => format!("取自 {organization} 发布版 {release} 的 {dictionary} {code}"),
            Self::Dictionary { dictionary } => format!("复制自 {dictionary}"),
            Self::ConceptMap { map, version } => format!("标准间映射 {map} {version}"),
            Self::File { format, sha256 } => format!("文件 {format} {sha256}"),
            Self::Succession { list } => format!("沿革 {list}"),
            Self::Rule { rule } => format!("规则 {rule}"),
        }
    }
}
