//! The history as one stream, newest first: who did what, when, by which clause, on which ground, and what changed.
//! The hash that chains each entry to the one before stands behind the sign.

use maud::{Markup, html};
use platform::Tx;
use platform::act::Outcome;
use platform::history::{self, Written};
use platform::web::ui::{self, Chip, Moment, Tone};

use super::{Asked, Shown, history_body};
use crate::shell::step_key;

/// Entries of a page, and how many are looked through for those of one kind.
const SHOWN: usize = 40;
const CHUNK: i64 = 200;
const CHUNKS_MAX: usize = 10;

/// (kind, what its steps begin with): the filters of the stream.
const KINDS: &[(&str, &[&str])] = &[
    ("content", &["order.record", "order.save", "order.copy"]),
    (
        "review",
        &[
            "order.submit",
            "order.withdraw",
            "order.approve",
            "order.send_back",
            "order.return",
            "order.decline",
            "order.discard",
            "order.ask_",
            "order.release_credit",
            "order.consent",
            "order.refuse_",
            "order.batch",
            "review.",
        ],
    ),
    ("confirmation", &["confirmation.", "order.send_confirmation", "order.signed", "order.dispute"]),
    (
        "notes",
        &[
            "order.comment",
            "order.contact",
            "order.question",
            "order.answer",
            "order.require_answer",
            "order.waive_answer",
            "order.talk",
            "order.understood",
            "offer.",
            "notice.",
        ],
    ),
    ("documents", &["order.file"]),
    ("departments", &["dispatch.", "order.dispatch"]),
    ("manager", &["order.hold", "order.release", "order.reassign"]),
];

pub fn draw(tx: &mut Tx, shown: &Shown, asked: &Asked) -> Outcome<Markup> {
    let kind = KINDS.iter().find(|(key, _)| *key == asked.kind);
    let before = asked.before.parse().unwrap_or(i64::MAX);
    let (entries, more) = entries(tx, shown, kind.map(|(_, steps)| *steps), before)?;
    let mut moments = Vec::new();
    for entry in &entries {
        moments.push(moment(tx, shown, entry)?);
    }
    let stream = if moments.is_empty() {
        ui::empty_state(shown.t("ledger-no-history"), shown.t("ledger-no-history-text"), html! {})
    } else {
        ui::timeline(&moments)
    };
    let here = format!("/orders/{}?tab=history", shown.order.id);
    let narrowed = kind.map_or(here.clone(), |(key, _)| format!("{here}&kind={key}"));
    let after = entries.last().filter(|_| more).map(|entry| format!("{narrowed}&before={}", entry.seq));
    let first = (before != i64::MAX).then_some(narrowed);
    Ok(html! {
        (ui::chips(shown.t("ledger-history-kinds"), &chips(shown, &here, &asked.kind)))
        (ui::card("", html! {}, stream))
        @if first.is_some() || after.is_some() { (ui::pager(shown.lang, first.as_deref(), after.as_deref(), "")) }
    })
}

fn chips(shown: &Shown, here: &str, now: &str) -> Vec<Chip> {
    let all = Chip::new(shown.t("ledger-history-all"), here, now.is_empty());
    let kinds = KINDS.iter().map(|(key, _)| {
        Chip::new(shown.t(&format!("ledger-history-{key}")), format!("{here}&kind={key}"), now == *key)
    });
    std::iter::once(all).chain(kinds).collect()
}

/// A page of entries of one kind, and whether there are older ones.
fn entries(tx: &mut Tx, shown: &Shown, steps: Option<&[&str]>, before: i64) -> Outcome<(Vec<Written>, bool)> {
    let mut found = Vec::new();
    let mut before = before;
    for _ in 0..CHUNKS_MAX {
        let chunk = history::page(tx, shown.order.id, before, CHUNK)?;
        let whole = chunk.len() as i64 == CHUNK;
        let Some(oldest) = chunk.last().map(|entry| entry.seq) else { break };
        let fits = |entry: &Written| steps.is_none_or(|steps| steps.iter().any(|step| entry.step.starts_with(step)));
        found.extend(chunk.into_iter().filter(fits));
        if found.len() > SHOWN || !whole {
            break;
        }
        before = oldest;
    }
    let more = found.len() > SHOWN;
    found.truncate(SHOWN);
    Ok((found, more))
}

fn moment(tx: &mut Tx, shown: &Shown, entry: &Written) -> Outcome<Moment> {
    let body = history_body::draw(tx, shown, &entry.step, &entry.body)?;
    let via = (entry.via != "user").then(|| shown.t(&format!("ledger-via-{}", entry.via)));
    let who = via.map_or(entry.who_name.clone(), |via| format!("{} ({via})", entry.who_name));
    Ok(Moment {
        at: entry.at.to_string(),
        at_shown: shown.moment(entry.at),
        who,
        what: html! { strong { (shown.t(&step_key(&entry.step))) } },
        tone: tone(&entry.step),
        clause: Some(entry.clause.clone()).filter(|clause| !clause.is_empty()),
        more: Some(html! {
            (body)
            details.hash {
                summary { (ui::icon("hash")) " " (entry.seq) span.visually-hidden { " " (shown.t("ledger-hash")) } }
                code { (entry.hash) }
            }
        }),
    })
}

fn tone(step: &str) -> Tone {
    match step {
        "order.approve" => Tone::Good,
        "order.decline" | "order.discard" => Tone::Bad,
        "order.send_back" | "order.return" | "order.hold" => Tone::Warn,
        "order.submit" | "order.record" => Tone::Active,
        _ => Tone::Quiet,
    }
}
