use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use axum::middleware::from_fn;
use platform::web::Visit;
use platform::web::layout::Theme;
use tower::ServiceExt;

use super::*;

/// What came back.
struct Seen {
    status: StatusCode,
    to: String,
    text: String,
}

impl Seen {
    fn shows(&self, text: &str) -> bool {
        self.text.contains(text)
    }
}

impl Desk {
    async fn asks(&self, who: &Person, request: Request<Body>) -> Seen {
        let mut request = request;
        request.extensions_mut().insert(Visit {
            who: Some(who.clone()),
            lang: Lang::En,
            theme: Theme::Auto,
            duties: 0,
            late: 0,
            memos: 0,
            demo: true,
        });
        let router = routes().into_router().layer(from_fn(crate::shell::show_failures)).with_state(self.app.clone());
        let response = router.oneshot(request).await.unwrap();
        let to = response.headers().get(header::LOCATION).map_or(String::new(), |v| v.to_str().unwrap().to_string());
        let status = response.status();
        let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap();
        Seen { status, to, text: String::from_utf8_lossy(&bytes).into_owned() }
    }

    async fn gets(&self, who: &Person, path: &str) -> Seen {
        self.asks(who, Request::get(path).body(Body::empty()).unwrap()).await
    }

    async fn posts(&self, who: &Person, path: &str, form: &str) -> Seen {
        let kind = "application/x-www-form-urlencoded";
        let request = Request::post(path).header(header::CONTENT_TYPE, kind).body(Body::from(form.to_string()));
        self.asks(who, request.unwrap()).await
    }

    async fn uploads(&self, who: &Person, kind: &str, file: &str) -> Seen {
        let body = format!(
            "--x\r\nContent-Disposition: form-data; name=\"kind\"\r\n\r\n{kind}\r\n--x\r\n\
            Content-Disposition: form-data; name=\"file\"; filename=\"list.csv\"\r\n\r\n{file}\r\n--x--\r\n"
        );
        let kind = "multipart/form-data; boundary=x";
        self.asks(who, Request::post("/imports").header(header::CONTENT_TYPE, kind).body(Body::from(body)).unwrap())
            .await
    }

    fn somebody(&self, role: Role) -> Person {
        Person { roles: Roles::none().with(role), ..self.specialist.clone() }
    }
}

#[tokio::test]
async fn each_role_sees_its_groups_of_fields_and_no_more() {
    let desk = Desk::fitted_out().await;
    let pump = desk.product("GP-6CC").await;
    // (role, sees the list price, sees the cost)
    let table = [
        (Role::Manager, true, true),
        (Role::Executive, true, true),
        (Role::Finance, true, true),
        (Role::Auditor, true, true),
        (Role::Specialist, true, false),
        (Role::Purchasing, false, true),
        (Role::Production, false, false),
        (Role::Quality, false, false),
        (Role::Warehouse, false, false),
        (Role::Logistics, false, false),
    ];
    for (role, list, cost) in table {
        let who = desk.somebody(role);
        for path in
            ["/products?q=GP-6CC".to_string(), format!("/products/{}", pump.id), "/api/v1/products?q=GP-6CC".into()]
        {
            let seen = desk.gets(&who, &path).await;
            assert_eq!(seen.status, StatusCode::OK, "{role} {path}");
            assert_eq!((seen.shows("580"), seen.shows("394.4")), (list, cost), "{role} {path}");
        }
        let found = desk.gets(&who, "/products/search?q=gp-6").await;
        assert_eq!((found.shows("\"580\""), found.shows("394.4")), (list, false), "{role} searches");
    }
    for role in [Role::Admin, Role::Customer, Role::Employee] {
        assert_eq!(desk.gets(&desk.somebody(role), "/products").await.status, StatusCode::FORBIDDEN, "{role}");
    }
    assert_eq!(desk.gets(&desk.somebody(Role::Warehouse), "/customers").await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn the_grid_gets_what_a_line_takes_over() {
    let desk = Desk::fitted_out().await;
    let seen = desk.gets(&desk.specialist, "/products/search?q=%E9%BD%BF%E8%BD%AE%206ml").await;
    let found: serde_json::Value = serde_json::from_str(&seen.text).unwrap();
    assert_eq!(found, serde_json::json!([]), "6 and ml are two words in the list");
    let seen = desk.gets(&desk.specialist, "/products/search?q=HB-M6x20").await;
    let mut found: serde_json::Value = serde_json::from_str(&seen.text).unwrap();
    let row = found[0].as_object_mut().unwrap();
    row.remove("id").unwrap();
    let wanted = serde_json::json!({
        "sku": "HB-M6x20-A2", "name": "六角螺栓", "spec": "M6×20 A2-70 不鏽鋼", "unit": "支", "price": "0.36",
        "price_base": "1", "pack": "100", "currency": "CNY",
    });
    assert_eq!(found, serde_json::json!([wanted]));
    let seen = desk.gets(&desk.specialist, "/customers/search?q=1180").await;
    assert!(seen.shows("C001") && seen.shows("order@hongda.example") && !seen.shows("C002"));
}

#[tokio::test]
async fn lists_are_walked_both_ways_and_an_empty_one_says_why() {
    let desk = Desk::open().await;
    let empty = desk.gets(&desk.manager, "/products").await;
    assert!(empty.shows("No products yet") && empty.shows("/imports?kind=products"));
    assert!(desk.gets(&desk.manager, "/customers").await.shows("No customers yet"));
    demo(&desk.app, &desk.manager, &desk.finance, &desk.executive).await.unwrap();
    let first = desk.gets(&desk.specialist, "/products").await;
    assert!(first.shows("BK-L120-Q235") && !first.shows("SV-DN50-24V"));
    let on =
        first.text.split("rel=\"next\"").next().unwrap().rsplit("href=\"").next().unwrap().split('"').next().unwrap();
    let second = desk.gets(&desk.specialist, &on.replace("&amp;", "&")).await;
    assert!(second.shows("SV-DN50-24V") && !second.shows("BK-L120-Q235") && second.shows("before="));
    let make = desk.gets(&desk.specialist, "/products?supply=make").await;
    assert!(make.shows("GP-6CC") && !make.shows("HB-M6x20-A2"));
    let both = desk.gets(&desk.specialist, "/products?supply=buy&q=%E9%BD%92%E8%BC%AA").await;
    assert!(both.shows("Nothing fits"), "gear pumps are made");
    assert!(desk.gets(&desk.specialist, "/customers?only=overdue").await.shows("C003"));
    assert!(!desk.gets(&desk.specialist, "/customers?only=overdue").await.shows("C001"));
    assert!(desk.gets(&desk.specialist, "/customers?only=licence").await.shows("C003"), "it ends within 60 days");
}

#[tokio::test]
async fn a_file_is_checked_then_taken_over_and_its_errors_come_back_marked() {
    let desk = Desk::open().await;
    let file = "sku,name_hant,unit,list_price\nA-1,閥,個,1\nA-2,閥,個,x\n";
    let taken = desk.uploads(&desk.manager, "products", file).await;
    assert_eq!(taken.status, StatusCode::SEE_OTHER, "{}", taken.text);
    let page = desk.gets(&desk.manager, &taken.to).await;
    assert!(
        page.shows("Not a number.") && page.shows("D list_price") && page.shows("Take 1 row over"),
        "{}",
        page.text
    );
    assert!(desk.skus("A-1").await.is_empty(), "nothing is written by looking");
    let marked = desk.gets(&desk.manager, &format!("{}/marked", taken.to)).await;
    assert_eq!((marked.status, marked.shows("PK")), (StatusCode::OK, true));
    let done = desk.posts(&desk.manager, &format!("{}/taking-over", taken.to), "_once=1").await;
    assert_eq!((done.status, done.to.as_str()), (StatusCode::SEE_OTHER, taken.to.as_str()));
    assert_eq!(desk.skus("A-").await, ["A-1"]);
    assert!(desk.gets(&desk.manager, "/imports").await.shows("Done"));
    assert_eq!(
        desk.gets(&desk.finance, &taken.to).await.status,
        StatusCode::NOT_FOUND,
        "a price list is not finance's"
    );
    let wrong = desk.uploads(&desk.manager, "products", "").await;
    assert_eq!((wrong.status, wrong.shows("The file is empty.")), (StatusCode::BAD_REQUEST, true));
    let no = desk.uploads(&desk.finance, "products", file).await;
    assert_eq!(no.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_form_that_comes_back_keeps_what_was_typed() {
    let desk = Desk::fitted_out().await;
    let c3 = desk.customer("C003").await;
    let page = desk.gets(&desk.specialist, &format!("/customers/{}", c3.id)).await;
    assert!(page.shows("30,940.00") && page.shows("Licence ending") && page.shows("Block for new orders"));
    let edit = format!("/customers/{}/edit", c3.id);
    assert!(desk.gets(&desk.specialist, &edit).await.shows("name=\"phone\""));
    assert!(!desk.gets(&desk.specialist, &edit).await.shows("name=\"credit_limit\""));
    assert!(desk.gets(&desk.finance, &edit).await.shows("name=\"credit_limit\""));
    let contact = format!("/customers/{}/contact", c3.id);
    let form = format!("contact=Li&phone=+86-769-8331-2266&email=nowhere&lang=zh-Hans&lock={}", c3.lock);
    let back = desk.posts(&desk.specialist, &contact, &form).await;
    assert_eq!(back.status, StatusCode::BAD_REQUEST);
    assert!(back.shows("value=\"nowhere\"") && back.shows("Not an e-mail address."));
    let form = form.replace("nowhere", "limei@jingcheng.example");
    let done = desk.posts(&desk.specialist, &contact, &form).await;
    assert_eq!(done.to, format!("/customers/{}?done=contact", c3.id));
    assert!(desk.gets(&desk.specialist, &done.to).await.shows("The contact data is saved."));
    let stale = desk.posts(&desk.specialist, &contact, &form.replace("contact=Li", "contact=Zhao")).await;
    assert_eq!((stale.status, stale.shows("Stands now: Li")), (StatusCode::CONFLICT, true));
    let block = desk.posts(&desk.specialist, &format!("/customers/{}/block", c3.id), "ground=").await;
    assert_eq!(block.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(block.shows("No ground is given.") && block.shows("1.3.4"));
}

#[tokio::test]
async fn finance_states_rates() {
    let desk = Desk::fitted_out().await;
    let bad = desk.posts(&desk.finance, "/rates", "currency=xyz&from_day=2026-11-01&rate=0").await;
    assert!(bad.status == StatusCode::BAD_REQUEST && bad.shows("Not a currency we know.") && bad.shows("xyz"));
    let done = desk.posts(&desk.finance, "/rates", "currency=jpy&from_day=2026-11-01&rate=0.046").await;
    assert_eq!(done.to, "/rates");
    assert!(desk.gets(&desk.manager, "/rates").await.shows("0.046"));
    assert_eq!(desk.posts(&desk.manager, "/rates", "").await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn c3_2_3a_the_warehouses_form_keeps_what_was_typed_and_only_the_warehouse_has_it() {
    let desk = Desk::fitted_out().await;
    let warehouse = Person { roles: Roles::none().with(Role::Warehouse), ..desk.specialist.clone() };
    let pump = desk.product("GP-6CC").await.id;
    let page = format!("/products/{pump}");
    let seen = desk.gets(&warehouse, &page).await;
    assert!(seen.shows("WC-20") && seen.shows("BR-6203-2RS") && seen.shows("/stock\"") && seen.shows("Opening"));
    assert!(!desk.gets(&desk.manager, &page).await.shows("/stock\""));
    let seen = desk.posts(&warehouse, &format!("{page}/stock"), "kind=issue&quantity=3&reason=樣品").await;
    assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(seen.shows("value=\"3\"") && seen.shows("樣品") && seen.shows("3.2.3a"), "{}", seen.text);
    let seen = desk.posts(&warehouse, &format!("{page}/stock"), "kind=count&quantity=x&reason=a").await;
    assert_eq!(seen.status, StatusCode::BAD_REQUEST);
    let seen = desk.posts(&warehouse, &format!("{page}/stock"), "kind=receipt&quantity=3").await;
    assert_eq!((seen.status, seen.to.as_str()), (StatusCode::SEE_OTHER, page.as_str()));
    let bolt = desk.product("HB-M6x20-A2").await.id;
    let seen = desk.gets(&desk.specialist, &format!("/products/{bolt}")).await;
    assert!(seen.shows("No routing") && seen.shows("No bill of material") && seen.shows("No terms of supply"));
}
