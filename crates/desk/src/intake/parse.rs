//! The one reader of what was typed: from texts to an order's content, with a message at every field that cannot be
//! read. The facts may still be incomplete (3.1.2); what is there must be readable.

use platform::act::Outcome;
use platform::day::Day;
use platform::limits::{FIELD_CHARS, ORDER_LINES, TEXT_CHARS};
use platform::money::Currency;
use platform::trouble::{Fields, Say};
use platform::words::Word;
use platform::{Id, Trouble, Tx};

use super::atoms;
use super::parse_lines;
use super::typed::{HEAD, Typed};
use crate::masters::{self, Customer};
use crate::order::{Channel, Contact, Content, Head, Priority};
use crate::people;

/// What was read.
#[derive(Debug)]
pub struct Parsed {
    pub content: Content,
    /// Readable, but worth a look: field and sentence.
    pub warnings: Vec<(String, Say)>,
}

pub const KINDS: &[&str] = &["normal", "sample", "replacement", "call_off"];
pub const POLICIES: &[&str] = &["partial", "at_once"];

/// Reads everything before it says no, so that every field that is wrong is told at once.
pub fn parse(tx: &mut Tx, typed: &Typed) -> Outcome<Parsed> {
    let today = people::today(tx)?;
    let mut reader = Reader { typed, today, bad: Fields::none(), warnings: Vec::new() };
    reader.lengths();
    let customer = reader.customer(tx)?;
    let currency = reader.currency(customer.as_ref());
    let lines = match (&customer, reader.line_count()) {
        (Some(customer), true) => parse_lines::lines(tx, &mut reader, customer, currency)?,
        _ => Vec::new(),
    };
    let mut content = Content {
        customer: customer.as_ref().map_or(Id::from_uuid(uuid::Uuid::nil()), |c| c.id),
        customer_order_no: reader.text("customer_order_no"),
        customer_order_on: reader.day("customer_order_on"),
        channel: reader.channel(),
        priority: reader.word("priority", Priority::ALL, Priority::Normal),
        currency,
        payment_term: match (reader.text("payment_term"), &customer) {
            (term, Some(customer)) if term.is_empty() => customer.payment_term.clone(),
            (term, _) => term,
        },
        requested_on: reader.day("requested_on"),
        head: reader.head(),
        lines,
    };
    if content.customer_order_on.is_some_and(|day| day > today) {
        reader.warn("customer_order_on", Say::new("intake-day-future"));
    }
    reader.warn_past("requested_on", content.requested_on);
    reader.bad.check()?;
    if customer.is_none() {
        return Err(Trouble::invalid("customer", Say::new("intake-customer-missing")));
    }
    inherit(&mut content);
    Ok(Parsed { content, warnings: reader.warnings })
}

/// The head's date and place are defaults for lines that say nothing; they never overwrite a line.
fn inherit(content: &mut Content) {
    for line in &mut content.lines {
        line.requested_on = line.requested_on.or(content.requested_on);
        if line.place.is_empty() {
            line.place.clone_from(&content.head.place);
        }
    }
}

/// What every field's reading needs at hand.
pub struct Reader<'a> {
    pub typed: &'a Typed,
    pub today: Day,
    bad: Fields,
    warnings: Vec<(String, Say)>,
}

impl Reader<'_> {
    pub fn refuse(&mut self, field: impl Into<String>, say: Say) {
        self.bad.add(field, say);
    }

    pub fn warn(&mut self, field: impl Into<String>, say: Say) {
        self.warnings.push((field.into(), say));
    }

    pub fn warn_past(&mut self, field: &str, day: Option<Day>) {
        if day.is_some_and(|day| day < self.today) {
            self.warn(field, Say::new("intake-day-past"));
        }
    }

    /// A value's reading, or its message at the field; what is empty has none.
    pub fn take<T>(&mut self, field: &str, text: &str, read: impl FnOnce(&str) -> Result<T, Say>) -> Option<T> {
        if text.trim().is_empty() {
            return None;
        }
        match read(text) {
            Ok(value) => Some(value),
            Err(say) => {
                self.refuse(field, say);
                None
            }
        }
    }

    fn text(&self, name: &str) -> String {
        self.typed.get(name).trim().to_string()
    }

    fn day(&mut self, name: &str) -> Option<Day> {
        let today = self.today;
        let text = self.text(name);
        self.take(name, &text, |text| atoms::day(text, today))
    }

    fn word<W: Word>(&mut self, name: &str, all: &[W], default: W) -> W {
        let text = self.text(name);
        let known =
            |text: &str| all.iter().copied().find(|w| w.code() == text).ok_or_else(|| Say::new("intake-bad-choice"));
        self.take(name, &text, known).unwrap_or(default)
    }

    fn choice(&mut self, name: &str, all: &[&str]) -> String {
        let text = self.text(name);
        if text.is_empty() {
            return all[0].to_string();
        }
        if !all.contains(&text.as_str()) {
            self.refuse(name, Say::new("intake-bad-choice"));
        }
        text
    }

    fn channel(&mut self) -> Channel {
        if self.text("channel").is_empty() {
            self.refuse("channel", Say::new("intake-channel-missing"));
        }
        self.word("channel", Channel::ALL, Channel::Phone)
    }

    fn lengths(&mut self) {
        for name in HEAD {
            let limit = if matches!(*name, "special" | "remark" | "late_consent") { TEXT_CHARS } else { FIELD_CHARS };
            if self.typed.get(name).chars().count() as u64 > limit.value {
                self.refuse(*name, Say::new("intake-too-long").arg("limit", limit.value));
            }
        }
    }

    fn line_count(&mut self) -> bool {
        let found = self.typed.lines.len() as u64;
        if found > ORDER_LINES.value {
            let say = Say::new("intake-too-many-lines").arg("limit", ORDER_LINES.value).arg("found", found);
            self.refuse("lines", say);
        }
        found <= ORDER_LINES.value
    }

    fn customer(&mut self, tx: &mut Tx) -> Outcome<Option<Customer>> {
        let text = self.text("customer");
        if text.is_empty() {
            self.refuse("customer", Say::new("intake-customer-missing"));
            return Ok(None);
        }
        match find_customer(tx, &text)? {
            Found::One(customer) => Ok(Some(*customer)),
            Found::None => {
                self.refuse("customer", Say::new("intake-customer-unknown").arg("text", text));
                Ok(None)
            }
            Found::Many(names) => {
                self.refuse("customer", Say::new("intake-customer-several").arg("names", names.join("、")));
                Ok(None)
            }
        }
    }

    /// The customer's currency; another one than his is a mistake, because his prices and limits are in it.
    fn currency(&mut self, customer: Option<&Customer>) -> Currency {
        let text = self.text("currency").to_uppercase();
        let own = customer.map_or(Currency::CNY, |customer| customer.currency);
        if text.is_empty() {
            return own;
        }
        match text.parse::<Currency>() {
            Ok(currency) if customer.is_none() || currency == own => currency,
            Ok(_) => {
                self.refuse("currency", Say::new("intake-currency-other").arg("own", own.code()));
                own
            }
            Err(_) => {
                self.refuse("currency", Say::new("intake-currency-unknown"));
                own
            }
        }
    }

    fn head(&mut self) -> Head {
        let (special, none) = (self.text("special"), self.typed.ticked("special_none"));
        if none && !special.is_empty() {
            self.warn("special_none", Say::new("intake-special-both"));
        }
        let email = self.text("email");
        if !email.is_empty() && !email.contains('@') {
            self.refuse("email", Say::new("intake-bad-email"));
        }
        let contact = Contact { name: self.text("contact"), phone: self.text("phone"), email, fax: self.text("fax") };
        Head {
            contact,
            kind: self.choice("kind", KINDS),
            place: self.text("place"),
            delivery_policy: self.choice("delivery_policy", POLICIES),
            transport_term: self.text("transport_term"),
            transport_mode: self.text("transport_mode"),
            freight_payer: self.text("freight_payer"),
            insurance: self.text("insurance"),
            unloading: self.text("unloading"),
            packing: self.text("packing"),
            marking: self.text("marking"),
            label_language: self.text("label_language"),
            deposit: self.text("deposit"),
            special_answered: none || !special.is_empty(),
            special,
            confidentiality: self.text("confidentiality"),
            remark: self.text("remark"),
            flagged_major: self.typed.ticked("flagged_major"),
            late_consent: self.text("late_consent"),
            late_until: self.day("late_until"),
        }
    }
}

/// Whom a text may mean.
pub enum Found {
    One(Box<Customer>),
    None,
    Many(Vec<String>),
}

/// By id, by code, by `code name` as the field shows it, else by what the search finds: one only, or the field asks.
pub fn find_customer(tx: &mut Tx, text: &str) -> Outcome<Found> {
    if let Ok(id) = text.parse::<Id>() {
        return Ok(masters::customer(tx, id)?.map_or(Found::None, |customer| Found::One(Box::new(customer))));
    }
    let code = text.split_whitespace().next().unwrap_or("");
    if let Some(customer) = masters::customer_by_code(tx, code)? {
        return Ok(Found::One(Box::new(customer)));
    }
    let mut found = masters::find_customers(tx, text, 6)?;
    if found.len() == 1 {
        return Ok(found.pop().map_or(Found::None, |customer| Found::One(Box::new(customer))));
    }
    let exact = found.iter().position(|customer| customer.name == text);
    if let Some(at) = exact {
        return Ok(Found::One(Box::new(found.swap_remove(at))));
    }
    let names: Vec<String> = found.iter().map(super::typed::customer_text).collect();
    Ok(if names.is_empty() { Found::None } else { Found::Many(names) })
}
