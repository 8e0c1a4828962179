//! The order's file on its page: what is there, what is missing, and the button that puts it away.

use maud::{Markup, html};
use platform::act::Outcome;
use platform::i18n::Lang;
use platform::web::ui::{self, Tone};
use platform::who::Person;
use platform::{Id, Tx};

use super::file::FILE;
use super::papers::{Class, Paper, missing, papers};
use crate::masters::sees;
use crate::order::{self, Archive, Order};
use crate::people;

platform::sql! {
    FILED = "SELECT filed_at, filed_by, digest, ground FROM order_file WHERE order_id = $1";
}

/// Nothing for readers who do not see what the customer wrote.
pub fn card(tx: &mut Tx, who: &Person, order: &Order, lang: Lang) -> Outcome<Markup> {
    if !sees::sale_money(who.roles) {
        return Ok(html! {});
    }
    let all = papers(tx, order)?;
    let lacks = missing(tx, order, &all)?;
    let filed = tx.maybe(&FILED, &[&order.id], |row| {
        Ok((row.get::<platform::day::Instant>(0)?, row.get::<Id>(1)?, row.get::<Vec<u8>>(2)?, row.get::<String>(3)?))
    })?;
    let zone = people::zone(tx)?;
    let done = match filed {
        Some((at, by, digest, ground)) => {
            let at = at.in_zone(&zone).strftime("%Y-%m-%d %H:%M").to_string();
            let args = [("at", at), ("who", people::name_of(tx, by)?), ("digest", platform::history::hex(&digest))];
            html! {
                p { (ui::status(Tone::Good, lang.ta("records-filed", &args))) }
                @if !ground.is_empty() { p.muted { (ground) } }
            }
        }
        None => html! {},
    };
    let stands = order::standing(tx, who, order)?;
    let offered = order.archive == Archive::ToArchive && FILE.offered(order.archive, &stands);
    let token = tx.new_id();
    Ok(ui::card(
        lang.t("records-file"),
        ui::clause("2.2.2e"),
        html! {
            (classes(lang, who, order, &all, &lacks))
            (done)
            @if offered { (form(lang, order, token, !lacks.is_empty())) }
        },
    ))
}

fn classes(lang: Lang, who: &Person, order: &Order, all: &[Paper], lacks: &[Class]) -> Markup {
    let facts = Class::ALL.iter().filter(|class| class.is_for(who.roles)).map(|class| {
        let of: Vec<&Paper> = all.iter().filter(|paper| paper.class == *class).collect();
        let told = html! {
            @for paper in &of {
                div {
                    @match (paper.source, paper.paper) {
                        (Some(source), _) => a href={ "/orders/" (order.id) "/sources/" (source) } { (paper.name) },
                        (None, Some(made)) => a href={ "/orders/" (order.id) "/papers/" (made) } { (paper.name) },
                        (None, None) => (lang.t("records-signed-on-link")),
                    }
                }
            }
            @if lacks.contains(class) { (ui::status(Tone::Warn, lang.t("records-missing"))) }
            @else if of.is_empty() { "–" }
        };
        (lang.t(&format!("records-class-{}", class.code().replace('_', "-"))), told)
    });
    ui::facts(facts.collect::<Vec<_>>())
}

fn form(lang: Lang, order: &Order, token: Id, lacks: bool) -> Markup {
    html! {
        form method="post" action={ "/orders/" (order.id) "/file" } data-guard {
            (ui::form_token(token))
            @if lacks { (ui::text("ground", lang.t("records-ground")).id("f-file-ground").required()) }
            (ui::primary(lang.t("step-records-file")))
        }
    }
}
