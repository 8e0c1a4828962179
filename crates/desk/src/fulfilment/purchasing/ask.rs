//! 4.2.2: suppliers are asked, and asked again: each time is a round of the negotiation. A mail in the supplier's
//! language with the inquiry as a PDF and a link on which to answer without a login.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use platform::act::{Act, App, OnceKey, Outcome};
use platform::day::Day;
use platform::files::{self, Stored};
use platform::i18n::Lang;
use platform::limits::TEXT_CHARS;
use platform::outbox::{Mail, queue_mail};
use platform::step::{By, Finding, Rule, Standing, Step, Weight};
use platform::trouble::{Fields, Say};
use platform::web::{Ask, Body, Failure};
use platform::who::{Person, Role};
use platform::{Fault, Id, Trouble, Tx};
use serde::Deserialize;
use serde_json::json;

use super::ask_rest::{self, ASK_REST};
use super::link::{self, Asked, NewLink};
use super::purchase::{self, Purchase, PurchaseState};
use super::{page, paper};
use crate::masters::{self, Supplier};
use crate::people::{self, Again};

/// Suppliers of one inquiry.
pub const SUPPLIERS_MAX: usize = 20;

/// `POST /purchases/{id}/inquiries`
pub async fn create(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<Id>,
    body: Body<AskForm>,
) -> Result<Response, Failure> {
    match inquire(&app, ask.who()?, id, body.value, body.once).await {
        Ok(()) => Ok(ask.see(&format!("/purchases/{id}"), &json!({ "id": id }))),
        Err(trouble) => page::again(&app, &ask, id, Again::after(&ask, body.raw, trouble)?).await,
    }
}

pub async fn inquire(app: &App, who: &Person, id: Id, form: AskForm, once: Option<OnceKey>) -> Outcome<()> {
    sent(app, who, id, (form, false), once).await
}

/// Prints the inquiry in the languages of those who are asked, then asks them: in another round, or (`rest`) those who
/// lost the question of this one.
pub(super) async fn sent(
    app: &App,
    who: &Person,
    id: Id,
    (form, rest): (AskForm, bool),
    once: Option<OnceKey>,
) -> Outcome<()> {
    let (chosen, printed) = (form.suppliers.clone(), form.clone());
    let papers = app
        .read(move |tx| {
            let purchase = purchase::fetch(tx, id)?;
            let mut langs: Vec<Lang> = masters::suppliers(tx, &chosen)?.values().map(|s| s.lang).collect();
            langs.sort_unstable_by_key(|lang| lang.code());
            langs.dedup();
            let mut papers = Vec::new();
            for lang in langs {
                papers.push((lang, paper::inquiry(tx, &purchase, lang, &printed.reply_by, &printed.message)?));
            }
            Ok(papers)
        })
        .await?;
    let mut stored = Vec::new();
    for (lang, pdf) in papers {
        stored.push((lang, keep(app, pdf).await?));
    }
    let links = form.suppliers.iter().take(SUPPLIERS_MAX + 1).map(|_| NewLink::made(app)).collect();
    app.perform_once(who, once, SendInquiry { purchase: id, form, rest, papers: stored, links }).await
}

/// A paper goes into the folder of files before the act that names it.
pub async fn keep(app: &App, pdf: Vec<u8>) -> Outcome<Stored> {
    let (folder, pdf) = (app.0.files.clone(), Arc::new(pdf));
    let kept = tokio::task::spawn_blocking(move || folder.keep(&pdf)).await;
    Ok(kept.map_err(|e| Fault::other("keep a file", e))??)
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct AskForm {
    pub lock: String,
    pub suppliers: Vec<Id>,
    pub reply_by: String,
    /// What is to be negotiated, or said beside the list of goods.
    pub message: String,
}

pub struct SendInquiry {
    pub purchase: Id,
    pub form: AskForm,
    /// No new round: who lost the question of this one is asked it again.
    pub rest: bool,
    /// The inquiry in each language.
    pub papers: Vec<(Lang, Stored)>,
    /// A link for each supplier that has none yet.
    pub links: Vec<NewLink>,
}

pub struct Facts {
    pub(super) suppliers: usize,
    blocked: Vec<String>,
    speechless: Vec<String>,
    behind: bool,
    /// A later round says what it is about.
    silent: bool,
}

pub const ASK: Step<PurchaseState, Facts> = Step {
    id: "purchase.ask",
    clause: "4.2.2",
    from: &[PurchaseState::Quoting],
    to: None,
    by: By::Roles(&[Role::Purchasing]),
    opens: &["await_quotes"],
    closes: &["send_rfq", "await_quotes", "award_purchase"],
    rules: &[
        Rule { id: "inquiry.suppliers", clause: "4.2.2", weight: Weight::Must, verdict: somebody },
        Rule { id: "inquiry.open", clause: "4.2.2", weight: Weight::Must, verdict: none_blocked },
        Rule { id: "inquiry.reachable", clause: "4.2.2", weight: Weight::Must, verdict: reachable },
        AHEAD,
        Rule { id: "inquiry.words", clause: "4.2.2", weight: Weight::Must, verdict: says_what },
    ],
};

pub(super) const AHEAD: Rule<Facts> =
    Rule { id: "inquiry.ahead", clause: "4.2.2", weight: Weight::Must, verdict: ahead };

fn fail_if(broken: bool, key: &'static str) -> Vec<Finding> {
    if broken { vec![Finding::fail(Say::new(key))] } else { Vec::new() }
}

fn somebody(facts: &Facts) -> Vec<Finding> {
    let fits = (1..=SUPPLIERS_MAX).contains(&facts.suppliers);
    if fits { Vec::new() } else { vec![Finding::fail(Say::new("inquiry-refused-nobody").arg("max", SUPPLIERS_MAX))] }
}

fn none_blocked(facts: &Facts) -> Vec<Finding> {
    facts.blocked.iter().map(|name| Finding::fail(Say::new("inquiry-refused-blocked").arg("name", name))).collect()
}

fn reachable(facts: &Facts) -> Vec<Finding> {
    facts.speechless.iter().map(|name| Finding::fail(Say::new("inquiry-refused-mail").arg("name", name))).collect()
}

fn ahead(facts: &Facts) -> Vec<Finding> {
    fail_if(facts.behind, "purchase-refused-day")
}

fn says_what(facts: &Facts) -> Vec<Finding> {
    fail_if(facts.silent, "inquiry-refused-words")
}

platform::sql! {
    ROUND = "INSERT INTO purchase_round (purchase, round, at, by_name, reply_by, message) VALUES ($1, $2, $3, $4, $5, $6)";
}

impl Act for SendInquiry {
    type Done = ();

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<()> {
        let mut purchase = purchase::held(tx, self.purchase, &self.form.lock)?;
        let mut wrong = Fields::none();
        let message = self.form.message.trim();
        if message.chars().count() as u64 > TEXT_CHARS.value {
            wrong.add("message", Say::new("note-text-long").arg("limit", TEXT_CHARS.value));
        }
        let Ok(reply_by) = self.form.reply_by.trim().parse::<Day>() else {
            wrong.add("reply_by", Say::new("masters-bad-date"));
            return Err(Trouble::Invalid(wrong));
        };
        wrong.check()?;
        let (chosen, facts) = self.facts(tx, &purchase, reply_by)?;
        let standing = Standing { roles: who.roles, ..Standing::default() };
        let step = if self.rest { &ASK_REST } else { &ASK };
        let leave = step.admit(purchase.state, &standing, &facts, &[])?;
        if leave.idle {
            return Ok(());
        }
        purchase.round += i64::from(!self.rest);
        purchase.reply_by = Some(reply_by);
        let (now, round) = (tx.now(), purchase.round);
        if !self.rest {
            tx.execute(&ROUND, &[&purchase.id, &round, &now, &who.name, &reply_by, &message])?;
        }
        let mut known: HashMap<Id, Asked> =
            link::of_purchase(tx, purchase.id)?.into_iter().map(|asked| (asked.supplier, asked)).collect();
        let papers = self.record(tx, who, &purchase)?;
        for (supplier, new) in chosen.iter().zip(&self.links) {
            let link = match known.remove(&supplier.id) {
                Some(asked) if self.rest => link::again(tx, &asked, asked.round, reply_by)?,
                Some(asked) => link::again(tx, &asked, round, reply_by)?,
                None => link::make(tx, &purchase, supplier.id, new, round, reply_by)?,
            };
            mail(tx, &purchase, supplier, link, reply_by, message, papers.get(&supplier.lang.code()).copied())?;
        }
        let names: Vec<&str> = chosen.iter().map(|supplier| supplier.code.as_str()).collect();
        let body = json!({"round": round, "suppliers": names, "reply_by": reply_by, "text": message});
        purchase::advance(tx, who, &purchase, &leave, body)
    }
}

impl SendInquiry {
    fn facts(&self, tx: &mut Tx, purchase: &Purchase, reply_by: Day) -> Outcome<(Vec<Supplier>, Facts)> {
        let mut ids = self.form.suppliers.clone();
        ids.sort_unstable();
        ids.dedup();
        let chosen: Vec<Supplier> = if self.rest {
            ask_rest::lost(tx, purchase)?.into_iter().filter(|supplier| ids.contains(&supplier.id)).collect()
        } else {
            let mut chosen: Vec<Supplier> = masters::suppliers(tx, &ids)?.into_values().collect();
            chosen.sort_by(|a, b| a.code.cmp(&b.code));
            chosen
        };
        let zone = people::zone(tx)?;
        let named = |test: fn(&Supplier) -> bool| chosen.iter().filter(|s| test(s)).map(|s| s.name.clone()).collect();
        let facts = Facts {
            suppliers: chosen.len(),
            blocked: named(|s| s.blocked),
            speechless: named(|s| !s.email.contains('@')),
            behind: reply_by < tx.now().day_in(&zone),
            silent: purchase.round > 0 && self.form.message.trim().is_empty(),
        };
        Ok((chosen, facts))
    }

    /// The cards of the papers, by language.
    fn record(&self, tx: &mut Tx, who: &Person, purchase: &Purchase) -> Outcome<HashMap<&'static str, Id>> {
        let mut cards = HashMap::new();
        for (lang, stored) in &self.papers {
            let name = format!("{}-{}.pdf", purchase.rfq_number, purchase.round);
            cards.insert(lang.code(), files::record(tx, stored, &name, "application/pdf", who.id)?);
        }
        Ok(cards)
    }
}

fn mail(
    tx: &mut Tx,
    purchase: &Purchase,
    supplier: &Supplier,
    link: Id,
    reply_by: Day,
    message: &str,
    file: Option<Id>,
) -> Outcome<()> {
    let company = masters::company(tx)?;
    let lang = supplier.lang;
    let args = [
        ("number", purchase.rfq_number.clone()),
        ("company", company.name),
        ("phone", company.phone),
        ("contact", supplier.contact.clone()),
        ("day", reply_by.to_string()),
        ("message", message.to_string()),
        ("link", link::placeholder(link)),
    ];
    let mail = Mail {
        to: supplier.email.clone(),
        subject: lang.ta("inquiry-mail-subject", &args[..2]),
        text: lang.ta("inquiry-mail-text", &args),
        html: None,
        attachments: file.into_iter().collect(),
    };
    queue_mail(tx, purchase.id, &mail)?;
    Ok(())
}
