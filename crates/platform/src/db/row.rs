//! Results: a row is read by position; a cell has one shape on both engines.

use std::error::Error;

use postgres_types::{FromSql, Type};
use uuid::Uuid;

use super::fault::Fault;
use crate::day::{Day, Instant};
use crate::ids::Id;
use crate::money::{PriceBase, TaxRate, UnitPrice};
use crate::quantity::Quantity;

/// One row of an answer.
pub enum Row<'a> {
    Lite(&'a rusqlite::Row<'a>),
    Pg(&'a tokio_postgres::Row),
}

/// One value of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cell<'a> {
    Null,
    Int(i64),
    Text(&'a str),
    Bytes(&'a [u8]),
}

/// What can be read from a cell. `None` = the cell has another kind.
pub trait Column: Sized {
    fn from_cell(cell: Cell<'_>) -> Option<Self>;
}

impl Row<'_> {
    /// The value at a position, counted from 0.
    pub fn get<T: Column>(&self, at: usize) -> Result<T, Fault> {
        let cell = self.cell(at)?;
        T::from_cell(cell).ok_or_else(|| {
            Fault::other("read a row", format!("column {at} holds {cell:?}, not a {}", std::any::type_name::<T>()))
        })
    }

    pub fn cell(&self, at: usize) -> Result<Cell<'_>, Fault> {
        match self {
            Row::Lite(row) => {
                use rusqlite::types::ValueRef as V;
                let value = row.get_ref(at).map_err(|e| Fault::other("read a row", e))?;
                Ok(match value {
                    V::Null => Cell::Null,
                    V::Integer(n) => Cell::Int(n),
                    V::Text(t) => Cell::Text(std::str::from_utf8(t).map_err(|e| Fault::other("read a row", e))?),
                    V::Blob(b) => Cell::Bytes(b),
                    V::Real(_) => return Err(Fault::other("read a row", format!("column {at} is a float"))),
                })
            }
            Row::Pg(row) => {
                let cell: PgCell<'_> = row.try_get(at).map_err(|e| Fault::other("read a row", e))?;
                Ok(cell.0)
            }
        }
    }

    pub fn width(&self) -> usize {
        match self {
            Row::Lite(row) => row.as_ref().column_count(),
            Row::Pg(row) => row.len(),
        }
    }
}

struct PgCell<'a>(Cell<'a>);

impl<'a> FromSql<'a> for PgCell<'a> {
    fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(PgCell(match *ty {
            Type::INT8 => Cell::Int(i64::from_be_bytes(raw.try_into()?)),
            Type::INT4 => Cell::Int(i64::from(i32::from_be_bytes(raw.try_into()?))),
            Type::INT2 => Cell::Int(i64::from(i16::from_be_bytes(raw.try_into()?))),
            Type::BOOL => Cell::Int(i64::from(raw.first().is_some_and(|b| *b != 0))),
            Type::TEXT | Type::VARCHAR | Type::NAME | Type::BPCHAR | Type::UNKNOWN => {
                Cell::Text(std::str::from_utf8(raw)?)
            }
            Type::UUID | Type::BYTEA => Cell::Bytes(raw),
            _ => return Err(format!("no reading of {ty}: cast it in the statement").into()),
        }))
    }

    fn from_sql_null(_: &Type) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(PgCell(Cell::Null))
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

impl Column for i64 {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        match cell {
            Cell::Int(n) => Some(n),
            _ => None,
        }
    }
}

impl Column for bool {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        match cell {
            Cell::Int(0) => Some(false),
            Cell::Int(1) => Some(true),
            _ => None,
        }
    }
}

impl Column for String {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        match cell {
            Cell::Text(t) => Some(t.to_string()),
            _ => None,
        }
    }
}

impl Column for Vec<u8> {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        match cell {
            Cell::Bytes(b) => Some(b.to_vec()),
            _ => None,
        }
    }
}

impl Column for Id {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        match cell {
            Cell::Bytes(b) => Uuid::from_slice(b).ok().map(Id::from_uuid),
            _ => None,
        }
    }
}

impl<T: Column> Column for Option<T> {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        match cell {
            Cell::Null => Some(None),
            other => T::from_cell(other).map(Some),
        }
    }
}

macro_rules! from_int {
    ($($t:ty: $from:expr),+ $(,)?) => { $(
        impl Column for $t {
            fn from_cell(cell: Cell<'_>) -> Option<Self> {
                match cell {
                    Cell::Int(n) => $from(n),
                    _ => None,
                }
            }
        }
    )+ };
}
from_int! {
    Day: |n| Day::from_i64(n).ok(),
    Instant: |n| Instant::from_i64(n).ok(),
    Quantity: |n| Some(Quantity::from_millionths(n)),
    UnitPrice: |n| Some(UnitPrice::from_millionths(n)),
    PriceBase: |n| PriceBase::new(n).ok(),
    TaxRate: |n| TaxRate::from_bp(n).ok(),
}
