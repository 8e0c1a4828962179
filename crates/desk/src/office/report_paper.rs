//! The report as a PDF (2.2.1d): the same words and figures as its page.

use papers::pdf::{Bar, Brief, Lang as PaperLang, Piece, Section, brief};
use platform::Fault;
use platform::day::Instant;
use platform::i18n::Lang;

use super::figures::Metric;
use super::plan_page::{figure_words, metric_word};
use super::report_page::{List, Seen, finding, kind_word, lists, owner_word};
use super::snapshot::{DayCount, Snapshot};
use crate::ledger::duty_shown;

pub fn draw(lang: Lang, company: &str, seen: &Seen, figures: &Snapshot, made: Instant) -> Result<Vec<u8>, Fault> {
    let report = &seen.report;
    let moment = |at| duty_shown::moment(&seen.zone, at);
    let paper = Brief {
        lang: paper_lang(lang),
        company: company.to_string(),
        title: lang.ta("report-title-of", &[("span", report.span())]),
        notes: vec![format!("{} · {}", report.sent_name, moment(made))],
        made_at: made.to_timestamp(),
        sections: sections(lang, seen, figures),
    };
    brief(&paper).map_err(|e| Fault::other("report", e))
}

fn sections(lang: Lang, seen: &Seen, figures: &Snapshot) -> Vec<Section> {
    let mut sections = Vec::new();
    if !seen.report.text.is_empty() {
        sections.push(Section { heading: lang.t("report-text"), parts: vec![Piece::Text(seen.report.text.clone())] });
    }
    let pairs = Metric::ALL.iter().map(|metric| {
        (metric_word(lang, *metric), figure_words(lang, *metric, figures.department.of(*metric), figures.currency))
    });
    sections.push(Section { heading: lang.t("report-figures"), parts: vec![Piece::Pairs(pairs.collect())] });
    sections.push(Section {
        heading: lang.t("report-received"),
        parts: vec![Piece::Text(finding(lang, figures)), bars(lang, figures, "report-received", |day| day.received)],
    });
    sections.push(Section {
        heading: lang.t("report-decided-n"),
        parts: vec![bars(lang, figures, "report-decided-n", |day| day.decided)],
    });
    sections.push(Section { heading: lang.t("plan-everybody"), parts: vec![everybody(lang, figures)] });
    for list in lists(figures) {
        sections.push(Section { heading: lang.t(list.title), parts: vec![rows(lang, seen, &list)] });
    }
    if !seen.comments.is_empty() {
        let said = seen.comments.iter().map(|c| format!("{} · {}", c.by_name, c.text)).collect::<Vec<_>>();
        sections.push(Section { heading: lang.t("report-comments"), parts: vec![Piece::Text(said.join("\n"))] });
    }
    sections
}

fn bars(lang: Lang, figures: &Snapshot, key: &str, part: fn(&DayCount) -> i64) -> Piece {
    let top = figures.days.iter().map(part).max().unwrap_or(0).max(1);
    let bars = figures.days.iter().map(|day| {
        let n = part(day);
        Bar {
            label: format!("{}/{}", day.day.month(), day.day.day()),
            shown: n.to_string(),
            share: n as f32 / top as f32,
        }
    });
    Piece::Bars { alt: format!("{}: {}", lang.t(key), finding(lang, figures)), bars: bars.collect() }
}

fn everybody(lang: Lang, figures: &Snapshot) -> Piece {
    let heads = std::iter::once(lang.t("role-specialist")).chain(Metric::ALL.iter().map(|m| metric_word(lang, *m)));
    let rows = figures.people.iter().map(|person| {
        let cells = Metric::ALL.iter().map(|m| figure_words(lang, *m, person.figures.of(*m), figures.currency));
        std::iter::once(person.name.clone()).chain(cells).collect()
    });
    Piece::Rows { heads: heads.collect(), rows: rows.collect() }
}

fn rows(lang: Lang, seen: &Seen, list: &List<'_>) -> Piece {
    let heads = vec![lang.t("report-what"), lang.t("report-kind"), lang.t("problem-owner"), lang.t(list.when)];
    let rows = list.rows.iter().map(|thing| {
        let what = if thing.text.is_empty() { thing.name.clone() } else { format!("{}\n{}", thing.name, thing.text) };
        vec![what, kind_word(lang, list, thing), owner_word(lang, thing), duty_shown::moment(&seen.zone, thing.at)]
    });
    Piece::Rows { heads, rows: rows.collect() }
}

fn paper_lang(lang: Lang) -> PaperLang {
    match lang {
        Lang::Hant => PaperLang::Hant,
        Lang::Hans => PaperLang::Hans,
        Lang::En => PaperLang::En,
    }
}
