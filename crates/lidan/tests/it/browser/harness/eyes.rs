//! What eyes see: words, addresses, pictures, and what axe says of a page.

use std::path::PathBuf;
use std::time::Instant;

use serde_json::{Value, json};

use super::{Browser, PATIENCE, STEP};

const AXE: &str = include_str!("../axe.min.js");

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

impl Browser {
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

    pub async fn wait_gone_path(&self, end_of_path: &str) {
        let start = Instant::now();
        while self.path().await.ends_with(end_of_path) {
            if start.elapsed() > PATIENCE {
                self.fail(&format!("never left {end_of_path}")).await;
            }
            tokio::time::sleep(STEP).await;
        }
    }

    /// Waits until the field holds this.
    pub async fn wait_value(&self, field: &str, value: &str) {
        let start = Instant::now();
        while self.value(field).await != value {
            if start.elapsed() > PATIENCE {
                self.fail(&format!("“{field}” never held “{value}”")).await;
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

    /// Fails the test when axe finds anything, or when the page is wider than its window; with all that is folded open.
    pub async fn assert_accessible(&self, what: &str) {
        self.run("document.querySelectorAll('main details').forEach((one) => { one.open = true; })", Vec::new()).await;
        let found = self.axe().await;
        let list: Vec<String> = found.iter().map(ToString::to_string).collect();
        assert!(list.is_empty(), "{what}: {} rules broken\n{}", list.len(), list.join("\n"));
        let wide = self
            .run("return document.documentElement.scrollWidth - document.documentElement.clientWidth", Vec::new())
            .await;
        assert!(wide.as_i64().unwrap_or(0) <= 0, "{what}: {wide} px wider than its window");
    }
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

const RUN_AXE: &str = r"
const done = arguments[arguments.length - 1];
axe.run(document, { runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }, resultTypes: ['violations'] })
  .then((all) => done(all.violations.map((one) => ({
    rule: one.id, impact: one.impact, help: one.help,
    places: one.nodes.slice(0, 8).map((node) => node.target.join(' ') + ': ' + node.html.slice(0, 160) + ' -- ' + (node.any[0] || node.all[0] || node.none[0] || {}).message),
  }))), (error) => done(String(error)));
";
