//! `lidan backup`: a consistent copy while the desk runs. The database first, then the files: a file is written before
//! the act that files it, so every file the copied database knows is there.

use std::path::Path;
use std::process::ExitCode;

use crate::settings::Settings;
use crate::{Done, Failed, open, verify};

pub async fn backup(settings: Settings, target: &Path) -> Done {
    if settings.database_file().is_none() {
        let why = "this company is on PostgreSQL: back up its schema with pg_dump, then copy the data folder";
        return Err(Failed::Unreadable(why.into()));
    }
    if target.read_dir().is_ok_and(|mut inside| inside.next().is_some()) {
        return Err(Failed::Unreadable(format!("{} is not empty", target.display())));
    }
    open::make_folder(target)?;
    let app = open::open(&settings).await?;
    app.0.db.copy_to(target.join("lidan.db")).await?;
    copy_beside(&settings.data, target)?;
    let copied = open::open(&at(&settings, target)).await?;
    verify::must_be_whole(&copied).await?;
    say!("Backed up to {}", target.display());
    Ok(ExitCode::SUCCESS)
}

/// The same settings for a company that lies in another folder.
pub fn at(settings: &Settings, folder: &Path) -> Settings {
    let place = platform::db::Place::Sqlite(folder.join("lidan.db"));
    Settings { data: folder.to_path_buf(), place, ..settings.clone() }
}

/// Files, seals and the seal key.
pub fn copy_beside(from: &Path, to: &Path) -> Result<(), Failed> {
    for name in ["seal.key", "seals.jsonl"] {
        if from.join(name).exists() {
            copy_file(&from.join(name), &to.join(name))?;
        }
    }
    copy_folder(&from.join("files"), &to.join("files"))
}

fn copy_folder(from: &Path, to: &Path) -> Result<(), Failed> {
    let Ok(inside) = from.read_dir() else { return Ok(()) };
    open::make_folder(to)?;
    for entry in inside {
        let entry = entry.map_err(Failed::not)?;
        let (path, target) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            copy_folder(&path, &target)?;
        } else if path.extension().is_none_or(|end| end != "new") {
            copy_file(&path, &target)?;
        }
    }
    Ok(())
}

pub fn copy_file(from: &Path, to: &Path) -> Result<(), Failed> {
    let copied = std::fs::copy(from, to).and_then(|_| std::fs::File::open(to)?.sync_all());
    copied.map_err(|e| Failed::Not(format!("{}: {e}", from.display())))
}
