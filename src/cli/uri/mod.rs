//! Parses URIs such as `redis://user:password@host:port/db`.

mod host;

use std::path::PathBuf;
use std::str::FromStr;

use percent_encoding::percent_decode_str;
use redsh_engine::net::Secret;

pub(super) use host::SentinelHosts;
use host::host_and_port;

/// The parts of a URI. Options and environment supply missing parts.
///
/// | scheme | form |
/// | --- | --- |
/// | `redis://` `valkey://` | `[[user]:password@][host][:port][/db]` over TCP |
/// | `rediss://` `valkeys://` | the same over TLS |
/// | `redis+sentinel://` `valkey+sentinel://` | `[[user]:password@]host[:port],…[/name[/db]]`: sentinels, the primary's name |
/// | `rediss+sentinel://` `valkeys+sentinel://` | the same over TLS |
/// | `unix://` | `[[user]:password@]/path/to/socket[?db=N]` |
///
/// User and password belong to the data nodes, even in a sentinel URI, and are percent-decoded. A word without a colon before
/// the `@` is the password, as in redis-cli. Of the query only `db` is used; other clients keep settings of their own there.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Uri {
    pub(super) tls: bool,
    pub(super) socket: Option<PathBuf>,
    pub(super) host: Option<String>,
    pub(super) port: Option<u16>,
    pub(super) sentinels: Option<SentinelHosts>,
    pub(super) master: Option<String>,
    pub(super) user: Option<String>,
    pub(super) password: Option<Secret>,
    pub(super) db: Option<u32>,
}

/// A syntax error in a URI. The messages quote no part of it, since any part of a wrong URI can be a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum UriError {
    #[error(
        "it must begin with redis://, rediss://, valkey://, valkeys://, redis+sentinel:// or unix://"
    )]
    Scheme,
    #[error("its sentinels are not HOST:PORT, separated by commas")]
    Sentinels,
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
        let scheme = scheme.to_ascii_lowercase();
        let (scheme, place): (_, ReadPlace) = match scheme.strip_suffix("+sentinel") {
            Some("unix") => return Err(UriError::Scheme),
            Some(scheme) => (scheme, sentinels),
            None => (&scheme, server),
        };
        match scheme {
            "redis" | "valkey" => tcp(rest, place),
            "rediss" | "valkeys" => Ok(Uri {
                tls: true,
                ..tcp(rest, place)?
            }),
            "unix" => unix(rest),
            _ => Err(UriError::Scheme),
        }
    }
}

impl Uri {
    /// Whether the URI names a server by host, port or socket.
    pub(super) fn names_server(&self) -> bool {
        self.socket.is_some() || self.host.is_some() || self.port.is_some()
    }
}

/// Parses the part after the credentials, without the query.
type ReadPlace = fn(&str) -> Result<Uri, UriError>;

/// The credentials end at the last `@` before the first `/`. If no address follows, the password may contain an unescaped
/// slash: then they end at the last `@` of the URI.
fn tcp(rest: &str, place: ReadPlace) -> Result<Uri, UriError> {
    let authority = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let uri = split(rest, rest[..authority].rfind('@'), place);
    match rest.rfind('@') {
        Some(at) if at > authority && uri.is_err() => split(rest, Some(at), place).or(uri),
        _ => uri,
    }
}

/// The path may contain an `@`. The credentials end where the path begins.
fn unix(rest: &str) -> Result<Uri, UriError> {
    let at = rest.find("@/").filter(|_| !rest.starts_with('/'));
    split(rest, at, socket)
}

fn split(rest: &str, at: Option<usize>, place: ReadPlace) -> Result<Uri, UriError> {
    let (login, after) = at.map_or(("", rest), |at| (&rest[..at], &rest[at + 1..]));
    let (after, query) = split_query(after);
    let (user, password) = credentials(login)?;
    let uri = place(after)?;
    Ok(Uri {
        user,
        password,
        db: uri.db.or(query_database(query)?),
        ..uri
    })
}

fn server(place: &str) -> Result<Uri, UriError> {
    let (address, path) = place.split_once('/').unwrap_or((place, ""));
    let (host, port) = host_and_port(address)?;
    Ok(Uri {
        host,
        port,
        db: database(path)?,
        ..Uri::default()
    })
}

fn sentinels(place: &str) -> Result<Uri, UriError> {
    let (hosts, path) = place.split_once('/').unwrap_or((place, ""));
    let (master, db) = path.split_once('/').unwrap_or((path, ""));
    Ok(Uri {
        sentinels: Some(hosts.parse()?),
        master: Some(decoded(master)?).filter(|name| !name.is_empty()),
        db: database(db)?,
        ..Uri::default()
    })
}

fn socket(path: &str) -> Result<Uri, UriError> {
    if path.is_empty() {
        return Err(UriError::NoPath);
    }
    Ok(Uri {
        socket: Some(decoded(path)?.into()),
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

fn database(digits: &str) -> Result<Option<u32>, UriError> {
    let digits = Some(digits).filter(|digits| !digits.is_empty());
    let db = digits.map(str::parse).transpose();
    db.map_err(|_| UriError::Database)
}

fn query_database(query: &str) -> Result<Option<u32>, UriError> {
    let db = query
        .split('&')
        .find_map(|setting| setting.strip_prefix("db="));
    database(db.unwrap_or_default())
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
mod tests;
