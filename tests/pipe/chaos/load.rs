//! What is loaded: a million commands, each known by its number alone, so that none has to be remembered.

use support::cluster::Cluster;
use support::server::encoded;

/// All of them.
pub(super) const COMMANDS: usize = PORTIONS * PORTION;
/// Keys, over all tags.
pub(super) const KEYS: usize = 10_000;
/// Each in another slot.
pub(super) const TAGS: usize = 100;
/// Handed to the loader one after the other, so many while the slots move for one turn.
pub(super) const PORTIONS: usize = 440;
pub(super) const PORTIONS_A_TURN: usize = 4;
/// A slot is on its way back so many turns after it has left.
pub(super) const AWAY: usize = 9;

const PORTION: usize = 2_280;
/// Of the keys of one tag, those that get half of all commands while its slot moves.
const HOT_KEYS: usize = 10;
/// Has no divisor with the number of keys in common, so that all have their turn.
const STRIDE: usize = 7_919;

/// The commands, for the keys of one cluster.
pub(super) struct Load {
    tags: Vec<String>,
}

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Command {
    /// Which key, below [`KEYS`].
    pub(super) key: usize,
    /// What is appended to it. A counter gets one more instead.
    pub(super) token: Option<String>,
}

impl Load {
    /// Tag `n` belongs to primary `n` modulo 3.
    pub(super) fn over(cluster: &Cluster) -> Self {
        let tags = (0..TAGS).map(|number| cluster.key_on(number % 3, number));
        Load {
            tags: tags.collect(),
        }
    }

    pub(super) fn tags(&self) -> &[String] {
        &self.tags
    }

    /// Protocol and inline commands in turn.
    pub(super) fn portion(&self, portion: usize) -> Vec<u8> {
        let commands = (portion * PORTION..(portion + 1) * PORTION).map(command);
        let words = commands.map(|command| self.words(&command));
        if portion.is_multiple_of(2) {
            words.flat_map(|words| encoded(&words)).collect()
        } else {
            let lines = words.map(|words| words.join(" ") + "\r\n");
            lines.collect::<String>().into_bytes()
        }
    }

    pub(super) fn words(&self, command: &Command) -> Vec<String> {
        let key = self.key(command.key);
        match &command.token {
            Some(token) => vec!["APPEND".to_owned(), key, token.clone()],
            None => vec!["INCR".to_owned(), key],
        }
    }

    /// Its tag is the key's number modulo [`TAGS`].
    pub(super) fn key(&self, key: usize) -> String {
        let tag = &self.tags[key % TAGS];
        format!("{}:{{{tag}}}", key / TAGS)
    }
}

/// One half goes to a few keys in the slots that move at the time, the other to each key in turn.
pub(super) fn command(number: usize) -> Command {
    let round = number / 2;
    let key = if number.is_multiple_of(2) {
        round * STRIDE % KEYS
    } else {
        hot_tag(number) + round % HOT_KEYS * TAGS
    };
    Command {
        key,
        token: is_string(key).then(|| format!("{number},")),
    }
}

/// Of the keys of each tag, every other one.
pub(super) fn is_string(key: usize) -> bool {
    !(key / TAGS).is_multiple_of(2)
}

/// The slot that leaves, and the one that comes back.
fn hot_tag(number: usize) -> usize {
    let turn = number / PORTION / PORTIONS_A_TURN;
    let away = number / 2 / HOT_KEYS % 2 * AWAY;
    (turn + TAGS - away) % TAGS
}
