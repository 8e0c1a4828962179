//! 3.2.4 counter-proposal: what we could do instead. The customer reads it on his link and accepts, refuses, or says what
//! he would take; the answer stands in the log and is the owner's duty. One is open at a time.

use axum::extract::{Path, State};
use axum::response::Response;
use platform::act::{Act, App, Outcome};
use platform::day::Instant;
use platform::db::Row;
use platform::history::{self, Entry};
use platform::i18n::Lang;
use platform::limits::TEXT_CHARS;
use platform::step::{By, Leave, Rule, Step, Weight};
use platform::trouble::Fields;
use platform::web::{Ask, Body, Failure};
use platform::who::Person;
use platform::{Fault, Id, Trouble, Tx};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::super::link::{self, NewLink};
use super::{about, bounded, failing};
use crate::masters;
use crate::notices::{self, Notice};
use crate::order::{self, About, NewTalk, Order, Side, TalkBy, TalkKind, duty};

platform::words! {
    pub enum OfferState {
        New = "new",
        Open = "open",
        Accepted = "accepted",
        Refused = "refused",
        Countered = "countered",
        TakenBack = "taken_back",
    }
}

#[derive(Clone, Debug, Serialize)]
pub struct Offer {
    pub id: Id,
    pub revision: i64,
    pub round: i64,
    #[serde(flatten)]
    pub about: About,
    pub text: String,
    pub state: OfferState,
    pub made_at: Instant,
    pub made_by: Id,
    pub answered_at: Option<Instant>,
    pub answered_by: String,
    pub answer: String,
}

platform::sql! {
    PUT = "INSERT INTO offer (id, order_id, revision, round, line_no, field, reason, text, state, made_at, made_by, \
        answered_by, answer, address, agent) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, '', '', '', '')";
    OF_ORDER = "SELECT id, revision, round, line_no, field, reason, text, state, made_at, made_by, answered_at, \
        answered_by, answer FROM offer WHERE order_id = $1 ORDER BY made_at DESC, id DESC LIMIT 50";
    END = "UPDATE offer SET state = $1, answered_at = $2, answered_by = $3, answer = $4, address = $5, agent = $6 \
        WHERE id = $7 AND state = 'open'";
}

/// The order's counter-proposals, the newest first.
pub fn offers(tx: &mut Tx, order: Id) -> Outcome<Vec<Offer>> {
    Ok(tx.list(&OF_ORDER, &[&order], read)?)
}

fn read(row: &Row<'_>) -> Result<Offer, Fault> {
    Ok(Offer {
        id: row.get(0)?,
        revision: row.get(1)?,
        round: row.get(2)?,
        about: About { line: row.get(3)?, field: row.get(4)?, reason: row.get(5)? },
        text: row.get(6)?,
        state: row.get(7)?,
        made_at: row.get(8)?,
        made_by: row.get(9)?,
        answered_at: row.get(10)?,
        answered_by: row.get(11)?,
        answer: row.get(12)?,
    })
}

/// `POST /orders/{id}/offers`
pub async fn create(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<Id>,
    body: Body<OfferForm>,
) -> Result<Response, Failure> {
    let act = MakeOffer { order: id, form: body.value, link: NewLink::made(&app) };
    let offer = app.perform_once(ask.who()?, body.once, act).await?;
    Ok(ask.see(&format!("/orders/{id}?tab=talks"), &json!({ "id": offer })))
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct OfferForm {
    pub line: String,
    pub field: String,
    pub reason: String,
    pub text: String,
}

pub struct MakeOffer {
    pub order: Id,
    pub form: OfferForm,
    /// Where the customer answers, if no link of his leads there yet.
    pub link: NewLink,
}

impl Act for MakeOffer {
    type Done = Id;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Id> {
        let order = order::fetch_seen(tx, who, self.order, None)?;
        let (form, mut fields) = (&self.form, Fields::none());
        let about = about(&mut fields, &order, &form.line, &form.field, &form.reason);
        let text = bounded(&mut fields, "text", &form.text, TEXT_CHARS.value);
        fields.check()?;
        let open = offers(tx, order.id)?.iter().any(|offer| offer.state == OfferState::Open);
        let making = Making { order_open: order.approval.is_open_to_edit(), words: !text.is_empty(), open };
        let stands = order::standing(tx, who, &order)?;
        let leave = MAKE.admit(OfferState::New, &stands, &making, &[])?;
        if leave.idle {
            return Ok(order.id);
        }
        self.put(tx, who, &order, &about, text, &leave)
    }
}

impl MakeOffer {
    fn put(
        &self,
        tx: &mut Tx,
        who: &Person,
        order: &Order,
        about: &About,
        text: &str,
        leave: &Leave<OfferState>,
    ) -> Outcome<Id> {
        let (id, now) = (tx.new_id(), tx.now());
        let (line, field) = (about.line, about.field);
        tx.execute(
            &PUT,
            &[
                &id,
                &order.id,
                &order.revision,
                &order.round,
                &line,
                &field,
                &about.reason,
                &text,
                &leave.to,
                &now,
                &who.id,
            ],
        )?;
        let link = match link::open_of(tx, order)? {
            Some(link) => link,
            None => {
                link::make(tx, who, order, &self.link)?;
                self.link.id
            }
        };
        note(
            tx,
            who,
            order,
            leave,
            &Noted {
                offer: id,
                kind: TalkKind::Offered,
                side: Side::House,
                name: &who.name,
                medium: TalkBy::Link,
                about,
                text,
            },
        )?;
        let lang = masters::customer(tx, order.customer)?.map_or(Lang::Hant, |customer| customer.lang);
        let where_to = lang.ta("notice-offer-link", &[("link", link::placeholder(link))]);
        notices::to_customer(tx, who, order, Notice::Offer, &[text.to_string(), where_to])?;
        Ok(id)
    }
}

/// What a counter-proposal rests on.
pub struct Making {
    pub order_open: bool,
    pub words: bool,
    /// Another one waits for its answer.
    pub open: bool,
}

pub const MAKE: Step<OfferState, Making> = Step {
    id: "offer.make",
    clause: "3.2.4",
    from: &[OfferState::New],
    to: Some(OfferState::Open),
    by: By::Owner,
    opens: &["answer_offer"],
    closes: &["settle_offer"],
    rules: &[
        Rule {
            id: "offer.order_open",
            clause: "3.2.2",
            weight: Weight::Must,
            verdict: |making| failing(making.order_open, "offer-order-closed"),
        },
        Rule {
            id: "offer.words",
            clause: "3.2.4",
            weight: Weight::Must,
            verdict: |making| failing(making.words, "offer-words-missing"),
        },
        Rule {
            id: "offer.one",
            clause: "3.2.4",
            weight: Weight::Must,
            verdict: |making| failing(!making.open, "offer-open-already"),
        },
    ],
};

/// The customer's own answer, on his link.
pub struct Reply {
    pub order_open: bool,
    pub link_open: bool,
    pub text: String,
}

const fn answering(id: &'static str, to: OfferState, rules: &'static [Rule<Reply>]) -> Step<OfferState, Reply> {
    Step {
        id,
        clause: "3.2.4",
        from: &[OfferState::Open],
        to: Some(to),
        by: By::Customer,
        opens: &["settle_offer"],
        closes: &["answer_offer", "remind_customer"],
        rules,
    }
}

pub const ACCEPT: Step<OfferState, Reply> = answering("offer.accept", OfferState::Accepted, &[LINK, OPEN]);
pub const REFUSE: Step<OfferState, Reply> = answering("offer.refuse", OfferState::Refused, &[LINK, OPEN]);
pub const COUNTER: Step<OfferState, Reply> = answering("offer.counter", OfferState::Countered, &[LINK, OPEN, WORDS]);

const LINK: Rule<Reply> = Rule {
    id: "reply.link",
    clause: "3.2.4",
    weight: Weight::Must,
    verdict: |reply| failing(reply.link_open, "link-ended"),
};
const OPEN: Rule<Reply> = Rule {
    id: "reply.order_open",
    clause: "3.2.2",
    weight: Weight::Must,
    verdict: |reply| failing(reply.order_open, "offer-order-closed"),
};
const WORDS: Rule<Reply> = Rule {
    id: "reply.words",
    clause: "3.2.4",
    weight: Weight::Must,
    verdict: |reply| failing(!reply.text.is_empty(), "offer-counter-words"),
};

/// An answer as it reached us.
pub struct Replied<'a> {
    pub name: &'a str,
    pub medium: TalkBy,
    pub text: &'a str,
    pub address: &'a str,
    pub agent: &'a str,
}

/// Ends an open offer with what became of it: row, log, duties and history.
pub fn reply(
    tx: &mut Tx,
    who: &Person,
    order: &Order,
    offer: &Offer,
    leave: &Leave<OfferState>,
    said: &Replied<'_>,
) -> Outcome<()> {
    let now = tx.now();
    let ended = tx.execute(&END, &[&leave.to, &now, &said.name, &said.text, &said.address, &said.agent, &offer.id])?;
    if ended == 0 {
        return Err(Trouble::stale(order.id));
    }
    let (kind, side) = match leave.to {
        OfferState::Accepted => (TalkKind::Accepted, Side::Customer),
        OfferState::Refused => (TalkKind::Refused, Side::Customer),
        OfferState::Countered => (TalkKind::Countered, Side::Customer),
        _ => (TalkKind::TakenBack, Side::House),
    };
    let noted = Noted {
        offer: offer.id,
        kind,
        side,
        name: said.name,
        medium: said.medium,
        about: &offer.about,
        text: said.text,
    };
    note(tx, who, order, leave, &noted)
}

/// What goes into log and history of an offer.
struct Noted<'a> {
    offer: Id,
    kind: TalkKind,
    side: Side,
    name: &'a str,
    medium: TalkBy,
    about: &'a About,
    text: &'a str,
}

fn note(tx: &mut Tx, who: &Person, order: &Order, leave: &Leave<OfferState>, noted: &Noted<'_>) -> Outcome<()> {
    let by = (who.via != platform::who::Via::Link).then_some(who.id);
    let talk = NewTalk {
        kind: noted.kind,
        side: noted.side,
        name: noted.name,
        by_person: by,
        medium: noted.medium,
        about: noted.about,
        text: noted.text,
        offer: Some(noted.offer),
        source: None,
    };
    order::add_talk(tx, order, &talk)?;
    for kind in leave.closes {
        duty::close(tx, order.id, kind, by.map(|_| who), "done")?;
    }
    for kind in leave.opens {
        duty::open(tx, order, kind)?;
    }
    let body = json!({ "offer": noted.offer, "name": noted.name, "medium": noted.medium, "about": noted.about, "text": noted.text });
    let rows = order::rows_digest(order)?;
    history::append(tx, who, &Entry { chain: order.id, step: leave.step, clause: leave.clause, body, rows })?;
    // While an offer waits for its answer it is the customer's turn (1.3.2).
    duty::turn(tx, who, order)
}
