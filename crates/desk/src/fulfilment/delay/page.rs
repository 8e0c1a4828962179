//! One delay case: what slipped, the drafted message, what was agreed, and every move of the line's days.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use jiff::tz::TimeZone;
use maud::{Markup, html};
use platform::act::App;
use platform::i18n::Lang;
use platform::step::Standing;
use platform::trouble::{Fields, Say};
use platform::web::ui::{self, Choice, Tone, column};
use platform::web::{Ask, Failure};
use platform::{Id, Trouble};
use serde::Deserialize;

use super::case::{self, AGREE, AGREE_CHANGE, Delay, DelayState, Remedy, TELL};
use super::draft::draft;
use super::list::state_mark;
use crate::fulfilment::expect::{self, Move, Moved};
use crate::masters;
use crate::order::{self, Order};
use crate::people::{self, Again};
use crate::shell::{self, Page};

struct Seen {
    delay: Delay,
    order: Order,
    moves: Vec<Move>,
    stands: Standing,
    draft: String,
    /// What the draft proposes.
    proposed: Remedy,
    zone: TimeZone,
    once: Id,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// The remedy for which a message is drafted.
    remedy: String,
}

/// `GET /delays/{id}?remedy=`
pub async fn page(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<Id>,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let seen = look(&app, &ask, id, Remedy::from_code(&asked.remedy)).await?;
    let machine = serde_json::json!({ "delay": seen.delay, "moves": seen.moves });
    Ok(ask.show(&machine, || drawn(&ask, &seen, &Again::blank())))
}

/// The page once more, after a "no".
pub async fn again(app: &App, ask: &Ask, id: Id, again: Again) -> Result<Response, Failure> {
    let seen = look(app, ask, id, Remedy::from_code(&again.value("remedy"))).await?;
    Ok(drawn(ask, &seen, &again))
}

/// A known remedy's code.
pub fn remedy(fields: &mut Fields, typed: &str) -> String {
    match Remedy::from_code(typed) {
        Some(remedy) => remedy.code().to_string(),
        None => {
            fields.add("remedy", Say::new("delay-remedy-missing"));
            String::new()
        }
    }
}

async fn look(app: &App, ask: &Ask, id: Id, chosen: Option<Remedy>) -> Result<Seen, Failure> {
    let who = ask.who()?.clone();
    let once = app.0.ids.new_id(app.0.clock.now());
    let seen = app
        .read(move |tx| {
            let delay = case::fetch(tx, id)?;
            let order = order::fetch(tx, &who, delay.order)?;
            let lang = masters::customer(tx, order.customer)?.map_or(Lang::Hant, |customer| customer.lang);
            let proposed = chosen.or_else(|| Remedy::from_code(&delay.remedy)).unwrap_or(Remedy::NewDate);
            Ok::<_, Trouble>(Seen {
                moves: expect::moves(tx, delay.line)?,
                stands: order::standing(tx, &who, &order)?,
                draft: draft(lang, &order, &delay, proposed),
                proposed,
                zone: people::zone(tx)?,
                once,
                order,
                delay,
            })
        })
        .await?;
    Ok(seen)
}

fn drawn(ask: &Ask, seen: &Seen, again: &Again) -> Response {
    let (d, order) = (&seen.delay, &seen.order);
    let line = order.lines.iter().find(|line| line.id == d.line);
    let no = line.map_or(0, |line| line.no);
    let title = ask.ta("delay-of", &[("number", order.number.clone()), ("no", no.to_string())]);
    let days = d.forecast_on.days_since(d.promised_on);
    let facts = [
        (ask.t("delay-order"), html! { a href={ "/orders/" (order.id) } { (order.number) } " · " (no) }),
        (
            ask.t("delay-goods"),
            html! { @if let Some(line) = line { (line.sku) " " (line.name) " · " (line.quantity.page()) " " (line.unit) } },
        ),
        (ask.t("delay-promised"), html! { (d.promised_on) }),
        (
            ask.t("delay-forecast"),
            html! {
                @if days > 0 { (ui::status(Tone::Bad, html! { (d.forecast_on) " · " (ask.ta("delay-days", &[("n", days.to_string())])) })) }
                @else { (ui::status(Tone::Good, html! { (d.forecast_on) " · " (ask.t("delay-in-time-again")) })) }
            },
        ),
        (ask.t("delay-cause"), html! { (ask.t(&format!("delay-kind-{}", d.kind))) ": " (d.cause) }),
        (ask.t("delay-state"), state_mark(ask, d.state)),
    ];
    let body = html! {
        (ui::page_header(&title, ask.t("delay-lead"), html! {}))
        (again.head(ask))
        (ui::card(ask.t("delay-what"), ui::clause("4.1.4"), ui::facts(facts)))
        @if TELL.offered(d.state, &seen.stands) { (ui::card(ask.t("step-delay-tell"), ui::clause("4.1.4"), tell_form(ask, seen, again))) }
        @if AGREE.offered(d.state, &seen.stands) { (ui::card(ask.t("step-delay-agree"), ui::clause("4.1.4"), answer_form(ask, seen, again))) }
        @if !d.message.is_empty() { (ui::card(ask.t("delay-message"), html! {}, said(ask, seen))) }
        @if matches!(d.state, DelayState::Owed | DelayState::Agreed) && d.remedy != Remedy::NewDate.code() { (the_change(ask, seen)) }
        (ui::card(ask.t("delay-moves"), ui::clause("4.1.4"), ledger(ask, seen)))
    };
    let page = Page::new(title, "delays", body).crumb(ask.t("nav-delays"), "/delays");
    shell::page(ask, page.status(again.status))
}

/// What was agreed changes the order: the way to that change, or the change itself.
fn the_change(ask: &Ask, seen: &Seen) -> Markup {
    let (d, order) = (&seen.delay, &seen.order);
    let (text, way) = match d.carried_by {
        None => (
            "delay-remedy-change-text",
            ("delay-remedy-change-do", format!("/orders/{}/changes/new?delay={}", order.id, d.id)),
        ),
        Some(change) => ("delay-remedy-under-way", ("delay-remedy-change-see", format!("/changes/{change}"))),
    };
    let may = d.carried_by.is_some() || AGREE_CHANGE.by.allows(&seen.stands);
    let tone = if d.state == DelayState::Owed { Tone::Active } else { Tone::Quiet };
    ui::alert(
        tone,
        ask.t("delay-remedy-change"),
        html! {
            p { (ask.t(text)) }
            @if may { p { (ui::link_button(ask.t(way.0), way.1).small()) } }
        },
    )
}

fn tell_form(ask: &Ask, seen: &Seen, again: &Again) -> Markup {
    let d = &seen.delay;
    let message = if again.value("message").is_empty() { seen.draft.clone() } else { again.value("message") };
    html! {
        form method="post" action={ "/delays/" (d.id) "/message" } {
            (ui::form_token(seen.once)) (ui::hidden("lock", d.lock))
            // Another choice brings its own draft.
            div hx-get={ "/delays/" (d.id) } hx-trigger="change" hx-include="this" hx-select="#delay-draft" hx-target="#delay-draft" hx-swap="outerHTML" {
                (ui::radios("remedy", ask.t("delay-remedy"), remedies(ask)).value(seen.proposed.code()).required().error(again.error("remedy")))
            }
            div id="delay-draft" {
                (ui::textarea("message", ask.t("delay-message")).value(message).rows(7).required().error(again.error("message"))
                    .hint(Some(ask.t("delay-message-hint"))))
            }
            noscript { p {
                (ask.t("delay-draft-for"))
                @for remedy in Remedy::ALL { " " a href={ "/delays/" (d.id) "?remedy=" (remedy) } { (remedy_words(ask, *remedy)) } }
            } }
            div.form-foot { (ui::primary(ask.t("step-delay-tell"))) }
        }
    }
}

fn answer_form(ask: &Ask, seen: &Seen, again: &Again) -> Markup {
    let d = &seen.delay;
    let contact = seen.order.head.contact.name.clone();
    let contact = if again.value("contact").is_empty() { contact } else { again.value("contact") };
    let day = if again.value("day").is_empty() { d.forecast_on.to_string() } else { again.value("day") };
    html! {
        form method="post" action={ "/delays/" (d.id) "/answer" } {
            (ui::form_token(seen.once)) (ui::hidden("lock", d.lock))
            (ui::radios("remedy", ask.t("delay-remedy"), remedies(ask)).value(chosen(again, d)).required().error(again.error("remedy")))
            div.fields {
                (ui::date("day", ask.t("delay-agreed-on")).value(day).error(again.error("day")))
                (ui::text("contact", ask.t("delay-contact")).value(contact).required().error(again.error("contact")))
            }
            (ui::textarea("answer", ask.t("delay-answer")).value(again.value("answer")).rows(3).required().error(again.error("answer")))
            div.form-foot {
                (ui::primary(ask.t("step-delay-agree")).sends("agrees", "yes"))
                (ui::button(ask.t("step-delay-refused")).sends("agrees", "no"))
            }
        }
    }
}

fn chosen(again: &Again, d: &Delay) -> String {
    let typed = again.value("remedy");
    let known = if typed.is_empty() { d.remedy.clone() } else { typed };
    if known.is_empty() { Remedy::NewDate.code().to_string() } else { known }
}

fn remedies(ask: &Ask) -> Vec<Choice> {
    Remedy::ALL.iter().map(|remedy| Choice::new(remedy.code(), remedy_words(ask, *remedy))).collect()
}

fn remedy_words(ask: &Ask, remedy: Remedy) -> String {
    ask.t(&format!("delay-remedy-{}", remedy.code().replace('_', "-")))
}

fn said(ask: &Ask, seen: &Seen) -> Markup {
    let d = &seen.delay;
    html! {
        p.pre { (d.message) }
        @if let Some(at) = d.told_at { p { small { (people::shown(at, &seen.zone)) } } }
        @if !d.answer.is_empty() {
            p { strong { (d.contact) } ": " (d.answer) }
            @if let Some(day) = d.agreed_on { p { (ask.t("delay-agreed-on")) ": " strong { (day) } } }
        }
    }
}

fn ledger(ask: &Ask, seen: &Seen) -> Markup {
    let heads = ["at", "what", "before", "after", "cause", "by", "message", "answer"]
        .map(|key| column(ask.t(&format!("delay-move-{key}"))));
    let day = |day: Option<platform::day::Day>| html! { @if let Some(day) = day { (day) } @else { "–" } };
    let rows = seen.moves.iter().map(|m| {
        let tone = if m.what == Moved::Promise { Tone::Good } else { Tone::Quiet };
        ui::Row::new([
            html! { (people::shown(m.at, &seen.zone)) },
            ui::status(tone, ask.t(&format!("delay-moved-{}", m.what))),
            day(m.before_on),
            day(m.after_on),
            html! { (ask.t(&m.kind_key())) br; small { (m.cause) } },
            html! { (m.owner) },
            html! { (m.message) },
            html! { (m.answer) },
        ])
    });
    let empty = ui::empty_state(ask.t("delay-moves-none"), ask.t("delay-moves-none-text"), html! {});
    html! { (ui::Table::new(ask.t("delay-moves"), heads).rows(rows).empty(empty)) }
}
