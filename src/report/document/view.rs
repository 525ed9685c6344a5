//! Macros that declare the JSON form of the values of other rooms, field by field. A value renamed there
//! keeps its name in the JSON; what is not declared is not written.

/// Serialises values through a view. In tests, the schema of the values is that of the view.
macro_rules! shown_as {
    ($Value:ty => $View:ty) => {
        impl serde::Serialize for $Value {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serde::Serialize::serialize(&<$View>::from(self), serializer)
            }
        }

        #[cfg(test)]
        impl schemars::JsonSchema for $Value {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                <$View as schemars::JsonSchema>::schema_name()
            }

            fn schema_id() -> std::borrow::Cow<'static, str> {
                <$View as schemars::JsonSchema>::schema_id()
            }

            fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
                <$View as schemars::JsonSchema>::json_schema(generator)
            }
        }
    };
}

/// Declares the view of a struct: each field with its type and its value.
macro_rules! view {
    ($(#[$doc:meta])* $Value:ident as $View:ident $(<$life:lifetime>)?, $value:ident {
        $($(#[$field_doc:meta])* $field:ident: $Type:ty = $from:expr,)+
    }) => {
        $(#[$doc])*
        #[derive(serde::Serialize)]
        #[cfg_attr(test, derive(schemars::JsonSchema))]
        struct $View $(<$life>)? { $($(#[$field_doc])* $field: $Type,)+ }

        impl $(<$life>)? From<&$($life)? $Value> for $View $(<$life>)? {
            fn from($value: &$($life)? $Value) -> Self {
                Self { $($field: $from,)+ }
            }
        }

        shown_as!($Value => $View);
    };
}

/// Declares the view of a closed set: each variant with its word.
macro_rules! words {
    ($(#[$doc:meta])* $Value:ident as $View:ident { $($(#[$word_doc:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$doc])*
        #[derive(serde::Serialize)]
        #[cfg_attr(test, derive(schemars::JsonSchema))]
        enum $View { $($(#[$word_doc])* #[serde(rename = $word)] $variant,)+ }

        impl From<&$Value> for $View {
            fn from(value: &$Value) -> $View {
                match value { $($Value::$variant => $View::$variant,)+ }
            }
        }

        shown_as!($Value => $View);
    };
}

pub(super) use {shown_as, view, words};
