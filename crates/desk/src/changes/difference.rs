//! 4.3.1: a change is a difference against the revision in force: lines added, changed or removed; quantity, day, place,
//! price; terms of the head. Applied to the order as it stands, it says what the order would be.

use platform::act::Outcome;
use platform::day::Day;
use platform::money::UnitPrice;
use platform::quantity::Quantity;
use platform::trouble::{Fields, Say};
use platform::who::Role;
use platform::{Id, Tx};
use serde::{Deserialize, Serialize};

use super::added::{added, new_line};
use crate::fulfilment::{self, Dispatch};
use crate::order::{Content, Order, feasible_departments, revised};

/// Lines that one request may touch.
pub const LINES_MAX: usize = 200;

platform::words! {
    pub enum DeltaKind { Added = "added", Changed = "changed", Removed = "removed" }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Delta {
    pub line: Id,
    /// 0: a new line.
    pub no: i64,
    pub kind: DeltaKind,
    #[serde(default)]
    pub sku: String,
    /// A new line that stands in no price list says what it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub custom: Option<Custom>,
    #[serde(default)]
    pub quantity: Option<Quantity>,
    #[serde(default)]
    pub price: Option<UnitPrice>,
    #[serde(default)]
    pub requested_on: Option<Day>,
    #[serde(default)]
    pub place: Option<String>,
}

/// What is wanted where no product of ours is.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Custom {
    pub name: String,
    pub spec: String,
    pub unit: String,
}

impl Delta {
    /// The product's number, or what is wanted instead of one.
    pub fn called(&self) -> &str {
        self.custom.as_ref().map_or(&self.sku, |custom| &custom.name)
    }

    /// What departments planned for the line no longer holds.
    fn is_planned_anew(&self) -> bool {
        self.kind == DeltaKind::Added
            || (self.kind == DeltaKind::Changed && (self.quantity.is_some() || self.requested_on.is_some()))
    }
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Difference {
    pub lines: Vec<Delta>,
    pub payment_term: Option<String>,
    pub place: Option<String>,
    pub special: Option<String>,
}

/// A line of the form: empty fields say what the order says.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct TypedLine {
    /// Empty: a new line.
    pub no: String,
    pub remove: String,
    pub sku: String,
    /// Of a new line without a number of ours.
    pub name: String,
    pub spec: String,
    pub unit: String,
    pub quantity: String,
    pub price: String,
    pub requested_on: String,
    pub place: String,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct TypedDifference {
    pub lines: Vec<TypedLine>,
    pub payment_term: String,
    pub place: String,
    pub special: String,
}

/// Reads what was typed against the order as it stands; what says the same is no difference.
pub fn typed(tx: &mut Tx, order: &Order, form: &TypedDifference, before: &Difference) -> Outcome<Difference> {
    let mut fields = Fields::none();
    let mut lines = Vec::new();
    for (at, line) in form.lines.iter().enumerate() {
        if let Some(mut delta) = delta(tx, order, at, line, before, &mut fields)? {
            if lines.iter().any(|other: &Delta| other.line == delta.line) && delta.kind == DeltaKind::Added {
                delta.line = tx.new_id(); // The same product twice is two new lines.
            }
            lines.push(delta);
        }
    }
    if lines.len() > LINES_MAX {
        fields.add("lines", Say::new("change-lines-many").arg("n", LINES_MAX));
    }
    let differs = |typed: &str, stands: &str| {
        let typed = typed.trim();
        (!typed.is_empty() && typed != stands.trim()).then(|| typed.to_string())
    };
    let head = &order.head;
    for (name, text) in [("payment_term", &form.payment_term), ("place", &form.place), ("special", &form.special)] {
        if text.chars().count() as u64 > platform::limits::TEXT_CHARS.value {
            fields.add(name, Say::new("note-text-long").arg("limit", platform::limits::TEXT_CHARS.value));
        }
    }
    fields.check()?;
    Ok(Difference {
        lines,
        payment_term: differs(&form.payment_term, &order.payment_term),
        place: differs(&form.place, &head.place),
        special: differs(&form.special, &head.special),
    })
}

fn delta(
    tx: &mut Tx,
    order: &Order,
    at: usize,
    form: &TypedLine,
    before: &Difference,
    fields: &mut Fields,
) -> Outcome<Option<Delta>> {
    let name = |part: &str| format!("lines[{at}][{part}]");
    let quantity = read(fields, &name("quantity"), &form.quantity, "intake-bad-quantity", |text| {
        Quantity::parse_lenient(text).ok().filter(|q| q.is_positive())
    });
    let price = read(fields, &name("price"), &form.price, "intake-bad-price", |text| {
        UnitPrice::parse_lenient(text, order.currency).ok().filter(|price| !price.is_negative())
    });
    let day = read(fields, &name("requested_on"), &form.requested_on, "intake-bad-day", |text| text.parse().ok());
    let place = form.place.trim();
    if form.no.trim().is_empty() {
        return added(tx, at, form, (quantity, price, day), before, fields);
    }
    let Some(line) = order.lines.iter().find(|line| form.no.trim().parse() == Ok(line.no)) else {
        fields.add(name("no"), Say::new("change-line-unknown").arg("no", form.no.trim()));
        return Ok(None);
    };
    let (sku, none) = (
        line.sku.clone(),
        Delta {
            line: line.id,
            no: line.no,
            kind: DeltaKind::Removed,
            sku: line.sku.clone(),
            custom: None,
            quantity: None,
            price: None,
            requested_on: None,
            place: None,
        },
    );
    if !form.remove.is_empty() {
        return Ok(Some(none));
    }
    let changed = Delta {
        kind: DeltaKind::Changed,
        sku,
        quantity: quantity.filter(|quantity| *quantity != line.quantity),
        price: price.filter(|price| *price != line.price),
        requested_on: day.filter(|day| Some(*day) != line.requested_on.or(order.requested_on)),
        place: (!place.is_empty() && place != line.place.trim()).then(|| place.to_string()),
        ..none
    };
    let same = changed.quantity.is_none()
        && changed.price.is_none()
        && changed.requested_on.is_none()
        && changed.place.is_none();
    Ok((!same).then_some(changed))
}

fn read<T>(
    fields: &mut Fields,
    name: &str,
    text: &str,
    key: &'static str,
    parse: impl Fn(&str) -> Option<T>,
) -> Option<T> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    let found = parse(text);
    if found.is_none() {
        fields.add(name, Say::new(key));
    }
    found
}

impl Difference {
    pub fn is_empty(&self) -> bool {
        *self == Difference::default()
    }

    /// What it claims: its lines, and the order itself where it touches the head or adds a line.
    pub fn keys(&self, order: &Order) -> Vec<Id> {
        let mut keys: Vec<Id> =
            self.lines.iter().filter(|d| d.kind != DeltaKind::Added).map(|delta| delta.line).collect();
        let head = self.payment_term.is_some() || self.place.is_some() || self.special.is_some();
        if head || self.lines.iter().any(|d| d.kind == DeltaKind::Added) {
            keys.push(order.id);
        }
        keys
    }

    /// Lines whose supply is planned anew.
    pub fn anew(&self) -> Vec<Id> {
        self.lines.iter().filter(|delta| delta.is_planned_anew()).map(|delta| delta.line).collect()
    }

    /// Whether a line is added that stands in no price list.
    pub fn has_custom(&self) -> bool {
        self.lines.iter().any(|delta| delta.custom.is_some())
    }

    pub fn gone(&self) -> Vec<Id> {
        self.lines.iter().filter(|d| d.kind == DeltaKind::Removed).map(|delta| delta.line).collect()
    }

    /// Lines that would say less than what has left the house: a return comes first.
    pub fn below_shipped(&self, order: &Order) -> Vec<i64> {
        let less = |line: &&crate::order::Line| {
            let out = line.shipped.max(line.delivered);
            self.lines.iter().filter(|d| d.line == line.id).any(|delta| match delta.kind {
                DeltaKind::Removed => out.is_positive(),
                _ => delta.quantity.is_some_and(|quantity| quantity < out),
            })
        };
        order.lines.iter().filter(less).map(|line| line.no).collect()
    }

    /// The order as it would be.
    pub fn applied(&self, tx: &mut Tx, order: &Order) -> Outcome<Order> {
        let mut content = Content::of(order);
        let gone = self.gone();
        content.lines.retain(|line| !line.id.is_some_and(|id| gone.contains(&id)));
        for delta in self.lines.iter().filter(|d| d.kind == DeltaKind::Changed) {
            let Some(line) = content.lines.iter_mut().find(|line| line.id == Some(delta.line)) else { continue };
            line.quantity = delta.quantity.unwrap_or(line.quantity);
            line.price = delta.price.unwrap_or(line.price);
            line.requested_on = delta.requested_on.or(line.requested_on);
            if let Some(place) = &delta.place {
                line.place.clone_from(place);
            }
        }
        for delta in self.lines.iter().filter(|d| d.kind == DeltaKind::Added) {
            content.lines.extend(new_line(tx, order, delta)?);
        }
        if let Some(term) = &self.payment_term {
            content.payment_term.clone_from(term);
        }
        if let Some(place) = &self.place {
            content.head.place.clone_from(place);
        }
        if let Some(special) = &self.special {
            content.head.special.clone_from(special);
        }
        revised(tx, order, &content)
    }

    /// Lines that stand and become other or go.
    pub fn touched(&self) -> Vec<Id> {
        self.lines.iter().filter(|delta| delta.kind != DeltaKind::Added).map(|delta| delta.line).collect()
    }

    /// The departments that it touches as things stand (4.3.2): those that supply its lines now, purchasing also for what it
    /// buys for a line that is made, logistics for a place,
    /// finance for a term, quality for a specification or a custom line. Who will supply what is new follows from the plan.
    pub fn departments(&self, tx: &mut Tx, order: &Order) -> Outcome<Vec<Role>> {
        let given: Vec<Dispatch> =
            fulfilment::of_order(tx, order.id)?.into_iter().filter(|d| d.stopped_at.is_none()).collect();
        let mut found = Vec::new();
        for delta in &self.lines {
            if delta.is_planned_anew() || delta.kind == DeltaKind::Removed {
                found.extend(given.iter().filter(|d| d.line == delta.line).map(|d| d.department));
            }
            if delta.custom.is_some() {
                found.extend(feasible_departments(tx)?);
            }
            if delta.place.is_some() {
                found.push(Role::Logistics);
            }
        }
        // What lies packed has to be unpacked, or goes elsewhere.
        if !super::touch::shipments(tx, &self.touched())?.is_empty() {
            found.push(Role::Logistics);
        }
        let supplied: Vec<Id> = self.anew().into_iter().chain(self.gone()).collect();
        if !super::touch::bought_for_work(tx, &supplied)?.is_empty() {
            found.push(Role::Purchasing);
        }
        if self.place.is_some() {
            found.push(Role::Logistics);
        }
        if self.payment_term.is_some() {
            found.push(Role::Finance);
        }
        let custom = |delta: &Delta| {
            delta.custom.is_some() || order.lines.iter().any(|line| line.id == delta.line && line.product.is_none())
        };
        // What goods must be like, and goods of no catalogue, are inspected otherwise than before.
        if self.special.is_some() || self.lines.iter().any(custom) {
            found.push(Role::Quality);
        }
        found.sort_by_key(|role| role.code());
        found.dedup();
        Ok(found)
    }
}
