//! A data folder with the editions and the organization that fixtures name, and what stands in its database.

use super::fixture::Upload;
use crate::cli::json;
use crate::cli::zhiyu;
use crate::support::database::Stranger;
use std::fmt::Write as _;
use std::path::Path;
use tempfile::TempDir;
use tempfile::tempdir;
use zhiyu::digest::sha256_hex;

const CODES: &str = "code,name,parent,status,assignable,aliases\n01,霍乱,,active,true,\n02,伤寒,,active,true,\n03,鼠疫,,retired,true,\n";
/// Tables that every try may write to: it is noted that it was made.
const NOTES: [&str; 3] = ["audit", "sqlite_", "token"];

/// A data folder.
pub struct Site {
    folder: TempDir,
}

impl Site {
    /// A new one, with the published editions `a/1` and `b/1` and the organization `H1`.
    pub fn new() -> Self {
        let site = Self {
            folder: tempdir().unwrap(),
        };
        let file = site.data().join("codes.csv");
        std::fs::write(&file, CODES).unwrap();
        let file = file.to_str().unwrap();
        json(
            site.data(),
            &["organization", "add", "--id", "H1", "--name", "试验医院"],
        );
        for system in ["a", "b"] {
            let edition = [
                "import",
                "edition",
                "--system",
                system,
                "--edition",
                "1",
                "--file",
                file,
                "--publish",
            ];
            json(site.data(), &edition);
        }
        site
    }

    /// The folder.
    pub fn data(&self) -> &Path {
        self.folder.path()
    }

    /// A token of this role for everything.
    pub fn token(&self, role: &str) -> String {
        let made = json(
            self.data(),
            &["token", "create", "--for", role, "--role", role, "--organization", "*"],
        );
        made["token"].as_str().unwrap().to_owned()
    }

    /// The command that hands in a file; `number` names what it would become.
    pub fn import(&self, upload: Upload, number: usize, file: &Path) -> std::process::Command {
        let id = format!("n{number}");
        let file = file.to_str().unwrap();
        let arguments: Vec<&str> = match upload {
            Upload::Dictionary => {
                vec![
                    "dictionary",
                    "--organization",
                    "H1",
                    "--dictionary",
                    "his/list",
                    "--target",
                    "a/1",
                ]
            }
            Upload::Edition => vec!["edition", "--system", "new", "--edition", &id],
            Upload::Map => vec![
                "concept-map",
                "--map",
                &id,
                "--version",
                "1",
                "--source",
                "a/1",
                "--target",
                "b/1",
            ],
            Upload::SelfMap => vec![
                "concept-map",
                "--map",
                &id,
                "--version",
                "1",
                "--source",
                "a/1",
                "--target",
                "a/1",
            ],
            Upload::Succession => vec!["succession", "--system", "new", "--edition", &id, "--profile", "events"],
        };
        let mut command = zhiyu(self.data());
        command.arg("import").args(arguments).args(["--file", file, "--json"]);
        command
    }

    /// How many rows each table has and the number of its last one.
    pub fn counts(&self) -> String {
        let mut database = self.database();
        let counted = tables(&mut database).into_iter().map(|table| {
            let rows = format!("SELECT count(*) || ' ' || coalesce(max(rowid), 0) AS value FROM {table}");
            let plain = format!("SELECT count(*) || '' AS value FROM {table}");
            let is_plain = is_without_rowid(&mut database, &table);
            format!(
                "{table} {}",
                database.texts(if is_plain { &plain } else { &rows }).concat()
            )
        });
        counted.collect::<Vec<_>>().join("\n")
    }

    /// The digest of every row of every table.
    pub fn digest(&self) -> String {
        let mut database = self.database();
        let mut told = String::new();
        for table in tables(&mut database) {
            let columns = database.texts(&format!(
                "SELECT 'quote(' || name || ')' AS value FROM pragma_table_info('{table}')"
            ));
            let rows = database.texts(&format!("SELECT {} AS value FROM {table}", columns.join(" || ',' || ")));
            writeln!(told, "{table} {}", sha256_hex([rows.join("\n").as_bytes()])).unwrap();
        }
        told
    }

    fn database(&self) -> Stranger {
        Stranger::of_file(&self.data().join("zhiyu.db"))
    }
}

fn tables(database: &mut Stranger) -> Vec<String> {
    let mut names = database.texts("SELECT name AS value FROM sqlite_master WHERE type = 'table' ORDER BY name");
    names.retain(|name| !NOTES.iter().any(|note| name.starts_with(note)));
    names
}

fn is_without_rowid(database: &mut Stranger, table: &str) -> bool {
    let query = format!("SELECT sql AS value FROM sqlite_master WHERE name = '{table}'");
    database.texts(&query).concat().to_uppercase().contains("WITHOUT ROWID")
}
