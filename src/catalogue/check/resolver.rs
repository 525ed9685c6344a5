//! The resolver itself.

use super::Input;

checks! {
    /// The resolver gives addresses to names that do not exist.
    RESOLVER_REWRITES_NXDOMAIN = Check {
        id: "resolver-rewrites-nxdomain",
        title: "the resolver gives an address to names that do not exist",
        doc: "A name that nobody has registered was answered with an address. Some access providers do that to show \
              advertisements. A look-up that brought nothing but this address counts as failed: whether the name \
              exists is not known.",
        references: &["RFC 8020", "RFC 2308"],
        input: Input::Resolver,
    };
}
