//! redsh: a shell for Redis and Valkey, with redis-cli's command line.
//!
//! Here the parts are put together: what the command line asks for is made, run, and told by an exit code.

#![warn(clippy::print_stderr)] // a closed stderr makes eprintln! panic: see stderr.rs

use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context;
use engine::client::{Client, Routing, SentinelOptions, Sentinels};
use engine::net::{Address, DialOptions, Endpoint, Secret, TlsClient, TlsOptions};

mod askpass;
mod cli;
mod exit;
mod flow;
mod line;
mod losses;
mod mode;
mod receiver;
mod render;
mod repl;
mod sandbox;
mod session;
mod state;
mod stderr;
mod stdout;
mod verb;

use cli::{Connect, Invocation, Output, Run, SandboxKind, SentinelTarget, Target, Usage};
use exit::Exit;
use receiver::{Errors, Policy, Ticket};
use render::{Palette, Printer, Style};
use session::Session;

fn main() -> ExitCode {
    let outcome = match cli::parse(std::env::args_os().skip(1), &|name| std::env::var_os(name)) {
        Ok(invocation) => run(invocation),
        Err(usage) => tell(&usage),
    };
    let exit = outcome.unwrap_or_else(|error| {
        let exit = Exit::of(&error);
        if exit == Exit::Failure {
            stderr::tell(exit::told(&error));
        }
        exit
    });
    exit.into()
}

fn tell(usage: &Usage) -> anyhow::Result<Exit> {
    stderr::print(&usage.stderr);
    io::stdout().write_all(usage.stdout.as_bytes())?;
    Ok(usage.exit)
}

fn run(mut invocation: Invocation) -> anyhow::Result<Exit> {
    invocation.warnings.iter().for_each(stderr::tell);
    // Lives until all is done, and takes its servers with it.
    let _sandbox = match invocation.sandbox {
        Some(kind) => Some(open_sandbox(kind, &mut invocation)?),
        None => None,
    };
    ask_password(&mut invocation.connect)?;
    let mut session = open_session(&invocation)?;
    let Invocation {
        input,
        output: Output { errors_count, .. },
        ..
    } = invocation;
    match invocation.run {
        Run::Lines => mode::script::run(&mut session, io::stdin().lock(), errors_count),
        Run::Command { words, from_stdin } => {
            mode::oneshot::run(&mut session, words, from_stdin, input, errors_count)
        }
        Run::Eval { file, keys, args } => {
            mode::eval::run(&mut session, &file, &keys, &args, input, errors_count)
        }
    }
}

fn open_sandbox(
    kind: SandboxKind,
    invocation: &mut Invocation,
) -> anyhow::Result<sandbox::Running> {
    let connect = &mut invocation.connect;
    let plan = sandbox::Plan {
        server: invocation.sandbox_server.take(),
        tls: kind == SandboxKind::Tls,
        config: Vec::new(),
    };
    let sandbox = sandbox::start(kind.into(), &plan)?;
    let address = Address::tcp("127.0.0.1", sandbox.port());
    connect.target = match (kind, &connect.target) {
        (SandboxKind::Cluster { .. }, _) | (_, Target::Cluster(_)) => Target::Cluster(address),
        _ => Target::Server(address),
    };
    if let Some(certificates) = sandbox.certificates() {
        let given = connect.tls.take().unwrap_or_default();
        connect.tls = Some(TlsOptions {
            ca_cert: Some(certificates.ca.clone()),
            ..given
        });
    }
    Ok(sandbox)
}

impl From<SandboxKind> for sandbox::Kind {
    fn from(kind: SandboxKind) -> Self {
        match kind {
            SandboxKind::Plain | SandboxKind::Tls => sandbox::Kind::Server,
            SandboxKind::Cluster {
                primaries,
                replicas_each,
            } => sandbox::Kind::Cluster {
                primaries,
                replicas_each,
            },
            SandboxKind::Sentinel => sandbox::Kind::Sentinel,
        }
    }
}

fn ask_password(connect: &mut Connect) -> anyhow::Result<()> {
    if let Some(asked) = connect.ask_password.take() {
        let password = askpass::read().context("could not ask for the password")?;
        connect.login.credentials = asked.answered(Secret::new(password));
    }
    Ok(())
}

fn open_session(invocation: &Invocation) -> anyhow::Result<Session<Box<dyn Write>>> {
    let Invocation {
        connect,
        output,
        run,
        ..
    } = invocation;
    let terminal = io::stdout().is_terminal();
    let format = output.format(terminal);
    let runs_lines = *run == Run::Lines;
    let policy = Policy {
        errors: if output.errors_count && !runs_lines {
            Errors::Fatal
        } else {
            Errors::Printed
        },
        pushes: output.shows_pushes(terminal),
        announces: format != render::Format::Raw,
        verbose: output.verbose,
        timed: runs_lines && format == render::Format::Standard,
    };
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
    Ok(Session::new(
        client(connect, runs_lines)?,
        connect.login.clone(),
        Printer::new(stdout::open(), style),
        policy,
    ))
}

fn client(connect: &Connect, runs_lines: bool) -> anyhow::Result<Client<Ticket>> {
    let mut endpoint = Endpoint {
        address: Address::tcp("", 0),
        dial: dial(connect, connect.tls.as_ref())?,
        login: connect.login.clone(),
    };
    let (address, routing) = match &connect.target {
        Target::Server(address) => (address.clone(), Routing::Single),
        Target::Cluster(address) if runs_lines || connect.replicas => {
            (address.clone(), Routing::cluster(connect.natmap.clone()))
        }
        Target::Cluster(address) => (address.clone(), Routing::Follow),
        Target::Sentinel(target) => {
            let mut sentinels = sentinels(connect, target)?;
            let primary = sentinels.primary(&endpoint)?;
            (primary, Routing::sentinel(sentinels))
        }
    };
    endpoint.address = address;
    let client = Client::new(endpoint, routing);
    Ok(if connect.replicas {
        client.with_replicas()
    } else {
        client
    })
}

fn sentinels(connect: &Connect, target: &SentinelTarget) -> anyhow::Result<Sentinels> {
    Ok(Sentinels::new(SentinelOptions {
        addresses: target.addresses.clone(),
        master: target.master.clone(),
        login: target.login.clone(),
        dial: dial(connect, target.tls.as_ref())?,
        natmap: connect.natmap.clone(),
    }))
}

fn dial(connect: &Connect, tls: Option<&TlsOptions>) -> anyhow::Result<DialOptions> {
    let tls = tls.map(TlsClient::new).transpose()?;
    Ok(DialOptions {
        connect_timeout: connect.timeout,
        family: connect.family,
        multipath: connect.multipath,
        tls: tls.map(Arc::new),
    })
}
