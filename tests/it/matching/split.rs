//! Cells that name several things, and cells that only look so.

use super::shared_data;
use super::tsv;
use proptest::prelude::*;
use zhiyu::matching::normalise::normalise;
use zhiyu::matching::split::mark_blanks;
use zhiyu::matching::split::split;
use zhiyu::matching::words::shipped_words;

fn parts(term: &str) -> Vec<String> {
    let text = mark_blanks(term).unwrap_or_else(|| term.to_owned());
    split(&shipped_words(), &normalise(&text).text)
        .into_iter()
        .map(|part| part.text)
        .collect()
}

#[test]
fn signs_numbers_blanks_and_conjunctions_divide() {
    let rows: &[(&str, &[&str])] = &[
        ("继发性高血压；急性阑尾炎", &["继发性高血压", "急性阑尾炎"]),
        ("头痛.头晕.高血压", &["头痛", "头晕", "高血压"]),
        ("1.主动脉夹层.2.哮喘", &["主动脉夹层", "哮喘"]),
        ("1、高血压 2、糖尿病", &["高血压", "糖尿病"]),
        ("1语言发育落后2智力发育落后", &["语言发育落后", "智力发育落后"]),
        ("胆囊结石伴急性胆囊炎", &["胆囊结石", "急性胆囊炎"]),
        ("高血压合并糖尿病", &["高血压", "糖尿病"]),
        ("糖尿病/高血压", &["糖尿病", "高血压"]),
        ("阑尾切除术+肠粘连松解术", &["阑尾切除术", "肠粘连松解术"]),
        ("子宫内膜癌术后 肺部结节", &["子宫内膜癌术后", "肺部结节"]),
        ("支气管肺癌(高血压，糖尿病)", &["支气管肺癌", "高血压", "糖尿病"]),
    ];
    for (term, expected) in rows {
        assert_eq!(parts(term), *expected, "{term}");
    }
}

#[test]
fn what_parts_share_is_written_out() {
    let rows: &[(&str, &[&str])] = &[
        ("左肺上、下叶切除术", &["左肺上叶切除术", "左肺下叶切除术"]),
        ("胸10、11椎体骨折", &["胸10椎体骨折", "胸11椎体骨折"]),
        ("肝、胆、胰损伤", &["肝损伤", "胆损伤", "胰损伤"]),
        ("肝和脾破裂", &["肝破裂", "脾破裂"]),
        ("双侧肾、输尿管结石", &["双侧肾结石", "输尿管结石"]),
    ];
    for (term, expected) in rows {
        assert_eq!(parts(term), *expected, "{term}");
    }
}

#[test]
fn one_thing_stays_one() {
    for term in [
        "原发性高血压",
        "肿物1.5cm",
        "左、右肺炎",
        "腰4/5椎间盘突出",
        "孕39+2周",
        "血管瘤(海绵状)",
        "并发症",
        "胆囊结石不伴胆囊炎",
        "急性阑尾炎伴穿孔",
        "下肢损伤，未特指",
        "并指畸形",
        "肺癌，3期",
        "k+",
        "10*9/L",
    ] {
        assert_eq!(parts(term), Vec::<String>::new(), "{term}");
    }
}

#[test]
fn real_cells_divide_where_their_labels_do() {
    let Some(data) = shared_data() else { return };
    let rows = tsv(&data.join("matching/diagnosis_cdn/train.tsv"));
    let (mut several, mut divided, mut one, mut wrongly) = (0_u32, 0_u32, 0_u32, 0_u32);
    for row in &rows {
        let is_divided = parts(&row[0]).len() > 1;
        if row[1].contains("##") {
            several += 1;
            divided += u32::from(is_divided);
        } else {
            one += 1;
            wrongly += u32::from(is_divided);
        }
    }
    eprintln!("cells of several labels: {several}, divided {divided}; of one label: {one}, divided {wrongly}");
    assert!(divided * 4 > several, "{divided} of {several}");
    assert!(wrongly * 8 < one, "{wrongly} of {one}");
}

proptest! {
    #[test]
    fn parts_stand_in_their_places(term in "[左右上下肺肝胆叶切除术高血压糖尿病伴及和并1-9.、，；+/() ]{0,20}") {
        let text = normalise(&term).text.into_owned();
        let found = split(&shipped_words(), &text);
        prop_assert!(found.len() != 1);
        for part in &found {
            prop_assert!(text.get(part.place.clone()).is_some_and(|place| !place.is_empty()));
        }
        prop_assert!(found.is_sorted_by(|one, next| one.place.end <= next.place.start));
    }
}
