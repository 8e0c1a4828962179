//! From placed shapes to the bytes of a PDF/A-2a and PDF/UA-1 file.

use super::PdfError;
use super::draw::{Align, Shape, Style, Tone};
use super::flow::{Entry, Flow, Mark, PAGE_HEIGHT, PAGE_WIDTH, Placed, Setup};
use super::font::{SUBSTITUTE, typeface};
use super::tree::{NodeId, Tree};
use super::wrap;
use krilla::color::rgb;
use krilla::configure::{Accessibility, Archival, Configuration, ConfigurationBuilder};
use krilla::destination::XyzDestination;
use krilla::geom::{PathBuilder, Point, Rect, Transform};
use krilla::metadata::{DateTime, Metadata, TextDirection};
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::paint::{Fill, Paint, Stroke, StrokeDash};
use krilla::surface::Surface;
use krilla::tagging::{Artifact, ArtifactType, ContentTag};
use krilla::{Document, SerializeSettings};
use std::collections::HashMap;

/// The font has one weight; heavier type is drawn with a pen this wide, in ems.
const BOLD_PEN: f32 = 0.026;

impl Flow {
    pub fn finish(mut self) -> Result<Vec<u8>, PdfError> {
        self.dress_pages();
        let Flow { setup, pages, mut tree, outline, .. } = self;
        let mut document = Document::new_with(settings());
        let mut headings = HashMap::new();
        for (index, page) in pages.iter().enumerate() {
            write_page(&mut document, page, &mut tree);
            note_headings(index, page, &outline, &mut headings);
        }
        document.set_metadata(metadata(&setup));
        document.set_outline(outline_of(&setup.title, &outline, &headings));
        document.set_tag_tree(tree.finish(setup.lang));
        document.finish().map_err(PdfError::Write)
    }
}

fn settings() -> SerializeSettings {
    SerializeSettings { configuration: archive(), ..SerializeSettings::default() }
}

fn archive() -> Configuration {
    ConfigurationBuilder::new()
        .with_archival_validator(Archival::A2_A)
        .with_accessibility_validator(Accessibility::UA1)
        .finish()
        .expect("both are profiles of PDF 1.7")
}

fn metadata(setup: &Setup) -> Metadata {
    let at = jiff::tz::TimeZone::UTC.to_datetime(setup.made_at);
    let part = |n: i8| u8::try_from(n).unwrap_or(0);
    let made_at = DateTime::new(u16::try_from(at.year()).unwrap_or(0))
        .month(part(at.month()))
        .day(part(at.day()))
        .hour(part(at.hour()))
        .minute(part(at.minute()))
        .second(part(at.second()))
        .utc_offset_hour(0);
    Metadata::new()
        .title(named(&setup.title))
        .authors(vec![plain(&setup.author)])
        .creator("Lidan 理單".to_owned())
        .language(setup.lang.to_owned())
        .text_direction(TextDirection::LeftToRight)
        .creation_date(made_at)
}

/// One line of what can be printed, short enough for every reader.
fn plain(text: &str) -> String {
    wrap::lines(text, 1.0, 600.0).into_iter().next().unwrap_or_default()
}

fn write_page(document: &mut Document, page: &[Placed], tree: &mut Tree) {
    let settings = PageSettings::from_wh(PAGE_WIDTH, PAGE_HEIGHT).unwrap_or_default();
    let mut page_out = document.start_page_with(settings);
    let mut surface = page_out.surface();
    for run in page.chunk_by(|a, b| a.mark == b.mark) {
        let mark = surface.start_tagged(content_tag(run[0].mark));
        if let Mark::Node(node) = run[0].mark {
            tree.mark(node, mark);
        }
        for placed in run {
            paint(&mut surface, &placed.shape);
        }
        surface.end_tagged();
    }
    surface.finish();
    page_out.finish();
}

fn content_tag(mark: Mark) -> ContentTag<'static> {
    let artifact = |kind| ContentTag::Artifact(Artifact::with_kind(kind));
    match mark {
        Mark::Node(_) => ContentTag::Other,
        Mark::Layout => artifact(ArtifactType::Layout),
        Mark::Head => artifact(ArtifactType::Header),
        Mark::Foot => artifact(ArtifactType::Footer),
        Mark::Watermark => artifact(ArtifactType::Watermark),
    }
}

fn paint(surface: &mut Surface, shape: &Shape) {
    match shape {
        Shape::Text { x, baseline, align, style, text } => {
            let dx = match align {
                Align::Left => 0.0,
                aligned => aligned.offset(0.0, wrap::width(text, style.size)),
            };
            paint_text(surface, x + dx, *baseline, *style, text);
        }
        Shape::Fill { areas, tone } => {
            let mut path = PathBuilder::new();
            for area in areas {
                if let Some(rect) = Rect::from_xywh(area.x, area.y, area.w, area.h) {
                    path.push_rect(rect);
                }
            }
            paint_path(surface, path, Some(fill(*tone)), None);
        }
        Shape::Line { points, closed, width, tone, dashed } => {
            let mut path = PathBuilder::new();
            for (i, (x, y)) in points.iter().enumerate() {
                match i {
                    0 => path.move_to(*x, *y),
                    _ => path.line_to(*x, *y),
                }
            }
            if *closed {
                path.close();
            }
            paint_path(surface, path, None, Some(pen(*width, *tone, *dashed)));
        }
        Shape::Watermark(text) => paint_watermark(surface, text),
    }
}

fn paint_text(surface: &mut Surface, x: f32, baseline: f32, style: Style, text: &str) {
    // Figures and feet come with their text as written; what is wrapped already is unchanged.
    let text: String = super::font::printable(text).next().unwrap_or_default().into_iter().collect();
    let face = typeface();
    surface.set_fill(Some(fill(style.tone)));
    surface.set_stroke(style.bold.then(|| pen(style.size * BOLD_PEN, style.tone, false)));
    let glyphs = face.glyphs(&text);
    surface.draw_glyphs(Point::from_xy(x, baseline), &glyphs, face.font.clone(), &text, style.size, false);
}

fn paint_path(surface: &mut Surface, path: PathBuilder, fill: Option<Fill>, stroke: Option<Stroke>) {
    if let Some(path) = path.finish() {
        surface.set_fill(fill);
        surface.set_stroke(stroke);
        surface.draw_path(&path);
    }
}

fn paint_watermark(surface: &mut Surface, text: &str) {
    let room = PAGE_WIDTH * 1.05;
    let size = (room / wrap::width(text, 1.0).max(1.0)).min(110.0);
    let style = Style::of(size, 1.0).toned(Tone::Rgb(232, 234, 238));
    let turn = Transform::from_rotate_at(-50.0, PAGE_WIDTH / 2.0, PAGE_HEIGHT / 2.0);
    surface.push_transform(&turn);
    let x = (PAGE_WIDTH - wrap::width(text, size)) / 2.0;
    paint_text(surface, x, PAGE_HEIGHT / 2.0 + size * 0.36, style, text);
    surface.pop();
}

fn fill(tone: Tone) -> Fill {
    Fill { paint: ink(tone), ..Fill::default() }
}

fn pen(width: f32, tone: Tone, dashed: bool) -> Stroke {
    Stroke {
        paint: ink(tone),
        width,
        dash: dashed.then(|| StrokeDash { array: vec![3.0, 2.5], offset: 0.0 }),
        ..Stroke::default()
    }
}

fn ink(tone: Tone) -> Paint {
    let (r, g, b) = tone.rgb();
    rgb::Color::new(r, g, b).into()
}

/// Where each heading begins: on the first page that has a piece of it.
fn note_headings(index: usize, page: &[Placed], outline: &[Entry], at: &mut HashMap<usize, XyzDestination>) {
    let first = |node: NodeId| page.iter().find(|placed| placed.mark == Mark::Node(node));
    for (i, entry) in outline.iter().enumerate() {
        if let Some(Placed { shape: Shape::Text { x, baseline, style, .. }, .. }) = first(entry.node) {
            let above = Point::from_xy(*x, baseline - style.size);
            at.entry(i).or_insert_with(|| XyzDestination::new(index, above));
        }
    }
}

/// The archive format wants an outline, so a document without headings gets its title.
fn outline_of(title: &str, entries: &[Entry], at: &HashMap<usize, XyzDestination>) -> Outline {
    let mut outline = Outline::new();
    let mut open: Option<OutlineNode> = None;
    for (i, entry) in entries.iter().enumerate() {
        let Some(destination) = at.get(&i) else { continue };
        let node = OutlineNode::new(named(&entry.title), destination.clone());
        match (entry.level, open.as_mut()) {
            (2.., Some(parent)) => parent.push_child(node),
            _ => open.replace(node).into_iter().for_each(|done| outline.push_child(done)),
        }
    }
    let start = || OutlineNode::new(named(title), XyzDestination::new(0, Point::from_xy(0.0, 0.0)));
    outline.push_child(open.unwrap_or_else(start));
    outline
}

fn named(title: &str) -> String {
    let plain = plain(title);
    if plain.is_empty() { SUBSTITUTE.to_string() } else { plain }
}
