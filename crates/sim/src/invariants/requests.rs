//! What holds of purchases, changes and cancellations, wherever they stand (4.2, 4.3, 4.4): each is a question that finds
//! nothing.

use platform::Tx;
use platform::act::Outcome;

const NOTHING: &[(&str, &str)] = &[
    (
        "a need has other quantities than its parts",
        "SELECT COUNT(*) FROM purchase_request r WHERE r.covered <> (SELECT COALESCE(SUM(t.quantity), 0) FROM purchase_part t \
            WHERE t.request = r.id) OR r.received <> (SELECT COALESCE(SUM(t.received), 0) FROM purchase_part t \
            WHERE t.request = r.id)",
    ),
    (
        "a need is bought beyond itself, or came beyond what was bought",
        "SELECT COUNT(*) FROM purchase_request WHERE covered > quantity OR received > covered OR received < 0",
    ),
    (
        "a need stands elsewhere than its quantities say",
        "SELECT COUNT(*) FROM purchase_request WHERE state <> 'stopped' AND state <> CASE WHEN received >= quantity \
            THEN 'closed' WHEN covered >= quantity THEN 'bought' WHEN acknowledged_at IS NOT NULL THEN 'acknowledged' \
            ELSE 'dispatched' END",
    ),
    (
        "a need that is to be bought is not exactly one duty",
        "SELECT COUNT(*) FROM purchase_request r WHERE (SELECT COUNT(*) FROM duty d WHERE d.about = r.id \
            AND d.kind = 'quote_request' AND d.done_at IS NULL) <> CASE WHEN r.state = 'acknowledged' THEN 1 ELSE 0 END",
    ),
    (
        "more came in than was ordered and is tolerated",
        "SELECT COUNT(*) FROM purchase_line WHERE received * 100 > (quantity + returned) * 105 OR to_inspect < 0 \
            OR to_inspect > received",
    ),
    (
        "parts want more than their line brings",
        "SELECT COUNT(*) FROM purchase_line l WHERE (SELECT COALESCE(SUM(t.quantity), 0) FROM purchase_part t \
            WHERE t.line = l.id) > CASE WHEN l.quantity > l.received THEN l.quantity ELSE l.received END",
    ),
    (
        "a line's receipts are not what it received",
        "SELECT COUNT(*) FROM purchase_line l WHERE l.received <> (SELECT COALESCE(SUM(c.quantity - c.returned), 0) \
            FROM purchase_receipt c WHERE c.line = l.id)",
    ),
    (
        "an open purchase has not exactly one duty, or one that is over has any",
        "SELECT COUNT(*) FROM purchase p WHERE (SELECT COUNT(*) FROM duty d WHERE d.about = p.id AND d.done_at IS NULL \
            AND d.kind NOT IN ('decide_late', 'tell_supplier')) <> CASE WHEN p.state IN ('closed', 'stopped') THEN 0 ELSE 1 END",
    ),
    (
        "an inspection's tranches are not what it looks at",
        "SELECT COUNT(*) FROM inspection i WHERE i.quantity <> (SELECT COALESCE(SUM(t.quantity), 0) FROM inspection_tranche t \
            WHERE t.inspection = i.id AND t.state <> 'dropped')",
    ),
    (
        "an inspection is open though nothing of it waits, or closed though something does",
        "SELECT COUNT(*) FROM inspection i WHERE CASE WHEN i.closed_at IS NULL THEN 1 ELSE 0 END <> CASE WHEN EXISTS \
            (SELECT 1 FROM inspection_tranche t WHERE t.inspection = i.id AND t.state IN ('pending', 'failed')) THEN 1 ELSE 0 END",
    ),
    (
        "what waits for quality is not exactly one duty of each kind",
        "SELECT COUNT(*) FROM inspection i WHERE (SELECT COUNT(*) FROM duty d WHERE d.about = i.id AND d.done_at IS NULL \
            AND d.kind IN ('inspect', 'settle_failed')) <> (SELECT COUNT(DISTINCT t.state) FROM inspection_tranche t \
            WHERE t.inspection = i.id AND t.state IN ('pending', 'failed'))",
    ),
    (
        "more goods were taken in than anybody let in",
        "SELECT COUNT(*) FROM purchase_receipt c WHERE EXISTS (SELECT 1 FROM inspection i WHERE i.receipt = c.id) \
            AND c.passed > (SELECT COALESCE(SUM(t.quantity), 0) FROM inspection i JOIN inspection_tranche t \
            ON t.inspection = i.id WHERE i.receipt = c.id AND t.state IN ('passed', 'concession'))",
    ),
    (
        "the tranches of a receipt are not what arrived",
        "SELECT COUNT(*) FROM purchase_receipt c WHERE EXISTS (SELECT 1 FROM inspection i WHERE i.receipt = c.id) \
            AND c.quantity <> (SELECT COALESCE(SUM(t.quantity), 0) FROM inspection i JOIN inspection_tranche t \
            ON t.inspection = i.id WHERE i.receipt = c.id AND t.state <> 'rework')",
    ),
    (
        "what is neither in nor back is not what quality has",
        "SELECT COUNT(*) FROM purchase_receipt c WHERE c.quantity - c.passed - c.returned <> (SELECT COALESCE(SUM(t.quantity), 0) \
            FROM inspection i JOIN inspection_tranche t ON t.inspection = i.id WHERE i.receipt = c.id \
            AND t.state IN ('pending', 'failed'))",
    ),
    (
        "what a line of a purchase has to have inspected is not what waits",
        "SELECT COUNT(*) FROM purchase_line l WHERE l.to_inspect <> (SELECT COALESCE(SUM(t.quantity), 0) \
            FROM purchase_receipt c JOIN inspection i ON i.receipt = c.id JOIN inspection_tranche t ON t.inspection = i.id \
            WHERE c.line = l.id AND t.state IN ('pending', 'failed'))",
    ),
    (
        "more pieces passed than quality let pass, or more wait than were made",
        "SELECT COUNT(*) FROM work_order w WHERE w.state <> 'stopped' AND w.good < w.passed + (SELECT COALESCE(SUM(t.quantity), 0) \
            FROM inspection i JOIN inspection_tranche t ON t.inspection = i.id WHERE i.work = w.id AND i.kind = 'final' \
            AND t.state IN ('pending', 'failed'))",
    ),
    (
        "an open request of change has no duty, or one that is over has any",
        "SELECT COUNT(*) FROM change_request c WHERE CASE WHEN EXISTS (SELECT 1 FROM duty d WHERE d.about = c.id \
            AND d.done_at IS NULL AND d.kind NOT IN ('decide_late', 'note_needs')) THEN 1 ELSE 0 END <> CASE WHEN c.state IN ('effective', 'rejected', \
            'refused_by_customer', 'withdrawn') THEN 0 ELSE 1 END",
    ),
    (
        "an open cancellation has no duty, or one that is over has any",
        "SELECT COUNT(*) FROM cancellation c WHERE CASE WHEN EXISTS (SELECT 1 FROM duty d WHERE d.about = c.id \
            AND d.done_at IS NULL) THEN 1 ELSE 0 END <> CASE WHEN c.state IN ('closed', 'rejected') THEN 0 ELSE 1 END",
    ),
    (
        "a duty about them has not exactly one owner",
        "SELECT COUNT(*) FROM duty WHERE done_at IS NULL AND about_kind IN ('purchase', 'purchase_request', 'change', \
            'cancellation') AND (CASE WHEN owner_person IS NULL THEN 0 ELSE 1 END) \
            + (CASE WHEN owner_role IS NULL THEN 0 ELSE 1 END) <> 1",
    ),
    (
        "an open request claims nothing, or one that is over still claims",
        "SELECT COUNT(*) FROM change_request c WHERE CASE WHEN EXISTS (SELECT 1 FROM change_claim k WHERE k.document = c.id) \
            THEN 1 ELSE 0 END <> CASE WHEN c.state IN ('effective', 'rejected', 'refused_by_customer', 'withdrawn') \
            THEN 0 ELSE 1 END",
    ),
    (
        "an open cancellation claims nothing, or one that is over still claims",
        "SELECT COUNT(*) FROM cancellation c WHERE CASE WHEN EXISTS (SELECT 1 FROM change_claim k WHERE k.document = c.id) \
            THEN 1 ELSE 0 END <> CASE WHEN c.state IN ('closed', 'rejected') THEN 0 ELSE 1 END",
    ),
    (
        "a cancellation went on while a department had not stopped",
        "SELECT COUNT(*) FROM stop_order s JOIN cancellation c ON c.id = s.cancellation \
            WHERE s.acknowledged_at IS NULL AND c.state <> 'stopping'",
    ),
    (
        "a spoken cancellation went on without the customer's written word",
        "SELECT COUNT(*) FROM cancellation WHERE state NOT IN ('draft', 'rejected') AND body LIKE '%\"oral\":true%' \
            AND body LIKE '%\"confirmed\":{\"at\":null%'",
    ),
    (
        "a spoken change went on without the customer's written word",
        "SELECT COUNT(*) FROM change_request WHERE state NOT IN ('draft', 'withdrawn') AND body LIKE '%\"oral\":true%' \
            AND body LIKE '%\"confirmed\":{\"at\":null%'",
    ),
    (
        "a disputed change is not exactly one duty of its owner's",
        "SELECT COUNT(*) FROM change_request c WHERE CASE WHEN c.state = 'draft' AND c.body LIKE '%\"confirmed\":{\"at\":null%' \
            AND c.body NOT LIKE '%\"disputed\":{\"at\":null%' THEN 1 ELSE 0 END <> (SELECT COUNT(*) FROM duty d \
            WHERE d.about = c.id AND d.kind = 'correct_change' AND d.done_at IS NULL)",
    ),
    (
        "an answer is of another content than its link showed",
        "SELECT COUNT(*) FROM heard_answer a JOIN heard_link l ON l.id = a.link WHERE a.digest <> l.digest \
            OR a.document <> l.document",
    ),
    (
        "two links of one document lead somewhere",
        "SELECT COUNT(*) FROM (SELECT document FROM heard_link WHERE ended_at IS NULL GROUP BY document \
            HAVING COUNT(*) > 1) x",
    ),
    (
        "a cancellation is closed and its costs do not balance",
        "SELECT COUNT(*) FROM cancellation_cost k JOIN cancellation c ON c.id = k.cancellation WHERE c.state = 'closed' \
            AND k.withdrawn_at IS NULL AND (k.decided_at IS NULL OR k.amount <> k.charged + k.absorbed + k.reused)",
    ),
    (
        "a shipment that has not left is not one duty, or one that is over is any",
        "SELECT COUNT(*) FROM shipment s WHERE (SELECT COUNT(*) FROM duty d WHERE d.about = s.id AND d.done_at IS NULL \
            AND d.kind <> 'decide_late') <> CASE WHEN s.state IN ('packing', 'packed') THEN 1 ELSE 0 END",
    ),
    (
        "a shipment that has not left holds nothing, or more than its line still wants",
        "SELECT COUNT(*) FROM shipment s LEFT JOIN shipment_line l ON l.shipment = s.id LEFT JOIN order_line o \
            ON o.id = l.line_id WHERE s.state IN ('packing', 'packed') AND (l.id IS NULL OR o.removed_in IS NOT NULL \
            OR o.quantity - o.cancelled - o.shipped < l.quantity)",
    ),
    (
        "what has left the house is not what was handed over",
        "SELECT COUNT(*) FROM order_line l WHERE l.shipped <> (SELECT COALESCE(SUM(p.quantity), 0) FROM shipment_piece p \
            WHERE p.line_id = l.id)",
    ),
    (
        "what was handed over is not what lay in it",
        "SELECT COUNT(*) FROM shipment s WHERE s.state = 'handed_over' AND (SELECT COALESCE(SUM(l.quantity), 0) \
            FROM shipment_line l WHERE l.shipment = s.id) <> (SELECT COALESCE(SUM(p.quantity), 0) FROM shipment_piece p \
            WHERE p.shipment = s.id)",
    ),
    (
        "a line says less than what has left the house",
        "SELECT COUNT(*) FROM order_line WHERE quantity - cancelled < shipped OR cancelled < 0",
    ),
    (
        "revisions are not counted one by one",
        "SELECT COUNT(*) FROM orders o WHERE o.revision <> 1 + (SELECT COUNT(*) FROM history h WHERE h.chain = o.id \
            AND h.step = 'order.revise')",
    ),
    (
        "a revision cannot be read any more",
        "SELECT COUNT(*) FROM history h JOIN orders o ON o.id = h.chain WHERE h.step = 'order.revise' \
            AND (SELECT COUNT(DISTINCT r.revision) FROM order_round r WHERE r.order_id = o.id) < o.revision",
    ),
];

pub fn of_requests(tx: &mut Tx) -> Outcome<Vec<String>> {
    found(tx, NOTHING)
}

/// Which of these questions find something, and how much.
pub fn found(tx: &mut Tx, questions: &'static [(&'static str, &'static str)]) -> Outcome<Vec<String>> {
    let mut wrong = Vec::new();
    for (what, text) in questions {
        let count: Vec<i64> = tx.list_built(what, text, &[], |row| row.get(0))?;
        if let Some(count) = count.first().filter(|count| **count > 0) {
            wrong.push(format!("{what}: {count}"));
        }
    }
    Ok(wrong)
}
