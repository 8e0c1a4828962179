//! Fields of forms: label, control, hint and error as one thing, tied together by ids.

use super::{Tag, icon, id_of, shown};
use crate::i18n::Lang;
use maud::{Markup, PreEscaped, Render, html};

/// One field. Made by [`text`], [`select`] and the like, told more by its methods, drawn where it stands in a page.
#[must_use]
pub struct Field {
    name: String,
    id: String,
    label: Markup,
    control: Control,
    value: String,
    error: Option<Markup>,
    hint: Option<Markup>,
    required: bool,
    readonly: bool,
    disabled: bool,
    label_hidden: bool,
    class: &'static str,
    attributes: Vec<(String, String)>,
}

enum Control {
    Input(&'static str),
    Area { rows: u16 },
    Select { choices: Vec<Choice> },
    Radios { choices: Vec<Choice> },
    Tick { value: String, on: bool },
    Custom(Markup),
}

/// One thing to choose: what is sent, what is read.
#[derive(Clone)]
pub struct Choice {
    pub value: String,
    pub label: String,
    pub hint: Option<String>,
}

impl Choice {
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into(), hint: None }
    }

    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

impl<V: Into<String>, L: Into<String>> From<(V, L)> for Choice {
    fn from((value, label): (V, L)) -> Self {
        Self::new(value, label)
    }
}

pub fn text(name: &str, label: impl Render) -> Field {
    Field::of(name, label, Control::Input("text"))
}

/// A whole or decimal number: typed as text, so that nothing is rounded or refused before the server reads it.
pub fn number(name: &str, label: impl Render) -> Field {
    text(name, label).attr("inputmode", "decimal").attr("autocomplete", "off").class("field-number")
}

/// An amount or a price, as [`number`].
pub fn money(name: &str, label: impl Render) -> Field {
    number(name, label)
}

pub fn date(name: &str, label: impl Render) -> Field {
    Field::of(name, label, Control::Input("date"))
}

pub fn time(name: &str, label: impl Render) -> Field {
    Field::of(name, label, Control::Input("time"))
}

pub fn datetime(name: &str, label: impl Render) -> Field {
    Field::of(name, label, Control::Input("datetime-local"))
}

pub fn email(name: &str, label: impl Render) -> Field {
    Field::of(name, label, Control::Input("email"))
}

pub fn tel(name: &str, label: impl Render) -> Field {
    Field::of(name, label, Control::Input("tel"))
}

pub fn search(name: &str, label: impl Render) -> Field {
    Field::of(name, label, Control::Input("search"))
}

/// A password: never drawn back, open to paste and to password managers (WCAG 3.3.8).
pub fn password(name: &str, label: impl Render) -> Field {
    Field::of(name, label, Control::Input("password"))
}

pub fn textarea(name: &str, label: impl Render) -> Field {
    Field::of(name, label, Control::Area { rows: 3 })
}

pub fn select<C: Into<Choice>>(name: &str, label: impl Render, choices: impl IntoIterator<Item = C>) -> Field {
    Field::of(name, label, Control::Select { choices: choices.into_iter().map(Into::into).collect() })
}

pub fn radios<C: Into<Choice>>(name: &str, label: impl Render, choices: impl IntoIterator<Item = C>) -> Field {
    Field::of(name, label, Control::Radios { choices: choices.into_iter().map(Into::into).collect() })
}

/// A tick that sends `value` when set and nothing when not.
pub fn checkbox(name: &str, label: impl Render, value: &str, on: bool) -> Field {
    Field::of(name, label, Control::Tick { value: value.to_owned(), on })
}

/// Files from disk or, on a telephone, from its camera. The form needs `enctype="multipart/form-data"`.
pub fn file(name: &str, label: impl Render) -> Field {
    Field::of(name, label, Control::Input("file"))
}

/// A field around a control drawn elsewhere. The control's id must be `f-<name>`.
pub fn custom(name: &str, label: impl Render, control: Markup) -> Field {
    Field::of(name, label, Control::Custom(control))
}

/// [`custom`] in one call, for a control that has its error and hint at hand.
pub fn field(name: &str, label: impl Render, control: Markup, error: Option<&str>, hint: Option<&str>) -> Field {
    custom(name, label, control).error(error).hint(hint)
}

pub fn hidden(name: &str, value: impl Render) -> Markup {
    html! { input type="hidden" name=(name) value=(value); }
}

/// The token that makes one form one act: the server answers the second post of it with the first's result.
pub fn form_token(token: impl Render) -> Markup {
    html! { input type="hidden" name="_once" value=(token) autocomplete="off"; }
}

/// Everything that was wrong with a form, above it, with a way to each field. It takes the focus when the page opens.
/// Each error is the field's name (empty: about the whole form) and its message.
pub fn error_summary(lang: Lang, errors: &[(String, String)]) -> Markup {
    if errors.is_empty() {
        return html! {};
    }
    html! {
        div.error-summary.alert.alert-danger id="error-summary" role="alert" tabindex="-1" data-take-focus {
            h2.alert-title { (icon("alert-triangle")) span { (lang.ta("shell-errors", &[("n", errors.len().to_string())])) } }
            ul {
                @for (name, message) in errors {
                    li {
                        @if name.is_empty() { (message) }
                        @else { a href={ "#" (id_of(name)) } { (message) } }
                    }
                }
            }
        }
    }
}

impl Field {
    fn of(name: &str, label: impl Render, control: Control) -> Self {
        Self {
            name: name.to_owned(),
            id: id_of(name),
            label: label.render(),
            control,
            value: String::new(),
            error: None,
            hint: None,
            required: false,
            readonly: false,
            disabled: false,
            label_hidden: false,
            class: "",
            attributes: Vec::new(),
        }
    }

    /// What stands in it: after a refusal, what was typed.
    pub fn value(mut self, value: impl ToString) -> Self {
        self.value = value.to_string();
        self
    }

    pub fn error(mut self, error: Option<impl Render>) -> Self {
        self.error = error.and_then(shown);
        self
    }

    pub fn hint(mut self, hint: Option<impl Render>) -> Self {
        self.hint = hint.and_then(shown);
        self
    }

    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.id = id.into();
        self
    }

    /// Marked and announced; the server refuses. The browser itself does not, or a draft could not be saved.
    pub fn required(mut self) -> Self {
        self.required = true;
        self
    }

    pub fn readonly(mut self, yes: bool) -> Self {
        self.readonly = yes;
        self
    }

    pub fn disabled(mut self, yes: bool) -> Self {
        self.disabled = yes;
        self
    }

    /// The label is heard, not seen: for a field whose place says what it is.
    pub fn label_hidden(mut self) -> Self {
        self.label_hidden = true;
        self
    }

    pub fn rows(mut self, count: u16) -> Self {
        if let Control::Area { rows } = &mut self.control {
            *rows = count;
        }
        self
    }

    pub fn class(mut self, class: &'static str) -> Self {
        self.class = class;
        self
    }

    /// Any other attribute of the control: `autocomplete`, `list`, `accept`, `multiple`, `hx-get`, `data-…`.
    pub fn attr(mut self, name: &str, value: impl ToString) -> Self {
        self.attributes.push((name.to_owned(), value.to_string()));
        self
    }

    fn described_by(&self) -> String {
        let mut ids = Vec::new();
        if self.hint.is_some() {
            ids.push(format!("{}-hint", self.id));
        }
        if self.error.is_some() {
            ids.push(format!("{}-error", self.id));
        }
        ids.join(" ")
    }

    fn tag(&self, name: &str, id: &str, class: &str) -> Tag {
        let described_by = self.described_by();
        Tag::open(name)
            .with("id", id)
            .with("name", self.name.as_str())
            .with("class", if self.error.is_some() { format!("{class} is-invalid") } else { class.to_owned() })
            .when(self.required, "aria-required", "true")
            .when(self.disabled, "disabled", "")
            .when(self.readonly, "readonly", "")
            .when(self.error.is_some(), "aria-invalid", "true")
            .when(!described_by.is_empty(), "aria-describedby", described_by)
            .with_all(&self.attributes)
    }

    fn label_line(&self) -> Markup {
        html! { (self.label) @if self.required { span.required aria-hidden="true" { "*" } } }
    }

    fn notes(&self) -> Markup {
        html! {
            @if let Some(hint) = &self.hint { div.form-hint id={ (self.id) "-hint" } { (hint) } }
            @if let Some(error) = &self.error { div.field-error id={ (self.id) "-error" } { (icon("alert-triangle")) span { (error) } } }
        }
    }

    fn tick(&self, value: &str, on: bool) -> Markup {
        let input = self
            .tag("input", &self.id, "form-check-input")
            .with("type", "checkbox")
            .with("value", value)
            .when(on, "checked", "");
        html! {
            div class={ "field field-tick " (self.class) } {
                label.form-check for=(self.id) { (input.done()) span.form-check-label { (self.label_line()) } }
                (self.notes())
            }
        }
    }

    fn radio_group(&self, choices: &[Choice]) -> Markup {
        let described_by = self.described_by();
        html! {
            (Tag::open("fieldset").with("class", format!("field {}", self.class)).with("id", self.id.as_str()).with("tabindex", "-1")
                .when(!described_by.is_empty(), "aria-describedby", described_by).done())
                legend.form-label { (self.label_line()) }
                @for (place, choice) in choices.iter().enumerate() {
                    @let id = format!("{}-{place}", self.id);
                    label.form-check for=(id) {
                        input.form-check-input type="radio" id=(id) name=(self.name) value=(choice.value)
                            checked[choice.value == self.value] disabled[self.disabled];
                        span.form-check-label {
                            (choice.label)
                            @if let Some(hint) = &choice.hint { span.form-check-description { (hint) } }
                        }
                    }
                }
                (self.notes())
            (PreEscaped("</fieldset>"))
        }
    }

    fn control(&self) -> Markup {
        match &self.control {
            Control::Input(kind) => {
                let keeps = !matches!(*kind, "password" | "file");
                self.tag("input", &self.id, "form-control")
                    .with("type", *kind)
                    .when(keeps, "value", self.value.as_str())
                    .done()
            }
            // The line break is eaten by the reader of the page; without it a leading one of the text would be.
            Control::Area { rows } => html! {
                (self.tag("textarea", &self.id, "form-control").with("rows", rows).done()) (PreEscaped("\n")) (self.value)
                (PreEscaped("</textarea>"))
            },
            Control::Select { choices } => html! {
                (self.tag("select", &self.id, "form-select").done())
                @for choice in choices {
                    option value=(choice.value) selected[choice.value == self.value] { (choice.label) }
                }
                (PreEscaped("</select>"))
            },
            Control::Custom(control) => control.clone(),
            Control::Tick { .. } | Control::Radios { .. } => html! {},
        }
    }
}

impl Render for Field {
    fn render(&self) -> Markup {
        match &self.control {
            Control::Tick { value, on } => self.tick(value, *on),
            Control::Radios { choices } => self.radio_group(choices),
            _ => html! {
                div class={ "field " (self.class) } {
                    label.form-label.visually-hidden[self.label_hidden] for=(self.id) { (self.label_line()) }
                    (self.control())
                    (self.notes())
                }
            },
        }
    }
}
