use super::*;
use crate::words::preferences::{self, Preferences};

fn parse(text: &str) -> Config {
    Config::parse(text, Path::new("config.toml"))
}

fn messages(config: &Config) -> Vec<String> {
    let faults = config.faults().into_iter();
    faults.map(|fault| fault.message.clone()).collect()
}

fn preferred(layer: &PreferenceLayer) -> Preferences {
    Preferences::default().overridden_by(layer)
}

#[test]
fn a_file_has_preferences_and_profiles() {
    let config = parse(
        "[shell]\nhints = false\nprompt = '{host}> '\n\n[profiles.prod]\nuri = \"rediss://10.0.0.1:7000\"\nread_only = true\n",
    );
    assert_eq!(messages(&config), [""; 0]);
    let preferences = preferred(&config.shell);
    assert!(!preferences.hints && preferences.confirm);
    assert_eq!(preferences.prompt.source(), "{host}> ");
    let Ok(prod) = config.profile("prod") else {
        panic!("no profile");
    };
    assert!(preferred(&prod.preferences).read_only);
    let options: Vec<_> = prod.options().collect();
    assert_eq!(options[..2], ["-u", "rediss://10.0.0.1:7000"]);
}

#[test]
fn errors_are_reported_with_their_position() {
    for (text, what) in [
        (
            "[shell]\nhint = true\n",
            "line 2, column 1: unknown preference 'hint'; ",
        ),
        (
            "[shell]\nhints = 3\n",
            "line 2, column 9: hints must be true or false",
        ),
        (
            "[shell]\nprompt = true\n",
            "line 2, column 10: prompt must be a string in quotes",
        ),
        (
            "[shell]\nprompt_color = 'é'\n",
            "line 2, column 16: prompt_color must be black, ",
        ),
        ("[shell\n", "line 1, column 7: "),
        ("[shells]\n", "line 1, column 2: unknown table 'shells'; "),
        ("shell = 1\n", "line 1, column 9: shell must be a table"),
        (
            "profiles.a = 1\n",
            "line 1, column 14: a profile must be a table",
        ),
    ] {
        let messages = messages(&parse(text));
        assert_eq!(messages.len(), 1, "{text}");
        assert!(
            messages[0].starts_with(&format!("config.toml, {what}")),
            "{messages:?}"
        );
    }
}

#[test]
fn valid_entries_apply_and_errors_are_reported_in_order() {
    let config =
        parse("[profiles.b]\nhots = 'x'\n[profiles.a]\n[shell]\nzzz = 1\nhints = false\naaa = 1\n");
    let places: Vec<_> = config.faults().iter().map(|fault| fault.place).collect();
    assert_eq!(places, [Some((2, 1)), Some((5, 1)), Some((7, 1))]);
    assert!(!preferred(&config.shell).hints);
    assert!(config.profile("a").is_ok());
}

#[test]
fn an_unusable_profile_is_reported() {
    let why = |text: &str, name: &str| parse(text).profile(name).err();
    let two = "[profiles.a]\n[profiles.b]\nport = 'x'\n";
    for (text, name, message) in [
        (two, "c", "unknown profile 'c'; the profiles are a, b"),
        (
            "",
            "c",
            "unknown profile 'c': the configuration has no profiles",
        ),
        (
            two,
            "b",
            "config.toml, line 3, column 8: port must be a number from 0 to 65535",
        ),
    ] {
        assert_eq!(why(text, name).as_deref(), Some(message));
    }
    let broken = why("[shell\n", "a").expect("an error");
    assert!(
        broken.starts_with("config.toml, line 1, column 7: "),
        "{broken}"
    );
}

#[test]
fn an_unreadable_file_is_reported_and_a_missing_one_is_not() {
    let folder = tempfile::tempdir().expect("a folder");
    let read = |path: &Path| messages(&Config::read(path));
    assert_eq!(read(&folder.path().join("nosuch")), [""; 0]);
    let path = folder.path().display();
    assert_eq!(
        read(folder.path()),
        [format!("could not read {path}: is a directory")]
    );
}

#[test]
fn the_example_in_the_guide_is_valid() {
    let guide = include_str!("../../GUIDE.md");
    let example = guide.split("```toml\n").nth(1).expect("an example");
    let (example, _) = example.split_once("```").expect("its end");
    let config = parse(example);
    assert_eq!(messages(&config), [""; 0]);
    assert!(config.names().any(|name| name == "prod"));
}

#[test]
fn the_guide_describes_every_preference() {
    let guide = include_str!("../../GUIDE.md");
    for name in preferences::names() {
        assert!(guide.contains(&format!("\n| `{name}` |")), "{name}");
    }
}
