//! CSV rows, loaded through a template.

use super::load::{answered, load};
use support::coprocess::Coprocess;
use support::server::{Server, encoded};
use support::shell::Shell;

/// Asserts the end and the message of a run with this template.
#[track_caller]
fn assert_loads(server: &Server, template: &str, input: &[u8], replies: usize) {
    let load = load(server, &["--pipe-csv", template], input);
    let outcome = load.outcome.assert_code(0);
    outcome
        .assert_stdout(answered(0, replies))
        .assert_stderr("");
    assert_eq!(load.rejects.as_deref(), Some(&b""[..]));
}

#[test]
fn a_value_is_one_argument_with_any_content() {
    let server = Server::start();
    let input = b"1,Ann,ann@x\r\n2,\"O'Hara, \"\"Bob\"\"\r\n{1} \\x00 $3\",\r\n3,\xff\0\xfe,c\r\n";
    assert_loads(&server, "HSET user:{1} name {2} mail '<{3}>'", input, 3);
    let name = |id| server.command(&["HGET", id, "name"]);
    assert_eq!(name("user:1"), b"$3\r\nAnn\r\n");
    assert_eq!(
        name("user:2"),
        b"$26\r\nO'Hara, \"Bob\"\r\n{1} \\x00 $3\r\n"
    );
    assert_eq!(name("user:3"), b"$3\r\n\xff\0\xfe\r\n");
    assert_eq!(server.command(&["HGET", "user:2", "mail"]), b"$2\r\n<>\r\n");
}

#[test]
fn the_first_row_names_the_columns_if_the_template_does() {
    let server = Server::start();
    let input = "\u{feff}id,first name\n7,Ann\n8,\n";
    assert_loads(
        &server,
        "SET {{u:{id}}}:{1} '{first name}'",
        input.as_bytes(),
        2,
    );
    assert_eq!(server.command(&["GET", "{u:7}:7"]), b"$3\r\nAnn\r\n");
    assert_eq!(server.command(&["GET", "{u:8}:8"]), b"$0\r\n\r\n");
    assert_eq!(server.command(&["DBSIZE"]), b":2\r\n");
    assert_loads(&server, "SET {1} {2}", b"id,name\n", 1);
    assert_eq!(server.command(&["GET", "id"]), b"$4\r\nname\r\n");
}

#[test]
fn all_rows_before_a_malformed_one_are_applied() {
    let server = Server::start();
    for (template, row, error) in [
        (
            "INCR {1}",
            "b,c\n",
            "row 3 (line 4): it has 2 fields where the rows before it have 1; put a field with a comma or a line end in quotes",
        ),
        (
            "INCR {1}",
            "\"b\nc\nd\n",
            "row 3 (line 4): the quote that opens on line 4 is not closed",
        ),
    ] {
        let input = format!("a\n\na\r\n{row}");
        let load = load(&server, &["--pipe-csv", template], input.as_bytes());
        let outcome = load.outcome.assert_code(1).assert_stdout(answered(0, 2));
        outcome.assert_stderr(format!("{error}; nothing from this row on was loaded\n"));
        assert_eq!(server.command(&["GETDEL", "a"]), b"$1\r\n2\r\n");
        assert_eq!(server.command(&["DBSIZE"]), b":0\r\n");
    }
}

#[test]
fn a_template_that_does_not_fit_loads_nothing() {
    let server = Server::start();
    for (template, input, error) in [
        (
            "GET {mail}",
            &b"id,name\n1,Ann\n"[..],
            "no column is named \"mail\": the first row has \"id\", \"name\"",
        ),
        (
            "GET {id}",
            b"id,id\n1,2\n",
            "2 columns are named \"id\": write the number of the column, from 1",
        ),
        (
            "GET {3}",
            b"id,name\n",
            "row 1 (line 1): it has 2 fields, and there is no column 3; nothing from this row on was loaded",
        ),
        (
            "GET {id}",
            b"",
            "no row with the names of the columns: the input is empty",
        ),
        (
            "GET {1}",
            b"\x1f\x8b\x08",
            "the input is compressed with gzip: send the output of zcat",
        ),
    ] {
        let load = load(&server, &["--pipe-csv", template], input);
        let outcome = load.outcome.assert_code(1).assert_stdout(answered(0, 0));
        outcome.assert_stderr(format!("{error}\n"));
    }
}

#[test]
fn an_invalid_template_is_a_usage_error() {
    for (template, error) in [
        (
            "{1} {2}",
            "needs the name of a command before the first column, such as 'SET user:{1} {2}'",
        ),
        (
            "PING",
            "needs a command with a column, such as 'SET user:{1} {2}'",
        ),
    ] {
        let outcome = Shell::redsh().args(["--pipe-csv", template]).run();
        outcome
            .assert_code(1)
            .assert_stdout("")
            .assert_stderr(format!("--pipe-csv {error}\n"));
    }
}

#[test]
fn a_rejected_row_is_reported_by_number_and_place_and_kept() {
    let server = Server::start();
    let input = b"k,v\na,1\nb,\"x y\"\n";
    let load = load(&server, &["--pipe-csv", "INCRBY {k} {v}"], input);
    let outcome = load.outcome.assert_code(1).assert_stdout(answered(1, 2));
    outcome.assert_stderr(
        "command 2 at byte 8: INCRBY \"b\": ERR value is not an integer or out of range\n",
    );
    assert_eq!(load.rejects.unwrap(), encoded(&["INCRBY", "b", "x y"]));
}

#[test]
fn each_row_is_loaded_as_soon_as_it_is_read() {
    let server = Server::start();
    let mut rows: Coprocess = Shell::redsh()
        .on(&server)
        .args(["--pipe-csv", "RPUSH rows {1}"])
        .start();
    for row in ["a", "b", "\"c\""] {
        rows.write_line(row);
        let pushed = server.command(&["BLPOP", "rows", "30"]);
        let value = row.trim_matches('"');
        assert_eq!(
            pushed,
            format!("*2\r\n$4\r\nrows\r\n$1\r\n{value}\r\n").as_bytes()
        );
    }
    rows.finish();
}
