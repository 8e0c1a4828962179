//! Chapter 2: who works here, what each may, and who stands in for whom.
//!
//! Everybody has a login, roles and a place in the organisation (1.2); nobody acts without a role. There is one
//! manager; while a dated delegation runs, his deputy *is* the acting manager (2.1), and that is decided inside the
//! act that asks, by its own instant, so that the hand-over is exact. Roles in a [`Person`] are those in force now.
//! What the administrator and the principals change stands in the chain of the administration (1.3.4).

mod account;
mod again;
mod appoint;
mod calendar;
mod cast;
mod change_password;
mod clear_day;
mod console;
mod deactivate;
mod delegate;
mod delegations;
mod deputy;
mod end_delegation;
mod end_token;
mod grant;
mod import_days;
mod invite;
mod issue_token;
mod link;
mod log_in;
mod log_out;
mod member;
mod memo;
mod organisation;
pub mod outside;
mod password;
mod person;
mod preferences;
mod renew_link;
mod roles;
mod roster;
mod session;
mod set_day;
mod set_hours;
mod set_up;
pub mod setting;
mod trail;
mod tries;
mod view;
mod welcome;
mod when;

#[cfg(test)]
mod tests;

use axum::http::Method;
use platform::step::StepShown;
use platform::web::{May, Routes};
use platform::who::Role;

use crate::shell::ORDER_READERS;

pub use again::Again;
pub use appoint::Appoint;
pub use cast::{DemoLogin, demo_cast};
pub use change_password::ChangePassword;
pub use clear_day::ClearDay;
pub use console::{Placed, by_login, everybody, reset_link};
pub use deactivate::{Deactivate, Reactivate};
pub use delegate::{Delegate, read_time};
pub use deputy::{Kind as DelegationKind, acting, acting_manager, is_acting_manager, may_act_for, principals_of};
pub use end_delegation::EndDelegation;
pub use end_token::EndToken;
pub use grant::Grant;
pub use import_days::ImportDays;
pub use invite::Invite;
pub use issue_token::IssueToken;
pub use log_in::Caller;
pub use member::{Member, fetch, name_of, names, own_roles, persons_with};
pub use memo::{MemoKind, ReadAll, mentioned, sweep_memos, tell, tell_role, unread};
pub use preferences::{Preferences, preferences};
pub use renew_link::RenewLink;
pub use roles::{Card as Place, PersonState, card as place};
pub use session::{Card, card, identify, keep_alive, sweep};
pub use set_day::{MarkedDay, SetDay};
pub use set_hours::{Opening, SetHours};
pub use set_up::{SetUp, setup_link};
pub use view::{DropView, SaveView, SavedView, ViewForm, views};
pub use welcome::Welcome;
pub use when::{DayWord, calendar, calendar_change, calendar_of, due, shown, today, zone};

/// Everybody inside the company; customers come by links and have no page here.
pub const STAFF: &[Role] = &[
    Role::Specialist,
    Role::Manager,
    Role::Production,
    Role::Purchasing,
    Role::Quality,
    Role::Warehouse,
    Role::Logistics,
    Role::Finance,
    Role::Executive,
    Role::Employee,
    Role::Auditor,
    Role::Admin,
];

const ADMIN: May = May::Roles(&[Role::Admin]);

/// Who may read the chain of the administration.
const TRAIL_READERS: May = May::Roles(&[Role::Admin, Role::Manager, Role::Executive, Role::Auditor]);

pub fn routes() -> Routes {
    let staff = May::Roles(STAFF);
    Routes::default()
        .get("/login", May::Public, log_in::page)
        .post("/login", May::Public, log_in::log_in)
        .post("/logout", May::Public, log_out::log_out)
        .post("/preferences", May::Public, preferences::choose)
        .get("/setup/{token}", May::Public, set_up::page)
        .post("/setup/{token}", May::Public, set_up::set_up)
        .get("/welcome/{token}", May::Public, welcome::page)
        .post("/welcome/{token}", May::Public, welcome::welcome)
        .get("/account", May::Anyone, account::page)
        .post("/account/password", May::Anyone, change_password::change_password)
        .post("/account/tokens", May::Anyone, issue_token::issue_token)
        .post("/account/tokens/{id}/end", May::Anyone, end_token::end_token)
        .both(Method::GET, "/organisation", staff, organisation::page)
        .get("/organisation/history", TRAIL_READERS, trail::page)
        .both(Method::GET, "/people", ADMIN, roster::page)
        .get("/people/new", ADMIN, invite::page)
        .both(Method::POST, "/people", ADMIN, invite::invite)
        .both(Method::GET, "/people/{id}", ADMIN, person::page)
        .post("/people/{id}/roles", ADMIN, grant::grant)
        .post("/people/{id}/appointment", ADMIN, appoint::appoint)
        .post("/people/{id}/deactivation", ADMIN, deactivate::deactivate)
        .post("/people/{id}/reactivation", ADMIN, deactivate::reactivate)
        .post("/people/{id}/link", ADMIN, renew_link::renew_link)
        .both(Method::GET, "/delegation", staff, delegations::page)
        .both(Method::POST, "/delegation", staff, delegate::delegate)
        .both(Method::POST, "/delegation/{id}/end", staff, end_delegation::end_delegation)
        .both(Method::GET, "/memos", May::Anyone, memo::page)
        .both(Method::POST, "/memos/read", May::Anyone, memo::read_all)
        .both(Method::POST, "/memos/{id}/read", May::Anyone, memo::read_one)
        .both(Method::GET, "/calendar", staff, calendar::page)
        .both(Method::POST, "/calendar", ADMIN, set_day::set_day)
        .both(Method::POST, "/calendar/hours", ADMIN, set_hours::set_hours)
        .post("/calendar/{day}/clear", ADMIN, clear_day::clear_day)
        .post("/calendar/import", ADMIN, import_days::import_days)
        .both(Method::POST, "/views", May::Roles(ORDER_READERS), view::save)
        .both(Method::POST, "/views/{id}/removal", May::Roles(ORDER_READERS), view::drop)
        .merge(setting::routes())
}

/// The steps of this chapter, for the process map and the clause report.
pub fn steps() -> Vec<StepShown> {
    let mut steps = vec![
        set_up::STEP.shown("person"),
        invite::STEP.shown("person"),
        welcome::STEP.shown("person"),
        change_password::STEP.shown("person"),
        grant::STEP.shown("person"),
        appoint::STEP.shown("person"),
        deactivate::STEP.shown("person"),
        deactivate::AGAIN.shown("person"),
        renew_link::STEP.shown("person"),
        console::STEP.shown("person"),
        delegate::MANAGER.shown("delegation"),
        delegate::SPECIALIST.shown("delegation"),
        end_delegation::STEP.shown("delegation"),
        issue_token::STEP.shown("api_token"),
        end_token::STEP.shown("api_token"),
        set_day::STEP.shown("calendar_day"),
        clear_day::STEP.shown("calendar_day"),
        import_days::STEP.shown("calendar_day"),
        set_hours::SET.shown("opening"),
        set_hours::CLEAR.shown("opening"),
        view::SAVE.shown("view"),
        view::DROP.shown("view"),
    ];
    steps.extend(setting::steps());
    steps
}
