# Settings and who owns them (domain 11)
settings-lead = Price policy and due times: the manager proposes, the executive accepts. Terms and limits: finance.
settings-name = Setting
settings-value = In force
settings-clause = Clause
settings-policy = Price policy and authorities
settings-finance = Terms and limits
settings-times = Due times, reminders, links
settings-times-lead = How long each duty may take. What begins after a change is counted by the new time; what runs keeps its own.
settings-access = Who sees what
settings-search = Find a setting
settings-search-go = Find
settings-all = All settings
settings-jump = Jump to
settings-not-found = No setting is called so
settings-not-found-text = Look for a word of its name, or for a clause such as 3.2.
settings-count = { $n ->
    [1] 1 setting
   *[other] { $n } settings
}
settings-changed-count = { $n } changed
settings-default = changed; default { $value }
settings-default-none = changed; none by default
settings-chapter-1-3 = 1.3 Working together
settings-chapter-2-2 = 2.2 Management and problems
settings-chapter-3-1 = 3.1 Receiving and confirming
settings-chapter-3-2 = 3.2 Reviewing and deciding
settings-chapter-4-1 = 4.1 Production
settings-chapter-4-2 = 4.2 Purchasing
settings-chapter-4-3 = 4.3 Changes
settings-chapter-4-4 = 4.4 Cancellations
settings-chapter-5-1 = 5.1 Tracking and inspection
settings-chapter-6-1 = 6.1 Delivery
settings-open = Waiting for the executive
settings-open-none = Nothing waits
settings-open-none-text = What the manager proposes stands here until the executive answers.
settings-from = Was
settings-to = New value
settings-asked-by = Proposed by
settings-ground = Ground
settings-answer = Answer
settings-past = Every change
settings-past-none = Never changed
settings-past-none-text = The default is in force.
settings-owner-policy = Proposed by the manager, accepted by the executive
settings-owner-finance = Kept by finance
settings-moves = { $from } → { $to }
settings-done-open = Proposed; the executive answers.
settings-done-accepted = In force.
settings-done-refused = Refused.
settings-done-taken-back = Taken back.
settings-state-open = open
settings-state-accepted = in force
settings-state-refused = refused
settings-state-taken-back = taken back
setting-price-authority-specialist = Specialist’s authority under the list price
setting-price-authority-manager = Manager’s authority under the list price
setting-price-class = Price factor of class { $class }
setting-major-gross = Major order from
setting-major-gross-consent = Executive’s consent from
setting-licence-warning-days = Warn before a licence ends
setting-delivery-transit-days = Days from our gate to the customer
setting-tax-rate = Tax rate of what stands in no price list
setting-payment-terms = Terms allowed for class { $class }
setting-credit-import-days = Receivables are recent for
setting-reminder-days = Working days between two reminders to a customer
setting-link-days = Days for which a customer’s link leads somewhere
setting-cost-specialists = Specialists see what goods cost us, and the margin
setting-yes = yes
setting-no = no
setting-bad-yes-no = Yes or no is wanted.
setting-due-of = { $duty }: { $of }
due-hours = { $n ->
    [1] 1 opening hour
   *[other] { $n } opening hours
}
due-days = { $n ->
    [1] 1 working day
   *[other] { $n } working days
}
setting-unit-percent = { $n } %
setting-unit-days = { $n ->
        [1] 1 day
       *[other] { $n } days
    }
setting-hint-percent = Per cent, such as 3 or 3.25
setting-hint-days = Whole days
setting-hint-time = Opening hours or working days, such as 4h or 2d
setting-hint-amount = Whole units of the company’s currency
setting-hint-terms = Terms with commas between them
setting-hint-departments = Departments with commas between them: production, quality, purchasing … All of them must answer; add purchasing where custom parts are bought.
setting-hint-classes = Customer classes with commas between them, such as A, B. Empty: no class needs an agreement; one that ran out is still shown red.
setting-bad-departments = Name at least one department, and only departments
setting-bad-percent = A percentage from 0 to 100 is wanted.
setting-bad-amount = A whole amount is wanted.
setting-bad-days = Whole days are wanted, ten years at the most.
setting-bad-days-to = Whole days from 1 to { $n } are wanted.
setting-bad-time = A time with its unit is wanted: from 1h to { $hours }h, or from 1d to { $days }d.
setting-bad-factor = A percentage above 0 is wanted, 1000 at the most.
setting-bad-terms = 500 characters at the most, on one line.
setting-ground-long = 1,000 characters at the most.
setting-no-ground = No ground is given.
setting-same = This value is in force already.
setting-open-already = A proposal for this setting waits for its answer.
setting-own = Who proposed it does not accept it.
setting-no-answer = No answer is given.
setting-moved = The value changed since the proposal was made.
step-setting-propose = Propose
step-setting-change = Change
step-setting-accept = Accept
step-setting-refuse = Refuse
step-setting-take-back = Take back
way-setting-words = Write why.
way-setting-one-open = Wait for the answer, or take the proposal back.
way-setting-apart = Another executive answers.
way-setting-fresh = Refuse it; the manager proposes anew.
way-setting-differs = Write another value.
way-setting-answer-words = Write why.

# A setting is tried on last month's orders
trial-title = Trial on last month’s orders
trial-press = Try it on last month’s orders
trial-about = { $n ->
        [1] 1 order was
       *[other] { $n } orders were
    } submitted in the last { $days } days; { $flips } of them would be judged otherwise.
trial-more = There were more: the { $max } that were submitted last are counted.
trial-counted = Orders that are stopped, by group of checks
trial-group = Checks
trial-before = As it stands
trial-after = With the new value
trial-flips = Orders that would be judged otherwise
trial-order = Order
trial-customer = Customer
trial-passes = passes
trial-none = No order would be judged otherwise
trial-none-text = The value makes no difference to what came in last month.
trial-measure = Measured on the orders as they stand, with today’s receivables and list prices of the day of each order. Nothing is written.
