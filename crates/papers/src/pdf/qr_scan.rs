//! Reading the QR code of a returned scan (3.1.3).
//!
//! What a customer uploads is hostile until read: sizes are checked before anything is unpacked,
//! pixels are kept as grey bytes only, and a fault in a decoder is the same as "no code found".
//! Scanners that make a PDF put each page in it as a JPEG, as it is; those are looked at as well.

use rqrr::PreparedImage;
use std::io::Cursor;
use std::panic::catch_unwind;
use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

/// An A4 page at 600 dpi has 35 million pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ScanLimits {
    pub bytes_max: usize,
    pub pixels_max: usize,
}

impl Default for ScanLimits {
    fn default() -> Self {
        ScanLimits { bytes_max: 25 << 20, pixels_max: 40_000_000 }
    }
}

/// A side longer than this is no page.
const SIDE_MAX: usize = 20_000;

/// Codes on a page are found faster, and less noise is taken for one, below this size.
const PIXELS_ENOUGH: usize = 4_000_000;

struct Grey {
    width: usize,
    height: usize,
    pixels: Vec<u8>,
}

/// Pages of a scanned PDF that are looked at.
const PAGES_MAX: usize = 40;

/// The text of the first QR code in a PNG or JPEG picture, or in a PDF of JPEG pages, if there is
/// one to be found. A large page takes a second or so: not for a thread that serves requests.
pub fn qr_in_image(bytes: &[u8], limits: ScanLimits) -> Option<String> {
    if bytes.len() > limits.bytes_max {
        return None;
    }
    catch_unwind(|| read(bytes, limits)).ok().flatten()
}

fn read(bytes: &[u8], limits: ScanLimits) -> Option<String> {
    match bytes {
        [0x89, b'P', b'N', b'G', ..] => code_on(png_page(bytes, limits)?),
        [0xff, 0xd8, 0xff, ..] => code_on(jpeg_page(bytes, limits)?),
        [b'%', b'P', b'D', b'F', ..] => code_in_pdf(bytes, limits),
        _ => None,
    }
}

/// All pages together stay within the limit for one picture.
fn code_in_pdf(bytes: &[u8], mut limits: ScanLimits) -> Option<String> {
    for picture in jpegs_in_pdf(bytes).take(PAGES_MAX) {
        let Some(page) = jpeg_page(picture, limits) else {
            continue;
        };
        limits.pixels_max -= page.pixels.len();
        if let Some(text) = code_on(page) {
            return Some(text);
        }
    }
    None
}

/// Streams that begin as a JPEG does. What follows such a stream does not disturb its decoder.
fn jpegs_in_pdf(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    const BEGIN: &[u8] = b"stream";
    bytes.windows(BEGIN.len()).enumerate().filter_map(|(at, window)| {
        let rest = (window == BEGIN).then(|| &bytes[at + BEGIN.len()..])?;
        let data = rest.strip_prefix(b"\r\n").or_else(|| rest.strip_prefix(b"\n"))?;
        data.starts_with(&[0xff, 0xd8, 0xff]).then_some(data)
    })
}

/// Our code stands in a corner of its page and is small on a fax, so the corners are enlarged
/// first; then the page as a whole is searched, in copies that a search can afford.
fn code_on(mut page: Grey) -> Option<String> {
    while page.pixels.len() > PIXELS_ENOUGH {
        if let Some(text) = page.corners().find_map(|corner| first_code(&corner)) {
            return Some(text);
        }
        page = page.halved();
    }
    let enlarged = page.corners().find_map(|corner| first_code(&corner.doubled()));
    enlarged.or_else(|| first_code(&page))
}

fn first_code(page: &Grey) -> Option<String> {
    let at = |x: usize, y: usize| page.pixels[y * page.width + x];
    let mut image = PreparedImage::prepare_from_greyscale(page.width, page.height, at);
    let grids = image.detect_grids();
    grids.iter().find_map(|grid| Some(grid.decode().ok()?.1))
}

fn allowed(width: usize, height: usize, limits: ScanLimits) -> Option<usize> {
    let sides = 1..=SIDE_MAX;
    let pixels = width.checked_mul(height)?;
    (sides.contains(&width) && sides.contains(&height) && pixels <= limits.pixels_max).then_some(pixels)
}

/// Row by row, so that a colour page never stands in memory as a whole.
fn png_page(bytes: &[u8], limits: ScanLimits) -> Option<Grey> {
    let mut decoder = png::Decoder::new(Cursor::new(bytes));
    decoder.set_transformations(png::Transformations::normalize_to_color8());
    let (width, height) = decoder.read_header_info().ok()?.size();
    let (width, height) = (usize::try_from(width).ok()?, usize::try_from(height).ok()?);
    let pixels_count = allowed(width, height, limits)?;
    let mut reader = decoder.read_info().ok()?;
    if reader.info().interlaced {
        return None;
    }
    let samples = reader.output_color_type().0.samples();
    let mut pixels = Vec::with_capacity(pixels_count);
    while let Some(row) = reader.next_row().ok()? {
        pixels.extend(row.data().chunks_exact(samples).map(grey));
    }
    (pixels.len() == pixels_count).then_some(Grey { width, height, pixels })
}

/// Grey, grey and alpha, RGB or RGB and alpha; what is transparent is paper.
fn grey(pixel: &[u8]) -> u8 {
    let (value, alpha) = match *pixel {
        [value] => (u32::from(value), 255),
        [value, alpha] => (u32::from(value), u32::from(alpha)),
        [r, g, b] => (luma(r, g, b), 255),
        [r, g, b, alpha] => (luma(r, g, b), u32::from(alpha)),
        _ => (255, 255),
    };
    let on_paper = (value * alpha + 255 * (255 - alpha)) / 255;
    u8::try_from(on_paper).unwrap_or(255)
}

fn luma(r: u8, g: u8, b: u8) -> u32 {
    (299 * u32::from(r) + 587 * u32::from(g) + 114 * u32::from(b)) / 1000
}

fn jpeg_page(bytes: &[u8], limits: ScanLimits) -> Option<Grey> {
    let options = DecoderOptions::default()
        .set_max_width(SIDE_MAX)
        .set_max_height(SIDE_MAX)
        .jpeg_set_out_colorspace(ColorSpace::Luma);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    decoder.decode_headers().ok()?;
    let info = decoder.info()?;
    let (width, height) = (usize::from(info.width), usize::from(info.height));
    let pixels_count = allowed(width, height, limits)?;
    let pixels = decoder.decode().ok()?;
    (pixels.len() == pixels_count).then_some(Grey { width, height, pixels })
}

impl Grey {
    /// A code moves to another corner when the sheet is fed the other way round.
    fn corners(&self) -> impl Iterator<Item = Grey> {
        let (width, height) = (self.width * 2 / 5, self.height * 2 / 5);
        let (right, bottom) = (self.width - width, self.height - height);
        let at = [(right, bottom), (0, 0), (0, bottom), (right, 0)];
        at.into_iter().map(move |(x, y)| self.part(x, y, width, height))
    }

    fn part(&self, x: usize, y: usize, width: usize, height: usize) -> Grey {
        let rows = self.pixels.chunks_exact(self.width).skip(y).take(height);
        let pixels = rows.flat_map(|row| &row[x..x + width]).copied().collect();
        Grey { width, height, pixels }
    }

    /// Twice as large, each new pixel the mean of the old ones around it.
    fn doubled(&self) -> Grey {
        let (width, height) = (2 * self.width, 2 * self.height);
        let mut pixels = Vec::with_capacity(width * height);
        for y in 0..height {
            let upper = &self.pixels[y / 2 * self.width..][..self.width];
            let lower = &self.pixels[y.div_ceil(2).min(self.height - 1) * self.width..][..self.width];
            for x in 0..width {
                let (left, right) = (x / 2, x.div_ceil(2).min(self.width - 1));
                pixels.push(mean([upper[left], upper[right], lower[left], lower[right]]));
            }
        }
        Grey { width, height, pixels }
    }

    /// Each pixel the mean of four; a last odd row or column is dropped.
    fn halved(&self) -> Grey {
        let (width, height) = (self.width / 2, self.height / 2);
        let mut pixels = Vec::with_capacity(width * height);
        for y in 0..height {
            let upper = &self.pixels[2 * y * self.width..][..2 * width];
            let lower = &self.pixels[(2 * y + 1) * self.width..][..2 * width];
            let pairs = upper.chunks_exact(2).zip(lower.chunks_exact(2));
            pixels.extend(pairs.map(|(a, b)| mean([a[0], a[1], b[0], b[1]])));
        }
        Grey { width, height, pixels }
    }
}

fn mean(four: [u8; 4]) -> u8 {
    let sum: u16 = four.into_iter().map(u16::from).sum();
    u8::try_from(sum / 4).unwrap_or(255)
}
