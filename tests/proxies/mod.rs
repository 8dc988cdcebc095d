//! Real proxies, and servers that have a part of the commands: pipelining loses nothing there that one command at a time would
//! keep.

mod haproxy;
mod partial;
mod twemproxy;
