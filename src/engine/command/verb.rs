//! The effect of a command on its connection, by its name.
//!
//! The effect on data is in the command table.

/// Declares the verbs along with the names of their commands.
macro_rules! verbs {
    ($($variant:ident = $($name:literal)|+,)+) => {
        /// A command by its effect on the connection.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Verb {
            $(#[doc = stringify!($($name)|+)] $variant,)+
            /// CLIENT SETNAME
            SetName,
            /// CLIENT REPLY
            Reply,
            /// CLIENT TRACKING
            Tracking,
            /// CLIENT NO-EVICT
            NoEvict,
            /// CLIENT NO-TOUCH
            NoTouch,
            /// Any other command: no effect on the connection.
            Other,
        }

        impl Verb {
            fn named(upper: &[u8]) -> Verb {
                match upper {
                    $($($name)|+ => Verb::$variant,)+
                    _ => Verb::Other,
                }
            }
        }
    };
}

verbs! {
    Subscribe = b"SUBSCRIBE" | b"PSUBSCRIBE" | b"SSUBSCRIBE",
    Unsubscribe = b"UNSUBSCRIBE" | b"PUNSUBSCRIBE" | b"SUNSUBSCRIBE",
    Monitor = b"MONITOR",
    Multi = b"MULTI",
    Exec = b"EXEC",
    Discard = b"DISCARD",
    Watch = b"WATCH",
    Unwatch = b"UNWATCH",
    Select = b"SELECT",
    Auth = b"AUTH",
    Hello = b"HELLO",
    ReadOnly = b"READONLY",
    ReadWrite = b"READWRITE",
    Reset = b"RESET",
    Quit = b"QUIT",
    Shutdown = b"SHUTDOWN",
    Debug = b"DEBUG",
    Sync = b"SYNC" | b"PSYNC",
    Answer = b"PING" | b"ECHO",
}

/// The length of the shortest name of a verb.
const SHORTEST: usize = 4;

/// The length of the longest name of a verb.
const LONGEST: usize = 12;

impl Verb {
    /// Returns the verb of a command, whose words may be in upper or lower case.
    pub fn of<A: AsRef<[u8]>>(words: &[A]) -> Verb {
        let Some((name, arguments)) = words.split_first() else {
            return Verb::Other;
        };
        let name = name.as_ref();
        if !name.eq_ignore_ascii_case(b"CLIENT") {
            return Verb::by_name(name);
        }
        let is = |word: &A, name: &[u8]| word.as_ref().eq_ignore_ascii_case(name);
        match arguments {
            [subcommand, _] if is(subcommand, b"SETNAME") => Verb::SetName,
            [subcommand, ..] if is(subcommand, b"REPLY") => Verb::Reply,
            [subcommand, ..] if is(subcommand, b"TRACKING") => Verb::Tracking,
            [subcommand, _] if is(subcommand, b"NO-EVICT") => Verb::NoEvict,
            [subcommand, _] if is(subcommand, b"NO-TOUCH") => Verb::NoTouch,
            _ => Verb::Other,
        }
    }

    /// Returns whether the command must be alone in flight: earlier commands must be answered first, and later ones
    /// wait for its reply. It changes the protocol or ends the connection.
    pub fn is_barrier(self) -> bool {
        matches!(
            self,
            Verb::Subscribe
                | Verb::Monitor
                | Verb::Auth
                | Verb::Hello
                | Verb::Reply
                | Verb::Reset
                | Verb::Quit
                | Verb::Shutdown
                | Verb::Debug
                | Verb::Sync
        )
    }

    /// Returns whether the command gets one reply and leaves the connection as it is, except for its name, tracking,
    /// NO-EVICT and NO-TOUCH.
    pub fn is_plain(self) -> bool {
        matches!(
            self,
            Verb::Other
                | Verb::Answer
                | Verb::SetName
                | Verb::Tracking
                | Verb::NoEvict
                | Verb::NoTouch
                | Verb::Debug
        )
    }

    /// Does not allocate: every line of a script and every loaded command passes here.
    fn by_name(name: &[u8]) -> Verb {
        if name.len() < SHORTEST {
            return Verb::Other;
        }
        let mut upper = [0; LONGEST];
        let Some(upper) = upper.get_mut(..name.len()) else {
            return Verb::Other;
        };
        upper.copy_from_slice(name);
        upper.make_ascii_uppercase();
        Verb::named(upper)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_verb_is_found_in_upper_and_lower_case() {
        let verb = |line: &str| {
            let words: Vec<Vec<u8>> = line.split(' ').map(|word| word.into()).collect();
            Verb::of(&words)
        };
        let table = [
            ("psubscribe a", Verb::Subscribe),
            ("PUNSUBSCRIBE", Verb::Unsubscribe),
            ("Client setName me", Verb::SetName),
            ("client reply OFF", Verb::Reply),
            ("CLIENT tracking ON BCAST", Verb::Tracking),
            ("CLIENT TRACKINGINFO", Verb::Other),
            ("client no-evict ON", Verb::NoEvict),
            ("CLIENT NO-TOUCH off", Verb::NoTouch),
            ("CLIENT NO-TOUCH", Verb::Other),
            ("client list", Verb::Other),
            ("CLIENT", Verb::Other),
            ("GET a", Verb::Other),
            ("A.MODULES.LONG.COMMAND", Verb::Other),
            ("", Verb::Other),
        ];
        for (line, expected) in table {
            assert_eq!(verb(line), expected, "{line}");
        }
        assert_eq!(Verb::of::<&[u8]>(&[]), Verb::Other);
    }
}
