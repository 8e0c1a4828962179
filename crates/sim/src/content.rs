//! What customers want, as a clerk would type it: mostly complete, sometimes not.

use desk::masters::{self, Customer, Product};
use desk::people;
use platform::act::Outcome;
use platform::day::Day;
use platform::quantity::Quantity;
use platform::{Trouble, Tx};
use serde_json::{Value, json};

use crate::dice::Dice;

pub const CUSTOMERS: &[&str] = &["C001", "C002", "C003", "C004", "C005", "C006", "C007", "C008"];

pub const REASONS: &[&str] = &[
    "客戶來電更正數量",
    "客戶預算未過，暫不下單",
    "客户重复发送同一份订单",
    "單價與年度合約不符，請再確認",
    "交貨地址缺門牌號碼",
    "客户要求改用新料号",
    "已與客戶電話確認，同意如此",
];

pub const TALKS: &[&str] = &[
    "客戶詢問能否提前兩天交貨。",
    "已說明目前排程，客戶同意原交期。",
    "客户确认收货人改为仓库王先生。",
    "規格與上次相同，客戶寄來樣品照片。",
    "@chen 請留意這張單的付款條件。",
    "请核对包装要求：木箱，外贴唛头。",
];

/// How complete an order is typed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Care {
    /// As the regulation wants it.
    Good,
    /// Something is missing, too cheap, too early or not on the list.
    Sloppy,
}

pub fn order(tx: &mut Tx, dice: &mut Dice, channel: &str, care: Care, skus: &[&str]) -> Outcome<Value> {
    let code = dice.pick(CUSTOMERS).copied().unwrap_or("C001");
    let customer = masters::customer_by_code(tx, code)?.ok_or(Trouble::Hidden)?;
    let today = people::today(tx)?;
    let sloppy = care == Care::Sloppy;
    let ahead = if sloppy && dice.chance(30) { dice.between(-2, 6) } else { dice.between(30, 160) };
    let wanted = open_day(tx, today, ahead)?;
    let mut lines = Vec::new();
    for _ in 0..dice.between(1, 4) {
        if let Some(sku) = dice.pick(skus) {
            let product = masters::product_by_sku(tx, sku)?.ok_or(Trouble::Hidden)?;
            lines.push(line(dice, &product, care));
        }
    }
    if sloppy && dice.chance(15) {
        lines.push(json!({"name": "客製安裝支架", "spec": "依圖 DWG-0871", "qty": "4", "unit": "件", "price": "180"}));
    }
    let mut form = head(&customer, dice, channel, today, wanted);
    form["lines"] = json!(lines);
    if sloppy {
        spoil(&mut form, dice);
    }
    Ok(form)
}

/// One line of a product: what lies free in stock, and so many pieces more.
pub fn line_beyond_stock(tx: &mut Tx, dice: &mut Dice, sku: &str, pieces: i64) -> Outcome<Value> {
    let code = CUSTOMERS.first().copied().unwrap_or_default();
    let customer = masters::customer_by_code(tx, code)?.ok_or(Trouble::Hidden)?;
    let product = masters::product_by_sku(tx, sku)?.ok_or(Trouble::Hidden)?;
    let free = masters::free_stock(tx, product.id)?.max(Quantity::ZERO);
    let quantity = Quantity::whole(pieces).unwrap_or_default().checked_add(free).unwrap_or(free);
    let today = people::today(tx)?;
    let wanted = open_day(tx, today, 60)?;
    let mut form = head(&customer, dice, "email", today, wanted);
    form["lines"] = json!([{"sku": product.sku, "qty": quantity.to_string(), "price": ""}]);
    Ok(form)
}

fn head(customer: &Customer, dice: &mut Dice, channel: &str, today: Day, wanted: Day) -> Value {
    let email = if dice.chance(75) { customer.email.as_str() } else { "" };
    json!({
        "channel": channel, "customer": customer.code, "contact": customer.contact, "phone": customer.phone,
        "email": email, "fax": customer.fax, "customer_order_no": format!("PO-{:05}", dice.below(90_000)),
        "customer_order_on": today, "requested_on": wanted, "place": customer.address, "special_none": "yes",
    })
}

fn line(dice: &mut Dice, product: &Product, care: Care) -> Value {
    let pack = product.pack.millionths().max(1);
    let packs = if pack > 1_000_000 { dice.between(1, 6) } else { dice.between(1, 12) };
    let quantity = Quantity::from_millionths(pack.saturating_mul(packs));
    let price = match care {
        Care::Sloppy if dice.chance(25) => {
            let cheaper = product.list_price.millionths() / 100 * dice.between(70, 99);
            platform::money::UnitPrice::from_millionths(cheaper).to_string()
        }
        _ => String::new(),
    };
    json!({"sku": product.sku, "qty": quantity.to_string(), "price": price})
}

fn spoil(form: &mut Value, dice: &mut Dice) {
    match dice.below(8) {
        0 => form["place"] = json!(""),
        1 => form["contact"] = json!(""),
        2 => form["customer_order_no"] = json!("PO-TWICE"),
        3 => form["priority"] = json!("rush"),
        4 => form["special"] = json!("須附材質證明"),
        5 => form["flagged_major"] = json!("yes"),
        6 => form["payment_term"] = json!("月結120天"),
        _ => {}
    }
}

pub fn open_day(tx: &mut Tx, today: Day, days: i64) -> Outcome<Day> {
    let day = today.add_days(days).unwrap_or(today);
    Ok(people::calendar(tx)?.next_open_day(day).unwrap_or(day))
}
