//! Forward-only migrations, kept in the binary. One text for both engines, column words replaced.

use super::fault::Fault;
use super::tx::{Conn, Tx};
use super::{Engine, dialect};

pub struct Migration {
    pub name: &'static str,
    pub text: &'static str,
}

crate::sql! {
    pub APPLIED = "SELECT name FROM schema_migration ORDER BY name";
    pub REMEMBER = "INSERT INTO schema_migration (name, applied_at) VALUES ($1, $2)";
}

/// Brings the database up to date; several nodes may start at once.
pub fn run(tx: &mut Tx, migrations: &[Migration]) -> Result<(), Fault> {
    match tx.engine() {
        Engine::Sqlite => tx.control("BEGIN IMMEDIATE")?,
        Engine::Postgres => {
            let schema = schema_of(tx)?;
            tx.control(&format!("BEGIN; SET LOCAL search_path TO \"{schema}\"; SELECT pg_advisory_xact_lock(710001)"))?;
        }
    }
    let done = apply(tx, migrations);
    tx.control(if done.is_ok() { "COMMIT" } else { "ROLLBACK" })?;
    done
}

fn apply(tx: &mut Tx, migrations: &[Migration]) -> Result<(), Fault> {
    batch(
        tx,
        "CREATE TABLE IF NOT EXISTS schema_migration (name {text} PRIMARY KEY, applied_at {instant} NOT NULL) {strict}",
    )?;
    let applied: Vec<String> = tx.list(&APPLIED, &[], |row| row.get(0))?;
    for migration in migrations {
        if applied.iter().any(|name| name == migration.name) {
            continue;
        }
        batch(tx, migration.text)?;
        let now = tx.now();
        tx.execute(&REMEMBER, &[&migration.name, &now])?;
    }
    Ok(())
}

fn batch(tx: &mut Tx, text: &str) -> Result<(), Fault> {
    let text = dialect::expand(text, tx.engine());
    match &mut tx.conn {
        Conn::Lite(lite) => lite.batch(&text),
        Conn::Pg(pg) => pg.control(&text),
    }
}

fn schema_of(tx: &Tx) -> Result<String, Fault> {
    match &tx.conn {
        Conn::Pg(pg) => Ok(pg.schema.clone()),
        Conn::Lite(_) => Err(Fault::other("migrate", "SQLite has no schema")),
    }
}
