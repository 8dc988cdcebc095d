//! Commands: how one is sent, and what is known of it.
