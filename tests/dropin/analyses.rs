//! The analyses of keys: `--bigkeys`, `--memkeys` and `--hotkeys`.
//!
//! redsh examines as many keys as redis-cli in its first SCAN, and more in each later one. So the percentages are the same
//! for few keys, and are left aside for many.

use super::case::{Case, case, line, redis_cli, redis_cli_with, redsh, redsh_with};

/// Keys of more types, sizes and names than the common ones.
const MORE: [&str; 6] = [
    "RPUSH l2 1 2 3 4 5",
    "RPUSH l3 1 2 3 4 5",
    "SADD s2 1 2 3",
    "HSET h2 1 2 3 4 5 6",
    r#"SET "q\"'\x00\xff\n" 12"#,
    "ZADD z2 1 a 2 b 3 c",
];

const OPTIONS: [&str; 3] = ["--bigkeys", "--memkeys", "--memkeys --memkeys-samples 2"];

pub(super) fn cases() -> Vec<Case> {
    let cases = [
        data(),
        hot_keys(),
        options(),
        fewer_rights(),
        wrong(),
        otherwise(),
    ];
    cases.concat()
}

/// A request for all keys completes the resizing of the server's tables, on which the order depends.
pub(super) fn settled(case: Case) -> Case {
    case.setup([format!("EXISTS{}", " k".repeat(200))])
}

fn data() -> Vec<Case> {
    let each = |words: &'static str| {
        let named = |name: &str| format!("{words} and {name}");
        vec![
            settled(line(words)),
            settled(line(words).on_a_terminal()),
            settled(line(words).setup(MORE).figures_aside()).named(&named("more types")),
            line(words).args(["-n", "7"]).named(&named("no key")),
            line(words).args(["-n", "3"]).named(&named("one key")),
            line(words)
                .setup(["SELECT 9", "SET e \"\""])
                .args(["-n", "9"])
                .named(&named("an empty string")),
            line(words)
                .setup(["DEBUG POPULATE 5000 key 10"])
                .figures_aside()
                .named(&named("thousands of keys")),
        ]
    };
    OPTIONS.into_iter().flat_map(each).collect()
}

/// The value "v", as DUMP of Redis 6.2 and later returns it.
const DUMPED: &str = r"\x00\x01\x76\x09\x00\x41\xfa\x9f\x7e\x4d\xbe\xe9\x7f";

/// Keys with fixed counters of use, which do not decay. The counter of a key that is used is random.
fn hot_keys() -> Vec<Case> {
    let policy = [
        "CONFIG SET maxmemory-policy allkeys-lfu",
        "CONFIG SET lfu-decay-time 0",
        "FLUSHALL",
    ];
    let frequent = |case: Case| {
        let counters = [0, 5, 9, 9, 100, 9, 255, 1, 30];
        let keys = counters.into_iter().enumerate();
        let keys = keys
            .map(|(number, counter)| format!("RESTORE key:{number} 0 \"{DUMPED}\" FREQ {counter}"));
        settled(case.setup(policy).setup(keys))
    };
    vec![
        frequent(line("--hotkeys")),
        frequent(line("--hotkeys").on_a_terminal()),
        frequent(line("--hotkeys --pattern *[1-5]")),
        frequent(line("--hotkeys -n 7")),
        frequent(line("--hotkeys GET k")).warns(),
        settled(
            line("--hotkeys")
                .setup(policy)
                .setup(["DEBUG POPULATE 3000 key 10"]),
        )
        .figures_aside()
        .named("--hotkeys and thousands of keys"),
        frequent(line("--hotkeys --hotkeys-count 2")).differs(
            "an option of later clients",
            redis_cli("", 1),
            redsh_with("keyname: ", 0),
        ),
        line("--hotkeys")
            .setup(["CONFIG SET maxmemory-policy noeviction"])
            .named("--hotkeys without an LFU policy"),
    ]
}

fn options() -> Vec<Case> {
    [
        "--bigkeys -3",
        "--bigkeys -e",
        "--bigkeys -r 2",
        "--bigkeys -i 0.01",
        "--bigkeys --memkeys",
        "--memkeys --bigkeys",
        "--bigkeys --scan",
        "--memkeys-samples 3",
        "--memkeys --memkeys-samples 0",
        "--bigkeys --memkeys-samples 3",
        "--bigkeys --pattern s*",
        "--memkeys --pattern nosuch",
        r#"--bigkeys --quoted-pattern "s*""#,
        r#"--bigkeys --quoted-pattern "s"#,
        "--bigkeys --quoted-input",
    ]
    .map(|words| settled(line(words)))
    .to_vec()
}

/// Users without a permission. redis-cli reports each key whose size is refused; redsh reports the refusal once.
fn fewer_rights() -> Vec<Case> {
    let restricted = |name: &str, rules: &str, words: &str| {
        let user = format!("ACL SETUSER u on >p ~* &* +@all {rules}");
        settled(line(words).setup([user]))
            .args(["--user", "u", "--pass", "p", "--no-auth-warning"])
            .named(name)
    };
    vec![
        restricted("--bigkeys without STRLEN", "-strlen", "--bigkeys"),
        restricted("--memkeys without MEMORY", "-memory", "--memkeys"),
        restricted("--bigkeys without SCAN", "-scan", "--bigkeys"),
        restricted("--bigkeys without READONLY", "-readonly", "--bigkeys"),
        restricted("--bigkeys without DBSIZE", "-dbsize", "--bigkeys").differs(
            "only the percentages need the number of keys",
            redis_cli_with("", 1),
            redsh_with("Sampled 10 keys in the keyspace!", 0),
        ),
        restricted("--memkeys without TYPE", "-type", "--memkeys").differs(
            "sizes can be reported without types",
            redis_cli_with("", 1),
            redsh_with("10 unknowns with ", 0),
        ),
    ]
}

fn wrong() -> Vec<Case> {
    vec![
        line("--bigkeys -p 1"),
        line("--bigkeys -n 99"),
        line("--bigkeys -a wrong"),
        settled(line("--bigkeys GET k")).warns(),
        settled(line("--memkeys -x GET k").stdin("more")).warns(),
    ]
}

fn otherwise() -> Vec<Case> {
    let why = "an invalid number is an error";
    let exact = "exact figures for programs";
    vec![
        settled(line("--bigkeys --csv")).differs(
            exact,
            redis_cli_with("Sampled 10 keys", 0),
            redsh_with(r#"\"type\",\"keys\",\"total\",\"unit\""#, 0),
        ),
        settled(line("--memkeys --json")).differs(
            exact,
            redis_cli_with("Sampled 10 keys", 0),
            redsh_with(
                r#"{\"analysis\":\"memkeys\",\"complete\":true,\"keys\":10,"#,
                0,
            ),
        ),
        line("--memkeys-samples").differs("redis-cli crashes", redis_cli("", 139), redsh("", 1)),
        case("--memkeys-samples of a word")
            .args(["--memkeys-samples", "x1"])
            .differs(why, redis_cli_with("Sampled 10 keys", 0), redsh_with("", 1)),
        case("--memkeys-samples of a negative number")
            .args(["--memkeys-samples", "-1"])
            .differs(why, redis_cli_with("Sampled 10 keys", 0), redsh_with("", 1)),
    ]
}
