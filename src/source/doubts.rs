//! What the files and words of a hospital's people have that they should not: personal data 个人信息 in any of them; in a
//! dictionary garbled text, and characters that cannot be seen. Nothing is repaired; whether personal data keeps a file out is
//! what the organization says.

use super::dictionary_file::Found;
use super::dictionary_file::LocalColumns;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::registry::lint::Finding;
use crate::registry::lint::Garbled;
use crate::registry::lint::Place;
use crate::registry::lint::Severity;
use crate::registry::lint::garbled;
use crate::registry::lint::has_invisible;
use crate::registry::personal_data;
use crate::registry::personal_data::PersonalData;
use crate::registry::tabular::Row;
use crate::registry::tabular::Table;
use std::sync::Arc;

/// How many places of each sort are told of.
const MOST_TOLD: usize = 100;

/// The doubts about a file, each with its row and column; of each sort the first hundred.
#[derive(Clone, Debug, Default)]
pub struct Doubts {
    /// Places that look like personal data.
    pub personal: Vec<Finding>,
    /// How many there are.
    pub personal_places: u64,
    /// Garbled text, and characters that cannot be seen.
    pub texts: Vec<Finding>,
    /// That the file has no column of usage counts, so that those of the load before are kept.
    pub usage: Option<Finding>,
}

/// Looks at every cell of a file.
///
/// Errors: those of finding the columns, and `text-garbled` when half of the names beyond ASCII are: then the whole file
/// was read in a wrong encoding before it came.
pub fn look(table: &Table, columns: &LocalColumns) -> Result<Doubts> {
    let found = columns.find(table.headers())?;
    let mut look = Look {
        table,
        found: &found,
        doubts: Doubts::default(),
        names: 0,
        garbled: Vec::new(),
        titles: (0..table.headers().len())
            .map(|column| table.column_title(column).into())
            .collect(),
    };
    look.titles();
    for row in table.rows() {
        look.row(&row);
    }
    look.finish()
}

impl Doubts {
    /// Looks for personal data in the titles and every cell of a table that stands below so many lines of its file; `is_code`
    /// tells the titles of columns of codes.
    pub fn of_personal_data(table: &Table, lines: u64, is_code: impl Fn(&str) -> bool) -> Self {
        let mut doubts = Self::default();
        let titles = table.headers().iter().enumerate();
        let columns: Vec<(Arc<str>, bool)> = titles
            .map(|(column, title)| (table.column_title(column).into(), is_code(title)))
            .collect();
        for (title, (column, _)) in table.headers().iter().zip(&columns) {
            let row = table.header_number() + lines;
            doubts.look_at_title(title, Place { row, column });
        }
        for row in table.rows() {
            let number = row.number() + lines;
            for (cell, (column, is_code)) in row.cells().zip(&columns) {
                doubts.look_at(cell, *is_code, Place { row: number, column });
            }
        }
        doubts
    }

    /// Looks for personal data in a text, which may be a code.
    pub fn look_at(&mut self, text: &str, is_code: bool, place: Place<'_>) {
        let screen = if is_code {
            personal_data::screen_code
        } else {
            personal_data::screen
        };
        if let Some(kind) = screen(text) {
            self.tell_personal(kind, &personal_data::masked(text), place);
        }
    }

    /// Looks whether people stand below the title of a column.
    pub fn look_at_title(&mut self, title: &str, place: Place<'_>) {
        if let Some(kind) = personal_data::screen_title(title) {
            self.tell_personal(kind, title, place);
        }
    }

    fn tell_personal(&mut self, kind: PersonalData, shown: &str, place: Place<'_>) {
        self.personal_places += 1;
        if self.personal.len() < MOST_TOLD {
            let (zh, en) = kind.words();
            let finding = Finding::new(Code::PersonalDataSuspected, Severity::Warning, place, shown);
            self.personal.push(finding.with("kind_zh", zh).with("kind_en", en));
        }
    }

    /// All of them, what is said of the whole file first, then personal data.
    pub fn all(&self) -> impl Iterator<Item = &Finding> {
        self.usage.iter().chain(&self.personal).chain(&self.texts)
    }

    /// Notes that so many rows keep their count of the load before, because the file has no column of them.
    pub fn note_kept_usage(&mut self, rows: usize) {
        let column = Arc::from("usage");
        let place = Place {
            row: 1,
            column: &column,
        };
        let finding = Finding::new(Code::UsageKept, Severity::Warning, place, &rows.to_string());
        self.usage = Some(finding);
    }

    /// Refuses a file with personal data.
    ///
    /// Errors: `personal-data-refused` with the places.
    pub fn refuse_personal_data(&self) -> Result<()> {
        if self.personal_places == 0 {
            return Ok(());
        }
        Err(Error::new(Code::PersonalDataRefused)
            .with("count", self.personal_places)
            .with_findings(self.personal.iter().map(Finding::to_error).collect()))
    }
}

struct Look<'t> {
    table: &'t Table,
    found: &'t Found,
    doubts: Doubts,
    /// Names beyond ASCII.
    names: usize,
    /// Those of them that are garbled beyond doubt.
    garbled: Vec<Finding>,
    titles: Vec<Arc<str>>,
}

impl Look<'_> {
    fn titles(&mut self) {
        let row = self.table.header_number();
        for (title, column) in self.table.headers().iter().zip(&self.titles) {
            self.doubts.look_at_title(title, Place { row, column });
        }
    }

    fn row(&mut self, row: &Row<'_>) {
        let number = row.number();
        for (column, cell) in row.cells().enumerate() {
            let is_code = column == self.found.code;
            if let Some(title) = self.titles.get(column) {
                let place = Place {
                    row: number,
                    column: title,
                };
                self.doubts.look_at(cell, is_code, place);
            }
            if is_code || column == self.found.name {
                self.text(cell, number, column);
            }
        }
    }

    fn text(&mut self, text: &str, row: u64, column: usize) {
        if has_invisible(text) {
            let finding = self.finding(Code::InvisibleCharacters, text, row, column);
            self.tell(finding);
        }
        if text.is_ascii() {
            return;
        }
        self.names += 1;
        let (suggestion, is_certain) = match garbled(text) {
            None => return,
            Some(Garbled::Private) => (None, false),
            Some(Garbled::Lost) => (None, true),
            Some(Garbled::Misread(original)) => (Some(original), true),
        };
        let finding = self
            .finding(Code::TextGarbled, text, row, column)
            .suggesting(suggestion);
        self.garbled.extend(is_certain.then(|| finding.clone()));
        self.tell(finding);
    }

    fn tell(&mut self, finding: Finding) {
        if self.doubts.texts.len() < MOST_TOLD {
            self.doubts.texts.push(finding);
        }
    }

    fn finding(&self, code: Code, value: &str, row: u64, column: usize) -> Finding {
        let untitled = Arc::default();
        let column = self.titles.get(column).unwrap_or(&untitled);
        Finding::new(code, Severity::Warning, Place { row, column }, value)
    }

    fn finish(mut self) -> Result<Doubts> {
        let is_garbled = self.garbled.len() * 2 >= self.names;
        let Some(first) = self.garbled.first().filter(|_| is_garbled).map(Finding::to_error) else {
            return Ok(self.doubts);
        };
        self.garbled.truncate(MOST_TOLD);
        Err(first.with_findings(self.garbled.iter().map(Finding::to_error).collect()))
    }
}
