//! One supplier: how to reach him, on which terms he sells, and the forms of those who keep it.

use axum::extract::{Path, State};
use axum::http::Method;
use axum::response::Response;
use maud::{Markup, html};
use platform::act::App;
use platform::history::{self, Written};
use platform::i18n::Lang;
use platform::step::Standing;
use platform::web::ui::{self, Tone};
use platform::web::{Ask, Failure, May, Routes};
use platform::who::Role;
use platform::{Id, Trouble};

use super::{BLOCK_SUPPLIER, EDIT_SUPPLIER, OPEN_SUPPLIER, Supplier, SupplierForm};
use crate::masters::sees::SUPPLIER_READERS;
use crate::masters::shown;
use crate::people::Again;
use crate::shell::{self, Page};

const STORY_MAX: i64 = 20;

pub fn routes() -> Routes {
    Routes::default().get("/suppliers/new", May::Roles(&[Role::Purchasing]), new).both(
        Method::GET,
        "/suppliers/{id}",
        May::Roles(SUPPLIER_READERS),
        show,
    )
}

async fn new(State(app): State<App>, ask: Ask) -> Result<Response, Failure> {
    Ok(new_page(&app, &ask, &Again::blank()))
}

async fn show(State(app): State<App>, ask: Ask, Path(id): Path<Id>) -> Result<Response, Failure> {
    again(&app, &ask, Some(id), Again::blank()).await
}

/// The page, also after a "no".
pub async fn again(app: &App, ask: &Ask, id: Option<Id>, again: Again) -> Result<Response, Failure> {
    let Some(id) = id else { return Ok(new_page(app, ask, &again)) };
    let (supplier, story) = app
        .read(move |tx| {
            let supplier = super::supplier(tx, id)?.ok_or(Trouble::Hidden)?;
            Ok((supplier, history::page(tx, id, i64::MAX, STORY_MAX)?))
        })
        .await?;
    Ok(ask.show(&supplier, || drawn(app, ask, &supplier, &story, &again)))
}

fn new_page(app: &App, ask: &Ask, again: &Again) -> Response {
    let title = ask.t("step-supplier-add");
    let token = app.0.ids.new_id(app.0.clock.now());
    let body = html! {
        (ui::page_header(&title, "", ui::clause("4.2.2")))
        (again.head(ask))
        (ui::card("", html! {}, html! {
            form method="post" action="/suppliers" { (ui::form_token(token)) (fields(ask, None, again)) }
        }))
    };
    shell::page(
        ask,
        Page::new(title, "suppliers", body).crumb(ask.t("nav-suppliers"), "/suppliers").status(again.status),
    )
}

fn drawn(app: &App, ask: &Ask, s: &Supplier, story: &[Written], again: &Again) -> Response {
    let roles = ask.visit.who.as_ref().map(|who| who.roles).unwrap_or_default();
    let stands = Standing { roles, ..Standing::default() };
    let zone = app.config().zone();
    let token = |part: &str| format!("{}-{part}", app.0.ids.new_id(app.0.clock.now()));
    let name = |field: &str| shown::field_name(ask.lang, field);
    let facts = ui::facts([
        (name("contact"), html! { (s.contact) }),
        (name("phone"), html! { @if !s.phone.is_empty() { a href={ "tel:" (s.phone) } { (s.phone) } } }),
        (name("email"), html! { @if !s.email.is_empty() { a href={ "mailto:" (s.email) } { (s.email) } } }),
        (name("address"), html! { (s.address) }),
        (name("lang"), html! { (lang_word(ask, s.lang)) }),
        (name("currency"), html! { (s.currency) }),
        (name("payment_term"), html! { (s.payment_term) }),
        (name("tax_id"), html! { (s.tax_id) }),
        (
            name("tax_rate"),
            html! {
                @match s.tax_rate { Some(rate) => { (rate) " %" }, None => (ask.t("supplier-tax-of-product")) }
            },
        ),
    ]);
    let (step, path) = if s.blocked { (&OPEN_SUPPLIER, "opening") } else { (&BLOCK_SUPPLIER, "block") };
    let main = html! {
        (ui::card(ask.t("masters-contact"), html! {}, facts))
        (ui::card(ask.t("masters-story"), html! {}, shown::story(ask.lang, &zone, story)))
    };
    let aside = html! {
        @if EDIT_SUPPLIER.offered(s.state(), &stands) {
            (ui::card(ask.t("step-supplier-edit"), ui::clause("4.2.2"), html! {
                form method="post" action={ "/suppliers/" (s.id) } data-guard {
                    (ui::form_token(token("edit"))) (ui::hidden("lock", s.lock)) (fields(ask, Some(s), again))
                }
            }))
        }
        @if step.offered(s.state(), &stands) {
            (ui::card(ask.t(&shell::step_key(step.id)), ui::clause(step.clause), html! {
                form method="post" action={ "/suppliers/" (s.id) "/" (path) } {
                    (ui::form_token(token("block"))) (ui::hidden("lock", s.lock))
                    (ui::textarea("ground", ask.t("masters-ground")).rows(2).value(again.value("ground")).required().error(again.error("ground")))
                    div.form-foot { (ui::button(ask.t(&shell::step_key(step.id)))) }
                }
            }))
        }
    };
    let title = format!("{} {}", s.code, s.name);
    let body = html! {
        (ui::page_header(&title, "", html! { (ui::link_button(ask.t("supplier-purchases"), format!("/purchases?supplier={}", s.id))) }))
        (again.head(ask))
        @if s.blocked { (ui::alert(Tone::Bad, ask.t("supplier-blocked"), html! { p { (s.block_ground) } })) }
        (ui::main_aside(main, aside))
    };
    shell::page(
        ask,
        Page::new(title, "suppliers", body).crumb(ask.t("nav-suppliers"), "/suppliers").status(again.status),
    )
}

fn lang_word(ask: &Ask, lang: Lang) -> String {
    ask.t(&format!("masters-lang-{}", lang.code().to_lowercase()))
}

fn fields(ask: &Ask, s: Option<&Supplier>, again: &Again) -> Markup {
    let known = s.map(SupplierForm::of).unwrap_or_default();
    let value = |name: &str, now: &str| {
        let typed = again.value(name);
        if again.has("lock", "") || !typed.is_empty() { typed } else { now.to_string() }
    };
    let name = |field: &str| shown::field_name(ask.lang, field);
    let langs = Lang::ALL.iter().map(|lang| (lang.code(), lang_word(ask, *lang)));
    html! {
        div.fields {
            @if s.is_none() {
                (ui::text("code", name("code")).value(value("code", "")).required().error(again.error("code")).attr("maxlength", 40))
            }
            (ui::text("name", name("supplier")).value(value("name", &known.name)).required().error(again.error("name")))
            (ui::text("contact", name("contact")).value(value("contact", &known.contact)).error(again.error("contact")))
            (ui::tel("phone", name("phone")).value(value("phone", &known.phone)).error(again.error("phone")))
            (ui::email("email", name("email")).value(value("email", &known.email)).error(again.error("email")))
            (ui::text("address", name("address")).value(value("address", &known.address)).error(again.error("address")))
            (ui::select("lang", name("lang"), langs).value(value("lang", &known.lang)).error(again.error("lang")))
            (ui::text("currency", name("currency")).value(value("currency", &known.currency)).required().attr("maxlength", 3).error(again.error("currency")))
            (ui::text("payment_term", name("payment_term")).value(value("payment_term", &known.payment_term)).error(again.error("payment_term")))
            (ui::text("tax_id", name("tax_id")).value(value("tax_id", &known.tax_id)).error(again.error("tax_id")))
            (ui::text("tax_rate", name("tax_rate")).value(value("tax_rate", &known.tax_rate)).hint(Some(ask.t("supplier-tax-hint")))
                .attr("inputmode", "decimal").error(again.error("tax_rate")))
        }
        div.form-foot { (ui::primary(ask.t("masters-save"))) }
    }
}
