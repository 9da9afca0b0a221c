//! Names of devices, and what else a sentence needs to know.

use dlocker_client::device::DeviceLine;
use dlocker_client::history::{History, RosterStep};
use dlocker_client::{Connection, Platform, Result};
use dlocker_protocol::log::Actor;
use dlocker_protocol::method::MethodKind;
use dlocker_protocol::{DeviceId, Digest, MethodId};

/// Most characters of a name that are shown.
const MOST: usize = 64;

/// The devices of this locker by the names that their owner gave them.
pub(crate) struct Names {
    this: DeviceId,
    known: Vec<(DeviceId, String)>,
    history: History,
}

impl Names {
    pub(crate) fn new(this: DeviceId, lines: &[DeviceLine], history: History) -> Self {
        Self { this, known: lines.iter().map(|line| (line.id, shown(&line.name))).collect(), history }
    }

    /// Those of the locker that this connection is to.
    pub(crate) async fn read<P: Platform>(connection: &mut Connection<'_, P>) -> Result<Self> {
        let lines = connection.devices().await?;
        Ok(Self::new(connection.device(), &lines, connection.history().await?))
    }

    /// What the roster with this digest did, as far as it is known here.
    pub(super) fn step(&self, roster: &Digest) -> Option<&RosterStep> {
        self.history.steps.iter().find(|(digest, _)| digest == roster).map(|(_, step)| step)
    }

    /// The kind of a method that is or was there.
    pub(super) fn kind(&self, method: MethodId) -> Option<MethodKind> {
        self.history.methods.iter().find(|(id, _)| *id == method).map(|(_, kind)| *kind)
    }

    /// `this device`, the name in quotes, or the device's id where there is no name. Two devices of one name are told apart by their ids.
    pub(crate) fn of(&self, id: DeviceId) -> String {
        if id == self.this {
            return "this device".into();
        }
        let Some((_, name)) = self.known.iter().find(|(known, name)| *known == id && !name.is_empty()) else {
            return format!("the device {id}");
        };
        let same = self.known.iter().filter(|(_, other)| other == name).count();
        if same > 1 { format!("“{name}” ({id})") } else { format!("“{name}”") }
    }

    /// The bare name, empty where there is none.
    pub(crate) fn name(&self, id: DeviceId) -> &str {
        self.known.iter().find(|(known, _)| *known == id).map_or("", |(_, name)| name)
    }

    /// Who did it: a device, somebody at the bank, or its program.
    pub(crate) fn actor(&self, actor: &Actor) -> String {
        match actor {
            Actor::Device(id) => self.of(*id),
            Actor::Staff(staff) => format!("the bank's {}", shown(staff)),
            Actor::Bank => "the bank".into(),
        }
    }
}

/// A name as it may go to a terminal: no control characters, and not without end.
fn shown(name: &str) -> String {
    name.chars().filter(|c| !c.is_control()).take(MOST).collect()
}

/// The sentence with a capital letter at its beginning.
pub(crate) fn capital(sentence: &str) -> String {
    let mut chars = sentence.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
