use super::*;

fn set(preferences: &mut Preferences, line: &str) -> Result<String, String> {
    let words: Vec<Vec<u8>> = line.split_whitespace().map(|word| word.into()).collect();
    preferences.set(&words)
}

#[test]
fn preferences_are_set_in_redis_clis_manner_and_by_a_value() {
    let mut preferences = Preferences::default();
    for (line, hints) in [
        ("nohints", false),
        ("hints", true),
        ("hints off", false),
        ("HINTS ON", true),
    ] {
        assert_eq!(set(&mut preferences, line), Ok(String::new()), "{line}");
        assert_eq!(preferences.hints, hints, "{line}");
    }
}

#[test]
fn those_with_a_value_show_it_and_lose_it_again() {
    let mut preferences = Preferences::default();
    for (line, color) in [
        ("prompt_color Bright_Red", "bright-red"),
        ("prompt-color none", "none"),
        ("prompt-color #FF8000", "\"#ff8000\""),
        ("noprompt-color", "none"),
    ] {
        assert_eq!(set(&mut preferences, line), Ok(String::new()), "{line}");
        let shown = format!("prompt-color {color:<4} the colour of the prompt\n");
        assert_eq!(set(&mut preferences, "prompt-color"), Ok(shown), "{line}");
    }
    assert_eq!(preferences, Preferences::default());
}

#[test]
fn what_is_shown_can_be_typed() {
    let mut preferences = Preferences::default();
    let words = [b"prompt".to_vec(), b"\"{db}\" > ".to_vec()];
    assert_eq!(preferences.set(&words), Ok(String::new()));
    let line = preferences.get(&[b"prompt".to_vec()]);
    assert!(line.starts_with(r#"prompt       "\"{db}\" > " "#), "{line}");
}

#[test]
fn what_is_no_preference_is_told_and_changes_nothing() {
    let mut preferences = Preferences::default();
    for (line, told) in [
        (
            "nosuch",
            "there is no preference 'nosuch'; there are hints, ",
        ),
        ("hints maybe", "hints is on or off"),
        ("hints on off", "hints is on or off"),
        ("nohints on", "nohints takes nothing behind it"),
        ("prompt a b", "prompt takes one value; put quotes"),
        ("prompt {nosuch}", "prompt is a text "),
        ("prompt-color mauve", "prompt-color is black, red, "),
    ] {
        let error = set(&mut preferences, line).expect_err(line);
        assert!(error.starts_with(told), "{error}");
    }
    assert_eq!(preferences, Preferences::default());
}

#[test]
fn all_are_listed_with_what_they_do() {
    let list = Preferences::default().get(&[]);
    assert_eq!(list.lines().count(), ROWS.len());
    assert!(list.starts_with("hints        on   show what may follow"));
}

fn layer(said: &[(&str, Said<'_>)]) -> Layer {
    let mut layer = Layer::default();
    for (name, said) in said {
        assert_eq!(layer.say(name, *said), Ok(()), "{name}");
    }
    layer
}

#[test]
fn the_upper_layer_wins() {
    let lower = layer(&[
        ("pager", Said::Switch(true)),
        ("read_only", Said::Switch(true)),
    ]);
    let upper = layer(&[
        ("read-only", Said::Switch(false)),
        ("prompt", Said::Text("{db}> ")),
    ]);
    let preferences = Preferences::default().under(&lower.under(&upper));
    assert!(preferences.pager && !preferences.read_only);
    assert_eq!(preferences.prompt.source(), "{db}> ");
}

#[test]
fn a_layer_takes_nothing_that_cannot_be() {
    let mut layer = Layer::default();
    for (name, said, told) in [
        ("nosuch", Said::Switch(true), "there is no preference"),
        ("hints", Said::Text("on"), "hints is true or false"),
        ("hints", Said::Other, "hints is true or false"),
        ("prompt", Said::Switch(true), "prompt is a text, in quotes"),
        ("prompt", Said::Text("{"), "prompt is a text "),
    ] {
        let error = layer.say(name, said).expect_err(name);
        assert!(error.starts_with(told), "{error}");
    }
    let preferences = Preferences::default();
    assert_eq!(preferences.under(&layer), preferences);
}
