//! The change form as a PDF (4.3.1): what stands on its page, to be printed, signed and filed.

use papers::pdf::{Brief, Lang as PaperLang, Piece, Section, brief};
use platform::Fault;
use platform::i18n::Lang;

use super::page::Seen;
use super::propose::money;
use super::request::Mark;
use super::shown::{decimal, sees_cost};
use crate::ledger::duty_shown::moment;
use crate::masters::sees;

pub fn draw(lang: Lang, company: &str, seen: &Seen) -> Result<Vec<u8>, Fault> {
    let change = &seen.change;
    let title = format!("{} {} · {}", lang.t("change-form"), change.number, seen.order.number);
    let paper = Brief {
        lang: paper_lang(lang),
        company: company.to_string(),
        title,
        notes: vec![moment(&seen.zone, change.made_at)],
        made_at: change.made_at.to_timestamp(),
        sections: sections(lang, seen),
    };
    brief(&paper).map_err(|e| Fault::other("change form", e))
}

fn sections(lang: Lang, seen: &Seen) -> Vec<Section> {
    let (said, sale) = (&seen.change.said, sees::sale_money(seen.who.roles));
    let state = lang.t(&format!("process-state-{}", seen.change.state.code().replace('_', "-")));
    let mut pairs = vec![(lang.t("change-state"), state), (lang.t("change-reason"), said.reason.clone())];
    if sale && said.surcharge != 0 {
        pairs.push((lang.t("change-surcharge"), money(&seen.order, said.surcharge).page()));
    }
    for (key, text) in [
        ("change-payment-term", said.difference.payment_term.as_ref().filter(|_| sale)),
        ("change-place", said.difference.place.as_ref()),
        ("change-special", said.difference.special.as_ref()),
    ] {
        pairs.extend(text.map(|text| (lang.t(key), text.clone())));
    }
    let mut sections = vec![Section { heading: lang.t("change-reason"), parts: vec![Piece::Pairs(pairs)] }];
    if !said.difference.lines.is_empty() {
        sections.push(Section { heading: lang.t("change-lines"), parts: vec![lines(lang, seen, sale)] });
    }
    if !seen.assessments.is_empty() {
        sections.push(Section { heading: lang.t("change-assessments"), parts: vec![assessments(lang, seen)] });
    }
    let marks = [
        ("step-change-submit", &said.submitted),
        ("change-decided", &said.decided),
        ("step-change-propose", &said.proposed),
        ("step-change-review", &said.reviewed),
        ("change-answered", &said.answered),
    ];
    let said = marks.into_iter().filter_map(|(key, mark)| Some((lang.t(key), words(seen, mark, sale)?)));
    let said: Vec<(String, String)> = said.collect();
    if !said.is_empty() {
        sections.push(Section { heading: lang.t("change-said"), parts: vec![Piece::Pairs(said)] });
    }
    sections
}

fn words(seen: &Seen, mark: &Mark, sale: bool) -> Option<String> {
    let text = if sale { mark.text.as_str() } else { "" };
    Some(format!("{} · {} {text}", mark.name, moment(&seen.zone, mark.at?)))
}

fn lines(lang: Lang, seen: &Seen, sale: bool) -> Piece {
    let heads = ["change-line", "change-quantity", "change-price", "change-requested-on", "change-place"];
    let rows = seen.change.said.difference.lines.iter().map(|delta| {
        let kind = lang.t(&format!("change-{}", delta.kind));
        vec![
            format!("{} {} ({kind})", if delta.no > 0 { delta.no.to_string() } else { "+".into() }, delta.called()),
            delta.quantity.map_or(String::new(), |quantity| quantity.page()),
            delta.price.filter(|_| sale).map_or(String::new(), |price| price.to_string()),
            delta.requested_on.map_or(String::new(), |day| day.to_string()),
            delta.place.clone().unwrap_or_default(),
        ]
    });
    Piece::Rows { heads: heads.map(|key| lang.t(key)).to_vec(), rows: rows.collect() }
}

fn assessments(lang: Lang, seen: &Seen) -> Piece {
    let heads = ["change-department", "change-days", "change-cost", "change-solution"];
    let rows = seen.assessments.iter().map(|a| {
        let cost = if sees_cost(&seen.who, a.department) { decimal(a.cost) } else { String::new() };
        vec![lang.t(&format!("role-{}", a.department)), a.days.to_string(), cost, a.solution.clone()]
    });
    Piece::Rows { heads: heads.map(|key| lang.t(key)).to_vec(), rows: rows.collect() }
}

pub fn paper_lang(lang: Lang) -> PaperLang {
    match lang {
        Lang::Hant => PaperLang::Hant,
        Lang::Hans => PaperLang::Hans,
        Lang::En => PaperLang::En,
    }
}
