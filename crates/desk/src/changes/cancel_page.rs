//! One cancellation: what leaves the order, who has stopped with what, what it costs and who bears it; and the forms of
//! those who may act now.

use axum::extract::{Path, State};
use axum::response::Response;
use maud::{Markup, html};
use platform::Id;
use platform::act::{App, Outcome};
use platform::i18n::Lang;
use platform::step::Standing;
use platform::web::ui::{self, Choice, Row, Table, Tone, column};
use platform::web::{Ask, Failure};
use platform::who::{Person, Role};
use serde_json::{Value, json};

use super::cancel;
use super::cancellation::{self, CancelState, Cancellation, Cost, Disposal, Stop};
use super::heard_desk::{self, Heard};
use super::heard_letter::About;
use super::posting::{self, Posting};
use super::propose::money;
use super::whereabouts::{self, Roots, Whereabouts};
use super::{cancel_make, cancel_paper, disagree, form, settle, shown, stopping, withdraw_cost};
use crate::ledger::duty_shown::moment;
use crate::masters::{self, sees};
use crate::order::{self, Order};
use crate::people::{self, Again};
use crate::shell::{self, Page};

pub struct Seen {
    pub who: Person,
    pub order: Order,
    pub one: Cancellation,
    stands: Standing,
    pub stops: Vec<Stop>,
    /// Those without sale money see what they said themselves.
    pub costs: Vec<Cost>,
    postings: Vec<Posting>,
    sources: Vec<Choice>,
    pub heard: Heard,
    here: Whereabouts,
    pub zone: jiff::tz::TimeZone,
    once: Id,
}

pub async fn done(app: &App, ask: &Ask, id: Id, raw: Value, done: Outcome<Id>) -> Result<Response, Failure> {
    match done {
        Ok(id) => Ok(ask.see(&format!("/cancellations/{id}"), &json!({ "id": id }))),
        Err(trouble) => {
            let again = Again::after(ask, raw, trouble)?;
            let seen = look(app, ask, id).await?;
            Ok(drawn(ask, &seen, &again))
        }
    }
}

/// `GET /cancellations/{id}`
pub async fn page(State(app): State<App>, ask: Ask, Path(id): Path<Id>) -> Result<Response, Failure> {
    let seen = look(&app, &ask, id).await?;
    let money = sees::sale_money(seen.who.roles);
    let told = json!({
        "cancellation": seen.one, "stops": seen.stops,
        "costs": if money || !seen.costs.is_empty() { json!(seen.costs) } else { Value::Null },
        "postings": if money { json!(seen.postings) } else { Value::Null },
        "owner": seen.here.owner,
        "waits": seen.here.waits,
        "reminders": seen.heard.reminders,
        "answers": if sees::contact(seen.who.roles) { json!(seen.heard.said) } else { Value::Null },
    });
    Ok(ask.show(&told, || drawn(&ask, &seen, &Again::blank())))
}

/// `GET /cancellations/{id}/form.pdf`
pub async fn pdf(State(app): State<App>, ask: Ask, Path(id): Path<Id>) -> Result<Response, Failure> {
    let seen = look(&app, &ask, id).await?;
    let company = app.read(masters::company).await?.name;
    let content = cancel_paper::draw(ask.lang, &company, &seen).map_err(platform::Trouble::from)?;
    Ok(order::file_answer(&format!("{}.pdf", seen.one.number), "application/pdf", content))
}

async fn look(app: &App, ask: &Ask, id: Id) -> Result<Seen, Failure> {
    let who = ask.who()?.clone();
    let seen = app.read(move |tx| {
        let one = cancellation::fetch(tx, id)?;
        let mut costs = cancellation::costs(tx, id)?;
        costs.retain(|cost| sees::sale_money(who.roles) || cost.added_by == who.id);
        let order = order::fetch(tx, &who, one.order)?;
        let stands = super::request::standing(tx, &who, &order, one.made_by)?;
        Ok(Seen {
            heard: Heard::of(tx, &order, &one, &stands)?,
            stands,
            stops: cancellation::stops(tx, id)?,
            costs,
            postings: posting::of_order(tx, order.id)?.into_iter().filter(|p| p.document == id).collect(),
            sources: form::sources(tx, &order)?,
            here: whereabouts::of(tx, &who, &order, id, from(&one))?,
            zone: people::zone(tx)?,
            once: tx.new_id(),
            who: who.clone(),
            order,
            one,
        })
    });
    Ok(seen.await?)
}

fn drawn(ask: &Ask, seen: &Seen, again: &Again) -> Response {
    let (lang, one) = (ask.lang, &seen.one);
    let oral = if !one.said.oral {
        lang.t("change-in-writing")
    } else {
        lang.t(if one.said.confirmed.is_set() { "change-oral-confirmed" } else { "change-oral" })
    };
    let facts = ui::facts([
        (lang.t("change-reason"), html! { (one.said.reason) }),
        (lang.t("change-origin"), html! { (oral) }),
    ]);
    let main = html! {
        (ui::card("", ui::clause("4.4.1"), html! {
            (facts)
            @if sees::contact(seen.who.roles) { (heard_desk::words(lang, About::Cancellation, &seen.heard.said, &seen.zone)) }
            ul.changes { @for part in &one.said.parts { li { strong { (lang.ta("talk-on-line", &[("line", part.no.to_string())])) } " " (part.sku) " · " del { (part.quantity.page()) } } } }
        }))
        (ui::card(lang.t("cancel-stops"), ui::clause("4.4.3"), stops(lang, seen)))
        @if sees::sale_money(seen.who.roles) || !seen.costs.is_empty() { (ui::card(lang.t("cancel-costs"), ui::clause("4.4.4"), costs(lang, seen))) }
    };
    let body = html! {
        (ui::page_header(&one.number, ask.ta("change-of-order", &[("number", seen.order.number.clone())]),
            html! { (ui::link_button("PDF", format!("{}/form.pdf", one.href())).icon("download").plain()) }))
        (again.head(ask))
        (ui::main_aside(main, html! {
            (whereabouts::card(lang, &seen.zone, shown::cancel_state(lang, one.state), &seen.here))
            (Forms { lang, seen, again }.all())
            (story(lang, seen))
        }))
    };
    let page = Page::new(one.number.clone(), "changes", body)
        .crumb(seen.order.number.clone(), format!("/orders/{}", seen.order.id))
        .status(again.status);
    shell::page(ask, page)
}

fn from(one: &Cancellation) -> Roots {
    Roots { note: one.said.note, source: one.said.source, delay: None }
}

fn story(lang: Lang, seen: &Seen) -> Markup {
    let said = &seen.one.said;
    let taken = [
        ("heard-disputed", &said.disputed, "3.1.3"),
        ("heard-word", &said.confirmed, "3.1.3"),
        ("step-cancel-submit", &said.submitted, "4.4.1"),
        ("change-decided", &said.decided, "4.4.2"),
        ("step-cancel-disagreed", &said.disagreed, "4.4.4"),
        ("cancel-agreed", &said.agreed, "4.4.4"),
        ("step-cancel-close", &said.closed, "4.4.4"),
    ];
    whereabouts::story(lang, &seen.who, &seen.zone, &taken)
}

fn line_words(seen: &Seen, line: Id) -> String {
    let found = seen.order.lines.iter().find(|l| l.id == line);
    found.map_or(String::new(), |line| format!("{} · {}", line.no, line.sku))
}

/// The line, and what was to be bought for it.
pub fn stop_words(seen: &Seen, stop: &Stop) -> String {
    let line = line_words(seen, stop.line);
    if stop.goods.is_empty() { line } else { format!("{line} · {}", stop.goods) }
}

fn stops(lang: Lang, seen: &Seen) -> Markup {
    let heads = [
        column(lang.t("change-department")),
        column(lang.t("change-line")),
        column(lang.t("change-quantity")).number(),
        column(lang.t("cancel-done")).number(),
        column(lang.t("cancel-disposal")),
    ];
    let empty = ui::empty_state(lang.t("cancel-no-stops"), lang.t("cancel-no-stops-text"), html! {});
    let rows = seen.stops.iter().map(|stop| {
        let how = lang.t(if stop.whole { "cancel-whole" } else { "cancel-amended" });
        let answer = match stop.acknowledged_at {
            Some(at) => html! {
                (lang.t(&format!("cancel-disposal-{}", stop.disposal.replace('_', "-")))) " " (stop.remark)
                br; small { (stop.by_name) " · " (moment(&seen.zone, at)) }
            },
            None => ui::status(Tone::Warn, lang.t("cancel-waits")),
        };
        Row::new([
            html! { (lang.t(&format!("role-{}", stop.department))) },
            html! { (stop_words(seen, stop)) br; small { (how) } },
            html! { (stop.quantity.page()) },
            html! { @if stop.acknowledged_at.is_some() { (stop.done.page()) } @else { "–" } },
            answer,
        ])
    });
    html! { (Table::new(lang.t("cancel-stops"), heads).rows(rows).empty(empty)) }
}

fn costs(lang: Lang, seen: &Seen) -> Markup {
    let heads = ["cancel-cost", "cancel-amount", "cancel-charged", "cancel-absorbed", "cancel-reused"];
    let heads = heads.map(|key| if key == "cancel-cost" { column(lang.t(key)) } else { column(lang.t(key)).number() });
    let empty = ui::empty_state(lang.t("cancel-no-costs"), lang.t("cancel-no-costs-text"), html! {});
    let page = |minor: i64| money(&seen.order, minor).page();
    let rows = seen.costs.iter().map(|cost| {
        let share = |minor: i64| if cost.decided_at.is_some() { page(minor) } else { "–".into() };
        Row::new([
            html! {
                (cost.text) br; small { (lang.t(&format!("role-{}", cost.department))) }
                @if cost.decided_at.is_none() && cost.added_by == seen.who.id && withdraw_cost::WITHDRAW_COST.offered(seen.one.state, &seen.stands) {
                    (take_back(lang, seen, cost))
                }
            },
            html! { (page(cost.amount)) },
            html! { (share(cost.charged)) },
            html! { (share(cost.absorbed)) },
            html! { (share(cost.reused)) },
        ])
    });
    let open: i64 = seen.costs.iter().map(Cost::open).sum();
    html! {
        (Table::new(lang.t("cancel-costs"), heads).rows(rows).empty(empty))
        p { (lang.t("cancel-balance")) ": " strong { (page(open)) } " " (seen.order.currency.code()) }
        @if !seen.postings.is_empty() {
            ul { @for one in &seen.postings { li { (lang.t(&format!("posting-{}", one.kind.replace('_', "-")))) ": " (page(one.amount)) } } }
        }
    }
}

/// Written by mistake, by whoever reads this.
fn take_back(lang: Lang, seen: &Seen, cost: &Cost) -> Markup {
    html! {
        form method="post" action={ (seen.one.href()) "/costs/" (cost.id) "/withdrawal" } {
            (ui::form_token(format!("{}-w-{}", seen.once, cost.id)))
            (ui::button(lang.t("step-cancel-withdraw-cost")).small())
        }
    }
}

struct Forms<'a> {
    lang: Lang,
    seen: &'a Seen,
    again: &'a Again,
}

impl Forms<'_> {
    fn all(&self) -> Markup {
        let (state, stands, said) = (self.seen.one.state, &self.seen.stands, &self.seen.one.said);
        let words = |id: &str, label: &str| {
            html! {
                (ui::textarea("text", self.lang.t(label)).id(id.to_string()).value(self.again.value("text")))
            }
        };
        html! {
            @if cancel_make::SAVE.offered(state, stands) {
                (ui::card(self.lang.t("step-cancel-save"), ui::clause("4.4.1"), html! {
                    (ui::link_button(self.lang.t("change-edit-do"), format!("{}/edit", self.seen.one.href())))
                }))
            }
            @if heard_desk::ASK.offered(state, stands) && said.oral && !said.confirmed.is_set() { (self.heard()) }
            @if cancel::CONFIRM.offered(state, stands) && said.oral && !said.confirmed.is_set() {
                (self.card("confirmation", "3.1.3", "step-cancel-confirm", self.paper("confirm-source"), &[]))
            }
            @if cancel::SUBMIT.offered(state, stands) {
                (self.card("submission", "4.4.1", "step-cancel-submit", html! {}, &[]))
                (self.card("dropping", "4.4.1", "step-cancel-drop", html! {}, &[]))
            }
            @if cancel::APPROVE.offered(state, stands) {
                (self.card("decision", "4.4.2", "change-decide", words("decide-text", "change-words"),
                    &[("approve", "step-cancel-approve"), ("reject", "step-cancel-reject")]))
            }
            @if state == CancelState::Stopping && stopping::ACKNOWLEDGE_STOP.by.allows(stands) {
                @for stop in self.seen.stops.iter().filter(|s| s.acknowledged_at.is_none() && self.seen.who.is(s.department)) { (self.stop(stop)) }
            }
            @if settle::ADD_COST.offered(state, stands) { (self.cost(None)) }
            @else if let Some(own) = self.stops_here() {
                @if settle::ADD_OWN_COST.offered(state, stands) { (self.cost(Some(own))) }
            }
            @if settle::BEAR.offered(state, stands) {
                @for cost in self.seen.costs.iter().filter(|cost| cost.decided_at.is_none()) { (self.bear(cost)) }
                @for cost in self.seen.costs.iter().filter(|cost| cost.decided_at.is_some()) {
                    details { summary { (self.lang.t("cancel-bear-anew")) ": " (cost.text) } (self.bear(cost)) }
                }
            }
            @if settle::SETTLE.offered(state, stands) { (self.card("settlement", "4.4.4", "step-cancel-settle", html! {}, &[])) }
            @if settle::AGREE.offered(state, stands) && !said.agreed.is_set() {
                (self.card("agreement", "4.4.4", "step-cancel-agree", html! { (words("agree-text", "change-answer-text")) (self.paper("agree-source")) }, &[]))
            }
            @if disagree::DISAGREED.offered(state, stands) {
                (self.card("disagreement", "4.4.4", "step-cancel-disagreed", words("disagree-text", "cancel-disagreed-why"), &[]))
            }
            @if settle::CLOSE.offered(state, stands) { (self.card("closing", "4.4.4", "step-cancel-close", html! {}, &[])) }
        }
    }

    /// The customer's link: where it leads, sent anew, asked for again.
    fn heard(&self) -> Markup {
        let (seen, lang) = (self.seen, self.lang);
        let open = seen.heard.link.as_ref().filter(|_| seen.heard.open);
        let press = |path: &str, key: &str| {
            html! {
                form method="post" action={ (seen.one.href()) "/" (path) } {
                    (ui::form_token(format!("{}-{path}", seen.once))) (ui::hidden("lock", seen.one.lock))
                    (ui::button(lang.t(key)).small())
                }
            }
        };
        ui::card(
            lang.t("link-of-order"),
            ui::clause("3.1.3"),
            html! {
                @if seen.one.said.disputed.is_set() { p { (lang.t("heard-refused-disputed")) } }
                @if let Some(link) = open {
                    p { (ui::link_button(lang.t("link-of-order"), format!("{}/links/{}", seen.one.href(), link.id)).icon("link")) }
                } @else { p { (lang.t("link-ended")) } }
                (press("links", "step-cancel-ask-customer"))
                @if let Some(reminders) = &seen.heard.reminders {
                    (reminders.draw(lang, &seen.zone, &seen.one.href(), &seen.once.to_string(), open.is_some()))
                }
            },
        )
    }

    fn card(&self, path: &str, clause: &str, title: &str, inside: Markup, verdicts: &[(&str, &str)]) -> Markup {
        let token = format!("{}-{}", self.seen.once, path.replace('/', "-"));
        ui::card(
            self.lang.t(title),
            ui::clause(clause),
            html! {
                form method="post" action={ (self.seen.one.href()) "/" (path) } data-guard {
                    (ui::form_token(token.chars().take(100).collect::<String>())) (ui::hidden("lock", self.seen.one.lock))
                    (inside)
                    @if verdicts.is_empty() && matches!(path, "dropping" | "disagreement") { (ui::button(self.lang.t(title))) }
                    @else if verdicts.is_empty() { (ui::primary(self.lang.t(title))) }
                    @for (at, (value, key)) in verdicts.iter().enumerate() {
                        @if at == 0 { (ui::primary(self.lang.t(key)).sends("verdict", value)) " " }
                        @else { (ui::button(self.lang.t(key)).sends("verdict", value)) }
                    }
                }
            },
        )
    }

    fn paper(&self, id: &str) -> Markup {
        let none = Choice::new("", self.lang.t("change-none"));
        let choices = std::iter::once(none).chain(self.seen.sources.iter().cloned());
        html! { (ui::select("source", self.lang.t("change-paper"), choices).id(id.to_string()).hint(Some(self.lang.t("change-paper-hint")))) }
    }

    fn stop(&self, stop: &Stop) -> Markup {
        let disposals = Disposal::ALL
            .iter()
            .filter(|d| stopping::fits(stop, **d))
            .map(|d| Choice::new(d.code(), self.lang.t(&format!("cancel-disposal-{}", d.code().replace('_', "-")))));
        let inside = html! {
            p { (stop_words(self.seen, stop)) " · " (stop.quantity.page()) }
            (ui::number("done", self.lang.t("cancel-done")).id(format!("done-{}", stop.id)).value(self.again.value("done")).error(self.again.error("done")))
            (ui::select("disposal", self.lang.t("cancel-disposal"), disposals).id(format!("disposal-{}", stop.id)))
            (ui::text("remark", self.lang.t("cancel-remark")).id(format!("remark-{}", stop.id)))
        };
        self.card(&format!("stops/{}/acknowledgement", stop.id), "4.4.3", "step-cancel-acknowledge-stop", inside, &[])
    }

    /// The reader's department, where it stops something.
    fn stops_here(&self) -> Option<Role> {
        self.seen.stops.iter().map(|stop| stop.department).find(|department| self.seen.who.is(*department))
    }

    fn cost(&self, own: Option<Role>) -> Markup {
        let roles =
            [Role::Production, Role::Purchasing, Role::Warehouse, Role::Quality, Role::Logistics, Role::Specialist];
        let roles = roles.map(|role| Choice::new(role.code(), self.lang.t(&format!("role-{role}"))));
        let inside = html! {
            @if own.is_none() { (ui::select("department", self.lang.t("change-department"), roles).id("cost-department")) }
            (ui::text("text", self.lang.t("cancel-cost")).id("cost-text").required())
            (ui::money("amount", self.lang.t("cancel-amount")).id("cost-amount").required())
        };
        self.card("costs", "4.4.4", "step-cancel-add-cost", inside, &[])
    }

    fn bear(&self, cost: &Cost) -> Markup {
        let field = |name: &str, decided: i64| {
            let known = cost.decided_at.filter(|_| decided != 0).map(|_| money(&self.seen.order, decided).page());
            ui::money(name, self.lang.t(&format!("cancel-{name}")))
                .id(format!("{name}-{}", cost.id))
                .value(known.unwrap_or_default())
                .error(self.again.error(name))
        };
        let inside = html! {
            p { (cost.text) ": " strong { (money(&self.seen.order, cost.amount).page()) } }
            (field("charged", cost.charged)) (field("absorbed", cost.absorbed)) (field("reused", cost.reused))
        };
        self.card(&format!("costs/{}/decision", cost.id), "4.4.4", "step-cancel-bear", inside, &[])
    }
}
