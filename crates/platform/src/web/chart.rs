//! Charts drawn by the server as SVG. Each says what it shows in words, and carries the same figures
//! as a table for those who do not see it. Colours come from classes, so that theme and print apply.

use crate::web::ui::Tone;
use maud::{Markup, PreEscaped, html};
use std::fmt::Write as _;

/// What a chart is called and says. `id` must be unique in the page.
pub struct Chart<'a> {
    pub id: &'a str,
    pub title: &'a str,
    /// One sentence with the finding: what a sighted person sees first.
    pub finding: &'a str,
    /// Heads of the table twin: what is counted, how much.
    pub heads: (&'a str, &'a str),
}

/// One value: its place on the axis, its height, and its figure as people read it.
#[derive(Clone, Debug)]
pub struct Point {
    pub label: String,
    pub value: f64,
    pub shown: String,
    pub href: Option<String>,
    pub tone: Tone,
}

impl Point {
    pub fn new(label: impl Into<String>, value: f64, shown: impl Into<String>) -> Self {
        Self { label: label.into(), value, shown: shown.into(), href: None, tone: Tone::Active }
    }

    pub fn href(mut self, href: impl Into<String>) -> Self {
        self.href = Some(href.into());
        self
    }

    pub fn tone(mut self, tone: Tone) -> Self {
        self.tone = tone;
        self
    }
}

/// One part of every bar of a stacked chart.
pub struct Series {
    pub name: String,
    pub tone: Tone,
}

/// One bar of a stacked chart: a value and its figure for each series.
pub struct Stack {
    pub label: String,
    pub values: Vec<(f64, String)>,
}

const HEIGHT: f64 = 132.0;
const FLOOR: f64 = 108.0;
const CEILING: f64 = 18.0;

/// Upright bars, at most a few dozen.
pub fn bars(chart: &Chart, points: &[Point]) -> Markup {
    let slot = slot_width(points.len());
    let width = slot * count(points.len().max(1));
    let top = highest(points.iter().map(|point| point.value));
    let links = points.iter().any(|point| point.href.is_some());
    let drawing = html! {
        @for (place, point) in points.iter().enumerate() {
            @let left = slot * count(place);
            @let height = scaled(point.value, top);
            @let bar = html! {
                (rect(left + slot * 0.18, FLOOR - height, slot * 0.64, height, point.tone.class()))
                @if slot >= 26.0 || place % 3 == 0 { (words(left + slot / 2.0, FLOOR + 15.0, "chart-label", &point.label)) " " }
                @if slot >= 26.0 { (words(left + slot / 2.0, FLOOR - height - 5.0, "chart-value", &point.shown)) }
                @else { title { (point.label) " " (point.shown) } }
            };
            @if let Some(href) = &point.href { a href=(href) { (bar) } } @else { (bar) }
        }
        (line(0.0, FLOOR, width, FLOOR, "chart-axis"))
    };
    figure(chart, (width, HEIGHT), links, &drawing, &twin(chart, points))
}

/// Bars made of parts, with a legend.
pub fn stacked(chart: &Chart, series: &[Series], stacks: &[Stack]) -> Markup {
    let slot = slot_width(stacks.len());
    let width = slot * count(stacks.len().max(1));
    let top = highest(stacks.iter().map(|stack| stack.values.iter().map(|(value, _)| value.max(0.0)).sum()));
    let drawing = html! {
        @for (place, stack) in stacks.iter().enumerate() {
            @let left = slot * count(place);
            (stack_parts(stack, series, left, slot, top))
            @if slot >= 26.0 || place % 3 == 0 { (words(left + slot / 2.0, FLOOR + 15.0, "chart-label", &stack.label)) }
        }
        (line(0.0, FLOOR, width, FLOOR, "chart-axis"))
    };
    let twin = html! {
        table {
            caption { (chart.title) }
            thead { tr { th scope="col" { (chart.heads.0) } @for part in series { th scope="col" { (part.name) } } } }
            tbody { @for stack in stacks {
                tr { th scope="row" { (stack.label) } @for (_, shown) in &stack.values { td { (shown) } } }
            } }
        }
    };
    html! {
        (figure(chart, (width, HEIGHT), false, &drawing, &twin))
        ul.chart-legend aria-hidden="true" {
            @for part in series { li { span class={ "chart-key " (part.tone.class()) } {} (part.name) } }
        }
    }
}

fn stack_parts(stack: &Stack, series: &[Series], left: f64, slot: f64, top: f64) -> Markup {
    let mut floor = FLOOR;
    let mut parts = String::new();
    for ((value, _), part) in stack.values.iter().zip(series) {
        let height = scaled(*value, top);
        floor -= height;
        parts.push_str(&rect(left + slot * 0.18, floor, slot * 0.64, height, part.tone.class()).0);
    }
    PreEscaped(parts)
}

/// A line the size of a word, for a tile or a table. Its last value is marked.
pub fn sparkline(chart: &Chart, points: &[Point]) -> Markup {
    const WIDTH: f64 = 96.0;
    const TALL: f64 = 28.0;
    let top = highest(points.iter().map(|point| point.value));
    let bottom = points.iter().map(|point| point.value).fold(top, f64::min);
    let span = if top > bottom { top - bottom } else { 1.0 };
    let step = if points.len() > 1 { (WIDTH - 6.0) / count(points.len() - 1) } else { 0.0 };
    let at =
        |place: usize, value: f64| (3.0 + step * count(place), TALL - 4.0 - (value - bottom) / span * (TALL - 8.0));
    let mut path = String::new();
    for (place, point) in points.iter().enumerate() {
        let (x, y) = at(place, point.value);
        let _ = write!(path, "{}{x:.1} {y:.1}", if place == 0 { "M" } else { "L" });
    }
    let drawing = html! {
        path.chart-line d=(path) {}
        @if let Some((place, point)) = points.iter().enumerate().next_back() {
            @let (x, y) = at(place, point.value);
            circle class={ "chart-end " (point.tone.class()) } cx=(short(x)) cy=(short(y)) r="2.5" {}
        }
    };
    html! { div.chart-small { (figure(chart, (WIDTH, TALL), false, &drawing, &twin(chart, points))) } }
}

/// How full something is: `value` of `max`, with marks such as a limit or a threshold.
pub fn gauge(chart: &Chart, value: f64, max: f64, shown: &str, tone: Tone, marks: &[Point]) -> Markup {
    const WIDTH: f64 = 200.0;
    let whole = marks.iter().map(|mark| mark.value).fold(max.max(value), f64::max);
    let whole = if whole > 0.0 { whole } else { 1.0 };
    let along = |value: f64| (value / whole).clamp(0.0, 1.0) * WIDTH;
    let drawing = html! {
        (rect(0.0, 3.0, WIDTH, 8.0, "chart-track"))
        (rect(0.0, 3.0, along(value), 8.0, tone.class()))
        @for mark in marks { (line(along(mark.value), 0.0, along(mark.value), 14.0, "chart-mark")) }
    };
    let mut rows = vec![Point::new(chart.title, value, shown)];
    rows.extend(marks.iter().cloned());
    html! {
        div.chart-gauge {
            (figure(chart, (WIDTH, 14.0), false, &drawing, &twin(chart, &rows)))
            span.num aria-hidden="true" { (shown) }
        }
    }
}

fn figure(chart: &Chart, (width, height): (f64, f64), links: bool, drawing: &Markup, twin: &Markup) -> Markup {
    html! {
        figure.graph {
            // What holds links is a group: an image may not contain anything to press.
            svg viewBox={ "0 0 " (short(width)) " " (short(height)) } width=(short(width)) height=(short(height))
                role=(if links { "group" } else { "img" }) aria-labelledby={ (chart.id) "-t " (chart.id) "-d" } {
                title id={ (chart.id) "-t" } { (chart.title) }
                desc id={ (chart.id) "-d" } { (chart.finding) }
                (drawing)
            }
            div.visually-hidden { (twin) }
        }
    }
}

fn twin(chart: &Chart, points: &[Point]) -> Markup {
    html! {
        table {
            caption { (chart.title) }
            thead { tr { th scope="col" { (chart.heads.0) } th scope="col" { (chart.heads.1) } } }
            tbody { @for point in points { tr { th scope="row" { (point.label) } td { (point.shown) } } } }
        }
    }
}

fn rect(x: f64, y: f64, width: f64, height: f64, class: &str) -> Markup {
    html! { rect class=(class) x=(short(x)) y=(short(y)) width=(short(width)) height=(short(height.max(0.0))) rx="1.5" {} }
}

fn line(x1: f64, y1: f64, x2: f64, y2: f64, class: &str) -> Markup {
    html! { line class=(class) x1=(short(x1)) y1=(short(y1)) x2=(short(x2)) y2=(short(y2)) {} }
}

fn words(x: f64, y: f64, class: &str, words: &str) -> Markup {
    html! { text class=(class) x=(short(x)) y=(short(y)) text-anchor="middle" { (words) } }
}

fn slot_width(bars: usize) -> f64 {
    (340.0 / count(bars.max(1))).clamp(14.0, 64.0)
}

fn scaled(value: f64, top: f64) -> f64 {
    (value.max(0.0) / top) * (FLOOR - CEILING)
}

/// Never nothing, so that it can be divided by.
fn highest(values: impl Iterator<Item = f64>) -> f64 {
    let top = values.filter(|value| value.is_finite()).fold(0.0, f64::max);
    if top > 0.0 { top } else { 1.0 }
}

/// A place in a drawing, never an amount.
fn count(number: usize) -> f64 {
    number as f64
}

/// Coordinates to a tenth: the drawing is no better with more.
fn short(value: f64) -> String {
    let text = format!("{value:.1}");
    text.strip_suffix(".0").map(str::to_owned).unwrap_or(text)
}
