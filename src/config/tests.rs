use super::*;
use crate::words::preferences::Preferences;

fn parse(text: &str) -> Config {
    Config::parse(text, Path::new("config.toml"))
}

fn told(config: &Config) -> Vec<String> {
    config.faults().iter().map(ToString::to_string).collect()
}

fn preferred(layer: &PreferenceLayer) -> Preferences {
    Preferences::default().overridden_by(layer)
}

#[test]
fn a_file_says_what_the_shell_prefers_and_which_servers_there_are() {
    let config = parse(
        "[shell]\nhints = false\nprompt = '{host}> '\n\n[profiles.prod]\nuri = \"rediss://10.0.0.1:7000\"\nread_only = true\n",
    );
    assert_eq!(told(&config), [""; 0]);
    let preferences = preferred(&config.shell);
    assert!(!preferences.hints && preferences.confirm);
    assert_eq!(preferences.prompt.source(), "{host}> ");
    let Ok(prod) = config.profile("prod") else {
        panic!("it is there");
    };
    assert!(preferred(&prod.preferences).read_only);
    let options: Vec<_> = prod.options().collect();
    assert_eq!(options[..2], ["-u", "rediss://10.0.0.1:7000"]);
}

#[test]
fn what_is_not_understood_is_told_with_its_place() {
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
        ("[shells]\n", "line 1, column 2: there is no 'shells'; "),
        ("shell = 1\n", "line 1, column 9: shell is a table"),
        (
            "profiles.a = 1\n",
            "line 1, column 14: a profile is a table",
        ),
    ] {
        let told = told(&parse(text));
        assert_eq!(told.len(), 1, "{text}");
        assert!(
            told[0].starts_with(&format!("config.toml, {what}")),
            "{told:?}"
        );
    }
}

#[test]
fn the_rest_serves_and_all_that_is_wrong_is_told_in_order() {
    let config =
        parse("[profiles.b]\nhots = 'x'\n[profiles.a]\n[shell]\nzzz = 1\nhints = false\naaa = 1\n");
    let places: Vec<_> = config.faults().iter().map(|fault| fault.place()).collect();
    assert_eq!(places, [Some((2, 1)), Some((5, 1)), Some((7, 1))]);
    assert!(!preferred(&config.shell).hints);
    assert!(config.profile("a").is_ok());
}

#[test]
fn a_profile_that_cannot_be_used_says_why() {
    let why = |text: &str, name: &str| parse(text).profile(name).err();
    let two = "[profiles.a]\n[profiles.b]\nport = 'x'\n";
    for (text, name, told) in [
        (two, "c", "there is no profile 'c'; there are a, b"),
        (
            "",
            "c",
            "there is no profile 'c': the configuration has none",
        ),
        (
            two,
            "b",
            "config.toml, line 3, column 8: port is a number from 0 to 65535",
        ),
    ] {
        assert_eq!(why(text, name).as_deref(), Some(told));
    }
    let broken = why("[shell\n", "a").expect("there is none");
    assert!(
        broken.starts_with("config.toml, line 1, column 7: "),
        "{broken}"
    );
}

#[test]
fn a_file_that_cannot_be_read_is_told_and_one_that_is_not_there_is_not() {
    let folder = tempfile::tempdir().expect("a folder");
    let told_of = |path: &Path| told(&Config::read(path));
    assert_eq!(told_of(&folder.path().join("nosuch")), [""; 0]);
    let path = folder.path().display();
    assert_eq!(
        told_of(folder.path()),
        [format!("could not read {path}: is a directory")]
    );
}

#[test]
fn the_file_is_where_the_system_has_such_files() {
    let env = |vars: &'static [(&str, &str)]| {
        move |name: &str| {
            let found = vars.iter().find(|(own, _)| *own == name);
            found.map(|(_, value)| (*value).into())
        }
    };
    let at = |vars| path(&env(vars)).map(|path| path.display().to_string());
    assert_eq!(
        at(&[("HOME", "/h")]).as_deref(),
        Some("/h/.config/redsh/config.toml")
    );
    assert_eq!(
        at(&[("HOME", "/h"), ("XDG_CONFIG_HOME", "/x")]).as_deref(),
        Some("/x/redsh/config.toml")
    );
    assert_eq!(at(&[]), None);
}

#[test]
fn the_readmes_example_is_one() {
    let readme = include_str!("../../README.md");
    let example = readme.split("```toml\n").nth(1).expect("there is one");
    let (example, _) = example.split_once("```").expect("it ends");
    let config = parse(example);
    assert_eq!(told(&config), [""; 0]);
    assert!(config.names().any(|name| name == "prod"));
}
