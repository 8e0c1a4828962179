//! What the stories of chapter 4 do on a page: a form is filled by the names of its fields and sent; the page that answers
//! is looked at. Fields and buttons are found by the form's address, never by where they stand.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::harness::Browser;
use super::pages::log_in;
use crate::desk::Desk;

const PATIENCE: Duration = Duration::from_secs(15);
const STEP: Duration = Duration::from_millis(40);

/// Somebody of the cast at a browser of his own.
pub async fn at(desk: &Desk, login: &str) -> Browser {
    let mut browser = Browser::open(&desk.base).await;
    log_in(&mut browser, login).await;
    browser
}

/// Fills the form whose address ends so, and presses its button.
pub async fn send(browser: &mut Browser, form: &str, fields: &[(&str, &str)]) {
    // A button that only looks is none of those that send.
    send_by(browser, form, fields, "button:not([type=button]):not([formmethod])").await;
}

/// The same by one of several buttons, as `name=value`.
pub async fn answer(browser: &mut Browser, form: &str, fields: &[(&str, &str)], button: &str) {
    let (name, value) = button.split_once('=').expect("name=value");
    send_by(browser, form, fields, &format!("button[name='{name}'][value='{value}']")).await;
}

async fn send_by(browser: &mut Browser, form: &str, fields: &[(&str, &str)], button: &str) {
    let form = if form.starts_with("form") { form.to_string() } else { format!("form[action$='{form}']") };
    for (name, text) in fields {
        fill(browser, &form, name, text).await;
    }
    browser.run("window.before = true", Vec::new()).await;
    browser.click_css(&format!("{form} {button}")).await;
    let asked = "#confirm[open] [value=yes]";
    let script = "return { gone: !window.before && document.readyState === 'complete', \
        status: performance.getEntriesByType('navigation')[0].responseStatus, \
        said: (document.querySelector('#error-summary, .reasons, .field-error') || {}).innerText || '' }";
    let began = Instant::now();
    loop {
        if browser.has(asked).await {
            browser.click_css(asked).await;
        }
        let seen = browser.run(script, Vec::new()).await;
        if seen["gone"] == json!(true) {
            assert!(seen["status"] == json!(200), "{form}: {seen}\n{}", browser.text().await);
            return;
        }
        assert!(began.elapsed() < PATIENCE, "{form} was not answered: {seen}\n{}", browser.text().await);
        tokio::time::sleep(STEP).await;
    }
}

async fn fill(browser: &Browser, form: &str, name: &str, text: &str) {
    let at = format!("{form} [name='{name}']");
    let kind = browser.run(KIND, vec![json!(at), json!(text)]).await;
    match kind.as_str() {
        // Chosen or ticked already by the question.
        Some("chosen") => {}
        Some("typed") => browser.fill_css(&at, text).await,
        _ => panic!("no field {name} in {form} at {}\n{}", browser.path().await, browser.text().await),
    }
}

const KIND: &str = r"
const all = [...document.querySelectorAll(arguments[0])].filter((one) => one.type !== 'hidden');
const value = arguments[1];
if (!all.length) return null;
if (all[0].tagName === 'SELECT') {
  if (![...all[0].options].some((one) => one.value === value)) return 'no such choice';
  all[0].value = value;
  all[0].dispatchEvent(new Event('change', { bubbles: true }));
  return 'chosen';
}
if (all[0].type === 'radio' || all[0].type === 'checkbox') {
  const one = all.find((one) => one.value === value);
  if (!one) return 'no such choice';
  if (!one.checked) one.click();
  return 'chosen';
}
return 'typed';
";

/// The id at the end of the page's address.
pub async fn id_here(browser: &Browser) -> String {
    let path = browser.path().await;
    let path = path.split('?').next().unwrap_or_default();
    path.rsplit('/').next().unwrap_or_default().to_string()
}

/// The manager decides with his letter.
pub async fn approved(desk: &Desk, order: &str) {
    let mut manager = at(desk, crate::cast::MANAGER).await;
    manager.goto(&format!("/review/{order}")).await;
    manager.tab_to("decision").await;
    manager.press("金額與交期均已核對，同意接單。").await;
    manager.press("Tab").await;
    manager.press("a").await;
    manager.wait_path("/review?approved=").await;
    manager.finish().await;
}

/// A department says that it has its part of the only order that waits.
pub async fn acknowledged(browser: &mut Browser, number: &str) {
    browser.goto("/departments").await;
    browser.wait_for(number).await;
    send(browser, "/acknowledgement", &[]).await;
}

/// What was made goes on a shelf: whatever has to be done before that, such as an inspection, is done here.
pub async fn put_away(desk: &Desk, work: &str) {
    let mut warehouse = at(desk, crate::cast::WAREHOUSE).await;
    warehouse.goto(&format!("/production/{work}")).await;
    send(&mut warehouse, "/stock", &[]).await;
    warehouse.finish().await;
}

/// The work order that was opened for an order, as production's list says it.
pub async fn work_of(desk: &Desk, order: &str) -> Value {
    let production = desk.log_in(crate::cast::PRODUCTION).await;
    for state in ["dispatched", "acknowledged", "planned", "released", "in_progress", "inspected"] {
        let list = production.get_json(&format!("/api/v1/production?state={state}")).await.done();
        let own = list["rows"].as_array().and_then(|rows| rows.iter().find(|row| row["work"]["order"] == order));
        if let Some(own) = own {
            return own["work"].clone();
        }
    }
    panic!("no work for {order}")
}
