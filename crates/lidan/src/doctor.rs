//! `lidan doctor`: looks at everything a desk needs and says what is missing. Exit code 1 where something is bad.

use std::process::ExitCode;

use desk::people;
use platform::App;
use platform::who::Role;
use serde::Serialize;

use crate::settings::{KEYS, Settings};
use crate::{Done, Failed, open, ops};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum Health {
    Ok,
    Warn,
    Bad,
}

#[derive(Debug, Serialize)]
struct Seen {
    what: &'static str,
    health: Health,
    text: String,
}

fn seen(what: &'static str, health: Health, text: impl Into<String>) -> Seen {
    Seen { what, health, text: text.into() }
}

pub async fn doctor(settings: Settings, json: bool) -> Done {
    let mut all = vec![address(&settings), folder(&settings), mail(&settings)];
    match open::open(&settings).await {
        Ok(app) => all.extend(inside(&app).await?),
        Err(Failed::Not(why) | Failed::Unreadable(why)) => all.push(seen("database", Health::Bad, why)),
    }
    let bad = all.iter().any(|seen| seen.health == Health::Bad);
    if json {
        say!("{}", serde_json::to_string(&all).map_err(Failed::not)?);
    } else {
        for seen in &all {
            let word = format!("{:?}", seen.health).to_lowercase();
            say!("{word:4} {:10} {}", seen.what, seen.text);
        }
        say!("\nSettings (file, then LIDAN_…, then flags):");
        for key in KEYS {
            say!("  {:15} {:16} {}", key.name, key.default, key.about);
        }
    }
    Ok(if bad { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

fn address(settings: &Settings) -> Seen {
    let outside = !settings.listen.ip().is_loopback();
    if outside && !settings.secure {
        return seen("address", Health::Warn, format!("{} without TLS: passwords can be overheard", settings.listen));
    }
    seen("address", Health::Ok, format!("{} as {}", settings.listen, settings.public_url))
}

fn folder(settings: &Settings) -> Seen {
    use std::os::unix::fs::PermissionsExt;
    let shown = settings.data.display();
    if let Err(Failed::Not(why) | Failed::Unreadable(why)) = open::make_folder(&settings.data) {
        return seen("folder", Health::Bad, why);
    }
    if !ops::takes_a_file(&settings.data) {
        return seen("folder", Health::Bad, format!("{shown} takes no file"));
    }
    let open_to_others = std::fs::metadata(&settings.data).is_ok_and(|meta| meta.permissions().mode() & 0o077 != 0);
    if open_to_others {
        return seen("folder", Health::Warn, format!("{shown} can be read by other users of this machine"));
    }
    seen("folder", Health::Ok, shown.to_string())
}

fn mail(settings: &Settings) -> Seen {
    match &settings.smtp {
        None => seen("mail", Health::Warn, "no relay (smtp.host): mails wait in the outbox"),
        Some(smtp) => seen("mail", Health::Ok, format!("{}:{} ({}) as {}", smtp.host, smtp.port, smtp.tls, smtp.from)),
    }
}

async fn inside(app: &App) -> Result<Vec<Seen>, Failed> {
    let engine = format!("{:?}", app.0.db.engine());
    let mut all = vec![seen("database", Health::Ok, engine)];
    let placed = app.read(people::everybody).await?;
    let with = |role: Role| placed.iter().filter(|one| one.active && one.roles.contains(&role)).count();
    for (role, needed) in [(Role::Admin, true), (Role::Manager, true), (Role::Specialist, true), (Role::Finance, false)]
    {
        let health = match (with(role), needed) {
            (0, true) => Health::Bad,
            (0, false) => Health::Warn,
            _ => Health::Ok,
        };
        all.push(seen("people", health, format!("{} with the role {}", with(role), role.code())));
    }
    let figures = app.read(desk::figures::figures).await?;
    let dead = if figures.outbox_dead > 0 { Health::Warn } else { Health::Ok };
    all.push(seen("outbox", dead, format!("{} wait, {} could not leave", figures.outbox_queued, figures.outbox_dead)));
    Ok(all)
}
