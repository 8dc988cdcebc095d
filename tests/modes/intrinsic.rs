//! `--intrinsic-latency`.

use support::shell::Shell;

#[test]
fn it_ends_after_the_time_without_a_server() {
    let words = ["--intrinsic-latency", "1", "-p", "1"];
    let outcome = Shell::redsh().args(words).run();
    outcome.assert_success().assert_stderr("");
    let text = String::from_utf8_lossy(&outcome.stdout);
    let (maxima, summary) = text.split_once("\n\n").expect("a blank line");
    let is_maximum = |line: &str| line.starts_with("Max latency so far: ");
    assert!(maxima.lines().all(is_maximum), "{text}");
    let lines: Vec<&str> = summary.lines().collect();
    assert!(lines[0].contains(" total runs (avg latency: "), "{text}");
    assert!(lines[1].starts_with("Worst run took "), "{text}");
}

#[test]
fn ctrl_c_prints_the_summary() {
    let words = ["--intrinsic-latency", "1000"];
    let mut ours = Shell::redsh().args(words).start();
    ours.read_line();
    ours.interrupt();
    let outcome = ours.finish();
    outcome.assert_success().assert_stderr("");
    outcome.assert_stdout_has("x longer than the average latency.\n");
}
