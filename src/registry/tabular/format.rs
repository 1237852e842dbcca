//! Which format a file has, and which character separates its cells.

use crate::error::Code;
use crate::error::Error;
use crate::error::Result;

const ZIP_MAGIC: [&[u8]; 2] = [b"PK\x03\x04", b"PK\x05\x06"];
/// OLE compound file: `.xls`, or `.xlsx` with a password.
const OLE_MAGIC: &[u8] = &[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
/// The beginning of the name `EncryptedPackage` in such a file ([MS-OFFCRYPTO] 2.3.4.4), in UTF-16.
const ENCRYPTED: &[u8] = b"E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0";
const LONGEST_FIRST_LINE: usize = 64 << 10;

/// A file format that holds a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Text with cells separated by a comma, or by the semicolon, `|` or tab that its header line has more of; quotes
    /// as in RFC 4180.
    Csv,
    /// Text with cells separated by tabs; quotes as in CSV, as Excel writes them.
    Tsv,
    /// A workbook of Office Open XML (ECMA-376).
    Xlsx,
    /// Text without a header, an entry a line: its code, blanks, and its name up to the end of the line.
    Lines,
}

impl Format {
    /// The format of a file. What the bytes say wins: an archive is a workbook whatever its name, and a file named
    /// `.xlsx` that is text is read as text. Then the ending of the name counts, then the delimiter that the first
    /// line has most of. A `.txt` or `.dat` whose first line has blanks and no delimiter is [`Format::Lines`].
    pub fn detect(file_name: Option<&str>, bytes: &[u8]) -> Self {
        if is_zip(bytes) || bytes.starts_with(OLE_MAGIC) {
            return Self::Xlsx;
        }
        let ending = file_name
            .and_then(|name| name.rsplit_once('.'))
            .map(|(_, ending)| ending);
        match ending.map(str::to_ascii_lowercase).as_deref() {
            Some("csv") => Self::Csv,
            Some("tsv" | "tab") => Self::Tsv,
            Some("txt" | "dat") if first_line_is_entry(bytes) => Self::Lines,
            _ if first_line_delimiter(bytes) == b'\t' => Self::Tsv,
            _ => Self::Csv,
        }
    }

    /// The name that people know it by.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Csv => "CSV",
            Self::Tsv => "TSV",
            Self::Xlsx => "XLSX",
            Self::Lines => "TXT",
        }
    }
}

/// The refusal of a damaged file, or of one with another format.
pub(super) fn unreadable(format: Format) -> Error {
    Error::new(Code::FileUnreadable).with("format", format.as_str())
}

/// Refuses what cannot be a workbook: it is no archive.
///
/// Errors: `file-encrypted` for a workbook with a password, `file-unreadable` for the rest.
pub(super) fn must_be_workbook(bytes: &[u8]) -> Result<()> {
    if is_zip(bytes) {
        return Ok(());
    }
    let is_encrypted = bytes.starts_with(OLE_MAGIC) && bytes.windows(ENCRYPTED.len()).any(|part| part == ENCRYPTED);
    Err(if is_encrypted {
        Error::new(Code::FileEncrypted)
    } else {
        unreadable(Format::Xlsx)
    })
}

/// Whether the bytes begin like an archive.
pub(super) fn is_zip(bytes: &[u8]) -> bool {
    ZIP_MAGIC.iter().any(|magic| bytes.starts_with(magic))
}

/// The delimiter that stands most often in the line outside quotes; of equals the first of comma, tab, semicolon, `|`.
pub(super) fn delimiter_of(line: &str) -> u8 {
    // Its beginning tells; a line may be as long as the file.
    let (line, _) = line.split_at(line.floor_char_boundary(LONGEST_FIRST_LINE));
    let mut best = (0, b',');
    for delimiter in *b",\t;|" {
        let found = outside_quotes(line).filter(|&byte| byte == delimiter).count();
        if found > best.0 {
            best = (found, delimiter);
        }
    }
    best.1
}

fn outside_quotes(line: &str) -> impl Iterator<Item = u8> + '_ {
    let mut quoted = false;
    line.bytes().filter(move |&byte| {
        quoted ^= byte == b'"';
        !quoted
    })
}

fn first_line_is_entry(bytes: &[u8]) -> bool {
    let line = first_line(bytes);
    line.contains(&b' ') && !line.iter().any(|byte| b",\t;|".contains(byte))
}

fn first_line(bytes: &[u8]) -> &[u8] {
    let line = bytes
        .split(|byte| matches!(byte, b'\n' | b'\r'))
        .next()
        .unwrap_or_default();
    line.get(..LONGEST_FIRST_LINE).unwrap_or(line)
}

fn first_line_delimiter(bytes: &[u8]) -> u8 {
    let line = first_line(bytes);
    match std::str::from_utf8(line) {
        Ok(text) => delimiter_of(text),
        Err(_) => delimiter_of(&encoding_rs::GB18030.decode_without_bom_handling(line).0),
    }
}
