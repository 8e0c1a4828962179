//! The specialist's side of the link: copy it, print it, revoke it, make a new one (3.1.3); and what the customer said
//! and was shown, beside what stands now.

use axum::extract::{Path, State};
use axum::response::Response;
use maud::{Markup, PreEscaped, html};
use papers::pdf::qr_svg;
use platform::act::{Act, App, Outcome};
use platform::history::{self, Entry};
use platform::i18n::Lang;
use platform::step::{By, Rule, Step, Weight};
use platform::web::ui::{self, Tone};
use platform::web::{Ask, Body, Failure};
use platform::who::Person;
use platform::{Fault, Id, Trouble, Tx};
use serde_json::{Value, json};

use super::page::drawing;
use super::{END_ONE, Link, LinkState, NewLink, Said, answers, failing, make, of_order};
use crate::intake::intray::clock;
use crate::order::{self, Confirmation, Order};
use crate::shell::{self, Page};
use crate::{people, review};

/// What the steps on a link rest on.
pub struct Facts {
    sent: bool,
    same: bool,
}

impl Facts {
    fn of(order: &Order) -> Facts {
        let same = order.shown_digest.as_ref() == Some(&order.content_digest);
        Facts { sent: matches!(order.confirmation, Confirmation::Sent | Confirmation::Confirmed), same }
    }
}

pub const RENEW: Step<LinkState, Facts> = Step {
    id: "link.renew",
    clause: "3.1.3",
    from: &[LinkState::Open, LinkState::Ended],
    to: Some(LinkState::Open),
    by: By::Owner,
    opens: &[],
    closes: &[],
    rules: &[Rule {
        id: "link.shown",
        clause: "3.1.3",
        weight: Weight::Must,
        verdict: |facts| failing(facts.sent && facts.same, "link-not-shown"),
    }],
};

pub const END: Step<LinkState, Facts> = Step {
    id: "link.end",
    clause: "3.1.3",
    from: &[LinkState::Open],
    to: Some(LinkState::Ended),
    by: By::Owner,
    opens: &[],
    closes: &[],
    rules: &[],
};

/// `POST /orders/{id}/links`: a new secret; those before it lead nowhere from now on.
pub async fn renew(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<Id>,
    body: Body<Value>,
) -> Result<Response, Failure> {
    let link = app.perform_once(ask.who()?, body.once, Renew { order: id, link: NewLink::made(&app) }).await?;
    let done = json!({ "id": link, "link": app.config().link_address(link) });
    Ok(ask.see(&format!("/orders/{id}/links/{link}"), &done))
}

pub struct Renew {
    pub order: Id,
    pub link: NewLink,
}

impl Act for Renew {
    type Done = Id;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Id> {
        let order = order::fetch_seen(tx, who, self.order, None)?;
        let stands = order::standing(tx, who, &order)?;
        let leave = RENEW.admit(LinkState::Ended, &stands, &Facts::of(&order), &[])?;
        if !leave.idle {
            make(tx, who, &order, &self.link)?;
            note(tx, who, &order, leave.step, self.link.id)?;
        }
        Ok(self.link.id)
    }
}

/// `POST /orders/{id}/links/{link}/end`
pub async fn end(
    State(app): State<App>,
    ask: Ask,
    Path((id, link)): Path<(Id, Id)>,
    body: Body<Value>,
) -> Result<Response, Failure> {
    app.perform_once(ask.who()?, body.once, End { order: id, link }).await?;
    Ok(ask.see(&format!("/orders/{id}?tab=review#confirmation"), &json!({ "id": link })))
}

pub struct End {
    pub order: Id,
    pub link: Id,
}

impl Act for End {
    type Done = Id;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Id> {
        let order = order::fetch_seen(tx, who, self.order, None)?;
        let link = one(tx, order.id, self.link)?;
        let stands = order::standing(tx, who, &order)?;
        let leave = END.admit(link.state(tx.now()), &stands, &Facts::of(&order), &[])?;
        if leave.idle {
            return Ok(link.id);
        }
        let now = tx.now();
        if tx.execute(&END_ONE, &[&now, &Some(who.id), &link.id])? == 0 {
            return Err(Trouble::stale(order.id));
        }
        note(tx, who, &order, leave.step, link.id)?;
        Ok(link.id)
    }
}

fn note(tx: &mut Tx, who: &Person, order: &Order, step: &str, link: Id) -> Outcome<()> {
    let rows = order::rows_digest(order)?;
    let body = json!({ "link": link });
    Ok(history::append(tx, who, &Entry { chain: order.id, step, clause: "3.1.3", body, rows })?)
}

fn one(tx: &mut Tx, order: Id, id: Id) -> Outcome<Link> {
    of_order(tx, order)?.into_iter().find(|link| link.id == id).ok_or(Trouble::Hidden)
}

/// `GET /orders/{id}/links/{link}`: the address and its code, to be copied or printed.
pub async fn page(State(app): State<App>, ask: Ask, Path((id, link)): Path<(Id, Id)>) -> Result<Response, Failure> {
    let (who, address) = (ask.who()?.clone(), app.config().link_address(link));
    let (order, link, until) = app
        .read(move |tx| {
            let order = order::fetch(tx, &who, id)?;
            let link = one(tx, id, link)?;
            let until = clock(link.ends_at, &people::zone(tx)?);
            let open = link.state(tx.now()) == LinkState::Open;
            Ok((order, open, until))
        })
        .await?;
    let title = ask.t("link-of-order");
    let body = html! {
        (ui::page_header(&title, &order.number, html! {}))
        @if link {
            (ui::card("", html! {}, html! {
                (ui::text("address", ask.t("link-address")).value(&address).readonly(true).hint(Some(ask.ta("link-until", &[("until", until)]))))
                div.link-code { (PreEscaped(qr_svg(&address))) }
                p { a href=(address) { (ask.t("link-open-it")) } }
            }))
        } @else { (ui::alert(Tone::Warn, ask.t("link-ended"), html! {})) }
    };
    let page = Page::new(title, "orders", body).crumb(order.number, format!("/orders/{id}?tab=review"));
    Ok(shell::page(&ask, page))
}

/// On the order's page, in the card of 3.1.3.
pub fn controls(tx: &mut Tx, who: &Person, order: &Order, lang: Lang) -> Outcome<Markup> {
    let (zone, now, token) = (people::zone(tx)?, tx.now(), tx.new_id());
    let stands = order::standing(tx, who, order)?;
    let links = of_order(tx, order.id)?;
    let said = answers(tx, order.id)?;
    let open = links.iter().find(|link| link.state(now) == LinkState::Open);
    let renews = RENEW.by.allows(&stands) && RENEW.findings(&Facts::of(order)).is_empty();
    let changed = match links.first() {
        Some(link) if link.digest != order.content_digest => {
            let shown: Value = serde_json::from_str(&link.shown).map_err(|e| Fault::other("link", e))?;
            Some(review::beside(lang, &shown, &order::shown_json(order)))
        }
        _ => None,
    };
    let place = format!("/orders/{}/links", order.id);
    Ok(html! {
        @if let Some(changed) = changed {
            h3 { (lang.t("link-shown-and-now")) }
            (changed)
        }
        @for answer in &said {
            @let args = [("name", answer.name.clone()), ("at", clock(answer.at, &zone))];
            @let tone = if answer.kind == Said::Disputed { Tone::Warn } else { Tone::Good };
            p { (ui::status(tone, lang.ta(&format!("link-said-{}", answer.kind), &args))) " · " (answer.address) }
            @if !answer.text.is_empty() { p { q { (answer.text) } } }
            @if !answer.drawn.is_empty() { (drawing(&answer.drawn, &lang.t("link-drawn"))) }
            p.muted { (answer.agent) " · " code.link-digest { (history::hex(&answer.digest)) } }
        }
        @if let Some(link) = open {
            p {
                (ui::link_button(lang.t("link-of-order"), format!("{place}/{}", link.id)).icon("link"))
            }
            @if END.offered(LinkState::Open, &stands) {
                form method="post" action={ (place) "/" (link.id) "/end" } {
                    (ui::form_token(format!("{token}-e"))) (ui::button(lang.t("step-link-end")).small())
                }
            }
        }
        @if renews {
            form method="post" action=(place) {
                (ui::form_token(format!("{token}-r"))) (ui::button(lang.t("step-link-renew")).small())
            }
        }
    })
}
