//! Departments 科室 and subjects of practice 诊疗科目: the subject, the patients, and the school of medicine, without wards,
//! clinics and campuses.

mod subjects;

use super::level::Level;
use super::verdict::Verdict;
use crate::matching::normalise::normalise;
use subjects::SUBJECTS;

/// What stands behind a department and says where it works, not what it treats.
const PLACES: &[&str] = &[
    "专家门诊",
    "普通门诊",
    "专科门诊",
    "特需门诊",
    "夜间门诊",
    "简易门诊",
    "便民门诊",
    "门诊部",
    "门诊",
    "住院部",
    "住院处",
    "住院",
    "病区",
    "病房",
    "病室",
    "护理单元",
    "护士站",
    "护理站",
    "护理组",
    "诊室",
    "东院区",
    "西院区",
    "南院区",
    "北院区",
    "东院",
    "西院",
    "南院",
    "北院",
    "新院",
    "老院",
    "总院",
    "分院",
    "本部",
    "院区",
    "组",
];
/// Endings of a subject's name.
const ENDINGS: &[&str] = &["医学专业", "医学科", "专业", "学科", "医学", "中心", "综合", "科", "学"];
/// Patients that have departments of their own.
const PATIENTS: &[(&str, &[&str])] = &[
    ("小儿", &["小儿", "儿童", "儿科"]),
    ("老年", &["老年病", "老年医学", "老年"]),
];
/// Schools of medicine.
const SCHOOLS: &[(&str, &[&str])] = &[
    ("中西医结合", &["中西医结合"]),
    ("中医", &["中医"]),
    ("民族医学", &["民族医学", "民族医"]),
];

/// A department's name, read into levels.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Department {
    /// The subject: its usual name when the table knows it, otherwise the name without endings.
    pub subject: String,
    /// Whether the table knows the subject.
    pub is_known: bool,
    /// Whom it treats, when not everybody.
    pub patients: Option<&'static str>,
    /// The school of medicine, when not the western one.
    pub school: Option<&'static str>,
}

impl Department {
    /// Reads a name.
    pub fn read(name: &str) -> Self {
        let text = normalise(name).text;
        let text = text
            .rsplit(['-', '/', '>'])
            .find(|part| part.chars().count() > 1)
            .unwrap_or(&text);
        let (school, rest) = take(&without_places(text), SCHOOLS);
        let (patients, rest) = take(&rest, PATIENTS);
        let (subject, is_known) = subject(&rest);
        Self {
            subject,
            is_known,
            patients,
            school,
        }
    }

    /// The subject with the endings that lists write.
    pub fn names_to_look_for(&self) -> Vec<(Level, String)> {
        let words = SUBJECTS
            .iter()
            .filter(|words| words.first() == Some(&self.subject.as_str()));
        let words = words.flat_map(|words| words.iter().copied());
        let words = words.chain([self.subject.as_str()].into_iter().filter(|word| !word.is_empty()));
        let before = [self.school, self.patients].into_iter().flatten().collect::<String>();
        let mut names = Vec::new();
        for word in words {
            for ending in ["科", "专业", "科专业", "医学科", ""] {
                let name = format!("{before}{word}{ending}");
                if !names.contains(&name) {
                    names.push(name);
                }
            }
        }
        let bare = self.subject.is_empty() && !before.is_empty();
        names.extend(bare.then(|| format!("{before}科")));
        names.extend((self.patients == Some("小儿") && self.subject.is_empty()).then(|| "儿科".to_owned()));
        names.into_iter().map(|name| (Level::Subject, name)).collect()
    }
}

/// Compares a term with an entry's name and its other names.
pub fn compare<'a>(term: &Department, display: &str, others: impl Iterator<Item = &'a str>) -> Verdict {
    let entry = Department::read(display);
    let by_other = others.map(Department::read).any(|other| other == *term);
    let mut verdict = Verdict::default();
    if by_other {
        verdict.same_thing(Level::Subject, display);
        return verdict;
    }
    if term.subject == entry.subject {
        let subject = if entry.subject.is_empty() {
            display
        } else {
            &entry.subject
        };
        verdict.same_thing(Level::Subject, subject);
    } else if term.is_known && entry.is_known || term.subject.is_empty() != entry.subject.is_empty() {
        verdict.differs(Level::Subject, or_general(&term.subject), or_general(&entry.subject));
    }
    one_side_counts(Level::Patients, term.patients, entry.patients, "全部人群", &mut verdict);
    one_side_counts(Level::School, term.school, entry.school, "西医", &mut verdict);
    verdict
}

/// A department that does not say its patients treats everybody: then one side alone is a difference.
fn one_side_counts(level: Level, term: Option<&str>, name: Option<&str>, unsaid: &str, verdict: &mut Verdict) {
    match (term, name) {
        (Some(one), Some(other)) if one == other => verdict.same(level, one),
        (None, None) => {}
        (one, other) => verdict.differs(level, one.unwrap_or(unsaid), other.unwrap_or(unsaid)),
    }
}

fn or_general(subject: &str) -> &str {
    if subject.is_empty() { "综合" } else { subject }
}

/// A name without wards, clinics, campuses, and what stands in brackets; a name that is nothing else stays.
fn without_places(name: &str) -> String {
    let outside = name.split('(').next().unwrap_or(name);
    let outside = if outside.is_empty() { name } else { outside };
    let mut rest = outside;
    while !rest.ends_with("icu") {
        let shorter = PLACES.iter().find_map(|place| rest.strip_suffix(place));
        let shorter = shorter.map(|rest| rest.trim_end_matches(is_number)).or_else(|| {
            let bare = rest.trim_end_matches(is_number);
            (bare.len() < rest.len()).then_some(bare)
        });
        match shorter.filter(|shorter| shorter.chars().count() > 1) {
            Some(shorter) => rest = shorter,
            None => break,
        }
    }
    rest.to_owned()
}

/// Numbers of wards: 一病区, 2病区, A区.
fn is_number(c: char) -> bool {
    c.is_ascii_alphanumeric()
        || matches!(
            c,
            '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十' | '-' | '第'
        )
}

/// Takes a word of a table from the beginning of a name.
fn take(name: &str, table: &[(&'static str, &[&str])]) -> (Option<&'static str>, String) {
    for (word, spellings) in table {
        for spelling in *spellings {
            if let Some(rest) = name.strip_prefix(spelling) {
                return (Some(word), rest.to_owned());
            }
        }
    }
    (None, name.to_owned())
}

/// The subject of a name, and whether the table knows it.
fn subject(name: &str) -> (String, bool) {
    let mut rest = name;
    loop {
        let found = SUBJECTS.iter().find(|words| words.contains(&rest));
        if let Some(usual) = found.and_then(|words| words.first()) {
            return ((*usual).to_owned(), true);
        }
        let shorter = ENDINGS.iter().find_map(|ending| rest.strip_suffix(ending));
        match shorter {
            Some("") => return (String::new(), false),
            Some(shorter) => rest = shorter,
            None => return (rest.to_owned(), false),
        }
    }
}
