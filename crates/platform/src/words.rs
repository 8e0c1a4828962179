//! Closed sets of words (states, roles, channels): one name from column to JSON key to page.

/// Declares an enum whose every value has one code.
#[macro_export]
macro_rules! words {
    ($(#[$meta:meta])* $vis:vis enum $name:ident { $($(#[$vmeta:meta])* $variant:ident = $code:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, Debug, Hash, PartialOrd, Ord)]
        $vis enum $name { $($(#[$vmeta])* $variant),+ }

        impl $name {
            pub const ALL: &'static [$name] = &[$($name::$variant),+];

            pub const fn code(self) -> &'static str {
                match self { $($name::$variant => $code),+ }
            }

            pub fn from_code(code: &str) -> Option<$name> {
                match code { $($code => Some($name::$variant),)+ _ => None }
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(self.code())
            }
        }

        impl $crate::maud::Render for $name {
            fn render_to(&self, out: &mut String) {
                out.push_str(self.code()); // Codes are plain ASCII words.
            }
        }

        impl $crate::words::Word for $name {
            fn code(self) -> &'static str {
                $name::code(self)
            }
        }

        impl $crate::db::Param for $name {
            fn value(&self) -> $crate::db::ValueRef<'_> {
                $crate::db::ValueRef::Text(self.code())
            }
        }

        impl $crate::db::Column for $name {
            fn from_cell(cell: $crate::db::Cell<'_>) -> Option<Self> {
                match cell {
                    $crate::db::Cell::Text(code) => $name::from_code(code),
                    _ => None,
                }
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                s.serialize_str(self.code())
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                let code = <::std::borrow::Cow<'de, str> as ::serde::Deserialize>::deserialize(d)?;
                $name::from_code(&code)
                    .ok_or_else(|| ::serde::de::Error::custom(format!("no such {}: {code}", stringify!($name))))
            }
        }
    };
}

/// A value of a closed set.
pub trait Word: Copy + PartialEq + 'static {
    fn code(self) -> &'static str;
}
