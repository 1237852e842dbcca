//! The memory: what approved mappings teach, and that everything they taught can be taken back.

use super::List;
use super::long;
use super::reasons;
use proptest::prelude::*;
use std::sync::LazyLock;
use zhiyu::matching::Suggestion;
use zhiyu::matching::Term;
use zhiyu::matching::memory::Lesson;
use zhiyu::matching::memory::Memory;

const NAMES: [&str; 8] = [
    "横结肠造口闭合术",
    "结肠造口闭合术",
    "回肠造口闭合术",
    "肾上腺病损切除术",
    "单侧根治性乳房切除术",
    "结肠造口还纳装置检查",
    "肾病损切除术",
    "胃造口术",
];

static LIST: LazyLock<List> = LazyLock::new(|| {
    let codes: Vec<String> = (0..NAMES.len()).map(|at| format!("4{at}.0")).collect();
    let pairs: Vec<(&str, &str)> = codes.iter().map(String::as_str).zip(NAMES).collect();
    long(&pairs)
});

fn entry(name: &str) -> u32 {
    LIST.matcher.entry_named(name).expect("an entry of the list")
}

fn teach(memory: &mut Memory, source: &str, targets: &[&str]) -> u32 {
    let lesson = Lesson {
        source,
        targets: targets.iter().map(|name| entry(name)).collect(),
        refused: Vec::new(),
        own: true,
    };
    LIST.matcher.teach(memory, &lesson)
}

fn ask(memory: &Memory, name: &str) -> Vec<Suggestion> {
    LIST.matcher
        .suggest_from(memory, &Term::named(name), 10)
        .expect("suggestions")
}

/// What a person sees of a memory: its figures and what it makes of a few terms.
fn looks(memory: &Memory) -> (u32, Vec<(String, u32)>, Vec<Vec<Suggestion>>) {
    let replacements = memory.replacements(50).into_iter();
    let replacements = replacements.map(|found| (format!("{}>{}", found.dropped, found.written), found.times));
    let terms = ["回肠造口还纳术", "右肾上腺肿瘤切除", "乳癌根治术", "胃造瘘"];
    (
        memory.len(),
        replacements.collect(),
        terms.iter().map(|term| ask(memory, term)).collect(),
    )
}

#[test]
fn an_approved_name_is_the_first_reason_for_its_target() {
    let mut memory = Memory::default();
    teach(&mut memory, "乙状结肠瘘管关闭", &["结肠造口闭合术"]);
    let found = ask(&memory, "乙状结肠瘘管关闭");
    let first = found
        .iter()
        .find(|one| one.display == "结肠造口闭合术")
        .expect("the approved target");
    assert_eq!(reasons(first)[0], "approved-before");
    let before = ask(&Memory::default(), "乙状结肠瘘管关闭");
    let unknown = before.iter().all(|one| !reasons(one).contains(&"approved-before"));
    assert!(unknown, "nothing was approved there");
}

#[test]
fn a_replacement_that_was_often_approved_is_told_for_a_name_never_seen() {
    let mut memory = Memory::default();
    for source in [
        "横结肠造口收回术",
        "横结肠造口收回",
        "横结肠造口收回术后",
        "结肠造口收回术",
    ] {
        let target = if source.starts_with('横') {
            "横结肠造口闭合术"
        } else {
            "结肠造口闭合术"
        };
        teach(&mut memory, source, &[target]);
    }
    let found = ask(&memory, "回肠造口收回术");
    let fits = found
        .iter()
        .find(|one| one.display == "回肠造口闭合术")
        .expect("the target");
    assert!(reasons(fits).contains(&"usual-replacement"), "{:?}", fits.reasons);
    let learned = memory.replacements(50);
    let closing = learned
        .iter()
        .find(|one| (one.dropped.as_str(), one.written.as_str()) == ("收回", "闭合"));
    assert_eq!(closing.map(|one| (one.times, one.of)), Some((4, 4)));
}

#[test]
fn what_the_hospital_refused_is_not_offered_again_and_what_others_refused_is() {
    for own in [true, false] {
        let mut memory = Memory::default();
        let lesson = Lesson {
            source: "右肾上腺肿瘤切除",
            targets: Vec::new(),
            refused: vec![entry("肾上腺病损切除术")],
            own,
        };
        LIST.matcher.teach(&mut memory, &lesson);
        let offered = ask(&memory, "右肾上腺肿瘤切除")
            .iter()
            .any(|one| one.display == "肾上腺病损切除术");
        assert_eq!(offered, !own);
        assert!(memory.is_empty(), "a refusal is no mapping");
    }
}

#[test]
fn an_equal_name_stands_first_whatever_was_approved_elsewhere() {
    let mut memory = Memory::default();
    for _ in 0..20 {
        teach(&mut memory, "胃造口术", &["肾病损切除术"]);
    }
    assert_eq!(ask(&memory, "胃造口术")[0].display, "胃造口术");
}

fn lessons() -> impl Strategy<Value = Vec<(String, Vec<usize>)>> {
    let words = [
        "横结肠",
        "回肠",
        "造口",
        "还纳",
        "术",
        "右",
        "肾上腺",
        "肿瘤",
        "切除",
        "乳癌",
        "根治",
    ];
    let source =
        proptest::collection::vec(proptest::sample::select(words.to_vec()), 1..5).prop_map(|words| words.concat());
    let targets = proptest::collection::vec(0..NAMES.len(), 1..3);
    proptest::collection::vec((source, targets), 1..12)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    /// Learning and forgetting in any place leaves what was never taught out.
    #[test]
    fn forgetting_undoes_learning(kept in lessons(), passing in lessons()) {
        let names = |targets: &[usize]| -> Vec<&str> { targets.iter().map(|at| NAMES[*at]).collect() };
        let (mut plain, mut moved) = (Memory::default(), Memory::default());
        let mut to_forget = Vec::new();
        for (source, targets) in &passing {
            to_forget.push(teach(&mut moved, source, &names(targets)));
        }
        for (source, targets) in &kept {
            teach(&mut plain, source, &names(targets));
            teach(&mut moved, source, &names(targets));
        }
        for lesson in to_forget {
            LIST.matcher.unteach(&mut moved, lesson);
        }
        prop_assert_eq!(looks(&plain), looks(&moved));
    }
}
