//! The confirmation sheet of an order, in the customer's language. Printing it moves nothing: sending does.

use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use papers::pdf::{ConfirmationSheet, Lang as PaperLang, Party, SheetLine, confirmation};
use platform::act::{App, Outcome};
use platform::capital::{Script, capital};
use platform::i18n::Lang;
use platform::money::PriceBase;
use platform::web::{Ask, Failure};
use platform::{Fault, Id, Tx};

use crate::intake::form::label;
use crate::masters::{self, Customer};
use crate::order::{self, Line, Order, code_text};
use crate::people;

/// `GET /orders/{id}/confirmation.pdf`
pub async fn page(State(app): State<App>, ask: Ask, Path(id): Path<Id>) -> Result<Response, Failure> {
    let who = ask.who()?.clone();
    let printed = app
        .read(move |tx| {
            let order = order::fetch(tx, &who, id)?;
            sheet(tx, &order)
        })
        .await?;
    let mut response = printed.pdf.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/pdf"));
    let name = format!("inline; filename=\"{}\"", printed.name);
    headers.insert(
        header::CONTENT_DISPOSITION,
        HeaderValue::from_str(&name).unwrap_or(HeaderValue::from_static("inline")),
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    Ok(response)
}

pub struct Sheet {
    pub name: String,
    pub pdf: Vec<u8>,
}

pub fn sheet(tx: &mut Tx, order: &Order) -> Outcome<Sheet> {
    printed(order, &content(tx, order, None)?)
}

/// The sheet as a PDF.
pub fn printed(order: &Order, sheet: &ConfirmationSheet) -> Outcome<Sheet> {
    let pdf = confirmation(sheet).map_err(|e| Fault::other("confirmation sheet", e))?;
    Ok(Sheet { name: format!("{}-r{}.pdf", order.number, order.revision), pdf })
}

/// What the sheet says; the customer's link shows the same. In the customer's language where none is asked for.
pub fn content(tx: &mut Tx, order: &Order, asked: Option<Lang>) -> Outcome<ConfirmationSheet> {
    let customer = masters::customer(tx, order.customer)?;
    let company = masters::company(tx)?;
    let zone = people::zone(tx)?;
    let lang = asked.unwrap_or_else(|| customer.as_ref().map_or(Lang::Hant, |customer| customer.lang));
    let clock = |at: platform::day::Instant| at.in_zone(&zone).strftime("%Y-%m-%d %H:%M").to_string();
    let channel = lang.t(&format!("intake-channel-{}", order.channel.code().replace('_', "-")));
    let received_by = people::name_of(tx, order.received_by)?;
    let now = tx.now();
    let head = &order.head;
    Ok(ConfirmationSheet {
        lang: paper_lang(lang),
        company: Party { name: company.name, address: company.address, phone: company.phone, email: company.email },
        customer: party(customer.as_ref(), order),
        contact: head.contact.name.clone(),
        number: order.number.clone(),
        revision: u32::try_from(order.revision).unwrap_or(0),
        round: u32::try_from(order.round).unwrap_or(0),
        placed_on: order
            .customer_order_on
            .map_or_else(|| order.received_at.day_in(&zone).to_string(), |day| day.to_string()),
        customer_order_no: order.customer_order_no.clone(),
        received: format!("{channel} · {} · {received_by}", clock(order.received_at)),
        lines: order.lines.iter().map(|line| line_of(lang, order, line)).collect(),
        currency: order.currency.code().to_string(),
        net: order.net.page(),
        tax: order.tax.page(),
        gross: order.gross.page(),
        capital: in_words(lang, order),
        payment_term: order.payment_term.clone(),
        delivery_terms: delivery_terms(order),
        special_requirements: head.special.clone(),
        more: more(lang, order),
        digest_hex: platform::history::hex(&order.content_digest),
        qr_text: code_text(order),
        printed_at: clock(now),
        made_at: now.to_timestamp(),
        watermark: None,
        signed: Vec::new(),
    })
}

fn paper_lang(lang: Lang) -> PaperLang {
    match lang {
        Lang::Hant => PaperLang::Hant,
        Lang::Hans => PaperLang::Hans,
        Lang::En => PaperLang::En,
    }
}

fn party(customer: Option<&Customer>, order: &Order) -> Party {
    let contact = &order.head.contact;
    let or = |own: &str, card: Option<&String>| {
        if own.is_empty() { card.cloned().unwrap_or_default() } else { own.to_string() }
    };
    Party {
        name: customer.map_or(String::new(), |c| c.name.clone()),
        address: customer.map_or(String::new(), |c| c.address.clone()),
        phone: or(&contact.phone, customer.map(|c| &c.phone)),
        email: or(&contact.email, customer.map(|c| &c.email)),
    }
}

fn line_of(lang: Lang, order: &Order, line: &Line) -> SheetLine {
    let base = if line.price_base == PriceBase::default() {
        String::new()
    } else {
        format!("/ {} {}", line.price_base.units(), line.unit)
    };
    let base = if line.discount.bp() == 0 { base } else { format!("{base} −{} %", line.discount).trim().to_string() };
    let day = line.requested_on.or(order.requested_on);
    SheetLine {
        no: line.no.to_string(),
        sku: line.sku.clone(),
        name: line.name.clone(),
        spec: line.spec.clone(),
        qty: line.quantity.page(),
        unit: line.unit.clone(),
        unit_price: line.price.page(order.currency),
        price_base: base,
        amount: line.amount.page(),
        requested_on: day.map_or(String::new(), |day| day.to_string()),
        place: if line.place.is_empty() { order.head.place.clone() } else { line.place.clone() },
        more: more_of(lang, line),
    }
}

/// What else he signs: everything of the digest that has no place of its own, where it is filled in.
fn more(lang: Lang, order: &Order) -> Vec<(String, String)> {
    let head = &order.head;
    let word = |prefix: &str, code: &str| match code {
        "" | "normal" => String::new(),
        code => lang.t(&format!("{prefix}-{}", code.replace('_', "-"))),
    };
    let all = [
        ("fax", head.contact.fax.clone()),
        ("kind", word("intake-kind", &head.kind)),
        ("delivery_policy", word("intake-policy", &head.delivery_policy)),
        ("deposit", head.deposit.clone()),
        ("insurance", head.insurance.clone()),
        ("unloading", head.unloading.clone()),
        ("label_language", head.label_language.clone()),
        ("remark", head.remark.clone()),
    ];
    let filled = all.into_iter().filter(|(_, text)| !text.trim().is_empty());
    filled.map(|(field, text)| (label(lang, field), text)).collect()
}

fn more_of(lang: Lang, line: &Line) -> String {
    let all = [
        ("customer_part", line.customer_part.clone()),
        ("tax_rate", line.tax_rate.to_string()),
        ("remark", line.remark.clone()),
    ];
    let filled = all.into_iter().filter(|(_, text)| !text.trim().is_empty());
    filled.map(|(field, text)| format!("{} {text}", label(lang, field))).collect::<Vec<_>>().join(" · ")
}

fn delivery_terms(order: &Order) -> String {
    let head = &order.head;
    let parts = [&head.transport_term, &head.transport_mode, &head.freight_payer, &head.packing, &head.marking];
    parts.into_iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join(" · ")
}

fn in_words(lang: Lang, order: &Order) -> Option<String> {
    match lang {
        Lang::En => None,
        Lang::Hant => Some(capital(order.gross, Script::Hant)),
        Lang::Hans => Some(capital(order.gross, Script::Hans)),
    }
}
