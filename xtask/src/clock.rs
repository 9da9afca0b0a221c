//! Times in words.

use std::time::Duration;

/// `0.042 s`, `3.1 s`, `4 min 12 s`.
pub(crate) fn words(time: Duration) -> String {
    let seconds = time.as_secs_f64();
    match seconds {
        s if s < 0.995 => format!("{s:.3} s"),
        s if s < 60.0 => format!("{s:.1} s"),
        _ => format!("{} min {} s", time.as_secs() / 60, time.as_secs() % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_said_in_the_unit_that_fits() {
        assert_eq!(words(Duration::from_millis(42)), "0.042 s");
        assert_eq!(words(Duration::from_millis(3_140)), "3.1 s");
        assert_eq!(words(Duration::from_secs(252)), "4 min 12 s");
    }
}
