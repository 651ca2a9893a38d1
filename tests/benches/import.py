"""The import of one ledger file by Pejl, and by scripts that check nothing."""

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

import duckdb
import polars

sys.path.insert(0, str(Path(__file__).parent))
import measured

# What a competent analyst would write: typed columns, the account string taken apart, amounts in whole øre.
DUCKDB = """
import duckdb, sys
source, target = sys.argv[1:]
duckdb.sql(f'''
    COPY (
        SELECT
            CAST("Regnskabsår" AS INTEGER) AS fiscal_year,
            CAST("Periode" AS INTEGER) AS fiscal_period,
            CAST(strptime("Bogføringsdato", '%d-%m-%Y') AS DATE) AS posting_date,
            "Bilagsnr." AS document_no,
            "Kontostreng"[7:7] || '.' || "Kontostreng"[8:9] || '.' || "Kontostreng"[10:11] AS function,
            CAST("Kontostreng"[12:12] AS INTEGER) AS dranst,
            "Kontostreng"[13:15] AS grouping,
            split_part("Kontostreng", '-', 3) AS activity,
            split_part("Kontostreng", '-', 4)[1:1] || '.' || split_part("Kontostreng", '-', 4)[2:2] AS art,
            "Omkostningssted" AS cost_centre,
            CAST("Ejerforhold" AS INTEGER) AS ownership,
            CAST(
                CAST(replace(replace(rtrim("Beløb", '-'), '.', ''), ',', '') AS BIGINT)
                * CASE WHEN "Beløb" LIKE '%-' THEN -1 ELSE 1 END AS BIGINT
            ) AS amount_oere,
            "Kontostreng" AS account_raw
        FROM read_csv('{source}', delim=';', header=true, all_varchar=true, encoding='latin-1')
    ) TO '{target}' (FORMAT parquet, COMPRESSION zstd)
''')
"""

POLARS = """
import polars as pl, sys
source, target = sys.argv[1:]
# Polars reads UTF-8: the file is decoded first, as the script must.
text = target + ".utf8"
with open(source, encoding="cp1252", newline="") as old, open(text, "w", encoding="utf-8", newline="") as new:
    while chunk := old.read(1 << 22):
        new.write(chunk)
account = pl.col("Kontostreng")
amount = pl.col("Beløb")
(
    pl.scan_csv(text, separator=";", infer_schema=False)
    .select(
        pl.col("Regnskabsår").cast(pl.Int32).alias("fiscal_year"),
        pl.col("Periode").cast(pl.Int32).alias("fiscal_period"),
        pl.col("Bogføringsdato").str.to_date("%d-%m-%Y").alias("posting_date"),
        pl.col("Bilagsnr.").alias("document_no"),
        (account.str.slice(6, 1) + "." + account.str.slice(7, 2) + "." + account.str.slice(9, 2)).alias("function"),
        account.str.slice(11, 1).cast(pl.Int32).alias("dranst"),
        account.str.slice(12, 3).alias("grouping"),
        account.str.split("-").list.get(2).alias("activity"),
        (account.str.split("-").list.get(3).str.slice(0, 1) + "." + account.str.split("-").list.get(3).str.slice(1, 1)).alias("art"),
        pl.col("Omkostningssted").alias("cost_centre"),
        pl.col("Ejerforhold").cast(pl.Int32).alias("ownership"),
        (
            amount.str.strip_chars_end("-").str.replace_all(".", "", literal=True).str.replace(",", "", literal=True).cast(pl.Int64)
            * pl.when(amount.str.ends_with("-")).then(-1).otherwise(1)
        ).alias("amount_oere"),
        account.alias("account_raw"),
    )
    .sink_parquet(target, compression="zstd")
)
"""


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--pejl", required=True)
    parser.add_argument("--profile", required=True)
    parser.add_argument("--rows", type=int, required=True)
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="pejl-bench-import."))
    try:
        compare(options, folder)
    finally:
        shutil.rmtree(folder)


def compare(options, folder):
    made = measured.run(
        [options.pejl, "synth", "--out", folder / "source", "--seed", "1", "--rows", str(options.rows),
         "--from", "2018-01", "--to", "2018-12"]
    )
    files = sorted((folder / "source").rglob("ledger*.csv"))
    if len(files) != 1:
        raise SystemExit(f"expected one ledger file, found {files}")
    source = files[0]
    n_rows = sum(chunk.count(b"\n") for chunk in chunks(source)) - 1
    key = folder / "key"
    measured.run([options.pejl, "person-key", key])

    sides = {
        "pejl": measured.run(
            [options.pejl, "--data", folder / "data", "import", "ledger", source, "--source", "prisme",
             "--municipality", "766", "--person-key", key]
        )
    }
    for name, script in (("duckdb", DUCKDB), ("polars", POLARS)):
        target = folder / f"{name}.parquet"
        sides[name] = measured.run([sys.executable, "-c", script, source, target])
    check(folder, n_rows)

    print(f"machine: {measured.machine()}; pejl profile {options.profile}")
    print(f"data: {n_rows:,} rows, {source.stat().st_size / 1e6:,.0f} MB, windows-1252, decimal comma; made in {made['wall_s']:.1f} s")
    print(f"duckdb {duckdb.__version__}, polars {polars.__version__} (Python); neither validates, pejl does")
    for name, side in sides.items():
        rate = n_rows / side["wall_s"]
        print(
            f"{name:8} {side['wall_s']:7.1f} s  {rate:12,.0f} rows/s  cpu {side['cpu_s']:6.1f} s  peak {side['peak_mib']:7.0f} MiB"
        )
    for name in ("duckdb", "polars"):
        print(f"pejl takes {sides['pejl']['wall_s'] / sides[name]['wall_s']:.2f} times as long as {name}")


def check(folder, n_rows):
    """All sides must have the same rows and the same sum, or the comparison is of different work."""
    lake = [str(path) for path in (folder / "data" / "lake" / "ledger").glob("*.parquet")]
    found = {}
    for name, paths in (("pejl", lake), ("duckdb", [str(folder / "duckdb.parquet")]), ("polars", [str(folder / "polars.parquet")])):
        found[name] = duckdb.sql(
            f"SELECT count(*), CAST(sum(amount_oere) AS BIGINT), count(DISTINCT function) FROM read_parquet({paths})"
        ).fetchall()[0]
    if len(set(found.values())) != 1 or found["pejl"][0] != n_rows:
        raise SystemExit(f"the sides disagree: {found}, {n_rows} lines")


def chunks(path):
    with open(path, "rb") as file:
        while chunk := file.read(1 << 20):
            yield chunk


if __name__ == "__main__":
    main()
