//! `--rdb` and `--functions-rdb`.

use std::fs;
use std::os::unix::fs::{FileTypeExt, PermissionsExt};
use std::path::Path;
use std::process::Command;

use redsh_sandbox::Sandbox;
use support::cluster::Cluster;
use support::outcome::Outcome;
use support::peer::Peer;
use support::script::Script;
use support::server::Server;
use support::shell::Shell;
use support::terminal::Terminal;
use support::wait;
use tempfile::TempDir;

/// An empty snapshot of Redis 7.0.15.
const SNAPSHOT: &[u8] = b"REDIS0010\xfa\tredis-ver\x067.0.15\xfa\nredis-bits\xc0@\xfa\x05ctime\xc2\xcf\x83\x0ck\
    \xfa\x08used-mem\xc2\x00\xfc\x0e\x00\xfa\x0erepl-stream-db\xc0\x00\xfa\x07repl-id(\
    ae8ccd400a5e4cc41c97ca5f64f4671a08756913\xfa\x0brepl-offset\xc0\x00\xfa\x08aof-base\xc0\x00\xffh@-3]\x9f\xf5\x04";

const MARK: &str = "49ac3427e67e420fc7bc10355e3021004a0810ff";

const STEPS: &str = "sending REPLCONF capa eof\nsending REPLCONF rdb-only 1\n";

/// A server that begins a snapshot at once, as a stream or from a file.
fn server(is_stream: bool) -> Server {
    let server = Server::start();
    let choice = if is_stream { "yes" } else { "no" };
    server.command(&["CONFIG", "SET", "repl-diskless-sync", choice]);
    server.command(&["CONFIG", "SET", "repl-diskless-sync-delay", "0"]);
    server
}

/// The beginning of a script: the options of a replica, and SYNC.
fn synced() -> Script {
    let options = Script::new().commands(1).send("+OK\r\n");
    options.commands(1).send("+OK\r\n").until("SYNC\r\n")
}

fn rdb(server: &Sandbox, file: &Path) -> Shell {
    Shell::redsh().on(server).arg("--rdb").arg(file)
}

fn rdb_of(peer: &Peer, file: &Path) -> Shell {
    let shell = Shell::redsh().args(["-p", &peer.port().to_string(), "--rdb"]);
    shell.arg(file)
}

fn folder() -> TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

/// The names in a folder, in alphabetical order.
fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder");
    let names = entries.map(|entry| entry.expect("an entry").file_name());
    let mut names: Vec<String> = names
        .map(|name| name.to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

/// The number of keys that a server loads from this snapshot when it starts.
fn loaded(snapshot: &Path) -> usize {
    let mut server = Server::start();
    server.kill().expect("it runs");
    fs::copy(snapshot, server.folder().join("dump.rdb")).expect("the folder is writable");
    server.restart().expect("it loads the snapshot");
    let keys = server.ask(&["DBSIZE"]).expect("a reply");
    usize::try_from(keys.integer().expect("a number")).expect("a count")
}

fn fill(server: &Sandbox, keys: usize) {
    let lines: String = (0..keys)
        .map(|key| format!("SET key:{key} {key}\n"))
        .collect();
    Shell::redsh()
        .on(server)
        .stdin(lines)
        .run()
        .assert_success();
}

/// Asserts that a run failed with this last line, and left nothing but `names` in the folder.
#[track_caller]
fn assert_failed(outcome: &Outcome, steps: &str, line: &str, folder: &Path, left: &[&str]) {
    outcome.assert_code(1).assert_stdout("");
    outcome.assert_stderr(format!("{steps}{line}\n"));
    assert_eq!(names(folder), left);
}

#[test]
fn a_snapshot_of_both_forms_is_one_that_servers_load() {
    for is_stream in [true, false] {
        let server = server(is_stream);
        fill(&server, 500);
        let folder = folder();
        let file = folder.path().join("dump.rdb");
        let outcome = rdb(&server, &file).run();
        outcome.assert_success().assert_stdout("");
        let (bytes, shown) = (fs::metadata(&file).expect("a file").len(), file.display());
        // Valkey 9 sends a stream in any case.
        let has_mark = outcome.stderr.windows(10).any(|part| part == b"EOF marker");
        assert!(has_mark || !is_stream);
        let expected = match has_mark {
            true => format!(
                "SYNC sent to master, writing bytes of bulk transfer until EOF marker to '{shown}'\n\
                 Transfer finished with success after {bytes} bytes\n"
            ),
            false => format!(
                "SYNC sent to master, writing {bytes} bytes to '{shown}'\nTransfer finished with success.\n"
            ),
        };
        outcome.assert_stderr(format!("{STEPS}{expected}"));
        assert_eq!(loaded(&file), 500);
        let mode = fs::metadata(&file).expect("a file").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        assert_eq!(names(folder.path()), ["dump.rdb"]);
    }
}

#[test]
fn an_existing_file_is_replaced_as_a_whole_and_a_link_stays() {
    let server = server(false);
    let folder = folder();
    let (file, link) = (folder.path().join("dump.rdb"), folder.path().join("link"));
    fs::write(&file, vec![b'x'; 100_000]).expect("the folder is writable");
    std::os::unix::fs::symlink(&file, &link).expect("a link");
    rdb(&server, &link).run().assert_success();
    assert!(fs::metadata(&file).expect("a file").len() < 1_000);
    assert_eq!(loaded(&file), 0);
    let status = fs::symlink_metadata(&link).expect("a link");
    assert!(status.file_type().is_symlink());
    fs::remove_file(&file).expect("it is there");
    rdb(&server, &link).run().assert_success();
    assert_eq!(loaded(&file), 0);
}

#[test]
fn the_wire_and_the_bytes_on_stdout_are_exact() {
    let eof = [
        format!("\n\n$EOF:{MARK}\r\n").as_bytes(),
        SNAPSHOT,
        MARK.as_bytes(),
    ]
    .concat();
    let length = [format!("${}\r\n", SNAPSHOT.len()).as_bytes(), SNAPSHOT].concat();
    for (reply, writing, end) in [
        (
            eof,
            "bytes of bulk transfer until EOF marker",
            " after 172 bytes",
        ),
        (length, "172 bytes", "."),
    ] {
        let peer = Peer::playing(synced().send(reply).until_closed());
        let outcome = rdb_of(&peer, Path::new("-")).run();
        outcome.assert_success().assert_stdout(SNAPSHOT);
        outcome.assert_stderr(format!(
            "{STEPS}SYNC sent to master, writing {writing} to '-'\nTransfer finished with success{end}\n"
        ));
        let sent = "*3\r\n$8\r\nREPLCONF\r\n$4\r\ncapa\r\n$3\r\neof\r\n\
                    *3\r\n$8\r\nREPLCONF\r\n$8\r\nrdb-only\r\n$1\r\n1\r\nSYNC\r\n";
        assert_eq!(peer.finish(), [sent.as_bytes()]);
    }
}

#[test]
fn only_functions_are_written_on_request() {
    let server = server(true);
    fill(&server, 3);
    let library = "#!lua name=mylib\nredis.register_function('f1', function(k,a) return 1 end)";
    server.command(&["FUNCTION", "LOAD", library]);
    let folder = folder();
    let file = folder.path().join("f.rdb");
    let outcome = Shell::redsh().on(&server).arg("--functions-rdb").arg(&file);
    let outcome = outcome.run();
    outcome.assert_success();
    outcome.assert_stderr_has("sending REPLCONF rdb-filter-only functions\nSYNC sent to master, ");
    let bytes = fs::read(&file).expect("a file");
    assert!(bytes.windows(7).any(|part| part == b"f1', fu"));
    assert_eq!(loaded(&file), 0);
}

#[test]
fn a_server_without_function_snapshots_sends_none() {
    let refusal = "-ERR Unrecognized REPLCONF option: rdb-filter-only\r\n";
    let script = Script::new().commands(1).send("+OK\r\n");
    let script = script.commands(1).send("+OK\r\n");
    let peer = Peer::playing(script.commands(1).send(refusal).until_closed());
    let folder = folder();
    let port = peer.port().to_string();
    let outcome = Shell::redsh().args(["-p", &port, "--functions-rdb"]);
    let outcome = outcome.arg(folder.path().join("f.rdb")).run();
    let steps = format!(
        "{STEPS}sending REPLCONF rdb-filter-only functions\n\
         REPLCONF rdb-filter-only error: ERR Unrecognized REPLCONF option: rdb-filter-only\n"
    );
    let line = "Failed requesting functions only RDB from server, aborting";
    assert_failed(&outcome, &steps, line, folder.path(), &[]);
}

#[test]
fn a_user_without_permission_is_told_so() {
    let server = server(true);
    server.command(&["ACL", "SETUSER", "u", "on", ">p", "~*", "+@all", "-sync"]);
    let folder = folder();
    let login = ["--user", "u", "--pass", "p", "--no-auth-warning"];
    let outcome = rdb(&server, &folder.path().join("dump.rdb")).args(login);
    let outcome = outcome.run();
    outcome.assert_code(1).assert_stdout("");
    outcome.assert_stderr_has(&format!("{STEPS}SYNC with master failed: -NOPERM "));
    assert_eq!(names(folder.path()), [""; 0]);
}

#[test]
fn a_server_that_refuses_the_options_still_sends_a_snapshot() {
    let server = server(true);
    server.command(&[
        "ACL",
        "SETUSER",
        "u",
        "on",
        ">p",
        "~*",
        "+@all",
        "-replconf",
    ]);
    let folder = folder();
    let login = ["--user", "u", "--pass", "p", "--no-auth-warning"];
    let file = folder.path().join("dump.rdb");
    let outcome = rdb(&server, &file).args(login).run();
    outcome.assert_success();
    outcome.assert_stderr_has("REPLCONF capa error: NOPERM ");
    outcome.assert_stderr_has("REPLCONF rdb-only error: NOPERM ");
    assert_eq!(loaded(&file), 0);
}

#[test]
fn both_kinds_of_snapshots_at_once_are_an_error() {
    let outcome = Shell::redsh()
        .args(["--rdb", "a", "--functions-rdb", "b"])
        .run();
    outcome.assert_code(1);
    outcome.assert_complaint("Option --functions-rdb and --rdb are mutually exclusive.\n");
    let outcome = Shell::redsh().args(["--no-verify", "PING"]).run();
    outcome
        .assert_code(1)
        .assert_complaint("--no-verify requires --rdb or --functions-rdb\n");
}

#[test]
fn a_target_that_cannot_be_a_file_is_refused_before_the_server_is_asked() {
    let peer = Peer::playing(Script::new().until_closed());
    let folder = folder();
    let path = |name: &str| folder.path().join(name);
    fs::create_dir(path("folder")).expect("a folder");
    let made = Command::new("mkfifo").arg(path("pipe")).status();
    assert!(made.is_ok_and(|status| status.success()), "a pipe");
    for (name, why) in [
        ("folder", "Is a directory"),
        ("pipe", "it is a pipe; write to stdout with -"),
        ("no/such.rdb", "No such file or directory"),
    ] {
        let outcome = rdb_of(&peer, &path(name)).run();
        let line = format!("Error opening '{}': {why}", path(name).display());
        assert_failed(&outcome, "", &line, folder.path(), &["folder", "pipe"]);
    }
    let pipe = fs::metadata(path("pipe")).expect("a pipe");
    assert!(pipe.file_type().is_fifo());
    assert!(peer.finish().is_empty());
}

#[test]
fn a_device_is_written_to_and_a_full_one_is_an_error() {
    let server = server(true);
    rdb(&server, Path::new("/dev/null")).run().assert_success();
    let outcome = rdb(&server, Path::new("/dev/full")).run();
    outcome.assert_code(1);
    outcome.assert_stderr_has("\ncould not write to /dev/full: no space left on device\n");
    let full = fs::File::options()
        .write(true)
        .open("/dev/full")
        .expect("a device");
    let outcome = rdb(&server, Path::new("-")).stdout(full).run();
    outcome.assert_code(1);
    outcome.assert_stderr_has("\ncould not write to stdout: no space left on device\n");
}

#[test]
fn a_limit_on_the_size_of_files_leaves_the_old_file() {
    let server = server(true);
    let folder = folder();
    let file = folder.path().join("dump.rdb");
    fs::write(&file, "old").expect("the folder is writable");
    let server_port = server.port();
    // A full disk, for a user that may not mount one. The signal of the limit is ignored, as in most daemons.
    let line = format!(
        "trap '' XFSZ; ulimit -f 0; exec '{}' -p {server_port} --rdb '{}'",
        support::shell::redsh_path().display(),
        file.display()
    );
    let outcome = Shell::program(Path::new("/bin/sh"))
        .args(["-c", &line])
        .run();
    outcome.assert_code(1);
    let part = file.with_extension("rdb.part");
    outcome.assert_stderr_has(&format!(
        "\ncould not write {}: file too large\n",
        part.display()
    ));
    assert_eq!(fs::read(&file).expect("a file"), b"old");
    assert_eq!(names(folder.path()), ["dump.rdb"]);
}

#[test]
fn more_bytes_than_the_file_system_has_are_refused_at_once() {
    let peer = Peer::playing(synced().send("$9000000000000000000\r\n").until_closed());
    let folder = folder();
    let outcome = rdb_of(&peer, &folder.path().join("dump.rdb")).run();
    outcome
        .assert_code(1)
        .assert_stderr_has("' needs 9000000000000000000 bytes, and its file system has ");
    assert_eq!(names(folder.path()), [""; 0]);
}

#[test]
fn a_wrong_checksum_is_an_error_unless_it_is_not_compared() {
    let mut wrong = SNAPSHOT.to_vec();
    wrong[20] ^= 1;
    let reply = [format!("${}\r\n", wrong.len()).as_bytes(), &wrong].concat();
    let folder = folder();
    let file = folder.path().join("dump.rdb");
    fs::write(&file, "old").expect("the folder is writable");
    let failing = Peer::playing(synced().send(reply.clone()).until_closed());
    let outcome = rdb_of(&failing, &file).run();
    outcome.assert_code(1);
    outcome.assert_stderr_has(
        "\nthe checksum of the snapshot is 04f59f5d332d4068, and that of its bytes ",
    );
    assert_eq!(fs::read(&file).expect("a file"), b"old");
    assert_eq!(names(folder.path()), ["dump.rdb"]);

    let peer = Peer::playing(synced().send(reply).until_closed());
    rdb_of(&peer, &file)
        .arg("--no-verify")
        .run()
        .assert_success();
    assert_eq!(fs::read(&file).expect("a file"), wrong);
}

#[test]
fn a_server_without_checksums_is_reported() {
    let server = Server::with(&[("rdbchecksum", "no"), ("repl-diskless-sync-delay", "0")]);
    let folder = folder();
    let file = folder.path().join("dump.rdb");
    let outcome = rdb(&server, &file).run();
    outcome.assert_success();
    outcome.assert_stderr_has("\nnot verified: the server computes no checksum (rdbchecksum no)\n");
    assert_eq!(loaded(&file), 0);
}

#[test]
fn a_server_that_dies_leaves_nothing() {
    let begun = [format!("$EOF:{MARK}\r\n").as_bytes(), &SNAPSHOT[..100]].concat();
    let folder = folder();
    let file = folder.path().join("dump.rdb");
    fs::write(&file, "old").expect("the folder is writable");
    let peer = Peer::in_turn([synced().send(begun), Script::new()]);
    let outcome = rdb_of(&peer, &file).run();
    outcome.assert_code(1).assert_stderr_has(&format!(
        "\nI/O Error reading RDB payload from socket: 127.0.0.1:{} closed the connection after 100 bytes; ",
        peer.port()
    ));
    assert_eq!(fs::read(&file).expect("a file"), b"old");
    assert_eq!(names(folder.path()), ["dump.rdb"]);
}

#[test]
fn a_killed_server_is_named_as_the_reason() {
    let mut server = Server::with(&[
        ("repl-diskless-sync-delay", "0"),
        ("rdb-key-save-delay", "20000"),
        ("rdbcompression", "no"),
    ]);
    let lines: String = (0..200)
        .map(|key| format!("SETRANGE key:{key} 20000 x\n"))
        .collect();
    Shell::redsh()
        .on(&server)
        .stdin(lines)
        .run()
        .assert_success();
    let folder = folder();
    let file = folder.path().join("dump.rdb");
    let ours = rdb(&server, &file).start();
    let part = folder.path().join("dump.rdb.part");
    wait::until("bytes arrive", || {
        fs::metadata(&part).is_ok_and(|part| part.len() > 0)
    });
    server.kill().expect("it runs");
    let outcome = ours.finish();
    outcome.assert_code(1);
    // The system may accept a connection while it ends the process.
    let stderr = String::from_utf8_lossy(&outcome.stderr);
    let reasons = ["could not connect to", "lost the connection to"];
    let mut reasons = reasons
        .map(|why| format!(" bytes; {why} 127.0.0.1:"))
        .into_iter();
    assert!(reasons.any(|why| stderr.contains(&why)), "{stderr}");
    assert_eq!(names(folder.path()), [""; 0]);
}

#[test]
fn the_setting_that_ended_a_stalled_transfer_is_named() {
    let server = Server::with(&[
        ("repl-diskless-sync", "yes"),
        ("repl-diskless-sync-delay", "0"),
        ("repl-timeout", "1"),
        ("rdbcompression", "no"),
    ]);
    let lines: String = (0..100)
        .map(|key| format!("SETRANGE key:{key} 1000000 x\n"))
        .collect();
    Shell::redsh()
        .on(&server)
        .stdin(lines)
        .run()
        .assert_success();
    let (reader, writer) = std::io::pipe().expect("a pipe");
    let ours = rdb(&server, Path::new("-")).stdout(writer).start();
    wait::until("the transfer begins", || {
        server.info("replication", "connected_slaves") == 1
    });
    wait::until("the server ends it", || {
        server.info("replication", "connected_slaves") == 0
    });
    // The pipe is read again only now.
    let rest = std::thread::spawn(move || {
        let mut reader = reader;
        std::io::copy(&mut reader, &mut std::io::sink())
    });
    let outcome = ours.finish();
    assert!(rest.join().expect("no panic").is_ok());
    outcome.assert_code(1);
    outcome.assert_stderr_has(" bytes; the output accepted nothing for ");
    outcome.assert_stderr_has(" s, and the server's repl-timeout is 1 s\n");
}

#[test]
fn ctrl_c_leaves_the_old_file() {
    let begun = [format!("$EOF:{MARK}\r\n").as_bytes(), &SNAPSHOT[..100]].concat();
    let folder = folder();
    let file = folder.path().join("dump.rdb");
    let part = folder.path().join("dump.rdb.part");
    fs::write(&file, "old").expect("the folder is writable");
    let peer = Peer::playing(synced().send(begun).until_closed());
    let ours = rdb_of(&peer, &file).start();
    wait::until("bytes arrive", || {
        fs::metadata(&part).is_ok_and(|part| part.len() == 100)
    });
    let mode = fs::metadata(&part).expect("a file").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    ours.interrupt();
    let outcome = ours.finish();
    outcome.assert_code(1);
    outcome.assert_stderr_has("\ninterrupted after 100 bytes; nothing was saved\n");
    assert_eq!(fs::read(&file).expect("a file"), b"old");
    assert_eq!(names(folder.path()), ["dump.rdb"]);
}

#[test]
fn two_runs_do_not_write_the_same_file() {
    let begun = [format!("$EOF:{MARK}\r\n").as_bytes(), SNAPSHOT].concat();
    let folder = folder();
    let (file, part) = (
        folder.path().join("dump.rdb"),
        folder.path().join("dump.rdb.part"),
    );
    let first = Peer::playing(synced().send(begun).pause().send(MARK).until_closed());
    let ours = rdb_of(&first, &file).start();
    wait::until("bytes arrive", || {
        fs::metadata(&part).is_ok_and(|part| part.len() == 172)
    });
    let outcome = rdb_of(&first, &file).run();
    let line = format!(
        "Error opening '{}': another process writes it",
        part.display()
    );
    assert_failed(&outcome, "", &line, folder.path(), &["dump.rdb.part"]);
    first.resume();
    ours.finish().assert_success();
    assert_eq!(fs::read(&file).expect("a file"), SNAPSHOT);
}

#[test]
fn the_rest_of_a_killed_run_is_overwritten() {
    let server = server(false);
    let folder = folder();
    let (file, part) = (
        folder.path().join("dump.rdb"),
        folder.path().join("dump.rdb.part"),
    );
    fs::write(&part, [b"REDIS0010", &[b'x'; 100_000][..]].concat()).expect("it is writable");
    // Not before there is a new one.
    let refused = Shell::redsh().args(["-p", "1", "--rdb"]).arg(&file).run();
    refused.assert_code(1);
    assert_eq!(names(folder.path()), ["dump.rdb.part"]);
    rdb(&server, &file).run().assert_success();
    assert_eq!(loaded(&file), 0);
    assert_eq!(names(folder.path()), ["dump.rdb"]);
}

#[test]
fn another_file_with_the_name_of_a_partial_one_stays() {
    let server = server(false);
    let folder = folder();
    let file = folder.path().join("dump.rdb");
    let part = folder.path().join("dump.rdb.part");
    fs::write(&part, "mine").expect("the folder is writable");
    let outcome = rdb(&server, &file).run();
    outcome.assert_code(1);
    outcome.assert_stderr_has("it is no snapshot of an earlier run; remove it");
    assert_eq!(fs::read(&part).expect("a file"), b"mine");
    assert_eq!(names(folder.path()), ["dump.rdb.part"]);
}

#[test]
fn bytes_that_are_no_snapshot_are_not_saved() {
    let folder = folder();
    let file = folder.path().join("dump.rdb");
    fs::write(&file, "old").expect("the folder is writable");
    for (reply, why) in [
        (&b"$0\r\n"[..], "the server sent an empty snapshot"),
        (b"$8\r\n\0\0\0\0\0\0\0\0", "it begins with \"\\x00"),
    ] {
        for options in [&[][..], &["--no-verify"]] {
            let peer = Peer::playing(synced().send(reply).until_closed());
            let outcome = rdb_of(&peer, &file).args(options).run();
            outcome.assert_code(1);
            outcome.assert_stderr_has(why);
            assert_eq!(fs::read(&file).expect("a file"), b"old");
            assert_eq!(names(folder.path()), ["dump.rdb"]);
        }
    }
}

#[test]
fn the_progress_is_shown_on_a_terminal() {
    let server = Server::with(&[
        ("repl-diskless-sync-delay", "0"),
        ("rdb-key-save-delay", "20000"),
        ("rdbcompression", "no"),
    ]);
    let lines: String = (0..200)
        .map(|key| format!("SETRANGE key:{key} 20000 x\n"))
        .collect();
    Shell::redsh()
        .on(&server)
        .stdin(lines)
        .run()
        .assert_success();
    let mut screen = Terminal::redsh()
        .on(&server)
        .args(["--rdb", "dump.rdb"])
        .start();
    screen
        .wait_for("KB/s")
        .wait_for("Transfer finished with success");
    screen.assert_ended(0);
    assert!(!screen.rows().iter().any(|row| row.contains("KB/s")));
}

#[test]
fn all_primaries_of_a_cluster_are_saved_with_its_description() {
    let cluster = Cluster::with(3, 1, &[("repl-diskless-sync-delay", "0")]);
    let lines: String = (0..300)
        .map(|key| format!("SET key:{key} {key}\n"))
        .collect();
    let redsh = || Shell::redsh().on(&cluster.nodes()[0]).arg("-c");
    redsh().stdin(lines).run().assert_success();
    let place = folder();
    let folder = place.path().join("backup");
    let outcome = redsh().arg("--rdb").arg(&folder).run();
    outcome.assert_success().assert_stdout("");
    let text = fs::read_to_string(folder.join("nodes.json")).expect("a description");
    let nodes: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let nodes = nodes.as_array().expect("a list");
    assert_eq!(nodes.len(), 6);
    let mut keys = 0;
    let mut expected = vec!["nodes.json".to_owned()];
    for node in nodes.iter().filter(|node| node["flags"] == "master") {
        let (port, id) = (&node["port"], node["name"].as_str().expect("an id"));
        let name = format!("redis-node-127.0.0.1-{port}-{id}.rdb");
        outcome.assert_stderr_has(&format!("127.0.0.1:{port}: "));
        keys += loaded(&folder.join(&name));
        expected.push(name);
    }
    expected.sort();
    assert_eq!(names(&folder), expected);
    assert_eq!(keys, 300);
    let slots: u64 = nodes
        .iter()
        .filter_map(|node| node["slots_count"].as_u64())
        .sum();
    assert_eq!(slots, 16384);
}

#[test]
fn one_primary_that_fails_leaves_the_folder_of_a_cluster_as_it_was() {
    let cluster = Cluster::with(3, 0, &[("repl-diskless-sync-delay", "0")]);
    let last = &cluster.nodes()[2];
    last.command(&["ACL", "SETUSER", "default", "-sync"]);
    let place = folder();
    let folder = place.path().join("backup");
    fs::create_dir(&folder).expect("a folder");
    fs::write(folder.join("nodes.json"), "old").expect("it is writable");
    let outcome = Shell::redsh()
        .on(&cluster.nodes()[0])
        .arg("-c")
        .arg("--rdb")
        .arg(&folder);
    let outcome = outcome.run();
    outcome.assert_code(1);
    let port = last.port();
    outcome.assert_complaint(&format!(
        "127.0.0.1:{port}: SYNC with master failed: -NOPERM "
    ));
    assert_eq!(names(&folder), ["nodes.json"]);
    assert_eq!(fs::read(folder.join("nodes.json")).expect("a file"), b"old");
}

#[test]
fn several_snapshots_need_a_folder_and_a_single_server_needs_none() {
    let cluster = Cluster::empty(3, 0);
    let place = folder();
    let file = place.path().join("file");
    fs::write(&file, "old").expect("the folder is writable");
    let redsh = |target: &Path| {
        let redsh = Shell::redsh().on(&cluster.nodes()[0]).args(["-c", "--rdb"]);
        redsh.arg(target).run()
    };
    redsh(Path::new("-"))
        .assert_code(1)
        .assert_complaint("give a folder");
    redsh(&file)
        .assert_code(1)
        .assert_complaint("this is no folder");
    let server = server(false);
    let outcome = rdb(&server, &file).arg("-c").run();
    outcome.assert_success();
    assert_eq!(loaded(&file), 0);
}
