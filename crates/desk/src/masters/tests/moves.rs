use super::super::movement::{MoveKind, MoveStock, Typed};
use super::*;

async fn moves(
    desk: &Desk,
    who: &Person,
    product: Id,
    kind: &str,
    quantity: &str,
    reason: &str,
) -> platform::Outcome<super::super::movement::Movement> {
    let typed = Typed { kind: kind.into(), quantity: quantity.into(), reason: reason.into() };
    desk.app.perform(who, MoveStock { product, typed }).await
}

#[tokio::test]
async fn c3_2_3a_the_warehouse_books_what_comes_goes_and_is_counted() {
    let desk = Desk::fitted_out().await;
    let warehouse = Person { roles: Roles::none().with(Role::Warehouse), ..desk.specialist.clone() };
    let bolt = desk.product("HB-M6x20-A2").await.id;
    moves(&desk, &warehouse, bolt, "receipt", "100", "").await.unwrap();
    moves(&desk, &warehouse, bolt, "issue", "50", "樣品").await.unwrap();
    let counted = moves(&desk, &warehouse, bolt, "count", "2,440", "年終盤點").await.unwrap();
    assert_eq!((counted.quantity, counted.on_hand), (whole(-10), whole(2_440)));
    let book = desk.read(move |tx| super::super::movement::last(tx, bolt)).await;
    let kinds: Vec<MoveKind> = book.iter().map(|m| m.kind).collect();
    assert_eq!(kinds, [MoveKind::Count, MoveKind::Issue, MoveKind::Receipt, MoveKind::Opening]);
    assert_eq!(desk.read(move |tx| free_stock(tx, bolt)).await, whole(2_440));
}

#[tokio::test]
async fn c3_2_3a_nothing_promised_leaves_by_a_count_or_an_issue() {
    let desk = Desk::fitted_out().await;
    let warehouse = Person { roles: Roles::none().with(Role::Warehouse), ..desk.specialist.clone() };
    let bolt = desk.product("HB-M6x20-A2").await.id;
    assert!(desk.app.0.db.write(move |tx| reserve(tx, bolt, whole(2_000))).await.unwrap());
    for (kind, quantity) in [("count", "1999"), ("issue", "401")] {
        let no = moves(&desk, &warehouse, bolt, kind, quantity, "遺失").await;
        let Err(Trouble::Refused(refusal)) = no else { panic!("{no:?}") };
        assert_eq!(refusal.broken[0].rule, "stock.move_reserved");
    }
    for (kind, quantity) in [("issue", "-1"), ("shipped", "1"), ("receipt", "0"), ("receipt", "x")] {
        assert!(matches!(moves(&desk, &warehouse, bolt, kind, quantity, "x").await, Err(Trouble::Invalid(_))));
    }
    let other = moves(&desk, &desk.manager, bolt, "receipt", "1", "").await;
    assert!(matches!(other, Err(Trouble::Forbidden { .. })));
    assert_eq!(desk.read(move |tx| free_stock(tx, bolt)).await, whole(400));
}

#[tokio::test]
async fn c1_3_4_what_leaves_the_shelf_or_is_counted_leaves_with_a_reason() {
    let desk = Desk::fitted_out().await;
    let warehouse = Person { roles: Roles::none().with(Role::Warehouse), ..desk.specialist.clone() };
    let bolt = desk.product("HB-M6x20-A2").await.id;
    for (kind, quantity) in [("issue", "1"), ("count", "2,399")] {
        let no = moves(&desk, &warehouse, bolt, kind, quantity, " ").await;
        let Err(Trouble::Refused(refusal)) = no else { panic!("{no:?}") };
        assert_eq!((refusal.broken[0].rule, refusal.broken[0].clause), ("stock.move_reason", "1.3.4"));
    }
    assert_eq!(desk.read(move |tx| free_stock(tx, bolt)).await, whole(2_400));
}
