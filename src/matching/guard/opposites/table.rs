//! The groups themselves.

use super::Group;
use super::Kind;
use super::Kind::Laterality;
use super::Kind::Malignancy;
use super::Kind::Other;

/// Every group, in normalised spelling. In [`Laterality`] the sides are left, right, both.
pub const GROUPS: &[Group] = &[
    Group::new(Laterality, &[&["左"], &["右"], &["双侧", "两侧", "双"]]),
    with_neutral(
        Malignancy,
        &[&["恶性", "癌", "肉瘤", "白血病"], &["良性"]],
        &["癌前", "癌胚", "抗癌", "非恶性", "类白血病"],
    ),
    Group::new(Other, &[&["单侧", "一侧"], &["双侧", "两侧"]]),
    Group::new(Other, &[&["急性"], &["慢性"], &["陈旧"]]),
    Group::new(Other, &[&["原发"], &["继发"]]),
    Group::new(Other, &[&["先天"], &["后天", "获得性"]]),
    Group::new(
        Other,
        &[
            &[
                "高血",
                "高钾",
                "高钠",
                "高钙",
                "高磷",
                "高氯",
                "高脂",
                "高密度",
                "高分化",
                "高位",
            ],
            &[
                "低血",
                "低钾",
                "低钠",
                "低钙",
                "低磷",
                "低氯",
                "低脂",
                "低密度",
                "低分化",
                "低位",
            ],
        ],
    ),
    Group::new(Other, &[&["钾"], &["钠"], &["钙"], &["镁"]]),
    Group::new(Other, &[&["亢进", "甲亢"], &["减退", "低下", "甲减"]]),
    Group::new(Other, &[&["过多", "增多"], &["过少", "减少"]]),
    with_neutral(
        Other,
        &[&["上"], &["下"]],
        &[
            "肾上腺",
            "上皮",
            "以上",
            "以下",
            "镜下",
            "视下",
            "引导下",
            "导航下",
            "麻下",
            "皮下",
            "膜下",
            "颌下",
            "锁骨下",
            "垂体下",
            "丘脑下",
            "下丘脑",
            "状腺下",
            "耻骨上",
            "髁上",
            "踝上",
            "上述",
            "上段",
            "下段",
            "超声下",
            "x线下",
            "ct下",
            "条件下",
            "状态下",
            "辅助下",
            "监测下",
            "上瓣",
            "下瓣",
        ],
    ),
    Group::new(Other, &[&["近端", "近侧"], &["远端", "远侧"]]),
    Group::new(Other, &[&["前壁"], &["后壁"], &["侧壁"], &["下壁"]]),
    Group::new(Other, &[&["前路", "前入路"], &["后路", "后入路"]]),
    Group::new(Other, &[&["内痔"], &["外痔"], &["混合痔"]]),
    Group::new(Other, &[&["内翻"], &["外翻"]]),
    Group::new(Other, &[&["内踝"], &["外踝"]]),
    Group::new(Other, &[&["内侧"], &["外侧"]]),
    Group::new(Other, &[&["内固定"], &["外固定"]]),
    Group::new(Other, &[&["硬膜下", "硬脑膜下"], &["硬膜外", "硬脑膜外"]]),
    Group::new(Other, &[&["肺动脉高压"], &["门脉高压", "门静脉高压"], &["高血压"]]),
    Group::new(Other, &[&["动脉"], &["静脉"]]),
    Group::new(Other, &[&["增生"], &["癌", "恶性肿瘤"]]),
    Group::new(Other, &[&["子宫肌瘤", "平滑肌瘤"], &["腺肌"]]),
    Group::new(Other, &[&["阳性"], &["阴性"]]),
    Group::new(Other, &[&["男"], &["女"]]),
    Group::new(Other, &[&["不伴", "无并发症", "不伴有"], &["伴"]]),
    Group::new(Other, &[&["早产"], &["过期产"], &["足月产"]]),
    // operations
    with_neutral(Other, &[&["切除"], &["切开"], &["切断", "离断"]], &["切开复位"]),
    Group::new(
        Other,
        &[
            &["全切", "全部切除", "全子宫切除", "根治"],
            &["部分切", "次全切", "大部切", "大部分切"],
        ],
    ),
    Group::new(
        Other,
        &[&["开放", "开腹", "开胸"], &["腹腔镜", "胸腔镜", "内镜", "闭合"]],
    ),
    Group::new(
        Other,
        &[
            &["造口", "造瘘"],
            &[
                "还纳",
                "造口还纳",
                "造口回纳",
                "造瘘还纳",
                "造瘘口还纳",
                "造口闭合",
                "造口关闭",
                "造瘘口闭合",
            ],
        ],
    ),
    Group::new(
        Other,
        &[&["置入", "植入"], &["取出", "去除", "拆除", "拔除", "内固定取出"]],
    ),
    with_neutral(Other, &[&["内固定术", "固定术"], &["取出", "去除", "拆除"]], &["术后"]),
    Group::new(Other, &[&["剖宫产"], &["剖腹探查"]]),
    Group::new(Other, &[&["胃镜"], &["肠镜"], &["膀胱镜"], &["支气管镜"]]),
    Group::new(Other, &[&["诊断性"], &["治疗性"]]),
    // laboratory
    Group::new(Other, &[&["肌钙蛋白i", "tni", "ctni"], &["肌钙蛋白t", "tnt", "ctnt"]]),
    Group::new(Other, &[&["抗原"], &["抗体"]]),
    Group::new(Other, &[&["总胆红素"], &["直接胆红素"], &["间接胆红素"]]),
    Group::new(Other, &[&["空腹"], &["餐后"], &["随机"]]),
    Group::new(
        Other,
        &[&["尿蛋白", "尿葡萄糖", "尿糖"], &["血蛋白", "血葡萄糖", "血糖"]],
    ),
    Group::new(Other, &[&["游离"], &["总"]]),
    // drugs
    Group::new(Other, &[&["头孢呋辛酯"], &["头孢呋辛"]]),
    Group::new(Other, &[&["头孢哌酮舒巴坦"], &["头孢哌酮"]]),
    Group::new(
        Other,
        &[
            &["阿莫西林克拉维酸", "阿莫西林/克拉维酸", "阿莫西林-克拉维酸"],
            &["阿莫西林"],
        ],
    ),
    Group::new(Other, &[&["多巴胺"], &["多巴酚丁胺"]]),
    Group::new(Other, &[&["甲泼尼龙"], &["泼尼松龙"], &["泼尼松"]]),
    Group::new(Other, &[&["异丙嗪"], &["氯丙嗪"]]),
    Group::new(Other, &[&["阿糖胞苷"], &["阿糖腺苷"]]),
    Group::new(Other, &[&["利福平"], &["利福喷汀"]]),
    Group::new(
        Other,
        &[&["控释片", "缓释片", "控释", "缓释"], &["分散片"], &["肠溶片"], &["片"]],
    ),
    Group::new(Other, &[&["酒石酸"], &["琥珀酸"]]),
    Group::new(Other, &[&["葡萄糖酸钙"], &["氯化钙"]]),
    Group::new(Other, &[&["去甲肾上腺素"], &["异丙肾上腺素"], &["肾上腺素"]]),
    Group::new(Other, &[&["酚磺乙胺"], &["酚妥拉明"]]),
];

const fn with_neutral(
    kind: Kind,
    sides: &'static [&'static [&'static str]],
    neutral: &'static [&'static str],
) -> Group {
    Group { kind, sides, neutral }
}
