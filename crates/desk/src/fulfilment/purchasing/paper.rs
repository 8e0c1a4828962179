//! The papers of a purchase: the inquiry in the supplier's language, the contract with number and amount in words, and
//! its copy for an order: that order's goods only, and no price.

use papers::pdf::{Brief, Lang as PaperLang, Piece, Section, SignPlace, brief, marked_brief};
use platform::act::Outcome;
use platform::capital::{Script, capital};
use platform::day::Day;
use platform::i18n::Lang;
use platform::money::{Money, Totals};
use platform::quantity::Quantity;
use platform::{Fault, Id, Trouble, Tx};

use super::purchase::{self, Line, Part, Purchase};
use super::{money, parts_wanted};
use crate::masters::{self, Company, Supplier};

pub fn inquiry(tx: &mut Tx, p: &Purchase, lang: Lang, reply_by: &str, message: &str) -> Outcome<Vec<u8>> {
    let company = masters::company(tx)?;
    let (lines, parts) = (purchase::lines(tx, p.id)?, purchase::parts(tx, p.id)?);
    let heads = ["goods", "quantity", "wanted"].map(|key| lang.t(&format!("purchase-{key}"))).to_vec();
    let rows = lines.iter().map(|line| {
        let mut row = goods(lang, line, line.quantity);
        row.push(parts_wanted(&parts, line));
        row
    });
    let args = [("company", company.name.clone()), ("day", reply_by.to_string())];
    let mut sections = vec![Section {
        heading: lang.t("inquiry-paper-goods"),
        parts: vec![Piece::Text(lang.ta("inquiry-lead", &args)), Piece::Rows { heads, rows: rows.collect() }],
    }];
    if !message.trim().is_empty() {
        let parts = vec![Piece::Text(message.trim().to_string())];
        sections.push(Section { heading: lang.t("inquiry-paper-message"), parts });
    }
    sections.push(Section {
        heading: lang.t("inquiry-paper-answer"),
        parts: vec![Piece::Text(lang.t("inquiry-paper-how")), us(lang, &company)],
    });
    let title = lang.ta("inquiry-title", &[("number", p.rfq_number.clone())]);
    print(tx, lang, &company, title, p.rfq_number.clone(), sections)
}

/// Whether a contract counts yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Worth {
    /// What the buyer looks at before he signs: marked on every page.
    Draft,
    Final,
}

/// The contract as it will be signed, for this day.
pub fn contract(tx: &mut Tx, p: &Purchase, day: Day, worth: Worth) -> Outcome<Vec<u8>> {
    let company = masters::company(tx)?;
    let supplier = awarded(tx, p)?;
    let lang = supplier.lang;
    let lines = purchase::lines(tx, p.id)?;
    let sums = purchase::sums(&lines, p.currency)?;
    let heads = ["goods", "quantity", "price", "tax-rate", "amount"];
    let heads = heads.map(|key| lang.t(&format!("purchase-{key}"))).to_vec();
    let rows = lines.iter().map(|line| {
        let mut row = goods(lang, line, line.quantity);
        let base = if line.price_base.units() == 1 { String::new() } else { format!(" / {}", line.price_base.units()) };
        row.push(format!("{}{base}", line.price.page(p.currency)));
        row.push(format!("{} %", line.tax_rate));
        row.push(money(line.amount, p.currency));
        row
    });
    let sections = vec![
        Section { heading: lang.t("contract-parties"), parts: vec![buyer(lang, &company), seller(lang, &supplier)] },
        Section {
            heading: lang.t("contract-goods"),
            parts: vec![Piece::Rows { heads, rows: rows.collect() }, Piece::Pairs(totals(lang, &sums, p))],
        },
        Section {
            heading: lang.t("contract-terms"),
            parts: vec![
                Piece::Pairs(vec![
                    (lang.t("contract-day"), day.to_string()),
                    (lang.t("contract-place"), company.address.clone()),
                    (lang.t("contract-payment"), p.payment_term.clone()),
                ]),
                Piece::Text(lang.t("contract-text")),
            ],
        },
        Section {
            heading: lang.t("contract-signatures"),
            parts: vec![signs(lang, "contract-buyer"), signs(lang, "contract-seller")],
        },
    ];
    let title = if p.amended_at.is_some() { "contract-amended-title" } else { "contract-title" };
    let title = lang.ta(title, &[("number", p.number.clone())]);
    let mut paper = paper(tx, lang, &company, title, p.number.clone(), sections)?;
    let printed = match worth {
        Worth::Draft => {
            let mark = lang.t("contract-draft-mark");
            paper.notes.insert(0, mark.clone());
            marked_brief(&paper, &mark)
        }
        Worth::Final => brief(&paper),
    };
    Ok(printed.map_err(|e| Fault::other("paper of a purchase", e))?)
}

/// Net, the tax of each rate, gross; the gross in words where the language has a way to write it.
fn totals(lang: Lang, sums: &Totals, p: &Purchase) -> Vec<(String, String)> {
    let shown = |money: Money| format!("{} {}", p.currency, money.page());
    let mut pairs = vec![(lang.t("purchase-net"), shown(sums.net))];
    for taxed in &sums.by_rate {
        pairs.push((lang.ta("purchase-tax-of", &[("rate", taxed.rate.to_string())]), shown(taxed.tax)));
    }
    pairs.push((lang.t("purchase-gross"), shown(sums.gross)));
    let script = match lang {
        Lang::Hant => Some(Script::Hant),
        Lang::Hans => Some(Script::Hans),
        Lang::En => None,
    };
    pairs.extend(script.map(|script| (lang.t("purchase-capital"), capital(sums.gross, script))));
    pairs
}

/// 4.2.3: what the specialist gets: who delivers what of his order when, and no price.
pub fn copy(tx: &mut Tx, p: &Purchase, order: Id, number: &str, day: Day, lang: Lang) -> Outcome<Vec<u8>> {
    let company = masters::company(tx)?;
    let supplier = awarded(tx, p)?;
    let lines = purchase::lines(tx, p.id)?;
    let parts: Vec<Part> = purchase::parts(tx, p.id)?.into_iter().filter(|part| part.order == Some(order)).collect();
    let heads = ["goods", "quantity"].map(|key| lang.t(&format!("purchase-{key}"))).to_vec();
    let rows = lines.iter().filter_map(|line| {
        let own = parts.iter().filter(|part| part.line == line.id);
        let sum = own.fold(Quantity::ZERO, |sum, part| sum.plus(part.quantity));
        sum.is_positive().then(|| goods(lang, line, sum))
    });
    let pairs = vec![
        (lang.t("contract-copy-order"), number.to_string()),
        (lang.t("purchase-supplier"), supplier.name.clone()),
        (lang.t("contract-day"), day.to_string()),
    ];
    let sections = vec![Section {
        heading: lang.t("contract-goods"),
        parts: vec![
            Piece::Pairs(pairs),
            Piece::Rows { heads, rows: rows.collect() },
            Piece::Text(lang.t("contract-copy-text")),
        ],
    }];
    let title = lang.ta("contract-copy-title", &[("number", p.number.clone())]);
    print(tx, lang, &company, title, p.number.clone(), sections)
}

pub(super) fn awarded(tx: &mut Tx, p: &Purchase) -> Outcome<Supplier> {
    let id = p.supplier.ok_or(Trouble::Hidden)?;
    masters::supplier(tx, id)?.ok_or(Trouble::Hidden)
}

pub(super) fn goods(lang: Lang, line: &Line, quantity: Quantity) -> Vec<String> {
    let what = format!("{}. {} {}\n{}", line.no, line.sku, line.name(lang), line.spec);
    vec![what, format!("{} {}", quantity.page(), line.unit)]
}

pub(super) fn signs(lang: Lang, who: &str) -> Piece {
    let fields = vec![vec![lang.t("contract-signature"), lang.t("contract-signed-on")], vec![lang.t("contract-name")]];
    Piece::Sign(SignPlace { heading: lang.t(who), ticks: Vec::new(), fields, seal: lang.t("contract-seal") })
}

fn us(lang: Lang, company: &Company) -> Piece {
    Piece::Pairs(vec![
        (lang.t("contract-buyer"), company.name.clone()),
        (lang.t("masters-field-phone"), company.phone.clone()),
        (lang.t("masters-field-email"), company.email.clone()),
    ])
}

pub(super) fn buyer(lang: Lang, company: &Company) -> Piece {
    Piece::Pairs(vec![
        (lang.t("contract-buyer"), company.name.clone()),
        (lang.t("masters-field-address"), company.address.clone()),
        (lang.t("masters-field-phone"), company.phone.clone()),
    ])
}

pub(super) fn seller(lang: Lang, supplier: &Supplier) -> Piece {
    Piece::Pairs(vec![
        (lang.t("contract-seller"), supplier.name.clone()),
        (lang.t("masters-field-address"), supplier.address.clone()),
        (lang.t("masters-field-contact"), format!("{} {}", supplier.contact, supplier.phone)),
        (lang.t("masters-field-tax-id"), supplier.tax_id.clone()),
    ])
}

pub(super) fn print(
    tx: &mut Tx,
    lang: Lang,
    company: &Company,
    title: String,
    number: String,
    sections: Vec<Section>,
) -> Outcome<Vec<u8>> {
    let paper = paper(tx, lang, company, title, number, sections)?;
    Ok(brief(&paper).map_err(|e| Fault::other("paper of a purchase", e))?)
}

fn paper(
    tx: &mut Tx,
    lang: Lang,
    company: &Company,
    title: String,
    number: String,
    sections: Vec<Section>,
) -> Outcome<Brief> {
    let made_at = tx.now().to_timestamp();
    let day = crate::people::today(tx)?;
    let notes = vec![number, day.to_string()];
    Ok(Brief { lang: paper_lang(lang), company: company.name.clone(), title, notes, made_at, sections })
}

fn paper_lang(lang: Lang) -> PaperLang {
    match lang {
        Lang::Hant => PaperLang::Hant,
        Lang::Hans => PaperLang::Hans,
        Lang::En => PaperLang::En,
    }
}
