//! Recording an order of five lines, durable, on SQLite.

use std::rc::Rc;

use platform::App;
use platform::db::Place;
use platform::ids::Id;

use crate::bare::Bare;
use crate::client::{Answer, load, talk};
use crate::company::{Company, Orders, in_words};
use crate::server::{Door, Server};
use crate::table::{Figure, Goal, Times, ratio};
use crate::written::{self, Written};
use crate::{Done, Plan, say};

/// Orders whose rows are the models of the bare loop, each of another customer and other products.
const MODELS: u64 = 20;

pub fn measure(plan: &Plan) -> Done<Vec<Figure>> {
    say("SQLite: recording an order of 5 lines");
    let data = plan.dir.join("record");
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    let company = runtime.block_on(Company::found(&data, Place::Sqlite(data.join("lidan.db"))))?;
    let server = Server::start(&data, None)?;
    let door = Rc::new(server.door("chen")?);
    let models = models(&server, &door, &company.orders("m"), |id, number, key| {
        runtime.block_on(written::written(company.app()?, id, number, key))
    })?;
    say(&format!("an order is {}", written::summary(&models[0])));
    let bare_file = plan.dir.join("bare.db");
    runtime.block_on(company.app()?.0.db.copy_to(bare_file.clone())).map_err(in_words)?;
    let mut bare = Bare::open(&bare_file, models)?;
    let turn = |clients: usize, mark: &str| {
        let (orders, door) = (company.orders(mark), door.clone());
        load(server.address, clients, plan.turn(), move |n| orders.request(n, &door))
    };
    // Everything is asked once before it counts: statements prepared, pages read.
    turn(64, "w")?;
    bare.write(plan.turn() / 2)?;
    let (mut alone, mut many, mut loops) = (Times::default(), Times::default(), Times::default());
    for round in 0..plan.rounds() {
        loops.add(bare.write(plan.turn())?);
        alone.add(turn(1, &format!("a{round}"))?);
        many.add(turn(64, &format!("b{round}"))?);
    }
    let rows = runtime.block_on(count(company.app()?))?;
    let state = format!("{rows} orders, warm");
    Ok(vec![
        ratio("record 5 lines, SQLite, 1 client".into(), state.clone(), alone, &loops, Some(Goal::AtLeast(0.8))),
        ratio("record 5 lines, SQLite, 64 clients".into(), state, many, &loops, Some(Goal::AtLeast(4.0))),
    ])
}

/// Records a few orders and reads back what each of them wrote.
pub fn models(
    server: &Server,
    door: &Door,
    orders: &Orders,
    mut read: impl FnMut(Id, &str, &str) -> Done<Written>,
) -> Done<Vec<Written>> {
    let (mut entered, mut asked) = (Vec::new(), 0);
    talk(server.address, |answer: Option<Answer>| {
        if let Some(answer) = answer {
            let answer = answer.json()?;
            let id: Id = answer["id"].as_str().unwrap_or("").parse()?;
            entered.push((id, answer["number"].as_str().unwrap_or("").to_string(), orders.key(asked - 1)));
        }
        asked += 1;
        Ok((asked <= MODELS).then(|| orders.request(asked - 1, door)))
    })?;
    // Read after the talk: both have a runtime of their own, and one cannot run inside the other.
    entered.iter().map(|(id, number, key)| read(*id, number, key)).collect()
}

pub async fn count(app: &App) -> Done<i64> {
    let text = "SELECT COUNT(*) FROM orders";
    let read = app.read(move |tx| Ok(tx.list_built("count", text, &[], |row| row.get::<i64>(0))?));
    Ok(read.await.map_err(in_words)?.first().copied().unwrap_or(0))
}
