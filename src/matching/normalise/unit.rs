//! Units and powers of ten, before widths are folded: plain NFKC would turn `10⁹` into `109`.

/// Signs that are one character and mean several letters, or two code points of one letter.
const SIGNS: &[(char, &str)] = &[
    ('µ', "μ"),
    ('Ω', "Ω"),
    ('㎎', "mg"),
    ('㎏', "kg"),
    ('㎍', "μg"),
    ('㎜', "mm"),
    ('㎝', "cm"),
    ('㎡', "m2"),
    ('㎖', "ml"),
    ('㎕', "μl"),
    ('㏕', "mil"),
    ('½', "1/2"),
    ('¼', "1/4"),
    ('¾', "3/4"),
    ('﹪', "%"),
    ('％', "%"),
];

/// Rewrites unit signs and powers: `10⁹`, `10^9`, `10E9` and `×10⁹` all become `10*9`; `m²` becomes `m2`; `°C` is `℃`.
pub fn unify(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        if let Some(digit) = superscript(c) {
            if ends_with_ten(&out) {
                out.push('*');
            }
            out.push(digit);
            while let Some(next) = rest.next_if(|next| superscript(*next).is_some()) {
                out.extend(superscript(next));
            }
            continue;
        }
        let raises = matches!(c, '^' | 'E' | 'e' | '＾') && ends_with_ten(&out);
        if raises && rest.peek().is_some_and(char::is_ascii_digit) {
            out.push('*');
            continue;
        }
        if c == '°' && rest.next_if(|next| matches!(next, 'C' | 'c' | 'Ｃ')).is_some() {
            out.push('℃');
            continue;
        }
        match SIGNS.iter().find(|(sign, _)| *sign == c) {
            Some((_, plain)) => out.push_str(plain),
            None => out.push(c),
        }
    }
    let out = match out.strip_prefix('×') {
        Some(power) if power.starts_with("10*") => power.to_owned(),
        _ => out,
    };
    (out != text).then_some(out)
}

/// Whether the text so far ends with the number 10 itself, not with 110 or a code such as `G10`.
fn ends_with_ten(text: &str) -> bool {
    let before = text.strip_suffix("10").or_else(|| text.strip_suffix("１０"));
    before.is_some_and(|before| !before.ends_with(|c: char| c.is_alphanumeric() && !is_ideograph(c) || c == '.'))
}

fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}')
}

fn superscript(c: char) -> Option<char> {
    const DIGITS: &[(char, char)] = &[
        ('⁰', '0'),
        ('¹', '1'),
        ('²', '2'),
        ('³', '3'),
        ('⁴', '4'),
        ('⁵', '5'),
        ('⁶', '6'),
        ('⁷', '7'),
        ('⁸', '8'),
        ('⁹', '9'),
        ('⁺', '+'),
        ('⁻', '-'),
    ];
    DIGITS.iter().find(|(raised, _)| *raised == c).map(|(_, digit)| *digit)
}
