//! The titles that columns have in published lists and hospital exports, folded (half-width, lower case).

/// Titles of one kind of column.
pub(super) struct Titles {
    /// Whole titles, the surest first.
    pub(super) whole: &'static [&'static str],
    /// Endings of a title; they count only when one column alone has one.
    pub(super) endings: &'static [&'static str],
}

/// The code. Serial numbers (序号, id) are no codes: a list that has nothing else has to be named.
pub(super) const CODE: Titles = Titles {
    whole: &[
        "code",
        "编码",
        "代码",
        "编号",
        "主要编码",
        "诊断编码",
        "诊断代码",
        "疾病编码",
        "疾病代码",
        "手术编码",
        "手术代码",
        "手术操作编码",
        "项目编码",
        "项目代码",
        "药品编码",
        "药品代码",
        "药品内码",
        "科室编码",
        "科室代码",
        "收费编码",
        "icd",
        "icd10",
        "icd-10",
        "icd编码",
        "icd10编码",
        "icd-10编码",
        "icd9",
        "icd-9-cm-3",
        "值",
        "值编码",
        "本地编码",
        "本地码",
        "concept_code",
        "conceptcode",
        "code_value",
    ],
    endings: &["编码", "代码"],
};

/// The name.
pub(super) const NAME: Titles = Titles {
    whole: &[
        "name",
        "名称",
        "诊断名称",
        "疾病名称",
        "手术名称",
        "手术操作名称",
        "项目名称",
        "药品名称",
        "通用名",
        "科室名称",
        "收费名称",
        "中文名",
        "中文名称",
        "值含义",
        "含义",
        "本地名称",
        "display",
        "concept_name",
        "conceptname",
        "text",
        "描述",
        "description",
    ],
    endings: &["名称"],
};

/// The code of the concept above.
pub(super) const PARENT: Titles = Titles {
    whole: &[
        "parent",
        "parent_code",
        "parentcode",
        "上级编码",
        "上级代码",
        "父级编码",
        "父级代码",
        "父编码",
        "父代码",
    ],
    endings: &[],
};

/// Whether the concept is in use. Hospital columns of this meaning have words of their own, so none is guessed.
pub(super) const STATUS: Titles = Titles {
    whole: &["status"],
    endings: &[],
};

/// Whether data may carry the code.
pub(super) const ASSIGNABLE: Titles = Titles {
    whole: &["assignable"],
    endings: &[],
};

/// Other names.
pub(super) const ALIASES: Titles = Titles {
    whole: &["aliases", "alias", "别名", "其他名称", "同义词"],
    endings: &[],
};
