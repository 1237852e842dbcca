//! Features of the wording: how alike the names are, whatever anybody approved.

use super::candidates::Candidate;
use super::flag;
use super::number;
use super::texts::Texts;
use crate::matching::caps::CONFLICT_CAP;
use crate::matching::guard::Guard;
use crate::matching::matcher::Matcher;
use crate::matching::normalise::normalise;
use crate::matching::score::common_subsequence;
use crate::matching::warning::Warning;

/// How many there are.
pub const COUNT: usize = 31;

/// What each number is. `part` is the text of the term that is most alike; coverage and pairs as in [`crate::matching::score::Measures`].
pub const NAMES: [&str; COUNT] = [
    "whole_name_covered",
    "whole_term_covered",
    "whole_name_pairs",
    "whole_term_pairs",
    "whole_phrase",
    "whole_jaro_winkler",
    "whole_missing",
    "part_name_covered",
    "part_term_covered",
    "part_name_pairs",
    "part_term_pairs",
    "part_phrase",
    "part_jaro_winkler",
    "part_missing",
    "parts",
    "part_is_whole",
    "term_length",
    "part_length",
    "name_length",
    "length_ratio",
    "subsequence_of_name",
    "subsequence_of_part",
    "same_beginning",
    "same_end",
    "conflicts",
    "malignancy_one_sided",
    "residual",
    "symbols_differ",
    "anatomy_differs",
    "operation_one_sided",
    "equal_name",
];

/// The numbers of one candidate.
pub fn values(
    matcher: &Matcher,
    texts: &Texts<'_>,
    guard: &Guard<'_>,
    equal: &[u32],
    candidate: &Candidate,
) -> [f64; COUNT] {
    let names = matcher.names();
    let term = texts.get(0).map_or(&[][..], |text| &text.chars);
    let part = texts.get(candidate.text).map_or(&[][..], |text| &text.chars);
    let name: Vec<char> = names.core(candidate.name).chars().collect();
    let length = number(name.len());
    let common = number(common_subsequence(part, &name));
    let beginning = part.iter().zip(&name).take_while(|(one, other)| one == other).count();
    let end = part
        .iter()
        .rev()
        .zip(name.iter().rev())
        .take_while(|(one, other)| one == other)
        .count();
    let warnings = guard.check(&normalise(names.name(candidate.name)).text);
    let conflicts = warnings.iter().filter(|warning| warning.cap() <= CONFLICT_CAP).count();
    let warned = |is: fn(&Warning) -> bool| flag(warnings.iter().any(is));
    let whole = candidate.whole;
    let alike = candidate.part;
    [
        whole.name_covered,
        whole.term_covered,
        whole.name_pairs,
        whole.term_pairs,
        whole.phrase,
        whole.jaro_winkler,
        whole.missing,
        alike.name_covered,
        alike.term_covered,
        alike.name_pairs,
        alike.term_pairs,
        alike.phrase,
        alike.jaro_winkler,
        alike.missing,
        number(texts.parts()),
        flag(candidate.text == 0),
        number(term.len()),
        number(part.len()),
        length,
        length / number(part.len().max(1)),
        common / length.max(1.0),
        common / number(part.len().max(1)),
        number(beginning),
        number(end),
        number(conflicts),
        warned(|warning| matches!(warning, Warning::MalignancyOneSided { .. })),
        warned(|warning| matches!(warning, Warning::ResidualTarget { .. })),
        warned(|warning| matches!(warning, Warning::SymbolsDiffer { .. })),
        warned(|warning| matches!(warning, Warning::AnatomyDiffers { .. })),
        warned(|warning| matches!(warning, Warning::OperationOneSided { .. })),
        flag(equal.contains(&candidate.entry)),
    ]
}
