//! 3.2.3b: the manager proposes one price: the product's own, or one of a list by quantity and date. It is in force when
//! the executive accepts it.

use axum::extract::{Path, State};
use axum::response::Response;
use papers::read::sku_key;
use platform::act::{Act, App, Outcome};
use platform::day::Day;
use platform::history::{self, Entry};
use platform::limits::FIELD_CHARS;
use platform::money::{Currency, UnitPrice};
use platform::quantity::Quantity;
use platform::step::{By, Finding, Rule, Step, Weight};
use platform::text;
use platform::trouble::{Fields, Say, Trouble};
use platform::web::{Ask, Body, Failure};
use platform::who::{Person, Role};
use platform::{Id, Tx};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::change::{self, PriceChange};
use super::list::{self, PriceList};
use super::proposal::{self, PriceProposal, ProposalState};
use super::row::{self, PriceRow};
use crate::masters::{customer, product, product_page, shown, steps};
use crate::people::Again;

/// `POST /products/{id}/prices`
pub async fn propose(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<String>,
    body: Body<ProposeForm>,
) -> Result<Response, Failure> {
    let id = shown::id_of(&id)?;
    match app.perform_once(ask.who()?, body.once, ProposePrice { product: id, form: body.value }).await {
        Ok(done) => Ok(ask.see(&format!("/price-proposals/{}?done=open", done.id), &done)),
        Err(trouble) => product_page::priced_again(&app, &ask, id, Again::after(&ask, body.raw, trouble)?).await,
    }
}

/// As typed. Class, customer and currency are asked of a list that does not exist yet.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ProposeForm {
    /// A code; empty for the product's own price.
    pub list: String,
    pub price_class: String,
    pub customer: String,
    pub currency: String,
    pub from_quantity: String,
    pub valid_from: String,
    pub valid_until: String,
    pub price: String,
    pub floor_price: String,
    pub ground: String,
}

pub struct ProposePrice {
    pub product: Id,
    pub form: ProposeForm,
}

/// What the rules look at.
#[derive(Clone, Debug)]
pub struct Asking {
    /// Typed, or the file that says it.
    pub ground: String,
    pub differs: bool,
}

pub const PROPOSE: Step<ProposalState, Asking> = Step {
    id: "price.propose",
    clause: "3.2.3b",
    from: &[ProposalState::New, ProposalState::Gathering],
    to: Some(ProposalState::Open),
    by: By::Roles(&[Role::Manager]),
    opens: &["accept_prices"],
    closes: &[],
    rules: &[GROUND, DIFFERS],
};

const GROUND: Rule<Asking> = Rule { id: "price_list.ground", clause: "1.3.4", weight: Weight::Must, verdict: ground };
const DIFFERS: Rule<Asking> =
    Rule { id: "price_list.differs", clause: "1.3.1", weight: Weight::Must, verdict: differs };

fn ground(asking: &Asking) -> Vec<Finding> {
    if asking.ground.is_empty() { vec![Finding::fail(Say::new("prices-no-ground"))] } else { Vec::new() }
}

fn differs(asking: &Asking) -> Vec<Finding> {
    if asking.differs { Vec::new() } else { vec![Finding::fail(Say::new("prices-same"))] }
}

impl Act for ProposePrice {
    type Done = PriceProposal;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<PriceProposal> {
        let product = product::product(tx, self.product)?.ok_or(Trouble::Hidden)?;
        let (id, ground) = (tx.new_id(), self.form.ground.trim().to_string());
        let wanted = self.read(tx, id, &product)?;
        let asking = Asking { differs: wanted.differs(), ground };
        let leave = PROPOSE.admit(ProposalState::New, &steps::standing(who), &asking, &[])?;
        let asked = PriceProposal::begun(tx, who, id, "", &asking.ground);
        if leave.idle {
            return Ok(asked);
        }
        proposal::begin(tx, &asked)?;
        change::add(tx, &wanted)?;
        proposal::put_forward(tx, who, &asked, 1, &leave)?;
        let body =
            json!({"proposal": id, "ground": asking.ground, "list": self.form.list.trim(), "changes": wanted.told()});
        let entry = Entry { chain: product.id, step: leave.step, clause: leave.clause, body, rows: Vec::new() };
        history::append(tx, who, &entry)?;
        proposal::one(tx, id)?.ok_or(Trouble::Hidden)
    }
}

impl ProposePrice {
    fn read(&self, tx: &mut Tx, proposal: Id, product: &product::Product) -> Outcome<PriceChange> {
        let (form, mut wrong) = (&self.form, Fields::none());
        if form.ground.trim().chars().count() as u64 > FIELD_CHARS.value {
            wrong.add("ground", Say::new("masters-bad-too-long").arg("max", FIELD_CHARS.value));
        }
        if form.list.trim().is_empty() {
            let price = priced(&mut wrong, "price", &form.price, product.currency);
            let floor = priced(&mut wrong, "floor_price", &form.floor_price, product.currency);
            let (list_price, floor_price) = (price.unwrap_or(product.list_price), floor.unwrap_or(product.floor_price));
            not_above(&mut wrong, Some(floor_price), list_price);
            wrong.check()?;
            let to = product::Product { list_price, floor_price, ..product.clone() };
            return Ok(PriceChange::of_product(tx, proposal, Some(product), &to));
        }
        let head = self.head(tx, &mut wrong)?;
        let price = priced(&mut wrong, "price", &form.price, head.currency);
        if price.is_none() && form.price.trim().is_empty() {
            wrong.add("price", Say::new("masters-bad-missing"));
        }
        let floor = priced(&mut wrong, "floor_price", &form.floor_price, head.currency);
        not_above(&mut wrong, floor, price.unwrap_or(UnitPrice::ZERO));
        let from_quantity = quantity(&mut wrong, &form.from_quantity);
        let valid_from = day(&mut wrong, "valid_from", &form.valid_from);
        let valid_until = day(&mut wrong, "valid_until", &form.valid_until);
        if valid_from.is_none() && form.valid_from.trim().is_empty() {
            wrong.add("valid_from", Say::new("masters-bad-missing"));
        }
        if valid_until.is_some() && valid_until < valid_from {
            wrong.add("valid_until", Say::new("prices-bad-until"));
        }
        let (Some(price), Some(valid_from), true) = (price, valid_from, wrong.0.is_empty()) else {
            return Err(Trouble::Invalid(wrong));
        };
        let head = list::made(tx, &head)?;
        let base = product.price_base;
        let to =
            PriceRow { list: head.id, product: product.id, from_quantity, valid_from, valid_until, price, floor, base };
        let known = row::rows(tx, &[head.id], &[product.id])?;
        let was = known.iter().find(|row| row.from_quantity == from_quantity && row.valid_from == valid_from);
        Ok(PriceChange::of_list(tx, proposal, head.currency, was, &to))
    }

    /// The list of that code, or the one that is to be made.
    fn head(&self, tx: &mut Tx, wrong: &mut Fields) -> Outcome<PriceList> {
        let form = &self.form;
        let code = form.list.trim().to_string();
        if let Some(known) = list::by_codes(tx, &[sku_key(&code)])?.into_iter().next() {
            return Ok(known);
        }
        if code.chars().count() > 40 || sku_key(&code).is_empty() {
            wrong.add("list", Say::new("masters-bad-too-long").arg("max", 40));
        }
        let price_class = text::fold(&form.price_class).trim().to_uppercase();
        let named = form.customer.trim();
        let found = if named.is_empty() { None } else { customer::customer_by_code(tx, named)? };
        if !named.is_empty() && found.is_none() {
            wrong.add("customer", Say::new("masters-bad-customer"));
        }
        if found.is_some() && !price_class.is_empty() {
            wrong.add("price_class", Say::new("prices-bad-for-both"));
        }
        let typed = form.currency.trim().to_uppercase();
        let fallback = match &found {
            Some(customer) => customer.currency,
            None => crate::masters::company_currency(tx)?,
        };
        let currency = if typed.is_empty() { Some(fallback) } else { typed.parse().ok() };
        if currency.is_none() {
            wrong.add("currency", Say::new("masters-bad-currency"));
        }
        let (customer, id, currency) = (found.map(|c| c.id), tx.new_id(), currency.unwrap_or(fallback));
        Ok(PriceList { id, code, price_class, customer, currency })
    }
}

fn priced(wrong: &mut Fields, field: &'static str, typed: &str, currency: Currency) -> Option<UnitPrice> {
    if typed.trim().is_empty() {
        return None;
    }
    let price = UnitPrice::parse_lenient(typed, currency).ok().filter(|price| !price.is_negative());
    if price.is_none() {
        wrong.add(field, Say::new("masters-bad-number"));
    }
    price
}

fn not_above(wrong: &mut Fields, floor: Option<UnitPrice>, price: UnitPrice) {
    if wrong.0.is_empty() && floor.is_some_and(|floor| floor > price) {
        wrong.add("floor_price", Say::new("masters-bad-floor").arg("list", price));
    }
}

fn quantity(wrong: &mut Fields, typed: &str) -> Quantity {
    if typed.trim().is_empty() {
        return Quantity::ZERO;
    }
    match Quantity::parse_lenient(typed) {
        Ok(quantity) if !quantity.is_negative() => quantity,
        _ => {
            wrong.add("from_quantity", Say::new("masters-bad-number"));
            Quantity::ZERO
        }
    }
}

fn day(wrong: &mut Fields, field: &'static str, typed: &str) -> Option<Day> {
    if typed.trim().is_empty() {
        return None;
    }
    let day = typed.trim().parse().ok();
    if day.is_none() {
        wrong.add(field, Say::new("masters-bad-date"));
    }
    day
}
