//! Paper: A4 documents that are archived as they are printed (PDF/A-2a, PDF/UA-1).
//!
//! [`Flow`] sets headings, paragraphs, pairs, tables and figures one below the other and breaks
//! pages; a document (such as [`confirmation`]) says what stands on it. The same values always give
//! the same bytes, because the digest of a sheet that a customer signed is kept.

mod brief;
mod confirmation;
mod draw;
mod flow;
mod font;
mod grid;
mod qr;
mod qr_scan;
mod signing;
mod table;
#[cfg(test)]
mod tests;
mod tree;
mod words;
mod wrap;
mod write;

pub use brief::{Bar, Brief, Piece, Section, brief, coded_brief, marked_brief};
pub use confirmation::{ConfirmationSheet, Party, SheetLine, confirmation};
pub use draw::{Align, Area, Shape, Style, Tone};
pub use flow::{Code, Figure, Flow, Setup};
pub use font::missing_characters;
pub use grid::{Cell, Pair, Part};
pub use qr::{Qr, qr_svg};
pub use qr_scan::{ScanLimits, qr_in_image};
pub use signing::SignPlace;
pub use table::{Column, Table, Width};
pub use words::Lang;

#[derive(Debug)]
pub enum PdfError {
    /// The text for the QR code has this many bytes; a code takes 2,953.
    QrTooLong(usize),
    /// The document could not be written; the archive format says why.
    Write(krilla::error::KrillaError),
}

impl std::fmt::Display for PdfError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            PdfError::QrTooLong(bytes) => write!(f, "{bytes} bytes do not fit in a QR code"),
            PdfError::Write(error) => write!(f, "the PDF could not be written: {error}"),
        }
    }
}

impl std::error::Error for PdfError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            PdfError::QrTooLong(_) => None,
            PdfError::Write(error) => Some(error),
        }
    }
}
