//! A real browser in a test: what a person sees, presses and types, and a look at the console at the end.
//!
//! Every method waits until what it needs is there, and fails the test with the page's text and a
//! picture when it is not. [`Browser::finish`] fails on any error in the console that the test did not
//! announce with [`Browser::allow`]. Driver and browser are ended by their ids, also after a panic.

#![allow(dead_code, reason = "a vocabulary: not every run of the tests needs every word")]

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use thirtyfour::common::command::{Command as DriverCommand, ExtensionCommand};
use thirtyfour::prelude::*;
use thirtyfour::{BrowserLogEntry, LoggingPrefsLogLevel};

const PATIENCE: Duration = Duration::from_secs(10);
const STEP: Duration = Duration::from_millis(40);
const AXE: &str = include_str!("axe.min.js");
const FLAGS: [&str; 10] = [
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

/// One rule of accessibility that the page breaks, and where.
#[derive(Clone, Debug)]
pub struct Violation {
    pub rule: String,
    pub impact: String,
    pub help: String,
    pub places: Vec<String>,
}

impl std::fmt::Display for Violation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} ({}): {}", self.rule, self.impact, self.help)?;
        for place in &self.places {
            write!(f, "\n    {place}")?;
        }
        Ok(())
    }
}

/// A command of Chromium's own protocol, sent through the driver.
#[derive(Debug)]
struct Devtools(&'static str, Value);

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

    /// Presses the button, link or summary with these words; whole words first, a part of them else.
    pub async fn click(&mut self, words: &str) {
        let found =
            self.wait_element(FIND_BY_WORDS, &[json!(words)], &format!("nothing to press says “{words}”")).await;
        self.press_element(&found, words).await;
    }

    pub async fn click_css(&mut self, css: &str) {
        let found = self.css(css).await;
        self.press_element(&found, css).await;
    }

    async fn press_element(&mut self, element: &WebElement, what: &str) {
        self.listen().await;
        let _ = self
            .run("arguments[0].scrollIntoView({ block: 'center', inline: 'nearest' })", vec![json_of(element)])
            .await;
        if let Err(error) = element.click().await {
            self.fail(&format!("cannot press {what}: {error}")).await;
        }
    }

    /// Waits for something that is shown and fits the selector.
    pub async fn css(&self, css: &str) -> WebElement {
        self.wait_element(FIND_BY_CSS, &[json!(css)], &format!("nothing shown fits {css}")).await
    }

    pub async fn has(&self, css: &str) -> bool {
        self.count(css).await > 0
    }

    pub async fn count(&self, css: &str) -> usize {
        self.driver().find_all(By::Css(css)).await.map_or(0, |found| found.len())
    }

    /// Types into the field with this label, `aria-label` or name; what stood there goes first.
    pub async fn fill(&self, field: &str, text: &str) {
        let found = self.field(field).await;
        self.fill_element(&found, text).await;
    }

    pub async fn fill_css(&self, css: &str, text: &str) {
        let found = self.css(css).await;
        self.fill_element(&found, text).await;
    }

    async fn fill_element(&self, element: &WebElement, text: &str) {
        let kind = element.prop("type").await.ok().flatten().unwrap_or_default();
        if matches!(kind.as_str(), "date" | "time" | "datetime-local" | "month") {
            // Their boxes follow the browser's language; the value does not.
            self.run(SET_VALUE, vec![json_of(element), json!(text)]).await;
            return;
        }
        if let Err(error) = element.clear().await {
            self.fail(&format!("cannot clear a field: {error}")).await;
        }
        if let Err(error) = element.send_keys(text).await {
            self.fail(&format!("cannot type: {error}")).await;
        }
    }

    /// Sets or takes away the tick with this label.
    pub async fn tick(&self, field: &str, on: bool) {
        let found = self.field(field).await;
        if found.is_selected().await.unwrap_or(false) != on {
            self.run("arguments[0].click()", vec![json_of(&found)]).await;
        }
    }

    /// Chooses by the words that are read.
    pub async fn select(&self, field: &str, choice: &str) {
        let found = self.field(field).await;
        let chosen = self.run(CHOOSE, vec![json_of(&found), json!(choice)]).await;
        if chosen != json!(true) {
            self.fail(&format!("“{field}” has no choice “{choice}”")).await;
        }
    }

    pub async fn upload(&self, field: &str, file: &Path) {
        let found = self.field(field).await;
        let file = file.canonicalize().expect("the file to upload exists");
        if let Err(error) = found.send_keys(file.to_string_lossy().as_ref()).await {
            self.fail(&format!("cannot upload into “{field}”: {error}")).await;
        }
    }

    pub async fn value(&self, field: &str) -> String {
        self.field(field).await.prop("value").await.ok().flatten().unwrap_or_default()
    }

    async fn field(&self, field: &str) -> WebElement {
        self.wait_element(FIND_FIELD, &[json!(field)], &format!("no field “{field}”")).await
    }

    /// Keys where the focus is: "Enter", "Ctrl+k", "Shift+Tab", or plain text.
    pub async fn press(&mut self, keys: &str) {
        self.listen().await;
        let mut chain = self.driver().action_chain();
        let mut held = Vec::new();
        let mut rest = keys;
        while let Some((name, after)) = rest.split_once('+').filter(|(_, after)| !after.is_empty()) {
            let Some(key) = modifier(name) else { break };
            chain = chain.key_down(key.clone());
            held.push(key);
            rest = after;
        }
        chain = match named(rest) {
            Some(key) => chain.send_keys(key),
            None => chain.send_keys(rest),
        };
        for key in held.into_iter().rev() {
            chain = chain.key_up(key);
        }
        if let Err(error) = chain.perform().await {
            self.fail(&format!("cannot press {keys}: {error}")).await;
        }
    }

    /// Pastes a block of text where the focus is, as a spreadsheet would.
    pub async fn paste(&self, text: &str) {
        self.run(PASTE, vec![json!(text)]).await;
    }

    /// Everything that is shown, one line a block.
    pub async fn text(&self) -> String {
        self.run("return document.body ? document.body.innerText : ''", Vec::new())
            .await
            .as_str()
            .unwrap_or_default()
            .to_owned()
    }

    pub async fn shows(&self, words: &str) -> bool {
        self.text().await.contains(words)
    }

    /// Waits until the page shows these words.
    pub async fn wait_for(&self, words: &str) {
        let start = Instant::now();
        while !self.shows(words).await {
            if start.elapsed() > PATIENCE {
                self.fail(&format!("the page never showed “{words}”")).await;
            }
            tokio::time::sleep(STEP).await;
        }
    }

    /// Waits until they are gone.
    pub async fn wait_gone(&self, words: &str) {
        let start = Instant::now();
        while self.shows(words).await {
            if start.elapsed() > PATIENCE {
                self.fail(&format!("the page still shows “{words}”")).await;
            }
            tokio::time::sleep(STEP).await;
        }
    }

    pub async fn wait_path(&self, start_of_path: &str) {
        let start = Instant::now();
        while !self.path().await.starts_with(start_of_path) {
            if start.elapsed() > PATIENCE {
                let here = self.path().await;
                self.fail(&format!("never came to {start_of_path}, is at {here}")).await;
            }
            tokio::time::sleep(STEP).await;
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

    /// A picture in the folder of this run, named so; the whole page when `whole`.
    pub async fn picture(&self, name: &str, whole: bool) -> PathBuf {
        let path = self.pictures.join(format!("{name}.png"));
        let size =
            self.run("return [innerWidth, innerHeight, document.documentElement.scrollHeight]", Vec::new()).await;
        let side = |place: usize| size[place].as_u64().and_then(|side| u32::try_from(side).ok()).unwrap_or(800);
        if whole {
            self.viewport(side(0), side(2).max(side(1))).await;
        }
        self.driver().screenshot(&path).await.expect("a picture of the page");
        if whole {
            self.viewport(side(0), side(1)).await;
        }
        path
    }

    /// What axe finds against WCAG 2.2 A and AA.
    pub async fn axe(&self) -> Vec<Violation> {
        if self.run("return typeof axe", Vec::new()).await != json!("object") {
            self.run(&format!("{AXE};window.axe = axe;"), Vec::new()).await;
        }
        let answer = self.driver().execute_async(RUN_AXE, Vec::new()).await.expect("axe runs");
        let Some(found) = answer.json().as_array() else {
            panic!("axe did not answer: {}", answer.json());
        };
        found.iter().map(violation).collect()
    }

    /// Fails the test when axe finds anything, or when the page is wider than its window.
    pub async fn assert_accessible(&self, what: &str) {
        let found = self.axe().await;
        let list: Vec<String> = found.iter().map(ToString::to_string).collect();
        assert!(list.is_empty(), "{what}: {} rules broken\n{}", list.len(), list.join("\n"));
        let wide = self
            .run("return document.documentElement.scrollWidth - document.documentElement.clientWidth", Vec::new())
            .await;
        assert!(wide.as_i64().unwrap_or(0) <= 0, "{what}: {wide} px wider than its window");
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

/// Where a cell of the line grid is: the row as it is numbered on the page, the column's key.
pub fn cell(row: usize, key: &str) -> String {
    format!(".sheet tbody tr:nth-child({row}) [data-key={key}]")
}

/// The browsers of this profile and no other, by their ids.
fn processes_of(profile: &Path) -> Vec<String> {
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
async fn start_chromedriver() -> (Child, u16) {
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
fn pictures() -> PathBuf {
    let folder =
        std::env::var_os("LIDAN_PICTURES").map_or_else(|| std::env::temp_dir().join("lidan-pictures"), PathBuf::from);
    std::fs::create_dir_all(&folder).expect("a folder for pictures");
    folder
}

fn complaint(entry: &BrowserLogEntry, allowed: &[u16]) -> Option<String> {
    let expected = |status: &u16| match status {
        0 => entry.message.contains("net::ERR_"),
        status => entry.message.contains(&format!("status of {status} ")),
    };
    if entry.level != "SEVERE" || allowed.iter().any(expected) {
        return None;
    }
    Some(entry.message.clone())
}

fn violation(found: &Value) -> Violation {
    let word = |key: &str| found[key].as_str().unwrap_or_default().to_owned();
    let places = found["places"].as_array().into_iter().flatten();
    Violation {
        rule: word("rule"),
        impact: word("impact"),
        help: word("help"),
        places: places.filter_map(|place| place.as_str().map(str::to_owned)).collect(),
    }
}

fn json_of(element: &WebElement) -> Value {
    element.to_json().expect("an element as an argument")
}

fn modifier(name: &str) -> Option<Key> {
    match name {
        "Ctrl" => Some(Key::Control),
        "Shift" => Some(Key::Shift),
        "Alt" => Some(Key::Alt),
        "Meta" => Some(Key::Meta),
        _ => None,
    }
}

fn named(name: &str) -> Option<Key> {
    match name {
        "Enter" => Some(Key::Enter),
        "Tab" => Some(Key::Tab),
        "Escape" | "Esc" => Some(Key::Escape),
        "Space" => Some(Key::Space),
        "Backspace" => Some(Key::Backspace),
        "Delete" => Some(Key::Delete),
        "Up" => Some(Key::Up),
        "Down" => Some(Key::Down),
        "Left" => Some(Key::Left),
        "Right" => Some(Key::Right),
        "Home" => Some(Key::Home),
        "End" => Some(Key::End),
        _ => None,
    }
}

const FIND_BY_WORDS: &str = r#"
const tidy = (text) => (text || '').replace(/\s+/g, ' ').trim();
const words = tidy(arguments[0]);
const open = document.querySelector('dialog[open]') || document;
const all = [...open.querySelectorAll('button,a[href],summary,label,[role=button],[role=option],[role=tab],input[type=submit]')]
  .filter((one) => one.checkVisibility({ visibilityProperty: true }));
const said = (one) => {
  const copy = one.cloneNode(true);
  copy.querySelectorAll('kbd,.count,.visually-hidden').forEach((part) => part.remove());
  return tidy(copy.textContent || one.value);
};
const heard = (one) => tidy(one.getAttribute('aria-label'));
return all.find((one) => said(one) === words) || all.find((one) => heard(one) === words)
  || all.find((one) => tidy(one.innerText).includes(words)) || null;
"#;

const FIND_BY_CSS: &str = r"
return [...document.querySelectorAll(arguments[0])].find((one) => one.checkVisibility({ visibilityProperty: true })) || null;
";

const FIND_FIELD: &str = r#"
const tidy = (text) => (text || '').replace(/\*/g, '').replace(/\s+/g, ' ').trim();
const words = tidy(arguments[0]);
const open = document.querySelector('dialog[open]') || document;
const labels = [...open.querySelectorAll('label')];
const of = (label) => label && (label.control || document.getElementById(label.htmlFor));
const exact = of(labels.find((one) => tidy(one.textContent) === words));
if (exact) return exact;
const named = [...open.querySelectorAll('input,select,textarea')];
return named.find((one) => tidy(one.getAttribute('aria-label')) === words) || named.find((one) => one.name === arguments[0])
  || of(labels.find((one) => tidy(one.textContent).includes(words))) || null;
"#;

const SET_VALUE: &str = r"
const [field, value] = arguments;
field.focus();
field.value = value;
field.dispatchEvent(new Event('input', { bubbles: true }));
field.dispatchEvent(new Event('change', { bubbles: true }));
";

const CHOOSE: &str = r"
const [field, words] = arguments;
const choice = [...field.options].find((one) => one.text.trim() === words || one.value === words);
if (!choice) return false;
field.focus();
field.value = choice.value;
field.dispatchEvent(new Event('input', { bubbles: true }));
field.dispatchEvent(new Event('change', { bubbles: true }));
return true;
";

const PASTE: &str = r"
const data = new DataTransfer();
data.setData('text/plain', arguments[0]);
const event = new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true });
if (document.activeElement.dispatchEvent(event)) document.execCommand('insertText', false, arguments[0]);
";

const RUN_AXE: &str = r"
const done = arguments[arguments.length - 1];
axe.run(document, { runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }, resultTypes: ['violations'] })
  .then((all) => done(all.violations.map((one) => ({
    rule: one.id, impact: one.impact, help: one.help,
    places: one.nodes.slice(0, 8).map((node) => node.target.join(' ') + ': ' + node.html.slice(0, 160) + ' -- ' + (node.any[0] || node.all[0] || node.none[0] || {}).message),
  }))), (error) => done(String(error)));
";
