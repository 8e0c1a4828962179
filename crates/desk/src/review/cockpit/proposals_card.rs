//! What the manager asks of finance and of the executive, and their answers.

use maud::{Markup, html};
use platform::i18n::Lang;
use platform::money::Money;
use platform::web::ui::{self, Tone};
use platform::who::Role;

use super::super::checks::is_red;
use super::super::decline_returned;
use super::super::shown::{clock, money};
use super::super::verdicts::payment;
use super::View;
use crate::order::{Approval, Proposal, ProposalKind, ProposalState};

pub fn card(lang: Lang, view: &View) -> Markup {
    let wanted: Vec<ProposalKind> = ProposalKind::ALL.iter().copied().filter(|kind| is_wanted(view, *kind)).collect();
    if wanted.is_empty() && view.proposals.is_empty() {
        return html! {};
    }
    ui::card(
        lang.t("proposals-title"),
        html! {},
        html! {
            @for proposal in &view.proposals { (shown(lang, view, proposal)) }
            @for kind in wanted { (asking(lang, view, kind)) }
        },
    )
}

/// A red check that only somebody else can pass, and nobody was asked yet.
fn is_wanted(view: &View, kind: ProposalKind) -> bool {
    let rules: &[&str] = match kind {
        ProposalKind::Consent => &["price.consent", "major.consent"],
        ProposalKind::ReleaseCredit => &["payment.term", "payment.credit", "payment.overdue"],
        // Its owner proposes it, from the order's page.
        ProposalKind::DeclineReturned => &[],
    };
    let open = view.proposals.iter().any(|p| p.kind == kind && p.state == ProposalState::Open);
    let may_ask = view.who.roles.any(&[Role::Manager, Role::Specialist]);
    !open
        && may_ask
        && view.order.approval == Approval::FinalReview
        && view.found.iter().any(|broken| is_red(broken) && rules.contains(&broken.rule))
}

fn name(lang: Lang, kind: ProposalKind) -> String {
    lang.t(&format!("proposal-{}", kind.code().replace('_', "-")))
}

fn asking(lang: Lang, view: &View, kind: ProposalKind) -> Markup {
    let token = if kind == ProposalKind::Consent { view.tokens[3] } else { view.tokens[4] };
    let step = format!("step-order-ask-{}", kind.code().replace('_', "-"));
    html! {
        form method="post" action={ "/orders/" (view.order.id) "/proposals" } {
            (ui::form_token(token))
            (ui::hidden("kind", kind))
            (ui::text("text", lang.t(&format!("proposal-ask-{}", kind.code().replace('_', "-")))).id(format!("ask-{kind}")).required())
            (ui::button(lang.t(&step)))
        }
    }
}

fn shown(lang: Lang, view: &View, proposal: &Proposal) -> Markup {
    let tone = match proposal.state {
        ProposalState::Open => Tone::Active,
        ProposalState::Accepted => Tone::Good,
        ProposalState::Refused => Tone::Bad,
        ProposalState::Moot => Tone::Quiet,
    };
    let currency = view.facts.company_currency;
    let decides = match proposal.kind {
        ProposalKind::Consent => view.who.is(Role::Executive),
        ProposalKind::ReleaseCredit => view.who.is(Role::Finance),
        ProposalKind::DeclineReturned => view.answers_decline == Some(proposal.id),
    };
    html! {
        section.proposal {
            p {
                strong { (name(lang, proposal.kind)) } " " (ui::status(tone, lang.t(&format!("proposal-state-{}", proposal.state))))
                " " (clock(proposal.asked_at, &view.zone)) " " (ui::clause(proposal.kind.clause()))
            }
            @if proposal.kind == ProposalKind::DeclineReturned { p { strong { (decline_returned::reason_words(lang, proposal)) } } }
            p { (proposal.asked_text) }
            @if let (Some(amount), Some(until)) = (proposal.amount, proposal.until) {
                p { (lang.ta("proposal-released", &[("amount", money(amount, currency)), ("until", until.to_string())])) }
            }
            @if !proposal.answer.is_empty() { p { "→ " (proposal.answer) } }
            @if proposal.state == ProposalState::Open && decides { (answering(lang, view, proposal)) }
        }
    }
}

fn answering(lang: Lang, view: &View, proposal: &Proposal) -> Markup {
    let amount = Money::from_minor(payment::after(&view.facts), view.facts.company_currency);
    let release = proposal.kind == ProposalKind::ReleaseCredit;
    let (yes, no) = match proposal.kind {
        ProposalKind::Consent => ("step-order-consent", "step-order-refuse-consent"),
        ProposalKind::ReleaseCredit => ("step-order-release-credit", "step-order-refuse-release-credit"),
        ProposalKind::DeclineReturned => ("step-order-accept-decline", "step-order-refuse-decline"),
    };
    html! {
        form method="post" action={ "/orders/" (view.order.id) "/proposals/" (proposal.id) "/answer" } {
            (ui::form_token(proposal.id))
            @if release {
                (ui::money("amount", lang.ta("release-amount", &[("currency", view.facts.company_currency.to_string())])).value(amount))
                (ui::date("until", lang.t("release-until")))
            }
            (ui::text("text", lang.t("proposal-answer")).id(format!("answer-{}", proposal.id)))
            (ui::primary(lang.t(yes)).sends("accepted", "yes"))
            (ui::button(lang.t(no)).sends("accepted", "no"))
        }
    }
}
