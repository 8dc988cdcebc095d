//! Half a million messages to a subscriber, as fast as the server accepts them from a publisher.
//!
//! The same bytes on stdout mean that no message is lost and all are in order. redis-cli writes each message separately.

use crate::case::{Case, Counted, Input, Target};
use crate::publisher::CHANNEL;

const MESSAGE: fn(u32) -> String = |n| format!("message:{n}");

/// For each format.
const SUBSCRIBER: Case = Case {
    commands: 500_000,
    pairs: 5,
    targets: &[Target::Cpu(0.7)],
    counted: Counted::commands(20_000),
    ..Case::ONE_COMMAND
};

pub(crate) fn cases() -> Vec<Case> {
    vec![
        Case {
            name: "subscribe-raw",
            arguments: &["SUBSCRIBE", CHANNEL],
            input: Input::Messages {
                message: MESSAGE,
                confirmed: "subscribe\nnews\n1\n",
                around: ["message\nnews\n", "\n"],
            },
            ..SUBSCRIBER
        },
        Case {
            name: "subscribe-standard",
            arguments: &["--no-raw", "SUBSCRIBE", CHANNEL],
            input: Input::Messages {
                message: MESSAGE,
                confirmed: concat!(
                    "Reading messages... (press Ctrl-C to quit)\n",
                    "1) \"subscribe\"\n2) \"news\"\n3) (integer) 1\n"
                ),
                around: ["1) \"message\"\n2) \"news\"\n3) \"", "\"\n"],
            },
            ..SUBSCRIBER
        },
    ]
}
