//! One inspection: of what, what is looked at, its tranches with what was found, and the forms of those who may judge;
//! and the cards that tell of inspections on the pages of an order, a work order and a purchase.

use axum::extract::{Path, State};
use axum::response::Response;
use jiff::tz::TimeZone;
use maud::{Markup, html};
use platform::act::{Act, App, Outcome};
use platform::history::{self, Written};
use platform::i18n::Lang;
use platform::quantity::Quantity;
use platform::step::Standing;
use platform::web::ui::{self, Choice, Moment, Tone, column};
use platform::web::{Ask, Body, Failure};
use platform::{Id, Trouble, Tx};

use super::plan::Sample;
use super::queue_page::{goods, state_mark};
use super::settle::{self, Fate};
use super::steps::{CONCEDE, FAIL, PASS, REWORK, TrancheState};
use super::store::{self, Inspection, Tranche};
use super::{paper, subject};
use crate::masters::{self, Product};
use crate::people::{self, Again};
use crate::shell::{self, Page, step_key};

const HISTORY: i64 = 50;

pub struct Seen {
    pub one: Inspection,
    pub tranches: Vec<Tranche>,
    pub product: Option<Product>,
    /// What may become of what failed.
    pub fates: Vec<Fate>,
    /// What cannot be put right goes back to a supplier.
    pub bought: bool,
    pub stands: Standing,
    pub history: Vec<Written>,
    pub zone: TimeZone,
    pub once: Id,
}

/// `GET /inspections/{id}`
pub async fn page(State(app): State<App>, ask: Ask, Path(id): Path<Id>) -> Result<Response, Failure> {
    again(&app, &ask, id, Again::blank()).await
}

/// The page once more, after a "no".
pub async fn again(app: &App, ask: &Ask, id: Id, again: Again) -> Result<Response, Failure> {
    let who = ask.who()?.clone();
    let seen = app
        .read(move |tx| {
            let one = store::fetch(tx, id)?;
            let product = match one.product {
                Some(id) => masters::product(tx, id)?,
                None => None,
            };
            Ok::<_, Trouble>(Seen {
                tranches: store::tranches(tx, id)?,
                fates: settle::fates(tx, &one, Quantity::from_millionths(1))?,
                bought: settle::is_bought(tx, &one)?,
                stands: subject::standing(tx, &who)?,
                history: history::page(tx, id, i64::MAX, HISTORY)?,
                zone: people::zone(tx)?,
                once: tx.new_id(),
                product,
                one,
            })
        })
        .await?;
    let machine = serde_json::json!({ "inspection": seen.one, "tranches": seen.tranches, "fates": seen.fates });
    Ok(ask.show(&machine, || drawn(ask, &seen, &again)))
}

/// The answer to a press on a tranche: the inspection as it is now, its report filed where nothing waits any more.
pub async fn pressed<F, A>(
    app: &App,
    ask: &Ask,
    id: Id,
    body: Body<F>,
    act: impl FnOnce(F) -> A,
) -> Result<Response, Failure>
where
    A: Act<Done = i64>,
{
    match app.perform_once(ask.who()?, body.once, act(body.value)).await {
        Ok(no) => {
            paper::file_one(app, id).await?;
            Ok(ask.see(&format!("/inspections/{id}"), &serde_json::json!({ "id": id, "tranche": no })))
        }
        Err(trouble) => self::again(app, ask, id, Again::after(ask, body.raw, trouble)?).await,
    }
}

fn drawn(ask: &Ask, seen: &Seen, again: &Again) -> Response {
    let one = &seen.one;
    let actions = html! {
        (ui::link_button(ask.t("inspection-report"), format!("{}/report.pdf", one.href())).plain().icon("printer"))
    };
    let main = html! {
        (ui::card(ask.t("inspection-what"), ui::clause("5.1.1"), facts(ask, seen)))
        (ui::card(ask.t("inspection-tranches"), ui::clause("5.1.1"), tranches(ask, seen)))
        (ui::card(ask.t("masters-story"), html! {}, story(ask, seen)))
    };
    let body = html! {
        (ui::page_header(&one.number, ask.t(&kind_key(one)), actions))
        (again.head(ask))
        (ui::main_aside(main, forms(ask, seen, again)))
    };
    let page = Page::new(one.number.clone(), "inspections", body).crumb(ask.t("nav-inspections"), "/inspections");
    shell::page(ask, page.status(again.status))
}

pub fn kind_key(one: &Inspection) -> String {
    format!("inspection-kind-{}", one.kind.code().replace('_', "-"))
}

fn facts(ask: &Ask, seen: &Seen) -> Markup {
    let one = &seen.one;
    let unit = seen.product.as_ref().map_or("", |p| p.unit.as_str());
    let source = match (one.purchase, one.work, one.order) {
        (Some(id), ..) => Some(format!("/purchases/{id}")),
        (_, Some(id), _) => Some(format!("/production/{id}")),
        (_, _, Some(id)) => Some(format!("/orders/{id}")),
        _ => None,
    };
    let source = html! { @match &source { Some(href) => a href=(href) { (one.source) }, None => (one.source) } };
    let mut facts = vec![
        (ask.t("inspection-goods"), goods(ask.lang, seen.product.as_ref())),
        (ask.t("inspection-source"), source),
        (ask.t("inspection-quantity"), html! { (one.quantity.page()) " " (unit) }),
        (ask.t("inspection-sample"), html! { (sample_words(ask.lang, one.sample, &one.sample_size.page())) }),
        (ask.t("inspection-opened"), html! { (people::shown(one.opened_at, &seen.zone)) }),
    ];
    if let Some(at) = one.closed_at {
        facts.push((ask.t("inspection-closed"), html! { (people::shown(at, &seen.zone)) }));
    }
    ui::facts(facts)
}

pub fn sample_words(lang: Lang, sample: Sample, size: &str) -> String {
    lang.ta(&format!("inspection-sample-{sample}"), &[("n", size.to_string())])
}

fn tranches(ask: &Ask, seen: &Seen) -> Markup {
    html! {
        @for t in &seen.tranches {
            section.tranche {
                p {
                    strong { (ask.ta("inspection-tranche", &[("n", t.no.to_string())])) } " · " (t.quantity.page()) " "
                    (state_mark(ask.lang, t.state))
                    @if !t.ground.is_empty() { br; (t.ground) }
                    @if let Some(at) = t.judged_at { br; small { (ask.t("inspection-judged")) " " (people::shown(at, &seen.zone)) " · " (t.judged_name) } }
                    @if let Some(at) = t.settled_at { br; small { (ask.t("inspection-settled")) " " (people::shown(at, &seen.zone)) " · " (t.settled_name) } }
                }
                @if !t.results.is_empty() { (results(ask, &seen.one, t)) }
            }
        }
    }
}

fn results(ask: &Ask, one: &Inspection, t: &Tranche) -> Markup {
    let heads = ["point", "wants", "found"].map(|key| column(ask.t(&format!("inspection-{key}"))));
    let rows = one.points.iter().zip(&t.results).map(|(point, found)| {
        let (tone, key) = if found.good { (Tone::Good, "inspection-good") } else { (Tone::Bad, "inspection-bad") };
        ui::Row::new([
            html! { (point.called(ask.lang)) },
            html! { (point.wants(ask.lang)) },
            html! { @if !found.value.is_empty() { (found.value) " " } (ui::status(tone, ask.t(key))) },
        ])
    });
    html! { (ui::Table::new(ask.t("inspection-results"), heads).dense(true).rows(rows)) }
}

fn form(ask: &Ask, seen: &Seen, path: &str, title: &str, id: &str, inside: Markup) -> Markup {
    ui::card(
        ask.t(title),
        ui::clause("5.1.1"),
        html! {
            form method="post" action={ (seen.one.href()) "/" (path) } data-guard {
                (ui::form_token(format!("{}-{id}", seen.once))) (ui::hidden("lock", seen.one.lock))
                (inside)
            }
        },
    )
}

/// What may be done next, each with its form.
fn forms(ask: &Ask, seen: &Seen, again: &Again) -> Markup {
    let of = |state: TrancheState| seen.tranches.iter().filter(move |t| t.state == state);
    let judges = PASS.offered(TrancheState::Pending, &seen.stands);
    let concedes = CONCEDE.offered(TrancheState::Pending, &seen.stands);
    let settles = REWORK.offered(TrancheState::Failed, &seen.stands);
    // What was typed into one form stands in none of the others.
    let blank = Again::blank();
    let typed = |t: &Tranche, form: &str| {
        let verdict = again.value("verdict");
        let sent = match verdict.as_str() {
            "" => "settle",
            "concession" => "concede",
            _ => "judge",
        };
        if sent == form && again.value("tranche") == t.no.to_string() { again } else { &blank }
    };
    html! {
        @for t in of(TrancheState::Pending).filter(|_| judges) { (judge_form(ask, seen, t, typed(t, "judge"))) }
        @for t in of(TrancheState::Failed).filter(|_| settles) { (settle_form(ask, seen, t, typed(t, "settle"))) }
        @for t in of(TrancheState::Pending).chain(of(TrancheState::Failed)).filter(|_| concedes) {
            (concede_form(ask, seen, t, typed(t, "concede")))
        }
    }
}

fn tranche_of(ask: &Ask, t: &Tranche) -> Markup {
    html! {
        (ui::hidden("tranche", t.no))
        p { (ask.ta("inspection-tranche", &[("n", t.no.to_string())])) " · " (t.quantity.page()) }
    }
}

fn quantity_field(ask: &Ask, t: &Tranche, form: &str, again: &Again) -> Markup {
    html! {
        (ui::number("quantity", ask.t("inspection-quantity")).id(format!("{form}-quantity-{}", t.no))
            .value(again.or("quantity", t.quantity)).required()
            .error(again.error("quantity")))
    }
}

fn judge_form(ask: &Ask, seen: &Seen, t: &Tranche, again: &Again) -> Markup {
    let inside = html! {
        (tranche_of(ask, t))
        (quantity_field(ask, t, "judge", again))
        (ui::number("looked", ask.t("inspection-looked")).id(format!("looked-{}", t.no)).error(again.error("looked"))
            .value(again.or("looked", seen.one.sample_of(t.quantity))))
        @for (at, point) in seen.one.points.iter().enumerate() {
            @let label = format!("{} {}", point.called(ask.lang), point.wants(ask.lang));
            @let name = format!("results[{at}][value]");
            fieldset {
                legend.form-label { (label) }
                @if point.is_measured() {
                    (ui::number(&name, ask.t("inspection-measured")).id(format!("value-{}-{at}", t.no))
                        .value(again.row("results", at, "value").unwrap_or_default()).error(again.error(&name)))
                } @else {
                    (ui::checkbox(&format!("results[{at}][good]"), ask.t("inspection-good"), "yes",
                        again.row("results", at, "good").as_deref() == Some("yes")).id(format!("good-{}-{at}", t.no)))
                    (ui::text(&name, ask.t("inspection-found")).id(format!("value-{}-{at}", t.no))
                        .value(again.row("results", at, "value").unwrap_or_default()).error(again.error(&name)))
                }
            }
        }
        (ui::text("ground", ask.t("inspection-ground")).id(format!("judge-ground-{}", t.no)).value(again.value("ground"))
            .error(again.error("ground")))
        div.form-foot {
            (ui::primary(ask.t(&step_key(PASS.id))).attr("name", "verdict").attr("value", "pass"))
            (ui::danger(ask.t(&step_key(FAIL.id))).attr("name", "verdict").attr("value", "fail"))
        }
    };
    form(ask, seen, "verdict", "inspection-judge", &format!("judge-{}", t.no), inside)
}

fn concede_form(ask: &Ask, seen: &Seen, t: &Tranche, again: &Again) -> Markup {
    let inside = html! {
        (tranche_of(ask, t))
        (ui::hidden("verdict", "concession"))
        (quantity_field(ask, t, "concede", again))
        (ui::text("ground", ask.t("inspection-ground")).id(format!("concede-ground-{}", t.no)).value(again.value("ground"))
            .required().error(again.error("ground")))
        div.form-foot { (ui::button(ask.t(&step_key(CONCEDE.id)))) }
    };
    form(ask, seen, "verdict", &step_key(CONCEDE.id), &format!("concede-{}", t.no), inside)
}

fn settle_form(ask: &Ask, seen: &Seen, t: &Tranche, again: &Again) -> Markup {
    let bought = seen.bought;
    let word = |fate: Fate| match fate {
        Fate::Return if !bought => ask.t("inspection-fate-production"),
        Fate::Scrap if bought => ask.t("inspection-fate-bought-anew"),
        fate => ask.t(&format!("step-inspection-{fate}")),
    };
    let fates = seen.fates.iter().map(|fate| Choice::new(fate.code(), word(*fate)));
    let outcomes = ["replace", "credit"].map(|code| Choice::new(code, ask.t(&format!("return-outcome-{code}"))));
    let inside = html! {
        (tranche_of(ask, t))
        (ui::select("fate", ask.t("inspection-fate"), fates.collect::<Vec<_>>()).id(format!("fate-{}", t.no)).required()
            .value(again.value("fate")).error(again.error("fate")))
        @if bought {
            (ui::select("outcome", ask.t("return-outcome"), outcomes).id(format!("outcome-{}", t.no))
                .value(again.value("outcome")).error(again.error("outcome")))
        }
        (quantity_field(ask, t, "settle", again))
        div.form-foot { (ui::button(ask.t("inspection-settle"))) }
    };
    form(ask, seen, "disposition", "inspection-settle", &format!("settle-{}", t.no), inside)
}

fn story(ask: &Ask, seen: &Seen) -> Markup {
    let moments: Vec<Moment> = seen
        .history
        .iter()
        .map(|entry| Moment {
            at: entry.at.to_string(),
            at_shown: people::shown(entry.at, &seen.zone),
            who: entry.who_name.clone(),
            what: html! { (ask.t(&step_key(&entry.step))) },
            tone: Tone::Quiet,
            clause: Some(entry.clause.clone()),
            more: None,
        })
        .collect();
    ui::timeline(&moments)
}

/// 2.2.2c: which inspections an order's lines had and how they ended; nothing where there was none.
pub fn of_order_card(tx: &mut Tx, order: Id, lang: Lang) -> Outcome<Markup> {
    let all = store::of_order(tx, order)?;
    card(tx, &all, lang)
}

pub fn of_work_card(tx: &mut Tx, work: Id, lang: Lang) -> Outcome<Markup> {
    let all = store::of_work(tx, work)?;
    card(tx, &all, lang)
}

pub fn of_purchase_card(tx: &mut Tx, purchase: Id, lang: Lang) -> Outcome<Markup> {
    let all = store::of_purchase(tx, purchase)?;
    card(tx, &all, lang)
}

fn card(tx: &mut Tx, all: &[Inspection], lang: Lang) -> Outcome<Markup> {
    if all.is_empty() {
        return Ok(html! {});
    }
    let ids: Vec<Id> = all.iter().map(|one| one.id).collect();
    let tranches = store::tranches_of(tx, &ids)?;
    let heads = ["number", "kind", "source", "verdict"].map(|key| column(lang.t(&format!("inspection-{key}"))));
    let rows = all.iter().map(|one| {
        let own = tranches.iter().filter(|t| t.inspection == one.id);
        ui::Row::new([
            html! { a href=(one.href()) { (one.number) } },
            html! { (lang.t(&kind_key(one))) },
            html! { (one.source) },
            html! { @for t in own { div { (t.quantity.page()) " " (state_mark(lang, t.state)) } } },
        ])
    });
    let table = html! { (ui::Table::new(lang.t("nav-inspections"), heads).rows(rows)) };
    Ok(ui::card(lang.t("nav-inspections"), ui::clause("5.1.1"), table))
}
