//! Who reads which language, and that every refusal has its words in both.

use zhiyu::error::Code;
use zhiyu::language::Language;

#[test]
fn chinese_unless_english_is_preferred() {
    for (header, expected) in [
        ("", Language::Chinese),
        ("*", Language::Chinese),
        ("zh-CN,zh;q=0.9,en;q=0.8", Language::Chinese),
        ("en", Language::English),
        ("en-GB,en;q=0.9", Language::English),
        ("en;q=0.5,zh;q=0.5", Language::Chinese),
        ("de,en;q=0.7,zh;q=0.3", Language::English),
        ("fr", Language::Chinese),
    ] {
        assert_eq!(Language::from_accept_language(header), expected, "{header}");
    }
}

#[test]
fn every_code_has_words_in_both_languages_with_the_same_values() {
    for code in Code::ALL {
        for (chinese, english) in [code.detail(), code.advice()] {
            assert!(!chinese.is_empty() && !english.is_empty(), "{code}");
            assert!(
                !english.ends_with('.') && !chinese.ends_with('。'),
                "{code}: no full stop"
            );
        }
        let (chinese, english) = code.detail();
        let language_free = |words: &str| {
            let mut values: Vec<String> = words
                .split('{')
                .skip(1)
                .filter_map(|part| part.split_once('}').map(|(name, _)| name.to_owned()))
                .map(|name| name.trim_end_matches("_zh").trim_end_matches("_en").to_owned())
                .collect();
            values.sort();
            values
        };
        assert_eq!(language_free(chinese), language_free(english), "{code}");
    }
    let mut codes: Vec<&str> = Code::ALL.iter().map(|code| code.as_str()).collect();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), Code::ALL.len(), "a code stands twice");
}
