//! Error codes are a contract: a code that was once released keeps its name and its kind.

use std::fmt::Write as _;
use std::path::Path;
use zhiyu::error::Code;
use zhiyu::http::problem;

const FILE: &str = "tests/reference/error-codes.tsv";

#[test]
fn the_codes_are_those_of_the_reference() {
    let mut present = "code\tkind\tstatus\n".to_owned();
    for code in Code::ALL {
        let status = problem::status(code.kind()).as_u16();
        writeln!(present, "{code}\t{:?}\t{status}", code.kind()).unwrap();
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(FILE);
    let committed = std::fs::read_to_string(path).unwrap();
    assert_eq!(
        present, committed,
        "{FILE} differs: add a new code there; an old one is neither renamed nor given another kind"
    );
}
