//! No connection to be had: the pool's own bound, and the server's.

use std::thread;
use std::time::Duration;

use redsh_engine::client::{Lease, Pool, PoolOptions};
use redsh_engine::net::Login;

use super::{bulk, echo, patient, pool, pool_as};
use crate::support::server::Server;
use crate::support::wait;

#[test]
fn who_waits_too_long_is_told_so() {
    let server = Server::start();
    let options = PoolOptions {
        most: 2,
        wait: Some(Duration::from_millis(20)),
        ..PoolOptions::default()
    };
    let pool = pool(server.port(), options);
    let held = [pool.take(), pool.take()].map(|lease| lease.expect("a connection"));
    let error = pool.take().expect_err("all are taken");
    let told = format!(
        "no connection to 127.0.0.1:{} was free within 0.02 s",
        server.port()
    );
    assert_eq!(error.to_string(), told);
    drop(held);
    assert!(pool.take().is_ok());
}

#[test]
fn a_server_that_is_full_is_told() {
    let server = Server::with(&[("maxclients", "1")]);
    let only = pool(server.port(), patient(1));
    let _held = wait_for(&only);
    let logged_in = Login {
        name: Some("me".to_owned()),
        ..Login::default()
    };
    for login in [Login::default(), logged_in] {
        let other = pool_as(login, server.port(), patient(8));
        let error = other.take().expect_err("it is full");
        let told = format!(
            "127.0.0.1:{} refused the connection: ERR max number of clients reached",
            server.port()
        );
        assert_eq!(error.to_string(), told);
    }
}

/// A connection, as soon as the server has noticed that those before it are closed.
fn wait_for(pool: &Pool) -> Lease<'_> {
    let mut lease = None;
    wait::until("there is room", || {
        lease = pool.take().ok();
        lease.is_some()
    });
    lease.expect("it was waited for")
}

#[test]
fn a_pool_larger_than_the_server_allows_makes_do_with_fewer() {
    let server = Server::with(&[("maxclients", "3")]);
    let pool = pool(server.port(), patient(8));
    drop(wait_for(&pool));
    thread::scope(|scope| {
        for number in 0..16 {
            let pool = &pool;
            scope.spawn(move || {
                for round in 0..50 {
                    let word = format!("{number}-{round}");
                    let mut lease = pool.take().expect("a connection");
                    assert_eq!(echo(&mut lease, &word).expect("a reply"), [bulk(&word)]);
                }
            });
        }
    });
}
