//! Base64 with padding (RFC 4648 crate::4), as signed notes have it.

const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// The bytes as text.
pub fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let [one, two, three] = [0, 1, 2].map(|at| u32::from(chunk.get(at).copied().unwrap_or(0)));
        let group = one << 16 | two << 8 | three;
        for (at, shift) in [18, 12, 6, 0].into_iter().enumerate() {
            let letter = usize::try_from(group >> shift & 63)
                .ok()
                .and_then(|index| LETTERS.get(index));
            let is_padding = at > chunk.len();
            text.push(if is_padding {
                '='
            } else {
                char::from(letter.copied().unwrap_or(b'='))
            });
        }
    }
    text
}

/// Reads the text; nothing when it is not the one spelling of some bytes.
pub fn decode(text: &str) -> Option<Vec<u8>> {
    let letters = text.trim_end_matches('=');
    let mut bytes = Vec::with_capacity(letters.len() * 3 / 4);
    let (mut held, mut bits) = (0_u32, 0);
    for letter in letters.bytes() {
        let value = LETTERS.iter().position(|one| *one == letter)?;
        held = (held << 6 | u32::try_from(value).ok()?) & 0xfff_ffff;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from(held >> bits & 0xff).ok()?);
        }
    }
    // The one spelling: padding and unused bits are as the encoder writes them.
    (encode(&bytes) == text).then_some(bytes)
}
