use std::collections::BTreeSet;

use platform::Id;
use platform::who::Person;

use super::kit::Desk;
use crate::ledger::asked::Asked;
use crate::ledger::filter::Filter;
use crate::ledger::list::rows_of;
use crate::ledger::part::Of;
use crate::ledger::query::{Direction, Sort};
use crate::ledger::rows::{LineRow, Listed, OrderRow};
use crate::ledger::totals::totals_of;
use crate::ledger::variants;

/// Walks a whole list, page by page, and gives the rows as they were seen.
async fn walk<R: Listed>(desk: &Desk, who: &Person, of: Of, asked: Asked, back: bool) -> Vec<R> {
    let mut seen: Vec<R> = Vec::new();
    let mut mark = String::new();
    for _ in 0..100 {
        let mut asked = asked.clone();
        if back {
            asked.before = mark.clone()
        } else {
            asked.after = mark.clone()
        }
        let who = who.clone();
        let (rows, before, after): (Vec<R>, bool, bool) = desk
            .read(move |tx| {
                let filter = Filter::read(tx, &who, of, &asked)?;
                rows_of(tx, &filter)
            })
            .await;
        let more = if back { before } else { after };
        let edge = if back { rows.first() } else { rows.last() };
        mark = edge.map(|row| row.mark().to_string()).unwrap_or_default();
        if back {
            seen.splice(0..0, rows);
        } else {
            seen.extend(rows);
        }
        if !more {
            return seen;
        }
    }
    panic!("the list has no end");
}

fn asked(sort: Sort, direction: Direction) -> Asked {
    Asked { sort: sort.code().into(), dir: direction.code().into(), ..Asked::default() }
}

#[tokio::test]
async fn c2_2_2e_pages_of_a_list_show_each_of_500_orders_once_in_every_sort() {
    let desk = Desk::open().await;
    desk.many(500).await;
    let chen = desk.person("chen").await;
    for sort in Sort::OF_ORDERS {
        for direction in Direction::ALL {
            let forward: Vec<OrderRow> = walk(&desk, &chen, Of::Orders, asked(*sort, *direction), false).await;
            let ids: BTreeSet<Id> = forward.iter().map(|row| row.id).collect();
            assert_eq!((forward.len(), ids.len()), (500, 500), "{sort} {direction}");
            // From the last row back: the same rows in the same order, without the one stood on.
            let mut from_end = asked(*sort, *direction);
            from_end.before = forward[499].mark().to_string();
            let who = chen.clone();
            let (rows, ..): (Vec<OrderRow>, bool, bool) = desk
                .read(move |tx| {
                    let filter = Filter::read(tx, &who, Of::Orders, &from_end)?;
                    rows_of(tx, &filter)
                })
                .await;
            let back: Vec<Id> = rows.iter().map(|row| row.id).collect();
            let same: Vec<Id> = forward[449..499].iter().map(|row| row.id).collect();
            assert_eq!(back, same, "{sort} {direction} backwards");
        }
    }
    for sort in Sort::OF_LINES {
        let rows: Vec<LineRow> = walk(&desk, &chen, Of::Lines, asked(*sort, Direction::Up), false).await;
        let ids: BTreeSet<Id> = rows.iter().map(|row| row.id).collect();
        assert_eq!((rows.len(), ids.len()), (500, 500), "lines by {sort}");
    }
}

#[tokio::test]
async fn c2_2_2e_totals_are_the_sum_of_the_rows_and_filters_narrow_both() {
    let desk = Desk::open().await;
    desk.many(120).await;
    let chen = desk.person("chen").await;
    let late = Asked { late: "1".into(), customer: "C001".into(), ..Asked::default() };
    let mine = Asked { owner: "me".into(), open: "1".into(), ..Asked::default() };
    let dated = Asked { from: "2027-02-01".into(), to: "2027-02-01".into(), ..Asked::default() };
    for (query, whole) in [(Asked::default(), true), (late, false), (mine, true), (dated, false)] {
        let rows: Vec<OrderRow> = walk(&desk, &chen, Of::Orders, query.clone(), false).await;
        assert_eq!(rows.len() == 120, whole);
        assert!(!rows.is_empty());
        let who = chen.clone();
        let totals = desk
            .read(move |tx| {
                let filter = Filter::read(tx, &who, Of::Orders, &query)?;
                totals_of(tx, &filter)
            })
            .await;
        assert_eq!(totals.rows, rows.len() as i64);
        let gross: i64 = rows.iter().filter_map(|row| row.gross).map(|money| money.minor()).sum();
        let summed: i64 = totals.sums.iter().filter_map(|sum| sum.gross).map(|money| money.minor()).sum();
        assert_eq!(summed, gross);
        assert!(!totals.more);
    }
}

#[tokio::test]
async fn c2_2_2e_two_han_characters_find_an_order_in_either_script() {
    let desk = Desk::open().await;
    let order = desk.entered("C001", 5, 1_000_000).await;
    desk.entered("C002", 5, 1_000_000).await;
    let chen = desk.person("chen").await;
    let tail = order.number[order.number.len() - 6..].to_string();
    let number = order.number.to_lowercase();
    for q in ["鴻達", "鸿达", "機械", "机械", "c001", tail.as_str(), "1", number.as_str()] {
        let query = Asked { q: q.into(), ..Asked::default() };
        let rows: Vec<OrderRow> = walk(&desk, &chen, Of::Orders, query, false).await;
        let ids: Vec<Id> = rows.iter().map(|row| row.id).collect();
        assert_eq!(ids, [order.id], "{q}");
    }
    let both: Vec<OrderRow> =
        walk(&desk, &chen, Of::Orders, Asked { q: "PO-7781".into(), ..Asked::default() }, false).await;
    assert_eq!(both.len(), 2, "the customer's own number");
}

#[tokio::test]
async fn every_list_is_prepared_and_its_name_is_its_own() {
    let desk = Desk::open().await;
    let all = variants();
    assert!(all.len() > 200, "{}", all.len());
    let names: BTreeSet<&String> = all.iter().map(|(name, _)| name).collect();
    assert_eq!(names.len(), all.len());
    desk.read(move |tx| {
        for (name, text) in &all {
            tx.prepare_only(text).unwrap_or_else(|fault| panic!("{name}: {fault}\n{text}"));
        }
        Ok(())
    })
    .await;
}
