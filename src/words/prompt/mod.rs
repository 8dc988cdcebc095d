//! The prompt, which names the server that the next line goes to. Pure.

mod template;

use redsh_engine::net::Address;

pub(crate) use self::template::PromptTemplate;
use crate::render;
use crate::session::ConnectionStatus;

/// The prompt without a connection, whatever the template is.
const NOT_CONNECTED: &str = "not connected> ";

/// The server that the next line goes to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ServerPlace<'p> {
    pub(crate) status: ConnectionStatus<'p>,
    /// The name of the primary that sentinels reported, shown in place of the address.
    pub(crate) primary: Option<&'p str>,
    pub(crate) profile: Option<&'p str>,
}

/// Returns the prompt, with control characters escaped.
pub(crate) fn prompt(template: &PromptTemplate, place: &ServerPlace<'_>) -> String {
    if place.status.is_connected {
        template.fill(place)
    } else {
        NOT_CONNECTED.to_owned()
    }
}

impl ServerPlace<'_> {
    /// Returns the text before the `> ` of redis-cli's prompt, with control characters escaped.
    pub(crate) fn text(&self) -> String {
        let text = self.address() + &self.db() + self.state();
        render::harmless_line(text.as_bytes())
    }

    fn address(&self) -> String {
        match (self.primary, self.status.address) {
            (Some(name), _) => name.to_owned(),
            (None, Address::Unix(path)) => format!("redis {}", path.display()),
            (None, address) => address.to_string(),
        }
    }

    fn db(&self) -> String {
        match self.status.db {
            0 => String::new(),
            db => format!("[{db}]"),
        }
    }

    fn state(&self) -> &'static str {
        let status = &self.status;
        match (status.in_transaction, status.is_monitoring) {
            (true, _) => "(TX)",
            (_, true) => "(monitor)",
            _ if status.is_subscribed => "(subscribed mode)",
            _ => "",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn here(address: &Address) -> ServerPlace<'_> {
        ServerPlace {
            status: ConnectionStatus {
                address,
                db: 0,
                user: None,
                name: None,
                in_transaction: false,
                is_subscribed: false,
                is_monitoring: false,
                is_connected: true,
            },
            primary: None,
            profile: None,
        }
    }

    fn shown(place: &ServerPlace<'_>) -> String {
        prompt(&PromptTemplate::default(), place)
    }

    #[test]
    fn the_prompt_shows_the_address_and_the_state() {
        let tcp = Address::tcp("127.0.0.1", 6379);
        let mut place = here(&tcp);
        assert_eq!(shown(&place), "127.0.0.1:6379> ");
        place.status.db = 3;
        assert_eq!(shown(&place), "127.0.0.1:6379[3]> ");
        place.status.in_transaction = true;
        assert_eq!(shown(&place), "127.0.0.1:6379[3](TX)> ");
        assert_eq!(place.text(), "127.0.0.1:6379[3](TX)");
        place.status.in_transaction = false;
        place.status.is_subscribed = true;
        assert_eq!(shown(&place), "127.0.0.1:6379[3](subscribed mode)> ");
        place.status.is_monitoring = true;
        assert_eq!(shown(&place), "127.0.0.1:6379[3](monitor)> ");
        place.status.is_connected = false;
        assert_eq!(shown(&place), "not connected> ");
    }

    #[test]
    fn a_socket_or_a_primary_replaces_the_address() {
        let (tcp, unix) = (
            Address::tcp("a", 1),
            Address::Unix("/tmp/redis.sock".into()),
        );
        assert_eq!(shown(&here(&unix)), "redis /tmp/redis.sock> ");
        let place = ServerPlace {
            primary: Some("mymaster"),
            ..here(&tcp)
        };
        assert_eq!(shown(&place), "mymaster> ");
    }

    #[test]
    fn a_template_selects_the_fields() {
        let (tcp, unix) = (Address::tcp("::1", 7000), Address::Unix("/s".into()));
        let mut place = here(&tcp);
        place.status.user = Some("ada");
        place.profile = Some("prod");
        for (template, expected) in [
            (
                "{profile} {user}@{host} {port}{db}$ ",
                "prod ada@::1 7000$ ",
            ),
            ("{{{database}}} ", "{0} "),
            ("{name}|", "|"),
            ("", ""),
        ] {
            let template = PromptTemplate::parse(template).expect(template);
            assert_eq!(prompt(&template, &place), expected);
        }
        let template = PromptTemplate::parse("{user} {host}:{port}").expect("a template");
        assert_eq!(prompt(&template, &here(&unix)), "default /s:");
    }

    #[test]
    fn control_characters_are_escaped() {
        let hostile = Address::tcp("a\x1b]0;x\x07\n\u{202e}", 1);
        let shown = shown(&here(&hostile));
        assert_eq!(shown, r"a\x1b]0;x\a\n\xe2\x80\xae:1> ");
        assert_eq!(here(&hostile).text() + "> ", shown);
    }
}
