//! Key positions of SORT, SORT_RO and MIGRATE, whose key specifications are incomplete but whose syntax is fixed.
//!
//! Without this, every SORT … STORE would cost a COMMAND GETKEYS.

/// Returns the key positions of these commands; `None` for any other command.
pub(super) fn positions<A: AsRef<[u8]>>(name: &str, args: &[A]) -> Option<Vec<usize>> {
    match name {
        "sort" => Some(sort(args)),
        "sort_ro" => Some(existing(args, 1)),
        "migrate" => Some(migrate(args)),
        _ => None,
    }
}

/// The key to sort, and the word after the last STORE. Like the server's key finder, this counts a STORE that follows
/// another, though SORT refuses the call. Keys that BY and GET build are not arguments.
fn sort<A: AsRef<[u8]>>(args: &[A]) -> Vec<usize> {
    let mut store = None;
    let mut at = 2;
    while at + 1 < args.len() {
        if is(args, at, "STORE") {
            store = Some(at + 1);
        }
        at += match () {
            () if is(args, at, "LIMIT") => 3,
            () if is(args, at, "BY") || is(args, at, "GET") => 2,
            () => 1,
        };
    }
    let mut keys = existing(args, 1);
    keys.extend(store);
    keys
}

/// The third argument, or the words after KEYS if that argument is empty.
fn migrate<A: AsRef<[u8]>>(args: &[A]) -> Vec<usize> {
    let many = args.get(3).is_some_and(|key| key.as_ref().is_empty());
    match many.then(|| migrate_keys(args)).flatten() {
        Some(first) => (first..args.len()).collect(),
        None => existing(args, 3),
    }
}

/// The position after the option KEYS. Skips a password that is spelled the same.
fn migrate_keys<A: AsRef<[u8]>>(args: &[A]) -> Option<usize> {
    let mut at = 6;
    while at + 1 < args.len() {
        if is(args, at, "KEYS") {
            return Some(at + 1);
        }
        at += match () {
            () if is(args, at, "AUTH") => 2,
            () if is(args, at, "AUTH2") => 3,
            () => 1,
        };
    }
    None
}

fn is<A: AsRef<[u8]>>(args: &[A], at: usize, keyword: &str) -> bool {
    args[at].as_ref().eq_ignore_ascii_case(keyword.as_bytes())
}

fn existing<A>(args: &[A], at: usize) -> Vec<usize> {
    (at..args.len()).take(1).collect()
}
