//! QR codes: on paper as areas, on a page as SVG.

use super::PdfError;
use super::draw::{Area, Shape, Tone};
use qrcode::{Color, EcLevel, QrCode};
use std::fmt::Write;

/// White modules that a reader needs around a code.
const QUIET_ZONE: usize = 4;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Qr {
    side: usize,
    dark: Vec<bool>,
}

impl Qr {
    /// The coarsest code that holds the text, with as much error correction as goes into it: on a
    /// fax large modules help more than redundancy.
    pub fn new(text: &str) -> Result<Qr, PdfError> {
        let coarsest =
            QrCode::with_error_correction_level(text, EcLevel::L).map_err(|_| PdfError::QrTooLong(text.len()))?;
        let version = coarsest.version();
        let code = [EcLevel::H, EcLevel::Q, EcLevel::M]
            .into_iter()
            .find_map(|level| QrCode::with_version(text, version, level).ok())
            .unwrap_or(coarsest);
        Ok(Qr { side: code.width(), dark: code.into_colors().into_iter().map(|c| c == Color::Dark).collect() })
    }

    /// Dark runs as (column, row, length).
    fn runs(&self) -> impl Iterator<Item = (usize, usize, usize)> {
        self.dark.chunks(self.side).enumerate().flat_map(|(y, row)| {
            let mut x = 0;
            std::iter::from_fn(move || {
                x += row[x..].iter().position(|dark| *dark)?;
                let length = row[x..].iter().take_while(|dark| **dark).count();
                x += length;
                Some((x - length, y, length))
            })
        })
    }

    /// The code as a square `side` points wide, without its quiet zone.
    pub(super) fn shape(&self, x: f32, y: f32, side: f32) -> Shape {
        let module = side / self.side as f32;
        let areas = self.runs().map(|(column, row, length)| Area {
            x: x + column as f32 * module,
            y: y + row as f32 * module,
            w: length as f32 * module,
            h: module,
        });
        Shape::Fill { areas: areas.collect(), tone: Tone::Rgb(0, 0, 0) }
    }
}

/// The code as SVG for a page, sized by the page's own style sheet. It has no style, no script and
/// no identifier, so that a strict content security policy lets it pass. A text too long for any
/// code gives an empty picture: the page shows the text beside it anyway.
pub fn qr_svg(text: &str) -> String {
    let Ok(code) = Qr::new(text) else {
        return r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1" role="img"></svg>"##.to_owned();
    };
    let side = code.side + 2 * QUIET_ZONE;
    let mut path = String::new();
    for (x, y, length) in code.runs() {
        let (x, y) = (x + QUIET_ZONE, y + QUIET_ZONE);
        write!(path, "M{x} {y}h{length}v1h-{length}z").expect("a string takes what is written");
    }
    format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" role="img" shape-rendering="crispEdges"><rect width="{side}" height="{side}" fill="#fff"/><path fill="#000" d="{path}"/></svg>"##
    )
}
