//! How many documents stand at a station, and where their list is. Counting stops early: a map is for seeing where work
//! lies, the lists count.

use std::collections::HashMap;
use std::sync::LazyLock;

use axum::http::Method;
use platform::Tx;
use platform::act::Outcome;
use platform::db::Sql;
use platform::web::RouteShown;
use platform::who::Person;

use crate::fulfilment::delay::DelayState;
use crate::fulfilment::inspection::TrancheState;
use crate::fulfilment::production::WorkState;
use crate::fulfilment::shipping::ShipState;
use crate::order::{Approval, Confirmation, Lateness};
use crate::shell::ORDER_READERS;

/// Counting stops here; a busier station says so.
pub const COUNT_MAX: i64 = 1_000;

platform::sql! {
    ORDERS = "SELECT COUNT(*) FROM (SELECT id FROM orders WHERE approval = $1 LIMIT $2) t";
    CONFIRMATIONS = "SELECT COUNT(*) FROM (SELECT id FROM orders WHERE confirmation = $1 LIMIT $2) t";
    ITEMS = "SELECT COUNT(*) FROM (SELECT id FROM intray WHERE state = $1 LIMIT $2) t";
    DISPATCHES = "SELECT COUNT(*) FROM (SELECT id FROM dispatch WHERE department IN ('production', 'purchasing', \
        'quality', 'warehouse', 'logistics', 'finance') AND state = $1 LIMIT $2) t";
    WORKS = "SELECT COUNT(*) FROM (SELECT id FROM work_order WHERE state = $1 LIMIT $2) t";
    DELAYS = "SELECT COUNT(*) FROM (SELECT id FROM delay_case WHERE state = $1 LIMIT $2) t";
    NEEDS = "SELECT COUNT(*) FROM (SELECT id FROM purchase_request WHERE state = $1 LIMIT $2) t";
    PURCHASES = "SELECT COUNT(*) FROM (SELECT id FROM purchase WHERE state = $1 LIMIT $2) t";
    INSPECTIONS = "SELECT COUNT(*) FROM (SELECT id FROM inspection_tranche WHERE state = $1 LIMIT $2) t";
    SHIPMENTS = "SELECT COUNT(*) FROM (SELECT id FROM shipment WHERE state = $1 LIMIT $2) t";
    ASKED = "SELECT t.state, COUNT(*) FROM (SELECT state FROM proposal WHERE state = 'open' \
        AND kind IN ('consent', 'release_credit') LIMIT $1) t GROUP BY t.state";
    PROBLEMS = "SELECT t.state, COUNT(*) FROM (SELECT state FROM problem WHERE state <> 'resolved' ORDER BY id LIMIT $1) t \
        GROUP BY t.state";
    SOLVED = "SELECT t.state, COUNT(*) FROM (SELECT state FROM problem WHERE resolved_at IS NOT NULL AND resolved_at > 0 \
        ORDER BY resolved_at LIMIT $1) t GROUP BY t.state";
    DUTIES = "SELECT t.told, COUNT(*) FROM (SELECT told FROM duty WHERE done_at IS NULL ORDER BY due_at, id LIMIT $1) t \
        GROUP BY t.told";
    PLANS = "SELECT t.state, COUNT(*) FROM (SELECT state FROM plan ORDER BY month, person LIMIT $1) t GROUP BY t.state";
    CHANGES = "SELECT t.state, COUNT(*) FROM (SELECT state FROM change_request WHERE state NOT IN ('effective', 'rejected', \
        'refused_by_customer', 'withdrawn') ORDER BY id LIMIT $1) t GROUP BY t.state";
    CANCELLATIONS = "SELECT t.state, COUNT(*) FROM (SELECT state FROM cancellation WHERE state NOT IN ('closed', 'rejected') \
        ORDER BY id LIMIT $1) t GROUP BY t.state";
    REPORTS = "SELECT t.state, COUNT(*) FROM (SELECT state FROM report ORDER BY to_day, id LIMIT $1) t GROUP BY t.state";
}

pub type Counts = HashMap<(&'static str, String), i64>;

/// What this reader may know the number of.
pub fn counts(tx: &mut Tx, who: &Person) -> Outcome<Counts> {
    let mut counts = Counts::new();
    if !who.roles.any(ORDER_READERS) {
        return Ok(counts);
    }
    let states = |kind: &'static str, sql: &'static Sql, codes: Vec<&'static str>| (kind, sql, codes);
    let by_state = [
        states("order", &ORDERS, Approval::ALL.iter().map(|s| s.code()).collect()),
        states("confirmation", &CONFIRMATIONS, Confirmation::ALL.iter().map(|s| s.code()).collect()),
        states("intray", &ITEMS, vec!["waiting", "entered", "dismissed"]),
        states("work", &WORKS, WorkState::ALL.iter().map(|s| s.code()).collect()),
        states("delay", &DELAYS, DelayState::ALL.iter().map(|s| s.code()).collect()),
        states("dispatch", &DISPATCHES, vec!["dispatched", "acknowledged"]),
        states("purchase_request", &NEEDS, vec!["dispatched", "acknowledged", "bought", "closed", "stopped"]),
        states("inspection", &INSPECTIONS, TrancheState::ALL.iter().map(|s| s.code()).collect()),
        states("shipment", &SHIPMENTS, ShipState::ALL.iter().map(|s| s.code()).collect()),
        states(
            "purchase",
            &PURCHASES,
            vec!["quoting", "awarded", "contracted", "partly_received", "received", "closed", "stopped"],
        ),
    ];
    for (kind, sql, codes) in by_state {
        for code in codes {
            let n = tx.one(sql, &[&code, &COUNT_MAX], |row| row.get(0))?;
            counts.insert((kind, code.to_string()), n);
        }
    }
    let together: [(&'static str, &'static Sql); 7] = [
        ("proposal", &ASKED),
        ("problem", &PROBLEMS),
        ("problem", &SOLVED),
        ("plan", &PLANS),
        ("report", &REPORTS),
        ("change", &CHANGES),
        ("cancellation", &CANCELLATIONS),
    ];
    for (kind, sql) in together {
        let found: Vec<(String, i64)> = tx.list(sql, &[&COUNT_MAX], |row| Ok((row.get(0)?, row.get(1)?)))?;
        counts.extend(found.into_iter().map(|(state, n)| ((kind, state), n)));
    }
    let told: Vec<(i64, i64)> = tx.list(&DUTIES, &[&COUNT_MAX], |row| Ok((row.get(0)?, row.get(1)?)))?;
    counts.extend(told.into_iter().map(|(told, n)| (("duty", Lateness::of(told).code().to_string()), n)));
    Ok(counts)
}

/// The list in which the documents of a station stand.
pub fn list_of(kind: &str, state: &str) -> Option<String> {
    Some(match kind {
        "order" => format!("/orders?approval={state}"),
        "confirmation" => format!("/orders?confirmation={state}"),
        "intray" => format!("/intray?state={state}"),
        "dispatch" => "/departments".into(),
        "work" => format!("/production?state={state}"),
        "delay" if state == "new" => "/delays".into(),
        "delay" => format!("/delays?state={state}"),
        "purchase_request" if state == "dispatched" => "/purchases?state=dispatched".into(),
        "purchase_request" => "/purchases".into(),
        "purchase" => format!("/purchases?state={state}"),
        "inspection" => format!("/inspections?state={state}"),
        "shipment" => format!("/shipments?state={state}"),
        "inspection_plan" => "/inspection-plans".into(),
        "supplier" => "/suppliers".into(),
        "proposal" => "/review".into(),
        "offer" => "/orders?approval=returned".into(),
        "records" => "/records".into(),
        "price_proposal" => "/prices".into(),
        "problem" if state == "new" => "/problems/new".into(),
        "problem" if state == "open" => "/problems".into(),
        "problem" => format!("/problems?state={state}"),
        "duty" if state == "late" || state == "raised" => "/inbox?when=late".into(),
        "duty" if state == "soon" => "/inbox?when=soon".into(),
        "duty" => "/inbox".into(),
        "change" if state == "new" => "/changes".into(),
        "change" => format!("/changes?state={state}"),
        "cancellation" if state == "new" => "/cancellations".into(),
        "cancellation" => format!("/cancellations?state={state}"),
        "plan" => "/plans".into(),
        "report" => "/reports".into(),
        "notice" | "outbox" => "/outbox".into(),
        "link" => "/orders?confirmation=sent".into(),
        "customer" => "/customers".into(),
        "import" => "/imports".into(),
        "rate" => "/rates".into(),
        "person" => "/people".into(),
        "delegation" => "/delegation".into(),
        "api_token" => "/account".into(),
        "calendar_day" | "opening" => "/calendar".into(),
        "setting" | "policy_change" | "company" => "/settings".into(),
        "view" => "/orders".into(),
        "work_centre" | "stock" | "plant" => "/plant".into(),
        _ => return None,
    })
}

/// Whether this reader may open an address: what he may not is no link on his map.
pub fn may_open(who: &Person, href: &str) -> bool {
    static ROUTES: LazyLock<Vec<RouteShown>> = LazyLock::new(|| crate::routes::all().shown().to_vec());
    let path = href.split('?').next().unwrap_or(href);
    ROUTES.iter().any(|route| route.method == Method::GET && route.path == path && route.may.allows(who))
}
