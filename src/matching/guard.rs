//! Guards: words of a term and a name that must not differ (domain notes crate::5.3). They warn and cap; they never reject.

mod operation;
mod opposites;
mod symbols;

use super::normalise::Slot;
use super::normalise::slots;
use super::qualifier;
use super::qualifier::Class;
use super::qualifier::Qualified;
use super::values::SMALL;
use super::warning::Warning;
use super::words::Site;
use super::words::Words;
use operation::Says;
use opposites::GROUPS;
use opposites::Group;
use opposites::Kind;

/// In a list of other things fewer than one name in so many is an operation.
const FEW: u32 = 20;
/// Words that make a name a residual class; those of Latin letters as whole words only.
const RESIDUAL: [&str; 7] = ["其他", "其它", "未特指", "未指明", "未分类", "nec", "nos"];
/// Where the scripts begin that are written without blanks: their characters end a Latin word.
const EAST_ASIAN: char = '\u{2e80}';

/// Whether so few of the names are operations that the list is one of other things. A small list is never judged.
pub fn holds_other_things<'n>(words: &Words, names: impl Iterator<Item = &'n str>) -> bool {
    let mut operations = 0_u32;
    let mut all = 0_u32;
    for name in names {
        all += 1;
        operations += u32::from(matches!(operation::of(words, name), Says::Operation(_)));
    }
    all > SMALL && operations < all / FEW
}

/// The first word that makes a name a residual class, such as 其他 or 未特指.
pub fn residual_word(name: &str) -> Option<&'static str> {
    RESIDUAL.iter().find(|word| says(name, word)).copied()
}

/// Whether a name says a word: one of Latin letters not as a part of a longer one, as `nos` is of `diagnosis`.
fn says(name: &str, word: &str) -> bool {
    if !word.is_ascii() {
        return name.contains(word);
    }
    let mut words = name.split(|c: char| !c.is_alphanumeric() || c >= EAST_ASIAN);
    words.any(|one| one.eq_ignore_ascii_case(word))
}

/// A term prepared for the guards: what it says in each group is read once.
pub struct Guard<'a> {
    term: &'a str,
    slots: Vec<Slot>,
    sides: Vec<(&'static Group, Vec<opposites::Found>)>,
    symbols: Vec<String>,
    qualified: Qualified,
    sites: Vec<(Site, &'a str)>,
    operation: Says,
    other_things: bool,
    words: &'a Words,
}

impl<'a> Guard<'a> {
    /// Reads a term in normalised spelling.
    pub fn new(words: &'a Words, term: &'a str) -> Self {
        let sides = GROUPS.iter().map(|group| (group, group.find(term)));
        Self {
            term,
            slots: slots(term),
            sides: sides
                .filter(|(group, found)| group.is_malignancy() || !found.is_empty())
                .collect(),
            symbols: symbols::of(term),
            qualified: qualifier::parse(words, term),
            sites: words.sites.find(term),
            operation: operation::of(words, term),
            words,
            other_things: false,
        }
    }

    /// The same for names of a list that holds no operations, such as one of diagnoses.
    #[must_use]
    pub fn among_other_things(self, other_things: bool) -> Self {
        Self { other_things, ..self }
    }

    /// Every warning about a name in normalised spelling.
    pub fn check(&self, name: &str) -> Vec<Warning> {
        let mut warnings: Vec<Warning> = self
            .sides
            .iter()
            .filter_map(|(group, term)| oppose(group, term, name))
            .collect();
        warnings.extend(self.numerals(name));
        warnings.extend(self.other_symbols(name));
        warnings.extend(self.other_site(name));
        warnings.extend(self.operation_one_sided(name));
        warnings.extend(operation::only_looks(self.words, self.term, name));
        warnings.extend(self.residual(name));
        warnings.extend(self.own_word(Class::Uncertain, name, |word| Warning::UncertainTerm { word }));
        warnings.extend(self.own_word(Class::Negated, name, |word| Warning::NegatedTerm { word }));
        warnings
    }

    fn numerals(&self, name: &str) -> Option<Warning> {
        let named = slots(name);
        let differs = |slot: &&Slot| {
            let mut same_word = named.iter().filter(|other| other.word == slot.word).peekable();
            same_word.peek().is_some() && same_word.all(|other| other.number != slot.number)
        };
        let slot = self.slots.iter().find(differs)?;
        let other = named.iter().find(|other| other.word == slot.word)?;
        Some(Warning::NumeralDiffers {
            term: format!("{}{}", slot.number, slot.word),
            name: format!("{}{}", other.number, other.word),
        })
    }

    /// Sites of both sides of which no two agree.
    fn other_site(&self, name: &str) -> Option<Warning> {
        let sites = &self.words.sites;
        let (_, term) = *self.sites.first()?;
        let named = sites.find(name);
        let (_, other) = *named.first()?;
        let agree = |site: Site| self.sites.iter().any(|(own, _)| sites.agree(*own, site));
        (!named.iter().any(|(site, _)| agree(*site))).then(|| Warning::AnatomyDiffers {
            term: term.to_owned(),
            name: other.to_owned(),
        })
    }

    /// The word of an operation that only one side names. In a list of other things no name is an operation, whatever
    /// its words: 动脉栓塞 is a disease there.
    fn operation_one_sided(&self, name: &str) -> Option<Warning> {
        let word = match (&self.operation, operation::of(self.words, name)) {
            (Says::Operation(word), Says::Nothing) => word.clone(),
            (Says::Operation(word), _) if self.other_things => word.clone(),
            (Says::Nothing, Says::Operation(word)) => word,
            (Says::Operation(_) | Says::Perhaps | Says::Nothing, _) => return None,
        };
        Some(Warning::OperationOneSided { word })
    }

    fn other_symbols(&self, name: &str) -> Option<Warning> {
        let named = symbols::of(name);
        let comparable = !self.symbols.is_empty() && !named.is_empty();
        let shared = named.iter().any(|symbol| self.symbols.contains(symbol));
        (comparable && !shared).then(|| Warning::SymbolsDiffer {
            term: self.symbols.join(" "),
            name: named.join(" "),
        })
    }

    /// The name is a residual class, and the term does not say that it is one.
    fn residual(&self, name: &str) -> Option<Warning> {
        let word = residual_word(name).filter(|_| residual_word(self.term).is_none())?;
        Some(Warning::ResidualTarget { word: word.to_owned() })
    }

    /// The first word of a class that the term has and the name has not.
    fn own_word(&self, class: Class, name: &str, warning: fn(String) -> Warning) -> Option<Warning> {
        let own = self.qualified.words(class).find(|word| !name.contains(word));
        own.map(|word| warning(word.to_owned()))
    }
}

fn oppose(group: &Group, term: &[opposites::Found], name: &str) -> Option<Warning> {
    let named = group.find(name);
    let (Some(ours), Some(theirs)) = (term.first(), named.first()) else {
        let word = term.first().or(named.first())?.word;
        return group
            .is_malignancy()
            .then(|| Warning::MalignancyOneSided { word: word.to_owned() });
    };
    if named.iter().any(|found| term.iter().any(|own| own.side == found.side)) {
        return None;
    }
    let (term, name) = (ours.word.to_owned(), theirs.word.to_owned());
    Some(match group.kind {
        Kind::Laterality => Warning::LateralityDiffers { term, name },
        Kind::Malignancy => Warning::MalignancyDiffers { term, name },
        Kind::Other => Warning::OppositeWords { term, name },
    })
}
