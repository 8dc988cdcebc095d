//! Creates the sandbox, the client and the session of an invocation.

use std::io::{self, IsTerminal};
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use redsh_engine::client::{Client, Routing, SentinelOptions, Sentinels, WritePolicy};
use redsh_engine::cluster::NodeWord;
use redsh_engine::command::CommandTable;
use redsh_engine::net::{
    Address, Credentials, DialOptions, Endpoint, Login, ProtocolPreference, RefusedDatabase,
    Secret, TlsClient, TlsOptions,
};
use redsh_engine::pubsub::SubscriptionKind;
use redsh_sandbox::{MASTER, Plan, Running, SandboxKind};

use crate::cli::{Connect, Invocation, Output, Repeat, Run, SentinelTarget, Target};
use crate::process::askpass;
use crate::process::called_as::CalledAs;
use crate::process::stdout::{self, Sink};
use crate::render::{self, Printer, Style};
use crate::session::Session;
use crate::session::replies::{Errors, Policy};

/// Starts the servers of `--sandbox`, if given, and points the connection at them. They stop when the result is dropped.
pub(crate) fn sandbox(invocation: &mut Invocation) -> anyhow::Result<Option<Running>> {
    let Some(kind) = invocation.sandbox else {
        return Ok(None);
    };
    let connect = &mut invocation.connect;
    // Other users of this machine can reach the port.
    let password = redsh_sandbox::random_password();
    connect.login.credentials = Some(Credentials {
        user: None,
        password: Secret::new(&*password),
    });
    let plan = Plan {
        server: invocation.sandbox_server.take(),
        tls: kind == SandboxKind::Tls,
        password: Some(password.clone()),
        allows_all: true,
        config: Vec::new(),
    };
    let running = redsh_sandbox::start(kind, &plan)?;
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
            login: Login {
                credentials: connect.login.credentials.clone(),
                ..Login::default()
            },
            tls: connect.tls.clone(),
        })),
        (SandboxKind::Cluster { .. }, _) | (_, Target::Cluster(_)) => Target::Cluster(address),
        _ => Target::Server(address),
    }
}

/// Asks for the password if `--askpass` is given.
pub(crate) fn ask_password(connect: &mut Connect) -> anyhow::Result<()> {
    if let Some(asked) = connect.ask_password.take() {
        let password = askpass::read().context("could not ask for the password")?;
        connect.login.credentials = asked.answered(Secret::new(password));
    }
    Ok(())
}

/// Whether the user types the lines. As in redis-cli, stdout may be a pipe: `redsh | tee log`.
pub(crate) fn is_typed(run: &Run, output: &Output) -> bool {
    matches!(run, Run::Lines) && (io::stdin().is_terminal() || output.fake_prompt)
}

/// Prefers RESP3 for typed replies on a terminal: it distinguishes maps from lists, and numbers from texts. Others must
/// request it: raw maps have two values on a line.
pub(crate) fn prefer_resp3(invocation: &mut Invocation) {
    let output = &invocation.output;
    let is_typed = io::stdout().is_terminal() && output.format(true) == render::Format::Standard;
    if is_typed && !output.chooses_protocol() {
        invocation.connect.login.protocol = ProtocolPreference::PreferResp3;
    }
}

/// Creates the session. It connects to the sentinels, but to no other server yet.
pub(crate) fn session(invocation: &Invocation) -> anyhow::Result<Session<Sink>> {
    let Invocation {
        connect,
        output,
        run,
        ..
    } = invocation;
    let terminal = io::stdout().is_terminal();
    let typed = is_typed(run, output);
    // redis-cli's debugger ends the session in any other format.
    let format = match run {
        Run::Debug(..) => render::Format::Standard,
        _ => output.format(terminal),
    };
    let is_valkey_cli = CalledAs::of_process() == CalledAs::ValkeyCli;
    let runs_lines = matches!(run, Run::Lines | Run::Debug(..));
    let policy = Policy {
        errors: match output.errors_count && !runs_lines {
            true => Errors::Fatal,
            false => Errors::Printed,
        },
        refusals: match run {
            Run::Command { .. } => Errors::Fatal,
            _ => Errors::Printed,
        },
        pushes: output.shows_pushes(terminal),
        ends_queued: is_valkey_cli,
        announces: format != render::Format::Raw && (typed || !is_valkey_cli),
        interleaves: typed,
        resubscribes: output.resubscribes(terminal, &connect.target),
        verbose: output.verbose,
        reconnects: typed,
        nodes: runs_lines && (terminal || output.fake_terminal),
        timed: runs_lines && format == render::Format::Standard,
    };
    let mut connect = connect.clone();
    connect.login.refused_database = refused_database(run, typed);
    if ends_at_first_error(run, invocation.input.repeat) {
        connect.cluster_retry.get_or_insert(Duration::ZERO);
    }
    let mut session = Session::new(
        client(&connect, wants_topology(run) || connect.cross_slot)?,
        printer(output, format, typed),
        policy,
    );
    session.cross_slot = connect.cross_slot;
    session
        .replies()
        .set_monitor_filter(output.monitor_filter.clone());
    Ok(session)
}

/// Whether the first error of a node is the result. A health check sends one command, and wants no other answer.
fn ends_at_first_error(run: &Run, repeat: Repeat) -> bool {
    let is_single = |words: &[_]| repeat == Repeat::Times(1) && !NodeWord::is_meant(words);
    matches!(run, Run::Command { words, .. } if is_single(words))
}

/// Whether a run goes on if the server refuses the database: a person sees the message, and a script may send AUTH.
fn refused_database(run: &Run, typed: bool) -> RefusedDatabase {
    match run {
        _ if typed => RefusedDatabase::Ignore,
        Run::Lines | Run::Command { .. } => RefusedDatabase::AwaitAuth,
        _ => RefusedDatabase::Fatal,
    }
}

/// Creates the printer of a mode, or of the prompt.
pub(crate) fn printer(output: &Output, format: render::Format, is_prompt: bool) -> Printer<Sink> {
    let terminal = io::stdout().is_terminal();
    let on_terminal = is_prompt && terminal;
    let style = Style {
        format,
        delimiter: output.delimiter(),
        end: output.end(),
        palette: output.palette(on_terminal),
        medium: output.medium(on_terminal, terminal),
    };
    Printer::new(stdout::open(), style)
}

/// Whether a run needs the cluster's topology. A single command does if it names nodes, or subscribes to shard channels.
fn wants_topology(run: &Run) -> bool {
    match run {
        Run::Lines | Run::Debug(..) | Run::Pipe(_) | Run::Scan(_) | Run::Analysis(_) => true,
        Run::Command { words, .. } => NodeWord::is_meant(words) || is_sharded(words),
        Run::Eval(_) | Run::Measure(_) | Run::Monitor(_) | Run::MonitorReport(_) => false,
        Run::Dump(_) | Run::Replica => false,
    }
}

fn is_sharded(words: &[Vec<u8>]) -> bool {
    let family = words
        .first()
        .and_then(|name| SubscriptionKind::of_command(name));
    matches!(family, Some((SubscriptionKind::Shard, _)))
}

/// Returns the endpoint of the server: the node that the user named, or the primary that the sentinels name.
pub(crate) fn endpoint(connect: &Connect) -> anyhow::Result<Endpoint> {
    Ok(route(connect, false)?.0)
}

/// Returns the settings with a name for the connections, by which users find them in CLIENT LIST.
pub(crate) fn named(connect: &Connect, name: &str) -> Connect {
    let mut connect = connect.clone();
    connect.login.name = Some(name.to_owned());
    connect
}

/// Creates a client, which connects to the sentinels, but to no other server yet.
pub(crate) fn client<T>(connect: &Connect, wants_topology: bool) -> anyhow::Result<Client<T>> {
    let (endpoint, routing) = route(connect, wants_topology || connect.replicas)?;
    let client = Client::new(endpoint, routing).with_write_policy(write_policy(connect));
    let client = match connect.window {
        Some(commands) => client.with_window(commands),
        None => client,
    };
    let client = match connect.cluster_retry {
        Some(timeout) => client.with_retry_timeout(timeout),
        None => client,
    };
    Ok(match connect.replicas {
        true => client.with_replicas(),
        false => client,
    })
}

/// Returns the commands that may be sent.
pub(crate) fn write_policy(connect: &Connect) -> WritePolicy {
    match connect.read_only {
        true => WritePolicy::for_reading(CommandTable::builtin()),
        false => WritePolicy::default(),
    }
}

fn route(connect: &Connect, wants_topology: bool) -> anyhow::Result<(Endpoint, Routing)> {
    let mut endpoint = Endpoint {
        address: Address::tcp("", 0),
        dial: dial(connect, connect.tls.as_ref())?,
        login: connect.login.clone(),
    };
    let (address, routing) = match &connect.target {
        Target::Server(address) => (address.clone(), Routing::Single),
        // Only the topology's addresses are mapped.
        Target::Cluster(address) if wants_topology || !connect.natmap.is_empty() => {
            (address.clone(), Routing::cluster(connect.natmap.clone()))
        }
        Target::Cluster(address) => (address.clone(), Routing::Follow),
        Target::Sentinel(target) => {
            let mut sentinels = sentinels(connect, target, &endpoint)?;
            let primary = sentinels.primary(&endpoint)?;
            // One command is over before a failover.
            let sentinels = match wants_topology {
                true => sentinels.listening(),
                false => sentinels,
            };
            (primary, Routing::sentinel(sentinels))
        }
    };
    endpoint.address = address;
    Ok((endpoint, routing))
}

/// Creates the client of the sentinels. The interrupter of the node cancels it too.
fn sentinels(
    connect: &Connect,
    target: &SentinelTarget,
    node: &Endpoint,
) -> anyhow::Result<Sentinels> {
    Ok(Sentinels::new(SentinelOptions {
        addresses: target.addresses.clone(),
        master: target.master.clone(),
        login: target.login.clone(),
        dial: DialOptions {
            interrupter: node.dial.interrupter.clone(),
            ..dial(connect, target.tls.as_ref())?
        },
        natmap: connect.natmap.clone(),
    }))
}

fn dial(connect: &Connect, tls: Option<&TlsOptions>) -> anyhow::Result<DialOptions> {
    let tls = tls.map(TlsClient::new).transpose()?;
    Ok(DialOptions {
        connect_timeout: connect.timeout,
        reply_timeout: connect.reply_timeout,
        family: connect.family,
        multipath: connect.multipath,
        tls: tls.map(Arc::new),
        ..DialOptions::default()
    })
}
