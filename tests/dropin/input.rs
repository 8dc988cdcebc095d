//! Arguments that are not on the command line: `-x`, `-X`, `--quoted-input`; and delimiters between replies: `-d`,
//! `-D`.

use super::case::{Case, case, line};

pub(super) fn cases() -> Vec<Case> {
    [last_argument(), tagged_argument(), quoted(), delimiters()].concat()
}

fn last_argument() -> Vec<Case> {
    vec![
        line("-x ECHO").stdin("hello\n"),
        line("-x --no-raw ECHO").stdin(b"a\0b\xff\r\n\n"),
        line("-x ECHO").stdin("").named("-x and an empty input"),
        line("-x STRLEN k")
            .stdin("more")
            .named("-x and one word too many"),
        line("-x -r 2 APPEND k").stdin("more"),
        line("-x -n 3 APPEND k").stdin("more"),
        line("-e -x nosuch").stdin("more"),
        line("--csv -x ECHO").stdin("a,\"b\"\n"),
        line("-x SETRANGE k 3").stdin("é✓"),
        line("-x SET big").stdin(b"\0\xffx\n".repeat(500_000)),
        line("GET k")
            .before("-x")
            .stdin("x")
            .named("-x makes GET k a GET k x"),
    ]
}

fn tagged_argument() -> Vec<Case> {
    vec![
        line("-X T SET T v").stdin("key").named("-X for a key"),
        line("-X T --no-raw ECHO T").stdin("hello\n"),
        line("-X T ECHO Tx")
            .stdin("hello")
            .named("-X and no such word"),
        line("-X T ECHO t").stdin("hello").named("-X heeds case"),
        line("-X T ECHO T").stdin("").named("-X and an empty input"),
        case("-X and an empty tag")
            .args(["-X", "", "ECHO", ""])
            .stdin("hello"),
        line("-X T -r 2 APPEND k T").stdin("more"),
        line("-X ECHO ECHO x").stdin("PING"),
        line("-x -X T ECHO T").stdin("hello"),
        line("-X T -x ECHO T").stdin("hello"),
        line("-X T -X U ECHO U").stdin("hello"),
        line("-X T --csv MGET k T l").stdin("n"),
    ]
}

fn quoted() -> Vec<Case> {
    let with = |words: &[&str]| {
        case(format!("--quoted-input {}", words.join(" ")))
            .args(["--quoted-input", "--no-raw"])
            .args(words)
    };
    vec![
        with(&["ECHO", r#""a\x00b\n\xff""#]),
        with(&["ECHO", "plain"]),
        with(&["ECHO", r"plain\x00"]),
        with(&["ECHO", r#""""#]),
        with(&["ECHO", "''"]),
        with(&["ECHO", r"'it\'s'"]),
        with(&["ECHO", r"'\n'"]),
        with(&["ECHO", r#"a"b""#]),
        with(&["ECHO", r#""a" "#]),
        with(&["ECHO", r#""abc"#]),
        with(&["ECHO", "'abc"]),
        with(&["ECHO", r#""a"b"#]),
        with(&["ECHO", ""]),
        with(&["ECHO", "a b"]),
        with(&["ECHO", "  a"]),
        with(&[r#""ECHO""#, "x"]),
        with(&["ECHO", "é"]),
        with(&["-x", "ECHO"]).stdin(r#""\n""#),
        with(&["-X", "T", "ECHO", "T"]).stdin(r#""\n""#),
        with(&["-X", "T", "ECHO", r#""T""#]).stdin("hello"),
        with(&["-X", r#""T""#, "ECHO", r#""T""#]).stdin("hello"),
        with(&["-r", "2", "ECHO", r#""\x41""#]),
    ]
}

fn delimiters() -> Vec<Case> {
    let nest = "return {1,{2,3},{},{err='ERR x'},4}";
    vec![
        line("-d , LRANGE l 0 -1"),
        line("-d :: MGET missing k missing"),
        line("-d é LRANGE l 0 -1"),
        line(r"-d \n LRANGE l 0 -1"),
        line(r"-d \x00 LRANGE l 0 -1"),
        line("-d , GET k"),
        line("-d , -3 HGETALL h"),
        line("-D ; -3 HGETALL h"),
        line("-D ; GET k"),
        line("-D ; GET missing"),
        line("-D ; LRANGE l 0 -1"),
        line("-D ; nosuch"),
        line("-D ; LRANGE missing 0 -1"),
        line("-d , -D ; LRANGE l 0 -1"),
        line("-d , -D ; --raw LRANGE l 0 -1"),
        line("-d , -D ; --csv LRANGE l 0 -1"),
        line("-d , -D ; --json LRANGE l 0 -1"),
        line("-d , -D ; --no-raw LRANGE l 0 -1"),
        line("-d , -D ; LRANGE l 0 -1").on_a_terminal(),
        line("-D ; INFO nosuch"),
        case("-d nothing").args(["-d", "", "LRANGE", "l", "0", "-1"]),
        case("-D nothing").args(["-D", "", "LRANGE", "l", "0", "-1"]),
        case("-d a newline").args(["-d", "\n\n", "LRANGE", "l", "0", "-1"]),
        case("-d and a nest").args(["-d", ",", "EVAL", nest, "0"]),
        case("-D and a nest").args(["-D", ";", "EVAL", nest, "0"]),
        case("-d and maps in maps").args([
            "-3",
            "-d",
            ",",
            "EVAL",
            "redis.setresp(3) return {map={a={map={b={1,2}}}}}",
            "0",
        ]),
        case("delimiters that are not UTF-8").args([
            b"-d".as_slice(),
            b"\xff",
            b"-D",
            b"\xfe",
            b"LRANGE",
            b"l",
            b"0",
            b"-1",
        ]),
    ]
}
