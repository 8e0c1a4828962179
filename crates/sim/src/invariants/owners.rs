//! 1.3.4: whatever waits for somebody is exactly one owner's duty, and what waits for nobody is none; asked of everything
//! in the house after every step. Each is a question that finds nothing.

use platform::Tx;
use platform::act::Outcome;

const NOTHING: &[(&str, &str)] = &[
    (
        "a duty has not exactly one owner",
        "SELECT COUNT(*) FROM duty WHERE done_at IS NULL AND (CASE WHEN owner_person IS NULL THEN 0 ELSE 1 END) \
            + (CASE WHEN owner_role IS NULL THEN 0 ELSE 1 END) <> 1",
    ),
    (
        "a clock that stands still runs, or what it counts is known to be late",
        "SELECT COUNT(*) FROM duty WHERE done_at IS NULL AND stopped <> '' AND (due_at < 7226582400000000 OR told > 0)",
    ),
    (
        "an item of the in-tray waits and is not one duty, or is one though it does not wait",
        "SELECT COUNT(*) FROM intray i WHERE (SELECT COUNT(*) FROM duty d WHERE d.about = i.id AND d.kind = 'take_intray' \
            AND d.done_at IS NULL) <> CASE WHEN i.state = 'waiting' THEN 1 ELSE 0 END",
    ),
    (
        "a problem is open and is not one duty, or is one though it is solved",
        "SELECT COUNT(*) FROM problem p WHERE (SELECT COUNT(*) FROM duty d WHERE d.about = p.id AND d.kind = 'solve_problem' \
            AND d.done_at IS NULL) <> CASE WHEN p.state <> 'resolved' THEN 1 ELSE 0 END",
    ),
    (
        "a report is due or sent and is not one duty",
        "SELECT COUNT(*) FROM report r WHERE (SELECT COUNT(*) FROM duty d WHERE d.about = r.id AND d.kind IN ('make_report', \
            'read_report') AND d.done_at IS NULL) <> CASE WHEN r.state IN ('due', 'sent') THEN 1 ELSE 0 END",
    ),
    (
        "a department has work that it did not acknowledge and no duty to, or two",
        "SELECT COUNT(*) FROM (SELECT x.order_id, x.department FROM dispatch x JOIN orders o ON o.id = x.order_id \
            WHERE x.state = 'dispatched' AND x.stopped_at IS NULL AND o.execution <> 'cancelled' GROUP BY x.order_id, x.department) w \
            WHERE (SELECT COUNT(*) FROM duty d WHERE d.about = w.order_id AND d.kind = 'acknowledge' \
            AND d.owner_role = w.department AND d.done_at IS NULL) <> 1",
    ),
    (
        "a proposal waits for an answer that is not one duty, or the other way round",
        "SELECT COUNT(*) FROM (SELECT o.id, k.kind, (SELECT COUNT(*) FROM proposal p WHERE p.order_id = o.id \
            AND p.kind = k.kind AND p.state = 'open') asked, (SELECT COUNT(*) FROM duty d WHERE d.about = o.id \
            AND d.kind = k.kind AND d.done_at IS NULL) owed FROM orders o CROSS JOIN (SELECT 'release_credit' kind \
            UNION ALL SELECT 'consent' UNION ALL SELECT 'decline_returned') k) w WHERE w.asked <> w.owed",
    ),
    (
        "an offer waits for the customer's answer and is nobody's duty",
        "SELECT COUNT(*) FROM (SELECT DISTINCT f.order_id FROM offer f JOIN orders o ON o.id = f.order_id AND o.round = f.round \
            AND o.revision = f.revision WHERE f.state = 'open' AND o.approval = 'returned') w WHERE (SELECT COUNT(*) \
            FROM duty d WHERE d.about = w.order_id AND d.kind = 'answer_offer' AND d.done_at IS NULL) <> 1",
    ),
    (
        "prices wait for their acceptance and are not one duty",
        "SELECT COUNT(*) FROM price_proposal p WHERE (SELECT COUNT(*) FROM duty d WHERE d.about = p.id \
            AND d.kind = 'accept_prices' AND d.done_at IS NULL) <> CASE WHEN p.state = 'open' THEN 1 ELSE 0 END",
    ),
    (
        "a setting waits for its acceptance and is not one duty",
        "SELECT COUNT(*) FROM policy_change p WHERE (SELECT COUNT(*) FROM duty d WHERE d.about = p.id \
            AND d.kind = 'accept_setting' AND d.done_at IS NULL) <> CASE WHEN p.state = 'open' THEN 1 ELSE 0 END",
    ),
    (
        "who writes an order is not named to the manager's duty to decide on it",
        "SELECT COUNT(*) FROM duty d JOIN orders o ON o.id = d.about JOIN order_editor e ON e.order_id = o.id \
            AND e.revision = o.revision WHERE d.kind IN ('final_review', 'decline_returned') AND d.done_at IS NULL \
            AND NOT EXISTS (SELECT 1 FROM duty_apart a WHERE a.duty = d.id AND a.person = e.person)",
    ),
    (
        "who asked for a change or cancellation is not named to the manager's duty to decide on it",
        "SELECT COUNT(*) FROM duty d JOIN (SELECT id, made_by FROM change_request UNION ALL SELECT id, made_by \
            FROM cancellation) c ON c.id = d.about WHERE d.owner_role = 'manager' AND d.kind <> 'decide_late' \
            AND d.done_at IS NULL AND NOT EXISTS (SELECT 1 FROM duty_apart a WHERE a.duty = d.id AND a.person = c.made_by)",
    ),
];

pub fn of_owners(tx: &mut Tx) -> Outcome<Vec<String>> {
    super::requests::found(tx, NOTHING)
}
