//! `lidan import`: the same import as on the pages, for tables that are too many or too large to click.

use std::process::ExitCode;

use desk::{masters, people};
use platform::who::{Person, Role};
use platform::{App, Trouble};

use crate::cli::{Import, Table};
use crate::settings::Settings;
use crate::{Done, Failed, open};

pub async fn import(settings: Settings, asked: Import) -> Done {
    let bytes = std::fs::read(&asked.file).map_err(|e| Failed::Unreadable(format!("{}: {e}", asked.file.display())))?;
    let name = asked.file.file_name().map_or_else(|| "table".into(), |name| name.to_string_lossy().into_owned());
    let kind = match asked.table {
        Table::Products => masters::Kind::Products,
        Table::Prices => masters::Kind::Prices,
        Table::Customers => masters::Kind::Customers,
        Table::Receivables => masters::Kind::Receivables,
        Table::WorkCentres => masters::Kind::WorkCentres,
        Table::Operations => masters::Kind::Operations,
        Table::Components => masters::Kind::Components,
        Table::SupplyTerms => masters::Kind::SupplyTerms,
        Table::OutsideLoads => masters::Kind::OutsideLoads,
    };
    let app = open::open(&settings).await?;
    let finances = matches!(kind, masters::Kind::Customers | masters::Kind::Receivables);
    let who = accountable(&app, asked.login, if finances { Role::Finance } else { Role::Manager }).await?;
    let report = masters::import(&app, &who, kind, bytes, &name, asked.dry_run).await?;
    if asked.json {
        say!("{}", serde_json::to_string(&report).map_err(Failed::not)?);
    } else {
        say!("{report:#?}");
    }
    Ok(ExitCode::SUCCESS)
}

/// Every act has a person behind it: the one named, else the first whose business it is.
async fn accountable(app: &App, login: Option<String>, role: Role) -> Result<Person, Failed> {
    let found = app
        .read(move |tx| match &login {
            Some(login) => people::by_login(tx, login),
            None => {
                let manager = people::persons_with(tx, role)?;
                people::fetch(tx, manager.first().ok_or(Trouble::Hidden)?.id)
            }
        })
        .await;
    found.map_err(|_| Failed::Unreadable("nobody here has that login, or there is no manager yet: use --as".into()))
}
