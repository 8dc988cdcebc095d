//! The prompt: what a line that is typed now would reach. Pure.

mod template;

use redsh_engine::net::Address;

pub(crate) use self::template::Template;
use crate::render;
use crate::session::ConnectionStatus;

/// What stands in the prompt while there is no server, whatever the template says: no place is one that a line would reach.
const NOWHERE: &str = "not connected> ";

/// Where a line goes that is typed now.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place<'p> {
    /// What the session is connected to.
    pub(crate) status: ConnectionStatus<'p>,
    /// Stands in place of the address: a primary's name that sentinels know.
    pub(crate) primary: Option<&'p str>,
    /// The profile that led there.
    pub(crate) profile: Option<&'p str>,
}

/// The prompt of redis-cli, or another one by the user's template. Nothing in it drives the terminal.
pub(crate) fn prompt(template: &Template, place: &Place<'_>) -> String {
    if place.status.is_connected {
        template.fill(place)
    } else {
        NOWHERE.to_owned()
    }
}

impl Place<'_> {
    /// As redis-cli tells it before its `> `. Nothing in it drives the terminal.
    pub(crate) fn told(&self) -> String {
        let told = self.address() + &self.db() + self.state();
        render::harmless_line(told.as_bytes())
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
        match self.status {
            ConnectionStatus {
                in_transaction: true,
                ..
            } => "(TX)",
            ConnectionStatus {
                is_monitoring: true,
                ..
            } => "(monitor)",
            ConnectionStatus {
                is_subscribed: true,
                ..
            } => "(subscribed mode)",
            _ => "",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn here(address: &Address) -> Place<'_> {
        Place {
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

    fn shown(place: &Place<'_>) -> String {
        prompt(&Template::default(), place)
    }

    #[test]
    fn it_says_where_and_in_which_state() {
        let tcp = Address::tcp("127.0.0.1", 6379);
        let mut place = here(&tcp);
        assert_eq!(shown(&place), "127.0.0.1:6379> ");
        place.status.db = 3;
        assert_eq!(shown(&place), "127.0.0.1:6379[3]> ");
        place.status.in_transaction = true;
        assert_eq!(shown(&place), "127.0.0.1:6379[3](TX)> ");
        assert_eq!(place.told(), "127.0.0.1:6379[3](TX)");
        place.status.in_transaction = false;
        place.status.is_subscribed = true;
        assert_eq!(shown(&place), "127.0.0.1:6379[3](subscribed mode)> ");
        place.status.is_monitoring = true;
        assert_eq!(shown(&place), "127.0.0.1:6379[3](monitor)> ");
        place.status.is_connected = false;
        assert_eq!(shown(&place), "not connected> ");
    }

    #[test]
    fn a_socket_and_a_primary_are_no_addresses() {
        let (tcp, unix) = (
            Address::tcp("a", 1),
            Address::Unix("/tmp/redis.sock".into()),
        );
        assert_eq!(shown(&here(&unix)), "redis /tmp/redis.sock> ");
        let place = Place {
            primary: Some("mymaster"),
            ..here(&tcp)
        };
        assert_eq!(shown(&place), "mymaster> ");
    }

    #[test]
    fn by_a_template_it_says_what_the_user_wants_to_know() {
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
            let template = Template::parse(template).expect(template);
            assert_eq!(prompt(&template, &place), expected);
        }
        let template = Template::parse("{user} {host}:{port}").expect("a template");
        assert_eq!(prompt(&template, &here(&unix)), "default /s:");
    }

    #[test]
    fn nothing_in_it_drives_the_terminal() {
        let hostile = Address::tcp("a\x1b]0;x\x07\n\u{202e}", 1);
        let shown = shown(&here(&hostile));
        assert_eq!(shown, r"a\x1b]0;x\a\n\xe2\x80\xae:1> ");
        assert_eq!(here(&hostile).told() + "> ", shown);
    }
}
