# Initial and final review (3.2)
step-order-submit = Submit for final review
step-order-withdraw-submission = Withdraw the submission
step-order-approve = Approve
step-order-send-back = Send back
step-order-decline = Decline
step-order-ask-consent = Ask for the executive’s consent
step-order-ask-release-credit = Ask finance for a release
step-order-consent = Consent
step-order-release-credit = Release
step-order-refuse-consent = Do not consent
step-order-refuse-release-credit = Do not release

# Names of the checks
group-complete = Completeness
group-accurate = Accuracy
group-legal = Legality
group-delivery = Delivery time
group-price = Price
group-payment = Payment terms
group-major = Major order
rule-complete-customer = Customer
rule-complete-contact = Contact and how to reach him
rule-complete-product = Product
rule-complete-spec = Specification or model
rule-complete-quantity = Quantity
rule-complete-date = Delivery date
rule-complete-place = Delivery place
rule-complete-special = Special requirements
rule-accurate-product = Product of the price list, or custom
rule-accurate-spec = Specification belongs to the product
rule-accurate-feasible = Custom lines can be made
rule-accurate-unit = Unit
rule-accurate-pack = Multiple of the pack
rule-accurate-arithmetic = Arithmetic
rule-accurate-rate = Exchange rate
rule-accurate-date = Date is a working day to come
rule-accurate-place = Address complete
rule-accurate-contact = Every way to reach him can be used
rule-accurate-duplicate = Customer’s number used once
rule-accurate-source = Agrees with the customer’s document
rule-legal-blocked = Customer not blocked
rule-legal-permit = Permit for restricted goods
rule-legal-licence = Business licence in force
rule-legal-agreement = Framework agreement in force
rule-submit-written = What came in writing is on file
rule-delivery-late = Can be delivered when wanted
rule-delivery-denied = No department says no
rule-reply-verdict = Yes or no is said
rule-reply-lines = The lines stand on the order
rule-reply-day = A yes to a day names it
rule-delivery-custom = Custom line feasible
rule-price-authority = Price within the specialist’s authority
rule-price-unlisted = There is a list price
rule-price-consent = Price within the manager’s authority
rule-price-policy = Price policy as at the submission
rule-payment-term = Terms allowed
rule-payment-credit = Credit limit
rule-payment-overdue = Nothing overdue
rule-payment-import = Receivables are recent
rule-payment-policy = Payment settings as at the submission
rule-major-consent = Executive’s consent
weight-must = no exception
weight-ground = wants a ground by: { $role }
weight-note = note

# What the checks say
check-customer-missing = No customer is chosen.
check-contact-unnamed = No contact person is named.
check-contact-unreachable = The contact has no telephone, e-mail or fax that can be used.
check-phone-odd = “{ $typed }” is no telephone number that can be dialled.
check-fax-odd = “{ $typed }” is no fax number that can be dialled.
check-email-odd = “{ $typed }” is no e-mail address.
check-no-lines = The order has no lines.
check-product-missing = The product is missing.
check-spec-missing = The specification is missing.
check-quantity-missing = The quantity is missing.
check-date-missing = The delivery date is missing.
check-place-missing = The delivery place is missing.
check-special-unanswered = Special requirements are not answered (say “none” where there are none).
check-product-gone = { $sku } is no longer in the price list.
check-product-unknown = { $sku } is not in the price list.
check-spec-other = “{ $entered }” was entered; the price list says “{ $ours }”.
check-unit-missing = The unit is missing.
check-unit-other = “{ $entered }” was entered as unit; the price list says “{ $ours }”.
check-pack = { $quantity } is not a multiple of the pack of { $pack }.
check-amount-wrong = { $amount } is not quantity times price.
check-total-wrong = { $gross } is not the sum of the lines.
check-rate-missing = There is no exchange rate for { $currency }.
check-date-past = { $day } is not after today.
check-date-closed = { $day } is not a working day.
check-place-short = “{ $place }” does not look like a whole address.
check-duplicate = The customer’s number { $no } stands on order { $other } already.
check-source-extra = { $sku } is not in the customer’s document “{ $file }”.
check-source-missing = { $sku } of the customer’s document “{ $file }” was not entered.
check-source-quantity = The customer’s document “{ $file }” says { $read }; entered is { $entered }.
check-source-day = Document { $file } says { $read }, entered is { $entered }.
check-source-place = Document { $file } says “{ $read }”, entered is “{ $entered }”.
check-source-number = Document { $file } has the number { $read }, entered is “{ $entered }”.
check-source-price = The customer’s document “{ $file }” says a price of { $read }; entered is { $entered }.
check-blocked = The customer is blocked.
check-permit = { $sku } is restricted and the customer has no permit in force.
check-licence-expired = The business licence { $no } expired on { $day }.
check-licence-expiring = The business licence { $no } expires on { $day }.
check-agreement-expired = The framework agreement { $no } ran out on { $day }.
check-agreement-missing = Customers of this class order under a framework agreement, and there is none.
check-unfeasible = “{ $name }” stands in no price list; { $who } has not yet answered whether it can be made.
check-undocumented = The order is said to have come in writing, and nothing the customer wrote is on file: so far it counts as an oral order.
check-late = Wanted { $wanted }, possible { $promised }.
check-late-short = Wanted { $wanted }, possible { $promised }: free stock { $free }, needed { $wants }; the rest is reserved for { $holders }.
check-late-consented = Wanted { $wanted }, promised { $promised }; the customer agreed: { $consent }
check-late-undated = Wanted { $wanted }, possible { $promised }; it is not written until which day the customer agreed: { $consent }
check-late-beyond = Wanted { $wanted }, possible { $promised }; the customer agreed until { $until } only: { $consent }
check-late-committed = Wanted { $wanted }, estimated { $promised }; { $department ->
    [production] production
    [purchasing] purchasing
   *[other] a department
} ({ $by }) stands for the wanted day in writing.
check-denied = { $department ->
    [production] Production
    [purchasing] Purchasing
   *[other] A department
} ({ $by }) answered that it cannot be done.
check-committed-later = Wanted { $wanted }; { $department ->
    [production] production
    [purchasing] purchasing
   *[other] a department
} ({ $by }) stands for { $day } only.
check-committed-dayless = { $department ->
    [production] Production
    [purchasing] Purchasing
   *[other] A department
} ({ $by }) said yes without a day.
check-infeasible = “{ $name }” stands in no price list, and { $who } answered that it cannot be made.
check-custom = Custom line: production or quality must first say that it can be done.
check-custom-committed = Custom line: { $department ->
    [production] production
    [purchasing] purchasing
   *[other] a department
} ({ $by }) says that it can be done.
check-price-manager = { $offered } is { $under } % ({ $money }) under the list price { $list }, beyond the specialist’s authority. { $of ->
    [none] {""}
   *[other] By list { $of } (from { $from }, until { $until }).
}
check-price-unlisted = { $price }: there is no list price to compare with.
check-price-beyond = { $offered } is { $under } % ({ $money }) under the list price { $list }, beyond the manager’s authority. { $of ->
    [none] {""}
   *[other] By list { $of } (from { $from }, until { $until }).
}
check-price-beyond-consented = { $offered } is { $under } % ({ $money }) under the list price { $list }; the executive consented. { $of ->
    [none] {""}
   *[other] By list { $of } (from { $from }, until { $until }).
}
check-price-floor = { $offered } is under the floor { $floor } (list { $list }, { $under } % under it, { $money }). { $of ->
    [none] {""}
   *[other] By list { $of } (from { $from }, until { $until }).
}
check-price-floor-consented = { $offered } is under the floor { $floor } (list { $list }, { $under } % under it, { $money }); the executive consented. { $of ->
    [none] {""}
   *[other] By list { $of } (from { $from }, until { $until }).
}
check-policy-moved = Since the submission { $setting ->
    [price-authority-specialist] the specialist’s authority
    [price-authority-manager] the manager’s authority
    [price-class] the price factor of class { $class }
    [major-gross] the threshold of major orders
    [major-gross-consent] the threshold of consent
    [licence-warning-days] the warning before a licence ends
    [delivery-transit-days] the days of transport
    [tax-rate] the default tax rate
    [payment-terms] the terms of class { $class }
    [credit-import-days] the age of receivables
   *[other] { $setting }
} changed from { $from } to { $to }: { $by } proposed it, { $accepted } put it in force; ground: { $ground }
check-term-missing = The payment term is missing.
check-term-missing-released = The payment term is missing; finance released it until { $until }.
check-term = “{ $term }” is not allowed for class { $class }.
check-term-released = “{ $term }” is not allowed for class { $class }; finance released it until { $until }.
check-credit = { $exposure } open and { $order } of this order exceed the credit limit of { $limit }.
check-credit-released = { $exposure } open and { $order } of this order exceed the credit limit of { $limit }; finance released { $amount } until { $until }.
check-overdue = { $money } is overdue (as of { $day }).
check-overdue-released = { $money } is overdue (as of { $day }); finance released it until { $until }.
check-import-missing = Finance has imported no receivables for this customer.
check-import-old = The receivables are of { $day } and no longer recent.
check-decision = Major order: the manager decides in writing (at least { $n } characters).
check-consent = { $gross } reaches { $limit }: the executive must consent first.
check-consented = { $gross } reaches { $limit }; the executive consented.
check-apart = Who entered or submitted an order does not decide on it.
check-on-hold = The order is on hold.
check-not-regular = It is no longer a regular order.
check-ticks-left = { $n ->
        [1] 1 of your own ticks is missing.
       *[other] { $n } of your own ticks are missing.
    }
check-unconfirmed = The spoken order is not yet confirmed in writing by the customer.
promise-stock = Free stock { $free }; { $transit ->
        [1] 1 working day
       *[other] { $transit } working days
    } on the way.
promise-make = Free stock { $free }; { $rest } made, { $centre } binds: begins { $begin }, ends { $ready }; { $transit ->
        [1] 1 working day
       *[other] { $transit } working days
    } on the way.
promise-buy = Free stock { $free }; { $rest } bought from { $supplier }: { $days }, on the way { $transit ->
        [1] 1 working day
       *[other] { $transit } working days
    }.
promise-custom = A custom line: a department must judge it.
major-gross = { $gross } with tax reaches the threshold of { $limit }.
major-first = The customer’s first order.
major-floor = A line is under its floor price.
major-flagged = Flagged as major.

# Ways forward
way-complete-contact = Add the contact person and a telephone, e-mail or fax.
way-complete-special = Ask the customer for special requirements; say “none” where there are none.
way-accurate-product = Choose a product of the price list; for a custom line leave the number empty and describe it.
way-accurate-pack = Agree on a multiple of the pack with the customer.
way-accurate-rate = Ask finance to state the rate.
way-accurate-date = Change the date, or give a ground.
way-accurate-contact = Correct it, or say why it stands so.
way-accurate-duplicate = Make sure that it is not the same order twice; if it is not, give a ground.
way-accurate-source = Correct it by the document; where the customer said otherwise, give a ground.
way-legal-blocked = Finance or the manager opens the customer first.
way-legal-permit = The customer sends his permit; finance files it.
way-delivery-late = Record the customer’s consent to the later day, get a written commitment of production or purchasing, or send it back.
way-delivery-denied = Talk with the department, or state why you promise the day all the same.
way-delivery-custom = Ask production or purchasing until which day, on the order, and wait for a yes with a day.
way-price-authority = The manager’s ground is enough.
way-legal-agreement = The manager’s ground is enough, or file the new agreement.
way-accurate-feasible = Have the departments answer the question on the order.
way-submit-written = File what the customer wrote on the order (tab Documents); where he only said it, enter it as a telephone order or visit and have it confirmed in writing.
way-price-consent = Ask the executive for consent, or send it back for another price.
way-payment-term = Ask finance for a release, or send it back for other terms.
way-payment-credit = Ask finance for a release, or send it back for payment in advance.
way-payment-overdue = Ask finance for a release, or collect first.
way-major-decision = Write down why, in the decision.
way-major-consent = Ask the executive for consent.
way-approve-apart = The executive decides.
way-verdict-apart = The executive decides.
way-approve-hold = Release the order first.
way-approve-regular = Open it and decide on it by itself.
way-price-policy = Weigh whether it was changed for this order; send it back where it was.
way-payment-policy = Weigh whether it was changed for this order.
way-submit-ticks = Go through your own checks and tick them.
way-submit-confirmed = Send the confirmation and wait for the signed return.

# The specialist’s own ticks
tick-read-back = I read the order back to the customer
tick-compared = I compared specifications and quantities with the customer’s document
tick-place-checked = I checked the place of delivery and how it is unloaded
tick-lawful = Customer and goods may lawfully be dealt with

# Grounds
ground-customer-agreed = the customer agreed
ground-verified = verified
ground-as-ordered = the customer ordered it so
ground-market = market
ground-relation = relationship
ground-other = other
reason-delivery = Delivery time
reason-price = Price
reason-payment = Payment terms
reason-quantity = Quantity
reason-product = Product or specification
reason-legality = Legality
reason-unclear = The customer’s wish is unclear
reason-document = Documents are missing
reason-entry = Entry error
reason-capacity = Capacity
reason-credit = Credit
reason-duplicate = Ordered twice
reason-other = Other
decline-told-capacity = We have no capacity for it at present
decline-told-price = We could not agree on the price
decline-told-credit = We could not agree on the payment terms
decline-told-legality = The law does not let us supply it
decline-told-product = We cannot supply the product
decline-told-duplicate = It repeats an earlier order
decline-told-other = Your contact will explain it to you

# Pages
review-submission-of = Submit { $number }
review-submission-lead = Checks, your own ticks, grounds. Submitting freezes the content.
review-submit = Submit
review-submitted = Submitted, waiting for the review
review-withdraw-reason = Why you take it back
review-grounds-wanted = These want a ground
review-ticks = I confirm
review-checks = Checks
review-rounds = Rounds
review-no-rounds = Not submitted yet
review-no-rounds-text = Each submission leaves its content, checks and verdict here.
review-round = Round { $n }
review-since-round = Changed since round { $n }
review-since-submission = Changed since the submission
review-sent-back-for = Sent back because:
review-no-changes = The content did not change.
review-nothing-moved = The checks stand as they stood.
review-more = and { $n } more
review-pass = passes
review-passing = { $n ->
        [1] 1 of { $of } passes
       *[other] { $n } of { $of } pass
    }
review-green = passes
review-amber = note
review-red = does not pass
review-evidence = Evidence
review-ground-code = Kind of ground
review-ground-hint = { $rule } ({ $clause }): say why it may pass
review-ground-said = Ground ({ $code }): { $text }
review-ground-void = No longer holds, the facts changed since: { $text }
review-text-long = More than { $limit } characters.
review-open-cockpit = Open the review
review-open-order = Open the order
review-waiting-count = { $n } waiting
review-kinds = Kind
review-asked = You are asked
review-asked-what = For what
review-asked-words = Words
review-waited = waiting { $span }
figure-in-time = in time
figure-late = { $n } late
review-all = All
review-regular = Regular
review-special = Special
review-order = Order
review-customer = Customer
review-value = Value
review-kind = Kind
review-owner = Owner
review-due = Due
review-major = MAJOR
review-empty = No order waits for a review
review-empty-text = Submitted orders stand here, oldest first.
review-approve-ticked = Approve the ticked orders
review-tick = Tick { $number }
review-batch = Approved in a batch
review-batch-lead = { $n } of { $of } approved
review-batch-before = Approve in a batch
review-batch-will = { $n } will be approved, { $cannot } cannot
review-batch-go = { $n ->
        [1] Approve this one
       *[other] Approve these { $n }
    }
review-batch-can = Will be approved
review-batch-result = Result
review-batch-special = A special order is decided by itself.
review-batch-none = No order was ticked
review-batch-none-text = Tick regular orders in the queue.
review-batch-back = Back to the queue
review-batch-compared = At the press each order is compared with what this page says of it; what moved meanwhile is left out.
review-batch-moved = Moved since you opened the page; not approved
review-batch-moved-way = Look at what moved; approve it if it is still right.
review-batch-anew = { $n ->
    [1] Look at this one again
   *[other] Look at these { $n } again
}
review-flash-approved = { $number } is approved, dispatched, and the customer told.
review-flash-returned = { $number } went back to its specialist.
review-flash-declined = { $number } is declined and the customer told.
review-waits = waiting { $waited } of { $allowed }
review-hours = { $n } h
review-minutes = { $n } min
review-line = Line
review-product = Product
review-quantity = Quantity
verdict-open = in review
verdict-approved = approved
verdict-returned = sent back
verdict-declined = declined
verdict-withdrawn = withdrawn
verdict-reasons = Reasons
verdict-words = Say plainly what is to be negotiated with the customer
verdict-words-file = Explanation for the file (the customer reads the chosen reasons only)
verdict-no-reason = Choose at least one reason.
verdict-no-words = Write an explanation.
decide-title = Decision
decide-over = This order is not in review.
decide-decision = Decision in words
decide-decision-major = A major order: at least { $n } characters
decide-decline-sure = A declined order cannot be taken up again, and the customer is told. Sure?
delivery-wanted = wanted
delivery-promise = promise
delivery-free = Free stock
delivery-why = Why
delivery-binding = Binding: line { $line } { $sku }.
delivery-consent = The customer agreed to a later day
delivery-denied = Line { $line }: { $by } answered that it cannot be done ({ $at }).
delivery-commitment = Line { $line }: { $by } stands for { $day } in writing ({ $at }).
delivery-computed = Computed { $at }; neither stock nor plan has moved since.
delivery-held = reserved for { $orders }
price-lead = { $n } of { $of ->
        [1] 1 line
       *[other] { $of } lines
    } beyond the specialist’s authority, { $floor } under the floor
price-deviation = Against the list
price-margin = Margin
price-list = List
price-of = { $list } from { $n }, { $from } to { $until }
price-floor = Floor
price-offered = Price
price-discount = Discount
price-under = Under the list
price-money = In money
price-who = Authority
within-specialist = specialist
within-manager = manager
within-beyond = executive
within-floor = under the floor
within-unlisted = no list price
payment-term-allowed = { $term }: allowed for class { $class }
payment-term-not = { $term }: not allowed for class { $class }
payment-credit = Credit
payment-credit-finding = { $percent } used with this order, limit { $limit }
payment-what = What
payment-much = Amount
payment-limit = Limit
payment-overdue = Overdue
payment-import = Receivables as of { $at } ({ $days ->
        [1] 1 day
       *[other] { $days } days
    } ago)
payment-import-none = Finance has imported no receivables
payment-open-orders = Open orders
payment-receivable = Receivables
payment-deposit = Paid in advance
payment-this-order = This order
payment-after = With this order
payment-released = Released by finance
proposals-title = What others decide
proposal-consent = Executive’s consent
proposal-release-credit = Release by finance
proposal-ask-consent = Why the executive should consent
proposal-ask-release-credit = Why finance should release it
proposal-state-open = waiting for an answer
proposal-state-accepted = agreed
proposal-state-refused = not agreed
proposal-state-moot = lapsed
proposal-released = Released up to { $amount } until { $until }
proposal-answer = Answer
release-amount = Exposure allowed in all ({ $currency })
release-until = Until
release-no-amount = State the amount that is released.
release-no-day = State until when, today or later.
release-amount-unreadable = The amount cannot be read.
release-day-unreadable = The date cannot be read.
ask-no-words = Say why it is needed.
ask-waits-already = It was asked already; the answer is awaited.
answer-no-words = Say why.

# Fields of a change
change-customer-order-no = customer’s number
change-customer-order-on = customer’s date
change-channel = channel
change-priority = priority
change-currency = currency
change-payment-term = payment term
change-requested-on = wanted on
change-net = net
change-tax = tax
change-gross = gross
change-name = name
change-phone = telephone
change-email = e-mail
change-fax = fax
change-kind = kind of order
change-place = place
change-delivery-policy = partial delivery
change-transport-term = transport term
change-transport-mode = mode
change-freight-payer = freight payer
change-insurance = insurance
change-unloading = unloading
change-packing = packing
change-marking = marking
change-label-language = label language
change-deposit = deposit
change-special-answered = special requirements answered
change-special = special requirements
change-confidentiality = confidentiality
change-remark = remark
change-flagged-major = flagged as major
change-late-consent = consent to a later day
change-late-until = until when the customer agreed
change-sku = product
change-spec = specification
change-customer-part = customer’s part number
change-quantity = quantity
change-unit = unit
change-price = price
change-price-base = price base
change-discount = discount
change-tax-rate = tax rate
change-amount = amount
check-unanswered = { $department } has not answered a question that must be answered first
rule-approve-answered = Questions that must be answered first are answered
way-approve-answered = Get the answer, or let the manager decide without it on the notes' page
# What moved between page and press (3.2.3)
rule-approve-seen = What was seen is what is decided on
way-approve-seen = Look at what moved; press again if you still approve.
rule-seen-limit = Credit limit
rule-seen-receivable = Receivables
rule-seen-promise = Earliest delivery
rule-seen-price = List price
rule-seen-more = Further down
seen-limit = The credit limit is { $amount }
seen-receivable = { $open } open, { $overdue } of it overdue, as of { $day }
seen-promise = The earliest delivery is { $day }
seen-price = The list price is { $list }, the floor { $floor }
seen-more = Something moved beyond the first { $n } points; look through the page
seen-gone = What stood here holds no more
seen-unreadable = The page is not one of ours; open it again
review-since-opened = Moved since you opened the page
review-since-opened-lead = Nothing was decided. This is what is another now; approve again if it is still right.
review-figures-moved = moved since the submission
# A returned order is declined by two (3.2.4)
proposal-decline-returned = Decline the returned order
step-order-ask-decline-returned = Propose to decline
step-order-accept-decline = Decline it
step-order-refuse-decline = Do not decline
step-order-decline-returned = Declined as proposed
rule-decline-fresh = The order is as it was when it was proposed
way-decline-fresh = Refuse it; the specialist proposes anew what stands now.
decline-moved = The order was changed since it was proposed.
propose-decline-of = Propose to decline { $number }
propose-decline-lead = The manager accepts, and the customer is told; or he refuses, and it is renegotiated.
propose-decline-text = What was tried with the customer, and why it leads nowhere
propose-decline-back = Back to the order
propose-decline-elsewhere = A decline is proposed on its own form, with its reasons
duty-decline-returned = Decide on the proposal to decline
duty-do-decline-returned = Decide
