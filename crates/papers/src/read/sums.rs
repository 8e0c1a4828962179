//! Quantities, prices, amounts and totals, exactly. What the paper adds up is compared with what it should be; the entry
//! always holds quantity times price.

use super::{
    directory::Product,
    draft::{DraftLine, Word},
    dress,
    exact::Exact,
    figure::{Figure, figure},
    fold,
    labels::Field,
    reading::Reading,
    sheet::Value,
    units::Unit,
};

/// Decimals a price may have after a division that comes out even.
const PRICE_PLACES: u32 = 8;

/// Enters quantity, price and amount of one line; returns the amount.
pub(crate) fn line(
    line: &DraftLine,
    index: usize,
    product: Option<&Product>,
    comma: bool,
    reading: &mut Reading,
) -> Option<Exact> {
    let at = format!("lines[{index}]");
    let qty = quantity(line, &at, product, reading, comma);
    unit(line, &at, product, reading, comma);
    let amount = number(line.words.get(&Field::Amount), &format!("{at}.amount"), comma, reading).map(|f| f.value);
    let price = price(line, &at, qty, amount, comma, reading);
    let computed = qty.zip(price).and_then(|(qty, price)| qty.times(price)).map(|sum| sum.rounded(2));
    let place = line.words.get(&Field::Amount).map(|word| word.place.clone());
    match (computed, amount) {
        (Some(computed), Some(amount)) if computed != amount.rounded(2) => {
            let (computed, stated) = (computed.text(2), amount.text(2));
            reading.doubt(
                format!("{at}.amount"),
                "amount_differs",
                format!("Quantity times price is {computed}; the paper says {stated}."),
                &[("computed", &computed), ("stated", &stated)],
                place.as_ref(),
            );
        }
        _ => {}
    }
    let shown = computed.or(amount.map(|amount| amount.rounded(2)));
    if let Some(entry) = reading.lines.get_mut(index) {
        entry.qty = qty;
        entry.price = price.map(|price| price.text(2)).unwrap_or_default();
        entry.amount = shown.map(|sum| sum.text(2)).unwrap_or_default();
    }
    for (field, name) in [(Field::Qty, "qty"), (Field::Price, "price"), (Field::Amount, "amount")] {
        if let Some(word) = line.words.get(&field) {
            reading.from(format!("{at}.{name}"), &word.place);
        }
    }
    usual(product, price, &at, line, reading);
    shown
}

fn quantity(
    line: &DraftLine,
    at: &str,
    product: Option<&Product>,
    reading: &mut Reading,
    comma: bool,
) -> Option<Exact> {
    let field = format!("{at}.qty");
    let word = line.words.get(&Field::Qty);
    let Some(found) = number(word, &field, comma, reading) else {
        if word.is_none_or(|word| !matches!(word.value, Value::Formula(_))) {
            let text = word.map(Word::text).unwrap_or_default();
            reading.doubt(
                field,
                "qty_missing",
                format!("No quantity can be read. {text}").trim().to_owned(),
                &[("text", &text)],
                word.map(|w| &w.place).or(line.place.as_ref()),
            );
        }
        return None;
    };
    let place = word.map(|word| word.place.clone());
    let text = word.map(Word::text).unwrap_or_default();
    let plain = found.before.is_empty()
        && (found.after.is_empty()
            || Unit::known(&found.after)
            || product.is_some_and(|p| fold::key(&p.unit) == fold::key(&found.after)));
    if !plain {
        reading.doubt(
            &field,
            "qty_text",
            format!("The quantity carries more than a number: {text}"),
            &[("text", &text)],
            place.as_ref(),
        );
    }
    let qty = found.value;
    if qty.is_negative() || qty.is_zero() {
        reading.doubt(
            &field,
            "qty_not_positive",
            format!("The quantity is {text}."),
            &[("text", &text)],
            place.as_ref(),
        );
    }
    if let Some(product) = product {
        let whole = product.pack.unwrap_or(Exact::whole(1));
        if !whole.is_zero() && !qty.is_multiple_of(whole) {
            let pack = whole.text(0);
            reading.doubt(
                &field,
                "pack",
                format!("The quantity is no multiple of {pack}."),
                &[("pack", &pack), ("qty", &qty.text(0))],
                place.as_ref(),
            );
        }
    } else if !qty.is_whole() {
        reading.doubt(
            &field,
            "qty_fraction",
            format!("The quantity is not whole: {text}"),
            &[("text", &text)],
            place.as_ref(),
        );
    }
    Some(qty)
}

fn unit(line: &DraftLine, at: &str, product: Option<&Product>, reading: &mut Reading, comma: bool) {
    let column = line.words.get(&Field::Unit);
    let inside = line
        .words
        .get(&Field::Qty)
        .and_then(|word| figure(&word.text(), comma))
        .map(|f| f.after)
        .filter(|after| Unit::known(after));
    let place = column.or(line.words.get(&Field::Qty)).map(|word| word.place.clone());
    let given: Vec<String> = column
        .map(|word| fold::tidy(&word.text()))
        .into_iter()
        .chain(inside)
        .chain(if column.is_none() { line.qty_unit.clone() } else { None })
        .filter(|text| !text.is_empty())
        .collect();
    let Some(product) = product else {
        if let (Some(unit), Some(entry)) = (given.first(), entry(reading, at)) {
            entry.unit.clone_from(unit);
        }
        return;
    };
    if let Some(other) = given.iter().find(|text| !Unit::agree(text, &product.unit)) {
        let known = &product.unit;
        reading.doubt(
            format!("{at}.unit"),
            "unit_differs",
            format!("The paper counts in {other}, the catalogue in {known}."),
            &[("text", other), ("known", known)],
            place.as_ref(),
        );
    }
}

fn entry<'a>(reading: &'a mut Reading, at: &str) -> Option<&'a mut super::Line> {
    let index = at.strip_prefix("lines[")?.strip_suffix(']')?.parse::<usize>().ok()?;
    reading.lines.get_mut(index)
}

/// The price of one unit.
fn price(
    line: &DraftLine,
    at: &str,
    qty: Option<Exact>,
    amount: Option<Exact>,
    comma: bool,
    reading: &mut Reading,
) -> Option<Exact> {
    let field = format!("{at}.price");
    let word = line.words.get(&Field::Price);
    let place = word.map(|word| word.place.clone());
    let Some(found) = number(word, &field, comma, reading) else {
        return derived(&field, qty, amount, line, reading);
    };
    let after = fold::fold(&format!("{}{}", found.before, found.after));
    let text = word.map(Word::text).unwrap_or_default();
    let per = dress::base(&fold::fold(&found.after)).filter(|base| *base != Exact::whole(1));
    let column = line
        .words
        .get(&Field::PriceBase)
        .and_then(|word| {
            figure(&word.text(), comma)
                .map(|f| f.value)
                .or_else(|| dress::base(&format!("/{}", fold::fold(&word.text()))))
        })
        .filter(|base| *base > Exact::whole(1));
    if per.is_none() && !is_money_words(&after) {
        reading.doubt(
            &field,
            "price_text",
            format!("The price carries more than a number: {text}"),
            &[("text", &text)],
            place.as_ref(),
        );
    }
    if found.value.is_negative() || found.value.is_zero() {
        reading.doubt(
            &field,
            "price_not_positive",
            format!("The price is {text}."),
            &[("text", &text)],
            place.as_ref(),
        );
    }
    let Some(base) = per.or(column).or(line.base) else { return Some(found.value) };
    let single = found.value.divided(base, PRICE_PLACES).or_else(|| found.value.divided_rounded(base, PRICE_PLACES))?;
    let confirmed = qty
        .zip(amount)
        .is_some_and(|(qty, amount)| qty.times(single).map(|sum| sum.rounded(2)) == Some(amount.rounded(2)));
    if !confirmed {
        let base = base.text(0);
        reading.doubt(
            &field,
            "price_base",
            format!("The price {text} is for {base}."),
            &[("text", &text), ("base", &base)],
            place.as_ref(),
        );
    }
    Some(single)
}

/// Without a price, quantity and amount give one, if it comes out even.
fn derived(
    field: &str,
    qty: Option<Exact>,
    amount: Option<Exact>,
    line: &DraftLine,
    reading: &mut Reading,
) -> Option<Exact> {
    let place = line.words.get(&Field::Amount).map(|word| word.place.clone()).or(line.place.clone());
    let price =
        qty.zip(amount).filter(|(qty, _)| !qty.is_zero()).and_then(|(qty, amount)| amount.divided(qty, PRICE_PLACES));
    match price {
        Some(price) => reading.doubt(
            field,
            "price_derived",
            "The price was worked out from quantity and amount.",
            &[("price", &price.text(2))],
            place.as_ref(),
        ),
        None => reading.doubt(field, "price_missing", "The paper gives no price.", &[], place.as_ref()),
    }
    price
}

/// Currency names, `元`, and `/unit` say nothing new.
fn is_money_words(folded: &str) -> bool {
    let mut rest = folded.replace(' ', "");
    for word in [
        "人民币",
        "新台币",
        "nt$",
        "us$",
        "hk$",
        "rmb",
        "cny",
        "usd",
        "ntd",
        "twd",
        "eur",
        "hkd",
        "sek",
        "¥",
        "$",
        "€",
        "£",
        "元",
        "圆",
        "块",
        "@",
        "整",
        "/",
        ":",
        "per",
        "each",
    ] {
        rest = rest.replace(word, "");
    }
    rest.is_empty() || Unit::known(&rest)
}

/// A price far from the list is more often a misread column than a bargain.
fn usual(product: Option<&Product>, price: Option<Exact>, at: &str, line: &DraftLine, reading: &mut Reading) {
    let (Some(product), Some(price)) = (product, price) else { return };
    if !reading.currency.is_empty() && !product.currency.is_empty() && reading.currency != product.currency {
        let (paper, list) = (reading.currency.clone(), &product.currency);
        reading.doubt(
            format!("{at}.price"),
            "currency_differs",
            format!("The price is in {paper}, the list in {list}."),
            &[("text", &paper), ("known", list)],
            line.words.get(&Field::Price).map(|word| &word.place),
        );
        return;
    }
    let below = product.floor_price.is_some_and(|floor| price < floor);
    let above = product.list_price.is_some_and(|list| price > list);
    if below || above {
        let list = product.list_price.map(|list| list.text(2)).unwrap_or_default();
        let why = if above {
            format!("The price is above the list price {list}.")
        } else {
            format!("The price is below what the list allows; list price {list}.")
        };
        reading.doubt(
            format!("{at}.price"),
            "price_unusual",
            why,
            &[("price", &price.text(2)), ("list", &list)],
            line.words.get(&Field::Price).map(|word| &word.place),
        );
    }
}

/// A number from a cell; what cannot be read or could be read otherwise is doubted here.
fn number(word: Option<&Word>, field: &str, comma: bool, reading: &mut Reading) -> Option<Figure> {
    let word = word?;
    let found = match &word.value {
        Value::Formula(formula) => {
            reading.doubt(
                field,
                "formula_without_value",
                "The cell is a formula whose result the file does not carry.",
                &[("formula", formula)],
                Some(&word.place),
            );
            return None;
        }
        Value::Fault(text) => {
            reading.doubt(
                field,
                "cell_error",
                format!("The cell holds the error {text}."),
                &[("text", text)],
                Some(&word.place),
            );
            return None;
        }
        Value::Number(text) => {
            Figure { value: Exact::parse_cell(text)?, before: String::new(), after: String::new(), uneasy: None }
        }
        Value::Text(text) => figure(text, comma)?,
        Value::Day(day) => {
            reading.doubt(
                field,
                "cell_is_day",
                "The cell holds a day where a number belongs.",
                &[("text", &day.to_string())],
                Some(&word.place),
            );
            return None;
        }
        Value::Bool(_) => return None,
    };
    let harmless = matches!(found.uneasy, Some("separator")) && !comma && field.ends_with("price");
    if let Some(code) = found.uneasy.filter(|_| !harmless) {
        let (text, value) = (word.text(), found.value.text(0));
        reading.doubt(
            field,
            "number_style",
            format!("{text} was read as {value}."),
            &[("text", &text), ("value", &value), ("style", code)],
            Some(&word.place),
        );
    }
    Some(found)
}
