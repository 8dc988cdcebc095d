//! `redis://user:password@host:port/db`, and its kin.

use std::path::PathBuf;
use std::str::FromStr;

use engine::net::Secret;
use percent_encoding::percent_decode_str;

/// What a URI says; a part that it leaves out is left to the options and the environment.
///
/// | scheme | what it is |
/// | --- | --- |
/// | `redis://` `valkey://` | `[[user]:password@][host][:port][/db]` over TCP |
/// | `rediss://` `valkeys://` | the same over TLS |
/// | `unix://` | `[[user]:password@]/path/to/socket[?db=N]` |
///
/// User and password are percent-decoded. Before the `@`, a word without a colon is the password, as redis-cli has it. A
/// query is let pass, since other clients keep their own settings there; of it, `db` is understood.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Uri {
    pub(super) tls: bool,
    pub(super) socket: Option<PathBuf>,
    pub(super) host: Option<String>,
    pub(super) port: Option<u16>,
    pub(super) user: Option<String>,
    pub(super) password: Option<Secret>,
    pub(super) db: Option<u32>,
}

/// What is wrong with a URI, without showing any of it: there can be a password in every part of a wrong one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum UriError {
    #[error("it must begin with redis://, rediss://, valkey://, valkeys:// or unix://")]
    Scheme,
    #[error("sentinels cannot be asked yet: give the primary's own address")]
    Sentinel,
    #[error(
        "a % in its user, password or path is not followed by two hexadecimal digits; write %25 for the sign itself"
    )]
    Escape,
    #[error("its user, password or path is not UTF-8")]
    NotUtf8,
    #[error("its port is not a number from 0 to 65535")]
    Port,
    #[error("its IPv6 address is not closed by a bracket")]
    Bracket,
    #[error("its database is not a number")]
    Database,
    #[error("it has no path to a socket")]
    NoPath,
}

impl FromStr for Uri {
    type Err = UriError;

    fn from_str(text: &str) -> Result<Uri, UriError> {
        let (scheme, rest) = text.split_once("://").ok_or(UriError::Scheme)?;
        match scheme.to_ascii_lowercase().as_str() {
            "redis" | "valkey" => tcp(rest),
            "rediss" | "valkeys" => Ok(Uri {
                tls: true,
                ..tcp(rest)?
            }),
            "unix" => unix(rest),
            scheme if scheme.contains("sentinel") => Err(UriError::Sentinel),
            _ => Err(UriError::Scheme),
        }
    }
}

/// By the book, user and password end at the last `@` before the first `/`. Where that leaves no address, an unescaped slash
/// may have stood in the password: then they end at the last `@` of all.
fn tcp(rest: &str) -> Result<Uri, UriError> {
    let authority = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let uri = split_tcp(rest, rest[..authority].rfind('@'));
    match rest.rfind('@') {
        Some(at) if at > authority && uri.is_err() => split_tcp(rest, Some(at)).or(uri),
        _ => uri,
    }
}

fn split_tcp(rest: &str, at: Option<usize>) -> Result<Uri, UriError> {
    let (login, place) = at.map_or(("", rest), |at| (&rest[..at], &rest[at + 1..]));
    let (place, query) = split_query(place);
    let (address, path) = place.split_once('/').unwrap_or((place, ""));
    let (user, password) = credentials(login)?;
    let (host, port) = host_and_port(address)?;
    Ok(Uri {
        host,
        port,
        user,
        password,
        db: database(path)?.or(query_database(query)?),
        ..Uri::default()
    })
}

/// A path can hold an `@` of its own, but what comes before it ends where the path begins.
fn unix(rest: &str) -> Result<Uri, UriError> {
    let (login, place) = match rest.find("@/") {
        Some(at) if !rest.starts_with('/') => (&rest[..at], &rest[at + 1..]),
        _ => ("", rest),
    };
    let (path, query) = split_query(place);
    if path.is_empty() {
        return Err(UriError::NoPath);
    }
    let (user, password) = credentials(login)?;
    let socket = Some(PathBuf::from(decoded(path)?));
    Ok(Uri {
        socket,
        user,
        password,
        db: query_database(query)?,
        ..Uri::default()
    })
}

fn split_query(place: &str) -> (&str, &str) {
    let place = place.split('#').next().unwrap_or_default();
    place.split_once('?').unwrap_or((place, ""))
}

fn credentials(login: &str) -> Result<(Option<String>, Option<Secret>), UriError> {
    if login.is_empty() || login == ":" {
        return Ok((None, None));
    }
    let (user, password) = login.split_once(':').unwrap_or(("", login));
    let user = Some(decoded(user)?).filter(|user| !user.is_empty());
    Ok((user, Some(Secret::new(decoded(password)?))))
}

/// An IPv6 address stands in brackets, which are not part of it.
fn host_and_port(address: &str) -> Result<(Option<String>, Option<u16>), UriError> {
    let (host, port) = match address.strip_prefix('[') {
        Some(inner) => {
            let (host, after) = inner.split_once(']').ok_or(UriError::Bracket)?;
            (
                host,
                if after.is_empty() {
                    ""
                } else {
                    after.strip_prefix(':').ok_or(UriError::Port)?
                },
            )
        }
        None => address.split_once(':').unwrap_or((address, "")),
    };
    let host = Some(host.to_owned()).filter(|host| !host.is_empty());
    Ok((host, number(port).map_err(|_| UriError::Port)?))
}

fn database(path: &str) -> Result<Option<u32>, UriError> {
    number(path).map_err(|_| UriError::Database)
}

fn query_database(query: &str) -> Result<Option<u32>, UriError> {
    let db = query
        .split('&')
        .find_map(|setting| setting.strip_prefix("db="));
    database(db.unwrap_or_default())
}

/// `None` for nothing at all.
fn number<T: FromStr>(digits: &str) -> Result<Option<T>, T::Err> {
    if digits.is_empty() {
        Ok(None)
    } else {
        digits.parse().map(Some)
    }
}

fn decoded(text: &str) -> Result<String, UriError> {
    let escapes_are_whole = text.split('%').skip(1).all(|after| {
        let digits = after.as_bytes().get(..2);
        digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
    });
    if !escapes_are_whole {
        return Err(UriError::Escape);
    }
    let text = percent_decode_str(text)
        .decode_utf8()
        .map_err(|_| UriError::NotUtf8)?;
    Ok(text.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// host port user password db; `-` for none.
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
    fn every_part_is_found_and_every_part_may_be_missing() {
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
    fn user_and_password_are_percent_decoded_and_a_plus_stays() {
        assert_eq!(parts("redis://a%3Ab:p%40w%2f+%25@h"), "h - a:b p@w/+% -");
        assert_eq!(parts("redis://%c3%a9@h"), "h - - é -");
    }

    #[test]
    fn an_unescaped_password_is_found_too() {
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
    fn an_ipv6_address_stands_in_brackets() {
        assert_eq!(parts("redis://[::1]"), "::1 - - - -");
        assert_eq!(parts("redis://u:p@[fe80::1]:7000/2"), "fe80::1 7000 u p 2");
    }

    #[test]
    fn of_a_query_only_the_database_is_understood() {
        assert_eq!(parts("redis://h/3?timeout=5"), "h - - - 3");
        assert_eq!(parts("redis://h:1?name=a@b&db=4"), "h 1 - - 4");
        assert_eq!(parts("redis://h/3?db=4"), "h - - - 3");
    }

    #[test]
    fn the_scheme_says_whether_there_is_tls() {
        for (scheme, tls) in [
            ("redis", false),
            ("valkey", false),
            ("rediss", true),
            ("valkeys", true),
        ] {
            assert_eq!(
                format!("{scheme}://h").parse().map(|uri: Uri| uri.tls),
                Ok(tls),
                "{scheme}"
            );
        }
    }

    #[test]
    fn a_socket_has_a_path_and_may_have_the_rest() {
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
    fn what_is_wrong_is_named() {
        for (text, error) in [
            ("", UriError::Scheme),
            ("127.0.0.1:6379", UriError::Scheme),
            ("http://h", UriError::Scheme),
            ("redis+sentinel://h/mymaster", UriError::Sentinel),
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
}
