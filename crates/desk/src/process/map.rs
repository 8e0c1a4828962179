//! The drawing: states as stations, steps as arrows with who may take them and by which clause. Stations of the review
//! have their places; other documents stand in a row.

use std::collections::BTreeMap;

use maud::{Markup, html};
use platform::i18n::Lang;
use platform::step::StepShown;
use platform::web::ui::Tone;

use super::page::{state_word, step_word, who_words};
use crate::ledger::drawing::{Picture, arrow, label, path, station};

const WIDE: i64 = 132;
const TALL: i64 = 48;
const LINE: i64 = 14;

/// A state with its place, and where a press on it leads.
pub struct Station {
    pub state: &'static str,
    pub x: i64,
    pub y: i64,
    pub tone: Tone,
    pub href: Option<String>,
    pub note: String,
}

/// Places of the review's states: work flows from left to right, what ends or comes back lies below.
pub const REVIEW: &[(&str, i64, i64, Tone)] = &[
    ("draft", 200, 90, Tone::Quiet),
    ("final_review", 540, 90, Tone::Active),
    ("approved", 880, 90, Tone::Good),
    ("withdrawn", 200, 290, Tone::Bad),
    ("returned", 540, 290, Tone::Warn),
    ("declined", 880, 290, Tone::Bad),
];

/// The states of a kind of document in the order in which its steps name them, in a row.
pub fn row_of(steps: &[&StepShown]) -> Vec<(&'static str, i64, i64, Tone)> {
    let mut states: Vec<&'static str> = Vec::new();
    for state in steps.iter().flat_map(|step| step.from.iter().copied().chain(step.to)) {
        if !states.contains(&state) {
            states.push(state);
        }
    }
    let place = |at: usize| 20 + at as i64 * 300;
    // Room above for the words of the busiest arrow.
    let y = (highest(steps) * 2 * LINE).max(20);
    states.into_iter().enumerate().map(|(at, state)| (state, place(at), y, Tone::Quiet)).collect()
}

/// The most steps that one arrow carries.
fn highest(steps: &[&StepShown]) -> i64 {
    let mut carried: BTreeMap<(&str, &str), i64> = BTreeMap::new();
    for step in steps {
        if let (Some(from), Some(to)) = (step.from.first(), step.to) {
            *carried.entry((from, to)).or_default() += 1;
        }
    }
    carried.into_values().max().unwrap_or(0)
}

/// How far below the stations an arrow over others runs: what goes back runs lower, so that their words stay apart.
fn depth(from: &Station, to: &Station) -> i64 {
    if from.x < to.x { 56 } else { 56 + 3 * LINE }
}

/// Draws one kind of document.
pub fn draw(lang: Lang, kind: &'static str, title: &str, steps: &[&StepShown], stations: &[Station]) -> Markup {
    let id = format!("map-{kind}");
    let mut edges: BTreeMap<(usize, usize), Vec<&StepShown>> = BTreeMap::new();
    let mut bare: Vec<(usize, usize)> = Vec::new();
    let at = |state: &str| stations.iter().position(|station| station.state == state);
    for step in steps {
        let Some(to) = step.to.and_then(at) else { continue };
        let froms: Vec<usize> = step.from.iter().filter_map(|state| at(state)).filter(|from| *from != to).collect();
        // Named once, on its first arrow.
        for (place, from) in froms.iter().enumerate() {
            if place == 0 {
                edges.entry((*from, to)).or_default().push(step);
            } else {
                bare.push((*from, to));
            }
        }
    }
    bare.retain(|edge| !edges.contains_key(edge));
    let width = stations.iter().map(|s| s.x).max().unwrap_or(0) + WIDE + 20;
    let height = stations.iter().map(|s| s.y).max().unwrap_or(0) + TALL + below(&edges, stations);
    let finding =
        lang.ta("process-finding", &[("states", stations.len().to_string()), ("steps", steps.len().to_string())]);
    let drawing = html! {
        @for edge in &bare { (line(&id, stations, *edge, false)) }
        @for edge in edges.keys() {
            (line(&id, stations, *edge, edges.contains_key(&(edge.1, edge.0)) && edge.0 > edge.1))
        }
        @for station in stations { (box_of(lang, kind, station)) }
        @for (edge, steps) in &edges {
            (words(lang, stations, *edge, steps, edges.contains_key(&(edge.1, edge.0)) && edge.0 > edge.1))
        }
    };
    Picture { id: &id, title, finding: &finding, width, height }.draw(&drawing)
}

/// Room below the lowest station: for arrows that run there and the words on them.
fn below(edges: &BTreeMap<(usize, usize), Vec<&StepShown>>, stations: &[Station]) -> i64 {
    let of = |(from, to): &(usize, usize), steps: &Vec<&StepShown>| {
        let (Some(a), Some(b)) = (stations.get(*from), stations.get(*to)) else { return 0 };
        let words = steps.len() as i64 * 2 * LINE;
        match a.y == b.y {
            true if (a.x - b.x).abs() > 400 => depth(a, b) + words,
            true if a.x > b.x => 24 + words,
            _ => 0,
        }
    };
    edges.iter().map(|(edge, steps)| of(edge, steps)).max().unwrap_or(0) + 16
}

fn box_of(lang: Lang, kind: &str, s: &Station) -> Markup {
    station(s.x, s.y, WIDE, TALL, s.tone, s.href.as_deref(), &state_word(lang, kind, s.state), &s.note)
}

/// From border to border; the way back of a pair runs lower, and arrows over other stations go round them.
fn line(id: &str, stations: &[Station], (from, to): (usize, usize), back: bool) -> Markup {
    let (Some(a), Some(b)) = (stations.get(from), stations.get(to)) else { return html! {} };
    let drop = if back { 14 } else { 0 };
    if a.y == b.y {
        let y = a.y + TALL / 2 + drop;
        let over = (a.x - b.x).abs() > 400;
        if over {
            let (ax, bx) = (a.x + WIDE / 2, b.x + WIDE / 2);
            let bend = a.y + TALL + depth(a, b);
            return path(id, &format!("M{ax} {} C{ax} {bend} {bx} {bend} {bx} {}", a.y + TALL, b.y + TALL + 4));
        }
        return if a.x < b.x { arrow(id, a.x + WIDE, y, b.x, y) } else { arrow(id, a.x, y, b.x + WIDE, y) };
    }
    if a.x == b.x {
        let x = a.x + WIDE / 2 + drop;
        return if a.y < b.y { arrow(id, x, a.y + TALL, x, b.y) } else { arrow(id, x, a.y, x, b.y + TALL) };
    }
    let (ax, bx) = if a.x < b.x { (a.x + WIDE, b.x) } else { (a.x, b.x + WIDE) };
    let (ay, by) = if a.y < b.y { (a.y + TALL - 6, b.y + 6) } else { (a.y + 6, b.y + TALL - 6) };
    arrow(id, ax, ay, bx, by)
}

/// The names of an arrow's steps, each with who and clause, stacked beside its middle.
fn words(lang: Lang, stations: &[Station], (from, to): (usize, usize), steps: &[&StepShown], back: bool) -> Markup {
    let (Some(a), Some(b)) = (stations.get(from), stations.get(to)) else { return html! {} };
    let (mx, my) = ((a.x + b.x + WIDE) / 2, (a.y + b.y + TALL) / 2);
    let lines = steps.len() as i64 * 2;
    let top = if a.y != b.y {
        my - lines * LINE / 2 + 10
    } else if (a.x - b.x).abs() > 400 {
        a.y + TALL + depth(a, b)
    } else if back {
        my + 32
    } else {
        my - lines * LINE + 4
    };
    html! {
        @for (at, step) in steps.iter().enumerate() {
            @let y = top + at as i64 * 2 * LINE;
            (label(mx, y, &step_word(lang, step)))
            (label(mx, y + LINE, &format!("{} § {}", who_words(lang, step), step.clause)))
        }
    }
}
