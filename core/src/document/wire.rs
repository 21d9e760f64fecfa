//! What a profile number fixes on the wire, as a digest.

use sha2::{Digest, Sha256};

use super::element::{Element, ElementType, ListShape};
use super::ids::DocType;
use crate::encoding::cbor::Writer;

/// [`Descriptor::wire_digest`](super::Descriptor::wire_digest) of these parts.
pub(super) fn digest(code_profile: Option<u64>, doctype: &DocType, elements: &[Element]) -> [u8; 32] {
    let issued: Vec<&Element> = elements.iter().filter(|element| element.is_issued()).collect();
    let mut writer = Writer::new();
    writer.array(3);
    match code_profile {
        Some(profile) => writer.uint(profile),
        None => writer.null(),
    }
    writer.text(doctype.as_str());
    writer.array(issued.len());
    for element in issued {
        writer.array(3);
        writer.text(element.id.as_str());
        write_type(&mut writer, &element.ty);
    }
    Sha256::digest(writer.as_bytes()).into()
}

fn write_type(writer: &mut Writer, ty: &ElementType) {
    writer.text(ty.word());
    match ty {
        ElementType::Code(list) => {
            writer.array(list.iter().count());
            list.iter().for_each(|label| writer.text(label.code.as_str()));
        }
        ElementType::List { shape: ListShape::Scalar(ty), .. } => {
            writer.array(2);
            write_type(writer, ty);
        }
        ElementType::List { shape: ListShape::Record(fields), .. } => {
            writer.array(fields.len());
            for field in fields {
                writer.array(3);
                writer.text(field.id.as_str());
                write_type(writer, &field.ty);
            }
        }
        ElementType::Text { .. }
        | ElementType::Integer { .. }
        | ElementType::Boolean
        | ElementType::Date
        | ElementType::DateTime
        | ElementType::PartialDate
        | ElementType::IdNumber
        | ElementType::Image { .. } => writer.null(),
    }
}
