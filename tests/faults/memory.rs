//! Scripts and replies of any size need constant memory. Measured on Linux only.
#![cfg(target_os = "linux")]

use std::fs;

use support::coprocess::Coprocess;
use support::server::Server;
use support::shell::Shell;
use support::wait;

/// The most memory that redsh may use, in KiB: its code, and buffers of a few times 64 to 256 KiB.
const BOUND: u64 = 24 * 1024;

#[test]
fn a_script_of_300_megabytes_needs_only_the_memory_of_its_lines() {
    let server = Server::start();
    let mut redsh = Shell::redsh().on(&server).start();
    let lines = format!("SET k {}\n", "v".repeat(64 * 1024 - 7)).repeat(16);
    for _ in 0..300 {
        redsh.write(&lines);
    }
    for _ in 0..300 * 16 {
        assert_eq!(redsh.read_line(), "OK");
    }
    assert_bounded(&redsh);
    redsh.finish().assert_success().assert_stderr("");
}

#[test]
fn few_large_replies_of_a_script_are_in_flight_at_once() {
    let server = Server::start();
    server.command(&[b"SET", b"k".as_slice(), &vec![b'v'; 1 << 20]]);
    let folder = tempfile::tempdir().expect("a folder can be made");
    let path = folder.path().join("replies");
    let stdout = fs::File::create(&path).expect("a file can be made");
    let mut redsh = Shell::redsh().on(&server).stdout(stdout).start();
    redsh.write("GET k\n".repeat(300));
    wait_for_length(&path, 300 * ((1 << 20) + 1));
    assert_bounded(&redsh);
    redsh.finish().assert_success().assert_stderr("");
}

#[test]
fn a_reply_of_100_megabytes_passes_through() {
    let server = Server::start();
    server.command(&[b"SET", b"k".as_slice(), &vec![b'v'; 100 << 20]]);
    let folder = tempfile::tempdir().expect("a folder can be made");
    let path = folder.path().join("reply");
    for (options, length) in [
        (&[][..], (100 << 20) + 1),
        (&["--no-raw"], (100 << 20) + 3),
        (&["--json"], (100 << 20) + 3),
    ] {
        let stdout = fs::File::create(&path).expect("a file can be made");
        let redsh = Shell::redsh().on(&server).args(options).stdout(stdout);
        let mut redsh = redsh.start();
        redsh.write_line("GET k");
        wait_for_length(&path, length);
        assert_bounded(&redsh);
        redsh.finish().assert_success().assert_stderr("");
    }
}

#[track_caller]
fn wait_for_length(path: &std::path::Path, length: u64) {
    wait::until("the output is complete", || {
        fs::metadata(path).is_ok_and(|file| file.len() >= length)
    });
}

/// Asserts that the program's peak memory is within the bound.
#[track_caller]
fn assert_bounded(redsh: &Coprocess) {
    let status = fs::read_to_string(format!("/proc/{}/status", redsh.pid()));
    let status = status.expect("it is running");
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let peak = peak.and_then(|size| size.trim().strip_suffix(" kB")?.parse::<u64>().ok());
    let peak = peak.expect("the system tells the peak");
    assert!(peak <= BOUND, "{peak} KiB at the peak, {BOUND} are allowed");
}
