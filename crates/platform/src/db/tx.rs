//! A transaction. Plain synchronous code; the clock, the ids and the database come from here.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::sync::Arc;

use super::dialect::Engine;
use super::fault::{Fault, FaultKind};
use super::lite::LiteConn;
use super::pg::PgConn;
use super::row::Row;
use super::value::{Param, ValueRef};
use super::{Sql, dialect};
use crate::act::Outcome;
use crate::clock::Clock;
use crate::day::Instant;
use crate::ids::{Id, IdSource};
use crate::trouble::Trouble;

pub struct Tx {
    pub(super) conn: Conn,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn IdSource>,
    now: Instant,
    /// A statement failed and was not undone: this transaction may not commit.
    broken: bool,
    /// Statements run since the transaction began.
    statements: u64,
    attempts: u32,
    probe: Option<Probe>,
    /// What this transaction has read and may ask for again, by its type.
    kept: HashMap<TypeId, Box<dyn Any + Send>>,
}

pub(super) enum Conn {
    Lite(LiteConn),
    Pg(PgConn),
}

/// Makes one statement of a transaction fail, to show that nothing is left behind. Tests only.
#[derive(Clone, Copy, Debug)]
pub struct Probe {
    /// The statement to strike, counted from 1.
    pub at: u64,
    pub strike: Strike,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strike {
    Error,
    Panic,
    /// The connection is gone: on PostgreSQL its backend is ended, on SQLite the connection closed.
    Cut,
}

impl Tx {
    pub(super) fn new(conn: Conn, clock: Arc<dyn Clock>, ids: Arc<dyn IdSource>) -> Tx {
        let now = clock.now();
        Tx { conn, clock, ids, now, broken: false, statements: 0, attempts: 0, probe: None, kept: HashMap::new() }
    }

    /// Forgets the last transaction: called where a new one begins.
    pub(super) fn fresh(&mut self) {
        self.now = self.clock.now();
        self.broken = false;
        self.statements = 0;
        self.attempts = 0;
        self.probe = None;
        self.kept.clear();
    }

    pub(super) fn is_broken(&self) -> bool {
        self.broken
    }

    pub fn engine(&self) -> Engine {
        match self.conn {
            Conn::Lite(_) => Engine::Sqlite,
            Conn::Pg(_) => Engine::Postgres,
        }
    }

    /// The instant at which this transaction began; one for the whole transaction.
    pub fn now(&self) -> Instant {
        self.now
    }

    pub fn new_id(&self) -> Id {
        self.ids.new_id(self.now)
    }

    pub fn new_token(&self) -> crate::ids::Token {
        self.ids.new_token()
    }

    /// What [`Tx::keep`] kept of this type since the transaction began.
    pub fn kept<T: Clone + 'static>(&self) -> Option<T> {
        self.kept.get(&TypeId::of::<T>()).and_then(|kept| kept.downcast_ref::<T>()).cloned()
    }

    /// Keeps what was read until the transaction ends, so that an act asks once. Whoever writes what `T` was read from
    /// calls [`Tx::forget`].
    pub fn keep<T: Send + 'static>(&mut self, read: T) {
        self.kept.insert(TypeId::of::<T>(), Box::new(read));
    }

    pub fn forget<T: 'static>(&mut self) {
        self.kept.remove(&TypeId::of::<T>());
    }

    pub fn statements(&self) -> u64 {
        self.statements
    }

    /// Arms a failure at a later statement of this transaction.
    pub fn arm(&mut self, probe: Probe) {
        self.probe = Some(probe);
    }

    /// Runs a statement that answers no rows; returns how many rows it touched.
    pub fn execute(&mut self, sql: &Sql, params: &[&dyn Param]) -> Result<u64, Fault> {
        self.strike(sql.name)?;
        let values: Vec<ValueRef<'_>> = params.iter().map(|p| p.value()).collect();
        let done = match &mut self.conn {
            Conn::Lite(lite) => lite.execute(sql.name, sql.on(Engine::Sqlite), &values),
            Conn::Pg(pg) => pg.execute(sql.name, sql.on(Engine::Postgres), &values),
        };
        self.broken |= done.is_err();
        done
    }

    /// All rows of an answer. The statement itself limits how many there can be.
    pub fn list<T>(
        &mut self,
        sql: &Sql,
        params: &[&dyn Param],
        read: impl FnMut(&Row<'_>) -> Result<T, Fault>,
    ) -> Result<Vec<T>, Fault> {
        let text = match self.engine() {
            engine @ Engine::Sqlite => sql.on(engine),
            engine @ Engine::Postgres => sql.on(engine),
        };
        self.rows(sql.name, text, params, read)
    }

    /// The rows of a statement put together from registered parts (the lists).
    pub fn list_built<T>(
        &mut self,
        name: &str,
        text: &str,
        params: &[&dyn Param],
        read: impl FnMut(&Row<'_>) -> Result<T, Fault>,
    ) -> Result<Vec<T>, Fault> {
        let text = dialect::expand(text, self.engine());
        self.rows(name, &text, params, read)
    }

    fn rows<T>(
        &mut self,
        name: &str,
        text: &str,
        params: &[&dyn Param],
        mut read: impl FnMut(&Row<'_>) -> Result<T, Fault>,
    ) -> Result<Vec<T>, Fault> {
        self.strike(name)?;
        let values: Vec<ValueRef<'_>> = params.iter().map(|p| p.value()).collect();
        let done = match &mut self.conn {
            Conn::Lite(lite) => lite.query(name, text, &values, &mut read),
            Conn::Pg(pg) => pg.query(name, text, &values, &mut read),
        };
        self.broken |= done.is_err();
        done
    }

    /// The first row, if there is one.
    pub fn maybe<T>(
        &mut self,
        sql: &Sql,
        params: &[&dyn Param],
        read: impl FnMut(&Row<'_>) -> Result<T, Fault>,
    ) -> Result<Option<T>, Fault> {
        Ok(self.list(sql, params, read)?.into_iter().next())
    }

    /// The one row that must be there.
    pub fn one<T>(
        &mut self,
        sql: &Sql,
        params: &[&dyn Param],
        read: impl FnMut(&Row<'_>) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        self.maybe(sql, params, read)?.ok_or_else(|| Fault::other(sql.name, "no row where one must be"))
    }

    /// Runs `part` so that its failure undoes only itself.
    pub fn attempt<T>(&mut self, part: impl FnOnce(&mut Tx) -> Outcome<T>) -> Outcome<T> {
        self.attempts += 1;
        let name = format!("attempt_{}", self.attempts);
        let was_broken = self.broken;
        self.control(&format!("SAVEPOINT {name}"))?;
        let done = part(self);
        if done.is_ok() && self.broken == was_broken {
            self.control(&format!("RELEASE SAVEPOINT {name}"))?;
            return done;
        }
        self.control(&format!("ROLLBACK TO SAVEPOINT {name}"))?;
        self.control(&format!("RELEASE SAVEPOINT {name}"))?;
        self.broken = was_broken;
        self.kept.clear(); // It may have been read from what was just undone.
        match done {
            Ok(_) => Err(Fault::new("attempt", FaultKind::Broken, "an error was swallowed").into()),
            Err(trouble) => Err(trouble),
        }
    }

    /// BEGIN, SAVEPOINT and the like.
    pub(super) fn control(&mut self, text: &str) -> Result<(), Fault> {
        match &mut self.conn {
            Conn::Lite(lite) => lite.control(text),
            Conn::Pg(pg) => pg.control(text),
        }
    }

    /// Prepares a statement without running it: the test of all statements on both engines.
    pub fn prepare_only(&mut self, text: &str) -> Result<(), Fault> {
        let text = dialect::expand(text, self.engine());
        match &mut self.conn {
            Conn::Lite(lite) => lite.prepare_only(&text),
            Conn::Pg(pg) => pg.prepare_only(&text),
        }
    }

    fn strike(&mut self, name: &str) -> Result<(), Fault> {
        self.statements += 1;
        let Some(probe) = self.probe else { return Ok(()) };
        if self.statements != probe.at {
            return Ok(());
        }
        match probe.strike {
            Strike::Panic => panic!("struck at statement {}: {name}", probe.at),
            Strike::Error => {
                self.broken = true;
                Err(Fault::other(name, format!("struck at statement {}", probe.at)))
            }
            Strike::Cut => {
                self.broken = true;
                match &mut self.conn {
                    Conn::Lite(lite) => lite.cut()?,
                    Conn::Pg(pg) => pg.cut()?,
                }
                // PostgreSQL learns of it at the next statement; SQLite's connection is closed already.
                Ok(())
            }
        }
    }
}

/// Only a whole transaction commits.
pub(super) fn whole<T>(tx: &Tx, done: Outcome<T>) -> Outcome<T> {
    match done {
        Ok(_) if tx.is_broken() => {
            Err(Trouble::Fault(Fault::new("commit", FaultKind::Broken, "a failed statement was swallowed")))
        }
        other => other,
    }
}
