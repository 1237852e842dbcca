//! Text that was read in a wrong encoding before it came, over all lists at hand: no name of them is taken for such text, and
//! what the usual mistakes make of their names is found.

use encoding_rs::GBK;
use encoding_rs::WINDOWS_1252;
use std::collections::BTreeSet;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::path::PathBuf;
use zhiyu::registry::lint::Garbled;
use zhiyu::registry::lint::garbled;
use zhiyu::registry::tabular;
use zhiyu::registry::tabular::Format;
use zhiyu::registry::tabular::Limits;

/// Of so many names one is misread in every way.
const ONE_OF: usize = 50;

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries {
        let path = entry.unwrap().path();
        if path.ends_with("divisions") && std::env::var_os("ZHIYU_CORPUS").is_none() {
            continue;
        }
        if path.is_dir() {
            files(&path, found);
        } else {
            found.push(path);
        }
    }
}

/// Every different cell of the lists; of what is no table, every line.
fn cells() -> (usize, BTreeSet<String>) {
    let mut paths = Vec::new();
    files(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data"),
        &mut paths,
    );
    let mut cells = BTreeSet::new();
    for path in &paths {
        let bytes = fs::read(path).unwrap();
        let name = path.file_name().unwrap().to_str();
        let limits = Limits::default();
        if Format::detect(name, &bytes) == Format::Xlsx {
            for sheet in tabular::sheets(&bytes, &limits).unwrap() {
                let rows = sheet.rows.iter();
                let rows = rows.flat_map(|row| (0..row.width()).map(|column| row.cell(column).to_owned()));
                cells.extend(rows);
            }
        } else if let Ok(table) = tabular::read(&bytes, Format::detect(name, &bytes), &limits) {
            cells.extend(table.headers().iter().cloned());
            for row in table.rows() {
                cells.extend(row.cells().map(str::to_owned));
            }
        } else {
            let text = String::from_utf8(bytes).unwrap();
            cells.extend(text.split(['\n', '\t', ',', '"']).map(str::to_owned));
        }
    }
    (paths.len(), cells)
}

/// What a mistake makes of a name.
type Mistake = fn(&str) -> String;

/// The usual mistakes, by what was read as what.
const MISTAKES: [(&str, Mistake); 6] = [
    ("UTF-8 as GBK", utf_8_as_gbk),
    ("UTF-8 as GBK, what was broken as ?", |name| {
        utf_8_as_gbk(name).replace('\u{FFFD}', "?")
    }),
    ("UTF-8 as Windows-1252", |name| windows(name.as_bytes())),
    ("UTF-8 as Latin-1", |name| name.bytes().map(char::from).collect()),
    ("GBK as Windows-1252", |name| windows(&GBK.encode(name).0)),
    ("GBK as UTF-8", |name| {
        String::from_utf8_lossy(&GBK.encode(name).0).into_owned()
    }),
];

fn utf_8_as_gbk(name: &str) -> String {
    GBK.decode_without_bom_handling(name.as_bytes()).0.into_owned()
}

fn windows(bytes: &[u8]) -> String {
    WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned()
}

#[test]
fn names_that_were_read_in_a_wrong_encoding_are_found_and_no_other() {
    let (files, cells) = cells();
    if files == 0 {
        let _ = writeln!(std::io::stderr(), "skipped: ../shared/data is missing");
        return;
    }
    let is_false = |cell: &&String| garbled(cell).is_some_and(|found| found != Garbled::Private);
    let alarms: Vec<&String> = cells.iter().filter(is_false).collect();
    eprintln!(
        "{files} files, {} different cells, {} taken for misread",
        cells.len(),
        alarms.len()
    );
    assert!(alarms.is_empty(), "{:?}", alarms.iter().take(30).collect::<Vec<_>>());
    let is_chinese = |name: &&String| name.chars().filter(|c| ('\u{4E00}'..='\u{9FFF}').contains(c)).count() >= 3;
    let names: Vec<&String> = cells.iter().filter(is_chinese).step_by(ONE_OF).collect();
    for (mistake, make) in MISTAKES {
        let missed: Vec<&&String> = names.iter().filter(|name| garbled(&make(name)).is_none()).collect();
        eprintln!(
            "{mistake}: {} of {} names missed {:?}",
            missed.len(),
            names.len(),
            missed.iter().take(5).collect::<Vec<_>>()
        );
        assert!(missed.len() * 100 <= names.len(), "{mistake}: {missed:?}");
    }
}
