//! What hands do: press, type, tick, choose, file, paste.

use std::path::Path;

use serde_json::{Value, json};
use thirtyfour::prelude::*;

use super::Browser;

impl Browser {
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
        self.upload_into(&found, field, file).await;
    }

    /// Where two fields for files have the same label.
    pub async fn upload_css(&self, css: &str, file: &Path) {
        let found = self.css(css).await;
        self.upload_into(&found, css, file).await;
    }

    async fn upload_into(&self, found: &WebElement, what: &str, file: &Path) {
        let file = file.canonicalize().expect("the file to upload exists");
        if let Err(error) = found.send_keys(file.to_string_lossy().as_ref()).await {
            self.fail(&format!("cannot upload into “{what}”: {error}")).await;
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

    /// Tab until the focus is in the field of this name, as somebody without a mouse gets there.
    pub async fn tab_to(&mut self, name: &str) {
        self.travel("Tab", name).await;
    }

    pub async fn tab_back_to(&mut self, name: &str) {
        self.travel("Shift+Tab", name).await;
    }

    async fn travel(&mut self, key: &str, name: &str) {
        for _ in 0..60 {
            if self.focused().await == name {
                return;
            }
            self.press(key).await;
        }
        self.fail(&format!("{key} never came to “{name}”")).await;
    }

    /// The name of the field that has the focus.
    pub async fn focused(&self) -> String {
        let name = self.run("return document.activeElement ? document.activeElement.name || '' : ''", Vec::new()).await;
        name.as_str().unwrap_or_default().to_owned()
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
