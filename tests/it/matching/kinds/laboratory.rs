//! Laboratory items: analytes that are easily mistaken, specimens and units.

use super::ask;
use super::differing;
use super::first;
use super::shipped_list;
use super::tells_apart;
use std::sync::LazyLock;
use zhiyu::matching::Comparison;
use zhiyu::matching::kinds::laboratory::Laboratory;
use zhiyu::matching::kinds::level::Level;
use zhiyu::matching::kinds::titles::Attributes;

static SHIPPED: LazyLock<super::List> = LazyLock::new(|| shipped_list("laboratory/loinc-common-1"));

/// A name, and what it is read into: analytes, kind of quantity and specimen.
type Row<'a> = (&'a str, &'a [&'a str], Option<&'a str>, Option<&'a str>);

#[test]
fn a_name_is_read_into_analyte_property_and_specimen() {
    let table: &[Row<'_>] = &[
        ("血清钾", &["钾"], None, Some("血清")),
        ("尿蛋白(定性)", &["蛋白"], Some("定性"), Some("尿")),
        ("尿素氮", &["尿素氮"], None, None),
        ("尿酸", &["尿酸"], None, None),
        ("尿酸碱度", &["酸碱度"], None, Some("尿")),
        ("血红蛋白", &["血红蛋白"], None, None),
        ("前白蛋白", &["前白蛋白"], None, None),
        ("中性粒细胞百分比", &["中性粒细胞"], Some("百分比"), None),
        ("NEUT#", &["中性粒细胞"], Some("绝对值"), None),
        ("CK-MB", &["肌酸激酶同工酶MB"], None, None),
        ("CK", &["肌酸激酶"], None, None),
        ("脑脊液葡萄糖", &["葡萄糖"], None, Some("脑脊液")),
        ("葡萄糖(尿)", &["葡萄糖"], None, Some("尿")),
        ("肌酐/尿素", &["肌酐", "尿素"], None, None),
    ];
    for (name, analytes, property, specimen) in table {
        let item = Laboratory::read(name, &Attributes::default());
        assert_eq!(item.analytes, *analytes, "{name}");
        assert_eq!(item.property, *property, "{name}");
        assert_eq!(item.specimen, *specimen, "{name}");
    }
}

#[test]
fn pairs_that_must_not_match_are_told_apart() {
    for (term, right, wrong) in [
        ("TnI", "肌钙蛋白I", "肌钙蛋白T"),
        ("CK-MB", "肌酸激酶同工酶", "肌酸激酶"),
        ("CK", "肌酸激酶", "肌酸激酶同工酶"),
        ("BNP", "B型钠尿肽", "N末端B型钠尿肽原"),
        ("脑钠肽前体", "N末端B型钠尿肽原", "B型钠尿肽"),
        ("FT3", "游离三碘甲状腺原氨酸", "总三碘甲状腺原氨酸"),
        ("TT4", "总甲状腺素", "游离甲状腺素"),
        ("HBsAb", "乙肝表面抗体", "乙肝表面抗原"),
        ("HBeAg", "乙型肝炎病毒e抗原", "乙型肝炎病毒e抗体"),
        ("IgG", "免疫球蛋白G", "免疫球蛋白M"),
        ("谷丙转氨酶", "丙氨酸氨基转移酶", "天门冬氨酸氨基转移酶"),
        ("结合胆红素", "直接胆红素", "总胆红素"),
        ("血钾", "钾", "钠"),
    ] {
        tells_apart(Comparison::Laboratory, Level::Analyte, term, right, wrong);
    }
    let specimens = ["葡萄糖|specimen=血清/血浆", "葡萄糖|specimen=尿液"];
    tells_apart(
        Comparison::Laboratory,
        Level::Specimen,
        "葡萄糖|标本=尿",
        specimens[1],
        specimens[0],
    );
    tells_apart(
        Comparison::Laboratory,
        Level::Specimen,
        "血糖|标本类型=静脉血",
        specimens[0],
        specimens[1],
    );
    let units = ["尿素氮|unit=mg/dL", "尿素氮|unit=mmol/L"];
    tells_apart(
        Comparison::Laboratory,
        Level::Unit,
        "尿素氮|单位=mmol/L",
        units[1],
        units[0],
    );
    let shares = ["中性粒细胞百分比", "中性粒细胞绝对值"];
    tells_apart(
        Comparison::Laboratory,
        Level::Property,
        "中性粒细胞|英文缩写=NEUT#",
        shares[1],
        shares[0],
    );
}

#[test]
fn units_of_one_quantity_do_not_differ() {
    for (one, other) in [
        ("IU/L", "U/L"),
        ("g/L", "mg/dL"),
        ("ng/mL", "μg/L"),
        ("10^9/L", "10*9/L"),
        ("umol/L", "μmol/L"),
    ] {
        let list = super::of(Comparison::Laboratory, &[&format!("肌酐|unit={other}")]);
        assert_eq!(
            differing(&ask(&list, &format!("肌酐|单位={one}"))[0]),
            [],
            "{one} {other}"
        );
    }
}

#[test]
fn the_shipped_list_answers_by_abbreviation_unit_and_specimen() {
    for (term, name) in [
        ("嗜酸白细胞|abbreviation=EO%", "嗜酸性粒细胞百分比"),
        ("RBC平均HGB量|abbreviation=MCH", "平均红细胞血红蛋白量"),
        ("尿素氮|单位=mmol/L", "尿素氮(摩尔浓度)"),
        ("尿素氮|单位=mg/dL", "尿素氮"),
        ("总蛋白|标本=脑脊液", "脑脊液总蛋白"),
        ("葡萄糖|标本=脑脊液", "脑脊液葡萄糖"),
        ("脑钠肽前体", "N末端B型钠尿肽原"),
        ("r-转肽酶", "γ-谷氨酰转移酶"),
    ] {
        assert_eq!(first(&SHIPPED, term), name, "{term}");
    }
    let urine = &ask(&SHIPPED, "尿钾")[0];
    assert!(differing(urine).contains(&Level::Specimen), "{urine:#?}");
}
