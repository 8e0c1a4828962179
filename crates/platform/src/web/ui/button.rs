//! Buttons, and why one is grey.

use super::{Tag, clause, icon};
use maud::{Markup, PreEscaped, Render, html};

/// Why a button is grey: the sentence, and the clause that wants it so.
#[derive(Clone, Debug)]
pub struct Reason {
    pub text: String,
    pub clause: Option<String>,
}

impl Reason {
    pub fn new(text: impl Into<String>, clause: Option<&str>) -> Self {
        Self { text: text.into(), clause: clause.map(str::to_owned) }
    }
}

/// A button, or a link that looks like one once it has an [`href`](Button::href).
#[must_use]
pub struct Button {
    label: Markup,
    look: &'static str,
    small: bool,
    icon: Option<&'static str>,
    key: Option<String>,
    name_value: Option<(String, String)>,
    href: Option<String>,
    kind: &'static str,
    reasons: Option<(String, Vec<Reason>)>,
    attributes: Vec<(String, String)>,
}

/// A quiet button that sends its form.
pub fn button(label: impl Render) -> Button {
    Button {
        label: label.render(),
        look: "btn",
        small: false,
        icon: None,
        key: None,
        name_value: None,
        href: None,
        kind: "submit",
        reasons: None,
        attributes: Vec::new(),
    }
}

/// The one act that a page is for.
pub fn primary(label: impl Render) -> Button {
    Button { look: "btn btn-primary", ..button(label) }
}

/// What cannot be taken back. Give it a [`confirm`](Button::confirm).
pub fn danger(label: impl Render) -> Button {
    Button { look: "btn btn-outline-danger", ..button(label) }
}

pub fn link_button(label: impl Render, href: impl Into<String>) -> Button {
    button(label).href(href)
}

impl Button {
    pub fn href(mut self, href: impl Into<String>) -> Self {
        self.href = Some(href.into());
        self
    }

    pub fn primary(mut self) -> Self {
        self.look = "btn btn-primary";
        self
    }

    /// Without a frame, for the less important of many.
    pub fn ghost(mut self) -> Self {
        self.look = "btn btn-ghost-secondary";
        self
    }

    pub fn small(mut self) -> Self {
        self.small = true;
        self
    }

    pub fn icon(mut self, name: &'static str) -> Self {
        self.icon = Some(name);
        self
    }

    /// The letter that presses it, shown on it and answered by the page's script.
    pub fn key(mut self, key: &str) -> Self {
        self.key = Some(key.to_owned());
        self
    }

    /// What the form learns from this button.
    pub fn sends(mut self, name: &str, value: impl ToString) -> Self {
        self.name_value = Some((name.to_owned(), value.to_string()));
        self
    }

    /// Sends no form: for the script or a popover.
    pub fn plain(mut self) -> Self {
        self.kind = "button";
        self
    }

    /// Asked first, in a dialog. Without script the server's own question must do.
    pub fn confirm(self, question: impl ToString) -> Self {
        self.attr("data-confirm", question)
    }

    /// Greys it as long as there are reasons, and lists them under it. `id` must be unique in the page.
    pub fn reasons(mut self, id: impl Into<String>, reasons: Vec<Reason>) -> Self {
        self.reasons = (!reasons.is_empty()).then(|| (id.into(), reasons));
        self
    }

    pub fn attr(mut self, name: &str, value: impl ToString) -> Self {
        self.attributes.push((name.to_owned(), value.to_string()));
        self
    }

    fn inside(&self) -> Markup {
        html! {
            @if let Some(name) = self.icon { (icon(name)) }
            span { (self.label) }
            @if let Some(key) = &self.key { kbd { (key) } }
        }
    }
}

impl Render for Button {
    fn render(&self) -> Markup {
        let class = if self.small { format!("{} btn-sm", self.look) } else { self.look.to_owned() };
        let key = self.key.as_deref().map(str::to_lowercase);
        if let Some((id, reasons)) = &self.reasons {
            // Not `disabled`: the focus must reach it, so that its reasons are heard.
            return html! {
                div.greyed {
                    button class=(class) type="button" aria-disabled="true" aria-describedby=(id) { (self.inside()) }
                    (super::reasons(id, reasons))
                }
            };
        }
        let tag = match &self.href {
            Some(href) => Tag::open("a").with("href", href.as_str()),
            None => Tag::open("button").with("type", self.kind),
        };
        let tag = tag.with("class", class).with_all(&self.attributes);
        let tag = match &self.name_value {
            Some((name, value)) => tag.with("name", name.as_str()).with("value", value.as_str()),
            None => tag,
        };
        let tag = match &key {
            Some(key) => tag.with("data-key", key.as_str()).with("aria-keyshortcuts", key.as_str()),
            None => tag,
        };
        html! {
            (tag.done()) (self.inside()) (PreEscaped(if self.href.is_some() { "</a>" } else { "</button>" }))
        }
    }
}

/// Why something cannot be done, each with its clause.
pub fn reasons(id: &str, reasons: &[Reason]) -> Markup {
    html! {
        ul.reasons id=(id) {
            @for reason in reasons {
                li { (reason.text) @if let Some(id) = &reason.clause { " " (clause(id)) } }
            }
        }
    }
}
