//! The analyses and measurements of redis-cli; their output is compared with redis-cli's in the `dropin` target.

mod analysis;
mod courtesy;
mod dump;
mod figures;
mod hot_keys;
mod intrinsic;
mod key_stats;
mod latency;
mod lru_test;
mod monitor;
mod prefixes;
mod replica;
mod stat;
