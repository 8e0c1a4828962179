//! The five axes an order stands on, and the words of its head.

platform::words! {
    /// Moves by steps only.
    pub enum Approval {
        Draft = "draft",
        FinalReview = "final_review",
        Approved = "approved",
        Returned = "returned",
        Declined = "declined",
        Withdrawn = "withdrawn",
    }
}

impl Approval {
    /// States in which nothing more happens to the review.
    pub fn is_final(self) -> bool {
        matches!(self, Approval::Declined | Approval::Withdrawn)
    }

    /// Content may be edited by the owner.
    pub fn is_open_to_edit(self) -> bool {
        matches!(self, Approval::Draft | Approval::Returned)
    }

    /// The manager has still to decide.
    pub fn is_undecided(self) -> bool {
        matches!(self, Approval::Draft | Approval::FinalReview | Approval::Returned)
    }
}

platform::words! {
    /// Of what was shown to the customer (3.1.3). Moves by steps only.
    pub enum Confirmation {
        NotRequired = "not_required",
        ToSend = "to_send",
        Sent = "sent",
        Confirmed = "confirmed",
        Disputed = "disputed",
        Waived = "waived",
    }
}

platform::words! {
    /// Follows from line quantities; written by `restate` only.
    pub enum Execution {
        NotReleased = "not_released",
        Released = "released",
        InProgress = "in_progress",
        Ready = "ready",
        PartlyShipped = "partly_shipped",
        Shipped = "shipped",
        PartlyDelivered = "partly_delivered",
        Delivered = "delivered",
        Completed = "completed",
        Cancelled = "cancelled",
    }
}

platform::words! {
    pub enum Settlement {
        NotBilled = "not_billed",
        PartlyBilled = "partly_billed",
        Billed = "billed",
        PartlyPaid = "partly_paid",
        Paid = "paid",
    }
}

platform::words! {
    pub enum Archive { Open = "open", ToArchive = "to_archive", Archived = "archived", Disposed = "disposed" }
}

platform::words! {
    /// How an order came in (3.1.1).
    pub enum Channel {
        Phone = "phone",
        Visit = "visit",
        Email = "email",
        Fax = "fax",
        Chat = "chat",
        CustomerSystem = "customer_system",
        Portal = "portal",
    }
}

impl Channel {
    /// Spoken orders are oral until a document that came from the customer is attached (3.1.3).
    pub fn is_spoken(self) -> bool {
        matches!(self, Channel::Phone | Channel::Visit)
    }
}

platform::words! {
    pub enum Priority { Normal = "normal", Rush = "rush" }
}
