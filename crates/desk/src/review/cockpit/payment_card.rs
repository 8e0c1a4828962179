//! 3.2.3c in a card: the term, the credit as a gauge, what is overdue, and how old the figures are.

use maud::{Markup, html};
use platform::i18n::Lang;
use platform::web::chart::{Chart, Point, gauge};
use platform::web::ui::{self, Tone};

use super::super::shown::{clock, money};
use super::super::verdicts::payment;
use super::{View, verdict_card};

pub fn card(lang: Lang, view: &View) -> Markup {
    let facts = &view.facts;
    let class = facts.customer.as_ref().map_or("–", |c| c.price_class.as_str());
    let allowed = if payment::is_allowed(facts) { "payment-term-allowed" } else { "payment-term-not" };
    let overdue = facts.credit.receivable.map_or(0, |r| r.overdue);
    let shown = |minor: i64| money(minor, facts.company_currency);
    let lead = html! {
        p { (lang.ta(allowed, &[("term", view.order.payment_term.clone()), ("class", class.to_string())])) }
        (credit_gauge(lang, view))
        p { (lang.t("payment-overdue")) " " strong.num { (shown(overdue)) } }
        p { small { (import_line(lang, view)) } }
    };
    verdict_card(lang, view, "payment", "3.2.3c", lead, evidence(lang, view))
}

/// For the drawing only: the figures beside it are exact.
fn drawn(minor: i64) -> f64 {
    minor as f64
}

fn credit_gauge(lang: Lang, view: &View) -> Markup {
    let credit = &view.facts.credit;
    let after = payment::after(&view.facts);
    let per_cent = match credit.limit {
        0 => "–".to_string(),
        limit => format!("{} %", i128::from(after) * 100 / i128::from(limit)),
    };
    let limit = money(credit.limit, view.facts.company_currency);
    let tone = if after > credit.limit { Tone::Bad } else { Tone::Good };
    let title = lang.t("payment-credit");
    let finding = lang.ta("payment-credit-finding", &[("percent", per_cent.clone()), ("limit", limit.clone())]);
    let (what, much) = (lang.t("payment-what"), lang.t("payment-much"));
    let chart = Chart { id: "credit", title: &title, finding: &finding, heads: (&what, &much) };
    let mark = Point::new(lang.t("payment-limit"), drawn(credit.limit), limit.clone());
    html! {
        p { (lang.t("payment-credit")) " " span.num { (limit) } }
        (gauge(&chart, drawn(after), drawn(credit.limit), &per_cent, tone, &[mark]))
    }
}

fn import_line(lang: Lang, view: &View) -> String {
    match view.facts.credit.receivable {
        Some(receivable) => lang.ta(
            "payment-import",
            &[("at", clock(receivable.as_of, &view.zone)), ("days", payment::import_age_days(&view.facts).to_string())],
        ),
        None => lang.t("payment-import-none"),
    }
}

fn evidence(lang: Lang, view: &View) -> Markup {
    let facts = &view.facts;
    let credit = &facts.credit;
    let shown = |minor: i64| html! { span.num { (money(minor, facts.company_currency)) } };
    let rate = facts.gross_company.map_or(html! { "–" }, shown);
    let rows = [
        (lang.t("payment-limit"), shown(credit.limit)),
        (lang.t("payment-open-orders"), html! { (shown(credit.open_orders)) " (" (credit.open_count) ")" }),
        (lang.t("payment-receivable"), shown(credit.receivable.map_or(0, |r| r.open))),
        (lang.t("payment-deposit"), shown(-credit.receivable.map_or(0, |r| r.deposit))),
        (lang.t("payment-this-order"), rate),
        (lang.t("payment-after"), shown(payment::after(facts))),
        (
            lang.t("payment-released"),
            html! { @if let Some(release) = &facts.release { (shown(release.amount)) " → " (release.until) } },
        ),
    ];
    ui::facts(rows)
}
