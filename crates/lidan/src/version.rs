//! `lidan version`.

use std::process::ExitCode;

use serde_json::json;

use crate::Done;

pub fn version(json: bool) -> Done {
    let version = env!("CARGO_PKG_VERSION");
    if json {
        println!("{}", json!({"name": "lidan", "version": version}));
    } else {
        println!("lidan {version}");
    }
    Ok(ExitCode::SUCCESS)
}
