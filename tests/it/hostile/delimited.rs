//! CSV: lines without end, columns without number, quotes, NULs, byte order marks, mixed line ends.

use super::fixture::Contents;
use super::fixture::Fate;
use super::fixture::Fixture;
use super::fixture::Upload;

const TOO_LARGE: Fate = Fate::Refused("file-too-large");

/// The fixtures of point 4.
pub fn fixtures() -> Vec<Fixture> {
    let mut list = too_much();
    list.extend(wrong());
    list.extend(no_tables());
    list.extend(unusual());
    list
}

fn one(name: &str, bytes: impl Into<Vec<u8>>, fate: Fate) -> Fixture {
    Fixture::dictionary(4, name, bytes, fate)
}

fn too_much() -> Vec<Fixture> {
    let mut quoted = b"code,name\n01,\"".to_vec();
    quoted.extend(b"x\n".repeat(20 << 20));
    vec![
        Fixture {
            point: 4,
            name: "one-gigabyte-without-line-end.csv".to_owned(),
            upload: Upload::Dictionary,
            contents: Contents::Nothing(1 << 30),
            fate: TOO_LARGE,
        },
        one("60-megabytes-without-line-end.csv", vec![b'x'; 60 << 20], TOO_LARGE),
        one(
            "60-megabytes-in-a-cell.csv",
            [b"code,name\n01,".as_slice(), &vec![b'x'; 60 << 20]].concat(),
            TOO_LARGE,
        ),
        one("one-million-columns.csv", b",x".repeat(1 << 20), TOO_LARGE),
        one(
            "one-million-columns-in-a-row.csv",
            [b"code,name\n01".as_slice(), &b",".repeat(1 << 20)].concat(),
            TOO_LARGE,
        ),
        one("three-million-empty-lines.csv", b"\n".repeat(3 << 20), TOO_LARGE),
        one(
            "quote-never-closed-in-40-megabytes.csv",
            quoted,
            Fate::Refused("cell-invalid"),
        ),
    ]
}

fn wrong() -> Vec<Fixture> {
    let utf16 = |units: fn(u16) -> [u8; 2], mark: &[u8]| {
        let text = "code,name\n01,霍乱\n".encode_utf16().flat_map(units);
        mark.iter().copied().chain(text).collect::<Vec<u8>>()
    };
    vec![
        one(
            "quote-never-closed.csv",
            "code,name\n01,\"霍乱\n",
            Fate::Refused("cell-invalid"),
        ),
        one(
            "quote-followed-by-text.csv",
            "code,name\n01,\"霍\"乱\n",
            Fate::Refused("cell-invalid"),
        ),
        one(
            "nul.csv",
            b"code,name\n01,a\0b\n".as_slice(),
            Fate::Refused("file-unreadable"),
        ),
        one(
            "nul-at-the-end.csv",
            b"code,name\n01,a\n\0".as_slice(),
            Fate::Refused("file-unreadable"),
        ),
        one(
            "utf-16le.csv",
            utf16(u16::to_le_bytes, b"\xFF\xFE"),
            Fate::Refused("encoding-unsupported"),
        ),
        one(
            "utf-16be.csv",
            utf16(u16::to_be_bytes, b"\xFE\xFF"),
            Fate::Refused("encoding-unsupported"),
        ),
        one(
            "utf-16-without-mark.csv",
            utf16(u16::to_le_bytes, b""),
            Fate::Refused("file-unreadable"),
        ),
    ]
}

fn no_tables() -> Vec<Fixture> {
    vec![
        one("row-too-short.csv", "code,name\n01\n", Fate::Refused("row-ragged")),
        one(
            "row-too-long.csv",
            "code,name\n01,霍乱,x\n",
            Fate::Refused("row-ragged"),
        ),
        one("empty.csv", "", Fate::Refused("file-empty")),
        one(
            "only-a-mark.csv",
            b"\xEF\xBB\xBF".as_slice(),
            Fate::Refused("file-empty"),
        ),
        one(
            "picture.csv",
            b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR".as_slice(),
            Fate::Refused("file-unreadable"),
        ),
        one(
            "gzip.csv",
            b"\x1F\x8B\x08\0\0\0\0\0\0\x03".as_slice(),
            Fate::Refused("file-unreadable"),
        ),
    ]
}

fn unusual() -> Vec<Fixture> {
    vec![
        one("byte-order-mark.csv", "\u{FEFF}code,name\n01,霍乱\n", Fate::Accepted(1)),
        one(
            "line-ends-mixed.csv",
            "code,name\r\n01,霍乱\n02,伤寒\r03,鼠疫",
            Fate::Accepted(3),
        ),
        one(
            "line-end-in-a-cell.csv",
            "code,name\n01,\"霍\r\n乱\"\n",
            Fate::Accepted(1),
        ),
        one("semicolons.csv", "code;name\n01;霍乱,弧菌\n", Fate::Accepted(1)),
        one("tabs.csv", "code\tname\n01\t霍乱\n", Fate::Accepted(1)),
        one(
            "commands.csv",
            "code,name\n01,=cmd|'/C calc'!A0\n02,@SUM(1)\n03,+1\n04,-1\n",
            Fate::Accepted(4),
        ),
    ]
}
