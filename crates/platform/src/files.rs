//! Files by the digest of their content, in a folder beside the database. Written and synced before the
//! act that files them commits, so that a record never points at nothing.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::db::{Fault, Tx};
use crate::history::hex;
use crate::ids::Id;

#[derive(Clone, Debug)]
pub struct Files {
    root: PathBuf,
}

/// A stored content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    pub sha256: Vec<u8>,
    pub bytes: i64,
}

impl Files {
    pub fn at(root: &Path) -> Files {
        Files { root: root.to_path_buf() }
    }

    /// Stores content durably; the same content twice is one file.
    pub fn keep(&self, content: &[u8]) -> Result<Stored, Fault> {
        let sha256 = Sha256::digest(content).to_vec();
        let path = self.path(&sha256);
        let stored = Stored { bytes: content.len() as i64, sha256 };
        if path.exists() {
            return Ok(stored);
        }
        let fault = |e: std::io::Error| Fault::other("keep a file", e);
        let folder = path.parent().ok_or_else(|| Fault::other("keep a file", "no folder"))?;
        fs::create_dir_all(folder).map_err(fault)?;
        // A unique name, then a rename: a crash leaves a stray, never half a file under its digest.
        let stray = folder.join(format!("{}.{:?}.new", hex(&stored.sha256), std::thread::current().id()));
        let mut file = fs::File::create(&stray).map_err(fault)?;
        file.write_all(content).and_then(|()| file.sync_all()).map_err(fault)?;
        fs::rename(&stray, &path).map_err(fault)?;
        fs::File::open(folder).and_then(|f| f.sync_all()).map_err(fault)?;
        Ok(stored)
    }

    /// The content, checked against its digest.
    pub fn read(&self, sha256: &[u8]) -> Result<Vec<u8>, Fault> {
        let content = fs::read(self.path(sha256)).map_err(|e| Fault::other("read a file", e))?;
        if Sha256::digest(&content).as_slice() != sha256 {
            return Err(Fault::other("read a file", "the content is not what was stored"));
        }
        Ok(content)
    }

    fn path(&self, sha256: &[u8]) -> PathBuf {
        let name = hex(sha256);
        self.root.join(&name[..2.min(name.len())]).join(name)
    }
}

crate::sql! {
    RECORD = "INSERT INTO file (id, sha256, bytes, name, media_type, added_at, added_by) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    FETCH = "SELECT sha256, bytes, name, media_type, added_at FROM file WHERE id = $1";
}

/// A file's card.
#[derive(Clone, Debug)]
pub struct FileCard {
    pub id: Id,
    pub sha256: Vec<u8>,
    pub bytes: i64,
    pub name: String,
    pub media_type: String,
    pub added_at: crate::day::Instant,
}

/// Writes the card of a stored content.
pub fn record(tx: &mut Tx, stored: &Stored, name: &str, media_type: &str, by: Id) -> Result<Id, Fault> {
    let (id, now) = (tx.new_id(), tx.now());
    let name = safe_name(name);
    tx.execute(&RECORD, &[&id, &stored.sha256, &stored.bytes, &name, &media_type, &now, &by])?;
    Ok(id)
}

pub fn card(tx: &mut Tx, id: Id) -> Result<Option<FileCard>, Fault> {
    tx.maybe(&FETCH, &[&id], |row| {
        Ok(FileCard {
            id,
            sha256: row.get(0)?,
            bytes: row.get(1)?,
            name: row.get(2)?,
            media_type: row.get(3)?,
            added_at: row.get(4)?,
        })
    })
}

/// A name without folders, control characters or quotes; never empty.
pub fn safe_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or("");
    let plain: String = last.chars().filter(|c| !c.is_control() && !"\"<>|:*?;%".contains(*c)).take(120).collect();
    let plain = plain.trim().trim_start_matches('.').to_string();
    if plain.is_empty() { "file".to_string() } else { plain }
}
