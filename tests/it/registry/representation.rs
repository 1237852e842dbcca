//! Representation formats of WS/T 303: what is read, what is refused, and which values fit.

use proptest::prelude::*;
use zhiyu::registry::reason::Reason;
use zhiyu::registry::representation::Representation;

fn check(format: &str, value: &str) -> Result<(), Reason> {
    Representation::parse(format).unwrap().check(value)
}

#[test]
fn formats_of_the_standard_are_read_and_written_back() {
    for format in [
        "A", "N", "AN", "A50", "A..50", "AN10", "AN..50", "AN3..50", "N1", "N..5", "N1..3", "N6,2", "N..6,2",
        "N3..5,1", "D8", "DT15", "T6", "T/F", "BY",
    ] {
        let read = Representation::parse(format).unwrap_or_else(|| panic!("{format}"));
        assert_eq!(read.to_string(), format);
    }
}

#[test]
fn damaged_formats_are_refused() {
    for format in [
        "",
        "..",
        "....",
        "N1..",
        "T/F..",
        "AN..100..100",
        "N ..5",
        "AN....50",
        "DT..15",
        "D8..",
        "A..",
        "N0",
        "N05",
        "N5..3",
        "N6,",
        "N6,0",
        "N3,2",
        "N,2",
        "A5,2",
        "an..50",
        "AN..50 ",
        "D10",
        "DT14",
        "N1234567",
    ] {
        assert_eq!(Representation::parse(format), None, "{format}");
    }
}

#[test]
fn values_fit_their_format_or_break_a_named_rule() {
    let (length, kind, form) = (Reason::WrongLength, Reason::WrongType, Reason::WrongFormat);
    let table: &[(&str, &str, Result<(), Reason>)] = &[
        ("A..4", "张三", Ok(())),
        ("A..4", "张三李四王", Err(length)),
        ("A..4", "张3", Err(kind)),
        ("AN..10", "建设路12号", Ok(())),
        ("AN2", "1", Err(length)),
        ("N2", "01", Ok(())),
        ("N2", "1", Err(length)),
        ("N1..3", "", Err(kind)),
        ("N..3", "1a", Err(kind)),
        ("N..3", "1.5", Err(form)),
        ("N..3", "１", Err(kind)),
        ("N4,1", "36.5", Ok(())),
        ("N3..5,1", "3.5", Ok(())),
        ("N3..5,1", "1175.0", Err(length)),
        ("N6,2", "9.50", Ok(())),
        ("N6,2", "9.5", Err(form)),
        ("N6,2", "12345.67", Err(length)),
        ("N6,2", ".50", Err(kind)),
        ("N..5,1", "-2.5", Ok(())),
        ("D8", "20240229", Ok(())),
        ("D8", "20230229", Err(form)),
        ("D8", "2024-02-29", Err(form)),
        ("D8", "2024022", Err(length)),
        ("T6", "235959", Ok(())),
        ("T6", "240000", Err(form)),
        ("T6", "235960", Err(form)),
        ("DT15", "20240229T080000", Ok(())),
        ("DT15", "20240229080000", Err(form)),
        ("T/F", "1", Ok(())),
        ("T/F", "是", Err(kind)),
        ("BY", "x", Err(Reason::Binary)),
    ];
    for (format, value, expected) in table {
        assert_eq!(check(format, value), *expected, "{format} {value}");
    }
}

proptest! {
    #[test]
    fn whatever_is_read_is_written_back_byte_for_byte(text in "(A|N|AN|D|DT|T)[0-9.,/F]{0,6}") {
        if let Some(format) = Representation::parse(&text) {
            prop_assert_eq!(format.to_string(), text);
        }
    }

    #[test]
    fn nothing_makes_the_reader_fail(text in "\\PC{0,12}") {
        if let Some(format) = Representation::parse(&text) {
            prop_assert_eq!(Representation::parse(&format.to_string()), Some(format));
        }
    }

    #[test]
    fn digits_fit_a_number_exactly_within_its_length(digits in "[0-9]{1,12}", least in 1_u32..8, more in 0_u32..5) {
        let format = format!("N{least}..{}", least + more);
        let fits = (least..=least + more).contains(&u32::try_from(digits.len()).unwrap());
        prop_assert_eq!(check(&format, &digits).is_ok(), fits, "{} {}", format, digits);
    }
}
