use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use papers::read::{CustomerHint, Directory};
use platform::act::{App, Config};
use platform::clock::FixedClock;
use platform::db::{Db, Place};
use platform::files::Files;
use platform::history;
use platform::i18n::Lang;
use platform::ids::{Id, IdSource, SeededIds};
use platform::money::{Currency, Money};
use platform::quantity::Quantity;
use platform::trouble::Trouble;
use platform::who::{Person, Role, Roles, Via};

use super::block::Block;
use super::edit_contact::{ChangeContact, Contact};
use super::edit_terms::{ChangeTerms, Terms};
use super::import::CHUNK;
use super::steps::CustomerState;
use super::*;

mod acts;
mod find;
mod import;
mod moves;
mod pages;
mod plant;
mod proof;

/// An empty company on SQLite, with its manager, somebody of finance and a specialist.
struct Desk {
    app: App,
    folder: std::path::PathBuf,
    manager: Person,
    finance: Person,
    specialist: Person,
    executive: Person,
}

static DESKS: AtomicU32 = AtomicU32::new(0);

impl Desk {
    async fn open() -> Desk {
        let number = DESKS.fetch_add(1, Ordering::SeqCst);
        let folder = std::env::temp_dir().join(format!("lidan-masters-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let clock = Arc::new(FixedClock::at("2026-11-19T08:30:00+08:00".parse().unwrap()));
        let ids = Arc::new(SeededIds::new(u64::from(number)));
        let place = Place::Sqlite(folder.join("lidan.db"));
        let db = Db::open(&place, clock.clone(), ids.clone(), crate::MIGRATIONS).await.unwrap();
        let config = Config {
            data_dir: folder.clone(),
            public_url: "http://desk.example".into(),
            secure: false,
            demo: true,
            smtp: None,
            zone: "Asia/Taipei".into(),
            seal_key: vec![1; 32],
        };
        let files = Files::at(&folder.join("files"));
        let person = |name: &str, role: Role| Person {
            id: ids.new_id("2026-11-19T08:30:00+08:00".parse().unwrap()),
            login: name.into(),
            name: name.into(),
            roles: Roles::none().with(role),
            lang: Lang::Hant,
            via: Via::User,
        };
        let (manager, finance) = (person("manager", Role::Manager), person("finance", Role::Finance));
        let specialist = person("specialist", Role::Specialist);
        let executive = person("executive", Role::Executive);
        let app = App::new(db, clock, ids, files, config);
        Desk { app, folder, manager, finance, specialist, executive }
    }

    async fn fitted_out() -> Desk {
        let desk = Desk::open().await;
        demo(&desk.app, &desk.manager, &desk.finance, &desk.executive).await.unwrap();
        desk
    }

    async fn imports(&self, kind: Kind, text: &str) -> ImportReport {
        let who = if kind == Kind::Customers { &self.finance } else { &self.manager };
        import(&self.app, who, kind, text.as_bytes().to_vec(), "list.csv", false).await.unwrap()
    }

    /// An import whose prices the executive accepts.
    async fn priced(&self, text: &str) {
        let table = (Kind::Products, text.as_bytes(), "list.csv");
        import_priced(&self.app, &self.manager, &self.executive, table).await.unwrap();
    }

    async fn checks(&self, kind: Kind, text: &str) -> ImportReport {
        let who = if kind == Kind::Customers { &self.finance } else { &self.manager };
        import(&self.app, who, kind, text.as_bytes().to_vec(), "list.csv", true).await.unwrap()
    }

    async fn read<T: Send + 'static>(
        &self,
        work: impl Fn(&mut platform::Tx) -> platform::Outcome<T> + Send + 'static,
    ) -> T {
        self.app.read(work).await.unwrap()
    }

    async fn skus(&self, query: &'static str) -> Vec<String> {
        let found = self.read(move |tx| find_products(tx, query, 50)).await;
        found.into_iter().map(|product| product.sku).collect()
    }

    async fn codes(&self, query: &'static str) -> Vec<String> {
        let found = self.read(move |tx| find_customers(tx, query, 50)).await;
        found.into_iter().map(|customer| customer.code).collect()
    }

    async fn customer(&self, code: &'static str) -> Customer {
        self.read(move |tx| customer_by_code(tx, code)).await.unwrap()
    }

    async fn product(&self, sku: &'static str) -> Product {
        self.read(move |tx| product_by_sku(tx, sku)).await.unwrap()
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn whole(units: i64) -> Quantity {
    Quantity::whole(units).unwrap()
}
