//! The form's line grid.

use maud::Markup;
use maud::Render;
use platform::i18n::Lang;
use platform::limits::ORDER_LINES;
use platform::money::Currency;
use platform::web::ui::{Cell, GridColumn, GridRow, Kind, LineGrid, Tone};

use super::form::{Form, label};
use super::typed::{TypedLine, of};

const HIDDEN: &[&str] = &["id", "product", "confirmed"];

pub fn grid(lang: Lang, form: &Form) -> Markup {
    let currency = form.typed.get("currency").trim().to_uppercase();
    let known: Option<Currency> = currency.parse().ok();
    let columns = columns(lang);
    let rows = form.typed.lines.iter().enumerate().map(|(at, line)| row(lang, form, &columns, at, line)).collect();
    LineGrid {
        lang,
        caption: lang.t("intake-lines"),
        prefix: "lines",
        columns,
        hidden_keys: HIDDEN,
        rows,
        spare: form.spare,
        rows_max: usize::try_from(ORDER_LINES.value).unwrap_or(usize::MAX),
        decimals: known.map_or(2, |currency| u8::try_from(currency.decimals_in_use()).unwrap_or(2)),
        currency: &currency,
        search_url: "/products/search",
        check_url: Some("/orders/check"),
        readonly: false,
    }
    .render()
}

pub(super) fn columns(lang: Lang) -> Vec<GridColumn> {
    let column = |key: &'static str, kind: Kind, width: u8| GridColumn::new(key, label(lang, key), kind, width);
    vec![
        column("sku", Kind::Product, 10),
        column("name", Kind::Text, 10),
        column("spec", Kind::Text, 14),
        column("qty", Kind::Number, 4),
        column("unit", Kind::Text, 2),
        column("price", Kind::Number, 6),
        column("price_base", Kind::Number, 3),
        column("discount", Kind::Number, 3),
        column("amount", Kind::Amount, 6),
        column("requested_on", Kind::Date, 6),
        column("place", Kind::Text, 8),
        column("customer_part", Kind::Text, 6),
        column("tax_rate", Kind::Number, 3),
        column("remark", Kind::Text, 8),
    ]
}

fn row(lang: Lang, form: &Form, columns: &[GridColumn], at: usize, line: &TypedLine) -> GridRow {
    let hidden = HIDDEN.iter().map(|key| (*key, of(line, key).to_string())).collect();
    let whole = form.errors.of(&format!("lines[{at}]")).map(|say| say.text(lang));
    let confirmed: Vec<&str> = of(line, "confirmed").split(',').collect();
    let cells = columns.iter().map(|column| {
        let field = format!("lines[{at}][{}]", column.key);
        let error = form.errors.of(&field).map(|say| say.text(lang));
        let error = error.or(whole.clone().filter(|_| column.key == "sku"));
        let warning = form.warnings.iter().find(|(name, _)| *name == field).map(|(_, say)| say.text(lang));
        let mark = form.marks.get(&field).filter(|_| !confirmed.contains(&column.key));
        let doubt = mark.and_then(|mark| mark.doubt_text(lang)).or(warning);
        let cell = Cell::from(of(line, column.key)).error(error).doubt(doubt);
        match mark.map(|mark| mark.place()).filter(|place| !place.is_empty()) {
            Some(place) => cell.source(place),
            None => cell,
        }
    });
    GridRow { hidden, cells: cells.collect(), tone: Tone::Quiet }
}
