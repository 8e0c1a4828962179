//! Blocks a customer for new orders, or opens him again; both with a ground (3.2.1, 1.3.4).

use axum::extract::{Path, State};
use axum::response::Response;
use maud::{Markup, html};
use platform::Tx;
use platform::act::{Act, App, Outcome};
use platform::history::{self, Entry};
use platform::ids::Id;
use platform::limits::FIELD_CHARS;
use platform::step::Standing;
use platform::text;
use platform::trouble::{Say, Trouble};
use platform::web::ui::{self, Tone};
use platform::web::{Ask, Body, Failure, May, Routes};
use platform::who::{Person, Role};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::customer::{self, Customer};
use super::customer_page;
use super::shown;
use super::steps::{BLOCK, CustomerState, UNBLOCK, Why, standing};
use crate::shell;

pub fn routes() -> Routes {
    let may = May::Roles(&[Role::Specialist, Role::Manager, Role::Finance]);
    Routes::default().post("/customers/{id}/block", may, block).post("/customers/{id}/opening", may, open)
}

/// The form, as it was typed.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Typed {
    pub ground: String,
    pub lock: String,
}

async fn block(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<String>,
    body: Body<Typed>,
) -> Result<Response, Failure> {
    press(app, ask, id, body, CustomerState::Blocked).await
}

async fn open(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<String>,
    body: Body<Typed>,
) -> Result<Response, Failure> {
    press(app, ask, id, body, CustomerState::Open).await
}

async fn press(app: App, ask: Ask, id: String, body: Body<Typed>, to: CustomerState) -> Result<Response, Failure> {
    let who = ask.who()?.clone();
    let id = shown::id_of(&id)?;
    let typed = body.value;
    let act = Block { customer: id, seen: typed.lock.parse().ok(), ground: typed.ground.clone(), to };
    match app.perform_once(&who, body.once, act).await {
        Ok(done) => Ok(ask.see(&format!("/customers/{id}?done={}", done.state()), &done)),
        Err(trouble @ (Trouble::Refused(_) | Trouble::Invalid(_) | Trouble::Stale(_))) if !ask.json => {
            let sheet = app.read(move |tx| customer_page::sheet(tx, id)).await?;
            Ok(shell::page(&ask, customer_page::page(&app, &ask, &sheet, &typed, Some(&trouble))))
        }
        Err(trouble) => Err(trouble.into()),
    }
}

/// Blocks or opens a customer.
pub struct Block {
    pub customer: Id,
    /// The row as the page showed it.
    pub seen: Option<i64>,
    pub ground: String,
    pub to: CustomerState,
}

impl Act for Block {
    type Done = Customer;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Customer> {
        let mut customer = customer::customer(tx, self.customer)?.ok_or(Trouble::Hidden)?;
        let ground = text::clean(&self.ground).map_err(|_| Trouble::invalid("ground", Say::new("masters-bad-text")))?;
        if ground.chars().count() as u64 > FIELD_CHARS.value {
            let say = Say::new("masters-bad-too-long").arg("max", FIELD_CHARS.value);
            return Err(Trouble::invalid("ground", say));
        }
        let step = if self.to == CustomerState::Blocked { &BLOCK } else { &UNBLOCK };
        let leave = step.admit(customer.state(), &standing(who), &Why { ground: ground.clone() }, &[])?;
        if leave.idle {
            return Ok(customer);
        }
        if self.seen.is_some_and(|seen| seen != customer.lock) {
            return Err(Trouble::stale(customer.id));
        }
        customer.blocked = leave.to == CustomerState::Blocked;
        if !customer::change(tx, &customer)? {
            return Err(Trouble::stale(customer.id));
        }
        customer.lock += 1;
        let body = json!({ "customer": customer.code, "ground": ground });
        let rows = customer.digest()?;
        let entry = Entry { chain: customer.id, step: leave.step, clause: leave.clause, body, rows };
        history::append(tx, who, &entry)?;
        Ok(customer)
    }
}

/// The form under the contact data; shown to those who may press it.
pub(super) fn block_form(app: &App, ask: &Ask, c: &Customer, typed: &Typed, trouble: Option<&Trouble>) -> Markup {
    let roles = ask.visit.who.as_ref().map(|who| who.roles).unwrap_or_default();
    let standing = Standing { roles, ..Standing::default() };
    let (step, noun, key) =
        if c.blocked { (&UNBLOCK, "opening", "masters-unblock") } else { (&BLOCK, "block", "masters-block") };
    if !step.offered(c.state(), &standing) && trouble.is_none() {
        return html! {};
    }
    let token = app.0.ids.new_id(app.0.clock.now());
    let button = if c.blocked { ui::button(ask.t(key)) } else { ui::danger(ask.t(key)).icon("ban") };
    let error = match trouble {
        Some(Trouble::Invalid(fields)) => fields.of("ground").map(|say| say.text(ask.lang)),
        _ => None,
    };
    ui::card(
        ask.t(key),
        html! { (ui::clause(step.clause)) },
        html! {
            @match trouble {
                Some(Trouble::Refused(refusal)) => (ui::alert(Tone::Bad, "", shell::refusal_body(refusal, ask.lang))),
                Some(Trouble::Stale(_)) => (ui::alert(Tone::Warn, ask.t("trouble-stale"), html! { p { (ask.t("trouble-stale-text")) } })),
                _ => {}
            }
            form method="post" action={ "/customers/" (c.id) "/" (noun) } {
                (ui::form_token(token))
                (ui::hidden("lock", c.lock))
                (ui::textarea("ground", ask.t("masters-ground")).rows(2).value(&typed.ground).required().error(error)
                    .attr("maxlength", FIELD_CHARS.value))
                div.form-foot { (button) }
            }
        },
    )
}
