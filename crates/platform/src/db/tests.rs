//! The promises of the transaction layer, on SQLite always and on PostgreSQL where `LIDAN_TEST_PG` names one.

use std::sync::Arc;

use super::migrate::Migration;
use super::*;
use crate::clock::SystemClock;
use crate::ids::RandomIds;
use crate::trouble::{Say, Trouble};

static TABLES: &[Migration] = &[Migration {
    name: "0001_test",
    text: "CREATE TABLE note (id {id} PRIMARY KEY, no {int} NOT NULL, text {text} NOT NULL) {strict};\n\
           CREATE UNIQUE INDEX note_no_key ON note (no);\n\
           CREATE TABLE series (name {text} PRIMARY KEY, last {int} NOT NULL) {strict};",
}];

crate::sql! {
    ADD = "INSERT INTO note (id, no, text) VALUES ($1, $2, $3)";
    COUNT = "SELECT COUNT(*), CAST(COALESCE(MAX(no), 0) AS BIGINT) FROM note";
    OF = "WITH w (id) AS ({ids:$1}) SELECT n.no FROM note n JOIN w ON w.id = n.id ORDER BY n.no";
}

async fn databases() -> Vec<Db> {
    let clock = Arc::new(SystemClock);
    let folder = std::env::temp_dir().join(format!("lidan-db-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let name = crate::ids::IdSource::new_id(&RandomIds, crate::clock::Clock::now(&SystemClock)).to_string();
    let file = Place::Sqlite(folder.join(format!("{name}.db")));
    let mut all = vec![Db::open(&file, clock.clone(), Arc::new(RandomIds), TABLES).await.unwrap()];
    match std::env::var("LIDAN_TEST_PG") {
        Ok(url) => {
            let schema = format!("t_{}", name.replace('-', ""));
            let place = Place::Postgres { url, schema, connections: 8 };
            all.push(Db::open(&place, clock, Arc::new(RandomIds), TABLES).await.unwrap());
        }
        Err(_) => eprintln!("skipped on PostgreSQL: LIDAN_TEST_PG is not set"),
    }
    all
}

fn add(tx: &mut Tx, text: &str) -> Outcome<(crate::Id, i64)> {
    let no = crate::series::next(tx, "note")?;
    let id = tx.new_id();
    tx.execute(&ADD, &[&id, &no, &text])?;
    Ok((id, no))
}

async fn count(db: &Db) -> (i64, i64) {
    db.read(|tx| Ok(tx.one(&COUNT, &[], |row| Ok((row.get(0)?, row.get(1)?)))?)).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn refusals_errors_and_panics_leave_their_batch_mates_whole_and_numbers_without_gaps() {
    for db in databases().await {
        let acts = (0..120).map(|at| {
            let db = db.clone();
            tokio::spawn(async move {
                db.write(move |tx| {
                    add(tx, "x")?;
                    match at % 4 {
                        1 => Err(Trouble::invalid("x", Say::new("x"))),
                        2 => panic!("on purpose"),
                        3 => tx.execute(&ADD, &[&tx.new_id(), &1_i64, &"again"]).map(|_| ()).map_err(Trouble::from),
                        _ => Ok(()),
                    }
                })
                .await
                .is_ok()
            })
        });
        let acts: Vec<_> = acts.collect();
        let mut done = 0;
        for act in acts {
            done += i64::from(act.await.unwrap());
        }
        assert!(done >= 30, "the good acts of a batch commit: {done}");
        assert_eq!(count(&db).await, (done, done), "as many numbers as notes");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_act_that_swallowed_an_error_may_not_commit_but_an_attempt_may_fail_alone() {
    for db in databases().await {
        db.write(|tx| add(tx, "first").map(|_| ())).await.unwrap();
        let swallowed = db
            .write(|tx| {
                let _ = tx.execute(&ADD, &[&tx.new_id(), &1_i64, &"same number"]);
                Ok(())
            })
            .await;
        assert!(matches!(swallowed, Err(Trouble::Fault(Fault { kind: FaultKind::Broken, .. }))), "{swallowed:?}");
        let attempted = db.write(|tx| {
            let part = tx.attempt(|tx| Ok(tx.execute(&ADD, &[&tx.new_id(), &1_i64, &"same number"])?));
            let Err(Trouble::Fault(fault)) = part else { panic!("the number is taken") };
            assert_eq!(fault.constraint(), Some("note_no_key"));
            add(tx, "second")
        });
        attempted.await.unwrap();
        assert_eq!(count(&db).await, (2, 2));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cut_connection_leaves_nothing_and_the_next_act_finds_a_new_one() {
    for db in databases().await {
        let cut = db
            .write(|tx| {
                tx.arm(Probe { at: 2, strike: Strike::Cut });
                add(tx, "lost").map(|_| ())
            })
            .await;
        assert!(cut.is_err());
        assert_eq!(count(&db).await, (0, 0));
        db.write(|tx| add(tx, "kept").map(|_| ())).await.unwrap();
        assert_eq!(count(&db).await, (1, 1));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_goes_in_as_one_parameter_and_a_read_cannot_write() {
    for db in databases().await {
        let (first, _) = db.write(|tx| add(tx, "a")).await.unwrap();
        let (second, _) = db.write(|tx| add(tx, "b")).await.unwrap();
        let ids = vec![second, first];
        let found = db.read(move |tx| Ok(tx.list(&OF, &[&ids], |row| row.get::<i64>(0))?)).await.unwrap();
        assert_eq!(found, vec![1, 2]);
        assert!(db.read(|tx| add(tx, "no").map(|_| ())).await.is_err());
        assert_eq!(count(&db).await, (2, 2));
    }
}
