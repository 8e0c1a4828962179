//! What no story reaches by itself, and a rule must stop all the same.

use platform::Trouble;

use super::link;
use crate::cast::SPECIALIST;
use crate::orders::seen;

both! {
    async fn c3_2_2_an_order_in_review_is_not_signed_any_more(desk) {
        const IN_REVIEW: &str = "UPDATE orders SET approval = 'final_review' WHERE number = 'SO-2026-000001' RETURNING 1";
        let chen = desk.log_in(SPECIALIST).await;
        let (order, path) = link::sent(&desk, &chen).await;
        let moved: Result<Vec<i64>, Trouble> =
            desk.app.0.db.write(move |tx| Ok(tx.list_built("moved", IN_REVIEW, &[], |_| Ok(1))?)).await;
        assert_eq!(moved.expect("past the acts").len(), 1);
        let signed = desk.stranger().post(&format!("{path}/signature"), &[("name", "陳怡君")]).await;
        assert_eq!(signed.status, 422, "{}", signed.text());
        assert_eq!(seen(&chen, &order.id).await["confirmation"], "sent");
    }
}
