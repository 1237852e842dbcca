//! What is counted of the codes of a dictionary. Counts of several dictionaries add up.

use super::tally::Tally;
use serde::Deserialize;
use serde::Serialize;

macro_rules! counts {
    ($($(#[$doc:meta])* $name:ident $zh:literal,)*) => {
        /// Counts of local codes.
        ///
        /// `unmapped` to `ignored` part the codes: every code stands in exactly one of them. What follows looks at the same
        /// codes again.
        #[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct Counts { $($(#[$doc])* pub $name: Tally,)* }

        impl Counts {
            /// Takes the counts of further codes.
            pub fn add(&mut self, more: &Self) { $(self.$name.add(more.$name);)* }

            /// The names of the counts and their Chinese titles, in their order.
            pub const NAMES: &'static [(&'static str, &'static str)] = &[$((stringify!($name), $zh)),*];

            /// The counts in the order of [`Self::NAMES`].
            pub fn list(&self) -> Vec<Tally> { vec![$(self.$name),*] }
        }
    };
}

counts! {
    /// Every code of the dictionaries.
    codes "全部编码",
    /// 未对码: nothing is decided.
    unmapped "未对码",
    /// 草稿: decided and nothing more; nothing is published.
    drafted "草稿",
    /// 待审: waits for a review; nothing is published.
    in_review "待审",
    /// 退回: was returned; nothing is published.
    returned "退回",
    /// 待复核: its ground moved before anything was published.
    needs_recheck "待复核",
    /// 已审未发布: approved and not yet published.
    approved "已审未发布",
    /// 已对码: published with targets.
    mapped "已发布有目标",
    /// 无匹配: published that nothing fits.
    no_match "已发布无匹配",
    /// 不上传: published that it is never sent.
    ignored "已发布不上传",
    /// Published with targets or that nothing fits, and at work again.
    changing "发布后修改中",
    /// Something is decided, published or not.
    decided "已有结论",
    /// Decided, and approved by another person since.
    reviewed "已审核",
    /// Published with a target that is a residual class 其他/未特指.
    residual "其他类目标",
    /// Published with a target that means more than the code.
    broader "目标更宽",
    /// 有损: the same, or several codes of the dictionary have the same targets.
    lossy "有损",
    /// 无效: published with a target that no published edition has.
    invalid "无效目标",
    /// 退役: published with a target that is retired, or whose edition is.
    retired "退役目标",
    /// Nobody counted how often data used them.
    uncounted "无使用次数",
    /// First seen in the span of the report.
    new_codes "本期新增编码",
    /// The same, and unmapped.
    new_unmapped "本期新增未对码",
}

impl Counts {
    /// The codes about which the last word is published, whatever it says.
    pub fn settled(&self) -> Tally {
        self.mapped.plus(self.no_match).plus(self.ignored)
    }

    /// The codes about which something is decided and nothing published.
    pub fn unpublished(&self) -> Tally {
        let waiting = self.drafted.plus(self.in_review).plus(self.returned);
        waiting.plus(self.needs_recheck).plus(self.approved)
    }
}
