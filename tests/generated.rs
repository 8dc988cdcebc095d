//! Generated files in the repository are as the program generates them now.

use std::fs;
use std::path::Path;
use std::process::Command;

use support::shell::{Shell, installed};

/// The kinds of `--generate`, and their files.
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
    String::from_utf8(output.stdout).expect("the generated text is UTF-8")
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
        "the options have changed since these were made; run\n{}",
        remedy.join("\n")
    );
}

#[test]
fn the_options_in_the_readme_are_up_to_date() {
    let readme = kept("README.md");
    let table = readme
        .split_once("<!-- options -->\n")
        .and_then(|(_, rest)| rest.split_once("<!-- /options -->"));
    let (table, _) = table.expect("README.md has lines <!-- options --> and <!-- /options -->");
    assert!(
        table == generated("options"),
        "the options have changed; put the output of `cargo run -- --generate options` between the marks in README.md"
    );
}

/// The candidates of bash for the last of these words, split as bash does: an equals sign is a word.
fn offered(words: &[&str]) -> String {
    let script = "source \"$0\"; COMP_WORDS=(redsh \"$@\"); COMP_CWORD=$#; \
        cur=${!#}; [ \"$cur\" = '=' ] && cur=; _redsh redsh \"$cur\" \"${COMP_WORDS[$#-1]}\"; echo \"${COMPREPLY[*]}\"";
    let completions = Path::new(env!("CARGO_MANIFEST_DIR")).join("completions/redsh.bash");
    let bash = Shell::program(&installed("bash", "bash"));
    let outcome = bash.args(["-c", script]).arg(completions).args(words).run();
    String::from_utf8_lossy(&outcome.stdout).trim().to_owned()
}

#[test]
fn bash_offers_a_value_only_after_the_equals_sign() {
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
fn no_shell_takes_a_value_after_an_equals_sign_for_a_separate_word() {
    assert!(kept("completions/_redsh").contains("--sandbox=-["));
    let fish = kept("completions/redsh.fish");
    let line = fish.lines().find(|line| line.contains(" -l sandbox "));
    assert!(line.is_some_and(|line| !line.contains(" -r ")), "{line:?}");
}
