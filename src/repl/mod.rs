//! The shell at a terminal, the words that it understands itself, and the hint for a half-typed line.

#![allow(dead_code)]

mod assistant;
pub(crate) mod builtin;
pub(crate) mod complete;
mod consumer;
mod danger;
mod grammar;
pub(crate) mod highlight;
pub(crate) mod hint;
pub(crate) mod history;
mod key_words;
mod keys;
mod lessons;
mod outlet;
mod owner;
mod pager;
pub(crate) mod paste;
mod peek;
pub(crate) mod pipe;
pub(crate) mod preferences;
mod prompt;
pub(crate) mod secret;
pub(crate) mod seen_keys;
pub(crate) mod shell;
pub(crate) mod shell_word;
mod signals;
mod timing;
mod tty;
mod typed;
mod words;
