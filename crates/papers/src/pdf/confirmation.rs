//! The confirmation sheet of an oral order (3.1.3).
//!
//! It restates the order as it was understood, and the customer signs or stamps it and returns it.
//! It must not read as an acceptance: that follows only with the notice of 3.2.5. The QR code on
//! every page leads a returned scan back to exactly this content.

use super::PdfError;
use super::draw::{Align, Style, Tone};
use super::flow::{Code, Flow, Setup};
use super::grid::{Cell, Pair, Part};
use super::qr::Qr;
use super::signing::SignPlace;
use super::table::{Column, Table, Width};
use super::words::{Lang, Words};

/// Everything is written out by the caller in the customer's language and format; the sheet only
/// sets it. What is empty is shown as asked and not answered.
#[derive(Clone, Debug)]
pub struct ConfirmationSheet {
    pub lang: Lang,
    pub company: Party,
    pub customer: Party,
    pub contact: String,
    pub number: String,
    pub revision: u32,
    pub round: u32,
    pub placed_on: String,
    pub customer_order_no: String,
    /// Through which channel, when and by whom the order was taken.
    pub received: String,
    pub lines: Vec<SheetLine>,
    pub currency: String,
    pub net: String,
    pub tax: String,
    pub gross: String,
    /// 金額大寫; on Chinese sheets.
    pub capital: Option<String>,
    pub payment_term: String,
    pub delivery_terms: String,
    /// Empty means that the customer was asked and has none.
    pub special_requirements: String,
    /// Further terms, each with its heading; only what was filled in.
    pub more: Vec<(String, String)>,
    pub digest_hex: String,
    pub qr_text: String,
    /// As the sheet shows it; `made_at` is the same instant for the file's own record.
    pub printed_at: String,
    pub made_at: jiff::Timestamp,
    pub watermark: Option<String>,
    /// The sheet was signed on its link: a heading, and what stands under it in place of the lines to sign on.
    pub signed: Vec<String>,
}

#[derive(Clone, Debug, Default)]
pub struct Party {
    pub name: String,
    pub address: String,
    pub phone: String,
    pub email: String,
}

#[derive(Clone, Debug, Default)]
pub struct SheetLine {
    pub no: String,
    pub sku: String,
    pub name: String,
    pub spec: String,
    pub qty: String,
    pub unit: String,
    pub unit_price: String,
    /// What the unit price is for, where that is not one unit: `/ 100 個`.
    pub price_base: String,
    pub amount: String,
    pub requested_on: String,
    pub place: String,
    /// What else is said of the line: the customer's part, the tax, a remark.
    pub more: String,
}

pub fn confirmation(sheet: &ConfirmationSheet) -> Result<Vec<u8>, PdfError> {
    let words = sheet.lang.words();
    let mut flow = Flow::new(setup(sheet, words)?);
    letterhead(&mut flow, sheet, words);
    parties(&mut flow, sheet, words);
    flow.heading(2, words.lines);
    flow.space(3.0);
    flow.table(lines(sheet, words));
    totals(&mut flow, sheet, words);
    terms(&mut flow, sheet, words);
    confirm(&mut flow, sheet, words);
    flow.finish()
}

fn setup(sheet: &ConfirmationSheet, words: &Words) -> Result<Setup, PdfError> {
    let (number, company) = (&sheet.number, &sheet.company.name);
    let which = format!("{} {number}", words.title).trim_end().to_owned();
    Ok(Setup {
        lang: sheet.lang.tag(),
        title: which.clone(),
        author: company.clone(),
        made_at: sheet.made_at,
        running_head: (company.clone(), which.clone()),
        footer: vec![
            format!("{which} · {}", content_version(sheet, words)),
            format!("{} {}", words.printed, sheet.printed_at),
            format!("{} {}", words.digest, sheet.digest_hex),
        ],
        page_of: words.page_of,
        code: Some(Code { qr: Qr::new(&sheet.qr_text)?, caption: short_digest(&sheet.digest_hex) }),
        watermark: sheet.watermark.clone(),
    })
}

fn content_version(sheet: &ConfirmationSheet, words: &Words) -> String {
    format!("{} {} · {} {}", words.revision, sheet.revision, words.round, sheet.round)
}

/// Twelve digits in groups of four are enough to compare by eye or over the telephone.
fn short_digest(hex: &str) -> String {
    let digits: Vec<char> = hex.chars().take(12).collect();
    let groups = digits.chunks(4).map(|group| group.iter().collect::<String>());
    groups.collect::<Vec<_>>().join(" ")
}

fn letterhead(flow: &mut Flow, sheet: &ConfirmationSheet, words: &Words) {
    let company = &sheet.company;
    let left = Cell::text(&company.name, Style::BODY.sized(13.0).bold())
        .and(&company.address, Style::SMALL.sized(8.0))
        .and(&reached_at(company), Style::SMALL.sized(8.0));
    let right = Cell::of(vec![Part::Heading(1, words.title.to_owned())])
        .and(&sheet.number, Style::BODY.sized(11.0).bold())
        .and(words.not_yet_accepted, Style::SMALL.sized(8.0))
        .aligned(Align::Right);
    flow.columns(&[(left, 0.5), (right, 0.5)]);
    flow.space(9.0);
    flow.rule(1.4, Tone::Accent);
    flow.space(11.0);
}

fn reached_at(party: &Party) -> String {
    let ways = [party.phone.trim(), party.email.trim()];
    let given: Vec<&str> = ways.into_iter().filter(|way| !way.is_empty()).collect();
    given.join(" · ")
}

fn parties(flow: &mut Flow, sheet: &ConfirmationSheet, words: &Words) {
    flow.paragraph(words.intro, Style::BODY);
    flow.space(8.0);
    let customer = &sheet.customer;
    let who = vec![
        Pair::new(words.name, &customer.name),
        Pair::new(words.contact, &sheet.contact),
        Pair::new(words.phone, &customer.phone),
        Pair::new(words.email, &customer.email),
        Pair::new(words.address, &customer.address),
    ];
    let what = vec![
        Pair::new(words.number, &sheet.number),
        Pair::new(words.revision, format!("{} · {} {}", sheet.revision, words.round, sheet.round)),
        Pair::new(words.placed_on, &sheet.placed_on),
        Pair::new(words.customer_order_no, &sheet.customer_order_no),
        Pair::new(words.received, &sheet.received),
    ];
    flow.columns(&[(facts(words.customer, who), 0.5), (facts(words.order, what), 0.5)]);
    flow.space(9.0);
}

fn facts(heading: &str, pairs: Vec<Pair>) -> Cell {
    Cell::of(vec![Part::Heading(2, heading.to_owned()), Part::Gap(2.0), Part::Pairs(pairs, Align::Left)])
}

fn lines(sheet: &ConfirmationSheet, words: &Words) -> Table {
    let number = |min, max| Width::Fit { min, max };
    let columns = vec![
        Column::new(words.line_no, number(24.0, 40.0), Align::Left),
        Column::new(words.sku, number(44.0, 88.0), Align::Left),
        Column::new(words.description, Width::Share(1.0), Align::Left),
        Column::new(words.quantity, number(44.0, 76.0), Align::Right),
        Column::new(with_currency(words.unit_price, sheet), number(48.0, 76.0), Align::Right),
        Column::new(with_currency(words.amount, sheet), number(52.0, 84.0), Align::Right),
        Column::new(words.requested, number(70.0, 92.0), Align::Left),
    ];
    Table { columns, rows: sheet.lines.iter().map(line).collect() }
}

fn with_currency(head: &str, sheet: &ConfirmationSheet) -> String {
    format!("{head} {}", sheet.currency).trim_end().to_owned()
}

fn line(line: &SheetLine) -> Vec<Cell> {
    let (main, more) = (Style::TABLE, Style::TABLE.sized(7.5).toned(Tone::Muted));
    vec![
        Cell::text(&line.no, main),
        Cell::text(&line.sku, main),
        Cell::text(&line.name, main).and(&line.spec, more).and(&line.more, more),
        Cell::text(format!("{} {}", line.qty, line.unit), main),
        Cell::text(&line.unit_price, main).and(&line.price_base, more),
        Cell::text(&line.amount, main),
        Cell::text(&line.requested_on, main).and(&line.place, more),
    ]
}

fn totals(flow: &mut Flow, sheet: &ConfirmationSheet, words: &Words) {
    flow.space(6.0);
    let money = |amount: &str| match amount.trim() {
        "" => String::new(),
        amount => format!("{} {amount}", sheet.currency),
    };
    let sums = vec![
        Pair::new(words.net, money(&sheet.net)),
        Pair::new(words.tax, money(&sheet.tax)),
        Pair::new(words.gross, money(&sheet.gross)).styled(Style::BODY.sized(10.5).bold()),
    ];
    let capital = sheet.capital.as_deref().unwrap_or_default();
    let in_words = match capital.trim() {
        "" => Cell::default(),
        capital => Cell::text(words.capital, Style::BODY.sized(9.0).toned(Tone::Muted))
            .and(capital, Style::BODY.sized(10.5).bold()),
    };
    flow.keep(60.0);
    flow.columns(&[(in_words, 0.56), (Cell::of(vec![Part::Pairs(sums, Align::Right)]), 0.44)]);
    flow.space(8.0);
}

fn terms(flow: &mut Flow, sheet: &ConfirmationSheet, words: &Words) {
    flow.heading(2, words.terms);
    flow.space(2.0);
    let special = match sheet.special_requirements.trim() {
        "" => words.none,
        special => special,
    };
    let mut pairs = vec![
        Pair::new(words.payment_term, &sheet.payment_term),
        Pair::new(words.delivery_terms, &sheet.delivery_terms),
        Pair::new(words.special_requirements, special),
    ];
    pairs.extend(sheet.more.iter().map(|(heading, text)| Pair::new(heading.as_str(), text)));
    flow.columns(&[(Cell::of(vec![Part::Pairs(pairs, Align::Left)]), 1.0)]);
    flow.space(8.0);
}

fn confirm(flow: &mut Flow, sheet: &ConfirmationSheet, words: &Words) {
    if let Some((heading, facts)) = sheet.signed.split_first() {
        flow.keep(90.0);
        flow.heading(2, heading);
        flow.space(2.0);
        for fact in facts {
            flow.paragraph(fact, Style::BODY.sized(9.0));
        }
        flow.space(2.0);
        flow.paragraph(words.acceptance, Style::BODY.sized(9.0).bold());
        return;
    }
    let please = match reached_at(&sheet.company) {
        back if back.is_empty() => words.please_check.to_owned(),
        back => format!("{}{}{back}", words.please_check, words.return_to),
    };
    let [corrections, signature, date, name] = words.fields.map(str::to_owned);
    let place = SignPlace {
        heading: words.customer_signs.to_owned(),
        ticks: words.ticks.map(str::to_owned).into(),
        fields: vec![vec![corrections], vec![signature, date], vec![name]],
        seal: words.seal.to_owned(),
    };
    let (plain, strong) = (Style::BODY.sized(9.0), Style::BODY.sized(9.0).bold());
    let texts = flow.height_of(&please, plain) + flow.height_of(words.acceptance, strong);
    // A signature stands under what it signs, on the same page.
    flow.keep(Style::HEADING.size * 1.4 + texts + 11.0 + place.height());
    flow.heading(2, words.please);
    flow.space(2.0);
    flow.paragraph(&please, plain);
    flow.space(2.0);
    flow.paragraph(words.acceptance, strong);
    flow.space(7.0);
    flow.sign_place(&place);
}
