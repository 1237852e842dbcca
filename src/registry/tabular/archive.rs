//! The archive that a workbook is: proved harmless, then packed anew from its XML parts alone.
//!
//! Every entry is decompressed once, counted, and thrown away; headers are believed in nothing. What the workbook
//! reader gets is the new archive, so that it cannot open a part that was not checked, nor find in the old bytes another
//! archive than the one found here.

use super::format;
use super::format::Format;
use super::limits;
use super::limits::Limits;
use super::markup::Scanner;
use super::refusal::unsafe_because;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use std::io::Cursor;
use std::io::Read;
use zip::CompressionMethod;
use zip::ZipArchive;
use zip::ZipWriter;
use zip::read::ZipFile;

const DIRECTORY_ENTRY: &[u8] = b"PK\x01\x02";
const ZIP64_END: &[u8] = b"PK\x06\x06";
/// Where the two counts of entries stand in the end record of a zip64 directory (APPNOTE 4.3.14).
const ZIP64_COUNTS: [std::ops::Range<usize>; 2] = [24..32, 32..40];
/// Parts up to this size may have any compression ratio.
const FREE_OF_RATIO: usize = 10 << 20;
const PIECE: usize = 64 << 10;

type Archive<'b> = ZipArchive<Cursor<&'b [u8]>>;
type Clean = ZipWriter<Cursor<Vec<u8>>>;

/// A new archive of the XML parts of this one.
///
/// Errors: `file-too-large` for whatever exceeds a limit, `file-unreadable` when it is damaged, encrypted, has entries
/// that leave its folder, overlap or are links, or XML that is refused.
pub(super) fn checked(bytes: &[u8], limits: &Limits) -> Result<Vec<u8>> {
    refuse_many_entries(bytes, limits)?;
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(damaged_by)?;
    let mut clean = ZipWriter::new(Cursor::new(Vec::new()));
    let mut compressed = 0_u64;
    let mut budget = limits.decompressed_bytes;
    for index in 0..archive.len() {
        let entry = archive.by_index_raw(index).map_err(damaged_by)?;
        refuse_strange_entry(&entry)?;
        compressed = compressed.saturating_add(entry.compressed_size());
        if compressed > u64::try_from(bytes.len()).unwrap_or(u64::MAX) {
            return Err(unsafe_because("条目互相重叠", "its entries overlap"));
        }
        drop(entry);
        check_entry(&mut archive, index, &mut budget, &mut clean, limits)?;
    }
    Ok(clean.finish().map_err(damaged_by)?.into_inner())
}

/// Refuses before the directory is read, which takes memory for every entry it has or announces.
fn refuse_many_entries(bytes: &[u8], limits: &Limits) -> Result<()> {
    let mut entries = 0;
    let mut announced = 0;
    let mut rest = bytes;
    while let Some(start) = rest.iter().position(|&byte| byte == b'P') {
        let record = rest.get(start..).unwrap_or_default();
        if record.starts_with(DIRECTORY_ENTRY) {
            entries += 1;
        } else if record.starts_with(ZIP64_END) {
            for range in ZIP64_COUNTS {
                let count = record.get(range).and_then(|count| <[u8; 8]>::try_from(count).ok());
                announced = announced.max(u64::from_le_bytes(count.unwrap_or_default()));
            }
        }
        rest = record.get(1..).unwrap_or_default();
    }
    let limit = limits.archive_entries;
    if entries > limit || announced > u64::try_from(limit).unwrap_or(u64::MAX) {
        return Err(limits::exceeded("压缩包条目 archive entries", limit));
    }
    Ok(())
}

fn refuse_strange_entry<R: Read>(entry: &ZipFile<'_, R>) -> Result<()> {
    let name = entry.name();
    if entry.encrypted() {
        return Err(Error::new(Code::FileEncrypted));
    }
    let leaves_folder =
        name.starts_with(['/', '\\']) || name.contains([':', '\0']) || name.split(['/', '\\']).any(|step| step == "..");
    let is_known_method = matches!(
        entry.compression(),
        CompressionMethod::Stored | CompressionMethod::Deflated
    );
    if leaves_folder {
        return Err(unsafe_because(
            "有条目的路径离开了压缩包",
            "an entry has a path that leaves the archive",
        ));
    }
    if entry.is_symlink() {
        return Err(unsafe_because("有条目是符号链接", "an entry is a symbolic link"));
    }
    if !is_known_method {
        return Err(unsafe_because(
            "有条目的压缩方式不是 deflate",
            "an entry is compressed with something else than deflate",
        ));
    }
    Ok(())
}

fn check_entry(
    archive: &mut Archive<'_>,
    index: usize,
    budget: &mut usize,
    clean: &mut Clean,
    limits: &Limits,
) -> Result<()> {
    let mut entry = archive.by_index(index).map_err(damaged_by)?;
    let name = entry.name().to_ascii_lowercase();
    let is_xml = [".xml", ".rels"].iter().any(|ending| name.ends_with(ending));
    let announced = entry.size();
    let compressed = usize::try_from(entry.compressed_size()).unwrap_or(usize::MAX).max(1);
    let most = compressed.saturating_mul(limits.compression_ratio).max(FREE_OF_RATIO);
    // Who announces too much is believed; who announces too little is found out while it is unpacked.
    if announced > u64::try_from(*budget).unwrap_or(u64::MAX) {
        return Err(too_much(limits));
    }
    if announced > u64::try_from(most).unwrap_or(u64::MAX) {
        return Err(too_dense(limits));
    }
    let mut scanner = is_xml.then(|| Scanner::new(limits));
    let mut piece = vec![0; PIECE];
    let mut size = 0;
    loop {
        let length = entry.read(&mut piece).map_err(damaged_by)?;
        if length == 0 {
            break;
        }
        size += length;
        *budget = budget.checked_sub(length).ok_or_else(|| too_much(limits))?;
        if size > most {
            return Err(too_dense(limits));
        }
        if let Some(scanner) = &mut scanner {
            scanner.feed(piece.get(..length).unwrap_or_default())?;
        }
    }
    drop(entry);
    let tells_its_size = u64::try_from(size).is_ok_and(|size| size == announced);
    if !tells_its_size {
        return Err(format::unreadable(Format::Xlsx));
    }
    if is_xml {
        let entry = archive.by_index_raw(index).map_err(damaged_by)?;
        clean.raw_copy_file(entry).map_err(damaged_by)?;
    }
    Ok(())
}

fn too_much(limits: &Limits) -> Error {
    limits::exceeded("解压后字节 decompressed bytes", limits.decompressed_bytes)
}

fn too_dense(limits: &Limits) -> Error {
    limits::exceeded("倍压缩比 times its compressed size", limits.compression_ratio)
}

fn damaged_by(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Error {
    format::unreadable(Format::Xlsx).caused_by(cause)
}
