use std::time::Duration;

use axum::http::{Request, StatusCode, header};
use platform::history::{self, ADMINISTRATION};
use platform::ids::Id;
use platform::who::{Role, Via};

use super::super::deactivate::Deactivate;
use super::super::issue_token::IssueToken;
use super::super::setup_link;
use super::House;

const LONG: &str = "a+sentence+nobody+guesses";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_log_in_opens_a_session_that_scripts_cannot_read() {
    for house in House::on_each_engine().await {
        house.peopled().await;
        let answer = house.post("/login?next=%2Fcalendar", "", "login=Chen&password=demo").await;
        assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/calendar"));
        let set = answer.set_cookie().unwrap();
        assert!(set.starts_with("lidan=") && set.contains("HttpOnly") && set.contains("SameSite=Lax"), "{set}");
        assert_eq!(house.get("/calendar", &answer.cookie()).await.status, StatusCode::OK);
        let stranger = house.get("/calendar", "").await;
        assert_eq!((stranger.status, stranger.location()), (StatusCode::SEE_OTHER, "/login?next=%2Fcalendar"));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn behind_tls_the_cookie_is_bound_to_the_host() {
    let house = House::secure().await;
    house.peopled().await;
    let set = house.post("/login", "", "login=chen&password=demo").await.set_cookie().unwrap();
    assert!(set.starts_with("__Host-lidan=") && set.contains("Path=/") && set.ends_with("Secure"), "{set}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_log_in_leads_nowhere_else() {
    for house in House::on_each_engine().await {
        house.peopled().await;
        for next in ["https%3A%2F%2Fevil.example", "%2F%2Fevil.example", "%2F%5Cevil.example", "%2Flogin", "%2F%0Aevil"]
        {
            let answer = house.post(&format!("/login?next={next}"), "", "login=chen&password=demo").await;
            assert_eq!(answer.location(), "/", "{next}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn unknown_wrong_and_gone_get_the_same_answer() {
    for house in House::on_each_engine().await {
        house.peopled().await;
        house.does("admin", Deactivate { person: house.id("wang").await }).await.unwrap();
        let mut bodies = Vec::new();
        for login in ["chen", "nobody-here", "wang"] {
            let answer = house.post("/login", "", &format!("login={login}&password=wrong")).await;
            assert_eq!(answer.status, StatusCode::BAD_REQUEST);
            assert!(answer.set_cookie().is_none());
            // Below the form stands the demo company's cast, which names some of them anyway.
            let form = answer.body.split("class=\"doors\"").next().unwrap_or("");
            bodies.push(form.replace(login, "…"));
        }
        assert_eq!(bodies[0], bodies[1]);
        assert_eq!(bodies[0], bodies[2]);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn guessing_one_login_is_slowed_down_also_for_who_is_right() {
    for house in House::on_each_engine().await {
        house.peopled().await;
        for _ in 0..5 {
            assert_eq!(house.post("/login", "", "login=chen&password=wrong").await.status, StatusCode::BAD_REQUEST);
        }
        let right = house.post("/login", "", "login=chen&password=demo").await;
        assert_eq!(right.status, StatusCode::TOO_MANY_REQUESTS);
        assert!(right.body.contains("value=\"chen\""), "what was typed is kept");
        house.logs_in("wang", "demo").await;
        house.clock.advance(Duration::from_secs(2)).unwrap();
        house.logs_in("chen", "demo").await;
        assert_eq!(house.post("/login", "", "login=chen&password=wrong").await.status, StatusCode::BAD_REQUEST);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn guessing_many_logins_from_one_address_is_slowed_down() {
    for house in House::on_each_engine().await {
        house.peopled().await;
        for n in 0..30 {
            let answer = house.post("/login", "", &format!("login=guess{n}&password=wrong")).await;
            assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{n}");
        }
        let answer = house.post("/login", "", "login=guess31&password=wrong").await;
        assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
        house.clock.advance(Duration::from_secs(3700)).unwrap();
        house.logs_in("chen", "demo").await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_ends_unused_after_twelve_hours_and_used_after_seven_days() {
    for house in House::on_each_engine().await {
        house.peopled().await;
        let unused = house.logs_in("chen", "demo").await;
        house.clock.advance(Duration::from_secs(12 * 3600 - 1)).unwrap();
        assert_eq!(house.get("/account", &unused).await.status, StatusCode::OK);
        let idle = house.logs_in("wang", "demo").await;
        house.clock.advance(Duration::from_secs(12 * 3600)).unwrap();
        assert_eq!(house.get("/account", &idle).await.status, StatusCode::SEE_OTHER);

        let used = house.logs_in("li", "demo").await;
        let mut hours = 0;
        while house.get("/account", &used).await.status == StatusCode::OK {
            hours += 6;
            assert!(hours <= 7 * 24, "it ends");
            house.noted(&used).await;
            house.clock.advance(Duration::from_secs(6 * 3600)).unwrap();
        }
        assert_eq!(hours, 7 * 24);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn logging_out_ends_the_session_and_not_only_the_cookie() {
    for house in House::on_each_engine().await {
        house.peopled().await;
        let cookie = house.logs_in("chen", "demo").await;
        let out = house.post("/logout", &cookie, "").await;
        assert!(out.set_cookie().unwrap().contains("Max-Age=0"));
        assert_eq!(house.get("/account", &cookie).await.status, StatusCode::SEE_OTHER);
        assert_eq!(house.post("/logout", &cookie, "").await.status, StatusCode::SEE_OTHER, "twice is harmless");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c1_2_the_first_administrator_comes_by_a_link_that_works_once() {
    for house in House::on_each_engine().await {
        let first = setup_link(&house.app).await.unwrap().unwrap();
        let link = setup_link(&house.app).await.unwrap().unwrap();
        let (first, path) = (first.replace("http://desk.example", ""), link.replace("http://desk.example", ""));
        assert_eq!(house.get(&first, "").await.status, StatusCode::NOT_FOUND, "only the newest leads anywhere");
        assert_eq!(house.get(&path, "").await.status, StatusCode::OK);
        let short = house.post(&path, "", "login=root&name=Ann&password=short&again=short").await;
        assert_eq!(short.status, StatusCode::BAD_REQUEST);
        assert!(short.body.contains("value=\"Ann\"") && !short.body.contains("value=\"short\""));
        let form = format!("login=root&name=Ann&password={LONG}&again={LONG}");
        assert_eq!(house.post(&path, "", &form).await.status, StatusCode::SEE_OTHER);
        assert_eq!(house.post(&path, "", &form).await.status, StatusCode::NOT_FOUND);
        assert!(setup_link(&house.app).await.unwrap().is_none(), "somebody works here now");
        house.logs_in("root", LONG).await;
        assert!(house.person("root").await.is(Role::Admin));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c1_2_a_new_person_chooses_his_own_password_by_his_link() {
    for house in House::on_each_engine().await {
        house.peopled().await;
        let admin = house.logs_in("admin", "demo").await;
        let taken = house.post("/people", &admin, "login=chen&name=Somebody&roles=quality").await;
        assert_eq!(taken.status, StatusCode::BAD_REQUEST);
        let made = house.post("/people", &admin, "login=lee&name=Lee&roles=quality&roles=warehouse").await;
        assert_eq!(made.status, StatusCode::OK, "{}", made.body);
        let path = link_in(&made.body);
        assert_eq!(house.post("/login", "", "login=lee&password=").await.status, StatusCode::BAD_REQUEST, "no default");
        assert_eq!(house.get(&path, "").await.status, StatusCode::OK);
        let form = format!("password={LONG}&again={LONG}");
        assert_eq!(house.post(&path, "", &form).await.status, StatusCode::SEE_OTHER);
        assert_eq!(house.post(&path, "", &form).await.status, StatusCode::NOT_FOUND, "it works once");
        let cookie = house.logs_in("lee", LONG).await;

        let renewed = house.post(&format!("/people/{}/link", house.id("lee").await), &admin, "").await;
        let path = link_in(&renewed.body);
        house.clock.advance(Duration::from_secs(7 * 24 * 3600)).unwrap();
        assert_eq!(house.get(&path, "").await.status, StatusCode::NOT_FOUND, "and for seven days");
        assert_eq!(house.get("/account", &cookie).await.status, StatusCode::SEE_OTHER);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c1_2_changing_the_password_needs_the_present_one_and_ends_other_sessions() {
    for house in House::on_each_engine().await {
        house.peopled().await;
        let (here, elsewhere) = (house.logs_in("chen", "demo").await, house.logs_in("chen", "demo").await);
        let wrong = house.post("/account/password", &here, &format!("present=no&password={LONG}&again={LONG}")).await;
        assert_eq!(wrong.status, StatusCode::BAD_REQUEST);
        let done = house.post("/account/password", &here, &format!("present=demo&password={LONG}&again={LONG}")).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER);
        assert_eq!(house.get("/account", &here).await.status, StatusCode::OK);
        assert_eq!(house.get("/account", &elsewhere).await.status, StatusCode::SEE_OTHER);
        house.logs_in("chen", LONG).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c1_3_4_a_machine_acts_for_the_person_who_answers_for_it() {
    for house in House::on_each_engine().await {
        house.peopled().await;
        let token = house.app.0.ids.new_token();
        let act = IssueToken { name: "erp".into(), days: 1, digest: token.digest().to_vec() };
        house.does("chen", act).await.unwrap();
        let asks =
            |text: String| Request::get("/api/v1/organisation").header(header::AUTHORIZATION, format!("Bearer {text}"));
        let answer = house.call(asks(token.text()), "").await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        assert!(answer.body.contains("\"林經理\""));
        let mut headers = axum::http::HeaderMap::new();
        headers.insert(header::AUTHORIZATION, format!("bearer {}", token.text()).parse().unwrap());
        let card = super::super::card(&headers, house.app.config());
        let who = house.read(move |tx| super::super::identify(tx, &card)).await.unwrap();
        assert_eq!((who.login.as_str(), who.via), ("chen", Via::Machine));

        assert_eq!(house.call(asks(house.app.0.ids.new_token().text()), "").await.status, StatusCode::UNAUTHORIZED);
        house.clock.advance(Duration::from_secs(24 * 3600)).unwrap();
        assert_eq!(house.call(asks(token.text()), "").await.status, StatusCode::UNAUTHORIZED, "it ends by itself");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reader_keeps_his_language() {
    for house in House::on_each_engine().await {
        house.peopled().await;
        let request = Request::post("/preferences")
            .header(header::REFERER, "http://desk.example/login?next=%2F")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        let answer = house.call(request, "lang=en").await;
        assert_eq!(answer.location(), "/login?next=%2F");
        let look = answer.headers[header::SET_COOKIE].to_str().unwrap().split(';').next().unwrap().to_string();
        assert!(house.get("/login", &look).await.body.contains("<html lang=\"en\""));
        assert!(house.get("/login", "").await.body.contains("<html lang=\"zh-Hant\""));

        let li = house.post("/login", "", "login=li&password=demo").await;
        assert!(
            li.headers.get_all(header::SET_COOKIE).iter().any(|set| set.to_str().unwrap().contains("zh-Hans:auto"))
        );
        let cookie = li.cookie();
        assert!(house.get("/account", &cookie).await.body.contains("<html lang=\"zh-Hans\""));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c1_2_a_set_up_link_is_worth_nothing_once_somebody_works_here() {
    for house in House::on_each_engine().await {
        let path = setup_link(&house.app).await.unwrap().unwrap().replace("http://desk.example", "");
        house.peopled().await;
        let form = format!("login=root&name=Ann&password={LONG}&again={LONG}");
        let answer = house.post(&path, "lidan-look=en:auto", &form).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.body.contains("this link leads nowhere"), "{}", answer.body);
        assert_eq!(house.post("/login", "", &format!("login=root&password={LONG}")).await.status, 400);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c1_3_4_a_new_link_is_recorded_and_never_ones_own() {
    for house in House::on_each_engine().await {
        house.peopled().await;
        let cookie = house.logs_in("admin", "demo").await;
        let own = house.post(&format!("/people/{}/link", house.id("admin").await), &cookie, "").await;
        assert_eq!(own.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(!own.body.contains("/welcome/"));
        let other = house.post(&format!("/people/{}/link", house.id("finance").await), &cookie, "").await;
        assert_eq!(other.status, StatusCode::OK);
        let last = house.read(|tx| history::page(tx, ADMINISTRATION, i64::MAX, 1)).await.remove(0);
        assert_eq!((last.step.as_str(), last.who_name.as_str()), ("people.renew_link", "洪管理員"));
        assert_eq!(last.body["notes"], serde_json::json!(["people.link_decider"]), "he decides on orders");
        assert!(!last.body.to_string().contains("welcome"), "the secret is nowhere");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c1_2_the_operator_at_the_machine_hands_out_a_link() {
    for house in House::on_each_engine().await {
        house.peopled().await;
        let link = super::super::reset_link(&house.app, "admin").await.unwrap();
        let path = link.replace("http://desk.example", "");
        let form = format!("password={LONG}&again={LONG}");
        assert_eq!(house.post(&path, "", &form).await.status, StatusCode::SEE_OTHER);
        house.logs_in("admin", LONG).await;
        let nobody = super::super::reset_link(&house.app, "nobody").await;
        assert!(matches!(nobody, Err(platform::Trouble::Hidden)));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c1_3_4_a_token_ends_by_its_owners_hand_and_by_no_other() {
    for house in House::on_each_engine().await {
        house.peopled().await;
        let cookie = house.logs_in("chen", "demo").await;
        let made = house.post("/account/tokens", &cookie, "name=erp&days=30").await;
        assert_eq!(made.status, StatusCode::OK);
        let text = made.body.split("name=\"token\"").nth(1).unwrap().split("value=\"").nth(1).unwrap();
        let text = text.split('"').next().unwrap().to_string();
        let asks = || Request::get("/api/v1/calendar").header(header::AUTHORIZATION, format!("Bearer {text}"));
        assert_eq!(house.call(asks(), "").await.status, StatusCode::OK);
        let id: Id = house.read(|tx| Ok(tx.one(&TOKEN, &[], |row| row.get(0))?)).await;
        let path = format!("/account/tokens/{id}/end");
        let wang = house.logs_in("wang", "demo").await;
        assert_eq!(house.post(&path, &wang, "").await.status, StatusCode::NOT_FOUND);
        assert_eq!(house.post(&path, &cookie, "").await.status, StatusCode::SEE_OTHER);
        assert_eq!(house.call(asks(), "").await.status, StatusCode::UNAUTHORIZED);
        assert_eq!(house.post(&path, &cookie, "").await.status, StatusCode::UNPROCESSABLE_ENTITY, "it has ended");
        for form in ["name=&days=30", "name=erp&days=0", "name=erp&days=366", "name=erp&days=many"] {
            assert_eq!(house.post("/account/tokens", &cookie, form).await.status, StatusCode::BAD_REQUEST, "{form}");
        }
    }
}

platform::sql! {
    TOKEN = "SELECT id FROM api_token LIMIT 1";
}

impl House {
    /// Waits until the use of a session was noted behind the request's back.
    async fn noted(&self, cookie: &str) {
        let token: platform::ids::Token = cookie.split_once('=').unwrap().1.parse().unwrap();
        let digest = token.digest();
        self.app.0.db.write(move |tx| super::super::session::note_use(tx, &digest)).await.unwrap();
    }
}

/// The path of the one-time link that a page shows.
fn link_in(body: &str) -> String {
    let at = body.find("http://desk.example/welcome/").expect("a link");
    body[at..].split('"').next().unwrap_or("").replace("http://desk.example", "")
}
