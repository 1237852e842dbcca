//! The files of the word lists: tab-separated, with a header, a source and a confidence in each row.

use super::Longest;
use super::Sites;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::matching::normalise::normalise;
use crate::matching::qualifier::Class;

/// Between the sites that one site belongs to.
const PARENT_SEPARATOR: char = '|';
/// In place of the sites above: the word only looks like a site.
const NO_SITE: &str = "-";
/// The class of words that contain a word of negation and do not negate.
const EXCEPTION: &str = "negation-exception";

/// Words and how a core writes them.
pub fn variants(text: &str) -> Result<Longest<String>> {
    let rows = rows(text, ["term", "written", "class", "source", "confidence"])?;
    Ok(Longest::new(
        rows.map(|[term, written, ..]| (normalised(term), normalised(written))),
    ))
}

/// Words that name an operation, with their class.
pub fn operations(text: &str) -> Result<Longest<String>> {
    let rows = rows(text, ["term", "preferred", "class", "source", "confidence"])?;
    Ok(Longest::new(
        rows.map(|[term, _, class, ..]| (normalised(term), class.to_owned())),
    ))
}

/// Qualifiers with their class.
pub fn qualifiers(text: &str) -> Result<Longest<Option<Class>>> {
    let mut words = Vec::new();
    for (row, [term, class, ..]) in (2..).zip(rows(text, ["term", "class", "source", "confidence"])?) {
        let class = match class {
            EXCEPTION => None,
            named => Some(Class::parse(named).ok_or_else(|| unknown(named).at_row(row))?),
        };
        words.push((normalised(term), class));
    }
    Ok(Longest::new(words))
}

/// The body sites.
pub fn sites(text: &str) -> Result<Sites> {
    let mut sites = Sites::default();
    for [term, preferred, parents, ..] in rows(text, ["term", "preferred", "parents", "source", "confidence"])? {
        if parents == NO_SITE {
            sites.add_neutral(normalised(term));
        } else {
            let above = parents.split(PARENT_SEPARATOR).filter(|parent| !parent.is_empty());
            sites.add(normalised(term), preferred, above);
        }
    }
    sites.close();
    Ok(sites)
}

/// The rows below the header; a row has as many cells as the header, else the file is refused.
fn rows<'t, const N: usize>(text: &'t str, header: [&str; N]) -> Result<std::vec::IntoIter<[&'t str; N]>> {
    let mut rows = Vec::new();
    for (at, line) in (1..).zip(text.lines()) {
        let cells: Vec<&str> = line.split('\t').collect();
        let found = cells.len();
        let Some(cells) = <[&str; N]>::try_from(cells).ok() else {
            let ragged = Error::new(Code::RowRagged).with("found", found).with("expected", N);
            return Err(ragged.at_row(at));
        };
        if at > 1 {
            rows.push(cells);
        } else if cells != header {
            return Err(Error::new(Code::ColumnMissing)
                .with("column", header.join(", "))
                .with("columns", cells.join(", "))
                .at_row(at));
        }
    }
    Ok(rows.into_iter())
}

fn normalised(word: &str) -> String {
    normalise(word).text.into_owned()
}

fn unknown(class: &str) -> Error {
    Error::new(Code::CellInvalid)
        .with("value", class)
        .with("rule_zh", "未知的类别")
        .with("rule_en", "an unknown class")
        .in_column("class")
}
