//! What tests bring along: editions, dictionaries, decisions.

use super::client::Answer;
use super::client::Client;
use super::client::encode;
use super::server::TestServer;
use rust_xlsxwriter::Workbook;
use serde_json::Value;
use serde_json::json;

/// The edition of [`diseases`].
pub const DISEASES: &str = "disease/2026";
/// A code with all the characters that addresses are afraid of.
pub const ODD_CODE: &str = "B95/9+A00*50% é";

/// An edition with headers and children, published.
pub fn diseases(server: &TestServer) {
    edition(DISEASES)
        .heading("I", "传染病")
        .child("A00", "霍乱", "I")
        .child("A01", "伤寒", "I")
        .child("A01.0", "伤寒杆菌性伤寒", "A01")
        .child("A02", "副伤寒", "I")
        .child(ODD_CODE, "霍乱伴有细菌感染", "I")
        .publish(server);
}

/// A new edition, named `system/edition`.
pub fn edition(of: &str) -> Edition {
    Edition {
        of: of.to_owned(),
        rows: Vec::new(),
    }
}

/// An edition to be imported.
pub struct Edition {
    of: String,
    rows: Vec<[String; 4]>,
}

impl Edition {
    /// A concept without parent.
    pub fn concept(self, code: &str, name: &str) -> Self {
        self.row([code, name, "", ""])
    }

    /// A concept that no data may carry.
    pub fn heading(self, code: &str, name: &str) -> Self {
        self.row([code, name, "", "false"])
    }

    /// A concept below another.
    pub fn child(self, code: &str, name: &str, parent: &str) -> Self {
        self.row([code, name, parent, ""])
    }

    /// The file.
    pub fn csv(&self) -> String {
        let header = "code,name,parent,assignable\n".to_owned();
        let lines = self.rows.iter().map(|row| row.join(",") + "\n");
        header + &lines.collect::<String>()
    }

    /// Imports it as a draft.
    pub fn import(&self, server: &TestServer) -> Answer {
        let address = import_address(&self.of, "code=code&name=name&parent=parent&assignable=assignable");
        server.registrar().upload(&address, self.csv().as_bytes())
    }

    /// Imports it, submits it, and has another registrar publish it.
    pub fn publish(&self, server: &TestServer) -> Value {
        self.import(server).ok();
        publish_draft(server, &self.of)
    }

    fn row(mut self, cells: [&str; 4]) -> Self {
        self.rows.push(cells.map(str::to_owned));
        self
    }
}

/// Says of a draft what a review needs, submits it, and has another registrar publish it.
pub fn publish_draft(server: &TestServer, of: &str) -> Value {
    publish_draft_from(server, of, "2026-01-01")
}

/// The same for an edition that is in force from this day.
pub fn publish_draft_from(server: &TestServer, of: &str, day: &str) -> Value {
    let (system, _) = of.split_once('/').unwrap();
    let (registrar, address) = (server.registrar(), address_of(of));
    let about = json!({ "title": "试验代码", "publisher": "试验单位", "kind": "plain" });
    registrar.put(&format!("code-systems/{system}"), &about).ok();
    let metadata = json!({ "source": "试验", "confidence": "V", "effective_from": day });
    registrar.call("PATCH", &address).json(&metadata).send().ok();
    registrar.post(&format!("{address}/submit"), &json!({})).ok();
    server.second_registrar().act(&format!("{address}/publish")).ok()
}

/// The address of an edition.
pub fn address_of(of: &str) -> String {
    let (system, edition) = of.split_once('/').unwrap();
    format!("code-systems/{system}/editions/{edition}")
}

/// Where an edition's file goes.
pub fn import_address(of: &str, query: &str) -> String {
    format!("{}/import?{query}", address_of(of))
}

/// The address of a dictionary of `H1`, such as `his/diagnosis`.
pub fn dictionary_address(dictionary: &str) -> String {
    format!("organizations/H1/dictionaries/{dictionary}")
}

/// Loads rows as a dictionary of `H1` that is to be mapped to [`DISEASES`].
pub fn load(curator: &Client, dictionary: &str, rows: &[(&str, &str)]) -> Answer {
    let address = format!("{}/load?target={}", dictionary_address(dictionary), encode(DISEASES));
    curator.upload(&address, csv(rows).as_bytes())
}

/// Codes and names as a CSV file.
pub fn csv(rows: &[(&str, &str)]) -> String {
    let lines = rows.iter().map(|(code, name)| format!("{code},{name}\n"));
    "code,name\n".to_owned() + &lines.collect::<String>()
}

/// The text in GB18030.
pub fn gb18030(text: &str) -> Vec<u8> {
    let (bytes, _, lossy) = encoding_rs::GB18030.encode(text);
    assert!(!lossy);
    bytes.into_owned()
}

/// The rows as a workbook, every cell a text.
pub fn xlsx(rows: &[&[&str]]) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (row, cells) in (0_u32..).zip(rows) {
        for (column, cell) in (0_u16..).zip(*cells) {
            sheet.write_string(row, column, *cell).unwrap();
        }
    }
    book.save_to_buffer().unwrap()
}

/// A decision for one target.
pub fn mapped(code: &str, target: &str) -> Value {
    json!({
        "code": code, "targets": [{ "code": target, "relationship": "equivalent" }], "justification": "名称一致",
    })
}

/// Drafts decisions in a dictionary of `H1`.
pub fn draft(curator: &Client, dictionary: &str, items: &[Value]) -> Answer {
    let address = format!("{}/mappings", dictionary_address(dictionary));
    curator.put(&address, &json!({ "items": items }))
}

/// Takes a step on codes of a dictionary of `H1`.
pub fn step(client: &Client, dictionary: &str, step: &str, codes: &[&str]) -> Answer {
    let items: Vec<Value> = codes.iter().map(|code| json!({ "code": code })).collect();
    let address = format!("{}/mappings/{step}", dictionary_address(dictionary));
    client.post(&address, &json!({ "items": items, "reason": "已核对" }))
}

/// Drafts, submits and approves, by those who may.
pub fn approve(server: &TestServer, dictionary: &str, items: &[Value]) {
    let codes: Vec<&str> = items.iter().map(|item| item["code"].as_str().unwrap()).collect();
    let curator = server.curator();
    draft(&curator, dictionary, items).ok();
    step(&curator, dictionary, "submit", &codes).ok();
    step(&server.reviewer(), dictionary, "approve", &codes).ok();
}

/// Publishes what is approved at `H1`.
pub fn publish(server: &TestServer, note: &str) -> Value {
    server
        .publisher()
        .post("organizations/H1/releases", &json!({ "note": note }))
        .ok_with(201)
}

/// Every row of a list, page by page.
pub fn all_pages(client: &Client, address: &str, limit: usize) -> Vec<Value> {
    let mark = if address.contains('?') { '&' } else { '?' };
    let mut items = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = client.get(&format!("{address}{mark}limit={limit}{cursor}")).ok();
        let rows = page["items"].as_array().unwrap();
        assert!(rows.len() <= limit);
        items.extend(rows.iter().cloned());
        match page["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return items,
        }
    }
}

/// One field of every row.
pub fn column(rows: &[Value], field: &str) -> Vec<String> {
    rows.iter().map(|row| row[field].as_str().unwrap().to_owned()).collect()
}
