//! Text in other encodings than UTF-8, as spreadsheets write it.

use std::borrow::Cow;

/// The text of bytes in UTF-16, whose units are read by `unit` (`u16::from_le_bytes` or `u16::from_be_bytes`); nothing where they are no
/// such text.
#[must_use]
pub fn utf_16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Option<String> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    if !rest.is_empty() {
        return None;
    }
    char::decode_utf16(pairs.iter().map(|pair| unit(*pair))).collect::<Result<_, _>>().ok()
}

/// The text of bytes in GB18030 (of which GBK and GB 2312 are parts); nothing where they are no such text. Its table is large, so it comes
/// with the feature `files`: without it nothing is recognised.
#[must_use]
pub fn gb18030(bytes: &[u8]) -> Option<Cow<'_, str>> {
    #[cfg(feature = "files")]
    {
        let (text, broken) = encoding_rs::GB18030.decode_without_bom_handling(bytes);
        (!broken).then_some(text)
    }
    #[cfg(not(feature = "files"))]
    {
        let _ = bytes;
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_a_unit_and_half_a_pair_are_no_text() {
        let units: Vec<u8> = "社区 😀".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(utf_16(&units, u16::from_le_bytes).as_deref(), Some("社区 😀"));
        assert_eq!(utf_16(&units[..units.len() - 1], u16::from_le_bytes), None);
        assert_eq!(utf_16(&units[..units.len() - 2], u16::from_le_bytes), None);
        assert_eq!(utf_16(&[0x79, 0x3e], u16::from_be_bytes).as_deref(), Some("社"));
    }

    #[cfg(feature = "files")]
    #[test]
    fn what_is_in_gb18030_is_read_and_what_is_not_is_refused() {
        assert_eq!(gb18030(&[0xc9, 0xe7, 0xc7, 0xf8]).as_deref(), Some("社区"));
        assert_eq!(gb18030(&[0xc9]), None);
    }
}
