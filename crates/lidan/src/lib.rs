//! The binary: the desk behind a web address, and what its operator needs at the machine. One file per command.
//!
//! Exit codes: 0 done · 1 it could not be done, or something is wrong with the data · 2 the command line, the
//! settings or the given file cannot be read.

/// Orders are made of many small strings, often freed by another thread than took them: mimalloc is made for that.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Prints a line; a reader who stops reading (`lidan read … | head`) is no failure.
macro_rules! say {
    ($($said:tt)*) => {{
        use std::io::Write;
        let _ = writeln!(std::io::stdout(), $($said)*);
    }};
}

/// What can be asked for on the command line.
mod cli;
/// From settings to a running [`App`](platform::App).
pub mod open;
/// File, environment, flags.
pub mod settings;

/// Who asked for what, without naming anybody.
mod access;
/// What happens without anybody asking: mails, seals, clearing up.
pub mod background;
/// The layers around every address.
pub mod edge;
/// What is counted of requests.
mod meter;
/// Probes and metrics.
pub mod ops;

mod backup;
mod clauses;
pub mod demo;
/// What the demo company's people have done before one first looks.
pub mod demo_office;
mod doctor;
mod import;
mod migrate;
mod read;
mod restore;
mod serve;
mod user;
mod verify;
mod version;

use std::process::ExitCode;

use clap::Parser;

use cli::{Cli, Command};
use settings::Settings;

/// Why a command was not done.
#[derive(Debug)]
pub enum Failed {
    /// Exit code 1.
    Not(String),
    /// Exit code 2.
    Unreadable(String),
}

pub type Done = Result<ExitCode, Failed>;

impl Failed {
    pub fn not(why: impl std::fmt::Display) -> Failed {
        Failed::Not(why.to_string())
    }
}

impl From<platform::Trouble> for Failed {
    fn from(trouble: platform::Trouble) -> Failed {
        Failed::Not(in_words(&trouble))
    }
}

impl From<platform::Fault> for Failed {
    fn from(fault: platform::Fault) -> Failed {
        Failed::Not(fault.to_string())
    }
}

/// A trouble for somebody at a terminal.
fn in_words(trouble: &platform::Trouble) -> String {
    use platform::Trouble;
    use platform::i18n::Lang;
    match trouble {
        Trouble::Fault(fault) => fault.to_string(),
        Trouble::Refused(refusal) => {
            let reasons: Vec<String> =
                refusal.broken.iter().map(|b| format!("{} ({})", b.say.text(Lang::En), b.clause)).collect();
            format!("{}: {}", refusal.step, reasons.join("; "))
        }
        Trouble::Invalid(fields) => {
            let said: Vec<String> =
                fields.0.iter().map(|(field, say)| format!("{field}: {}", say.text(Lang::En))).collect();
            said.join("; ")
        }
        Trouble::Forbidden { clause, say } => {
            format!("{} ({clause})", platform::web::failure::with_words(say, Lang::En))
        }
        Trouble::NameReused => "this name was used for another request".into(),
        Trouble::Hidden => "there is no such thing".into(),
        Trouble::Stale(_) => "somebody else was faster".into(),
        Trouble::Slower { seconds } => format!("too many tries, wait {seconds} s"),
    }
}

/// Reads the command line and does what it says.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    match dispatch(cli) {
        Ok(code) => code,
        Err(Failed::Not(why)) => {
            eprintln!("lidan: {why}");
            ExitCode::from(1)
        }
        Err(Failed::Unreadable(why)) => {
            eprintln!("lidan: {why}");
            ExitCode::from(2)
        }
    }
}

fn dispatch(cli: Cli) -> Done {
    let given = cli.given;
    match cli.command {
        // These need no settings, no database and no threads.
        Command::Version { json } => version::version(json),
        Command::Clauses { json } => clauses::clauses(json),
        Command::Read(asked) if given.data.is_none() => read::read_with_demo_lists(&asked),
        Command::Demo(asked) => wait(demo::demo(Settings::of_demo(&given, &asked)?, asked)),
        command => wait(with_settings(command, Settings::of(&given)?)),
    }
}

fn wait(work: impl Future<Output = Done>) -> Done {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(Failed::not)?;
    let done = runtime.block_on(work);
    // What is still on its way (a read on a blocking thread) gets a moment, not forever.
    runtime.shutdown_timeout(std::time::Duration::from_secs(5));
    done
}

async fn with_settings(command: Command, settings: Settings) -> Done {
    match command {
        Command::Serve => serve::serve(settings).await,
        Command::Migrate => migrate::migrate(settings).await,
        Command::Backup { target } => backup::backup(settings, &target).await,
        Command::Restore { source, force } => restore::restore(settings, &source, force).await,
        Command::Verify { json, seals } => verify::verify(settings, json, seals.as_deref()).await,
        Command::Doctor { json } => doctor::doctor(settings, json).await,
        Command::User { command } => user::user(settings, command).await,
        Command::Import(asked) => import::import(settings, asked).await,
        Command::Read(asked) => read::read_with_own_lists(settings, &asked).await,
        Command::Version { json } => version::version(json),
        Command::Clauses { json } => clauses::clauses(json),
        Command::Demo(asked) => demo::demo(settings, asked).await,
    }
}
