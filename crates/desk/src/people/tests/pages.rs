use axum::http::StatusCode;

use super::super::delegate::Delegate;
use super::super::deputy::Kind;
use super::{House, instant};

/// A key that no language file has is shown as it stands, so it is found by its beginning.
fn no_bare_keys(body: &str, path: &str) {
    for bare in [">people-", "\"people-", " people-", ">step-", ">role-", "way-people"] {
        assert!(!body.contains(bare), "{path} shows a key without words near {bare}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_page_of_the_chapter_reads_in_every_language() {
    for house in House::on_each_engine().await {
        house.peopled().await;
        let (manager, chen) = (house.id("manager").await, house.id("chen").await);
        let act = Delegate {
            kind: Kind::Manager,
            deputy: house.id("deputy").await,
            starts_at: None,
            ends_at: instant("2026-11-21T12:00:00+08:00"),
            ground: "出差 <b>東京</b>".into(),
        };
        house.does("manager", act).await.unwrap();
        let of_admin = ["/people", "/people?after=zzz", "/people/new", "/organisation/history", "/calendar?year=2027"];
        let of_all = ["/organisation", "/delegation", "/delegation?done=delegated", "/account", "/calendar?year=2031"];
        let persons = [format!("/people/{manager}"), format!("/people/{chen}?done=roles")];
        for lang in ["zh-Hant", "zh-Hans", "en"] {
            for login in ["admin", "chen", "manager", "deputy", "warehouse"] {
                let session = house.logs_in(login, "demo").await;
                let cookie = format!("{session}; lidan-look={lang}:dark");
                let admins = of_admin.iter().map(|path| (*path).to_string()).chain(persons.clone());
                let mut paths: Vec<String> = of_all.iter().map(|path| (*path).to_string()).collect();
                if login == "admin" {
                    paths.extend(admins);
                }
                for path in paths {
                    let answer = house.get(&path, &cookie).await;
                    assert_eq!(answer.status, StatusCode::OK, "{path} for {login}: {}", answer.body);
                    assert!(answer.body.contains(&format!("lang=\"{lang}\"")));
                    no_bare_keys(&answer.body, &path);
                    assert!(!answer.body.contains("<b>東京"), "what people type is text");
                }
            }
            let stranger = house.get("/login?done=log_out", &format!("lidan-look={lang}:light")).await;
            assert!(stranger.body.contains("林經理"), "the demo company shows its doors");
            no_bare_keys(&stranger.body, "/login");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c2_1_the_organisation_shows_who_acts_and_until_when() {
    for house in House::on_each_engine().await {
        house.peopled().await;
        let cookie = house.logs_in("chen", "demo").await;
        let before = house.get("/organisation", &cookie).await.body;
        assert!(before.contains("親自主持") && before.contains("周副理"));
        let act = Delegate {
            kind: Kind::Manager,
            deputy: house.id("deputy").await,
            starts_at: None,
            ends_at: instant("2026-11-21T12:00:00+08:00"),
            ground: "出差".into(),
        };
        house.does("manager", act).await.unwrap();
        let now = house.get("/organisation", &cookie).await.body;
        assert!(now.contains("目前由周副理代行") && now.contains("2026-11-21 12:00"), "{now}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c1_2_a_page_of_the_administrator_is_closed_to_others() {
    for house in House::on_each_engine().await {
        house.peopled().await;
        for login in ["manager", "chen", "auditor"] {
            let cookie = house.logs_in(login, "demo").await;
            assert_eq!(house.get("/people", &cookie).await.status, StatusCode::FORBIDDEN, "{login}");
            let post = house.post("/people", &cookie, "login=x1&name=X&roles=admin").await;
            assert_eq!(post.status, StatusCode::FORBIDDEN, "{login}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refused_form_comes_back_with_clause_and_everything_typed() {
    for house in House::on_each_engine().await {
        house.peopled().await;
        let cookie = house.logs_in("manager", "demo").await;
        let admin = house.id("admin").await;
        let form = format!("kind=manager&deputy={admin}&starts=2026-11-20T08:30&ends=2026-11-19T08:30&ground=年假");
        let answer = house.post("/delegation", &cookie, &form).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.body.contains("regulation#1.3.4"), "the clause");
        assert!(answer.body.contains("value=\"2026-11-20T08:30\"") && answer.body.contains("年假"));
        let missing = house.post("/delegation", &cookie, "kind=manager").await;
        assert_eq!(missing.status, StatusCode::BAD_REQUEST);
        for field in ["f-deputy-error", "f-ends-error", "f-ground-error"] {
            assert!(missing.body.contains(field), "{field}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c2_1_the_same_form_posted_twice_is_one_delegation() {
    for house in House::on_each_engine().await {
        house.peopled().await;
        let cookie = house.logs_in("manager", "demo").await;
        let deputy = house.id("deputy").await;
        let form = format!("_once=k1&kind=manager&deputy={deputy}&starts=&ends=2026-11-21T08:30&ground=年假");
        assert_eq!(house.post("/delegation", &cookie, &form).await.status, StatusCode::SEE_OTHER);
        assert_eq!(house.post("/delegation", &cookie, &form).await.status, StatusCode::SEE_OTHER);
        assert_eq!(house.count(&DELEGATIONS).await, 1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c2_1_a_grey_button_gives_the_reasons_of_the_refusal() {
    for house in House::on_each_engine().await {
        house.peopled().await;
        let cookie = format!("{}; lidan-look=en:light", house.logs_in("admin", "demo").await);
        let page = house.get(&format!("/people/{}", house.id("admin").await), &cookie).await.body;
        assert!(page.contains("id=\"why-no-appointment\"") && page.contains("Nobody grants himself a role."));
        assert!(page.contains("id=\"why-no-leaving\"") && page.contains("This is the last administrator"));
        let page = house.get(&format!("/people/{}", house.id("chen").await), &cookie).await.body;
        assert!(!page.contains("why-no-"), "what may be pressed is not grey");
    }
}

platform::sql! {
    DELEGATIONS = "SELECT COUNT(*) FROM delegation";
}
