//! What decides whether a verifier accepts a document of a kind and whether it is in force, as a digest: the other half of
//! what a profile number fixes, beside the wire parts (spec/decisions/0012).

use sha2::{Digest, Sha256};

use super::descriptor::Descriptor;
use super::element::{Disclose, Element, ElementType, ListShape};
use crate::encoding::cbor::Writer;

/// [`Descriptor::rules_digest`](super::Descriptor::rules_digest).
pub(super) fn digest(descriptor: &Descriptor) -> [u8; 32] {
    let issued: Vec<&Element> = descriptor.issued_elements().collect();
    let validity = descriptor.validity();
    let mut writer = Writer::new();
    writer.array(5);
    writer.text(descriptor.status().word());
    writer.array(validity.in_force_by.len());
    validity.in_force_by.iter().for_each(|id| writer.text(id.as_str()));
    match &validity.entitlements {
        Some(id) => writer.text(id.as_str()),
        None => writer.null(),
    }
    match &validity.begins_at_age {
        Some(age) => {
            writer.array(2);
            writer.text(age.from.as_str());
            writer.uint(u64::from(age.years));
        }
        None => writer.null(),
    }
    writer.array(issued.len());
    for element in issued {
        writer.array(4);
        writer.text(element.id.as_str());
        writer.bool(element.disclose == Disclose::Always);
        match element.bound {
            Some(bound) => writer.text(bound.word()),
            None => writer.null(),
        }
        write_bounds(&mut writer, &element.ty);
    }
    Sha256::digest(writer.as_bytes()).into()
}

fn write_bounds(writer: &mut Writer, ty: &ElementType) {
    let length = |writer: &mut Writer, max: usize| writer.uint(u64::try_from(max).unwrap_or(u64::MAX));
    match ty {
        ElementType::Text { max, .. } | ElementType::Image { max } => length(writer, *max),
        ElementType::Integer { min, max } => {
            writer.array(2);
            writer.int(*min);
            writer.int(*max);
        }
        ElementType::List { max, shape } => {
            writer.array(2);
            length(writer, *max);
            match shape {
                ListShape::Scalar(ty) => write_bounds(writer, ty),
                ListShape::Record(fields) => {
                    writer.array(fields.len());
                    for field in fields {
                        writer.array(2);
                        writer.bool(field.optional);
                        write_bounds(writer, &field.ty);
                    }
                }
            }
        }
        ElementType::Boolean
        | ElementType::Date
        | ElementType::DateTime
        | ElementType::PartialDate
        | ElementType::Code(_)
        | ElementType::IdNumber => writer.null(),
    }
}
