-- 3.2.3a: a promise asks what is on its way of a product.
CREATE INDEX purchase_line_coming ON purchase_line (product, expected_on, id) WHERE awaited;
