//! The frame of every page: menu, top bar, and what a trouble looks like.

use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use maud::{Markup, Render, html};
use platform::Trouble;
use platform::i18n::Lang;
use platform::step::{Broken, Level, Refusal};
use platform::web::ask::wants_json;
use platform::web::failure::{Carried, problem, status, with_words};
use platform::web::layout::{Crumb, Flash, NavGroup, NavItem, Shell, WhoShown, bare};
use platform::web::ui::{self, Tone};
use platform::web::{Ask, Visit};
use platform::who::Role;

/// A page before it gets its frame.
pub struct Page<'a> {
    pub title: String,
    /// The menu entry it belongs to.
    pub section: &'a str,
    /// (label, address) of the pages above this one.
    pub crumbs: Vec<(String, String)>,
    pub body: Markup,
    /// 200, or 400 for a form that is shown again.
    pub status: StatusCode,
    /// What the act before this page did.
    pub flash: Option<(Tone, String)>,
}

impl<'a> Page<'a> {
    pub fn new(title: impl Into<String>, section: &'a str, body: Markup) -> Page<'a> {
        Page { title: title.into(), section, crumbs: Vec::new(), body, status: StatusCode::OK, flash: None }
    }

    pub fn crumb(mut self, label: impl Into<String>, href: impl Into<String>) -> Page<'a> {
        self.crumbs.push((label.into(), href.into()));
        self
    }

    pub fn status(mut self, status: StatusCode) -> Page<'a> {
        self.status = status;
        self
    }

    pub fn flash(mut self, tone: Tone, text: impl Into<String>) -> Page<'a> {
        self.flash = Some((tone, text.into()));
        self
    }
}

/// The whole page; a reader without a name gets the bare frame.
pub fn page(ask: &Ask, page: Page<'_>) -> Response {
    framed(&ask.visit, page)
}

fn framed(visit: &Visit, page: Page<'_>) -> Response {
    let flash = page.flash.map(|(kind, text)| Flash { kind, text });
    let markup = match &visit.who {
        None => bare(visit.lang, visit.theme, &page.title, flash.as_ref(), &page.body),
        Some(who) => Shell {
            lang: visit.lang,
            theme: visit.theme,
            title: page.title,
            section: page.section,
            nav: menu(visit),
            who: Some(WhoShown { name: who.name.clone(), role_label: roles_text(visit) }),
            inbox: u64::try_from(visit.duties).unwrap_or(0),
            memos: u64::try_from(visit.memos).unwrap_or(0),
            crumbs: page.crumbs.into_iter().map(|(label, href)| Crumb { label, href }).collect(),
            body: page.body,
            flash,
            demo: visit.demo,
        }
        .render(),
    };
    let html = (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    (page.status, [html], markup.into_string()).into_response()
}

fn roles_text(visit: &Visit) -> String {
    let Some(who) = &visit.who else { return String::new() };
    let words: Vec<String> = who.roles.iter().map(|role| visit.lang.t(&format!("role-{}", role.code()))).collect();
    words.join(" · ")
}

/// (section, address, icon, who sees it).
type Entry = (&'static str, &'static str, &'static str, &'static [Role]);

/// The menu in the order of the day's work: (name of the group, its entries). What has no name stands above all groups.
const MENU: &[(&str, &[Entry])] = &[
    ("", &[("home", "/", "home", Role::ALL)]),
    (
        "orders",
        &[
            ("intray", "/intray", "inbox", &[Role::Specialist, Role::Manager]),
            ("orders", "/orders", "list-check", ORDER_READERS),
            ("confirmations", "/confirmations", "clock", &[Role::Specialist, Role::Manager]),
            ("review", "/review", "gavel", &[Role::Manager, Role::Executive, Role::Finance, Role::Specialist]),
            ("changes", "/changes", "edit", ORDER_READERS),
            ("problems", "/problems", "alert-triangle", ORDER_READERS),
        ],
    ),
    (
        "plant",
        &[
            ("departments", "/departments", "building-factory-2", DEPARTMENT_READERS),
            ("production", "/production", "calendar", DEPARTMENT_READERS),
            ("purchases", "/purchases", "package", PURCHASE_READERS),
            ("inspections", "/inspections", "check", DEPARTMENT_READERS),
            ("shipments", "/shipments", "send", SHIPMENT_READERS),
            ("delays", "/delays", "clock", ORDER_READERS),
        ],
    ),
    (
        "masters",
        &[
            ("customers", "/customers", "users", &[Role::Specialist, Role::Manager, Role::Finance, Role::Executive]),
            ("suppliers", "/suppliers", "users", &[Role::Purchasing, Role::Quality]),
            ("products", "/products", "package", ORDER_READERS),
        ],
    ),
    (
        "office",
        &[
            ("board", "/board", "chart-bar", BOARD_READERS),
            ("plans", "/plans", "calendar", BOARD_READERS),
            ("reports", "/reports", "file", REPORT_READERS),
            ("people", "/organisation", "sitemap", Role::ALL),
            ("settings", "/settings", "settings", &[Role::Manager, Role::Executive, Role::Finance, Role::Auditor]),
            ("outbox", "/outbox", "send", &[Role::Manager, Role::Admin]),
        ],
    ),
    (
        "book",
        &[
            (
                "records",
                "/records",
                "file",
                &[Role::Specialist, Role::Manager, Role::Finance, Role::Executive, Role::Auditor],
            ),
            ("process", "/process", "git-branch", Role::ALL),
            ("regulation", "/about/regulation", "book", Role::ALL),
        ],
    ),
];

/// A menu of so many entries stands open as a whole: folding it would only hide what fits on the screen.
const OPEN_MENU: usize = 14;

/// Everybody who reads orders; the administrator and customers do not.
pub const ORDER_READERS: &[Role] = &[
    Role::Specialist,
    Role::Manager,
    Role::Production,
    Role::Purchasing,
    Role::Quality,
    Role::Warehouse,
    Role::Logistics,
    Role::Finance,
    Role::Executive,
    Role::Auditor,
];

/// Who sees how much work each specialist has.
pub const BOARD_READERS: &[Role] = &[Role::Specialist, Role::Manager, Role::Executive];

/// The manager reports, the executive reads.
pub const REPORT_READERS: &[Role] = &[Role::Manager, Role::Executive];

/// Who follows what is bought in his menu; everybody who reads orders may open it.
const PURCHASE_READERS: &[Role] = &[
    Role::Purchasing,
    Role::Warehouse,
    Role::Quality,
    Role::Production,
    Role::Specialist,
    Role::Manager,
    Role::Finance,
    Role::Executive,
];

/// Who packs and ships has it in his menu; whoever reads what departments do may open it.
const SHIPMENT_READERS: &[Role] =
    &[Role::Production, Role::Warehouse, Role::Logistics, Role::Quality, Role::Specialist, Role::Manager];

pub const DEPARTMENT_READERS: &[Role] = &[
    Role::Production,
    Role::Purchasing,
    Role::Quality,
    Role::Warehouse,
    Role::Logistics,
    Role::Specialist,
    Role::Manager,
    Role::Executive,
];

/// The pages of a person's menu: section, address, icon.
pub fn menu_for(who: &platform::who::Person) -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    let roles = who.roles;
    let seen = MENU.iter().flat_map(|(_, entries)| *entries).filter(move |(_, _, _, readers)| roles.any(readers));
    seen.map(|(key, href, icon, _)| (*key, *href, *icon))
}

fn menu(visit: &Visit) -> Vec<NavGroup> {
    let Some(who) = &visit.who else { return Vec::new() };
    let all = menu_for(who).count() <= OPEN_MENU;
    let entry = |(key, href, icon, _): &Entry| NavItem {
        key,
        label: visit.lang.t(&format!("nav-{key}")),
        href: (*href).to_string(),
        icon,
        count: (*key == "home").then(|| u64::try_from(visit.duties).unwrap_or(0)),
    };
    let group = |(name, entries): &(&str, &[Entry])| NavGroup {
        label: if name.is_empty() { String::new() } else { visit.lang.t(&format!("nav-group-{name}")) },
        items: entries.iter().filter(|(_, _, _, readers)| who.roles.any(readers)).map(entry).collect(),
        // The orders are everybody's first business here.
        open: all || *name == "orders",
    };
    MENU.iter().map(group).filter(|group| !group.items.is_empty()).collect()
}

/// Turns a carried trouble into a page or a problem document: the one place where both are made.
pub async fn show_failures(request: Request, next: Next) -> Response {
    let visit = request.extensions().get::<Visit>().cloned();
    let json = wants_json(request.uri().path(), request.headers());
    let (method, path) = (request.method().clone(), request.uri().path().to_string());
    let tagged = request.headers().contains_key(header::IF_MATCH);
    let response = next.run(request).await;
    let Some(trouble) = response.extensions().get::<Carried>().and_then(Carried::take) else { return response };
    let lang = visit.as_ref().map_or(Lang::Hant, |visit| visit.lang);
    let incident = if let Trouble::Fault(fault) = &trouble { Some(logged(fault, &method, &path)) } else { None };
    // Who named the state he knows by its tag is told that the tag is not true any more.
    let code = match &trouble {
        Trouble::Stale(_) if tagged => StatusCode::PRECONDITION_FAILED,
        other => status(other),
    };
    if json {
        let mut body = problem(&trouble, lang, incident.as_deref());
        body["status"] = code.as_u16().into();
        let kind = (header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        return (code, [kind], body.to_string()).into_response();
    }
    let visit = visit.unwrap_or(Visit {
        who: None,
        lang,
        theme: platform::web::layout::Theme::Auto,
        duties: 0,
        late: 0,
        memos: 0,
        demo: false,
    });
    let (title, body) = trouble_page(&trouble, lang, &path, incident.as_deref());
    framed(&visit, Page::new(title, "", body).status(code))
}

/// Logged once, at this edge, with a number the reader gets too.
fn logged(fault: &platform::Fault, method: &axum::http::Method, path: &str) -> String {
    use std::hash::{BuildHasher, RandomState};
    let incident = format!("{:08x}", RandomState::new().hash_one(path) as u32);
    // The address of a link is its secret.
    let path = if path.starts_with("/links/") { "/links/…" } else { path };
    tracing::error!(%incident, %method, path, %fault, "a request failed");
    incident
}

fn trouble_page(trouble: &Trouble, lang: Lang, path: &str, incident: Option<&str>) -> (String, Markup) {
    let (key, body) = match trouble {
        Trouble::Refused(refusal) => ("trouble-refused", refusal_body(refusal, lang)),
        Trouble::Invalid(fields) => (
            "trouble-invalid",
            html! {
                ul { @for (field, say) in &fields.0 { li { @if !field.is_empty() { strong { (field) } ": " } (say.text(lang)) } } }
                p { (lang.t("trouble-back")) }
            },
        ),
        Trouble::Stale(stale) => (
            "trouble-stale",
            html! {
                p { (lang.t("trouble-stale-text")) }
                ul { @for say in &stale.changed { li { (with_words(say, lang)) } } }
                p { a.btn.btn-primary href=(stands_at(path, stale.about)) { (lang.t("trouble-stale-open")) } }
            },
        ),
        Trouble::NameReused => ("once-key-other-content", html! { p { (lang.t("trouble-back")) } }),
        Trouble::Hidden => ("trouble-hidden", html! { p { (lang.t("trouble-hidden-text")) } }),
        Trouble::Forbidden { clause, say } => (
            "trouble-forbidden",
            html! {
                p { (with_words(say, lang)) " " (ui::clause(clause)) }
            },
        ),
        Trouble::Slower { seconds } => {
            ("trouble-slower-title", html! { p { (lang.ta("trouble-slower", &[("seconds", seconds.to_string())])) } })
        }
        Trouble::Fault(_) => (
            "trouble-fault",
            html! {
                p { (lang.t("trouble-fault-text")) }
                @if let Some(incident) = incident { p { (lang.ta("trouble-incident", &[("n", incident.to_string())])) } }
            },
        ),
    };
    let title = lang.t(key);
    let body = html! {
        (ui::page_header(&title, "", html! {}))
        (ui::card("", html! {}, html! { (body) p { a href="/" { (lang.t("trouble-home")) } } }))
    };
    (title, body)
}

/// Where one sees how the thing stands that somebody else changed: its own page where it has one, else the list it
/// stands in; what has neither (a dispatch, a notice) belongs to an order.
fn stands_at(path: &str, about: platform::Id) -> String {
    let path = path.strip_prefix("/api/v1").unwrap_or(path);
    let mut parts = path.split('/').skip(1);
    match (parts.next(), parts.next()) {
        (Some(noun @ ("customers" | "people" | "intray" | "imports" | "inspections")), Some(id)) => {
            format!("/{noun}/{id}")
        }
        (Some(noun @ ("outbox" | "delegation" | "account" | "rates" | "calendar" | "organisation")), _) => {
            format!("/{noun}")
        }
        _ => format!("/orders/{about}"),
    }
}

/// A refusal in words: clause, every reason, a way forward.
pub fn refusal_body(refusal: &Refusal, lang: Lang) -> Markup {
    html! {
        p { (lang.ta("refused-lead", &[("step", lang.t(&step_key(refusal.step)))])) }
        ul.reasons { @for broken in &refusal.broken { li { (broken_line(broken, lang)) } } }
    }
}

/// One broken rule: sentence, line, clause, way forward.
pub fn broken_line(broken: &Broken, lang: Lang) -> Markup {
    let tone = if broken.level == Level::Fail { Tone::Bad } else { Tone::Warn };
    html! {
        (ui::status(tone, broken_text(broken, lang))) " " (ui::clause(broken.clause))
        @if let Some(way) = lang.maybe(&broken.way()) { br; small.way { (way) } }
    }
}

pub fn broken_text(broken: &Broken, lang: Lang) -> String {
    let text = broken.say.text(lang);
    match broken.line {
        Some(line) => lang.ta("on-line", &[("line", line.to_string()), ("text", text)]),
        None => text,
    }
}

/// The language key of a step's name.
pub fn step_key(step: &str) -> String {
    format!("step-{}", step.replace(['.', '_'], "-"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_stands_in_the_menu_once() {
        let mut keys: Vec<&str> = MENU.iter().flat_map(|(_, entries)| *entries).map(|(key, _, _, _)| *key).collect();
        let all = keys.len();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!((keys.len(), MENU[0].0), (all, ""), "each once, and the duties above all groups");
    }

    #[test]
    fn what_changed_is_looked_at_where_it_stands() {
        let about: platform::Id = "0193a000-0000-7000-8000-000000000001".parse().expect("an id");
        for (path, at) in [
            ("/customers/7/terms", "/customers/7"),
            ("/api/v1/intray/7/order", "/intray/7"),
            ("/people/7/roles", "/people/7"),
            ("/imports/7/taking-over", "/imports/7"),
            ("/outbox/7/repeat", "/outbox"),
            ("/delegation/7/end", "/delegation"),
            ("/account/tokens/7/end", "/account"),
            ("/orders/7/approval", "/orders/0193a000-0000-7000-8000-000000000001"),
            ("/dispatches/7/acknowledgement", "/orders/0193a000-0000-7000-8000-000000000001"),
        ] {
            assert_eq!(stands_at(path, about), at, "{path}");
        }
    }
}
