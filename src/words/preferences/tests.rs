use super::*;

fn set(preferences: &mut Preferences, line: &str) -> Result<String, String> {
    let words: Vec<Vec<u8>> = line.split_whitespace().map(|word| word.into()).collect();
    preferences.set(&words)
}

#[test]
fn preferences_are_set_by_name_or_value() {
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
fn a_preference_with_a_value_is_shown_and_reset() {
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
fn a_shown_value_can_be_typed() {
    let mut preferences = Preferences::default();
    let words = [b"prompt".to_vec(), b"\"{db}\" > ".to_vec()];
    assert_eq!(preferences.set(&words), Ok(String::new()));
    let line = preferences.get(&[b"prompt".to_vec()]);
    assert!(line.starts_with(r#"prompt       "\"{db}\" > " "#), "{line}");
}

#[test]
fn an_invalid_value_is_an_error_and_changes_nothing() {
    let mut preferences = Preferences::default();
    for (line, expected) in [
        (
            "nosuch",
            "unknown preference 'nosuch'; preferences: hints, ",
        ),
        ("hints maybe", "hints must be on or off"),
        ("hints on off", "hints must be on or off"),
        ("nohints on", "nohints takes no value"),
        ("prompt a b", "prompt takes one value; quote"),
        ("prompt {nosuch}", "prompt must be a text "),
        ("prompt-color mauve", "prompt-color must be black, red, "),
    ] {
        let error = set(&mut preferences, line).expect_err(line);
        assert!(error.starts_with(expected), "{error}");
    }
    assert_eq!(preferences, Preferences::default());
}

#[test]
fn all_preferences_are_listed() {
    let list = Preferences::default().get(&[]);
    assert_eq!(list.lines().count(), ROWS.len());
    assert!(list.starts_with("hints        on   show the remaining arguments"));
}

fn layer(values: &[(&str, LayerValue<'_>)]) -> PreferenceLayer {
    let mut layer = PreferenceLayer::default();
    for (name, values) in values {
        assert_eq!(layer.set(name, *values), Ok(()), "{name}");
    }
    layer
}

#[test]
fn the_upper_layer_wins() {
    let lower = layer(&[
        ("pager", LayerValue::Switch(true)),
        ("read_only", LayerValue::Switch(true)),
    ]);
    let upper = layer(&[
        ("read-only", LayerValue::Switch(false)),
        ("prompt", LayerValue::Text("{db}> ")),
    ]);
    let preferences = Preferences::default().overridden_by(&lower.overridden_by(&upper));
    assert!(preferences.pager && !preferences.read_only);
    assert_eq!(preferences.prompt.source(), "{db}> ");
}

#[test]
fn a_layer_rejects_invalid_values() {
    let mut layer = PreferenceLayer::default();
    for (name, values, expected) in [
        ("nosuch", LayerValue::Switch(true), "unknown preference"),
        (
            "hints",
            LayerValue::Text("on"),
            "hints must be true or false",
        ),
        ("hints", LayerValue::Other, "hints must be true or false"),
        (
            "prompt",
            LayerValue::Switch(true),
            "prompt must be a string in quotes",
        ),
        ("prompt", LayerValue::Text("{"), "prompt must be a text "),
    ] {
        let error = layer.set(name, values).expect_err(name);
        assert!(error.starts_with(expected), "{error}");
    }
    let preferences = Preferences::default();
    assert_eq!(preferences.overridden_by(&layer), preferences);
}
