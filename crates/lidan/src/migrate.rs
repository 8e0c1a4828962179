//! `lidan migrate`: opening the database brings it up to date; this does that and nothing else.

use std::process::ExitCode;

use crate::settings::Settings;
use crate::{Done, open};

pub async fn migrate(settings: Settings) -> Done {
    open::open(&settings).await?;
    say!("The database is up to date.");
    Ok(ExitCode::SUCCESS)
}
