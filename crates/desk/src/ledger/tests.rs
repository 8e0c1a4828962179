//! The ledger of a small company with many orders: nothing is left out of a list or shown twice, sums are right, and
//! sale money is nowhere for roles that do not see it.

mod kit;
mod lists;
mod money;
mod pages;
mod proof;
