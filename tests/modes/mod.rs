//! The analyses and measurements of redis-cli; their output is compared with redis-cli's in the `dropin` target.

mod analysis;
mod dump;
mod hot_keys;
mod intrinsic;
mod latency;
mod lru_test;
mod monitor;
mod replica;
mod stat;
