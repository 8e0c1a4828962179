//! Somebody writes the database past the acts: `verify` says what, and where. Each lie is told to a desk of its own.

use platform::Trouble;
use platform::seal::{self, Seal};

use crate::cast::{MANAGER, SPECIALIST};
use crate::desk::Desk;
use crate::orders::{self, approve, written};

/// Three orders: a draft, a submitted one, an approved one with stock reserved.
async fn some_orders(desk: &Desk) {
    let (chen, manager) = (desk.log_in(SPECIALIST).await, desk.log_in(MANAGER).await);
    orders::recorded(&chen, &written("T-1")).await;
    let second = orders::recorded(&chen, &written("T-2")).await;
    orders::submit(&chen, &second.id).await.done();
    let third = orders::recorded(&chen, &written("T-3")).await;
    orders::submit(&chen, &third.id).await.done();
    approve(&manager, &third.id).await.done();
    desk.verified().await;
}

/// Writes past every act. The statement answers a row for each it changed.
async fn lie(desk: &Desk, text: &'static str) {
    let changed: Result<Vec<i64>, Trouble> =
        desk.app.0.db.write(move |tx| Ok(tx.list_built("lie", text, &[], |_| Ok(1))?)).await;
    assert!(!changed.expect("the lie is written").is_empty(), "{text}");
}

async fn found(desk: &Desk, outside: Vec<Seal>) -> Vec<String> {
    let report = ::desk::verify::verify(&desk.app, outside).await.expect("a report");
    report.found.iter().map(|found| format!("{} {}: {}", found.check, found.about, found.what)).collect()
}

async fn is_found(desk: &Desk, text: &'static str, check: &str) {
    some_orders(desk).await;
    lie(desk, text).await;
    let found = found(desk, Vec::new()).await;
    assert!(found.iter().any(|line| line.starts_with(check)), "{text}: {found:#?}");
}

both! {
    async fn c1_3_4_a_changed_amount_is_found(desk) {
        is_found(&desk, "UPDATE orders SET gross = gross + 1 WHERE number = 'SO-2026-000003' RETURNING 1", "order SO-2026-000003").await;
    }

    async fn c1_3_4_a_changed_line_is_found(desk) {
        is_found(&desk, "UPDATE order_line SET quantity = quantity + 1 WHERE no = 1 AND order_id = \
            (SELECT id FROM orders WHERE number = 'SO-2026-000001') RETURNING 1", "order SO-2026-000001").await;
    }

    async fn c1_3_4_a_changed_name_in_the_history_is_found(desk) {
        is_found(&desk, "UPDATE history SET who_name = 'nobody' WHERE step = 'order.approve' RETURNING 1", "chain").await;
    }

    async fn c1_3_4_a_history_entry_taken_out_is_found(desk) {
        is_found(&desk, "DELETE FROM history WHERE step = 'order.submit' AND chain = \
            (SELECT id FROM orders WHERE number = 'SO-2026-000003') RETURNING 1", "chain").await;
    }

    async fn c3_1_2_a_number_that_was_taken_out_of_the_series_is_found(desk) {
        is_found(&desk, "UPDATE series SET last = last + 1 WHERE name = 'SO-2026' RETURNING 1", "series").await;
    }

    async fn c3_2_5_a_reservation_that_is_not_in_the_stock_is_found(desk) {
        is_found(&desk, "UPDATE stock SET reserved = reserved - 1000000 WHERE product = \
            (SELECT id FROM product WHERE sku = 'HB-M6x30-A2') RETURNING 1", "stock").await;
    }

    async fn c1_3_4_an_open_order_that_nobody_owns_is_found(desk) {
        is_found(&desk, "UPDATE duty SET done_at = opened_at WHERE about = \
            (SELECT id FROM orders WHERE number = 'SO-2026-000002') AND done_at IS NULL RETURNING 1", "duty").await;
    }

    async fn c1_3_4_a_chain_that_was_written_anew_as_a_whole_does_not_fit_the_seal(desk) {
        some_orders(&desk).await;
        desk.clock.advance(std::time::Duration::from_secs(2 * 3600)).expect("time passes");
        let seal = seal::seal_if_due(&desk.app).await.expect("a seal").expect("it is due");
        assert!(seal::seal_if_due(&desk.app).await.expect("asked again").is_none(), "once a day");
        assert_eq!(found(&desk, vec![seal.clone()]).await, Vec::<String>::new());
        // The first order never was: no rows, no entries, no head. Consistent in itself.
        for text in [
            "DELETE FROM history WHERE chain = (SELECT id FROM orders WHERE number = 'SO-2026-000001') RETURNING 1",
            "DELETE FROM chain WHERE id = (SELECT id FROM orders WHERE number = 'SO-2026-000001') RETURNING 1",
        ] {
            lie(&desk, text).await;
        }
        let said = found(&desk, Vec::new()).await;
        assert!(said.iter().any(|line| line.contains("does not fit the entries")), "{said:#?}");
        // Without the key nobody makes a seal that fits, and one kept outside gives a made-up one away.
        let outside = Seal { root: "00".repeat(32), ..seal };
        assert!(found(&desk, vec![outside]).await.iter().any(|line| line.contains("kept outside")));
    }
}
