//! 7.1: the inspection report: what was looked at, what was found, who judged when, with a code that opens the
//! inspection. Once nothing waits any more it is filed with every order whose goods it tells of.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use papers::pdf::{Brief, Lang as PaperLang, Piece, Section, coded_brief};
use platform::act::{Act, App, Outcome};
use platform::files::{self, Stored};
use platform::i18n::Lang;
use platform::step::Standing;
use platform::web::{Ask, Failure};
use platform::who::Person;
use platform::{Fault, Id, Trouble, Tx};
use serde_json::json;

use super::page::{kind_key, sample_words};
use super::steps::{Facts, REPORT, TrancheState};
use super::store::{self, Inspection, Tranche};
use super::subject;
use crate::fulfilment::purchasing;
use crate::masters::{self, Product};
use crate::order;
use crate::people;
use crate::records::{self, Class};

/// Reports of one round; what is left waits for the next.
const ROUND: i64 = 50;

platform::sql! {
    UNREPORTED = "SELECT id FROM inspection WHERE closed_at IS NOT NULL AND report IS NULL \
        AND quantity > 0 ORDER BY closed_at, id LIMIT $1";
}

/// `GET /inspections/{id}/report.pdf`: as it stands now.
pub async fn page(State(app): State<App>, ask: Ask, Path(id): Path<Id>) -> Result<Response, Failure> {
    ask.who()?;
    let (lang, site) = (ask.lang, app.config().public_url.clone());
    let (number, pdf) = app
        .read(move |tx| {
            let one = store::fetch(tx, id)?;
            Ok::<_, Trouble>((one.number.clone(), print(tx, &one, lang, &site)?))
        })
        .await?;
    Ok(order::file_answer(&format!("{number}.pdf"), "application/pdf", pdf))
}

/// Files the reports of inspections that are closed; again and again, so that none is lost. Returns how many.
pub async fn file_reports(app: &App) -> Outcome<usize> {
    let due: Vec<Id> = app.read(|tx| Ok(tx.list(&UNREPORTED, &[&ROUND], |row| row.get(0))?)).await?;
    let mut filed = 0;
    for id in due {
        filed += usize::from(file_one(app, id).await?);
    }
    Ok(filed)
}

/// The report of one inspection, where it is closed and not filed. Printed before the act; where somebody was faster it
/// is printed anew later.
pub async fn file_one(app: &App, id: Id) -> Outcome<bool> {
    let site = app.config().public_url.clone();
    let printed = app
        .read(move |tx| {
            let one = store::fetch(tx, id)?;
            if one.closed_at.is_none() || one.report.is_some() || !one.quantity.is_positive() {
                return Ok(None);
            }
            Ok(Some((one.lock, print(tx, &one, Lang::Hant, &site)?)))
        })
        .await?;
    let Some((lock, pdf)) = printed else { return Ok(false) };
    let (folder, pdf) = (app.0.files.clone(), Arc::new(pdf));
    let kept = tokio::task::spawn_blocking(move || folder.keep(&pdf)).await;
    let stored = kept.map_err(|e| Fault::other("keep a file", e))??;
    match app.perform(&Person::system(), FileReport { inspection: id, printed: lock, stored }).await {
        Ok(()) => Ok(true),
        Err(Trouble::Stale(_)) => Ok(false),
        Err(trouble) => Err(trouble),
    }
}

pub struct FileReport {
    inspection: Id,
    /// The inspection's lock when it was printed.
    printed: i64,
    stored: Stored,
}

impl Act for FileReport {
    type Done = ();

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<()> {
        let mut one = subject::held(tx, self.inspection, Some(self.printed))?;
        let all = store::tranches(tx, one.id)?;
        let judged = all.iter().rev().find(|t| t.state != TrancheState::Dropped);
        let orders = orders_of(tx, &one)?;
        let judged = judged.ok_or(Trouble::Hidden)?;
        let leave = REPORT.admit(judged.state, &Standing::SYSTEM, &Facts::default(), &[])?;
        if leave.idle {
            return Ok(());
        }
        let name = format!("{}.pdf", one.number);
        let file = files::record(tx, &self.stored, &name, "application/pdf", who.id)?;
        for order in &orders {
            records::file_paper(tx, *order, Class::Inspection, file)?;
        }
        one.report = Some(file);
        store::write(tx, &mut one)?;
        store::tell(tx, who, &one, &leave, json!({"file": file, "orders": orders.len(), "state": judged.state}))
    }
}

/// Whose goods they are: the line's order, or every order that the receipt served.
fn orders_of(tx: &mut Tx, one: &Inspection) -> Outcome<Vec<Id>> {
    match (one.order, one.receipt) {
        (Some(order), _) => Ok(vec![order]),
        (None, Some(receipt)) => purchasing::orders_of(tx, receipt),
        _ => Ok(Vec::new()),
    }
}

fn print(tx: &mut Tx, one: &Inspection, lang: Lang, site: &str) -> Outcome<Vec<u8>> {
    let tranches = store::tranches(tx, one.id)?;
    let product = match one.product {
        Some(id) => masters::product(tx, id)?,
        None => None,
    };
    let zone = people::zone(tx)?;
    let moment = |at: Option<platform::day::Instant>| at.map_or("–".to_string(), |at| people::shown(at, &zone));
    let mut sections = vec![Section {
        heading: lang.t("inspection-what"),
        parts: vec![Piece::Pairs(pairs(one, product.as_ref(), lang, &moment))],
    }];
    sections.extend(tranches.iter().map(|t| section(one, t, lang, &moment)));
    let now = tx.now();
    let paper = Brief {
        lang: match lang {
            Lang::Hant => PaperLang::Hant,
            Lang::Hans => PaperLang::Hans,
            Lang::En => PaperLang::En,
        },
        company: masters::company(tx)?.name,
        title: format!("{} {}", lang.t("inspection-report"), one.number),
        notes: vec![people::shown(now, &zone)],
        made_at: now.to_timestamp(),
        sections,
    };
    let address = format!("{site}{}", one.href());
    Ok(coded_brief(&paper, &address, &one.number).map_err(|e| Fault::other("inspection report", e))?)
}

type Moment<'a> = &'a dyn Fn(Option<platform::day::Instant>) -> String;

fn pairs(one: &Inspection, product: Option<&Product>, lang: Lang, moment: Moment<'_>) -> Vec<(String, String)> {
    let goods = product.map_or(lang.t("inspection-custom"), |p| format!("{} {}", p.sku, p.name(lang)));
    vec![
        (lang.t("inspection-kind"), lang.t(&kind_key(one))),
        (lang.t("inspection-goods"), goods),
        (lang.t("inspection-source"), one.source.clone()),
        (lang.t("inspection-quantity"), format!("{} {}", one.quantity.page(), product.map_or("", |p| p.unit.as_str()))),
        (lang.t("inspection-sample"), sample_words(lang, one.sample, &one.sample_size.page())),
        (lang.t("inspection-opened"), moment(Some(one.opened_at))),
        (lang.t("inspection-closed"), moment(one.closed_at)),
    ]
}

fn section(one: &Inspection, t: &Tranche, lang: Lang, moment: Moment<'_>) -> Section {
    let heads = ["point", "wants", "found", "verdict"].map(|key| lang.t(&format!("inspection-{key}"))).to_vec();
    let rows = one.points.iter().zip(&t.results).map(|(point, found)| {
        let good = lang.t(if found.good { "inspection-good" } else { "inspection-bad" });
        vec![point.called(lang), point.wants(lang), found.value.clone(), good]
    });
    let mut pairs = vec![
        (lang.t("inspection-quantity"), t.quantity.page()),
        (lang.t("inspection-verdict"), lang.t(&format!("inspection-state-{}", t.state))),
        (lang.t("inspection-looked"), t.looked.page()),
        (lang.t("inspection-judged"), format!("{} {}", moment(t.judged_at), t.judged_name)),
    ];
    if !t.ground.is_empty() {
        pairs.push((lang.t("inspection-ground"), t.ground.clone()));
    }
    if t.settled_at.is_some() {
        pairs.push((lang.t("inspection-settled"), format!("{} {}", moment(t.settled_at), t.settled_name)));
    }
    let mut parts = vec![Piece::Pairs(pairs)];
    if !t.results.is_empty() {
        parts.push(Piece::Rows { heads, rows: rows.collect() });
    }
    Section { heading: lang.ta("inspection-tranche", &[("n", t.no.to_string())]), parts }
}
