//! Stations and arrows, drawn as SVG without inline style: colours come from classes.

use maud::{Markup, PreEscaped, html};
use platform::web::ui::Tone;

/// A drawing with its words: what it is, and what a sighted reader sees first.
pub struct Picture<'a> {
    pub id: &'a str,
    pub title: &'a str,
    pub finding: &'a str,
    pub width: i64,
    pub height: i64,
}

impl Picture<'_> {
    pub fn draw(&self, drawing: &Markup) -> Markup {
        html! {
            // Wider than a narrow page: it scrolls by itself, by keyboard too.
            div.map-scroll tabindex="0" role="region" aria-label=(self.title) {
                figure.graph.route-map {
                    svg viewBox={ "0 0 " (self.width) " " (self.height) } width=(self.width) height=(self.height) role="group"
                        aria-labelledby={ (self.id) "-t " (self.id) "-d" } {
                        title id={ (self.id) "-t" } { (self.title) }
                        desc id={ (self.id) "-d" } { (self.finding) }
                        defs {
                            marker id={ (self.id) "-head" } viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto" {
                                path.route-head d="M0 0 L8 4 L0 8 z" {}
                            }
                        }
                        (drawing)
                    }
                }
            }
        }
    }
}

/// A box with a name and a line under it; a link where it leads somewhere.
#[expect(clippy::too_many_arguments, reason = "a place, a size and two texts")]
pub fn station(
    x: i64,
    y: i64,
    width: i64,
    height: i64,
    tone: Tone,
    href: Option<&str>,
    name: &str,
    note: &str,
) -> Markup {
    let middle = x + width / 2;
    let inside = html! {
        rect class={ "route-station " (tone.class()) } x=(x) y=(y) width=(width) height=(height) rx="6" {}
        text.route-name x=(middle) y=(y + height / 2 - 2) text-anchor="middle" { (name) }
        text.route-note x=(middle) y=(y + height / 2 + 13) text-anchor="middle" { (note) }
    };
    match href {
        Some(href) => html! { a href=(href) { (inside) } },
        None => inside,
    }
}

/// A straight arrow in the picture with this id.
pub fn arrow(picture: &str, x1: i64, y1: i64, x2: i64, y2: i64) -> Markup {
    path(picture, &format!("M{x1} {y1} L{x2} {y2}"))
}

/// An arrow along any path.
pub fn path(picture: &str, d: &str) -> Markup {
    html! { path.route-line d=(PreEscaped(d)) marker-end={ "url(#" (picture) "-head)" } {} }
}

/// Words beside an arrow.
pub fn label(x: i64, y: i64, words: &str) -> Markup {
    html! { text.route-label x=(x) y=(y) text-anchor="middle" { (words) } }
}
