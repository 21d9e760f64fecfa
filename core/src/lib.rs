//! Skeleton.

pub mod crypto;
pub mod random;
