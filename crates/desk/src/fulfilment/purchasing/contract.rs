//! 4.2.3: the contract. Before it is signed the buyer sees its draft; once it is, its paper is filed and mailed to the
//! supplier in his language, each order that it serves gets a copy, and the order's specialist is told at once.

use std::collections::BTreeMap;

use axum::extract::{Path, Query, State};
use axum::response::Response;
use platform::act::{Act, App, Outcome};
use platform::day::Day;
use platform::files::{self, Stored};
use platform::history::{self, Entry};
use platform::i18n::Lang;
use platform::outbox::{Mail, queue_mail};
use platform::step::{By, Finding, Rule, Standing, Step, Weight};
use platform::trouble::Say;
use platform::web::{Ask, Body, Failure};
use platform::who::{Person, Role};
use platform::{Id, Trouble, Tx};
use serde::Deserialize;
use serde_json::json;

use super::ask::keep;
use super::paper::Worth;
use super::purchase::{self, Part, Purchase, PurchaseState};
use super::{amendment, expected, page, paper, quotation};
use crate::masters::Supplier;
use crate::people::{self, Again, MemoKind};
use crate::records::{self, Class};
use crate::{masters, order};

/// `POST /purchases/{id}/contract`
pub async fn create(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<Id>,
    body: Body<ContractForm>,
) -> Result<Response, Failure> {
    match sign(&app, ask.who()?, id, body.value, body.once).await {
        Ok(number) => Ok(ask.see(&format!("/purchases/{id}"), &json!({ "id": id, "number": number }))),
        Err(trouble) => page::again(&app, &ask, id, Again::after(&ask, body.raw, trouble)?).await,
    }
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct DraftAsked {
    /// The day that would stand in it; nothing: what the offer's days lead to.
    pub day: String,
}

/// `GET /purchases/{id}/contract-draft.pdf?day=2026-12-15`: what would be signed, as long as it is not; or what the
/// supplier is to be told, while he was not.
pub async fn draft(
    State(app): State<App>,
    Path(id): Path<Id>,
    Query(asked): Query<DraftAsked>,
) -> Result<Response, Failure> {
    let (name, printed) = app
        .read(move |tx| {
            let purchase = purchase::fetch(tx, id)?;
            let amended = purchase.amended_at.is_some();
            if purchase.state != PurchaseState::Awarded && !amended {
                return Err(Trouble::Hidden);
            }
            let day = match asked.day.trim().parse::<Day>() {
                _ if amended => amendment::bound_day(tx, &purchase)?,
                Ok(day) => day,
                Err(_) => offered_day(tx, &purchase)?.unwrap_or(people::today(tx)?),
            };
            Ok((format!("{}-draft.pdf", purchase.number), paper::contract(tx, &purchase, day, Worth::Draft)?))
        })
        .await?;
    Ok(order::file_answer(&name, "application/pdf", printed))
}

/// The day to which the winning offer's days lead.
pub fn offered_day(tx: &mut Tx, p: &Purchase) -> Outcome<Option<Day>> {
    let all = quotation::of_purchase(tx, p.id)?;
    let Some(won) = all.iter().find(|quote| Some(quote.id) == p.quotation) else { return Ok(None) };
    let calendar = people::calendar(tx)?;
    let days = u32::try_from(won.lead_days).unwrap_or(0);
    Ok(calendar.add_days(tx.now(), days).ok().map(|at| at.day_in(calendar.zone())))
}

/// Prints first; the act takes what was printed only where nothing has moved since.
pub async fn sign(
    app: &App,
    who: &Person,
    id: Id,
    form: ContractForm,
    once: Option<platform::act::OnceKey>,
) -> Outcome<String> {
    let day: Day = form.day.trim().parse().map_err(|_| Trouble::invalid("day", Say::new("masters-bad-date")))?;
    let printed = app
        .read(move |tx| {
            let purchase = purchase::fetch(tx, id)?;
            if purchase.supplier.is_none() {
                return Ok(None);
            }
            let mut copies = Vec::new();
            for (order, number) in orders_of(&purchase::parts(tx, id)?) {
                copies.push((order, paper::copy(tx, &purchase, order, &number, day, Lang::Hant)?));
            }
            Ok(Some((purchase.lock, paper::contract(tx, &purchase, day, Worth::Final)?, copies)))
        })
        .await?;
    let (mut lock, mut stored, mut copies) = (None, None, Vec::new());
    if let Some((seen, pdf, papers)) = printed {
        (lock, stored) = (Some(seen), Some(keep(app, pdf).await?));
        for (order, pdf) in papers {
            copies.push((order, keep(app, pdf).await?));
        }
    }
    app.perform_once(who, once, Contract { purchase: id, form, printed: lock, stored, copies }).await
}

/// The orders that a purchase serves, with their numbers.
pub fn orders_of(parts: &[Part]) -> BTreeMap<Id, String> {
    parts.iter().filter_map(|part| Some((part.order?, part.order_number.clone()))).collect()
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ContractForm {
    pub lock: String,
    /// When the supplier promises the goods at our gate.
    pub day: String,
}

pub struct Contract {
    pub purchase: Id,
    pub form: ContractForm,
    /// The purchase's lock when its paper was printed.
    pub printed: Option<i64>,
    pub stored: Option<Stored>,
    pub copies: Vec<(Id, Stored)>,
}

pub struct Facts {
    behind: bool,
    blocked: bool,
}

pub const CONTRACT: Step<PurchaseState, Facts> = Step {
    id: "purchase.contract",
    clause: "4.2.3",
    from: &[PurchaseState::Awarded],
    to: Some(PurchaseState::Contracted),
    by: By::Roles(&[Role::Purchasing]),
    opens: &["await_goods"],
    closes: &["sign_contract"],
    rules: &[
        Rule { id: "contract.ahead", clause: "4.2.3", weight: Weight::Must, verdict: ahead },
        Rule { id: "contract.open", clause: "4.2.3", weight: Weight::Must, verdict: not_blocked },
    ],
};

fn ahead(facts: &Facts) -> Vec<Finding> {
    if facts.behind { vec![Finding::fail(Say::new("purchase-refused-day"))] } else { Vec::new() }
}

fn not_blocked(facts: &Facts) -> Vec<Finding> {
    if facts.blocked { vec![Finding::fail(Say::new("award-refused-blocked"))] } else { Vec::new() }
}

platform::sql! {
    COPY = "INSERT INTO purchase_copy (order_id, purchase, file, at) VALUES ($1, $2, $3, $4) \
        ON CONFLICT (order_id, purchase) DO UPDATE SET file = excluded.file, at = excluded.at";
}

impl Act for Contract {
    type Done = String;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<String> {
        let mut purchase = purchase::held(tx, self.purchase, &self.form.lock)?;
        let day: Day =
            self.form.day.trim().parse().map_err(|_| Trouble::invalid("day", Say::new("masters-bad-date")))?;
        let supplier = match purchase.supplier {
            Some(id) => masters::supplier(tx, id)?,
            None => None,
        };
        let facts = Facts { behind: day < people::today(tx)?, blocked: supplier.as_ref().is_none_or(|s| s.blocked) };
        let standing = Standing { roles: who.roles, ..Standing::default() };
        let leave = CONTRACT.admit(purchase.state, &standing, &facts, &[])?;
        if leave.idle {
            return Ok(purchase.number);
        }
        let stored = self.stored.as_ref().filter(|_| self.printed == Some(purchase.lock));
        let stored = stored.ok_or_else(|| Trouble::stale(purchase.id))?;
        let name = format!("{}.pdf", purchase.number);
        let file = files::record(tx, stored, &name, "application/pdf", who.id)?;
        purchase.contract = Some(file);
        purchase.contracted_at = Some(tx.now());
        if let Some(supplier) = supplier.filter(|supplier| supplier.email.contains('@')) {
            mail(tx, &purchase, &supplier, day, file, "contract-mail")?;
            purchase.mailed_to = supplier.email;
        }
        let mut lines = purchase::lines(tx, purchase.id)?;
        for line in &mut lines {
            (line.promised_on, line.expected_on) = (Some(day), Some(day));
            line.awaited = line.outstanding().is_positive();
            purchase::write_line(tx, line)?;
        }
        let parts = purchase::parts(tx, purchase.id)?;
        self.tell_orders(tx, who, &purchase, &parts, day)?;
        let body = json!({"number": purchase.number, "day": day, "file": file, "mailed_to": purchase.mailed_to});
        purchase::advance(tx, who, &purchase, &leave, body)?;
        expected(tx, who, &purchase, &lines, &parts, day)?;
        Ok(purchase.number)
    }
}

impl Contract {
    /// The copy goes onto each order, and its specialist learns of it.
    fn tell_orders(&self, tx: &mut Tx, who: &Person, p: &Purchase, parts: &[Part], day: Day) -> Outcome<()> {
        let now = tx.now();
        for (id, number) in orders_of(parts) {
            let stored = self.copies.iter().find(|(order, _)| *order == id).map(|(_, stored)| stored);
            let stored = stored.ok_or_else(|| Trouble::stale(p.id))?;
            let name = format!("{}-{number}.pdf", p.number);
            let file = files::record(tx, stored, &name, "application/pdf", who.id)?;
            tx.execute(&COPY, &[&id, &p.id, &file, &now])?;
            records::file_paper(tx, id, Class::PurchaseCopy, file)?;
            if let Some(contract) = p.contract {
                records::file_paper(tx, id, Class::Purchase, contract)?;
            }
            let order = order::fetch_seen(tx, &Person::system(), id, None)?;
            let body = json!({"number": p.number, "day": day, "file": file});
            let rows = order::rows_digest(&order)?;
            history::append(tx, who, &Entry { chain: id, step: CONTRACT.id, clause: CONTRACT.clause, body, rows })?;
            let href = format!("/orders/{id}?tab=departments");
            people::tell(tx, who, order.owner, MemoKind::Contracted, &href, &order.number, &p.number)?;
        }
        Ok(())
    }
}

/// To the supplier in his language: what was agreed, or what is left of it, with the paper that he signs and returns.
pub(super) fn mail(tx: &mut Tx, p: &Purchase, supplier: &Supplier, day: Day, file: Id, words: &str) -> Outcome<()> {
    let company = masters::company(tx)?;
    let sums = purchase::sums(&purchase::lines(tx, p.id)?, p.currency)?;
    let args = [
        ("number", p.number.clone()),
        ("company", company.name),
        ("phone", company.phone),
        ("contact", supplier.contact.clone()),
        ("day", day.to_string()),
        ("gross", format!("{} {}", p.currency, sums.gross.page())),
    ];
    let mail = Mail {
        to: supplier.email.clone(),
        subject: supplier.lang.ta(&format!("{words}-subject"), &args[..2]),
        text: supplier.lang.ta(&format!("{words}-text"), &args),
        html: None,
        attachments: vec![file],
    };
    queue_mail(tx, p.id, &mail)?;
    Ok(())
}
