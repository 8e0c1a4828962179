//! Recognises the label in a cell. Customers decorate labels with colons, stars, translations, units and currencies; all
//! of that is taken off before the word is looked up, and what it says about tax, price base and unit is kept.

use super::{
    dress::{base, currency, taxed, unit_in},
    exact::Exact,
    fold::{self, fold, is_cjk},
    words::{COLUMNS, HEADS},
};
use std::{collections::HashMap, sync::OnceLock};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Field {
    Index,
    Item,
    Sku,
    TheirSku,
    Name,
    Spec,
    Describe,
    Qty,
    Unit,
    Price,
    PriceBase,
    Amount,
    Remark,
    Discount,
    Tax,
    OtherQty,
    OtherPrice,
    OrderNo,
    OrderNoWeak,
    Placed,
    Requested,
    Customer,
    CustomerCode,
    Contact,
    Phone,
    Email,
    ShipTo,
    Address,
    Term,
    Special,
    Currency,
    TaxId,
    Seller,
    Total,
    Subtotal,
    Charge,
    QtyTotal,
    /// Says something the entry has no place for.
    Aside,
    Ignore,
}

impl Field {
    /// Fields of a line rather than of the whole order.
    pub(crate) fn of_line(self) -> bool {
        self <= Field::OtherPrice
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Label {
    pub field: Field,
    /// The whole cell is the word; otherwise only a part or the ending of it is.
    pub exact: bool,
    /// Says that prices are with (or without) tax.
    pub taxed: Option<bool>,
    /// How many pieces a price is for.
    pub base: Option<Exact>,
    pub unit: Option<String>,
    pub currency: Option<&'static str>,
}

type Words = HashMap<&'static str, Field>;

fn words(list: &'static [(Field, &'static str)]) -> Words {
    let mut map = Words::new();
    for (field, words) in list {
        for word in words.split_whitespace() {
            map.entry(word).or_insert(*field);
        }
    }
    map
}

fn columns() -> &'static Words {
    static MAP: OnceLock<Words> = OnceLock::new();
    MAP.get_or_init(|| words(COLUMNS))
}

fn heads() -> &'static Words {
    static MAP: OnceLock<Words> = OnceLock::new();
    MAP.get_or_init(|| words(HEADS))
}

/// A label over a column. Words for the whole order count too, because flat files repeat them in every row.
pub(crate) fn column(text: &str) -> Option<Label> {
    if text.trim() == "#" {
        return Some(Label { field: Field::Index, exact: true, taxed: None, base: None, unit: None, currency: None });
    }
    label(text, false, |key| {
        let whole = heads().get(key).copied().filter(|f| {
            !matches!(
                f,
                Field::OrderNoWeak | Field::Aside | Field::Ignore | Field::Total | Field::Subtotal | Field::Charge
            )
        });
        columns().get(key).copied().or(whole)
    })
}

/// A label outside the table.
pub(crate) fn head(text: &str) -> Option<Label> {
    let valued = text.trim().trim_end_matches([':', '：']).contains([':', '：']);
    if valued { None } else { label(text, true, |key| heads().get(key).copied()) }
}

/// The field of an exact word, for finding labels inside running text.
pub(crate) fn head_exact(text: &str) -> Option<Field> {
    let look = |key: &str| heads().get(key).copied();
    let both = || {
        let found: Vec<Option<Field>> = parts(text).iter().map(|part| look(part)).collect();
        found.first().copied().flatten().filter(|_| found.len() == 2 && found.iter().all(Option::is_some))
    };
    look(&label_key(text)).or_else(both)
}

/// The field of a word that is a label or ends like one.
pub(crate) fn head_word(text: &str) -> Option<Field> {
    let key = label_key(text);
    if is_seller(&key) {
        return Some(Field::Ignore);
    }
    ending(&key)
}

fn label(text: &str, strict: bool, look: impl Fn(&str) -> Option<Field>) -> Option<Label> {
    if text.chars().count() > 48 || !text.chars().any(char::is_alphabetic) {
        return None;
    }
    let (field, exact) = find(text, strict, look)?;
    let plain = fold(text).replace(['*', '※'], " ");
    Some(Label {
        field,
        exact,
        taxed: taxed(&plain),
        base: base(&plain),
        unit: unit_in(text),
        currency: currency(&plain),
    })
}

fn find(text: &str, strict: bool, look: impl Fn(&str) -> Option<Field>) -> Option<(Field, bool)> {
    let whole = label_key(text);
    if whole.is_empty() {
        return None;
    }
    if let Some(field) = look(&whole) {
        return Some((field, true));
    }
    if is_seller(&whole) {
        return Some((Field::Ignore, false));
    }
    let bare = label_key(&without_brackets(text));
    if bare != whole
        && let Some(field) = look(&bare).or_else(|| ending(&bare))
    {
        return Some((field, true));
    }
    if let Some(field) = [&whole, &bare].into_iter().find_map(|key| look(undressed(key)?)) {
        return Some((field, true));
    }
    let parts = parts(text);
    if parts.len() > 1 {
        let found: Vec<Field> = parts.iter().filter_map(|part| look(part)).collect();
        // One known word and one unknown is a label with its translation; outside a table it may be a label with its value.
        let signed = text.contains(['/', '／', '\n', '|']) && !text.chars().any(|c| c.is_ascii_digit());
        let enough = found.len() == parts.len() || (found.len() * 2 >= parts.len() && (!strict || signed));
        if let Some(first) = found.first().filter(|_| enough) {
            return Some((*first, found.len() == parts.len()));
        }
    }
    ending(&whole).map(|field| (field, false))
}

/// The key of a label: numbering like `1.` or `一、` and required marks are not part of it.
fn label_key(text: &str) -> String {
    let text = text.trim().trim_start_matches(['*', '※', '●', '■', '◆', '★', '•', '·', '○', '▲']).trim_start();
    let numbered = text.trim_start_matches(|c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c));
    let text = if numbered.len() < text.len() {
        numbered.strip_prefix(['.', '、', '．', ')', '）']).unwrap_or(text)
    } else {
        text
    };
    fold::key(&text.replace(['*', '※'], " ").replace(['#', '＃', '№'], "no"))
}

/// `unit price EUR` and `單價元` without what follows the word.
fn undressed(key: &str) -> Option<&str> {
    const AFTER: &[&str] = &[
        "rmb",
        "cny",
        "usd",
        "eur",
        "ntd",
        "twd",
        "hkd",
        "sek",
        "gbp",
        "jpy",
        "人民币",
        "美元",
        "元",
        "exclvat",
        "excltax",
        "inclvat",
        "incltax",
        "exvat",
        "extax",
        "per100",
        "per1000",
        "per100pcs",
        "per1000pcs",
        "perpc",
        "perpcs",
        "perunit",
        "perpiece",
        "pcs",
        "each",
        "含税",
        "未税",
        "不含税",
    ];
    AFTER.iter().find_map(|word| key.strip_suffix(word)).filter(|rest| rest.chars().count() >= 2)
}

fn without_brackets(text: &str) -> String {
    let mut depth = 0usize;
    text.chars()
        .map(fold::narrow)
        .filter(|c| {
            match c {
                '(' | '[' | '【' | '〔' => depth += 1,
                ')' | ']' | '】' | '〕' => {
                    depth = depth.saturating_sub(1);
                    return false;
                }
                _ => {}
            }
            depth == 0
        })
        .collect()
}

/// A bilingual label in its languages: split at signs, and where the script changes.
fn parts(text: &str) -> Vec<String> {
    let mut out = vec![String::new()];
    let mut chinese = None;
    for c in text.chars().map(fold::narrow) {
        let sign = matches!(c, '/' | '|' | '\n' | '(' | ')' | '[' | ']' | '【' | '】' | '、' | ',' | ';');
        let turned = c.is_alphabetic() && chinese.is_some_and(|before| before != is_cjk(c));
        if sign || turned {
            out.push(String::new());
        }
        if c.is_alphabetic() {
            chinese = Some(is_cjk(c));
        }
        if let (false, Some(last)) = (sign, out.last_mut()) {
            last.push(c);
        }
    }
    out.iter().map(|part| label_key(part)).filter(|part| !part.is_empty()).collect()
}

/// What belongs to the seller is us; none of it describes the customer.
fn is_seller(key: &str) -> bool {
    let owner = ["供应商", "供方", "卖方", "乙方", "供货", "销方", "supplier", "vendor", "seller"];
    owner.iter().any(|word| key.starts_with(word)) && !columns().contains_key(key)
}

/// Long labels end in the word that counts: `本次預計交貨日期`.
fn ending(key: &str) -> Option<Field> {
    let length = key.chars().count();
    let chinese = key.chars().all(is_cjk);
    if !(3..=28).contains(&length) || (chinese && length > 10) || key.chars().any(|c| c.is_ascii_digit()) {
        return None;
    }
    let dated = ["日期", "期限", "时间", "date", "交期", "日"].iter().any(|word| key.ends_with(word));
    if dated {
        let wanted = [
            "交", "到货", "送", "需", "要求", "希望", "期望", "出货", "发货", "deliver", "requir", "request", "due",
            "need", "ship", "arriv", "wanted", "expect",
        ];
        let made = ["下单", "订单", "订购", "采购", "开单", "制单", "单据", "order", "issue", "po", "purchase", "签"];
        let other = ["打印", "print", "有效", "valid", "expir", "付款", "payment", "生产", "审核", "修改", "到期"];
        if other.iter().any(|word| key.contains(word)) {
            return Some(Field::Ignore);
        }
        let is = |list: &[&str]| list.iter().any(|word| key.contains(word));
        return if is(&wanted) {
            Some(Field::Requested)
        } else if is(&made) {
            Some(Field::Placed)
        } else {
            None
        };
    }
    const ENDINGS: &[(&str, Field)] = &[
        ("订单号", Field::OrderNo),
        ("订单编号", Field::OrderNo),
        ("采购单号", Field::OrderNo),
        ("单号", Field::OrderNo),
        ("orderno", Field::OrderNo),
        ("ordernumber", Field::OrderNo),
        ("pono", Field::OrderNo),
        ("ponumber", Field::OrderNo),
        ("联络人", Field::Contact),
        ("联系人", Field::Contact),
        ("contactperson", Field::Contact),
        ("电话", Field::Phone),
        ("手机", Field::Phone),
        ("telephone", Field::Phone),
        ("phone", Field::Phone),
        ("email", Field::Email),
        ("邮箱", Field::Email),
        ("传真", Field::Ignore),
        ("送货地址", Field::ShipTo),
        ("收货地址", Field::ShipTo),
        ("交货地点", Field::ShipTo),
        ("交货地址", Field::ShipTo),
        ("收货地点", Field::ShipTo),
        ("地址", Field::Address),
        ("shiptoaddress", Field::ShipTo),
        ("deliveryaddress", Field::ShipTo),
        ("shippingaddress", Field::ShipTo),
        ("料号", Field::Sku),
        ("partno", Field::Sku),
        ("partnumber", Field::Sku),
        ("单价", Field::Price),
        ("unitprice", Field::Price),
        ("金额", Field::Amount),
        ("lineamount", Field::Amount),
        ("品名规格", Field::Describe),
        ("品名", Field::Name),
        ("规格", Field::Spec),
        ("规格型号", Field::Spec),
        ("订购数量", Field::Qty),
        ("采购数量", Field::Qty),
        ("需求数量", Field::Qty),
        ("订货数量", Field::Qty),
        ("备注", Field::Remark),
        ("remarks", Field::Remark),
        ("付款条件", Field::Term),
        ("付款方式", Field::Term),
        ("paymentterms", Field::Term),
        ("客户名称", Field::Customer),
        ("公司名称", Field::Customer),
    ];
    let field = ENDINGS.iter().find(|(word, _)| key.ends_with(word)).map(|(_, field)| *field)?;
    let unlike = ["库存", "已交", "未交", "包装", "报价", "请购", "发票", "原", "上次", "历史", "stock"];
    Some(if unlike.iter().any(|word| key.starts_with(word)) { Field::Ignore } else { field })
}

#[cfg(test)]
mod tests;
