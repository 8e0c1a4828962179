//! Reads an order a customer sent and says what a careful clerk would enter. A value this reader is not sure of carries a
//! doubt; it never passes a guess off as knowledge, never runs anything in the file and never panics.

mod cells;
mod columns;
mod day;
mod delimited;
mod directory;
mod draft;
mod dress;
mod encoding;
mod enter;
mod exact;
mod figure;
mod fold;
mod goods;
mod heads;
mod labels;
mod limits;
mod lines;
mod loose;
mod package;
mod person;
mod reading;
mod sheet;
mod sniff;
mod styles;
mod sums;
mod table;
mod taken;
mod totals;
mod ubl;
mod unfilled;
mod units;
mod unreadable;
mod when;
mod who;
mod words;
mod xlsx;
mod xml;

pub use directory::{CsvDirectory, Customer, CustomerHint, CustomerMatch, Directory, Product, sku_key, weigh};
pub use exact::Exact;
pub use fold::key as text_key;
pub use limits::Limits;
pub use reading::{Doubt, Kind, Line, Place, Reading};
pub use table::{Table, table};
pub use unreadable::Unreadable;

pub(crate) use sheet::{Sheet, Value};
pub(crate) use table::first_sheet;

use draft::Draft;
use package::Package;
use reading::doubt;
use sniff::{Sniffed, sniff};

/// Reads one order. `customer` overrides what the paper says about its sender.
pub fn read(
    bytes: &[u8],
    file_name: &str,
    dir: &dyn Directory,
    customer: Option<&str>,
    limits: &Limits,
) -> Result<Reading, Unreadable> {
    limits.check("bytes", limits.bytes, bytes.len())?;
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(Unreadable::Empty);
    }
    let mut reading = match sniff(bytes) {
        Sniffed::Zip => read_book(bytes, dir, customer, limits)?,
        Sniffed::Text => read_text(bytes, dir, customer, limits)?,
        Sniffed::Markup => read_markup(bytes, dir, customer, limits)?,
        Sniffed::Other(seen) => return Err(Unreadable::NotSupported { seen }),
    };
    let kind = match reading.kind {
        Kind::Xlsx => "xlsx",
        Kind::Csv => "csv",
        Kind::Ubl => "ubl",
    };
    if !sniff::name_fits(file_name, kind) {
        let why = format!("The file name says something else than the content, which is {kind}.");
        reading.doubt("file", "name_differs_from_content", why, &[("name", file_name), ("kind", kind)], None);
    }
    Ok(reading)
}

fn read_book(
    bytes: &[u8],
    dir: &dyn Directory,
    customer: Option<&str>,
    limits: &Limits,
) -> Result<Reading, Unreadable> {
    let package = workbook(Package::open(bytes, limits)?)?;
    let book = xlsx::read(&package, limits)?;
    let mut draft = lines::draft(&book.sheets, dir, limits)?;
    if book.macros {
        draft.doubts.push(doubt(
            "file",
            "macros",
            "The workbook carries macros; they were not run and only stored values were read.",
            &[],
            None,
        ));
    }
    let shown = lines::shown(&book.sheets, &draft);
    finish(draft, Kind::Xlsx, shown, dir, customer)
}

/// A zip that is not a workbook is named for what it is.
pub(crate) fn workbook(package: Package) -> Result<Package, Unreadable> {
    let seen = if package.has(|name| name == "xl/workbook.bin") {
        "xlsb"
    } else if package.has(|name| name.starts_with("word/")) {
        "docx"
    } else if package.has(|name| name.starts_with("ppt/")) {
        "pptx"
    } else if package.part("mimetype").is_some() {
        "opendocument"
    } else if xlsx::main_part(&package).is_err() {
        "zip"
    } else {
        return Ok(package);
    };
    Err(Unreadable::NotSupported { seen })
}

fn read_text(
    bytes: &[u8],
    dir: &dyn Directory,
    customer: Option<&str>,
    limits: &Limits,
) -> Result<Reading, Unreadable> {
    let text = delimited::read(bytes, limits)?;
    let sheets = [text.sheet];
    let mut draft = lines::draft(&sheets, dir, limits)?;
    draft.comma |= text.separator == b';' && comma_decimals(&sheets[0]);
    if text.decoded.lost > 0 {
        let lost = text.decoded.lost.to_string();
        draft.doubts.push(doubt(
            "file",
            "undecodable",
            format!("{lost} characters could not be decoded."),
            &[("count", &lost), ("encoding", text.decoded.encoding)],
            None,
        ));
    }
    if text.decoded.guessed {
        draft.doubts.push(doubt(
            "file",
            "encoding_guessed",
            format!("The encoding was guessed as {}.", text.decoded.encoding),
            &[("encoding", text.decoded.encoding)],
            None,
        ));
    }
    let shown = lines::shown(&sheets, &draft);
    finish(draft, Kind::Csv, shown, dir, customer)
}

/// Semicolon files usually write `0,36`; one that writes `0.36` does not.
fn comma_decimals(sheet: &Sheet) -> bool {
    let number = |text: &str, sign: char| {
        text.split_once(sign).is_some_and(|(a, b)| {
            !a.is_empty() && !b.is_empty() && a.bytes().chain(b.bytes()).all(|c| c.is_ascii_digit())
        })
    };
    let count = |sign| {
        sheet
            .cells
            .values()
            .filter(|cell| matches!(&cell.value, Value::Text(text) if number(text.trim(), sign)))
            .count()
    };
    count(',') > 0 && count('.') == 0
}

fn read_markup(
    bytes: &[u8],
    dir: &dyn Directory,
    customer: Option<&str>,
    limits: &Limits,
) -> Result<Reading, Unreadable> {
    let text = xml::decode(bytes, "xml")?;
    let (draft, shown) = ubl::draft(&text, limits)?;
    finish(draft, Kind::Ubl, (String::new(), shown), dir, customer)
}

fn finish(
    draft: Draft,
    kind: Kind,
    shown: (String, Vec<Vec<String>>),
    dir: &dyn Directory,
    customer: Option<&str>,
) -> Result<Reading, Unreadable> {
    let known = draft.said.iter().filter(|said| said.field != labels::Field::Ignore).count();
    if draft.lines.is_empty() && known < 2 {
        return Err(Unreadable::NoOrder);
    }
    let mut reading = enter::enter(&draft, kind, dir, customer);
    (reading.cells_sheet, reading.cells) = shown;
    Ok(reading)
}
