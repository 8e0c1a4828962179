//! 1.2: the menu under people's hands: groups that fold by mouse and by key, the page one is on marked, on a desk and on a
//! telephone, in every language, and nothing in it that the role may not open.

use platform::db::Engine;
use serde_json::{Value, json};

use super::hands_on::at;
use super::harness::Browser;
use super::pages::prefer;
use crate::cast::{MANAGER, PRODUCTION};
use crate::desk::Desk;

/// What is seen of the menu: addresses of its links, without what is folded away.
async fn seen(browser: &Browser) -> Vec<String> {
    let script = "return [...document.querySelectorAll('nav.side a')].filter(one => one.checkVisibility()).map(one => one.getAttribute('href'))";
    let found = browser.run(script, Vec::new()).await;
    found.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_string).collect()
}

async fn marked(browser: &Browser) -> Value {
    let script = "return [...document.querySelectorAll('nav.side [aria-current=page]')].map(one => [one.getAttribute('href'), one.checkVisibility()])";
    browser.run(script, Vec::new()).await
}

/// The names of the groups.
async fn groups(browser: &Browser) -> Vec<String> {
    let script = "return [...document.querySelectorAll('nav.side summary')].map(one => one.textContent.trim())";
    let found = browser.run(script, Vec::new()).await;
    found.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_string).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c1_2_the_menu_folds_marks_the_page_and_shows_a_role_its_own_pages() {
    let desk = Desk::open(Engine::Sqlite).await.expect("SQLite is always there");
    let mut manager = at(&desk, MANAGER).await;
    manager.goto("/orders").await;
    assert_eq!(marked(&manager).await, json!([["/orders", true]]));
    let first = seen(&manager).await;
    assert!(first.contains(&"/review".into()) && !first.contains(&"/production".into()), "{first:?}");
    assert!(first.len() < 12, "what a manager sees at once fits his screen: {first:?}");

    // By key: the group's name takes the focus, Enter unfolds it, Enter folds it again.
    let focus = "document.querySelector('nav.side details:not([open]) > summary').focus()";
    manager.run(focus, Vec::new()).await;
    manager.press("Enter").await;
    assert!(seen(&manager).await.contains(&"/production".into()));
    manager.press("Tab").await;
    let here = manager.run("return document.activeElement.getAttribute('href')", Vec::new()).await;
    assert_eq!(here, json!("/departments"), "and its first page comes next");

    // A page inside a folded group comes with its group unfolded.
    manager.goto("/board").await;
    assert_eq!(marked(&manager).await, json!([["/board", true]]));
    assert!(seen(&manager).await.contains(&"/reports".into()));
    let hant = groups(&manager).await;
    assert_eq!(hant, ["訂單業務", "工廠與採購", "客戶與產品", "部門管理", "檔案與制度"]);
    let mut words = vec![hant];
    for language in ["zh-Hans", "en"] {
        prefer(&manager, "lang", language).await;
        manager.goto("/board").await;
        words.push(groups(&manager).await);
    }
    for at in 0..words[0].len() {
        assert!(words[0][at] != words[1][at] && words[1][at] != words[2][at], "{words:?}");
    }

    // On a telephone it lies under its button; a thumb has room, dark and light.
    manager.viewport(390, 844).await;
    for theme in ["dark", "light"] {
        prefer(&manager, "theme", theme).await;
        manager.goto("/review").await;
        assert!(seen(&manager).await.is_empty(), "folded away");
        manager.click_css(".top-menu").await;
        assert_eq!(marked(&manager).await, json!([["/review", true]]));
        manager.assert_accessible(&format!("the menu of a telephone, {theme}")).await;
        let low = "return [...document.querySelectorAll('nav.side a, nav.side summary')].filter(one => one.checkVisibility() && one.getBoundingClientRect().height < 44).length";
        assert_eq!(manager.run(low, Vec::new()).await, json!(0));
        manager.press("Escape").await;
        assert!(seen(&manager).await.is_empty(), "Escape puts it away");
    }
    manager.finish().await;

    // Few pages need no folding; none stands there that is not his.
    let mut production = at(&desk, PRODUCTION).await;
    production.goto("/").await;
    let own = seen(&production).await;
    let all = production.count("nav.side a").await;
    assert_eq!(own.len(), all, "nothing is folded: {own:?}");
    for foreign in ["/settings", "/board", "/intray", "/customers", "/outbox"] {
        assert!(!own.contains(&foreign.to_string()), "{foreign} in {own:?}");
    }
    production.finish().await;
    desk.close().await;
}
