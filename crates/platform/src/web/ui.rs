//! The pieces that pages are made of. Each brings its label, its role and its place for an error,
//! so that a page put together from them can be read, heard and worked without a pointer.

mod button;
mod form;
mod grid;
mod icons;
mod pieces;
mod table;
mod told;
mod ways;

pub use button::{Button, Reason, button, danger, link_button, primary, reasons};
pub use form::{
    Choice, Field, checkbox, custom, date, datetime, email, error_summary, field, file, form_token, hidden, money,
    number, password, radios, search, select, tel, text, textarea, time,
};
pub use grid::{Cell, GridColumn, GridRow, Kind, LineGrid, ROWS_SHOWN};
pub use icons::icon;
pub use pieces::{
    Tone, badge, card, clause, empty_state, facts, kbd, main_aside, page_header, progress, split, status,
};
pub use table::{Column, Direction, Row, Table, column, pager};
pub use told::{Moment, Tile, alert, dialog, tiles, timeline, toast};
pub use ways::{Chip, Tab, chips, tabs};

use maud::{Markup, PreEscaped, Render};
use std::fmt::Write as _;

/// What was given, drawn, or nothing where it draws nothing: an empty subtitle leaves no empty line.
fn shown(what: impl Render) -> Option<Markup> {
    let drawn = what.render();
    (!drawn.0.is_empty()).then_some(drawn)
}

/// An opening tag whose attributes are known only at run time, which a template cannot write.
struct Tag(String);

impl Tag {
    fn open(name: &str) -> Self {
        Self(format!("<{name}"))
    }

    fn with(mut self, name: &str, value: impl Render) -> Self {
        debug_assert!(!name.contains(['"', ' ', '>', '=']), "not the name of an attribute: {name}");
        debug_assert!(name != "style" && !name.starts_with("on"), "the page's policy forbids {name}");
        let _ = write!(self.0, " {name}=\"{}\"", value.render().0);
        self
    }

    fn when(self, yes: bool, name: &str, value: impl Render) -> Self {
        if yes { self.with(name, value) } else { self }
    }

    fn with_all(mut self, attributes: &[(String, String)]) -> Self {
        for (name, value) in attributes {
            self = self.with(name, value.as_str());
        }
        self
    }

    fn done(self) -> Markup {
        PreEscaped(self.0 + ">")
    }
}

/// `lines[0][sku]` as an id that a label, a style and a fragment can point at.
fn id_of(name: &str) -> String {
    let mut id = String::with_capacity(name.len() + 2);
    id.push_str("f-");
    for letter in name.chars() {
        match letter {
            '[' | '.' | ' ' => id.push('-'),
            ']' => {}
            other => id.push(other),
        }
    }
    id
}
