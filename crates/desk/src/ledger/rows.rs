//! Rows of the ledger as they are shown and sent. Sale money is taken out of them once, here, for readers whose role
//! does not see it; page, JSON and export then have nothing to show.

use platform::act::Outcome;
use platform::day::{Day, Instant};
use platform::db::Row;
use platform::money::{Currency, Money, PriceBase, UnitPrice};
use platform::quantity::Quantity;
use platform::{Fault, Id, Tx};
use serde::Serialize;

use super::query::{Built, Key, Mark, Sort};
use crate::order::{Approval, Channel, Confirmation, Execution, Priority, Settlement};

#[derive(Clone, Debug, Serialize)]
pub struct OrderRow {
    pub id: Id,
    pub number: String,
    pub customer: Id,
    pub customer_name: String,
    pub customer_order_no: String,
    pub channel: Channel,
    pub priority: Priority,
    pub owner: Id,
    pub owner_name: String,
    pub currency: Currency,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payment_term: Option<String>,
    pub approval: Approval,
    pub confirmation: Confirmation,
    pub execution: Execution,
    pub settlement: Settlement,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub net: Option<Money>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tax: Option<Money>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gross: Option<Money>,
    pub line_count: i64,
    pub special: bool,
    pub major: bool,
    pub requested_on: Option<Day>,
    pub received_at: Instant,
    pub made_at: Instant,
    pub changed_at: Instant,
    pub round: i64,
    #[serde(skip)]
    pub mark: Mark,
}

#[derive(Clone, Debug, Serialize)]
pub struct LineRow {
    pub id: Id,
    pub order: Id,
    pub number: String,
    pub no: i64,
    pub customer: Id,
    pub customer_name: String,
    pub approval: Approval,
    pub execution: Execution,
    pub owner: Id,
    pub owner_name: String,
    pub product: Option<Id>,
    pub sku: String,
    pub name: String,
    pub spec: String,
    pub customer_part: String,
    pub quantity: Quantity,
    pub unit: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub price: Option<UnitPrice>,
    pub price_base: PriceBase,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount: Option<Money>,
    pub currency: Currency,
    pub requested_on: Option<Day>,
    pub promised_on: Option<Day>,
    pub forecast_on: Option<Day>,
    pub place: String,
    pub reserved: Quantity,
    pub produced: Quantity,
    pub received: Quantity,
    pub shipped: Quantity,
    pub delivered: Quantity,
    pub cancelled: Quantity,
    /// Neither delivered nor cancelled.
    pub open: Quantity,
    pub made_at: Instant,
    #[serde(skip)]
    pub mark: Mark,
}

/// What a list is made of.
pub trait Listed: Sized + Send + 'static {
    fn read(row: &Row<'_>, sort: Sort) -> Result<Self, Fault>;

    /// Takes the sale money out.
    fn veil(&mut self);

    fn mark(&self) -> &Mark;

    /// Where Enter goes.
    fn href(&self) -> String;

    /// The order with its number, where the row is a whole one.
    fn order(&self) -> Option<(Id, String)> {
        None
    }
}

/// Runs a page's statement; `money` says whether the reader sees sale money.
pub fn read<R: Listed>(tx: &mut Tx, built: &Built, sort: Sort, money: bool) -> Outcome<Vec<R>> {
    let mut rows: Vec<R> = tx.list_built(&built.name, &built.text, &built.params(), |row| R::read(row, sort))?;
    if !money {
        rows.iter_mut().for_each(R::veil);
    }
    Ok(rows)
}

fn mark(row: &Row<'_>, at: usize, sort: Sort, id: Id) -> Result<Mark, Fault> {
    let key = if sort == Sort::Sku { Key::Text(row.get(at)?) } else { Key::Int(row.get(at)?) };
    Ok(Mark { key, id })
}

pub fn currency_of(code: &str) -> Result<Currency, Fault> {
    code.parse().map_err(|e| Fault::other("read the ledger", e))
}

impl Listed for OrderRow {
    fn read(row: &Row<'_>, sort: Sort) -> Result<OrderRow, Fault> {
        let id: Id = row.get(0)?;
        let currency = currency_of(&row.get::<String>(9)?)?;
        let money = |at: usize| -> Result<Option<Money>, Fault> { Ok(Some(Money::from_minor(row.get(at)?, currency))) };
        Ok(OrderRow {
            id,
            number: row.get(1)?,
            customer: row.get(2)?,
            customer_name: row.get::<Option<String>>(3)?.unwrap_or_default(),
            customer_order_no: row.get(4)?,
            channel: row.get(5)?,
            priority: row.get(6)?,
            owner: row.get(7)?,
            owner_name: row.get::<Option<String>>(8)?.unwrap_or_default(),
            currency,
            payment_term: Some(row.get(10)?),
            approval: row.get(11)?,
            confirmation: row.get(12)?,
            execution: row.get(13)?,
            settlement: row.get(14)?,
            net: money(15)?,
            tax: money(16)?,
            gross: money(17)?,
            line_count: row.get(18)?,
            special: row.get(19)?,
            major: row.get(20)?,
            requested_on: row.get(21)?,
            received_at: row.get(22)?,
            made_at: row.get(23)?,
            changed_at: row.get(24)?,
            round: row.get(25)?,
            mark: mark(row, 26, sort, id)?,
        })
    }

    fn veil(&mut self) {
        self.payment_term = None;
        (self.net, self.tax, self.gross) = (None, None, None);
    }

    fn mark(&self) -> &Mark {
        &self.mark
    }

    fn order(&self) -> Option<(Id, String)> {
        Some((self.id, self.number.clone()))
    }

    fn href(&self) -> String {
        format!("/orders/{}", self.id)
    }
}

impl Listed for LineRow {
    fn read(row: &Row<'_>, sort: Sort) -> Result<LineRow, Fault> {
        let id: Id = row.get(0)?;
        let currency = currency_of(&row.get::<String>(20)?)?;
        let (quantity, delivered, cancelled): (Quantity, Quantity, Quantity) =
            (row.get(15)?, row.get(29)?, row.get(30)?);
        let left = quantity.millionths().saturating_sub(delivered.millionths()).saturating_sub(cancelled.millionths());
        Ok(LineRow {
            id,
            order: row.get(1)?,
            number: row.get(2)?,
            no: row.get(3)?,
            customer: row.get(4)?,
            customer_name: row.get::<Option<String>>(5)?.unwrap_or_default(),
            approval: row.get(6)?,
            execution: row.get(7)?,
            owner: row.get(8)?,
            owner_name: row.get::<Option<String>>(9)?.unwrap_or_default(),
            product: row.get(10)?,
            sku: row.get(11)?,
            name: row.get(12)?,
            spec: row.get(13)?,
            customer_part: row.get(14)?,
            quantity,
            unit: row.get(16)?,
            price: Some(row.get(17)?),
            price_base: row.get(18)?,
            amount: Some(Money::from_minor(row.get(19)?, currency)),
            currency,
            requested_on: row.get(21)?,
            promised_on: row.get(22)?,
            forecast_on: row.get(23)?,
            place: row.get(24)?,
            reserved: row.get(25)?,
            produced: row.get(26)?,
            received: row.get(27)?,
            shipped: row.get(28)?,
            delivered,
            cancelled,
            open: Quantity::from_millionths(left.max(0)),
            made_at: row.get(31)?,
            mark: mark(row, 32, sort, id)?,
        })
    }

    fn veil(&mut self) {
        (self.price, self.amount) = (None, None);
    }

    fn mark(&self) -> &Mark {
        &self.mark
    }

    fn href(&self) -> String {
        format!("/orders/{}#line-{}", self.order, self.no)
    }
}
