# Steps and rules
step-customer-contact = change contact data
step-customer-terms = change terms and credit limit
step-customer-block = block for new orders
step-customer-unblock = open for orders again
step-import-take = bring a file to import
step-import-products = import products and prices
step-import-customers = import customers
step-import-receivables = import receivables
step-import-finish = finish the import
step-rate-set = state an exchange rate
step-company-describe = state the company’s own data
masters-rule-reachable = At least one of phone, e-mail and fax is needed.
way-customer-reachable = Fill in a phone, e-mail or fax by which the customer can be reached.
masters-rule-ground = No ground is given.
way-customer-block-ground = Say in one sentence why no more orders may be taken.
way-customer-unblock-ground = Say in one sentence why orders may be taken again.
masters-rule-rows = Not one row can be taken over.
way-import-rows = Download the marked copy, correct it, and bring it again.

# Fields
masters-field-sku = Part number
masters-field-name = Name
masters-field-name-hant = Name (traditional)
masters-field-name-hans = Name (simplified)
masters-field-spec = Specification
masters-field-unit = Unit
masters-field-list-price = List price
masters-field-floor-price = Floor price
masters-field-price-base = Price base
masters-field-currency = Currency
masters-field-tax-rate = Tax rate
masters-field-pack = Pack
masters-field-supply = Supply
masters-field-lead-days = Lead time (working days)
masters-field-opening-stock = Opening stock
masters-field-work-centre = Work centre
masters-field-hours-per-unit = Hours per unit
masters-field-setup-hours = Set-up hours
masters-field-supplier = Supplier
masters-field-cost = Cost
masters-field-restricted = Restricted
masters-field-code = Customer code
masters-field-customer-name = Customer
masters-field-contact = Contact
masters-field-phone = Phone
masters-field-email = E-mail
masters-field-fax = Fax
masters-field-address = Address
masters-field-price-class = Price class
masters-field-payment-term = Payment term
masters-field-credit-limit = Credit limit
masters-field-tax-id = Tax number
masters-field-licence-no = Licence number
masters-field-licence-until = Licence valid until
masters-field-customer-since = Customer since
masters-field-blocked = Blocked
masters-field-lang = Language
masters-field-receivable-open = Open receivables
masters-field-receivable-overdue = Of these overdue
masters-field-deposit = Paid in advance
masters-field-as-of = As of

# Lists
masters-search = Search
masters-search-products = Part number, name, specification or pinyin initials
masters-search-customers = Name, code, contact or phone tail
masters-filters = Filters
masters-all = All
masters-supply-stock = Stock
masters-supply-make = Make
masters-supply-buy = Buy
masters-only-blocked = Blocked
masters-only-overdue = Overdue
masters-only-licence = Licence ending
masters-free = Free
masters-margin = Margin
masters-per = / { $n }
masters-state = State
masters-in = { $what } ({ $currency })
masters-import = Import
masters-products-none = No products yet
masters-products-none-text = They stand here once the manager has imported the price list.
masters-customers-none = No customers yet
masters-customers-none-text = They stand here once the manager or finance has imported the customer list.
masters-nothing-found = Nothing fits
masters-nothing-found-text = Type fewer words or take a filter away.
masters-show-all = Show all

# Product and customer
masters-product = Product
masters-stock = Stock
masters-on-hand = On hand
masters-reserved = Reserved
masters-supplied = Supply
masters-restricted = Sold with a permit only
masters-story = Changes
masters-story-none = Nothing has changed yet.
masters-contact = Contact data
masters-terms = Terms
masters-owed = Receivables
masters-owed-none = Finance has not imported receivables yet.
masters-owed-age = As of { $at } ({ $n ->
        [1] 1 day
       *[other] { $n } days
    } old)
masters-limit-used = Limit used
masters-new-customer = New customer
masters-blocked = Blocked
masters-blocked-text = No new orders may be taken; orders under way go on.
masters-overdue = Overdue
masters-licence-over = Licence expired
masters-licence-soon = Licence ending
masters-licence-over-text = The licence ended on { $day } ({ $n ->
        [1] 1 day
       *[other] { $n } days
    } ago). Ask the customer for the new one.
masters-licence-soon-text = The licence ends on { $day } (in { $n ->
        [1] 1 day
       *[other] { $n } days
    }).
masters-orders = This customer’s orders
masters-edit = Edit
masters-edit-title = Edit { $name }
masters-save = Save
masters-block = Block for new orders
masters-unblock = Open for orders again
masters-ground = Ground
masters-stands-now = Stands now: { $value }
masters-stale-text = This has changed since you opened the page. What you typed is still below, with what stands now beside it; check and save again.
masters-done-contact = The contact data is saved.
masters-done-terms = The terms are saved.
masters-done-blocked = No more orders are taken.
masters-done-open = Orders may be taken again.
masters-lang-zh-hant = Traditional Chinese
masters-lang-zh-hans = Simplified Chinese
masters-lang-en = English

# Exchange rates
masters-rates = Exchange rates
masters-rates-lead = Each holds from its day until a newer one.
masters-rates-none = No rates yet
masters-rates-none-text = Without a rate a currency cannot be compared with the limits.
masters-rate-set = State a rate
masters-rate-from = From
masters-rate-worth = { $currency } for one unit
masters-bad-own-currency = The company’s own currency has no rate.

# Import
masters-imports = Imports
masters-imports-lead = First everything is checked and nothing written. The same file twice changes nothing.
masters-import-new = New import
masters-import-runs = Past imports
masters-imports-none = Nothing imported yet
masters-imports-none-text = Files and what came of them stand here.
masters-import-kind = Kind of data
masters-kind-products = Products and prices
masters-kind-customers = Customers
masters-kind-receivables = Receivables
masters-import-file = File
masters-import-limits = CSV or XLSX in any encoding; at most { $mib } MiB and { $rows } rows.
masters-import-check = Check the file
masters-import-title = Import of { $file }
masters-import-at = When
masters-import-by = By
masters-import-checked = Checked, not written
masters-import-running = Being taken over
masters-import-done = Done
masters-rows-added = Added
masters-rows-changed = Changed
masters-rows-same = Same
masters-rows-bad = Bad
masters-rows-of = { $n } of { $of ->
        [1] 1 row
       *[other] { $of } rows
    }
masters-refresh = Look again
masters-ignored = Columns nobody knows are left alone
masters-import-take-over = Take { $n ->
        [1] 1 row
       *[other] { $n } rows
    } over
masters-import-nothing-yet = Nothing has been written so far.
masters-import-go-on = If it was interrupted, go on here; nothing is done twice.
masters-import-left-out = { $n ->
        [1] 1 bad row stays out.
       *[other] { $n } bad rows stay out.
    }
masters-errors = Errors
masters-errors-more = { $n ->
        [1] 1 more is marked in the copy.
       *[other] { $n } more are marked in the copy.
    }
masters-error-row = Row
masters-error-column = Column
masters-error-value = Content
masters-error-why = Why
masters-import-marked = Download the marked copy

# What can be wrong
masters-bad-missing = This must be filled in.
masters-bad-no-column = The file has no column “{ $field }”.
masters-bad-head-twice = The column “{ $head }” is there twice.
masters-bad-text = It holds characters that cannot be kept.
masters-bad-too-long = Longer than { $max } characters.
masters-bad-number = Not a number.
masters-bad-too-fine = Too many decimals.
masters-bad-too-large = Too large.
masters-bad-negative = It must not be negative.
masters-bad-not-positive = It must be more than zero.
masters-bad-floor = The floor is above the list price { $list }.
masters-bad-price-base = The price base is 1, 100 or 1000.
masters-bad-supply = Supply is stock, make or buy.
masters-bad-days = Whole days from 0 to 2600.
masters-bad-currency = Not a currency we know.
masters-bad-tax = A tax rate is 0 to 100 per cent.
masters-bad-tax-fraction = Write the tax rate in per cent (13, not 0.13).
masters-bad-date = Not a date; write it as 2026-12-18.
masters-bad-future = The day lies in the future.
masters-bad-yes-no = Yes or no.
masters-bad-email = Not an e-mail address.
masters-bad-phone = A phone number has at least six digits.
masters-bad-class = A price class is letters and digits, at most 8.
masters-bad-lang = A language is zh-Hant, zh-Hans or en.
masters-bad-licence = This does not look like a licence number.
masters-bad-licence-pair = Licence number and its last day belong together.
import-finance-only = Clause 3.2.3c: only finance changes this. Ask finance to take the file over, or leave the column out.
import-class-only = Clause 3.2.3b: a customer’s price class moves all his prices. Propose prices of his own, or ask finance to take the file over.
import-blocked-ground = Clause 3.2.1: nobody is blocked or opened without a ground. Do it on the customer’s page, and leave the column out.
masters-bad-overdue = More is overdue than is open.
masters-bad-customer = No customer has this code.
masters-bad-twice = The same as in row { $row }.
masters-bad-stray = No column has a head here; maybe a comma too many.

# Files that cannot be read
masters-file-kind = Not a kind of file we can import ({ $seen }). Use CSV or XLSX.
masters-file-too-much = Over the limit: { $limit } at most { $allowed }, the file has { $found }.
masters-file-bomb = The file is packed { $ratio } to one and was not opened.
masters-file-broken = The file is damaged ({ $part }: { $reason }).
masters-file-locked = The file is locked by a password. Remove it and try again.
masters-file-not-text = The text of the file cannot be read.
masters-file-empty = The file is empty.
masters-holders = Held for
masters-holder-order = Order
masters-holder-customer = Customer
masters-holder-since = Since
masters-holders-more = The { $n } held longest are shown.
