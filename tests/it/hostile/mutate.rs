//! Bytes that are nearly right: a seed, changed at random in the ways that break readers. The same number gives the same bytes.

/// Random numbers by a fixed sequence (splitmix64).
pub struct Random(u64);

/// Words that mean something to some reader.
const WORDS: &[&[u8]] = &[
    b"\"",
    b"\"\"",
    b",",
    b"\t",
    b"\r\n",
    b"\n",
    b"\0",
    b"'",
    b"=",
    b"\xEF\xBB\xBF",
    b"\xFF\xFE",
    b"\xE2\x80\xAE",
    b"\x81\x30\x81\x30",
    b"\xA1\xA1",
    b"\xF0\xA0\xAE\xB7",
    b"PK\x03\x04",
    b"PK\x01\x02",
    b"PK\x05\x06",
    b"<!DOCTYPE a [<!ENTITY b \"c\">]>",
    b"<![CDATA[",
    b"]]>",
    b"<!--",
    b"-->",
    b"&#x10FFFF;",
    b"&amp;",
    b"&b;",
    b"<c r=\"XFD1048576\" t=\"s\"><v>0</v></c>",
    b"<row r=\"4294967295\">",
    b"<mergeCell ref=\"A1:XFD1048576\"/>",
    b"<v>1e999</v>",
    b"<v>-1</v>",
    b"<v>NaN</v>",
    b"t=\"e\"",
    b"t=\"d\"",
    b"t=\"b\"",
    b"s=\"99999\"",
    b"{",
    b"}",
    b"[",
    b"]",
    b":",
    b"null",
    b"true",
    b"1e999",
    b"-0",
    b"\\ud800",
    b"\\u0000",
    b"\"code\":",
    b"\"concept\":[",
    b"9223372036854775807",
    b"-9223372036854775808",
    b"18446744073709551616",
    b"0000-00-00",
    b"2024-02-30",
    b"9999-12-31T23:59:60Z",
    b"[[",
    b"]]",
    b"\"\"\"",
    b"(a+)+$",
    b"[a-",
    b"\\d{1000}",
    b"{999999999}",
    b"(?i)",
    b"\\p{Han}",
    b"code",
    b"name",
    b"source_code",
    b"\xE7\xBC\x96\xE7\xA0\x81",
];

impl Random {
    /// The sequence of this number.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next number.
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below this, which is not 0.
    pub fn below(&mut self, limit: usize) -> usize {
        let limit = u64::try_from(limit.max(1)).unwrap();
        usize::try_from(self.next() % limit).unwrap()
    }

    fn byte(&mut self) -> u8 {
        self.next().to_le_bytes()[0]
    }
}

/// One of the seeds, changed; never longer than this.
pub fn mutated(random: &mut Random, seeds: &[Vec<u8>], longest: usize) -> Vec<u8> {
    let mut bytes = seeds[random.below(seeds.len())].clone();
    for _ in 0..=random.below(6) {
        change(random, &mut bytes, seeds);
    }
    bytes.truncate(longest);
    bytes
}

fn change(random: &mut Random, bytes: &mut Vec<u8>, seeds: &[Vec<u8>]) {
    let at = random.below(bytes.len() + 1);
    let piece = random.below(1 + bytes.len() / 4).min(bytes.len() - at);
    match random.below(10) {
        0 if at < bytes.len() => bytes[at] ^= 1 << random.below(8),
        1 if at < bytes.len() => bytes[at] = [0, 1, 0x20, 0x7F, 0x80, 0xFE, 0xFF, b'"', b'<', b'9'][random.below(10)],
        2 => drop(bytes.drain(at..at + piece)),
        3 => {
            let word = WORDS[random.below(WORDS.len())];
            drop(bytes.splice(at..at, word.iter().copied()));
        }
        4 => {
            let word = WORDS[random.below(WORDS.len())];
            let end = (at + word.len()).min(bytes.len());
            drop(bytes.splice(at..end, word.iter().copied()));
        }
        5 => {
            let other = &seeds[random.below(seeds.len())];
            let from = random.below(other.len() + 1);
            bytes.truncate(at);
            bytes.extend_from_slice(&other[from..]);
        }
        6 => {
            let copy = bytes[at..at + piece.min(512)].repeat(1 + random.below(8));
            drop(bytes.splice(at..at, copy));
        }
        7 => bytes.truncate(at),
        8 => number(random, bytes, at),
        _ => {
            let few: Vec<u8> = (0..random.below(8)).map(|_| random.byte()).collect();
            drop(bytes.splice(at..at, few));
        }
    }
}

/// Changes the digits that stand from here on.
fn number(random: &mut Random, bytes: &mut Vec<u8>, from: usize) {
    let Some(at) = bytes[from..].iter().position(u8::is_ascii_digit) else {
        return;
    };
    let start = from + at;
    let length = bytes[start..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let numbers = [
        "0",
        "-1",
        "1",
        "255",
        "65536",
        "2147483648",
        "4294967296",
        "9223372036854775808",
        "1e308",
        "99999999999999999999",
    ];
    let other = numbers[random.below(numbers.len())].bytes();
    drop(bytes.splice(start..start + length, other));
}
