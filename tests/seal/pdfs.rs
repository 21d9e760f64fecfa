//! Sealed letters, written byte for byte: a file that begins like a PDF is all that verification looks at.

use chop_core::crypto::cms;
use chop_core::crypto::x509::Certificate;
use chop_core::crypto::x509::make;
use chop_core::dev::{Counted, Repeatable, key};
use sha2::{Digest, Sha256};

use crate::corpus::{Cases, Form};
use crate::{Model, array, bytes, now, uint};

/// Hexadecimal digits that a signature has room for.
const DIGITS: usize = 3_000;
/// The byte range with the blanks behind it.
const RANGE: usize = 40;

/// A letter, what the seal says of it, and who signs the file.
#[derive(Clone)]
struct Pdf {
    letter: Vec<u8>,
    /// In place of the letter, in the seal.
    sealed: Option<Vec<u8>>,
    certificate: Certificate,
    signer: &'static str,
    end: &'static str,
}

fn certificate(name: &str, from: i64, until: i64) -> Certificate {
    let request = make::Request {
        country: "HK",
        organisation: "Example Department",
        common_name: "Example Department",
        not_before: now().seconds() + from,
        not_after: now().seconds() + until,
        contact: "https://department.example/",
        revocation_list: "https://department.example/iaca.crl",
    };
    make::root(&request, &Repeatable(key(name)), &mut Counted::new("certificates")).unwrap()
}

impl Pdf {
    fn good() -> Self {
        Self {
            letter: b"%PDF-1.7\nA letter, as its issuer wrote it.\n%%EOF\n".to_vec(),
            sealed: None,
            certificate: certificate("issuer", -86_400, 86_400),
            signer: "issuer",
            end: ">>\n%%EOF\n",
        }
    }

    /// The seal that names the letter.
    fn seal(&self) -> String {
        let letter = self.sealed.as_ref().unwrap_or(&self.letter);
        Model::good().with(7, array(&[uint(letter.len() as u64), bytes(&Sha256::digest(letter))])).sign()
    }

    fn file(&self) -> Vec<u8> {
        self.file_around(&self.seal())
    }

    /// The file around this seal, signed as it should be.
    fn file_around(&self, seal: &str) -> Vec<u8> {
        let start = [&self.letter, format!("<</ChopSeal({seal})/ByteRange[").as_bytes()].concat();
        let before = start.len() + RANGE + "/Contents".len();
        let after = before + DIGITS + 2;
        let range = format!("{:<RANGE$}", format!("0 {before} {after} {}]", self.end.len()));
        let covered = [&start, range.as_bytes(), b"/Contents"].concat();
        let digest = Sha256::new().chain_update(&covered).chain_update(self.end).finalize().into();
        let signature = cms::prepare(&self.certificate, &digest).unwrap();
        // Whoever signs: the signature's own check would refuse a key that is not the certificate's.
        let signature = match signature.clone().sign(&Repeatable(key(self.signer))) {
            Ok(signature) => signature,
            Err(_) => {
                let theirs = cms::prepare(&certificate(self.signer, -86_400, 86_400), &digest).unwrap();
                theirs.sign(&Repeatable(key(self.signer))).unwrap()
            }
        };
        let digits: String = signature.iter().map(|byte| format!("{byte:02X}")).collect();
        [&covered, format!("<{digits:0<DIGITS$}>{}", self.end).as_bytes()].concat()
    }
}

/// The only place of `from` in a file becomes `to`.
fn put(file: &[u8], from: &str, to: &str) -> Vec<u8> {
    let place = file.windows(from.len()).rposition(|window| window == from.as_bytes()).unwrap();
    [&file[..place], to.as_bytes(), &file[place + from.len()..]].concat()
}

pub(crate) fn cases(cases: &mut Cases) {
    let (good, file) = (Pdf::good(), Pdf::good().file());
    let mut case =
        |name: &str, file: Vec<u8>, code| cases.add(format!("PDF: {name}"), file, code).form = Form::SealedPdf;
    case("nothing is wrong", file.clone(), "ok");
    case("no PDF", b"hello".to_vec(), "seal.pdf-none");
    case("nothing", Vec::new(), "seal.pdf-none");
    case("no seal", good.letter.clone(), "seal.pdf-none");
    case("a seal and no more", [&good.letter[..], b"/ChopSeal(SEAL1:00)"].concat(), "seal.pdf-form");
    case("a seal that does not end", [&good.letter[..], b"/ChopSeal(SEAL1:00"].concat(), "seal.pdf-form");
    case("too large", vec![b'%'; chop_core::encoding::limits::LETTER_BYTES + 1], "seal.pdf-size");
    case("a letter changed", put(&file, "as its issuer", "as my issuer "), "seal.letter");
    case("a letter of its own", Pdf { sealed: Some(b"another".to_vec()), ..good.clone() }.file(), "seal.letter");
    case(
        "a letter longer than the file",
        {
            let longer = [&file[..], &file[..]].concat();
            Pdf { sealed: Some(longer), ..good.clone() }.file()
        },
        "seal.letter",
    );
    case("a seal of no letter", good.file_around(&Model::good().sign()), "seal.letter");
    case("a seal that is none", good.file_around("SEAL1:???"), "seal.base45");
    case("a byte behind", [&file[..], b"\n"].concat(), "seal.pdf-range");
    case("a byte cut off", file[..file.len() - 1].to_vec(), "seal.pdf-range");
    case("an update behind", [&file[..], b"1 0 obj\n<<>>\nendobj\n%%EOF\n"].concat(), "seal.pdf-range");
    let range = format!(" {}]", good.end.len());
    case("a range that leaves out the end", put(&file, &range, " 1]"), "seal.pdf-range");
    case("a range with a leading zero", put(&file, "[0 ", "[0 0"), "seal.pdf-form");
    case("digits in small letters", put(&file, "/Contents<30", "/Contents<3a"), "seal.pdf-form");
    case("an odd digit", put(&file, "/Contents<30", "/Contents<3"), "seal.pdf-form");
    case("no signature", put(&file, "/Contents<30", "/Contents<00"), "seal.pdf-form");
    case("rubbish behind the signature", put(&file, "00>>>", "01>>>"), "seal.pdf-form");
    case("a byte changed behind the letter", put(&file, "%%EOF\n", "%%EOG\n"), "seal.pdf-signature");
    case(
        "the certificate had not begun",
        Pdf { certificate: certificate("issuer", -3_599, 86_400), ..good.clone() }.file(),
        "seal.pdf-signature",
    );
    case(
        "the certificate had ended",
        Pdf { certificate: certificate("issuer", -86_400, -3_601), ..good.clone() }.file(),
        "seal.pdf-signature",
    );
    case(
        "the certificate began with the second of sealing",
        Pdf { certificate: certificate("issuer", -3_600, 86_400), ..good.clone() }.file(),
        "ok",
    );
    case(
        "the certificate ended with the second of sealing",
        Pdf { certificate: certificate("issuer", -86_400, -3_600), ..good.clone() }.file(),
        "ok",
    );
    case("signed by somebody else", Pdf { signer: "thief", ..good.clone() }.file(), "seal.pdf-signer");
    case(
        "a seal by somebody else",
        good.file_around(
            &Model { signer: "thief", ..Model::good() }
                .with(7, array(&[uint(good.letter.len() as u64), bytes(&Sha256::digest(&good.letter))]))
                .sign(),
        ),
        "signature.issuer",
    );
}
