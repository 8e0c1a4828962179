//! Runs single tests, as many at once as there are cores.

use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use crate::found::Test;

pub struct Ran {
    pub passed: bool,
    pub took: Duration,
}

/// Longer than any test takes, also beside a busy machine's other work.
const PATIENCE: Duration = Duration::from_secs(1200);

/// How long a test is waited for. With something switched off, who waits much longer than he did before, for what does
/// not come, has noticed.
fn patience(test: &Test, without: Option<&str>) -> Duration {
    if without.is_none() { PATIENCE } else { PATIENCE.min(Duration::from_secs(60) + 3 * test.took) }
}

/// Runs one test, perhaps with something switched off. A test that did not run did not pass.
pub fn run(test: &Test, without: Option<&str>) -> Ran {
    let begun = Instant::now();
    let mut command = Command::new(&test.binary);
    command.current_dir(&test.folder).args(["--exact", &test.name]).stdout(Stdio::piped()).stderr(Stdio::null());
    command.env_remove("WITHOUT");
    if let Some(id) = without {
        command.env("WITHOUT", id);
    }
    let passed = command.spawn().is_ok_and(|child| passes(child, begun, patience(test, without)));
    Ran { passed, took: begun.elapsed() }
}

fn passes(mut child: std::process::Child, begun: Instant, patience: Duration) -> bool {
    loop {
        match child.try_wait() {
            Ok(Some(status)) if !status.success() => return false,
            Ok(Some(_)) => break,
            Ok(None) if begun.elapsed() > patience => {
                let _ = child.kill();
                let _ = child.wait();
                return false;
            }
            Ok(None) => std::thread::sleep(Duration::from_millis(10)),
            Err(_) => return false,
        }
    }
    child.wait_with_output().is_ok_and(|out| String::from_utf8_lossy(&out.stdout).contains(" 1 passed;"))
}

/// Does the work for each item, on as many threads as there are cores; answers in no order.
pub fn each<T: Send, R: Send>(items: Vec<T>, work: impl Fn(T) -> R + Sync) -> Vec<R> {
    let cores = std::thread::available_parallelism().map_or(2, Into::into);
    let (items, done) = (Mutex::new(items.into_iter()), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..cores {
            scope.spawn(|| {
                // The lock is not held while the work is done.
                while let Some(item) = next(&items) {
                    let result = work(item);
                    done.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push(result);
                }
            });
        }
    });
    done.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner)
}

fn next<T>(items: &Mutex<std::vec::IntoIter<T>>) -> Option<T> {
    items.lock().unwrap_or_else(std::sync::PoisonError::into_inner).next()
}
