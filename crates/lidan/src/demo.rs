//! `lidan demo`: the demo company, on this machine only. The first start fits it out through the same acts that people
//! use; a later start finds it there.

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use desk::{masters, people};
use platform::clock::Clock;
use platform::who::{Person, Role};
use platform::{App, Trouble};

use sim::demo::{DAYS, PlayClock};

use crate::cli::Demo;
use crate::ops::Ops;
use crate::settings::Settings;
use crate::{Done, Failed, access, demo_office, open, serve};

pub async fn demo(settings: Settings, asked: Demo) -> Done {
    access::start_log(settings.log_json);
    if !settings.listen.ip().is_loopback() {
        return Err(Failed::Unreadable("the demo company listens on this machine only".into()));
    }
    let listener = serve::bind(settings.listen).await?;
    if asked.reset {
        throw_away(&settings)?;
    }
    let app = ready(&settings, ORDERS).await?;
    welcome(&app, &settings).await?;
    serve::run(listener, app, Ops::new(None), serve::told_to_stop()).await?;
    Ok(ExitCode::SUCCESS)
}

/// The demo company, fitted out and played at the first start. What a start that was cut off left half done is thrown
/// away: half a company is none.
pub async fn ready(settings: &Settings, orders: usize) -> Result<App, Failed> {
    let begun = settings.data.join(BEGUN);
    if begun.exists() {
        say!("The last start was cut off before the demo company was ready; it begins anew.");
        throw_away(settings)?;
    }
    let clock = PlayClock::default();
    let app = open::open_by(settings, Arc::new(clock.clone())).await?;
    if is_new(&app).await? {
        if !app.read(people::everybody).await?.is_empty() {
            let why = format!("{} is another company's; choose a folder with --data", settings.data.display());
            return Err(Failed::Unreadable(why));
        }
        std::fs::write(&begun, "").map_err(Failed::not)?;
        say!("The demo company plays its last half year, once …");
        play(&app, &clock, orders).await?;
        demo_office::play(&app).await?;
        std::fs::remove_file(&begun).map_err(Failed::not)?;
    }
    Ok(app)
}

/// Lies in the folder while the company is played.
pub const BEGUN: &str = "demo.begun";

/// Only what the product itself put there: a mistaken `--data` must not cost anybody his folder.
fn throw_away(settings: &Settings) -> Result<(), Failed> {
    let names = ["lidan.db", "lidan.db-wal", "lidan.db-shm", "seal.key", "seals.jsonl", BEGUN];
    for name in names {
        let _ = std::fs::remove_file(settings.data.join(name));
    }
    match std::fs::remove_dir_all(settings.data.join("files")) {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => Err(Failed::not(e)),
        _ => Ok(()),
    }
}

/// Fits the company out half a year ago and plays it up to now.
pub async fn play(app: &App, clock: &PlayClock, orders: usize) -> Result<(), Failed> {
    let now = clock.now();
    let begin = now.checked_sub(Duration::from_secs(DAYS.unsigned_abs() * 86_400)).map_err(Failed::not)?;
    clock.set(begin);
    fit_out(app).await?;
    sim::demo::play(app, clock, now, orders).await?;
    clock.release();
    Ok(())
}

async fn is_new(app: &App) -> Result<bool, Failed> {
    Ok(app.read(|tx| Ok(masters::product_by_sku(tx, FIRST_SKU)?.is_none())).await?)
}

/// People, calendar, rates, both lists and what customers owe; true where it was not there yet.
pub async fn fit_out(app: &App) -> Result<bool, Failed> {
    if !is_new(app).await? {
        return Ok(false);
    }
    app.0.db.write(people::demo_cast).await?;
    let deciders =
        |tx: &mut platform::Tx| Ok((with(tx, Role::Manager)?, with(tx, Role::Finance)?, with(tx, Role::Executive)?));
    let (manager, finance, executive) = app.read(deciders).await?;
    masters::demo(app, &manager, &finance, &executive).await?;
    Ok(true)
}

/// Orders of the half year.
const ORDERS: usize = 300;

/// In the demo catalogue; where it is known, the company is fitted out.
const FIRST_SKU: &str = "HB-M6x20-A2";

fn with(tx: &mut platform::Tx, role: Role) -> Result<Person, Trouble> {
    let found = people::persons_with(tx, role)?;
    people::fetch(tx, found.first().ok_or(Trouble::Hidden)?.id)
}

async fn welcome(app: &App, settings: &Settings) -> Result<(), Failed> {
    let logins = app.0.db.write(people::demo_cast).await?;
    say!("The demo company is open at http://{}\n", settings.listen);
    say!("{:12} {:10} who", "login", "password");
    for one in logins {
        let roles: Vec<&str> = one.roles.iter().map(|role| role.code()).collect();
        say!("{:12} {:10} {} ({})", one.login, one.password, one.name, roles.join(", "));
    }
    say!("\nIts data is in {}; --reset begins anew. Ctrl C ends it.", settings.data.display());
    Ok(())
}
