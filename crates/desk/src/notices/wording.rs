//! The words of a notice in the customer's language: number, lines, promised days. No prices: who opens a mail by mistake
//! learns none.

use platform::i18n::Lang;

use super::tell::Notice;
use crate::masters::Company;
use crate::order::{Line, Order};

/// More lines than this are told as a number.
const LINES_MAX: usize = 60;

#[derive(Clone, Copy)]
pub struct Wording<'a> {
    pub lang: Lang,
    pub order: &'a Order,
    pub customer: &'a str,
    pub owner: &'a str,
    pub company: &'a Company,
    /// Why an order is declined; where it is signed.
    pub words: &'a [String],
}

pub fn subject(notice: Notice, w: &Wording<'_>) -> String {
    let text = w.lang.ta(
        &format!("notice-{notice}-subject"),
        &[("number", w.order.number.clone()), ("yours", yours(w)), ("company", w.company.name.clone())],
    );
    // A line break in a subject would begin another header.
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

pub fn mail(notice: Notice, w: &Wording<'_>) -> String {
    let t = |key: &str| w.lang.ta(key, &args(w));
    let mut parts = vec![t("notice-greeting"), t(&format!("notice-{notice}-lead"))];
    parts.extend(what(notice, w));
    parts.push(t(&format!("notice-{notice}-next")));
    parts.push(t("notice-sign"));
    parts.join("\n\n")
}

/// What the owner says on the telephone or writes on the fax.
pub fn script(notice: Notice, w: &Wording<'_>) -> String {
    let t = |key: &str| w.lang.ta(key, &args(w));
    let mut parts = vec![t("notice-call-opening"), t(&format!("notice-{notice}-lead"))];
    // Nobody can read a link out.
    let is_link = |words: &&String| ["{link:", "{change:", "{heard:"].iter().any(|begin| words.contains(begin));
    let spoken: Vec<String> = w.words.iter().filter(|words| !is_link(words)).cloned().collect();
    parts.extend(what(notice, &Wording { words: &spoken, ..*w }));
    parts.push(t(&format!("notice-{notice}-next")));
    parts.push(t("notice-call-closing"));
    parts.join("\n\n")
}

fn what(notice: Notice, w: &Wording<'_>) -> Option<String> {
    match notice {
        Notice::Accepted | Notice::Changed => Some(lines(w)),
        Notice::Declined
        | Notice::Reminder
        | Notice::Offer
        | Notice::Chase
        | Notice::Delay
        | Notice::Change
        | Notice::Heard
        | Notice::Unanswered
        | Notice::Pending
        | Notice::Cancelled
            if w.words.is_empty() =>
        {
            None
        }
        Notice::Reminder
        | Notice::Offer
        | Notice::Chase
        | Notice::Delay
        | Notice::Change
        | Notice::Heard
        | Notice::Unanswered
        | Notice::Pending => Some(w.words.join("\n\n")),
        Notice::Declined | Notice::Cancelled => {
            Some(w.words.iter().map(|reason| format!("- {reason}")).collect::<Vec<_>>().join("\n"))
        }
    }
}

fn lines(w: &Wording<'_>) -> String {
    let mut said: Vec<String> = w.order.lines.iter().take(LINES_MAX).map(|line| said(w.lang, line)).collect();
    if w.order.lines.len() > LINES_MAX {
        let more = w.order.lines.len() - LINES_MAX;
        said.push(w.lang.ta("notice-lines-more", &[("n", more.to_string())]));
    }
    said.join("\n")
}

fn said(lang: Lang, line: &Line) -> String {
    let day = line.promised_on.map_or_else(|| lang.t("notice-day-open"), |day| day.to_string());
    let goods: Vec<&str> =
        [&line.sku, &line.name, &line.spec].into_iter().map(|s| s.trim()).filter(|s| !s.is_empty()).collect();
    lang.ta(
        "notice-line",
        &[
            ("no", line.no.to_string()),
            ("goods", goods.join(" ")),
            ("quantity", format!("{} {}", line.quantity.page(), line.unit)),
            ("day", day),
        ],
    )
}

fn args(w: &Wording<'_>) -> Vec<(&'static str, String)> {
    let contact =
        if w.order.head.contact.name.trim().is_empty() { w.customer } else { w.order.head.contact.name.trim() };
    vec![
        ("contact", contact.to_string()),
        ("customer", w.customer.to_string()),
        ("number", w.order.number.clone()),
        ("yours", yours(w)),
        ("owner", w.owner.to_string()),
        ("company", w.company.name.clone()),
        ("phone", w.company.phone.clone()),
    ]
}

fn yours(w: &Wording<'_>) -> String {
    let no = w.order.customer_order_no.trim();
    if no.is_empty() { "–".into() } else { no.to_string() }
}
