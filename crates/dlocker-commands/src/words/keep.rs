//! Which backups stay, in words.

use dlocker_protocol::roster::Retention;
use serde_json::{Value, json};

/// The rule as part of a sentence: `the last 5, and the newest of each of 7 days`.
pub(crate) fn keep(rule: &Retention) -> String {
    let last = rule.last.map(|number| format!("the last {number}"));
    let periods = [(rule.daily, "day"), (rule.weekly, "week"), (rule.monthly, "month"), (rule.yearly, "year")];
    let of_each = periods.into_iter().filter_map(|(number, unit)| match number? {
        1 => Some(format!("the newest of the last {unit}")),
        number => Some(format!("the newest of each of {number} {unit}s")),
    });
    last.into_iter().chain(of_each).collect::<Vec<_>>().join(", and ")
}

/// The rule for `--json`.
pub(crate) fn keep_json(rule: &Retention) -> Value {
    json!({
        "last": rule.last,
        "daily": rule.daily,
        "weekly": rule.weekly,
        "monthly": rule.monthly,
        "yearly": rule.yearly,
        "young": rule.young,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_is_said_number_by_number() {
        let rule = Retention { young: 0, last: Some(5), daily: Some(7), weekly: None, monthly: None, yearly: Some(1) };
        assert_eq!(keep(&rule), "the last 5, and the newest of each of 7 days, and the newest of the last year");
    }
}
