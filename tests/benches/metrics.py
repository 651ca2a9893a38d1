"""Readings of records by Pejl and by DuckDB over the same files, and one more month beside 1, 4 and 10 years of history."""

import argparse
import collections
import json
import math
import shutil
import sys
import tempfile
import threading
import time
from pathlib import Path

import duckdb

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parent.parent / "scripts")]
import measured
import residents
import sql_agree

MUNICIPALITY = "766"
# Made second and left out: as large as fourteen others.
LARGEST = "101"
FIRST_YEAR, LAST_YEAR = 2014, 2018
PERIODS = {"year": f"{FIRST_YEAR}..{LAST_YEAR}", "quarter": f"{LAST_YEAR - 1}-Q1..{LAST_YEAR}-Q4"}
MONTHS = f"{FIRST_YEAR}-01..{LAST_YEAR}-12"
# A reading is split by the first of these that it has.
SPLITS = ("course_type", "service", "sex")
MOST_CODES = 25
THREADS = 2
RUNS = 3
# What DuckDB may hold in memory before it goes to disk; above it the machine itself would end the process.
MEMORY = "12GiB"
# After this long a statement is given up.
PATIENCE_S = 900

AD_HOC = "O6.1.rehabilitating_share"
MONTHLY = "O3.1,O4.0.stock_persons,O4.1,O6.1"
YEARS = (1, 4, 10)
# What comes in every month.
MONTHLY_DATASETS = ("delivery", "grant", "course", "assessment", "goal", "event", "staffing", "absence", "ledger")

SOURCES = {"ledger": "prisme", "budget": "prisme"}


def main():
    if sys.argv[1:2] == ["statements"]:
        run_statements(*map(Path, sys.argv[2:]))
        return
    parser = argparse.ArgumentParser()
    parser.add_argument("--pejl", required=True)
    parser.add_argument("--profile", required=True)
    parser.add_argument("--scale", type=int, default=4, help="number of municipalities")
    parser.add_argument("--whole", action="store_true", help="recompute for all municipalities and not for one")
    parser.add_argument("--each", action="store_true", help="ask for each reading alone, too")
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="pejl-bench-metrics."))
    try:
        print(
            f"machine: {measured.machine()}; pejl profile {options.profile}; duckdb {duckdb.__version__} (Python); "
            f"{THREADS} threads each"
        )
        measured.run([options.pejl, "person-key", folder / "key"])
        recompute(options, folder)
        one_more_month(options, folder)
    finally:
        shutil.rmtree(folder)


def recompute(options, folder):
    data = folder / "data"
    truth, told = fill(options, folder, data, options.scale, FIRST_YEAR)
    import_residents(options, folder, data, truth)
    print(f"data: {told}")

    pejl = sql_agree.Pejl(options.pejl, data, [])
    n_rows = collections.Counter()
    for file in truth["files"]:
        if file["dataset"] == "delivery":
            n_rows[file["municipality"]] += file["rows"]
    everybody = ",".join(n_rows)
    asked_of = everybody if options.whole else MUNICIPALITY
    cases, without_statement = cases_of(pejl, asked_of)
    calls = calls_of(cases)
    asked = Asked()
    for call in calls:
        asked.ask(options, data, call)
    answers, process = duckdb_side(folder, pejl, cases)
    given_up = [f"{case.code} by {case.by or 'nothing'} ({answer['error']})" for case, answer in zip(cases, answers) if "error" in answer]
    cells = expect_same(cases, asked.items, answers)
    n_split = sum(bool(case.by) for case in cases)
    print(
        f"recompute for {n_municipalities(asked_of.count(',') + 1)}: {len(cases) - n_split} readings in total, {n_split} of them also split; "
        f"{PERIODS['year']} and, where there are quarters, {PERIODS['quarter']}; {cells.total():,} cells, "
        f"{cells['ok'] + cells['zero']:,} of them with a figure, the same on both sides"
    )
    if given_up:
        print(f"not compared, as duckdb did not end; its time is of the attempt, and pejl's of the figures: {'; '.join(given_up)}")
    if without_statement:
        print(f"left out, as of covers or in comparisons and without a statement: {', '.join(without_statement)}")
    wall, cpu = (sum(answer[name] for answer in answers) for name in ("wall_s", "cpu_s"))
    for name, *took, what in [
        ("pejl", asked.wall, asked.cpu, asked.peak, f"{len(calls)} calls, each with its start and its printing"),
        ("duckdb", wall, cpu, process["peak_mib"], f"{len(cases)} statements in one process, nothing but them"),
    ]:
        print("{:8} {:7.1f} s  cpu {:6.1f} s  peak {:7.0f} MiB  {}".format(name, *took, what))
    print(f"pejl takes {ratio(asked.wall, wall)} times as long as duckdb, {ratio(asked.cpu, cpu)} times its processor time")
    if options.each:
        each(options, data, cases, answers)

    ad_hoc(options, folder, pejl, MUNICIPALITY, n_rows[MUNICIPALITY])
    if everybody != MUNICIPALITY:
        ad_hoc(options, folder, pejl, everybody, n_rows.total())
    shutil.rmtree(data)


def fill(options, folder, data, scale, first_year):
    """Makes municipalities and imports them; returns what is true of them, and what it took."""
    source = folder / "source"
    made = measured.run(
        [options.pejl, "synth", "--out", source, "--seed", "1", "--scale", str(scale + 1 if scale > 1 else 1),
         "--from", f"{first_year}-01", "--to", f"{LAST_YEAR}-12"]
    )
    truth = json.loads((source / "truth.json").read_text(encoding="utf-8"))
    truth["files"] = [
        file for file in truth["files"] if "/corrected/" not in file["path"] and file["municipality"] != LARGEST
    ]
    groups = collections.defaultdict(list)
    for file in truth["files"]:
        # A file without rows covers nothing unless somebody says what.
        groups[file["municipality"], file["dataset"], file["rows"] == 0].append(source / file["path"])
    wall, peak = 0.0, 0.0
    for (municipality, dataset, is_empty), files in groups.items():
        command = [options.pejl, "--data", data, "import", dataset, *files]
        command += ["--source", SOURCES.get(dataset, "canonical"), "--municipality", municipality]
        # What is kept would be looked up, and nothing computed.
        command += ["--person-key", folder / "key", "--max-refused", "0", "--no-compute"]
        command += ["--period", f"{first_year}..{LAST_YEAR}"] if is_empty else []
        loaded = measured.run(command)
        wall, peak = wall + loaded["wall_s"], max(peak, loaded["peak_mib"])
    n_rows = sum(file["rows"] for file in truth["files"])
    n_bytes = sum((source / file["path"]).stat().st_size for file in truth["files"])
    parquet = list((data / "lake").rglob("*.parquet"))
    told = (
        f"{n_municipalities(scale)}, {first_year}..{LAST_YEAR}: {n_rows:,} rows, {n_bytes / 1e6:,.0f} MB, "
        f"made in {made['wall_s']:.1f} s; imported in {wall:.1f} s ({n_rows / wall:,.0f} rows/s, peak {peak:.0f} MiB, "
        f"not compared) to {sum(path.stat().st_size for path in parquet) / 1e6:,.0f} MB in {len(parquet)} Parquet files"
    )
    shutil.rmtree(source)
    return truth, told


def import_residents(options, folder, data, truth):
    """Residents, so that the readings for each 1,000 of them have a denominator."""
    of_code = {one["code"]: one["residents"] for one in truth["municipalities"]}
    path = folder / "FOLK1A.csv"
    path.write_text(residents.folk1a(of_code, FIRST_YEAR - 1, LAST_YEAR + 1), encoding="utf-8")
    measured.run([options.pejl, "--data", data, "import", "statbank", path, "--table", "FOLK1A", "--no-compute"])


def cases_of(pejl, municipalities):
    """Every reading of records in total and split by the first dimension that it has; and those without a statement."""
    cases, without_statement = [], []
    for code in pejl.all_readings:
        if code.startswith(sql_agree.PUBLISHED):
            continue
        card = pejl.card(code)
        periods = ",".join(told for grain, told in PERIODS.items() if grain in card["grains"])
        case = sql_agree.Case(code, "", municipalities, periods)
        if not has_statement(pejl, case, sql_agree.OF_COVERS, sql_agree.COMPARED):
            without_statement.append(code)
            continue
        cases.append(case)
        for split in SPLITS:
            # A reading may know fewer dimensions than its card.
            is_split = split in card["dimensions"]
            if is_split and has_statement(pejl, case._replace(by=split), sql_agree.OTHER_DIMENSIONS):
                cases.append(case._replace(by=split))
                break
    return cases, without_statement


def has_statement(pejl, case, *unless):
    """Whether there is SQL for it; none only for a reason given."""
    try:
        pejl.statement(case)
    except sql_agree.Unanswered as error:
        if error.is_refused and any(reason in str(error) for reason in unless):
            return False
        raise
    return True


def calls_of(cases):
    """The cases by what one call can ask for."""
    sets = collections.defaultdict(list)
    for case in cases:
        sets[case.by, case.periods].append(case)
    return [alike[at : at + MOST_CODES] for alike in sets.values() for at in range(0, len(alike), MOST_CODES)]


class Asked:
    """What calls to the program answered, and took."""

    def __init__(self):
        self.items = collections.defaultdict(list)
        self.wall, self.cpu, self.peak = 0.0, 0.0, 0.0

    def ask(self, options, data, cases):
        """One call for cases with the same split, municipalities and periods."""
        case = cases[0]
        done = query(options, data, ",".join(one.code for one in cases), case.municipality, case.periods, case.by)
        self.wall += done["wall_s"]
        self.cpu += done["cpu_s"]
        self.peak = max(self.peak, done["peak_mib"])
        case_of = {one.code: one for one in cases}
        for item in done["items"]:
            self.items[case_of[f"{item['indicator']}.{item['members']['reading']}"]].append(item)


def query(options, data, codes, municipality, periods, by=""):
    command = [options.pejl, "--data", data, "query", "--indicator", codes]
    command += ["--municipality", municipality, "--period", periods]
    command += ["--lang", "en", "--format", "json", "--limit", "1000000", *(["--by", by] if by else [])]
    done = measured.run(command, env={"POLARS_MAX_THREADS": str(THREADS)})
    answer = json.loads(done["output"])
    if answer["next"] is not None:
        raise SystemExit(f"{codes}: more items than one answer has")
    return {**done, "items": answer["items"]}


def duckdb_side(folder, pejl, cases):
    """Every statement, run one after the other in one process of its own; returns the answers and what the process took."""
    plan, answers = folder / "plan.json", folder / "answers.json"
    statements = [pejl.statement(case) for case in cases]
    told = {"lake": str(pejl.data / "lake"), "columns": pejl.columns(), "statements": statements}
    plan.write_text(json.dumps(told), encoding="utf-8")
    process = measured.run([sys.executable, __file__, "statements", plan, answers], is_watched=True)
    found = json.loads(answers.read_text(encoding="utf-8"))
    return [{**one, "statement": statement} for one, statement in zip(found, statements, strict=True)], process


def run_statements(plan, answers):
    """The process of the other side: views over the files are made before the clock starts."""
    plan = json.loads(plan.read_text(encoding="utf-8"))
    connection = duckdb.connect()
    connection.execute(f"SET threads = {THREADS}")
    connection.execute(f"SET memory_limit = '{MEMORY}'")
    connection.execute(f"SET temp_directory = '{answers.parent / 'spilled'}'")
    found = []
    for statement in plan["statements"]:
        for table in statement["tables"]:
            connection.execute(view(Path(plan["lake"]), table, plan["columns"][table["name"]]))
        wall, cpu = time.perf_counter(), time.process_time()
        answer = answered(connection, statement["sql"])
        took = {"wall_s": time.perf_counter() - wall, "cpu_s": time.process_time() - cpu}
        found.append({**took, **answer})
        print(f"{len(found)} of {len(plan['statements'])}: {took['wall_s']:.1f} s {answer.get('error', '')}", file=sys.stderr, flush=True)
    answers.write_text(json.dumps(found), encoding="utf-8")


def answered(connection, sql):
    """The rows of a statement and the names of its columns, or why it was given up."""
    watch = threading.Timer(PATIENCE_S, connection.interrupt)
    watch.start()
    try:
        answer = connection.execute(sql)
        rows = answer.fetchall()
        return {"names": [column[0] for column in answer.description], "rows": rows}
    except duckdb.OutOfMemoryException:
        return {"error": f"out of {MEMORY}", "names": [], "rows": []}
    except duckdb.InterruptException:
        return {"error": f"not within {PATIENCE_S} s", "names": [], "rows": []}
    finally:
        watch.cancel()


def view(lake, table, columns):
    """A view of the rows of the table's files for which their condition holds, in the columns of the dataset."""
    listed = ", ".join(map(sql_agree.quoted, columns))
    nulls = ", ".join(f"CAST(NULL AS {of}) AS {sql_agree.quoted(name)}" for name, of in columns.items())
    parts = [f"SELECT {nulls} WHERE FALSE"]
    for file in table["files"]:
        path = str(lake / file["path"]).replace("'", "''")
        parts.append(f"SELECT * FROM read_parquet('{path}') WHERE {file['condition']}")
    rows = " UNION ALL BY NAME ".join(parts)
    return f"CREATE OR REPLACE VIEW {sql_agree.quoted(table['name'])} AS SELECT {listed} FROM ({rows})"


def expect_same(cases, items, answers):
    """Both sides must have the same figures, or the comparison is of different work; returns the number of cells."""
    cells, wrong = collections.Counter(), []
    for case, answer in zip(cases, answers, strict=True):
        if "error" in answer:
            continue
        rows = [dict(zip(answer["names"], row, strict=True)) for row in answer["rows"]]
        split = sql_agree.COLUMNS.get(case.by, case.by)
        found = {(row["municipality"], row["period"], row[split] if split else ""): row for row in rows}
        stated = {(item["municipality"], item["period"], item["members"].get(case.by, "")): item for item in items[case]}
        cells.update(item["cell"] for item in stated.values())
        if len(found) != len(rows) or len(stated) != len(items[case]) or found.keys() - stated.keys():
            wrong.append(f"{case.code} by {case.by!r}: other cells, {len(rows)} of duckdb and {len(items[case])} of pejl")
        for key, item in stated.items():
            row = found.get(key, dict.fromkeys(sql_agree.FIGURES))
            if not same(item, row):
                wrong.append(f"{case.code} {' '.join(key)}: duckdb has {row}, pejl {item}")
    if wrong:
        raise SystemExit("\n".join(["the sides disagree:", *wrong[:20]]))
    if not cells["ok"]:
        raise SystemExit(f"there is no figure to compare: {dict(cells)}")
    return cells


def same(item, row):
    """Whether the value is one; and what was divided, where both sides tell it, as Pejl does not of a median."""
    pairs = [(item[name], row[name]) for name in sql_agree.FIGURES]
    if item["value"] is None or row["value"] is None:
        return item["value"] is row["value"]
    return all(math.isclose(one, other, rel_tol=sql_agree.NEAR) for one, other in pairs if None not in (one, other))


def each(options, data, cases, answers):
    """Each reading alone; the call has a start and a look into the catalogue that the statement has not."""
    rows = []
    for case, answer in zip(cases, answers, strict=True):
        asked = Asked()
        asked.ask(options, data, [case])
        rows.append((asked.wall, asked.cpu, answer, case))
    least = min(wall for wall, *_ in rows)
    walls, cpus = (sum(row[at] for row in rows) for at in (0, 1))
    print(f"each alone {walls:.1f} s, cpu {cpus:.1f} s; the quickest call takes {least:.3f} s; the slowest first:")
    for wall, cpu, answer, case in sorted(rows, key=lambda row: -row[0]):
        name = f"{case.code} by {case.by}" if case.by else case.code
        print(
            f"  {name:46} pejl {wall:6.3f} s, cpu {cpu:6.3f} s; "
            f"duckdb {answer['wall_s']:6.3f} s, cpu {answer['cpu_s']:6.3f} s; "
            f"{ratio(wall, answer['wall_s'])} times, cpu {ratio(cpu, answer['cpu_s'])} times"
        )


def ad_hoc(options, folder, pejl, municipalities, n_rows):
    """One reading by month."""
    case = sql_agree.Case(AD_HOC, "", municipalities, MONTHS)
    runs = [Asked() for _ in range(RUNS)]
    for asked in runs:
        asked.ask(options, pejl.data, [case])
    answers, process = duckdb_side(folder, pejl, [case] * RUNS)
    n_cells = expect_same([case], runs[0].items, answers[:1]).total()
    wall, other = median([asked.wall for asked in runs]), median([answer["wall_s"] for answer in answers])
    cpu, other_cpu = median([asked.cpu for asked in runs]), median([answer["cpu_s"] for answer in answers])
    asked_of = n_municipalities(municipalities.count(",") + 1)
    print(
        f"{AD_HOC} by month, {asked_of}, {n_rows:,} deliveries, {n_cells} cells "
        f"(median of {RUNS}): pejl {wall:.2f} s, cpu {cpu:.2f} s, peak {runs[0].peak:.0f} MiB; duckdb {other:.2f} s, "
        f"cpu {other_cpu:.2f} s, peak {process['peak_mib']:.0f} MiB; "
        f"{ratio(wall, other)} times, cpu {ratio(cpu, other_cpu)} times"
    )


def one_more_month(options, folder):
    """The last month alone, with ever more years before it."""
    print(f"one month, {LAST_YEAR}-12, of {MONTHLY}, one municipality:")
    first_wall = None
    for years in YEARS:
        data = folder / f"data-{years}"
        _, told = fill(options, folder, data, 1, LAST_YEAR - years + 1)
        runs = [query(options, data, MONTHLY, MUNICIPALITY, f"{LAST_YEAR}-12") for _ in range(RUNS)]
        cells = [item["cell"] for item in runs[0]["items"]]
        if cells != ["ok"] * len(MONTHLY.split(",")):
            raise SystemExit(f"a figure is not there: {cells}")
        wall, cpu, peak = (median([run[name] for run in runs]) for name in ("wall_s", "cpu_s", "peak_mib"))
        first_wall = first_wall or wall
        print(
            f"{years:2} years of history: {wall:5.2f} s, cpu {cpu:5.2f} s, peak {peak:.0f} MiB (median of {RUNS}), "
            f"{wall / first_wall:.2f} times that at 1 year; {told}"
        )
        keep(options, folder, data)
        shutil.rmtree(data)


def keep(options, folder, data):
    """Every total kept, and then again after the last month was delivered anew."""
    whole = compute(options, data)
    source = folder / "month"
    month = f"{LAST_YEAR}-12"
    measured.run([options.pejl, "synth", "--out", source, "--seed", "2", "--scale", "1", "--from", month, "--to", month])
    truth = json.loads((source / "truth.json").read_text(encoding="utf-8"))
    files = collections.defaultdict(list)
    for file in truth["files"]:
        if "/corrected/" not in file["path"] and file["dataset"] in MONTHLY_DATASETS:
            files[file["dataset"]].append(source / file["path"])
    for dataset, paths in files.items():
        command = [options.pejl, "--data", data, "import", dataset, *paths, "--source", SOURCES.get(dataset, "canonical")]
        command += ["--municipality", MUNICIPALITY, "--person-key", folder / "key", "--period", month, "--no-compute", "--max-refused", "100%"]
        measured.run(command)
    month = compute(options, data)
    shutil.rmtree(source)
    for what, (took, run) in [("all kept", whole), ("one month anew", month)]:
        print(
            f"   {what}: {took['wall_s']:5.2f} s, cpu {took['cpu_s']:5.2f} s, peak {took['peak_mib']:.0f} MiB, "
            f"{run['n_computed']:,} figures computed, {run['n_opened']:,} new"
        )


def compute(options, data):
    took = measured.run([options.pejl, "--data", data, "compute", "--format", "json"], env={"POLARS_MAX_THREADS": str(THREADS)})
    return took, json.loads(took["output"])["run"]


def n_municipalities(n):
    return "1 municipality" if n == 1 else f"{n} municipalities"


def median(numbers):
    return sorted(numbers)[len(numbers) // 2]


def ratio(one, other):
    return f"{one / other:.2f}"


if __name__ == "__main__":
    main()
