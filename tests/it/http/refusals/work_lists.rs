//! Work lists that cannot be merged.

use super::Case;
use super::HIS;
use crate::http::client::Client;
use crate::http::data::dictionary_address;
use crate::http::data::draft;
use crate::http::data::load;
use crate::http::data::mapped;
use crate::http::server::TestServer;
use crate::work_lists::sheets::Sheet;
use zhiyu::error::Code;

const OTHER: &str = "his/work-list";

fn work_list(client: &Client, dictionary: &str) -> Sheet {
    Sheet::of(
        &client
            .get(&format!("{}/work-list", dictionary_address(dictionary)))
            .body,
    )
}

/// Every work list that is refused. The dictionary is one of its own, so that the others stay as they are.
pub fn cases(server: &TestServer) -> Vec<Case> {
    let curator = server.curator();
    load(&curator, OTHER, &[("001", "霍乱"), ("002", "伤寒")]).ok();
    let old = work_list(&curator, OTHER);
    draft(&curator, OTHER, &[mapped("001", "A00")]).ok();
    let changed = |code: &str, title: &str, text: &str| {
        let mut sheet = Sheet(old.0.clone());
        sheet.map("001", "A01", "等同");
        sheet.set(code, title, text);
        sheet.csv().bytes
    };
    let asked = [
        (Code::WorkListConflicts, OTHER, "", changed("001", "意见", "")),
        (Code::WorkListForeign, HIS, "", old.csv().bytes),
        (Code::RowsRefused, OTHER, "", changed("002", "本地名称", "副伤寒")),
        (Code::RowsRefused, OTHER, "", changed("002", "结论", "无匹配")),
        (
            Code::ColumnMissing,
            OTHER,
            "",
            "编码,名称\n001,霍乱\n".as_bytes().to_vec(),
        ),
        (Code::FieldInvalid, OTHER, "?conflicts=mine", old.csv().bytes),
        (Code::FieldInvalid, OTHER, "?format=pdf", old.csv().bytes),
    ];
    let mut cases: Vec<Case> = Vec::new();
    for (code, dictionary, query, bytes) in asked {
        let address = format!("{}/work-list{query}", dictionary_address(dictionary));
        cases.push(Case::new(code, &curator, move |client| client.upload(&address, &bytes)));
    }
    let address = format!("{}/work-list?format=pdf", dictionary_address(OTHER));
    cases.push(Case::new(Code::FieldInvalid, &curator, move |client| {
        client.get(&address)
    }));
    cases
}
