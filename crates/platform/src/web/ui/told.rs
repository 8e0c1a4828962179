//! What a page tells: moments, numbers, notes, questions.

use super::{Tone, clause, icon, shown};
use crate::i18n::Lang;
use maud::{Markup, Render, html};

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
