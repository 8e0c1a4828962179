//! 3.1.3, 4.3.4: the customer's side of a change: on a link without a login he confirms what he asked for, and later agrees
//! to the proposal or refuses it. What he says on paper is registered by the specialist; a refusal may be logged.

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use maud::{Markup, html};
use platform::act::{Act, App, Outcome};
use platform::history::hex;
use platform::i18n::Lang;
use platform::limits::FIELD_CHARS;
use platform::step::{By, Finding, Rule, Step, Weight};
use platform::trouble::Say;
use platform::web::ui;
use platform::web::{Ask, Body, Failure};
use platform::who::Person;
use platform::{Id, Trouble, Tx};
use serde::Deserialize;
use serde_json::{Value, json};

use super::draft::paper;
use super::propose::{is_present, money};
use super::remind::{ANSWERS, CONFIRMS};
use super::request::{self, Change, ChangeState, ENDED, Known, Mark, PRESENT, WRITTEN};
use super::{page, shown};
use crate::intake::{Origin, link_holder};
use crate::masters;
use crate::notices::{self, Notice};
use crate::order::{self, Order, shown_json};
use crate::people::Caller;
use crate::people::outside::{self, Wanted};
use crate::review::{self, bounded};

/// What stands in a waiting mail; the sender puts the address there.
fn placeholder(change: Id) -> String {
    format!("{{change:{change}}}")
}

pub fn customer_lang(tx: &mut Tx, order: &Order) -> Outcome<Lang> {
    Ok(masters::customer(tx, order.customer)?.map_or(Lang::Hant, |customer| customer.lang))
}

/// What was said on the telephone, or what we propose, goes to him and waits for his written word.
pub fn ask(tx: &mut Tx, who: &Person, order: &Order, change: &Change) -> Outcome<()> {
    let words = words(tx, order, change)?;
    notices::to_customer(tx, who, order, Notice::Change, &words).map(|_| ())
}

/// What is asked, and where he answers.
pub fn words(tx: &mut Tx, order: &Order, change: &Change) -> Outcome<[String; 2]> {
    let lang = customer_lang(tx, order)?;
    let asked = if change.state == ChangeState::Draft {
        lang.ta("change-mail-confirm", &[("number", change.number.clone())])
    } else {
        change.said.proposed.text.clone()
    };
    Ok([asked, lang.ta("change-mail-link", &[("link", placeholder(change.id))])])
}

/// His answer as it reached us.
pub struct Reply {
    pub name: bool,
    pub present: bool,
}

const NAME: Rule<Reply> = Rule {
    id: "change.signer",
    clause: "4.3.4",
    weight: Weight::Must,
    verdict: |reply| if reply.name { Vec::new() } else { vec![Finding::fail(Say::new("link-name-missing"))] },
};

const SHOWN: Rule<Reply> = Rule {
    id: "change.shown",
    clause: "4.3.4",
    weight: Weight::Must,
    verdict: |reply| if reply.present { Vec::new() } else { vec![Finding::fail(Say::new("change-refused-moved"))] },
};

const CONFIRM_NAME: Rule<Reply> = Rule { id: "change.confirmer", clause: "3.1.3", ..NAME };

/// What he read is what stands here: it may have been corrected since.
const CONFIRM_SHOWN: Rule<Reply> = Rule { id: "change.confirm_shown", clause: "3.1.3", ..SHOWN };

const fn his(id: &'static str, to: Option<ChangeState>, opens: &'static [&'static str]) -> Step<ChangeState, Reply> {
    Step {
        id,
        clause: "4.3.4",
        from: &[ChangeState::CustomerConsent],
        to,
        by: By::Customer,
        opens,
        closes: &[ANSWERS],
        rules: &[NAME, SHOWN],
    }
}

pub const AGREE: Step<ChangeState, Reply> = his("change.agree", None, &["carry_change"]);
pub const REFUSE: Step<ChangeState, Reply> = his("change.refuse", Some(ChangeState::RefusedByCustomer), &[]);
pub const CONFIRM: Step<ChangeState, Reply> = Step {
    id: "change.confirm_here",
    clause: "3.1.3",
    from: &[ChangeState::Draft],
    closes: &[CONFIRMS],
    rules: &[CONFIRM_NAME, CONFIRM_SHOWN],
    ..his("", None, &[])
};

pub const LOG_AGREED: Step<ChangeState, Known> = Step {
    id: "change.log_agreed",
    clause: "4.3.4",
    from: &[ChangeState::CustomerConsent],
    to: None,
    by: By::Owner,
    opens: &["carry_change"],
    closes: &[ANSWERS],
    rules: &[WRITTEN, PRESENT],
};

pub const LOG_REFUSED: Step<ChangeState, Known> = Step {
    id: "change.log_refused",
    to: Some(ChangeState::RefusedByCustomer),
    opens: &[],
    rules: &[ENDED],
    ..LOG_AGREED
};

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct AnswerForm {
    /// "agree" or "refuse".
    pub answer: String,
    pub source: String,
    pub text: String,
    pub lock: String,
}

/// `POST /changes/{id}/answers`
pub async fn log(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<Id>,
    body: Body<AnswerForm>,
) -> Result<Response, Failure> {
    let act = LogAnswer { change: id, form: body.value };
    page::done(&app, &ask, id, body.raw, app.perform_once(ask.who()?, body.once, act).await).await
}

pub struct LogAnswer {
    pub change: Id,
    pub form: AnswerForm,
}

impl Act for LogAnswer {
    type Done = Id;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Id> {
        let desk = request::desk(tx, who, self.change, &self.form.lock)?;
        let text = bounded("text", &self.form.text)?;
        let source = paper(tx, &desk.order, &self.form.source, desk.change.said.reviewed.at)?;
        let present = is_present(tx, &desk.order, &desk.change)?;
        let known = Known { written: source.is_some(), words: !text.is_empty(), present, ..Known::default() };
        let agrees = self.form.answer == "agree";
        let step = if agrees { &LOG_AGREED } else { &LOG_REFUSED };
        let leave = step.admit(desk.change.state, &desk.stands, &known, &[])?;
        if leave.idle {
            return Ok(self.change);
        }
        let medium = if agrees { "scan" } else { "logged" };
        let digest = desk.change.said.reviewed.digest.clone();
        let mark = Mark { source, medium: medium.into(), digest, ..Mark::of(tx, who, &text) };
        let body = json!({ "name": mark.name, "medium": mark.medium, "text": mark.text });
        answered(tx, who, desk, &leave, mark, body)?;
        Ok(self.change)
    }
}

fn answered(
    tx: &mut Tx,
    who: &Person,
    mut desk: request::Desk,
    leave: &platform::step::Leave<ChangeState>,
    mark: Mark,
    body: Value,
) -> Outcome<()> {
    if leave.from == ChangeState::Draft {
        desk.change.said.confirmed = mark;
    } else {
        desk.change.said.answered = mark;
    }
    request::advance(tx, who, &desk.order, &mut desk.change, leave, body)?;
    super::decide::tell_owner(tx, who, &desk.order, &desk.change, &desk.change.said.answered.text)
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct HisForm {
    pub name: String,
    /// "confirm", "agree" or "refuse".
    pub answer: String,
    pub text: String,
    /// Digest of what the page showed, in hexadecimal; a machine may leave it out.
    pub seen: String,
    pub lang: String,
}

pub struct HisAnswer {
    pub token: Vec<u8>,
    pub form: HisForm,
    pub origin: Origin,
}

impl Act for HisAnswer {
    type Done = Id;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Id> {
        let change = request::by_token(tx, &self.token)?.ok_or(Trouble::Hidden)?;
        let desk = request::desk(tx, who, change.id, "")?;
        let (name, text) = (self.form.name.trim(), bounded("text", &self.form.text)?);
        if name.chars().count() as u64 > FIELD_CHARS.value {
            return Err(Trouble::invalid("name", Say::new("intake-too-long").arg("limit", FIELD_CHARS.value)));
        }
        let digest = hex(&desk.change.said.difference.applied(tx, &desk.order)?.content_digest);
        let same = self.form.seen.is_empty() || self.form.seen == digest;
        let confirms = self.form.answer == "confirm";
        let present = same && (confirms || is_present(tx, &desk.order, &desk.change)?);
        let reply = Reply { name: !name.is_empty(), present };
        let step = match self.form.answer.as_str() {
            "confirm" => &CONFIRM,
            "agree" => &AGREE,
            _ => &REFUSE,
        };
        let leave = step.admit(desk.change.state, &desk.stands, &reply, &[])?;
        if leave.idle {
            return Ok(change.id);
        }
        let body = json!({ "name": name, "medium": "link", "text": text, "digest": digest,
            "address": self.origin.address, "agent": self.origin.agent });
        let mark = Mark { by: None, name: name.into(), medium: "link".into(), digest, ..Mark::of(tx, who, &text) };
        answered(tx, who, desk, &leave, mark, body)?;
        Ok(change.id)
    }
}

struct Seen {
    address: String,
    /// Digest of the secret.
    token: Vec<u8>,
    order: Order,
    next: Order,
    change: Change,
    lang: Lang,
    company: String,
    once: Id,
}

async fn opened(app: &App, caller: &Caller, token: &str, lang: &str) -> Outcome<Seen> {
    let (asked, address) = (Lang::from_code(lang), format!("/links/changes/{token}"));
    let find = move |tx: &mut Tx, digest: &[u8]| {
        let Some(change) = request::by_token(tx, digest)? else { return Ok(None) };
        let order = order::read_for_link(tx, change.order)?;
        let lang = match asked {
            Some(lang) => lang,
            None => customer_lang(tx, &order)?,
        };
        let (next, company) = (change.said.difference.applied(tx, &order)?, masters::company(tx)?.name);
        let (address, token, once) = (address.clone(), digest.to_vec(), tx.new_id());
        Ok(Some(Seen { address, token, order, next, change, lang, company, once }))
    };
    outside::opened(app, caller, token, find).await
}

/// `GET /links/changes/{token}`
pub async fn page(
    State(app): State<App>,
    caller: Caller,
    Path(token): Path<String>,
    Query(wanted): Query<Wanted>,
    ask: Ask,
) -> Result<Response, Failure> {
    let opened = opened(&app, &caller, &token, &wanted.lang).await;
    outside::shown(&ask, opened, |seen| drawn(seen, "", None))
}

/// `POST /links/changes/{token}/answer`
pub async fn answer(
    State(app): State<App>,
    caller: Caller,
    ask: Ask,
    Path(token): Path<String>,
    body: Body<HisForm>,
) -> Result<Response, Failure> {
    let seen = opened(&app, &caller, &token, &body.value.lang).await?;
    let origin = Origin::of(caller.0, &ask.headers);
    let who = link_holder(seen.change.id, &seen.order, seen.lang);
    let name = body.value.name.clone();
    let act = HisAnswer { token: seen.token.clone(), form: body.value, origin };
    let done = app.perform_once(&who, body.once, act).await.map(|_| ());
    let at = (seen.address.as_str(), seen.lang);
    outside::answered(&ask, at, done, StatusCode::OK, |trouble| drawn(&seen, &name, Some(trouble)))
}

fn drawn(seen: &Seen, name: &str, trouble: Option<&Trouble>) -> Response {
    let (lang, change) = (seen.lang, &seen.change);
    let title =
        lang.ta("change-link-title", &[("number", change.number.clone()), ("order", seen.order.number.clone())]);
    let body = html! {
        (ui::page_header(&title, "", html! {}))
        (outside::not_taken(lang, trouble))
        p { (shown::state(lang, change.state)) }
        @if !change.said.proposed.text.is_empty() && change.said.reviewed.is_set() { p { (change.said.proposed.text) } }
        @if change.said.surcharge != 0 {
            p { (lang.t("change-surcharge")) ": " strong { (money(&seen.order, change.said.surcharge).page()) } }
        }
        @if !change.state.is_final() {
            @let names = [lang.t("change-link-was"), lang.t("change-link-becomes")];
            (review::beside_as(lang, true, &names, &shown_json(&seen.order), &shown_json(&seen.next)))
        }
        (question(seen, name))
    };
    outside::letter_of(lang, &seen.company, (&title, &seen.address), trouble, body)
}

fn question(seen: &Seen, name: &str) -> Markup {
    let (lang, said) = (seen.lang, &seen.change.said);
    let form = |stem: &str, inside: Markup| {
        html! {
            form method="post" action={ (seen.address) "/answer" } {
                (ui::form_token(format!("{}-{stem}", seen.once))) (ui::hidden("lang", lang.tag())) (ui::hidden("seen", hex(&seen.next.content_digest)))
                (ui::text("name", lang.t("change-your-name")).id(format!("{stem}-name")).value(name).required())
                (inside)
            }
        }
    };
    html! {
        @if seen.change.state == ChangeState::Draft && said.oral && !said.confirmed.is_set() {
            h2 { (lang.t("change-link-confirm")) }
            (form("confirm", html! { (ui::primary(lang.t("change-link-yes")).sends("answer", "confirm")) }))
        }
        @if seen.change.state == ChangeState::CustomerConsent && !said.answered.is_set() {
            h2 { (lang.t("change-link-question")) }
            (form("agree", html! {
                (ui::textarea("text", lang.t("change-link-text")).id("agree-text"))
                (ui::primary(lang.t("change-link-agree")).sends("answer", "agree")) " "
                (ui::button(lang.t("change-link-refuse")).sends("answer", "refuse"))
            }))
        }
        @if said.answered.is_set() { p { (lang.ta("change-link-answered", &[("name", said.answered.name.clone())])) } }
    }
}
