//! LOINC: modulus 10, every second digit from the right doubled (the Luhn formula of ISO/IEC 7812-1).

const MOST_DIGITS: usize = 7;

/// The digit that makes the sum a multiple of 10; nothing for a body that is not 1 to 7 digits.
pub(super) fn check_character(body: &str) -> Option<char> {
    if body.is_empty() || body.len() > MOST_DIGITS {
        return None;
    }
    let mut sum = 0;
    for (place, character) in body.chars().rev().enumerate() {
        let digit = character.to_digit(10)?;
        let is_doubled = place % 2 == 0;
        sum += match (is_doubled, digit) {
            (false, digit) => digit,
            (true, digit @ 0..=4) => digit * 2,
            (true, digit) => digit * 2 - 9,
        };
    }
    char::from_digit((10 - sum % 10) % 10, 10)
}
