# The frame of every page
shell-product = Lidan
shell-home = Home
shell-skip = Skip to content
shell-menu = Menu
shell-path = Where you are
shell-search = Search orders, customers, parts, phone tails
shell-palette = Search and commands
shell-palette-hint = Order, customer, part, or what you want to do
shell-palette-move = move
shell-palette-open = open
shell-close = Close
shell-inbox-count = Inbox, { $n } unread
shell-demo = Demo company
shell-demo-note = Everything here is made up for show
shell-language = Language
shell-theme-auto = as the system
shell-theme-light = light
shell-theme-dark = dark
shell-theme-now = Appearance: { $now }. Switch to: { $next }
shell-account = My account
shell-logout = Log out
shell-keys = Keyboard shortcuts
shell-keys-off = Switch single-key shortcuts off (those with Ctrl stay)
shell-key-home = Home: my duties
shell-key-orders = Orders
shell-key-approvals = Approvals
shell-key-new = New
shell-key-rows = Next row, previous row
shell-key-select = Select the row
shell-key-save = Save
shell-key-submit = Submit
shell-confirm-yes = Yes, do it
shell-confirm-no = Cancel
shell-saving = Saving…
shell-saved = Saved
shell-unsaved = Not saved yet, trying again
shell-changed = Unsaved changes
shell-lost = No connection, please try again
shell-pager = Pages
shell-pager-before = Back
shell-pager-after = Next
shell-errors = { $n ->
    [one] One thing needs correcting
   *[other] { $n } things need correcting
}
shell-remove = Remove
shell-select-all = Select all on this page

# The line grid
shell-grid-tools = Line tools
shell-grid-row = Row
shell-grid-add = Add rows
shell-grid-copy = Duplicate row
shell-grid-delete = Delete row
shell-grid-fill = Fill down
shell-grid-undo = Undo
shell-grid-total = Net total
shell-grid-pasted = Rows pasted: #
shell-grid-bad = cells to check: #
shell-grid-over = cells outside the table, not pasted: #
shell-grid-full = The limit of # rows is reached
shell-grid-not-number = Not a number
shell-grid-not-date = Not a date; write it as 2026-12-18
shell-grid-not-choice = Not one of the choices
shell-grid-no-product = No such product
shell-grid-deleted = Row # deleted
shell-grid-undone = Undone
