//! One change: where it stands, what differs, what it would do, what everybody said of it, and the forms of those who may
//! act now. The old revision and what it would become stand side by side.

use axum::extract::{Path, State};
use axum::response::Response;
use maud::{Markup, html};
use platform::act::{App, Outcome};
use platform::i18n::Lang;
use platform::step::{Broken, Standing, findings};
use platform::web::ui::{self, Choice, Row, Table, Tone, column};
use platform::web::{Ask, Failure};
use platform::who::{Person, Role};
use platform::{Id, Tx};
use serde_json::{Value, json};

use super::anew::{self, Moved};
use super::assess::{self, ASSESS, Assessment};
use super::consent_desk::{self, Consents};
use super::decide::{APPROVE, WITHDRAW};
use super::draft::{SAVE, SUBMIT, known_change};
use super::heard_letter::About;
use super::impact::{self, Impact};
use super::link::LOG_AGREED;
use super::merge::{self, Merged};
use super::propose::{CONSENT, PROPOSE, RELEASE, REVIEW, money};
use super::remind::{REMIND_NOW, REMIND_SPOKEN_NOW, Reminders};
use super::request::{self, Change, ChangeState};
use super::whereabouts::{self, Roots, Whereabouts};
use super::{effect, form, heard_desk, needs, paper, shown};
use crate::fulfilment::production;
use crate::ledger::duty_shown;
use crate::masters::{self, sees};
use crate::order::{self, Order, content_json, duty};
use crate::people::{self, Again};
use crate::review::{self, CHECKS, sees_check};
use crate::shell::{self, Page};

pub struct Seen {
    pub who: Person,
    pub order: Order,
    pub change: Change,
    pub stands: Standing,
    pub assessments: Vec<Assessment>,
    merged: Merged,
    /// Only while it is open: afterwards there is nothing to preview.
    impact: Option<Impact>,
    /// What the order would be, and the checks on it that this reader may see.
    next: Option<Order>,
    found: Vec<Broken>,
    /// Why what was reviewed cannot take effect as it stands.
    moved: Option<Moved>,
    sources: Vec<Choice>,
    here: Whereabouts,
    reminders: Option<Reminders>,
    consents: Consents,
    pub zone: jiff::tz::TimeZone,
    once: Id,
}

/// After an act: the page, or the page with what was wrong.
pub async fn done(app: &App, ask: &Ask, id: Id, raw: Value, done: Outcome<Id>) -> Result<Response, Failure> {
    match done {
        Ok(id) => Ok(ask.see(&format!("/changes/{id}"), &json!({ "id": id }))),
        Err(trouble) => {
            let again = Again::after(ask, raw, trouble)?;
            let seen = look(app, ask, id).await?;
            Ok(drawn(ask, &seen, &again))
        }
    }
}

/// `GET /changes/{id}`
pub async fn page(State(app): State<App>, ask: Ask, Path(id): Path<Id>) -> Result<Response, Failure> {
    let seen = look(&app, &ask, id).await?;
    Ok(ask.show(&told(&seen), || drawn(&ask, &seen, &Again::blank())))
}

/// `GET /changes/{id}/form.pdf`
pub async fn pdf(State(app): State<App>, ask: Ask, Path(id): Path<Id>) -> Result<Response, Failure> {
    let seen = look(&app, &ask, id).await?;
    let company = app.read(masters::company).await?.name;
    let content = paper::draw(ask.lang, &company, &seen).map_err(platform::Trouble::from)?;
    Ok(order::file_answer(&format!("{}.pdf", seen.change.number), "application/pdf", content))
}

async fn look(app: &App, ask: &Ask, id: Id) -> Result<Seen, Failure> {
    let who = ask.who()?.clone();
    Ok(app.read(move |tx| seen(tx, &who, id)).await?)
}

fn seen(tx: &mut Tx, who: &Person, id: Id) -> Outcome<Seen> {
    let (order, change) = known_change(tx, who, id)?;
    let (mut impact, mut next, mut found, mut moved) = (None, None, Vec::new(), None);
    if !change.state.is_final() {
        let (preview, facts) = impact::of(tx, who, &order, &change)?;
        moved = anew::moved(tx, &order, &change, &facts)?;
        found = findings(CHECKS, &facts).into_iter().filter(|broken| sees_check(who, broken.rule)).collect();
        (impact, next) = (Some(preview), Some(facts.order));
    }
    let assessments = assess::of(tx, id)?;
    let said = &change.said;
    let from = Roots { note: said.note, source: said.source, delay: said.delay };
    let stands = request::standing_of(tx, who, &order, &change)?;
    Ok(Seen {
        here: whereabouts::of(tx, who, &order, id, from)?,
        reminders: Reminders::of_change(tx, &order, &change, &stands)?,
        consents: Consents::of(tx, &order, &change)?,
        stands,
        merged: merge::merged(tx, &order, &assessments)?,
        assessments,
        sources: form::sources(tx, &order)?,
        zone: people::zone(tx)?,
        once: tx.new_id(),
        who: who.clone(),
        order,
        change,
        impact,
        next,
        found,
        moved,
    })
}

/// For machines: without what the reader may not see.
fn told(seen: &Seen) -> Value {
    let mut change = json!(seen.change);
    if !sees::sale_money(seen.who.roles) {
        for hidden in ["surcharge", "checks", "grounds", "release", "proposed", "disputed"] {
            change[hidden] = Value::Null;
        }
        change["difference"]["payment_term"] = Value::Null;
        for line in change["difference"]["lines"].as_array_mut().into_iter().flatten() {
            line["price"] = Value::Null;
        }
    }
    let assessments: Vec<Value> = seen
        .assessments
        .iter()
        .map(|a| {
            let mut one = json!(a);
            if !shown::sees_cost(&seen.who, a.department) {
                one["cost"] = Value::Null;
            }
            one
        })
        .collect();
    let merged = sees::sale_money(seen.who.roles).then_some(&seen.merged);
    let answers = sees::contact(seen.who.roles).then_some(&seen.consents.said);
    json!({ "change": change, "answers": answers, "assessments": assessments, "merged": merged, "impact": seen.impact,
        "checks": seen.found, "moved": seen.moved.is_some(),
        "owner": seen.here.owner, "waits": seen.here.waits, "reminders": seen.reminders })
}

pub fn drawn(ask: &Ask, seen: &Seen, again: &Again) -> Response {
    let (lang, change) = (ask.lang, &seen.change);
    let pdf = html! {
        @if seen.impact.is_some() { (production::what_if_link(lang, &seen.who, &seen.order)) }
        (ui::link_button("PDF", format!("{}/form.pdf", change.href())).icon("download").plain())
        @if SAVE.offered(change.state, &seen.stands) { (ui::link_button(lang.t("change-edit-do"), format!("{}/edit", change.href()))) }
    };
    let money = sees::sale_money(seen.who.roles);
    let main = html! {
        (ui::card("", ui::clause("4.3.1"), html! {
            (facts(lang, seen))
            @if sees::contact(seen.who.roles) { (heard_desk::words(lang, About::Change, &seen.consents.said, &seen.zone)) }
        }))
        @if let Some(impact) = &seen.impact { (ui::card(lang.t("change-impact"), ui::clause("4.3.3"), impact::draw(lang, impact))) }
        @if !seen.assessments.is_empty() { (ui::card(lang.t("change-assessments"), ui::clause("4.3.3"), assessments(lang, seen))) }
        @if let Some(next) = seen.next.as_ref().filter(|_| money) {
            (ui::card(lang.t("change-beside"), ui::clause("4.3.4"), review::beside_as(lang, true, &revisions(lang, seen), &content_json(&seen.order), &content_json(next))))
        }
        @if !change.said.needs.is_empty() { (ui::card(lang.t("change-needs"), ui::clause("4.3.4"), needs::table(lang, &change.said.needs))) }
        @if matches!(change.state, ChangeState::Proposal | ChangeState::ReReview | ChangeState::CustomerConsent) {
            (ui::card(lang.t("review-checks"), ui::clause("4.3.4"), review::checks_shown(lang, &seen.who, &seen.found, &change.said.grounds)))
        }
    };
    let aside = html! {
        (whereabouts::card(lang, &seen.zone, shown::state(lang, change.state), &seen.here))
        (reminders(lang, seen))
        @if seen.moved.is_none() && consent_desk::offered(change, &seen.stands) { (seen.consents.draw(lang, change, seen.once)) }
        (forms(lang, seen, again))
        (story(lang, seen))
    };
    let body = html! {
        (ui::page_header(&change.number, ask.ta("change-of-order", &[("number", seen.order.number.clone())]), pdf))
        (again.head(ask))
        (ui::main_aside(main, aside))
    };
    let page = Page::new(change.number.clone(), "changes", body)
        .crumb(seen.order.number.clone(), format!("/orders/{}", seen.order.id))
        .status(again.status);
    shell::page(ask, page)
}

/// The one in force, and the one that it would be.
fn revisions(lang: Lang, seen: &Seen) -> [String; 2] {
    let now = seen.order.revision;
    [now, now + 1].map(|n| format!("{} {n}", lang.t("change-revision")))
}

fn facts(lang: Lang, seen: &Seen) -> Markup {
    let said = &seen.change.said;
    let oral = html! {
        @if said.oral { (ui::status(if said.confirmed.is_set() { Tone::Good } else { Tone::Warn },
            lang.t(if said.confirmed.is_set() { "change-oral-confirmed" } else { "change-oral" }))) }
        @else { (lang.t("change-in-writing")) }
    };
    let surcharge = html! {
        @if sees::sale_money(seen.who.roles) && said.surcharge != 0 { (money(&seen.order, said.surcharge).page()) } @else { "–" }
    };
    html! {
        (ui::facts([
            (lang.t("change-reason"), html! { (said.reason) }),
            (lang.t("change-origin"), oral),
            (lang.t("change-surcharge"), surcharge),
            (lang.t("change-revision"), html! { @if let Some(n) = said.revision { (n) } @else { (seen.order.revision) " → " (seen.order.revision + 1) } }),
        ]))
        (shown::difference(lang, &seen.who, &said.difference))
    }
}

/// While the customer owes a word: how he was asked for it, and the button.
fn reminders(lang: Lang, seen: &Seen) -> Markup {
    let Some(reminders) = &seen.reminders else { return html! {} };
    let (state, stands) = (seen.change.state, &seen.stands);
    let spoken = state == ChangeState::Draft;
    let may = if spoken { REMIND_SPOKEN_NOW.offered(state, stands) } else { REMIND_NOW.offered(state, stands) };
    let inside = reminders.draw(lang, &seen.zone, &seen.change.href(), &seen.once.to_string(), may);
    ui::card(lang.t("unsigned-reminded"), ui::clause(if spoken { "3.1.3" } else { "4.3.4" }), inside)
}

fn assessments(lang: Lang, seen: &Seen) -> Markup {
    let heads = [
        column(lang.t("change-department")),
        column(lang.t("change-days")).number(),
        column(lang.t("change-cost")).number(),
        column(lang.t("change-scrap")),
        column(lang.t("change-solution")),
    ];
    let rows = seen.assessments.iter().map(|a| {
        let said = a.answered_at.is_some();
        let held = a.due_at >= duty::held();
        let due = duty_shown::moment(&seen.zone, a.due_at);
        let cost = if shown::sees_cost(&seen.who, a.department) { shown::decimal(a.cost) } else { "–".into() };
        Row::new([
            html! { (lang.t(&format!("role-{}", a.department))) br; small { @if said { (a.by_name) } @else if held { (lang.t("ledger-due-held")) } @else { (lang.ta("change-due", &[("at", due)])) } } },
            html! { @if said { (a.days) } @else { "–" } },
            html! { @if said { (cost) } @else { "–" } },
            html! { (a.scrap) },
            html! { (a.solution) },
        ])
    });
    html! { (Table::new(lang.t("change-assessments"), heads).rows(rows)) }
}

fn story(lang: Lang, seen: &Seen) -> Markup {
    let said = &seen.change.said;
    let taken = [
        ("heard-disputed", &said.disputed, "3.1.3"),
        ("heard-word", &said.confirmed, "3.1.3"),
        ("step-change-submit", &said.submitted, "4.3.1"),
        ("change-decided", &said.decided, "4.3.2"),
        ("step-change-propose", &said.proposed, "4.3.4"),
        ("step-change-consent", &said.consented, "2.2.1c"),
        ("step-change-release", &said.released, "3.2.3c"),
        ("step-change-review", &said.reviewed, "4.3.4"),
        ("change-answered", &said.answered, "4.3.4"),
        ("step-change-withdraw", &said.ended, "4.3.4"),
        ("step-change-note-needs", &said.noted, "4.3.4"),
    ];
    whereabouts::story(lang, &seen.who, &seen.zone, &taken)
}

struct Forms<'a> {
    lang: Lang,
    seen: &'a Seen,
    again: &'a Again,
}

fn forms(lang: Lang, seen: &Seen, again: &Again) -> Markup {
    let (f, state, stands) = (Forms { lang, seen, again }, seen.change.state, &seen.stands);
    let said = &seen.change.said;
    let answered = said.answered.is_set() && seen.moved.is_none();
    let reviews = REVIEW.offered(state, stands) && !(state == ChangeState::CustomerConsent && answered);
    html! {
        @if let Some(moved) = &seen.moved { (anew::why(lang, moved)) }
        @if SUBMIT.offered(state, stands) && said.oral && !said.confirmed.is_set() { (f.paper("confirmation", "3.1.3", "step-change-confirm", &[])) }
        @if SUBMIT.offered(state, stands) {
            (f.card("submission", "4.3.1", "step-change-submit", html! {}, &[]))
        }
        @if APPROVE.offered(state, stands) {
            (f.card("decision", "4.3.2", "change-decide", f.words("text", "decide-text", "change-words"),
                &[("approve", "step-change-approve"), ("reject", "step-change-reject")]))
        }
        @for a in seen.assessments.iter().filter(|a| a.answered_at.is_none() && seen.who.is(a.department)) {
            @if state == ChangeState::Assessing && ASSESS.by.allows(stands) { (f.assessment(a.department)) }
        }
        @if PROPOSE.offered(state, stands) { (f.proposal()) }
        @if CONSENT.offered(state, stands) { (f.card("permits", "2.2.1c", "step-change-consent", f.words("text", "permit-text", "change-words"), &[])) }
        @if RELEASE.offered(state, stands) {
            (f.card("permits", "3.2.3c", "step-change-release", html! {
                (ui::money("amount", lang.t("change-release-amount")).id("release-amount")) (ui::date("until", lang.t("change-release-until")).id("release-until"))
            }, &[]))
        }
        @if reviews { (f.review()) }
        @if LOG_AGREED.offered(state, stands) && !said.answered.is_set() {
            (f.paper("answers", "4.3.4", "change-log-answer", &[("agree", "step-change-log-agreed"), ("refuse", "step-change-log-refused")]))
        }
        @if effect::EFFECT.offered(state, stands) && answered { (f.card("effect", "4.3.4", "step-change-effect", html! {}, &[])) }
        @if needs::NOTE_NEEDS.offered(state, stands) && needs::waits(&seen.change) { (f.card("needs", "4.3.4", "step-change-note-needs", html! {}, &[])) }
        @if WITHDRAW.offered(state, stands) { (f.card("withdrawal", "4.3.4", "step-change-withdraw", f.words("text", "withdraw-text", "change-withdraw-why"), &[])) }
    }
}

impl Forms<'_> {
    /// `verdicts`: buttons with their own value; none = one button.
    fn card(&self, path: &str, clause: &str, title: &str, inside: Markup, verdicts: &[(&str, &str)]) -> Markup {
        let name = if path == "answers" { "answer" } else { "verdict" };
        ui::card(
            self.lang.t(title),
            ui::clause(clause),
            html! {
                form method="post" action={ (self.seen.change.href()) "/" (path) } data-guard {
                    (ui::form_token(format!("{}-{path}-{clause}", self.seen.once))) (ui::hidden("lock", self.seen.change.lock))
                    (inside)
                    @if verdicts.is_empty() { (ui::primary(self.lang.t(title))) }
                    @for (at, (value, key)) in verdicts.iter().enumerate() {
                        @if at == 0 { (ui::primary(self.lang.t(key)).sends(name, value)) " " }
                        @else { (ui::button(self.lang.t(key)).sends(name, value)) }
                    }
                }
            },
        )
    }

    fn words(&self, name: &str, id: &str, label: &str) -> Markup {
        html! { (ui::textarea(name, self.lang.t(label)).id(id.to_string()).value(self.again.value(name)).error(self.again.error(name))) }
    }

    fn paper(&self, path: &str, clause: &str, title: &str, verdicts: &[(&str, &str)]) -> Markup {
        let none = Choice::new("", self.lang.t("change-none"));
        let choices = std::iter::once(none).chain(self.seen.sources.iter().cloned());
        let inside = html! {
            (ui::select("source", self.lang.t("change-paper"), choices).id(format!("{path}-source")).hint(Some(self.lang.t("change-paper-hint"))))
            @if !verdicts.is_empty() { (self.words("text", "answer-text", "change-answer-text")) }
        };
        self.card(path, clause, title, inside, verdicts)
    }

    fn assessment(&self, department: Role) -> Markup {
        let field = |field: ui::Field| field.error(None::<&str>);
        let id = |part: &str| format!("assess-{department}-{part}");
        let inside = html! {
            p { (self.lang.t(&format!("role-{department}"))) }
            (ui::hidden("department", department.code()))
            (field(ui::number("days", self.lang.t("change-days")).id(id("days")).value(self.again.value("days"))))
            (field(ui::money("cost", self.lang.t("change-cost")).id(id("cost")).value(self.again.value("cost"))))
            (field(ui::text("scrap", self.lang.t("change-scrap")).id(id("scrap")).value(self.again.value("scrap"))))
            (ui::textarea("solution", self.lang.t("change-solution")).id(id("solution")).value(self.again.value("solution")).required())
        };
        self.card("assessments", "4.3.3", "step-change-assess", inside, &[])
    }

    fn proposal(&self) -> Markup {
        let seen = self.seen;
        let touched: Vec<Id> = seen.change.said.difference.lines.iter().map(|delta| delta.line).collect();
        let mut order = seen.order.clone();
        order.lines.retain(|line| touched.contains(&line.id));
        let wanted = review::red_of(&seen.found, Role::Specialist);
        let typed = |name: &str, merged: String| match self.again.value(name) {
            typed if typed.is_empty() => merged,
            typed => typed,
        };
        let sum = seen.merged.surcharge.filter(|sum| *sum != 0);
        let surcharge = typed("surcharge", sum.map_or(String::new(), |sum| money(&seen.order, sum).page()));
        let text = typed("text", merge::words(self.lang, &seen.order, &seen.merged, &seen.assessments));
        let inside = html! {
            (form::lines(self.lang, &order, &seen.change.said.difference, self.again))
            (ui::text("surcharge", self.lang.t("change-surcharge")).id("propose-surcharge").value(surcharge).hint(Some(self.lang.t("change-merged-hint"))).error(self.again.error("surcharge")))
            (ui::textarea("text", self.lang.t("change-proposal-text")).id("propose-text").value(text).error(self.again.error("text")))
            (review::ground_inputs(self.lang, "propose", &wanted, &[], false))
            @for (name, text) in [("payment_term", &seen.change.said.difference.payment_term), ("place", &seen.change.said.difference.place), ("special", &seen.change.said.difference.special)] {
                @if let Some(text) = text { (ui::hidden(name, text)) }
            }
        };
        self.card("proposal", "4.3.4", "step-change-propose", inside, &[])
    }

    fn review(&self) -> Markup {
        let wanted = review::red_of(&self.seen.found, Role::Manager);
        let inside = html! {
            (review::ground_inputs(self.lang, "review", &wanted, &[], false))
            (self.words("decision", "review-decision", "change-words"))
        };
        self.card(
            "review",
            "4.3.4",
            "change-review",
            inside,
            &[("pass", "step-change-review"), ("return", "step-change-return")],
        )
    }
}
