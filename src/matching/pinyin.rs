//! How characters sound, for search as you type: readings 拼音 of a character and the mnemonic codes 助记码 of all names.
//!
//! Sound is a search aid and never evidence for a mapping (domain notes §5.3). The only place that knows the crate
//! `pinyin`.

mod block;
mod class;
mod mnemonics;
mod pattern;
mod polyphones;
mod readings;
mod slip;

pub use class::class;
pub use class::letters;
pub use class::spoken;
pub use mnemonics::Mnemonics;
pub use pattern::Pattern;
pub use pattern::reads;
pub use readings::readings;
pub use slip::nearly_holds;
pub use slip::respelled;
