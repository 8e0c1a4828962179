//! Every enabled control is pressed once per role. A press leads to a page, a dialog, a change in place, a file or a
//! stated refusal: never to nothing, never to a complaint in the console, never to a failed request.
//!
//! Controls are told apart by the shape of their page, their form's address and their name. Each role has a desk of its
//! own, since pressing changes things; the frame's own buttons come last, logging out at the very end. What was pressed
//! and what came of it is written to `pressed/<role>.txt` in the folder that cargo gives tests for their files.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use platform::db::Engine;
use serde_json::{Value, json};

use super::harness::Browser;
use super::pages::{links, log_in, shape_of};
use crate::cast::{MANAGER, SPECIALIST};
use crate::desk::Desk;
use crate::furnished;
use crate::orders;

const CONTROLS: &str = include_str!("press.js");
/// Pages opened to look for controls.
const PAGES_MAX: usize = 90;
/// Pages of one shape that are looked at: two orders may offer different things.
const OF_A_SHAPE: usize = 3;
const ANSWER: Duration = Duration::from_millis(2500);
const STEP: Duration = Duration::from_millis(25);
const SHEET: &[u8] = "訂單號,品號,數量,要求交期\nPO-PRESS-9,HB-M6x20-A2,100,2027-03-16\n".as_bytes();

macro_rules! roles {
    ($($login:ident)+) => { $(
        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $login() {
            super::press_everything(stringify!($login)).await;
        }
    )+ };
}

mod c1_2_every_control_answers_when_pressed_by {
    roles! { chen manager production purchasing quality warehouse logistics finance executive employee auditor admin }
}

/// A desk with something in every list: orders at three points of their way, a document in the in-tray, and all of
/// chapter 4.
async fn furnished() -> Desk {
    let desk = Desk::open(Engine::Sqlite).await.expect("SQLite is always there");
    let chen = desk.log_in(SPECIALIST).await;
    orders::recorded(&chen, &orders::said_on_the_telephone()).await;
    orders::submitted(&desk, "PO-PRESS-1").await;
    orders::submitted(&desk, "PO-PRESS-2").await;
    let through = orders::submitted(&desk, "PO-PRESS-3").await;
    orders::approve(&desk.log_in(MANAGER).await, &through.id).await.done();
    chen.upload("/api/v1/intray", ("order.csv", SHEET.to_vec()), &[("channel", "email")]).await.done();
    furnished::chapter_four(&desk).await;
    desk
}

async fn press_everything(login: &str) {
    let desk = furnished().await;
    let mut browser = Browser::open(&desk.base).await;
    // A press may be refused with a page that says why; whether it does is looked at there.
    browser.allow(&[400, 409, 422]).await;
    log_in(&mut browser, login).await;
    let mut round = Round { login: login.to_owned(), ..Round::default() };
    round.look_around(&mut browser).await;
    round.press_all(&mut browser).await;
    let told = round.write();
    assert!(round.dead.is_empty(), "{login}, see {}:\n{}", told.display(), round.dead.join("\n"));
    assert!(round.pressed.len() > 10, "{login} has things to press: {:#?}", round.pressed);
    browser.finish().await;
    desk.close().await;
}

/// What tells the pages apart on which a control stands: the tabs of an order share its head.
fn page_of(path: &str) -> String {
    shape_of(path.split('?').next().unwrap_or_default()).trim_end_matches('?').to_owned()
}

#[derive(Default)]
struct Round {
    login: String,
    /// Control → the pages where it was seen.
    found: BTreeMap<String, Vec<String>>,
    pressed: BTreeMap<String, String>,
    dead: Vec<String>,
}

impl Round {
    async fn look_around(&mut self, browser: &mut Browser) {
        let mut waiting: VecDeque<String> = links(browser, ".side").await.into();
        waiting.push_back("/account".into());
        let mut seen = BTreeSet::new();
        let mut shapes: BTreeMap<String, usize> = BTreeMap::new();
        while let Some(path) = waiting.pop_front() {
            let count = shapes.entry(shape_of(&path)).or_default();
            if seen.len() >= PAGES_MAX || *count >= OF_A_SHAPE || !seen.insert(path.clone()) {
                continue;
            }
            *count += 1;
            browser.goto(&path).await;
            for key in self.controls(browser, &path).await {
                self.found.entry(key).or_default().push(path.clone());
            }
            waiting.extend(links(browser, "main").await);
            self.quiet(browser, &format!("open {path}")).await;
        }
    }

    async fn controls(&self, browser: &Browser, path: &str) -> Vec<String> {
        browser.run(CONTROLS, Vec::new()).await;
        let script = "return [...new Set(window.controls(arguments[0]).map((one) => one[0]))]";
        let Value::Array(found) = browser.run(script, vec![json!(page_of(path))]).await else { return Vec::new() };
        found.iter().filter_map(|key| key.as_str().map(str::to_owned)).collect()
    }

    async fn press_all(&mut self, browser: &mut Browser) {
        let all: Vec<(String, Vec<String>)> = self.found.clone().into_iter().collect();
        let rank = |key: &str| (key.contains("/logout"), key.contains("/preferences"), key.starts_with("frame"));
        let mut all: Vec<_> = all.into_iter().map(|(key, pages)| (rank(&key), key, pages)).collect();
        all.sort();
        for (_, key, pages) in all {
            let mut outcome = None;
            // The menu's own button is there where the menu is folded away.
            let narrow = key.contains("popover=");
            browser.viewport(if narrow { 390 } else { 1280 }, 800).await;
            for path in pages.iter().take(OF_A_SHAPE) {
                outcome = self.press_one(browser, path, &key).await;
                if outcome.is_some() {
                    break;
                }
            }
            let said = outcome.unwrap_or_else(|| "gone: an earlier press used it up".into());
            if said.starts_with('!') {
                self.dead.push(format!("{key} on {}: {said}", pages[0]));
            }
            self.quiet(browser, &key).await;
            self.pressed.insert(key, said);
        }
    }

    /// `None` where the control is not on the page any more, or is not shown in a window this wide.
    async fn press_one(&self, browser: &mut Browser, path: &str, key: &str) -> Option<String> {
        browser.goto(path).await;
        browser.run(CONTROLS, Vec::new()).await;
        if let Some(kind) = self.file(browser, path, key).await {
            return Some(kind);
        }
        let mark = "const one = window.controls(arguments[0]).filter((one) => one[0] === arguments[1]).map((one) => one[1])\
            .find((one) => window.reveal(one));\
            if (!one) return false; window.watch(one); one.setAttribute('data-pressed-now', ''); return true";
        if browser.run(mark, vec![json!(page_of(path)), json!(key)]).await != json!(true) {
            return None;
        }
        if let Err(error) = browser.css("[data-pressed-now]").await.click().await {
            return Some(format!("! cannot be pressed: {}", error.to_string().lines().next().unwrap_or_default()));
        }
        let said = self.answer(browser).await;
        if said != "confirm" {
            return Some(said);
        }
        browser.run("window.was.changes = 0", Vec::new()).await;
        browser.css("#confirm [value=yes]").await.click().await.ok()?;
        tokio::time::sleep(STEP).await;
        let rest = self.answer(browser).await;
        Some(if rest.starts_with('!') { format!("{rest} after its question") } else { format!("asks, then {rest}") })
    }

    /// A link to a file opens no page: it has to be there.
    async fn file(&self, browser: &Browser, path: &str, key: &str) -> Option<String> {
        let script = "const one = window.controls(arguments[0]).filter((one) => one[0] === arguments[1]).map((one) => one[1])\
            .find((one) => one.tagName === 'A' && one.getAttribute('href')[0] === '/');\
            if (!one) return null;\
            return fetch(one.href).then((answer) => answer.headers.get('content-type').startsWith('text/html') ? null :\
                (answer.ok ? 'file ' : '! no file: ') + answer.status)";
        browser.run(script, vec![json!(page_of(path)), json!(key)]).await.as_str().map(str::to_owned)
    }

    async fn answer(&self, browser: &Browser) -> String {
        let start = Instant::now();
        let script = "if (window.was) return { here: window.answer() };\
            if (document.readyState !== 'complete') return null;\
            const said = document.querySelector('.notice, .error-summary, .field-error, .reasons, .is-invalid, main .card');\
            return { status: performance.getEntriesByType('navigation')[0].responseStatus, said: Boolean(said), at: location.pathname }";
        while start.elapsed() < ANSWER {
            let found = browser.run(script, Vec::new()).await;
            if let Some(here) = found["here"].as_str() {
                return here.to_owned();
            }
            if let Some(status) = found["status"].as_u64() {
                let at = shape_of(found["at"].as_str().unwrap_or_default());
                return match status {
                    200..=299 => format!("page {at}"),
                    400 | 409 | 422 if found["said"] == json!(true) => format!("refused with reasons, {status} {at}"),
                    _ => format!("! {status} at {at}"),
                };
            }
            tokio::time::sleep(STEP).await;
        }
        "! nothing happens".into()
    }

    /// What the console says is held against what was just done.
    async fn quiet(&mut self, browser: &mut Browser, what: &str) {
        for complaint in browser.complaints().await {
            self.dead.push(format!("{what}: {complaint}"));
        }
    }

    fn write(&self) -> PathBuf {
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("pressed");
        std::fs::create_dir_all(&folder).expect("a folder for what was pressed");
        let file = folder.join(format!("{}.txt", self.login));
        let lines: Vec<String> = self.pressed.iter().map(|(key, said)| format!("{said}\t{key}")).collect();
        std::fs::write(&file, lines.join("\n") + "\n").expect("what was pressed is written");
        file
    }
}
