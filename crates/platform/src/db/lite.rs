//! SQLite: one writer thread with group commit, a few read-only connections.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::{Connection, OpenFlags, params_from_iter};
use tokio::sync::{Semaphore, mpsc, oneshot};

use super::Work;
use super::fault::{Fault, FaultKind};
use super::migrate::{self, Migration};
use super::row::Row;
use super::tx::{Conn, Tx, whole};
use super::value::ValueRef;
use crate::act::Outcome;
use crate::clock::Clock;
use crate::ids::IdSource;
use crate::trouble::Trouble;

/// Acts that share one COMMIT at the most.
const BATCH_MAX: usize = 64;
/// Acts that may wait for the writer; more are told that we are busy.
const WAITING_MAX: usize = 4096;
const READERS: usize = 4;

pub(super) struct Lite {
    queue: mpsc::Sender<Box<dyn Job>>,
    readers: Arc<Readers>,
    path: PathBuf,
}

struct Readers {
    free: Mutex<Vec<Tx>>,
    permits: Semaphore,
}

impl Lite {
    pub fn open(
        path: &Path,
        clock: Arc<dyn Clock>,
        ids: Arc<dyn IdSource>,
        migrations: &'static [Migration],
    ) -> Result<Lite, Fault> {
        let conn = LiteConn::open(path, true)?;
        let mut writer = Tx::new(Conn::Lite(conn), clock.clone(), ids.clone());
        migrate::run(&mut writer, migrations)?;
        if let Conn::Lite(lite) = &mut writer.conn {
            lite.learn_constraints()?;
        }
        let mut free = Vec::with_capacity(READERS);
        for _ in 0..READERS {
            free.push(Tx::new(Conn::Lite(LiteConn::open(path, false)?), clock.clone(), ids.clone()));
        }
        let (queue, jobs) = mpsc::channel(WAITING_MAX);
        std::thread::Builder::new()
            .name("writer".into())
            .spawn(move || write_loop(writer, jobs))
            .map_err(|e| Fault::other("start the writer", e))?;
        let readers = Readers { free: Mutex::new(free), permits: Semaphore::new(READERS) };
        Ok(Lite { queue, readers: Arc::new(readers), path: path.to_path_buf() })
    }

    pub async fn write<T: Send + 'static>(&self, work: impl Fn(&mut Tx) -> Outcome<T> + Send + 'static) -> Outcome<T> {
        let (reply, answer) = oneshot::channel();
        let job = Box::new(OneJob { work, done: None, reply: Some(reply) });
        let busy = || Trouble::from(Fault::new("write", FaultKind::Busy, "too many acts are waiting"));
        let place = tokio::time::timeout(std::time::Duration::from_secs(5), self.queue.reserve()).await;
        place.map_err(|_| busy())?.map_err(|_| busy())?.send(job);
        answer.await.map_err(|_| Trouble::from(Fault::new("write", FaultKind::Unconfirmed, "the writer went away")))?
    }

    pub async fn read<T: Send + 'static>(&self, work: Work<T>) -> Outcome<T> {
        let readers = self.readers.clone();
        let _permit = self.readers.permits.acquire().await.map_err(|e| Fault::other("read", e))?;
        let run = move || {
            let taken = readers.free.lock().unwrap_or_else(PoisonError::into_inner).pop();
            let mut tx = taken.ok_or_else(|| Fault::other("read", "no connection where a permit was"))?;
            let done = catch_unwind(AssertUnwindSafe(|| read_once(&mut tx, &work)));
            let _ = tx.control("ROLLBACK");
            readers.free.lock().unwrap_or_else(PoisonError::into_inner).push(tx);
            done.unwrap_or_else(|_| Err(Fault::new("read", FaultKind::Panic, "a read panicked").into()))
        };
        tokio::task::spawn_blocking(run).await.map_err(|e| Fault::other("read", e))?
    }

    pub async fn copy_to(&self, target: PathBuf) -> Result<(), Trouble> {
        let path = self.path.clone();
        let copy = move || -> Result<(), Fault> {
            let fault = |e: rusqlite::Error| Fault::other("backup", e);
            let from = Connection::open_with_flags(&path, OpenFlags::SQLITE_OPEN_READ_ONLY).map_err(fault)?;
            let mut to = Connection::open(&target).map_err(fault)?;
            let backup = rusqlite::backup::Backup::new(&from, &mut to).map_err(fault)?;
            backup.run_to_completion(512, std::time::Duration::from_millis(2), None).map_err(fault)
        };
        Ok(tokio::task::spawn_blocking(copy).await.map_err(|e| Fault::other("backup", e))??)
    }
}

fn read_once<T>(tx: &mut Tx, work: &Work<T>) -> Outcome<T> {
    tx.fresh();
    tx.control("BEGIN")?;
    work(tx)
}

/// An act on its way through the writer.
trait Job: Send {
    /// Runs inside its own savepoint; false = undo.
    fn run(&mut self, tx: &mut Tx) -> bool;
    fn fail(&mut self, fault: Fault);
    /// Tells the caller, after COMMIT.
    fn answer(self: Box<Self>, committed: Result<(), String>);
}

struct OneJob<T, F> {
    work: F,
    done: Option<Outcome<T>>,
    reply: Option<oneshot::Sender<Outcome<T>>>,
}

impl<T: Send, F: Fn(&mut Tx) -> Outcome<T> + Send> Job for OneJob<T, F> {
    fn run(&mut self, tx: &mut Tx) -> bool {
        let done = (self.work)(tx);
        let done = whole(tx, done);
        let kept = done.is_ok();
        self.done = Some(done);
        kept
    }

    fn fail(&mut self, fault: Fault) {
        self.done = Some(Err(fault.into()));
    }

    fn answer(mut self: Box<Self>, committed: Result<(), String>) {
        let done = match (self.done.take(), committed) {
            (Some(Ok(done)), Ok(())) => Ok(done),
            (Some(Ok(_)), Err(why)) => Err(Fault::new("commit", FaultKind::Other, why).into()),
            (Some(Err(trouble)), _) => Err(trouble),
            (None, _) => Err(Fault::other("write", "the act did not run").into()),
        };
        if let Some(reply) = self.reply.take() {
            let _ = reply.send(done); // The caller may have gone; the work stands all the same.
        }
    }
}

fn write_loop(mut tx: Tx, mut jobs: mpsc::Receiver<Box<dyn Job>>) {
    let mut batch = Vec::with_capacity(BATCH_MAX);
    while let Some(first) = jobs.blocking_recv() {
        batch.push(first);
        while batch.len() < BATCH_MAX {
            match jobs.try_recv() {
                Ok(job) => batch.push(job),
                Err(_) => break,
            }
        }
        let committed = write_batch(&mut tx, &mut batch).map_err(|fault| fault.to_string());
        if committed.is_err() {
            let _ = tx.control("ROLLBACK");
            if let Conn::Lite(lite) = &mut tx.conn {
                let _ = lite.reopen_if_cut();
            }
        }
        for job in batch.drain(..) {
            job.answer(committed.clone());
        }
    }
}

fn write_batch(tx: &mut Tx, batch: &mut [Box<dyn Job>]) -> Result<(), Fault> {
    tx.control("BEGIN IMMEDIATE")?;
    if let [alone] = batch {
        // Without batch-mates the transaction itself is what a failure undoes; a savepoint would copy pages for nothing.
        return if kept(tx, alone) { tx.control("COMMIT") } else { tx.control("ROLLBACK") };
    }
    for job in batch.iter_mut() {
        tx.control("SAVEPOINT act")?;
        if !kept(tx, job) {
            tx.control("ROLLBACK TO SAVEPOINT act")?;
        }
        tx.control("RELEASE SAVEPOINT act")?;
    }
    tx.control("COMMIT")
}

/// Runs an act; a panic is its fault and nobody else's.
fn kept(tx: &mut Tx, job: &mut Box<dyn Job>) -> bool {
    tx.fresh();
    catch_unwind(AssertUnwindSafe(|| job.run(tx))).unwrap_or_else(|_| {
        job.fail(Fault::new("act", FaultKind::Panic, "the act panicked"));
        false
    })
}

/// One connection and what it knows of the schema.
pub(super) struct LiteConn {
    conn: Option<Connection>,
    path: PathBuf,
    writes: bool,
    /// "table.a, table.b" → the unique index' name: SQLite names columns, we name constraints.
    constraints: HashMap<String, String>,
}

impl LiteConn {
    pub fn open(path: &Path, writes: bool) -> Result<LiteConn, Fault> {
        let conn = Some(connect(path, writes)?);
        Ok(LiteConn { conn, path: path.to_path_buf(), writes, constraints: HashMap::new() })
    }

    fn conn(&self) -> Result<&Connection, Fault> {
        self.conn.as_ref().ok_or_else(|| Fault::new("write", FaultKind::Lost, "the connection is gone"))
    }

    pub fn execute(&mut self, name: &str, text: &str, values: &[ValueRef<'_>]) -> Result<u64, Fault> {
        let run = || {
            let mut statement = self.conn()?.prepare_cached(text).map_err(|e| self.fault(name, e))?;
            statement.execute(params_from_iter(values)).map_err(|e| self.fault(name, e))
        };
        Ok(run()? as u64)
    }

    pub fn query<T>(
        &mut self,
        name: &str,
        text: &str,
        values: &[ValueRef<'_>],
        read: &mut dyn FnMut(&Row<'_>) -> Result<T, Fault>,
    ) -> Result<Vec<T>, Fault> {
        let mut statement = self.conn()?.prepare_cached(text).map_err(|e| self.fault(name, e))?;
        let mut rows = statement.query(params_from_iter(values)).map_err(|e| self.fault(name, e))?;
        let mut out = Vec::new();
        while let Some(row) = rows.next().map_err(|e| self.fault(name, e))? {
            out.push(read(&Row::Lite(row))?);
        }
        Ok(out)
    }

    pub fn control(&mut self, text: &str) -> Result<(), Fault> {
        let mut statement = self.conn()?.prepare_cached(text).map_err(|e| self.fault(text, e))?;
        statement.execute([]).map_err(|e| self.fault(text, e))?;
        Ok(())
    }

    pub fn batch(&mut self, text: &str) -> Result<(), Fault> {
        self.conn()?.execute_batch(text).map_err(|e| self.fault("migrate", e))
    }

    pub fn prepare_only(&mut self, text: &str) -> Result<(), Fault> {
        self.conn()?.prepare(text).map(|_| ()).map_err(|e| self.fault("prepare", e))
    }

    /// Closes the connection in the middle of its work, as a crash would.
    pub fn cut(&mut self) -> Result<(), Fault> {
        self.conn = None;
        Ok(())
    }

    fn reopen_if_cut(&mut self) -> Result<(), Fault> {
        if self.conn.is_none() {
            self.conn = Some(connect(&self.path, self.writes)?);
        }
        Ok(())
    }

    pub fn learn_constraints(&mut self) -> Result<(), Fault> {
        const UNIQUE: &str = "SELECT m.name, i.name, i.origin, \
             (SELECT group_concat(m.name || '.' || c.name, ', ') FROM pragma_index_info(i.name) c) \
             FROM sqlite_master m, pragma_index_list(m.name) i WHERE m.type = 'table' AND i.\"unique\" = 1";
        let mut found = HashMap::new();
        let read = &mut |row: &Row<'_>| {
            let (table, index, origin): (String, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
            let name = if origin == "pk" { format!("{table}_pkey") } else { index };
            if let Some(columns) = row.get::<Option<String>>(3)? {
                found.insert(columns, name);
            }
            Ok(())
        };
        self.query("learn constraints", UNIQUE, &[], read)?;
        self.constraints = found;
        Ok(())
    }

    fn fault(&self, doing: &str, error: rusqlite::Error) -> Fault {
        let kind = match &error {
            rusqlite::Error::SqliteFailure(code, message) => self.kind(code.code, message.as_deref().unwrap_or("")),
            _ => FaultKind::Other,
        };
        Fault::new(doing, kind, error)
    }

    fn kind(&self, code: rusqlite::ErrorCode, message: &str) -> FaultKind {
        use rusqlite::ErrorCode as E;
        match code {
            E::ConstraintViolation => {
                let about = message.split_once("failed: ").map_or(message, |(_, rest)| rest);
                let name = self.constraints.get(about).map_or(about, String::as_str);
                FaultKind::Constraint(name.to_string())
            }
            E::DatabaseBusy | E::DatabaseLocked => FaultKind::Again,
            _ => FaultKind::Other,
        }
    }
}

fn connect(path: &Path, writes: bool) -> Result<Connection, Fault> {
    let fault = |e: rusqlite::Error| Fault::other("open the database", e);
    let flags = if writes {
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE
    } else {
        OpenFlags::SQLITE_OPEN_READ_ONLY
    };
    let conn = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX).map_err(fault)?;
    conn.set_prepared_statement_cache_capacity(512);
    rusqlite::vtab::array::load_module(&conn).map_err(fault)?;
    conn.busy_timeout(std::time::Duration::from_secs(10)).map_err(fault)?;
    if writes {
        conn.execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000;")
            .map_err(fault)?;
    }
    conn.execute_batch("PRAGMA foreign_keys = ON; PRAGMA cache_size = -16000; PRAGMA temp_store = MEMORY;")
        .map_err(fault)?;
    Ok(conn)
}
