//! How a list looks: density, columns, groups, print. All of it stands in its address.

use maud::{Markup, html};
use platform::web::Ask;
use platform::web::ui::{self, Choice};

use super::asked::Asked;
use super::columns::Column;
use super::filter::{Columns, Filter};
use super::groups::GroupBy;
use super::list::path;
use super::part::Of;

pub fn draw<R>(ask: &Ask, asked: &Asked, filter: &Filter, all: &'static [Column<R>], shown: &[&Column<R>]) -> Markup {
    let here = path(filter.of);
    let dense = asked.with(&[("dense", if filter.dense { "" } else { "1" })]);
    let every = filter.columns == Columns::All;
    let more = asked.with(&[("cols", if every { "" } else { "more" })]);
    html! {
        (ui::link_button(ask.t(if filter.dense { "ledger-roomy" } else { "ledger-dense" }), format!("{here}?{dense}")).ghost().small())
        (ui::link_button(ask.t(if every { "ledger-fewer" } else { "ledger-more" }), format!("{here}?{more}"))
            .ghost().small().icon("columns"))
        (chooser(ask, asked, filter, all, shown))
    }
}

/// One tick a column; the first always stands.
fn chooser<R>(ask: &Ask, asked: &Asked, filter: &Filter, all: &'static [Column<R>], shown: &[&Column<R>]) -> Markup {
    let offered = all.iter().filter(|column| filter.money || !column.money).skip(1);
    html! {
        details.choose-columns {
            summary.btn.btn-sm.btn-ghost-secondary { (ask.t("ledger-choose-columns")) }
            form method="get" action=(path(filter.of)) {
                @for (name, value) in asked.without(&["cols"]) { (ui::hidden(name, value)) }
                @for column in offered {
                    @let on = shown.iter().any(|one| one.key == column.key);
                    (ui::checkbox("cols", ask.t(&column.label()), column.key, on).id(format!("col-{}", column.key)))
                }
                (ui::button(ask.t("ledger-filter-apply")).small())
            }
        }
    }
}

/// By what the rows are put together.
pub fn grouping(ask: &Ask, asked: &Asked, of: Of) -> Markup {
    let none = Choice::new("", ask.t("ledger-group-none"));
    let by = GroupBy::of(of).iter().map(|by| Choice::new(by.code(), ask.t(&format!("ledger-group-{}", by.code()))));
    html! {
        form.group-by method="get" action=(path(of)) {
            @for (name, value) in asked.without(&["group"]) { (ui::hidden(name, value)) }
            (ui::select("group", ask.t("ledger-group"), std::iter::once(none).chain(by)).value(&asked.group).id("ledger-group"))
            (ui::button(ask.t("ledger-filter-apply")).small())
        }
    }
}
