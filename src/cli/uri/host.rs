//! Parses `HOST:PORT`, with IPv6 addresses in brackets, and lists of these.

use std::str::FromStr;

use redsh_engine::net::Address;

use super::UriError;

/// The default port of sentinels.
const SENTINEL_PORT: u16 = 26379;

/// Sentinels, `HOST[:PORT],...`; never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::cli) struct SentinelHosts(pub(in crate::cli) Vec<Address>);

impl FromStr for SentinelHosts {
    type Err = UriError;

    fn from_str(list: &str) -> Result<Self, UriError> {
        let sentinel = |text: &str| {
            let (host, port) = host_and_port(text.trim())?;
            let host = host.ok_or(UriError::Sentinels)?;
            Ok(Address::tcp(host, port.unwrap_or(SENTINEL_PORT)))
        };
        list.split(',')
            .map(sentinel)
            .collect::<Result<_, _>>()
            .map(SentinelHosts)
    }
}

/// Parses `HOST:PORT`, where each may be missing. The brackets around an IPv6 address are removed.
pub(super) fn host_and_port(text: &str) -> Result<(Option<String>, Option<u16>), UriError> {
    let (host, port) = match text.strip_prefix('[') {
        Some(inner) => {
            let (host, after) = inner.split_once(']').ok_or(UriError::Bracket)?;
            (host, port_behind(after)?)
        }
        None => text.split_once(':').unwrap_or((text, "")),
    };
    let host = Some(host.to_owned()).filter(|host| !host.is_empty());
    let port = Some(port).filter(|port| !port.is_empty());
    let port = port.map(str::parse).transpose();
    Ok((host, port.map_err(|_| UriError::Port)?))
}

fn port_behind(bracket: &str) -> Result<&str, UriError> {
    match bracket {
        "" => Ok(""),
        after => after.strip_prefix(':').ok_or(UriError::Port),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(text: &str) -> Result<String, UriError> {
        let SentinelHosts(addresses) = text.parse()?;
        let texts: Vec<String> = addresses.iter().map(Address::to_string).collect();
        Ok(texts.join(" "))
    }

    #[test]
    fn a_list_of_sentinels_has_at_least_one_and_each_has_a_host() {
        for (text, expected) in [
            ("h", Ok("h:26379")),
            ("h:1", Ok("h:1")),
            ("h1:1,h2,h3:3", Ok("h1:1 h2:26379 h3:3")),
            ("h1, h2", Ok("h1:26379 h2:26379")),
            ("[::1]", Ok("[::1]:26379")),
            ("[::1]:1,h", Ok("[::1]:1 h:26379")),
            ("", Err(UriError::Sentinels)),
            ("h,", Err(UriError::Sentinels)),
            (":1", Err(UriError::Sentinels)),
            ("h:x", Err(UriError::Port)),
            ("h:70000", Err(UriError::Port)),
            ("::1", Err(UriError::Port)),
            ("[::1", Err(UriError::Bracket)),
            ("[::1]1", Err(UriError::Port)),
        ] {
            assert_eq!(listed(text).as_deref(), expected.as_deref(), "{text}");
        }
    }
}
