//! 1.3.1: the customer's scan and PDF stand beside the entry, at both widths and in both themes, and really show.

use platform::db::Engine;

use super::harness::Browser;
use super::pages::log_in;
use crate::cast::SPECIALIST;
use crate::desk::Desk;
use crate::orders::{recorded_only, written};
use crate::stories::sheets::scan;

const PDF: &str = "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n\
    3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c1_3_1_scan_and_pdf_stand_beside_the_entry_and_under_it_where_it_is_narrow() {
    let desk = Desk::open(Engine::Sqlite).await.expect("SQLite is always there");
    let chen = desk.log_in(SPECIALIST).await;
    let order = recorded_only(&chen, &written("B-1")).await;
    let place = format!("/api/v1/orders/{}/sources", order.id);
    let edit = format!("/orders/{}/edit", order.id);
    assert!(!chen.get(&edit).await.page().contains("客戶來文"), "nothing stands there where he sent nothing");
    let ours = ("ours.png", scan("https://example.org/ours"));
    chen.upload(&place, ours, &[("kind", "other")]).await.done();
    assert!(!chen.get(&edit).await.page().contains("客戶來文"), "a drawing of ours is not what he sent");
    chen.upload(&place, ("po.png", scan("https://example.org/po")), &[("kind", "customer")]).await.done();
    chen.upload(&place, ("po.pdf", PDF.as_bytes().to_vec()), &[("kind", "customer")]).await.done();
    chen.upload(&place, ("po.txt", b"200 pcs".to_vec()), &[("kind", "customer")]).await.done();
    let page = chen.get(&edit).await.page();
    for shown in ["po.png", "po.pdf", "po.txt", "source-picture", "source-pdf"] {
        assert!(page.contains(shown), "{shown}");
    }
    let mut browser = Browser::open(&desk.base).await;
    log_in(&mut browser, SPECIALIST).await;
    for (theme, width, height) in [("light", 1280, 800), ("dark", 1280, 800), ("light", 390, 844), ("dark", 390, 844)] {
        browser.system_theme(theme).await;
        browser.viewport(width, height).await;
        browser.goto(&edit).await;
        browser.assert_accessible(&format!("edit beside {theme} {width}")).await;
        browser.picture(&format!("edit-beside-{width}-{theme}"), true).await;
        let seen = browser
            .run(
                "const i = document.querySelector('.source-picture'), f = document.querySelector('.beside-form'); \
                i.scrollIntoView(); const form = f.getBoundingClientRect(), pic = i.getBoundingClientRect(); \
                return [i.naturalWidth > 0, pic.right <= form.left + 1, pic.top >= form.bottom - 1].join();",
                Vec::new(),
            )
            .await;
        let wanted = if width > 1000 { "true,true,false" } else { "true,false,true" };
        assert_eq!(seen, wanted, "{theme} {width}");
        let wider = browser
            .run(
                "const i = document.querySelector('.source-picture'), w = i.clientWidth; \
                document.querySelector('.source-zoom input').click(); return String(i.clientWidth > w * 1.5);",
                Vec::new(),
            )
            .await;
        assert_eq!(wider, "true", "it is enlarged");
        browser
            .run("document.querySelectorAll('.source-one').forEach(d => d.open = true); return '';", Vec::new())
            .await;
    }
    browser.finish().await;
    desk.close().await;
}
