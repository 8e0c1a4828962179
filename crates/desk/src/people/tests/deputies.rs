use platform::Trouble;
use platform::act::Outcome;
use platform::ids::Id;
use platform::who::Role;

use super::super::appoint::Appoint;
use super::super::delegate::Delegate;
use super::super::deputy::Kind;
use super::super::end_delegation::EndDelegation;
use super::super::grant::Grant;
use super::{House, instant, refused, rules};

/// From and to, in the company's clock time of one day or with a date before it.
async fn hands_over(
    house: &House,
    who: &'static str,
    to: &'static str,
    kind: Kind,
    from: &str,
    till: &str,
) -> Outcome<Id> {
    let act = Delegate {
        kind,
        deputy: house.id(to).await,
        starts_at: Some(instant(from)),
        ends_at: instant(till),
        ground: "年假".into(),
    };
    house.does(who, act).await
}

const EIGHT: &str = "2026-11-20T08:30:00+08:00";
const NOON: &str = "2026-11-20T12:00:00+08:00";
const EVENING: &str = "2026-11-20T17:30:00+08:00";

async fn acts(house: &House, login: &'static str) -> bool {
    let id = house.id(login).await;
    house.read(move |tx| super::super::is_acting_manager(tx, id)).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c2_1_the_hand_over_is_exact_to_the_instant() {
    for house in House::on_each_engine().await {
        house.peopled().await;
        hands_over(&house, "manager", "deputy", Kind::Manager, EIGHT, EVENING).await.unwrap();
        for (at, acting) in [
            ("2026-11-20T08:29:59.999999+08:00", "manager"),
            (EIGHT, "deputy"),
            ("2026-11-20T17:29:59.999999+08:00", "deputy"),
            (EVENING, "manager"),
        ] {
            house.at(at);
            assert_eq!(house.acting().await, acting, "{at}");
            assert_eq!(acts(&house, "manager").await, acting == "manager", "{at}");
            assert_eq!(acts(&house, "deputy").await, acting == "deputy", "{at}");
            let (manager, deputy) = (house.person("manager").await, house.person("deputy").await);
            assert_eq!(manager.is(Role::Manager), acting == "manager", "roles are those in force at {at}");
            assert_eq!(deputy.is(Role::Manager), acting == "deputy", "roles are those in force at {at}");
            assert!(deputy.is(Role::Specialist), "he stays what he is");
            let named = house.read(|tx| super::super::persons_with(tx, Role::Manager)).await;
            assert_eq!(named.len(), 1, "exactly one acting manager at {at}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c2_1_while_it_runs_the_principal_can_only_end_it() {
    for house in House::on_each_engine().await {
        house.peopled().await;
        let given = hands_over(&house, "manager", "deputy", Kind::Manager, EIGHT, EVENING).await.unwrap();
        house.at(NOON);
        let no = refused(hands_over(&house, "manager", "chen", Kind::Manager, NOON, EVENING).await);
        assert_eq!(no.clauses(), ["2.1"]);
        assert_eq!(rules(&no), ["people.delegate_overlap"]);
        let others = house.does("deputy", EndDelegation { delegation: given }).await;
        assert!(matches!(others, Err(Trouble::Forbidden { clause: "2.1", .. })), "{others:?}");

        house.does("manager", EndDelegation { delegation: given }).await.unwrap();
        assert_eq!(house.acting().await, "manager", "from this instant on");
        let again = refused(house.does("manager", EndDelegation { delegation: given }).await);
        assert_eq!(rules(&again), ["step.state"]);
        hands_over(&house, "manager", "chen", Kind::Manager, NOON, EVENING).await.unwrap();
        assert_eq!(house.acting().await, "chen");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c2_1_one_may_follow_another_without_a_gap() {
    for house in House::on_each_engine().await {
        house.peopled().await;
        hands_over(&house, "manager", "deputy", Kind::Manager, EIGHT, NOON).await.unwrap();
        hands_over(&house, "manager", "chen", Kind::Manager, NOON, EVENING).await.unwrap();
        house.at("2026-11-20T11:59:59.999999+08:00");
        assert_eq!(house.acting().await, "deputy");
        house.at(NOON);
        assert_eq!(house.acting().await, "chen");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c2_1_a_deputy_hands_nothing_on() {
    for house in House::on_each_engine().await {
        house.peopled().await;
        hands_over(&house, "manager", "deputy", Kind::Manager, EIGHT, EVENING).await.unwrap();
        house.at(NOON);
        let on = hands_over(&house, "deputy", "chen", Kind::Manager, NOON, EVENING).await;
        assert!(matches!(on, Err(Trouble::Forbidden { clause: "2.1", .. })), "{on:?}");
        let none = hands_over(&house, "warehouse", "chen", Kind::Manager, NOON, EVENING).await;
        assert!(matches!(none, Err(Trouble::Forbidden { .. })), "{none:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c2_1_a_refusal_names_every_reason_at_once() {
    for house in House::on_each_engine().await {
        house.peopled().await;
        let no = refused(hands_over(&house, "manager", "manager", Kind::Manager, EVENING, NOON).await);
        assert_eq!(rules(&no), ["people.delegate_other", "people.delegate_forward"]);
        house.at(NOON);
        let no =
            refused(hands_over(&house, "manager", "admin", Kind::Manager, EIGHT, "2027-12-01T00:00:00+08:00").await);
        assert_eq!(rules(&no), ["people.delegate_forward", "people.delegate_forward", "people.delegate_deputy"]);
        assert!(no.broken.iter().all(|broken| platform::i18n::Lang::En.maybe(&broken.way()).is_some()));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c1_3_4_neither_auditor_nor_administrator_stands_in_for_the_manager() {
    for house in House::on_each_engine().await {
        house.peopled().await;
        for login in ["admin", "auditor"] {
            let no = refused(hands_over(&house, "manager", login, Kind::Manager, EIGHT, EVENING).await);
            assert_eq!(rules(&no), ["people.delegate_deputy"], "{login}");
        }
        hands_over(&house, "manager", "deputy", Kind::Manager, EIGHT, EVENING).await.unwrap();
        let roles = [Role::Specialist, Role::Admin].into_iter().collect();
        let act = Grant { person: house.id("deputy").await, roles, lock: 1 };
        let no = refused(house.does("admin", act).await);
        assert_eq!(rules(&no), ["people.admin_apart"], "nor does a deputy become one");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c2_2_2a_a_specialists_deputy_acts_for_him_and_only_then() {
    for house in House::on_each_engine().await {
        house.peopled().await;
        hands_over(&house, "chen", "wang", Kind::Specialist, EIGHT, EVENING).await.unwrap();
        let (chen, wang, li) = (house.id("chen").await, house.id("wang").await, house.id("li").await);
        for (at, yes) in [("2026-11-20T08:29:59+08:00", false), (EIGHT, true), (EVENING, false)] {
            house.at(at);
            assert_eq!(house.read(move |tx| super::super::may_act_for(tx, wang, chen)).await, yes, "{at}");
            assert!(!house.read(move |tx| super::super::may_act_for(tx, li, chen)).await);
            assert!(house.read(move |tx| super::super::may_act_for(tx, chen, chen)).await);
            let principals = house.read(move |tx| super::super::principals_of(tx, wang)).await;
            assert_eq!(principals.len(), usize::from(yes), "{at}");
        }
        house.at(EIGHT);
        assert_eq!(house.acting().await, "manager", "a specialist hands over his orders, no office");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c2_1_who_is_away_or_needed_is_no_help() {
    for house in House::on_each_engine().await {
        house.peopled().await;
        hands_over(&house, "chen", "wang", Kind::Specialist, EIGHT, EVENING).await.unwrap();
        let away = refused(hands_over(&house, "li", "chen", Kind::Specialist, NOON, EVENING).await);
        assert_eq!(rules(&away), ["people.delegate_there"]);
        let needed = refused(hands_over(&house, "wang", "li", Kind::Specialist, NOON, EVENING).await);
        assert_eq!(rules(&needed), ["people.delegate_there"]);
        let stranger = refused(hands_over(&house, "li", "warehouse", Kind::Specialist, NOON, EVENING).await);
        assert_eq!(rules(&stranger), ["people.delegate_deputy"]);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c2_1_an_appointment_moves_the_office_and_ends_what_was_handed_over() {
    for house in House::on_each_engine().await {
        house.peopled().await;
        hands_over(&house, "manager", "deputy", Kind::Manager, EIGHT, EVENING).await.unwrap();
        house.at(NOON);
        assert_eq!(house.acting().await, "deputy");
        house.does("admin", Appoint { person: house.id("chen").await }).await.unwrap();
        assert_eq!(house.acting().await, "chen");
        assert!(house.person("chen").await.is(Role::Manager));
        let before = house.person("manager").await;
        assert!(!before.is(Role::Manager) && before.is(Role::Employee), "nobody is left without a role");
        assert!(!house.person("deputy").await.is(Role::Manager));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c2_1_a_company_without_a_manager_says_so() {
    for house in House::on_each_engine().await {
        let no = refused(house.app.read(super::super::acting_manager).await);
        assert_eq!(no.clauses(), ["2.1"]);
    }
}
