use axum::http::StatusCode;
use platform::Trouble;
use platform::calendar::Due;
use platform::who::Role;

use super::super::import_days::read_list;
use super::super::when::DayWord;
use super::{House, instant};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c1_3_2_due_times_skip_holidays_and_count_make_up_days() {
    for house in House::on_each_engine().await {
        house.peopled().await;
        let due = |at: &'static str, allowed| {
            house.at(at);
            house.read(move |tx| super::super::due(tx, None, allowed))
        };
        let friday = due("2026-10-08T16:00:00+08:00", Due::Days(1)).await;
        assert_eq!(friday, instant("2026-10-12T16:00:00+08:00"), "國慶 is on Saturday, Friday is off");
        let hours = due("2026-02-06T16:30:00+08:00", Due::Hours(4)).await;
        assert_eq!(hours, instant("2026-02-07T11:30:00+08:00"), "the Saturday makes up");
        let today = house.read(super::super::today).await;
        assert_eq!(today.to_string(), "2026-02-06");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c1_3_2_only_the_administrator_keeps_the_calendar() {
    for house in House::on_each_engine().await {
        house.peopled().await;
        let (admin, manager) = (house.logs_in("admin", "demo").await, house.logs_in("manager", "demo").await);
        let form = "day=2026-11-20&kind=holiday&name=颱風假";
        assert_eq!(house.post("/calendar", &manager, form).await.status, StatusCode::FORBIDDEN);
        assert_eq!(house.post("/calendar", &admin, form).await.status, StatusCode::SEE_OTHER);
        house.at("2026-11-19T16:30:00+08:00");
        let due = house.read(|tx| super::super::due(tx, None, Due::Days(1))).await;
        assert_eq!(due, instant("2026-11-23T16:30:00+08:00"));
        assert!(house.get("/calendar?year=2026", &manager).await.body.contains("颱風假"));
        assert_eq!(house.post("/calendar/2026-11-20/clear", &admin, "").await.status, StatusCode::SEE_OTHER);
        assert_eq!(house.post("/calendar/2026-11-20/clear", &admin, "").await.status, StatusCode::UNPROCESSABLE_ENTITY);
        let wrong = house.post("/calendar", &admin, "day=2026-02-30&kind=half&name=").await;
        assert_eq!(wrong.status, StatusCode::BAD_REQUEST);
        assert!(
            wrong.body.contains("f-day-error")
                && wrong.body.contains("f-kind-error")
                && wrong.body.contains("f-name-error")
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c1_3_2_an_imported_year_counts_at_once() {
    for house in House::on_each_engine().await {
        house.peopled().await;
        let cookie = house.logs_in("admin", "demo").await;
        let list = "list=2026-11-20,放假,廠慶%0A2026-11-21,補班,補廠慶";
        let answer = house.post("/calendar/import", &cookie, list).await;
        assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/calendar?year=2026&done=days"));
        house.at("2026-11-19T16:30:00+08:00");
        let due = house.read(|tx| super::super::due(tx, None, Due::Days(1))).await;
        assert_eq!(due, instant("2026-11-21T16:30:00+08:00"));
        let wrong = house.post("/calendar/import", &cookie, "list=tomorrow,放假,x%0A2026-13-01,放假,x").await;
        assert_eq!(wrong.status, StatusCode::BAD_REQUEST);
        assert!(wrong.body.contains("2026-13-01"), "what was pasted is kept");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c1_3_2_a_department_is_counted_by_its_own_hours_and_everybody_else_by_the_companys() {
    for house in House::on_each_engine().await {
        house.peopled().await;
        let (admin, manager) = (house.logs_in("admin", "demo").await, house.logs_in("manager", "demo").await);
        // Thursday, four in the afternoon, and four hours.
        house.at("2026-11-19T16:00:00+08:00");
        let due = |role| house.read(move |tx| super::super::due(tx, role, Due::Hours(4)));
        let (production, desk) = (Some(Role::Production), Some(Role::Specialist));
        assert_eq!(due(production).await, instant("2026-11-20T11:00:00+08:00"));
        let six = "weekdays[]=1&weekdays[]=2&weekdays[]=3&weekdays[]=4&weekdays[]=5&weekdays[]=6";
        let hours = format!("department=production&hours=07:00-12:00, 13:00-21:00&{six}");
        assert_eq!(house.post("/calendar/hours", &manager, &hours).await.status, StatusCode::FORBIDDEN);
        assert_eq!(house.post("/calendar/hours", &admin, &hours).await.status, StatusCode::SEE_OTHER);
        assert_eq!(due(production).await, instant("2026-11-19T20:00:00+08:00"));
        assert_eq!(due(desk).await, instant("2026-11-20T11:00:00+08:00"));
        let page = house.get("/calendar", &manager).await.body;
        assert!(page.contains("07:00-12:00, 13:00-21:00"), "everybody reads them");
        // The company's hours are those of whoever keeps none; on a Saturday only production is there.
        let company = "department=&hours=09:00-12:00,13:00-18:00&weekdays[]=1&weekdays[]=2&weekdays[]=3&weekdays[]=4&weekdays[]=5";
        assert_eq!(house.post("/calendar/hours", &admin, company).await.status, StatusCode::SEE_OTHER);
        assert_eq!(due(desk).await, instant("2026-11-20T11:00:00+08:00"));
        assert_eq!(due(Some(Role::Quality)).await, due(None).await);
        house.at("2026-11-20T20:00:00+08:00");
        assert_eq!(due(production).await, instant("2026-11-21T10:00:00+08:00"));
        assert_eq!(due(desk).await, instant("2026-11-23T14:00:00+08:00"));
        // As usual again; a second time there is nothing to take back.
        let admin = house.logs_in("admin", "demo").await;
        let usual = "department=production&hours=";
        assert_eq!(house.post("/calendar/hours", &admin, usual).await.status, StatusCode::SEE_OTHER);
        assert_eq!(due(production).await, due(desk).await);
        assert_eq!(house.post("/calendar/hours", &admin, usual).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        let wrong = house.post("/calendar/hours", &admin, "department=nobody&hours=18:00-09:00").await;
        assert_eq!(wrong.status, StatusCode::BAD_REQUEST);
        assert!(wrong.body.contains("f-department-error") && wrong.body.contains("f-hours-error"), "{}", wrong.body);
    }
}

#[test]
fn c1_3_2_the_governments_list_is_read_as_it_is_published() {
    let list = "西元日期,星期,是否放假,備註\n20270101,五,2,開國紀念日\n20270102,六,2,\n20270104,一,0,\n20270130,六,0,補行上班\n";
    let days = read_list(list).unwrap();
    let read: Vec<(String, DayWord, &str)> =
        days.iter().map(|marked| (marked.day.to_string(), marked.kind, marked.name.as_str())).collect();
    assert_eq!(
        read,
        [
            ("2027-01-01".to_string(), DayWord::Holiday, "開國紀念日"),
            ("2027-01-30".to_string(), DayWord::MakeUp, "補行上班"),
        ]
    );
}

#[test]
fn c1_3_2_a_list_with_a_wrong_line_is_refused_whole_and_names_the_line() {
    let wrong = read_list("2027-01-01, 放假, 元旦\n2027-02-30, 放假, 沒有這天\n2027-03-01, 也許, 不知道\n");
    let Err(Trouble::Invalid(fields)) = wrong else { panic!("{wrong:?}") };
    let lines: Vec<&str> = fields.0.iter().map(|(_, say)| say.args[0].1.as_str()).collect();
    assert_eq!(lines, ["2", "3"]);
    assert!(matches!(read_list("  \n"), Err(Trouble::Invalid(_))));
}
