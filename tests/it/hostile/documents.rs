//! JSON: depth, keys that stand twice, numbers and characters that are none, texts without end.

use super::fixture::Contents;
use super::fixture::Fate;
use super::fixture::Fixture;
use super::fixture::Upload;

const INVALID: Fate = Fate::Refused("document-invalid");

/// The fixtures of point 8.
pub fn fixtures() -> Vec<Fixture> {
    let text = "x".repeat(60 << 20);
    let concept = |inside: &str| format!("{{\"code\":\"A\",\"display\":\"a\"{inside}}}");
    let nested = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let below = "{\"code\":\"A\",\"concept\":[".repeat(100_000);
    let mut list = vec![
        one("nested-100000-deep.json", nested, INVALID),
        one(
            "nested-unknown-100000-deep.json",
            system(&concept(&format!(",\"x\":{}", "[".repeat(100_000)))),
            INVALID,
        ),
        one(
            "concepts-100000-deep.json",
            format!("{{\"resourceType\":\"CodeSystem\",\"content\":\"complete\",\"concept\":[{below}"),
            INVALID,
        ),
        one("key-twice.json", system(&concept(",\"code\":\"B\"")), INVALID),
        one(
            "key-twice-escaped.json",
            system(&concept(",\"\\u0063ode\":\"B\"")),
            INVALID,
        ),
        one(
            "lone-surrogate.json",
            system(&concept(",\"definition\":\"\\ud800\"")),
            INVALID,
        ),
        one(
            "control-character.json",
            system(&concept(",\"definition\":\"\u{1}\"")),
            INVALID,
        ),
        one("invalid-utf-8.json", invalid_utf8(), INVALID),
        one(
            "not-a-number.json",
            system(&concept(",\"property\":[{\"code\":\"n\",\"valueDecimal\":NaN}]")),
            INVALID,
        ),
        one("more-behind.json", system(&concept("")) + "{}", INVALID),
        one(
            "cut-off.json",
            "{\"resourceType\":\"CodeSystem\",\"content\":\"complete\",\"concept\":[{\"code\":\"A",
            INVALID,
        ),
        one(
            "text-of-60-megabytes.json",
            system(&format!("{{\"code\":\"A\",\"display\":\"{text}\"}}")),
            Fate::Refused("file-too-large"),
        ),
        Fixture {
            point: 8,
            name: "one-gigabyte.json".to_owned(),
            upload: Upload::Edition,
            contents: Contents::Nothing(1 << 30),
            fate: Fate::Refused("file-too-large"),
        },
    ];
    list.extend(numbers());
    list
}

fn numbers() -> Vec<Fixture> {
    let property = |value: &str| {
        system(&format!(
            "{{\"code\":\"A\",\"display\":\"a\",\"property\":[{{\"code\":\"n\",{value}}}]}}"
        ))
    };
    vec![
        one(
            "number-of-1e999.json",
            property("\"valueDecimal\":1e999"),
            Fate::Accepted(1),
        ),
        one(
            "number-of-26-digits.json",
            property("\"valueInteger\":99999999999999999999999999"),
            Fate::Accepted(1),
        ),
    ]
}

fn one(name: &str, bytes: impl Into<Vec<u8>>, fate: Fate) -> Fixture {
    Fixture::of(8, name, Upload::Edition, bytes, fate)
}

fn system(concept: &str) -> String {
    format!("{{\"resourceType\":\"CodeSystem\",\"content\":\"complete\",\"concept\":[{concept}]}}")
}

fn invalid_utf8() -> Vec<u8> {
    let mut bytes = system("{\"code\":\"A\",\"display\":\"?\"}").into_bytes();
    let place = bytes.iter().position(|byte| *byte == b'?').unwrap();
    bytes[place] = 0xFF;
    bytes
}
