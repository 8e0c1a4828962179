//! The desk's side of the customer's word on a spoken cancellation (3.1.3, 4.4.1): it is sent to him, sent anew, and asked for
//! again once a working day; what he said stands beside it.

use axum::extract::{Path, State};
use axum::response::Response;
use maud::{Markup, PreEscaped, html};
use papers::pdf::qr_svg;
use platform::act::{Act, App, Outcome};
use platform::i18n::Lang;
use platform::step::{By, Finding, Rule, Standing, Step, Weight};
use platform::trouble::Say;
use platform::web::ui::{self, Tone};
use platform::web::{Ask, Body, Failure};
use platform::who::{Person, Role};
use platform::{Id, Trouble, Tx};
use serde_json::json;

use super::cancel_page;
use super::cancellation::{self, CancelState, Cancellation};
use super::draft::PressForm;
use super::heard::{self, Link, NewLink, Said};
use super::heard_letter::{About, word};
use super::heard_shown::{DISPUTED, Shown, WAITS};
use super::link::customer_lang;
use super::remind::Reminders;
use super::request::Mark;
use crate::intake::{self, Asking, RemindForm, Reminding};
use crate::ledger::duty_shown::moment;
use crate::notices::{self, Notice};
use crate::order::{self, Order};
use crate::people;
use crate::shell::{self, Page};

/// What sending and reminding rest on.
#[derive(Clone, Copy, Debug, Default)]
pub struct Waiting {
    /// It was said on the telephone.
    pub oral: bool,
    /// His written word is here, by the link or on paper.
    pub confirmed: bool,
    /// He said that it is not what he wants; until it is corrected nobody asks him again.
    pub disputed: bool,
    /// The order says something else than when it was reviewed.
    pub moved: bool,
    pub held: bool,
    pub today: bool,
    pub calling: bool,
}

impl Waiting {
    /// What the order tells of it.
    pub fn of(asking: Asking) -> Waiting {
        Waiting { held: asking.held, today: asking.today, calling: asking.calling, ..Waiting::default() }
    }
}

fn unless(holds: bool, key: &'static str) -> Vec<Finding> {
    if holds { Vec::new() } else { vec![Finding::fail(Say::new(key))] }
}

const fn must(id: &'static str, clause: &'static str, verdict: fn(&Waiting) -> Vec<Finding>) -> Rule<Waiting> {
    Rule { id, clause, weight: Weight::Must, verdict }
}

const SPOKEN: Rule<Waiting> =
    must("heard.spoken", "3.1.3", |w| unless(w.oral && !w.confirmed, "heard-refused-written"));
pub const UNDISPUTED: Rule<Waiting> =
    must("heard.undisputed", "3.1.3", |w| unless(!w.disputed, "heard-refused-disputed"));
pub const HELD: Rule<Waiting> = must("heard.held", "2.2.1c", |w| unless(!w.held, "remind-on-hold"));
pub const DAILY: Rule<Waiting> = must("heard.daily", "3.1.3", |w| unless(!w.today, "remind-today-already"));
pub const CALL: Rule<Waiting> = must("heard.call", "3.1.3", |w| unless(!w.calling, "remind-call-open"));

pub const ASK: Step<CancelState, Waiting> = Step {
    id: "cancel.ask_customer",
    clause: "3.1.3",
    from: &[CancelState::Draft],
    to: None,
    by: By::Owner,
    opens: &[WAITS],
    closes: &[WAITS, DISPUTED],
    rules: &[SPOKEN],
};

pub const REMIND: Step<CancelState, Waiting> = Step {
    id: "cancel.remind",
    by: By::System,
    opens: &["remind_customer"],
    closes: &[],
    rules: &[SPOKEN, UNDISPUTED, HELD, DAILY, CALL],
    ..ASK
};

pub const REMIND_NOW: Step<CancelState, Waiting> =
    Step { id: "cancel.remind_now", by: By::Roles(&[Role::Specialist, Role::Manager]), ..REMIND };

fn waiting(one: &Cancellation, asking: Asking) -> Waiting {
    let said = &one.said;
    let (confirmed, disputed) = (said.confirmed.is_set(), said.disputed.is_set());
    Waiting { oral: said.oral, confirmed, disputed, ..Waiting::of(asking) }
}

/// What stands in a waiting mail; the sender puts the address there.
fn placeholder(link: Id) -> String {
    format!("{{heard:{link}}}")
}

/// Sends it to the customer on a new link; what was sent before leads nowhere.
pub fn ask(
    tx: &mut Tx,
    who: &Person,
    order: &Order,
    one: &mut Cancellation,
    stands: &Standing,
    link: &NewLink,
) -> Outcome<()> {
    let leave = ASK.admit(one.state, stands, &waiting(one, Asking::default()), &[])?;
    if leave.idle {
        return Ok(());
    }
    one.said.disputed = Mark::default();
    heard::make(tx, who.id, (order.id, one.id), &Shown::of(order, one).json()?, link)?;
    let lang = customer_lang(tx, order)?;
    let words = [
        lang.ta("heard-mail", &[("number", one.number.clone())]),
        lang.ta("heard-mail-link", &[("link", placeholder(link.id))]),
    ];
    notices::to_customer(tx, who, order, Notice::Heard, &words)?;
    cancellation::advance(tx, who, order, one, &leave, json!({ "link": link.id }))
}

/// `POST /cancellations/{id}/links`
pub async fn send(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<Id>,
    body: Body<PressForm>,
) -> Result<Response, Failure> {
    let act = AskAgain { cancellation: id, link: NewLink::made(&app), form: body.value };
    match app.perform_once(ask.who()?, body.once, act).await {
        Ok(link) => {
            let done = json!({ "id": id, "link": app.config().heard_address(link) });
            Ok(ask.see(&format!("/cancellations/{id}"), &done))
        }
        Err(trouble) => cancel_page::done(&app, &ask, id, body.raw, Err(trouble)).await,
    }
}

pub struct AskAgain {
    pub cancellation: Id,
    pub link: NewLink,
    pub form: PressForm,
}

impl Act for AskAgain {
    type Done = Id;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Id> {
        let mut desk = cancellation::desk(tx, who, self.cancellation, &self.form.lock)?;
        ask(tx, who, &desk.order, &mut desk.one, &desk.stands, &self.link)?;
        Ok(self.link.id)
    }
}

/// `POST /cancellations/{id}/reminders`; `from` leads back to the list.
pub async fn remind(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<Id>,
    body: Body<RemindForm>,
) -> Result<Response, Failure> {
    let done = app.perform_once(ask.who()?, body.once, RemindOfCancellation { cancellation: id }).await;
    match body.value.list() {
        Some(list) if done.is_ok() => Ok(ask.see(&list, &json!({ "id": id }))),
        _ => cancel_page::done(&app, &ask, id, body.raw, done).await,
    }
}

pub struct RemindOfCancellation {
    pub cancellation: Id,
}

impl Act for RemindOfCancellation {
    type Done = Id;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Id> {
        reminded(tx, who, self.cancellation, &REMIND_NOW)?;
        Ok(self.cancellation)
    }
}

pub fn reminded(tx: &mut Tx, who: &Person, id: Id, step: &'static Step<CancelState, Waiting>) -> Outcome<()> {
    let desk = cancellation::desk(tx, who, id, "")?;
    let facts = waiting(&desk.one, Asking::gather(tx, &desk.order)?);
    let leave = step.admit(desk.one.state, &desk.stands, &facts, &[])?;
    if leave.idle {
        return Ok(());
    }
    let lang = customer_lang(tx, &desk.order)?;
    let mut words = vec![lang.ta("heard-mail", &[("number", desk.one.number.clone())])];
    let now = tx.now();
    if let Some(link) = heard::newest(tx, id)?.filter(|link| link.is_open(now)) {
        words.push(lang.ta("heard-mail-link", &[("link", placeholder(link.id))]));
    }
    let reminding = Reminding { step: leave.step, clause: leave.clause, notice: Notice::Unanswered, words: &words };
    intake::reminded(tx, who, &desk.order, &reminding).map(|_| ())
}

/// What stands on the cancellation's page: the newest link and what was said.
pub struct Heard {
    pub link: Option<Link>,
    pub open: bool,
    pub said: Vec<Said>,
    /// While his word is waited for.
    pub reminders: Option<Reminders>,
}

impl Heard {
    pub fn of(tx: &mut Tx, order: &Order, one: &Cancellation, stands: &Standing) -> Outcome<Heard> {
        let (link, now) = (heard::newest(tx, one.id)?, tx.now());
        let open = link.as_ref().is_some_and(|link| link.is_open(now));
        let asking = Asking::gather(tx, order)?;
        let facts = waiting(one, asking);
        let waits = one.state == CancelState::Draft && facts.oral && !facts.confirmed && !facts.disputed;
        let reminders = match waits {
            true => {
                let stopped = REMIND_NOW.stopped_by(one.state, stands, &facts, &[]);
                Some(Reminders::of(tx, order, (one.id, WAITS, Notice::Unanswered), asking, stopped)?)
            }
            false => None,
        };
        Ok(Heard { open, said: heard::answers(tx, one.id)?, link, reminders })
    }
}

/// The customer's words, with what proves them.
pub fn words(lang: Lang, of: About, said: &[Said], zone: &jiff::tz::TimeZone) -> Markup {
    html! {
        @for said in said {
            (word(lang, of, said, &moment(zone, said.at)))
            p.muted { (said.address) " · " (said.agent) " · " code.link-digest { (said.digest) } }
        }
    }
}

/// `GET /cancellations/{id}/links/{link}`
pub async fn page(State(app): State<App>, ask: Ask, Path((id, link)): Path<(Id, Id)>) -> Result<Response, Failure> {
    let (who, address) = (ask.who()?.clone(), app.config().heard_address(link));
    let (one, until) = app
        .read(move |tx| {
            let one = cancellation::fetch(tx, id)?;
            order::fetch(tx, &who, one.order)?;
            let link = heard::newest(tx, id)?.filter(|newest| newest.id == link).ok_or(Trouble::Hidden)?;
            let until = moment(&people::zone(tx)?, link.ends_at);
            Ok((one, link.is_open(tx.now()).then_some(until)))
        })
        .await?;
    Ok(address_page(&ask, &address, until, (&one.number, &one.href())))
}

/// The address and its code, to be copied or printed; `until`: while it leads somewhere.
pub fn address_page(ask: &Ask, address: &str, until: Option<String>, (number, href): (&str, &str)) -> Response {
    let title = ask.t("link-of-order");
    let body = html! {
        (ui::page_header(&title, number, html! {}))
        @if let Some(until) = until {
            (ui::card("", html! {}, html! {
                (ui::text("address", ask.t("link-address")).value(address).readonly(true).hint(Some(ask.ta("link-until", &[("until", until)]))))
                div.link-code { (PreEscaped(qr_svg(address))) }
                p { a href=(address) { (ask.t("link-open-it")) } }
            }))
        } @else { (ui::alert(Tone::Warn, ask.t("link-ended"), html! {})) }
    };
    let page = Page::new(title, "changes", body).crumb(number.to_string(), href.to_string());
    shell::page(ask, page)
}
