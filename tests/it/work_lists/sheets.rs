//! A work list in the hands of somebody: its cells by title, changed and written again.

use crate::support::hospital::CURATOR;
use crate::support::hospital::Hospital;
use crate::support::hospital::REVIEWER;
use crate::support::hospital::ignored;
use crate::support::hospital::mapped;
use crate::support::hospital::no_match;
use crate::support::service::session;
use zhiyu::access::role::Role;
use zhiyu::access::session::Session;
use zhiyu::error::Error;
use zhiyu::error::Result;
use zhiyu::mapping::condition::Condition;
use zhiyu::mapping::life::Mapping;
use zhiyu::mapping::state::State;
use zhiyu::mapping::state::Step;
use zhiyu::mapping::target::Relationship;
use zhiyu::page::Page;
use zhiyu::registry::csv_file;
use zhiyu::registry::tabular;
use zhiyu::registry::tabular::Format;
use zhiyu::registry::tabular::Limits;
use zhiyu::registry::xlsx_file;
use zhiyu::service::curation::requests::NamedDecision;
use zhiyu::service::curation::requests::NamedTarget;
use zhiyu::service::curation::work_list::WorkFilter;
use zhiyu::service::curation::work_list_file::Medium;
use zhiyu::service::curation::work_list_file::MergeReport;
use zhiyu::service::curation::work_list_file::WorkListExport;
use zhiyu::service::curation::work_list_file::WorkListImport;
use zhiyu::service::files::FileInput;

/// The rows of a work list as somebody sees them; the first is the header.
pub struct Sheet(pub Vec<Vec<String>>);

impl Sheet {
    /// Reads a file that went out, its cells as they stand there.
    pub fn of(bytes: &[u8]) -> Self {
        let limits = Limits::default();
        if Format::detect(None, bytes) == Format::Xlsx {
            let sheets = tabular::sheets(bytes, &limits).unwrap();
            let width = sheets[0].rows[0].width();
            let row = |row: &tabular::SheetRow| (0..width).map(|at| row.cell(at).to_owned()).collect();
            return Self(sheets[0].rows.iter().map(row).collect());
        }
        let table = tabular::read(bytes, Format::Csv, &limits).unwrap();
        let below = table.rows().map(|row| row.cells().map(str::to_owned).collect());
        Self(std::iter::once(table.headers().to_vec()).chain(below).collect())
    }

    /// The place of a column.
    pub fn column(&self, title: &str) -> usize {
        let found = self.0[0].iter().position(|one| one == title);
        found.unwrap_or_else(|| panic!("no column {title} among {:?}", self.0[0]))
    }

    /// The cell of the row with this local code.
    pub fn cell(&mut self, code: &str, title: &str) -> &mut String {
        let (codes, column) = (self.column("本地编码"), self.column(title));
        let is_wanted = |row: &&mut Vec<String>| row[codes] == code || csv_file::restore(&row[codes]) == code;
        let row = self.0.iter_mut().find(is_wanted);
        &mut row.unwrap_or_else(|| panic!("no row {code}"))[column]
    }

    /// The number of the row with this local code in the file.
    pub fn number(&self, code: &str) -> u64 {
        let before = self.0.iter().take_while(|row| row[0] != code).count();
        u64::try_from(before).unwrap() + 1
    }

    /// Writes a cell.
    pub fn set(&mut self, code: &str, title: &str, text: &str) {
        *self.cell(code, title) = text.to_owned();
    }

    /// Writes a target.
    pub fn map(&mut self, code: &str, target: &str, relationship: &str) {
        self.set(code, "目标1 编码", target);
        self.set(code, "目标1 关系", relationship);
    }

    /// The file as a program without any idea of it writes it.
    pub fn xlsx(&self) -> FileInput {
        let header: Vec<&str> = self.0[0].iter().map(String::as_str).collect();
        file(
            "edited.xlsx",
            xlsx_file::write("Sheet1", &header, &self.0[1..]).unwrap(),
        )
    }

    /// The file as CSV.
    pub fn csv(&self) -> FileInput {
        let header: Vec<&str> = self.0[0].iter().map(String::as_str).collect();
        file("edited.csv", csv_file::write(&header, &self.0[1..]).unwrap())
    }
}

/// A file of this name.
pub fn file(name: &str, bytes: Vec<u8>) -> FileInput {
    FileInput {
        bytes,
        file_name: Some(name.to_owned()),
    }
}

/// Codes and names that programs like to change, and names that would compute.
pub const ODD: &[(&str, &str)] = &[
    ("1-2", "=1+1"),
    ("E10", "+86 电话"),
    ("00123", "-左侧-"),
    ("123456789012345678", "@SUM(A1)"),
    ("2026-01-02", "=cmd|' /C calc'!A0"),
    ("1E5", "两行\n的名称"),
    ("'0", "'引号'，\"引号\";=x"),
    ("=2+3", " 前后空白 "),
    ("TRUE", "真_x000D_假"),
    ("3/4", "\ttab"),
];

/// A hospital whose rows are in every state, with a row that a sheet cannot hold and a code that has two names.
pub fn hospital_in_every_state(hospital: &Hospital<'_>) {
    let four = mapped(&["A00", "A01", "A02", "A03"]);
    hospital.draft("002", mapped(&["A00"]), "名称一致").unwrap();
    hospital.draft("003", mapped(&["A01"]), "").unwrap();
    hospital.step(Step::Submit, "003").unwrap();
    hospital.draft("004", mapped(&["A02"]), "").unwrap();
    hospital.step(Step::Submit, "004").unwrap();
    hospital.step(Step::Return, "004").unwrap();
    hospital.approve("006", mapped(&["A03", "A04"]), "两个目标");
    hospital.approve("007", mapped(&["A05"]), "");
    hospital.publish().unwrap();
    hospital.approve("005", no_match("标准中没有"), "");
    hospital.draft("008", no_match("标准中没有"), "问过临床").unwrap();
    hospital.approve("009", ignored("测试条目"), "");
    hospital.draft("010", four, "").unwrap();
    hospital.draft("011", conditional(), "").unwrap();
    hospital.step(Step::Submit, "011").unwrap();
    hospital.draft("012", no_match("重名"), "").unwrap();
    let mut rows = rows();
    rows[6].1 = "改名后的七";
    hospital.load(&rows);
}

/// The dictionary of that hospital.
pub fn rows() -> Vec<(&'static str, &'static str)> {
    let mut rows = vec![
        ("001", "霍乱"),
        ("002", "霍乱二"),
        ("003", "伤寒"),
        ("004", "沙门菌感染"),
        ("005", "怪病"),
        ("006", "痢疾和大肠"),
        ("007", "食物中毒"),
        ("008", "无名病"),
        ("009", "测试"),
        ("010", "四目标"),
        ("011", "分性别"),
        ("012", "甲"),
        ("012", "乙"),
    ];
    rows.extend_from_slice(ODD);
    rows
}

fn conditional() -> NamedDecision {
    let target = |code: &str, specimen: &str| NamedTarget {
        edition: None,
        code: code.to_owned(),
        relationship: Relationship::Equivalent,
        when: vec![Condition::Specimen {
            is: vec![specimen.to_owned()],
        }],
    };
    NamedDecision::Mapped(vec![target("A06", "血清"), target("A07", "尿")])
}

/// A session of the curator.
pub fn curator() -> Session {
    session(Role::Curator, CURATOR)
}

/// A session of the reviewer.
pub fn reviewer() -> Session {
    session(Role::Reviewer, REVIEWER)
}

/// The work list as a file.
pub fn export(hospital: &Hospital<'_>, session: &Session, medium: Medium) -> Vec<u8> {
    let order = WorkListExport {
        filter: WorkFilter::default(),
        asked: String::new(),
        medium,
    };
    let service = hospital.service;
    service
        .export_work_list(session, &hospital.id, &hospital.dictionary, &order)
        .unwrap()
}

/// Imports a file.
pub fn import_with(
    hospital: &Hospital<'_>,
    session: &Session,
    file: &FileInput,
    options: WorkListImport,
) -> Result<MergeReport> {
    hospital
        .service
        .import_work_list(session, &hospital.id, &hospital.dictionary, file, options)
}

/// Imports a file that conflicts refuse.
pub fn import(hospital: &Hospital<'_>, session: &Session, file: &FileInput) -> Result<MergeReport> {
    import_with(hospital, session, file, WorkListImport::default())
}

/// Every mapping of the hospital.
pub fn mappings(hospital: &Hospital<'_>) -> Vec<Mapping> {
    let page = Page::new(None, Some(1_000));
    hospital
        .service
        .mappings(&curator(), &hospital.id, None, &page)
        .unwrap()
        .items
}

/// The mapping of a code.
pub fn mapping(hospital: &Hospital<'_>, code: &str) -> Mapping {
    let found = mappings(hospital).into_iter().find(|one| one.code == code);
    found.unwrap_or_else(|| panic!("no mapping of {code}"))
}

/// The state of a code.
pub fn state(hospital: &Hospital<'_>, code: &str) -> State {
    mapping(hospital, code).state
}

/// The findings of a refusal: code, row, column.
pub fn findings(error: &Error) -> Vec<(String, Option<u64>, String)> {
    let finding = |one: &Error| {
        let place = one.place();
        let column = place.column.clone().unwrap_or_default();
        (one.code().to_string(), place.row, column)
    };
    error.findings().iter().map(finding).collect()
}
