//! The analyses and measurements of redis-cli; their output is compared with redis-cli's in the `dropin` target.

mod analysis;
