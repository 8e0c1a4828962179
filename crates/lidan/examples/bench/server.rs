//! The product as a process of its own.

use std::fs::File;
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::json;

use crate::Done;
use crate::client::{call, header, request};

/// What the kernel counts processor time in: a hundredth of a second on every Linux that we run on.
const TICK: Duration = Duration::from_millis(10);

pub struct Server {
    child: Child,
    pub address: SocketAddr,
}

/// What a person's requests carry.
pub struct Door {
    pub cookie: String,
    pub bearer: String,
}

impl Server {
    /// Starts the desk on a folder; `database` is given where it is not the SQLite file in that folder.
    pub fn start(data: &Path, database: Option<(&str, &str)>) -> Done<Server> {
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let mut command = Command::new(std::env::current_exe()?);
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("LIDAN_")) {
            command.env_remove(name);
        }
        command.arg("serve").arg("--data").arg(data).arg("--listen").arg(address.to_string());
        if let Some((url, schema)) = database {
            command.arg("--database").arg(url).arg("--schema").arg(schema);
        }
        // The log is written as everywhere, one line a request.
        let log = File::create(data.join("server.log"))?;
        let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log).spawn()?;
        let mut server = Server { child, address };
        server.wait_until_ready()?;
        Ok(server)
    }

    fn wait_until_ready(&mut self) -> Done<()> {
        let began = Instant::now();
        while began.elapsed() < Duration::from_secs(60) {
            if let Some(status) = self.child.try_wait()? {
                return Err(format!("the server ended: {status}").into());
            }
            let answer = call(self.address, &request("GET", "/readyz", &[], ""));
            if answer.is_ok_and(|answer| answer.status == 200) {
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        Err("the server did not become ready".into())
    }

    /// Logs somebody of the cast in, for pages, and gives him a machine's token, for the API.
    pub fn door(&self, login: &str) -> Done<Door> {
        let form = format!("login={login}&password=demo");
        let kind = ("content-type", "application/x-www-form-urlencoded");
        let entered = call(self.address, &request("POST", "/login", &[kind], &form))?;
        let cookie = header(&entered.head, "set-cookie").and_then(|value| value.split(';').next());
        let cookie = cookie.ok_or_else(|| format!("{login} was not let in: {}", entered.status))?.to_string();
        let body = json!({"name": "bench", "days": "1"}).to_string();
        let headers = [("content-type", "application/json"), ("accept", "application/json"), ("cookie", &*cookie)];
        let token = call(self.address, &request("POST", "/account/tokens", &headers, &body))?.json()?;
        let token = token["token"].as_str().ok_or("no token was made")?.to_string();
        Ok(Door { cookie, bearer: format!("Bearer {token}") })
    }

    /// Processor time so far, in user and system mode, of all its threads.
    pub fn cpu(&self) -> Done<Duration> {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id()))?;
        // The name in brackets may hold blanks; the fields after it are counted from the third.
        let fields: Vec<&str> = stat.rsplit(") ").next().unwrap_or("").split_whitespace().collect();
        let ticks = |at: usize| fields.get(at).and_then(|field| field.parse::<u32>().ok()).unwrap_or(0);
        Ok(TICK * (ticks(11) + ticks(12)))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill(); // It may have ended by itself.
        let _ = self.child.wait();
    }
}

/// Proves a folder's books; the answer is the report's counts.
pub fn verify(data: &Path) -> Done<String> {
    let mut command = Command::new(std::env::current_exe()?);
    let done = command.arg("verify").arg("--json").arg("--data").arg(data).stderr(Stdio::null()).output()?;
    let report: serde_json::Value = serde_json::from_slice(&done.stdout)?;
    if !done.status.success() {
        return Err(format!("the books are not whole: {report}").into());
    }
    Ok(format!("{} orders and {} entries verified", report["orders"], report["entries"]))
}
