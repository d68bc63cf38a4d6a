//! Clocks and medians.

use std::time::{Duration, Instant};

use rustix::time::{ClockId, clock_gettime};

/// What a piece of work took.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Took {
    /// On the wall clock.
    pub(crate) wall: Duration,
    /// In all threads together.
    pub(crate) cpu: Duration,
    /// Most memory at once, in KiB; 0 where it was not measured.
    pub(crate) peak_kib: u64,
    /// How many posts that were.
    pub(crate) posts: usize,
}

impl Took {
    #[expect(clippy::cast_precision_loss, reason = "counts are far below 2^53")]
    pub(crate) fn rate(&self) -> f64 {
        self.posts as f64 / self.wall.as_secs_f64()
    }

    #[expect(clippy::cast_precision_loss, reason = "counts are far below 2^53")]
    pub(crate) fn cpu_us(&self) -> f64 {
        self.cpu.as_secs_f64() * 1e6 / self.posts as f64
    }
}

/// The run with the median rate.
pub(crate) fn median(runs: &[Took]) -> Option<Took> {
    let mut runs = runs.to_vec();
    runs.sort_by(|a, b| a.rate().total_cmp(&b.rate()));
    runs.get(runs.len() / 2).copied()
}

/// CPU time of this process so far.
pub(crate) fn process_cpu() -> Duration {
    of(ClockId::ProcessCPUTime)
}

/// CPU time of this thread so far.
pub(crate) fn thread_cpu() -> Duration {
    of(ClockId::ThreadCPUTime)
}

fn of(clock: ClockId) -> Duration {
    let now = clock_gettime(clock);
    Duration::new(now.tv_sec.unsigned_abs(), u32::try_from(now.tv_nsec).unwrap_or(0))
}

/// Runs `work` and says what it took on the wall clock and in this process.
pub(crate) fn timed<T>(posts: usize, work: impl FnOnce() -> T) -> (T, Took) {
    let (wall, cpu) = (Instant::now(), process_cpu());
    let done = work();
    let took = Took { wall: wall.elapsed(), cpu: process_cpu() - cpu, peak_kib: 0, posts };
    (done, took)
}
