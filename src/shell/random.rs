//! Randomness from the browser's generator: the seed of all jitter, and ids. Called by `runtime`.

/// Never fails: without the generator (old or hobbled pages) the clock has to do, since only jitter hangs on it.
pub fn seed() -> u64 {
    bytes::<8>().map_or_else(|| super::clock::now().0, u64::from_le_bytes)
}

/// 128 bits as 32 hexadecimal digits. `None` where the browser has no generator: a guessable id would be a danger.
pub fn id() -> Option<String> {
    let bytes = bytes::<16>()?;
    Some(
        bytes
            .iter()
            .flat_map(|byte| [byte >> 4, byte & 15])
            .filter_map(|digit| char::from_digit(digit.into(), 16))
            .collect(),
    )
}

fn bytes<const N: usize>() -> Option<[u8; N]> {
    let mut bytes = [0; N];
    let crypto = web_sys::window()?.crypto().ok()?;
    crypto.get_random_values_with_u8_array(&mut bytes).ok()?;
    Some(bytes)
}
