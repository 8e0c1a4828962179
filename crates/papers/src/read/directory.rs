//! What the reader may ask about customers and products. The product answers from its database; `CsvDirectory` answers from
//! the two master lists, for use without one.

use super::{Limits, Unreadable, exact::Exact, fold, table};
use std::collections::HashMap;

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Customer {
    pub code: String,
    pub name: String,
    pub contact: String,
    pub phone: String,
    pub email: String,
    pub address: String,
    pub term: String,
    pub currency: String,
    pub tax_id: String,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Product {
    pub sku: String,
    pub name_hant: String,
    pub name_hans: String,
    pub spec: String,
    pub unit: String,
    /// Smallest multiple sold.
    pub pack: Option<Exact>,
    pub list_price: Option<Exact>,
    pub floor_price: Option<Exact>,
    pub currency: String,
}

/// Everything in a paper that may tell who sent it.
#[derive(Clone, Debug, Default)]
pub struct CustomerHint {
    pub code: Option<String>,
    /// Names given as the buyer's.
    pub names: Vec<String>,
    /// Other texts in the paper; a letterhead is one of them.
    pub seen: Vec<String>,
    pub phones: Vec<String>,
    pub emails: Vec<String>,
    pub tax_ids: Vec<String>,
    pub addresses: Vec<String>,
    pub contacts: Vec<String>,
}

#[derive(Clone, Debug)]
pub struct CustomerMatch {
    pub customer: Customer,
    /// From `weigh`: 100 and more is certain, below 50 is a guess.
    pub weight: u32,
    /// Which hints matched.
    pub by: Vec<&'static str>,
}

pub trait Directory {
    /// Customers that any hint fits, heaviest first.
    fn customer_by(&self, hint: &CustomerHint) -> Vec<CustomerMatch>;
    /// The product with this number, compared by `sku_key`.
    fn product_by_sku(&self, sku: &str) -> Option<Product>;
    /// Products that share words or sizes with a text, most alike first; a few dozen at most.
    fn products_like(&self, text: &str) -> Vec<Product>;
}

/// How article numbers are compared: without case, width, spaces or the kind of dash.
pub fn sku_key(sku: &str) -> String {
    fold::sku_key(sku)
}

/// How well the hints fit one customer; `None` when not at all.
pub fn weigh(hint: &CustomerHint, customer: &Customer) -> Option<CustomerMatch> {
    let mut by = Vec::new();
    let mut weight = 0;
    let mut add = |name: &'static str, points: u32| {
        by.push(name);
        weight += points;
    };
    let same = |given: &[String], known: &str| {
        let known = fold::key(known);
        !known.is_empty() && given.iter().any(|text| fold::key(text) == known)
    };
    if hint.code.as_ref().is_some_and(|code| fold::key(code) == fold::key(&customer.code)) {
        add("code", 120);
    }
    if same(&hint.tax_ids, &customer.tax_id) {
        add("tax_id", 100);
    }
    if let Some((name, points)) = name_weight(hint, &customer.name) {
        add(name, points);
    }
    if hint.emails.iter().any(|email| !customer.email.is_empty() && email.eq_ignore_ascii_case(&customer.email)) {
        add("email", 70);
    } else if hint.emails.iter().any(|email| same_domain(email, &customer.email)) {
        add("email_domain", 35);
    }
    if hint.phones.iter().any(|phone| same_phone(phone, &customer.phone)) {
        add("phone", 60);
    }
    if same(&hint.addresses, &customer.address) {
        add("address", 60);
    }
    if same(&hint.contacts, &customer.contact) {
        add("contact", 30);
    }
    (weight > 0).then(|| CustomerMatch { customer: customer.clone(), weight, by })
}

fn name_weight(hint: &CustomerHint, name: &str) -> Option<(&'static str, u32)> {
    let (whole, core) = (fold::key(name), fold::key(&core(name)));
    if whole.is_empty() {
        return None;
    }
    let given: Vec<String> = hint.names.iter().map(|text| fold::key(text)).collect();
    let seen: Vec<String> = hint.seen.iter().map(|text| fold::key(text)).collect();
    let long = core.chars().count() >= 4 && core != whole;
    if given.contains(&whole) {
        Some(("name", 100))
    } else if given.iter().any(|text| text.contains(&whole)) {
        Some(("name", 90))
    } else if given.iter().any(|text| {
        !text.is_empty()
            && (text == &core
                || (long && text.contains(&core))
                || (text.chars().count() >= 4 && whole.contains(text.as_str())))
    }) {
        Some(("name_part", 55))
    } else if seen.iter().any(|text| text.contains(&whole)) {
        Some(("name_seen", 65))
    } else if long && seen.iter().any(|text| text.contains(&core)) {
        Some(("name_seen_part", 35))
    } else {
        None
    }
}

/// A name without its legal form.
fn core(name: &str) -> String {
    let mut name = fold::fold(name);
    for form in [
        "股份有限公司",
        "有限责任公司",
        "有限公司",
        "公司",
        " co., ltd.",
        " co.,ltd.",
        " ltd.",
        " ltd",
        " inc.",
        " gmbh",
        " ab",
    ] {
        name = name.strip_suffix(form).unwrap_or(&name).to_owned();
    }
    name
}

fn same_domain(a: &str, b: &str) -> bool {
    let domain = |text: &str| text.rsplit_once('@').map(|(_, domain)| domain.trim().to_ascii_lowercase());
    const SHARED: &[&str] = &[
        "gmail.com",
        "qq.com",
        "163.com",
        "126.com",
        "hotmail.com",
        "outlook.com",
        "yahoo.com",
        "yahoo.com.tw",
        "sina.com",
        "foxmail.com",
        "icloud.com",
    ];
    domain(a).is_some_and(|a| Some(&a) == domain(b).as_ref() && !SHARED.contains(&a.as_str()))
}

/// `04-2359-1180` and `+886-4-2359-1180` are the same line.
pub(crate) fn same_phone(a: &str, b: &str) -> bool {
    let digits = |text: &str| -> String {
        let all: String = text.chars().map(fold::narrow).filter(char::is_ascii_digit).collect();
        all.trim_start_matches('0').to_owned()
    };
    let (a, b) = (digits(a), digits(b));
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    short.len() >= 8 && long.ends_with(&short) && long.len() - short.len() <= 3
}

/// The two master lists as sent: `customers.csv` and `catalogue.csv`.
pub struct CsvDirectory {
    customers: Vec<Customer>,
    products: Vec<Product>,
    by_sku: HashMap<String, usize>,
    atoms: Vec<Vec<String>>,
}

impl CsvDirectory {
    pub fn new(customers: &[u8], catalogue: &[u8]) -> Result<CsvDirectory, Unreadable> {
        let customers = rows(customers, "customers.csv")?.iter().map(customer).collect();
        let products: Vec<Product> = rows(catalogue, "catalogue.csv")?.iter().map(product).collect();
        let by_sku = products.iter().enumerate().map(|(at, product)| (sku_key(&product.sku), at)).collect();
        let atoms = products.iter().map(product_atoms).collect();
        Ok(CsvDirectory { customers, products, by_sku, atoms })
    }
}

impl Directory for CsvDirectory {
    fn customer_by(&self, hint: &CustomerHint) -> Vec<CustomerMatch> {
        let mut found: Vec<CustomerMatch> =
            self.customers.iter().filter_map(|customer| weigh(hint, customer)).collect();
        found.sort_by_key(|m| std::cmp::Reverse(m.weight));
        found
    }

    fn product_by_sku(&self, sku: &str) -> Option<Product> {
        self.by_sku.get(&sku_key(sku)).and_then(|at| self.products.get(*at)).cloned()
    }

    fn products_like(&self, text: &str) -> Vec<Product> {
        let wanted = fold::atoms(text);
        let shared =
            |at: usize| self.atoms.get(at).map_or(0, |atoms| wanted.iter().filter(|word| atoms.contains(word)).count());
        let mut found: Vec<(usize, usize)> =
            (0..self.products.len()).map(|at| (shared(at), at)).filter(|(shared, _)| *shared > 0).collect();
        found.sort_by_key(|(shared, at)| (std::cmp::Reverse(*shared), *at));
        found.iter().take(60).filter_map(|(_, at)| self.products.get(*at)).cloned().collect()
    }
}

pub(crate) fn product_atoms(product: &Product) -> Vec<String> {
    let mut atoms = fold::atoms(&product.sku);
    for text in [&product.name_hant, &product.name_hans, &product.spec] {
        atoms.push(String::new());
        atoms.extend(fold::atoms(text));
    }
    atoms
}

type Row = HashMap<String, String>;

fn rows(bytes: &[u8], name: &str) -> Result<Vec<Row>, Unreadable> {
    let table = table::table(bytes, name, &Limits { rows: 200_000, ..Limits::default() })?;
    let named = |row: &(usize, Vec<String>)| table.header.iter().cloned().zip(row.1.iter().cloned()).collect();
    Ok(table.rows.iter().map(named).collect())
}

fn get(row: &Row, name: &str) -> String {
    row.get(name).cloned().unwrap_or_default()
}

fn customer(row: &Row) -> Customer {
    Customer {
        code: get(row, "code"),
        name: get(row, "name"),
        contact: get(row, "contact"),
        phone: get(row, "phone"),
        email: get(row, "email"),
        address: get(row, "address"),
        term: get(row, "payment_term"),
        currency: get(row, "currency"),
        tax_id: get(row, "tax_id"),
    }
}

fn product(row: &Row) -> Product {
    let number = |name: &str| Exact::parse(&get(row, name));
    let base = number("price_base").filter(|base| !base.is_zero()).unwrap_or(Exact::whole(1));
    Product {
        sku: get(row, "sku"),
        name_hant: get(row, "name_hant"),
        name_hans: get(row, "name_hans"),
        spec: get(row, "specification"),
        unit: get(row, "unit"),
        pack: number("pack"),
        list_price: number("list_price").and_then(|price| price.divided(base, 12)),
        floor_price: number("floor_price").and_then(|price| price.divided(base, 12)),
        currency: get(row, "currency"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_national_number_is_the_international_one() {
        assert!(same_phone("04-2359-1180", "+886-4-2359-1180"));
        assert!(same_phone("(04) 23591180", "+886 4 2359 1180"));
        assert!(!same_phone("04-2359-1181", "+886-4-2359-1180") && !same_phone("1180", "+886-4-2359-1180"));
    }
}
