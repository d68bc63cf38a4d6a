//! The bus: numbers of batches that are committed.

use std::sync::{Arc, Weak};

use tokio::sync::watch;

/// Carries the number of the last committed batch to whoever listens. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Bus {
    numbers: Arc<watch::Sender<u64>>,
}

impl Default for Bus {
    fn default() -> Self {
        Self { numbers: Arc::new(watch::Sender::new(0)) }
    }
}

impl Bus {
    /// Says that everything up to this number is committed. Numbers only rise: an older one is no
    /// news.
    pub fn announce(&self, number: u64) {
        self.numbers.send_if_modified(|last| {
            let newer = number > *last;
            *last = number.max(*last);
            newer
        });
    }

    /// The number announced last.
    #[must_use]
    pub fn last(&self) -> u64 {
        *self.numbers.borrow()
    }

    /// A handle that does not keep the bus alive by itself.
    #[must_use]
    pub fn downgrade(&self) -> WeakBus {
        WeakBus { numbers: Arc::downgrade(&self.numbers) }
    }

    /// Begins to listen. What was announced before is not told again; ask the archive for it.
    #[must_use]
    pub fn listen(&self) -> Listener {
        Listener { numbers: self.numbers.subscribe() }
    }
}

/// A handle to a bus that may be gone.
#[derive(Debug, Clone)]
pub struct WeakBus {
    numbers: Weak<watch::Sender<u64>>,
}

impl WeakBus {
    /// The bus, if somebody still holds it.
    #[must_use]
    pub fn upgrade(&self) -> Option<Bus> {
        self.numbers.upgrade().map(|numbers| Bus { numbers })
    }
}

/// Somebody who listens. However slow, they hear the latest number next.
#[derive(Debug, Clone)]
pub struct Listener {
    numbers: watch::Receiver<u64>,
}

impl Listener {
    /// Waits until there is a number that this listener has not heard; `None` when the bus is gone.
    pub async fn next(&mut self) -> Option<u64> {
        self.numbers.changed().await.ok()?;
        Some(*self.numbers.borrow_and_update())
    }
}
