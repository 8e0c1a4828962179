//! The database fails in the middle of an act: between every two statements of an approval, in three ways, on both
//! engines. Nothing has happened then, and the same act succeeds afterwards.

use platform::db::{Probe, Strike};

use crate::cast::MANAGER;
use crate::desk::Desk;
use crate::dump::{difference, dump};
use crate::orders::{approve, submitted};

fn arm(desk: &Desk, probe: Option<Probe>) {
    desk.app.0.probe.lock().expect("nobody panics while holding it").arm = probe;
}

fn statements(desk: &Desk) -> u64 {
    desk.app.0.probe.lock().expect("nobody panics while holding it").statements
}

/// How many statements an approval of this kind of order takes.
async fn counted(desk: &Desk) -> u64 {
    let manager = desk.log_in(MANAGER).await;
    let order = submitted(desk, "F-0").await;
    approve(&manager, &order.id).await.done();
    let counted = statements(desk);
    assert!(counted > 20, "an approval does more than {counted} statements");
    counted
}

async fn fails_everywhere(desk: &Desk, strike: Strike) {
    let all = counted(desk).await;
    let manager = desk.log_in(MANAGER).await;
    let order = submitted(desk, "F-1").await;
    let before = dump(desk).await;
    // The engine may run an act again; so each strike holds until it is taken away.
    for at in 1..=all {
        arm(desk, Some(Probe { at, strike }));
        let failed = approve(&manager, &order.id).await;
        arm(desk, None);
        assert!(failed.status >= 500, "struck at {at} of {all} and answered {}: {}", failed.status, failed.text());
        let changed = difference(&before, &dump(desk).await);
        assert!(changed.is_empty(), "struck at statement {at} of {all} by {strike:?}: {changed:#?}");
    }
    approve(&manager, &order.id).await.done();
    desk.verified().await;
}

both! {
    async fn an_error_between_any_two_statements_of_an_approval_leaves_nothing(desk) {
        fails_everywhere(&desk, Strike::Error).await;
    }

    async fn a_panic_between_any_two_statements_of_an_approval_leaves_nothing(desk) {
        fails_everywhere(&desk, Strike::Panic).await;
    }

    async fn a_lost_connection_between_two_statements_of_an_approval_leaves_nothing(desk) {
        fails_everywhere(&desk, Strike::Cut).await;
    }
}
