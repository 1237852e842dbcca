//! Qualifiers: the table of the domain notes crate::5.2, class by class.

use zhiyu::matching::normalise::normalise;
use zhiyu::matching::qualifier::Action;
use zhiyu::matching::qualifier::Class;
use zhiyu::matching::qualifier::Qualified;
use zhiyu::matching::qualifier::parse;
use zhiyu::matching::words::shipped_words;

fn read(term: &str) -> Qualified {
    parse(&shipped_words(), &normalise(term).text)
}

fn check(class: Class, rows: &[(&str, &[&str])]) {
    for (term, words) in rows {
        let found = read(term);
        assert_eq!(found.words(class).collect::<Vec<_>>(), *words, "{class:?} of {term}");
    }
}

#[test]
fn uncertainty_is_read_and_leaves_the_core() {
    check(
        Class::Uncertain,
        &[
            ("肺炎待查", &["待查"]),
            ("？急性阑尾炎", &["?"]),
            ("肺占位性病变，肺癌不除外", &["不除外"]),
            ("疑似肺结核", &["疑似"]),
            ("肺癌可能性大", &["可能性大"]),
            ("肺炎", &[]),
        ],
    );
    assert_eq!(read("疑似肺结核待排").core, "肺结核");
    assert_eq!(read("急性阑尾炎？").core, "急性阑尾炎");
    assert_eq!(read("待查").core, "");
}

#[test]
fn negation_is_read_but_not_in_names() {
    check(
        Class::Negated,
        &[
            ("否认高血压", &["否认"]),
            ("未见异常", &["未见"]),
            ("排除肺结核", &["排除"]),
            ("无高血压", &["无"]),
            ("高血压，无糖尿病", &["无"]),
            ("非霍奇金淋巴瘤", &[]),
            ("非特异性间质性肺炎", &[]),
            ("急性非ST段抬高型心肌梗死", &[]),
            ("无痛性甲状腺炎", &[]),
            ("无症状心肌缺血", &[]),
            ("肺癌不除外", &[]),
            ("待排除肺结核", &[]),
        ],
    );
    assert_eq!(read("否认高血压").core, "否认高血压", "a denied thing is not the thing");
}

#[test]
fn time_side_severity_acuity_and_cause_stay_in_the_core() {
    check(
        Class::Past,
        &[
            ("陈旧性心肌梗死", &["陈旧性"]),
            ("脑梗死后遗症", &["后遗症"]),
            ("高血压病史", &["病史"]),
        ],
    );
    check(
        Class::AfterTreatment,
        &[("胃癌术后", &["术后"]), ("肺癌化疗后", &["化疗后"])],
    );
    check(
        Class::Left,
        &[("左侧腹股沟疝", &["左侧"]), ("L侧乳腺癌", &["l"]), ("HDL-C升高", &[])],
    );
    check(
        Class::BothSides,
        &[
            ("双侧肺炎", &["双侧"]),
            ("左、右肺炎", &["左,右"]),
            ("白内障 OU", &["ou"]),
        ],
    );
    check(
        Class::Severity,
        &[("重度贫血", &["重度"]), ("中耳炎", &[]), ("轻型霍乱", &["轻型"])],
    );
    check(Class::Acuity, &[("慢性支气管炎急性发作", &["慢性", "急性发作"])]);
    check(
        Class::Cause,
        &[("病毒性肝炎", &["病毒性"]), ("继发性高血压", &["继发性"])],
    );
    let term = "左侧重度急性病毒性肺炎术后";
    assert_eq!(read(term).core, term);
}

#[test]
fn stages_and_weeks_carry_their_number() {
    check(
        Class::Stage,
        &[
            ("肺癌Ⅲ期", &["3期"]),
            ("右肺癌cT2aN3M0 ⅢB期", &["ct2an3m0", "3b期"]),
            ("慢性肾脏病CKD5期", &["ckd5期"]),
            ("心功能NYHA II级", &["nyha 2级"]),
            ("2型糖尿病", &[]),
        ],
    );
    check(
        Class::Pregnancy,
        &[
            ("孕39+2周", &["孕39+2周"]),
            ("G2P1孕35+5周LOA", &["g2p1", "孕35+5周", "loa"]),
            ("妊娠合并贫血", &["妊娠合并"]),
        ],
    );
}

#[test]
fn words_of_the_administration_go() {
    check(
        Class::Admin,
        &[("高血压(自费)", &["自费"]), ("复查", &["复查"]), ("体检", &["体检"])],
    );
    assert_eq!(read("高血压(自费)").core, "高血压");
    assert_eq!(read("门诊复查").core, "", "nothing is left of it");
}

#[test]
fn each_keeps_its_place_and_the_text_stays_whole() {
    let text = normalise("疑似左肺腺癌T1N0M0术后（自费）").text.into_owned();
    let found = parse(&shipped_words(), &text);
    assert_eq!(found.qualifiers.len(), 5, "{:?}", found.qualifiers);
    for qualifier in &found.qualifiers {
        assert_eq!(text.get(qualifier.place.clone()), Some(qualifier.word.as_str()));
    }
    assert!(
        found
            .qualifiers
            .is_sorted_by(|one, next| one.place.end <= next.place.start)
    );
    assert_eq!(found.core, "左肺腺癌t1n0m0术后");
}

#[test]
fn only_uncertainty_and_administration_are_stripped() {
    let stripped = [Class::Uncertain, Class::Admin];
    for class in [
        Class::Uncertain,
        Class::Negated,
        Class::Past,
        Class::Left,
        Class::Stage,
        Class::Admin,
    ] {
        assert_eq!(class.action() == Action::Strip, stripped.contains(&class), "{class:?}");
        assert_eq!(Class::parse(class.as_str()), Some(class));
    }
}
