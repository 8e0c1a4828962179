//! One SQL text on two engines. [`Tx`] is the only way to the database; every statement is a named
//! [`Sql`] in one list ([`STATEMENTS`]), so that a test can prepare all of them on both engines.

mod dialect;
mod fault;
mod lite;
pub mod migrate;
mod pg;
mod row;
#[cfg(test)]
mod tests;
mod tx;
mod value;

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::OnceLock;

use crate::act::Outcome;
use crate::clock::Clock;
use crate::ids::IdSource;
use crate::trouble::Trouble;

pub use dialect::Engine;
pub use fault::{Fault, FaultKind};
pub use row::{Cell, Column, Row};
pub use tx::{Probe, Strike, Tx};
pub use value::{Param, ValueRef};

/// A named statement. Made with [`sql!`](crate::sql), which also registers it.
pub struct Sql {
    pub name: &'static str,
    /// The module it stands in: tells which slice owns the tables it writes.
    pub module: &'static str,
    /// The text, with dialect words such as `{for update}` (see [`dialect`]).
    pub text: &'static str,
    pub lite: OnceLock<String>,
    pub pg: OnceLock<String>,
}

impl Sql {
    /// The text for one engine; worked out once.
    pub fn on(&self, engine: Engine) -> &str {
        match engine {
            Engine::Sqlite => self.lite.get_or_init(|| dialect::expand(self.text, engine)),
            Engine::Postgres => self.pg.get_or_init(|| dialect::expand(self.text, engine)),
        }
    }
}

/// Every statement of the product.
#[allow(unsafe_code)] // The list is a section of the binary.
#[linkme::distributed_slice]
pub static STATEMENTS: [&'static Sql];

/// Declares named statements: `sql! { pub FETCH = "SELECT …"; }`.
#[macro_export]
macro_rules! sql {
    ($($(#[$meta:meta])* $vis:vis $name:ident = $text:expr;)+) => { $(
        $(#[$meta])*
        $vis static $name: $crate::db::Sql = $crate::db::Sql {
            name: stringify!($name),
            module: module_path!(),
            text: $text,
            lite: ::std::sync::OnceLock::new(),
            pg: ::std::sync::OnceLock::new(),
        };
        #[allow(unsafe_code)]
        const _: () = {
            #[$crate::linkme::distributed_slice($crate::db::STATEMENTS)]
            #[linkme(crate = $crate::linkme)]
            static ENTRY: &$crate::db::Sql = &$name;
        };
    )+ };
}

/// The database: one SQLite file, or PostgreSQL.
#[derive(Clone)]
pub struct Db(Arc<Inner>);

enum Inner {
    Lite(lite::Lite),
    Pg(pg::Pg),
}

/// Where the database is.
#[derive(Clone, Debug)]
pub enum Place {
    Sqlite(std::path::PathBuf),
    /// A connection string and the schema that is this company.
    Postgres {
        url: String,
        schema: String,
        connections: usize,
    },
}

/// Work done inside one transaction; may be run again where the engine asks for it.
pub(crate) type Work<T> = Box<dyn Fn(&mut Tx) -> Outcome<T> + Send>;

impl Db {
    /// Opens the database and brings it up to the newest migration.
    pub async fn open(
        place: &Place,
        clock: Arc<dyn Clock>,
        ids: Arc<dyn IdSource>,
        migrations: &'static [migrate::Migration],
    ) -> Result<Db, Fault> {
        let inner = match place {
            Place::Sqlite(path) => Inner::Lite(lite::Lite::open(path, clock, ids, migrations)?),
            Place::Postgres { url, schema, connections } => {
                Inner::Pg(pg::Pg::open(url, schema, *connections, clock, ids, migrations).await?)
            }
        };
        Ok(Db(Arc::new(inner)))
    }

    pub fn engine(&self) -> Engine {
        match &*self.0 {
            Inner::Lite(_) => Engine::Sqlite,
            Inner::Pg(_) => Engine::Postgres,
        }
    }

    /// Runs `work` in one transaction and answers only after it is durable.
    /// A refusal, an error or a panic leaves nothing behind.
    pub fn write<T: Send + 'static>(
        &self,
        work: impl Fn(&mut Tx) -> Outcome<T> + Send + 'static,
    ) -> Pin<Box<dyn Future<Output = Outcome<T>> + Send + '_>> {
        match &*self.0 {
            Inner::Lite(lite) => Box::pin(lite.write(work)),
            Inner::Pg(pg) => Box::pin(pg.write(Box::new(work))),
        }
    }

    /// Runs `work` on one unchanging view of the data; it cannot write.
    pub fn read<T: Send + 'static>(
        &self,
        work: impl Fn(&mut Tx) -> Outcome<T> + Send + 'static,
    ) -> Pin<Box<dyn Future<Output = Outcome<T>> + Send + '_>> {
        match &*self.0 {
            Inner::Lite(lite) => Box::pin(lite.read(Box::new(work))),
            Inner::Pg(pg) => Box::pin(pg.read(Box::new(work))),
        }
    }

    /// Writes a consistent copy of an SQLite database to `target` while work goes on.
    pub async fn copy_to(&self, target: std::path::PathBuf) -> Result<(), Trouble> {
        match &*self.0 {
            Inner::Lite(lite) => lite.copy_to(target).await,
            Inner::Pg(_) => Err(Fault::new("backup", FaultKind::Other, "use pg_dump for PostgreSQL").into()),
        }
    }
}
