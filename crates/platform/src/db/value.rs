//! Parameters: one shape for both engines.

use std::error::Error;
use std::rc::Rc;

use bytes::{BufMut, BytesMut};
use postgres_types::{IsNull, ToSql as PgToSql, Type, to_sql_checked};
use rusqlite::types::{ToSqlOutput, Value as LiteValue, ValueRef as LiteRef};
use uuid::Uuid;

use crate::day::{Day, Instant};
use crate::ids::Id;
use crate::money::{PriceBase, TaxRate, UnitPrice};
use crate::quantity::Quantity;

/// A parameter as the engines take it.
#[derive(Debug, Clone, Copy)]
pub enum ValueRef<'a> {
    Null,
    Int(i64),
    Bool(bool),
    Text(&'a str),
    Bytes(&'a [u8]),
    Id(Uuid),
    Ids(&'a [Id]),
    Texts(&'a [String]),
    Ints(&'a [i64]),
}

pub trait Param: Sync {
    fn value(&self) -> ValueRef<'_>;
}

impl rusqlite::ToSql for ValueRef<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        let list = |values: Vec<LiteValue>| ToSqlOutput::from_rc(Rc::new(values), c"rarray");
        Ok(match self {
            ValueRef::Null => ToSqlOutput::Borrowed(LiteRef::Null),
            ValueRef::Int(n) => ToSqlOutput::Borrowed(LiteRef::Integer(*n)),
            ValueRef::Bool(b) => ToSqlOutput::Borrowed(LiteRef::Integer(i64::from(*b))),
            ValueRef::Text(s) => ToSqlOutput::Borrowed(LiteRef::Text(s.as_bytes())),
            ValueRef::Bytes(b) => ToSqlOutput::Borrowed(LiteRef::Blob(b)),
            ValueRef::Id(id) => ToSqlOutput::Borrowed(LiteRef::Blob(id.as_bytes())),
            ValueRef::Ids(ids) => list(ids.iter().map(|id| LiteValue::Blob(id.uuid().as_bytes().to_vec())).collect()),
            ValueRef::Texts(texts) => list(texts.iter().map(|t| LiteValue::Text(t.clone())).collect()),
            ValueRef::Ints(ints) => list(ints.iter().map(|n| LiteValue::Integer(*n)).collect()),
        })
    }
}

impl PgToSql for ValueRef<'_> {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match self {
            ValueRef::Null => return Ok(IsNull::Yes),
            ValueRef::Int(n) => match *ty {
                Type::INT4 => out.put_i32(i32::try_from(*n)?),
                Type::INT2 => out.put_i16(i16::try_from(*n)?),
                _ => out.put_i64(*n),
            },
            ValueRef::Bool(b) => out.put_u8(u8::from(*b)),
            ValueRef::Text(s) => out.put_slice(s.as_bytes()),
            ValueRef::Bytes(b) => out.put_slice(b),
            ValueRef::Id(id) => out.put_slice(id.as_bytes()),
            ValueRef::Ids(ids) => {
                let uuids: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
                return uuids.to_sql(ty, out);
            }
            ValueRef::Texts(texts) => return texts.to_vec().to_sql(ty, out),
            ValueRef::Ints(ints) => return ints.to_vec().to_sql(ty, out),
        }
        Ok(IsNull::No)
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

impl Param for i64 {
    fn value(&self) -> ValueRef<'_> {
        ValueRef::Int(*self)
    }
}

impl Param for bool {
    fn value(&self) -> ValueRef<'_> {
        ValueRef::Bool(*self)
    }
}

impl Param for str {
    fn value(&self) -> ValueRef<'_> {
        ValueRef::Text(self)
    }
}

impl Param for String {
    fn value(&self) -> ValueRef<'_> {
        ValueRef::Text(self)
    }
}

impl Param for [u8] {
    fn value(&self) -> ValueRef<'_> {
        ValueRef::Bytes(self)
    }
}

impl Param for Vec<u8> {
    fn value(&self) -> ValueRef<'_> {
        ValueRef::Bytes(self)
    }
}

impl<const N: usize> Param for [u8; N] {
    fn value(&self) -> ValueRef<'_> {
        ValueRef::Bytes(self)
    }
}

impl Param for Id {
    fn value(&self) -> ValueRef<'_> {
        ValueRef::Id(self.uuid())
    }
}

impl Param for Vec<Id> {
    fn value(&self) -> ValueRef<'_> {
        ValueRef::Ids(self)
    }
}

impl Param for Vec<String> {
    fn value(&self) -> ValueRef<'_> {
        ValueRef::Texts(self)
    }
}

impl Param for Vec<i64> {
    fn value(&self) -> ValueRef<'_> {
        ValueRef::Ints(self)
    }
}

impl<T: Param> Param for Option<T> {
    fn value(&self) -> ValueRef<'_> {
        self.as_ref().map_or(ValueRef::Null, Param::value)
    }
}

impl<T: Param + ?Sized> Param for &T {
    fn value(&self) -> ValueRef<'_> {
        (**self).value()
    }
}

macro_rules! as_int {
    ($($t:ty: $how:ident),+ $(,)?) => { $(
        impl Param for $t {
            fn value(&self) -> ValueRef<'_> {
                ValueRef::Int(self.$how())
            }
        }
    )+ };
}
as_int!(Day: to_i64, Instant: to_i64, Quantity: millionths, UnitPrice: millionths, PriceBase: units, TaxRate: bp);
