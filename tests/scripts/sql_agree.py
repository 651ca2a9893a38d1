#!/usr/bin/env python3
"""Runs the SQL that Pejl prints for its indicators in DuckDB and compares the rows with Pejl's own figures:
tests/scripts/sql_agree.py [--pejl PROGRAM] --data FOLDER --municipality CODES --periods PERIODS [--only CODE]

Of every reading, in total and split by every dimension of its card (with --one-split by one of them), `pejl indicators sql`
and `pejl query` are asked for the same cells, the latter for those of several readings at once. The statement runs over the files that come with it and nothing else of Pejl's, so that what agrees
has been computed by two engines. With --f2 and --f2-municipalities the readings of F2 are compared, too; with --price
only readings of money and indices are. Readings that have no statement are named last; a dimension that the card has and
the reading has not is refused both ways. Needs DuckDB. Status 0 when everything agrees, 1 with a line for each
difference, 2 for a call that cannot be carried out.
"""

import argparse
import collections
import concurrent.futures
import functools
import hashlib
import json
import math
import os
import pathlib
import subprocess
import sys
import time

import duckdb

ACCOUNTS = "F2."
# Readings of published facts: what tells their figures apart stands in their members.
PUBLISHED = (ACCOUNTS, "W2.2.", "W2.3.")
# Dimensions whose column in the lake has another name.
COLUMNS = {"service": "service_code", "unit": "unit_id", "provider": "provider_id", "area": "service_area"}
TYPES = {
    "text": "VARCHAR",
    "int64": "BIGINT",
    "int32": "INTEGER",
    "float64": "DOUBLE",
    "date": "DATE",
    "bool": "BOOLEAN",
}
FIGURES = ["numerator", "denominator", "value"]
# What a reason says where imports cover too little: such a cell has no line in the statement. Of published figures a
# municipality is missing from a group also where its fact is not known.
NOT_COVERED = "no imported source covers "
MEMBERS_MISSING = " municipalities are missing: "
# How a question is refused whose dimension the card has and the reading has not.
OTHER_DIMENSIONS = "expected a dimension: "
# How a question is refused for a member of a dimension whose members are known beforehand.
OTHER_MEMBERS = "expected a member of "
# How a statement is refused of a reading that is made of no rows.
OF_COVERS = "this one is put together from what imports cover"
# How a figure of another indicator is refused, both as a statement and as a question.
COMPARED = "this one stands in comparisons"
# Units of figures that stand in prices, and of those that may be put together from such.
OF_PRICES = ("dkk", "dkk_per_resident", "index")
GRAINS = {"Q": "quarter", "H": "half"}
NEAR = 1e-9
# Of so many questions that are asked together, one is asked by itself.
ALONE = 8

# A question: a reading, a dimension to split by or nothing, and what the program takes as it stands.
Case = collections.namedtuple("Case", "code by municipality periods filters price", defaults=[(), None])


class Unanswered(Exception):
    """The program does not answer: it refuses the question, or fails over it."""

    def __init__(self, status, said):
        super().__init__(said)
        self.is_refused = status == 2


class Pejl:
    """The program with one data folder."""

    def __init__(self, program, data, options):
        self.program, self.data, self.options = program, data, options

    def call(self, *arguments):
        command = [self.program, *map(str, arguments), "--data", str(self.data)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise Unanswered(done.returncode, done.stderr.strip()[-2000:])
        return done.stdout

    @functools.cached_property
    def all_readings(self):
        """The codes of all readings."""
        lines = self.call("indicators", "list").splitlines()[1:]
        return [line.split()[0] for line in lines]

    def card(self, reading):
        return json.loads(self.call("indicators", "show", reading.rpartition(".")[0]))

    def columns(self):
        """The columns of every dataset with their types, as the documentation of the datasets has them."""
        found, dataset = {}, None
        for line in self.call("datasets", "docs").splitlines():
            if line.startswith("## "):
                dataset = found[line[3:].strip()] = {}
            elif line.startswith("| `"):
                name, of = (cell.strip() for cell in line.split("|")[1:3])
                dataset[name.strip("`")] = TYPES[of]
        return found

    def asked(self, case):
        words = ["--municipality", case.municipality, "--period", case.periods, *self.options]
        words += ["--by", case.by] if case.by else []
        words += ["--price", case.price] if case.price else []
        return words + [f"--filter={one}" for one in case.filters]

    def statement(self, case):
        return json.loads(self.call("indicators", "sql", case.code, "--json", *self.asked(case)))

    def items_of(self, case):
        call = ["query", "--indicator", case.code, "--lang", "en", "--format", "json", "--limit", 1_000_000]
        found = json.loads(self.call(*call, *self.asked(case)))
        if found["next"] is not None:
            raise SystemExit(f"sql_agree.py: {case}: more items than one answer has")
        return found["items"]

    def answer(self, ask, case):
        """What is answered, or why nothing is."""
        try:
            return ask(case)
        except Unanswered as error:
            return error

    def answers(self, asked):
        """The statement and the items of each of these cases, which differ in their readings alone, or why there is none. The
        items are asked for together, but for those of cases without a statement: one that is refused would be all of them."""
        statements = [self.answer(self.statement, case) for case in asked]
        stated = [case for case, found in zip(asked, statements, strict=True) if not isinstance(found, Unanswered)]
        items = self.items_of_all(stated)
        return [
            (statement, items[case.code] if case.code in items else self.answer(self.items_of, case))
            for case, statement in zip(asked, statements, strict=True)
        ]

    def items_of_all(self, asked):
        """The items of each reading, asked for at once; of none where that fails: by itself each says why."""
        found = {case.code: [] for case in asked}
        if not found:
            return {}
        items = self.answer(self.items_of, asked[0]._replace(code=",".join(found)))
        if isinstance(items, Unanswered):
            return {}
        for item in items:
            code = f"{item['indicator']}.{item['members']['reading']}"
            if code not in found:
                raise SystemExit(f"sql_agree.py: an item of {code}, which was not asked for: {asked[0]}")
            found[code].append(item)
        return found


class Engine:
    """DuckDB over the files of a lake."""

    def __init__(self, lake, columns):
        self.lake, self.columns = lake, columns
        # One thread: planning is most of the work, and others only wait for it.
        self.connection = duckdb.connect(config={"threads": 1})
        self.made = {}
        self.hashed = {}
        self.seconds = 0.0

    def make(self, table):
        """Makes a table of the rows of its files for which their condition holds, in the columns of the dataset."""
        if self.made.get(table["name"]) == table:
            return
        columns = self.columns[table["name"]]
        listed = ", ".join(map(quoted, columns))
        nulls = ", ".join(f"CAST(NULL AS {of}) AS {quoted(name)}" for name, of in columns.items())
        parts = [f"SELECT {nulls} WHERE FALSE"]
        for file in table["files"]:
            path = self.lake / file["path"]
            self.check(path, file["sha256"])
            text = str(path).replace("'", "''")
            parts.append(f"SELECT * FROM read_parquet('{text}') WHERE {file['condition']}")
        rows = "\nUNION ALL BY NAME\n".join(parts)
        self.connection.execute(f"CREATE OR REPLACE TABLE {quoted(table['name'])} AS SELECT {listed} FROM ({rows})")
        self.made[table["name"]] = table

    def check(self, path, sha256):
        if path not in self.hashed:
            self.hashed[path] = hashlib.sha256(path.read_bytes()).hexdigest()
        if sha256 not in (None, self.hashed[path]):
            raise SystemExit(f"sql_agree.py: {path} is not the file that the statement names")

    def run(self, statement):
        """The names of the columns, and the rows."""
        begun = time.monotonic()
        try:
            for table in statement["tables"]:
                self.make(table)
            answer = self.connection.execute(statement["sql"])
            return [column[0] for column in answer.description], answer.fetchall()
        finally:
            self.seconds += time.monotonic() - begun


class Agreement:
    """What was compared, and what does not agree."""

    def __init__(self):
        self.cells = collections.Counter()
        self.with_figures = set()
        self.without_statement = set()
        self.n_statements = 0
        self.n_refused = 0
        self.lines = []

    def differ(self, case, what):
        split = f" by {case.by}" if case.by else ""
        filters = "".join(f" with {one}" for one in case.filters)
        self.lines.append(f"{case.code}{split}{filters}: {what}")


def quoted(name):
    return '"' + name.replace('"', '""') + '"'


def same(found, stated, may_be_whole=True):
    """Whether two figures are one: to the unit where both are whole numbers, else to nine digits."""
    if found is None or stated is None:
        return found is stated
    if not (math.isfinite(found) and math.isfinite(stated)):
        return False
    if may_be_whole and all(abs(one - round(one)) <= NEAR for one in (found, stated)):
        return round(found) == round(stated)
    # Where numbers that are alike are taken from one another, doubles leave some of their last digits.
    return math.isclose(found, stated, rel_tol=NEAR, abs_tol=1e-12)


def is_not_covered(case, item):
    reason = item["reason"] or ""
    return NOT_COVERED in reason or (MEMBERS_MISSING in reason and not case.code.startswith(PUBLISHED))


def by_key(case, pairs, agreement, whose):
    """The values by municipality, period and member, each of which may stand once."""
    found = {}
    for key, value in pairs:
        if key in found:
            agreement.differ(case, f"{' '.join(map(str, key))}: {whose} has it twice")
        found[key] = value
    return found


def member_of(case, item):
    """What tells an item apart from others of its municipality and period, as the statement says it."""
    members = item["members"]
    if case.code.startswith(PUBLISHED):
        return ";".join(f"{name}={members[name]}" for name in sorted(members))
    return members[case.by] if case.by else ""


def compare_item(case, item, row):
    """What does not agree of one cell, in words."""
    cell = item["cell"]
    if cell in ("ok", "zero"):
        if row is None:
            numbers = f"{item['numerator']!r} / {item['denominator']!r} = {item['value']!r}"
            return [f"is {cell} with {numbers}, and has no row"]
        pairs = [(name, row[name], item[name]) for name in FIGURES]
        wrong = [one for one in pairs if not same(one[1], one[2], may_be_whole=one[0] != "value")]
        return [f"{name}: SQL has {found!r}, Pejl {stated!r}" for name, found, stated in wrong]
    if row is None:
        return []
    if cell == "immature" or (cell == "missing" and is_not_covered(case, item)):
        return [f"is {cell} ({item['reason']}), and has a row: {row}"]
    if row["value"] is not None:
        return [f"is {cell} ({item['reason']}), and SQL has {row}"]
    return []


def compare(engine, case, answers, agreement):
    """Runs the statement and compares its rows with the items; returns the items."""
    statement, items = answers
    said = [str(one) if isinstance(one, Unanswered) else None for one in answers]
    if said != [None, None]:
        # A reading may know fewer dimensions than its card, and nobody is no member: then both are refused for this.
        is_other = said[0] is not None and any(one in said[0] for one in (OTHER_DIMENSIONS, OTHER_MEMBERS))
        if said[0] == said[1] and statement.is_refused and case.by and is_other:
            agreement.n_refused += 1
        elif said[0] is not None and said[1] is None and OF_COVERS in said[0]:
            agreement.without_statement.add(case.code)
        elif said[0] == said[1] and COMPARED in said[0]:
            agreement.without_statement.add(case.code)
        else:
            agreement.differ(case, f"statement: {said[0] or 'answered'}; figures: {said[1] or 'answered'}")
        return []
    agreement.n_statements += 1
    split = "members" if case.code.startswith(PUBLISHED) else COLUMNS.get(case.by, case.by)
    wanted = ["municipality", "period", *([split] if split else []), *FIGURES]
    try:
        names, rows = engine.run(statement)
    except duckdb.Error as error:
        agreement.differ(case, f"the statement fails: {error}")
        return items
    if names != wanted:
        agreement.differ(case, f"the statement has the columns {names}, not {wanted}")
        return items
    rows = [dict(zip(names, row, strict=True)) for row in rows]
    keys = [(row["municipality"], row["period"], row[split] if split else "") for row in rows]
    figures = [{name: row[name] for name in FIGURES} for row in rows]
    found = by_key(case, zip(keys, figures, strict=True), agreement, "SQL")
    pairs = [((item["municipality"], item["period"], member_of(case, item)), item) for item in items]
    stated = by_key(case, pairs, agreement, "Pejl")
    for key, item in stated.items():
        agreement.cells[item["cell"]] += 1
        agreement.with_figures.update([case.code] if item["value"] is not None else [])
        for what in compare_item(case, item, found.get(key)):
            agreement.differ(case, f"{' '.join(key)}: {what}")
    for key in found.keys() - stated.keys():
        agreement.differ(case, f"{' '.join(map(str, key))}: SQL has {found[key]}, and Pejl no item")
    return items


def filtered(case, items):
    """The questions with a filter: for one member that somebody has, and split, beside another one."""
    members = sorted({item["members"][case.by] for item in items}) if case.by else []
    if not members:
        return []
    some = f"{case.by}={members[len(members) // 2]}"
    # A paragraph has commas of its own, so that each is a filter by itself.
    more = some if case.by == "paragraph" else f"{some},{members[0]}"
    return [case._replace(by="", filters=[some]), case._replace(filters=[more])]


def grain(period):
    return GRAINS.get(period[5:6], "month") if "-" in period else "year"


def cases(pejl, arguments, codes):
    """Every question without a filter of its own."""
    for code in codes:
        of_accounts = code.startswith(ACCOUNTS)
        card = pejl.card(code)
        periods = ",".join(period for period in arguments.periods.split(",") if grain(period) in card["grains"])
        if not periods or (of_accounts and not arguments.f2):
            continue
        if of_accounts:
            filters = [f"function={arguments.f2}"]
            yield Case(code, "", arguments.f2_municipalities, periods, filters, arguments.price)
            continue
        unit = next(one["unit"] for one in card["readings"] if one["code"] == code)
        if arguments.price and unit not in OF_PRICES:
            continue
        splits = card["dimensions"]
        if arguments.one_split:
            # Another one for each reading; of a card with fewer readings than dimensions some do not come.
            first = codes.index(code) % max(len(splits), 1)
            splits = splits[first : first + 1]
        for by in ["", *splits]:
            yield Case(code, by, arguments.municipality, periods, [], arguments.price)


def together(asked):
    """The questions in groups that differ in their readings alone: of one indicator where they are not split, else of all. The
    first of each, and every eighth of many, are asked by themselves."""
    groups = {}
    for case in asked:
        indicator = "" if case.by else case.code.rpartition(".")[0]
        key = (indicator, case.by, case.municipality, case.periods, tuple(case.filters), case.price)
        groups.setdefault(key, []).append(case)
    alone = [[case] for group in groups.values() for case in group[::ALONE]]
    others = [[case for no, case in enumerate(group) if no % ALONE] for group in groups.values()]
    return alone + [group for group in others if group]


def compare_all(pejl, engine, asked, agreement):
    """Asks and compares; returns the items of each question."""
    groups = together(asked)
    # The program is asked ahead while DuckDB runs.
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        answers = pool.map(pejl.answers, groups)
        return [
            (case, compare(engine, case, of_case, agreement))
            for group, found in zip(groups, answers, strict=True)
            for case, of_case in zip(group, found, strict=True)
        ]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pejl", default="pejl", help="the program")
    parser.add_argument("--data", type=pathlib.Path, required=True, help="a filled data folder")
    parser.add_argument("--municipality", required=True, help="municipalities and groups, by commas")
    parser.add_argument("--periods", required=True, help="periods of any length, by commas")
    parser.add_argument("--only", help="an indicator or a reading")
    parser.add_argument("--window", help="year_to_date or rolling_12")
    parser.add_argument("--one-split", action="store_true", help="split each reading by one dimension, in turn")
    parser.add_argument("--filtered", action="store_true", help="compare with filters, too")
    parser.add_argument("--f2", metavar="FUNCTION", help="compare F2 for this account")
    parser.add_argument("--f2-municipalities", help="of these municipalities and groups, by commas")
    parser.add_argument("--price", help="at this price level")
    parser.add_argument("--base", help="the period in which an index is 100")
    arguments = parser.parse_args()
    if bool(arguments.f2) != bool(arguments.f2_municipalities):
        parser.error("--f2 and --f2-municipalities go together")
    if not (arguments.data / "lake").is_dir():
        parser.error(f"no lake in {arguments.data}")
    options = ["--window", arguments.window] if arguments.window else []
    options += ["--base", arguments.base] if arguments.base else []
    pejl = Pejl(arguments.pejl, arguments.data, options)
    wanted = [code for code in pejl.all_readings if arguments.only in (None, code, code.rpartition(".")[0])]
    if not wanted:
        parser.error(f"{arguments.only} is no indicator or reading")
    engine = Engine(arguments.data / "lake", pejl.columns())
    agreement = Agreement()
    begun = time.monotonic()
    compared = compare_all(pejl, engine, cases(pejl, arguments, wanted), agreement)
    if arguments.filtered:
        of_records = [(case, items) for case, items in compared if not case.filters]
        compare_all(pejl, engine, [one for case, items in of_records for one in filtered(case, items)], agreement)
    for line in agreement.lines:
        print(f"sql_agree.py: {line[:1000]}", file=sys.stderr)
    without = {case.code for case, _ in compared} - agreement.with_figures - agreement.without_statement
    for what, codes in [("without a statement", agreement.without_statement), ("without any figure", without)]:
        if codes:
            print(f"{what}: {', '.join(sorted(codes))}")
    cells = ", ".join(f"{n} {cell}" for cell, n in sorted(agreement.cells.items()))
    seconds = time.monotonic() - begun
    print(
        f"{agreement.n_statements} statements in {seconds:.1f} s, {engine.seconds:.1f} s of it DuckDB, "
        f"{agreement.n_refused} refused both ways; {agreement.cells.total()} cells compared ({cells}), "
        f"{len(agreement.lines)} differ"
    )
    return 1 if agreement.lines else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Unanswered as error:
        print(f"sql_agree.py: {error}", file=sys.stderr)
        sys.exit(2)
