//! The effect of a command on its connection, by its name.
//!
//! The effect on data is in the command table.

/// A command by its effect on the connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    /// SUBSCRIBE, PSUBSCRIBE, SSUBSCRIBE
    Subscribe,
    /// UNSUBSCRIBE, PUNSUBSCRIBE, SUNSUBSCRIBE
    Unsubscribe,
    /// MONITOR
    Monitor,
    /// MULTI
    Multi,
    /// EXEC
    Exec,
    /// DISCARD
    Discard,
    /// WATCH
    Watch,
    /// UNWATCH
    Unwatch,
    /// SELECT
    Select,
    /// AUTH
    Auth,
    /// HELLO
    Hello,
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
    /// READONLY
    ReadOnly,
    /// READWRITE
    ReadWrite,
    /// RESET
    Reset,
    /// QUIT
    Quit,
    /// SHUTDOWN
    Shutdown,
    /// DEBUG
    Debug,
    /// SYNC, PSYNC
    Sync,
    /// PING, ECHO: no effect besides the reply.
    Answer,
    /// Any other command: no effect on the connection.
    Other,
}

/// The length of the longest name in [`Verb::named`].
const LONGEST: usize = 12;

impl Verb {
    /// Returns the verb of a command, whose words may be in upper or lower case.
    pub fn of<A: AsRef<[u8]>>(words: &[A]) -> Verb {
        let Some((name, arguments)) = words.split_first() else {
            return Verb::Other;
        };
        let name = name.as_ref();
        if !name.eq_ignore_ascii_case(b"CLIENT") {
            return Verb::named(name);
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
    fn named(name: &[u8]) -> Verb {
        let mut upper = [0; LONGEST];
        let Some(upper) = upper.get_mut(..name.len()) else {
            return Verb::Other;
        };
        upper.copy_from_slice(name);
        upper.make_ascii_uppercase();
        match &*upper {
            b"SUBSCRIBE" | b"PSUBSCRIBE" | b"SSUBSCRIBE" => Verb::Subscribe,
            b"UNSUBSCRIBE" | b"PUNSUBSCRIBE" | b"SUNSUBSCRIBE" => Verb::Unsubscribe,
            b"MONITOR" => Verb::Monitor,
            b"MULTI" => Verb::Multi,
            b"EXEC" => Verb::Exec,
            b"DISCARD" => Verb::Discard,
            b"WATCH" => Verb::Watch,
            b"UNWATCH" => Verb::Unwatch,
            b"SELECT" => Verb::Select,
            b"AUTH" => Verb::Auth,
            b"HELLO" => Verb::Hello,
            b"READONLY" => Verb::ReadOnly,
            b"READWRITE" => Verb::ReadWrite,
            b"RESET" => Verb::Reset,
            b"QUIT" => Verb::Quit,
            b"SHUTDOWN" => Verb::Shutdown,
            b"DEBUG" => Verb::Debug,
            b"SYNC" | b"PSYNC" => Verb::Sync,
            b"PING" | b"ECHO" => Verb::Answer,
            _ => Verb::Other,
        }
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
