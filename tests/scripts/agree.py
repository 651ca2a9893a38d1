#!/usr/bin/env python3
"""Imports what `pejl synth` wrote and compares Pejl's own counts and sums with truth.json:
tests/scripts/agree.py [--pejl PROGRAM] [--data FOLDER] FOLDER

Every file goes through the shipped mappings into a new data folder (a temporary one when none is named). Every count
and sum that truth.json states of a file is then asked of `pejl query --dataset`, and the last year but one once more
after its corrected file. tests/scripts/truth.py computes the same figures from the files without Pejl, so that the
three agree. Status 0 when everything agrees, 1 with a line for each difference, 2 for a call that cannot be carried out.
"""

import argparse
import collections
import datetime
import decimal
import json
import pathlib
import subprocess
import sys
import tempfile
import time

SOURCES = {"ledger": "prisme", "budget": "prisme"}
EFFECT = {"self_reliant", "less_help", "same_help", "more_help"}
HELP_AT_HOME = "SEL-83-1,SEL-83-2,AEL-10-1,AEL-10-2"
CORRECTED = "/corrected/"


class Pejl:
    """The program with one data folder and one key for pseudonyms."""

    def __init__(self, program, data):
        self.program, self.data = program, data
        self.key = data.with_name(data.name + ".key")
        self.call("person-key", self.key)

    def call(self, *arguments):
        command = [self.program, *map(str, arguments), "--data", str(self.data)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode > 1 or (done.returncode and not done.stdout):
            raise SystemExit(f"agree.py: {' '.join(command)}: {done.stderr[-2000:]}")
        return done.stdout

    def json(self, *arguments):
        return json.loads(self.call(*arguments, "--format", "json"), parse_float=decimal.Decimal)

    def import_file(self, folder, file, period, *options):
        dataset = file["dataset"]
        call = ["import", dataset, folder / file["path"], "--source", SOURCES.get(dataset, "canonical")]
        call += ["--municipality", file["municipality"], "--person-key", self.key, "--max-refused", "0"]
        if dataset == "ledger":
            total = sum(cell["amount_oere"] for cell in file["ledger"])
            call += ["--control-total", f"{file['ledger'][0]['fiscal_year']}={kroner(total)}"]
        if file["rows"] == 0:
            # A file without rows covers nothing unless somebody says what.
            call += ["--period", period]
        return self.json(*call, *options)

    def indicator(self, code, municipality, periods, filters=(), base=None):
        """Observations of one reading by period."""
        call = ["query", "--indicator", code, "--municipality", municipality, "--period", ",".join(periods)]
        call += [f"--filter={one}" for one in filters]
        call += ["--base", base] if base else []
        return {row["period"]: row for row in self.json(*call)["items"]}

    def query(self, dataset, municipality, by, filters=(), revision=None, on=None):
        """Rows by the values of `by`."""
        call = ["query", "--dataset", dataset, "--municipality", municipality, "--limit", 1_000_000]
        call += ["--by", ",".join(by)] if by else []
        call += [f"--filter={one}" for one in filters]
        call += ["--revision", revision] if revision else []
        call += ["--on", on] if on else []
        return {tuple(text(row[name]) for name in by): row for row in self.json(*call)["items"]}


class Agreement:
    """What was compared, and what does not agree."""

    def __init__(self):
        self.n_figures = 0
        self.lines = []

    def near(self, what, found, stated, tolerance):
        self.n_figures += 1
        if found is None or abs(float(found) - float(stated)) > tolerance:
            self.lines.append(f"{what}: Pejl has {found!r}, truth.json {stated!r}, tolerated {tolerance}")

    def expect(self, what, found, stated):
        self.n_figures += 1
        if found != stated:
            self.lines.append(f"{what}: Pejl has {found!r}, truth.json {stated!r}")


def text(value):
    """A value as truth.json writes it."""
    return value if value is None or isinstance(value, str) else str(value).lower()


def kroner(oere):
    return f"{'-' if oere < 0 else ''}{abs(oere) // 100},{abs(oere) % 100:02}"


def month_end(month):
    year, number = (int(part) for part in month.split("-"))
    following = datetime.date(year + number // 12, number % 12 + 1, 1)
    return (following - datetime.timedelta(days=1)).isoformat()


def period_of(truth):
    """The years of the files."""
    parameters = truth["parameters"]
    return f"{parameters['from'][:4]}..{parameters['to'][:4]}"


def tables_of(file):
    """The tables that are stated of a file, all in one form."""
    found = list(file.get("tables", []))
    for name, by in [
        ("ledger", ["fiscal_year", "function", "dranst"]),
        ("budget", ["fiscal_year", "budget_type", "version_date"]),
    ]:
        if name in file:
            cells = [
                {"values": [str(cell[column]) for column in by], "rows": cell["rows"], "sums": [cell["amount_oere"]]}
                for cell in file[name]
            ]
            found.append({"by": by, "measures": ["amount_oere"], "cells": cells})
    return found


def compare(pejl, files, agreement, revision=None):
    """Compares every table of files of one dataset and municipality; no cell may stand in two files."""
    dataset, code = files[0]["dataset"], files[0]["municipality"]
    stated = collections.defaultdict(dict)
    for file in files:
        for table in tables_of(file):
            cells = stated[tuple(table["by"]), tuple(table["measures"])]
            for cell in table["cells"]:
                if cells.setdefault(tuple(cell["values"]), cell) is not cell:
                    raise SystemExit(f"agree.py: {dataset}: {cell['values']} in two files cannot be compared")
    for (by, measures), cells in stated.items():
        found = pejl.query(dataset, code, by, revision=revision)
        for key in sorted(cells.keys() | found.keys(), key=str):
            what = f"{code} {dataset} by {','.join(by)} {key}"
            row, cell = found.get(key), cells.get(key)
            if row is None or cell is None:
                agreement.expect(what, row, cell)
                continue
            agreement.expect(f"{what} rows", row["n_rows"], cell["rows"])
            if "persons" in cell:
                agreement.expect(f"{what} persons", row["n_persons"], cell["persons"])
            for measure, total in zip(measures, cell["sums"], strict=True):
                agreement.expect(f"{what} {measure}", row.get(measure, "not summed"), total)


def compare_effects(pejl, municipality, agreement):
    """What the planted effects did, in Pejl's own numbers."""
    code = municipality["code"]
    at_home = [f"service_code={HELP_AT_HOME}", "setting=own_home"]
    for month in municipality["caseload"]:
        rows = pejl.query("grant", code, [], at_home, on=month_end(month["month"]))
        found = rows.get((), {"n_persons": 0})["n_persons"]
        agreement.expect(f"{code} caseload on record of {month['month']}", found, month["persons_on_record"])
    by = ["start.month", "end_reason"]
    courses = pejl.query("course", code, by, ["course_type=rehabilitation"])
    for period in municipality["courses"]:
        ended = [
            (reason, row)
            for (month, reason), row in courses.items()
            if period["from"] <= month <= period["to"] and reason is not None
        ]
        count = lambda wanted: sum(row["n_rows"] for reason, row in ended if reason in wanted)
        stated = period["as_written"]
        what = f"{code} courses from {period['from']}"
        agreement.expect(f"{what}: with result", count(EFFECT), stated["n_with_result"])
        agreement.expect(f"{what}: self-reliant", count({"self_reliant"}), stated["n_self_reliant"])
        agreement.expect(f"{what}: death", count({"death"}), stated["n_death"])
        days = sum(row["days"] or 0 for reason, row in ended if reason in EFFECT)
        agreement.expect(f"{what}: days", days, stated["sum_days"])


def truth_year(municipality):
    """The first year of the window; grants reach further back."""
    return str(municipality["caseload_by_year"][0]["year"])


def tell_effects(pejl, municipality):
    """Prints the planted effects as Pejl's numbers show them, for a reader to judge."""
    code = municipality["code"]
    for period in municipality["courses"]:
        figures = period["as_written"]
        if figures["n_with_result"]:
            n = figures["n_with_result"]
            print(
                f"{code} courses {period['from']}..{period['to']}: mean {figures['sum_days'] / n:.1f} days, "
                f"{100 * figures['n_self_reliant'] / n:.1f} % self-reliant of {n}"
            )
    for year in municipality["caseload_by_year"]:
        print(
            f"{code} caseload {year['year']}: mean {year['mean_persons']:.1f} persons, "
            f"{year['mean_persons_without_programme']:.1f} without the programme"
        )
    stays = pejl.query("grant", code, ["decision_date.year", "package_level"], ["service_code=SEL-107"])
    first = truth_year(municipality)
    for year in sorted({year for year, _ in stays if year >= first}):
        levels = [stays.get((year, level), {"n_rows": 0})["n_rows"] for level in "123"]
        print(f"{code} temporary placements decided in {year} by level 1/2/3: {'/'.join(map(str, levels))}")
    booked = pejl.query("ledger", code, ["fiscal_year", "fiscal_period", "posting_date.month"])
    late = sum(
        row["n_rows"]
        for (year, period, month), row in booked.items()
        if int(period) == 13 or month > f"{year}-{int(period):02}"
    )
    total = sum(row["n_rows"] for row in booked.values())
    print(f"{code} postings booked after their month: {late} of {total}")


def home_help_units(pejl, code):
    """The numbers of the own units of help at home."""
    units = pejl.query("unit", code, ["unit_id", "unit_type"], ["unit_type=home_help"])
    return [int(unit[1:]) for unit, _ in units]


def own_help(pejl, code, by, services):
    """What the own units delivered at home; a unit's number is its number as a provider, too."""
    providers = ",".join(f"L{number:07}" for number in home_help_units(pejl, code))
    return pejl.query("delivery", code, by, [f"provider_id={providers}", f"service_code={services}"])


def compare_own_help(pejl, municipality, agreement):
    """The minutes of the own units at home, which the ledger pays for."""
    code = municipality["code"]
    found = own_help(pejl, code, ["date.year"], HELP_AT_HOME)
    for year in municipality["own_home_help"]:
        row = found.get((str(year["year"]),), {"minutes": 0})
        agreement.expect(f"{code} own help at home in {year['year']}", row["minutes"], year["delivered_minutes"])


def tell_price(pejl, municipality):
    """Prints what an hour at home by the own units cost, before and from the planted rise of July 2016."""
    code = municipality["code"]
    minutes = own_help(pejl, code, ["date.month"], f"{HELP_AT_HOME},SEL-83a,SEL-86-1")
    by = ["fiscal_year", "fiscal_period", "cost_centre"]
    # A cost centre ends in 3, the unit and the field: 00 and 06 are help at home.
    centres = {300_000 + 100 * unit + field for unit in home_help_units(pejl, code) for field in (0, 6)}
    cost = collections.Counter()
    for (year, period, centre), row in pejl.query("ledger", code, by).items():
        if year == "2016" and centre and int(centre) % 1_000_000 in centres:
            cost[f"{year}-{min(int(period), 12):02}"] += row["amount_oere"]
    prices = []
    for first, last in [("2016-01", "2016-06"), ("2016-07", "2016-12")]:
        hours = decimal.Decimal(sum(row["minutes"] for (month,), row in minutes.items() if first <= month <= last)) / 60
        oere = sum(amount for month, amount in cost.items() if first <= month <= last)
        if hours and len(cost) == 12:
            prices.append(oere / hours)
            print(f"{code} own help at home {first}..{last}: {oere / hours / 100:.2f} kr. an hour")
    if len(prices) == 2:
        print(f"{code} an hour costs {100 * (prices[1] / prices[0] - 1):.1f} % more")


def check_corrected(pejl, folder, truth, agreement):
    """Imports each corrected year over the first one: the new figures now, the old ones at the revision before."""
    for file in truth["files"]:
        if CORRECTED not in file["path"]:
            continue
        name = file["path"].replace(CORRECTED, "/")
        first = next(other for other in truth["files"] if other["path"] == name)
        summary = pejl.import_file(folder, file, period_of(truth))
        agreement.expect(f"{file['path']} state", summary["state"], "committed")
        others = [
            other
            for other in truth["files"]
            if other["dataset"] == "ledger"
            and other["municipality"] == file["municipality"]
            and CORRECTED not in other["path"]
            and other is not first
        ]
        compare(pejl, [file, *others], agreement)
        compare(pejl, [first, *others], agreement, revision=summary["revision"] - 1)
        resent = file["resent"]
        agreement.expect(
            f"{file['path']} rows more than the first", file["rows"] - first["rows"], resent["added"] - resent["removed"]
        )


def check_folder(pejl, folder):
    """Imports, compares and tells; returns the exit status."""
    truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"), parse_float=decimal.Decimal)
    agreement = Agreement()
    groups = collections.defaultdict(list)
    begun = time.monotonic()
    n_rows = 0
    for file in truth["files"]:
        if CORRECTED in file["path"]:
            continue
        summary = pejl.import_file(folder, file, period_of(truth))
        n_rows += summary["n_rows"]
        agreement.expect(f"{file['path']} state", summary["state"], "committed")
        agreement.expect(f"{file['path']} rows", summary["n_rows"], file["rows"])
        agreement.expect(f"{file['path']} refused", summary["n_refused"], 0)
        groups[file["municipality"], file["dataset"]].append(file)
    imported = time.monotonic() - begun
    for files in groups.values():
        compare(pejl, files, agreement)
    for municipality in truth["municipalities"]:
        compare_effects(pejl, municipality, agreement)
        compare_own_help(pejl, municipality, agreement)
        tell_effects(pejl, municipality)
        tell_price(pejl, municipality)
    check_corrected(pejl, folder, truth, agreement)
    for line in agreement.lines:
        print(f"agree.py: {folder}: {line[:600]}", file=sys.stderr)
    compared = time.monotonic() - begun - imported
    print(
        f"{folder}: {n_rows} rows imported in {imported:.1f} s; {agreement.n_figures} figures compared in "
        f"{compared:.1f} s, {len(agreement.lines)} differ"
    )
    return 1 if agreement.lines else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pejl", default="pejl", help="the program")
    parser.add_argument("--data", type=pathlib.Path, help="a data folder that is not there yet")
    parser.add_argument("folder", type=pathlib.Path, help="what `pejl synth` wrote")
    arguments = parser.parse_args()
    if not (arguments.folder / "truth.json").is_file():
        parser.error(f"no truth.json in {arguments.folder}")
    with tempfile.TemporaryDirectory() as temporary:
        data = arguments.data or pathlib.Path(temporary) / "data"
        if data.exists():
            parser.error(f"{data} is there already")
        return check_folder(Pejl(arguments.pejl, data), arguments.folder)


if __name__ == "__main__":
    sys.exit(main())
