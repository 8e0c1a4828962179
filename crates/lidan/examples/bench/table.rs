//! Times become figures, and figures a table.

use std::fmt::Write;
use std::io::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::Done;

/// What a loop did: one time for everything that it completed.
#[derive(Clone, Debug, Default)]
pub struct Times {
    micros: Vec<u32>,
    took: Duration,
}

impl Times {
    pub fn of(micros: Vec<u32>, took: Duration) -> Times {
        Times { micros, took }
    }

    /// Another turn of the same loop.
    pub fn add(&mut self, turn: Times) {
        self.micros.extend(turn.micros);
        self.took += turn.took;
    }

    pub fn took(&self) -> Duration {
        self.took
    }

    pub fn count(&self) -> usize {
        self.micros.len()
    }

    /// A second.
    pub fn rate(&self) -> f64 {
        self.micros.len() as f64 / self.took.as_secs_f64().max(1e-9)
    }

    /// The time below which `share` of them stayed, in milliseconds.
    pub fn ms(&self, share: f64) -> f64 {
        let mut sorted = self.micros.clone();
        sorted.sort_unstable();
        let at = ((sorted.len() as f64 - 1.0) * share).round().max(0.0) as usize;
        sorted.get(at).map_or(0.0, |micros| f64::from(*micros) / 1000.0)
    }
}

/// Runs `one` again and again, for a while or until it says that nothing is left.
pub fn looped(length: Duration, mut one: impl FnMut() -> Done<Option<()>>) -> Done<Times> {
    let (began, mut micros) = (Instant::now(), Vec::new());
    while began.elapsed() < length {
        let start = Instant::now();
        if one()?.is_none() {
            break;
        }
        micros.push(start.elapsed().as_micros() as u32);
    }
    Ok(Times::of(micros, began.elapsed()))
}

/// A line of the table.
pub struct Figure {
    pub what: String,
    /// Rows in the ledger, and whether they had been read before.
    pub state: String,
    pub product: Option<Times>,
    pub bare: Option<Times>,
    pub value: f64,
    pub unit: &'static str,
    pub goal: Option<Goal>,
}

#[derive(Clone, Copy)]
pub enum Goal {
    AtLeast(f64),
    AtMost(f64),
}

impl Goal {
    fn text(self) -> String {
        match self {
            Goal::AtLeast(goal) => format!(">= {goal}"),
            Goal::AtMost(goal) => format!("<= {goal}"),
        }
    }

    fn reached(self, value: f64) -> bool {
        match self {
            Goal::AtLeast(goal) => value >= goal,
            Goal::AtMost(goal) => value <= goal,
        }
    }
}

/// The product's rate as a share of the bare loop's.
pub fn ratio(what: String, state: String, product: Times, bare: &Times, goal: Option<Goal>) -> Figure {
    let value = product.rate() / bare.rate();
    Figure { what, state, product: Some(product), bare: Some(bare.clone()), value, unit: "x", goal }
}

pub fn print(figures: &[Figure], notes: &[String]) {
    for note in notes {
        println!("{note}");
    }
    println!();
    let head = ["what", "rows, state", "/s", "p50 ms", "p99 ms", "bare /s", "p50 ms", "p99 ms", "figure", "goal", ""];
    let mut lines = vec![head.map(String::from)];
    lines.extend(figures.iter().map(cells));
    let widths: Vec<usize> =
        (0..head.len()).map(|at| lines.iter().map(|line| line[at].chars().count()).max().unwrap_or(0)).collect();
    for line in &lines {
        let mut text = String::new();
        for (at, cell) in line.iter().enumerate() {
            let pad = " ".repeat(widths[at] - cell.chars().count());
            // Figures stand at the right of their column, words at the left.
            let _ = if (2..9).contains(&at) { write!(text, "{pad}{cell}  ") } else { write!(text, "{cell}{pad}  ") };
        }
        println!("{}", text.trim_end());
    }
}

fn cells(figure: &Figure) -> [String; 11] {
    let of = |times: &Option<Times>| match times {
        Some(times) => {
            [format!("{:.0}", times.rate()), format!("{:.2}", times.ms(0.5)), format!("{:.2}", times.ms(0.99))]
        }
        None => [String::new(), String::new(), String::new()],
    };
    let ([rate, p50, p99], [bare_rate, bare_p50, bare_p99]) = (of(&figure.product), of(&figure.bare));
    let goal = figure.goal.map_or(String::new(), Goal::text);
    let verdict = verdict(figure).unwrap_or("").to_string();
    let value = format!("{:.2}{}", figure.value, figure.unit);
    [figure.what.clone(), figure.state.clone(), rate, p50, p99, bare_rate, bare_p50, bare_p99, value, goal, verdict]
}

fn verdict(figure: &Figure) -> Option<&'static str> {
    figure.goal.map(|goal| if goal.reached(figure.value) { "reached" } else { "MISSED" })
}

pub fn json(figures: &[Figure], notes: &[String]) -> Value {
    let of = |times: &Option<Times>| {
        times.as_ref().map(|times| {
            json!({"count": times.count(), "per_second": times.rate(), "p50_ms": times.ms(0.5), "p99_ms": times.ms(0.99)})
        })
    };
    let figures: Vec<Value> = figures
        .iter()
        .map(|figure| {
            json!({
                "what": figure.what, "state": figure.state, "product": of(&figure.product), "bare": of(&figure.bare),
                "value": figure.value, "unit": figure.unit.trim(), "goal": figure.goal.map(Goal::text),
                "reached": figure.goal.map(|goal| goal.reached(figure.value)),
            })
        })
        .collect();
    json!({"notes": notes, "figures": figures})
}

/// What the machine gives: without it the figures say little.
pub fn machine(dir: &Path) -> Done<String> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load.split_whitespace().next().unwrap_or("?").to_string();
    let path = dir.join("sync-probe");
    let mut file = std::fs::File::create(&path)?;
    let synced = looped(Duration::from_millis(500), || {
        file.write_all(&[7; 4096])?;
        Ok(Some(file.sync_data()?))
    })?;
    std::fs::remove_file(path)?;
    Ok(format!(
        "{cores} cores shared by load generator, server and bare loop; load {load} at the start; \
         4 kB written and synced in {:.2} ms (p50), {:.2} ms (p99).",
        synced.ms(0.5),
        synced.ms(0.99)
    ))
}
