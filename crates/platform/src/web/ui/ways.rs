//! Ways through a page that have an address: tabs and filters.

use super::icon;
use crate::i18n::Lang;
use maud::{Markup, Render, html};

pub struct Tab {
    pub label: String,
    pub href: String,
    pub count: Option<u64>,
    pub here: bool,
}

impl Tab {
    pub fn new(label: impl Into<String>, href: impl Into<String>, here: bool) -> Self {
        Self { label: label.into(), href: href.into(), count: None, here }
    }

    pub fn count(mut self, count: u64) -> Self {
        self.count = Some(count);
        self
    }
}

/// Tabs are links: each has an address, and Back goes where it should.
pub fn tabs(label: impl Render, tabs: &[Tab]) -> Markup {
    html! {
        nav.tabs aria-label=(label) {
            ul {
                @for tab in tabs {
                    li { a href=(tab.href) aria-current=[tab.here.then_some("page")] {
                        (tab.label) @if let Some(count) = tab.count { " " span.count { (count) } }
                    } }
                }
            }
        }
    }
}

/// A filter in the address: on or off, or one that is set and can be taken away.
pub struct Chip {
    pub label: String,
    pub href: String,
    pub on: bool,
    pub count: Option<u64>,
    pub removes: Option<String>,
}

impl Chip {
    pub fn new(label: impl Into<String>, href: impl Into<String>, on: bool) -> Self {
        Self { label: label.into(), href: href.into(), on, count: None, removes: None }
    }

    /// A filter that is set; "remove" is heard before its label, and following it takes it away.
    pub fn set(lang: Lang, label: impl Into<String>, href_without: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            href: href_without.into(),
            on: true,
            count: None,
            removes: Some(lang.t("shell-remove")),
        }
    }

    pub fn count(mut self, count: u64) -> Self {
        self.count = Some(count);
        self
    }
}

pub fn chips(label: impl Render, chips: &[Chip]) -> Markup {
    html! {
        nav.chips aria-label=(label) {
            ul {
                @for chip in chips {
                    li { a.chip href=(chip.href) aria-current=[(chip.on && chip.removes.is_none()).then_some("true")] {
                        @if let Some(word) = &chip.removes { span.visually-hidden { (word) " " } }
                        (chip.label)
                        @if let Some(count) = chip.count { " " span.count { (count) } }
                        @if chip.removes.is_some() { (icon("x")) }
                    } }
                }
            }
        }
    }
}
