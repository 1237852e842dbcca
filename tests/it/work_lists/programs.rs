//! The programs that people edit with, where they are installed: openpyxl and `LibreOffice`. Every state comes back.
//!
//! `ZHIYU_PYTHON` names a Python with openpyxl; without it `python3` is tried.

use super::sheets::Sheet;
use super::sheets::curator;
use super::sheets::export;
use super::sheets::file;
use super::sheets::hospital_in_every_state;
use super::sheets::import;
use super::sheets::import_with;
use super::sheets::mapping;
use super::sheets::mappings;
use super::sheets::rows;
use super::sheets::state;
use crate::support::database::Engine;
use crate::support::hospital::Hospital;
use crate::support::hospital::mapped;
use crate::support::postgres::say;
use crate::support::service::TestService;
use serde_json::json;
use std::fs;
use std::path::Path;
use std::process::Command;
use zhiyu::mapping::state::State;
use zhiyu::service::curation::work_list_file::Medium;
use zhiyu::service::curation::work_list_file::WorkListImport;
use zhiyu::service::files::FileInput;

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/work_lists/edit.py");
/// Commas, double quotes, UTF-8, from the first line, cells as they are shown, quoted where they are text.
const LIBRE_CSV: &str = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,true,true,false";

fn story(tell: impl FnOnce(&Hospital<'_>, &Path)) {
    let service = TestService::new(Engine::Sqlite);
    let hospital = Hospital::new(&service.service, "H1", &rows());
    hospital_in_every_state(&hospital);
    let folder = tempfile::tempdir().unwrap();
    tell(&hospital, folder.path());
}

/// A Python that has openpyxl.
fn python() -> Option<String> {
    let python = std::env::var("ZHIYU_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let tried = Command::new(&python).args(["-c", "import openpyxl"]).output();
    let works = tried.is_ok_and(|output| output.status.success());
    if !works {
        say("skipped: no Python with openpyxl (ZHIYU_PYTHON)");
    }
    works.then_some(python)
}

/// Whether `LibreOffice` is there.
fn has_libre_office() -> bool {
    let works = Command::new("soffice")
        .arg("--version")
        .output()
        .is_ok_and(|output| output.status.success());
    if !works {
        say("skipped: LibreOffice is not installed");
    }
    works
}

/// Opens a file in `LibreOffice`, text as UTF-8 with commas, and saves it in another format.
fn libre_office(folder: &Path, format: &str, file: &Path) {
    let profile = format!("-env:UserInstallation=file://{}/profile", folder.display());
    let is_text = file.extension().is_some_and(|ending| ending == "csv");
    let output = Command::new("soffice")
        .args([profile.as_str(), "--headless"])
        .args(is_text.then_some("--infilter=CSV:44,34,76"))
        .args(["--convert-to", format, "--outdir"])
        .arg(folder.join("saved"))
        .arg(file)
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
}

fn read(path: &Path) -> FileInput {
    let name = path.file_name().unwrap().to_string_lossy().into_owned();
    file(
        &name,
        fs::read(path).unwrap_or_else(|cause| panic!("{}: {cause}", path.display())),
    )
}

#[test]
fn openpyxl_sorts_moves_deletes_and_fills_in() {
    let Some(python) = python() else { return };
    story(|hospital, folder| {
        let (exported, edited) = (folder.join("work-list.xlsx"), folder.join("edited.xlsx"));
        fs::write(&exported, export(hospital, &curator(), Medium::Xlsx)).unwrap();
        let edits = json!({
            // openpyxl does not escape the name of TRUE, which looks like an escape of ECMA-376: its row would be refused.
            "delete": ["005", "TRUE"],
            "set": [
                ["001", "目标1 编码", "A09"], ["001", "目标1 关系", "等同"], ["001", "动作", "提交审核"],
                ["00123", "结论", "不上传"], ["00123", "原因", "停用"],
                ["=2+3", "目标1 编码", "A08"], ["=2+3", "目标1 关系", "目标更宽"],
                ["002", "目标1 编码", "A03"],
            ],
            "english": { "结论": "outcome", "目标1 编码": "target 1 code", "行标识（勿改）": "Row ID" },
        });
        let ran = Command::new(python)
            .arg(SCRIPT)
            .args([&exported, &edited])
            .arg(edits.to_string())
            .output()
            .unwrap();
        assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
        hospital.draft("002", mapped(&["A04"]), "").unwrap();
        let before = mappings(hospital);
        let skipping = WorkListImport {
            is_rehearsal: false,
            skips_conflicts: true,
        };
        let done = import_with(hospital, &curator(), &read(&edited), skipping).unwrap();
        assert_eq!(
            (done.rows, done.drafted, done.rows_in_conflict),
            (rows().len() - 2, 3, 1)
        );
        assert_eq!(done.conflicts[0].words(), ["A00", "A03", "A04"].map(str::to_owned));
        assert!(done.conflicts[0].column.ends_with("目标1 编码"), "{:?}", done.conflicts);
        assert_eq!(state(hospital, "001"), State::InReview);
        assert_eq!(mapping(hospital, "=2+3").decision.targets()[0].code, "A08");
        let after = mappings(hospital);
        for old in &before {
            assert!(after.contains(old), "{old:?}");
        }
        let same = read(&folder.join("edited.xlsx.same.xlsx"));
        let again = import_with(hospital, &curator(), &same, skipping).unwrap();
        assert_eq!((again.changes(), again.already_so, again.rows_in_conflict), (0, 3, 1));
    });
}

#[test]
fn libre_office_saves_as_workbook_and_as_csv() {
    if !has_libre_office() {
        return;
    }
    story(|hospital, folder| {
        let [workbook, text] = [Medium::Xlsx, Medium::Csv].map(|medium| {
            let path = folder.join(format!("from-{0}.{0}", medium.as_str()));
            fs::write(&path, export(hospital, &curator(), medium)).unwrap();
            path
        });
        let saved = |name: &str| read(&folder.join("saved").join(name));
        let before = mappings(hospital);
        libre_office(folder, "xlsx", &workbook);
        libre_office(folder, LIBRE_CSV, &workbook);
        libre_office(folder, LIBRE_CSV, &text);
        for name in ["from-xlsx.xlsx", "from-xlsx.csv", "from-csv.csv"] {
            let report = import(hospital, &curator(), &saved(name));
            let report = report.unwrap_or_else(|error| panic!("{name}: {error:?}"));
            assert_eq!((report.untouched, report.changes()), (rows().len(), 0), "{name}");
        }
        assert_eq!(mappings(hospital), before);
        let mut sheet = Sheet::of(&saved("from-xlsx.csv").bytes);
        sheet.map("001", "A09", "等同");
        let done = import(hospital, &curator(), &sheet.csv()).unwrap();
        assert_eq!((done.drafted, done.untouched), (1, rows().len() - 1));
        let mut sheet = Sheet::of(&saved("from-csv.csv").bytes);
        sheet.map("1-2", "A09", "等同");
        let done = import(hospital, &curator(), &sheet.csv()).unwrap();
        assert_eq!((done.drafted, state(hospital, "1-2")), (1, State::Drafted));
    });
}
