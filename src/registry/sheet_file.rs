//! Writing a workbook that people fill in: one sheet whose cells are text and mostly locked, with drop-downs, notes and
//! hidden columns, and a sheet that explains it.
//!
//! Every cell has the text format `@`, empty ones too: what is typed again, such as `001`, `1-2` or `=1+1`, stays text in
//! Excel, WPS and `LibreOffice`. Protection has no password: it stops a slip, not a person.

use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use rust_xlsxwriter::Color;
use rust_xlsxwriter::DataValidation;
use rust_xlsxwriter::Format;
use rust_xlsxwriter::FormatAlign;
use rust_xlsxwriter::IgnoreError;
use rust_xlsxwriter::Note;
use rust_xlsxwriter::ProtectionOptions;
use rust_xlsxwriter::Workbook;
use rust_xlsxwriter::Worksheet;
use rust_xlsxwriter::XlsxError;

/// Rows of a sheet, the header among them (ECMA-376, as Excel and WPS read it).
const MOST_ROWS: u32 = 1_048_576;
/// Characters of a cell.
const MOST_CHARACTERS: usize = 32_767;

/// A column of the sheet.
#[derive(Clone, Debug)]
pub struct SheetColumn {
    /// Its title.
    pub title: String,
    /// What is told of it beside its title; nothing when empty.
    pub note: String,
    /// Its width in characters.
    pub width: f64,
    /// Whether it is out of sight.
    pub is_hidden: bool,
    /// Whether its texts are numbers, so that a person can sort by them; never codes.
    pub is_number: bool,
    /// Whether people write into it.
    pub is_open: bool,
    /// The words that may be chosen in it; any text without.
    pub choices: Vec<&'static str>,
}

/// A row of the sheet.
#[derive(Clone, Debug)]
pub struct SheetRow {
    /// Its cells, as many as there are columns.
    pub cells: Vec<String>,
    /// Columns, counted from 0, that are open in general and locked in this row.
    pub locked: Vec<u16>,
    /// How it looks.
    pub tone: Tone,
}

/// How a row looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// As usual.
    Plain,
    /// Yellow: look here.
    Notice,
    /// Red: not done.
    Alarm,
}

/// A sheet and what explains it.
pub struct FilledSheet<'s> {
    /// The name of the sheet.
    pub name: &'s str,
    /// Its columns.
    pub columns: &'s [SheetColumn],
    /// How many columns stay in sight beside the header.
    pub frozen_columns: u16,
    /// The name of the sheet that explains it.
    pub explained_in: &'s str,
    /// What that sheet says: subject and words.
    pub explanation: &'s [(String, String)],
}

struct Look {
    open: Format,
    locked: Format,
    number: Format,
}

impl FilledSheet<'_> {
    /// The bytes of the workbook.
    ///
    /// Errors: `file-too-large` when the rows do not fit on a sheet, `item-not-written` for a text that no cell holds.
    pub fn write(&self, rows: impl IntoIterator<Item = SheetRow>) -> Result<Vec<u8>> {
        let mut workbook = Workbook::new();
        let page = workbook.add_worksheet();
        page.set_name(self.name).map_err(failed)?;
        page.set_freeze_panes(1, self.frozen_columns).map_err(failed)?;
        self.write_header(page)?;
        let looks = [Tone::Plain, Tone::Notice, Tone::Alarm].map(|tone| (tone, Look::of(tone)));
        let mut last = 1;
        for (number, row) in (1_u32..).zip(rows) {
            if number >= MOST_ROWS {
                return Err(Error::new(Code::FileTooLarge)
                    .with("what", "行 rows")
                    .with("limit", MOST_ROWS));
            }
            let look = looks.iter().find(|(tone, _)| *tone == row.tone).map(|(_, look)| look);
            if let Some(look) = look {
                self.write_row(page, number, &row, look)?;
            }
            last = number;
        }
        self.set_rules(page, last)?;
        let explaining = workbook.add_worksheet();
        explaining.set_name(self.explained_in).map_err(failed)?;
        explain(explaining, self.explanation)?;
        workbook.save_to_buffer().map_err(failed)
    }

    fn write_header(&self, page: &mut Worksheet) -> Result<()> {
        let locked = Format::new()
            .set_bold()
            .set_text_wrap()
            .set_align(FormatAlign::Top)
            .set_background_color(Color::RGB(0x00D9_E1F2))
            .set_num_format("@");
        let open = locked.clone().set_background_color(Color::RGB(0x00E2_EFDA));
        let empty = Look::of(Tone::Plain);
        for (number, column) in (0_u16..).zip(self.columns) {
            let format = if column.is_open { &open } else { &locked };
            page.write_string_with_format(0, number, &column.title, format)
                .map_err(failed)?;
            page.set_column_width(number, column.width).map_err(failed)?;
            let below = if column.is_open { &empty.open } else { &empty.locked };
            page.set_column_format(number, below).map_err(failed)?;
            if column.is_hidden {
                page.set_column_hidden(number).map_err(failed)?;
            }
            if !column.note.is_empty() && !column.is_hidden {
                let note = Note::new(&column.note).add_author_prefix(false).set_width(260);
                page.insert_note(0, number, &note).map_err(failed)?;
            }
        }
        Ok(())
    }

    fn write_row(&self, page: &mut Worksheet, number: u32, row: &SheetRow, look: &Look) -> Result<()> {
        for ((at, column), text) in (0_u16..).zip(self.columns).zip(&row.cells) {
            let is_open = column.is_open && !row.locked.contains(&at);
            let format = if is_open { &look.open } else { &look.locked };
            // Programs that do not look at the format of a column find that of an open cell in the cell itself.
            let is_as_its_column = text.is_empty() && !column.is_open && row.tone == Tone::Plain;
            if is_as_its_column {
                continue;
            }
            if text.chars().nth(MOST_CHARACTERS).is_some() {
                return Err(Error::new(Code::ItemNotWritten)
                    .with("item", &column.title)
                    .with("format", "XLSX")
                    .at_row(u64::from(number) + 1));
            }
            let value = if column.is_number {
                text.parse::<f64>().ok()
            } else {
                None
            };
            let written = match value {
                Some(value) => page.write_number_with_format(number, at, value, &look.number),
                None if text.is_empty() => page.write_blank(number, at, format),
                None => page.write_string_with_format(number, at, text, format),
            };
            written.map_err(failed)?;
        }
        Ok(())
    }

    fn set_rules(&self, page: &mut Worksheet, last: u32) -> Result<()> {
        let width = u16::try_from(self.columns.len()).unwrap_or(u16::MAX);
        let right = width.saturating_sub(1);
        page.autofilter(0, 0, last, right).map_err(failed)?;
        page.ignore_error_range(1, 0, last, right, IgnoreError::NumberStoredAsText)
            .map_err(failed)?;
        for (number, column) in (0_u16..).zip(self.columns) {
            if column.choices.is_empty() {
                continue;
            }
            let rule = DataValidation::new()
                .allow_list_strings(&column.choices)
                .and_then(|rule| rule.set_error_title("值域 Zhiyu"))
                .and_then(|rule| rule.set_error_message("请从下拉列表中选择 (choose from the list)"));
            page.add_data_validation(1, number, last, number, &rule.map_err(failed)?)
                .map_err(failed)?;
        }
        if self.columns.iter().any(|column| column.is_open) {
            page.protect_with_options(&ProtectionOptions {
                format_columns: true,
                format_rows: true,
                format_cells: true,
                sort: true,
                use_autofilter: true,
                ..ProtectionOptions::default()
            });
        }
        Ok(())
    }
}

impl Look {
    fn of(tone: Tone) -> Self {
        let text = Format::new().set_num_format("@").set_align(FormatAlign::Top);
        let coloured = match tone {
            Tone::Plain => text,
            Tone::Notice => text.set_background_color(Color::RGB(0x00FF_F2CC)),
            Tone::Alarm => text.set_background_color(Color::RGB(0x00F8_CBAD)),
        };
        Self {
            open: coloured.clone().set_unlocked(),
            number: coloured.clone().set_num_format("General").set_locked(),
            locked: coloured.set_locked(),
        }
    }
}

fn explain(page: &mut Worksheet, lines: &[(String, String)]) -> Result<()> {
    let bold = Format::new().set_bold().set_align(FormatAlign::Top);
    let words = Format::new()
        .set_text_wrap()
        .set_align(FormatAlign::Top)
        .set_num_format("@");
    page.set_column_width(0, 26).map_err(failed)?;
    page.set_column_width(1, 100).map_err(failed)?;
    for (number, (subject, text)) in (0_u32..).zip(lines) {
        page.write_string_with_format(number, 0, subject, &bold)
            .map_err(failed)?;
        page.write_string_with_format(number, 1, text, &words).map_err(failed)?;
    }
    Ok(())
}

fn failed(cause: XlsxError) -> Error {
    Error::new(Code::Internal).caused_by(cause)
}
