//! Rust text as tokens: names, `::` and single marks, each with its line. Comments, texts and characters are left out.

/// A token and its line, from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// Its text.
    pub text: String,
    /// Its line.
    pub line: usize,
}

/// The tokens of a Rust text.
pub fn tokens(text: &str) -> Vec<Token> {
    let mut reader = Reader {
        rest: text,
        line: 1,
        list: Vec::new(),
    };
    while reader.step() {}
    reader.list
}

struct Reader<'a> {
    rest: &'a str,
    line: usize,
    list: Vec<Token>,
}

impl Reader<'_> {
    /// Reads one token, blank, comment or text; false at the end.
    fn step(&mut self) -> bool {
        let Some(first) = self.rest.chars().next() else {
            return false;
        };
        let is_name = |c: char| c.is_alphanumeric() || c == '_';
        let raw_text = raw_text_start(self.rest);
        if self.rest.starts_with("//") {
            self.skip(self.rest.find('\n').unwrap_or(self.rest.len()));
        } else if self.rest.starts_with("/*") {
            self.skip(comment_length(self.rest));
        } else if let Some((opening, closing)) = raw_text {
            let after = self.rest.get(opening..).unwrap_or_default();
            let length = after.find(&closing).map_or(after.len(), |at| at + closing.len());
            self.skip(opening + length);
        } else if first == '"' {
            self.skip(text_length(self.rest));
        } else if first == '\'' {
            self.skip(character_length(self.rest));
        } else if self.rest.starts_with("::") {
            self.take(2);
        } else if is_name(first) {
            let length = self.rest.find(|c| !is_name(c)).unwrap_or(self.rest.len());
            self.take(length);
        } else if first.is_whitespace() {
            self.skip(first.len_utf8());
        } else {
            self.take(first.len_utf8());
        }
        true
    }

    fn take(&mut self, length: usize) {
        let text = self.rest.get(..length).unwrap_or_default().to_owned();
        self.list.push(Token { text, line: self.line });
        self.skip(length);
    }

    fn skip(&mut self, length: usize) {
        let (skipped, rest) = self.rest.split_at_checked(length).unwrap_or((self.rest, ""));
        self.line += skipped.matches('\n').count();
        self.rest = rest;
    }
}

/// The length of a block comment; they may stand in each other.
fn comment_length(text: &str) -> usize {
    let mut depth = 0_usize;
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let step = if rest.starts_with("/*") {
            depth += 1;
            2
        } else if rest.starts_with("*/") {
            depth -= 1;
            2
        } else {
            rest.chars().next().map_or(1, char::len_utf8)
        };
        at += step;
        if depth == 0 {
            break;
        }
    }
    at
}

/// The length of what opens a raw text such as `r#"`, and what closes it.
fn raw_text_start(text: &str) -> Option<(usize, String)> {
    let prefix = ["br", "cr", "r"].into_iter().find(|prefix| text.starts_with(prefix))?;
    let rest = text.strip_prefix(prefix)?;
    let marks = rest.chars().take_while(|c| *c == '#').count();
    let is_text = rest.get(marks..)?.starts_with('"');
    is_text.then(|| (prefix.len() + marks + 1, format!("\"{}", "#".repeat(marks))))
}

/// The length of a text in quotation marks.
fn text_length(text: &str) -> usize {
    let mut is_escaped = true; // the opening mark closes nothing
    for (at, c) in text.char_indices() {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// The length of a character such as `'x'` or `'\n'`; of a lifetime only its mark.
fn character_length(text: &str) -> usize {
    let mut characters = text.char_indices().skip(1);
    match characters.next() {
        Some((_, '\\')) => text
            .char_indices()
            .skip(3)
            .find(|(_, c)| *c == '\'')
            .map_or(1, |(at, _)| at + 1),
        Some(_) => characters
            .next()
            .filter(|(_, c)| *c == '\'')
            .map_or(1, |(at, _)| at + 1),
        None => 1,
    }
}
