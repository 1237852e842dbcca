//! A shipped list and its manifest prove each other.

use zhiyu::digest::sha256_hex;
use zhiyu::error::Code;
use zhiyu::error::Error;
use zhiyu::registry::shipped_file;
use zhiyu::registry::shipped_file::Manifest;

const TSV: &str = "code\tname\tparent\tstatus\tassignable\taliases\t说明\n\
                   1\t男性\t\t\t\t男|男人\t\n\
                   2\t女性\t\tactive\ttrue\t\tx\n";

fn manifest(rows: usize, tsv: &str) -> String {
    let sha256 = sha256_hex([tsv.as_bytes()]);
    format!(
        "system = \"gbt-2261.1\"\nedition = \"2003\"\ntitle = \"性别代码\"\ntitle_en = \"Sex\"\n\
         publisher = \"国家标准化管理委员会\"\noid = \"1.2.156.112605.1.1\"\nsource = \"GB/T 2261.1-2003\"\n\
         confidence = \"V\"\nrows = {rows}\nsha256 = \"{sha256}\"\neffective_from = \"2003-12-01\"\n"
    )
}

fn refused(manifest: &str, tsv: &str) -> Error {
    let error = shipped_file::read("gbt-2261.1/2003", manifest, tsv.as_bytes()).unwrap_err();
    assert_eq!(error.code(), Code::ShippedListBroken);
    error
}

#[test]
fn a_list_that_agrees_is_read() {
    let (manifest, concepts) = shipped_file::read("sex", &manifest(2, TSV), TSV.as_bytes()).unwrap();
    assert_eq!(manifest.edition_ref().to_string(), "gbt-2261.1/2003");
    assert_eq!(manifest.effective_from.as_deref(), Some("2003-12-01"));
    assert_eq!(concepts.len(), 2);
    assert_eq!(concepts[0].designations, ["男", "男人"]);
    assert_eq!(concepts[1].properties["说明"], "x");
}

#[test]
fn a_list_that_does_not_agree_is_refused() {
    let cause = |error: &Error| error.cause().map(ToString::to_string).unwrap_or_default();
    assert!(cause(&refused(&manifest(3, TSV), TSV)).contains("number of rows"));
    assert!(cause(&refused(&manifest(2, TSV), &TSV.replace("男性", "男"))).contains("sha256"));
    let other_header = TSV.replace("status", "state");
    assert!(cause(&refused(&manifest(2, &other_header), &other_header)).contains("header"));
    let repeated = TSV.replace("\n2\t", "\n1\t");
    let error = refused(&manifest(2, &repeated), &repeated);
    assert_eq!(error.findings()[0].findings()[0].code(), Code::CodeRepeated);
}

#[test]
fn a_manifest_that_breaks_a_rule_is_refused() {
    let good = manifest(2, TSV);
    assert!(Manifest::parse("sex", &good).is_ok());
    let spoilt = [
        format!("{good}colour = \"red\"\n"),
        good.replace("publisher", "#"),
        good.replace("性别代码", " "),
        good.replace("gbt-2261.1\"", "gbt 2261\""),
        good.replace("1.2.156", "1.2.x"),
        good.replace("2003-12-01", "2003-12-1"),
        good.replace("2003-12-01", "2003-02-30"),
        good.replace("rows = 2", "rows = -2"),
        good.replace("sha256 = \"", "sha256 = \"0"),
    ];
    for text in spoilt {
        assert_eq!(
            Manifest::parse("sex", &text).unwrap_err().code(),
            Code::ShippedListBroken,
            "{text}"
        );
    }
}
