#!/usr/bin/env bash
# Fails where public code of the library has no user: in a copy of the sources the library is a private module of the
# program, so that the compiler reports unused code of both. The examples count as users, tests do not.
set -euo pipefail
cd "$(dirname "$0")/../.."

# Public functions of the library that need no user, each with its reason.
entry_points=(
  is_empty # clippy wants it beside `len`
)

target=${CARGO_TARGET_DIR:-$PWD/target}
copy=$target/unused
rm -rf "$copy"
mkdir -p "$copy"
cp -r Cargo.toml Cargo.lock src "$copy"
[ ! -d examples ] || cp -r examples "$copy"
cd "$copy"

# The package is the program alone, and unused code is its only fault.
sed -i 's|^members = .*|members = ["src/sandbox"]|' Cargo.toml
awk '/^\[/ { skip = /^\[(lib\]|\[test|\[bench|\[example|lints|dev-dep)/ || /dev-dependencies\]/ } !skip' Cargo.toml > package.toml
printf '\n[lints.rust]\ndead_code = "deny"\nunused_imports = "allow"\n' | cat package.toml - > Cargo.toml

replace() { find "${@:2}" -name '*.rs' -exec sed -i "$1" {} +; }
replace 's/\bcrate::/crate::engine::/g' src/engine
replace 's/\bredsh_engine::/crate::engine::/g' src
for name in "${entry_points[@]}"; do
  replace "s/^\( *\)pub fn $name\b/\1#[allow(dead_code)] pub fn $name/" src/engine
done
echo '#[path = "engine/lib.rs"] mod engine;' >> src/main.rs
for example in examples/*.rs; do
  [ -e "$example" ] || continue
  replace 's/\bredsh_engine::/crate::engine::/g' "$example"
  echo "#[path = \"../$example\"] #[allow(dead_code)] mod example_$(basename "$example" .rs);" >> src/main.rs
done

CARGO_TARGET_DIR=$target cargo check --quiet --offline --message-format short
