//! One row of the list of suppliers.

use papers::read::sku_key;
use platform::Tx;
use platform::act::Outcome;
use platform::ids::Id;
use platform::trouble::Say;

use super::check::{Context, Master};
use super::customers::{lang, lang_of};
use super::fields::{Row, currency};
use super::products::tax_rate;
use crate::masters::edit_contact::{is_email, is_phone};
use crate::masters::supplier::{self, Supplier};

pub struct Suppliers;

impl Master for Suppliers {
    type Item = Supplier;
    const KEY: &'static str = "code";

    fn existing(tx: &mut Tx, keys: &[String]) -> Outcome<Vec<(String, Supplier)>> {
        Ok(supplier::by_folded(tx, keys)?.into_iter().map(|supplier| (sku_key(&supplier.code), supplier)).collect())
    }

    fn read(row: &mut Row<'_>, base: Option<Supplier>, context: &Context) -> Option<Supplier> {
        if base.is_none() {
            row.demand("name");
        }
        let new = base.is_none();
        let mut s = base.unwrap_or_else(|| blank(context));
        row.needed("code", &mut s.code, 40);
        row.needed("name", &mut s.name, 200);
        if new {
            s.lang = lang_of(&s.name);
        }
        row.text("contact", &mut s.contact, 80);
        row.text("phone", &mut s.phone, 60);
        row.text("email", &mut s.email, 200);
        row.text("address", &mut s.address, 300);
        if row.cell("email").is_some_and(|cell| !cell.is_empty() && !is_email(cell)) {
            row.wrong("email", Say::new("masters-bad-email"));
        }
        if row.cell("phone").is_some_and(|cell| !cell.is_empty() && !is_phone(cell)) {
            row.wrong("phone", Say::new("masters-bad-phone"));
        }
        row.set_or("currency", &mut s.currency, context.currency, currency);
        row.text("payment_term", &mut s.payment_term, 60);
        row.text("tax_id", &mut s.tax_id, 40);
        row.set_or("tax_rate", &mut s.tax_rate, None, |cell| tax_rate(cell).map(Some));
        row.set_or("lang", &mut s.lang, lang_of(&s.name), lang);
        Some(s)
    }

    fn add(tx: &mut Tx, item: &mut Supplier) -> Outcome<()> {
        item.id = tx.new_id();
        supplier::add(tx, item)
    }

    fn change(tx: &mut Tx, item: &Supplier) -> Outcome<bool> {
        supplier::change(tx, item)
    }

    fn chain(item: &Supplier) -> Id {
        item.id
    }
}

fn blank(context: &Context) -> Supplier {
    Supplier {
        id: context.no_id,
        code: String::new(),
        name: String::new(),
        contact: String::new(),
        phone: String::new(),
        email: String::new(),
        address: String::new(),
        lang: platform::i18n::Lang::Hant,
        currency: context.currency,
        payment_term: String::new(),
        tax_id: String::new(),
        tax_rate: None,
        blocked: false,
        block_ground: String::new(),
        lock: 1,
    }
}
