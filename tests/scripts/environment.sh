# shellcheck shell=bash
# Sourced by tests/run, tests/bench and .ci/run: where things are, and the tools they need.
#
# Sets and exports CARGO_TARGET_DIR and, when the folder is there, PEJL_REAL_DATA. Sets `root`.
# The finders return 1 when a tool is neither here nor installable; the caller decides what that means.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
tool_cache=${XDG_CACHE_HOME:-$HOME/.cache}/pejl-tools

# Dependencies are compiled once: where the caller says, else where `cargo run -- demo` has already
# put them, else in a folder that outlives the checkout.
if [[ -z ${CARGO_TARGET_DIR:-} ]]; then
  if [[ -d $root/target/debug/deps ]]; then
    CARGO_TARGET_DIR=$root/target
  else
    CARGO_TARGET_DIR=$HOME/.cache/pejl-target
  fi
fi
# Everything here runs in the checkout, so that is what a relative folder is relative to.
[[ $CARGO_TARGET_DIR == /* ]] || CARGO_TARGET_DIR=$root/$CARGO_TARGET_DIR
export CARGO_TARGET_DIR

if [[ -z ${PEJL_REAL_DATA:-} && -d $root/../shared/data ]]; then
  PEJL_REAL_DATA=$(cd "$root/../shared/data" && pwd)
fi
[[ -z ${PEJL_REAL_DATA:-} ]] || export PEJL_REAL_DATA

say() { printf '%s\n' "$*" >&2; }

in_ci() { [[ ${CI:-} == true ]]; }

# Build scripts write absolute paths of the target folder into what they make, and cargo does not see
# that they lead nowhere when the folder has been moved or copied. So the folder holds its own path, and
# where that is another one, what was built there is removed.
forget_builds_of_another_folder() {
  local mark=$CARGO_TARGET_DIR/.pejl-folder here there part
  # Where nothing can be written cargo says so itself.
  mkdir --parents "$CARGO_TARGET_DIR" && here=$(cd "$CARGO_TARGET_DIR" && pwd -P) || return 0
  if [[ -f $mark ]]; then
    there=$(<"$mark")
    [[ $there != "$here" ]] || return 0
    say "the target folder was built as $there and is now $here: its builds are removed and made anew"
    for part in build deps .fingerprint incremental; do rm --recursive --force "$here/debug/$part"; done
  fi
  printf '%s\n' "$here" >"$mark"
}
forget_builds_of_another_folder

# Prints the directory of the newest PostgreSQL server's programs.
find_postgres() {
  local found
  found=$(printf '%s\n' /usr/lib/postgresql/*/bin/initdb | sort --version-sort | tail --lines=1)
  [[ -x $found ]] || found=$(command -v initdb) || return 1
  found=$(dirname "$(readlink --canonicalize "$found")")
  [[ -x $found/postgres && -x $found/psql ]] || return 1
  printf '%s\n' "$found"
}

# A driver refuses a browser of another major version, so the two are found together.
find_browser() {
  local browser driver
  command -v chromium >/dev/null && command -v chromedriver >/dev/null || return 1
  # Both print "Name 123.4.5.6 …".
  browser=$(chromium --version 2>/dev/null) && driver=$(chromedriver --version 2>/dev/null) || return 1
  [[ $browser =~ \ ([0-9]+)\. ]] || return 1
  [[ $driver == *" ${BASH_REMATCH[1]}."* ]]
}

find_python() { python3 -c 'import ensurepip, venv' 2>/dev/null; }

find_npm() { command -v npm >/dev/null; }

find_shellcheck() { command -v shellcheck >/dev/null; }

as_root() {
  if ((EUID == 0)); then "$@"; else sudo -n "$@"; fi
}

may_install() {
  command -v apt-get >/dev/null && { ((EUID == 0)) || sudo -n true 2>/dev/null; }
}

apt_install() {
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install --yes --quiet --no-install-recommends \
    --option DPkg::Lock::Timeout=600 "$@"
}

# Debian's server package creates a cluster and starts it as a service. The tests start their own,
# so it is told not to: its settings are in the common package, which is therefore installed first.
apt_install_postgres() {
  local dir=/etc/postgresql-common/createcluster.d status=0
  local file=$dir/pejl-tests.conf
  apt_install postgresql-common || return 1
  as_root mkdir --parents "$dir"
  as_root tee "$file" >/dev/null <<<'create_main_cluster = false'
  apt_install postgresql || status=$?
  as_root rm --force "$file"
  as_root rmdir --ignore-fail-on-non-empty "$dir"
  return "$status"
}

# install_missing TOOL…: TOOL is postgres, browser, python, npm or shellcheck. Installs those that are not
# found, if this user may. Touches neither network nor package lists when all are found. What is still
# missing afterwards shows when it is looked for.
install_missing() {
  local tool
  local -a missing=()
  for tool in "$@"; do "find_$tool" >/dev/null || missing+=("$tool"); done
  ((${#missing[@]})) || return 0
  if ! may_install; then
    say "missing and not installable by this user: ${missing[*]}"
    return 0
  fi
  mkdir --parents "$tool_cache"
  (
    # Two runs at the same time: the second waits, then finds what the first installed.
    flock 9
    local log=$tool_cache/install.log updated=
    : >"$log"
    for tool in "${missing[@]}"; do
      "find_$tool" >/dev/null && continue
      say "installing: $tool (Debian packages)"
      if [[ -z $updated ]]; then
        # A broken third-party list must not stop the install; what matters is whether it succeeds.
        as_root apt-get update --quiet >>"$log" 2>&1 9>&- || true
        updated=yes
      fi
      case $tool in
        postgres) apt_install_postgres ;;
        browser) apt_install chromium chromium-driver chromium-sandbox ;;
        python) apt_install python3 python3-venv ;;
        npm) apt_install npm ;;
        shellcheck) apt_install shellcheck ;;
      esac >>"$log" 2>&1 9>&- || { say "could not install $tool:"; tail --lines=20 "$log" >&2; }
    done
  ) 9>"$tool_cache/lock"
}

# Prints the Python that has what the tests need.
python_with_requirements() { python_with "$root/tests/scripts/requirements.txt"; }

# python_with FILE: prints the Python of a virtual environment that holds what the file names; makes it the first time.
python_with() {
  local requirements=$1 sum dir
  find_python || return 1
  # Named by its content: a changed requirement or another Python makes another environment.
  sum=$({ cat "$requirements"; python3 --version; } | sha256sum)
  dir=$tool_cache/python-${sum:0:16}
  if [[ ! -e $dir/ready ]]; then
    mkdir --parents "$tool_cache"
    (
      flock 9
      [[ ! -e $dir/ready ]] || exit 0
      say "installing: Python packages of ${requirements#"$root"/}"
      rm --recursive --force "$dir"
      python3 -m venv "$dir" &&
        "$dir/bin/python" -m pip install --quiet --disable-pip-version-check \
          --requirement "$requirements" &&
        touch "$dir/ready"
    ) 9>"$tool_cache/lock" >&2 || return 1
  fi
  printf '%s\n' "$dir/bin/python"
}

# Prints the script of axe-core that looks for what people with disabilities could not use, from npm; the version and the
# hash of the script are written here, so that nothing else is run in its place.
axe_script() {
  local version=4.14.1 hash=29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c
  local script=$tool_cache/axe-core-$version.min.js
  if [[ ! -e $script ]]; then
    find_npm && mkdir --parents "$tool_cache" || return 1
    (
      flock 9
      [[ ! -e $script ]] || exit 0
      say "installing: axe-core $version (npm)"
      folder=$(mktemp --directory) || exit 1
      trap 'rm --recursive --force "$folder"' EXIT
      cd "$folder" && npm pack --silent "axe-core@$version" &&
        tar --extract --gzip --file "axe-core-$version.tgz" package/axe.min.js &&
        mv package/axe.min.js "$script"
    ) 9>"$tool_cache/lock" >&2 || return 1
  fi
  sha256sum --check --status <<<"$hash  $script" || { say "axe-core $version is not what it was"; return 1; }
  printf '%s\n' "$script"
}
