//! What a command does to the connection it is sent on, by its name. Pure.
//!
//! What commands do to data is not here: the command table knows that.

/// A command as a connection sees it.
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
    /// PING, ECHO: they only answer.
    Answer,
    /// Any other: it leaves the connection as it is.
    Other,
}

/// The longest name in [`Verb::named`].
const LONGEST: usize = 12;

impl Verb {
    /// The verb of a command's words, in letters of any case.
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

    /// Whether all before it is to be answered before it is sent, and it before anything behind it is: it changes how the
    /// connection talks, or ends it.
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

    /// Whether it leaves its connection as it is, but for its name, what it is told of keys and what it spares them, and
    /// is answered by one reply.
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

    /// Without an allocation, since it is asked of every line of a script and of every command that is loaded.
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
    fn a_verb_is_known_in_letters_of_any_case() {
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
