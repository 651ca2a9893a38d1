#!/usr/bin/env python3
"""Reads what `pejl synth` wrote and holds it to truth.json: tests/scripts/truth.py FOLDER…

Standard library only, and nothing of Pejl: what it agrees with has been computed twice. Status 0 when everything
agrees, 1 with a line for each difference, 2 for a call that cannot be carried out.
"""

import csv
import datetime
import json
import re
import sys
from collections import Counter, defaultdict
from decimal import Decimal
from pathlib import Path

ACCOUNT = re.compile(
    r"(?P<department>\d{5})-(?P<function>\d{5})(?P<dranst>\d)(?P<grouping>\d{3})-(?P<activity>\d{5,6})"
    r"-(?P<art>\d{3})--(?P<place>\d{6})?-(?P<area>\d{4})?"
)
KRONER = re.compile(r"(-?)(\d{1,3}(?:\.\d{3})*),(\d\d)(-?)")
THOUSANDS = re.compile(r"(-?)(\d+)(?:,(\d{1,5}))?")
CPR = re.compile(r"(\d\d)(\d\d)(\d\d)-(\d)\d{3}")
BUDGET_TYPES = {
    "Oprindeligt budget": "original",
    "Tillægsbevilling": "supplement",
    "Overførsel": "carry_over",
    "Korrigeret budget": "corrected",
    "Forventet regnskab": "forecast",
}
# The date by which each dataset's rows are counted.
COUNTED_BY = {
    "person": "valid_from",
    "event": "date",
    "grant": "valid_from",
    "course": "start",
    "assessment": "date",
    "goal": "set_date",
    "unit": "valid_from",
    "provider": "valid_from",
    "delivery": "date",
    "staffing": "month",
    "absence": "month",
    "complaint": "received",
    "prevention_visit": "date",
    "waiting": "listed",
    "survey": "year",
}
HELP_AT_HOME = {"SEL-83-1", "SEL-83-2", "AEL-10-1", "AEL-10-2"}
EFFECT = {"self_reliant", "less_help", "same_help", "more_help"}
# Sums that are days between two days of a row.
DAYS = {
    ("course", "days"): ("start", "end"),
    ("complaint", "days"): ("received", "decided"),
    ("waiting", "days_to_offer"): ("listed", "offered"),
    ("waiting", "days_to_accept"): ("listed", "accepted"),
}
# Nobody can be helped for longer than a day lasts.
DAY_MINUTES = 1440
# Courses that start in the window's last months have not all ended.
IMMATURE_MONTHS = 6


class Table:
    """Rows, persons and sums by columns, gathered row by row and compared with a table of truth.json."""

    def __init__(self, dataset, stated):
        self.dataset = dataset
        self.stated = stated
        self.cells = {}

    def add(self, row):
        key = tuple(part_of(row, name) for name in self.stated["by"])
        cell = self.cells.get(key)
        if cell is None:
            cell = self.cells[key] = [0, set(), [None] * len(self.stated["measures"])]
        cell[0] += 1
        if row.get("cpr"):
            cell[1].add(row["cpr"])
        for place, measure in enumerate(self.stated["measures"]):
            number = self.number(row, measure)
            if number is not None:
                cell[2][place] = (cell[2][place] or 0) + number

    def number(self, row, measure):
        if (self.dataset, measure) in DAYS:
            first, last = (row[column] for column in DAYS[self.dataset, measure])
            day = datetime.date.fromisoformat
            return (day(last) - day(first)).days if first and last else None
        return Decimal(row[measure]) if row[measure] else None

    def compare(self, path, differences):
        stated = {
            tuple(cell["values"]): [cell["rows"], cell.get("persons"), cell["sums"]] for cell in self.stated["cells"]
        }
        names_persons = any(persons is not None for _, persons, _ in stated.values())
        found = {
            key: [rows, len(persons) if names_persons else None, sums] for key, (rows, persons, sums) in self.cells.items()
        }
        for key in sorted(stated.keys() | found.keys(), key=str):
            what = f"{path} by {','.join(self.stated['by'])} {key}"
            differences.expect(what, found.get(key), stated.get(key))


def part_of(row, name):
    """The value of a column, or the month or year of a day in it; None for nothing."""
    column, _, part = name.partition(".")
    length = {"": None, "month": 7, "year": 4}[part]
    return row[column][:length] or None


class Differences:
    """Collects what does not agree."""

    def __init__(self):
        self.lines = []

    def expect(self, what, found, stated):
        if found != stated:
            self.lines.append(f"{what}: read {found!r}, stated {stated!r}")

    def report(self, line):
        self.lines.append(line)


def oere(text):
    """Øre of a Danish amount with the minus on either side."""
    match = KRONER.fullmatch(text)
    if not match or (match[1] and match[4]):
        raise ValueError(f"no amount: {text!r}")
    amount = int(match[2].replace(".", "")) * 100 + int(match[3])
    return -amount if match[1] or match[4] else amount


def oere_of_thousands(text):
    """Øre of thousands of kroner with a decimal comma."""
    match = THOUSANDS.fullmatch(text)
    if not match:
        raise ValueError(f"no amount: {text!r}")
    amount = int(match[2]) * 100_000 + int((match[3] or "").ljust(5, "0"))
    return -amount if match[1] else amount


def danish_date(text):
    return datetime.datetime.strptime(text, "%d-%m-%Y").date()


def account(text):
    match = ACCOUNT.fullmatch(text)
    if not match:
        raise ValueError(f"no account: {text!r}")
    code = match["function"]
    return f"{code[0]}.{code[1:3]}.{code[3:5]}", int(match["dranst"])


def check_cpr(text):
    """The date is valid in the century that the seventh digit says."""
    match = CPR.fullmatch(text)
    if not match:
        raise ValueError("a number that is no CPR number")
    day, month, year, digit = (int(part) for part in match.groups())
    if digit <= 3 or (digit in (4, 9) and year >= 37):
        century = 1900
    elif digit in (4, 9) or year <= 57:
        century = 2000
    else:
        century = 1800
    return datetime.date(century + year, month, day)


def rows(path, encoding, line_end):
    """Yields rows by column; every line must end the same way."""
    with path.open(encoding=encoding, newline="") as lines:
        reader = csv.DictReader(ended(lines, line_end), delimiter=";", strict=True)
        yield from whole(reader)


def ended(lines, line_end):
    for line in lines:
        if not line.endswith(line_end) or line.count("\r") != line_end.count("\r"):
            raise ValueError("mixed or other line ends")
        yield line


def whole(reader):
    for row in reader:
        if None in row or None in row.values():
            raise ValueError(f"line {reader.line_num}: another number of fields than the header has")
        yield row


def check_ledger(path, stated, differences):
    sums = defaultdict(lambda: [0, 0])
    moved = defaultdict(int)
    tables = [Table("ledger", table) for table in stated.get("tables", [])]
    count = 0
    for row in rows(path, "cp1252", "\r\n"):
        count += 1
        year, period = int(row["Regnskabsår"]), int(row["Periode"])
        function, dranst = account(row["Kontostreng"])
        posted = danish_date(row["Bogføringsdato"])
        amount = oere(row["Beløb"])
        if not 1 <= period <= 13 or (period == 13 and posted.year != year + 1) or posted < datetime.date(year, 1, 1):
            differences.report(f"{stated['path']}: period {period} posted on {posted}")
        if row["CPR-nr."]:
            check_cpr(row["CPR-nr."])
            if year < 2025:
                differences.report(f"{stated['path']}: a posting of {year} names a citizen")
        if row["Posteringstekst"].startswith("Omposteret"):
            moved[row["Bilagsnr."]] += amount
        cell = sums[(year, function, dranst)]
        cell[0] += 1
        cell[1] += amount
        as_table = {
            "fiscal_year": str(year),
            "fiscal_period": str(period),
            "posting_date": posted.isoformat(),
            "amount_oere": str(amount),
            "cpr": row["CPR-nr."],
        }
        for table in tables:
            table.add(as_table)
    for table in tables:
        table.compare(stated["path"], differences)
    found = [
        {"fiscal_year": y, "function": f, "dranst": d, "rows": n, "amount_oere": amount}
        for (y, f, d), (n, amount) in sums.items()
    ]
    order = lambda s: (s["fiscal_year"], s["function"], s["dranst"])
    differences.expect(f"{stated['path']} sums", sorted(found, key=order), sorted(stated["ledger"], key=order))
    differences.expect(f"{stated['path']} rows", count, stated["rows"])
    # A load file and a year sent again may cut or change a document.
    if "resent" not in stated and any(moved.values()) and not differences.is_load:
        differences.report(f"{stated['path']}: corrections that do not sum to zero")


def check_budget(path, stated, differences):
    sums = defaultdict(lambda: [0, 0])
    count = 0
    for row in rows(path, "utf-8-sig", "\n"):
        count += 1
        account(row["Kontostreng"])
        key = (int(row["Regnskabsår"]), BUDGET_TYPES[row["Budgettype"]], danish_date(row["Versionsdato"]).isoformat())
        cell = sums[key]
        cell[0] += 1
        cell[1] += oere_of_thousands(row["Beløb (t.kr.)"])
        if row["Bindende"] not in ("Ja", "Nej") or row["Periode"] not in ("", *map(str, range(1, 13))):
            differences.report(f"{stated['path']}: row {count} has another period or flag")
    found = [
        {"fiscal_year": y, "budget_type": t, "version_date": v, "rows": n, "amount_oere": amount}
        for (y, t, v), (n, amount) in sums.items()
    ]
    order = lambda s: (s["fiscal_year"], s["version_date"], s["budget_type"])
    differences.expect(f"{stated['path']} sums", sorted(found, key=order), sorted(stated["budget"], key=order))
    differences.expect(f"{stated['path']} rows", count, stated["rows"])


def canonical(path, stated, differences):
    """Yields the rows and, when all have been taken, compares their number by year."""
    column = COUNTED_BY[stated["dataset"]]
    years = Counter()
    tables = [Table(stated["dataset"], table) for table in stated["tables"]]
    for row in rows(path, "utf-8", "\n"):
        years[int(row[column][:4])] += 1
        if row.get("cpr"):
            check_cpr(row["cpr"])
        if row["municipality_code"] != stated["municipality"]:
            differences.report(f"{stated['path']}: a row of municipality {row['municipality_code']}")
        for table in tables:
            table.add(row)
        yield row
    for table in tables:
        table.compare(stated["path"], differences)
    found = [{"year": year, "rows": n} for year, n in sorted(years.items())]
    differences.expect(f"{stated['path']} by year", found, stated.get("years", []))
    differences.expect(f"{stated['path']} rows", sum(years.values()), stated["rows"])


def month_end(month):
    year, number = (int(part) for part in month.split("-"))
    following = datetime.date(year + number // 12, number % 12 + 1, 1)
    return (following - datetime.timedelta(days=1)).isoformat()


def last_days(persons):
    """Last day here of everybody who left."""
    days = {}
    for row in persons:
        # Somebody who moved inside the municipality has two rows; only the later one says whether they left.
        if row["cpr"] not in days or row["valid_from"] > days[row["cpr"]][0]:
            days[row["cpr"]] = (row["valid_from"], row["valid_to"])
    return {cpr: to for cpr, (_, to) in days.items() if to}


def check_caseload(code, tables, stated, differences):
    left = last_days(tables["person"])
    grants = [
        (row["cpr"], row["valid_from"], row["valid_to"] or left.get(row["cpr"], "9999-12-31"))
        for row in tables["grant"]
        if row["service_code"] in HELP_AT_HOME and row["setting"] == "own_home"
    ]
    open_grants = [
        (row["cpr"], row["valid_from"], row["valid_to"] or "9999-12-31")
        for row in tables["grant"]
        if row["service_code"] in HELP_AT_HOME and row["setting"] == "own_home"
    ]
    for month in stated:
        day = month_end(month["month"])
        on_record = {cpr for cpr, start, end in open_grants if start <= day <= end}
        what = f"{code} caseload on record of {month['month']}"
        differences.expect(what, len(on_record), month["persons_on_record"])
        persons = {cpr for cpr, start, end in grants if start <= day <= end}
        differences.expect(f"{code} caseload of {month['month']}", len(persons), month["persons"])


def check_courses(code, tables, stated, differences):
    for period in stated:
        first, last = f"{period['from']}-01", month_end(period["to"])
        ended = [
            row
            for row in tables["course"]
            if row["course_type"] == "rehabilitation" and first <= row["start"] <= last and row["end"]
        ]
        day = datetime.date.fromisoformat
        lengths = sorted((day(r["end"]) - day(r["start"])).days for r in ended if r["end_reason"] in EFFECT)
        n = len(lengths)
        found = {
            "n_with_result": n,
            "median_days": (lengths[(n - 1) // 2] + lengths[n // 2]) / 2 if n else None,
            "sum_days": sum(lengths),
            "n_self_reliant": sum(row["end_reason"] == "self_reliant" for row in ended),
            "n_death": sum(row["end_reason"] == "death" for row in ended),
        }
        differences.expect(f"{code} courses from {period['from']}", found, period["as_written"])


def check_help(code, tables, minutes, stated, differences):
    for year in stated:
        found = minutes[year["year"]]
        differences.expect(f"{code} own help delivered in {year['year']}", found, year["delivered_minutes"])


def check_municipality(municipality, tables, minutes, differences):
    code = municipality["code"]
    check_caseload(code, tables, municipality["caseload"], differences)
    check_courses(code, tables, municipality["courses"], differences)
    check_help(code, tables, minutes, municipality["own_home_help"], differences)


def own_help_minutes(deliveries, grants):
    own = {
        row["grant_id"]
        for row in grants
        if row["service_code"] in HELP_AT_HOME and row["setting"] == "own_home" and row["provider_type"] == "own"
    }
    minutes = Counter()
    for row in deliveries:
        if max(int(row["minutes"] or 0), int(row["planned_minutes"] or 0)) > DAY_MINUTES:
            raise ValueError(f"a day longer than a day: {row['minutes']} minutes on {row['date']}")
        if row["grant_id"] in own:
            minutes[int(row["date"][:4])] += int(row["minutes"])
    return minutes


def check_folder(folder):
    differences = Differences()
    truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"), parse_float=Decimal)
    differences.is_load = truth["parameters"]["rows"] is not None
    stated = {file["path"] for file in truth["files"]}
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()} - {"truth.json"}
    differences.expect("files", sorted(there), sorted(stated))
    by_municipality = defaultdict(dict)
    minutes = defaultdict(Counter)
    # Deliveries come after the grants that they belong to.
    for file in sorted(truth["files"], key=lambda file: file["dataset"] == "delivery"):
        path = folder / file["path"]
        code = file["municipality"]
        try:
            if file["dataset"] == "ledger":
                check_ledger(path, file, differences)
            elif file["dataset"] == "budget":
                check_budget(path, file, differences)
            elif file["dataset"] == "delivery":
                deliveries = canonical(path, file, differences)
                minutes[code] += own_help_minutes(deliveries, by_municipality[code]["grant"])
            else:
                by_municipality[code][file["dataset"]] = list(canonical(path, file, differences))
        except (KeyError, OSError, UnicodeError, ValueError, csv.Error) as error:
            differences.report(f"{file['path']}: {type(error).__name__}: {error}")
    for municipality in truth["municipalities"]:
        code = municipality["code"]
        try:
            check_municipality(municipality, by_municipality[code], minutes[code], differences)
        except KeyError as error:
            differences.report(f"{code}: nothing was read of {error}")
    total = sum(file["rows"] for file in truth["files"])
    return differences.lines, len(stated), total


def main(arguments):
    if not arguments or any(argument.startswith("-") for argument in arguments):
        print(__doc__.splitlines()[0], file=sys.stderr)
        return 2
    status = 0
    for argument in arguments:
        folder = Path(argument)
        if not (folder / "truth.json").is_file():
            print(f"truth.py: no truth.json in {folder}", file=sys.stderr)
            return 2
        lines, n_files, n_rows = check_folder(folder)
        for line in lines:
            print(f"truth.py: {folder}: {line[:600]}", file=sys.stderr)
        if lines:
            status = 1
        else:
            print(f"{folder}: {n_rows} rows in {n_files} files agree with truth.json")
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
