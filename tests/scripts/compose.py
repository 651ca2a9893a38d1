"""Checks docker-compose.yml and runs its steps without Docker.

    compose.py check
    compose.py run --binary PEJL --postgres URL --psql PSQL

`check` reads the file and refuses what would make the installation unsafe or unable to start.
`run` takes the commands of `migrate` and `server` and the server's health check from the file, puts
a new database, a temporary folder and a free port in the places of those the containers have, and
runs them in the order the file states. Exit status 0: all held; 1: something did not.
"""

import argparse
import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import yaml

FILE = Path(__file__).resolve().parents[2] / "docker-compose.yml"
DATABASE_IN_CONTAINER = "postgres://pejl@db:5432/pejl"
DATA_IN_CONTAINER = "/data"
PORT_IN_CONTAINER = 8080
START_SECONDS = 30
# Docker kills a container that has not ended this long after SIGTERM.
STOP_SECONDS = 10


class Refused(Exception):
    """What does not hold, as a sentence."""


def require(holds, sentence):
    if not holds:
        raise Refused(sentence)


def interpolate(node, environment):
    """Fills in `${NAME}`, `${NAME:?why}` and `$$` as Compose does; other forms are not used here."""
    if isinstance(node, dict):
        return {key: interpolate(value, environment) for key, value in node.items()}
    if isinstance(node, list):
        return [interpolate(value, environment) for value in node]
    if not isinstance(node, str):
        return node

    def fill(match):
        if match[0] == "$$":
            return "$"
        require(match["name"], f"a lone $ in {node!r}: write $$")
        require(match["name"] in environment, f"{match['name']} is not set")
        return environment[match["name"]]

    return re.sub(r"\$(?:\$|\{(?P<name>\w+)(?::\?[^}]*)?\}|)", fill, node)


def check(text):
    """Returns the file's services, every statement below having been found to hold."""
    raw = yaml.safe_load(text)
    try:
        interpolate(raw, {})
    except Refused as refused:
        require(str(refused) == "PEJL_DB_PASSWORD is not set", str(refused))
    else:
        raise Refused("the database password must be a variable")
    require(
        not re.search(r"PEJL_DB_PASSWORD(?!:\?)\}?", re.sub(r"(?m)^\s*#.*$", "", text)),
        "PEJL_DB_PASSWORD must be required everywhere: ${PEJL_DB_PASSWORD:?why}",
    )
    password = secrets.token_hex(8)
    document = interpolate(raw, {"PEJL_DB_PASSWORD": password})
    services = document["services"]
    require(set(services) == {"db", "migrate", "server"}, f"unexpected services: {sorted(services)}")

    for name, service in services.items():
        for port in service.get("ports", []):
            require(port.startswith("127.0.0.1:"), f"{name} publishes {port} beyond loopback")
        for volume in service["volumes"]:
            require(volume.split(":")[0] in document["volumes"], f"{name}: {volume} is not a named volume")
        require(password not in str(service.get("command")), f"{name} has the password among its arguments")
    require("ports" not in services["db"], "the database must not be published")

    stages = re.findall(r"(?m)^FROM (\S+)", services["server"]["build"]["dockerfile_inline"])
    require(len(stages) == 2, f"one stage builds, one runs: {stages}")
    last_stage = services["server"]["build"]["dockerfile_inline"].rsplit("FROM ", 1)[1]
    user = re.search(r"(?m)^USER (\S+)", last_stage)
    require(user and user[1] not in ("root", "0"), "the server must not run as root")

    command = services["server"]["command"]
    require("--auth" in command and command[command.index("--auth") + 1] == "keys", "the server must ask for keys")
    depends_on = {name: {on: how["condition"] for on, how in service.get("depends_on", {}).items()}
                  for name, service in services.items()}
    require(depends_on["migrate"] == {"db": "service_healthy"}, "migrate must wait for the database")
    require(depends_on["server"] == {"migrate": "service_completed_successfully"}, "the server must wait for migrate")
    for name in ("migrate", "server"):
        require(DATABASE_IN_CONTAINER in services[name]["command"], f"{name} must use {DATABASE_IN_CONTAINER}")
    return services


@contextmanager
def new_database(postgres, psql):
    """A database of its own beside the one `postgres` names; yields its URL and drops it."""
    name = f"compose_{secrets.token_hex(6)}"

    def execute(statement):
        subprocess.run([psql, "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--command", statement, postgres],
                       check=True)

    execute(f"CREATE DATABASE {name}")
    try:
        yield urlunsplit(urlsplit(postgres)._replace(path=f"/{name}"))
    finally:
        execute(f"DROP DATABASE {name} WITH (FORCE)")


def free_port():
    with socket.socket() as probe:
        probe.bind(("0.0.0.0", 0))
        return probe.getsockname()[1]


def healthy(test):
    kind, *command = test
    require(kind == "CMD", f"a health check is a CMD here, not {kind}")
    return subprocess.run(command, stderr=subprocess.DEVNULL, check=False).returncode == 0


def run(services, binary, postgres, psql):
    with new_database(postgres, psql) as database, tempfile.TemporaryDirectory(prefix="pejl-compose-") as data:
        port = free_port()

        def here(argument):
            argument = {DATABASE_IN_CONTAINER: database, DATA_IN_CONTAINER: data}.get(argument, argument)
            return re.sub(rf"(?<=[:/]){PORT_IN_CONTAINER}\b", str(port), argument)

        migrate = [binary, *map(here, services["migrate"]["command"])]
        # Twice: the step runs at every start of the installation, not only at the first.
        for _ in range(2):
            status = subprocess.run(migrate, check=False).returncode
            require(status == 0, f"migrate ended with status {status}")

        test = [here(argument) for argument in services["server"]["healthcheck"]["test"]]
        require(not healthy(test), "the health check holds with no server there")
        server = subprocess.Popen([binary, *map(here, services["server"]["command"])])
        try:
            deadline = time.monotonic() + START_SECONDS
            while not healthy(test):
                require(server.poll() is None, f"the server ended with status {server.returncode}")
                require(time.monotonic() < deadline, f"the server was not healthy within {START_SECONDS} s")
                time.sleep(0.1)
            server.send_signal(signal.SIGTERM)
            try:
                server.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                raise Refused(f"the server did not stop within {STOP_SECONDS} s of SIGTERM") from None
        finally:
            if server.poll() is None:
                server.kill()
                server.wait()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("check")
    runner = commands.add_parser("run")
    runner.add_argument("--binary", required=True, type=os.path.abspath)
    runner.add_argument("--postgres", required=True)
    runner.add_argument("--psql", required=True)
    arguments = parser.parse_args()
    try:
        services = check(FILE.read_text(encoding="utf-8"))
        if arguments.command == "run":
            run(services, arguments.binary, arguments.postgres, arguments.psql)
    except (Refused, yaml.YAMLError, KeyError, subprocess.CalledProcessError) as error:
        print(f"docker-compose.yml: {error}", file=sys.stderr)
        return 1
    print(f"docker-compose.yml: {arguments.command} held")
    return 0


if __name__ == "__main__":
    sys.exit(main())
