//! `lidan version`.

use std::process::ExitCode;

use serde_json::json;

use crate::Done;

pub fn version(json: bool) -> Done {
    let version = env!("CARGO_PKG_VERSION");
    if json {
        say!("{}", json!({"name": "lidan", "version": version}));
    } else {
        say!("lidan {version}");
    }
    Ok(ExitCode::SUCCESS)
}
