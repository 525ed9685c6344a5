//! Characters that are not seen, or that change how others are seen.

/// Returns true for control characters, direction marks, joiners, fillers, tags and the like, and for code
/// points that are no characters: they are escaped wherever text from outside is shown.
pub(super) fn is_invisible(c: char) -> bool {
    c.is_control() || is_format_character(c)
}

/// Returns true for what [`is_invisible`] adds to the control characters (Unicode's category Cf, and
/// `Default_Ignorable_Code_Point` but for the variation selectors of emoji).
pub(super) fn is_format_character(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}'
        | '\u{fdd0}'..='\u{fdef}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
        | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
        || u32::from(c) & 0xfffe == 0xfffe
}

/// Returns true for marks that are drawn over the character before them.
pub(super) fn is_combining(c: char) -> bool {
    matches!(c,
        '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}'
        | '\u{20d0}'..='\u{20ff}' | '\u{fe00}'..='\u{fe0f}' | '\u{fe20}'..='\u{fe2f}')
}
