//! Fuzz targets. `make fuzz` runs each for a minute; `make evidence-fuzz` for ten.

pub mod targets;
