//! Unit words. Two words for the same unit are no reason to doubt; two different units are.

use super::fold;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Unit {
    /// Any countable thing, as `pcs` says.
    Any,
    /// A counted thing with its own word: 個, 支, 台.
    Count(&'static str),
    /// Something measured or bundled: metres, boxes, dozens.
    Other(&'static str),
}

const UNITS: &[(&str, &str)] = &[
    ("any", "pcs pc pce pces piece pieces ea each c62 h87 nos no unit units nr st stk stck stuck styck nar xpp 1n"),
    ("个", "个 箇 ge"),
    ("支", "支 枝"),
    ("件", "件"),
    ("台", "台 部"),
    ("条", "条"),
    ("只", "只"),
    ("根", "根"),
    ("片", "片 枚"),
    ("颗", "颗 粒"),
    ("把", "把"),
    ("米", "米 m 公尺 mtr mtrs meter meters metre metres"),
    ("套", "套 组 set sets"),
    ("张", "张 sheet sheets"),
    ("卷", "卷 roll rolls"),
    ("箱", "箱 ctn ctns carton cartons case cases"),
    ("盒", "盒 box boxes bx xbx"),
    ("包", "包 袋 pack packs pkt bag bags pk xpk"),
    ("打", "打 dz doz dozen dozens dzn"),
    ("对", "对 双 pair pairs pr npr"),
    ("百", "百支 百个 百件 百只 cen hundred c"),
    ("千", "千支 千个 千件 千只 mil mpcs thousand kpcs"),
    ("公斤", "公斤 千克 kg kgs kgm kilo"),
    ("克", "克 g grm"),
    ("吨", "吨 公吨 t ton tons tne"),
    ("升", "升 公升 l ltr liter litre"),
    ("厘米", "厘米 公分 cm cmt"),
    ("毫米", "毫米 公厘 mm mmt"),
    ("英尺", "英尺 尺 ft fot feet"),
    ("平方米", "平方米 平米 m2 mtk"),
];

impl Unit {
    pub(crate) fn parse(text: &str) -> Option<Unit> {
        let key = fold::key(text);
        let (name, _) = UNITS.iter().find(|(_, words)| words.split_whitespace().any(|word| word == key))?;
        Some(match *name {
            "any" => Unit::Any,
            "个" | "支" | "件" | "台" | "条" | "只" | "根" | "片" | "颗" | "把" | "套" | "张" => {
                Unit::Count(name)
            }
            name => Unit::Other(name),
        })
    }

    pub(crate) fn known(text: &str) -> bool {
        Unit::parse(text).is_some()
    }

    /// Whether an order in `text` can be entered in the catalogue's unit without asking.
    pub(crate) fn agree(text: &str, catalogue: &str) -> bool {
        if fold::key(text) == fold::key(catalogue) {
            return true;
        }
        match (Unit::parse(text), Unit::parse(catalogue)) {
            (Some(a), Some(b)) if a == b => true,
            (Some(Unit::Any), Some(Unit::Count(_))) | (Some(Unit::Count(_)), Some(Unit::Any)) => true,
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_unit_in_other_words_is_no_doubt() {
        assert!(Unit::agree("条", "條") && Unit::agree("PCS", "支") && Unit::agree("M", "米"));
        assert!(
            !Unit::agree("個", "支")
                && !Unit::agree("箱", "支")
                && !Unit::agree("PCS", "米")
                && !Unit::agree("瓶", "支")
        );
    }
}
