//! `--export restore`: each key as a RESTORE command, which `--pipe` loads into another server.
//!
//! The value is the one that DUMP returns, in the format of the source's version: the target must know that version. The time
//! of expiry is absolute. The idle time or the counter of use goes along where the source keeps it.

use std::io::Write;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use redsh_engine::Error;
use redsh_engine::keys::{ExpiryTime, Facts, KeyFact, Ttl};
use redsh_engine::resp::encode_command;
use redsh_engine::scan::KeyPage;

use crate::mode::progress::ProgressLog;
use crate::process::exit::Exit;
use crate::render::quoted;

/// The size in bytes from which the buffer is written.
const WRITE_FROM: usize = 64 * 1024;

pub(crate) struct Exporter<W: Write> {
    out: W,
    buffer: Vec<u8>,
    /// The number of keys that could not be exported.
    missing: u64,
    log: ProgressLog,
}

/// The facts to request about each key. The value comes last: reading it may count as a use of the key.
pub(super) const FACTS: [KeyFact; 5] = [
    KeyFact::Idle,
    KeyFact::Frequency,
    KeyFact::Expiry,
    KeyFact::Ttl,
    KeyFact::Dump,
];

impl<W: Write> Exporter<W> {
    /// Prints to `out`, which should not be buffered.
    pub(crate) fn new(out: W, log: ProgressLog) -> Self {
        Exporter {
            out,
            buffer: Vec::new(),
            missing: 0,
            log,
        }
    }

    /// Prints the keys of a page, and reports those whose value or time of expiry is not known.
    pub(super) fn export(&mut self, page: &KeyPage, facts: &[Facts]) -> Result<(), Error> {
        for (key, facts) in page.keys().zip(facts) {
            match &facts.dump {
                Some(dump) if has_expiry(facts) => {
                    restore(key, facts, dump, &mut self.buffer);
                    if self.buffer.len() >= WRITE_FROM {
                        self.write()?;
                    }
                }
                _ => self.report_missing(key),
            }
        }
        self.write()
    }

    fn report_missing(&mut self, key: &[u8]) {
        self.missing += 1;
        self.log.tell([b"not exported: ", &*quoted(key)].concat());
    }

    /// Reports the number of keys that could not be exported, which make the run fail.
    pub(super) fn end(self) -> Exit {
        match self.missing {
            0 => Exit::Success,
            missing => {
                self.log
                    .tell(format!("keys that were not exported: {missing}"));
                Exit::Failure
            }
        }
    }

    fn write(&mut self) -> Result<(), Error> {
        let written = self.out.write_all(&self.buffer);
        self.buffer.clear();
        written
            .and_then(|()| self.out.flush())
            .map_err(Error::Output)
    }
}

/// Whether a refused fact is missed: no server keeps both idle times and counters, and the time of expiry can be computed.
pub(super) fn is_missed(fact: KeyFact) -> bool {
    !matches!(fact, KeyFact::Idle | KeyFact::Frequency | KeyFact::Expiry)
}

/// Appends the command that restores a key.
fn restore(key: &[u8], facts: &Facts, dump: &[u8], out: &mut Vec<u8>) {
    let expiry = expiry(facts).map_or_else(|| "0".to_owned(), |time| time.to_string());
    let idle = facts.idle.map(|idle| idle.as_secs().to_string());
    let counter = facts.frequency.map(|counter| counter.to_string());
    let mut words: Vec<&[u8]> = vec![b"RESTORE", key, expiry.as_bytes(), dump, b"REPLACE"];
    if expiry != "0" {
        words.push(b"ABSTTL");
    }
    match (&idle, &counter) {
        (Some(idle), _) => words.extend([b"IDLETIME", idle.as_bytes()]),
        (None, Some(counter)) => words.extend([b"FREQ", counter.as_bytes()]),
        (None, None) => {}
    }
    encode_command(&words, out);
}

/// Whether it is known when a key expires. Restored without that, it would stay for ever.
fn has_expiry(facts: &Facts) -> bool {
    facts.expiry.is_some() || facts.ttl.is_some()
}

/// The time at which a key expires, in milliseconds of the Unix epoch. Before 7.0 servers tell only the time that is left,
/// which is added to the time of this machine.
fn expiry(facts: &Facts) -> Option<u64> {
    match (facts.expiry, facts.ttl) {
        (Some(ExpiryTime::Never), _) => None,
        (Some(ExpiryTime::At(time)), _) => Some(time),
        (None, Some(Ttl::Left(left))) => Some(milliseconds(left + now())),
        (None, Some(Ttl::Endless) | None) => None,
    }
}

fn now() -> Duration {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default()
}

fn milliseconds(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(facts: &Facts) -> Vec<String> {
        let mut out = Vec::new();
        restore(b"k\n", facts, b"\x00\xff", &mut out);
        let text = out.escape_ascii().to_string();
        let words = text.split("\\r\\n").skip(2).step_by(2);
        words.map(str::to_owned).collect()
    }

    #[test]
    fn a_key_is_restored_with_everything_that_is_known() {
        let dumped = ["RESTORE", r"k\n", "0", r"\x00\xff", "REPLACE"];
        assert_eq!(words(&Facts::default()), dumped);
        let facts = Facts {
            expiry: Some(ExpiryTime::At(1_900_000_000_000)),
            ttl: Some(Ttl::Left(Duration::from_secs(5))),
            idle: Some(Duration::from_secs(7)),
            ..Facts::default()
        };
        let expected = [
            "RESTORE",
            r"k\n",
            "1900000000000",
            r"\x00\xff",
            "REPLACE",
            "ABSTTL",
            "IDLETIME",
            "7",
        ];
        assert_eq!(words(&facts), expected);
        let facts = Facts {
            expiry: Some(ExpiryTime::Never),
            frequency: Some(200),
            ..Facts::default()
        };
        let expected = [
            "RESTORE",
            r"k\n",
            "0",
            r"\x00\xff",
            "REPLACE",
            "FREQ",
            "200",
        ];
        assert_eq!(words(&facts), expected);
    }

    #[test]
    fn an_old_server_tells_only_the_time_that_is_left() {
        let left = Duration::from_secs(3600);
        let facts = Facts {
            ttl: Some(Ttl::Left(left)),
            ..Facts::default()
        };
        let expiry = expiry(&facts).expect("it expires");
        let now = milliseconds(now());
        assert!((now + 3_590_000..=now + 3_600_000).contains(&expiry));
    }
}
