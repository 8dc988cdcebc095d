//! The generated files in the repository match the output of the program.

use std::fs;
use std::path::Path;
use std::process::Command;

use support::shell::{Shell, installed};

/// The kinds of `--generate`, with the files that hold their output.
const COMPLETIONS: [(&str, &str); 6] = [
    ("bash", "completions/redsh.bash"),
    ("zsh", "completions/_redsh"),
    ("fish", "completions/redsh.fish"),
    ("powershell", "completions/_redsh.ps1"),
    ("elvish", "completions/redsh.elv"),
    ("man", "completions/redsh.1"),
];

fn generated(kind: &str) -> String {
    let redsh = Command::new(env!("CARGO_BIN_EXE_redsh"))
        .args(["--generate", kind])
        .output();
    let output = redsh.expect("redsh can be started");
    assert!(
        output.status.success(),
        "redsh --generate {kind}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).expect("valid UTF-8")
}

fn kept(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[test]
fn completions_and_the_man_page_are_up_to_date() {
    let stale = COMPLETIONS
        .into_iter()
        .filter(|(kind, path)| generated(kind) != kept(path));
    let remedy: Vec<_> = stale
        .map(|(kind, path)| format!("cargo run -- --generate {kind} > {path}"))
        .collect();
    assert!(
        remedy.is_empty(),
        "the options have changed since these files were generated; run\n{}",
        remedy.join("\n")
    );
}

#[test]
fn the_option_table_of_the_guide_is_up_to_date() {
    let guide = kept("GUIDE.md");
    let table = guide
        .split_once("<!-- options -->\n")
        .and_then(|(_, rest)| rest.split_once("<!-- /options -->"));
    let (table, _) = table.expect("GUIDE.md has the marks <!-- options --> and <!-- /options -->");
    assert!(
        table == generated("options"),
        "the options have changed; put the output of `cargo run -- --generate options` between the marks in GUIDE.md"
    );
}

/// Returns the completions of bash for the last word. bash passes the equals sign as a separate word.
fn offered(words: &[&str]) -> String {
    let script = "source \"$0\"; COMP_WORDS=(redsh \"$@\"); COMP_CWORD=$#; \
        cur=${!#}; [ \"$cur\" = '=' ] && cur=; _redsh redsh \"$cur\" \"${COMP_WORDS[$#-1]}\"; echo \"${COMPREPLY[*]}\"";
    let completions = Path::new(env!("CARGO_MANIFEST_DIR")).join("completions/redsh.bash");
    let bash = Shell::program(&installed("bash", "bash"));
    let outcome = bash.args(["-c", script]).arg(completions).args(words).run();
    String::from_utf8_lossy(&outcome.stdout).trim().to_owned()
}

#[test]
fn bash_offers_an_optional_value_only_after_the_equals_sign() {
    for (words, expected) in [
        (&["--sandb"][..], "--sandbox"),
        (&["--sandbox", ""], ""),
        (&["--sandbox", "="], "plain tls sentinel"),
        (&["--sandbox", "=", "t"], "tls"),
        (&["--eval", "=", "t"], ""),
        (&["--show-pushes", "y"], "yes"),
    ] {
        assert_eq!(offered(words), expected, "{words:?}");
    }
}

#[test]
fn no_shell_offers_an_optional_value_as_a_separate_word() {
    assert!(kept("completions/_redsh").contains("--sandbox=-["));
    let fish = kept("completions/redsh.fish");
    let line = fish.lines().find(|line| line.contains(" -l sandbox "));
    assert!(line.is_some_and(|line| !line.contains(" -r ")), "{line:?}");
}
