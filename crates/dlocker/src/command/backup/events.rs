//! What the system tells of changes in folders. On Linux: inotify.

use std::path::Path;
use std::sync::Arc;

use tokio::sync::Notify;

#[cfg(target_os = "linux")]
pub(super) use linux::Events;
#[cfg(not(target_os = "linux"))]
pub(super) use nothing::Events;

#[cfg(target_os = "linux")]
mod linux {
    use std::fs::File;
    use std::mem::MaybeUninit;
    use std::os::fd::OwnedFd;

    use rustix::fs::inotify::{CreateFlags, Event, ReadFlags, Reader, WatchFlags, add_watch, init};
    use rustix::io::Errno;

    use super::{Arc, Notify, Path};

    /// Folders whose changes are heard of.
    pub(in crate::command::backup) struct Events {
        inotify: File,
    }

    impl Events {
        /// Begins to listen; each change gives a sign.
        ///
        /// # Errors
        /// What the system says.
        pub(in crate::command::backup) fn listen(heard: Arc<Notify>) -> std::io::Result<Self> {
            let inotify = File::from(init(CreateFlags::CLOEXEC)?);
            let reading = OwnedFd::from(inotify.try_clone()?);
            // It sleeps in the system until something changes, and ends with the program.
            std::thread::Builder::new().name("changes".into()).spawn(move || read(reading, &heard))?;
            Ok(Self { inotify })
        }

        /// Watches a folder, if it is not watched yet; false where the system has no room for more.
        pub(in crate::command::backup) fn watch(&self, folder: &Path) -> bool {
            let what = WatchFlags::MODIFY
                | WatchFlags::CLOSE_WRITE
                | WatchFlags::ATTRIB
                | WatchFlags::CREATE
                | WatchFlags::DELETE
                | WatchFlags::MOVE
                | WatchFlags::DELETE_SELF
                | WatchFlags::MOVE_SELF;
            let only_folders = WatchFlags::ONLYDIR | WatchFlags::DONT_FOLLOW;
            !matches!(add_watch(&self.inotify, folder, what | only_folders), Err(Errno::NOSPC | Errno::NOMEM))
        }
    }

    fn read(inotify: OwnedFd, heard: &Notify) {
        let mut buffer = [MaybeUninit::uninit(); 4096];
        let mut events = Reader::new(inotify, &mut buffer);
        loop {
            match events.next() {
                Ok(event) if matters(&event) => heard.notify_one(),
                Ok(_) | Err(Errno::INTR) => {}
                Err(_) => return,
            }
        }
    }

    /// Whoever only reads a database touches its `-shm`.
    fn matters(event: &Event<'_>) -> bool {
        let in_passing = event.file_name().is_some_and(|name| name.to_bytes().ends_with(b"-shm"));
        !in_passing && !event.events().contains(ReadFlags::IGNORED)
    }
}

#[cfg(not(target_os = "linux"))]
mod nothing {
    use super::{Arc, Notify, Path};

    /// Elsewhere folders are looked at now and then.
    pub(in crate::command::backup) struct Events;

    impl Events {
        pub(in crate::command::backup) fn listen(_: Arc<Notify>) -> std::io::Result<Self> {
            Err(std::io::ErrorKind::Unsupported.into())
        }

        pub(in crate::command::backup) fn watch(&self, _: &Path) -> bool {
            false
        }
    }
}
