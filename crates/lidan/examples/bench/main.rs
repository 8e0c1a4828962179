//! The first figures of the engineering page, each beside a bare SQL loop of the same run: recording an order on both
//! engines, what an order costs in processor time, and lists and order pages while the ledger grows to a million.
//!
//! Load generator, server and bare loop share the machine's cores; the server is a process of its own, this very
//! program called with `serve`. Everything listens on loopback, lies in one folder and is gone when the run ends.

mod bare;
mod bulk;
mod bulk_rows;
mod client;
mod company;
mod cost;
mod grown;
mod pg;
mod promise;
mod record;
mod replan;
mod server;
mod table;
mod written;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use table::Figure;

pub type Done<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

const HELP: &str =
    "bench [--quick | --full] [--json] [--orders N] [--only record,pg,cost,promise,replan,grown] [--dir FOLDER]

  --quick     about a minute: short loops, one round, a ledger of 50,000
  --full      a ledger of a million; some minutes more and 5 GB of disk
  --json      the figures as JSON
  --orders N  how far the ledger grows (200000)
  --only X    some of the parts
  --dir D     where the databases lie while the run lasts (a folder of the system's for such things)";

/// What is to be measured, and for how long.
pub struct Plan {
    quick: bool,
    json: bool,
    orders: usize,
    only: Option<String>,
    pub dir: PathBuf,
}

impl Plan {
    /// How long one loop runs before its counterpart has its turn.
    pub fn turn(&self) -> Duration {
        Duration::from_secs(if self.quick { 2 } else { 3 })
    }

    /// Turns of each loop; loop and counterpart alternate, so that what else the machine does falls on both.
    pub fn rounds(&self) -> usize {
        if self.quick { 1 } else { 3 }
    }

    fn wants(&self, part: &str) -> bool {
        self.only.as_ref().is_none_or(|only| only.split(',').any(|named| named == part))
    }
}

fn main() -> ExitCode {
    if matches!(std::env::args().nth(1).as_deref(), Some("serve" | "verify")) {
        return lidan::run();
    }
    let Some(plan) = plan() else {
        eprintln!("{HELP}");
        return ExitCode::from(2);
    };
    let done = measured(&plan);
    let _ = std::fs::remove_dir_all(&plan.dir); // What was measured stands, whether or not the folder goes.
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("bench: {why}");
            ExitCode::FAILURE
        }
    }
}

fn plan() -> Option<Plan> {
    let mut plan = Plan { quick: false, json: false, orders: 0, only: None, dir: std::env::temp_dir() };
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--quick" => plan.quick = true,
            "--full" => plan.orders = 1_000_000,
            "--json" => plan.json = true,
            "--orders" => plan.orders = args.next()?.parse().ok()?,
            "--only" => plan.only = Some(args.next()?),
            "--dir" => plan.dir = args.next()?.into(),
            _ => return None,
        }
    }
    if plan.orders == 0 {
        plan.orders = if plan.quick { 50_000 } else { 200_000 };
    }
    plan.dir = plan.dir.join(format!("lidan-bench-{}", std::process::id()));
    Some(plan)
}

fn measured(plan: &Plan) -> Done<()> {
    std::fs::create_dir_all(&plan.dir)?;
    let mut figures: Vec<Figure> = Vec::new();
    let mut notes = vec![table::machine(&plan.dir)?];
    if plan.wants("record") {
        figures.extend(record::measure(plan)?);
    }
    if plan.wants("pg") {
        match std::env::var("LIDAN_TEST_PG") {
            Ok(url) => figures.extend(pg::measure(plan, &url)?),
            Err(_) => notes.push("PostgreSQL was not measured: LIDAN_TEST_PG names no server.".into()),
        }
    }
    if plan.wants("cost") {
        figures.extend(cost::measure(plan)?);
    }
    if plan.wants("promise") {
        figures.extend(promise::measure(plan)?);
    }
    if plan.wants("replan") {
        figures.extend(replan::measure(plan)?);
    }
    if plan.wants("grown") {
        let (found, said) = grown::measure(plan, plan.orders)?;
        figures.extend(found);
        notes.extend(said);
    }
    if plan.json {
        println!("{}", serde_json::to_string_pretty(&table::json(&figures, &notes))?);
    } else {
        table::print(&figures, &notes);
    }
    Ok(())
}

/// Says on the standard error what the run is at; the figures alone go to the standard output.
pub fn say(what: &str) {
    eprintln!("== {what}");
}
