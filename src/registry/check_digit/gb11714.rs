//! GB 11714-1997 组织机构代码: modulus 11 over digits and capital letters.

const WEIGHTS: [u32; 8] = [3, 7, 9, 10, 5, 8, 4, 2];

/// 11 minus the weighted sum modulo 11, where 10 is `X` and 11 is `0`; nothing for a body of another form.
pub(super) fn check_character(body: &str) -> Option<char> {
    if body.len() != WEIGHTS.len() {
        return None;
    }
    let mut sum = 0;
    for (character, weight) in body.chars().zip(WEIGHTS) {
        sum += value_of(character)? * weight;
    }
    match 11 - sum % 11 {
        11 => Some('0'),
        10 => Some('X'),
        digit => char::from_digit(digit, 10),
    }
}

/// 0 to 9, A = 10 to Z = 35.
fn value_of(character: char) -> Option<u32> {
    if character.is_ascii_lowercase() {
        None
    } else {
        character.to_digit(36)
    }
}
