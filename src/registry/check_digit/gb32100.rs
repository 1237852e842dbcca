//! GB 32100-2015 统一社会信用代码: modulus 31 over an alphabet without the letters that look like digits.

/// A character's place is its value.
const ALPHABET: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";
const MODULUS: usize = 31;
/// 3 to the power of the place, modulo 31.
const WEIGHTS: [usize; 17] = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
/// The administrative division of the registration authority (GB/T 2260).
const DIVISION: std::ops::Range<usize> = 2..8;
const ORGANIZATION: std::ops::Range<usize> = 8..17;

/// 31 minus the weighted sum modulo 31, where 31 is 0; nothing for a body of another form.
pub(super) fn check_character(body: &str) -> Option<char> {
    let has_division = body.get(DIVISION)?.bytes().all(|byte| byte.is_ascii_digit());
    if body.len() != WEIGHTS.len() || !has_division {
        return None;
    }
    let mut sum = 0;
    for (character, weight) in body.chars().zip(WEIGHTS) {
        sum += ALPHABET.find(character)? * weight;
    }
    ALPHABET.chars().nth((MODULUS - sum % MODULUS) % MODULUS)
}

/// The organization code in it.
pub(super) fn organization_code(body: &str) -> Option<&str> {
    body.get(ORGANIZATION)
}
