//! The line grid: a plain table of inputs named `lines[0][sku]`, which works as a form without script.
//! `assets/js/grid.js` adds travel by keys, paste from a spreadsheet, product search and running totals.
//!
//! Without script a row left empty is not taken, and the button `add_lines` asks the server for more rows.
//! Rows after the first [`AT_ONCE`] stand in a `noscript`: a browser with script reads it as mere text, shows the page, and
//! makes the rows of it bit by bit. Until then [`ROWS_SHOWN`] travels along, so that nobody takes a part for the whole.
//! What the script shows is a courtesy: the server computes and checks everything again.

use super::{Choice, Tag, Tone, icon, id_of};
use crate::i18n::Lang;
use crate::web::assets::asset_url;
use maud::{Markup, PreEscaped, Render, html};

/// Rows that are laid out with the page: more than any screen shows of the grid.
const AT_ONCE: usize = 48;

/// How many rows the page brought; the script takes it away once they all stand.
pub const ROWS_SHOWN: &str = "rows_shown";

/// What a column takes. All are typed as text, so that nothing typed or pasted is ever lost.
#[derive(Clone)]
pub enum Kind {
    Text,
    /// An exact decimal, to the right.
    Number,
    /// `2026-12-18`, also taken as `12/18` or `1218`.
    Date,
    Choice(Vec<Choice>),
    /// A product's number, with a search by number, name and specification.
    Product,
    /// Not typed: the line's amount, computed.
    Amount,
    /// Not typed: what the server says, as markup.
    Shown,
}

#[derive(Clone)]
pub struct GridColumn {
    /// The last part of the name, and the key in the answer of the product search that fills it.
    pub key: &'static str,
    pub label: String,
    pub kind: Kind,
    /// In characters, roughly; columns share what is left in this proportion. 2, 3, 4, 6, 8, 10, 14 or 20.
    pub width: u8,
}

impl GridColumn {
    pub fn new(key: &'static str, label: impl Into<String>, kind: Kind, width: u8) -> Self {
        Self { key, label: label.into(), kind, width }
    }
}

#[derive(Clone, Default)]
pub struct Cell {
    pub value: String,
    pub error: Option<String>,
    /// Read from a document and not sure: amber until somebody confirms it with Enter.
    pub doubt: Option<String>,
    /// Where it was read, for the highlight in the source: put on the input as `data-source`.
    pub source: Option<String>,
    /// For [`Kind::Shown`].
    pub shown: Option<Markup>,
}

impl<V: Into<String>> From<V> for Cell {
    fn from(value: V) -> Self {
        Self { value: value.into(), ..Self::default() }
    }
}

impl Cell {
    pub fn error(mut self, error: Option<impl Into<String>>) -> Self {
        self.error = error.map(Into::into);
        self
    }

    pub fn doubt(mut self, why: Option<impl Into<String>>) -> Self {
        self.doubt = why.map(Into::into);
        self
    }

    pub fn source(mut self, place: impl Into<String>) -> Self {
        self.source = Some(place.into());
        self
    }
}

/// One line: hidden facts by key (`id`, `product`, `price_base`), then its cells in the order of the columns.
#[derive(Clone, Default)]
pub struct GridRow {
    pub hidden: Vec<(&'static str, String)>,
    pub cells: Vec<Cell>,
    pub tone: Tone,
}

pub struct LineGrid<'a> {
    pub lang: Lang,
    pub caption: String,
    /// `lines` gives `lines[0][sku]`.
    pub prefix: &'a str,
    pub columns: Vec<GridColumn>,
    /// Hidden keys that every new row has too, empty.
    pub hidden_keys: &'a [&'static str],
    pub rows: Vec<GridRow>,
    /// Empty rows after the filled ones.
    pub spare: usize,
    pub rows_max: usize,
    /// Decimals of the order's currency, for amounts.
    pub decimals: u8,
    pub currency: &'a str,
    /// `GET ?q=` answers `[{id, sku, name, spec, unit, price, price_base, pack}]`.
    pub search_url: &'a str,
    /// `POST` of the whole form answers the markup for `#checks`. In it, `data-cell="lines[3][qty]"` marks a cell.
    pub check_url: Option<&'a str>,
    pub readonly: bool,
}

impl LineGrid<'_> {
    fn name(&self, row: &str, key: &str) -> String {
        format!("{}[{row}][{key}]", self.prefix)
    }

    fn draw_row(&self, place: Option<usize>, row: &GridRow) -> Markup {
        // The row that new ones are made from carries a mark where the number goes.
        let (index, number) =
            place.map_or(("#".to_owned(), "#".to_owned()), |place| (place.to_string(), (place + 1).to_string()));
        html! {
            tr class=(row.tone.class()) {
                th scope="row" {
                    span.grid-no { (number) }
                    @for key in self.hidden_keys {
                        @let value = row.hidden.iter().find(|(known, _)| known == key).map_or("", |(_, value)| value.as_str());
                        input type="hidden" name=(self.name(&index, key)) value=(value) data-key=(key);
                    }
                }
                @for (column, place) in self.columns.iter().zip(0..) {
                    (self.draw_cell(&index, &number, column, row.cells.get(place).unwrap_or(&Cell::default())))
                }
            }
        }
    }

    fn draw_cell(&self, index: &str, number: &str, column: &GridColumn, cell: &Cell) -> Markup {
        match &column.kind {
            Kind::Shown => {
                return html! { td.grid-shown { @if let Some(shown) = &cell.shown { (shown) } @else { (cell.value) } } };
            }
            Kind::Amount => {
                return html! { td.grid-shown.num { output data-amount { (cell.value) } } };
            }
            _ => {}
        }
        let name = self.name(index, column.key);
        let note = cell.error.as_ref().or(cell.doubt.as_ref());
        let tag = Tag::open(if matches!(column.kind, Kind::Choice(_)) { "select" } else { "input" })
            .with("name", name.as_str())
            .with("data-key", column.key)
            .with("aria-label", format!("{} {number}", column.label))
            .when(self.readonly, "readonly", "")
            .when(cell.error.is_some(), "aria-invalid", "true")
            .when(cell.error.is_some(), "id", id_of(&name))
            .when(cell.error.is_none() && cell.doubt.is_some(), "data-doubt", "");
        let tag = match note {
            Some(note) => tag.with("data-note", note.as_str()).with("title", note.as_str()),
            None => tag,
        };
        let tag = match &cell.source {
            Some(source) => tag.with("data-source", source.as_str()),
            None => tag,
        };
        match &column.kind {
            Kind::Choice(choices) => html! { td {
                (tag.done())
                @for choice in choices { option value=(choice.value) selected[choice.value == cell.value] { (choice.label) } }
                (PreEscaped("</select>"))
            } },
            Kind::Number => {
                html! { td.num { (tag.with("inputmode", "decimal").with("value", cell.value.as_str()).done()) } }
            }
            _ => html! { td { (tag.with("value", cell.value.as_str()).done()) } },
        }
    }

    fn kind_word(kind: &Kind) -> &'static str {
        match kind {
            Kind::Text => "text",
            Kind::Number => "number",
            Kind::Date => "date",
            Kind::Choice(_) => "choice",
            Kind::Product => "product",
            Kind::Amount => "amount",
            Kind::Shown => "shown",
        }
    }

    fn tools(&self) -> Markup {
        let lang = self.lang;
        html! {
            div.grid-tools role="group" aria-label=(lang.t("shell-grid-tools")) {
                button.btn.btn-sm type="submit" name="add_lines" value="10" formnovalidate data-grid-do="add" { (icon("plus")) span { (lang.t("shell-grid-add")) } }
                span.needs-script {
                    button.btn.btn-sm type="button" data-grid-do="copy" { (icon("copy")) span { (lang.t("shell-grid-copy")) } }
                    button.btn.btn-sm type="button" data-grid-do="delete" { (icon("trash")) span { (lang.t("shell-grid-delete")) } }
                    button.btn.btn-sm type="button" data-grid-do="fill" { (icon("arrow-down")) span { (lang.t("shell-grid-fill")) } kbd { "Ctrl" } kbd { "D" } }
                    button.btn.btn-sm type="button" data-grid-do="undo" disabled { (icon("arrow-back-up")) span { (lang.t("shell-grid-undo")) } }
                }
                p.grid-note role="status" aria-live="polite" data-grid-note {}
            }
        }
    }
}

impl Render for LineGrid<'_> {
    fn render(&self) -> Markup {
        let lang = self.lang;
        let spare = GridRow::default();
        let count = self.rows.len();
        let spares = self.spare.min(self.rows_max.saturating_sub(count));
        let all = count + spares;
        let row = |place: usize| self.draw_row(Some(place), self.rows.get(place).unwrap_or(&spare));
        let colgroup = html! { colgroup { col.grid-w-no; @for column in &self.columns { col class={ "grid-w-" (column.width) }; } } };
        html! {
            div.sheet data-grid=(self.prefix) data-search=(self.search_url) data-check-url=[self.check_url] data-decimals=(self.decimals)
                data-rows-max=(self.rows_max)
                data-word-pasted=(lang.t("shell-grid-pasted")) data-word-bad=(lang.t("shell-grid-bad")) data-word-over=(lang.t("shell-grid-over"))
                data-word-number=(lang.t("shell-grid-not-number")) data-word-date=(lang.t("shell-grid-not-date"))
                data-word-choice=(lang.t("shell-grid-not-choice")) data-word-none=(lang.t("shell-grid-no-product"))
                data-word-deleted=(lang.t("shell-grid-deleted")) data-word-undone=(lang.t("shell-grid-undone")) data-word-nothing-below=(lang.t("shell-grid-nothing-below")) data-word-full=(lang.t("shell-grid-full")) {
                @if !self.readonly { (self.tools()) }
                div.grid-scroll role="region" tabindex="0" aria-label=(self.caption) {
                    table aria-label=(self.caption) {
                        (colgroup)
                        thead { tr {
                            th scope="col" { span aria-hidden="true" { "#" } span.visually-hidden { (lang.t("shell-grid-row")) } }
                            @for column in &self.columns {
                                th scope="col" class=[matches!(column.kind, Kind::Number | Kind::Amount).then_some("num")]
                                    data-key=(column.key) data-kind=(Self::kind_word(&column.kind)) { (column.label) }
                            }
                        } }
                        tbody {
                            @for place in 0..all.min(AT_ONCE) { (row(place)) }
                        }
                    }
                }
                @if all > AT_ONCE {
                    input type="hidden" name=(ROWS_SHOWN) value=(all) data-rows-shown;
                    noscript data-grid-rest {
                        div.grid-scroll role="region" tabindex="0" aria-label=(self.caption) {
                            table aria-label=(self.caption) { (colgroup) tbody { @for place in AT_ONCE..all { (row(place)) } } }
                        }
                    }
                }
                template data-grid-row { (self.draw_row(None, &spare)) }
                p.grid-total { span { (lang.t("shell-grid-total")) } " " span.grid-currency { (self.currency) } " " output.num data-total {} }
                script src=(asset_url("js/grid.js")) defer {}
            }
        }
    }
}
