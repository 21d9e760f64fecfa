//! What format a picture file is in, told from its first bytes.

/// Formats that a browser shows and that carry no script.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PictureFormat {
    /// JPEG.
    Jpeg,
    /// PNG.
    Png,
    /// WebP.
    WebP,
}

impl PictureFormat {
    /// Tells the format, if it is a known one.
    ///
    /// ```
    /// use chop_core::document::PictureFormat;
    /// assert_eq!(PictureFormat::sniff(b"\xff\xd8\xff\xe0"), Some(PictureFormat::Jpeg));
    /// assert_eq!(PictureFormat::sniff(b"<svg>"), None);
    /// ```
    #[must_use]
    pub fn sniff(bytes: &[u8]) -> Option<Self> {
        match bytes {
            [0xff, 0xd8, 0xff, ..] => Some(Self::Jpeg),
            [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some(Self::Png),
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(Self::WebP),
            _ => None,
        }
    }

    /// The media type.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::WebP => "image/webp",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_is_told_from_its_signature_and_scripts_are_no_pictures() {
        assert_eq!(PictureFormat::sniff(b"\x89PNG\r\n\x1a\n"), Some(PictureFormat::Png));
        assert_eq!(PictureFormat::sniff(b"RIFF\0\0\0\0WEBPVP8 "), Some(PictureFormat::WebP));
        for bytes in [&b""[..], b"\xff\xd8", b"RIFF\0\0\0\0WAVE", b"GIF89a", b"<?xml version='1.0'?><svg/>", b"%PDF-"] {
            assert_eq!(PictureFormat::sniff(bytes), None);
        }
    }
}
