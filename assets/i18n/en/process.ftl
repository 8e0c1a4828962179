process-title = Process map
process-lead = Drawn from the tables that the code enforces
process-finding = { $states ->
        [1] 1 state
       *[other] { $states } states
    }, { $steps ->
        [1] 1 step
       *[other] { $steps } steps
    }
process-count = { $n ->
        [1] 1 order
       *[other] { $n } orders
    }
process-table = Every step with its rules
process-step = Step
process-clause = Clause
process-way = From → to
process-who = Who
process-duties = Duties
process-rules = Rules
process-opens = opens: { $duty }
process-timed = { $duty } ({ $time })
process-closes = closes: { $duty }
process-rule-count = { $n ->
        [1] 1 rule
       *[other] { $n } rules
    }
process-weight-must = must
process-weight-ground = ground by { $role }
process-weight-note = note
process-kind-order = Review of an order
process-kind-intray = In-tray item
process-kind-confirmation = Written confirmation
process-kind-dispatch = Dispatch to a department
process-kind-proposal = Proposal
process-kind-link = Customer's link
process-kind-notice = Customer notice
process-kind-customer = Customer
process-kind-import = Import
process-kind-rate = Exchange rate
process-kind-company = Company
process-kind-person = Person
process-kind-delegation = Delegation
process-kind-api-token = API token
process-kind-calendar-day = Calendar day
process-kind-setting = Setting
process-kind-policy-change = Proposal for a setting
process-kind-outbox = Outbox
process-state-waiting = Waiting
process-state-entered = Entered
process-state-dismissed = Dismissed
process-state-dispatched = Dispatched
process-state-acknowledged = Acknowledged
process-state-open = Open
process-state-gathering = Being imported
process-state-accepted = Accepted
process-state-refused = Refused
process-state-done = Done
process-state-blocked = Blocked
process-state-new = New
process-state-checked = Checked
process-state-running = Running
process-state-known = In force
process-state-stands = In force
process-state-taken-back = Taken back
process-state-invited = Invited
process-state-active = Active
process-state-inactive = Inactive
process-state-given = Given
process-state-ended = Ended
process-state-issued = Issued
process-state-plain = Plain
process-state-marked = Marked
process-state-queued = Queued
process-state-sent = Sent
process-state-dead = Could not leave
regulation-title = The regulation
regulation-lead = Where each clause of the order department's regulation stands in the product
regulation-chapters = Chapters
regulation-state-tested = Tested
regulation-state-part = Part
regulation-state-open = Open
regulation-month = This month
regulation-month-done = done
regulation-month-refused = refused
regulation-month-grounds = passed with a ground
regulation-month-late = late
regulation-where = Done by
regulation-missing = Missing
regulation-tests = { $n ->
        [1] 1 test
       *[other] { $n } tests
    }
chapter-1 = General
chapter-2 = Organisation and duties
chapter-3 = Receiving and reviewing
chapter-4 = Processing
chapter-5 = Tracking and feedback
chapter-6 = Delivery and settlement
chapter-7 = Records
chapter-8 = Appraisal
chapter-9 = Training and development
rule-answer-apart = Not decided by who asked
rule-answer-words = The answer has its words
rule-approve-apart = Not approved by who entered it
rule-approve-hold = The order is not on hold
rule-approve-regular = In a batch: regular orders only
rule-ask-words = The request has its words
rule-ask-one = Asked once at a time
rule-confirmation-contact = The sheet has a contact
rule-confirmation-customer = The sheet has a customer
rule-confirmation-date = Every line of the sheet has a date
rule-confirmation-lines = The sheet has lines
rule-confirmation-open = The order can still be edited
rule-confirmation-place = Every line of the sheet has a place
rule-customer-block-ground = Blocking has a ground
rule-customer-reachable = Telephone, e-mail or fax is there
rule-customer-unblock-ground = Unblocking has a ground
rule-discard-never-submitted = Was never submitted
rule-discard-reason = Discarding has a reason
rule-dismiss-reason = Dismissal has a reason
rule-dispute-reason = The dispute is described
rule-enter-document = The document is attached
rule-enter-written = It came in writing
rule-import-rows = At least one good row
rule-major-decision = A major order has its written decision
rule-people-admin-apart = Administrators decide on nothing
rule-people-delegate-deputy = The deputy may act
rule-people-delegate-forward = Delegation is not backdated
rule-people-delegate-other = The deputy is somebody else
rule-people-delegate-overlap = Delegations do not overlap
rule-people-delegate-there = The deputy is there meanwhile
rule-people-first = Nobody is set up yet
rule-people-last-admin = The last administrator stays
rule-people-link-decider = A decider's link is handed over in person
rule-people-link-not-own = Nobody renews his own link
rule-people-manager-stays = The manager stays until a successor
rule-people-not-oneself = Nobody grants himself a role
rule-people-one-manager = There is one manager
rule-people-some-role = At least one role
rule-refuse-return-reason = A refused return has its reason
rule-register-code = The code fits the present content
rule-register-second = A code, or a second person has seen it
rule-register-shown = What was shown is what stands
rule-release-amount = The release names its amount
rule-release-until = The release names its end
rule-setting-words = A change of a setting has its ground
rule-setting-differs = The new value differs
rule-setting-one-open = One proposal at a time
rule-setting-apart = Not accepted by who proposed it
rule-setting-answer-words = A refusal has its words
rule-setting-fresh = The value is the one proposed against
rule-submit-confirmed = An oral order is confirmed in writing
rule-submit-ticks = The initial review's ticks are complete
rule-told-whom = Whom was reached and what he said
rule-verdict-apart = Not decided by who entered it
rule-verdict-reasons = A verdict has coded reasons
rule-verdict-words = A verdict has its words
rule-waive-ground = Waiving has a ground
rule-waive-oral = Never for an oral order
rule-withdrawal-linked = A document or a logged talk is linked
rule-withdrawal-reason = The customer's reason is given
regulation-proven-at = Last proven: { $on }, code { $commit }. What came since is shown as not yet proven.
regulation-proven = { $n ->
        [1] 1 rule or step, and the test that notices when it is gone
       *[other] { $n } rules and steps, and the test that notices when one is gone
    }
process-count-of = { $n } now
process-others = What the company is set up with
