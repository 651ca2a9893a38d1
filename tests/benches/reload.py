"""A reload of the last three months beside histories of 1, 4 and 10 years."""

import argparse
import csv
import shutil
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import measured

LAST_YEAR = 2018
YEARS = (1, 4, 10)
RUNS = 3


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--pejl", required=True)
    parser.add_argument("--profile", required=True)
    parser.add_argument("--rows", type=int, required=True)
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="pejl-bench-reload."))
    try:
        compare(options, folder)
    finally:
        shutil.rmtree(folder)


def compare(options, folder):
    key = folder / "key"
    measured.run([options.pejl, "person-key", key])
    print(f"machine: {measured.machine()}; pejl profile {options.profile}; {options.rows:,} rows a year")
    first_wall = None
    for years in YEARS:
        source = folder / f"source-{years}"
        first = LAST_YEAR - years + 1
        measured.run(
            [options.pejl, "synth", "--out", source, "--seed", "1", "--rows", str(options.rows * years),
             "--from", f"{first}-01", "--to", f"{LAST_YEAR}-12"]
        )
        data = folder / f"data-{years}"
        files = sorted(source.rglob("ledger*.csv"))
        base = [options.pejl, "--data", data, "import", "ledger"]
        common = ["--source", "prisme", "--municipality", "766", "--person-key", key]
        whole = measured.run([*base, *files, *common])
        walls = []
        n_rows = 0
        for run in range(RUNS):
            # Other amounts each time: the same bytes would change nothing.
            changed = folder / "changed.csv"
            n_rows = last_three_months(files[-1], changed, run + 1)
            walls.append(measured.run([*base, changed, *common])["wall_s"])
        wall = sorted(walls)[RUNS // 2]
        first_wall = first_wall or wall
        print(
            f"{years:2} years of history: whole load {whole['wall_s']:7.1f} s; reload of three months ({n_rows:,} rows) "
            f"{wall:6.2f} s (median of {RUNS}), {wall / first_wall:.2f} times that at 1 year"
        )
        shutil.rmtree(data)
        shutil.rmtree(source)


def last_three_months(source, target, extra):
    """Copies the rows of periods 10 to 12 with one amount changed; returns how many."""
    n_rows = 0
    with open(source, encoding="cp1252", newline="") as old, open(target, "w", encoding="cp1252", newline="") as new:
        rows, out = csv.reader(old, delimiter=";"), csv.writer(new, delimiter=";", lineterminator="\r\n")
        header = next(rows)
        out.writerow(header)
        period, amount = header.index("Periode"), header.index("Beløb")
        for row in rows:
            if row[period] in ("10", "11", "12"):
                if n_rows == 0:
                    row[amount] = f"{extra},00"
                out.writerow(row)
                n_rows += 1
    return n_rows


if __name__ == "__main__":
    main()
