//! A real browser in a test: what a person sees, presses and types, and a look at the console at the end.
//!
//! Every method waits until what it needs is there, and fails the test with the page's text and a
//! picture when it is not. [`Browser::finish`] fails on any error in the console that the test did not
//! announce with [`Browser::allow`]. Driver and browser are ended by their ids, also after a panic.

#![allow(dead_code, reason = "a vocabulary: not every run of the tests needs every word")]

mod driver;
mod eyes;
mod hands;

use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use thirtyfour::LoggingPrefsLogLevel;
use thirtyfour::common::command::Command as DriverCommand;
use thirtyfour::prelude::*;

use driver::{Devtools, FLAGS, complaint, pictures, processes_of, start_chromedriver};

const PATIENCE: Duration = Duration::from_secs(10);
const STEP: Duration = Duration::from_millis(40);

static COUNT: AtomicU32 = AtomicU32::new(0);

pub struct Browser {
    driver: Option<WebDriver>,
    chromedriver: Child,
    profile: PathBuf,
    /// `http://127.0.0.1:port`, without a slash at the end.
    base: String,
    pictures: PathBuf,
    allowed: Vec<u16>,
    complaints: Vec<String>,
}

impl Browser {
    /// A fresh browser, 1280 × 800, that finds the product at `base`.
    pub async fn open(base: &str) -> Self {
        Self::open_in(base, "zh-TW").await
    }

    /// The same with another language of the browser ("en", "zh-CN").
    pub async fn open_in(base: &str, language: &str) -> Self {
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let profile = std::env::temp_dir().join(format!("lidan-browser-{}-{number}", std::process::id()));
        let _ = std::fs::remove_dir_all(&profile);
        std::fs::create_dir_all(&profile).expect("a folder for the browser's profile");
        let (chromedriver, port) = start_chromedriver().await;
        let mut browser = Self {
            driver: None,
            chromedriver,
            profile,
            base: base.trim_end_matches('/').to_owned(),
            pictures: pictures(),
            allowed: Vec::new(),
            complaints: Vec::new(),
        };
        let wishes = browser.wishes(language).expect("the browser's capabilities");
        let driver = WebDriver::new(format!("http://127.0.0.1:{port}"), wishes).await;
        browser.driver = Some(driver.expect("a browser session: is chromium installed?"));
        browser.viewport(1280, 800).await;
        browser
    }

    fn wishes(&self, language: &str) -> WebDriverResult<Capabilities> {
        let mut wishes = DesiredCapabilities::chrome();
        for flag in FLAGS {
            wishes.add_arg(flag)?;
        }
        wishes.add_arg(&format!("--user-data-dir={}", self.profile.display()))?;
        wishes.add_arg(&format!("--lang={language}"))?;
        wishes.add_experimental_option("prefs", json!({ "intl.accept_languages": language }))?;
        wishes.set_browser_log_level(LoggingPrefsLogLevel::All)?;
        Ok(wishes.into())
    }

    /// The driver itself, for what has no word here.
    pub fn driver(&self) -> &WebDriver {
        self.driver.as_ref().expect("the browser is open until it is finished")
    }

    /// The window's inner size: 1280 × 800 for a desk, 390 × 844 for a telephone.
    pub async fn viewport(&self, width: u32, height: u32) {
        let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.devtools("Emulation.setDeviceMetricsOverride", size).await;
    }

    /// "light" or "dark", as the reader's system would say.
    pub async fn system_theme(&self, theme: &str) {
        let media = json!({ "features": [{ "name": "prefers-color-scheme", "value": theme }] });
        self.devtools("Emulation.setEmulatedMedia", media).await;
    }

    /// As if the line were cut (`true`) or back (`false`).
    pub async fn offline(&self, cut: bool) {
        self.devtools("Network.enable", json!({})).await;
        let line = json!({ "offline": cut, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1 });
        self.devtools("Network.emulateNetworkConditions", line).await;
    }

    async fn devtools(&self, command: &'static str, parameters: Value) {
        let command = DriverCommand::ExtensionCommand(Box::new(Devtools(command, parameters)));
        self.driver().handle().cmd(command).await.expect("a devtools command");
    }

    /// Opens a path of the product.
    pub async fn goto(&mut self, path: &str) {
        self.listen().await;
        let address = format!("{}{path}", self.base);
        if let Err(error) = self.driver().goto(address).await {
            self.fail(&format!("cannot open {path}: {error}")).await;
        }
    }

    /// Path and query of the page that is open.
    pub async fn path(&self) -> String {
        let url = self.driver().current_url().await.expect("the page's address");
        match url.query() {
            Some(query) => format!("{}?{query}", url.path()),
            None => url.path().to_owned(),
        }
    }

    /// A script's answer; `arguments` as in WebDriver.
    pub async fn run(&self, script: &str, arguments: Vec<Value>) -> Value {
        match self.driver().execute(script, arguments).await {
            Ok(answer) => answer.json().clone(),
            // The page may be going away under it; whoever waits asks again.
            Err(_) => Value::Null,
        }
    }

    /// From now on these answers are expected, such as a 422 that the test provokes; 0 is no answer at all.
    pub async fn allow(&mut self, statuses: &[u16]) {
        self.listen().await;
        self.allowed = statuses.to_vec();
    }

    /// Takes over what the console said since the last look, under the statuses allowed till now.
    async fn listen(&mut self) {
        let Some(driver) = &self.driver else { return };
        for entry in driver.browser_log().await.unwrap_or_default() {
            if let Some(complaint) = complaint(&entry, &self.allowed) {
                self.complaints.push(complaint);
            }
        }
    }

    /// Closes the browser, and fails the test if the console complained.
    pub async fn finish(mut self) {
        self.listen().await;
        let complaints = std::mem::take(&mut self.complaints);
        if let Some(driver) = self.driver.take() {
            let _ = driver.quit().await;
        }
        assert!(complaints.is_empty(), "the browser's console:\n{}", complaints.join("\n"));
    }

    async fn wait_element(&self, script: &str, arguments: &[Value], failure: &str) -> WebElement {
        let start = Instant::now();
        loop {
            if let Ok(answer) = self.driver().execute(script, arguments.to_vec()).await
                && !answer.json().is_null()
                && let Ok(element) = answer.element()
            {
                return element;
            }
            if start.elapsed() > PATIENCE {
                self.fail(failure).await;
            }
            tokio::time::sleep(STEP).await;
        }
    }

    async fn fail(&self, what: &str) -> ! {
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let picture = self.picture(&format!("failed-{}-{number}", std::process::id()), false).await;
        let path = self.path().await;
        let text: String = self.text().await.chars().take(3000).collect();
        panic!("{what}\nat {path}, picture {}\n---\n{text}", picture.display());
    }

    /// What the console said since the last look, handed out instead of failing the test at its end.
    pub async fn complaints(&mut self) -> Vec<String> {
        self.listen().await;
        std::mem::take(&mut self.complaints)
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // After a panic the session is still open: no time for goodbyes.
        if let Some(driver) = self.driver.take() {
            let _ = driver.leak();
        }
        let _ = self.chromedriver.kill();
        let _ = self.chromedriver.wait();
        for id in processes_of(&self.profile) {
            let _ = Command::new("kill").args(["-9", &id]).stdout(Stdio::null()).stderr(Stdio::null()).status();
        }
        let _ = std::fs::remove_dir_all(&self.profile);
    }
}
