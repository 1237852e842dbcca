//! Texts: tokens, policies, conditions, kinds and profiles in TOML, questions of a search, cells, dates, ids.

use super::Target;
use super::seeds;
use super::text;
use super::told;
use crate::matching::List;
use crate::matching::list;
use std::sync::OnceLock;
use zhiyu::access::token;
use zhiyu::id::DictionaryId;
use zhiyu::id::EditionRef;
use zhiyu::id::KindId;
use zhiyu::id::OrganizationId;
use zhiyu::mapping::condition::Condition;
use zhiyu::mapping::decision::Decision;
use zhiyu::mapping::policy::Policy;
use zhiyu::matching::Term;
use zhiyu::matching::normalise::normalise;
use zhiyu::registry::csv_file;
use zhiyu::registry::exchange::profile::Profile;
use zhiyu::registry::kind::Kind;
use zhiyu::registry::lint::garbled;
use zhiyu::registry::personal_data;
use zhiyu::registry::succession::PartialDate;
use zhiyu::time::Instant;

pub const TOKEN: Target = Target {
    name: "token",
    seeds: || seeds(&["zhiyu_0123456789abcdef_0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"]),
    run: |input| {
        let text = text(input);
        let outcome = token::split(&text).map(|(id, secret)| format!("{id:?} {}", secret.len()));
        told(outcome, |_| "split".to_owned())
    },
};
pub const POLICY: Target = Target {
    name: "policy",
    seeds: || vec![serde_json::to_vec(&Policy::default()).unwrap()],
    run: |input| {
        let Ok(policy) = serde_json::from_slice::<Policy>(input) else {
            return String::new();
        };
        told(policy.validate(), |()| format!("{policy:?}"))
    },
};
pub const CONDITION: Target = Target {
    name: "condition",
    seeds: || {
        seeds(&[
            "{\"of\":\"sex\",\"is\":\"female\"}",
            "{\"of\":\"age\",\"unit\":\"years\",\"from\":18,\"below\":65}",
            "{\"of\":\"unit\",\"is\":[\"mg/L\"]}",
        ])
    },
    run: |input| {
        let Ok(condition) = serde_json::from_slice::<Condition>(input) else {
            return String::new();
        };
        assert!(!condition.is_sound() || !condition.words().is_empty());
        format!("{} {}", condition.is_sound(), condition.excludes(&condition))
    },
};
pub const DECISION: Target = Target {
    name: "decision",
    seeds: || {
        seeds(&[
            "{\"outcome\":\"mapped\",\"targets\":[{\"system\":\"a\",\"edition\":\"1\",\"code\":\"A\",\"display\":\"a\",\"relationship\":\"equivalent\",\"conditions\":[{\"of\":\"sex\",\"is\":\"male\"}]}]}",
            "{\"outcome\":\"no-match\",\"reason\":\"x\",\"review_on\":\"2027-01-01\"}",
        ])
    },
    run: |input| {
        let Ok(decision) = serde_json::from_slice::<Decision>(input) else {
            return String::new();
        };
        format!("{decision:?}").chars().take(40).collect()
    },
};
pub const KIND: Target = Target {
    name: "kind",
    seeds: || {
        seeds(&[
            "title = \"a\"\ntitle_en = \"a\"\nstandard = \"s\"\nconfidence = \"V\"\npattern = '[A-Z]\\d{2}(\\.\\d+)?'\n",
        ])
    },
    run: |input| {
        told(Kind::parse(&KindId::new("a").unwrap(), &text(input)), |kind| {
            let codes = [
                "A00",
                "A00.1",
                "",
                "110000",
                "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!",
            ];
            let fits = codes.map(|code| {
                (
                    kind.fits(code),
                    kind.parents_in_turn(code).take(9).count(),
                    kind.expected_digit(code).is_some(),
                )
            });
            format!("{fits:?}")
        })
    },
};
pub const PROFILE: Target = Target {
    name: "profile",
    seeds: || {
        seeds(&[
            include_str!("../../../../dictionaries/profiles/code-name-lines.toml"),
            include_str!("../../../../dictionaries/profiles/crosswalk-icd-10-guolin.toml"),
        ])
    },
    run: |input| {
        told(Profile::parse("a".to_owned(), &text(input)), |profile| {
            format!("{profile:?}")
        })
    },
};
pub const SEARCH: Target = Target {
    name: "search",
    seeds: || seeds(&["高血压", "gxy", "I10.x00", "(a+)+$", "%", "2型糖尿病 ", "shi道溃疡"]),
    run: |input| {
        let question: String = text(input).chars().take(200).collect();
        let found = diseases().matcher.search(&question, 20).unwrap();
        assert!(found.len() <= 20);
        format!("{:?}", found.iter().map(|hit| hit.matched).collect::<Vec<_>>())
    },
};
pub const SUGGEST: Target = Target {
    name: "suggest",
    seeds: || {
        seeds(&[
            "左侧高血压?",
            "1.高血压 2.糖尿病",
            "2型糖尿病伴有并发症（待查）",
            "I10 高血压病Ⅲ期",
            "痔",
        ])
    },
    run: |input| {
        let name: String = text(input).chars().take(2_000).collect();
        let (code, name) = name.split_once(' ').unwrap_or(("", &name));
        let term = Term {
            code: Some(code),
            name,
            attributes: None,
        };
        let found = diseases().matcher.suggest(&term, 5).unwrap();
        let once = normalise(name).text;
        assert!(found.len() <= 5);
        format!("{} {}", found.len(), once.is_empty())
    },
};
pub const FORMULA: Target = Target {
    name: "formula",
    seeds: || seeds(&["=cmd|'/C calc'!A0", "a,=1", "'a", "\"@x\"", "\t=1", "001", "＝1"]),
    run: |input| {
        let text = text(input);
        let (neutral, shielded) = (csv_file::neutralise(&text), csv_file::shield(&text));
        assert_eq!(csv_file::restore(&neutral), text);
        assert_eq!(csv_file::restore(&shielded), text);
        assert!(!neutral.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']));
        format!("{} {}", neutral == text, shielded == text)
    },
};
pub const PERSONAL_DATA: Target = Target {
    name: "personal-data",
    seeds: || {
        seeds(&[
            "张三 11010519491231002X",
            "138 0013 8000",
            "010-62345678",
            "6222021234567890123",
            "a@b.cn",
            "患者姓名",
            "榧犵柅",
        ])
    },
    run: |input| {
        let text = text(input);
        let masked = personal_data::masked(&text);
        assert!(masked.chars().count() <= text.chars().count());
        let found = (
            personal_data::screen(&text),
            personal_data::screen_code(&text),
            personal_data::screen_title(&text),
        );
        assert!(found.1.is_none() || found.0 == found.1);
        format!("{found:?} {}", garbled(&text).is_some())
    },
};
pub const DATES: Target = Target {
    name: "dates",
    seeds: || {
        seeds(&[
            "2026-11-21T08:00:00.000000Z",
            "2024-02-29",
            "1987",
            "1990-06",
            "Sat, 21 Nov 2026 08:00:00 GMT",
        ])
    },
    run: |input| {
        let text = text(input);
        let instant = Instant::parse(&text);
        if let Some(instant) = instant {
            assert_eq!(Instant::parse(&instant.to_rfc3339()), Some(instant));
        }
        let partial = PartialDate::parse(&text).map(|date| date.first() <= date.last());
        assert_ne!(partial, Some(false));
        format!(
            "{} {partial:?} {}",
            instant.is_some(),
            Instant::parse_http_date(&text).is_some()
        )
    },
};
pub const IDS: Target = Target {
    name: "ids",
    seeds: || seeds(&["icd-10/guolin-2.0", "his/diagnosis", "H1", "GB-T-2261.1/2003"]),
    run: |input| {
        let text = text(input);
        let edition = EditionRef::parse(&text);
        if let Ok(edition) = &edition {
            assert_eq!(edition.to_string(), text);
        }
        format!(
            "{} {} {}",
            edition.is_ok(),
            DictionaryId::new(text.as_str()).is_ok(),
            OrganizationId::new(text.as_str()).is_ok()
        )
    },
};

fn diseases() -> &'static List {
    static DISEASES: OnceLock<List> = OnceLock::new();
    DISEASES.get_or_init(|| {
        list(&[
            ("I10", "高血压"),
            ("I10.x00", "特发性高血压"),
            ("E11.900", "2型糖尿病"),
            ("K22.100", "食管溃疡"),
            ("K64.900", "痔"),
        ])
    })
}
