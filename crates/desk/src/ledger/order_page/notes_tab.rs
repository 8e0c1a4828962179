//! What was said about the order: talks with the customer, questions to departments with their answers, comments; and
//! the forms that add to it (1.3.3, 2.2.2b).

use maud::{Markup, html};
use platform::act::Outcome;
use platform::web::ui::{self, Choice, Moment, Tone};
use platform::who::Role;
use platform::{Id, Tx};

use super::Shown;
use crate::order::{Asks, CONCERNED, Note, NoteKind, Verdict, WAIVE, WITH_CUSTOMERS, notes};

/// Ways in which one talks with a customer.
const MEDIA: &[&str] = &["phone", "visit", "email", "fax", "chat"];

pub fn draw(tx: &mut Tx, shown: &Shown) -> Outcome<Markup> {
    let all: Vec<Note> = notes(tx, shown.order.id)?.into_iter().filter(|note| note.is_for(&shown.who)).collect();
    let open: Vec<&Note> = open_questions(&all);
    let writes = shown.who.roles.any(CONCERNED);
    let mut forms = Vec::new();
    if writes {
        // Nobody is asked about an order that is over.
        let over = shown.order.approval.is_final();
        for question in to_answer(&all).filter(|question| !over && asked_of(shown, question)) {
            forms.push(answer_form(shown, question, tx.new_id()));
        }
        for question in open.iter().filter(|question| question.required) {
            if WAIVE.offered(shown.order.approval, &shown.stands) {
                forms.push(waiver_form(shown, question, tx.new_id()));
            }
        }
        if !over {
            forms.push(question_form(shown, tx.new_id()));
        }
        if shown.who.roles.any(WITH_CUSTOMERS) {
            forms.push(contact_form(shown, tx.new_id()));
        }
        forms.push(comment_form(shown, tx.new_id()));
    }
    let stream = html! { div id="notes" { (stream(shown, &all)) } };
    Ok(ui::main_aside(
        ui::card(shown.t("ledger-tab-notes"), html! {}, stream),
        html! { @for form in &forms { (form) } },
    ))
}

fn open_questions(all: &[Note]) -> Vec<&Note> {
    let answered = |id: Id| all.iter().any(|note| note.answers == Some(id));
    all.iter().filter(|note| note.kind == NoteKind::Question && !answered(note.id)).collect()
}

/// What has no answer yet, and what was answered with less than a yes to everything: one may find a way later.
fn to_answer(all: &[Note]) -> impl Iterator<Item = &Note> {
    all.iter().filter(|note| note.kind == NoteKind::Question).filter(|question| {
        let last = all.iter().rev().find(|note| note.answers == Some(question.id));
        let settled = |answer: &Note| answer.verdict == Some(Verdict::Yes) && answer.lines.is_empty();
        last.is_none_or(|answer| question.asks != Asks::Words && !settled(answer))
    })
}

fn asked_of(shown: &Shown, question: &Note) -> bool {
    Role::from_code(&question.medium).is_some_and(|role| shown.who.is(role))
}

fn stream(shown: &Shown, all: &[Note]) -> Markup {
    if all.is_empty() {
        return ui::empty_state(shown.t("ledger-no-notes"), shown.t("ledger-no-notes-text"), html! {});
    }
    let moments: Vec<Moment> = all.iter().rev().map(|note| moment(shown, note, all)).collect();
    ui::timeline(&moments)
}

fn moment(shown: &Shown, note: &Note, all: &[Note]) -> Moment {
    let waits = note.kind == NoteKind::Question && !all.iter().any(|other| other.answers == Some(note.id));
    let with = match note.kind {
        NoteKind::Question => shown.t(&format!("role-{}", note.medium)),
        NoteKind::Contact if !note.medium.is_empty() => shown.t(&format!("channel-{}", note.medium.replace('_', "-"))),
        _ => String::new(),
    };
    let to = note.answers.and_then(|id| all.iter().find(|other| other.id == id));
    Moment {
        at: note.at.to_string(),
        at_shown: shown.moment(note.at),
        who: note.by_name.clone(),
        what: html! {
            span id={ "note-" (note.id) } { strong { (shown.t(&format!("note-kind-{}", note.kind))) } }
            @if !with.is_empty() { " · " (with) }
            @if waits { " " (ui::badge(Tone::Warn, shown.t("ledger-waits-for-answer"))) }
            @if let Some(verdict) = note.verdict { " " (ui::badge(if verdict == Verdict::Yes { Tone::Good } else { Tone::Bad }, shown.t(&format!("reply-verdict-{verdict}")))) }
            @if let Some(day) = note.day { " " (shown.lang.ta("reply-until", &[("day", day.to_string())])) }
            @if !note.lines.is_empty() { " " (shown.lang.ta("reply-for-lines", &[("lines", numbers(shown, note))])) }
            @if waits && note.required { " " (ui::badge(Tone::Bad, shown.t("ledger-answer-required"))) " " (ui::clause("1.3.3")) }
        },
        tone: if waits { Tone::Warn } else { Tone::Quiet },
        clause: None,
        more: Some(html! {
            @if let Some(question) = to { p { q { (question.text) } } }
            @for line in note.text.lines() { p { (line) } }
        }),
    }
}

fn numbers(shown: &Shown, note: &Note) -> String {
    let lines = shown.order.lines.iter().filter(|line| note.lines.contains(&line.id));
    lines.map(|line| line.no.to_string()).collect::<Vec<_>>().join(", ")
}

fn form(shown: &Shown, kind: NoteKind, token: Id, clause: &str, inside: Markup) -> Markup {
    let title = shown.t(&format!("step-order-{kind}"));
    ui::card(
        title.clone(),
        ui::clause(clause),
        html! {
            form method="post" action={ "/orders/" (shown.order.id) "/notes" } data-guard {
                (ui::form_token(token)) (ui::hidden("kind", kind))
                (inside)
                (ui::button(title))
            }
        },
    )
}

fn words(shown: &Shown, id: &str) -> ui::Field {
    ui::textarea("text", shown.t("ledger-note-text")).id(id).required()
}

fn question_form(shown: &Shown, token: Id) -> Markup {
    let departments = Role::DEPARTMENTS.iter().map(|role| Choice::new(role.code(), shown.t(&format!("role-{role}"))));
    let departments: Vec<Choice> = departments.collect();
    form(
        shown,
        NoteKind::Question,
        token,
        "1.3.3",
        html! {
            (ui::select("medium", shown.t("ledger-ask-whom"), departments).id("f-question-medium"))
            (ui::select("asks", shown.t("reply-asks"), [Asks::Words, Asks::Day].map(|asks| Choice::new(asks.code(), shown.t(&format!("reply-asks-{asks}"))))).id("f-question-asks"))
            (ui::text("lines", shown.t("reply-lines")).id("f-question-lines").hint(Some(shown.t("reply-lines-hint"))))
            (words(shown, "f-question-text"))
            @if shown.stands.acting_manager && shown.order.approval.is_undecided() {
                (ui::checkbox("required", shown.t("ledger-require-answer"), "yes", false).id("f-question-required"))
            }
        },
    )
}

/// The manager decides without an answer that he wanted first.
fn waiver_form(shown: &Shown, question: &Note, token: Id) -> Markup {
    ui::card(
        shown.t("step-order-waive-answer"),
        ui::clause("1.3.3"),
        html! {
            form method="post" action={ "/orders/" (shown.order.id) "/notes/" (question.id) "/waiver" } {
                (ui::form_token(token))
                p { q { (question.text) } }
                (ui::button(shown.t("step-order-waive-answer")))
            }
        },
    )
}

fn answer_form(shown: &Shown, question: &Note, token: Id) -> Markup {
    form(
        shown,
        NoteKind::Answer,
        token,
        "1.3.3",
        html! {
            p { q { (question.text) } " – " (question.by_name) }
            (ui::hidden("answers", question.id))
            @let verdicts = [Verdict::Yes, Verdict::No].map(|verdict| Choice::new(verdict.code(), shown.t(&format!("reply-verdict-{verdict}"))));
            @let verdict = ui::radios("verdict", shown.t("reply-verdict"), verdicts).id(format!("f-verdict-{}", question.id));
            @if question.asks == Asks::Words { (verdict) } @else { (verdict.required()) }
            (ui::text("lines", shown.t("reply-lines")).value(numbers(shown, question)).id(format!("f-lines-{}", question.id)).hint(Some(shown.t("reply-lines-hint"))))
            (ui::date("day", shown.t("reply-day")).id(format!("f-day-{}", question.id)).hint(Some(shown.t("reply-day-hint"))))
            (words(shown, &format!("f-answer-{}", question.id)))
        },
    )
}

fn contact_form(shown: &Shown, token: Id) -> Markup {
    let media: Vec<Choice> = MEDIA.iter().map(|m| Choice::new(*m, shown.t(&format!("channel-{m}")))).collect();
    form(
        shown,
        NoteKind::Contact,
        token,
        "2.2.2b",
        html! {
            (ui::select("medium", shown.t("ledger-contact-by"), media).id("f-contact-medium"))
            (words(shown, "f-contact-text"))
        },
    )
}

fn comment_form(shown: &Shown, token: Id) -> Markup {
    form(shown, NoteKind::Comment, token, "1.3.3", words_only(shown))
}

fn words_only(shown: &Shown) -> Markup {
    html! { (words(shown, "f-comment-text")) }
}
