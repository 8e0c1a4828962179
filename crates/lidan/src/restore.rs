//! `lidan restore`: takes a backup into the data folder. What is there is never overwritten: it is refused, or with
//! `--force` moved aside.

use std::path::Path;
use std::process::ExitCode;

use crate::backup::{copy_beside, copy_file};
use crate::settings::Settings;
use crate::{Done, Failed, open, verify};

pub async fn restore(settings: Settings, source: &Path, force: bool) -> Done {
    let Some(database) = settings.database_file().map(Path::to_path_buf) else {
        let why = "this company is on PostgreSQL: restore its schema with pg_restore, then copy the data folder";
        return Err(Failed::Unreadable(why.into()));
    };
    if !source.join("lidan.db").exists() {
        return Err(Failed::Unreadable(format!("{} is no backup: it has no lidan.db", source.display())));
    }
    if database.exists() {
        if !force {
            let why = format!("{} is there already; --force moves it aside", database.display());
            return Err(Failed::Unreadable(why));
        }
        move_aside(&settings.data)?;
    }
    open::make_folder(&settings.data)?;
    copy_file(&source.join("lidan.db"), &database)?;
    copy_beside(source, &settings.data)?;
    let app = open::open(&settings).await?;
    verify::must_be_whole(&app).await?;
    say!("Restored from {}", source.display());
    Ok(ExitCode::SUCCESS)
}

/// The whole folder gets another name, counted up until it is free.
fn move_aside(data: &Path) -> Result<(), Failed> {
    let free = (1..).map(|n| data.with_extension(format!("before-{n}"))).find(|path| !path.exists());
    let Some(aside) = free else { return Err(Failed::Not("no free name to move the data to".into())) };
    std::fs::rename(data, &aside).map_err(|e| Failed::Not(format!("{}: {e}", data.display())))?;
    say!("What was there is in {}", aside.display());
    Ok(())
}
