//! The page on which a customer is edited: contact data for the order department, terms for finance. Each form is its
//! own act; both are drawn here so that a form that comes back keeps everything typed.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use maud::{Markup, html};
use platform::act::App;
use platform::i18n::Lang;
use platform::ids::Id;
use platform::money::{Currency, Money};
use platform::step::Standing;
use platform::trouble::{Fields, Say, Trouble};
use platform::web::ui::{self, Tone};
use platform::web::{Ask, Failure, May, Routes};
use platform::who::Role;

use super::company::company_currency;
use super::customer::{self, Customer};
use super::edit_contact::Contact;
use super::edit_terms::Terms;
use super::shown;
use super::steps::{CONTACT, TERMS};
use crate::shell::{self, Page};

pub fn routes() -> Routes {
    let may = May::Roles(&[Role::Specialist, Role::Manager, Role::Finance]);
    Routes::default().get("/customers/{id}/edit", may, show)
}

async fn show(State(app): State<App>, ask: Ask, Path(id): Path<String>) -> Result<Response, Failure> {
    page(&app, &ask, shown::id_of(&id)?, Back::default()).await
}

/// What comes back when a form was not accepted.
#[derive(Default)]
pub(super) struct Back {
    pub contact: Option<Contact>,
    pub terms: Option<Terms>,
    pub trouble: Option<Trouble>,
}

/// The page again where the reader can do something about it; every other trouble goes its own way.
pub(super) async fn again(app: &App, ask: &Ask, id: Id, back: Back) -> Result<Response, Failure> {
    match back.trouble {
        Some(Trouble::Invalid(_) | Trouble::Refused(_) | Trouble::Stale(_)) if !ask.json => {
            page(app, ask, id, back).await
        }
        Some(trouble) => Err(trouble.into()),
        None => Err(Trouble::Hidden.into()),
    }
}

async fn page(app: &App, ask: &Ask, id: Id, back: Back) -> Result<Response, Failure> {
    let (c, currency) =
        app.read(move |tx| Ok((customer::customer(tx, id)?.ok_or(Trouble::Hidden)?, company_currency(tx)?))).await?;
    let roles = ask.who()?.roles;
    let standing = Standing { roles, ..Standing::default() };
    let title = ask.ta("masters-edit-title", &[("name", c.name.clone())]);
    let body = html! {
        (ui::page_header(&title, "", html! {}))
        (troubles(ask, back.trouble.as_ref()))
        @if CONTACT.offered(c.state(), &standing) { (contact_form(app, ask, &c, &back)) }
        @if TERMS.offered(c.state(), &standing) { (terms_form(app, ask, &c, currency, &back)) }
    };
    let status = back.trouble.as_ref().map_or(StatusCode::OK, platform::web::failure::status);
    let page = Page::new(title, "customers", body)
        .crumb(ask.t("nav-customers"), "/customers")
        .crumb(&c.name, format!("/customers/{}", c.id))
        .status(status);
    Ok(shell::page(ask, page))
}

fn troubles(ask: &Ask, trouble: Option<&Trouble>) -> Markup {
    match trouble {
        Some(Trouble::Invalid(fields)) => {
            let errors: Vec<(String, String)> =
                fields.0.iter().map(|(field, say)| (field.clone(), say.text(ask.lang))).collect();
            ui::error_summary(ask.lang, &errors)
        }
        Some(Trouble::Refused(refusal)) => ui::alert(Tone::Bad, "", shell::refusal_body(refusal, ask.lang)),
        Some(Trouble::Stale(_)) => ui::alert(
            Tone::Warn,
            ask.t("trouble-stale"),
            html! {
                p { (ask.t("masters-stale-text")) }
            },
        ),
        _ => html! {},
    }
}

fn error(ask: &Ask, back: &Back, field: &str) -> Option<String> {
    match &back.trouble {
        Some(Trouble::Invalid(fields)) => fields.of(field).map(|say| say.text(ask.lang)),
        _ => None,
    }
}

fn contact_form(app: &App, ask: &Ask, c: &Customer, back: &Back) -> Markup {
    let typed = back.contact.clone().unwrap_or_else(|| Contact::of(c));
    let field = |name: &str| shown::field_name(ask.lang, name);
    let hint = |now: &str, typed: &str| stale_hint(ask, back, now, typed);
    let langs =
        Lang::ALL.iter().map(|lang| (lang.code(), ask.t(&format!("masters-lang-{}", lang.code().to_lowercase()))));
    ui::card(
        ask.t("masters-contact"),
        html! { (ui::clause(CONTACT.clause)) },
        html! {
            form method="post" action={ "/customers/" (c.id) "/contact" } {
                (ui::form_token(app.0.ids.new_id(app.0.clock.now())))
                (ui::hidden("lock", c.lock))
                div.fields {
                    (ui::text("contact", field("contact")).value(&typed.contact).error(error(ask, back, "contact")).hint(hint(&c.contact, &typed.contact)))
                    (ui::tel("phone", field("phone")).value(&typed.phone).error(error(ask, back, "phone")).hint(hint(&c.phone, &typed.phone)))
                    (ui::email("email", field("email")).value(&typed.email).error(error(ask, back, "email")).hint(hint(&c.email, &typed.email)))
                    (ui::tel("fax", field("fax")).value(&typed.fax).error(error(ask, back, "fax")).hint(hint(&c.fax, &typed.fax)))
                    (ui::text("address", field("address")).value(&typed.address).error(error(ask, back, "address")).hint(hint(&c.address, &typed.address)))
                    (ui::select("lang", field("lang"), langs).value(&typed.lang).error(error(ask, back, "lang")))
                }
                div.form-foot { (ui::primary(ask.t("masters-save"))) (ui::link_button(ask.t("shell-confirm-no"), format!("/customers/{}", c.id))) }
            }
        },
    )
}

fn terms_form(app: &App, ask: &Ask, c: &Customer, currency: Currency, back: &Back) -> Markup {
    let typed = back.terms.clone().unwrap_or_else(|| Terms::of(c, currency));
    let field = |name: &str| shown::field_name(ask.lang, name);
    let limit = Money::from_minor(c.credit_limit, currency).to_string();
    ui::card(
        ask.t("masters-terms"),
        html! { (ui::clause(TERMS.clause)) },
        html! {
            form method="post" action={ "/customers/" (c.id) "/terms" } {
                (ui::form_token(app.0.ids.new_id(app.0.clock.now())))
                (ui::hidden("lock", c.lock))
                div.fields {
                    (ui::text("payment_term", field("payment_term")).value(&typed.payment_term).required()
                        .error(error(ask, back, "payment_term")).hint(stale_hint(ask, back, &c.payment_term, &typed.payment_term)))
                    (ui::money("credit_limit", ask.ta("masters-in", &[("what", field("credit_limit")), ("currency", currency.to_string())]))
                        .value(&typed.credit_limit).required().error(error(ask, back, "credit_limit"))
                        .hint(stale_hint(ask, back, &limit, &typed.credit_limit)))
                }
                div.form-foot { (ui::primary(ask.t("masters-save"))) }
            }
        },
    )
}

/// After somebody else was faster: what stands there now, where it differs from what was typed.
fn stale_hint(ask: &Ask, back: &Back, now: &str, typed: &str) -> Option<String> {
    let stale = matches!(back.trouble, Some(Trouble::Stale(_)));
    (stale && now != typed)
        .then(|| ask.ta("masters-stands-now", &[("value", if now.is_empty() { "–" } else { now }.into())]))
}

/// A one-line field as it is kept; too long or unreadable is noted.
pub(super) fn line(wrong: &mut Fields, field: &str, text: &str, max: usize) -> String {
    let Ok(clean) = platform::text::clean(text) else {
        wrong.add(field, Say::new("masters-bad-text"));
        return String::new();
    };
    if clean.chars().count() > max {
        wrong.add(field, Say::new("masters-bad-too-long").arg("max", max));
    }
    if clean.chars().any(char::is_control) {
        wrong.add(field, Say::new("masters-bad-text"));
    }
    clean
}
