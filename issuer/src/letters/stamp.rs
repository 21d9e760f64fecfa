//! A seal into a PDF: one incremental update, so that the file begins with the letter as it was (spec/seal-1.md §4).
//!
//! The update draws the code, adds the signature field with the text of the seal in its dictionary, and ends the file.
//! Then the numbers of the byte range and the signature are written over their places, which have their length already.

use chop_core::crypto::cms::{self, CmsFault};
use chop_core::crypto::x509::Certificate;
use chop_core::encoding::limits::LETTER_BYTES;
use chop_core::format::seal::is_pdf;
use chop_core::time::UnixTime;
use lopdf::{Dictionary, Document, IncrementalDocument, LoadOptions, Object, ObjectId, Stream, StringFormat};
use sha2::{Digest, Sha256};

use super::symbol::{self, Drawing};
use crate::DocumentSigner;

/// Points in a millimetre.
const POINTS: f64 = 72.0 / 25.4;
/// Where the code stands if nobody says: so many millimetres from the right and the lower edge.
const MARGIN_MM: f64 = 10.0;
/// The name of the signature field.
const FIELD: &str = "ChopSeal";
/// Stands in the byte range until its numbers are known: ten digits each.
const UNKNOWN: i64 = 9_999_999_999;
/// Parents of a page that are asked for what it inherits.
const ANCESTORS: usize = 32;
/// Bytes that one stream of the letter may have once it is unpacked.
const STREAM_BYTES: usize = 64 << 20;

/// Why a PDF cannot be sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StampFault {
    /// Not a PDF that can be read as it is written.
    Unreadable,
    /// Larger than a letter may be.
    Size,
    /// It is encrypted.
    Encrypted,
    /// It has a seal or a signature already, which another update would break.
    Signed,
    /// It has no such page.
    Page,
    /// The code does not fit on the page where it should stand.
    Place,
    /// In that width the modules of the code would be narrower than half a millimetre.
    Small,
    /// It was not signed.
    Cms(CmsFault),
}

impl StampFault {
    /// The stable code of this fault.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unreadable => "letter.unreadable",
            Self::Size => "letter.size",
            Self::Encrypted => "letter.encrypted",
            Self::Signed => "letter.signed",
            Self::Page => "letter.page",
            Self::Place => "letter.place",
            Self::Small => "letter.small",
            Self::Cms(fault) => fault.code(),
        }
    }

    /// Every variant of its own, for the table of codes.
    pub const ALL: [Self; 7] =
        [Self::Unreadable, Self::Size, Self::Encrypted, Self::Signed, Self::Page, Self::Place, Self::Small];
}

displays_code!(StampFault);

impl From<lopdf::Error> for StampFault {
    fn from(_: lopdf::Error) -> Self {
        Self::Unreadable
    }
}

/// Where the code stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Placement {
    /// The page, from 1.
    pub page: u32,
    /// From the left and the upper edge of the page as it is seen, and the width with the quiet zone; in millimetres.
    /// Without it, the lower right corner and modules of half a millimetre.
    pub at: Option<(f64, f64, f64)>,
}

impl Default for Placement {
    fn default() -> Self {
        Self { page: 1, at: None }
    }
}

/// A letter that can be sealed.
pub(super) struct Original {
    bytes: Vec<u8>,
    document: Document,
}

impl Original {
    pub(super) fn open(bytes: Vec<u8>) -> Result<Self, StampFault> {
        if bytes.len() > LETTER_BYTES {
            return Err(StampFault::Size);
        }
        if !is_pdf(&bytes) {
            return Err(StampFault::Unreadable);
        }
        let options = LoadOptions { max_decompressed_size: Some(STREAM_BYTES), ..LoadOptions::default() };
        let document = Document::load_mem_with_options(&bytes, options)?;
        if document.is_encrypted() || document.was_encrypted() {
            return Err(StampFault::Encrypted);
        }
        // What had to be repaired to be read has no table that an update could continue.
        if document.xref_recovery.is_some() || document.xref_start == 0 {
            return Err(StampFault::Unreadable);
        }
        let original = Self { bytes, document };
        if original.is_signed()? { Err(StampFault::Signed) } else { Ok(original) }
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    fn is_signed(&self) -> Result<bool, StampFault> {
        let catalog = self.document.catalog()?;
        let flags = self
            .form(catalog)
            .and_then(|form| form.get_deref(b"SigFlags", &self.document).ok())
            .and_then(|flags| flags.as_i64().ok())
            .unwrap_or(0);
        let marked = self.bytes.windows(FIELD.len()).any(|window| window == FIELD.as_bytes());
        Ok(flags & 1 == 1 || catalog.has(b"Perms") || marked)
    }

    fn form<'a>(&'a self, catalog: &'a Dictionary) -> Option<&'a Dictionary> {
        catalog.get_deref(b"AcroForm", &self.document).ok()?.as_dict().ok()
    }

    /// What a page or one of its parents says.
    fn inherited<'a>(&'a self, page: &'a Dictionary, key: &[u8]) -> Option<&'a Object> {
        let mut node = page;
        for _ in 0..ANCESTORS {
            if node.has(key) {
                return node.get_deref(key, &self.document).ok();
            }
            node = node.get_deref(b"Parent", &self.document).ok()?.as_dict().ok()?;
        }
        None
    }

    /// Draws the seal, puts it into the file, and signs that.
    pub(super) fn stamp(
        &self,
        seal: &str,
        placement: &Placement,
        signer: &DocumentSigner,
        now: UnixTime,
    ) -> Result<Vec<u8>, StampFault> {
        let certificate = signer
            .chain()
            .first()
            .and_then(|der| Certificate::parse_der(der).ok())
            .ok_or(StampFault::Cms(CmsFault::Encoding))?;
        let room = cms::longest(&certificate).map_err(StampFault::Cms)?;
        let mut update = IncrementalDocument::create_from(self.bytes.clone(), self.document.clone());
        // Entries of the table before, which the new one has for itself.
        for key in ["XRefStm", "DecodeParms", "Filter", "Index", "W", "Length", "Type"] {
            update.new_document.trailer.remove(key.as_bytes());
        }
        let page_id = *self.document.get_pages().get(&placement.page).ok_or(StampFault::Page)?;
        let page = self.document.get_dictionary(page_id)?;
        let painted = self.paint(page, seal, placement)?;
        let value = update.new_document.try_add_object(signature_dictionary(seal, room, now))?;
        let field = update.new_document.try_add_object(field(value, page_id))?;
        let page = self.page(page, page_id, painted, field, &mut update)?;
        update.new_document.set_object(page_id, page);
        self.register_field(field, &mut update)?;
        let mut file = Vec::with_capacity(self.bytes.len() + 65_536);
        update.save_to(&mut file).map_err(|_| StampFault::Unreadable)?;
        if file.len() > LETTER_BYTES {
            return Err(StampFault::Size);
        }
        sign(&mut file, seal, room, &certificate, signer)?;
        Ok(file)
    }

    /// The operators that paint the code on the page.
    fn paint(&self, page: &Dictionary, seal: &str, placement: &Placement) -> Result<String, StampFault> {
        let rectangle = self
            .inherited(page, b"CropBox")
            .or_else(|| self.inherited(page, b"MediaBox"))
            .and_then(|found| self.rectangle(found))
            .ok_or(StampFault::Unreadable)?;
        let [left, bottom, right, top] = rectangle;
        let (width, height) = (right - left, top - bottom);
        let rotated = self.inherited(page, b"Rotate").and_then(|found| found.as_i64().ok()).unwrap_or(0);
        // From the page as it is seen to the page as it is described.
        let (matrix, seen) = match rotated.rem_euclid(360) {
            0 => ([1.0, 0.0, 0.0, 1.0, left, bottom], (width, height)),
            90 => ([0.0, 1.0, -1.0, 0.0, right, bottom], (height, width)),
            180 => ([-1.0, 0.0, 0.0, -1.0, right, top], (width, height)),
            270 => ([0.0, -1.0, 1.0, 0.0, left, top], (height, width)),
            _ => return Err(StampFault::Unreadable),
        };
        let Drawing { modules, operators } = symbol::draw(seal, placement.at.map(|(_, _, size)| size))?;
        let (x, y, size) = match placement.at {
            Some((x, y, size)) => (x * POINTS, seen.1 - (y + size) * POINTS, size * POINTS),
            None => {
                let size = symbol::millimetres(modules) * POINTS;
                (seen.0 - MARGIN_MM * POINTS - size, MARGIN_MM * POINTS, size)
            }
        };
        let fits = |from: f64, most: f64| from >= -1e-6 && from + size <= most + 1e-6;
        if !(fits(x, seen.0) && fits(y, seen.1)) {
            return Err(StampFault::Place);
        }
        let scale = size / u32::try_from(modules).map_or(1.0, f64::from);
        let [a, b, c, d, e, f] = matrix;
        Ok(format!(
            "Q\nq\n{a:.0} {b:.0} {c:.0} {d:.0} {e:.4} {f:.4} cm\n{scale:.6} 0 0 {scale:.6} {x:.4} {y:.4} cm\n{operators}Q\n"
        ))
    }

    /// A rectangle with its corners in order.
    fn rectangle(&self, object: &Object) -> Option<[f64; 4]> {
        let corners: Vec<f64> = object
            .as_array()
            .ok()?
            .iter()
            .map(|corner| Some(f64::from(self.document.dereference(corner).ok()?.1.as_float().ok()?)))
            .collect::<Option<_>>()?;
        let [x, y, u, v]: [f64; 4] = corners.try_into().ok()?;
        Some([x.min(u), y.min(v), x.max(u), y.max(v)])
    }

    /// The page with the code behind its content and the field among its annotations.
    fn page(
        &self,
        page: &Dictionary,
        page_id: ObjectId,
        painted: String,
        field: ObjectId,
        update: &mut IncrementalDocument,
    ) -> Result<Dictionary, StampFault> {
        let mut page = page.clone();
        // Whatever state the content leaves behind must not reach the code.
        let before = update.new_document.try_add_object(Stream::new(Dictionary::new(), b"q\n".to_vec()))?;
        let mut code = Stream::new(Dictionary::new(), painted.into_bytes());
        code.compress()?;
        let code = update.new_document.try_add_object(code)?;
        let mut contents = vec![Object::Reference(before)];
        contents.extend(self.document.get_page_contents(page_id).into_iter().map(Object::Reference));
        contents.push(Object::Reference(code));
        page.set("Contents", contents);
        let mut annotations = match page.get_deref(b"Annots", &self.document) {
            Ok(annotations) => annotations.as_array()?.clone(),
            Err(_) => Vec::new(),
        };
        annotations.push(Object::Reference(field));
        page.set("Annots", annotations);
        Ok(page)
    }

    /// The field among those of the document.
    fn register_field(&self, field: ObjectId, update: &mut IncrementalDocument) -> Result<(), StampFault> {
        let catalog = self.document.catalog()?;
        let mut form = self.form(catalog).cloned().unwrap_or_default();
        let mut fields = match form.get_deref(b"Fields", &self.document) {
            Ok(fields) => fields.as_array()?.clone(),
            Err(_) => Vec::new(),
        };
        fields.push(Object::Reference(field));
        form.set("Fields", fields);
        // Signatures exist, and only appending leaves them whole.
        form.set("SigFlags", 3);
        match catalog.get(b"AcroForm").and_then(Object::as_reference) {
            Ok(place) => update.new_document.set_object(place, form),
            Err(_) => {
                let place = self.document.trailer.get(b"Root")?.as_reference()?;
                let mut catalog = catalog.clone();
                catalog.set("AcroForm", form);
                update.new_document.set_object(place, catalog);
            }
        }
        Ok(())
    }
}

/// The signature dictionary (ISO 32000-2 table 255). Its last three entries are what a verifier reads.
fn signature_dictionary(seal: &str, room: usize, now: UnixTime) -> Dictionary {
    let name = |name: &str| Object::Name(name.as_bytes().to_vec());
    let digits: String = now.to_tdate().chars().filter(char::is_ascii_digit).collect();
    let mut dictionary = Dictionary::new();
    dictionary.set("Type", name("Sig"));
    dictionary.set("Filter", name("Adobe.PPKLite"));
    dictionary.set("SubFilter", name("ETSI.CAdES.detached"));
    dictionary.set("M", Object::String(format!("D:{digits}Z").into_bytes(), StringFormat::Literal));
    dictionary.set("ChopSeal", Object::String(seal.as_bytes().to_vec(), StringFormat::Literal));
    let range = [0, UNKNOWN, UNKNOWN, UNKNOWN].map(Object::Integer);
    dictionary.set("ByteRange", range.to_vec());
    dictionary.set("Contents", Object::String(vec![0; room], StringFormat::Hexadecimal));
    dictionary
}

/// The signature field, which is its own invisible annotation.
fn field(value: ObjectId, page: ObjectId) -> Dictionary {
    let name = |name: &str| Object::Name(name.as_bytes().to_vec());
    let mut field = Dictionary::new();
    field.set("Type", name("Annot"));
    field.set("Subtype", name("Widget"));
    field.set("FT", name("Sig"));
    field.set("T", Object::String(FIELD.as_bytes().to_vec(), StringFormat::Literal));
    field.set("V", Object::Reference(value));
    field.set("P", Object::Reference(page));
    // Printed and locked.
    field.set("F", 132);
    field.set("Rect", vec![Object::Integer(0); 4]);
    field
}

/// Writes the byte range and the signature over their places.
fn sign(
    file: &mut [u8],
    seal: &str,
    room: usize,
    certificate: &Certificate,
    signer: &DocumentSigner,
) -> Result<(), StampFault> {
    let broken = || StampFault::Cms(CmsFault::Encoding);
    let unknown = format!("[0 {UNKNOWN} {UNKNOWN} {UNKNOWN}]");
    let start = format!("/ChopSeal({seal})/ByteRange");
    let before = format!("{start}{unknown}/Contents");
    let place = file.windows(before.len()).rposition(|window| window == before.as_bytes()).ok_or_else(broken)?;
    let gap = place + before.len();
    let after = gap + 2 * room + 2;
    let range = format!("[0 {gap} {after} {}]", file.len().checked_sub(after).ok_or_else(broken)?);
    let range = format!("{range:<width$}", width = unknown.len());
    let target = place + start.len();
    file.get_mut(target..target + unknown.len()).ok_or_else(broken)?.copy_from_slice(range.as_bytes());
    let mut hash = Sha256::new();
    hash.update(file.get(..gap).ok_or_else(broken)?);
    hash.update(file.get(after..).ok_or_else(broken)?);
    let signature = cms::prepare(certificate, &hash.finalize().into())
        .and_then(|prepared| prepared.sign(signer.key()))
        .map_err(StampFault::Cms)?;
    let hex: String = signature.iter().map(|byte| format!("{byte:02X}")).collect();
    let place = gap + 1..gap + 1 + hex.len();
    if hex.len() > 2 * room || file.get(gap) != Some(&b'<') || file.get(after - 1) != Some(&b'>') {
        return Err(broken());
    }
    file.get_mut(place).ok_or_else(broken)?.copy_from_slice(hex.as_bytes());
    Ok(())
}
