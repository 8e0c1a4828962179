//! Planning again (4.1.4): a thousand open work orders of which none can stay where it stands, because time passed and
//! nobody reported a piece. Meanwhile somebody else writes, one small act after the other: what he waits at the longest
//! is the longest act of the plan.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use desk::fulfilment::production;
use platform::App;
use platform::clock::{Clock, FixedClock, SystemClock};
use platform::db::Place;

use crate::company::{Company, in_words};
use crate::promise::{CENTRES, OPERATIONS, busy};
use crate::table::{Figure, Goal, Times};
use crate::{Done, Plan, say};

const WORKS: usize = 1_000;
/// By then every planned day lies behind us; the customers wanted their goods on the 400th.
const LATER: [u64; 3] = [180, 300, 450];
const DAY: Duration = Duration::from_secs(24 * 3600);

pub fn measure(plan: &Plan) -> Done<Vec<Figure>> {
    say("a thousand work orders planned again");
    let data = plan.dir.join("replan");
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    let figures = runtime.block_on(measured(&data))?;
    say(&crate::server::verify(&data)?);
    Ok(figures)
}

async fn measured(data: &std::path::Path) -> Done<Vec<Figure>> {
    let place = || Place::Sqlite(data.join("lidan.db"));
    let mut company = Company::found(data, place()).await?;
    busy(&company, company.app()?, WORKS).await?;
    let now = SystemClock.now();
    let clock = FixedClock::at(now);
    company.reopen(data, place(), Arc::new(clock.clone())).await?;
    let app = company.app()?;
    let mut figures = Vec::new();
    let mut in_time = (Times::default(), Times::default());
    for days in LATER {
        clock.set(now.checked_add(DAY * days as u32)?);
        let (took, waits) = one(app).await?;
        if days > 400 {
            figures.extend(drawn("the same, all late: a delay case each", took, waits));
        } else {
            in_time.0.add(took);
            in_time.1.add(waits);
        }
    }
    let first = drawn("1,000 open work orders planned again, slowest time", in_time.0, in_time.1);
    company.close();
    Ok(first.into_iter().chain(figures).collect())
}

fn drawn(what: &str, took: Times, waits: Times) -> [Figure; 2] {
    let state = format!("{CENTRES} work centres, {OPERATIONS} operations, {WORKS} works moved, warm");
    let whole = Figure {
        what: what.to_string(),
        state: state.clone(),
        value: took.ms(1.0),
        product: Some(took),
        bare: None,
        unit: " ms",
        goal: Some(Goal::AtMost(1_000.0)),
    };
    let wait = Figure {
        what: "another's act meanwhile, longest wait: a chunk, its commit and his own".into(),
        state,
        value: waits.ms(1.0),
        product: Some(waits),
        bare: None,
        unit: " ms",
        goal: Some(Goal::AtMost(50.0)),
    };
    [whole, wait]
}

/// Plans once, and writes beside it until it is done.
async fn one(app: &App) -> Done<(Times, Times)> {
    let over = Arc::new(AtomicBool::new(false));
    let beside = tokio::spawn(write_on(app.clone(), over.clone()));
    let began = Instant::now();
    let moved = production::replan(app).await.map_err(in_words)?;
    let took = began.elapsed();
    over.store(true, Ordering::Relaxed);
    let waits = beside.await??;
    if moved != WORKS {
        return Err(format!("{moved} works moved, not {WORKS}").into());
    }
    Ok((Times::of(vec![took.as_micros() as u32], took), waits))
}

async fn write_on(app: App, over: Arc<AtomicBool>) -> Done<Times> {
    let (began, mut micros) = (Instant::now(), Vec::new());
    while !over.load(Ordering::Relaxed) {
        let start = Instant::now();
        let touched = app.0.db.write(|tx| Ok(platform::settings::keep(tx, "bench.touched", "1")?));
        touched.await.map_err(in_words)?;
        micros.push(start.elapsed().as_micros() as u32);
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    Ok(Times::of(micros, began.elapsed()))
}
