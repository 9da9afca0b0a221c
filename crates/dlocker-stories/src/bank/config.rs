//! The settings of a bank in a story.

/// The text of a `bank.toml`, put together setting by setting.
#[derive(Clone, Debug, Default)]
pub struct Config {
    lines: Vec<(String, String)>,
}

impl Config {
    /// No settings at all: the defaults of the product.
    #[must_use]
    pub fn defaults() -> Self {
        Self::default()
    }

    /// What most stories use: recovery without a waiting period, and no waiting after wrong guesses; two officers, as ever.
    #[must_use]
    pub fn quick() -> Self {
        Self::defaults().set("recovery", "wait", "\"0s\"").set("recovery", "wait_min", "\"0s\"").set(
            "guesses",
            "first_wait",
            "\"0s\"",
        )
    }

    /// One more setting, as TOML writes it: `set("recovery", "wait", "\"2s\"")`. A later one replaces an earlier one.
    #[must_use]
    pub fn set(mut self, section: &str, key: &str, value: &str) -> Self {
        let prefix = format!("{key} =");
        self.lines.retain(|(s, line)| s != section || !line.starts_with(&prefix));
        self.lines.push((section.to_owned(), format!("{key} = {value}")));
        self
    }

    /// The file.
    #[must_use]
    pub fn text(&self) -> String {
        let mut sections: Vec<&str> = self.lines.iter().map(|(s, _)| s.as_str()).collect();
        sections.sort_unstable();
        sections.dedup();
        sections.into_iter().map(|s| self.section(s)).collect()
    }

    fn section(&self, name: &str) -> String {
        let lines = self.lines.iter().filter(|(s, _)| s == name).map(|(_, line)| format!("{line}\n"));
        format!("[{name}]\n{}", lines.collect::<String>())
    }
}

#[cfg(test)]
mod tests {
    use super::Config;

    #[test]
    fn a_setting_said_twice_stands_once_in_the_file() {
        let config = Config::defaults().set("a", "x", "1").set("b", "y", "2").set("a", "x", "3").set("a", "xy", "4");
        assert_eq!(config.text(), "[a]\nx = 3\nxy = 4\n[b]\ny = 2\n");
    }
}
