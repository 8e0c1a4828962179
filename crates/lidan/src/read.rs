//! `lidan read`: what the reader makes of an order document, as JSON. Stores nothing. Exit code 2 and `{"error": …}`
//! where it cannot be read at all.

use std::process::ExitCode;

use desk::masters;
use papers::read::{CsvDirectory, Directory, Limits, Reading, Unreadable, read};
use serde_json::json;

use crate::cli::Read;
use crate::settings::Settings;
use crate::{Done, Failed, open};

/// The demo company's lists, for reading without a database.
const CUSTOMERS: &[u8] = include_bytes!("../../../assets/demo/customers.csv");
const CATALOGUE: &[u8] = include_bytes!("../../../assets/demo/catalogue.csv");

pub fn read_with_demo_lists(asked: &Read) -> Done {
    let Some(bytes) = content(asked) else { return Ok(ExitCode::from(2)) };
    let lists = CsvDirectory::new(CUSTOMERS, CATALOGUE).map_err(Failed::not)?;
    answer(read_with(asked, &bytes, &lists))
}

pub async fn read_with_own_lists(settings: Settings, asked: &Read) -> Done {
    let Some(bytes) = content(asked) else { return Ok(ExitCode::from(2)) };
    let app = open::open(&settings).await?;
    let (name, customer) = (file_name(asked), asked.customer.clone());
    let reading = app.read(move |tx| {
        let lists = masters::directory(tx);
        let reading = read(&bytes, &name, &lists, customer.as_deref(), &Limits::default());
        lists.check()?;
        Ok(reading)
    });
    answer(reading.await?)
}

fn read_with(asked: &Read, bytes: &[u8], lists: &dyn Directory) -> Result<Reading, Unreadable> {
    read(bytes, &file_name(asked), lists, asked.customer.as_deref(), &Limits::default())
}

fn file_name(asked: &Read) -> String {
    asked.file.file_name().map_or_else(|| "file".into(), |name| name.to_string_lossy().into_owned())
}

fn content(asked: &Read) -> Option<Vec<u8>> {
    match std::fs::read(&asked.file) {
        Ok(bytes) => Some(bytes),
        Err(why) => {
            say!("{}", json!({"error": {"code": "no_file", "text": why.to_string()}}));
            None
        }
    }
}

fn answer(reading: Result<Reading, Unreadable>) -> Done {
    match reading {
        Ok(reading) => {
            say!("{}", serde_json::to_string_pretty(&reading).map_err(Failed::not)?);
            Ok(ExitCode::SUCCESS)
        }
        Err(why) => {
            let with: serde_json::Map<String, serde_json::Value> =
                why.fields().into_iter().map(|(name, value)| (name.to_string(), json!(value))).collect();
            say!("{}", json!({"error": {"code": why.code(), "text": why.to_string(), "with": with}}));
            Ok(ExitCode::from(2))
        }
    }
}
