//! PostgreSQL: a bounded pool of connections, each act on a blocking thread, retried where the engine asks.
//! A company is a schema: names are never qualified, and `search_path` is set in each transaction, so
//! that a transaction pooler may stand in front.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use postgres_types::ToSql;
use tokio::runtime::Handle;
use tokio::sync::Semaphore;
use tokio_postgres::error::SqlState;
use tokio_postgres::{Client, NoTls, Statement};

use super::Work;
use super::fault::{Fault, FaultKind};
use super::migrate::{self, Migration};
use super::row::Row;
use super::tx::{Conn, Tx, whole};
use super::value::ValueRef;
use crate::act::Outcome;
use crate::clock::Clock;
use crate::ids::IdSource;

/// How often an act is run when the engine keeps asking for it.
const RUNS_MAX: u32 = 8;

pub(super) struct Pg(Arc<Pool>);

struct Pool {
    url: String,
    schema: String,
    free: Mutex<Vec<Tx>>,
    permits: Semaphore,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn IdSource>,
    handle: Handle,
}

impl Pg {
    pub async fn open(
        url: &str,
        schema: &str,
        connections: usize,
        clock: Arc<dyn Clock>,
        ids: Arc<dyn IdSource>,
        migrations: &'static [Migration],
    ) -> Result<Pg, Fault> {
        let plain = schema.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
        if schema.is_empty() || !plain {
            return Err(Fault::other("open the database", "a schema name has only a-z, 0-9 and _"));
        }
        let pool = Arc::new(Pool {
            url: url.to_string(),
            schema: schema.to_string(),
            free: Mutex::new(Vec::new()),
            permits: Semaphore::new(connections.max(1)),
            clock,
            ids,
            handle: Handle::current(),
        });
        let at_work = pool.clone();
        let migrated = tokio::task::spawn_blocking(move || {
            let mut tx = at_work.take()?;
            let made = format!("CREATE SCHEMA IF NOT EXISTS \"{}\"", at_work.schema);
            tx.control(&made)?;
            migrate::run(&mut tx, migrations)?;
            at_work.give(tx);
            Ok::<(), Fault>(())
        });
        migrated.await.map_err(|e| Fault::other("migrate", e))??;
        Ok(Pg(pool))
    }

    pub async fn write<T: Send + 'static>(&self, work: Work<T>) -> Outcome<T> {
        self.run(work, "").await
    }

    pub async fn read<T: Send + 'static>(&self, work: Work<T>) -> Outcome<T> {
        self.run(work, "ISOLATION LEVEL REPEATABLE READ READ ONLY").await
    }

    async fn run<T: Send + 'static>(&self, work: Work<T>, mode: &'static str) -> Outcome<T> {
        let pool = self.0.clone();
        let wait = tokio::time::timeout(Duration::from_secs(10), self.0.permits.acquire()).await;
        let busy = || Fault::new("write", FaultKind::Busy, "too many acts are waiting");
        let _permit = wait.map_err(|_| busy())?.map_err(|_| busy())?;
        // Spawned, so that a caller who goes away never cuts a running commit.
        tokio::task::spawn_blocking(move || pool.run(&work, mode)).await.map_err(|e| Fault::other("write", e))?
    }
}

impl Pool {
    fn take(&self) -> Result<Tx, Fault> {
        let kept = self.free.lock().unwrap_or_else(PoisonError::into_inner).pop();
        if let Some(tx) = kept {
            return Ok(tx);
        }
        let conn = PgConn::open(&self.url, &self.schema, self.handle.clone())?;
        Ok(Tx::new(Conn::Pg(conn), self.clock.clone(), self.ids.clone()))
    }

    fn give(&self, tx: Tx) {
        if let Conn::Pg(pg) = &tx.conn
            && !pg.client.is_closed()
        {
            self.free.lock().unwrap_or_else(PoisonError::into_inner).push(tx);
        }
    }

    fn run<T>(&self, work: &Work<T>, mode: &str) -> Outcome<T> {
        let mut runs = 0;
        loop {
            runs += 1;
            let done = self.run_once(work, mode);
            match &done {
                Err(trouble) if trouble.may_run_again() && runs < RUNS_MAX => {
                    std::thread::sleep(Duration::from_millis(u64::from(runs * runs) * 3));
                }
                _ => return done,
            }
        }
    }

    fn run_once<T>(&self, work: &Work<T>, mode: &str) -> Outcome<T> {
        let mut tx = self.take()?;
        tx.fresh();
        let begin = format!("BEGIN {mode}; SET LOCAL search_path TO \"{}\"", self.schema);
        tx.control(&begin)?;
        let done = match catch_unwind(AssertUnwindSafe(|| work(&mut tx))) {
            Ok(done) => whole(&tx, done),
            Err(_) => Err(Fault::new("act", FaultKind::Panic, "the act panicked").into()),
        };
        let done = match done {
            Ok(done) => tx.control("COMMIT").map(|()| done).map_err(|fault| unconfirmed(fault).into()),
            Err(trouble) => {
                // A connection that cannot roll back is closed and so rolls back.
                if tx.control("ROLLBACK").is_err() {
                    return Err(trouble);
                }
                Err(trouble)
            }
        };
        self.give(tx);
        done
    }
}

/// A connection lost during COMMIT: the act may stand or not, so it is never run again blindly.
fn unconfirmed(mut fault: Fault) -> Fault {
    if fault.kind == FaultKind::Lost {
        fault.kind = FaultKind::Unconfirmed;
    }
    fault
}

pub(super) struct PgConn {
    client: Client,
    handle: Handle,
    url: String,
    pub(super) schema: String,
    statements: HashMap<String, Statement>,
}

impl PgConn {
    fn open(url: &str, schema: &str, handle: Handle) -> Result<PgConn, Fault> {
        let connect = async {
            let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
            tokio::spawn(async move {
                if let Err(error) = connection.await {
                    tracing::debug!(%error, "a database connection ended");
                }
            });
            Ok::<Client, tokio_postgres::Error>(client)
        };
        let client = handle.block_on(connect).map_err(|e| fault("connect", e))?;
        Ok(PgConn { client, handle, url: url.to_string(), schema: schema.to_string(), statements: HashMap::new() })
    }

    fn prepared(&mut self, name: &str, text: &str) -> Result<Statement, Fault> {
        if let Some(known) = self.statements.get(text) {
            return Ok(known.clone());
        }
        let made = self.handle.block_on(self.client.prepare(text)).map_err(|e| fault(name, e))?;
        if self.statements.len() >= 1024 {
            self.statements.clear();
        }
        self.statements.insert(text.to_string(), made.clone());
        Ok(made)
    }

    pub fn execute(&mut self, name: &str, text: &str, values: &[ValueRef<'_>]) -> Result<u64, Fault> {
        let statement = self.prepared(name, text)?;
        let params: Vec<&(dyn ToSql + Sync)> = values.iter().map(|v| v as &(dyn ToSql + Sync)).collect();
        self.handle.block_on(self.client.execute(&statement, &params)).map_err(|e| fault(name, e))
    }

    pub fn query<T>(
        &mut self,
        name: &str,
        text: &str,
        values: &[ValueRef<'_>],
        read: &mut dyn FnMut(&Row<'_>) -> Result<T, Fault>,
    ) -> Result<Vec<T>, Fault> {
        let statement = self.prepared(name, text)?;
        let params: Vec<&(dyn ToSql + Sync)> = values.iter().map(|v| v as &(dyn ToSql + Sync)).collect();
        let rows = self.handle.block_on(self.client.query(&statement, &params)).map_err(|e| fault(name, e))?;
        rows.iter().map(|row| read(&Row::Pg(row))).collect()
    }

    pub fn control(&mut self, text: &str) -> Result<(), Fault> {
        self.handle.block_on(self.client.batch_execute(text)).map_err(|e| fault(text, e))
    }

    pub fn prepare_only(&mut self, text: &str) -> Result<(), Fault> {
        self.handle.block_on(self.client.prepare(text)).map(|_| ()).map_err(|e| fault("prepare", e))
    }

    /// Ends this connection's own backend from a second one, as a crash of the server would.
    pub fn cut(&mut self) -> Result<(), Fault> {
        let row = self.handle.block_on(self.client.query_one("SELECT pg_backend_pid()", &[]));
        let pid: i32 = row.map_err(|e| fault("cut", e))?.get(0);
        let other = PgConn::open(&self.url, &self.schema, self.handle.clone())?;
        let ended = self.handle.block_on(other.client.execute("SELECT pg_terminate_backend($1)", &[&pid]));
        ended.map(|_| ()).map_err(|e| fault("cut", e))
    }
}

fn fault(doing: &str, error: tokio_postgres::Error) -> Fault {
    let kind = match error.as_db_error() {
        Some(db) => match db.code() {
            c if *c == SqlState::T_R_SERIALIZATION_FAILURE || *c == SqlState::T_R_DEADLOCK_DETECTED => FaultKind::Again,
            c if *c == SqlState::ADMIN_SHUTDOWN || *c == SqlState::CRASH_SHUTDOWN => FaultKind::Lost,
            _ => db.constraint().map_or(FaultKind::Other, |name| FaultKind::Constraint(name.to_string())),
        },
        None if error.is_closed() || is_io(&error) => FaultKind::Lost,
        None => FaultKind::Other,
    };
    Fault::new(doing, kind, error)
}

fn is_io(error: &tokio_postgres::Error) -> bool {
    std::error::Error::source(error).is_some_and(|source| source.is::<std::io::Error>())
}
