//! GB 18937 of 国家药品编码本位码: the modulus 10 of article numbers (ISO/IEC 15420), weights 3 and 1 from the right.

const DIGITS: usize = 13;

/// The digit that makes the weighted sum a multiple of 10; nothing for a body that is not 13 digits.
pub(super) fn check_character(body: &str) -> Option<char> {
    if body.len() != DIGITS {
        return None;
    }
    let mut sum = 0;
    for (place, character) in body.chars().rev().enumerate() {
        let weight = if place % 2 == 0 { 3 } else { 1 };
        sum += character.to_digit(10)? * weight;
    }
    char::from_digit((10 - sum % 10) % 10, 10)
}
