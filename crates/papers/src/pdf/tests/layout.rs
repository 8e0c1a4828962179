use crate::pdf::draw::{Align, Area, Shape, Style, Tone};
use crate::pdf::{Cell, Column, Figure, Flow, Setup, Table, Width, wrap};

fn broken(text: &str, ems: f32) -> Vec<String> {
    wrap::lines(text, 10.0, ems * 10.0)
}

#[test]
fn han_breaks_between_any_two_characters() {
    assert_eq!(broken("口頭訂單確認書", 3.0), ["口頭訂", "單確認", "書"]);
}

#[test]
fn no_closing_mark_opens_a_line_and_no_opening_mark_ends_one() {
    assert_eq!(broken("甲乙丙，丁戊", 3.0), ["甲乙", "丙，丁", "戊"]);
    assert_eq!(broken("甲乙（丙丁）", 3.0), ["甲乙", "（丙", "丁）"]);
}

#[test]
fn latin_words_stay_whole_unless_the_column_is_too_narrow() {
    assert_eq!(broken("bright copper tube", 6.0), ["bright ", "copper tube"]);
    assert_eq!(broken("SO-2026-000123", 30.0), ["SO-2026-000123"]);
    assert_eq!(broken("plug-in", 2.4), ["plug-", "in"]);
    assert!(broken(&"W".repeat(40), 4.0).len() > 5);
}

#[test]
fn written_line_breaks_and_empty_lines_are_kept() {
    assert_eq!(broken("一\n\n二", 9.0), ["一", "", "二"]);
    assert_eq!(broken("", 9.0), [""]);
}

#[test]
fn a_column_narrower_than_a_character_still_ends() {
    assert_eq!(broken("甲乙", 0.1), ["甲", "乙"]);
    assert_eq!(broken("甲乙", -1.0), ["甲", "乙"]);
}

#[test]
fn width_is_that_of_the_longest_line() {
    assert!((wrap::width("甲乙", 10.0) - 20.0).abs() < 0.01);
    assert!((wrap::width("甲\n乙丙", 10.0) - 20.0).abs() < 0.01);
    assert!(wrap::width("AV", 10.0) < wrap::width("A", 10.0) + wrap::width("V", 10.0));
}

fn flow() -> Flow {
    Flow::new(Setup {
        lang: "en",
        title: String::new(),
        author: String::new(),
        made_at: jiff::Timestamp::UNIX_EPOCH,
        running_head: (String::new(), String::new()),
        footer: Vec::new(),
        page_of: |page, count| format!("{page}/{count}"),
        code: None,
        watermark: None,
    })
}

#[test]
fn a_document_without_anything_is_one_page() {
    assert!(flow().finish().is_ok());
}

#[test]
fn the_head_of_a_table_comes_again_on_every_page() {
    let mut flow = flow();
    let columns = vec![
        Column::new("HEAD", Width::Fit { min: 20.0, max: 60.0 }, Align::Right),
        Column::new("text", Width::Share(1.0), Align::Left),
    ];
    let row = |i: usize| vec![Cell::text(i.to_string(), Style::TABLE), Cell::text("x", Style::TABLE)];
    flow.table(Table { columns, rows: (0..200).map(row).collect() });
    let heads = flow.pages.iter().map(|page| {
        let head = |shape: &Shape| matches!(shape, Shape::Text { text, .. } if text == "HEAD");
        page.iter().filter(|placed| head(&placed.shape)).count()
    });
    let heads: Vec<usize> = heads.collect();
    assert!(heads.len() > 4 && heads.iter().all(|count| *count == 1), "{heads:?}");
    assert!(flow.finish().is_ok());
}

#[test]
fn nothing_stands_outside_the_frame_of_its_page() {
    let mut flow = flow();
    for i in 0..40 {
        flow.heading(2, "Heading");
        flow.paragraph(&"words and 文字 ".repeat(i * 9), Style::BODY);
    }
    for placed in flow.pages.iter().flatten() {
        if let Shape::Text { x, baseline, .. } = placed.shape {
            assert!((47.0..548.0).contains(&x) && (40.0..750.0).contains(&baseline));
        }
    }
}

#[test]
fn a_chart_is_a_figure_of_shapes() {
    let mut flow = flow();
    let bars = (0..5_u8).map(|i| {
        let h = 12.0 * f32::from(i + 1);
        Shape::fill(Area { x: 30.0 * f32::from(i), y: 80.0 - h, w: 20.0, h }, Tone::Rgb(40, 90, 150))
    });
    let mut shapes: Vec<Shape> = bars.collect();
    shapes.push(Shape::rule((0.0, 80.0), (150.0, 80.0), 0.5, Tone::Ink));
    shapes.push(Shape::text(75.0, 92.0, Style::SMALL, "by month").aligned(Align::Center));
    flow.figure(Figure { width: 150.0, height: 95.0, alt: "five bars, rising".into(), shapes }, Align::Center);
    assert!(flow.finish().is_ok());
}
