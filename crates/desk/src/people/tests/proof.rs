//! Steps and rules about people that no other test would miss.

use axum::http::StatusCode;
use platform::who::Role;

use super::super::delegate::Delegate;
use super::super::deputy::Kind;
use super::super::grant::Grant;
use super::{House, instant, refused, rules};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c1_2_a_role_that_is_given_holds_and_one_that_is_taken_does_not() {
    for house in House::on_each_engine().await {
        house.peopled().await;
        for (lock, role, other) in [(1, Role::Warehouse, Role::Specialist), (2, Role::Specialist, Role::Warehouse)] {
            let act = Grant { person: house.id("wang").await, roles: [role].into_iter().collect(), lock };
            house.does("admin", act).await.unwrap();
            let wang = house.person("wang").await;
            assert!(wang.is(role) && !wang.is(other), "{role}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c1_2_who_lost_his_password_chooses_another_by_his_new_link() {
    const OTHER: &str = "another+sentence+nobody+guesses";
    for house in House::on_each_engine().await {
        house.peopled().await;
        let cookie = house.logs_in("admin", "demo").await;
        let shown = house.post(&format!("/people/{}/link", house.id("wang").await), &cookie, "").await;
        assert_eq!(shown.status, StatusCode::OK);
        let from = shown.body.find("/welcome/").expect("the link is shown");
        let link: String = shown.body[from..].chars().take_while(|c| !"\"<& ".contains(*c)).collect();
        let chosen = house.post(&link, "", &format!("password={OTHER}&again={OTHER}")).await;
        assert_eq!(chosen.status, StatusCode::SEE_OTHER, "{}", chosen.body);
        house.logs_in("wang", OTHER).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c1_3_4_nothing_is_handed_over_for_a_time_that_is_past() {
    for house in House::on_each_engine().await {
        house.peopled().await;
        let act = Delegate {
            kind: Kind::Manager,
            deputy: house.id("deputy").await,
            starts_at: Some(instant("2026-11-18T08:30:00+08:00")),
            ends_at: instant("2026-11-20T17:30:00+08:00"),
            ground: "年假".into(),
        };
        let no = refused(house.does("manager", act).await);
        assert_eq!((rules(&no), no.clauses()), (vec!["people.delegate_forward"], vec!["1.3.4"]));
    }
}
