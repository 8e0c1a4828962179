//! 1.3.1, 3.2.1: product, specification, quantity, date and place are right, and nothing was entered twice. What a
//! careful eye may explain passes with the specialist's ground; what cannot be right does not.

use platform::day::Day;
use platform::money::{Discount, PriceBase, line_amount, totals};
use platform::quantity::Quantity;
use platform::step::{Finding, Rule, Weight};
use platform::text;
use platform::trouble::Say;
use platform::who::Role;

use super::complete;
use super::facts::Facts;
use super::source::{Read, ReadLine};
use crate::order::{self, Feasible, Line, Order};
use papers::read::sku_key;

const fn must(id: &'static str, verdict: fn(&Facts) -> Vec<Finding>) -> Rule<Facts> {
    Rule { id, clause: "3.2.1", weight: Weight::Must, verdict }
}

const fn ground(id: &'static str, verdict: fn(&Facts) -> Vec<Finding>) -> Rule<Facts> {
    Rule { id, clause: "1.3.1", weight: Weight::Ground(Role::Specialist), verdict }
}

const PRODUCT: Rule<Facts> = must("accurate.product", product);
const SPEC: Rule<Facts> = must("accurate.spec", spec);
const FEASIBLE: Rule<Facts> = must("accurate.feasible", feasible);
const UNIT: Rule<Facts> = must("accurate.unit", unit);
const PACK: Rule<Facts> = must("accurate.pack", pack);
const ARITHMETIC: Rule<Facts> = must("accurate.arithmetic", arithmetic);
const RATE: Rule<Facts> = must("accurate.rate", rate);
const DATE: Rule<Facts> = ground("accurate.date", date);
const PLACE: Rule<Facts> = ground("accurate.place", place);
const CONTACT: Rule<Facts> = ground("accurate.contact", contact);
const DUPLICATE: Rule<Facts> = ground("accurate.duplicate", duplicate);
const SOURCE: Rule<Facts> = ground("accurate.source", source);

pub const RULES: &[Rule<Facts>] =
    &[PRODUCT, SPEC, FEASIBLE, UNIT, PACK, ARITHMETIC, RATE, DATE, PLACE, CONTACT, DUPLICATE, SOURCE];

/// A line that stands in no price list is one that every department asked said it can make (domain §2).
fn feasible(facts: &Facts) -> Vec<Finding> {
    each(facts, |line| match (line.product, facts.feasible.get(&line.id)) {
        (Some(_), _) => None,
        (None, Some(found)) if found.holds() => None,
        (None, Some(Feasible { refused, .. })) if !refused.is_empty() => {
            Some(Say::new("check-infeasible").arg("name", &line.name).arg("who", format!("role-{}", refused[0])))
        }
        (None, found) => {
            let waits = found.and_then(|found| found.waits.first()).copied().unwrap_or(Role::Production);
            Some(Say::new("check-unfeasible").arg("name", &line.name).arg("who", format!("role-{waits}")))
        }
    })
}

/// A product of the price list, or a custom line: a description without a number of ours.
fn product(facts: &Facts) -> Vec<Finding> {
    each(facts, |line| match line.product {
        Some(_) if facts.product(line.product).is_none() => Some(Say::new("check-product-gone").arg("sku", &line.sku)),
        None if !line.sku.trim().is_empty() => Some(Say::new("check-product-unknown").arg("sku", &line.sku)),
        _ => None,
    })
}

fn spec(facts: &Facts) -> Vec<Finding> {
    let plain = |spec: &str| -> String { text::fold(spec).chars().filter(|c| !c.is_whitespace()).collect() };
    each(facts, |line| {
        let product = facts.product(line.product)?;
        let differs = !line.spec.trim().is_empty() && plain(&line.spec) != plain(&product.spec);
        differs.then(|| Say::new("check-spec-other").arg("entered", &line.spec).arg("ours", &product.spec))
    })
}

fn unit(facts: &Facts) -> Vec<Finding> {
    each(facts, |line| {
        if line.unit.trim().is_empty() {
            return Some(Say::new("check-unit-missing"));
        }
        let product = facts.product(line.product)?;
        let differs = text::fold(&line.unit) != text::fold(&product.unit);
        differs.then(|| Say::new("check-unit-other").arg("entered", &line.unit).arg("ours", &product.unit))
    })
}

fn pack(facts: &Facts) -> Vec<Finding> {
    each(facts, |line| {
        let product = facts.product(line.product)?;
        let broken = product.pack.is_positive() && !line.quantity.is_multiple_of(product.pack);
        broken.then(|| Say::new("check-pack").arg("quantity", line.quantity).arg("pack", product.pack))
    })
}

/// Amounts, tax and totals are what they are computed to be.
fn arithmetic(facts: &Facts) -> Vec<Finding> {
    let order = &facts.order;
    let mut wrong = each(facts, |line| {
        let amount = line_amount(line.quantity, line.price, line.price_base, line.discount, order.currency);
        let right = amount.is_ok_and(|amount| amount == line.amount);
        (!right).then(|| Say::new("check-amount-wrong").arg("amount", line.amount))
    });
    let sums = totals(order.lines.iter().map(|line| (line.tax_rate, line.amount)), order.currency);
    if !sums.is_ok_and(|s| (s.net, s.tax, s.gross) == (order.net, order.tax, order.gross)) {
        wrong.push(Finding::fail(Say::new("check-total-wrong").arg("gross", order.gross)));
    }
    wrong
}

fn rate(facts: &Facts) -> Vec<Finding> {
    match facts.gross_company {
        Some(_) => Vec::new(),
        None => vec![Finding::fail(Say::new("check-rate-missing").arg("currency", facts.order.currency))],
    }
}

fn date(facts: &Facts) -> Vec<Finding> {
    each(facts, |line| {
        let day = line.requested_on?;
        if day <= facts.today {
            return Some(Say::new("check-date-past").arg("day", day));
        }
        (!facts.calendar.is_open_day(day)).then(|| Say::new("check-date-closed").arg("day", day))
    })
}

/// A carrier needs more than the name of a town.
fn place(facts: &Facts) -> Vec<Finding> {
    each(facts, |line| {
        let place = line.place.trim();
        let whole = place.chars().count() >= 6 && text::fold(place).chars().any(|c| c.is_ascii_digit());
        (!place.is_empty() && !whole).then(|| Say::new("check-place-short").arg("place", place))
    })
}

/// One way to reach him must be usable (3.1.2); another that was typed and is not may be a slip.
fn contact(facts: &Facts) -> Vec<Finding> {
    let contact = &facts.order.head.contact;
    if !complete::reachable(contact) {
        return Vec::new(); // That is said by the completeness already.
    }
    let ways = [
        (&contact.phone, complete::dials(&contact.phone), "check-phone-odd"),
        (&contact.fax, complete::dials(&contact.fax), "check-fax-odd"),
        (&contact.email, complete::mails(&contact.email), "check-email-odd"),
    ];
    let odd = ways.into_iter().filter(|(typed, usable, _)| !typed.trim().is_empty() && !usable);
    odd.map(|(typed, _, key)| Finding::fail(Say::new(key).arg("typed", typed))).collect()
}

fn duplicate(facts: &Facts) -> Vec<Finding> {
    let Some(other) = &facts.duplicate else { return Vec::new() };
    let say = Say::new("check-duplicate").arg("no", &facts.order.customer_order_no).arg("other", other);
    vec![Finding::fail(say)]
}

fn source(facts: &Facts) -> Vec<Finding> {
    let found = facts.sources.iter().flat_map(|read| {
        let mut found = against(&facts.order.lines, read);
        found.extend(number(&facts.order, read));
        found
    });
    found.collect()
}

/// His number for the order is the one that was entered.
fn number(order: &Order, read: &Read) -> Option<Finding> {
    let (his, ours) = (order::folded_no(&read.number), order::folded_no(&order.customer_order_no));
    let say = || Say::new("check-source-number").arg("read", &read.number).arg("entered", &order.customer_order_no);
    (!his.is_empty() && his != ours).then(|| Finding::fail(say().arg("file", &read.name)))
}

/// Day and place of a line are among those that the document names for its product.
fn day_and_place(read: &Read, same: &[&ReadLine], line: &Line) -> Vec<Finding> {
    let mut found = Vec::new();
    let days: Option<Vec<Day>> = same.iter().map(|asked| asked.day).collect();
    if let (Some(days), Some(entered)) = (days, line.requested_on)
        && !days.contains(&entered)
    {
        let named = days.iter().map(Day::to_string).collect::<Vec<_>>().join(", ");
        let say = Say::new("check-source-day").arg("read", named).arg("entered", entered).arg("file", &read.name);
        found.push(Finding::fail(say).on(line.no));
    }
    let plain = |place: &str| -> String { text::fold(place).chars().filter(|c| c.is_alphanumeric()).collect() };
    let (his, ours) = (plain(&read.place), plain(&line.place));
    if !his.is_empty() && !ours.is_empty() && !his.contains(&ours) && !ours.contains(&his) {
        let say = Say::new("check-source-place").arg("read", &read.place).arg("entered", &line.place);
        found.push(Finding::fail(say.arg("file", &read.name)).on(line.no));
    }
    found
}

/// Per product: the quantity that was read is the quantity entered, and so is the price.
fn against(lines: &[Line], read: &Read) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut seen: Vec<&str> = Vec::new();
    for asked in &read.lines {
        if seen.contains(&asked.key.as_str()) {
            continue;
        }
        seen.push(&asked.key);
        found.extend(differs(lines, read, asked));
    }
    for line in lines.iter().filter(|line| line.product.is_some() && !seen.contains(&sku_key(&line.sku).as_str())) {
        found.push(
            Finding::fail(Say::new("check-source-extra").arg("sku", &line.sku).arg("file", &read.name)).on(line.no),
        );
    }
    found
}

fn differs(lines: &[Line], read: &Read, asked: &ReadLine) -> Vec<Finding> {
    let entered: Vec<&Line> = lines.iter().filter(|line| sku_key(&line.sku) == asked.key).collect();
    let Some(first) = entered.first() else {
        return vec![Finding::fail(Say::new("check-source-missing").arg("sku", &asked.sku).arg("file", &read.name))];
    };
    let mut found = Vec::new();
    let same: Vec<&ReadLine> = read.lines.iter().filter(|line| line.key == asked.key).collect();
    let wanted =
        same.iter().map(|line| line.quantity).collect::<Option<Vec<_>>>().and_then(|all| Quantity::sum(all).ok());
    let total = Quantity::sum(entered.iter().map(|line| line.quantity)).ok();
    if let (Some(wanted), Some(total)) = (wanted, total)
        && wanted != total
    {
        let say = Say::new("check-source-quantity").arg("read", wanted).arg("entered", total).arg("file", &read.name);
        found.push(Finding::fail(say).on(first.no));
    }
    let plain =
        same.len() == 1 && entered.len() == 1 && first.price_base == PriceBase::ONE && first.discount == Discount::ZERO;
    if let (true, Some(price)) = (plain, asked.price)
        && price != first.price
    {
        let say = Say::new("check-source-price").arg("read", price).arg("entered", first.price).arg("file", &read.name);
        found.push(Finding::fail(say).on(first.no));
    }
    found.extend(entered.iter().flat_map(|line| day_and_place(read, &same, line)));
    found
}

fn each(facts: &Facts, wrong: impl Fn(&Line) -> Option<Say>) -> Vec<Finding> {
    facts.order.lines.iter().filter_map(|line| Some(Finding::fail(wrong(line)?).on(line.no))).collect()
}
