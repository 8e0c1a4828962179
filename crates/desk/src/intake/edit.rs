//! The form of an order that stands already: a draft, or one that came back from the review.

use axum::extract::{Path, State};
use axum::response::Response;
use maud::{Markup, html};
use platform::Id;
use platform::Tx;
use platform::act::{App, Outcome};
use platform::i18n::Lang;
use platform::trouble::Trouble;
use platform::web::ui::{self, Reason};
use platform::web::{Ask, Failure};
use platform::who::{Person, Role};

use super::beside::{beside, documents};
use super::form::{Form, restored_bar};
use super::scratch::{self, Scratch};
use super::typed::Typed;
use super::{customer_withdraws, discard};
use crate::masters;
use crate::order::{self, Order};
use crate::shell::{self, Page};

/// The form with the order it is about.
pub struct Editing {
    pub number: String,
    pub form: Form,
    pub restored: Option<String>,
    /// What the customer sent, for comparison.
    pub documents: Option<Markup>,
}

/// `GET /orders/{id}/edit`
pub async fn page(State(app): State<App>, ask: Ask, Path(id): Path<Id>) -> Result<Response, Failure> {
    let who = ask.who()?.clone();
    let lang = ask.lang;
    let editing = app.read(move |tx| gather(tx, &who, lang, id)).await?;
    Ok(shell::page(&ask, edit_page(&ask, &editing, html! {})))
}

fn gather(tx: &mut Tx, who: &Person, lang: Lang, id: Id) -> Outcome<Editing> {
    let order = order::fetch(tx, who, id)?;
    order::may_edit(tx, who, &order)?;
    let customer = masters::customer(tx, order.customer)?;
    let mut now = Typed::of_order(&order, customer.as_ref());
    now.base = Some(Box::new(now.clone()));
    let kept: Option<Scratch> = scratch::fetch(tx, who, id)?;
    let restored = kept.as_ref().map(|kept| kept.at.clone());
    let mut form = Form::new(format!("/orders/{id}"), id, tx.new_id(), kept.map_or(now, |kept| kept.typed));
    form.order = Some(id);
    let documents = documents(lang, &order, &order::sources(tx, id)?);
    Ok(Editing { number: order.number, form, restored, documents })
}

pub fn edit_page<'a>(ask: &Ask, editing: &Editing, notice: Markup) -> Page<'a> {
    let title = ask.ta("intake-edit-title", &[("number", editing.number.clone())]);
    let body = html! {
        (ui::page_header(&title, "", html! {}))
        (notice)
        @if let Some(at) = &editing.restored { (restored_bar(ask.lang, editing.form.about, at)) }
        @match &editing.documents {
            Some(documents) => (beside(editing.form.draw(ask.lang), documents.clone())),
            None => (editing.form.draw(ask.lang)),
        }
    };
    let order = format!("/orders/{}", editing.form.about);
    Page::new(title, "orders", body).crumb(ask.t("nav-orders"), "/orders").crumb(editing.number.clone(), order)
}

/// The buttons of the order page that belong to entry: edit, copy, discard, withdrawn by the customer.
pub fn edit_links(tx: &mut Tx, who: &Person, order: &Order, lang: Lang) -> Outcome<Markup> {
    let editable = order::may_edit(tx, who, order).err();
    let discards = discard::stopped(tx, who, order)?;
    let withdraws = customer_withdraws::stopped(tx, who, order)?;
    let enters = who.roles.any(&[Role::Specialist]);
    let token = tx.new_id();
    let sources = customer_withdraws::links(tx, order)?;
    Ok(html! {
        // Whoever never enters orders has no use for these, grey or not.
        @if !enters {
        } @else if editable.is_none() {
            (ui::link_button(lang.t("intake-edit"), format!("/orders/{}/edit", order.id)).icon("edit").key("e"))
        } @else if let Some(trouble) = &editable {
            (ui::button(lang.t("intake-edit")).plain().reasons("why-edit", why(trouble, lang)))
        }
        @if enters { form method="post" action={ "/orders/" (order.id) "/copy" } { (ui::button(lang.t("intake-copy")).icon("copy")) } }
        @if let Some(discards) = discards { (discard::control(lang, order, token, discards)) }
        @if let Some(withdraws) = withdraws { (customer_withdraws::control(lang, order, token, withdraws, &sources)) }
    })
}

/// A trouble as the reasons under a grey button.
pub fn why(trouble: &Trouble, lang: Lang) -> Vec<Reason> {
    match trouble {
        Trouble::Refused(refusal) => {
            refusal.broken.iter().map(|b| Reason::new(shell::broken_text(b, lang), Some(b.clause))).collect()
        }
        Trouble::Forbidden { clause, say } => {
            vec![Reason::new(platform::web::failure::with_words(say, lang), Some(clause))]
        }
        _ => vec![Reason::new(lang.t("trouble-hidden"), None)],
    }
}
