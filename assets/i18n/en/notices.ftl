# What the customer is told (3.2.5)
step-notice-told = The customer was told
step-notice-accepted = tell the customer: accepted
step-notice-declined = tell the customer: declined
notice-title = Notices to the customer
notice-none = The customer was told nothing yet
notice-none-text = At the approval or the decline the customer gets a notice; one without e-mail is called by the specialist.
notice-kind-accepted = Order accepted
notice-kind-declined = Order declined
notice-medium-email = e-mail
notice-medium-phone = telephone
notice-medium-fax = fax
notice-done-at = told { $at }
notice-to-do = to be told
notice-outcome = Outcome
notice-words = Words
notice-spoke-with = Whom you reached
notice-said = What was said
notice-whom-missing = Say whom you reached and what was said.
notice-too-long = More than { $limit } characters.
way-told-whom = Try again where nobody was reached; else write down who it was and the answer.
notice-accepted-subject = Order { $number } accepted (your number { $yours })
notice-declined-subject = Order { $number } not accepted (your number { $yours })
notice-greeting = Dear { $contact },
notice-accepted-lead = The order of { $customer } is accepted and being processed. Our number { $number }, yours { $yours }. The lines and the days we promise:
notice-declined-lead = After review we cannot accept order { $number } of { $customer } (your number { $yours }). We are sorry.
notice-accepted-next = We keep you informed of its progress. If anything is not as you need it, please tell us soon.
notice-declined-next = If you would change something, we shall gladly look at it again.
notice-line = { $no }. { $goods }, { $quantity }, promised { $day }
notice-lines-more = and { $n ->
        [1] 1 more line.
       *[other] { $n } more lines.
    }
notice-day-open = a day we shall tell you
notice-sign = Your contact: { $owner }
    { $company } { $phone }
    (Sent by the system for { $owner })
notice-call-opening = Reach { $contact } ({ $customer }) and say:
notice-call-closing = Have number and days repeated to you, and write down whom you reached and what was said.
step-notice-reminder = Remind the customer: the sheet is not signed
notice-kind-reminder = Reminder to sign
step-notice-chase = Remind the customer: the counter-proposal is not answered
notice-kind-chase = Reminder to answer
notice-moot = no longer needed
notice-link = (the customer's link)
notice-reminder-subject = Please sign the confirmation of order { $number } (your number { $yours })
notice-reminder-lead = You ({ $customer }) ordered by word of mouth; the confirmation sheet of order { $number } (your number { $yours }) has not come back to us signed, and until it does we cannot work on the order.
notice-reminder-next = If it does not say what you ordered, please tell us too.
notice-reminder-link = See what it says and sign it here: { $link }
notice-chase-subject = Please answer our proposal on order { $number } (your number { $yours })
notice-chase-lead = We made you ({ $customer }) a proposal on order { $number } (your number { $yours }) and have not heard from you; until we do we cannot go on with the order. This is what we proposed:
notice-chase-next = If it does not suit you, please tell us what would.
step-notice-offer = Propose to the customer
notice-kind-offer = Proposal
notice-offer-subject = A proposal about order { $number } (your number { $yours })
notice-offer-lead = About order { $number } (your number { $yours }) of { $customer } we propose:
notice-offer-next = Please tell us whether you accept, or what you would take.
notice-offer-link = Answer here: { $link }
