//! redsh as process 1 of a container, for which the system ignores the default actions of signals.

use std::fs;

use redsh_sandbox::Sandbox;
use rustix::process::{Pid, Signal, kill_process};
use support::server::Server;
use support::shell::{Shell, installed};
use support::terminal::Terminal;
use support::wait;

/// redsh as process 1 of a new namespace, as its child.
fn contained(server: &Sandbox) -> Shell {
    let unshare = Shell::program(&installed("unshare", "util-linux"));
    let namespace = ["--user", "--map-root-user", "--pid", "--fork"];
    let redsh = unshare.args(namespace).arg(env!("CARGO_BIN_EXE_redsh"));
    redsh.on(server)
}

/// Sends a signal to the child of a process.
fn signal_child(parent: u32, signal: Signal) {
    let path = format!("/proc/{parent}/task/{parent}/children");
    let children = fs::read_to_string(path).expect("the process runs");
    let child = children.trim().parse().ok().and_then(Pid::from_raw);
    kill_process(child.expect("one child"), signal).expect("it runs");
}

#[test]
fn a_signal_ends_a_command_with_the_status_that_a_shell_reports() {
    let server = Server::start();
    for (signal, status) in [(Signal::INT, 130), (Signal::TERM, 143)] {
        let redsh = contained(&server).args(["BLPOP", "queue", "0"]).start();
        wait::until("it blocks", || {
            server.info("clients", "blocked_clients") == 1
        });
        signal_child(redsh.pid(), signal);
        redsh.finish_by_itself().assert_code(status);
        wait::until("it is gone", || {
            server.info("clients", "blocked_clients") == 0
        });
    }
}

#[test]
fn a_signal_ends_the_prompt_with_the_status_that_a_shell_reports() {
    let server = Server::start();
    let mut screen = Terminal::of(contained(&server))
        .knowing(server.port())
        .start();
    screen.type_line("PING").wait_for("PONG");
    signal_child(screen.pid(), Signal::TERM);
    assert_eq!(screen.wait_for_exit(), 143);
}
