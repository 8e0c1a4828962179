process-count-of = { $n } now
process-others = What the company is set up with
