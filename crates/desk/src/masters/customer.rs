//! A customer: how to reach him, on which terms he buys, whether he may.

use std::collections::{BTreeSet, HashMap};

use papers::read::sku_key;
use platform::act::Outcome;
use platform::day::Day;
use platform::db::{Fault, Row};
use platform::i18n::Lang;
use platform::money::{Currency, Money};
use platform::text;
use platform::{Id, Tx};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::steps::CustomerState;
use super::word;

pub(super) const WORD_KIND: &str = "customer";
/// Addresses are indexed apart: only a reader of papers looks for them.
pub(super) const PLACE_KIND: &str = "customer-place";

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Customer {
    pub id: Id,
    pub code: String,
    pub name: String,
    pub contact: String,
    pub phone: String,
    pub email: String,
    pub fax: String,
    pub address: String,
    pub price_class: String,
    pub payment_term: String,
    /// Minor units of the company's currency.
    pub credit_limit: i64,
    pub currency: Currency,
    pub tax_id: String,
    pub licence_no: String,
    pub licence_until: Option<Day>,
    pub customer_since: Option<Day>,
    pub blocked: bool,
    pub lang: Lang,
    pub lock: i64,
}

impl Customer {
    pub fn state(&self) -> CustomerState {
        if self.blocked { CustomerState::Blocked } else { CustomerState::Open }
    }

    /// The record as the history states it: amounts as decimal text.
    pub(super) fn facts(&self, company: Currency) -> Result<serde_json::Value, Fault> {
        let mut facts = serde_json::to_value(self).map_err(|e| Fault::other("state a customer", e))?;
        facts["credit_limit"] = Money::from_minor(self.credit_limit, company).to_string().into();
        Ok(facts)
    }

    /// What the history keeps beside an entry, so that a row changed from outside is found.
    pub(super) fn digest(&self) -> Result<Vec<u8>, Fault> {
        let json = serde_json::to_vec(self).map_err(|e| Fault::other("digest a customer", e))?;
        Ok(Sha256::digest(json).to_vec())
    }
}

macro_rules! columns {
    ($p:literal) => {
        concat!(
            $p,
            "id, ",
            $p,
            "code, ",
            $p,
            "name, ",
            $p,
            "contact, ",
            $p,
            "phone, ",
            $p,
            "email, ",
            $p,
            "fax, ",
            $p,
            "address, ",
            $p,
            "price_class, ",
            $p,
            "payment_term, ",
            $p,
            "credit_limit, ",
            $p,
            "currency, ",
            $p,
            "tax_id, ",
            $p,
            "licence_no, ",
            $p,
            "licence_until, ",
            $p,
            "customer_since, ",
            $p,
            "blocked, ",
            $p,
            "lang, ",
            $p,
            "lock"
        )
    };
}

platform::sql! {
    BY_ID = concat!("SELECT ", columns!(""), " FROM customer WHERE id = $1");
    BY_FOLDED = concat!("SELECT ", columns!(""), " FROM customer WHERE code_folded = $1");
    BY_IDS = concat!("SELECT ", columns!(""), " FROM customer WHERE id IN ({ids:$1})");
    BY_FOLDED_LIST = concat!("SELECT ", columns!(""), " FROM customer WHERE code_folded IN ({texts:$1})");
    BY_PREFIX = concat!("SELECT ", columns!(""), " FROM customer WHERE code_folded >= $1 AND code_folded < $2 \
        ORDER BY code_folded LIMIT $3");
    IDS_BY_PHONE = "SELECT id FROM customer WHERE phone_tail IN ({texts:$1}) LIMIT 50";
    IDS_BY_TAX = "SELECT id FROM customer WHERE tax_id IN ({texts:$1}) LIMIT 50";
    IDS_BY_DOMAIN = "SELECT id FROM customer WHERE email_domain IN ({texts:$1}) LIMIT 50";
    pub(super) AFTER = concat!("SELECT ", columns!(""), " FROM customer WHERE code > $1 ORDER BY code LIMIT $2");
    pub(super) BEFORE = concat!("SELECT ", columns!(""), " FROM customer WHERE code < $1 ORDER BY code DESC LIMIT $2");
    pub(super) BLOCKED = concat!("SELECT ", columns!(""), " FROM customer WHERE blocked AND code > $1 \
        ORDER BY code LIMIT $2");
    pub(super) OVERDUE = concat!("SELECT ", columns!("c."), " FROM receivable r JOIN customer c ON c.id = r.customer \
        WHERE r.overdue_amount > 0 AND c.code > $1 ORDER BY c.code LIMIT $2");
    pub(super) LICENCE = concat!("SELECT ", columns!(""), " FROM customer WHERE licence_until < $1 AND code > $2 \
        ORDER BY code LIMIT $3");
    ADD = "INSERT INTO customer (id, code, name, contact, phone, email, fax, address, price_class, payment_term, \
        credit_limit, currency, tax_id, licence_no, licence_until, customer_since, blocked, lang, code_folded, \
        phone_tail, email_domain, lock) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, \
        $16, $17, $18, $19, $20, $21, 1)";
    CHANGE = "UPDATE customer SET code = $1, name = $2, contact = $3, phone = $4, email = $5, fax = $6, address = $7, \
        price_class = $8, payment_term = $9, credit_limit = $10, currency = $11, tax_id = $12, licence_no = $13, \
        licence_until = $14, customer_since = $15, blocked = $16, lang = $17, phone_tail = $18, email_domain = $19, \
        lock = lock + 1 WHERE id = $20 AND lock = $21";
}

pub fn customer(tx: &mut Tx, id: Id) -> Outcome<Option<Customer>> {
    Ok(tx.maybe(&BY_ID, &[&id], of_row)?)
}

pub fn customer_by_code(tx: &mut Tx, code: &str) -> Outcome<Option<Customer>> {
    let folded = sku_key(code);
    Ok(tx.maybe(&BY_FOLDED, &[&folded], of_row)?)
}

/// Many at once, in one statement.
pub fn customers(tx: &mut Tx, ids: &[Id]) -> Outcome<HashMap<Id, Customer>> {
    let ids = ids.to_vec();
    Ok(tx.list(&BY_IDS, &[&ids], of_row)?.into_iter().map(|customer| (customer.id, customer)).collect())
}

pub(super) fn by_folded(tx: &mut Tx, keys: &[String]) -> Outcome<Vec<Customer>> {
    let keys = keys.to_vec();
    Ok(tx.list(&BY_FOLDED_LIST, &[&keys], of_row)?)
}

/// By the beginning of the code, by name or contact in either script or by initials, by the tail of the telephone
/// number. Codes that begin with what was typed come first.
pub fn find_customers(tx: &mut Tx, query: &str, limit: i64) -> Outcome<Vec<Customer>> {
    let key = sku_key(query);
    if key.is_empty() {
        return Ok(Vec::new());
    }
    let end = format!("{key}\u{10FFFF}");
    let mut found = tx.list(&BY_PREFIX, &[&key, &end, &limit], of_row)?;
    let room = usize::try_from(limit).unwrap_or(0).saturating_sub(found.len());
    if room > 0 {
        let ids = word::find_words(tx, WORD_KIND, &asked(query), None, limit)?;
        let ids: Vec<Id> = ids.into_iter().filter(|id| !found.iter().any(|c| c.id == *id)).take(room).collect();
        let mut more: Vec<Customer> = customers(tx, &ids)?.into_values().collect();
        more.sort_by(|a, b| a.code.cmp(&b.code));
        found.extend(more);
    }
    Ok(found)
}

/// A telephone number is one word, however it is written: its last eight digits.
pub(super) fn asked(query: &str) -> String {
    let folded = text::fold(query);
    let digits: String = folded.chars().filter(char::is_ascii_digit).collect();
    let is_phone = digits.len() >= 3 && folded.chars().all(|c| c.is_ascii_digit() || " -+().".contains(c));
    if is_phone { digits[digits.len().saturating_sub(8)..].to_string() } else { query.to_string() }
}

pub(super) fn ids_by_phone(tx: &mut Tx, tails: &[String]) -> Outcome<Vec<Id>> {
    let tails = tails.to_vec();
    Ok(tx.list(&IDS_BY_PHONE, &[&tails], |row| row.get(0))?)
}

pub(super) fn ids_by_tax(tx: &mut Tx, tax_ids: &[String]) -> Outcome<Vec<Id>> {
    let tax_ids = tax_ids.to_vec();
    Ok(tx.list(&IDS_BY_TAX, &[&tax_ids], |row| row.get(0))?)
}

pub(super) fn ids_by_domain(tx: &mut Tx, domains: &[String]) -> Outcome<Vec<Id>> {
    let domains = domains.to_vec();
    Ok(tx.list(&IDS_BY_DOMAIN, &[&domains], |row| row.get(0))?)
}

/// Writes a new customer and makes him found.
pub(super) fn add(tx: &mut Tx, customer: &Customer) -> Outcome<()> {
    let c = customer;
    let (folded, tail, domain) = (sku_key(&c.code), tail_of(&c.phone), domain_of(&c.email));
    tx.execute(
        &ADD,
        &[
            &c.id,
            &c.code,
            &c.name,
            &c.contact,
            &c.phone,
            &c.email,
            &c.fax,
            &c.address,
            &c.price_class,
            &c.payment_term,
            &c.credit_limit,
            &c.currency.code(),
            &c.tax_id,
            &c.licence_no,
            &c.licence_until,
            &c.customer_since,
            &c.blocked,
            &c.lang,
            &folded,
            &tail,
            &domain,
        ],
    )?;
    index(tx, customer)
}

/// Writes what changed where the row is still the one that was read; false where somebody else was faster.
pub(super) fn change(tx: &mut Tx, customer: &Customer) -> Outcome<bool> {
    let c = customer;
    let (tail, domain) = (tail_of(&c.phone), domain_of(&c.email));
    let done = tx.execute(
        &CHANGE,
        &[
            &c.code,
            &c.name,
            &c.contact,
            &c.phone,
            &c.email,
            &c.fax,
            &c.address,
            &c.price_class,
            &c.payment_term,
            &c.credit_limit,
            &c.currency.code(),
            &c.tax_id,
            &c.licence_no,
            &c.licence_until,
            &c.customer_since,
            &c.blocked,
            &c.lang,
            &tail,
            &domain,
            &c.id,
            &c.lock,
        ],
    )?;
    if done == 1 {
        index(tx, customer)?;
    }
    Ok(done == 1)
}

fn tail_of(phone: &str) -> String {
    text::phone_tail(phone).unwrap_or_default()
}

pub(super) fn domain_of(email: &str) -> String {
    email.rsplit_once('@').map_or(String::new(), |(_, domain)| domain.trim().to_ascii_lowercase())
}

fn index(tx: &mut Tx, customer: &Customer) -> Outcome<()> {
    let texts = [&customer.name, &customer.contact, &customer.code];
    let mut words: BTreeSet<String> = texts.iter().flat_map(|text| text::tokens(text)).collect();
    words.insert(text::initials(&customer.name));
    words.insert(text::initials(&customer.contact));
    for number in [&customer.phone, &customer.fax] {
        let tail = tail_of(number);
        words.extend((3..=tail.len()).map(|n| tail[tail.len() - n..].to_string()));
    }
    words.remove("");
    word::put_words(tx, WORD_KIND, customer.id, words)?;
    word::index_words(tx, PLACE_KIND, customer.id, &[&customer.address])
}

pub(super) fn of_row(row: &Row<'_>) -> Result<Customer, Fault> {
    let currency: String = row.get(11)?;
    Ok(Customer {
        id: row.get(0)?,
        code: row.get(1)?,
        name: row.get(2)?,
        contact: row.get(3)?,
        phone: row.get(4)?,
        email: row.get(5)?,
        fax: row.get(6)?,
        address: row.get(7)?,
        price_class: row.get(8)?,
        payment_term: row.get(9)?,
        credit_limit: row.get(10)?,
        currency: currency.parse().map_err(|e| Fault::other("read a customer", e))?,
        tax_id: row.get(12)?,
        licence_no: row.get(13)?,
        licence_until: row.get(14)?,
        customer_since: row.get(15)?,
        blocked: row.get(16)?,
        lang: row.get(17)?,
        lock: row.get(18)?,
    })
}
