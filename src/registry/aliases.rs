//! Several texts in one cell: separated by `|`. A `|` within a text is written `\|` and a `\` is written `\\`.

const SEPARATOR: char = '|';
const ESCAPE: char = '\\';

/// The texts of a cell; empty ones are left out. A `\` before anything but `|` and `\` is itself.
pub fn split_cell(cell: &str) -> Vec<String> {
    split_at(SEPARATOR, cell)
}

/// The cell of these texts, from which [`split_cell`] reads them again; none of them may be empty.
pub fn join_cell<'t>(texts: impl IntoIterator<Item = &'t str>) -> String {
    join_with(SEPARATOR, texts)
}

/// Like [`split_cell`] with another separator.
pub fn split_at(separator: char, cell: &str) -> Vec<String> {
    let mut texts = vec![String::new()];
    let mut characters = cell.chars().peekable();
    while let Some(c) = characters.next() {
        let escaped = characters.next_if(|&next| c == ESCAPE && (next == separator || next == ESCAPE));
        if c == separator {
            texts.push(String::new());
        } else if let Some(text) = texts.last_mut() {
            text.push(escaped.unwrap_or(c));
        }
    }
    texts.retain(|text| !text.is_empty());
    texts
}

/// Like [`join_cell`] with another separator.
pub fn join_with<'t>(separator: char, texts: impl IntoIterator<Item = &'t str>) -> String {
    let mut cell = String::new();
    for text in texts {
        if !cell.is_empty() {
            cell.push(separator);
        }
        for c in text.chars() {
            if c == separator || c == ESCAPE {
                cell.push(ESCAPE);
            }
            cell.push(c);
        }
    }
    cell
}
