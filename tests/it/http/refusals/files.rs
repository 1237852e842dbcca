//! Bad files: refused whole, by either kind of upload.

use super::Case;
use super::HIS;
use crate::http::client::Client;
use crate::http::client::encode;
use crate::http::data::DISEASES;
use crate::http::data::dictionary_address;
use crate::http::data::gb18030;
use crate::http::data::import_address;
use crate::http::data::xlsx;
use crate::http::server::TestServer;
use crate::registry::files::workbook_with;
use serde_json::Value;
use serde_json::json;
use std::io::Cursor;
use std::io::Write as _;
use zhiyu::access::role::Role;
use zhiyu::error::Code;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// Larger when unpacked than any part of an honest workbook may be for its packed size.
const BOMB_BYTES: usize = 12 << 20;

/// A file, what it is refused with, and what the query says of it.
struct BadFile {
    code: Code,
    bytes: Vec<u8>,
    query: &'static str,
}

/// Files that are refused whatever they are meant to be.
fn bad_files() -> Vec<BadFile> {
    let file = |code, bytes: &[u8], query| BadFile {
        code,
        bytes: bytes.to_vec(),
        query,
    };
    let book = xlsx(&[&["code", "name"], &["001", "霍乱"]]);
    let half_a_book = &book[..book.len() / 2];
    let mut half_a_character = gb18030("code,name\n001,霍乱\n002,伤寒");
    half_a_character.pop();
    vec![
        file(Code::FileUnreadable, half_a_book, ""),
        file(
            Code::FileUnreadable,
            b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 an old workbook",
            "",
        ),
        file(Code::FileUnreadable, b"code,name\n001,a\0b\n", ""),
        file(Code::FileEncrypted, &with_password(), ""),
        file(Code::ArchiveUnsafe, &workbook_with("../a.xml", "<a/>"), ""),
        file(Code::EncodingInvalid, &half_a_character, ""),
        file(
            Code::EncodingInvalid,
            "code,name\n001,霍乱霍乱霍\n"
                .as_bytes()
                .split_last_chunk::<2>()
                .unwrap()
                .0,
            "",
        ),
        file(Code::EncodingUnsupported, b"\xFF\xFEc\0,\0n\0\n\0", ""),
        file(Code::ColumnMissing, b"code,name\n001,a\n", "&code=ICD"),
        file(Code::ColumnNotGuessed, b"one,two\n001,a\n", ""),
        file(Code::ColumnRepeated, b"code,code,name\n001,001,a\n", ""),
        file(Code::FileEmpty, b"code,name\n", ""),
        file(Code::FileEmpty, b"", ""),
        file(Code::FileEmpty, &xlsx(&[&["code", "name"]]), ""),
        file(Code::RowRagged, b"code,name\n001,a\n002\n", ""),
        file(Code::CellInvalid, b"code,name\n001,\"a\n", ""),
        file(Code::FileTooLarge, &bomb(), ""),
        file(
            Code::FileTooLarge,
            ("code,name".to_owned() + &",x".repeat(200) + "\n").as_bytes(),
            "",
        ),
        file(Code::RowsRefused, b"code,name\n,a\n", ""),
    ]
}

/// A workbook with a password, as far as it is looked at.
fn with_password() -> Vec<u8> {
    let name = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes);
    b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"
        .iter()
        .copied()
        .chain(name)
        .collect()
}

/// An archive that unpacks to a thousand times its size.
fn bomb() -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    archive
        .start_file("xl/media/image1.png", SimpleFileOptions::default())
        .unwrap();
    archive.write_all(&vec![0; BOMB_BYTES]).unwrap();
    let bytes = archive.finish().unwrap().into_inner();
    assert!(bytes.len() * 200 < BOMB_BYTES);
    bytes
}

/// Every bad file as an edition and as a dictionary.
pub fn cases(server: &TestServer) -> Vec<Case> {
    let (registrar, curator) = (server.registrar(), server.curator());
    let mut cases = Vec::new();
    for BadFile { code, bytes, query } in bad_files() {
        let uploads = [
            (&registrar, import_address("bad/1", &format!("title=x{query}"))),
            (&curator, load_address(query)),
        ];
        for (client, address) in uploads {
            let bytes = bytes.clone();
            cases.push(Case::new(code, client, move |client| client.upload(&address, &bytes)));
        }
    }
    cases.push(Case::new(Code::RowsRefused, &registrar, |client| {
        client.upload(&all_wrong_address(), ALL_WRONG)
    }));
    cases.push(Case::new(Code::RowsRefused, &registrar, |client| {
        client.upload(
            &import_address("bad/1", "kind=icd-9-cm-3-guolin"),
            ALL_DAMAGED.as_bytes(),
        )
    }));
    cases.push(Case::new(Code::FieldInvalid, &registrar, |client| {
        client.upload(&import_address("bad/1", "kind=medicine"), b"code,name\nA,a\n")
    }));
    cases.push(Case::new(Code::RowsRefused, &curator, |client| {
        let address = format!("{}/mappings/import?format=csv", dictionary_address(HIS));
        let another_name = "本地编码,本地名称,目标编码,关系\n005,好病,A00,等同\n";
        client.upload(&address, another_name.as_bytes())
    }));
    cases.push(Case::new(Code::ContentCodingUnsupported, &curator, |client| {
        let call = client
            .call("POST", &load_address(""))
            .header("content-encoding", "gzip");
        call.body(vec![0x1F, 0x8B]).send()
    }));
    let strict = server.foreign(Role::Curator);
    cases.push(Case::new(Code::PersonalDataRefused, &strict, |client| {
        let address = load_address("").replace("/H1/", "/H2/");
        client.upload(&address, "code,name\n1,电话 13800138000\n".as_bytes())
    }));
    cases.extend(bad_kinds(&registrar));
    cases
}

/// Kinds that cannot be registered, and one that there is not.
fn bad_kinds(registrar: &Client) -> Vec<Case> {
    let put = |id: &'static str, text: &'static str| {
        move |client: &Client| client.call("PUT", &format!("kinds/{id}")).body(text.into()).send()
    };
    vec![
        Case::new(Code::KindUnknown, registrar, |client| client.get("kinds/medicine")),
        Case::new(Code::KindInvalid, registrar, put("own", "title='a'\n")),
        Case::new(Code::KindExists, registrar, put("plain", OTHER_KIND)),
    ]
}

/// A good kind, and another than any that is there.
const OTHER_KIND: &str = "title='a'\ntitle_en='b'\nstandard='c'\nconfidence='V'\n";

/// An edition of operations with one of everything that a workbook program or a keyboard does to codes.
const ALL_DAMAGED: &str = "code,name\n4.3x01,a\n51.230,b\n8.69E+13,c\n51.23 00,d\n５１.2300,e\n51.23O0,f\nA,g\n\
    51.2301,\u{FFFD}\n合计,h\n";

fn load_address(query: &str) -> String {
    format!("{}/load?target={}{query}", dictionary_address(HIS), encode(DISEASES))
}

/// An edition with one of everything that only editions refuse.
const ALL_WRONG: &[u8] = b"code,name,parent,status\nA,a,,\nA,a,,\nB,b,Z,\nC,c,D,\nD,d,C,\nE\x07,e,,\nF,f,,gone\n";

fn all_wrong_address() -> String {
    import_address("bad/1", "parent=parent&status=status")
}

fn places(problem: &Value) -> Vec<Value> {
    let findings = problem["findings"].as_array().unwrap().iter();
    findings
        .map(|finding| json!([finding["code"], finding["row"], finding["column"]]))
        .collect()
}

#[test]
fn every_finding_of_an_edition_has_its_row_and_column() {
    let server = TestServer::start();
    let problem = server
        .registrar()
        .upload(&all_wrong_address(), ALL_WRONG)
        .refused(Code::RowsRefused);
    assert!(problem["detail"].as_str().unwrap().contains("5 处"), "{problem}");
    assert_eq!(
        places(&problem),
        [
            json!(["code-repeated", 3, "code"]),
            json!(["parent-missing", 4, "parent"]),
            json!(["parent-cycle", 5, "parent"]),
            json!(["cell-invalid", 7, "code"]),
            json!(["cell-invalid", 8, "status"]),
        ]
    );
}

#[test]
fn refused_files_say_where() {
    let server = super::hospital();
    let registrar = server.registrar();
    let send = |client: &Client, bytes: &[u8], query: &str, code: Code| {
        client.upload(&import_address("bad/1", query), bytes).refused(code)
    };
    let ragged = send(&registrar, b"code,name\n001,a\n002\n", "", Code::RowRagged);
    assert_eq!(ragged["row"], 3);
    let quote = send(&registrar, b"code,name\n001,a\n002,\"b\n", "", Code::CellInvalid);
    assert_eq!(quote["row"], 3);
    let repeated = send(&registrar, b"code,code,name\n1,1,a\n", "", Code::ColumnRepeated);
    assert_eq!(repeated["column"], "code");
    let missing = send(&registrar, b"code,name\n1,a\n", "name=ICD", Code::ColumnMissing);
    assert_eq!(missing["column"], "ICD");
    assert!(missing["detail"].as_str().unwrap().contains("code、name"), "{missing}");
    let cut = send(&registrar, b"code,name\n1,\xBB\xF4\xC2", "", Code::EncodingInvalid);
    assert!(cut["detail"].as_str().unwrap().contains("第 14 字节"), "{cut}");
    registrar.get("code-systems/bad").refused(Code::CodeSystemUnknown);
}
