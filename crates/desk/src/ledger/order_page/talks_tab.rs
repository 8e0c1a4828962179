//! The whole conversation with the customer in one stream (2.2.2b, 3.2.4): calls and letters that were written down, what
//! he was told and reminded of, what he said on his link, what he sent; and the forms that add to it.

use std::collections::HashMap;

use maud::{Markup, html};
use platform::act::Outcome;
use platform::day::Instant;
use platform::web::ui::{self, Moment, Tone};
use platform::{Id, Tx};

use super::Shown;
use crate::order::{self, NoteKind, Side, Talk, TalkKind};
use crate::{intake, notices, people, review};

pub fn draw(tx: &mut Tx, shown: &Shown) -> Outcome<Markup> {
    let mut all = said(tx, shown)?;
    all.extend(written(tx, shown)?);
    all.extend(told(tx, shown)?);
    all.extend(sheets(tx, shown)?);
    all.extend(on_link(tx, shown)?);
    all.extend(sent_in(tx, shown)?);
    all.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    let moments: Vec<Moment> = all.into_iter().map(|(_, moment)| moment).collect();
    let stream = if moments.is_empty() {
        ui::empty_state(shown.t("talk-none"), shown.t("talk-none-text"), html! {})
    } else {
        ui::timeline(&moments)
    };
    let forms = intake::talk_forms(tx, &shown.who, &shown.order, shown.lang)?;
    Ok(ui::main_aside(ui::card(shown.t("ledger-tab-talks"), html! {}, stream), forms))
}

type Told = (Instant, Moment);

/// The negotiation.
fn said(tx: &mut Tx, shown: &Shown) -> Outcome<Vec<Told>> {
    let mut names: HashMap<Id, String> = HashMap::new();
    let mut all = Vec::new();
    for talk in order::talks(tx, shown.order.id)? {
        let writer = match talk.by_person {
            None => String::new(),
            Some(id) => match names.get(&id) {
                Some(name) => name.clone(),
                None => {
                    let name = people::name_of(tx, id)?;
                    names.insert(id, name.clone());
                    name
                }
            },
        };
        all.push((talk.at, one(shown, &talk, &writer)));
    }
    Ok(all)
}

fn one(shown: &Shown, talk: &Talk, writer: &str) -> Moment {
    let about = review::talk_about(shown.lang, &talk.about);
    let round = (talk.round > 0).then(|| shown.lang.ta("review-round", &[("n", talk.round.to_string())]));
    let tone = match talk.kind {
        TalkKind::Accepted | TalkKind::Understood => Tone::Good,
        TalkKind::Refused | TalkKind::Countered => Tone::Warn,
        _ if talk.side == Side::Customer => Tone::Active,
        _ => Tone::Quiet,
    };
    let clause = if talk.kind == TalkKind::Understood { "2.2.2b" } else { "3.2.4" };
    let what = html! {
        strong { (review::talk_kind(shown.lang, talk)) } " · " (shown.t(&format!("talk-medium-{}", talk.medium)))
        @if let Some(round) = round { " · " (round) }
    };
    let more = html! {
        @if !about.is_empty() { p.muted { (about) } }
        @for line in talk.text.lines() { p { (line) } }
        @if let Some(source) = talk.source {
            p { a href={ "/orders/" (shown.order.id) "/sources/" (source) } { (shown.t("talk-document")) } }
        }
        @if !writer.is_empty() && writer != talk.name { p.muted { (shown.lang.ta("talk-written-by", &[("name", writer.to_string())])) } }
    };
    moment(shown, talk.at, &talk.name, tone, what, Some(clause), more)
}

/// Contacts that were logged as notes.
fn written(tx: &mut Tx, shown: &Shown) -> Outcome<Vec<Told>> {
    let notes = order::notes(tx, shown.order.id)?.into_iter().filter(|note| note.kind == NoteKind::Contact);
    let told = notes.map(|note| {
        let medium = shown.lang.maybe(&format!("channel-{}", note.medium)).unwrap_or_default();
        let what = html! { strong { (shown.t("note-kind-contact")) } @if !medium.is_empty() { " · " (medium) } };
        let more = html! { @for line in note.text.lines() { p { (line) } } };
        (note.at, moment(shown, note.at, &note.by_name, Tone::Quiet, what, None, more))
    });
    Ok(told.collect())
}

/// What the customer was told, reminders among it.
fn told(tx: &mut Tx, shown: &Shown) -> Outcome<Vec<Told>> {
    let rows = notices::of_order(tx, shown.order.id)?.into_iter().map(|row| {
        let (kind, medium) = (format!("notice-kind-{}", row.kind), format!("notice-medium-{}", row.medium));
        let what = html! { strong { (shown.t(&kind)) } " · " (shown.t(&medium)) " " (row.address) };
        let more = html! {
            @if !row.outcome.is_empty() { p { (row.outcome) } }
            details { summary { (shown.t("notice-words")) } pre.notice-text { (notices::readable(shown.lang, &row.text)) } }
        };
        (row.made_at, moment(shown, row.made_at, &shown.owner_name, Tone::Quiet, what, Some(row.kind.clause()), more))
    });
    Ok(rows.collect())
}

/// Confirmation sheets that went out.
fn sheets(tx: &mut Tx, shown: &Shown) -> Outcome<Vec<Told>> {
    let sent = intake::sendings(tx, shown.order.id)?.into_iter().map(|sheet| {
        let medium = shown.t(&format!("intake-medium-{}", sheet.medium));
        let what = html! { strong { (shown.t("step-confirmation-send")) } " · " (medium) };
        (sheet.sent_at, moment(shown, sheet.sent_at, &shown.owner_name, Tone::Quiet, what, Some("3.1.3"), html! {}))
    });
    Ok(sent.collect())
}

/// Signed, disputed, understood on the link.
fn on_link(tx: &mut Tx, shown: &Shown) -> Outcome<Vec<Told>> {
    let answers = intake::link_answers(tx, shown.order.id)?.into_iter().map(|answer| {
        let tone = if answer.kind == intake::Said::Disputed { Tone::Warn } else { Tone::Good };
        let args = [("name", answer.name.clone()), ("at", shown.moment(answer.at))];
        let what = html! { strong { (shown.lang.ta(&format!("link-said-{}", answer.kind), &args)) } };
        let more = html! { @if !answer.text.is_empty() { p { q { (answer.text) } } } p.muted { (answer.address) } };
        (answer.at, moment(shown, answer.at, &answer.name, tone, what, Some("3.1.3"), more))
    });
    Ok(answers.collect())
}

/// Documents that came from the customer.
fn sent_in(tx: &mut Tx, shown: &Shown) -> Outcome<Vec<Told>> {
    let sources = order::sources(tx, shown.order.id)?.into_iter().filter(|source| source.from_customer);
    let told = sources.map(|source| {
        let place = format!("/orders/{}/sources/{}", shown.order.id, source.id);
        let what = html! { strong { (shown.t("talk-document")) } " · " a href=(place) { (source.name) } };
        (
            source.added_at,
            moment(shown, source.added_at, shown.customer_name(), Tone::Active, what, Some("1.3.1"), html! {}),
        )
    });
    Ok(told.collect())
}

fn moment(
    shown: &Shown,
    at: Instant,
    who: &str,
    tone: Tone,
    what: Markup,
    clause: Option<&str>,
    more: Markup,
) -> Moment {
    let clause = clause.map(str::to_string);
    Moment {
        at: at.to_string(),
        at_shown: shown.moment(at),
        who: who.to_string(),
        what,
        tone,
        clause,
        more: Some(more),
    }
}
