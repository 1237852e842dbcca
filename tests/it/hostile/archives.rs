//! Archives: bombs, entries that overlap, lie, are encrypted or leave their folder.

use super::fixture::Fate;
use super::fixture::Fixture;
use crate::registry::files;
use crate::registry::files::workbook;
use crate::registry::files::workbook_with;
use crate::registry::hostile::archive;
use crate::registry::hostile::deflated;
use crate::registry::hostile::names;
use crate::registry::hostile::one_large_part;
use crate::registry::hostile::two_gigabytes;
use flate2::Crc;
use std::io::Cursor;
use std::io::Write as _;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const UNSAFE: Fate = Fate::Refused("archive-unsafe");
const TOO_LARGE: Fate = Fate::Refused("file-too-large");
const UNREADABLE: Fate = Fate::Refused("file-unreadable");

/// The fixtures of points 1 and 2.
pub fn fixtures() -> Vec<Fixture> {
    let mut list = bombs();
    list.extend(entries());
    list.extend(paths());
    list
}

fn good() -> Vec<u8> {
    workbook(&[&["code", "name"], &["01", "霍乱"]])
}

fn bombs() -> Vec<Fixture> {
    let cells = archive(&names(1), &deflated("<c/>", 512), 512 << 20);
    let parts: Vec<Vec<u8>> = vec![deflated("    ", 9); 30];
    let one = |name, bytes, fate| Fixture::dictionary(1, name, bytes, fate);
    vec![
        one("two-gigabytes-in-one-stream.xlsx", two_gigabytes(), UNREADABLE),
        one("part-of-300-megabytes.xlsx", one_large_part(), TOO_LARGE),
        one("cells-of-512-megabytes.xlsx", cells, TOO_LARGE),
        one(
            "thirty-parts-of-9-megabytes.xlsx",
            stored_parts(&parts, "    ", 9),
            TOO_LARGE,
        ),
        one(
            "bomb-inside-a-bomb.xlsx",
            workbook_with("xl/embeddings/inner.zip", two_gigabytes()),
            Fate::Accepted(1),
        ),
    ]
}

/// An archive whose parts are these streams, each in its place.
fn stored_parts(streams: &[Vec<u8>], text: &str, mebibytes: usize) -> Vec<u8> {
    let mut sum = Crc::new();
    sum.update(text.repeat((mebibytes << 20) / text.len()).as_bytes());
    let size = u32::try_from(mebibytes << 20).unwrap();
    let mut bytes = Vec::new();
    let mut directory = Vec::new();
    for (number, stream) in streams.iter().enumerate() {
        let name = format!("xl/media/image{number}.png");
        let offset = u32::try_from(bytes.len()).unwrap();
        let mut sizes = sum.sum().to_le_bytes().to_vec();
        sizes.extend(u32::try_from(stream.len()).unwrap().to_le_bytes());
        sizes.extend(size.to_le_bytes());
        sizes.extend(u16::try_from(name.len()).unwrap().to_le_bytes());
        bytes.extend(b"PK\x03\x04\x14\0\0\0\x08\0\0\0\0\0");
        bytes.extend(&sizes);
        bytes.extend([0; 2]);
        bytes.extend(name.as_bytes());
        bytes.extend(stream);
        directory.extend(b"PK\x01\x02\x14\0\x14\0\0\0\x08\0\0\0\0\0");
        directory.extend(&sizes);
        directory.extend([0; 12]);
        directory.extend(offset.to_le_bytes());
        directory.extend(name.as_bytes());
    }
    let start = u32::try_from(bytes.len()).unwrap();
    let count = u16::try_from(streams.len()).unwrap().to_le_bytes();
    let length = u32::try_from(directory.len()).unwrap();
    bytes.extend(directory);
    bytes.extend(b"PK\x05\x06\0\0\0\0");
    bytes.extend(count);
    bytes.extend(count);
    bytes.extend(length.to_le_bytes());
    bytes.extend(start.to_le_bytes());
    bytes.extend([0; 2]);
    bytes
}

fn entries() -> Vec<Fixture> {
    let one = |name, bytes, fate| Fixture::dictionary(2, name, bytes, fate);
    let stream = deflated("<c/>", 1);
    let mut announced = good();
    announced.extend(b"PK\x06\x06");
    announced.extend([0; 20]);
    announced.extend([0xFF, 0xFF, 0xFF, 0, 0, 0, 0, 0].repeat(2));
    let mut encrypted = good();
    for (signature, flags) in [(b"PK\x01\x02", 8), (b"PK\x03\x04", 6)] {
        for place in places(&encrypted, signature) {
            encrypted[place + flags] |= 1;
        }
    }
    let mut password = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
    password.resize(512, 0);
    password.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    let mut other_method = good();
    for (signature, method) in [(b"PK\x01\x02", 10), (b"PK\x03\x04", 8)] {
        for place in places(&other_method, signature) {
            other_method[place + method] = 12;
        }
    }
    vec![
        one(
            "entries-65535.xlsx",
            archive(&names(65_535), &stream, 1 << 20),
            TOO_LARGE,
        ),
        one("entries-announced-16-million.xlsx", announced, TOO_LARGE),
        one(
            "entries-that-overlap.xlsx",
            archive(&names(9), &deflated("<!---->", 1), 1 << 20),
            UNREADABLE,
        ),
        one("entries-encrypted.xlsx", encrypted, Fate::Refused("file-encrypted")),
        one("opened-by-password.xlsx", password, Fate::Refused("file-encrypted")),
        one("entries-of-another-method.xlsx", other_method, UNSAFE),
        one("directory-that-lies.xlsx", directory_that_lies(), UNREADABLE),
        one("directory-cut-off.xlsx", cut(&good(), 40), UNREADABLE),
        one("bytes-spoilt.xlsx", spoilt(&good()), UNREADABLE),
        one(
            "old-workbook.xls",
            b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 old".to_vec(),
            UNREADABLE,
        ),
        one(
            "no-workbook-inside.xlsx",
            files::pack(&vec![("a.txt".to_owned(), vec![b'a'])]),
            UNREADABLE,
        ),
        one("archive-named-csv.csv", good(), Fate::Accepted(1)),
        one(
            "text-named-xlsx.xlsx",
            "code,name\n01,霍乱\n".as_bytes().to_vec(),
            Fate::Accepted(1),
        ),
    ]
}

fn places(bytes: &[u8], signature: &[u8]) -> Vec<usize> {
    (0..bytes.len())
        .filter(|&place| bytes[place..].starts_with(signature))
        .collect()
}

/// The directory says another size than the entry has.
fn directory_that_lies() -> Vec<u8> {
    let mut bytes = good();
    for place in places(&bytes.clone(), b"PK\x01\x02") {
        bytes[place + 24] ^= 0x40;
    }
    bytes
}

fn cut(bytes: &[u8], from_the_end: usize) -> Vec<u8> {
    bytes[..bytes.len() - from_the_end].to_vec()
}

fn spoilt(bytes: &[u8]) -> Vec<u8> {
    let mut spoilt = bytes.to_vec();
    for place in (50..bytes.len() / 2).step_by(37) {
        spoilt[place] ^= 0xFF;
    }
    spoilt
}

fn paths() -> Vec<Fixture> {
    let slips = [
        ("up", "../../etc/cron.d/x.xml"),
        ("up-inside", "xl/../../a.xml"),
        ("absolute", "/etc/passwd.xml"),
        ("backslash", "xl\\..\\..\\a.xml"),
        ("drive", "c:/windows/a.xml"),
    ];
    let mut list: Vec<Fixture> = slips
        .iter()
        .map(|(what, path)| Fixture::dictionary(2, &format!("path-{what}.xlsx"), workbook_with(path, "<a/>"), UNSAFE))
        .collect();
    let mut link = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default();
    link.add_symlink("xl/workbook.xml", "/etc/passwd", options).unwrap();
    link.start_file("[Content_Types].xml", options).unwrap();
    link.write_all(b"<Types/>").unwrap();
    let bytes = link.finish().unwrap().into_inner();
    list.push(Fixture::dictionary(2, "path-symlink.xlsx", bytes, UNSAFE));
    list
}
