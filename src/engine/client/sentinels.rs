//! Asks sentinels for the primary and its replicas, and data nodes for their role. [`sentinel`](crate::sentinel) decides.
//!
//! Each request has a connection of its own, since requests are rare: one at the beginning, and one after a lost primary.

use std::time::Duration;

use crate::Error;
use crate::cluster::NatMap;
use crate::error::reason;
use crate::net::{Address, Connection, DialOptions, Endpoint, Interrupter, Login, Notice};
use crate::resp::{Value, encode_command};
use crate::sentinel::{NoPrimary, Roster, SentinelAnswer, find_primary, replicas};

/// The default timeout for connecting to a sentinel, and for its reply. It is short: the next sentinel gives the same reply.
const TIMEOUT: Duration = Duration::from_secs(1);

/// The sentinels of a primary, and how they are reached.
#[derive(Debug, Clone)]
pub struct SentinelOptions {
    /// The addresses that the user gave. They are asked in this order.
    pub addresses: Vec<Address>,
    /// The name of the primary.
    pub master: String,
    /// The credentials for the sentinels, not for the data nodes. The database is ignored: sentinels have none.
    pub login: Login,
    /// How they are reached. The connect timeout is also the timeout for replies; its default is one second.
    pub dial: DialOptions,
    /// Maps the addresses that they announce, of nodes and of other sentinels, to reachable ones.
    pub natmap: NatMap,
}

/// The sentinels of one primary. Each search adds the sentinels that others name.
#[derive(Debug, Clone)]
pub struct Sentinels {
    pub(super) master: String,
    natmap: NatMap,
    roster: Roster,
    access: ServerAccess,
    /// Whether a client listens to the sentinels.
    pub(super) listens: bool,
}

impl Sentinels {
    /// Returns the sentinels, and asks none of them yet.
    pub fn new(options: SentinelOptions) -> Self {
        Sentinels {
            master: options.master,
            natmap: options.natmap,
            roster: Roster::new(options.addresses),
            access: ServerAccess {
                dial: with_timeout(&options.dial),
                login: Login {
                    db: 0,
                    ..options.login
                },
            },
            listens: false,
        }
    }

    /// Has a client listen to the sentinels, so that it leaves a primary that was replaced at once.
    pub fn listening(mut self) -> Self {
        self.listens = true;
        self
    }

    /// The sentinels that are known.
    pub(super) fn addresses(&self) -> impl Iterator<Item = &Address> {
        self.roster.iter()
    }

    /// The reachable address of a node.
    pub(super) fn mapped(&self, node: &Address) -> Address {
        self.natmap.apply(node)
    }

    /// A connection to a sentinel, which nothing interrupts.
    ///
    /// # Errors
    /// As [`Connection::open`].
    pub(super) fn connect(&self, sentinel: &Address) -> Result<Connection, Error> {
        let mut endpoint = self.access.endpoint(sentinel);
        endpoint.dial.interrupter = Interrupter::default();
        // It receives messages, which may take any time.
        endpoint.dial.reply_timeout = None;
        let opened = Connection::open(&endpoint, &[]);
        Ok(opened?.connection)
    }

    /// Returns the address of the primary. Asks one sentinel after the other, and confirms the address with ROLE. `node` says
    /// how data nodes are reached; its address is ignored, and so is its login except for the credentials.
    ///
    /// # Errors
    /// [`Error::NoPrimary`]. If [`NoPrimary::is_temporary`], a failover may be in progress, and a later search may succeed.
    pub fn primary(&mut self, node: &Endpoint) -> Result<Address, Error> {
        let nodes = ServerAccess::to_nodes(node);
        let ask = |sentinel: &Address| {
            let primary = ["SENTINEL", "GET-MASTER-ADDR-BY-NAME", &self.master];
            let others = ["SENTINEL", "SENTINELS", &self.master];
            let replies = self.access.ask(sentinel, [&primary, &others]);
            let replies = replies.map(|[primary, others]| (primary, others));
            replies.map_err(|error| text(&error))
        };
        let check = |node: &Address| {
            let reply = nodes.ask(node, [&["ROLE"]]);
            reply.map(|[role]| role).map_err(|error| text(&error))
        };
        let found = find_primary(&mut self.roster, &self.master, &self.natmap, ask, check);
        Ok(found?)
    }

    /// Returns the usable replicas by the first sentinel that replies. Their ROLE is not checked: a replica that was just
    /// promoted can be read from as well.
    ///
    /// # Errors
    /// [`Error::NoPrimary`] with the reply of each sentinel.
    pub fn replicas(&mut self) -> Result<Vec<Address>, Error> {
        let mut failure = NoPrimary {
            master: self.master.clone(),
            results: Vec::new(),
        };
        for sentinel in self.roster.iter() {
            let command = ["SENTINEL", "REPLICAS", &self.master];
            let answer = match self.access.ask(sentinel, [&command]) {
                Ok([reply]) => match replicas(&reply) {
                    Ok(announced) => {
                        return Ok(announced.iter().map(|it| self.mapped(it)).collect());
                    }
                    Err(refusal) => SentinelAnswer::Refused(refusal),
                },
                Err(error) => SentinelAnswer::Nothing(text(&error)),
            };
            failure.results.push((sentinel.clone(), answer));
        }
        Err(failure.into())
    }
}

/// How sentinels, or data nodes, are reached.
#[derive(Debug, Clone)]
struct ServerAccess {
    dial: DialOptions,
    login: Login,
}

impl ServerAccess {
    /// ROLE needs no database and no client name, which a server could refuse.
    fn to_nodes(node: &Endpoint) -> Self {
        ServerAccess {
            dial: with_timeout(&node.dial),
            login: Login {
                credentials: node.login.credentials.clone(),
                ..Login::default()
            },
        }
    }

    fn endpoint(&self, address: &Address) -> Endpoint {
        Endpoint {
            address: address.clone(),
            dial: self.dial.clone(),
            login: self.login.clone(),
        }
    }

    /// Sends commands in one write, and returns their replies.
    fn ask<const N: usize>(
        &self,
        address: &Address,
        commands: [&[&str]; N],
    ) -> Result<[Value; N], Error> {
        let mut bytes = Vec::new();
        for command in commands {
            encode_command(command, &mut bytes);
        }
        let mut opened = Connection::open(&self.endpoint(address), &bytes)?;
        if !opened.sent {
            opened.connection.send_counted(&bytes).1?;
        }
        let reader = &mut opened.connection.reader;
        reader.set_timeout(self.dial.connect_timeout)?;
        let mut replies = [const { Value::Array(Vec::new()) }; N];
        for reply in &mut replies {
            *reply = with_login_error(reader.read_answer()?, &opened.notices);
        }
        Ok(replies)
    }
}

fn with_timeout(dial: &DialOptions) -> DialOptions {
    let given = dial.connect_timeout.filter(|timeout| !timeout.is_zero());
    DialOptions {
        connect_timeout: given.or(Some(TIMEOUT)),
        ..dial.clone()
    }
}

/// After a wrong password a server replies NOAUTH to all commands. The reply to the login says more.
fn with_login_error(reply: Value, notices: &[Notice]) -> Value {
    let wants_login = reply
        .as_error()
        .is_some_and(|words| words.starts_with(b"NOAUTH"));
    let refused = notices.iter().find_map(|notice| match notice {
        Notice::NotAuthenticated(words) if wants_login => Some(words),
        _ => None,
    });
    refused.map_or(reply, |words| Value::Error(words.clone().into_bytes()))
}

/// The text of an error, without the address.
fn text(error: &Error) -> String {
    match error {
        Error::Connect { source, .. } | Error::Lost { source, .. } => reason(source),
        Error::Tls { reason, .. } => format!("no TLS: {reason}"),
        Error::Closed { .. } => "it closed the connection".to_owned(),
        Error::Timeout { after, .. } => format!("no answer within {} s", after.as_secs_f64()),
        Error::Protocol { source, .. } => format!("it does not speak RESP: {source}"),
        other => other.to_string(),
    }
}
