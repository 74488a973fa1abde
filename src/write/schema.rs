//! JSON Schemas of the tables, generated from the rows.

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema};

use super::SCHEMA;
use super::Table;
use super::changes::{ChangeRow, PastChange};
use super::tables::{CommunicationRow, DiagnosticRow, DocumentRow, ObservationRow, RejectRow};
use crate::reconcile::CaseRow;

/// The JSON Schema (draft 2020-12) of one line of a table. Every key is required; absent values are null.
pub fn of(table: Table) -> Schema {
    let mut schema = match table {
        Table::Communications => generate::<CommunicationRow>(),
        Table::Observations => generate::<ObservationRow>(),
        Table::Documents => generate::<DocumentRow>(),
        Table::Rejects => generate::<RejectRow>(),
        Table::Diagnostics => generate::<DiagnosticRow>(),
        Table::Cases => generate::<CaseRow>(),
        Table::Changes => generate::<ChangeRow>(),
        Table::History => generate::<PastChange>(),
    };
    schema.insert("title".to_owned(), table.name().into());
    schema.insert("schema".to_owned(), SCHEMA.into());
    schema
}

fn generate<Row: JsonSchema>() -> Schema {
    // Rows as they are written: keys that hold null are still there.
    let settings = SchemaSettings::draft2020_12().for_serialize();
    settings.into_generator().into_root_schema_for::<Row>()
}
