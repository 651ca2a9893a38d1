"""A day's reports to KL Gateway beside histories of 1, 2 and 4 years."""

import argparse
import json
import shutil
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import measured

LAST_YEAR = 2024
YEARS = (1, 2, 4)
RUNS = 3
CPR = "3112419995"
ORGANISATION = "system;value;municipality_code;unit_id;valid_from;valid_to\nurn:oid:1.2.208.176.1.1;100000000000001;766;;;\n"


class Template:
    """A report of the made citizen, to be told of another one, in another year."""

    def __init__(self, path):
        bundle = json.loads(path.read_text(encoding="utf-8"))
        self.ids = [entry["resource"]["id"] for entry in bundle["entry"]]
        self.bundle_id = bundle["id"]
        self.text = json.dumps(bundle, ensure_ascii=False)

    def of(self, number, year, suffix=""):
        text = self.text.replace(CPR, cpr(number)).replace("2021-", f"{year}-")
        for name in self.ids:
            own = f"{name}-{year}-{number}"
            text = text.replace(f'"id": "{name}"', f'"id": "{own}"').replace(f'/{name}"', f'/{own}"')
        return text.replace(f'"id": "{self.bundle_id}"', f'"id": "{self.bundle_id}-{year}-{number}{suffix}"')


def cpr(number):
    """A number of a valid date, of the years 1937 to 1957; all invented."""
    day, rest = number % 28 + 1, number // 28
    month, rest = rest % 12 + 1, rest // 12
    year, rest = 37 + rest % 20, rest // 20
    return f"{day:02}{month:02}{year:02}{1000 + rest:04}"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--pejl", required=True)
    parser.add_argument("--profile", required=True)
    parser.add_argument("--fixtures", type=Path, required=True)
    parser.add_argument("--citizens", type=int, required=True)
    parser.add_argument("--day", type=int, required=True)
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="pejl-bench-reports."))
    try:
        compare(options, folder)
    finally:
        shutil.rmtree(folder)


def compare(options, folder):
    first, second = (Template(options.fixtures / f"care-{n}.json") for n in (1, 2))
    key, organisations = folder / "key", folder / "organisations.csv"
    measured.run([options.pejl, "person-key", key])
    organisations.write_text(ORGANISATION, encoding="utf-8")
    print(
        f"machine: {measured.machine()}; pejl profile {options.profile}; {options.citizens:,} citizens a year with two "
        f"reports each, {options.day:,} reports a day"
    )
    first_wall = None
    for years in YEARS:
        data = folder / f"data-{years}"
        base = [options.pejl, "--data", data]
        measured.run(
            [*base, "import", "reporting_org", organisations, "--source", "canonical", "--municipality", "766"]
        )
        lists = sorted((options.fixtures / "codes").glob("codes_*.csv"))
        measured.run([*base, "codes", "import", *lists, "--list-version", "1", "--valid-from", "2019-01-01"])
        load = [*base, "import", "kl-gateway"]
        common = ["--municipality", "766", "--person-key", key]
        history, n_bytes, peak = 0.0, 0, 0.0
        for year in range(LAST_YEAR - years + 1, LAST_YEAR + 1):
            source = folder / "history.ndjson"
            with open(source, "w", encoding="utf-8") as out:
                for number in range(options.citizens):
                    out.write(first.of(number, year) + "\n" + second.of(number, year) + "\n")
            n_bytes += source.stat().st_size
            loaded = measured.run([*load, source, *common])
            history += loaded["wall_s"]
            peak = max(peak, loaded["peak_mib"])
        walls = []
        for run in range(RUNS):
            day = folder / "day.ndjson"
            with open(day, "w", encoding="utf-8") as out:
                for number in range(options.day):
                    text = second.of(number, LAST_YEAR, f"-{run}")
                    # Another end of every intervention: each report changes something.
                    out.write(text.replace(f"{LAST_YEAR}-02-", f"{LAST_YEAR}-0{run + 3}-") + "\n")
            walls.append(measured.run([*load, day, *common])["wall_s"])
        wall = sorted(walls)[RUNS // 2]
        first_wall = first_wall or wall
        n_reports = 2 * options.citizens * years
        print(
            f"{years} years: {n_reports:,} reports ({n_bytes / 2**20:,.0f} MiB) in {history:6.1f} s, "
            f"{n_reports / history:,.0f} reports/s, peak {peak:,.0f} MiB; a day of {options.day:,}: {wall:5.2f} s "
            f"(median of {RUNS}), {wall / first_wall:.2f} times that at 1 year"
        )
        shutil.rmtree(data)


if __name__ == "__main__":
    main()
