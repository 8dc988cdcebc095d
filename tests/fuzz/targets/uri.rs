//! URIs: a URI written from its parts has the same parts.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use redsh_engine::net::Address;

use super::uri::Uri;

pub(crate) fn check(data: &[u8]) {
    let parsed = str::from_utf8(data).ok().and_then(|text| text.parse().ok());
    // A host with a bracket or a blank cannot be resolved, and has no single spelling.
    let is_odd = |letter: char| letter.is_whitespace() || "[]".contains(letter);
    if let Some(uri) = parsed.filter(|uri| !hosts(uri).any(|host| host.contains(is_odd))) {
        let written = written(&uri);
        assert_eq!(written.parse().as_ref(), Ok(&uri), "{written}");
    }
}

fn hosts(uri: &Uri) -> impl Iterator<Item = &str> {
    let sentinels = uri.sentinels.iter().flat_map(|sentinels| &sentinels.0);
    let sentinels = sentinels.map(|address| match address {
        Address::Tcp { host, .. } => host.as_str(),
        Address::Unix(_) => unreachable!("a sentinel has a host"),
    });
    sentinels.chain(uri.host.as_deref())
}

fn written(uri: &Uri) -> String {
    let login = uri.password.as_ref().map(|password| {
        let user = uri.user.as_deref().unwrap_or_default();
        format!("{}:{}@", encoded(user), encoded(password.expose()))
    });
    let login = login.unwrap_or_default();
    let db = uri.db.map_or(String::new(), |db| db.to_string());
    let scheme = if uri.tls { "rediss" } else { "redis" };
    if let Some(path) = &uri.socket {
        let path = encoded(path.to_str().expect("a text")).replace("%2F", "/");
        return format!("unix://{login}{path}?db={db}");
    }
    if let Some(sentinels) = &uri.sentinels {
        let hosts: Vec<String> = sentinels.0.iter().map(Address::to_string).collect();
        let name = encoded(uri.master.as_deref().unwrap_or_default());
        return format!("{scheme}+sentinel://{login}{}/{name}/{db}", hosts.join(","));
    }
    let host = bracketed(uri.host.as_deref().unwrap_or_default());
    let port = uri.port.map_or(String::new(), |port| format!(":{port}"));
    format!("{scheme}://{login}{host}{port}/{db}")
}

fn bracketed(host: &str) -> String {
    match host.contains(':') {
        true => format!("[{host}]"),
        false => host.to_owned(),
    }
}

fn encoded(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}
