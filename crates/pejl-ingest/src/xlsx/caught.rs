//! Runs a library that may panic on a damaged file, without the panic reaching anybody.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::sync::Once;

thread_local! {
    /// Whether a panic of this thread is expected and caught.
    static CAUGHT: Cell<bool> = const { Cell::new(false) };
}

/// What `work` gives, or None when it panics.
///
/// A caught panic is an outcome and not a fault of the program: the process's panic hook, which prints to standard
/// error, does not hear of it. Panics of other threads reach the hook as before.
pub(super) fn caught<T>(work: impl FnOnce() -> T) -> Option<T> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let before = take_hook();
        set_hook(Box::new(move |panic| {
            // A thread that is ending has no flag any more, and nothing of ours to catch.
            if !CAUGHT.try_with(Cell::get).unwrap_or(false) {
                before(panic);
            }
        }));
    });
    let outer = CAUGHT.replace(true);
    // Whatever a panic leaves half done is dropped with `work`.
    let result = catch_unwind(AssertUnwindSafe(work));
    CAUGHT.set(outer);
    result.ok()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::panic, reason = "tests")]

    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::thread;

    use super::*;

    #[test]
    fn a_caught_panic_is_not_printed_and_any_other_is() {
        let heard = Arc::new(AtomicUsize::new(0));
        let me = thread::current().id();
        let (count, before) = (Arc::clone(&heard), take_hook());
        // Tests that run beside this one in the same process keep their hook.
        set_hook(Box::new(move |panic| {
            if thread::current().id() == me {
                count.fetch_add(1, Ordering::SeqCst);
            } else {
                before(panic);
            }
        }));
        assert_eq!(caught(|| 3), Some(3));
        assert_eq!(caught(|| -> i32 { panic!("of the library") }), None);
        assert_eq!(heard.load(Ordering::SeqCst), 0);
        let other = catch_unwind(|| panic!("of the program"));
        assert!(other.is_err());
        assert_eq!(heard.load(Ordering::SeqCst), 1);
    }
}
