//! 4.2.4: a purchase that was signed became less, or nothing. Its supplier holds a paper that says more: purchasing tells him,
//! with the contract as it is now, printed, filed and mailed as the first one was.

use axum::extract::{Path, State};
use axum::response::Response;
use platform::act::{Act, App, OnceKey, Outcome};
use platform::day::Day;
use platform::files::{self, Stored};
use platform::step::{By, Finding, Rule, Standing, Step, Weight};
use platform::trouble::Say;
use platform::web::{Ask, Body, Failure};
use platform::who::{Person, Role};
use platform::{Id, Trouble, Tx};
use serde::Deserialize;
use serde_json::json;

use super::ask::keep;
use super::contract::{self, orders_of};
use super::paper::Worth;
use super::purchase::{self, Purchase, PurchaseState};
use super::{page, paper};
use crate::masters;
use crate::people::{self, Again};
use crate::records::{self, Class};

pub struct Facts {
    owed: bool,
}

const SIGNED: &[PurchaseState] =
    &[PurchaseState::Contracted, PurchaseState::PartlyReceived, PurchaseState::Received, PurchaseState::Stopped];

/// Less is wanted than he signed for.
pub const AMENDED: Step<PurchaseState, Facts> = Step {
    id: "purchase.amended",
    clause: "4.2.4",
    from: SIGNED,
    to: None,
    by: By::System,
    opens: &["tell_supplier"],
    closes: &["tell_supplier"],
    rules: &[],
};

pub const TELL_SUPPLIER: Step<PurchaseState, Facts> = Step {
    id: "purchase.tell_supplier",
    from: &[
        PurchaseState::Contracted,
        PurchaseState::PartlyReceived,
        PurchaseState::Received,
        PurchaseState::Closed,
        PurchaseState::Stopped,
    ],
    by: By::Roles(&[Role::Purchasing]),
    opens: &[],
    rules: &[Rule { id: "amendment.owed", clause: "4.2.4", weight: Weight::Must, verdict: is_owed }],
    ..AMENDED
};

fn is_owed(facts: &Facts) -> Vec<Finding> {
    if facts.owed { Vec::new() } else { vec![Finding::fail(Say::new("amendment-refused"))] }
}

/// The purchase as it was written just now; nothing where no supplier has signed it.
pub(super) fn owed(tx: &mut Tx, who: &Person, mut p: Purchase, ground: &str) -> Outcome<()> {
    if p.contracted_at.is_none() {
        return Ok(());
    }
    let leave = AMENDED.admit(p.state, &Standing::SYSTEM, &Facts { owed: true }, &[])?;
    if leave.idle {
        return Ok(());
    }
    p.amended_at = Some(tx.now());
    purchase::advance(tx, who, &p, &leave, json!({ "ground": ground }))
}

/// The day that the supplier is bound to: the latest of its lines.
pub(super) fn bound_day(tx: &mut Tx, p: &Purchase) -> Outcome<Day> {
    let last = purchase::lines(tx, p.id)?.iter().filter_map(|line| line.promised_on).max();
    last.map_or_else(|| people::today(tx), Ok)
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct AmendmentForm {
    pub lock: String,
}

/// `POST /purchases/{id}/amendment`
pub async fn create(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<Id>,
    body: Body<AmendmentForm>,
) -> Result<Response, Failure> {
    match tell(&app, ask.who()?, id, body.value, body.once).await {
        Ok(()) => Ok(ask.see(&format!("/purchases/{id}"), &json!({ "id": id }))),
        Err(trouble) => page::again(&app, &ask, id, Again::after(&ask, body.raw, trouble)?).await,
    }
}

/// Prints first; the act takes what was printed only where nothing has moved since.
pub async fn tell(app: &App, who: &Person, id: Id, form: AmendmentForm, once: Option<OnceKey>) -> Outcome<()> {
    let printed = app
        .read(move |tx| {
            let purchase = purchase::fetch(tx, id)?;
            if purchase.supplier.is_none() {
                return Ok(None);
            }
            let day = bound_day(tx, &purchase)?;
            Ok(Some((purchase.lock, paper::contract(tx, &purchase, day, Worth::Final)?)))
        })
        .await?;
    let (mut lock, mut stored) = (None, None);
    if let Some((seen, pdf)) = printed {
        (lock, stored) = (Some(seen), Some(keep(app, pdf).await?));
    }
    app.perform_once(who, once, TellSupplier { purchase: id, form, printed: lock, stored }).await
}

pub struct TellSupplier {
    pub purchase: Id,
    pub form: AmendmentForm,
    /// The purchase's lock when its paper was printed.
    pub printed: Option<i64>,
    pub stored: Option<Stored>,
}

impl Act for TellSupplier {
    type Done = ();

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<()> {
        let mut p = purchase::held(tx, self.purchase, &self.form.lock)?;
        let standing = Standing { roles: who.roles, ..Standing::default() };
        let leave = TELL_SUPPLIER.admit(p.state, &standing, &Facts { owed: p.amended_at.is_some() }, &[])?;
        if leave.idle {
            return Ok(());
        }
        let stored = self.stored.as_ref().filter(|_| self.printed == Some(p.lock));
        let stored = stored.ok_or_else(|| Trouble::stale(p.id))?;
        let (day, today) = (bound_day(tx, &p)?, people::today(tx)?);
        let file = files::record(tx, stored, &format!("{}-{today}.pdf", p.number), "application/pdf", who.id)?;
        let before = p.contract.replace(file);
        p.amended_at = None;
        let supplier = match p.supplier {
            Some(id) => masters::supplier(tx, id)?,
            None => None,
        };
        if let Some(supplier) = supplier.filter(|supplier| supplier.email.contains('@')) {
            contract::mail(tx, &p, &supplier, day, file, "contract-amended")?;
            p.mailed_to = supplier.email;
        }
        for order in orders_of(&purchase::parts(tx, p.id)?).into_keys() {
            records::file_paper(tx, order, Class::Purchase, file)?;
        }
        let body = json!({"file": file, "before": before, "mailed_to": p.mailed_to});
        purchase::advance(tx, who, &p, &leave, body)
    }
}
