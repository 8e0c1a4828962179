//! What a label or a price says besides itself: tax, price base, unit and currency.

use super::{exact::Exact, fold, fold::fold};

/// What a text says about tax in the price.
pub(crate) fn taxed(folded: &str) -> Option<bool> {
    let has = |list: &[&str]| list.iter().any(|word| folded.contains(word));
    if has(&[
        "不含税",
        "未税",
        "未含税",
        "税前",
        "免税",
        "税外",
        "without tax",
        "excl",
        "before tax",
        "net of tax",
        "ex vat",
        "ex. vat",
        "no vat",
        "plus vat",
    ]) {
        Some(false)
    } else if has(&[
        "含税",
        "价税合计",
        "税内",
        "incl. vat",
        "incl vat",
        "including vat",
        "include vat",
        "includes vat",
        "incl. tax",
        "incl tax",
        "including tax",
        "include tax",
        "tax included",
        "vat included",
        "includes tax",
        "with tax",
        "with vat",
        "inclusive of",
    ]) {
        Some(true)
    } else {
        None
    }
}

/// `單價/100支`, `每百支單價`, `price per 1000`.
pub(crate) fn base(folded: &str) -> Option<Exact> {
    let thousand =
        ["千支", "千个", "千件", "千只", "/千", "每千", "per thousand", "/m pcs", "/k", "per k", "per mille"];
    let hundred = ["百支", "百个", "百件", "百只", "百米", "/百", "每百", "per hundred", "/c pcs"];
    if thousand.iter().any(|word| folded.contains(word)) {
        return Some(Exact::whole(1000));
    }
    if hundred.iter().any(|word| folded.contains(word)) {
        return Some(Exact::whole(100));
    }
    let after = ["/", "per", "每", "for"].iter().find_map(|word| {
        folded
            .split_once(word)
            .map(|(_, rest)| rest.trim_start())
            .filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
    })?;
    let digits: String = after.chars().filter(|c| *c != ',').take_while(char::is_ascii_digit).collect();
    Exact::parse(&digits).filter(|base| matches!(base.to_i64(), Some(1 | 10 | 50 | 100 | 500 | 1000 | 10000)))
}

pub(crate) fn unit_in(text: &str) -> Option<String> {
    let narrow: String = text.chars().map(fold::narrow).collect();
    let inner = narrow
        .split_once('(')
        .and_then(|(_, rest)| rest.split(')').next())
        .or_else(|| narrow.split_once('/').map(|(_, rest)| rest))?;
    super::units::Unit::known(inner).then(|| inner.trim().to_owned())
}

/// The currency a text names, if it names one without doubt. A bare `¥`, `$` or `元` names none.
pub(crate) fn currency(folded: &str) -> Option<&'static str> {
    const NAMES: &[(&str, &str)] = &[
        ("rmb", "CNY"),
        ("cny", "CNY"),
        ("人民币", "CNY"),
        ("us$", "USD"),
        ("usd", "USD"),
        ("美元", "USD"),
        ("美金", "USD"),
        ("nt$", "TWD"),
        ("ntd", "TWD"),
        ("twd", "TWD"),
        ("台币", "TWD"),
        ("eur", "EUR"),
        ("€", "EUR"),
        ("欧元", "EUR"),
        ("hk$", "HKD"),
        ("hkd", "HKD"),
        ("港币", "HKD"),
        ("港元", "HKD"),
        ("jpy", "JPY"),
        ("日元", "JPY"),
        ("日币", "JPY"),
        ("gbp", "GBP"),
        ("£", "GBP"),
        ("英镑", "GBP"),
        ("sek", "SEK"),
        ("sgd", "SGD"),
        ("新币", "SGD"),
    ];
    NAMES.iter().find(|(word, _)| word_in(folded, word)).map(|(_, code)| *code)
}

fn word_in(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| {
        let before = text[..at].chars().next_back().is_some_and(|c| c.is_ascii_alphabetic());
        let after = text[at + word.len()..].chars().next().is_some_and(|c| c.is_ascii_alphabetic());
        !word.chars().all(|c| c.is_ascii_alphabetic()) || !(before || after)
    })
}

/// How many Chinese label words a text has; the right encoding has many, a wrong one none.
pub(crate) fn chinese_words_in(text: &str) -> usize {
    const SURE: &[&str] = &[
        "数量",
        "单价",
        "单位",
        "品名",
        "规格",
        "料号",
        "金额",
        "订单",
        "采购",
        "客户",
        "日期",
        "交期",
        "地址",
        "电话",
        "备注",
        "合计",
        "联络人",
        "联系人",
        "公司",
        "名称",
        "编号",
        "型号",
        "交货",
        "收货",
        "产品",
        "螺栓",
        "轴承",
        "阀",
        "电缆",
        "付款",
        "总计",
        "有限",
        "要求",
        "货号",
    ];
    let folded = fold(text);
    SURE.iter().map(|word| folded.matches(word).count()).sum()
}
