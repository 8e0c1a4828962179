-- 1.3.2: when a department is open, where that differs from the company; the company's own row has no name.
CREATE TABLE opening (
  department {text} PRIMARY KEY,
  -- As 08:30-12:00, 13:00-17:30.
  hours {text} NOT NULL,
  -- Open weekdays as digits, Monday is 1.
  weekdays {text} NOT NULL
) {strict};
