//! Out and back: every state survives, what is written is done, what others changed is told cell by cell.

use super::sheets::Sheet;
use super::sheets::curator;
use super::sheets::export;
use super::sheets::file;
use super::sheets::findings;
use super::sheets::hospital_in_every_state;
use super::sheets::import;
use super::sheets::import_with;
use super::sheets::mapping;
use super::sheets::mappings;
use super::sheets::reviewer;
use super::sheets::rows;
use super::sheets::state;
use crate::support::database::Engine;
use crate::support::database::on_both_engines;
use crate::support::hospital::Hospital;
use crate::support::hospital::mapped;
use crate::support::service::TestService;
use zhiyu::error::Code;
use zhiyu::mapping::decision::Decision;
use zhiyu::mapping::origin::Origin;
use zhiyu::mapping::state::State;
use zhiyu::mapping::state::Step;
use zhiyu::service::curation::work_list_file::Medium;
use zhiyu::service::curation::work_list_file::WorkListImport;

on_both_engines! {
    what_nobody_edits_stays_in_every_state
    what_is_written_is_done
    what_others_changed_is_told_cell_by_cell
    what_cannot_be_done_is_named_by_row_and_column
    altered_and_foreign_rows_are_refused
    a_later_load_of_the_dictionary_is_told
}

const REHEARSAL: WorkListImport = WorkListImport {
    is_rehearsal: true,
    skips_conflicts: false,
};
const SKIPPING: WorkListImport = WorkListImport {
    is_rehearsal: false,
    skips_conflicts: true,
};

fn story(engine: Engine, tell: impl FnOnce(&Hospital<'_>)) {
    let service = TestService::new(engine);
    let hospital = Hospital::new(&service.service, "H1", &rows());
    hospital_in_every_state(&hospital);
    tell(&hospital);
}

fn what_nobody_edits_stays_in_every_state(engine: Engine) {
    story(engine, |hospital| {
        let before = mappings(hospital);
        for state in State::ALL {
            assert!(before.iter().any(|one| one.state == *state), "{state:?}");
        }
        for medium in [Medium::Xlsx, Medium::Csv] {
            let bytes = export(hospital, &curator(), medium);
            let sheet = Sheet::of(&bytes);
            let name = format!("work-list.{}", medium.as_str());
            for file in [file(&name, bytes), sheet.xlsx(), sheet.csv()] {
                let report = import(hospital, &curator(), &file).unwrap();
                assert_eq!((report.rows, report.untouched), (rows().len(), rows().len()), "{name}");
                assert_eq!((report.changes(), report.notes.len()), (0, 0));
            }
        }
        assert_eq!(mappings(hospital), before);
    });
}

fn what_is_written_is_done(engine: Engine) {
    story(engine, |hospital| {
        for (medium, codes) in [
            (Medium::Xlsx, ["001", "1-2", "E10"]),
            (Medium::Csv, ["00123", "=2+3", "'0"]),
        ] {
            let mut sheet = Sheet::of(&export(hospital, &curator(), medium));
            sheet.map(codes[0], "A09", "等同");
            sheet.map(codes[1], "A08", "broader");
            sheet.set(codes[1], "动作", "提交审核");
            sheet.set(codes[2], "结论", "无匹配");
            sheet.set(codes[2], "原因", "标准中没有");
            sheet.set(codes[2], "复核日期", "2027-06-30");
            let file = if medium == Medium::Xlsx {
                sheet.xlsx()
            } else {
                sheet.csv()
            };
            let told = import_with(hospital, &curator(), &file, REHEARSAL).unwrap();
            assert_eq!((told.drafted, told.steps.clone()), (3, vec![("submit", 1)]));
            assert!(mappings(hospital).iter().all(|one| one.code != codes[0]));
            let done = import(hospital, &curator(), &file).unwrap();
            assert_eq!(
                (done.drafted, done.steps, done.untouched),
                (3, told.steps, told.untouched)
            );
            let first = mapping(hospital, codes[0]);
            let Origin::File { format, sha256 } = &first.origin else {
                panic!("{:?}", first.origin)
            };
            assert_eq!(
                (format.as_str(), sha256.len()),
                (format!("work-list-{}", medium.as_str()).as_str(), 64)
            );
            assert_eq!(
                (first.state, first.decision.targets()[0].code.as_str()),
                (State::Drafted, "A09")
            );
            assert_eq!(state(hospital, codes[1]), State::InReview);
            let nothing = Decision::NoMatch {
                reason: "标准中没有".to_owned(),
                review_on: Some("2027-06-30".to_owned()),
            };
            assert_eq!(mapping(hospital, codes[2]).decision, nothing);
            let again = import(hospital, &curator(), &file).unwrap();
            assert_eq!((again.changes(), again.already_so), (0, 3));
        }
        what_a_reviewer_writes_is_done(hospital);
    });
}

fn what_a_reviewer_writes_is_done(hospital: &Hospital<'_>) {
    let mut sheet = Sheet::of(&export(hospital, &reviewer(), Medium::Xlsx));
    sheet.set("003", "动作", "审核通过");
    sheet.set("011", "动作", "退回");
    sheet.set("011", "意见", "条件不清");
    let done = import(hospital, &reviewer(), &sheet.xlsx()).unwrap();
    assert_eq!(done.steps, [("approve", 1), ("return", 1)]);
    assert_eq!(state(hospital, "003"), State::Approved);
    assert_eq!(
        (
            state(hospital, "011"),
            mapping(hospital, "011").decision.targets().len()
        ),
        (State::Returned, 2)
    );
}

fn what_others_changed_is_told_cell_by_cell(engine: Engine) {
    story(engine, |hospital| {
        let mut sheet = Sheet::of(&export(hospital, &curator(), Medium::Xlsx));
        sheet.set("002", "目标1 编码", "A09");
        sheet.map("001", "A00", "等同");
        sheet.map("1E5", "A00", "等同");
        hospital.draft("002", mapped(&["A04"]), "名称一致").unwrap();
        hospital.draft("001", mapped(&["A00"]), "").unwrap();
        hospital.draft("008", mapped(&["A05"]), "").unwrap();
        let before = mappings(hospital);
        let refused = import(hospital, &curator(), &sheet.xlsx()).unwrap_err();
        assert_eq!(refused.code(), Code::WorkListConflicts);
        let row = sheet.number("002");
        let column = "J 目标1 编码".to_owned();
        assert_eq!(
            findings(&refused),
            [("work-list-cell-conflict".to_owned(), Some(row), column.clone())]
        );
        assert_eq!(mappings(hospital), before);
        let done = import_with(hospital, &curator(), &sheet.xlsx(), SKIPPING).unwrap();
        assert_eq!((done.rows_in_conflict, done.drafted, done.already_so), (1, 1, 1));
        let conflict = &done.conflicts[0];
        assert_eq!(
            (conflict.column.as_str(), conflict.account.as_str()),
            (column.as_str(), "li.na")
        );
        assert_eq!(conflict.words(), ["A00", "A09", "A04"].map(str::to_owned));
        assert_eq!(mapping(hospital, "002").decision.targets()[0].code, "A04");
        assert_eq!(mapping(hospital, "008").decision.targets()[0].code, "A05");
        let shown = zhiyu::report::work_list::merged_xlsx(&done, zhiyu::language::Language::Chinese).unwrap();
        let result = Sheet::of(&shown);
        assert_eq!(&result.0[1][..4], ["冲突", &row.to_string(), "J 目标1 编码", "002"]);
    });
}

/// A code, the cells that are set, the refusal, and the column that it names.
type Wrong = (
    &'static str,
    &'static [(&'static str, &'static str)],
    &'static str,
    &'static str,
);

/// What cannot be done.
const WRONG: [Wrong; 9] = [
    ("001", &[("目标1 编码", "A00")], "cell-invalid", "L 目标1 关系"),
    (
        "001",
        &[("目标1 编码", "Z9"), ("目标1 关系", "等同")],
        "concept-unknown",
        "J 目标1 编码",
    ),
    (
        "001",
        &[("目标2 编码", "A00-A09"), ("目标2 关系", "等同")],
        "target-not-assignable",
        "J 目标1 编码",
    ),
    ("001", &[("结论", "不知道")], "cell-invalid", "I 结论"),
    ("001", &[("动作", "删除")], "cell-invalid", "H 动作"),
    ("003", &[("目标1 编码", "A09")], "step-not-allowed", "H 动作"),
    ("010", &[("结论", "无匹配"), ("原因", "x")], "cell-invalid", "I 结论"),
    (
        "012",
        &[
            ("结论", ""),
            ("原因", ""),
            ("目标1 编码", "A00"),
            ("目标1 关系", "等同"),
        ],
        "local-code-ambiguous",
        "A 本地编码",
    ),
    (
        "002",
        &[("目标1 编码", ""), ("目标1 关系", ""), ("结论", "")],
        "cell-invalid",
        "I 结论",
    ),
];

fn what_cannot_be_done_is_named_by_row_and_column(engine: Engine) {
    story(engine, |hospital| {
        let before = mappings(hospital);
        for (code, cells, refusal, column) in WRONG {
            let mut sheet = Sheet::of(&export(hospital, &curator(), Medium::Xlsx));
            sheet.map("3/4", "A09", "等同");
            for (title, text) in cells {
                sheet.set(code, title, text);
            }
            let row = sheet.number(code);
            let error = import(hospital, &curator(), &sheet.xlsx()).unwrap_err();
            let place = (refusal.to_owned(), Some(row), column.to_owned());
            assert_eq!(
                (error.code(), findings(&error)),
                (Code::RowsRefused, vec![place]),
                "{cells:?}"
            );
        }
        assert_eq!(mappings(hospital), before);
        let mut sheet = Sheet::of(&export(hospital, &curator(), Medium::Xlsx));
        sheet.set("003", "动作", "审核通过");
        assert_eq!(
            import(hospital, &curator(), &sheet.xlsx()).unwrap_err().code(),
            Code::RightMissing
        );
        sheet.set("003", "动作", "退回");
        let told = import_with(hospital, &reviewer(), &sheet.xlsx(), REHEARSAL).unwrap();
        assert_eq!(told.errors[0].place().column.as_deref(), Some("V 意见"));
    });
}

fn altered_and_foreign_rows_are_refused(engine: Engine) {
    story(engine, |hospital| {
        for (title, text) in [
            ("本地编码", "1"),
            ("本地名称", "霍乱弧菌"),
            ("行标识（勿改）", "1:9999"),
            ("对照版本（勿改）", "7"),
            ("来源（勿改）", ""),
        ] {
            let mut sheet = Sheet::of(&export(hospital, &curator(), Medium::Xlsx));
            sheet.set("002", title, text);
            let error = import(hospital, &curator(), &sheet.xlsx()).unwrap_err();
            let found = findings(&error);
            assert_eq!(error.code(), Code::RowsRefused, "{title}");
            assert_eq!(found[0].0, "work-list-row-altered", "{title}");
        }
        let other = hospital.with_dictionary("his/other", &[("001", "霍乱")]);
        let bytes = export(&other, &curator(), Medium::Xlsx);
        let error = import(hospital, &curator(), &file("x.xlsx", bytes)).unwrap_err();
        assert_eq!((error.code(), error.place().row), (Code::WorkListForeign, Some(2)));
        let plain = file("x.csv", b"code,name\n001,x\n".to_vec());
        assert_eq!(
            import(hospital, &curator(), &plain).unwrap_err().code(),
            Code::ColumnMissing
        );
    });
}

fn a_later_load_of_the_dictionary_is_told(engine: Engine) {
    story(engine, |hospital| {
        let mut sheet = Sheet::of(&export(hospital, &curator(), Medium::Xlsx));
        sheet.map("1-2", "A00", "等同");
        sheet.map("E10", "A01", "等同");
        let mut later = rows();
        later.retain(|(code, _)| *code != "TRUE");
        later[6].1 = "改名后的七";
        for row in &mut later {
            match row.0 {
                "E10" => row.1 = "另一种病",
                "3/4" => row.1 = "也改了名",
                _ => {}
            }
        }
        hospital.load(&later);
        let told = import_with(hospital, &curator(), &sheet.xlsx(), SKIPPING).unwrap();
        assert_eq!((told.drafted, told.rows_in_conflict, told.notes.len()), (1, 1, 2));
        assert_eq!(told.conflicts[0].words()[2], "另一种病");
        assert_eq!(state(hospital, "1-2"), State::Drafted);
        assert!(mappings(hospital).iter().all(|one| one.code != "E10"));
        sheet.map("TRUE", "A01", "等同");
        let error = import_with(hospital, &curator(), &sheet.xlsx(), SKIPPING).unwrap_err();
        assert_eq!(findings(&error)[0].0, "local-code-unknown");
        hospital.step(Step::Submit, "1-2").unwrap();
    });
}
