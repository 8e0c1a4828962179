//! 4.1.2 by hand: a block of the picture is held over another day, which says whose days would move, and dropped there.

use serde_json::{Value, json};

use super::hands_on::{acknowledged, at, send};
use crate::cast::PRODUCTION;
use crate::desk::Desk;
use crate::production::{id, pumps};

/// The events that a browser sends while a block is carried from one cell to another, up to the step that is named.
const DRAG: &str = r"
const [task, centre, day, until] = arguments;
const block = document.querySelector(`[data-task='${task}']`);
const cell = document.querySelector(`td[data-centre='${centre}'][data-day='${day}']`);
if (!block || !block.draggable || !cell) return `block ${!!block}, cell ${!!cell}`;
const carried = window.carried = window.carried || new DataTransfer();
const send = (at, type) => at.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: carried }));
if (until === 'over') { send(block, 'dragstart'); return send(cell, 'dragover') ? 'not taken' : 'held'; }
send(cell, 'drop');
return 'dropped';
";

async fn dragged(desk: std::sync::Arc<Desk>) {
    let (order, made) = pumps(&desk, "B4-9", "2027-03-16", "4").await;
    let by_machine = desk.log_in(PRODUCTION).await;
    let mut production = at(&desk, PRODUCTION).await;
    acknowledged(&mut production, &order.number).await;
    let at = format!("/api/v1/production/{}", id(&made));
    by_machine.post_json(&format!("{at}/plan"), &json!({"from": "2026-12-14"})).await.done();
    let tasks = by_machine.get_json(&at).await.done()["tasks"].clone();
    let last = tasks.as_array().and_then(|all| all.last().cloned()).expect("a task");
    let (task, centre, to) = (id(&last), last["centre"].as_str().expect("a centre"), "2026-12-22");
    production.goto("/production/gantt?from=2026-12-14").await;
    let carry = |until: &str| -> Vec<Value> { [task, centre, to, until].map(|word| json!(word)).to_vec() };
    assert_eq!(production.run(DRAG, carry("over")).await, json!("held"));
    // Before it is let go it says where to, and whose line would come when.
    production.wait_for(to).await;
    let effect = "return document.getElementById('gantt-effect').innerText";
    let told = production.run(effect, Vec::new()).await.to_string();
    assert!(told.contains(to) && told.contains("鴻達機械"), "{told}");
    assert_eq!(by_machine.get_json(&at).await.done()["tasks"], tasks, "nothing is moved yet");
    production.run(DRAG, carry("drop")).await;
    production.wait_path(&format!("/tasks/{task}/move")).await;
    assert_eq!(production.value("day").await, to);
    production.assert_accessible("the form that moves a task").await;
    send(&mut production, "form[method=post][action$='/move']", &[]).await;
    production.finish().await;
    let moved = by_machine.get_json(&at).await.done();
    // Its tasks are booked anew: the same operation stands on the other day.
    let same = |one: &&Value| one["no"] == last["no"];
    let days: Vec<&Value> =
        moved["tasks"].as_array().into_iter().flatten().filter(same).map(|one| &one["day"]).collect();
    assert_eq!((days, &moved["work"]["pinned"]), (vec![&json!(to)], &json!(true)), "{moved}");
    desk.verified().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c4_1_2_a_block_is_dragged_to_another_day_and_says_before_whose_line_moves() {
    crate::desk::on(platform::db::Engine::Sqlite, dragged).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c4_1_2_a_block_is_dragged_to_another_day_on_postgres() {
    crate::desk::on(platform::db::Engine::Postgres, dragged).await;
}
