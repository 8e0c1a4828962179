//! What a reader of customers' papers may ask about our customers and products, answered from the database. Candidates
//! come from indexes; how well they fit is for the reader's own scale to say.

use std::cell::RefCell;
use std::collections::BTreeSet;

use papers::read::{self, CustomerHint, CustomerMatch, Directory, Exact, weigh};
use platform::act::Outcome;
use platform::text;
use platform::{Id, Trouble, Tx};

use super::{Customer, Product, customer, product, word};

/// Candidates that are weighed.
const CANDIDATES_MAX: i64 = 40;
/// Products that may be meant by a text.
const LIKE_MAX: i64 = 60;
/// Legal forms stand in every name and tell nobody apart.
const EVERYWHERE: &[&str] = &["有限", "限公", "公司", "股份", "份有", "有", "限", "公", "司", "股", "份"];

/// The database as a directory. A trouble on the way is kept and told by [`DbDirectory::check`], because the reader
/// knows nothing of databases.
pub struct DbDirectory<'a> {
    tx: RefCell<&'a mut Tx>,
    trouble: RefCell<Option<Trouble>>,
}

/// A directory for one reading, inside a read or an act.
pub fn directory(tx: &mut Tx) -> DbDirectory<'_> {
    DbDirectory { tx: RefCell::new(tx), trouble: RefCell::new(None) }
}

impl DbDirectory<'_> {
    /// To be asked after the reading: whether every question was answered.
    pub fn check(self) -> Outcome<()> {
        self.trouble.into_inner().map_or(Ok(()), Err)
    }

    fn ask<T: Default>(&self, question: impl FnOnce(&mut Tx) -> Outcome<T>) -> T {
        let mut tx = self.tx.borrow_mut();
        question(&mut tx).unwrap_or_else(|trouble| {
            self.trouble.borrow_mut().get_or_insert(trouble);
            T::default()
        })
    }
}

impl Directory for DbDirectory<'_> {
    fn customer_by(&self, hint: &CustomerHint) -> Vec<CustomerMatch> {
        let candidates = self.ask(|tx| candidates(tx, hint));
        let mut found: Vec<CustomerMatch> = candidates.iter().filter_map(|c| weigh(hint, &customer_card(c))).collect();
        found.sort_by(|a, b| b.weight.cmp(&a.weight).then_with(|| a.customer.code.cmp(&b.customer.code)));
        found
    }

    fn product_by_sku(&self, sku: &str) -> Option<read::Product> {
        self.ask(|tx| super::product_by_sku(tx, sku)).map(|product| product_card(&product))
    }

    fn products_like(&self, text: &str) -> Vec<read::Product> {
        self.ask(|tx| {
            let words: BTreeSet<String> = text::tokens(text).into_iter().collect();
            let ids = word::sharing(tx, product::WORD_KIND, words, LIKE_MAX)?;
            Ok(product::in_order(tx, &ids)?.iter().map(product_card).collect())
        })
    }
}

/// Everybody a hint may mean: by code, telephone, mail, tax number, and by the words of names and addresses.
fn candidates(tx: &mut Tx, hint: &CustomerHint) -> Outcome<Vec<Customer>> {
    let mut ids: BTreeSet<Id> = BTreeSet::new();
    if let Some(code) = &hint.code {
        ids.extend(super::customer_by_code(tx, code)?.map(|c| c.id));
    }
    let tails: Vec<String> = hint.phones.iter().filter_map(|phone| text::phone_tail(phone)).collect();
    let domains: Vec<String> = hint.emails.iter().map(|email| customer::domain_of(email)).collect();
    let tax_ids: Vec<String> = hint.tax_ids.iter().map(|id| id.trim().to_string()).collect();
    for (asked, ask) in [
        (tails, customer::ids_by_phone as fn(&mut Tx, &[String]) -> Outcome<Vec<Id>>),
        (domains, customer::ids_by_domain),
        (tax_ids, customer::ids_by_tax),
    ] {
        let asked: Vec<String> = asked.into_iter().filter(|text| !text.is_empty()).collect();
        if !asked.is_empty() {
            ids.extend(ask(tx, &asked)?);
        }
    }
    for texts in [&hint.names, &hint.contacts, &hint.seen] {
        ids.extend(word::sharing(tx, customer::WORD_KIND, words_of(texts), CANDIDATES_MAX)?);
    }
    ids.extend(word::sharing(tx, customer::PLACE_KIND, words_of(&hint.addresses), CANDIDATES_MAX)?);
    let ids: Vec<Id> = ids.into_iter().collect();
    Ok(super::customers(tx, &ids)?.into_values().collect())
}

fn words_of(texts: &[String]) -> BTreeSet<String> {
    let all = texts.iter().flat_map(|text| text::tokens(text));
    all.filter(|word| !EVERYWHERE.contains(&word.as_str())).collect()
}

fn customer_card(customer: &Customer) -> read::Customer {
    read::Customer {
        code: customer.code.clone(),
        name: customer.name.clone(),
        contact: customer.contact.clone(),
        phone: customer.phone.clone(),
        email: customer.email.clone(),
        address: customer.address.clone(),
        term: customer.payment_term.clone(),
        currency: customer.currency.code().to_string(),
        tax_id: customer.tax_id.clone(),
    }
}

fn product_card(product: &Product) -> read::Product {
    // Papers state prices per unit; ours stand per price base.
    let each = |price: platform::money::UnitPrice| {
        Exact::parse(&price.to_string()).and_then(|price| price.divided(Exact::whole(product.price_base.units()), 12))
    };
    read::Product {
        sku: product.sku.clone(),
        name_hant: product.name_hant.clone(),
        name_hans: product.name_hans.clone(),
        spec: product.spec.clone(),
        unit: product.unit.clone(),
        pack: Exact::parse(&product.pack.to_string()),
        list_price: each(product.list_price),
        floor_price: each(product.floor_price),
        currency: product.currency.code().to_string(),
    }
}
