//! Tables: a head that names every cell, numbers to the right, a card per row where the page is narrow.

use super::{Tone, icon, shown};
use crate::i18n::Lang;
use maud::{Markup, PreEscaped, Render, html};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Direction {
    Up,
    Down,
}

/// A column's head.
#[must_use]
#[derive(Clone)]
pub struct Column {
    label: Markup,
    number: bool,
    label_hidden: bool,
    sort: Option<(String, Option<Direction>)>,
    class: &'static str,
}

pub fn column(label: impl Render) -> Column {
    Column { label: label.render(), number: false, label_hidden: false, sort: None, class: "" }
}

impl Column {
    /// To the right, in figures of equal width.
    pub fn number(mut self) -> Self {
        self.number = true;
        self
    }

    /// Its head sorts by it; `now` says how it is sorted at present.
    pub fn sort(mut self, href: impl Into<String>, now: Option<Direction>) -> Self {
        self.sort = Some((href.into(), now));
        self
    }

    /// For a column of buttons or ticks.
    pub fn label_hidden(mut self) -> Self {
        self.label_hidden = true;
        self
    }

    pub fn class(mut self, class: &'static str) -> Self {
        self.class = class;
        self
    }

    fn cell_class(&self) -> String {
        if self.number { format!("num {}", self.class) } else { self.class.to_owned() }
    }

    fn head(&self) -> Markup {
        let sorted = self.sort.as_ref().and_then(|(_, now)| *now);
        let aria_sort = sorted.map(|now| if now == Direction::Up { "ascending" } else { "descending" });
        html! {
            th scope="col" class=(self.cell_class()) aria-sort=[aria_sort] {
                @if let Some((href, now)) = &self.sort {
                    a.sort href=(href) {
                        (self.label)
                        (icon(match now { Some(Direction::Up) => "arrow-up", Some(Direction::Down) => "arrow-down", None => "arrows-sort" }))
                    }
                } @else if self.label_hidden {
                    span.visually-hidden { (self.label) }
                } @else { (self.label) }
            }
        }
    }
}

/// One row. Its first cell is its head; [`opens`](Row::opens) makes Enter and `j`/`k` work on it.
#[must_use]
pub struct Row {
    cells: Vec<Markup>,
    tone: Option<Tone>,
    opens: Option<String>,
    selects: Option<(String, String)>,
    class: &'static str,
    id: Option<String>,
}

impl Row {
    pub fn new(cells: impl IntoIterator<Item = Markup>) -> Self {
        Self { cells: cells.into_iter().collect(), tone: None, opens: None, selects: None, class: "", id: None }
    }

    pub fn tone(mut self, tone: Tone) -> Self {
        self.tone = Some(tone);
        self
    }

    pub fn opens(mut self, href: impl Into<String>) -> Self {
        self.opens = Some(href.into());
        self
    }

    /// A tick before it; `label` is heard ("select SO-2026-000412").
    pub fn selects(mut self, value: impl Into<String>, label: impl Into<String>) -> Self {
        self.selects = Some((value.into(), label.into()));
        self
    }

    pub fn class(mut self, class: &'static str) -> Self {
        self.class = class;
        self
    }

    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.id = Some(id.into());
        self
    }
}

/// Rows of a part of a long list: only those parts in view are laid out.
const PART: usize = 100;

#[must_use]
pub struct Table {
    caption: Markup,
    caption_seen: bool,
    columns: Vec<Column>,
    rows: Vec<Row>,
    foot: Option<Vec<Markup>>,
    select: Option<(String, String)>,
    dense: bool,
    wide: bool,
    parts: bool,
    empty: Option<Markup>,
    id: Option<String>,
}

impl Table {
    /// The caption is heard; [`show_caption`](Table::show_caption) shows it too.
    pub fn new(caption: impl Render, columns: impl IntoIterator<Item = Column>) -> Self {
        Self {
            caption: caption.render(),
            caption_seen: false,
            columns: columns.into_iter().collect(),
            rows: Vec::new(),
            foot: None,
            select: None,
            dense: false,
            wide: false,
            parts: false,
            empty: None,
            id: None,
        }
    }

    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.id = Some(id.into());
        self
    }

    pub fn show_caption(mut self) -> Self {
        self.caption_seen = true;
        self
    }

    pub fn row(mut self, cells: impl IntoIterator<Item = Markup>) -> Self {
        self.rows.push(Row::new(cells));
        self
    }

    pub fn push(mut self, row: Row) -> Self {
        self.rows.push(row);
        self
    }

    pub fn rows(mut self, rows: impl IntoIterator<Item = Row>) -> Self {
        self.rows.extend(rows);
        self
    }

    /// Totals, one cell a column (empty ones too).
    pub fn foot(mut self, cells: impl IntoIterator<Item = Markup>) -> Self {
        self.foot = Some(cells.into_iter().collect());
        self
    }

    /// Ticks before the rows, sent as `name`, and one in the head for all.
    pub fn select(mut self, lang: Lang, name: impl Into<String>) -> Self {
        self.select = Some((name.into(), lang.t("shell-select-all")));
        self
    }

    pub fn dense(mut self, yes: bool) -> Self {
        self.dense = yes;
        self
    }

    /// Scrolls sideways on a narrow page instead of becoming cards: for figures that are compared.
    pub fn wide(mut self) -> Self {
        self.wide = true;
        self
    }

    /// A list that may have hundreds of rows: it comes in parts of a hundred, each with its heads.
    pub fn parts(mut self) -> Self {
        self.parts = true;
        self
    }

    /// Shown instead of the table when there are no rows.
    pub fn empty(mut self, empty: Markup) -> Self {
        self.empty = Some(empty);
        self
    }

    fn class(&self) -> String {
        let mut class = String::from("table list");
        if self.dense {
            class.push_str(" list-dense");
        }
        class.push_str(if self.wide { " list-wide" } else { " list-cards" });
        class
    }

    /// A table with these rows; the totals stand under the last.
    fn draw_part(&self, rows: &[Row], first: bool, last: bool) -> Markup {
        html! {
            table class=(self.class()) id=[self.id.as_ref().filter(|_| first)] {
                caption.visually-hidden[!self.caption_seen || !first] { (self.caption) }
                thead { tr {
                    @if let Some((_, all)) = &self.select {
                        th.tick scope="col" { input.form-check-input type="checkbox" data-select-all aria-label=(all); }
                    }
                    @for column in &self.columns { (column.head()) }
                } }
                tbody { @for row in rows { (self.draw_row(row)) } }
                @if let Some(foot) = self.foot.as_ref().filter(|_| last) {
                    tfoot { tr {
                        @if self.select.is_some() { td.tick {} }
                        @for (place, cell) in foot.iter().enumerate() {
                            @let head = self.columns.get(place);
                            td class=(head.map(Column::cell_class).unwrap_or_default())
                                data-label=[head.filter(|_| !cell.0.is_empty()).map(label_text)] { (cell) }
                        }
                    } }
                }
            }
        }
    }

    fn draw_row(&self, row: &Row) -> Markup {
        let class = format!("{} {}", row.class, row.tone.map_or("", Tone::class));
        html! {
            tr id=[row.id.as_ref()] class=[Some(class.trim()).filter(|class| !class.is_empty())] data-opens-row=[row.opens.as_ref()] {
                @if let Some((name, _)) = &self.select {
                    td.tick { @if let Some((value, label)) = &row.selects {
                        input.form-check-input type="checkbox" name=(name) value=(value) aria-label=(label);
                    } }
                }
                @for (place, cell) in row.cells.iter().enumerate() {
                    @let head = self.columns.get(place);
                    @let class = head.map(Column::cell_class).unwrap_or_default();
                    @if place == 0 { th scope="row" class=(class) { (cell) } }
                    @else { td class=(class) data-label=[head.map(label_text)] { (cell) } }
                }
            }
        }
    }
}

/// A head's words without their markup, for the cards of a narrow page.
fn label_text(column: &Column) -> PreEscaped<String> {
    words_of(&column.label)
}

fn words_of(markup: &Markup) -> PreEscaped<String> {
    let mut inside = false;
    let words = markup.0.chars().filter(|letter| match letter {
        '<' => {
            inside = true;
            false
        }
        '>' => {
            inside = false;
            false
        }
        _ => !inside,
    });
    PreEscaped(words.collect())
}

impl Render for Table {
    fn render(&self) -> Markup {
        if let (true, Some(empty)) = (self.rows.is_empty(), &self.empty) {
            return empty.clone();
        }
        let scroll = match self.rows.chunks(PART) {
            parts if self.parts && parts.len() > 1 && self.select.is_none() => {
                let last = parts.len() - 1;
                html! {
                    @for (place, rows) in parts.enumerate() {
                        div.list-part { (self.draw_part(rows, place == 0, place == last)) }
                    }
                }
            }
            _ => self.draw_part(&self.rows, true, true),
        };
        html! {
            @if self.wide { div.table-scroll role="region" tabindex="0" aria-label=(words_of(&self.caption)) { (scroll) } }
            @else { div.table-scroll { (scroll) } }
        }
    }
}

/// Back and on through a long list, by where one stands and not by page numbers. `summary` may say how many there are.
pub fn pager(lang: Lang, before: Option<&str>, after: Option<&str>, summary: impl Render) -> Markup {
    html! {
        nav.pager aria-label=(lang.t("shell-pager")) {
            @if let Some(summary) = shown(summary) { span.pager-summary { (summary) } }
            span.pager-steps {
                @match before {
                    Some(href) => a.btn.btn-sm href=(href) rel="prev" { (icon("chevron-left")) span { (lang.t("shell-pager-before")) } },
                    None => span.btn.btn-sm.disabled aria-hidden="true" { (icon("chevron-left")) span { (lang.t("shell-pager-before")) } },
                }
                @match after {
                    Some(href) => a.btn.btn-sm href=(href) rel="next" { span { (lang.t("shell-pager-after")) } (icon("chevron-right")) },
                    None => span.btn.btn-sm.disabled aria-hidden="true" { span { (lang.t("shell-pager-after")) } (icon("chevron-right")) },
                }
            }
        }
    }
}
