//! Heads, buttons, states, cards and the other small pieces of a page.

use super::{Tag, icon, shown};
use crate::i18n::Lang;
use maud::{Markup, PreEscaped, Render, html};

/// What a colour says. It never says it alone: a word always stands beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Tone {
    /// Nothing has happened yet.
    #[default]
    Quiet,
    /// Somebody is at it.
    Active,
    Good,
    /// It wants a look.
    Warn,
    Bad,
}

impl Tone {
    pub fn class(self) -> &'static str {
        match self {
            Self::Quiet => "tone-quiet",
            Self::Active => "tone-active",
            Self::Good => "tone-good",
            Self::Warn => "tone-warn",
            Self::Bad => "tone-bad",
        }
    }
}

/// The head of a page. An empty subtitle or `actions` leaves nothing behind.
pub fn page_header(title: impl Render, subtitle: impl Render, actions: Markup) -> Markup {
    html! {
        header.page-head {
            div.page-head-words {
                h1 { (title) }
                @if let Some(subtitle) = shown(subtitle) { p.page-subtitle { (subtitle) } }
            }
            @if let Some(actions) = shown(actions) { div.page-actions { (actions) } }
        }
    }
}

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

/// The regulation's clause behind something, as a link to its text.
pub fn clause(id: &str) -> Markup {
    html! { a.clause href={ "/about/regulation#" (id) } { "§ " (id) } }
}

/// A dot and a word.
pub fn status(tone: Tone, word: impl Render) -> Markup {
    html! { span class={ "state " (tone.class()) } { span.state-dot aria-hidden="true" {} (word) } }
}

/// A short mark: a count, a class, MAJOR.
pub fn badge(tone: Tone, word: impl Render) -> Markup {
    html! { span class={ "mark " (tone.class()) } { (word) } }
}

/// A frame with a heading; an empty title leaves it out.
pub fn card(title: impl Render, actions: Markup, body: Markup) -> Markup {
    let title = shown(title);
    let actions = shown(actions);
    html! {
        section.card {
            @if title.is_some() || actions.is_some() {
                div.card-header {
                    @if let Some(title) = &title { h2.card-title { (title) } }
                    @if let Some(actions) = &actions { div.card-actions { (actions) } }
                }
            }
            div.card-body { (body) }
        }
    }
}

/// Two halves beside each other where there is room, one above the other where not.
pub fn split(left: Markup, right: Markup) -> Markup {
    html! { div.split { div.split-left { (left) } div.split-right { (right) } } }
}

/// A wide part and a narrow one beside it: a list, and what belongs to it.
pub fn main_aside(main: Markup, aside: Markup) -> Markup {
    html! { div.split.split-aside { div.split-left { (main) } div.split-right { (aside) } } }
}

/// What would stand here, why nothing does, and the one thing to do about it.
pub fn empty_state(title: impl Render, text: impl Render, action: Markup) -> Markup {
    html! {
        div.empty-state {
            p.empty-title { (title) }
            @if let Some(text) = shown(text) { p.empty-text { (text) } }
            @if let Some(action) = shown(action) { div.empty-action { (action) } }
        }
    }
}

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

/// One entry of a timeline.
pub struct Moment {
    /// Machine-readable, RFC 3339 or a date.
    pub at: String,
    pub at_shown: String,
    pub who: String,
    pub what: Markup,
    pub tone: Tone,
    pub clause: Option<String>,
    pub more: Option<Markup>,
}

pub fn timeline(moments: &[Moment]) -> Markup {
    html! {
        ol.story {
            @for moment in moments {
                li class=(moment.tone.class()) {
                    span.state-dot aria-hidden="true" {}
                    div.story-line {
                        span.story-what { (moment.what) @if let Some(id) = &moment.clause { " " (clause(id)) } }
                        span.story-when { (moment.who) " · " time datetime=(moment.at) { (moment.at_shown) } }
                    }
                    @if let Some(more) = &moment.more { div.story-more { (more) } }
                }
            }
        }
    }
}

/// Labels and what they hold, in as many columns as there is room for.
pub fn facts<'a>(facts: impl IntoIterator<Item = (impl Render, Markup)> + 'a) -> Markup {
    html! {
        dl.facts {
            @for (label, value) in facts {
                div { dt { (label) } dd { @if value.0.is_empty() { "–" } @else { (value) } } }
            }
        }
    }
}

/// Opened by `<button data-opens="id">`; closed by Escape, the cross or what is in `foot`.
pub fn dialog(lang: Lang, id: &str, title: impl Render, body: Markup, foot: Markup) -> Markup {
    html! {
        dialog.box id=(id) aria-labelledby={ (id) "-title" } {
            div.box-head {
                h2 id={ (id) "-title" } { (title) }
                form method="dialog" { button.btn.btn-icon.btn-ghost-secondary type="submit" aria-label=(lang.t("shell-close")) { (icon("x")) } }
            }
            div.box-body { (body) }
            @if let Some(foot) = shown(foot) { div.box-foot { (foot) } }
        }
    }
}

/// How much of something is done; `words` say it ("12 of 40").
pub fn progress(label: impl Render, value: u64, max: u64, words: impl Render) -> Markup {
    html! {
        label.done-bar { span { (label) } progress value=(value) max=(max.max(1)) {} span.num { (words) } }
    }
}

/// Something that happened, at the head of a page. What is bad is announced at once.
pub fn alert(tone: Tone, title: impl Render, body: Markup) -> Markup {
    let (class, sign) = match tone {
        Tone::Good => ("alert-success", "check"),
        Tone::Warn => ("alert-warning", "alert-triangle"),
        Tone::Bad => ("alert-danger", "alert-triangle"),
        Tone::Quiet | Tone::Active => ("alert-info", "info-circle"),
    };
    html! {
        div class={ "alert notice " (class) } role=(if tone == Tone::Bad { "alert" } else { "status" }) {
            (icon(sign))
            div { @if let Some(title) = shown(title) { p.notice-title { (title) } } (body) }
        }
    }
}

/// A passing note for an answer to the script: it lands in the page's live region.
pub fn toast(tone: Tone, words: impl Render) -> Markup {
    html! { div hx-swap-oob="beforeend:#toasts" { div class={ "toast-note " (tone.class()) } { span.state-dot aria-hidden="true" {} (words) } } }
}

/// A number that answers one question, and leads to the list it counts.
pub struct Tile {
    pub label: String,
    pub value: String,
    pub note: Option<String>,
    pub href: Option<String>,
    pub tone: Tone,
    pub picture: Option<Markup>,
}

impl Tile {
    pub fn new(label: impl Into<String>, value: impl ToString) -> Self {
        Self { label: label.into(), value: value.to_string(), note: None, href: None, tone: Tone::Quiet, picture: None }
    }

    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }

    pub fn href(mut self, href: impl Into<String>) -> Self {
        self.href = Some(href.into());
        self
    }

    pub fn tone(mut self, tone: Tone) -> Self {
        self.tone = tone;
        self
    }

    pub fn picture(mut self, picture: Markup) -> Self {
        self.picture = Some(picture);
        self
    }
}

pub fn tiles(tiles: &[Tile]) -> Markup {
    html! {
        ul.tiles {
            @for tile in tiles {
                li class={ "tile " (tile.tone.class()) } {
                    @if let Some(href) = &tile.href { a href=(href) { (tile_words(tile)) } }
                    @else { (tile_words(tile)) }
                    @if let Some(picture) = &tile.picture { (picture) }
                }
            }
        }
    }
}

fn tile_words(tile: &Tile) -> Markup {
    html! {
        span.tile-label { (tile.label) }
        span.tile-value { (tile.value) }
        @if let Some(note) = &tile.note { span.tile-note { (note) } }
    }
}

/// Keys: `kbd("Ctrl K")` draws two.
pub fn kbd(keys: &str) -> Markup {
    html! { span.keys { @for key in keys.split(' ') { kbd { (key) } } } }
}
