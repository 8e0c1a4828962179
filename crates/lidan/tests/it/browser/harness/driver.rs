//! Driver and browser as processes: started on free ports, known by their profile, listened to.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Instant;

use serde_json::{Value, json};
use thirtyfour::BrowserLogEntry;
use thirtyfour::common::command::ExtensionCommand;

use super::{PATIENCE, STEP};

pub const FLAGS: [&str; 10] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--force-prefers-reduced-motion",
];

#[derive(Debug)]
pub struct Devtools(pub &'static str, pub Value);

impl ExtensionCommand for Devtools {
    fn parameters_json(&self) -> Option<Value> {
        Some(json!({ "cmd": self.0, "params": self.1 }))
    }

    fn method(&self) -> reqwest::Method {
        reqwest::Method::POST
    }

    fn endpoint(&self) -> Arc<str> {
        "/goog/cdp/execute".into()
    }
}

/// The browsers of this profile and no other, by their ids.
pub fn processes_of(profile: &Path) -> Vec<String> {
    let mark = format!("--user-data-dir={}", profile.display());
    let Ok(processes) = std::fs::read_dir("/proc") else {
        return Vec::new();
    };
    let ids = processes.flatten().filter_map(|entry| entry.file_name().into_string().ok());
    ids.filter(|id| id.bytes().all(|letter| letter.is_ascii_digit()))
        .filter(|id| {
            let line = std::fs::read(format!("/proc/{id}/cmdline")).unwrap_or_default();
            line.split(|byte| *byte == 0 || *byte == b' ').any(|word| word == mark.as_bytes())
        })
        .collect()
}

/// Another test may take the port between looking and starting: then again with another.
pub async fn start_chromedriver() -> (Child, u16) {
    let program = std::env::var("CHROMEDRIVER").unwrap_or_else(|_| "/usr/bin/chromedriver".to_owned());
    for _ in 0..5 {
        let port = free_port();
        let mut child = Command::new(&program)
            .arg(format!("--port={port}"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromedriver starts: bin/test installs it");
        let start = Instant::now();
        while start.elapsed() < PATIENCE {
            if child.try_wait().expect("chromedriver's state").is_some() {
                break;
            }
            if tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_ok() {
                return (child, port);
            }
            tokio::time::sleep(STEP).await;
        }
        let _ = child.kill();
        let _ = child.wait();
    }
    panic!("chromedriver did not start");
}

fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
    listener.local_addr().expect("its number").port()
}

/// `LIDAN_PICTURES`, or a folder beside the build.
pub fn pictures() -> PathBuf {
    let folder =
        std::env::var_os("LIDAN_PICTURES").map_or_else(|| std::env::temp_dir().join("lidan-pictures"), PathBuf::from);
    std::fs::create_dir_all(&folder).expect("a folder for pictures");
    folder
}

pub fn complaint(entry: &BrowserLogEntry, allowed: &[u16]) -> Option<String> {
    let expected = |status: &u16| match status {
        0 => entry.message.contains("net::ERR_"),
        status => entry.message.contains(&format!("status of {status} ")),
    };
    if entry.level != "SEVERE" || allowed.iter().any(expected) {
        return None;
    }
    Some(entry.message.clone())
}
