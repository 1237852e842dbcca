//! Many short texts in one allocation: one big string and where each text ends.

use crate::error::Code;
use crate::error::Error;
use crate::error::Result;

/// An append-only list of texts.
#[derive(Debug, Default)]
pub struct Texts {
    bytes: String,
    ends: Vec<u32>,
}

impl Texts {
    /// Room for so many texts of so many bytes together.
    pub fn with_capacity(texts: usize, bytes: usize) -> Self {
        Self {
            bytes: String::with_capacity(bytes),
            ends: Vec::with_capacity(texts),
        }
    }

    /// Appends a text and answers its number; numbers count from 0. Together the texts hold at most 4 GiB.
    pub fn push(&mut self, text: &str) -> Result<u32> {
        self.bytes.push_str(text);
        let end = u32::try_from(self.bytes.len());
        let number = u32::try_from(self.ends.len());
        let (Ok(end), Ok(number)) = (end, number) else {
            return Err(Error::new(Code::FileTooLarge)
                .with("what", "bytes")
                .with("limit", u32::MAX));
        };
        self.ends.push(end);
        Ok(number)
    }

    /// The text of a number; a number that was never given is the empty text.
    pub fn get(&self, number: u32) -> &str {
        self.find(number).unwrap_or_default()
    }

    /// How many texts there are.
    pub fn count(&self) -> u32 {
        u32::try_from(self.ends.len()).unwrap_or(u32::MAX)
    }

    /// Every text in its order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.count()).map(|number| self.get(number))
    }

    /// Gives back what was reserved and not used.
    pub fn shrink(&mut self) {
        self.bytes.shrink_to_fit();
        self.ends.shrink_to_fit();
    }

    fn find(&self, number: u32) -> Option<&str> {
        let number = usize::try_from(number).ok()?;
        let end = usize::try_from(*self.ends.get(number)?).ok()?;
        let start = match number.checked_sub(1) {
            Some(previous) => usize::try_from(*self.ends.get(previous)?).ok()?,
            None => 0,
        };
        self.bytes.get(start..end)
    }
}
