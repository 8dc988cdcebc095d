//! Listing the keys with `--scan`.

use super::case::{Case, case, line, redis_cli, redsh};

/// Names that break careless scripts.
const AWKWARD: [&str; 7] = [
    r#"SET "a b" 1"#,
    r#"SET " x " 1"#,
    r#"SET "l1\nl2\r" 1"#,
    r#"SET "q\"q'" 1"#,
    r#"SET "\\back,comma" 1"#,
    r#"SET "\xff\xfe" 1"#,
    r#"SET "" 1"#,
];

pub(super) fn cases() -> Vec<Case> {
    let cases = [
        names(),
        formats(),
        patterns(),
        many(),
        options(),
        without_scan(),
        otherwise(),
    ];
    cases.concat()
}

/// The server's tables are resized step by step, and the order of a scan depends on that. A request for all keys
/// completes the resizing.
fn settled(case: Case) -> Case {
    case.setup([format!("EXISTS{}", " k".repeat(200))])
}

fn names() -> Vec<Case> {
    let with = |words: &str| settled(line(words).setup(AWKWARD));
    vec![
        with("--scan"),
        with("--scan --raw").named("--scan --raw and awkward names"),
        with("--scan --no-raw").named("--scan --no-raw and awkward names"),
        with("--scan").on_a_terminal(),
        with("--scan --raw").on_a_terminal(),
        line("--scan -n 7").named("--scan and no key at all"),
        line("--scan -n 3"),
    ]
}

/// All formats but `--csv` and `--json`, in which redsh prints the keys.
fn formats() -> Vec<Case> {
    [
        "--scan --raw",
        "--scan --no-raw",
        "--scan --no-raw --raw",
        "--scan --csv --raw",
        "--scan -3",
        "--scan -d , -D ;",
        "--scan -e",
    ]
    .map(|words| settled(line(words)))
    .to_vec()
}

fn patterns() -> Vec<Case> {
    let with = |words: &str| settled(line(words).setup(AWKWARD));
    vec![
        with("--scan --pattern k"),
        with("--scan --pattern *"),
        with("--scan --pattern ?"),
        with("--scan --pattern [hl]"),
        with("--scan --pattern nosuch*"),
        with("--pattern s* --scan"),
        with("--scan --pattern s* --pattern z*"),
        with("--scan")
            .args(["--pattern", "a b"])
            .named("--pattern with a blank"),
        with("--scan")
            .args(["--pattern", ""])
            .named("--pattern of nothing"),
        with(r#"--scan --quoted-pattern "l1\nl2\r""#),
        with(r#"--scan --quoted-pattern "\xff*""#),
        with("--scan --quoted-pattern 's'"),
        with("--scan --quoted-pattern s*"),
        with(r#"--scan --quoted-pattern """#),
        with(r#"--scan --quoted-pattern "a"#),
        with(r#"--scan --quoted-pattern "a"b"#),
        with(r#"--scan --quoted-pattern "a" --pattern k"#),
        with(r#"--scan --pattern k --quoted-pattern "l""#),
        with("--scan")
            .args(["--quoted-pattern", "a b"])
            .named("--quoted-pattern of two words"),
        with("--scan")
            .args(["--quoted-pattern", ""])
            .named("--quoted-pattern of no word"),
    ]
}

fn many() -> Vec<Case> {
    let with = |words: &str| line(words).setup(["DEBUG POPULATE 3000 key 10"]);
    vec![
        with("--scan").named("--scan and thousands of keys"),
        with("--scan --pattern key:*7").named("--scan --pattern and thousands of keys"),
        with("--scan --no-raw").named("--scan --no-raw and thousands of keys"),
        with("--scan -i 0.0001").named("--scan -i and thousands of keys"),
    ]
}

fn options() -> Vec<Case> {
    vec![
        settled(line("--scan GET k")).warns(),
        settled(line("--scan -x GET k").stdin("more")).warns(),
        settled(line("--scan -r 2 -i 0.01")),
        settled(line("--scan --quoted-input")),
        settled(line("--scan").stdin("GET k\n").named("--scan and a script")),
        settled(line("--scan --user admin --pass admin")),
        line("--scan -a wrong"),
        line("--scan -n 99"),
        line("--scan -p 1"),
        line("--scan --user pinger --pass p").setup(["ACL SETUSER pinger on >p +ping"]),
    ]
}

fn without_scan() -> Vec<Case> {
    vec![
        line("--pattern x* GET k"),
        line("--quoted-pattern x* GET k"),
        line("--pattern x*").stdin("GET k\n"),
        case("--quoted-pattern in wrong quotes").args(["--quoted-pattern", "\"x", "GET", "k"]),
    ]
}

fn otherwise() -> Vec<Case> {
    let why = "an option of later clients";
    let nul = |words: &str| line(words).setup([r#"SET "n\x00l" 1"#]);
    vec![
        nul("--scan --pattern n?l").differs(
            "redis-cli cuts a raw key at its first NUL",
            redis_cli("n\n", 0),
            redsh(b"n\0l\n", 0),
        ),
        nul("--scan --no-raw --pattern n?l"),
        line("--scan --count 100 --pattern k").differs(why, redis_cli("", 1), redsh("k\n", 0)),
        line("--scan --cursor 0 --pattern k").differs(why, redis_cli("", 1), redsh("k\n", 0)),
        line("--count 100 GET k").differs(why, redis_cli("", 1), redsh("v\n", 0)),
        line("--scan --csv --pattern k").differs(
            "keys are printed in the format that is asked for",
            redis_cli("k\n", 0),
            redsh("\"k\"\n", 0),
        ),
    ]
}
