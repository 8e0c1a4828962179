//! The desk's side of the customer's word on a change (3.1.3, 4.3.4): it is sent to him on a link that shows what stands now,
//! and sent anew; what he said stands beside it.

use axum::extract::{Path, State};
use axum::response::Response;
use maud::{Markup, html};
use platform::act::{Act, App, Outcome};
use platform::i18n::Lang;
use platform::step::{By, Finding, Rule, Standing, Step, Weight};
use platform::trouble::Say;
use platform::web::ui;
use platform::web::{Ask, Body, Failure};
use platform::who::Person;
use platform::{Id, Trouble, Tx};
use serde_json::json;

use super::consent::DISPUTED;
use super::consent_shown::{Asked, is_current, waits};
use super::draft::{PressForm, known_change};
use super::heard::{self, Link, NewLink, Said};
use super::heard_desk::{self, Waiting};
use super::propose::is_present;
use super::remind::{ANSWERS, CONFIRMS, OPEN, SPOKEN};
use super::request::{self, Change, ChangeState, Mark};
use super::{link, page};
use crate::intake::Asking;
use crate::ledger::duty_shown::moment;
use crate::notices::{self, Notice};
use crate::order::Order;
use crate::people;

/// What was said on the telephone goes to him: from now on it waits for his written word.
pub const ASK: Step<ChangeState, Waiting> = Step {
    id: "change.ask_customer",
    clause: "3.1.3",
    from: &[ChangeState::Draft],
    to: None,
    by: By::Owner,
    opens: &[CONFIRMS],
    closes: &[CONFIRMS, DISPUTED],
    rules: &[SPOKEN],
};

/// The proposal goes to him once more, on a new link.
pub const ASK_PROPOSED: Step<ChangeState, Waiting> = Step {
    id: "change.ask_proposal",
    clause: "4.3.4",
    from: &[ChangeState::CustomerConsent],
    opens: &[ANSWERS],
    closes: &[ANSWERS],
    rules: &[OPEN, PRESENT],
    ..ASK
};

const PRESENT: Rule<Waiting> = Rule {
    id: "change.present",
    clause: "4.3.4",
    weight: Weight::Must,
    verdict: |w| if w.moved { vec![Finding::fail(Say::new("change-refused-moved"))] } else { Vec::new() },
};

/// Asks him by leave of a step; what he disputed before is corrected with that.
pub fn ask(
    tx: &mut Tx,
    who: &Person,
    order: &Order,
    change: &mut Change,
    (stands, link): (&Standing, &NewLink),
) -> Outcome<()> {
    let proposed = change.state == ChangeState::CustomerConsent;
    let moved = proposed && !is_present(tx, order, change)?;
    let facts = Waiting { moved, ..super::remind::waiting(change, Asking::default()) };
    let step = if proposed { &ASK_PROPOSED } else { &ASK };
    let leave = step.admit(change.state, stands, &facts, &[])?;
    if leave.idle {
        return Ok(());
    }
    change.said.disputed = Mark::default();
    send(tx, who, order, change, link)?;
    request::advance(tx, who, order, change, &leave, json!({ "link": link.id }))
}

/// Makes the link of what it shows now, and mails it; those before it lead nowhere from now on.
pub fn send(tx: &mut Tx, who: &Person, order: &Order, change: &Change, link: &NewLink) -> Outcome<()> {
    let shown = Asked::of(tx, order, change)?.json()?;
    heard::make(tx, who.id, (order.id, change.id), &shown, link)?;
    let words = link::words(tx, order, change)?;
    notices::to_customer(tx, who, order, Notice::Change, &words).map(|_| ())
}

/// `POST /changes/{id}/links`
pub async fn create(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<Id>,
    body: Body<PressForm>,
) -> Result<Response, Failure> {
    let act = AskChangeAgain { change: id, link: NewLink::of_change(&app), form: body.value };
    match app.perform_once(ask.who()?, body.once, act).await {
        Ok(link) => {
            let done = json!({ "id": id, "link": app.config().change_address(link) });
            Ok(ask.see(&format!("/changes/{id}"), &done))
        }
        Err(trouble) => page::done(&app, &ask, id, body.raw, Err(trouble)).await,
    }
}

pub struct AskChangeAgain {
    pub change: Id,
    pub link: NewLink,
    pub form: PressForm,
}

impl Act for AskChangeAgain {
    type Done = Id;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Id> {
        let mut desk = request::desk(tx, who, self.change, &self.form.lock)?;
        ask(tx, who, &desk.order, &mut desk.change, (&desk.stands, &self.link))?;
        Ok(self.link.id)
    }
}

/// What stands on the change's page: the newest link and what was said on any.
pub struct Consents {
    /// `None`: none leads anywhere.
    link: Option<Link>,
    /// It shows what stands here.
    current: bool,
    pub said: Vec<Said>,
}

impl Consents {
    pub fn of(tx: &mut Tx, order: &Order, change: &Change) -> Outcome<Consents> {
        let now = tx.now();
        let link = heard::newest(tx, change.id)?.filter(|link| link.is_open(now));
        let current = match link.as_ref().filter(|_| waits(change)) {
            Some(link) => is_current(tx, order, change, link)?,
            None => true,
        };
        Ok(Consents { link, current, said: heard::answers(tx, change.id)? })
    }

    /// The customer's link while his word is waited for: where it leads, and the button that sends it anew.
    pub fn draw(&self, lang: Lang, change: &Change, once: Id) -> Markup {
        let spoken = change.state == ChangeState::Draft;
        let href = change.href();
        ui::card(
            lang.t("link-of-order"),
            ui::clause(if spoken { "3.1.3" } else { "4.3.4" }),
            html! {
                @if spoken && change.said.disputed.is_set() { p { (lang.t("heard-refused-disputed")) } }
                @if !self.current { p { (lang.t("link-not-shown")) } }
                @if let Some(link) = &self.link {
                    p { (ui::link_button(lang.t("link-of-order"), format!("{href}/links/{}", link.id)).icon("link")) }
                } @else { p { (lang.t("link-ended")) } }
                form method="post" action={ (href) "/links" } {
                    (ui::form_token(format!("{once}-links"))) (ui::hidden("lock", change.lock))
                    (ui::button(lang.t("change-link-anew")).small())
                }
            },
        )
    }
}

/// The button is for whoever may ask, while there is something to ask.
pub fn offered(change: &Change, stands: &Standing) -> bool {
    let (state, said) = (change.state, &change.said);
    (ASK.offered(state, stands) && said.oral && !said.confirmed.is_set())
        || (ASK_PROPOSED.offered(state, stands) && !said.answered.is_set())
}

/// `GET /changes/{id}/links/{link}`: the address and its code, to be copied or printed.
pub async fn show(State(app): State<App>, ask: Ask, Path((id, link)): Path<(Id, Id)>) -> Result<Response, Failure> {
    let (who, address) = (ask.who()?.clone(), app.config().change_address(link));
    let (change, until) = app
        .read(move |tx| {
            let (_, change) = known_change(tx, &who, id)?;
            let link = heard::newest(tx, id)?.filter(|newest| newest.id == link).ok_or(Trouble::Hidden)?;
            let until = moment(&people::zone(tx)?, link.ends_at);
            Ok((change, link.is_open(tx.now()).then_some(until)))
        })
        .await?;
    Ok(heard_desk::address_page(&ask, &address, until, (&change.number, &change.href())))
}
