//! Every document, and what has a form of its own.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use super::super::batch::{BatchError, BatchResult};
use super::super::checks::ChecksReport;
use super::super::explain::ExplainReport;
use super::super::lists::ListsReport;
use super::super::log::LogReport;
use super::super::message::MessageReport;
use super::super::plan::PlanReport;
use super::super::receivers::ReceiversReport;
use super::super::sender::SenderReport;
use super::super::smtp::SmtpReport;
use super::super::spf::SpfReport;
use super::super::zone::ZoneReport;
use crate::dns::Name;
use crate::evidence::log::When;

/// Any document that mxcheck writes.
pub(super) struct AnyOutput;

impl JsonSchema for AnyOutput {
    fn schema_name() -> Cow<'static, str> {
        "mxcheck/v1".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut forms = [
            ("Of `mxcheck domain`, `ip` and `helo`.", generator.subschema_for::<SenderReport>()),
            ("Of `mxcheck zone`.", generator.subschema_for::<ZoneReport>()),
            ("A line of `mxcheck batch`.", generator.subschema_for::<BatchResult>()),
            (
                "A line of `mxcheck batch` about a line that could not be read.",
                generator.subschema_for::<BatchError>(),
            ),
            ("Of `mxcheck spf`.", generator.subschema_for::<SpfReport>()),
            ("Of `mxcheck smtp`.", generator.subschema_for::<SmtpReport>()),
            ("Of `mxcheck dnsbl`.", generator.subschema_for::<ListsReport>()),
            ("Of `mxcheck explain`.", generator.subschema_for::<ExplainReport>()),
            ("Of `mxcheck log`.", generator.subschema_for::<LogReport>()),
            ("Of `mxcheck message`.", generator.subschema_for::<MessageReport>()),
            ("Of `mxcheck plan`.", generator.subschema_for::<PlanReport>()),
            ("Of `mxcheck receivers`.", generator.subschema_for::<ReceiversReport>()),
            ("Of `mxcheck checks`.", generator.subschema_for::<ChecksReport>()),
        ];
        for (of, form) in &mut forms {
            form.insert("description".to_owned(), (*of).into());
        }
        json_schema!({ "anyOf": forms.map(|(_, form)| form) })
    }
}

impl JsonSchema for Name {
    fn schema_name() -> Cow<'static, str> {
        "Name".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "description": "A domain name in lower case, A-labels, without trailing dot; the root is \".\".",
        })
    }
}

impl JsonSchema for When {
    fn schema_name() -> Cow<'static, str> {
        "When".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "format": "date-time", "description": "RFC 3339." })
    }
}
