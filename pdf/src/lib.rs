//! The PDF reader of rapporteur.

pub mod read;
