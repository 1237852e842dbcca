//! Words of small value lists 值域 that mean the same: 男, 男性 and M. They are used for lists of at most [`SMALL`] entries,
//! where a sign such as M or √ has one meaning. The list decides by its own names which sense is possible.
//!
//! A digit has no meaning: 1 is 男 here, 是 there and 急诊 elsewhere. What is a code alone is at best a hint ([`hints`]).

mod hint;
mod words;

pub use hint::Basis;
pub use hint::bare_code;
pub use hint::hints;
pub use hint::meaning_of_code;
pub use words::ValueWords;

/// A list of at most so many entries is small: it needs no index, and the words apply.
pub const SMALL: u32 = 200;
