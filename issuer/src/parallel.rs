//! Work on many items at once.

use std::num::NonZeroUsize;
use std::sync::{Mutex, PoisonError};
use std::thread;

/// Applies `work` to each item on up to `threads` threads, and gives the results in the order of the items. Each
/// thread takes the next item when it is free, since the items may differ in weight.
pub(crate) fn map<I: Send, O: Send>(items: Vec<I>, threads: NonZeroUsize, work: impl Fn(I) -> O + Sync) -> Vec<O> {
    if threads.get() == 1 || items.len() <= 1 {
        return items.into_iter().map(work).collect();
    }
    let count = threads.get().min(items.len());
    let queue = Mutex::new(items.into_iter().enumerate());
    // A poisoned queue belongs to a thread that panicked, and its panic goes on below.
    let next = || queue.lock().unwrap_or_else(PoisonError::into_inner).next();
    let mut done: Vec<(usize, O)> = thread::scope(|scope| {
        let (work, next) = (&work, &next);
        let running: Vec<_> = (0..count)
            .map(|_| {
                scope.spawn(move || {
                    let mut done = Vec::new();
                    while let Some((place, item)) = next() {
                        done.push((place, work(item)));
                    }
                    done
                })
            })
            .collect();
        running
            .into_iter()
            .flat_map(|thread| thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
            .collect()
    });
    done.sort_unstable_by_key(|(place, _)| *place);
    done.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_keep_the_order_of_the_items() {
        for threads in 1..5 {
            for count in [0, 1, 2, 7, 100] {
                let doubled = map((0..count).collect(), NonZeroUsize::new(threads).unwrap(), |n: i32| 2 * n);
                assert_eq!(doubled, (0..count).map(|n| 2 * n).collect::<Vec<_>>());
            }
        }
    }

    #[test]
    #[should_panic(expected = "seven")]
    fn a_panic_of_one_thread_goes_on() {
        map((0..100).collect(), NonZeroUsize::new(2).unwrap(), |n: i32| assert!(n != 7, "seven"));
    }
}
