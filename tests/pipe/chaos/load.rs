//! The load: a million commands, each determined by its number, so that none has to be stored.

use support::cluster::Cluster;
use support::server::encoded;

/// The number of commands.
pub(super) const COMMANDS: usize = PORTIONS * PORTION;
/// The number of keys, over all tags.
pub(super) const KEYS: usize = 10_000;
/// The number of tags, each in another slot.
pub(super) const TAGS: usize = 100;
/// The number of portions that are given to the loader, a fixed number in each turn of the moving slots.
pub(super) const PORTIONS: usize = 440;
pub(super) const PORTIONS_A_TURN: usize = 4;
/// The number of turns after which a slot that has left moves back.
pub(super) const AWAY: usize = 9;

const PORTION: usize = 2_280;
/// The number of keys of a tag that get half of all commands while its slot moves.
const HOT_KEYS: usize = 10;
/// Coprime with the number of keys, so that all of them are used.
const STRIDE: usize = 7_919;

/// The commands for the keys of one cluster.
pub(super) struct Load {
    tags: Vec<String>,
}

/// One of the commands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Command {
    /// The key's number, below [`KEYS`].
    pub(super) key: usize,
    /// The token to append; `None` for a counter, which is incremented.
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

    /// Commands as arrays and inline in turn.
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

    /// The tag of a key is its number modulo [`TAGS`].
    pub(super) fn key(&self, key: usize) -> String {
        let tag = &self.tags[key % TAGS];
        format!("{}:{{{tag}}}", key / TAGS)
    }
}

/// One half of the commands uses a few keys in the slots that are moving, the other half each key in turn.
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

/// Every other key of each tag.
pub(super) fn is_string(key: usize) -> bool {
    !(key / TAGS).is_multiple_of(2)
}

/// The slot that leaves, and the one that returns.
fn hot_tag(number: usize) -> usize {
    let turn = number / PORTION / PORTIONS_A_TURN;
    let away = number / 2 / HOT_KEYS % 2 * AWAY;
    (turn + TAGS - away) % TAGS
}
