//! 4.2.4: the paper that goes with goods on their way back, in the supplier's language, for both to sign.

use axum::extract::{Path, State};
use axum::response::Response;
use papers::pdf::{Piece, Section};
use platform::act::{App, Outcome};
use platform::web::Failure;
use platform::{Id, Trouble, Tx};

use super::give_back::{self, Returned};
use super::paper::{awarded, buyer, goods, print, seller, signs};
use super::purchase::{self, Purchase};
use crate::{masters, order};

/// `GET /purchases/{id}/returns/{slip}`
pub async fn open(State(app): State<App>, Path((id, slip)): Path<(Id, Id)>) -> Result<Response, Failure> {
    let (name, printed) = app
        .read(move |tx| {
            let purchase = purchase::fetch(tx, id)?;
            let back = give_back::of_purchase(tx, id)?.into_iter().find(|back| back.id == slip);
            let back = back.ok_or(Trouble::Hidden)?;
            Ok((format!("{}-return.pdf", purchase.called()), slip_of(tx, &purchase, &back)?))
        })
        .await?;
    Ok(order::file_answer(&name, "application/pdf", printed))
}

fn slip_of(tx: &mut Tx, p: &Purchase, back: &Returned) -> Outcome<Vec<u8>> {
    let (company, supplier) = (masters::company(tx)?, awarded(tx, p)?);
    let lang = supplier.lang;
    let line = purchase::lines(tx, p.id)?.into_iter().find(|line| line.no == back.line_no).ok_or(Trouble::Hidden)?;
    let zone = crate::people::zone(tx)?;
    let heads = ["goods", "quantity"].map(|key| lang.t(&format!("purchase-{key}"))).to_vec();
    let terms = vec![
        (lang.t("receipt-note"), back.note_no.clone()),
        (lang.t("return-reason"), back.reason.clone()),
        (lang.t("return-outcome"), lang.t(&format!("return-outcome-{}", back.outcome))),
        (lang.t("purchase-at"), back.at.in_zone(&zone).strftime("%Y-%m-%d %H:%M").to_string()),
    ];
    let rows = vec![goods(lang, &line, back.quantity)];
    let sections = vec![
        Section { heading: lang.t("contract-parties"), parts: vec![buyer(lang, &company), seller(lang, &supplier)] },
        Section { heading: lang.t("contract-goods"), parts: vec![Piece::Rows { heads, rows }, Piece::Pairs(terms)] },
        Section {
            heading: lang.t("contract-signatures"),
            parts: vec![signs(lang, "contract-buyer"), signs(lang, "contract-seller")],
        },
    ];
    let title = lang.ta("return-title", &[("number", p.called().to_string())]);
    print(tx, lang, &company, title, p.called().to_string(), sections)
}
