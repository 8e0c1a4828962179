//! What can be asked for on the command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

const AFTER: &str = "Settings come from a TOML file (--config or LIDAN_CONFIG), then from the environment (LIDAN_LISTEN, \
LIDAN_SMTP_HOST, …), then from flags; the later wins, and an unknown one is an error. A secret can be read from a file: \
LIDAN_SMTP_PASSWORD_FILE. `lidan doctor` shows them all.\n\n\
Exit codes: 0 done; 1 not done, or something is wrong with the data; 2 the command line, the settings or the given \
file cannot be read.";

#[derive(Debug, Parser)]
#[command(name = "lidan", version, about = "Lidan 理單: an order desk that runs by the book", after_help = AFTER)]
pub struct Cli {
    #[command(flatten)]
    pub given: Given,
    #[command(subcommand)]
    pub command: Command,
}

/// Flags that stand above file and environment.
#[derive(Debug, Default, Args)]
pub struct Given {
    /// The TOML file with the settings
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// The folder with the database, the files and the seal key
    #[arg(long, global = true, value_name = "FOLDER")]
    pub data: Option<PathBuf>,
    /// `sqlite:FILE` or `postgres://…`
    #[arg(long, global = true, value_name = "PLACE")]
    pub database: Option<String>,
    /// The PostgreSQL schema that is this company
    #[arg(long, global = true)]
    pub schema: Option<String>,
    /// The address to listen on
    #[arg(long, global = true, value_name = "ADDRESS:PORT")]
    pub listen: Option<String>,
    /// The address customers see, without a slash at the end
    #[arg(long, global = true, value_name = "URL")]
    pub public_url: Option<String>,
    /// TLS stands in front: secure cookies, HSTS
    #[arg(long, global = true)]
    pub secure: bool,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Runs the desk
    Serve,
    /// Runs the demo company on this machine only
    Demo(Demo),
    /// Brings the database up to this version
    Migrate,
    /// Copies database and files into a new folder while the desk runs, and verifies the copy
    Backup { target: PathBuf },
    /// Takes a backup into the data folder and verifies it
    Restore {
        source: PathBuf,
        /// Moves what is there aside first
        #[arg(long)]
        force: bool,
    },
    /// Proves that the database is what the acts wrote
    Verify {
        #[arg(long)]
        json: bool,
        /// Seals that were kept outside: the data folder's seals.jsonl as it was then
        #[arg(long, value_name = "FILE")]
        seals: Option<PathBuf>,
    },
    /// Looks at settings, folder, database, mail and people, and says what is missing
    Doctor {
        #[arg(long)]
        json: bool,
    },
    /// Lists people, hands out one-time links
    User {
        #[command(subcommand)]
        command: User,
    },
    /// Takes over a table of products or customers
    Import(Import),
    /// Says what the reader makes of an order document; stores nothing
    Read(Read),
    /// Prints the regulation's clauses and where each stands in the product
    Clauses {
        #[arg(long)]
        json: bool,
    },
    /// Prints the version
    Version {
        #[arg(long)]
        json: bool,
    },
}

#[derive(Debug, Args)]
pub struct Demo {
    #[arg(long, default_value_t = 8080)]
    pub port: u16,
    /// Begins anew: throws the demo company's data away
    #[arg(long)]
    pub reset: bool,
}

#[derive(Debug, Subcommand)]
pub enum User {
    /// Everybody with a place in the company
    List {
        #[arg(long)]
        json: bool,
    },
    /// A new one-time link for somebody who cannot log in
    ResetLink { login: String },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Table {
    Products,
    Prices,
    Customers,
    Receivables,
    WorkCentres,
    Operations,
    Components,
    SupplyTerms,
    OutsideLoads,
}

#[derive(Debug, Args)]
pub struct Import {
    pub table: Table,
    pub file: PathBuf,
    /// Only says what would happen
    #[arg(long)]
    pub dry_run: bool,
    /// In whose name; else the acting manager's
    #[arg(long = "as", value_name = "LOGIN")]
    pub login: Option<String>,
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub struct Read {
    pub file: PathBuf,
    /// The customer it is from, by code, whatever the paper says
    #[arg(long, value_name = "CODE")]
    pub customer: Option<String>,
    /// The output is JSON with and without it
    #[arg(long)]
    pub json: bool,
}
