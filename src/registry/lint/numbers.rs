//! What a workbook program does to codes that look like numbers.

/// Whether a code is a number in scientific notation, such as `8.69E+13`: programs write one digit before
/// the point. `E11`, `1E05`, `8E3` and `17.922E0` (an operation of the 医保 list) are codes.
pub fn is_scientific(code: &str) -> bool {
    let Some((mantissa, exponent)) = code.split_once(['E', 'e']) else {
        return false;
    };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let has_fraction = digits(fraction);
    let unsigned = exponent.strip_prefix(['+', '-']);
    let is_number = digits(whole) && whole.len() == 1 && (has_fraction || !mantissa.contains('.'));
    is_number && digits(unsigned.unwrap_or(exponent)) && (unsigned.is_some() || has_fraction)
}

/// The digits before the first point, when a code begins with nothing but digits there.
pub fn whole_part(code: &str) -> Option<&str> {
    let whole = code.split('.').next()?;
    let is_number = !whole.is_empty() && whole.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then_some(whole)
}

/// The digits after the point of a code that is a decimal number.
pub fn decimals(code: &str) -> Option<&str> {
    let (whole, decimals) = code.split_once('.')?;
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    (digits(whole) && digits(decimals)).then_some(decimals)
}
