//! What must agree between tables: numbers and their series, stock and reservations, open orders and duties.

use platform::act::Outcome;
use platform::day::Day;
use platform::db::Tx;
use platform::ids::Id;

use super::Report;

platform::sql! {
    SERIES = "SELECT name, last FROM series ORDER BY name LIMIT 10000";
    NUMBERED = "SELECT COUNT(*), COALESCE(MAX(number), '') FROM orders WHERE number > $1 AND number < $2";
    OUTSIDE_SERIES = "SELECT o.number FROM orders o WHERE NOT EXISTS (\
        SELECT 1 FROM series s WHERE o.number LIKE s.name || '-%') ORDER BY o.number LIMIT 200";
    RESERVED = "SELECT s.product, s.reserved, CAST(COALESCE(SUM(r.quantity), 0) AS BIGINT) FROM stock s \
        LEFT JOIN reservation r ON r.product = s.product AND r.ended_at IS NULL \
        GROUP BY s.product, s.reserved HAVING s.reserved <> COALESCE(SUM(r.quantity), 0) ORDER BY s.product LIMIT 200";
    // What a line took from free stock is among what lies here for it, or has left the house.
    LINE_HELD = "SELECT o.number, l.no, l.reserved, CAST(COALESCE(SUM(r.quantity), 0) AS BIGINT) FROM order_line l \
        JOIN orders o ON o.id = l.order_id LEFT JOIN reservation r ON r.line_id = l.id AND r.product = l.product \
        AND r.ended_at IS NULL WHERE l.reserved > 0 AND l.removed_in IS NULL GROUP BY o.number, l.no, l.reserved, l.shipped \
        HAVING l.reserved > COALESCE(SUM(r.quantity), 0) + l.shipped ORDER BY o.number, l.no LIMIT 200";
    MOVED = "SELECT s.product, s.on_hand, CAST(COALESCE(SUM(m.quantity), 0) AS BIGINT) FROM stock s \
        LEFT JOIN stock_movement m ON m.product = s.product \
        GROUP BY s.product, s.on_hand HAVING s.on_hand <> COALESCE(SUM(m.quantity), 0) ORDER BY s.product LIMIT 200";
    LOADED = "SELECT d.centre, d.day, d.minutes, CAST(COALESCE(SUM(t.minutes), 0) AS BIGINT) FROM load_day d \
        LEFT JOIN task t ON t.centre = d.centre AND t.day = d.day GROUP BY d.centre, d.day, d.minutes \
        HAVING d.minutes <> COALESCE(SUM(t.minutes), 0) ORDER BY d.centre, d.day LIMIT 200";
    NOBODYS = "SELECT o.number FROM orders o WHERE o.approval IN ('draft', 'final_review', 'returned') \
        AND NOT EXISTS (SELECT 1 FROM duty d WHERE d.about = o.id AND d.done_at IS NULL) ORDER BY o.number LIMIT 200";
    NOBODYS_PROBLEM = "SELECT p.title FROM problem p WHERE p.state <> 'resolved' AND (SELECT COUNT(*) FROM duty d \
        WHERE d.about = p.id AND d.kind = 'solve_problem' AND d.done_at IS NULL) <> 1 ORDER BY p.id LIMIT 200";
    NOBODYS_REPORT = "SELECT r.id FROM report r WHERE r.state IN ('due', 'sent') AND (SELECT COUNT(*) FROM duty d \
        WHERE d.about = r.id AND d.kind IN ('make_report', 'read_report') AND d.done_at IS NULL) <> 1 ORDER BY r.id LIMIT 200";
    NOBODYS_CHANGE = "SELECT c.number FROM change_request c WHERE c.state NOT IN ('effective', 'rejected', \
        'refused_by_customer', 'withdrawn') AND NOT EXISTS (SELECT 1 FROM duty d WHERE d.about = c.id \
        AND d.done_at IS NULL) ORDER BY c.id LIMIT 200";
    NOBODYS_CANCELLATION = "SELECT c.number FROM cancellation c WHERE c.state NOT IN ('closed', 'rejected') \
        AND NOT EXISTS (SELECT 1 FROM duty d WHERE d.about = c.id AND d.done_at IS NULL) ORDER BY c.id LIMIT 200";
    NOBODYS_SHIPMENT = "SELECT s.number FROM shipment s WHERE s.state NOT IN ('handed_over', 'called_off') AND (SELECT COUNT(*) \
        FROM duty d WHERE d.about = s.id AND d.kind IN ('pack_shipment', 'hand_over_shipment') AND d.done_at IS NULL) <> 1 \
        ORDER BY s.id LIMIT 200";
    // What has left the house is what was handed over.
    SHIPPED = "SELECT o.number, l.no, l.shipped, CAST(COALESCE(SUM(p.quantity), 0) AS BIGINT) FROM order_line l \
        JOIN orders o ON o.id = l.order_id LEFT JOIN shipment_piece p ON p.line_id = l.id \
        WHERE l.shipped > 0 OR p.id IS NOT NULL GROUP BY o.number, l.no, l.shipped \
        HAVING l.shipped <> COALESCE(SUM(p.quantity), 0) ORDER BY o.number, l.no LIMIT 200";
    NOBODYS_ITEM = "SELECT i.subject FROM intray i WHERE i.state = 'waiting' AND (SELECT COUNT(*) FROM duty d \
        WHERE d.about = i.id AND d.kind = 'take_intray' AND d.done_at IS NULL) <> 1 ORDER BY i.id LIMIT 200";
    NOBODYS_PURCHASE = "SELECT p.rfq_number FROM purchase p WHERE p.state NOT IN ('closed', 'stopped') AND (SELECT COUNT(*) \
        FROM duty d WHERE d.about = p.id AND d.kind NOT IN ('decide_late', 'tell_supplier') AND d.done_at IS NULL) <> 1 \
        ORDER BY p.id LIMIT 200";
    // Whose supplier holds a paper that says more: somebody has to tell him, and only then.
    UNTOLD = "SELECT p.number FROM purchase p WHERE CASE WHEN p.amended_at IS NULL THEN 0 ELSE 1 END <> (SELECT COUNT(*) \
        FROM duty d WHERE d.about = p.id AND d.kind = 'tell_supplier' AND d.done_at IS NULL) ORDER BY p.id LIMIT 200";
    NOBODYS_NEED = "SELECT r.id FROM purchase_request r WHERE r.state = 'acknowledged' AND (SELECT COUNT(*) FROM duty d \
        WHERE d.about = r.id AND d.kind = 'quote_request' AND d.done_at IS NULL) <> 1 ORDER BY r.id LIMIT 200";
    NOBODYS_INSPECTION = "SELECT i.number FROM inspection_tranche t JOIN inspection i ON i.id = t.inspection \
        WHERE t.state = $1 AND NOT EXISTS (SELECT 1 FROM duty d WHERE d.about = i.id AND d.kind = $2 \
        AND d.done_at IS NULL) ORDER BY t.opened_at, t.id LIMIT 200";
    // What came in for a need is what its purchases say; what they cover is what it says.
    COVERED = "SELECT r.id, r.covered, CAST(COALESCE(SUM(t.quantity), 0) AS BIGINT), r.received, \
        CAST(COALESCE(SUM(t.received), 0) AS BIGINT) FROM purchase_request r \
        LEFT JOIN purchase_part t ON t.request = r.id GROUP BY r.id, r.covered, r.received \
        HAVING r.covered <> COALESCE(SUM(t.quantity), 0) OR r.received <> COALESCE(SUM(t.received), 0) \
        ORDER BY r.id LIMIT 200";
    TWICE = "SELECT d.about, d.kind FROM duty d WHERE d.done_at IS NULL AND d.kind IN ('submit', 'renegotiate', \
        'final_review', 'take_intray', 'make_report', 'read_report') GROUP BY d.about, d.kind HAVING COUNT(*) > 1 \
        ORDER BY d.about LIMIT 200";
}

pub fn check(tx: &mut Tx, report: &mut Report) -> Outcome<()> {
    series(tx, report)?;
    for number in tx.list(&OUTSIDE_SERIES, &[], |row| row.get::<String>(0))? {
        report.wrong("series", number, "belongs to no series");
    }
    let reserved = tx.list(&RESERVED, &[], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    for (product, kept, summed) in reserved {
        let (product, kept, summed): (Id, i64, i64) = (product, kept, summed);
        report.wrong("stock", product, format!("says {kept} reserved, the reservations say {summed}"));
    }
    let lines = tx.list(&LINE_HELD, &[], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?;
    for (number, no, kept, summed) in lines {
        let (number, no, kept, summed): (String, i64, i64, i64) = (number, no, kept, summed);
        report.wrong("line", format!("{number}/{no}"), format!("took {kept} from stock, and {summed} are held for it"));
    }
    let shipped = tx.list(&SHIPPED, &[], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?;
    for (number, no, kept, summed) in shipped {
        let (number, no, kept, summed): (String, i64, i64, i64) = (number, no, kept, summed);
        report.wrong("line", format!("{number}/{no}"), format!("says {kept} shipped, and {summed} were handed over"));
    }
    let moved = tx.list(&MOVED, &[], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    for (product, kept, summed) in moved {
        let (product, kept, summed): (Id, i64, i64) = (product, kept, summed);
        report.wrong("stock", product, format!("says {kept} on hand, the movements say {summed}"));
    }
    let loaded = tx.list(&LOADED, &[], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?;
    for (centre, day, kept, summed) in loaded {
        let (centre, day, kept, summed): (Id, Day, i64, i64) = (centre, day, kept, summed);
        report.wrong("load", centre, format!("says {kept} minutes on {day}, the tasks say {summed}"));
    }
    // 1.3.4: at any moment somebody owns the next step.
    for number in tx.list(&NOBODYS, &[], |row| row.get::<String>(0))? {
        report.wrong("duty", number, "is open and nobody has a duty about it");
    }
    let nobodys = [&NOBODYS_PROBLEM, &NOBODYS_ITEM, &NOBODYS_PURCHASE, &UNTOLD, &NOBODYS_CHANGE, &NOBODYS_CANCELLATION];
    for sql in nobodys.into_iter().chain([&NOBODYS_SHIPMENT]) {
        for name in tx.list(sql, &[], |row| row.get::<String>(0))? {
            report.wrong("duty", name, "is open and is not one owner's duty");
        }
    }
    for (state, kind) in [("pending", "inspect"), ("failed", "settle_failed")] {
        for number in tx.list(&NOBODYS_INSPECTION, &[&state, &kind], |row| row.get::<String>(0))? {
            report.wrong("duty", number, "has pieces that nobody has to judge or settle");
        }
    }
    for id in tx.list(&NOBODYS_NEED, &[], |row| row.get::<Id>(0))? {
        report.wrong("duty", id, "is to be bought and is not one owner's duty");
    }
    let covered =
        tx.list(&COVERED, &[], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?)))?;
    for (id, kept, summed, had, came) in covered {
        let (id, kept, summed, had, came): (Id, i64, i64, i64, i64) = (id, kept, summed, had, came);
        let what = format!("says {kept} in purchases and {had} received, the parts say {summed} and {came}");
        report.wrong("purchase", id, what);
    }
    for id in tx.list(&NOBODYS_REPORT, &[], |row| row.get::<Id>(0))? {
        report.wrong("duty", id, "is open and is not one owner's duty");
    }
    for (about, kind) in tx.list(&TWICE, &[], |row| Ok((row.get::<Id>(0)?, row.get::<String>(1)?)))? {
        report.wrong("duty", about, format!("has two owners of {kind}"));
    }
    Ok(())
}

/// A series without a gap has as many orders as its last number says, and the greatest carries it.
fn series(tx: &mut Tx, report: &mut Report) -> Outcome<()> {
    let all: Vec<(String, i64)> = tx.list(&SERIES, &[], |row| Ok((row.get(0)?, row.get(1)?)))?;
    for (name, last) in all.into_iter().filter(|(name, _)| name.starts_with("SO-")) {
        report.series += 1;
        // Everything that begins with `SO-2026-` lies between it and `SO-2026.`, the next character.
        let (from, to) = (format!("{name}-"), format!("{name}."));
        let (count, greatest): (i64, String) =
            tx.one(&NUMBERED, &[&from, &to], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let greatest: i64 = greatest.rsplit('-').next().and_then(|digits| digits.parse().ok()).unwrap_or(0);
        if count != last || greatest != last {
            let what = format!("ends at {last}, has {count} orders, the greatest number is {greatest}");
            report.wrong("series", name, what);
        }
    }
    Ok(())
}
