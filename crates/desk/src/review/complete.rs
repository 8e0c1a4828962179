//! 3.1.2: the eight facts every order has, each a rule of its own. None of them can be overridden.

use platform::step::{Finding, Rule, Weight};
use platform::trouble::Say;

use super::facts::Facts;
use crate::order::{Contact, Line};

const fn must(id: &'static str, verdict: fn(&Facts) -> Vec<Finding>) -> Rule<Facts> {
    Rule { id, clause: "3.1.2", weight: Weight::Must, verdict }
}

const CUSTOMER: Rule<Facts> = must("complete.customer", customer);
const CONTACT: Rule<Facts> = must("complete.contact", contact);
const PRODUCT: Rule<Facts> = must("complete.product", product);
const SPEC: Rule<Facts> = must("complete.spec", spec);
const QUANTITY: Rule<Facts> = must("complete.quantity", quantity);
const DATE: Rule<Facts> = must("complete.date", date);
const PLACE: Rule<Facts> = must("complete.place", place);
const SPECIAL: Rule<Facts> = must("complete.special", special);

pub const RULES: &[Rule<Facts>] = &[CUSTOMER, CONTACT, PRODUCT, SPEC, QUANTITY, DATE, PLACE, SPECIAL];

fn customer(facts: &Facts) -> Vec<Finding> {
    let named = facts.customer.as_ref().is_some_and(|c| !c.name.trim().is_empty());
    unless(named, "check-customer-missing")
}

fn contact(facts: &Facts) -> Vec<Finding> {
    let contact = &facts.order.head.contact;
    if contact.name.trim().is_empty() {
        return vec![Finding::fail(Say::new("check-contact-unnamed"))];
    }
    unless(reachable(contact), "check-contact-unreachable")
}

pub fn reachable(contact: &Contact) -> bool {
    dials(&contact.phone) || dials(&contact.fax) || mails(&contact.email)
}

/// A telephone or fax number has digits enough to be dialled.
pub fn dials(number: &str) -> bool {
    number.chars().filter(char::is_ascii_digit).count() >= 5
}

pub fn mails(address: &str) -> bool {
    let halves = address.trim().split_once('@');
    halves.is_some_and(|(who, host)| !who.trim().is_empty() && host.contains('.') && !host.contains('@'))
}

fn product(facts: &Facts) -> Vec<Finding> {
    if facts.order.lines.is_empty() {
        return vec![Finding::fail(Say::new("check-no-lines"))];
    }
    each(facts, "check-product-missing", |line| !line.sku.trim().is_empty() || !line.name.trim().is_empty())
}

fn spec(facts: &Facts) -> Vec<Finding> {
    // A product of the price list that has no specification needs none.
    each(facts, "check-spec-missing", |line| {
        !line.spec.trim().is_empty() || facts.product(line.product).is_some_and(|p| p.spec.trim().is_empty())
    })
}

fn quantity(facts: &Facts) -> Vec<Finding> {
    each(facts, "check-quantity-missing", |line| line.quantity.is_positive())
}

fn date(facts: &Facts) -> Vec<Finding> {
    each(facts, "check-date-missing", |line| line.requested_on.is_some())
}

fn place(facts: &Facts) -> Vec<Finding> {
    each(facts, "check-place-missing", |line| !line.place.trim().is_empty())
}

fn special(facts: &Facts) -> Vec<Finding> {
    let head = &facts.order.head;
    unless(head.special_answered || !head.special.trim().is_empty(), "check-special-unanswered")
}

fn unless(holds: bool, key: &'static str) -> Vec<Finding> {
    if holds { Vec::new() } else { vec![Finding::fail(Say::new(key))] }
}

fn each(facts: &Facts, key: &'static str, holds: impl Fn(&Line) -> bool) -> Vec<Finding> {
    let missing = facts.order.lines.iter().filter(|line| !holds(line));
    missing.map(|line| Finding::fail(Say::new(key)).on(line.no)).collect()
}
