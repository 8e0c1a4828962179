//! One work order: what is made for whom until when, its plan, and what was reported. What may be done next stands in
//! `work_forms.rs`.

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use jiff::tz::TimeZone;
use maud::{Markup, html};
use platform::act::App;
use platform::day::{Day, Instant};
use platform::files;
use platform::quantity::Quantity;
use platform::step::Standing;
use platform::web::ui::{self, Tone, column};
use platform::web::{Ask, Failure};
use platform::{Id, Trouble, Tx};
use serde::{Deserialize, Serialize};

use super::plan::{self, Preview};
use super::queue_page::{progress, span};
use super::release::{PartNeed, parts};
use super::replan;
use super::shown::tone_of;
