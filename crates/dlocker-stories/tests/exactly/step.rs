//! What can happen to a locker.

use crate::dice::Dice;

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Act {
    /// The wallet changes and is backed up.
    BackUp,
    /// The same, and the program ends after so many effects.
    Crash(u64),
    /// A backup of a wallet with a long file, stopped in an orderly way after so many packs.
    Interrupt(u64),
    /// The owner asks to delete a backup or two.
    AskToDelete,
    /// A day goes by, and what was asked for, before or now, is done; the program ends after so many effects and is started again.
    Delete(u64),
    /// Hours go by, and the bank collects what nobody needs.
    Collect(u64),
    /// The owner keeps the last so many backups of each device only, or all again.
    Keep(Option<u32>),
    /// The index is gone.
    LoseIndex,
    /// The index is an older one.
    AgeIndex,
    /// Some bytes of the index are others.
    SpoilIndex,
    /// The home is as it was some time before.
    CopyHomeBack,
    /// The owner tries a key, which rebuilds a lost index.
    Rehearse,
    /// The device is lost, and its owner recovers the wallet on a new one; the locker gets new keys.
    Lose,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Step {
    pub(crate) act: Act,
    /// Which of the two devices.
    pub(crate) device: usize,
    /// Decides all that is left to chance in this step, so that it stays the same when others are left out.
    pub(crate) seed: u64,
}

impl Step {
    pub(crate) fn random(dice: &mut Dice) -> Self {
        let act = match dice.below(100) {
            0..30 => Act::BackUp,
            30..34 => Act::Keep(Some(1 + dice.below(3) as u32).filter(|_| dice.chance(75))),
            34..48 => Act::Crash(dice.below(30)),
            48..52 => Act::Interrupt(dice.below(4) / 3),
            52..63 => Act::AskToDelete,
            63..75 => Act::Delete(dice.below(60)),
            75..84 => Act::Collect(*dice.one(&[1, 23, 25, 49, 800])),
            84..87 => Act::LoseIndex,
            87..90 => Act::AgeIndex,
            90..92 => Act::SpoilIndex,
            92..96 => Act::CopyHomeBack,
            96..98 => Act::Rehearse,
            _ => Act::Lose,
        };
        Self { act, device: dice.between(0, 1), seed: dice.next() }
    }

    /// The steps of the story of this seed.
    pub(crate) fn story(seed: u64, steps: usize) -> Vec<Self> {
        let (dice, mut story) = (&mut Dice::of(seed), Vec::new());
        while story.len() < steps {
            let step = Self::random(dice);
            story.push(step);
            // Mostly the owner finds time before anything else happens.
            if matches!(step.act, Act::Interrupt(_)) && dice.chance(70) {
                story.push(Self { act: Act::BackUp, seed: dice.next(), ..step });
            }
        }
        story.truncate(steps);
        story
    }
}
