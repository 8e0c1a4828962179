use platform::Trouble;
use platform::act::{Act, Outcome};
use platform::db::{Probe, Strike};
use platform::history::{self, ADMINISTRATION};
use platform::ids::Id;
use platform::who::{Role, Roles};

use super::super::appoint::Appoint;
use super::super::deactivate::{Deactivate, Reactivate};
use super::super::grant::Grant;
use super::{House, refused, rules};

platform::sql! {
    REFUSALS = "SELECT COUNT(*) FROM refusal";
    SESSIONS = "SELECT COUNT(*) FROM session";
    PEOPLE = "SELECT COUNT(*) FROM person";
    LOCKS = "SELECT CAST(SUM(lock) AS BIGINT) FROM person WHERE active";
    LOCK = "SELECT lock FROM person WHERE id = $1";
}

async fn grants(house: &House, who: &'static str, to: &'static str, roles: &[Role]) -> Outcome<()> {
    let person = house.id(to).await;
    let lock = house.read(move |tx| Ok(tx.one(&LOCK, &[&person], |row| row.get(0))?)).await;
    house.does(who, Grant { person, roles: roles.iter().copied().collect(), lock }).await
}

/// A second administrator, who has chosen his password.
async fn second_admin(house: &House) {
    grants(house, "admin", "employee", &[Role::Admin]).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c1_2_nobody_is_without_a_role() {
    for house in House::on_each_engine().await {
        house.peopled().await;
        let no = refused(grants(&house, "admin", "chen", &[]).await);
        assert_eq!((no.clauses(), rules(&no)), (vec!["1.2"], vec!["people.some_role"]));
        assert!(house.person("chen").await.is(Role::Specialist), "nothing changed");
        assert_eq!(house.count(&REFUSALS).await, 1, "and the refusal is kept");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c1_2_only_an_administrator_gives_roles() {
    for house in House::on_each_engine().await {
        house.peopled().await;
        for login in ["manager", "executive", "chen", "auditor"] {
            let no = grants(&house, login, "wang", &[Role::Finance]).await;
            assert!(matches!(no, Err(Trouble::Forbidden { clause: "1.2", .. })), "{login}: {no:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c1_3_4_nobody_grants_himself_a_role() {
    for house in House::on_each_engine().await {
        house.peopled().await;
        let no = refused(grants(&house, "admin", "admin", &[Role::Admin, Role::Employee]).await);
        assert_eq!((no.clauses(), rules(&no)), (vec!["1.3.4"], vec!["people.not_oneself"]));
        second_admin(&house).await;
        let no = refused(house.does("admin", Appoint { person: house.id("admin").await }).await);
        assert_eq!(rules(&no), ["people.not_oneself", "people.admin_apart"]);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c1_3_4_administration_and_deciding_exclude_each_other() {
    for house in House::on_each_engine().await {
        house.peopled().await;
        for role in Role::DECIDING.iter().filter(|role| **role != Role::Manager) {
            let no = refused(grants(&house, "admin", "chen", &[Role::Admin, *role]).await);
            assert_eq!(rules(&no), ["people.admin_apart"], "{role}");
        }
        let no = refused(grants(&house, "admin", "manager", &[Role::Manager, Role::Admin]).await);
        assert_eq!(rules(&no), ["people.admin_apart"]);
        second_admin(&house).await;
        let no = refused(house.does("admin", Appoint { person: house.id("employee").await }).await);
        assert_eq!(rules(&no), ["people.admin_apart"]);
        grants(&house, "admin", "chen", &[Role::Admin, Role::Warehouse]).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c1_2_the_last_administrator_stays() {
    for house in House::on_each_engine().await {
        house.peopled().await;
        let admin = house.id("admin").await;
        let no = refused(grants(&house, "admin", "admin", &[Role::Employee]).await);
        assert_eq!(rules(&no), ["people.not_oneself", "people.last_admin"]);
        let no = refused(house.does("admin", Deactivate { person: admin }).await);
        assert_eq!((no.clauses(), rules(&no)), (vec!["1.2"], vec!["people.last_admin"]));

        second_admin(&house).await;
        let employee = house.id("employee").await;
        house.does("admin", Deactivate { person: employee }).await.unwrap();
        house.does("admin", Reactivate { person: employee }).await.unwrap();
        let no = refused(house.does("admin", Deactivate { person: admin }).await);
        assert_eq!(rules(&no), ["people.last_admin"], "the other one has no password yet");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c2_1_there_is_one_manager_and_never_none() {
    for house in House::on_each_engine().await {
        house.peopled().await;
        let no = refused(grants(&house, "admin", "chen", &[Role::Specialist, Role::Manager]).await);
        assert_eq!((no.clauses(), rules(&no)), (vec!["2.1"], vec!["people.one_manager"]));
        let no = refused(grants(&house, "admin", "manager", &[Role::Specialist]).await);
        assert_eq!(rules(&no), ["people.manager_stays"]);
        let no = refused(house.does("admin", Deactivate { person: house.id("manager").await }).await);
        assert_eq!(rules(&no), ["people.manager_stays"]);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_administrators_at_one_person_the_second_is_told() {
    for house in House::on_each_engine().await {
        house.peopled().await;
        let chen = house.id("chen").await;
        let act = |roles: &[Role]| Grant { person: chen, roles: roles.iter().copied().collect::<Roles>(), lock: 1 };
        house.does("admin", act(&[Role::Specialist, Role::Quality])).await.unwrap();
        let late = house.does("admin", act(&[Role::Specialist, Role::Logistics])).await;
        assert!(matches!(&late, Err(Trouble::Stale(stale)) if stale.about == chen), "{late:?}");
        assert!(house.person("chen").await.is(Role::Quality));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c1_2_who_leaves_is_out_at_once() {
    for house in House::on_each_engine().await {
        house.peopled().await;
        let cookie = house.logs_in("chen", "demo").await;
        assert_eq!(house.get("/organisation", &cookie).await.status, 200);
        let chen = house.id("chen").await;
        house.does("admin", Deactivate { person: chen }).await.unwrap();
        assert_eq!(house.get("/organisation", &cookie).await.status, 303, "to the log-in");
        assert_eq!(house.count(&SESSIONS).await, 0);
        let gone = house.app.read(move |tx| super::super::fetch(tx, chen)).await;
        assert!(matches!(gone, Err(Trouble::Hidden)));
        assert_eq!(house.read(move |tx| super::super::name_of(tx, chen)).await, "陳專員", "the records know him");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c1_2_who_comes_back_has_his_place_and_needs_a_new_password() {
    for house in House::on_each_engine().await {
        house.peopled().await;
        let person = house.id("chen").await;
        let early = refused(house.does("admin", Reactivate { person }).await);
        assert_eq!(rules(&early), ["step.state"]);
        house.does("admin", Deactivate { person }).await.unwrap();
        house.does("admin", Reactivate { person }).await.unwrap();
        assert!(house.person("chen").await.is(Role::Specialist));
        assert_eq!(house.post("/login", "", "login=chen&password=demo").await.status, 400, "the old one is gone");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c1_3_4_every_change_stands_in_the_chain_with_who_and_clause() {
    for house in House::on_each_engine().await {
        house.peopled().await;
        let before = house.read(|tx| history::page(tx, ADMINISTRATION, i64::MAX, 1)).await[0].seq;
        grants(&house, "admin", "chen", &[Role::Specialist, Role::Quality]).await.unwrap();
        let last = house.read(|tx| history::page(tx, ADMINISTRATION, i64::MAX, 1)).await.remove(0);
        assert_eq!((last.seq, last.step.as_str(), last.clause.as_str()), (before + 1, "people.grant", "1.2"));
        assert_eq!((last.who_name.as_str(), last.via.as_str()), ("洪管理員", "user"));
        assert_eq!(last.body["after"], serde_json::json!(["specialist", "quality"]));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_fails_between_two_statements_leaves_nothing() {
    for house in House::on_each_engine().await {
        house.peopled().await;
        let (chen, admin) = (house.id("chen").await, house.person("admin").await);
        let people = house.count(&PEOPLE).await;
        let whole = strikes(&house, chen, &admin, u64::MAX).await.expect("unharmed it goes through");
        assert!(whole > 8, "an act of several statements");
        house.does("admin", Reactivate { person: chen }).await.unwrap();
        let locks = house.count(&LOCKS).await;
        for at in 1..=whole {
            let struck = strikes(&house, chen, &admin, at).await;
            assert!(matches!(struck, Err(Trouble::Fault(_))), "statement {at}");
            assert_eq!(house.count(&LOCKS).await, locks, "statement {at}");
            assert!(house.person("chen").await.is(Role::Specialist), "statement {at}");
        }
        assert_eq!(house.count(&PEOPLE).await, people);
    }
}

/// Deactivates with a failure at a statement; how many there were.
async fn strikes(house: &House, person: Id, who: &platform::who::Person, at: u64) -> Outcome<u64> {
    let who = who.clone();
    let work = move |tx: &mut platform::Tx| {
        tx.arm(Probe { at, strike: Strike::Error });
        Deactivate { person }.run(tx, &who)?;
        Ok(tx.statements())
    };
    house.app.0.db.write(work).await
}
