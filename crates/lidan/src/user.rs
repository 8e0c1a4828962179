//! `lidan user`: who has a place here, and a way in for who lost his.

use std::process::ExitCode;

use desk::people;
use platform::who::Role;

use crate::cli::User;
use crate::settings::Settings;
use crate::{Done, Failed, open};

pub async fn user(settings: Settings, command: User) -> Done {
    let app = open::open(&settings).await?;
    match command {
        User::List { json } => {
            let all = app.read(people::everybody).await?;
            if json {
                say!("{}", serde_json::to_string(&all).map_err(Failed::not)?);
                return Ok(ExitCode::SUCCESS);
            }
            for placed in all {
                let roles: Vec<&str> = placed.roles.iter().map(|role: &Role| role.code()).collect();
                let left = if placed.active { "" } else { " (left)" };
                say!("{}\t{}\t{}{left}", placed.login, placed.name, roles.join(", "));
            }
        }
        User::ResetLink { login } => say!("{}", people::reset_link(&app, &login).await?),
    }
    Ok(ExitCode::SUCCESS)
}
