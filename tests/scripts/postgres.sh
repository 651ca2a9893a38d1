# shellcheck shell=bash
# Sourced by tests/run: a PostgreSQL server of its own on loopback, gone when the run ends.

postgres_pid=

# start_postgres BIN DIR: programs in BIN, everything it writes in DIR (must not exist yet; the
# server's user must be able to reach it). Sets postgres_pid and postgres_port.
start_postgres() {
  local bin=$1 dir=$2 try
  local -a initdb_locale=(--locale=C) as_server=(setpriv)
  mkdir --mode=700 "$dir"
  # The server refuses to run as root. `setpriv` becomes the server instead of staying as its
  # parent, and asks the kernel to stop it (SIGQUIT: at once) should this shell be killed.
  if ((EUID == 0)); then
    chown postgres "$dir"
    as_server+=(--reuid=postgres --regid=postgres --init-groups)
  fi
  # Danish order, as on a Danish municipality's own server: a query that leaves the order of text to
  # the database gives another order here than on SQLite, and its test fails.
  if [[ $("$bin/initdb" --help) == *--icu-locale* ]]; then
    initdb_locale+=(--locale-provider=icu --icu-locale=da)
  fi
  if ! (cd "$dir" && "${as_server[@]}" "$bin/initdb" --pgdata="$dir/data" --username=postgres --auth=trust \
    --encoding=UTF8 --no-sync "${initdb_locale[@]}") >"$dir.log" 2>&1; then
    tail --lines=20 "$dir.log" >&2
    return 1
  fi
  # Below the range the kernel hands out for outgoing connections. Another run may take the same
  # port between any check and the start, so the start itself is the check.
  for try in 1 2 3 4 5 6 7 8 9 10; do
    postgres_port=$((20000 + RANDOM % 12000))
    # No socket file, no durability: the data are thrown away.
    "${as_server[@]}" --pdeathsig QUIT "$bin/postgres" -D "$dir/data" -p "$postgres_port" \
      -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=200 \
      -c fsync=off -c synchronous_commit=off -c full_page_writes=off >>"$dir.log" 2>&1 &
    postgres_pid=$!
    if postgres_is_ready "$dir/data"; then return 0; fi
    stop_postgres
    say "PostgreSQL did not start on port $postgres_port (try $try)"
  done
  tail --lines=20 "$dir.log" >&2
  return 1
}

# Waits until the server says so in its own folder: an answer on the port could be another server's.
postgres_is_ready() {
  local deadline=$((SECONDS + 60))
  while kill -0 "$postgres_pid" 2>/dev/null && ((SECONDS < deadline)); do
    if [[ $(sed --quiet '8s/ *$//p' "$1/postmaster.pid" 2>/dev/null) == ready ]]; then return 0; fi
    sleep 0.1
  done
  return 1
}

stop_postgres() {
  [[ -n $postgres_pid ]] || return 0
  # SIGINT: open sessions are cut off. SIGKILL would leave its workers behind, so it is never used.
  local signal
  for signal in INT QUIT; do
    kill -"$signal" "$postgres_pid" 2>/dev/null || break
    local deadline=$((SECONDS + 20))
    while kill -0 "$postgres_pid" 2>/dev/null && ((SECONDS < deadline)); do sleep 0.1; done
  done
  wait "$postgres_pid" 2>/dev/null || true
  postgres_pid=
}
