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

/// The pages that say which test shows what.
const PAGES_THAT_NAME_TESTS: [&str; 1] = ["security.md"];

#[test]
fn every_test_that_is_named_is_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut named = 0;
    for page in PAGES_THAT_NAME_TESTS {
        let text = std::fs::read_to_string(root.join("docs").join(page)).unwrap();
        for name in text.split('`').skip(1).step_by(2).filter(|name| name.contains("::")) {
            assert!(
                is_there(&root.join("tests/it"), name) || is_there(&root.join("tests"), name),
                "{page} names {name}, which is no test"
            );
            named += 1;
        }
    }
    assert!(named > 60, "{named}");
}

/// Whether a test, or a module of tests, of this path is below the folder.
fn is_there(folder: &Path, name: &str) -> bool {
    let module = folder.join(format!("{}.rs", name.replace("::", "/")));
    if module.exists() {
        return true;
    }
    let (module, test) = name.rsplit_once("::").unwrap();
    let source = std::fs::read_to_string(folder.join(format!("{}.rs", module.replace("::", "/"))));
    source.is_ok_and(|source| source.contains(&format!("fn {test}(")))
}
