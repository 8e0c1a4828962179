//! 3.2.4: the talk with the customer, counter-proposals and their answers; 2.2.2b: that he understood.

use desk::intake::{
    self, AnswerOffer, ChaseNow, HeardForm, HeardOffer, LogTalk, MakeOffer, NewLink, OfferAnswer, OfferForm,
    OfferState, TakeBack, TalkForm, UnderstoodForm, UnderstoodHeard,
};
use desk::order;
use platform::Id;
use platform::act::Outcome;

use super::{confirm, words};
use crate::content::TALKS;
use crate::look::{About, Chance};
use crate::world::World;

const MEDIA: &[&str] = &["phone", "visit", "email", "fax", "chat"];
const FIELDS: &[&str] = &["", "price", "quantity", "requested_on", "place"];

pub async fn take(w: &mut World, c: &Chance, careful: bool) -> Option<Outcome<()>> {
    Some(match (&c.about, c.step) {
        (About::Order(id), "order.talk") => talk(w, c, *id, careful).await,
        (About::Order(id), "order.understood_heard") => understood(w, c, *id, careful).await,
        (About::Order(id), "offer.make") => make(w, c, *id, careful).await,
        (About::Offer { order, id }, "offer.take_back") => {
            let text = words(w, careful);
            w.does(&c.who, TakeBack { order: *order, offer: *id, text }).await.map(|_| ())
        }
        (About::Offer { order, .. }, "offer.remind_now") => {
            w.does(&c.who, ChaseNow { order: *order }).await.map(|_| ())
        }
        (About::Offer { order, id }, step) if step.starts_with("offer.heard_") => {
            let answer = step.trim_start_matches("offer.heard_").to_string();
            let medium = w.dice.pick(MEDIA).copied().unwrap_or("phone").to_string();
            let form = HeardForm { answer, name: "陳怡君".into(), medium, text: words(w, careful) };
            w.does(&c.who, HeardOffer { order: *order, offer: *id, form }).await.map(|_| ())
        }
        (About::Link { order, id }, "offer.accept" | "offer.refuse" | "offer.counter") => {
            reply(w, c, *order, *id, careful).await
        }
        _ => return None,
    })
}

async fn talk(w: &mut World, c: &Chance, order: Id, careful: bool) -> Outcome<()> {
    let pick = |w: &mut World, all: &[&str]| w.dice.pick(all).copied().unwrap_or("").to_string();
    let form = TalkForm {
        side: pick(w, &["customer", "house"]),
        name: "陳怡君".into(),
        medium: pick(w, MEDIA),
        line: pick(w, &["", "1"]),
        field: pick(w, FIELDS),
        reason: String::new(),
        text: if careful { pick(w, TALKS) } else { String::new() },
    };
    w.does(&c.who, LogTalk { order, form }).await.map(|_| ())
}

/// Heard on the telephone, or read in a paper of his.
async fn understood(w: &mut World, c: &Chance, id: Id, careful: bool) -> Outcome<()> {
    let papers = w.app.read(move |tx| order::sources(tx, id)).await?;
    let reply = papers.into_iter().find(|source| source.from_customer).filter(|_| w.dice.chance(50));
    let form = UnderstoodForm {
        medium: "phone".into(),
        name: if careful { "陳怡君".into() } else { String::new() },
        text: words(w, careful),
        source: reply.filter(|_| careful).map_or(String::new(), |source| source.id.to_string()),
    };
    w.does(&c.who, UnderstoodHeard { order: id, form }).await.map(|_| ())
}

async fn make(w: &mut World, c: &Chance, order: Id, careful: bool) -> Outcome<()> {
    let field = w.dice.pick(FIELDS).copied().unwrap_or("").to_string();
    let text = if careful { "可改為兩批交貨，單價不變。" } else { " " }.to_string();
    let form = OfferForm { line: "1".into(), field, reason: String::new(), text };
    let link = NewLink::made(&w.app);
    w.does(&c.who, MakeOffer { order, form, link }).await.map(|_| ())
}

/// The customer's own answer on his link.
async fn reply(w: &mut World, c: &Chance, order: Id, link: Id, careful: bool) -> Outcome<()> {
    let offers = w.app.read(move |tx| intake::offers(tx, order)).await?;
    let open = offers.iter().find(|offer| offer.state == OfferState::Open).or(offers.first());
    let offer = open.map_or(order, |offer| offer.id);
    let answer = c.step.trim_start_matches("offer.").to_string();
    let form = OfferAnswer { answer, text: words(w, careful).trim().to_string(), lang: String::new() };
    let act = AnswerOffer { token: confirm::secret(w, link), offer, form, origin: confirm::origin() };
    w.does(&c.who, act).await.map(|_| ())
}
