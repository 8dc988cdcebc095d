//! The prompt: what a line that is typed now would reach. Pure.

use engine::net::Address;

use crate::session::Standing;

/// The prompt of redis-cli, for what a session is connected to. `name` stands in place of the address: a primary's that
/// sentinels know.
pub(crate) fn prompt(standing: &Standing<'_>, name: Option<&str>) -> String {
    if !standing.is_connected {
        return "not connected> ".to_owned();
    }
    let place = match (name, standing.address) {
        (Some(name), _) => name.to_owned(),
        (None, Address::Unix(path)) => format!("redis {}", path.display()),
        (None, address) => address.to_string(),
    };
    let db = match standing.db {
        0 => String::new(),
        db => format!("[{db}]"),
    };
    format!("{place}{db}{}> ", state(standing))
}

fn state(standing: &Standing<'_>) -> &'static str {
    match standing {
        Standing {
            in_transaction: true,
            ..
        } => "(TX)",
        Standing {
            is_monitoring: true,
            ..
        } => "(monitor)",
        Standing {
            is_subscribed: true,
            ..
        } => "(subscribed mode)",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn standing(address: &Address) -> Standing<'_> {
        Standing {
            address,
            db: 0,
            in_transaction: false,
            is_subscribed: false,
            is_monitoring: false,
            is_connected: true,
        }
    }

    #[test]
    fn it_says_where_and_in_which_state() {
        let tcp = Address::tcp("127.0.0.1", 6379);
        let here = standing(&tcp);
        let table = [
            (here, "127.0.0.1:6379> "),
            (Standing { db: 3, ..here }, "127.0.0.1:6379[3]> "),
            (
                Standing {
                    db: 3,
                    in_transaction: true,
                    ..here
                },
                "127.0.0.1:6379[3](TX)> ",
            ),
            (
                Standing {
                    is_subscribed: true,
                    ..here
                },
                "127.0.0.1:6379(subscribed mode)> ",
            ),
            (
                Standing {
                    is_subscribed: true,
                    is_monitoring: true,
                    ..here
                },
                "127.0.0.1:6379(monitor)> ",
            ),
            (
                Standing {
                    is_connected: false,
                    ..here
                },
                "not connected> ",
            ),
        ];
        for (standing, expected) in table {
            assert_eq!(prompt(&standing, None), expected);
        }
        assert_eq!(prompt(&here, Some("mymaster")), "mymaster> ");
        let unix = Address::Unix("/tmp/redis.sock".into());
        assert_eq!(prompt(&standing(&unix), None), "redis /tmp/redis.sock> ");
    }
}
