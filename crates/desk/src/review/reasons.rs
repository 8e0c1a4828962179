//! Coded reasons of a return and of a decline (3.2.4). "Entry" is the department's own error and counts in 8.1.1.

platform::words! {
    /// Why an order goes back to the specialist.
    pub enum ReturnReason {
        Delivery = "delivery",
        Price = "price",
        Payment = "payment",
        Quantity = "quantity",
        Product = "product",
        Legality = "legality",
        Unclear = "unclear",
        Document = "document",
        Entry = "entry",
        Other = "other",
    }
}

platform::words! {
    /// Why we do not take an order at all.
    pub enum DeclineReason {
        Capacity = "capacity",
        Price = "price",
        Credit = "credit",
        Legality = "legality",
        Product = "product",
        Duplicate = "duplicate",
        Other = "other",
    }
}
