//! What a profile number fixes on the wire, as a digest.

use sha2::{Digest, Sha256};

use super::descriptor::Descriptor;
use super::element::{ElementType, ListShape};
use crate::encoding::cbor::Writer;

impl Descriptor {
    /// SHA-256 over the deterministic CBOR of everything that a profile number fixes (personal-code-1 §3):
    ///
    /// ```text
    /// [profile / null, docType, [* [id, type, detail]]]     ; elements that go into credentials, in order
    /// detail = null / [* code] / [* [field, type, detail]] / [type, detail]     ; code list, list of records, of scalars
    /// ```
    ///
    /// Labels, lengths, views and lifetimes may change; these parts may not.
    #[must_use]
    pub fn wire_digest(&self) -> [u8; 32] {
        let mut writer = Writer::new();
        writer.array(3);
        match self.code_profile {
            Some(profile) => writer.uint(profile),
            None => writer.null(),
        }
        writer.text(self.doctype.as_str());
        writer.array(self.issued_elements().count());
        for element in self.issued_elements() {
            writer.array(3);
            writer.text(element.id.as_str());
            write_type(&mut writer, &element.ty);
        }
        Sha256::digest(writer.as_bytes()).into()
    }
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
