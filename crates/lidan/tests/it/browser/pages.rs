//! Every page that the menus lead to, for every role: nothing for axe to find, nothing in the console, no dead link.

use std::collections::{BTreeSet, VecDeque};

use serde_json::{Value, json};

use super::harness::Browser;
use crate::cast::{ALL, MANAGER, SPECIALIST};
use crate::desk::Desk;
use crate::furnished;
use crate::orders;
use platform::db::Engine;

/// Pages that one crawl opens at the most.
const PAGES_MAX: usize = 90;

pub async fn log_in(browser: &mut Browser, login: &str) {
    browser.goto("/login").await;
    browser.fill("login", login).await;
    browser.fill("password", "demo").await;
    browser.press("Enter").await;
    browser.css("nav.side").await;
}

/// Language or theme, by the form of the top bar.
pub async fn prefer(browser: &Browser, name: &str, value: &str) {
    let script = "return fetch('/preferences', {method: 'POST', body: new URLSearchParams({[arguments[0]]: arguments[1]})})\
        .then(answer => answer.status)";
    let answer = browser.run(script, vec![json!(name), json!(value)]).await;
    assert_eq!(answer, json!(200), "the preference {name} = {value} is taken");
}

/// Addresses of this product on the page, without what leaves the page or saves a file.
pub async fn links(browser: &Browser, within: &str) -> Vec<String> {
    let script = "return [...document.querySelectorAll(arguments[0] + ' a[href^=\"/\"]')]\
        .map(a => a.getAttribute('href').split('#')[0]).filter(href => href && !/\\.(pdf|xlsx|ics)/.test(href))";
    let found = browser.run(script, vec![json!(within)]).await;
    let Value::Array(found) = found else { return Vec::new() };
    found.iter().filter_map(|href| href.as_str().map(str::to_string)).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c1_2_every_page_of_every_role_is_accessible_and_no_link_is_dead() {
    let desk = Desk::open(Engine::Sqlite).await.expect("SQLite is always there");
    let order = orders::submitted(&desk, "PO-AXE-1").await;
    let chen = desk.log_in(SPECIALIST).await;
    let oral = orders::recorded(&chen, &orders::said_on_the_telephone()).await;
    furnished::chapter_four(&desk).await;
    for login in ALL {
        let mut browser = Browser::open(&desk.base).await;
        log_in(&mut browser, login).await;
        let mut seen = BTreeSet::new();
        let mut shapes = BTreeSet::new();
        let mut waiting: VecDeque<String> = links(&browser, "nav.side").await.into();
        while let Some(path) = waiting.pop_front() {
            // One page of each shape is enough: two orders look alike.
            let shape = shape_of(&path);
            if seen.len() >= PAGES_MAX || !seen.insert(path.clone()) || !shapes.insert(shape) {
                continue;
            }
            browser.goto(&path).await;
            browser.assert_accessible(&format!("{login}: {path}")).await;
            waiting.extend(links(&browser, "main").await);
        }
        assert!(seen.len() > 3, "{login} sees pages: {seen:?}");
        if *login == SPECIALIST {
            assert!(seen.iter().any(|path| path.contains(&order.id) || path.contains(&oral.id)), "{seen:?}");
        }
        browser.finish().await;
    }
    desk.close().await;
}

/// `/orders/0198…?tab=notes` → `/orders/*?tab=notes`
pub fn shape_of(path: &str) -> String {
    let is_id = |part: &str| part.len() == 36 && part.matches('-').count() == 4;
    let (address, query) = path.split_once('?').unwrap_or((path, ""));
    let address: Vec<&str> = address.split('/').map(|part| if is_id(part) { "*" } else { part }).collect();
    let tab = query.split('&').find(|pair| pair.starts_with("tab=")).unwrap_or("");
    format!("{}?{tab}", address.join("/"))
}

/// The lists of chapter 4, and the page of the first thing in each.
async fn one_of_each(desk: &Desk) -> Vec<String> {
    let manager = desk.log_in(MANAGER).await;
    let lists: [(&str, &str, &[&str]); 5] = [
        ("/production", "/production?state=in_progress", &["work"]),
        ("/purchases?state=contracted", "/purchases?state=partly_received", &[]),
        ("/delays", "/delays?state=open", &["delay"]),
        ("/changes", "/changes", &[]),
        ("/cancellations", "/cancellations", &[]),
    ];
    let mut pages = vec!["/production/gantt".to_string()];
    for (page, list, inside) in lists {
        pages.push(page.to_string());
        let rows = manager.get_json(&format!("/api/v1{list}")).await.done();
        let row = inside.iter().fold(rows["rows"][0].clone(), |row, key| row[*key].clone());
        let id = row["id"].as_str().unwrap_or_else(|| panic!("{list}: {rows}"));
        let folder = page.split('?').next().unwrap_or_default();
        pages.push(format!("{folder}/{id}"));
    }
    pages
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c3_1_1_the_pages_of_the_desk_are_accessible_in_every_language_theme_and_width() {
    let desk = Desk::open(Engine::Sqlite).await.expect("SQLite is always there");
    let order = orders::submitted(&desk, "PO-AXE-2").await;
    furnished::chapter_four(&desk).await;
    let chapter_four = one_of_each(&desk).await;
    let pages = |login: &str| -> Vec<String> {
        let own: &[&str] = if login == MANAGER {
            &[
                "/review",
                "/review/{id}",
                "/orders",
                "/orders/{id}?tab=history",
                "/settings",
                "/settings/due.final_review",
            ]
        } else {
            &[
                "/",
                "/orders/new?channel=phone",
                "/intray",
                "/orders/{id}",
                "/orders/{id}?tab=review",
                "/orders/{id}/decline-proposal",
                "/process",
                "/plant",
                "/about/regulation",
            ]
        };
        let own = own.iter().map(|path| path.replace("{id}", &order.id));
        own.chain(chapter_four.iter().cloned()).collect()
    };
    for login in [SPECIALIST, MANAGER] {
        let mut browser = Browser::open(&desk.base).await;
        log_in(&mut browser, login).await;
        for (lang, theme, width) in [
            ("zh-Hant", "dark", 390),
            ("zh-Hans", "light", 1280),
            ("zh-Hans", "dark", 390),
            ("en", "light", 390),
            ("en", "dark", 1280),
        ] {
            browser.viewport(width, 844).await;
            prefer(&browser, "lang", lang).await;
            prefer(&browser, "theme", theme).await;
            for path in pages(login) {
                browser.goto(&path).await;
                browser.assert_accessible(&format!("{login} {lang} {theme} {width}: {path}")).await;
            }
        }
        browser.finish().await;
    }
    desk.close().await;
}
