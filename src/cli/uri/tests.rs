use super::*;

/// Returns `host port user password db`, with `-` for missing parts.
fn parts(text: &str) -> String {
    let uri: Uri = text
        .parse()
        .unwrap_or_else(|error| panic!("{text}: {error}"));
    let part = |part: Option<String>| part.unwrap_or_else(|| "-".to_owned());
    [
        part(uri.host),
        part(uri.port.map(|port| port.to_string())),
        part(uri.user),
        part(uri.password.map(|password| password.expose().to_owned())),
        part(uri.db.map(|db| db.to_string())),
    ]
    .join(" ")
}

#[test]
fn every_part_is_optional() {
    for (text, expected) in [
        ("redis://", "- - - - -"),
        ("redis:///", "- - - - -"),
        ("redis://h", "h - - - -"),
        ("redis://h:1", "h 1 - - -"),
        ("redis://:1", "- 1 - - -"),
        ("redis:///3", "- - - - 3"),
        ("redis://h:1/3", "h 1 - - 3"),
        ("REDIS://h:1/3", "h 1 - - 3"),
        ("redis://u:p@h:1/3", "h 1 u p 3"),
        ("redis://u:p@", "- - u p -"),
        ("redis://p@h", "h - - p -"),
        ("redis://:p@h", "h - - p -"),
        ("redis://u:@h", "h - u  -"),
        ("redis://@h", "h - - - -"),
        ("redis://:@h", "h - - - -"),
        ("redis://h:06379/03", "h 6379 - - 3"),
    ] {
        assert_eq!(parts(text), expected, "{text}");
    }
}

#[test]
fn user_and_password_are_percent_decoded_and_a_plus_is_kept() {
    assert_eq!(parts("redis://a%3Ab:p%40w%2f+%25@h"), "h - a:b p@w/+% -");
    assert_eq!(parts("redis://%c3%a9@h"), "h - - é -");
}

#[test]
fn an_unescaped_password_is_recognized() {
    for (text, expected) in [
        ("redis://u:p@w@h:1/3", "h 1 u p@w 3"),
        ("redis://u:p:w@h:1/3", "h 1 u p:w 3"),
        ("redis://u:p/w@h:1/3", "h 1 u p/w 3"),
        ("redis://u:p/w@h", "h - u p/w -"),
        ("redis://u:p@/w@h:1/3", "h 1 u p@/w 3"),
        ("redis://u:12/3@h:1", "h 1 u 12/3 -"),
        ("redis://u:p?w@h:1/3", "h 1 u p?w 3"),
        ("redis://u:p#w@h:1/3", "h 1 u p#w 3"),
    ] {
        assert_eq!(parts(text), expected, "{text}");
    }
}

#[test]
fn an_ipv6_address_has_brackets() {
    assert_eq!(parts("redis://[::1]"), "::1 - - - -");
    assert_eq!(parts("redis://u:p@[fe80::1]:7000/2"), "fe80::1 7000 u p 2");
}

#[test]
fn only_the_database_of_a_query_is_used() {
    assert_eq!(parts("redis://h/3?timeout=5"), "h - - - 3");
    assert_eq!(parts("redis://h:1?name=a@b&db=4"), "h 1 - - 4");
    assert_eq!(parts("redis://h/3?db=4"), "h - - - 3");
}

#[test]
fn the_scheme_selects_tls() {
    for (scheme, tls) in [
        ("redis", false),
        ("valkey", false),
        ("rediss", true),
        ("valkeys", true),
        ("redis+sentinel", false),
        ("REDISS+sentinel", true),
        ("valkeys+Sentinel", true),
    ] {
        assert_eq!(
            format!("{scheme}://h").parse().map(|uri: Uri| uri.tls),
            Ok(tls),
            "{scheme}"
        );
    }
}

#[test]
fn a_sentinel_uri_has_a_list_of_hosts_and_the_name_of_the_primary() {
    for (text, hosts, master, rest) in [
        ("redis+sentinel://h", "h:26379", None, "- - - - -"),
        ("redis+sentinel://h/m", "h:26379", Some("m"), "- - - - -"),
        ("redis+sentinel://h/m/3", "h:26379", Some("m"), "- - - - 3"),
        ("redis+sentinel://h//3", "h:26379", None, "- - - - 3"),
        (
            "redis+sentinel://h/m?db=4",
            "h:26379",
            Some("m"),
            "- - - - 4",
        ),
        (
            "redis+sentinel://h/a%2fb",
            "h:26379",
            Some("a/b"),
            "- - - - -",
        ),
        (
            "redis+sentinel://u:p@h1:1,h2,[::1]:3/m/5",
            "h1:1 h2:26379 [::1]:3",
            Some("m"),
            "- - u p 5",
        ),
        (
            "valkeys+sentinel://u:p/w@h1:1,h2/m",
            "h1:1 h2:26379",
            Some("m"),
            "- - u p/w -",
        ),
    ] {
        let uri: Uri = text
            .parse()
            .unwrap_or_else(|error| panic!("{text}: {error}"));
        let SentinelHosts(addresses) = uri.sentinels.expect("it names sentinels");
        let addresses: Vec<String> = addresses.iter().map(ToString::to_string).collect();
        assert_eq!(addresses.join(" "), hosts, "{text}");
        assert_eq!(uri.master.as_deref(), master, "{text}");
        assert_eq!(parts(text), rest, "{text}");
    }
}

#[test]
fn a_socket_uri_has_a_path_and_optional_parts() {
    for (text, path, rest) in [
        ("unix:///run/redis.sock", "/run/redis.sock", "- - - - -"),
        ("unix:///run/a@b.sock?db=2", "/run/a@b.sock", "- - - - 2"),
        ("unix://u:p@w@/run/r.sock", "/run/r.sock", "- - u p@w -"),
        ("unix://run/r.sock", "run/r.sock", "- - - - -"),
        ("unix:///a%20b", "/a b", "- - - - -"),
    ] {
        assert_eq!(
            text.parse::<Uri>().map(|uri| uri.socket),
            Ok(Some(path.into())),
            "{text}"
        );
        assert_eq!(parts(text), rest, "{text}");
    }
}

#[test]
fn syntax_errors_are_reported() {
    for (text, error) in [
        ("", UriError::Scheme),
        ("127.0.0.1:6379", UriError::Scheme),
        ("http://h", UriError::Scheme),
        ("unix+sentinel:///s", UriError::Scheme),
        ("redis+sentinel://", UriError::Sentinels),
        ("redis+sentinel:///mymaster", UriError::Sentinels),
        ("redis+sentinel://h,/mymaster", UriError::Sentinels),
        ("redis+sentinel://h:x/mymaster", UriError::Port),
        ("redis+sentinel://h/mymaster/x", UriError::Database),
        ("redis+sentinel://h/mymaster/1/2", UriError::Database),
        ("redis://%zz:p@h", UriError::Escape),
        ("redis://u:%4@h", UriError::Escape),
        ("redis://u:%ff@h", UriError::NotUtf8),
        ("redis://h:74x", UriError::Port),
        ("redis://h:70000", UriError::Port),
        ("redis://[::1", UriError::Bracket),
        ("redis://[::1]7", UriError::Port),
        ("redis://h/x", UriError::Database),
        ("redis://h/-1", UriError::Database),
        ("redis://h/4/5", UriError::Database),
        ("unix://", UriError::NoPath),
    ] {
        assert_eq!(text.parse::<Uri>(), Err(error), "{text}");
    }
}
