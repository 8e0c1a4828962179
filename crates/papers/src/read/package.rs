//! Unpacks a zip package within bounds. Every byte is counted while it is inflated; sizes the package declares are ignored.

use super::{Limits, Unreadable};
use std::{
    collections::HashMap,
    io::{Cursor, Read},
};
use zip::{ZipArchive, result::ZipError};

const PARTS_MAX: usize = 4_000;
const RATIO_FROM: u64 = 1 << 20;

/// The XML parts by lower-case path; pictures and macros are counted but not kept.
pub(crate) struct Package {
    parts: HashMap<String, Vec<u8>>,
    names: Vec<String>,
}

impl Package {
    pub(crate) fn open(bytes: &[u8], limits: &Limits) -> Result<Package, Unreadable> {
        let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|e| Unreadable::broken("zip", e))?;
        limits.check("parts", PARTS_MAX, archive.len())?;
        let mut package = Package { parts: HashMap::new(), names: Vec::new() };
        let mut total = 0u64;
        for index in 0..archive.len() {
            let mut file = archive.by_index(index).map_err(|e| match e {
                ZipError::UnsupportedArchive(what) if what == ZipError::PASSWORD_REQUIRED => Unreadable::Locked,
                e => Unreadable::broken("zip", e),
            })?;
            let name = file.name().replace('\\', "/").trim_start_matches('/').to_lowercase();
            let packed = file.compressed_size().min(bytes.len() as u64).max(1);
            let kept = name.ends_with(".xml") || name.ends_with(".rels") || name == "mimetype";
            let content = inflate(&mut file, &name, packed, kept, &mut total, limits)?;
            if kept {
                package.parts.insert(name.clone(), content);
            }
            package.names.push(name);
        }
        Ok(package)
    }

    pub(crate) fn part(&self, name: &str) -> Option<&[u8]> {
        self.parts.get(&name.trim_start_matches('/').to_lowercase()).map(Vec::as_slice)
    }

    pub(crate) fn has(&self, test: impl Fn(&str) -> bool) -> bool {
        self.names.iter().any(|name| test(name))
    }
}

fn inflate(
    file: &mut impl Read,
    name: &str,
    packed: u64,
    kept: bool,
    total: &mut u64,
    limits: &Limits,
) -> Result<Vec<u8>, Unreadable> {
    let mut content = Vec::new();
    let mut size = 0u64;
    let mut chunk = [0u8; 16 << 10];
    loop {
        let read = file.read(&mut chunk).map_err(|e| Unreadable::broken(name, e))?;
        let Some(new) = chunk.get(..read).filter(|new| !new.is_empty()) else { return Ok(content) };
        size += read as u64;
        *total += read as u64;
        if *total > limits.inflated {
            return Err(Unreadable::TooMuch { limit: "inflated", allowed: limits.inflated, found: *total });
        }
        if size > RATIO_FROM && size / packed > limits.ratio {
            return Err(Unreadable::Bomb { part: name.to_owned(), ratio: size / packed });
        }
        if kept {
            content.extend_from_slice(new);
        }
    }
}
