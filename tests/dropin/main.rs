//! Drop-in: a script gets the same results from redsh as from redis-cli.
//!
//! A table of cases, one file for each subject. Each case runs through Debian's redis-cli 7.0 and through redsh
//! against the same real server in the same state. Standard output and exit status must be the same, byte for byte;
//! where redis-cli prints nothing on standard error and succeeds, redsh does too. Where redsh differs on purpose, the
//! case says why, and both sides are asserted.
//!
//! The name of a case is usually its command line. `REDSH_DROPIN='part of a name' cargo test --test dropin` runs only
//! the matching ones.

mod address;
mod analyses;
mod arguments;
mod binary;
mod case;
mod cluster;
mod compare;
mod debugger;
mod eval;
mod formats;
mod input;
mod keys;
mod login;
mod long_replies;
mod measurements;
mod messages;
mod names;
mod nesting;
mod pipe;
mod place;
mod random;
mod raw_commands;
mod reference;
mod report;
mod scripts;
mod shutdown;
mod side;
mod snapshots;
mod terminals;
mod tls;
mod transactions;
mod waiting;
mod words;
mod wrong_use;

use case::Case;

/// The default configuration of the server.
const PLAIN: [(&str, &str); 0] = [];

#[test]
fn a_command_on_the_command_line_behaves_as_in_redis_cli() {
    compare::check(&PLAIN, arguments::cases());
}

#[test]
fn every_kind_of_reply_is_printed_as_by_redis_cli() {
    compare::check(&PLAIN, formats::kinds());
}

#[test]
fn pushes_are_printed_as_by_redis_cli() {
    compare::check(&PLAIN, formats::pushes());
}

#[test]
fn every_reply_is_printed_as_by_redis_cli() {
    compare::check(&PLAIN, formats::replies());
}

#[test]
fn the_format_is_chosen_as_by_redis_cli() {
    compare::check(&PLAIN, formats::choices());
}

#[test]
fn replies_of_every_shape_are_printed_as_by_redis_cli() {
    compare::check(&PLAIN, nesting::shapes());
}

#[test]
fn nested_replies_are_printed_as_by_redis_cli() {
    compare::check(&PLAIN, nesting::cases());
}

#[test]
fn bytes_that_are_not_text_are_printed_as_by_redis_cli() {
    compare::check(&PLAIN, binary::cases());
}

#[test]
fn a_script_on_standard_input_runs_as_in_redis_cli() {
    compare::check(&PLAIN, scripts::cases());
}

#[test]
fn shell_commands_in_scripts_work_as_in_redis_cli() {
    compare::check(&PLAIN, words::cases());
}

#[test]
fn transactions_in_scripts_run_as_in_redis_cli() {
    compare::check(&PLAIN, transactions::cases());
}

#[test]
fn arguments_from_standard_input_and_delimiters_work_as_in_redis_cli() {
    compare::check(&PLAIN, input::cases());
}

#[test]
fn lua_files_run_as_in_redis_cli() {
    compare::check(&PLAIN, eval::cases());
}

#[test]
fn lua_files_are_debugged_as_in_redis_cli() {
    compare::check(&PLAIN, debugger::cases());
}

#[test]
fn credentials_for_an_open_server_are_used_as_by_redis_cli() {
    compare::check(&PLAIN, login::open());
}

#[test]
fn credentials_for_a_locked_server_are_used_as_by_redis_cli() {
    compare::check(&login::LOCKED, login::locked());
}

#[test]
fn servers_are_found_as_by_redis_cli() {
    compare::check(&PLAIN, address::cases());
}

#[test]
fn invalid_command_lines_are_refused_as_by_redis_cli() {
    compare::check(&PLAIN, wrong_use::cases());
}

#[test]
fn texts_for_people_are_printed_as_by_redis_cli() {
    compare::check(&PLAIN, raw_commands::cases());
}

#[test]
fn blocking_commands_end_as_in_redis_cli() {
    compare::check(&PLAIN, waiting::blocking());
}

#[test]
fn subscriptions_continue_as_in_redis_cli() {
    compare::check(&PLAIN, waiting::endless());
}

#[test]
fn random_input_gives_the_same_output_as_in_redis_cli() {
    compare::check(&PLAIN, random::cases());
}

#[test]
fn long_replies_are_printed_as_by_redis_cli() {
    compare::check(&PLAIN, long_replies::cases());
}

#[test]
fn bulk_loading_behaves_as_in_redis_cli() {
    compare::check(&PLAIN, pipe::cases());
}

#[test]
fn keys_are_listed_as_by_redis_cli() {
    compare::check(&PLAIN, keys::cases());
}

#[test]
fn keys_are_analysed_as_by_redis_cli() {
    compare::check(&PLAIN, analyses::cases());
}

#[test]
fn measurements_are_printed_as_by_redis_cli() {
    compare::check(&PLAIN, measurements::cases());
}

#[test]
fn snapshots_are_written_as_by_redis_cli() {
    compare::check(&snapshots::PROMPT, snapshots::cases());
}

#[test]
fn commands_that_end_the_server_end_as_in_redis_cli() {
    compare::check_apart(shutdown::cases());
}

#[test]
fn no_two_cases_have_the_same_name() {
    let mut names: Vec<String> = table().into_iter().map(|case| case.name).collect();
    names.sort();
    let twice: Vec<&[String]> = names.windows(2).filter(|pair| pair[0] == pair[1]).collect();
    assert!(twice.is_empty(), "{twice:#?}");
    assert!(names.len() > 1_000, "only {} cases", names.len());
}

fn table() -> Vec<Case> {
    [
        arguments::cases(),
        formats::kinds(),
        formats::replies(),
        formats::pushes(),
        formats::choices(),
        nesting::shapes(),
        nesting::cases(),
        binary::cases(),
        scripts::cases(),
        words::cases(),
        transactions::cases(),
        input::cases(),
        eval::cases(),
        debugger::cases(),
        login::open(),
        login::locked(),
        address::cases(),
        wrong_use::cases(),
        raw_commands::cases(),
        pipe::cases(),
        keys::cases(),
        analyses::cases(),
        measurements::cases(),
        snapshots::cases(),
        waiting::blocking(),
        waiting::endless(),
        shutdown::cases(),
        random::cases(),
        long_replies::cases(),
    ]
    .concat()
}
