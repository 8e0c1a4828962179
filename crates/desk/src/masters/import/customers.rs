//! One row of the customer list, with what the customer owes where the list says it.

use papers::read::sku_key;
use platform::Tx;
use platform::act::Outcome;
use platform::day::Day;
use platform::db::Fault;
use platform::i18n::Lang;
use platform::ids::Id;
use platform::money::Currency;
use platform::text;
use platform::trouble::Say;
use serde::Serialize;
use serde_json::Value;

use super::check::{Context, Master, as_amounts};
use super::fields::{Read, Row, amount, currency, day, missing, yes};
use crate::masters::customer::{self, Customer};
use crate::masters::edit_contact::{is_email, is_phone};
use crate::masters::receivable;

pub struct Customers;

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Item {
    #[serde(flatten)]
    pub customer: Customer,
    pub receivable_open: Option<i64>,
    pub receivable_overdue: Option<i64>,
    /// The row says what is owed: then the figures are as new as the row.
    #[serde(skip)]
    pub says_owed: bool,
}

impl Master for Customers {
    type Item = Item;
    const KEY: &'static str = "code";

    fn existing(tx: &mut Tx, keys: &[String]) -> Outcome<Vec<(String, Item)>> {
        let found = customer::by_folded(tx, keys)?;
        let ids: Vec<Id> = found.iter().map(|customer| customer.id).collect();
        let owed = receivable::receivables(tx, &ids)?;
        let item = |customer: Customer| {
            let owed = owed.get(&customer.id);
            let item = Item {
                receivable_open: owed.map(|owed| owed.open),
                receivable_overdue: owed.map(|owed| owed.overdue),
                says_owed: false,
                customer,
            };
            (sku_key(&item.customer.code), item)
        };
        Ok(found.into_iter().map(item).collect())
    }

    fn read(row: &mut Row<'_>, base: Option<Item>, context: &Context) -> Option<Item> {
        let new = base.is_none();
        if new {
            row.demand("name");
        }
        let before = base.clone();
        let mut item = base.unwrap_or_else(|| blank(context));
        let c = &mut item.customer;
        row.needed("code", &mut c.code, 40);
        row.needed("name", &mut c.name, 200);
        if new {
            c.lang = lang_of(&c.name);
        }
        reach(row, c);
        row.set_or("price_class", &mut c.price_class, String::new(), price_class);
        row.text("payment_term", &mut c.payment_term, 60);
        row.set_or("credit_limit", &mut c.credit_limit, 0, |cell| amount(cell, context.currency));
        row.set_or("currency", &mut c.currency, context.currency, currency);
        row.text("tax_id", &mut c.tax_id, 40);
        licence(row, c);
        row.set("customer_since", &mut c.customer_since, |cell| past(cell, context.today));
        row.set("blocked", &mut c.blocked, yes);
        row.set_or("lang", &mut c.lang, lang_of(&c.name), lang);
        owed(row, &mut item, context);
        guard(row, before.as_ref(), &mut item, context);
        Some(item)
    }

    fn differs(old: &Item, new: &Item) -> bool {
        let said = |item: &Item| (item.customer.clone(), item.receivable_open, item.receivable_overdue);
        said(old) != said(new)
    }

    fn add(tx: &mut Tx, item: &mut Item) -> Outcome<()> {
        item.customer.id = tx.new_id();
        customer::add(tx, &item.customer)?;
        Customers::same(tx, item)
    }

    fn change(tx: &mut Tx, item: &Item) -> Outcome<bool> {
        Ok(customer::change(tx, &item.customer)? && Customers::same(tx, item).is_ok())
    }

    /// The same figures once more are newer figures: the credit check tells their age.
    fn same(tx: &mut Tx, item: &Item) -> Outcome<()> {
        let Some(open) = item.receivable_open.filter(|_| item.says_owed) else { return Ok(()) };
        let now = tx.now();
        receivable::keep_owed(tx, item.customer.id, open, item.receivable_overdue.unwrap_or(0), now)
    }

    fn facts(item: &Item, company: Currency) -> Result<Value, Fault> {
        let facts = serde_json::to_value(item).map_err(|e| Fault::other("state a customer", e))?;
        Ok(as_amounts(facts, &["credit_limit", "receivable_open", "receivable_overdue"], company))
    }

    fn chain(item: &Item) -> Id {
        item.customer.id
    }
}

fn blank(context: &Context) -> Item {
    let customer = Customer {
        id: context.no_id,
        code: String::new(),
        name: String::new(),
        contact: String::new(),
        phone: String::new(),
        email: String::new(),
        fax: String::new(),
        address: String::new(),
        price_class: String::new(),
        payment_term: String::new(),
        credit_limit: 0,
        currency: context.currency,
        tax_id: String::new(),
        licence_no: String::new(),
        licence_until: None,
        customer_since: None,
        blocked: false,
        lang: Lang::Hant,
        lock: 1,
    };
    Item { customer, receivable_open: None, receivable_overdue: None, says_owed: false }
}

fn reach(row: &mut Row<'_>, c: &mut Customer) {
    row.text("contact", &mut c.contact, 80);
    row.text("phone", &mut c.phone, 60);
    row.text("email", &mut c.email, 200);
    row.text("fax", &mut c.fax, 60);
    row.text("address", &mut c.address, 300);
    if row.cell("email").is_some_and(|cell| !cell.is_empty() && !is_email(cell)) {
        row.wrong("email", Say::new("masters-bad-email"));
    }
    for field in ["phone", "fax"] {
        if row.cell(field).is_some_and(|cell| !cell.is_empty() && !is_phone(cell)) {
            row.wrong(field, Say::new("masters-bad-phone"));
        }
    }
}

/// Number and last day belong together: one without the other cannot be checked.
fn licence(row: &mut Row<'_>, c: &mut Customer) {
    row.set("licence_no", &mut c.licence_no, |cell| {
        let plain = cell.chars().all(|c| c.is_alphanumeric() || "-/.() 〔〕（）".contains(c));
        let digits = cell.is_empty() || cell.chars().any(|c| c.is_ascii_digit());
        let fits = cell.chars().count() <= 60;
        if plain && digits && fits { Ok(cell.to_string()) } else { Err(Say::new("masters-bad-licence")) }
    });
    let before = row.errors.len();
    row.set("licence_until", &mut c.licence_until, day);
    if row.errors.len() == before && c.licence_no.is_empty() != c.licence_until.is_none() {
        let field = if c.licence_no.is_empty() { "licence_no" } else { "licence_until" };
        row.wrong(field, Say::new("masters-bad-licence-pair"));
    }
}

fn past(cell: &str, today: Day) -> Read<Option<Day>> {
    match day(cell)? {
        Some(since) if since > today => Err(Say::new("masters-bad-future")),
        since => Ok(since),
    }
}

pub(super) fn price_class(cell: &str) -> Read<String> {
    let class = text::fold(cell).trim().to_uppercase();
    let plain = class.chars().all(|c| c.is_ascii_alphanumeric()) && class.len() <= 8;
    if plain { Ok(class) } else { Err(Say::new("masters-bad-class")) }
}

pub(super) fn lang(cell: &str) -> Read<Lang> {
    match text::fold(cell).trim() {
        "zh-hant" | "zh-tw" | "繁体" | "繁体中文" => Ok(Lang::Hant),
        "zh-hans" | "zh-cn" | "简体" | "简体中文" => Ok(Lang::Hans),
        "en" | "英文" | "英语" | "english" => Ok(Lang::En),
        _ => Err(Say::new("masters-bad-lang")),
    }
}

/// The script a customer writes his own name in is the one he reads.
pub(super) fn lang_of(name: &str) -> Lang {
    if name.is_ascii() {
        Lang::En
    } else if text::fold(name) == name.to_lowercase() {
        Lang::Hans
    } else {
        Lang::Hant
    }
}

fn owed(row: &mut Row<'_>, item: &mut Item, context: &Context) {
    if row.cell("receivable_open").is_none_or(str::is_empty) {
        if row.cell("receivable_overdue").is_some_and(|cell| !cell.is_empty()) {
            row.wrong("receivable_open", missing());
        }
        return;
    }
    let before = row.errors.len();
    let (mut open, mut overdue) = (0, 0);
    row.set("receivable_open", &mut open, |cell| amount(cell, context.currency));
    row.set_or("receivable_overdue", &mut overdue, 0, |cell| amount(cell, context.currency));
    if row.errors.len() == before && overdue > open {
        row.wrong("receivable_overdue", Say::new("masters-bad-overdue"));
    }
    (item.receivable_open, item.receivable_overdue) = (Some(open), Some(overdue));
    item.says_owed = true;
}

/// Whose a column is: what finance answers for is changed by finance's file only (3.2.3c), a class of prices likewise
/// (3.2.3b), and nobody is blocked or opened without the ground that a table does not hold (3.2.1).
fn guard(row: &mut Row<'_>, before: Option<&Item>, item: &mut Item, context: &Context) {
    let known = before.is_some();
    let blank = blank(context);
    let (old, new) = (before.unwrap_or(&blank), &*item);
    let (was, is) = (&old.customer, &new.customer);
    let terms = [
        ("payment_term", was.payment_term != is.payment_term),
        ("credit_limit", was.credit_limit != is.credit_limit),
        ("licence_no", was.licence_no != is.licence_no),
        ("licence_until", was.licence_until != is.licence_until),
        ("customer_since", was.customer_since != is.customer_since),
        ("receivable_open", old.receivable_open != new.receivable_open),
        ("receivable_overdue", old.receivable_overdue != new.receivable_overdue),
    ];
    let (class, blocked) = (was.price_class != is.price_class, was.blocked != is.blocked);
    if known && blocked {
        row.wrong("blocked", Say::new("import-blocked-ground"));
    }
    if context.finance {
        return;
    }
    for (field, moved) in terms {
        // What is wrong already has its own words.
        if moved && row.errors.iter().all(|error| error.head != row.head(field)) {
            row.wrong(field, Say::new("import-finance-only"));
        }
    }
    if class {
        row.wrong("price_class", Say::new("import-class-only"));
    }
    // The same figures once more by somebody else do not make them newer.
    item.says_owed = false;
}
