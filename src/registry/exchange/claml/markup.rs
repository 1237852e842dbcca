//! XML of a document that nobody vouches for, element by element: entities are never expanded but the five of XML and
//! characters by number, a DTD may be named but not brought along, depth and numbers are bounded.

use super::FORMAT;
use super::invalid;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::registry::tabular;
use crate::registry::tabular::Limits;
use quick_xml::events::BytesStart;
use quick_xml::events::Event;
use quick_xml::reader::Reader;

/// Bytes of one tag or text.
const LONGEST_TOKEN: usize = 1 << 20;
const DEEPEST: usize = 64;
const MOST_ELEMENTS: usize = 10_000_000;
const MOST_ATTRIBUTES: usize = 64;

/// A start tag.
pub(super) struct Element {
    /// Its name without a prefix.
    pub(super) name: String,
    attributes: Vec<(String, String)>,
}

impl Element {
    /// The value of an attribute; empty without it.
    pub(super) fn value(&self, name: &str) -> String {
        let found = self.attributes.iter().find(|(other, _)| other == name);
        found.map_or_else(String::new, |(_, value)| value.clone())
    }
}

/// A document, read from its beginning to its end.
pub(super) struct Markup<'b> {
    reader: Reader<&'b [u8]>,
    depth: usize,
    elements: usize,
    /// The element just given was `<x/>`, which has nothing inside.
    is_empty: bool,
}

impl<'b> Markup<'b> {
    /// A document in UTF-8.
    pub(super) fn new(bytes: &'b [u8]) -> Result<Self> {
        tabular::must_fit(bytes, &Limits::default())?;
        for (mark, name) in [(b"\xFF\xFE", "UTF-16LE"), (b"\xFE\xFF", "UTF-16BE")] {
            if bytes.starts_with(mark) {
                return Err(Error::new(Code::EncodingUnsupported).with("encoding", name));
            }
        }
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        let text = std::str::from_utf8(bytes).map_err(|cause| {
            let offset = cause.valid_up_to();
            Error::new(Code::EncodingInvalid)
                .with("offset", offset)
                .caused_by(cause)
        })?;
        let mut reader = Reader::from_str(text);
        reader.config_mut().check_end_names = true;
        Ok(Self {
            reader,
            depth: 0,
            elements: 0,
            is_empty: false,
        })
    }

    /// The root element.
    pub(super) fn root(&mut self) -> Result<Element> {
        self.child()?.ok_or_else(|| broken("no element"))
    }

    /// The next element inside the present one; nothing at its end. Text between is passed over.
    pub(super) fn child(&mut self) -> Result<Option<Element>> {
        if self.leave_empty() {
            return Ok(None);
        }
        loop {
            match self.event()? {
                Event::Start(start) => return self.enter(&start, false).map(Some),
                Event::Empty(start) => return self.enter(&start, true).map(Some),
                Event::End(_) => {
                    self.depth = self.depth.saturating_sub(1);
                    return Ok(None);
                }
                Event::Eof if self.depth == 0 => return Ok(None),
                Event::Eof => return Err(broken("it ends within an element")),
                Event::Text(_)
                | Event::CData(_)
                | Event::GeneralRef(_)
                | Event::Comment(_)
                | Event::PI(_)
                | Event::Decl(_)
                | Event::DocType(_) => {}
            }
        }
    }

    /// Refuses whatever stands behind the root element.
    pub(super) fn end(&mut self) -> Result<()> {
        match self.child()? {
            None => Ok(()),
            Some(_) => Err(broken("an element stands behind the root element")),
        }
    }

    /// Leaves the present element and whatever it has inside.
    pub(super) fn skip(&mut self) -> Result<()> {
        while self.child()?.is_some() {
            self.skip()?;
        }
        Ok(())
    }

    /// The text of the present element and of the elements inside it, blanks and line ends as one blank; leaves it.
    pub(super) fn text(&mut self) -> Result<String> {
        let mut text = String::new();
        let level = self.depth;
        if self.leave_empty() {
            return Ok(text);
        }
        while self.depth >= level {
            match self.event()? {
                Event::Start(start) => {
                    self.enter(&start, false)?;
                    text.push(' ');
                }
                Event::Empty(_) => text.push(' '),
                Event::End(_) => {
                    self.depth = self.depth.saturating_sub(1);
                    text.push(' ');
                }
                Event::Text(part) => text.push_str(&part),
                Event::CData(part) => text.push_str(&part),
                Event::GeneralRef(name) => text.push(character(&name)?),
                Event::Eof => return Err(broken("it ends within an element")),
                Event::Comment(_) | Event::PI(_) | Event::Decl(_) | Event::DocType(_) => {}
            }
        }
        Ok(text.split_whitespace().collect::<Vec<_>>().join(" "))
    }

    fn leave_empty(&mut self) -> bool {
        if self.is_empty {
            self.is_empty = false;
            self.depth = self.depth.saturating_sub(1);
            return true;
        }
        false
    }

    fn enter(&mut self, start: &BytesStart<'_>, is_empty: bool) -> Result<Element> {
        self.depth += 1;
        self.elements += 1;
        if self.depth > DEEPEST {
            return Err(too_many("层 nested elements", DEEPEST));
        }
        if self.elements > MOST_ELEMENTS {
            return Err(too_many("元素 elements", MOST_ELEMENTS));
        }
        self.is_empty = is_empty;
        let mut attributes = Vec::new();
        for attribute in start.attributes() {
            let attribute = attribute.map_err(broken)?;
            if attributes.len() >= MOST_ATTRIBUTES {
                return Err(too_many("属性 attributes", MOST_ATTRIBUTES));
            }
            let value = attribute
                .normalized_value(quick_xml::XmlVersion::Explicit1_0)
                .map_err(broken)?;
            attributes.push((attribute.key.local_name().as_ref().to_owned(), value.into_owned()));
        }
        Ok(Element {
            name: start.local_name().as_ref().to_owned(),
            attributes,
        })
    }

    fn event(&mut self) -> Result<Event<'b>> {
        let event = self.reader.read_event().map_err(broken)?;
        let length = match &event {
            Event::Start(tag) | Event::Empty(tag) => tag.len(),
            Event::Text(text) => text.len(),
            Event::CData(text) => text.len(),
            Event::End(_)
            | Event::GeneralRef(_)
            | Event::Comment(_)
            | Event::PI(_)
            | Event::Decl(_)
            | Event::DocType(_)
            | Event::Eof => 0,
        };
        if length > LONGEST_TOKEN {
            return Err(too_many("标记字节 bytes in one token", LONGEST_TOKEN));
        }
        if let Event::DocType(doctype) = &event
            && (doctype.contains('[') || doctype.to_ascii_lowercase().contains("<!entity"))
        {
            return Err(invalid(
                FORMAT,
                "文件自带 DTD 定义（DOCTYPE 中的 [ ]），不予读取",
                "it brings a DTD of its own (brackets in DOCTYPE), which is not read",
            ));
        }
        if let Event::Decl(declaration) = &event
            && let Some(encoding) = declaration.encoding()
        {
            let encoding = encoding.map_err(broken)?;
            if !encoding.eq_ignore_ascii_case("utf-8") {
                return Err(Error::new(Code::EncodingUnsupported).with("encoding", encoding));
            }
        }
        Ok(event)
    }
}

/// The character that a reference stands for.
fn character(reference: &quick_xml::events::BytesRef<'_>) -> Result<char> {
    if let Some(character) = reference.resolve_char_ref().map_err(broken)? {
        return Ok(character);
    }
    let name: &str = reference;
    match name {
        "amp" => Ok('&'),
        "lt" => Ok('<'),
        "gt" => Ok('>'),
        "quot" => Ok('"'),
        "apos" => Ok('\''),
        _ => Err(broken(format!("&{name}; is not known"))),
    }
}

fn broken(cause: impl std::fmt::Display) -> Error {
    invalid(FORMAT, &cause, &cause)
}

fn too_many(what: &'static str, limit: usize) -> Error {
    Error::new(Code::FileTooLarge).with("what", what).with("limit", limit)
}
