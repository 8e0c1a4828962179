//! What a page costs its reader: bytes as they come over the wire, and how often the browser has to ask.

use std::collections::BTreeSet;

use serde_json::json;

use crate::cast::{MANAGER, PRODUCTION, SPECIALIST};
use crate::client::Client;
use crate::orders::{recorded, submitted, written};

/// A page on its own, when styles and scripts are kept already.
const PAGE_MAX: usize = 30_000;
/// The first page of somebody who never was here, with everything it brings.
const FIRST_MAX: usize = 130_000;
const SCRIPT_MAX: usize = 25_000;
/// Styles, scripts and the picture in the tab; the entry's two scripts are on top of the four of every page.
const ASSETS_MAX: usize = 7;
/// What a page asks for by itself once it stands, such as totals.
const LATER_MAX: usize = 3;

/// Addresses of our own files on a page.
fn assets(page: &str) -> BTreeSet<String> {
    let parts = page.split(['"', '\'']).filter(|part| part.starts_with("/assets/"));
    parts.map(str::to_string).collect()
}

async fn light(reader: &Client, path: &str) {
    let whole = reader.get(path).await.page();
    let wire = reader.squeezed(path).await;
    assert_eq!(wire.header("content-encoding"), "br", "{path}");
    assert!(wire.body.len() <= PAGE_MAX, "{path}: {} bytes of {PAGE_MAX}", wire.body.len());
    let own = assets(&whole);
    assert!(own.len() <= ASSETS_MAX, "{path} asks for {own:?}");
    let later = whole.matches("hx-trigger=\"load").count();
    assert!(later <= LATER_MAX, "{path} asks {later} times more by itself");
    let (mut all, mut script) = (wire.body.len(), 0);
    for address in &own {
        let asset = reader.squeezed(address).await;
        assert_eq!(asset.status, 200, "{address}");
        assert!(asset.header("cache-control").contains("immutable"), "{address} is asked for again");
        all += asset.body.len();
        script += if address.contains(".js?") { asset.body.len() } else { 0 };
    }
    println!(
        "{path}: {} bytes, first view {all}, scripts {script}, {} files, {later} later",
        wire.body.len(),
        own.len()
    );
    assert!(all <= FIRST_MAX, "{path} as the first page: {all} bytes of {FIRST_MAX}");
    assert!(script <= SCRIPT_MAX, "{path}: {script} bytes of script, of {SCRIPT_MAX}");
}

both! {
    async fn pages_stay_within_their_bytes_and_requests(desk) {
        let chen = desk.log_in(SPECIALIST).await;
        let mut content = written("LOAD-1");
        content["lines"] = (0..20).map(|_| json!({"sku": "HB-M6x30-A2", "qty": "200"})).collect();
        let order = recorded(&chen, &content).await;
        for number in 0..30 {
            recorded(&chen, &written(&format!("LOAD-{number}-of-30"))).await;
        }
        let waiting = submitted(&desk, "LOAD-2").await;
        light(&desk.stranger(), "/login").await;
        for path in ["/", "/orders", "/orders/lines", "/orders/new?channel=email", "/intray", "/customers", "/products", "/process"] {
            light(&chen, path).await;
        }
        light(&chen, &format!("/orders/{}", order.id)).await;
        light(&chen, &format!("/orders/{}/edit", order.id)).await;
        let manager = desk.log_in(MANAGER).await;
        for path in ["/", "/review", "/board", "/settings", "/organisation"] {
            light(&manager, path).await;
        }
        light(&manager, &format!("/review/{}", waiting.id)).await;
        light(&desk.log_in(PRODUCTION).await, "/production").await;
        light(&desk.log_in("finance").await, "/review").await;
        light(&desk.log_in("executive").await, "/").await;
    }
}
