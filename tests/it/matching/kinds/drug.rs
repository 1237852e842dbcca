//! Drugs: parsing, exact quantities, and the pairs that must not match (domain notes crate::5.3).

use super::ask;
use super::differing;
use super::first;
use super::of;
use super::shipped_list;
use super::tells_apart;
use proptest::prelude::*;
use zhiyu::matching::Comparison;
use zhiyu::matching::kinds::drug::Drug;
use zhiyu::matching::kinds::drug::Strength;
use zhiyu::matching::kinds::level::Level;
use zhiyu::matching::kinds::titles::Attributes;

/// A name, and what it is read into: generic name, salts, form and brands.
type Row<'a> = (&'a str, &'a str, &'a [&'a str], Option<&'a str>, &'a [&'a str]);

fn read(name: &str) -> Drug {
    Drug::read(name, &Attributes::default())
}

#[test]
fn a_name_is_read_into_generic_salt_form_and_brand() {
    let table: &[Row<'_>] = &[
        ("盐酸二甲双胍片(格华止)", "二甲双胍", &["盐酸"], Some("片"), &["格华止"]),
        (
            "盐酸特比萘芬泡腾片（丁克）",
            "特比萘芬",
            &["盐酸"],
            Some("泡腾片"),
            &["丁克"],
        ),
        ("注射用头孢呋辛钠", "头孢呋辛", &["钠"], Some("注射用粉末"), &[]),
        ("头孢呋辛酯片", "头孢呋辛酯", &[], Some("片"), &[]),
        ("琥珀酸美托洛尔缓释片", "美托洛尔", &["琥珀酸"], Some("缓释片"), &[]),
        (
            "重酒石酸去甲肾上腺素注射液",
            "去甲肾上腺素",
            &["酒石酸"],
            Some("注射液"),
            &[],
        ),
        (
            "注射用甲泼尼龙琥珀酸钠",
            "甲泼尼龙",
            &["琥珀酸钠"],
            Some("注射用粉末"),
            &[],
        ),
        ("头孢哌酮钠舒巴坦钠", "头孢哌酮舒巴坦", &["钠"], None, &[]),
        ("葡萄糖酸钙注射液", "葡萄糖酸钙", &[], Some("注射液"), &[]),
        ("10%氯化钾注射液(塑瓶)", "氯化钾", &[], Some("注射液"), &[]),
        ("硝酸甘油片", "硝酸甘油", &[], Some("片"), &[]),
        ("硫酸镁注射液", "硫酸镁", &[], Some("注射液"), &[]),
        ("甲硝唑（缓释片）", "甲硝唑", &[], Some("缓释片"), &[]),
        ("维生素 B2 片", "维生素b2", &[], Some("片"), &[]),
        ("阿莫西林胶囊0.25g*24粒", "阿莫西林", &[], Some("胶囊"), &[]),
        (
            "乳酸左氧氟沙星氯化钠注射液",
            "左氧氟沙星",
            &["乳酸"],
            Some("注射液"),
            &[],
        ),
        ("葡萄糖氯化钠注射液", "葡萄糖氯化钠", &[], Some("注射液"), &[]),
        ("罗红霉素片", "罗红霉素", &[], Some("片"), &[]),
        ("马来酸依那普利", "依那普利", &["马来酸"], None, &[]),
    ];
    for (name, generic, salts, form, brands) in table {
        let drug = read(name);
        assert_eq!(drug.generic, *generic, "{name}");
        assert_eq!(drug.salts, *salts, "{name}");
        assert_eq!(drug.form.map(|form| form.word), *form, "{name}");
        assert_eq!(drug.brands, *brands, "{name}");
    }
}

#[test]
fn a_column_gives_what_the_name_does_not_say() {
    let given = Attributes {
        spec: Some("0.5g×20片/盒"),
        form: Some("片剂"),
        maker: Some("江苏恒瑞医药股份有限公司"),
        brand: Some("格华止"),
        ..Attributes::default()
    };
    let drug = Drug::read("盐酸二甲双胍", &given);
    assert_eq!(drug.form.map(|form| form.word), Some("片"));
    assert_eq!((drug.strength.text.as_str(), drug.strength.pack), ("0.5g", Some(20)));
    assert_eq!(drug.maker.as_deref(), Some("江苏恒瑞"));
    assert_eq!(drug.brands, ["格华止"]);
    let slow = Drug::read("盐酸二甲双胍缓释片", &given);
    assert_eq!(
        slow.form.map(|form| form.word),
        Some("缓释片"),
        "the name says more than the column"
    );
}

#[test]
fn equal_strengths_are_equal_however_they_are_written() {
    let equal = [
        ("0.25g*24粒", "250mg×24"),
        ("0.25g", "250.000mg"),
        ("2ml:0.1g×10支/盒", "100mg/2ml"),
        ("0.9% 250ml", "2.25g:250ml×1瓶"),
        ("80万单位", "800000IU"),
        ("500μg", "0.5mg"),
        ("500mcg", "500ug"),
        ("0.5g:0.125g", "0.625g"),
        ("１０ｍｇ", "10mg"),
    ];
    for (one, other) in equal {
        assert_eq!(
            Strength::parse(one).agrees(&Strength::parse(other)),
            Some(true),
            "{one} {other}"
        );
    }
    let different = [
        ("0.25g", "0.5g"),
        ("2ml:0.1g", "5ml:0.1g"),
        ("10mg", "10g"),
        ("100ml", "250ml"),
        ("0.9% 250ml", "25g:250ml"),
        ("300iu", "400iu"),
    ];
    for (one, other) in different {
        assert_eq!(
            Strength::parse(one).agrees(&Strength::parse(other)),
            Some(false),
            "{one} {other}"
        );
    }
    for (one, other) in [("0.25g", ""), ("10ml", "5mg"), ("复方", "复方"), ("维生素b12", "12mg")] {
        assert_eq!(
            Strength::parse(one).agrees(&Strength::parse(other)),
            None,
            "{one} {other}"
        );
    }
}

#[test]
fn packs_are_counted() {
    let packs = [
        ("0.25g*24粒", Some(24)),
        ("0.5g*20粒*10袋/盒", Some(200)),
        ("20片/盒", Some(20)),
        ("10mg", None),
        ("8cm*13cm/10片/盒", Some(10)),
        ("每袋装10g*9袋", Some(9)),
    ];
    for (text, pack) in packs {
        assert_eq!(Strength::parse(text).pack, pack, "{text}");
    }
}

proptest! {
    #[test]
    fn the_unit_does_not_change_the_strength(milligrams in 1_u64..10_000_000, count in 1_u64..1000) {
        let in_grams = format!("{}.{:03}g*{count}粒", milligrams / 1000, milligrams % 1000);
        let in_milligrams = format!("{milligrams}mg×{count}");
        let in_micrograms = format!("{milligrams}000μg*{count}片/盒");
        let (grams, milli, micro) =
            (Strength::parse(&in_grams), Strength::parse(&in_milligrams), Strength::parse(&in_micrograms));
        prop_assert_eq!(&grams.quantities, &milli.quantities);
        prop_assert_eq!(grams.agrees(&micro), Some(true));
        prop_assert_eq!((grams.pack, milli.pack), (Some(count), Some(count)));
        let more = Strength::parse(&format!("{}mg", milligrams + 1));
        prop_assert_eq!(grams.agrees(&more), Some(false));
    }

    #[test]
    fn any_text_is_read(name in "[盐酸钠片胶囊注射用液a-z0-9.%*×:/()（） ]{0,20}") {
        let drug = read(&name);
        let given = Attributes { spec: Some(&name), ..Attributes::default() };
        prop_assert_eq!(Drug::read(&name, &given).form, drug.form);
    }
}

#[test]
fn pairs_that_must_not_match_are_told_apart() {
    let generic = [
        ("头孢呋辛酯胶囊", "头孢呋辛酯", "头孢呋辛"),
        ("注射用头孢呋辛", "头孢呋辛", "头孢呋辛酯"),
        ("注射用头孢哌酮钠", "头孢哌酮", "头孢哌酮舒巴坦"),
        ("头孢哌酮钠舒巴坦钠(舒普深)", "头孢哌酮舒巴坦", "头孢哌酮"),
        ("阿莫西林胶囊", "阿莫西林", "阿莫西林克拉维酸钾"),
        ("10%氯化钾注射液", "氯化钾", "氯化钠"),
        ("0.9%氯化钠注射液", "氯化钠", "氯化钾"),
        ("盐酸多巴胺注射液", "多巴胺", "多巴酚丁胺"),
        ("盐酸多巴酚丁胺注射液", "多巴酚丁胺", "多巴胺"),
        ("醋酸泼尼松片", "泼尼松", "泼尼松龙"),
        ("醋酸泼尼松龙注射液", "泼尼松龙", "甲泼尼龙"),
        ("注射用甲泼尼龙琥珀酸钠", "甲泼尼龙", "泼尼松龙"),
        ("盐酸异丙嗪注射液", "异丙嗪", "氯丙嗪"),
        ("注射用阿糖胞苷", "阿糖胞苷", "阿糖腺苷"),
        ("利福平胶囊", "利福平", "利福喷汀"),
        ("葡萄糖酸钙注射液", "葡萄糖酸钙", "氯化钙"),
        ("维生素K1针", "维生素K1注射液", "维生素K3注射液"),
        ("盐酸肾上腺素注射液", "肾上腺素", "去甲肾上腺素"),
        ("重酒石酸去甲肾上腺素注射液", "去甲肾上腺素", "异丙肾上腺素"),
        ("副肾素", "肾上腺素", "异丙肾上腺素"),
        ("酚磺乙胺注射液", "酚磺乙胺", "酚妥拉明"),
    ];
    for (term, right, wrong) in generic {
        tells_apart(Comparison::Drug, Level::Generic, term, right, wrong);
    }
}

#[test]
fn types_forms_salts_and_strengths_are_told_apart() {
    let insulin = [
        "精蛋白生物合成人胰岛素注射液(预混50R)",
        "精蛋白生物合成人胰岛素注射液(预混30R)",
    ];
    tells_apart(
        Comparison::Drug,
        Level::Variant,
        "精蛋白生物合成人胰岛素注射液(诺和灵50R)",
        insulin[0],
        insulin[1],
    );
    tells_apart(
        Comparison::Drug,
        Level::Variant,
        "精蛋白生物合成人胰岛素注射液30R笔芯",
        insulin[1],
        insulin[0],
    );
    let release = ["硝苯地平控释片", "硝苯地平片"];
    tells_apart(
        Comparison::Drug,
        Level::Form,
        "硝苯地平控释片(拜新同)",
        release[0],
        release[1],
    );
    tells_apart(
        Comparison::Drug,
        Level::Form,
        "硝苯地平片(心痛定)",
        release[1],
        release[0],
    );
    let salts = ["酒石酸美托洛尔片", "琥珀酸美托洛尔片"];
    tells_apart(
        Comparison::Drug,
        Level::Salt,
        "美托洛尔片(琥珀酸盐)",
        salts[1],
        salts[0],
    );
    tells_apart(Comparison::Drug, Level::Salt, "酒石酸美托洛尔", salts[0], salts[1]);
    let strengths = ["阿莫西林胶囊|规格=0.25g*24粒", "阿莫西林胶囊|规格=0.5g*24粒"];
    tells_apart(
        Comparison::Drug,
        Level::Strength,
        "阿莫西林胶囊|规格=250mg×24粒/盒",
        strengths[0],
        strengths[1],
    );
}

#[test]
fn an_entry_that_says_more_is_a_guess() {
    let list = of(Comparison::Drug, &["硝苯地平控释片", "硝苯地平片"]);
    for one in ask(&list, "硝苯地平") {
        assert!(super::super::warnings(&one).contains(&"level-unsaid"), "{one:#?}");
    }
}

#[test]
fn many_products_of_one_name_are_told_by_their_levels() {
    let product = |n: usize| format!("氯化钠注射液|规格={}ml:{}mg|生产企业=第{n}制药厂", n + 10, (n + 10) * 9);
    let products: Vec<String> = (0..300).map(product).collect();
    let products: Vec<&str> = products.iter().map(String::as_str).collect();
    let list = of(Comparison::Drug, &products);
    let best = &ask(&list, "0.9%氯化钠注射液|规格=260ml")[0];
    assert_eq!(best.code, "250");
    assert_eq!(differing(best), []);
}

#[test]
fn brands_lead_to_the_generic_name() {
    let list = shipped_list("drug-generic/atc-common-1");
    for (term, generic) in [
        ("强的松片", "泼尼松"),
        ("盐酸二甲双胍片(格华止)", "二甲双胍"),
        ("拜新同", "硝苯地平"),
        ("注射用甲氨喋呤", "甲氨蝶呤"),
        ("苯磺酸左旋氨氯地平片（施慧达）", "左氨氯地平"),
    ] {
        assert_eq!(first(&list, term), generic, "{term}");
        assert_eq!(differing(&ask(&list, term)[0]), [], "{term}");
    }
}
