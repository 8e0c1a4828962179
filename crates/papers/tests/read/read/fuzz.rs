//! Thousands of damaged papers: any answer is fine, a panic is not.

use super::kit::*;
use papers::read::{Limits, read};
use std::io::{Cursor, Read, Write};
use zip::{ZipArchive, ZipWriter, write::SimpleFileOptions};

/// Enough for every run; `FUZZ_ROUNDS=3000` for a long one.
fn rounds() -> usize {
    std::env::var("FUZZ_ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(750)
}

/// A fixed sequence, so a failure can be repeated.
struct Dice(u64);

impl Dice {
    fn next(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % below.max(1)
    }
}

fn damage(bytes: &mut Vec<u8>, dice: &mut Dice) {
    for _ in 0..=dice.next(4) {
        let at = dice.next(bytes.len());
        match dice.next(6) {
            0 => bytes.truncate(at),
            1 => bytes.insert(at, dice.next(256) as u8),
            2 if !bytes.is_empty() => drop(bytes.remove(at)),
            3 => {
                let end = (at + dice.next(40)).min(bytes.len());
                let part = bytes[at..end].to_vec();
                bytes.splice(at..at, part);
            }
            4 => {
                const WORDS: [&str; 13] = [
                    "999999999999999999999",
                    "4294967295",
                    "-1",
                    "1e308",
                    "0",
                    "A1:XFD1048576",
                    "&x;",
                    "合計",
                    "2026-02-30",
                    "\u{FEFF}",
                    "=1/0",
                    "<a>",
                    "\"\n",
                ];
                bytes.splice(at..at, WORDS[dice.next(WORDS.len())].bytes());
            }
            _ => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte = dice.next(256) as u8;
                }
            }
        }
    }
}

fn parts(package: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut zip = ZipArchive::new(Cursor::new(package)).unwrap();
    (0..zip.len())
        .map(|index| {
            let mut file = zip.by_index(index).unwrap();
            let mut content = Vec::new();
            file.read_to_end(&mut content).unwrap();
            (file.name().to_owned(), content)
        })
        .filter(|(name, _)| !name.contains("theme") && !name.contains("docProps"))
        .collect()
}

fn packed(parts: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, content) in parts {
        zip.start_file(name.as_str(), stored).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// Within the packages the XML is damaged too; damage to the packed bytes rarely gets past the checksum.
#[test]
fn no_damage_makes_the_reader_panic() {
    let (dir, limits) = (directory(), Limits::default());
    let mut dice = Dice(2_026);
    for name in ["01-xlsx_plain.xlsx", "02-xlsx_messy.xlsx", "03-csv_gb.csv"] {
        let original = fixture(name);
        let unpacked = name.ends_with("xlsx").then(|| parts(&original));
        for round in 0..rounds() {
            let bytes = match &unpacked {
                Some(parts) if round % 8 == 0 => {
                    let mut parts = parts.clone();
                    let at = dice.next(parts.len());
                    damage(&mut parts[at].1, &mut dice);
                    packed(&parts)
                }
                _ if unpacked.is_none() && round % 8 != 0 && round % 5 != 0 => {
                    let mut bytes = original.clone();
                    let cut = dice.next(bytes.len());
                    bytes.truncate(cut);
                    bytes
                }
                _ => {
                    let mut bytes = original.clone();
                    damage(&mut bytes, &mut dice);
                    bytes
                }
            };
            let _ = read(&bytes, name, &dir, None, &limits);
        }
    }
}

#[test]
fn no_damage_to_xml_makes_the_reader_panic() {
    let (dir, limits) = (directory(), Limits::default());
    let mut dice = Dice(11);
    let original = super::ubl::ORDER.as_bytes();
    for _ in 0..rounds() {
        let mut bytes = original.to_vec();
        damage(&mut bytes, &mut dice);
        let _ = read(&bytes, "a.xml", &dir, None, &limits);
    }
}
