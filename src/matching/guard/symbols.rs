//! Letters and figures of a name that are symbols: FT3, CK-MB, 50R. Numbers in a slot have their own guard.

use crate::matching::normalise::SLOTS;

/// The symbols of a normalised text in their order: runs of letters and figures, joined by `-` when letters stand on both sides.
pub fn of(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut run = String::new();
    for c in text.chars().chain([' ']) {
        if is_part(c) || (matches!(c, '-' | '.') && !run.is_empty()) {
            run.push(c);
            continue;
        }
        let symbol = run.trim_end_matches(['-', '.']);
        let number_in_slot = SLOTS.contains(&c) && symbol.chars().all(|c| c.is_ascii_digit() || c == '-');
        if !symbol.is_empty() && !number_in_slot {
            found.push(symbol.to_owned());
        }
        run.clear();
    }
    found
}

fn is_part(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, 'α'..='ω' | '%')
}
