//! The manager decides (3.2.3): three verdicts with their evidence, what changed, the proposals, and the buttons. What is
//! read here is read again inside the decision.

mod decide;
mod delivery_card;
mod payment_card;
mod price_card;
mod proposals_card;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use jiff::tz::TimeZone;
use maud::{Markup, html};
use platform::act::{App, Outcome};
use platform::day::Instant;
use platform::i18n::Lang;
use platform::step::{Broken, Ground, findings};
use platform::trouble::Say;
use platform::web::ui::{self, Tone};
use platform::web::{Ask, Failure};
use platform::who::{Person, Role};
use platform::{Id, Trouble, Tx};
use serde::Serialize;

use super::approve::APPROVE;
use super::checks::{ALL, Moved, group_of, moved};
use super::deciding::Desk;
use super::decline::DECLINE;
use super::facts::Facts;
use super::grounds::{self, GroundForm};
use super::seen::{self, Sentence};
use super::send_back::SEND_BACK;
use super::shown::{clock, span};
use super::verdicts::payment::Credit;
use super::verdicts::price::LinePrice;
use super::verdicts::{major, price};
use super::{changes, deciding, decline_returned, evidence, pieces, talks};
use crate::fulfilment::{Promise, production};
use crate::masters::sees;
use crate::order::duty::{self, Duty};
use crate::order::{self, Order, Proposal, ProposalKind, Round, Source, Talk};
use crate::people;
use crate::shell::{self, Page};

/// What was typed into one of the page's forms.
#[derive(Debug, Clone, Default)]
pub struct Typed {
    pub decision: String,
    pub grounds: Vec<GroundForm>,
    /// What the page before this one said.
    pub seen: String,
    pub return_reasons: Vec<String>,
    pub return_text: String,
    pub decline_reasons: Vec<String>,
    pub decline_text: String,
}

/// `GET /review/{order}`
pub async fn page(State(app): State<App>, ask: Ask, Path(id): Path<Id>) -> Result<Response, Failure> {
    let view = load(&app, &ask, id).await?;
    let machine = Machine::of(&view);
    Ok(ask.show(&machine, || frame(&ask, &view, &Typed::default(), None)))
}

/// The page once more after a refusal: what was typed stays, what stopped it stands above.
pub async fn again(app: &App, ask: &Ask, id: Id, typed: Typed, trouble: Trouble) -> Result<Response, Failure> {
    let view = load(app, ask, id).await?;
    Ok(frame(ask, &view, &typed, Some(&trouble)))
}

/// Everything the page shows.
pub struct View {
    pub who: Person,
    pub order: Order,
    pub owner: String,
    pub facts: Facts,
    pub found: Vec<Broken>,
    pub desk: Desk,
    pub rounds: Vec<Round>,
    pub proposals: Vec<Proposal>,
    /// The proposal to decline it that this reader answers.
    pub answers_decline: Option<Id>,
    pub talks: Vec<Talk>,
    pub duty: Option<Duty>,
    pub waited_minutes: i64,
    pub allowed_minutes: i64,
    pub moved: Vec<Moved>,
    /// Everything it says, for the press to be compared with.
    pub says: Vec<Sentence>,
    pub new_sources: Vec<Source>,
    pub major: Vec<Say>,
    pub zone: TimeZone,
    /// When its dates were computed, where nothing has moved since.
    pub computed_at: Option<Instant>,
    /// What each decision would say if the forms were filled in.
    pub approve_stopped: Option<Trouble>,
    pub send_back_stopped: Option<Trouble>,
    pub decline_stopped: Option<Trouble>,
    /// One for each form.
    pub tokens: [Id; 5],
}

async fn load(app: &App, ask: &Ask, id: Id) -> Result<View, Failure> {
    let who = ask.who()?.clone();
    Ok(app.read(move |tx| view(tx, &who, id)).await?)
}

fn view(tx: &mut Tx, who: &Person, id: Id) -> Outcome<View> {
    let order = order::fetch(tx, who, id)?;
    let (mut facts, computed_at) = evidence::facts(tx, who, &order)?;
    let desk = Desk::of(tx, who, &order)?;
    let found = findings(ALL, &facts);
    let since = desk.round.as_ref().map(|round| round.submitted_at);
    let duty = duty::of(tx, order.id)?.into_iter().find(|duty| duty.kind == "final_review");
    let sources = order::sources(tx, order.id)?;
    let minutes = |from, to| facts.calendar.working_minutes_between(from, to);
    let (waited_minutes, allowed_minutes) =
        duty.as_ref().map_or((0, 0), |d| (minutes(d.opened_at, tx.now()), minutes(d.opened_at, d.due_at)));
    // Asked as if grounds and decision were written: a button is grey only where no form here can help.
    facts.entered = desk.entered;
    facts.decision = "·".repeat(major::DECISION_CHARS_MIN);
    let given = desk.grounds(&grounds::as_if_given(&found, Role::Manager));
    let approve_stopped = APPROVE.stopped_by(order.approval, &desk.standing, &facts, &given);
    let verdict = deciding::Verdict {
        reasons: vec!["other".into()],
        text: "·".into(),
        entered: desk.entered,
        ..deciding::Verdict::default()
    };
    Ok(View {
        owner: people::name_of(tx, order.owner)?,
        says: seen::sentences(&facts, &found),
        moved: desk.round.as_ref().map(|round| moved(&round.checks, &found)).unwrap_or_default(),
        new_sources: sources.into_iter().filter(|s| since.is_some_and(|since| s.added_at > since)).collect(),
        rounds: order::rounds(tx, order.id)?,
        answers_decline: answers_decline(tx, who, &order)?,
        proposals: order::proposals(tx, order.id)?,
        talks: order::talks(tx, order.id)?,
        zone: people::zone(tx)?,
        major: major::reasons(&facts),
        send_back_stopped: SEND_BACK.stopped_by(order.approval, &desk.standing, &verdict, &[]),
        decline_stopped: DECLINE.stopped_by(order.approval, &desk.standing, &verdict, &[]),
        computed_at,
        tokens: std::array::from_fn(|_| tx.new_id()),
        who: who.clone(),
        order,
        facts,
        found,
        desk,
        duty,
        waited_minutes,
        allowed_minutes,
        approve_stopped,
    })
}

fn answers_decline(tx: &mut Tx, who: &Person, order: &Order) -> Outcome<Option<Id>> {
    for proposal in order::proposals(tx, order.id)? {
        if proposal.kind == ProposalKind::DeclineReturned && decline_returned::decides(tx, who, order, &proposal)? {
            return Ok(Some(proposal.id));
        }
    }
    Ok(None)
}

/// The same for machines.
#[derive(Serialize)]
struct Machine<'a> {
    id: Id,
    number: &'a str,
    lock: i64,
    round: i64,
    approval: order::Approval,
    special: bool,
    major: &'a [Say],
    findings: &'a [Broken],
    promises: &'a [Promise],
    prices: &'a [LinePrice],
    credit: &'a Credit,
    moved: &'a [Moved],
    proposals: &'a [Proposal],
    /// Everything it says: sent back with the approval, it is compared with what stands then.
    seen: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    margin_bp: Option<i64>,
}

impl Machine<'_> {
    fn of(view: &View) -> Machine<'_> {
        Machine {
            id: view.order.id,
            number: &view.order.number,
            lock: view.order.lock,
            round: view.order.round,
            approval: view.order.approval,
            special: view.order.special,
            major: &view.major,
            findings: &view.found,
            promises: &view.facts.promises,
            prices: &view.facts.prices,
            credit: &view.facts.credit,
            moved: &view.moved,
            proposals: &view.proposals,
            seen: seen::carried(&view.says),
            margin_bp: price::margin_bp(&view.facts).filter(|_| sees::margin(view.who.roles)),
        }
    }
}

fn frame(ask: &Ask, view: &View, typed: &Typed, trouble: Option<&Trouble>) -> Response {
    let lang = ask.lang;
    let title = format!("{} · {}", view.order.number, ask.t("nav-review"));
    let body = html! {
        (head(lang, view))
        @if let Some(trouble) = trouble { (pieces::stopped(lang, trouble)) (since_opened(lang, view, typed)) }
        div.verdicts {
            (delivery_card::card(lang, view))
            (price_card::card(lang, view))
            (payment_card::card(lang, view))
        }
        (since(lang, view))
        @if !view.talks.is_empty() { (talks::card(lang, view.order.id, &view.talks, &view.zone)) }
        (decide::forms(lang, view, typed))
        (proposals_card::card(lang, view))
        (ui::card(lang.t("review-checks"), ui::clause("3.2.1"), pieces::checks(lang, &view.who, &view.found, submitted(view))))
    };
    let status = trouble.map_or(StatusCode::OK, platform::web::failure::status);
    let page = Page::new(title, "review", body).crumb(ask.t("nav-review"), "/review").status(status);
    shell::page(ask, page)
}

/// The grounds that the specialist gave at the submission.
fn submitted(view: &View) -> &[Ground] {
    view.desk.round.as_ref().map_or(&[], |round| &round.grounds)
}

/// Number, customer, value, MAJOR, round, how long it waits: one line.
fn head(lang: Lang, view: &View) -> Markup {
    let order = &view.order;
    let customer = view.facts.customer.as_ref().map_or("–", |c| c.name.as_str());
    let value = format!("{} {}", order.gross.currency(), order.gross.page());
    let late = view.waited_minutes > view.allowed_minutes;
    let waits = lang.ta(
        "review-waits",
        &[("waited", span(lang, view.waited_minutes)), ("allowed", span(lang, view.allowed_minutes))],
    );
    let subtitle = html! {
        (customer) " · " span.num { (value) } " "
        @if !view.major.is_empty() { (ui::badge(Tone::Warn, lang.t("review-major"))) " " }
        (lang.ta("review-round", &[("n", order.round.to_string())])) " · " (lang.t("review-owner")) " " (view.owner)
        @if view.duty.is_some() { " · " (ui::status(if late { Tone::Bad } else { Tone::Quiet }, waits)) }
        @else { " · " (lang.t(&format!("approval-{}", order.approval.code().replace('_', "-")))) }
        @for reason in &view.major { br; small { (reason.text(lang)) } }
    };
    let link = ui::link_button(lang.t("review-open-order"), format!("/orders/{}", order.id));
    ui::page_header(&order.number, subtitle, html! { (production::what_if_link(lang, &view.who, order)) (link) })
}

/// What is another than on the page that was pressed.
fn since_opened(lang: Lang, view: &View, typed: &Typed) -> Markup {
    let moved = seen::differences(&typed.seen, &view.says).unwrap_or_default();
    html! {
        @if !moved.is_empty() {
            (ui::card(lang.t("review-since-opened"), ui::clause("1.3.1"), html! {
                p { (lang.t("review-since-opened-lead")) }
                (changes::moved(lang, &view.who, &moved))
            }))
        }
    }
}

/// What changed since the last round, and what since this one was submitted.
fn since(lang: Lang, view: &View) -> Markup {
    let mut rounds = view.rounds.iter().filter(|round| round.revision == view.order.revision);
    let (now, before) = (rounds.next(), rounds.next());
    html! {
        @if let (Some(now), Some(before)) = (now, before) {
            (ui::card(lang.ta("review-since-round", &[("n", before.round.to_string())]), ui::clause("3.2.4"), html! {
                @if !before.decision.is_empty() { p { strong { (lang.t("review-sent-back-for")) } " " (before.decision) } }
                (changes::list(lang, &view.who, &changes::between(before, now)))
            }))
        }
        @if view.desk.round.is_some() && (!view.moved.is_empty() || !view.new_sources.is_empty()) {
            (ui::card(lang.t("review-since-submission"), html! {}, html! {
                @if !view.new_sources.is_empty() {
                    ul { @for source in &view.new_sources {
                        li { a href={ "/orders/" (view.order.id) "/sources/" (source.id) } { (source.name) } " " (clock(source.added_at, &view.zone)) }
                    } }
                }
                (changes::moved(lang, &view.who, &view.moved))
            }))
        }
    }
}

/// The findings of a group, for its card.
pub fn of_group<'a>(view: &'a View, group: &str) -> Vec<&'a Broken> {
    view.found.iter().filter(|broken| group_of(broken.rule) == group).collect()
}

/// A verdict's card: green, amber or red, what was found, and the evidence to open in place.
pub fn verdict_card(lang: Lang, view: &View, group: &str, clause: &str, lead: Markup, evidence: Markup) -> Markup {
    /// The rest is in the list of checks below.
    const SHOWN_MAX: usize = 4;
    let found = of_group(view, group);
    let title = html! { (lang.t(&format!("group-{group}"))) " " (pieces::verdict(lang, pieces::tone_of(&found))) };
    ui::card(
        title,
        ui::clause(clause),
        html! {
            (lead)
            @for broken in found.iter().take(SHOWN_MAX) { div.finding { (shell::broken_line(broken, lang)) } }
            @if found.len() > SHOWN_MAX { p { (lang.ta("review-more", &[("n", (found.len() - SHOWN_MAX).to_string())])) } }
            details { summary { (lang.t("review-evidence")) } (evidence) }
        },
    )
}
