//! 4.3.4: a change took effect, and what purchasing was to buy for work is not wanted any more, or less of it. As with a
//! cancellation nobody learns that by chance: it stands on the change, and purchasing says that it knows.

use axum::extract::{Path, State};
use axum::response::Response;
use maud::{Markup, html};
use platform::act::{Act, App, Outcome};
use platform::i18n::Lang;
use platform::quantity::Quantity;
use platform::step::{By, Finding, Rule, Step, Weight};
use platform::trouble::Say;
use platform::web::ui::{Row, Table, column};
use platform::web::{Ask, Body, Failure};
use platform::who::{Person, Role};
use platform::{Id, Tx};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::draft::PressForm;
use super::request::{self, Change, ChangeState, Known, Mark};
use super::{duties, page};
use crate::fulfilment::purchasing::{self, Ended};
use crate::masters;
use crate::order::Order;

/// So much of a need that work had is not bought any more.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Less {
    pub request: Id,
    pub sku: String,
    pub quantity: Quantity,
}

pub const NOTE_NEEDS: Step<ChangeState, Known> = Step {
    id: "change.note_needs",
    clause: "4.3.4",
    from: &[ChangeState::Effective],
    to: None,
    by: By::Roles(&[Role::Purchasing]),
    opens: &[],
    closes: &["note_needs"],
    rules: &[OPEN],
};

const OPEN: Rule<Known> = Rule {
    id: "change.needs",
    clause: "4.3.4",
    weight: Weight::Must,
    verdict: |known| {
        if known.needs { Vec::new() } else { vec![Finding::fail(Say::new("change-refused-needs"))] }
    },
};

/// What the change took away, by the goods' names.
pub fn of(tx: &mut Tx, ended: &[Ended]) -> Outcome<Vec<Less>> {
    let ids: Vec<Id> = ended.iter().map(|ended| ended.request).collect();
    let requests = purchasing::requests(tx, &ids)?;
    let products: Vec<Id> = requests.values().map(|request| request.product).collect();
    let products = masters::products(tx, &products)?;
    let less = |ended: &Ended| {
        let product = requests.get(&ended.request).and_then(|request| products.get(&request.product));
        let sku = product.map_or(String::new(), |product| product.sku.clone());
        Less { request: ended.request, sku, quantity: ended.quantity }
    };
    Ok(ended.iter().map(less).collect())
}

/// Purchasing has to know; after the change was written.
pub fn tell(tx: &mut Tx, order: &Order, change: &Change) -> Outcome<()> {
    if change.said.needs.is_empty() {
        return Ok(());
    }
    let about = super::request::about(change, order);
    duties::give_to(tx, &about, "note_needs", Role::Purchasing)
}

pub fn waits(change: &Change) -> bool {
    !change.said.needs.is_empty() && !change.said.noted.is_set()
}

/// `POST /changes/{id}/needs`
pub async fn note(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<Id>,
    body: Body<PressForm>,
) -> Result<Response, Failure> {
    let act = NoteNeeds { change: id, form: body.value };
    page::done(&app, &ask, id, body.raw, app.perform_once(ask.who()?, body.once, act).await).await
}

pub struct NoteNeeds {
    pub change: Id,
    pub form: PressForm,
}

impl Act for NoteNeeds {
    type Done = Id;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Id> {
        let mut desk = request::desk(tx, who, self.change, &self.form.lock)?;
        let known = Known { needs: waits(&desk.change), ..Known::default() };
        let leave = NOTE_NEEDS.admit(desk.change.state, &desk.stands, &known, &[])?;
        if leave.idle {
            return Ok(self.change);
        }
        desk.change.said.noted = Mark::of(tx, who, "");
        request::advance(tx, who, &desk.order, &mut desk.change, &leave, json!({}))?;
        Ok(self.change)
    }
}

pub fn table(lang: Lang, needs: &[Less]) -> Markup {
    let heads = [column(lang.t("purchase-goods")), column(lang.t("change-needs-less")).number()];
    let rows = needs.iter().map(|less| Row::new([html! { (less.sku) }, html! { (less.quantity.page()) }]));
    html! {
        p { (lang.t("change-needs-text")) }
        (Table::new(lang.t("change-needs"), heads).rows(rows))
    }
}
