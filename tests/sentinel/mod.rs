//! Finding the primary through sentinels: real ones, and peers with replies that real sentinels rarely send.

mod discovery;
mod failover;
mod scripts;
mod shell;

use redsh_engine::client::{SentinelOptions, Sentinels};
use redsh_engine::net::{Address, Credentials, DialOptions, Endpoint, Login, Secret};

use redsh_sandbox::Sandbox;
use support::peer::Peer;
use support::script::Script;
use support::sentinel::SentinelSet;
use support::server::encoded;

fn local(port: u16) -> Address {
    Address::tcp("127.0.0.1", port)
}

fn addresses<'a>(servers: impl IntoIterator<Item = &'a Sandbox>) -> Vec<Address> {
    let ports = servers.into_iter().map(Sandbox::port);
    ports.map(local).collect()
}

/// The options of a client that asks these sentinels for `mymaster`.
fn options(addresses: Vec<Address>) -> SentinelOptions {
    SentinelOptions {
        addresses,
        master: "mymaster".to_owned(),
        login: Login::default(),
        dial: DialOptions::default(),
        natmap: Default::default(),
    }
}

fn sentinels_of(set: &SentinelSet) -> Sentinels {
    Sentinels::new(options(addresses(set.sentinels())))
}

/// The connection settings of data nodes.
fn nodes() -> Endpoint {
    Endpoint {
        address: local(0),
        dial: DialOptions::default(),
        login: Login::default(),
    }
}

fn login(password: &str) -> Login {
    Login {
        credentials: Some(Credentials {
            user: None,
            password: Secret::new(password),
        }),
        ..Login::default()
    }
}

/// A sentinel that always names this node, and knows no others.
fn naming(host: &str, port: u16) -> Peer {
    let named = encoded(&[host, &port.to_string()]);
    let replies = [&b"+PONG\r\n"[..], &named, b"*0\r\n"].concat();
    Peer::playing(Script::new().commands(3).send(replies).until_closed())
}
