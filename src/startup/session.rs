//! What the command line asks for is opened here: servers to throw away, the password, the client, the session.

use std::io::{self, IsTerminal};
use std::sync::Arc;

use anyhow::Context;
use redsh_engine::client::{Client, Routing, SentinelOptions, Sentinels, WritePolicy};
use redsh_engine::cluster::NodeWord;
use redsh_engine::command::CommandTable;
use redsh_engine::net::{
    Address, DialOptions, Endpoint, Interrupter, Login, ProtocolPreference, Secret, TlsClient,
    TlsOptions,
};
use redsh_engine::pubsub::SubscriptionKind;
use redsh_sandbox::{Kind, MASTER, Plan, Running};

use crate::cli::{Connect, Invocation, Output, Run, SandboxKind, SentinelTarget, Target};
use crate::process::askpass;
use crate::process::stdout::{self, Sink};
use crate::render::{self, Palette, Printer, Style};
use crate::session::Session;
use crate::session::replies::{Errors, Policy};

/// Starts the throw-away servers that are asked for, if any, and has the connection go there. They last as long as what
/// is returned.
///
/// # Errors
/// They cannot be started.
pub(crate) fn sandbox(invocation: &mut Invocation) -> anyhow::Result<Option<Running>> {
    let Some(kind) = invocation.sandbox else {
        return Ok(None);
    };
    let connect = &mut invocation.connect;
    let plan = Plan {
        server: invocation.sandbox_server.take(),
        tls: kind == SandboxKind::Tls,
        config: Vec::new(),
    };
    let running = redsh_sandbox::start(kind.into(), &plan)?;
    if let Some(certificates) = running.certificates() {
        let given = connect.tls.take().unwrap_or_default();
        connect.tls = Some(TlsOptions {
            ca_cert: Some(certificates.ca.clone()),
            ..given
        });
    }
    connect.target = target(kind, &running, connect);
    Ok(Some(running))
}

fn target(kind: SandboxKind, running: &Running, connect: &Connect) -> Target {
    let local = |port| Address::tcp("127.0.0.1", port);
    let address = local(running.port());
    match (kind, &connect.target) {
        (SandboxKind::Sentinel, _) => Target::Sentinel(Box::new(SentinelTarget {
            addresses: running.sentinel_ports().into_iter().map(local).collect(),
            master: MASTER.to_owned(),
            login: Login::default(),
            tls: connect.tls.clone(),
        })),
        (SandboxKind::Cluster { .. }, _) | (_, Target::Cluster(_)) => Target::Cluster(address),
        _ => Target::Server(address),
    }
}

impl From<SandboxKind> for Kind {
    fn from(kind: SandboxKind) -> Self {
        match kind {
            SandboxKind::Plain | SandboxKind::Tls => Kind::Server,
            SandboxKind::Cluster {
                primaries,
                replicas_each,
            } => Kind::Cluster {
                primaries,
                replicas_each,
            },
            SandboxKind::Sentinel => Kind::Sentinel,
        }
    }
}

/// Asks for the password, where that is what the options say.
///
/// # Errors
/// There is nobody to ask.
pub(crate) fn ask_password(connect: &mut Connect) -> anyhow::Result<()> {
    if let Some(asked) = connect.ask_password.take() {
        let password = askpass::read().context("could not ask for the password")?;
        connect.login.credentials = asked.answered(Secret::new(password));
    }
    Ok(())
}

/// Whether lines are typed at a terminal.
pub(crate) fn is_typed(run: &Run) -> bool {
    matches!(run, Run::Lines) && io::stdin().is_terminal() && io::stdout().is_terminal()
}

/// For people, RESP3 tells more: maps from lists, numbers from texts. Scripts get it where they ask for it.
pub(crate) fn prefer_resp3(invocation: &mut Invocation) {
    if invocation.output.any_protocol {
        invocation.connect.login.protocol = ProtocolPreference::PreferResp3;
    }
}

/// The session that the options ask for. No server is connected to yet, but the sentinels.
///
/// # Errors
/// A TLS option cannot be used; the sentinels name no primary.
pub(crate) fn session(invocation: &Invocation) -> anyhow::Result<Session<Sink>> {
    let Invocation {
        connect,
        output,
        run,
        ..
    } = invocation;
    let terminal = io::stdout().is_terminal();
    // A debugging session is for people, whatever the options say: redis-cli's own breaks off in any other format.
    let format = match run {
        Run::Eval { debug: Some(_), .. } => render::Format::Standard,
        _ => output.format(terminal),
    };
    let runs_lines = matches!(run, Run::Lines | Run::Eval { debug: Some(_), .. });
    let policy = Policy {
        errors: if output.errors_count && !runs_lines {
            Errors::Fatal
        } else {
            Errors::Printed
        },
        pushes: output.shows_pushes(terminal),
        announces: format != render::Format::Raw,
        interleaves: is_typed(run),
        resubscribes: output.resubscribes(terminal, &connect.target),
        verbose: output.verbose,
        reconnects: is_typed(run),
        nodes: runs_lines && (terminal || output.fake_terminal),
        timed: runs_lines && format == render::Format::Standard,
    };
    let mut session = Session::new(
        client(connect, wants_map(run) || connect.cross_slot)?,
        printer(output, format),
        policy,
    );
    session.set_cross_slot(connect.cross_slot);
    let filter = output.monitor_filter.clone();
    session.replies().set_monitor_filter(filter);
    Ok(session)
}

/// Prints replies to stdout, in this format.
pub(super) fn printer(output: &Output, format: render::Format) -> Printer<Sink> {
    let terminal = io::stdout().is_terminal();
    let style = Style {
        format,
        delimiter: output.delimiter.clone(),
        end: output.end.clone(),
        palette: if terminal && output.color {
            Palette::Colour
        } else {
            Palette::Plain
        },
        terminal,
    };
    Printer::new(stdout::open(), style)
}

/// Whether a run is worth the round trip for a cluster's map: one command is where it is for nodes that it names, or for
/// those of several slots.
fn wants_map(run: &Run) -> bool {
    match run {
        Run::Lines | Run::Pipe(_) | Run::Scan(_) => true,
        Run::Command { words, .. } => NodeWord::is_meant(words) || is_sharded(words),
        Run::Eval { debug, .. } => debug.is_some(),
    }
}

fn is_sharded(words: &[Vec<u8>]) -> bool {
    let family = words
        .first()
        .and_then(|name| SubscriptionKind::of_command(name));
    matches!(family, Some((SubscriptionKind::Shard, _)))
}

/// Where the debugger's connection goes: to the node named, or to the primary that the sentinels name.
///
/// # Errors
/// As [`session`].
pub(crate) fn endpoint(connect: &Connect) -> anyhow::Result<Endpoint> {
    let mut endpoint = unaddressed(connect)?;
    endpoint.address = match &connect.target {
        Target::Server(address) | Target::Cluster(address) => address.clone(),
        Target::Sentinel(target) => sentinels(connect, target, &endpoint)?.primary(&endpoint)?,
    };
    Ok(endpoint)
}

/// The client that the options ask for, with tickets of any kind.
///
/// # Errors
/// As [`session`].
pub(crate) fn client<T>(connect: &Connect, wants_map: bool) -> anyhow::Result<Client<T>> {
    let mut endpoint = unaddressed(connect)?;
    let (address, routing) = match &connect.target {
        Target::Server(address) => (address.clone(), Routing::Single),
        Target::Cluster(address) if wants_map || connect.replicas => {
            (address.clone(), Routing::cluster(connect.natmap.clone()))
        }
        Target::Cluster(address) => (address.clone(), Routing::Follow),
        Target::Sentinel(target) => {
            let mut sentinels = sentinels(connect, target, &endpoint)?;
            let primary = sentinels.primary(&endpoint)?;
            (primary, Routing::sentinel(sentinels))
        }
    };
    endpoint.address = address;
    let client = Client::new(endpoint, routing).with_write_policy(write_policy(connect));
    Ok(if connect.replicas {
        client.with_replicas()
    } else {
        client
    })
}

/// What may be sent. A table of commands is made only where somebody asks.
pub(crate) fn write_policy(connect: &Connect) -> WritePolicy {
    match connect.read_only {
        true => WritePolicy::for_reading(CommandTable::builtin()),
        false => WritePolicy::open(),
    }
}

fn unaddressed(connect: &Connect) -> anyhow::Result<Endpoint> {
    Ok(Endpoint {
        address: Address::tcp("", 0),
        dial: dial(connect, connect.tls.as_ref())?,
        login: connect.login.clone(),
    })
}

/// The sentinels, who are interrupted with the nodes that they name.
fn sentinels(
    connect: &Connect,
    target: &SentinelTarget,
    node: &Endpoint,
) -> anyhow::Result<Sentinels> {
    let interrupter = node.dial.interrupter.clone();
    Ok(Sentinels::new(SentinelOptions {
        addresses: target.addresses.clone(),
        master: target.master.clone(),
        login: target.login.clone(),
        dial: DialOptions {
            interrupter,
            ..dial(connect, target.tls.as_ref())?
        },
        natmap: connect.natmap.clone(),
    }))
}

fn dial(connect: &Connect, tls: Option<&TlsOptions>) -> anyhow::Result<DialOptions> {
    let tls = tls.map(TlsClient::new).transpose()?;
    Ok(DialOptions {
        connect_timeout: connect.timeout,
        reach_timeout: None,
        family: connect.family,
        multipath: connect.multipath,
        tls: tls.map(Arc::new),
        peer: None,
        interrupter: Interrupter::default(),
    })
}
