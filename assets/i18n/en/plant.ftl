# The plant and promise dates (3.2.3a)
step-import-work-centres = import work centres
step-import-operations = import routings
step-import-components = import bills of material
step-import-supply-terms = import terms of supply
masters-kind-work_centres = Work centres
masters-kind-operations = Routings
masters-kind-components = Bills of material
masters-kind-supply_terms = Terms of supply
masters-bad-whole = A whole number from 0 to { $max }.
masters-bad-product = No product has this part number.
masters-bad-centre = No work centre has this code: import the work centres first.
masters-bad-part-of-itself = A product is no part of itself.
promise-too-far = Does not fit into the plan of the next { $days } days: a department must judge it.
promise-reason-stock = { $quantity } from free stock
promise-reason-coming = { $quantity } of contract { $contract }, bought for the stock and in on { $day }
promise-coming = Free stock { $free }; { $quantity } bought for the stock are in on { $day } ({ $contract }); { $transit ->
        [1] 1 working day
       *[other] { $transit } working days
    } on the way.
promise-reason-part = Part { $sku }: { $quantity } from free stock
promise-reason-part-missing = Part { $sku }: free { $free }, missing { $missing }; there after { $days ->
        [1] 1 working day
       *[other] { $days } working days
    }, on { $day }
promise-reason-lead = Material after { $days ->
        [1] 1 working day
       *[other] { $days } working days
    }, on { $day }
promise-reason-operation = Operation { $no } at { $centre }: { $minutes ->
        [1] 1 minute
       *[other] { $minutes } minutes
    }, { $from } to { $until }
promise-reason-buy = Working days: supplier { $lead }, transport { $transport }, inspection { $inspection }; there on { $day }
promise-reason-inspection = Final inspection { $days ->
        [1] 1 working day
       *[other] { $days } working days
    }
promise-reason-transit = On the way to the customer { $days ->
        [1] 1 working day
       *[other] { $days } working days
    }
promise-earlier-part = { $quantity } could be there on { $day } as a partial delivery
promise-earlier-lead = Every working day that { $supplier } delivers sooner
promise-earlier-material = With { $sku } at hand, production would end on { $day }
promise-earlier-centre = Without the work planned at { $centre } before it, production would end on { $day }
promise-moved = Stock or plan moved while the decision was being made.
delivery-earlier = Earlier would be possible
delivery-chain = How the day comes about
delivery-load = Load of { $centre }
delivery-load-finding = { $planned } of { $capacity ->
        [1] 1 minute is
       *[other] { $capacity } minutes are
    } taken from { $from } to { $until }, { $own } of them by this order.
delivery-load-day = Day
delivery-load-minutes = Minutes taken of minutes there
plant-title = Work centres
plant-lead = How full the work centres are in the next twenty working days
plant-centre = Work centre
plant-week = Minutes a week
plant-taken = Minutes taken of minutes there
plant-load = Load
plant-room = First room on
plant-none = No work centre yet
plant-none-text = Production takes its work centres over from a table, under Imports. Until then promise dates count every centre that the price list names as empty.
plant-load-finding = { $planned } of { $capacity ->
        [1] 1 minute
       *[other] { $capacity } minutes
    } of the next twenty working days are taken.
plant-tasks = What is planned
plant-operation = Operation
plant-operation-name = What is done
plant-minutes = Minutes
plant-tasks-none = Nothing is planned here
plant-tasks-none-text = The tasks of orders stand here once they are approved.
plant-setup = Set-up minutes
plant-run = Minutes a unit
plant-routing-none = No routing
plant-routing-none-text = Without one the price list’s work centre and hours count.
plant-part = Part
plant-per = A unit needs
plant-parts-none = No bill of material
plant-parts-none-text = Without one the lead time stands for all material.
plant-lead-days = Lead time, working days
plant-transport-days = Transport, working days
plant-inspection-days = Inspection, working days
plant-terms-none = No terms of supply
plant-terms-none-text = Without them the price list’s lead time counts.
step-stock-move = book the movement
process-kind-stock = Stock
rule-stock-move-reason = A reason stands beside it
rule-stock-move-reserved = Not below what is promised
way-stock-move-reason = Write why.
way-stock-move-reserved = Have a promise moved or a purchase made first.
stock-rule-reason = A count or an issue needs its reason.
stock-rule-reserved = { $after } would be left, and { $reserved } are promised.
stock-movements = Stock movements
stock-none = Nothing has moved yet
stock-none-text = Receipts, issues and counts of the warehouse stand here.
stock-at = At
stock-kind = Movement
stock-quantity = Quantity
stock-reason = Reason
stock-by = By
stock-kind-opening = Opening
stock-kind-receipt = Receipt
stock-kind-issue = Issue
stock-kind-count = Count
stock-kind-shipped = Shipped
promise-make-material = Free stock { $free }; { $rest } made, material for { $sku } binds: begins { $begin }, ends { $ready }; { $transit ->
        [1] 1 working day
       *[other] { $transit } working days
    } on the way.
step-import-outside-loads = import outside load
masters-kind-outside_loads = Outside load of work centres
