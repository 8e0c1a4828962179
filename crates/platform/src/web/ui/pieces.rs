//! Heads, states, cards and the other small pieces of a page.

use super::shown;
use maud::{Markup, Render, html};

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

/// How much of something is done; `words` say it ("12 of 40").
pub fn progress(label: impl Render, value: u64, max: u64, words: impl Render) -> Markup {
    html! {
        label.done-bar { span { (label) } progress value=(value) max=(max.max(1)) {} span.num { (words) } }
    }
}

/// Keys: `kbd("Ctrl K")` draws two.
pub fn kbd(keys: &str) -> Markup {
    html! { span.keys { @for key in keys.split(' ') { kbd { (key) } } } }
}
