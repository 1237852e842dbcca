//! How long a lint takes. The figures are printed by a release build alone:
//! `cargo test --release --test it registry::lint::figures -- --nocapture`.

use crate::registry::files;
use crate::registry::kinds::kind;
use std::fmt::Write as _;
use std::time::Instant;
use zhiyu::registry::columns::ColumnChoice;
use zhiyu::registry::edition_file::read;
use zhiyu::registry::kind::Kind;
use zhiyu::registry::lint::Report;
use zhiyu::registry::lint::Severity;

const ROWS: u64 = 1_000_000;

#[test]
fn a_million_villages() {
    if cfg!(debug_assertions) {
        return;
    }
    let mut text = "code,name\n".to_owned();
    for number in 0..ROWS {
        let (county, village) = (110_101 + number / 1_000 % 900, number % 1_000_000);
        writeln!(text, "{county}{village:06},第{number}村民委员会").unwrap();
    }
    let start = Instant::now();
    let table = files::csv(&text).unwrap();
    eprintln!("{ROWS} rows: table {:?}", start.elapsed());
    for kind in [Kind::plain(), kind("division-12"), kind("icd-10-guolin")] {
        let start = Instant::now();
        let reading = read(&table, &ColumnChoice::default(), &kind, Report::USUAL).unwrap();
        let errors = reading.report.count(Severity::Error);
        eprintln!(
            "read and linted as {}: {:?}, {errors} errors",
            kind.id(),
            start.elapsed()
        );
    }
}
