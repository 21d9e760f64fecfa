//! PEM (RFC 7468) as people's tools write it: lines of any one width, white space and text around the block.

use der::pem::{Decoder, LineEnding, encode_string};

/// The label and the bytes of the one block in the text; `None` if it is longer than `longest` bytes or not PEM.
pub(super) fn decode(pem: &str, longest: usize) -> Option<(&str, Vec<u8>)> {
    let mut decoder = (pem.len() <= longest).then(|| Decoder::new_detect_wrap(pem.trim().as_bytes()))?.ok()?;
    let mut bytes = Vec::with_capacity(decoder.remaining_len());
    decoder.decode_to_end(&mut bytes).ok()?;
    Some((decoder.type_label(), bytes))
}

/// Lines of 64 characters, a line feed after each.
pub(super) fn encode(label: &'static str, bytes: &[u8]) -> String {
    encode_string(label, LineEnding::LF, bytes).expect("a plain label and at most 16 KiB always encode")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_it_writes_at_every_length() {
        for length in 1..200 {
            let bytes: Vec<u8> = (0..length).collect();
            let pem = encode("CERTIFICATE", &bytes);
            assert_eq!(decode(&pem, pem.len()), Some(("CERTIFICATE", bytes)));
            assert_eq!(decode(&pem, pem.len() - 1), None);
        }
    }

    #[test]
    fn accepts_text_around_other_widths_and_line_ends() {
        let block = "-----BEGIN X-----\nAAECAwQFBgcICQoLDA0O\nDw==\n-----END X-----";
        for pem in [
            block.to_owned(),
            format!("Subject: somebody\n{block}\n\n \n"),
            format!("\n  {block}\r\n"),
            block.replace('\n', "\r\n"),
            "-----BEGIN X-----\nAAECAwQFBgcICQoLDA0ODw==\n-----END X-----\n".to_owned(),
        ] {
            assert_eq!(decode(&pem, 1024), Some(("X", (0..16).collect())), "{pem}");
        }
    }

    #[test]
    fn refuses_two_blocks_broken_base64_and_other_ends() {
        let block = "-----BEGIN X-----\nAAEC\n-----END X-----\n";
        for pem in [
            format!("{block}{block}"),
            block.replace("AAEC", "AA*C"),
            block.replace("AAEC", "AAE"),
            block.replace("END X", "END Y"),
            block.replace("END", "STOP"),
            String::new(),
        ] {
            assert_eq!(decode(&pem, 1024), None, "{pem}");
        }
    }
}
