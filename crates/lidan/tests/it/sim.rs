//! A company is played by chance: what the step tables offer is done, what they forbid is refused and leaves nothing,
//! and whatever happens, what must hold holds. A few seeds always; more by `SIM_SEEDS=200 SIM_STEPS=500`; one again by
//! `SIM_SEED=17 SIM_STEPS=500`; with `SIM_EXPLORES=1` each seed looks for everything there is.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use platform::App;
use platform::act::Config;
use platform::clock::{Clock, FixedClock};
use platform::db::{Db, Engine, Place};
use platform::files::Files;
use platform::ids::SeededIds;
use sim::{Played, Reached};

use crate::desk;
use crate::tables::routes::as_committed;

/// A Monday morning in spring: half a year of holidays lies ahead.
const START: &str = "2026-04-13T00:30:00Z";
const SEEDS: u64 = 3;
const STEPS: u64 = 150;

/// An empty company on one engine; its clock, and where its things lie.
struct House {
    app: App,
    clock: FixedClock,
    folder: PathBuf,
    place: Place,
}

impl House {
    async fn open(engine: Engine, seed: u64) -> Option<House> {
        let clock = FixedClock::at(START.parse().expect("an instant"));
        House::open_by(engine, seed, clock.clone(), Arc::new(clock)).await
    }

    async fn open_by(engine: Engine, seed: u64, clock: FixedClock, watch: Arc<dyn Clock>) -> Option<House> {
        // Two tests may play the same seed at the same time.
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("sim_{}_{seed}_{count}", std::process::id());
        let folder = roomy().join(format!("lidan-{name}-{engine:?}"));
        let place = match engine {
            Engine::Sqlite => Place::Sqlite(folder.join("lidan.db")),
            Engine::Postgres => Place::Postgres { url: desk::postgres()?, schema: name, connections: 3 },
        };
        std::fs::create_dir_all(&folder).expect("a folder for the seed");
        let ids = Arc::new(SeededIds::new(seed));
        let db = Db::open(&place, watch.clone(), ids.clone(), ::desk::MIGRATIONS).await.expect("a database");
        let config = Config {
            data_dir: folder.clone(),
            public_url: "http://lidan.example".into(),
            secure: false,
            demo: true,
            smtp: None,
            zone: "Asia/Taipei".into(),
            seal_key: b"a key for tests only".to_vec(),
        };
        let app = App::new(db, watch, ids, Files::at(&folder.join("files")), config);
        Some(House { app, clock, folder, place })
    }

    async fn close(self) {
        if let Place::Postgres { url, schema, .. } = &self.place {
            desk::drop_schema(url, schema).await;
        }
    }
}

/// Whatever becomes of a seed, its folder goes.
impl Drop for House {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// Durability is other tests' business: in memory where the machine has a place there.
fn roomy() -> PathBuf {
    let memory = PathBuf::from("/dev/shm");
    if memory.is_dir() { memory } else { std::env::temp_dir() }
}

fn asked(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|text| text.parse().unwrap_or_else(|_| panic!("{name} is a number")))
}

fn seeds() -> Vec<u64> {
    match asked("SIM_SEED") {
        Some(one) => vec![one],
        None => (asked("SIM_FROM").unwrap_or(1)..).take(asked("SIM_SEEDS").unwrap_or(SEEDS) as usize).collect(),
    }
}

async fn one(engine: Engine, seed: u64, steps: u64, known: Option<&BTreeSet<Reached>>) -> Option<Played> {
    let house = House::open(engine, seed).await?;
    let played = sim::play(house.app.clone(), house.clock.clone(), seed, steps, known).await;
    house.close().await;
    Some(played.unwrap_or_else(|trouble| panic!("SIM_SEED={seed} SIM_STEPS={steps}: {trouble:?}")))
}

/// What all seeds together came to.
#[derive(Default)]
struct Sum {
    seeds: u64,
    done: u64,
    refused: u64,
    forbidden: u64,
    reached: BTreeSet<Reached>,
    failed: Vec<u64>,
}

impl Sum {
    fn add(&mut self, seed: u64, steps: u64, played: Played) {
        for wrong in &played.wrong {
            eprintln!("SIM_SEED={seed} SIM_STEPS={steps}: {wrong}");
        }
        if !played.wrong.is_empty() {
            self.failed.push(seed);
        }
        self.seeds += 1;
        self.done += played.done;
        self.refused += played.refused;
        self.forbidden += played.forbidden;
        self.reached.extend(played.reached);
    }

    fn tell(&self, engine: Engine) {
        let Sum { seeds, done, refused, forbidden, reached, failed } = self;
        let everything = sim::everything();
        let all = everything.len();
        eprintln!(
            "{engine:?}: {seeds} seeds, {done} steps done, {refused} refused by a rule, {forbidden} forbidden; {} of {all} reached",
            reached.len()
        );
        assert!(failed.is_empty(), "seeds {failed:?} left what must not be");
        assert!(done > forbidden && *forbidden > 0, "{done} {forbidden}");
        let strange: Vec<&Reached> = reached.difference(&everything).collect();
        assert!(strange.is_empty(), "{strange:#?}");
    }
}

async fn all(engine: Engine) {
    let steps = asked("SIM_STEPS").unwrap_or(STEPS);
    let nothing = BTreeSet::new();
    let known = asked("SIM_EXPLORES").map(|_| &nothing);
    let mut sum = Sum::default();
    for seed in seeds() {
        let Some(played) = one(engine, seed, steps, known).await else { return };
        sum.add(seed, steps, played);
    }
    sum.tell(engine);
}

/// What a seed leaves in the chains: every entry carries the digest of the rows it wrote and the hash of the one before.
async fn chains(seed: u64, steps: u64) -> Vec<String> {
    let house = House::open(Engine::Sqlite, seed).await.expect("a company");
    let played = sim::play(house.app.clone(), house.clock.clone(), seed, steps, None).await;
    played.unwrap_or_else(|trouble| panic!("SIM_SEED={seed} SIM_STEPS={steps}: {trouble:?}"));
    let mut dump = crate::dump::of(&house.app).await;
    house.close().await;
    let mut all = dump.remove("history").expect("the chains");
    all.extend(dump.remove("orders").expect("the orders"));
    all
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c1_3_4_a_seed_played_again_leaves_the_same_chains() {
    let (first, again) = (chains(11, 80).await, chains(11, 80).await);
    assert!(first.len() > 50, "{} entries", first.len());
    let differs: Vec<(&String, &String)> = first.iter().zip(&again).filter(|(a, b)| a != b).take(3).collect();
    assert!(first == again, "{} and {} entries: {differs:#?}", first.len(), again.len());
    assert_ne!(first, chains(12, 80).await, "another seed is another company");
}

mod c1_3_4_whatever_happens_what_must_hold_holds {
    use super::*;

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn sqlite() {
        all(Engine::Sqlite).await;
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn postgres() {
        all(Engine::Postgres).await;
    }
}

/// A company that is led to what chance seldom brings about.
async fn met(engine: Engine) -> Option<Played> {
    let house = House::open(engine, 0).await?;
    let played = sim::meet(house.app.clone(), house.clock.clone()).await;
    house.close().await;
    let played = played.unwrap_or_else(|trouble| panic!("{trouble:?}"));
    eprintln!("{engine:?}: {} acts lead to the meetings", played.steps);
    assert!(played.wrong.is_empty(), "{:#?}", played.wrong);
    Some(played)
}

mod c4_4_3_a_stop_meets_work_wherever_it_stands_and_what_must_hold_holds {
    use super::*;

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn sqlite() {
        met(Engine::Sqlite).await;
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn postgres() {
        met(Engine::Postgres).await;
    }
}

const NEVER_HEAD: &str = "What the simulator never reached: document, state, step, by whom. A test compares it; UPDATE=1 writes it anew.\n\
    Where no row follows, each step was taken in each state and by each actor that its table names.\n\n";
/// Each seed looks for what those before it did not reach.
const EXPLORERS: u64 = 18;
const EXPLORED: u64 = 900;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c1_1_what_nobody_ever_reaches_stands_in_the_committed_file() {
    let (seeds, steps) = (EXPLORERS, EXPLORED);
    let mut sum = Sum::default();
    sum.add(0, 0, met(Engine::Sqlite).await.expect("SQLite is always there"));
    for seed in 1..=seeds {
        let known = sum.reached.clone();
        let played = one(Engine::Sqlite, seed, steps, Some(&known)).await.expect("SQLite is always there");
        sum.add(seed, steps, played);
        if sim::everything().is_subset(&sum.reached) {
            break;
        }
    }
    let never = sim::everything().difference(&sum.reached).map(|left| format!("{left}\n")).collect::<String>();
    eprint!("{never}");
    sum.tell(Engine::Sqlite);
    as_committed("never-visited.txt", &format!("{NEVER_HEAD}{never}"));
}

/// What stands in the demo company, by axis.
const STANDS: &str = "SELECT DISTINCT approval FROM orders UNION SELECT DISTINCT 'c:' || confirmation FROM orders \
    UNION SELECT DISTINCT 'p:' || kind || ':' || state FROM proposal UNION SELECT DISTINCT 'd:' || kind FROM duty \
    WHERE done_at IS NULL UNION SELECT DISTINCT 'b:' || state FROM problem UNION SELECT DISTINCT 'o:' || state FROM outbox \
    UNION SELECT DISTINCT 'w:' || state FROM work_order UNION SELECT DISTINCT 'l:' || state FROM delay_case \
    UNION SELECT DISTINCT 'u:' || state FROM purchase UNION SELECT DISTINCT 'n:' || state FROM purchase_request \
    UNION SELECT DISTINCT 'g:' || state FROM change_request UNION SELECT DISTINCT 'x:' || state FROM cancellation \
    UNION SELECT DISTINCT 'i:' || state FROM inspection_tranche \
    UNION SELECT 'w:held' FROM work_order WHERE on_hold UNION SELECT 'w:scrap' FROM work_order WHERE scrap > 0";

async fn the_demo(engine: Engine, orders: usize) {
    let clock = sim::demo::PlayClock::default();
    let idle = FixedClock::at(START.parse().expect("an instant"));
    let Some(house) = House::open_by(engine, 0, idle, Arc::new(clock.clone())).await else { return };
    lidan::demo::play(&house.app, &clock, orders).await.expect("a played company");
    assert!(!lidan::demo::fit_out(&house.app).await.expect("a look"), "a second start finds it there");
    let stands = house.app.read(|tx| Ok(tx.list_built("stands", STANDS, &[], |row| row.get::<String>(0))?));
    let stands: BTreeSet<String> = stands.await.expect("a read").into_iter().collect();
    let wanted = "draft final_review returned approved withdrawn c:sent c:disputed c:confirmed c:not_required \
        p:consent:open p:release_credit:open d:final_review d:renegotiate d:submit d:signed_return d:settle_dispute \
        d:release_credit d:consent d:acknowledge d:tell_customer d:answer_question d:solve_problem d:help_problem \
        d:take_intray d:follow_up d:decide_late b:open b:escalated b:resolved o:sent w:acknowledged w:planned w:released w:in_progress w:stocked \
        w:held w:scrap l:told u:contracted u:closed n:bought n:closed \
        g:draft g:manager_review g:assessing g:proposal g:re_review g:customer_consent g:effective g:rejected g:withdrawn \
        x:draft x:manager_review x:stopping x:costing x:settling x:closed x:rejected i:passed i:return";
    let missing: Vec<&str> = wanted.split_whitespace().filter(|word| !stands.contains(*word)).collect();
    assert!(missing.is_empty(), "{missing:?} of {stands:?}");
    // Of purchases, changes, cancellations and inspections nothing waits for longer than some days and a week's end.
    let late = house.app.read(|tx| {
        const LATE: &str = "SELECT kind FROM duty WHERE done_at IS NULL AND due_at < $1 AND about_kind IN ('purchase', \
            'purchase_request', 'change', 'cancellation', 'inspection')";
        let before = tx.now().checked_sub(std::time::Duration::from_secs(9 * 86_400)).expect("an instant");
        Ok(tx.list_built("late", LATE, &[&before], |row| row.get::<String>(0))?)
    });
    let late = late.await.expect("a read");
    assert!(late.is_empty(), "{late:?}");
    // Nor does an order for its final review: who may not decide on it leaves it to whoever does.
    let forgotten = house.app.read(|tx| {
        const FORGOTTEN: &str = "SELECT number FROM orders WHERE approval = 'final_review' AND submitted_at < $1";
        let before = tx.now().checked_sub(std::time::Duration::from_secs(12 * 86_400)).expect("an instant");
        Ok(tx.list_built("forgotten", FORGOTTEN, &[&before], |row| row.get::<String>(0))?)
    });
    let forgotten = forgotten.await.expect("a read");
    assert!(forgotten.is_empty(), "{forgotten:?}");
    let waiting = house.app.read(|tx| {
        const WAITING: &str = "SELECT COUNT(*), COUNT(CASE WHEN major THEN 1 END), COUNT(CASE WHEN special THEN NULL ELSE 1 END) \
            FROM orders WHERE approval = 'final_review'";
        Ok(tx.list_built("waiting", WAITING, &[], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?)
    });
    let waiting: Vec<(i64, i64, i64)> = waiting.await.expect("a read");
    let (all, major, regular) = waiting[0];
    assert!((8..=14).contains(&all) && major > 0 && regular > 0, "{waiting:?}");
    let report = ::desk::verify::verify(&house.app, Vec::new()).await.expect("a report");
    assert!(report.is_whole(), "{:#?}", report.found);
    house.close().await;
}

mod c1_1_the_demo_company_has_something_in_every_state_and_verifies {
    use super::*;

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn sqlite() {
        the_demo(Engine::Sqlite, 90).await;
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn postgres() {
        the_demo(Engine::Postgres, 90).await;
    }
}
