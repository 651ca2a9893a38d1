# shellcheck shell=bash
# Sourced by the benches, after environment.sh: the program under measurement, and the Python of the other side.

profile=${PEJL_BENCH_PROFILE:-release}

# Builds the program; sets `pejl`.
build_program() {
  cargo build --profile "$profile" --locked --quiet --package pejl
  local folder=$profile
  [[ $profile != dev ]] || folder=debug
  # A copy: another checkout's build must not replace it while it is measured.
  pejl=$(mktemp --directory)/pejl
  cp "$CARGO_TARGET_DIR/$folder/pejl" "$pejl"
}

# Prints the Python that has the engines compared with.
bench_python() { python_with "${root:?}/tests/benches/requirements.txt"; }
