//! `lidan verify`: 0 where everything is as the acts wrote it, 1 where something is not.

use std::path::Path;
use std::process::ExitCode;

use desk::verify::Report;
use platform::App;
use platform::seal::Seal;

use crate::settings::Settings;
use crate::{Done, Failed, open};

pub async fn verify(settings: Settings, json: bool, seals: Option<&Path>) -> Done {
    let outside = seals.map(read_seals).transpose()?.unwrap_or_default();
    let app = open::open(&settings).await?;
    let report = desk::verify::verify(&app, outside).await?;
    if json {
        say!("{}", serde_json::to_string(&report).map_err(Failed::not)?);
    } else {
        print(&report, seals.is_some());
    }
    Ok(if report.is_whole() { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// For the commands that copy: a copy that does not verify is not one.
pub async fn must_be_whole(app: &App) -> Result<(), Failed> {
    let report = desk::verify::verify(app, Vec::new()).await?;
    print(&report, false);
    if report.is_whole() { Ok(()) } else { Err(Failed::Not("the copy is not whole".into())) }
}

fn print(report: &Report, with_outside: bool) {
    say!(
        "{} chains with {} entries, {} orders, {} series, {} seals, {} files",
        report.chains,
        report.entries,
        report.orders,
        report.series,
        report.seals,
        report.files
    );
    for found in &report.found {
        say!("WRONG {} {}: {}", found.check, found.about, found.what);
    }
    if report.is_whole() {
        say!("Everything is as the acts wrote it.");
        if !with_outside {
            say!("Proved by the database and its key alone; seals kept outside (--seals) prove more.");
        }
    } else {
        say!("{} things are wrong.", report.wrong);
    }
}

fn read_seals(file: &Path) -> Result<Vec<Seal>, Failed> {
    let unreadable = |why: String| Failed::Unreadable(format!("{}: {why}", file.display()));
    let text = std::fs::read_to_string(file).map_err(|e| unreadable(e.to_string()))?;
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    lines.map(|line| serde_json::from_str(line).map_err(|e| unreadable(e.to_string()))).collect()
}
