//! Plays months of a company through the real acts, seeded: invariants and demo data of later chapters live here.
