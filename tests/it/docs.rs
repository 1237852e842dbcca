//! Pages that are made from the program say what the program says.

use std::path::Path;
use zhiyu::language::Language;
use zhiyu::report::steps_markdown;

#[test]
fn the_table_of_steps_is_that_of_the_program() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/curation.md");
    let page = std::fs::read_to_string(page).unwrap();
    let (_, rest) = page.split_once("<!-- steps -->\n").unwrap();
    let (table, _) = rest.split_once("<!-- /steps -->").unwrap();
    assert_eq!(
        table,
        steps_markdown(Language::English),
        "put the output of `zhiyu steps --english` between the marks in docs/curation.md"
    );
}
