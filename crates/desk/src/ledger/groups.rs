//! The ledger put together by customer, owner, state or product, with counts and sums of each group (2.2.2e); one press
//! leads to its rows.

use std::collections::HashMap;

use axum::response::Response;
use maud::{Markup, html};
use papers::sheet_out::{Cell, Column as Sheet, ColumnKind};
use platform::act::{App, Outcome};
use platform::i18n::Lang;
use platform::limits::EXPORT_ROWS;
use platform::money::{Currency, Money};
use platform::quantity::Quantity;
use platform::web::ui::{self, Row, Table, column};
use platform::web::{Ask, Failure};
use platform::{Id, Tx};
use serde::Serialize;

use super::asked::Asked;
use super::filter::{Filter, word_key};
use super::list::path;
use super::part::Of;
use super::query::groups;
use super::rows::currency_of;
use super::{filter_form, looks, views};
use crate::people;
use crate::shell::{self, Page};

/// Groups of a page; what is beyond is said to be beyond.
pub const GROUPS_MAX: i64 = 500;

platform::words! {
    pub enum GroupBy {
        Customer = "customer",
        Owner = "owner",
        Approval = "approval",
        Execution = "execution",
        Channel = "channel",
        Sku = "sku",
    }
}

impl GroupBy {
    pub fn of(of: Of) -> &'static [GroupBy] {
        match of {
            Of::Orders => &[GroupBy::Customer, GroupBy::Owner, GroupBy::Approval, GroupBy::Execution, GroupBy::Channel],
            Of::Lines => &[GroupBy::Sku, GroupBy::Customer, GroupBy::Owner, GroupBy::Execution],
        }
    }

    /// What is asked for, where that list can be put together so.
    pub fn asked(of: Of, text: &str) -> Option<GroupBy> {
        GroupBy::from_code(text).filter(|by| GroupBy::of(of).contains(by))
    }

    pub fn column(self) -> &'static str {
        match self {
            GroupBy::Customer => "o.customer",
            GroupBy::Owner => "o.owner",
            GroupBy::Approval => "o.approval",
            GroupBy::Execution => "o.execution",
            GroupBy::Channel => "o.channel",
            GroupBy::Sku => "l.sku",
        }
    }

    fn is_id(self) -> bool {
        matches!(self, GroupBy::Customer | GroupBy::Owner)
    }
}

#[derive(Clone, Debug, Serialize)]
pub struct Group {
    /// As the address names it.
    pub key: String,
    pub name: String,
    pub currency: Currency,
    pub rows: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub net: Option<Money>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gross: Option<Money>,
    /// Not delivered yet; of products only, where it is one unit's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub open: Option<Quantity>,
}

platform::sql! {
    CUSTOMERS = "SELECT c.id, c.name FROM customer c WHERE c.id IN ({ids:$1})";
    PEOPLE = "SELECT p.id, p.name FROM person p WHERE p.id IN ({ids:$1})";
}

/// Groups by name, and whether there are more than are shown.
pub fn read(tx: &mut Tx, filter: &Filter, by: GroupBy, lang: Lang) -> Outcome<(Vec<Group>, bool)> {
    let built = groups(filter.of, &filter.parts, by, EXPORT_ROWS.value as i64, GROUPS_MAX + 1);
    let whole = filter.of == Of::Orders;
    let mut found: Vec<(Group, Option<Id>)> = tx.list_built(&built.name, &built.text, &built.params(), |row| {
        let (key, id) = if by.is_id() {
            let id: Id = row.get(0)?;
            (id.to_string(), Some(id))
        } else {
            (row.get::<String>(0)?, None)
        };
        let currency = currency_of(&row.get::<String>(1)?)?;
        let money = |at: usize| -> Result<Money, platform::Fault> { Ok(Money::from_minor(row.get(at)?, currency)) };
        let group = Group {
            name: key.clone(),
            key,
            currency,
            rows: row.get(2)?,
            net: if filter.money { Some(money(3)?) } else { None },
            gross: if filter.money && whole { Some(money(4)?) } else { None },
            open: if by == GroupBy::Sku { Some(Quantity::from_millionths(row.get(4)?)) } else { None },
        };
        Ok((group, id))
    })?;
    let more = found.len() as i64 > GROUPS_MAX;
    found.truncate(usize::try_from(GROUPS_MAX).unwrap_or(0));
    let ids: Vec<Id> = found.iter().filter_map(|(_, id)| *id).collect();
    let sql = if by == GroupBy::Owner { &PEOPLE } else { &CUSTOMERS };
    let names: HashMap<Id, String> = if ids.is_empty() {
        HashMap::new()
    } else {
        tx.list(sql, &[&ids], |row| Ok((row.get(0)?, row.get(1)?)))?.into_iter().collect()
    };
    let mut all: Vec<Group> = Vec::with_capacity(found.len());
    for (mut group, id) in found {
        group.name = match (id, by) {
            (Some(id), _) => names.get(&id).cloned().unwrap_or_default(),
            (None, GroupBy::Approval) => lang.t(&word_key("approval-", &group.key)),
            (None, GroupBy::Execution) => lang.t(&word_key("execution-", &group.key)),
            (None, GroupBy::Channel) => lang.t(&word_key("channel-", &group.key)),
            (None, _) => group.name,
        };
        all.push(group);
    }
    all.sort_by(|a, b| (&a.name, a.currency.code()).cmp(&(&b.name, b.currency.code())));
    Ok((all, more))
}

/// The list's page where it is put together.
pub async fn page(app: &App, ask: &Ask, of: Of, asked: &Asked, by: GroupBy) -> Result<Response, Failure> {
    let (who, query, lang) = (ask.who()?.clone(), asked.clone(), ask.lang);
    let (filter, groups, more, choices, saved, acting) = app
        .read(move |tx| {
            let filter = Filter::read(tx, &who, of, &query)?;
            let (groups, more) = read(tx, &filter, by, lang)?;
            let acting = people::is_acting_manager(tx, who.id)?;
            let choices = filter_form::Choices::read(tx)?;
            Ok((filter, groups, more, choices, people::views(tx, who.id)?, acting))
        })
        .await?;
    Ok(ask.show(&serde_json::json!({ "groups": groups, "more": more }), || {
        let title = ask.t(if of == Of::Orders { "ledger-title" } else { "ledger-title-lines" });
        let body = html! {
            (ui::page_header(&title, ask.t("ledger-subtitle"), super::list::actions(ask, asked, of)))
            (views::line(ask, asked, of, &saved, None))
            (filter_form::bar(ask, asked, &filter, &choices))
            (views::keeping(ask, asked, of, &saved, acting))
            @if more { (ui::alert(ui::Tone::Warn, "", html! { p { (ask.ta("ledger-groups-more", &[("n", GROUPS_MAX.to_string())])) } })) }
            (ui::card("", looks::grouping(ask, asked, of), table(ask, asked, &filter, by, &groups)))
        };
        shell::page(ask, Page::new(title, "orders", body))
    }))
}

/// The address of a group's rows: those and no others, since a group is of one currency.
fn rows_of(asked: &Asked, of: Of, by: GroupBy, group: &Group) -> String {
    let only = [(by.code(), group.key.as_str()), ("currency", group.currency.code()), ("group", "")];
    format!("{}?{}", path(of), asked.with(&only))
}

fn table(ask: &Ask, asked: &Asked, filter: &Filter, by: GroupBy, groups: &[Group]) -> Markup {
    let whole = filter.of == Of::Orders;
    let mut heads =
        vec![column(ask.t(&format!("ledger-group-{}", by.code()))), column(ask.t("ledger-number")).number()];
    if by == GroupBy::Sku {
        heads.push(column(ask.t("ledger-col-open")).number());
    }
    if filter.money {
        heads.push(column(ask.t("ledger-col-currency")));
        heads.push(column(ask.t("ledger-col-net")).number());
        if whole {
            heads.push(column(ask.t("ledger-col-gross")).number());
        }
    }
    let rows = groups.iter().map(|group| {
        let href = rows_of(asked, filter.of, by, group);
        let mut cells = vec![html! { a href=(href) { (group.name) } }, html! { (group.rows) }];
        if let Some(open) = group.open {
            cells.push(html! { (open.page()) });
        }
        if let Some(net) = group.net {
            cells.push(html! { (group.currency) });
            cells.push(html! { (net.page()) });
        }
        if let Some(gross) = group.gross {
            cells.push(html! { (gross.page()) });
        }
        Row::new(cells).opens(href)
    });
    let all = ui::link_button(ask.t("ledger-show-all"), path(filter.of));
    let empty = ui::empty_state(ask.t("ledger-none"), ask.t("ledger-none-text"), html! { (all) });
    html! { (Table::new(ask.t("ledger-group"), heads).rows(rows).empty(empty)) }
}

/// The same as a sheet: heads and rows.
pub fn sheet(lang: Lang, filter: &Filter, by: GroupBy, groups: &[Group]) -> (Vec<Sheet>, Vec<Vec<Cell>>) {
    let head = |key: &str, width: u16, kind: ColumnKind| Sheet { title: lang.t(key), width, kind };
    let figures = ColumnKind::Number { decimals: 2 };
    let mut heads = vec![
        head(&format!("ledger-group-{}", by.code()), 28, ColumnKind::Text),
        head("ledger-number", 10, ColumnKind::Number { decimals: 0 }),
    ];
    if by == GroupBy::Sku {
        heads.push(head("ledger-col-open", 14, ColumnKind::Number { decimals: 0 }));
    }
    if filter.money {
        heads.push(head("ledger-col-currency", 9, ColumnKind::Text));
        heads.push(head("ledger-col-net", 16, figures));
        if filter.of == Of::Orders {
            heads.push(head("ledger-col-gross", 16, figures));
        }
    }
    let rows = groups.iter().map(|group| {
        let mut cells = vec![Cell::Text(group.name.clone()), Cell::Number(group.rows.to_string())];
        cells.extend(group.open.map(|open| Cell::Number(open.to_string())));
        if let Some(net) = group.net {
            cells.push(Cell::Text(group.currency.to_string()));
            cells.push(Cell::Number(net.to_string()));
        }
        cells.extend(group.gross.map(|gross| Cell::Number(gross.to_string())));
        cells
    });
    (heads, rows.collect())
}
