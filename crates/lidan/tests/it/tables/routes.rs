//! Who may call which address: declared with the address, kept in a file that a reviewer reads, and true.

use std::path::PathBuf;

use platform::db::Engine;
use platform::web::{May, RouteShown};
use platform::who::Role;

use crate::cast;
use crate::desk::Desk;

const SOME_ID: &str = "019aa1b2-0000-7000-8000-000000000000";

fn all() -> Vec<RouteShown> {
    let mut routes: Vec<RouteShown> = ::desk::routes::all().shown().to_vec();
    routes.extend(lidan::ops::routes().shown().iter().cloned());
    routes.sort_by(|a, b| (a.path, a.method.as_str()).cmp(&(b.path, b.method.as_str())));
    routes
}

fn codes(roles: &[Role]) -> String {
    roles.iter().map(|role| role.code()).collect::<Vec<_>>().join(" ")
}

/// An address that a request can be sent to.
fn address(path: &str) -> String {
    let mut out = String::new();
    for part in path.split('/').skip(1) {
        let value = match part {
            "{token}" => "none",
            "{day}" => "2026-11-24",
            "{*path}" => "css/app.css",
            part if part.starts_with('{') => SOME_ID,
            part => part,
        };
        out.push('/');
        out.push_str(value);
    }
    out
}

#[test]
fn the_file_of_roles_and_addresses_is_what_the_code_says() {
    let mut drawn = String::from(
        "# Who may call which address. Drawn from the code; UPDATE=1 writes it anew.\n\
         # (specialist): while the setting cost.specialists shows them what goods cost us.\n",
    );
    for route in all() {
        let may = match route.may {
            May::Public => "public".to_string(),
            May::Anyone => "anyone".to_string(),
            May::Roles(roles) => codes(roles),
            May::CostReaders(roles) => format!("{} (specialist)", codes(roles)),
        };
        let api = if route.api { "api" } else { "-" };
        drawn.push_str(&format!("{:4} {:3} {:48} {may}\n", route.method.as_str(), api, route.path));
    }
    as_committed("role-routes.txt", &drawn);
}

#[test]
fn the_file_of_roles_and_steps_is_what_the_code_says() {
    as_committed("role-actions.txt", &::desk::process::role_actions());
}

/// A file drawn from the code is reviewed in a difference like any other.
pub fn as_committed(name: &str, drawn: &str) {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs").join(name);
    if std::env::var("UPDATE").is_ok() {
        std::fs::write(&file, drawn).expect("the file is written");
    }
    let kept = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(kept == drawn, "docs/{name} differs from the code; run with UPDATE=1 and look at the difference");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c1_2_a_stranger_is_sent_to_the_door() {
    let desk = Desk::open(Engine::Sqlite).await.expect("SQLite");
    let stranger = desk.stranger();
    let mut wrong = Vec::new();
    for route in all().into_iter().filter(|route| route.may != May::Public) {
        let path = address(route.path);
        let page = stranger.send(route.method.as_str(), &path, &[("accept", "text/html")]).await;
        if page.status != 303 || !page.location.starts_with("/login?next=") {
            wrong.push(format!("{} {path}: {} {}", route.method, page.status, page.location));
        }
        if route.api {
            let machine = stranger.send(route.method.as_str(), &format!("/api/v1{path}"), &[]).await;
            if machine.status != 401 {
                wrong.push(format!("{} /api/v1{path}: {}", route.method, machine.status));
            }
        }
    }
    desk.close().await;
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c1_2_nobody_passes_a_door_that_is_not_his() {
    let desk = Desk::open(Engine::Sqlite).await.expect("SQLite");
    let mut wrong = Vec::new();
    for login in cast::ALL {
        let client = desk.log_in(login).await;
        let roles = desk.app.read(move |tx| ::desk::people::by_login(tx, login)).await.expect("the cast").roles;
        for route in all() {
            let (May::Roles(may) | May::CostReaders(may)) = route.may else { continue };
            let path = address(route.path);
            let answer = client.send(route.method.as_str(), &path, &[("accept", "text/html")]).await;
            let denied = answer.status == 403;
            if !roles.any(may) && !denied {
                wrong.push(format!("{login} {} {path}: {}", route.method, answer.status));
            }
            if roles.any(may) && route.method == "GET" && (denied || answer.status >= 500) {
                wrong.push(format!("{login} {} {path}: {} though it is his", route.method, answer.status));
            }
        }
    }
    desk.close().await;
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_role_has_somewhere_to_go() {
    let routes = all();
    for role in Role::ALL.iter().filter(|role| **role != Role::Customer) {
        let some = routes.iter().any(|route| matches!(route.may, May::Roles(roles) if roles.contains(role)));
        assert!(some, "{role} has no address of its own");
    }
}
