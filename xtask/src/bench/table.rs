//! Figures of several runs, beside those of another program in the same runs.

use std::fmt::Write as _;

/// Figures of one thing, one for each run.
#[derive(Clone, Debug, Default)]
pub(super) struct Series(pub(super) Vec<f64>);

impl Series {
    pub(super) fn push(&mut self, value: f64) {
        self.0.push(value);
    }

    pub(super) fn median(&self) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        let middle = sorted.len() / 2;
        match sorted.as_slice() {
            [] => f64::NAN,
            list if list.len() % 2 == 1 => list[middle],
            list => f64::midpoint(list[middle - 1], list[middle]),
        }
    }

    pub(super) fn least(&self) -> f64 {
        self.0.iter().copied().fold(f64::INFINITY, f64::min)
    }

    pub(super) fn most(&self) -> f64 {
        self.0.iter().copied().fold(f64::NEG_INFINITY, f64::max)
    }

    /// Ratios run by run.
    fn over(&self, other: &Self) -> Self {
        Self(self.0.iter().zip(&other.0).map(|(a, b)| a / b).collect())
    }
}

/// What a figure counts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Unit {
    Seconds,
    Bytes,
    KibiBytes,
    PerSecond,
}

impl Unit {
    /// A figure for a person.
    pub(super) fn words(self, value: f64) -> String {
        match self {
            Self::Seconds if value < 0.1 => format!("{:.1} ms", value * 1000.0),
            Self::Seconds => format!("{value:.2} s"),
            Self::Bytes if value < 1e6 => format!("{:.0} kB", value / 1e3),
            Self::Bytes => format!("{:.1} MB", value / 1e6),
            Self::KibiBytes => format!("{:.0} MiB", value / 1024.0),
            Self::PerSecond => format!("{value:.0} /s"),
        }
    }
}

/// A row: ours, and what it is measured against.
pub(super) struct Row {
    pub(super) what: String,
    pub(super) unit: Unit,
    pub(super) ours: Series,
    /// What it is compared with, in words, and its figures.
    pub(super) beside: Option<(String, Series)>,
    pub(super) bound: Option<Bound>,
}

/// What the issue asks for.
#[derive(Clone, Copy)]
pub(super) enum Bound {
    /// Ours over the other's: at most.
    RatioAtMost(f64),
    /// Ours over the other's: at least.
    RatioAtLeast(f64),
    /// Ours: at most, in the row's unit.
    AtMost(f64),
}

impl Row {
    /// Whether the medians keep the bound; `None` without one.
    pub(super) fn kept(&self) -> Option<bool> {
        let ours = self.ours.median();
        let ratio = || self.beside.as_ref().map_or(f64::NAN, |(_, series)| ours / series.median());
        Some(match self.bound? {
            Bound::RatioAtMost(most) => ratio() <= most,
            Bound::RatioAtLeast(least) => ratio() >= least,
            Bound::AtMost(most) => ours <= most,
        })
    }

    /// The row in Markdown.
    pub(super) fn markdown(&self) -> String {
        let unit = self.unit;
        let spread = |s: &Series| {
            let (least, most) = (unit.words(s.least()), unit.words(s.most()));
            if s.0.len() > 1 {
                format!("{} ({least} … {most})", unit.words(s.median()))
            } else {
                unit.words(s.median())
            }
        };
        let mut line = format!("| {} | {} |", self.what, spread(&self.ours));
        match &self.beside {
            Some((name, series)) => {
                let ratios = self.ours.over(series);
                let _ = write!(
                    line,
                    " {name}: {} | **{:.2}** ({:.2} … {:.2}) |",
                    spread(series),
                    self.ours.median() / series.median(),
                    ratios.least(),
                    ratios.most()
                );
            }
            None => line.push_str(" | |"),
        }
        let bound = match self.bound {
            None => String::new(),
            Some(Bound::RatioAtMost(most)) => format!("at most {most}"),
            Some(Bound::RatioAtLeast(least)) => format!("at least {least}"),
            Some(Bound::AtMost(most)) => format!("at most {}", unit.words(most)),
        };
        let verdict = match self.kept() {
            None => "",
            Some(true) => ": kept",
            Some(false) => ": **not kept**",
        };
        let _ = write!(line, " {bound}{verdict} |");
        line
    }
}

/// Rows of one benchmark.
#[derive(Default)]
pub(super) struct Table {
    pub(super) title: String,
    pub(super) rows: Vec<Row>,
    pub(super) notes: Vec<String>,
}

impl Table {
    pub(super) fn new(title: &str) -> Self {
        Self { title: title.to_owned(), ..Self::default() }
    }

    /// A row with something beside it.
    pub(super) fn compare(
        &mut self,
        what: &str,
        (unit, bound): (Unit, Option<Bound>),
        ours: &Series,
        (name, beside): (&str, &Series),
    ) {
        let beside = Some((name.to_owned(), beside.clone()));
        self.rows.push(Row { what: what.to_owned(), unit, ours: ours.clone(), beside, bound });
    }

    /// A row of ours alone.
    pub(super) fn alone(&mut self, what: &str, (unit, bound): (Unit, Option<Bound>), ours: &Series) {
        self.rows.push(Row { what: what.to_owned(), unit, ours: ours.clone(), beside: None, bound });
    }

    /// The table in Markdown.
    pub(super) fn markdown(&self) -> String {
        let mut text =
            format!("### {}\n\n| | dlocker | beside it | ratio | asked for |\n|---|---|---|---|---|\n", self.title);
        for row in &self.rows {
            text.push_str(&row.markdown());
            text.push('\n');
        }
        for note in &self.notes {
            let _ = write!(text, "\n{note}\n");
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(ours: &[f64], theirs: &[f64], bound: Bound) -> Row {
        let beside = Some(("restic".to_owned(), Series(theirs.to_vec())));
        Row { what: "wall".into(), unit: Unit::Seconds, ours: Series(ours.to_vec()), beside, bound: Some(bound) }
    }

    #[test]
    fn a_bound_is_kept_by_the_ratio_of_the_medians() {
        assert_eq!(row(&[1.0, 9.0, 2.0], &[4.0, 4.0, 5.0], Bound::RatioAtMost(0.5)).kept(), Some(true));
        assert_eq!(row(&[1.0, 9.0, 2.1], &[4.0, 4.0, 5.0], Bound::RatioAtMost(0.5)).kept(), Some(false));
        assert_eq!(row(&[2.0], &[4.0], Bound::RatioAtLeast(0.6)).kept(), Some(false));
        assert_eq!(row(&[2.0], &[4.0], Bound::AtMost(2.0)).kept(), Some(true));
    }

    #[test]
    fn the_spread_is_that_of_the_runs() {
        let line = row(&[1.0, 3.0, 2.0], &[4.0, 4.0, 4.0], Bound::RatioAtMost(0.4)).markdown();
        assert!(line.contains("2.00 s (1.00 s … 3.00 s)") && line.contains("**0.50** (0.25 … 0.75)"), "{line}");
        assert!(line.ends_with("at most 0.4: **not kept** |"), "{line}");
    }

    #[test]
    fn the_median_of_an_even_number_lies_between() {
        assert!((Series(vec![1.0, 2.0, 4.0, 9.0]).median() - 3.0).abs() < 1e-9);
    }
}
