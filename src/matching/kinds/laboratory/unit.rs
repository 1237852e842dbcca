//! Units of laboratory results: which measure the same kind of quantity. mmol/L and mg/dL do not; g/L and mg/L do.

use crate::matching::normalise::normalise;

/// What the word above the line measures.
const ABOVE: &[(&str, &[&str])] = &[
    ("mol", &["mmol", "umol", "nmol", "pmol", "mol", "meq"]),
    ("g", &["kg", "mg", "ug", "ng", "pg", "mcg", "g"]),
    ("u", &["mu", "miu", "uiu", "uu", "ku", "kiu", "iu", "u"]),
    (
        "count",
        &[
            "10*9", "10*12", "10*6", "10*3", "g/l", "个", "copies", "cfu", "/hpf", "/lpf", "/ul",
        ],
    ),
    ("%", &["%"]),
    ("time", &["ms", "min", "sec", "s", "秒", "分"]),
    ("volume", &["fl", "ml", "l"]),
    ("pressure", &["mmhg", "kpa"]),
    ("osmol", &["mosm", "osm", "mosmol"]),
];

/// The kind of quantity that a unit measures, in words such as `mol/volume`; `None` when it is not known.
pub fn quantity(text: &str) -> Option<String> {
    let normalised = normalise(text).text;
    let text = normalised.replace(['μ', 'µ'], "u").replace("微", "u").replace(' ', "");
    let (above, below) = match text.split_once('/') {
        Some(("", _)) | None => (text.as_str(), ""),
        Some(parts) => parts,
    };
    let of = |word: &str| {
        let known = |words: &&[&str]| words.contains(&word);
        ABOVE.iter().find(|(_, words)| known(words)).map(|(name, _)| *name)
    };
    let above = above.trim_start_matches('x');
    let measured = of(above)?;
    let below = below.split('/').next().unwrap_or_default();
    match below {
        "" => Some(measured.to_owned()),
        "l" | "dl" | "ml" | "ul" | "100ml" => Some(format!("{measured}/volume")),
        other => Some(format!("{measured}/{other}")),
    }
}
