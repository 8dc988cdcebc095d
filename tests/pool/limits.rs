//! No connection is available: the pool's own limit, and the server's.

use std::thread;
use std::time::Duration;

use redsh_engine::Error;
use redsh_engine::client::{Lease, Pool, PoolOptions};
use redsh_engine::net::Login;

use super::{ServerPool, bulk, echo, endpoint, patient, pool, pool_as};
use support::server::Server;
use support::wait;

#[test]
fn a_caller_that_waits_too_long_gets_an_error() {
    let server = Server::start();
    let options = PoolOptions {
        per_node: 2,
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
fn a_server_at_its_client_limit_is_reported() {
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

/// A connection, as soon as the server has noticed that the earlier ones are closed.
fn wait_for(pool: &ServerPool) -> Lease {
    let mut lease = None;
    wait::until("there is room", || {
        lease = pool.take().ok();
        lease.is_some()
    });
    lease.expect("it was waited for")
}

#[test]
fn a_pool_larger_than_the_servers_limit_uses_fewer_connections() {
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

#[test]
fn one_pool_serves_several_servers_within_its_total() {
    let servers = [Server::start(), Server::start(), Server::start()];
    let options = PoolOptions {
        total: 2,
        wait: Some(Duration::from_millis(20)),
        ..patient(2)
    };
    let pool = Pool::new(options);
    let take = |number: usize| pool.take(&endpoint(servers[number].port(), Login::default()));
    let clients = |number: usize| {
        let list = servers[number].command(&["CLIENT", "LIST"]);
        String::from_utf8_lossy(&list).matches("cmd=ping").count()
    };
    let (first, second) = (
        take(0).expect("a connection"),
        take(1).expect("a connection"),
    );
    assert!(matches!(take(2), Err(Error::PoolTimeout { .. })));
    drop((first, second));
    let mut third = take(2).expect("a connection");
    assert_eq!(echo(&mut third, "3").expect("a reply"), [bulk("3")]);
    wait::until("the connection that was used first is closed", || {
        clients(0) == 0 && clients(1) == 1
    });
}

#[test]
fn a_connection_is_lent_again_only_for_its_own_login() {
    let server = Server::start();
    let pool = Pool::new(patient(8));
    let in_database = |db| {
        let login = Login {
            db,
            ..Login::default()
        };
        pool.take(&endpoint(server.port(), login))
            .expect("a connection")
    };
    let set = in_database(3)
        .replies([["SET", "k", "v"]])
        .expect("a reply");
    assert!(set[0].as_error().is_none());
    for (db, size) in [(0, 0), (3, 1), (0, 0)] {
        let reply = in_database(db).replies([["DBSIZE"]]).expect("a reply");
        assert_eq!(reply[0].as_integer(), Some(size), "database {db}");
    }
}
