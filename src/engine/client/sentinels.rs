//! Sentinels, and the data nodes that they name, asked over the network: the sockets to the decisions of
//! [`sentinel`](crate::sentinel).
//!
//! Each question has a connection of its own: it is asked once at the beginning, and again only when a primary is lost. It
//! must not know what a primary is wanted for.

use std::thread;
use std::time::{Duration, Instant};

use super::Backoff;
use crate::Error;
use crate::cluster::NatMap;
use crate::error::reason;
use crate::net::{Address, Connection, DialOptions, Endpoint, Login, Notice};
use crate::resp::{Value, encode_command};
use crate::sentinel::{NoPrimary, Roster, SentinelAnswer, find_primary, replicas};

/// How long a sentinel may take for each step, where nothing else is asked for. All sentinels have the same to tell, so
/// going on to the next one beats waiting.
const PATIENCE: Duration = Duration::from_secs(1);

/// Which sentinels there are, how they are reached, and what they are asked for.
#[derive(Debug, Clone)]
pub struct SentinelOptions {
    /// Those that the user gave, in the order in which they are to be asked.
    pub addresses: Vec<Address>,
    /// The name that they know the primary by.
    pub master: String,
    /// Their own credentials, which are not those of the data nodes. Its database is not used: sentinels have none.
    pub login: Login,
    /// How they are reached. Without a connect timeout it is a second; an answer may take as long too.
    pub dial: DialOptions,
    /// Addresses that they announce, of nodes and of other sentinels, to such as can be reached.
    pub natmap: NatMap,
}

/// The sentinels of one primary. They are better known after each search.
#[derive(Debug, Clone)]
pub struct Sentinels {
    master: String,
    natmap: NatMap,
    roster: Roster,
    line: Line,
}

impl Sentinels {
    /// Nobody is asked yet.
    pub fn new(options: SentinelOptions) -> Self {
        Sentinels {
            master: options.master,
            natmap: options.natmap,
            roster: Roster::new(options.addresses),
            line: Line {
                dial: impatient(&options.dial),
                login: Login {
                    db: 0,
                    ..options.login
                },
            },
        }
    }

    /// The name that the sentinels know the primary by.
    pub fn master(&self) -> &str {
        &self.master
    }

    /// Where the primary is: asked of one sentinel after the other, and believed once the node's ROLE says so. `node` is
    /// how data nodes are reached; its address is not used, and of its login only the credentials.
    ///
    /// # Errors
    /// [`Error::NoPrimary`]. Where a failover may be under way, [`NoPrimary::is_temporary`], and
    /// [`wait_for_primary`](Self::wait_for_primary) serves better.
    pub fn primary(&mut self, node: &Endpoint) -> Result<Address, Error> {
        let nodes = Line::to_nodes(node);
        let Sentinels {
            master,
            natmap,
            roster,
            line,
        } = self;
        let ask = |sentinel: &Address| {
            let replies = line.primary_and_others(sentinel, master);
            replies.map_err(|error| words(&error))
        };
        let check = |node: &Address| {
            let reply = nodes.ask(node, [&["ROLE"]]);
            reply.map(|[role]| role).map_err(|error| words(&error))
        };
        Ok(find_primary(roster, master, natmap, ask, check)?)
    }

    /// As [`primary`](Self::primary), for after a connection was lost: asks again, with growing waits of a second at most,
    /// as long as the failure may pass. Beyond the deadline no new search begins, but one that has begun is ended.
    ///
    /// # Errors
    /// As [`primary`](Self::primary), from the last search.
    pub fn wait_for_primary(
        &mut self,
        node: &Endpoint,
        deadline: Instant,
    ) -> Result<Address, Error> {
        let mut backoff = Backoff::new();
        loop {
            let failure = match self.primary(node) {
                Err(Error::NoPrimary(failure)) if failure.is_temporary() => failure,
                outcome => return outcome,
            };
            let wait = backoff.next_delay();
            if Instant::now() + wait > deadline {
                return Err(failure.into());
            }
            thread::sleep(wait);
        }
    }

    /// The replicas that the first sentinel to answer thinks can be used; none where there are none. Their ROLE is not
    /// asked for: one that was promoted a moment ago can be read from as well.
    ///
    /// # Errors
    /// [`Error::NoPrimary`], which says what each sentinel said.
    pub fn replicas(&mut self) -> Result<Vec<Address>, Error> {
        let mut failure = NoPrimary {
            master: self.master.clone(),
            results: Vec::new(),
        };
        for sentinel in self.roster.iter() {
            let said = match self.line.replicas(sentinel, &self.master) {
                Ok(reply) => match replicas(&reply) {
                    Ok(addresses) => return Ok(self.reachable(addresses)),
                    Err(refusal) => SentinelAnswer::Refused(refusal),
                },
                Err(error) => SentinelAnswer::Nothing(words(&error)),
            };
            failure.results.push((sentinel.clone(), said));
        }
        Err(failure.into())
    }

    fn reachable(&self, mut addresses: Vec<Address>) -> Vec<Address> {
        addresses
            .iter_mut()
            .for_each(|address| self.natmap.apply(address));
        addresses
    }
}

/// How servers of one kind are spoken to.
#[derive(Debug, Clone)]
struct Line {
    /// Always with a timeout.
    dial: DialOptions,
    login: Login,
}

impl Line {
    /// A question about its role needs no database, and no name that could be refused.
    fn to_nodes(node: &Endpoint) -> Self {
        Line {
            dial: impatient(&node.dial),
            login: Login {
                credentials: node.login.credentials.clone(),
                ..Login::default()
            },
        }
    }

    fn primary_and_others(
        &self,
        sentinel: &Address,
        master: &str,
    ) -> Result<(Value, Value), Error> {
        let primary = ["SENTINEL", "GET-MASTER-ADDR-BY-NAME", master];
        let others = ["SENTINEL", "SENTINELS", master];
        let [primary, others] = self.ask(sentinel, [&primary, &others])?;
        Ok((primary, others))
    }

    fn replicas(&self, sentinel: &Address, master: &str) -> Result<Value, Error> {
        let [replicas] = self.ask(sentinel, [&["SENTINEL", "REPLICAS", master]])?;
        Ok(replicas)
    }

    /// Asks all of it in one write, and gives the replies.
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
            *reply = told(reader.read_value()?, &opened.notices);
        }
        Ok(replies)
    }

    fn endpoint(&self, address: &Address) -> Endpoint {
        Endpoint {
            address: address.clone(),
            dial: self.dial.clone(),
            login: self.login.clone(),
        }
    }
}

fn impatient(dial: &DialOptions) -> DialOptions {
    let given = dial.connect_timeout.filter(|timeout| !timeout.is_zero());
    DialOptions {
        connect_timeout: given.or(Some(PATIENCE)),
        ..dial.clone()
    }
}

/// After a wrong password a server only repeats that it wants one: what it said to the password tells more.
fn told(reply: Value, notices: &[Notice]) -> Value {
    let wants_login = reply
        .as_error()
        .is_some_and(|words| words.starts_with(b"NOAUTH"));
    let refused = notices.iter().find_map(|notice| match notice {
        Notice::NotAuthenticated(words) if wants_login => Some(words),
        _ => None,
    });
    refused.map_or(reply, |words| Value::Error(words.clone().into_bytes()))
}

/// Why there is no answer, for where the address stands already.
fn words(error: &Error) -> String {
    match error {
        Error::Connect { source, .. } | Error::Lost { source, .. } => reason(source),
        Error::Tls { reason, .. } => format!("no TLS: {reason}"),
        Error::Closed { .. } => "it closed the connection".to_owned(),
        Error::Timeout { after, .. } => format!("no answer within {} s", after.as_secs_f64()),
        Error::Protocol { source, .. } => format!("it does not speak RESP: {source}"),
        other => other.to_string(),
    }
}
