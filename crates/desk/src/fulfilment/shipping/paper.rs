//! 6.1.1: the packing list that goes with the goods: what lies in how many packages, for whom, where to, how it was to be packed
//! and marked, and who packed it and took it over; its code opens the shipment. No price stands on it.

use axum::extract::{Path, State};
use axum::response::Response;
use papers::pdf::{Brief, Lang as PaperLang, Piece, Section, coded_brief};
use platform::act::App;
use platform::day::Instant;
use platform::i18n::Lang;
use platform::web::{Ask, Failure};
use platform::{Fault, Id, Trouble};

use super::page::{Seen, seen};
use crate::masters;
use crate::order;
use crate::people;

/// `GET /shipments/{id}/packing-list.pdf`
pub async fn page(State(app): State<App>, ask: Ask, Path(id): Path<Id>) -> Result<Response, Failure> {
    let who = ask.who()?.clone();
    let (seen, company, now) = app
        .read(move |tx| {
            let seen = seen(tx, &who, id)?;
            Ok::<_, Trouble>((seen, masters::company(tx)?.name, tx.now()))
        })
        .await?;
    let pdf = draw(ask.lang, &seen, company, now, &app.config().public_url)?;
    Ok(order::file_answer(&format!("{}.pdf", seen.one.number), "application/pdf", pdf))
}

fn draw(lang: Lang, seen: &Seen, company: String, now: Instant, site: &str) -> Result<Vec<u8>, Trouble> {
    let (one, head) = (&seen.one, &seen.order.head);
    let signed = |at: Option<Instant>, name: &str| {
        at.map_or("–".to_string(), |at| format!("{} {name}", people::shown(at, &seen.zone)))
    };
    let packages = if one.packages > 0 { one.packages.to_string() } else { "–".into() };
    let pairs = [
        ("order", one.order_number.clone()),
        ("your-number", seen.order.customer_order_no.clone()),
        ("customer", seen.customer.clone()),
        ("place", one.place.clone()),
        ("carrier", one.carrier.clone()),
        ("leaves", one.leaves_on.to_string()),
        ("packages", packages),
        ("packing", head.packing.clone()),
        ("marking", head.marking.clone()),
        ("packed", signed(one.packed_at, &seen.names[0])),
        ("taken", signed(one.handed_at, &seen.names[1])),
    ];
    let pairs = pairs.into_iter().filter(|(_, text)| !text.is_empty());
    let pairs = pairs.map(|(key, text)| (lang.t(&format!("shipment-{key}")), text)).collect();
    let heads = ["line", "goods", "customer-part", "quantity"].map(|key| lang.t(&format!("shipment-{key}"))).to_vec();
    let rows = seen.lines.iter().map(|line| {
        let goods = format!("{} {} {}", line.sku, line.name, line.spec);
        let quantity = format!("{} {}", line.quantity.page(), line.unit);
        vec![line.no.to_string(), goods.trim().to_string(), line.customer_part.clone(), quantity]
    });
    let sections = vec![
        Section { heading: lang.t("shipment-what"), parts: vec![Piece::Pairs(pairs)] },
        Section { heading: lang.t("shipment-goods"), parts: vec![Piece::Rows { heads, rows: rows.collect() }] },
    ];
    let paper = Brief {
        lang: match lang {
            Lang::Hant => PaperLang::Hant,
            Lang::Hans => PaperLang::Hans,
            Lang::En => PaperLang::En,
        },
        company,
        title: format!("{} {}", lang.t("shipment-packing-list"), one.number),
        notes: vec![people::shown(now, &seen.zone)],
        made_at: now.to_timestamp(),
        sections,
    };
    let address = format!("{site}{}", one.href());
    Ok(coded_brief(&paper, &address, &one.number).map_err(|e| Fault::other("packing list", e))?)
}
