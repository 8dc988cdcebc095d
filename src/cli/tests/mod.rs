use std::collections::HashMap;
use std::time::Duration;

use redsh_engine::net::{Address, AddressFamily, ProtocolPreference, Secret, TlsOptions};

use super::*;
use crate::process::called_as::CalledAs;
use crate::process::exit::Exit;

mod everyday;
mod guide;
mod modes;
mod pipe;
mod scan;
mod sentinel;

/// Splits arguments at spaces; `''` is an empty argument.
fn words(line: &str) -> Vec<OsString> {
    line.split_whitespace()
        .map(|word| if word == "''" { "" } else { word }.into())
        .collect()
}

/// Parses a command line with variables such as `NAME=value NAME=value`.
fn parse_with(env: &str, line: &str) -> Result<Invocation, Usage> {
    let env: HashMap<&str, &str> = env
        .split_whitespace()
        .filter_map(|variable| variable.split_once('='))
        .collect();
    let env = |name: &str| env.get(name).map(OsString::from);
    let outcome = parse(words(line), &env);
    assert_eq!(outcome, parse_by_clap(words(line), &env), "{line}");
    outcome
}

fn parsed_with(env: &str, line: &str) -> Invocation {
    parse_with(env, line).unwrap_or_else(|usage| panic!("{env} redsh {line}: {}", usage.stderr))
}

fn parsed(line: &str) -> Invocation {
    parsed_with("", line)
}

/// Returns the usage error on stderr.
fn wrong(line: &str) -> String {
    let usage =
        parse_with("", line).map_or_else(|usage| usage, |_| panic!("redsh {line} is accepted"));
    assert_eq!(usage.exit, Exit::Failure, "{line}");
    assert_eq!(usage.stdout, "", "{line}");
    usage.stderr
}

#[test]
fn clap_finds_no_fault_in_the_definition() {
    definition().debug_assert();
}

#[test]
fn no_arguments_run_stdin_on_the_default_server() {
    let invocation = parsed("");
    assert_eq!(invocation.run, Run::Lines);
    assert_eq!(
        invocation.connect.target,
        Target::Server(Address::tcp("127.0.0.1", 6379))
    );
    assert_eq!(invocation.connect.tls, None);
    assert_eq!(
        invocation.input,
        Input {
            repeat: Repeat::Times(1),
            interval: Duration::ZERO
        }
    );
    assert_eq!(invocation.output.delimiter(), b"\n");
    assert_eq!(invocation.output.end(), b"\n");
    assert_eq!(invocation.warnings, Vec::<String>::new());
}

fn command(line: &str) -> Vec<String> {
    match parsed(line).run {
        Run::Command {
            words,
            from_stdin: None,
        } => words
            .iter()
            .map(|word| String::from_utf8_lossy(word).into_owned())
            .collect(),
        run => panic!("redsh {line}: {run:?}"),
    }
}

#[test]
fn options_end_at_the_first_other_word() {
    for (line, expected) in [
        ("ping", vec!["ping"]),
        ("--raw set -x -- -1", vec!["set", "-x", "--", "-1"]),
        ("get --help", vec!["get", "--help"]),
        ("ping -h", vec!["ping", "-h"]),
        ("-p 1 '' -p 2", vec!["", "-p", "2"]),
        ("-a -secret --user -u -n 1 x", vec!["x"]),
        ("-d -- -D -r x", vec!["x"]),
        ("--user=u x", vec!["x"]),
        ("--sandbox ping", vec!["ping"]),
        ("--sandbox=tls tls", vec!["tls"]),
        ("--pipe-timeout 5 --pattern x* get -0", vec!["get", "-0"]),
    ] {
        assert_eq!(command(line), expected, "{line}");
    }
}

#[cfg(unix)]
#[test]
fn words_are_passed_byte_for_byte() {
    use std::os::unix::ffi::OsStringExt;
    let args = ["-D", "\u{0}", "set"].map(OsString::from).into_iter();
    let args = args.chain([
        OsString::from_vec(b"\xff\xfe".to_vec()),
        OsString::from_vec(b"-\x80".to_vec()),
    ]);
    let words = vec![b"set".to_vec(), b"\xff\xfe".to_vec(), b"-\x80".to_vec()];
    let invocation = parse(args, &|_| None).expect("valid arguments");
    assert_eq!(
        invocation.run,
        Run::Command {
            words,
            from_stdin: None
        }
    );
}

#[test]
fn an_unknown_option_is_reported_in_one_line() {
    for (line, expected) in [
        ("- ping", "unknown option '-'; see redsh --help\n"),
        ("--nope", "unknown option '--nope'; see redsh --help\n"),
        ("--nope=1", "unknown option '--nope=1'; see redsh --help\n"),
        ("-zz", "unknown option '-zz'; see redsh --help\n"),
        ("-e3", "unknown option '-e3'; see redsh --help\n"),
        ("-é", "unknown option '-é'; see redsh --help\n"),
        (
            "-h localhost:7400",
            "-h takes a host without a port; write -h localhost -p 7400\n",
        ),
        (
            "-c --natmap a=b=c",
            "--natmap must be FROM=TO, separated by commas, not 'a=b=c'\n",
        ),
        ("--jsn", "unknown option '--jsn'; did you mean --json?\n"),
        (
            "--patern x",
            "unknown option '--patern'; did you mean --pattern?\n",
        ),
        (
            "--vset-recall",
            "--vset-recall is not supported yet; redis-cli has it\n",
        ),
        (
            "--vset-recall",
            "--vset-recall is not supported yet; redis-cli has it\n",
        ),
        (
            "--cluster-yes",
            "--cluster-yes is not supported yet; redis-cli has it\n",
        ),
        (
            "-p6379",
            "-p takes its value as a separate argument; see redsh --help\n",
        ),
        (
            "-asecret",
            "-a takes its value as a separate argument; see redsh --help\n",
        ),
        (
            "-help",
            "-h takes its value as a separate argument; see redsh --help\n",
        ),
        ("-p", "-p requires a value: PORT\n"),
        ("--user", "--user requires a value: USER\n"),
        ("--raw=1", "--raw takes no value\n"),
    ] {
        assert_eq!(wrong(line), expected, "{line}");
    }
}

#[test]
fn an_invalid_value_is_reported_with_the_expected_form() {
    for (line, expected) in [
        ("-p abc", "-p must be a port from 0 to 65535, not 'abc'\n"),
        (
            "-p 65536",
            "-p must be a port from 0 to 65535, not '65536'\n",
        ),
        ("-p ''", "-p must be a port from 0 to 65535, not ''\n"),
        ("-n -1", "-n must be a database number, not '-1'\n"),
        (
            "-r 1.5",
            "-r must be a whole number, or -1 for forever, not '1.5'\n",
        ),
        ("-i -1", "-i must be a number of seconds, not '-1'\n"),
        ("-i nan", "-i must be a number of seconds, not 'nan'\n"),
        ("-t nan", "-t must be a number of seconds, not 'nan'\n"),
        (
            "-t 1e19",
            "-t must be at most 1000000000 seconds, not '1e19'\n",
        ),
        ("-s ''", "-s must not be empty\n"),
        (
            "--sandbox=x",
            "--sandbox must be plain, tls, cluster:N, cluster:N+R or sentinel, not 'x'\n",
        ),
        (
            "--sandbox=cluster",
            "--sandbox must be plain, tls, cluster:N, cluster:N+R or sentinel, not 'cluster'\n",
        ),
        (
            "--sandbox=cluster:3+",
            "--sandbox must give numbers of primaries and replicas, as in cluster:3+1, not 'cluster:3+'\n",
        ),
        (
            "--sandbox=cluster:-3",
            "--sandbox must give numbers of primaries and replicas, as in cluster:3+1, not 'cluster:-3'\n",
        ),
        (
            "--sandbox=cluster:0",
            "--sandbox must have 1 to 64 nodes, not 'cluster:0'\n",
        ),
        (
            "--sandbox=cluster:9+9",
            "--sandbox must have 1 to 64 nodes, not 'cluster:9+9'\n",
        ),
        (
            "-u redis://secret@h:x",
            "-u is not a valid URI: its port is not a number from 0 to 65535\n",
        ),
    ] {
        assert_eq!(wrong(line), expected, "{line}");
    }
}

#[test]
fn conflicting_options_are_reported() {
    for (line, expected) in [
        ("-2 -3", "-2 cannot be used together with -3\n"),
        ("-x -X t t", "-x cannot be used together with -X\n"),
        (
            "--sandbox -p 1",
            "--sandbox cannot be used together with -p\n",
        ),
        (
            "--sandbox=tls --tls",
            "--sandbox cannot be used together with --tls\n",
        ),
        (
            "--mptcp -s /s",
            "--mptcp requires a host and a port, not the socket /s\n",
        ),
        (
            "--mptcp -u unix:///s",
            "--mptcp requires a host and a port, not the socket /s\n",
        ),
    ] {
        assert_eq!(wrong(line), expected, "{line}");
    }
}

#[test]
fn help_and_version_print_to_stdout_and_succeed() {
    for (line, start) in [
        ("--help", "A shell for Redis and Valkey"),
        ("-h", "A shell for Redis and Valkey"),
        ("-p 1 -h", "A shell for Redis and Valkey"),
        ("--help -p 1 x", "A shell for Redis and Valkey"),
        ("--help all", "A shell for Redis and Valkey"),
        (
            "--version",
            concat!("redsh ", env!("CARGO_PKG_VERSION"), "\n"),
        ),
        ("-v", concat!("redsh ", env!("CARGO_PKG_VERSION"), "\n")),
    ] {
        let usage = parse_with("", line)
            .map_or_else(|usage| usage, |_| panic!("redsh {line} starts a run"));
        assert_eq!(
            (usage.exit, usage.stderr.as_str()),
            (Exit::Success, ""),
            "{line}"
        );
        assert!(usage.stdout.starts_with(start), "{line}: {}", usage.stdout);
    }
}

#[test]
fn the_help_is_short_unless_all_options_are_wanted_or_redis_cli_is_called() {
    let help = |line| parse_with("", line).expect_err("the help starts no run");
    let (short, all) = (help("--help"), help("--help all"));
    assert!(!short.stdout.contains("--tls-ciphers"), "{}", short.stdout);
    assert!(all.stdout.contains("--tls-ciphers"), "{}", all.stdout);
    assert_eq!(short.called(CalledAs::RedisCli).stdout, all.stdout);
}

#[test]
fn the_last_option_or_uri_sets_the_address_before_the_environment() {
    for (env, line, expected) in [
        ("", "-h a", "a:6379"),
        ("", "-h --help", "--help:6379"),
        ("", "-h a -h b", "b:6379"),
        ("", "-p 06379", "127.0.0.1:6379"),
        ("", "-u redis://a:1", "a:1"),
        ("", "-u redis://a:1 -u redis://b", "b:6379"),
        ("", "-p 1 -u redis://a", "a:1"),
        ("", "-p 1 -u redis://a:2", "a:2"),
        ("", "-u redis://a:2 -p 1", "a:1"),
        ("", "-u redis://a:2 -h b", "b:2"),
        ("", "-h b -u redis://:2", "b:2"),
        ("", "-u redis://[::1]:2", "[::1]:2"),
        ("", "-s /s -h a -u redis://b", "/s"),
        ("", "-u unix:///u -h a", "/u"),
        ("", "-u unix:///u -s /s", "/s"),
        ("VALKEYCLI_HOST=e VALKEYCLI_PORT=9", "", "e:9"),
        ("VALKEYCLI_HOST=e VALKEYCLI_PORT=9", "-h a", "a:9"),
        ("VALKEYCLI_HOST=e VALKEYCLI_PORT=9", "-u redis://a:1", "a:1"),
        ("VALKEYCLI_HOST=e VALKEYCLI_PORT=9", "-s /s", "/s"),
        ("VALKEYCLI_PORT=x", "-p 1", "127.0.0.1:1"),
        ("VALKEYCLI_HOST= VALKEYCLI_PORT=", "", "127.0.0.1:6379"),
    ] {
        let Target::Server(address) = parsed_with(env, line).connect.target else {
            panic!("{env} redsh {line}: not a single server");
        };
        assert_eq!(address.to_string(), expected, "{env} redsh {line}");
    }
}

#[test]
fn a_sandbox_ignores_address_and_password_of_the_environment() {
    let env =
        "REDISCLI_AUTH=p VALKEYCLI_HOST=e VALKEYCLI_PORT=x REDSH_SENTINEL_AUTH=q REDSH_SERVER=/s";
    let invocation = parsed_with(env, "--sandbox");
    let own = parsed("--sandbox");
    assert_eq!(invocation.connect, own.connect);
    assert_eq!(invocation.sandbox_server, Some("/s".into()));
    let asked = parsed_with(env, "--sandbox -a p").connect.login;
    assert!(asked.credentials.is_some());
}

#[test]
fn an_invalid_variable_is_named() {
    let usage = parse_with("VALKEYCLI_PORT=x", "ping").map_err(|usage| usage.stderr);
    assert_eq!(
        usage,
        Err("VALKEYCLI_PORT must be a port from 0 to 65535, not 'x'\n".to_owned())
    );
}

#[test]
fn the_last_option_or_uri_sets_the_credentials_before_the_environment() {
    for (env, line, expected) in [
        ("", "", None),
        ("", "-a p", Some("-:p")),
        ("", "--pass p", Some("-:p")),
        ("", "-a p -a q", Some("-:q")),
        ("", "-a ''", None),
        ("", "--user u", None),
        ("", "--user u -a p", Some("u:p")),
        ("", "-a p --user u", Some("u:p")),
        ("", "--user u -a ''", Some("u:")),
        ("", "-u redis://u:p@h", Some("u:p")),
        ("", "-u redis://p@h", Some("-:p")),
        ("", "-a q -u redis://u:p@h", Some("u:p")),
        ("", "-u redis://u:p@h -a q", Some("u:q")),
        ("", "-a q -u redis://h", Some("-:q")),
        ("", "-u redis://u:p@h --user v", Some("v:p")),
        ("", "--user v -u redis://:p@h", Some("v:p")),
        ("REDISCLI_AUTH=e", "", Some("-:e")),
        ("REDISCLI_AUTH=", "", None),
        ("REDISCLI_AUTH=e", "--user u", Some("u:e")),
        ("REDISCLI_AUTH=e", "-a p", Some("-:p")),
        ("REDISCLI_AUTH=e", "-u redis://p@h", Some("-:p")),
        ("REDISCLI_AUTH=e VALKEYCLI_AUTH=v", "", Some("-:v")),
        ("REDISCLI_AUTH=e", "--askpass -a p", None),
    ] {
        let credentials = parsed_with(env, line).connect.login.credentials;
        let credentials = credentials.map(|credentials| {
            format!(
                "{}:{}",
                credentials.user.as_deref().unwrap_or("-"),
                credentials.password.expose()
            )
        });
        assert_eq!(credentials.as_deref(), expected, "{env} redsh {line}");
    }
}

#[test]
fn a_prompted_password_belongs_to_the_named_user() {
    for (line, user) in [
        ("--askpass", None),
        ("--askpass --user u", Some("u")),
        ("--askpass -u redis://u:p@h", Some("u")),
    ] {
        let ask = parsed(line)
            .connect
            .ask_password
            .expect("--askpass was given");
        let credentials = ask
            .answered(Secret::new("p"))
            .expect("the password is not empty");
        assert_eq!(
            (credentials.user.as_deref(), credentials.password.expose()),
            (user, "p"),
            "{line}"
        );
    }
    assert_eq!(parsed("-a p").connect.ask_password, None);
}

#[test]
fn a_password_on_the_command_line_causes_a_warning() {
    for (env, line, warned) in [
        ("", "-a p", true),
        ("", "--pass p", true),
        ("", "-u redis://p@h", true),
        ("", "-a p --no-auth-warning", false),
        ("", "--no-auth-warning -u redis://p@h", false),
        ("", "--user u", false),
        ("REDISCLI_AUTH=e", "", false),
        ("REDISCLI_AUTH=e", "-a p", true),
    ] {
        assert_eq!(
            !parsed_with(env, line).warnings.is_empty(),
            warned,
            "{env} redsh {line}"
        );
    }
}

#[test]
fn debug_output_of_an_invocation_hides_passwords() {
    for line in ["-a hidden", "-u redis://hidden@h", "--user u -a hidden"] {
        let shown = format!("{:?}", parsed(line));
        assert!(!shown.contains("hidden"), "{shown}");
    }
}

#[test]
fn the_last_option_or_uri_sets_the_database() {
    for (line, expected) in [
        ("", 0),
        ("-n 3", 3),
        ("-n 03", 3),
        ("-u redis://h/3 -n 4", 4),
        ("-n 4 -u redis://h/3", 3),
        ("-n 4 -u redis://h", 4),
        ("-u unix:///s?db=5", 5),
    ] {
        assert_eq!(parsed(line).connect.login.db, expected, "{line}");
    }
}

#[test]
fn the_protocol_is_resp2_by_default() {
    use ProtocolPreference::*;
    for (line, expected) in [
        ("", Resp2),
        ("-2", Resp2),
        ("-3", DemandResp3),
        ("--json", PreferResp3),
        ("--quoted-json", PreferResp3),
        ("--json --raw", PreferResp3),
        ("--json -2", Resp2),
        ("-3 --json", DemandResp3),
    ] {
        assert_eq!(parsed(line).connect.login.protocol, expected, "{line}");
    }
}

#[test]
fn connection_options_are_parsed() {
    let connect = parsed("-t .5 -4 --mptcp -c --name n").connect;
    assert_eq!(connect.timeout, Some(Duration::from_millis(500)));
    assert_eq!(connect.family, AddressFamily::PreferV4);
    assert!(connect.multipath);
    assert_eq!(
        connect.target,
        Target::Cluster(Address::tcp("127.0.0.1", 6379))
    );
    assert_eq!(connect.login.name.as_deref(), Some("n"));
    assert_eq!(parsed("-t 0").connect.timeout, None);
    assert_eq!(parsed("-4 -6").connect.family, AddressFamily::PreferV6);
    assert_eq!(parsed("-6 -4").connect.family, AddressFamily::PreferV4);
}

#[test]
fn tls_is_used_only_on_request() {
    assert_eq!(parsed("--cacert a --insecure").connect.tls, None);
    assert_eq!(parsed("--tls").connect.tls, Some(TlsOptions::default()));
    assert_eq!(
        parsed("-u rediss://h").connect.tls,
        Some(TlsOptions::default())
    );
    assert_eq!(
        parsed("-u valkeys://h").connect.tls,
        Some(TlsOptions::default())
    );
    let line = "--tls --sni s --cacert a --cacertdir d --insecure --cert c --key k --tls-ciphers x:y --tls-ciphersuites z";
    let expected = TlsOptions {
        ca_cert: Some("a".into()),
        ca_cert_dir: Some("d".into()),
        insecure: true,
        cert: Some("c".into()),
        key: Some("k".into()),
        server_name: Some("s".into()),
        ciphers: Some("x:y".into()),
        cipher_suites: Some("z".into()),
    };
    assert_eq!(parsed(line).connect.tls, Some(expected));
}

#[test]
fn the_last_format_counts_and_the_default_depends_on_the_terminal() {
    use crate::render::Format::*;
    for (env, line, on_terminal, elsewhere) in [
        ("", "", Standard, Raw),
        ("FAKETTY=1", "", Standard, Standard),
        ("FAKETTY=", "", Standard, Standard),
        ("FAKETTY=1", "--raw", Raw, Raw),
        ("", "--raw", Raw, Raw),
        ("", "--no-raw", Standard, Standard),
        ("", "--csv", Csv, Csv),
        ("", "--json", Json, Json),
        ("", "--quoted-json", QuotedJson, QuotedJson),
        ("", "--csv --raw", Raw, Raw),
        ("", "--raw --csv", Csv, Csv),
        ("", "--csv --no-raw", Standard, Standard),
        ("", "--raw --csv --raw", Raw, Raw),
        ("", "--quoted-json --json", Json, Json),
    ] {
        let output = parsed_with(env, line).output;
        assert_eq!(
            (output.format(true), output.format(false)),
            (on_terminal, elsewhere),
            "{env} redsh {line}"
        );
    }
}

#[test]
fn output_options_are_parsed() {
    let output = parsed("-d '' -D \\n -e --verbose").output;
    assert_eq!(output.delimiter(), b"");
    assert_eq!(output.end(), b"\\n");
    assert!(output.errors_count && output.verbose);
    for (line, on_terminal, elsewhere) in [
        ("", true, false),
        ("--show-pushes yes", true, true),
        ("--show-pushes Y", true, true),
        ("--show-pushes NO", false, false),
        ("--show-pushes n", false, false),
    ] {
        let output = parsed(line).output;
        assert_eq!(
            (output.shows_pushes(true), output.shows_pushes(false)),
            (on_terminal, elsewhere),
            "{line}"
        );
    }
}

#[test]
fn repetition_options_are_parsed() {
    for (line, repeat, milliseconds) in [
        ("-r 3", Repeat::Times(3), 0),
        ("-r +3", Repeat::Times(3), 0),
        ("-r 0", Repeat::Times(0), 0),
        ("-r -1", Repeat::Forever, 0),
        ("-r -5", Repeat::Forever, 0),
        ("-i .5", Repeat::Times(1), 500),
        ("-r 2 -i 1e-3", Repeat::Times(2), 1),
        ("-r 2 -r 4", Repeat::Times(4), 0),
    ] {
        let interval = Duration::from_millis(milliseconds);
        assert_eq!(parsed(line).input, Input { repeat, interval }, "{line}");
    }
    let blanks = ["-r", " 7", "-p", " 1 "].map(OsString::from);
    assert_eq!(
        parse(blanks, &|_| None).map(|invocation| invocation.input.repeat),
        Ok(Repeat::Times(7))
    );
}

#[test]
fn stdin_can_replace_one_word() {
    for (line, count, place) in [
        ("-x set k", 3, 2),
        ("-x -x ping", 2, 1),
        ("-X T set T v", 3, 1),
        ("-X T T", 1, 0),
        ("-X '' set '' v", 3, 1),
        ("-X a --quoted-input set \"a\" b", 3, 1),
    ] {
        match parsed(line).run {
            Run::Command { words, from_stdin } => {
                assert_eq!((words.len(), from_stdin), (count, Some(place)), "{line}")
            }
            run => panic!("{line}: {run:?}"),
        }
    }
    assert_eq!(parsed("-x").run, Run::Lines);
    assert_eq!(parsed("-X T").run, Run::Lines);
}

#[test]
fn a_tag_must_occur_once() {
    let wanted = "-X requires one argument that equals its tag, and";
    assert_eq!(
        wrong("-X T set k"),
        format!("{wanted} no argument is 'T'\n")
    );
    assert_eq!(
        wrong("-X T set T T"),
        format!("{wanted} more than one argument is 'T'\n")
    );
}

#[test]
fn words_that_may_be_passwords_are_hidden() {
    for line in [
        "-a secret auth secret",
        "--eval s.lua secret , secret",
        "-u redis://:secret@h",
        "--sentinel s --sentinel-pass secret --master secre",
    ] {
        let shown = format!("{:?}", parsed(line));
        assert!(!shown.contains("secret"), "{line}: {shown}");
        assert!(!shown.contains("115, 101"), "{line}: {shown}");
    }
    let usage =
        parse_with("", "--quoted-input auth \"secret").expect_err("the quote is not closed");
    assert!(!usage.stderr.contains("secret"), "{}", usage.stderr);
}

#[test]
fn quoted_input_unquotes_every_argument() {
    assert_eq!(
        command(r#"--quoted-input set "\x41" 'b' c"#),
        ["set", "A", "b", "c"]
    );
    let usage = parse_with("", r#"--quoted-input set "a"#).expect_err("the quote is not closed");
    assert_eq!(usage.stdout, "Invalid quoted string\n");
    assert_eq!(
        usage.stderr,
        "--quoted-input requires quoted strings, and word 2 of the command is not valid\n"
    );
    assert_eq!(usage.exit, Exit::Failure);
}

#[test]
fn a_comma_separates_the_keys_of_a_script_from_its_arguments() {
    let words = |line: &str| -> Vec<_> {
        line.split_whitespace()
            .map(|word| word.as_bytes().to_vec())
            .collect()
    };
    for (line, keys, args) in [
        ("--eval s.lua", "", ""),
        ("--eval s.lua ,", "", ""),
        ("--eval s.lua k1 k2 , a1", "k1 k2", "a1"),
        ("--eval s.lua , a1", "", "a1"),
        ("--eval s.lua k1, a1", "k1, a1", ""),
        ("--eval s.lua k , a , b", "k", "a , b"),
        ("--eval s.lua -p 1 k", "k", ""),
        ("-x --quoted-input --eval s.lua \"k\"", "\"k\"", ""),
    ] {
        let expected = Run::Eval(EvalRun {
            file: "s.lua".into(),
            keys: words(keys),
            args: words(args),
        });
        assert_eq!(parsed(line).run, expected, "{line}");
    }
}

#[test]
fn hint_options_take_a_line_or_a_file() {
    let table = [
        ("set k", None),
        ("--test_hint set", Some(HintRun::Print(b"set".to_vec()))),
        ("--test_hint -x", Some(HintRun::Print(b"-x".to_vec()))),
        ("-p 1 --test_hint_file f", Some(HintRun::Check("f".into()))),
    ];
    for (line, hint) in table {
        assert_eq!(parsed(line).hint, hint, "{line}");
    }
}

#[test]
fn a_script_is_debugged_on_a_copy_or_on_live_data() {
    for (line, expected) in [
        ("--eval s.lua k", None),
        ("--ldb --eval s.lua k", Some(Debugging::Forked)),
        ("--eval s.lua --ldb-sync-mode", Some(Debugging::Sync)),
        ("--ldb-sync-mode --ldb --eval s.lua", Some(Debugging::Sync)),
    ] {
        let debugging = match parsed(line).run {
            Run::Eval(_) => None,
            Run::Debug(_, debugging) => Some(debugging),
            run => panic!("{line}: {run:?}"),
        };
        assert_eq!(debugging, expected, "{line}");
    }
}

#[test]
fn the_kind_of_a_sandbox_follows_an_equals_sign() {
    let cluster = |primaries, replicas_each| SandboxKind::Cluster {
        primaries,
        replicas_each,
    };
    let table = [
        ("ping", None),
        ("--sandbox ping", Some(SandboxKind::Plain)),
        ("--sandbox=tls ping", Some(SandboxKind::Tls)),
        ("--sandbox=cluster:3 ping", Some(cluster(3, 0))),
        ("--sandbox=cluster:3+2 ping", Some(cluster(3, 2))),
        ("--sandbox=cluster:64+0 ping", Some(cluster(64, 0))),
        ("--sandbox=sentinel ping", Some(SandboxKind::Sentinel)),
    ];
    for (line, kind) in table {
        assert_eq!(parsed(line).sandbox, kind, "{line}");
    }
}

#[test]
fn an_argument_that_would_be_ignored_is_an_error_with_an_option_that_only_redsh_has() {
    let scan =
        "--scan takes no argument 'user:*'; list the keys that match with --pattern 'PATTERN'\n";
    let pipe =
        "--pipe takes no argument 'FILE'; it reads standard input: load a file with < FILE\n";
    for (line, error) in [
        ("--scan --each UNLINK,{} user:*", scan),
        ("--scan --limit 3 user:*", scan),
        ("--scan user:* --each", scan),
        ("--scan user:* -0", scan),
        ("--pipe --pipe-rate 5 FILE", pipe),
        ("--pipe-csv SET,{1},{2} FILE", pipe),
        ("--pipe FILE --pipe-rejects", pipe),
    ] {
        let line: Vec<OsString> = words(line)
            .into_iter()
            .map(|word| {
                word.into_string()
                    .map_or_else(|word| word, |word| word.replace(',', " ").into())
            })
            .collect();
        let usage = parse(line.clone(), &|_| None).expect_err("it is refused");
        assert_eq!(usage.stderr, error, "{line:?}");
    }
}

#[test]
fn an_argument_that_redis_cli_ignores_causes_a_warning() {
    for (line, warned) in [
        ("--scan user:*", true),
        ("--scan --pattern user:* --count 5 x", true),
        ("--pipe FILE", true),
        ("--pipe --pipe-timeout 5 FILE", true),
        ("--scan", false),
        ("--pipe", false),
        ("--cacert ca.pem PING", true),
        ("--insecure", true),
        ("--tls --cacert ca.pem PING", false),
        ("-u rediss://h --cacert ca.pem PING", false),
        ("--sandbox=tls --insecure PING", false),
    ] {
        assert_eq!(!parsed(line).warnings.is_empty(), warned, "{line}");
    }
    assert_eq!(
        parsed("--cacert ca.pem").warnings,
        ["--cacert has no effect without --tls: the connection is not encrypted"]
    );
}

#[test]
fn an_option_without_the_one_that_it_depends_on_is_an_error() {
    for (line, error) in [
        ("--natmap a=b GET k", "--natmap requires -c or --sentinel\n"),
        ("--cross-slot MGET a b", "--cross-slot requires -c\n"),
        (
            "--monitor-filter cmd=get PING",
            "--monitor-filter requires MONITOR\n",
        ),
        (
            "--monitor-filter cmd=get --scan",
            "--monitor-filter requires MONITOR\n",
        ),
    ] {
        assert_eq!(wrong(line), error, "{line}");
    }
    for line in [
        "-c --natmap a=b --cross-slot GET k",
        "--monitor-filter cmd=get MONITOR",
        "--monitor-filter cmd=get @all MONITOR",
        "--monitor-filter cmd=get",
        "--sandbox=cluster:3 --cross-slot",
    ] {
        parsed(line);
    }
}
