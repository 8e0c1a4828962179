//! The cancellation form as a PDF (4.4.1, 7.1): what stands on its page, to be printed, signed and filed.

use papers::pdf::{Brief, Piece, Section, brief};
use platform::Fault;
use platform::i18n::Lang;

use super::cancel_page::{Seen, stop_words};
use super::paper::paper_lang;
use super::propose::money;
use super::request::Mark;
use crate::ledger::duty_shown::moment;
use crate::masters::sees;

pub fn draw(lang: Lang, company: &str, seen: &Seen) -> Result<Vec<u8>, Fault> {
    let one = &seen.one;
    let paper = Brief {
        lang: paper_lang(lang),
        company: company.to_string(),
        title: format!("{} {} · {}", lang.t("cancel-form"), one.number, seen.order.number),
        notes: vec![moment(&seen.zone, one.made_at)],
        made_at: one.made_at.to_timestamp(),
        sections: sections(lang, seen),
    };
    brief(&paper).map_err(|e| Fault::other("cancellation form", e))
}

fn sections(lang: Lang, seen: &Seen) -> Vec<Section> {
    let said = &seen.one.said;
    let state = lang.t(&format!("process-state-{}", seen.one.state.code().replace('_', "-")));
    let pairs = vec![(lang.t("change-state"), state), (lang.t("change-reason"), said.reason.clone())];
    let mut sections = vec![
        Section { heading: lang.t("change-reason"), parts: vec![Piece::Pairs(pairs)] },
        Section { heading: lang.t("cancel-what"), parts: vec![parts(lang, seen)] },
    ];
    if !seen.stops.is_empty() {
        sections.push(Section { heading: lang.t("cancel-stops"), parts: vec![stops(lang, seen)] });
    }
    if !seen.costs.is_empty() {
        sections.push(Section { heading: lang.t("cancel-costs"), parts: vec![costs(lang, seen)] });
    }
    let marks = [
        ("step-cancel-submit", &said.submitted),
        ("step-cancel-confirm", &said.confirmed),
        ("change-decided", &said.decided),
        ("cancel-agreed", &said.agreed),
        ("step-cancel-close", &said.closed),
    ];
    let said: Vec<(String, String)> =
        marks.into_iter().filter_map(|(key, mark)| Some((lang.t(key), words(seen, mark)?))).collect();
    if !said.is_empty() {
        sections.push(Section { heading: lang.t("change-said"), parts: vec![Piece::Pairs(said)] });
    }
    sections
}

fn words(seen: &Seen, mark: &Mark) -> Option<String> {
    let text = if sees::sale_money(seen.who.roles) { mark.text.as_str() } else { "" };
    Some(format!("{} · {} {text}", mark.name, moment(&seen.zone, mark.at?)))
}

fn parts(lang: Lang, seen: &Seen) -> Piece {
    let rows = seen.one.said.parts.iter().map(|part| vec![format!("{} · {}", part.no, part.sku), part.quantity.page()]);
    Piece::Rows { heads: ["change-line", "cancel-quantity"].map(|key| lang.t(key)).to_vec(), rows: rows.collect() }
}

fn stops(lang: Lang, seen: &Seen) -> Piece {
    let heads = ["change-department", "change-line", "change-quantity", "cancel-done", "cancel-disposal"];
    let rows = seen.stops.iter().map(|stop| {
        let answered = stop.acknowledged_at.is_some();
        let disposal = lang.maybe(&format!("cancel-disposal-{}", stop.disposal.replace('_', "-")));
        vec![
            lang.t(&format!("role-{}", stop.department)),
            stop_words(seen, stop),
            stop.quantity.page(),
            if answered { stop.done.page() } else { String::new() },
            disposal.map_or(String::new(), |words| format!("{words} {}", stop.remark)),
        ]
    });
    Piece::Rows { heads: heads.map(|key| lang.t(key)).to_vec(), rows: rows.collect() }
}

fn costs(lang: Lang, seen: &Seen) -> Piece {
    let heads = ["cancel-cost", "cancel-amount", "cancel-charged", "cancel-absorbed", "cancel-reused"];
    let rows = seen.costs.iter().map(|cost| {
        let share = |minor: i64| match cost.decided_at {
            Some(_) => money(&seen.order, minor).page(),
            None => String::new(),
        };
        vec![
            format!("{} · {}", cost.text, lang.t(&format!("role-{}", cost.department))),
            money(&seen.order, cost.amount).page(),
            share(cost.charged),
            share(cost.absorbed),
            share(cost.reused),
        ]
    });
    Piece::Rows { heads: heads.map(|key| lang.t(key)).to_vec(), rows: rows.collect() }
}
