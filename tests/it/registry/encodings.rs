//! UTF-8 and GB 18030, and nothing in between.

use super::files::read;
use super::files::refusal;
use proptest::prelude::*;
use zhiyu::error::Code;
use zhiyu::error::Error;
use zhiyu::registry::tabular::Encoding;
use zhiyu::registry::tabular::Format;

const TEXT: &str = "编码,名称\nA01.000x005,伤寒性脑膜炎\n䶮01,𬭎㛃\n";

fn gb18030(text: &str) -> Vec<u8> {
    encoding_rs::GB18030.encode(text).0.into_owned()
}

fn offset(error: &Error) -> &str {
    let offset = error.values().iter().find(|(name, _)| *name == "offset");
    offset.map_or("", |(_, value)| value)
}

#[test]
fn the_same_text_is_read_in_every_encoding() {
    let with_mark = [b"\xEF\xBB\xBF", TEXT.as_bytes()].concat();
    let files = [
        (TEXT.as_bytes().to_vec(), Encoding::Utf8),
        (with_mark, Encoding::Utf8Bom),
        (gb18030(TEXT), Encoding::Gb18030),
    ];
    for (bytes, encoding) in files {
        let table = read(&bytes, Format::Csv).unwrap();
        assert_eq!(table.encoding(), encoding);
        assert_eq!(table.headers(), ["编码", "名称"]);
        let last = table.rows().last().unwrap();
        assert_eq!((last.cell(0), last.cell(1), last.cell(2)), ("䶮01", "𬭎㛃", ""));
    }
}

#[test]
fn half_a_character_at_the_end_is_refused() {
    let whole = gb18030("编码,名称\n01,男");
    let error = refusal(&whole[..whole.len() - 1], Format::Csv);
    assert_eq!((error.code(), offset(&error)), (Code::EncodingInvalid, "13"));

    let whole = "编码,名称\n01,男".as_bytes();
    let error = refusal(&whole[..whole.len() - 1], Format::Csv);
    assert_eq!((error.code(), offset(&error)), (Code::EncodingInvalid, "17"));
}

#[test]
fn half_a_character_in_the_middle_is_refused() {
    let [before, after] = ["编码,名称\n01,", "\n02,女\n"].map(gb18030);
    let half = &gb18030("男")[..1];
    let error = refusal(&[&before, half, &after].concat(), Format::Csv);
    assert_eq!((error.code(), offset(&error)), (Code::EncodingInvalid, "13"));

    let half = &gb18030("𬭎")[..3];
    let error = refusal(&[&before, half, &after].concat(), Format::Csv);
    assert_eq!((error.code(), offset(&error)), (Code::EncodingInvalid, "13"));

    let marked = b"\xEF\xBB\xBFcode,name\n1,\xE5\x85\n";
    let error = refusal(marked, Format::Csv);
    assert_eq!((error.code(), offset(&error)), (Code::EncodingInvalid, "15"));
}

#[test]
fn utf_16_is_named_in_the_refusal() {
    for (bytes, name) in [(b"\xFF\xFEa\0,\0b\0", "UTF-16LE"), (b"\xFE\xFF\0a\0,\0b", "UTF-16BE")] {
        let error = refusal(bytes, Format::Csv);
        assert_eq!(error.code(), Code::EncodingUnsupported);
        assert!(error.to_string().contains(name));
    }
}

#[test]
fn nul_is_refused() {
    assert_eq!(
        refusal(b"code,name\n1,a\0b\n", Format::Csv).code(),
        Code::FileUnreadable
    );
}

proptest! {
    #[test]
    fn gb18030_is_read_back(name in "[\u{4E00}-\u{9FA5}\u{20000}-\u{20100}㛃a-z0-9]{1,12}") {
        let text = format!("编码,名称\n01,{name}\n");
        let table = read(&gb18030(&text), Format::Csv).unwrap();
        prop_assert_eq!(table.encoding(), Encoding::Gb18030);
        prop_assert_eq!(table.rows().next().unwrap().cell(1), name);
    }

    #[test]
    fn utf_8_that_lost_a_byte_is_never_taken_for_gb18030(
        name in "[\u{4E00}-\u{9FA5}]{6,20}",
        character in 0_usize..6,
        byte in 0_usize..3,
    ) {
        let mut bytes = format!("code,name\n01,{name}\n").into_bytes();
        let start = "code,name\n01,".len() + 3 * character;
        bytes.remove(start + byte);
        let error = refusal(&bytes, Format::Csv);
        prop_assert_eq!(error.code(), Code::EncodingInvalid);
        let place: usize = offset(&error).parse().unwrap();
        prop_assert!(place <= start + byte && place >= start, "{} of {}", place, start);
    }
}
