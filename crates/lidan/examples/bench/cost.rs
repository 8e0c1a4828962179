//! What an order costs in processor time from its recording to its approval, counted by the kernel for the whole server.

use std::time::Instant;

use platform::db::Place;
use serde_json::json;

use crate::client::{Answer, request, talk};
use crate::company::{Company, Orders};
use crate::server::{Door, Server};
use crate::table::{Figure, Goal, Times};
use crate::{Done, Plan, say};

const TICKS: [&str; 4] = ["read_back", "compared", "place_checked", "lawful"];

pub fn measure(plan: &Plan) -> Done<Vec<Figure>> {
    say("processor time of an order, recorded, submitted and approved");
    let data = plan.dir.join("cost");
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    let company = runtime.block_on(Company::found(&data, Place::Sqlite(data.join("lidan.db"))))?;
    let server = Server::start(&data, None)?;
    let (chen, manager) = (server.door("chen")?, server.door("manager")?);
    through(&server, &chen, &manager, &company.orders("w"), 50)?;
    let orders = if plan.quick { 200 } else { 1_000 };
    let before = server.cpu()?;
    let times = through(&server, &chen, &manager, &company.orders("c"), orders)?;
    let spent = server.cpu()? - before;
    drop(server);
    let proven = crate::server::verify(&data)?;
    say(&proven);
    Ok(vec![Figure {
        what: "CPU of an order of 5 lines: recorded, its document filed, submitted, approved".into(),
        state: format!("{} orders, warm, 1 client", orders + 50),
        product: Some(times),
        bare: None,
        value: spent.as_secs_f64() * 1000.0 / orders as f64,
        unit: " ms",
        goal: Some(Goal::AtMost(5.0)),
    }])
}

/// What the customer wrote (3.1.3).
const LETTER: &str = "--x\r\nContent-Disposition: form-data; name=\"kind\"\r\n\r\ncustomer\r\n--x\r\n\
    Content-Disposition: form-data; name=\"file\"; filename=\"po.txt\"\r\n\r\nas agreed\r\n--x--\r\n";

/// Takes so many orders through, one after the other; a written order of e-mail needs no signed return (3.1.3).
fn through(server: &Server, chen: &Door, manager: &Door, orders: &Orders, count: u64) -> Done<Times> {
    let (began, mut micros, mut start) = (Instant::now(), Vec::new(), Instant::now());
    let (mut asked, mut id) = (0, String::new());
    talk(server.address, |answer: Option<Answer>| {
        let (n, stage) = (asked / 4, asked % 4);
        if let Some(answer) = answer {
            let done = answer.json()?;
            if stage == 1 {
                id = done["id"].as_str().ok_or("an order without an id")?.to_string();
            }
            if stage == 0 {
                micros.push(start.elapsed().as_micros() as u32);
            }
        }
        if n == count {
            return Ok(None);
        }
        asked += 1;
        let act = |door: &Door, what: &str, body: serde_json::Value| {
            let headers = [("content-type", "application/json"), ("authorization", &*door.bearer)];
            request("POST", &format!("/api/v1/orders/{id}/{what}"), &headers, &body.to_string())
        };
        Ok(Some(match stage {
            0 => {
                start = Instant::now();
                orders.request(n, chen)
            }
            1 => {
                let form = "multipart/form-data; boundary=x";
                let headers = [("content-type", form), ("authorization", &*chen.bearer)];
                request("POST", &format!("/api/v1/orders/{id}/sources"), &headers, LETTER)
            }
            2 => act(chen, "submission", json!({"ticks": TICKS})),
            _ => act(manager, "approval", json!({})),
        }))
    })?;
    Ok(Times::of(micros, began.elapsed()))
}
