//! The last few of something that is costly to get.

use std::collections::VecDeque;
use std::rc::Rc;

/// At most so many values; the one that was used longest ago goes first.
pub(crate) struct Held<K, V> {
    most: usize,
    values: VecDeque<(K, Rc<V>)>,
}

impl<K: PartialEq, V> Held<K, V> {
    pub(crate) const fn new(most: usize) -> Self {
        Self { most, values: VecDeque::new() }
    }

    /// The value of this key, if it is held.
    pub(crate) fn find(&mut self, key: &K) -> Option<Rc<V>> {
        let at = self.values.iter().position(|(held, _)| held == key)?;
        let found = self.values.remove(at)?;
        let value = Rc::clone(&found.1);
        self.values.push_back(found);
        Some(value)
    }

    /// Holds one more.
    pub(crate) fn keep(&mut self, key: K, value: V) -> Rc<V> {
        if self.values.len() >= self.most {
            self.values.pop_front();
        }
        let value = Rc::new(value);
        self.values.push_back((key, Rc::clone(&value)));
        value
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_one_used_longest_ago_goes_first() {
        let mut held = Held::new(2);
        held.keep(1, "one");
        held.keep(2, "two");
        assert_eq!(held.find(&1).as_deref(), Some(&"one"));
        held.keep(3, "three");
        assert_eq!(held.find(&2), None);
        assert_eq!(held.find(&1).as_deref(), Some(&"one"));
        assert_eq!(held.find(&3).as_deref(), Some(&"three"));
    }
}
