use crate::pdf::draw::Shape;
use crate::pdf::{Qr, ScanLimits, qr_in_image, qr_svg};

const TEXT: &str = "https://lidan.example/v/SO-2026-000123/1/9f2c41d07ab3e855";

/// A page with the code somewhere on it, as grey bytes.
fn page(text: &str, side: usize, module: f32) -> Vec<u8> {
    let mut pixels = vec![250_u8; side * side];
    let Shape::Fill { areas, .. } = Qr::new(text).unwrap().shape(0.0, 0.0, 1.0) else {
        panic!("a code is made of areas");
    };
    let scale = module / areas.iter().map(|area| area.h).fold(1.0, f32::min);
    let at = |v: f32| (v * scale) as usize + side / 3;
    for area in areas {
        for y in at(area.y)..at(area.y + area.h) {
            pixels[y * side + at(area.x)..y * side + at(area.x + area.w)].fill(20);
        }
    }
    pixels
}

fn png(pixels: &[u8], side: usize, color: png::ColorType) -> Vec<u8> {
    let mut out = Vec::new();
    let side = u32::try_from(side).unwrap();
    let mut encoder = png::Encoder::new(&mut out, side, side);
    encoder.set_color(color);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.write_header().unwrap().write_image_data(pixels).unwrap();
    out
}

#[test]
fn c3_1_3_a_code_is_read_back_from_a_scan() {
    let image = png(&page(TEXT, 600, 4.0), 600, png::ColorType::Grayscale);
    assert_eq!(qr_in_image(&image, ScanLimits::default()).as_deref(), Some(TEXT));
}

#[test]
fn a_colour_scan_and_a_large_one_are_read_too() {
    let grey = page(TEXT, 2_400, 9.0);
    let rgb: Vec<u8> = grey.iter().flat_map(|g| [*g, *g, *g]).collect();
    let image = png(&rgb, 2_400, png::ColorType::Rgb);
    assert_eq!(qr_in_image(&image, ScanLimits::default()).as_deref(), Some(TEXT));
}

#[test]
fn a_scanned_pdf_is_searched_page_by_page() {
    let page = include_bytes!("scan.jpg");
    let mut pdf = b"%PDF-1.4\n1 0 obj <</Filter/DCTDecode>> stream\r\n\xff\xd8\xff broken endstream\n".to_vec();
    pdf.extend_from_slice(b"2 0 obj <</Filter/DCTDecode>> stream\n");
    pdf.extend_from_slice(page);
    pdf.extend_from_slice(b"\nendstream endobj\n%%EOF");
    assert_eq!(qr_in_image(&pdf, ScanLimits::default()).as_deref(), Some(TEXT));
    assert_eq!(qr_in_image(page, ScanLimits::default()).as_deref(), Some(TEXT));
}

#[test]
fn an_image_over_the_limit_is_not_unpacked() {
    let image = png(&page(TEXT, 600, 4.0), 600, png::ColorType::Grayscale);
    let few = ScanLimits { pixels_max: 100_000, ..ScanLimits::default() };
    let short = ScanLimits { bytes_max: 100, ..ScanLimits::default() };
    assert_eq!(qr_in_image(&image, few), None);
    assert_eq!(qr_in_image(&image, short), None);
}

#[test]
fn rubbish_is_no_code() {
    let image = png(&page(TEXT, 600, 4.0), 600, png::ColorType::Grayscale);
    let limits = ScanLimits::default();
    assert_eq!(qr_in_image(b"", limits), None);
    assert_eq!(qr_in_image(b"%PDF-1.7", limits), None);
    assert_eq!(qr_in_image(&[0xff, 0xd8, 0xff, 0xe0, 0, 2, 1, 1], limits), None);
    for cut in (0..image.len()).step_by(97) {
        assert_eq!(qr_in_image(&image[..cut], limits), None);
    }
    let white = png(&vec![255; 90_000], 300, png::ColorType::Grayscale);
    assert_eq!(qr_in_image(&white, limits), None);
}

#[test]
fn the_picture_for_a_page_passes_a_strict_policy() {
    let svg = qr_svg(TEXT);
    assert!(svg.starts_with("<svg ") && svg.ends_with("</svg>"));
    for forbidden in ["style", "script", " on", "href", "<?xml", " id="] {
        assert!(!svg.contains(forbidden), "{forbidden}");
    }
    assert!(qr_svg(&"x".repeat(4_000)).ends_with("</svg>"));
}
