//! 3.2.3b: is the price within the price policy? Exact: prices of different bases are compared by cross products, and
//! nothing is rounded before it is shown.

use platform::history::hex;
use platform::money::{Currency, Discount, Money, PriceBase, UnitPrice, line_amount};
use platform::step::{Finding, Rule, Weight};
use platform::trouble::Say;
use platform::who::Role;
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::super::facts::Facts;
use super::super::policy::Policy;
use super::super::shown::percent;
use crate::masters::{Listing, Price, Product};
use crate::order::{Line, Order};

const AUTHORITY: Rule<Facts> =
    Rule { id: "price.authority", clause: "3.2.3b", weight: Weight::Ground(Role::Manager), verdict: authority };
const UNLISTED: Rule<Facts> =
    Rule { id: "price.unlisted", clause: "3.2.3b", weight: Weight::Ground(Role::Manager), verdict: unlisted };
const CONSENT: Rule<Facts> = Rule { id: "price.consent", clause: "3.2.3b", weight: Weight::Must, verdict: consent };

pub const RULES: &[Rule<Facts>] = &[AUTHORITY, UNLISTED, CONSENT];

/// Who may say yes to a price.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Within {
    Specialist,
    Manager,
    /// Under the list by more than the manager may.
    Beyond,
    UnderFloor,
    /// No list price to compare with.
    Unlisted,
}

/// A line's price beside what the policy says.
#[derive(Clone, Debug, Serialize)]
pub struct LinePrice {
    pub no: i64,
    pub offered: UnitPrice,
    pub base: PriceBase,
    pub discount: Discount,
    pub list: Option<UnitPrice>,
    pub floor: Option<UnitPrice>,
    pub list_base: PriceBase,
    pub floor_base: PriceBase,
    /// The price list that says so; `None` where it is the product's own price.
    pub of: Option<Listing>,
    /// Basis points under the list (negative: above it), after the discount.
    pub deviation_bp: Option<i64>,
    /// What the line costs the company against the list.
    pub deviation: Option<Money>,
    pub within: Within,
}

/// Where a list speaks for the day on which the order came in, by that list. Else by the product's own price: in the
/// order's currency as it stood at the entry, its floor as it stands now.
pub fn of(
    line: &Line,
    product: Option<&Product>,
    listed: Option<&Price>,
    currency: Currency,
    policy: &Policy,
) -> LinePrice {
    let current = product.filter(|p| p.currency == currency);
    let at_entry = |price: Option<UnitPrice>| price.map(|price| (price, line.price_base));
    let (list, floor) = match listed.filter(|price| price.of.is_some() && price.currency == currency) {
        Some(price) => (Some((price.list, price.base)), price.floor.map(|floor| (floor, price.base))),
        None => (
            at_entry(line.list_price).or(current.map(|p| (p.list_price, p.price_base))),
            current.map(|p| (p.floor_price, p.price_base)).or(at_entry(line.floor_price)),
        ),
    };
    let list = list.filter(|(list, _)| list.millionths() > 0);
    let deviation = list.and_then(|(list, base)| {
        let full = line_amount(line.quantity, list, base, Discount::ZERO, currency).ok()?;
        full.checked_sub(line.amount).ok()
    });
    LinePrice {
        no: line.no,
        offered: line.price,
        base: line.price_base,
        discount: line.discount,
        list: list.map(|(list, _)| list),
        floor: floor.map(|(floor, _)| floor),
        list_base: list.map_or(line.price_base, |(_, base)| base),
        floor_base: floor.map_or(line.price_base, |(_, base)| base),
        of: listed.and_then(|price| price.of.clone()),
        deviation_bp: list.map(|(list, base)| under(line, list, base)),
        deviation,
        within: within(line, list, floor, policy),
    }
}

/// The offered price after its discount, times both bases and 10,000: comparable with [`stated`].
fn offered(line: &Line, list_base: PriceBase) -> i128 {
    i128::from(line.price.millionths()) * i128::from(10_000 - line.discount.bp()) * i128::from(list_base.units())
}

fn stated(price: UnitPrice, line: &Line) -> i128 {
    i128::from(price.millionths()) * 10_000 * i128::from(line.price_base.units())
}

fn within(
    line: &Line,
    list: Option<(UnitPrice, PriceBase)>,
    floor: Option<(UnitPrice, PriceBase)>,
    policy: &Policy,
) -> Within {
    if floor.is_some_and(|(floor, base)| offered(line, base) < stated(floor, line)) {
        return Within::UnderFloor;
    }
    let Some((list, base)) = list else { return Within::Unlisted };
    let offer = offered(line, base);
    let reaches = |authority_bp: i64| offer * 10_000 >= stated(list, line) * i128::from(10_000 - authority_bp);
    if reaches(policy.specialist_bp) {
        Within::Specialist
    } else if reaches(policy.manager_bp) {
        Within::Manager
    } else {
        Within::Beyond
    }
}

/// Basis points under the list, rounded half away from zero: for the eye only.
fn under(line: &Line, list: UnitPrice, list_base: PriceBase) -> i64 {
    let full = stated(list, line);
    let twice = (full - offered(line, list_base)) * 20_000;
    let rounded = (twice + full * twice.signum()) / (full * 2);
    i64::try_from(rounded).unwrap_or(i64::MAX)
}

fn authority(facts: &Facts) -> Vec<Finding> {
    let found = facts.prices.iter().filter(|price| price.within == Within::Manager);
    found.map(|price| Finding::fail(deviates("check-price-manager", price)).on(price.no)).collect()
}

fn unlisted(facts: &Facts) -> Vec<Finding> {
    let found = facts.prices.iter().filter(|price| price.within == Within::Unlisted);
    found
        .map(|price| Finding::fail(Say::new("check-price-unlisted").arg("price", price.offered)).on(price.no))
        .collect()
}

fn consent(facts: &Facts) -> Vec<Finding> {
    let found = facts.prices.iter().filter(|p| matches!(p.within, Within::Beyond | Within::UnderFloor));
    found
        .map(|price| {
            let key = match (price.within, facts.consented) {
                (Within::UnderFloor, false) => "check-price-floor",
                (Within::UnderFloor, true) => "check-price-floor-consented",
                (_, false) => "check-price-beyond",
                (_, true) => "check-price-beyond-consented",
            };
            let say = deviates(key, price);
            if facts.consented { Finding::warn(say) } else { Finding::fail(say) }.on(price.no)
        })
        .collect()
}

fn deviates(key: &'static str, price: &LinePrice) -> Say {
    let stated = |price: Option<UnitPrice>| price.map_or("–".to_string(), |p| p.to_string());
    Say::new(key)
        .arg("offered", price.offered)
        .arg("list", stated(price.list))
        .arg("floor", stated(price.floor))
        .arg("under", price.deviation_bp.map_or("–".into(), percent))
        .arg("money", price.deviation.map_or("–".to_string(), |m| m.to_string()))
        .arg("of", price.of.as_ref().map_or("none", |at| at.list.as_str()))
        .arg("from", price.of.as_ref().map_or("0".to_string(), |at| at.from_quantity.to_string()))
        .arg("until", price.of.as_ref().and_then(|at| at.valid_until).map_or("–".to_string(), |day| day.to_string()))
}

/// What a consent is given to: this content at these prices of ours. Anything else is asked anew.
pub fn consent_facts(order: &Order, prices: &[LinePrice]) -> String {
    let mut hash = Sha256::new();
    hash.update(&order.content_digest);
    for price in prices {
        for part in
            [price.no, price.list.map_or(-1, UnitPrice::millionths), price.floor.map_or(-1, UnitPrice::millionths)]
        {
            hash.update(part.to_be_bytes());
        }
    }
    hex(&hash.finalize()[..12])
}

/// The order's deviation from the list in money, and in basis points of the list.
pub fn whole(order: &Order, prices: &[LinePrice]) -> Option<(Money, i64)> {
    let all = Money::sum(prices.iter().filter_map(|price| price.deviation), order.currency).ok()?;
    let listed = all.checked_add(order.net).ok()?;
    if !listed.is_positive() {
        return None;
    }
    let bp = i128::from(all.minor()) * 10_000 / i128::from(listed.minor());
    Some((all, i64::try_from(bp).ok()?))
}

/// What is left of the net after the costs, in basis points of the net; `None` where a cost is not known. Costs are in the
/// company's currency. For the eyes of `masters::sees::margin` only.
pub fn margin_bp(facts: &Facts) -> Option<i64> {
    let net = facts.net_company.filter(|net| *net > 0)?;
    let mut cost: i64 = 0;
    for line in &facts.order.lines {
        let product = facts.product(line.product)?;
        if product.currency != facts.company_currency {
            return None;
        }
        let whole =
            line_amount(line.quantity, product.cost, product.price_base, Discount::ZERO, product.currency).ok()?;
        cost = cost.checked_add(whole.minor())?;
    }
    i64::try_from(i128::from(net - cost) * 10_000 / i128::from(net)).ok()
}
