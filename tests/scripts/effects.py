#!/usr/bin/env python3
"""Imports what `pejl synth` wrote and holds the indicators to the planted effects that truth.json states:
tests/scripts/effects.py [--pejl PROGRAM] FOLDER

What follows from grants and courses alone (O4.0 to O4.3, the days of O5.1) must be the model's figure exactly, because
both count the same lives by the same definition. Where an indicator cuts the lives another way than the truth does
(courses by their end instead of their start), or a ledger holds more than the effect (what citizens pay), the tolerance
stands beside the comparison; there the figure must also be nearer to the planted effect than to the same seed without
it. Status 0 when everything is recovered, 1 with a line for each failure, 2 for a call that cannot be carried out.
"""

import argparse
import collections
import csv
import json
import pathlib
import sys
import tempfile

import agree
import residents

DATASETS = ("person", "event", "grant", "course", "delivery", "provider", "ledger")
# The functions of account of the elderly, and what is shown of them, begin here.
NEW_ACCOUNTS = 2018
# Services whose postings tell the level of the package in the last digit of their activity.
ACTIVITY_OF = {"SEL-107": "09110", "SEL-108": "09108"}
REHABILITATION = ["course_type=rehabilitation"]
AT_HOME = [f"service={agree.HELP_AT_HOME}", "setting=own_home"]

# Where it is written without its programme, this is when that would have begun.
PROGRAMME = "2017-01"

# Tolerances. Days and shares: courses stand in the truth by start, and in the indicator by end.
MEDIAN_DAYS, SHARE, HOURS = 8, 0.08, 0.4
# Meals are in the cost of O5.2 and have no hours; courses of § 83 a cost more an hour than help does.
HOURLY_PRICE = 0.045
# Citizens pay about 2 % of a place, whatever its level.
PLACE_PRICE = 0.035
INDEX_POINTS = 0.6


def import_all(pejl, folder, truth, scratch):
    """Imports what the indicators below need, with the levels of places written as the ledger writes them."""
    for file in truth["files"]:
        if file["dataset"] not in DATASETS or agree.CORRECTED in file["path"]:
            continue
        if file["dataset"] == "delivery" and file["path"].rpartition("-")[2][:4] < str(NEW_ACCOUNTS):
            continue
        source = folder
        if file["dataset"] == "grant":
            source = scratch
            (scratch / file["path"]).parent.mkdir(parents=True)
            write_levels(folder / file["path"], scratch / file["path"])
        summary = pejl.import_file(source, file, agree.period_of(truth), "--no-compute")
        if summary["state"] != "committed":
            raise SystemExit(f"effects.py: {file['path']}: {summary}")
    years = [year["year"] for year in truth["municipalities"][0]["years"]]
    of_code = {one["code"]: one["residents"] for one in truth["municipalities"]}
    path = scratch / "FOLK1A.csv"
    path.write_text(residents.folk1a(of_code, min(years) - 1, max(years) + 1), encoding="utf-8")
    pejl.call("import", "statbank", path, "--table", "FOLK1A", "--no-compute")


def write_levels(source, target):
    """A copy of the grants in which a place has its level as the activity of a posting has it."""
    with source.open(encoding="utf-8", newline="") as old, target.open("w", encoding="utf-8", newline="") as new:
        rows = csv.DictReader(old, delimiter=";")
        out = csv.DictWriter(new, rows.fieldnames, delimiter=";", lineterminator="\n")
        out.writeheader()
        for row in rows:
            activity = ACTIVITY_OF.get(row["service_code"])
            if activity:
                row["package_level"] = activity + row["package_level"]
            out.writerow(row)


class Municipality:
    """The indicators of one municipality beside what is true of it."""

    def __init__(self, pejl, truth, agreement):
        self.pejl, self.truth, self.agreement = pejl, truth, agreement
        self.code = truth["code"]
        self.years = [year["year"] for year in truth["years"]]

    def figures(self, reading, periods, filters=(), **more):
        return self.pejl.indicator(reading, self.code, [str(period) for period in periods], filters, **more)

    def near(self, what, found, stated, tolerance, without=None):
        """Compares, and where the figure without the effect is known, holds that it is further away."""
        what = f"{self.code} {what}"
        found = None if found is None else float(found)
        self.agreement.near(what, found, stated, tolerance)
        if without is not None and found is not None:
            is_nearer = abs(found - stated) < abs(found - without)
            self.agreement.expect(f"{what} {found} is nearer to {stated} than to {without}, without the effect", is_nearer, True)

    def check(self):
        self.caseload()
        self.conclusions()
        self.demand()
        self.courses()
        self.places()
        self.hour()
        self.price_index()
        self.initiative()

    def caseload(self):
        """O4.0: what was never closed ends where the citizen died or moved away."""
        months = [month["month"] for month in self.truth["caseload"]]
        found = self.figures("O4.0.stock_persons", months, AT_HOME)
        for month in self.truth["caseload"]:
            self.agreement.expect(f"{self.code} O4.0.stock_persons {month['month']}", found[month["month"]]["numerator"], month["persons"])

    def conclusions(self):
        """O4.1 and O4.2: exactly, and more than without the programme once it runs."""
        found, still = self.figures("O4.1", self.years), self.figures("O4.2", self.years)
        for year in self.truth["years"]:
            name, stated, without = str(year["year"]), year["as_written"], year["without_programme"]
            told = (found[name]["numerator"], found[name]["denominator"])
            self.agreement.expect(f"{self.code} O4.1 {name}", told, (stated["n_concluded"], stated["n_active"]))
            if stated["n_followed"] is None:
                self.agreement.expect(f"{self.code} O4.2 {name}", still[name]["cell"], "immature")
            else:
                told = (still[name]["numerator"], still[name]["denominator"])
                self.agreement.expect(f"{self.code} O4.2 {name}", told, (stated["n_still_concluded"], stated["n_followed"]))
            if stated != without:
                self.near(
                    f"O4.1 {name}", found[name]["value"], stated["n_concluded"] / stated["n_active"], 1e-9,
                    without["n_concluded"] / without["n_active"],
                )

    def demand(self):
        """O4.3: residents do not change, so that an index of rates is one of hours."""
        of_year = {year["year"]: year for year in self.truth["years"]}
        base = self.years[0]
        minutes = lambda year, of: of_year[year][of]["granted_minutes_times_days"]
        index = self.figures("O4.3", self.years, base=str(base))
        hours = self.figures("O4.3.granted_hours_per_resident", self.years)
        for year in self.years:
            self.near(f"O4.3 hours {year}", hours[str(year)]["numerator"], minutes(year, "as_written") / 7 / 60, 1e-3)
            stated, without = (100 * minutes(year, of) / minutes(base, of) for of in ("as_written", "without_programme"))
            self.near(f"O4.3 {year}", index[str(year)]["value"], stated, 1e-6, None if stated == without else without)

    def courses(self):
        """O3.1 to O3.3 in the year before the programme and in one when all courses that end began in it."""
        before, after = self.truth["courses"]
        for stated, period, half in [(before, "2016", "2016-H1"), (after, "2018", "2018-H1")]:
            figures, without = stated["as_written"], stated["without_programme"]
            n = figures["n_with_result"]
            is_planted = figures != without
            other = lambda value: value if is_planted else None
            median = self.figures("O3.1", [period], REHABILITATION)[period]["value"]
            self.near(f"O3.1 {period}", median, figures["median_days"], MEDIAN_DAYS, other(without["median_days"]))
            # New applicants stand in a reading of their own, and in one group in the truth.
            parts = [self.figures(f"O3.2.{one}", [half], REHABILITATION)[half] for one in ("hours_gained", "hours_gained_new")]
            sums = [sum(float(part[side] or 0) for part in parts) for side in ("numerator", "denominator")]
            mean = sums[0] / sums[1] if sums[1] else None
            hours = [of["sum_minutes_less"] / 60 / of["n_with_result"] for of in (figures, without)]
            self.near(f"O3.2 {half}", mean, hours[0], HOURS, other(hours[1]))
            share = self.figures("O3.3", [period], REHABILITATION)[period]["value"]
            lost = without["n_self_reliant"] / without["n_with_result"]
            self.near(f"O3.3 {period}", share, figures["n_self_reliant"] / n, SHARE, other(lost))

    def stays(self):
        """Days and øre in temporary places by year and level."""
        found = collections.defaultdict(dict)
        for stay in self.truth["short_stays"]:
            found[stay["year"]][stay["level"]] = (stay["days"], stay["cost_oere"])
        return found

    def places(self):
        """O5.1: days exactly; the mean price as the cost of all levels over all days."""
        stays = self.stays()
        found = self.figures("O5.1.temporary_net", self.years)
        for year in self.years:
            days, cost = (sum(level[at] for level in stays[year].values()) for at in (0, 1))
            in_year = 366 if year % 4 == 0 else 365
            row = found[str(year)]
            self.near(f"O5.1.temporary_net {year}: days", float(row["denominator"]) * in_year, days, 1e-6)
            price = cost / 100 / days * in_year
            self.near(f"O5.1.temporary_net {year}", row["value"], price, PLACE_PRICE * price)

    def hour(self):
        """O5.2: the price of an hour has the rise of July 2016 in it."""
        rise = 1 + self.pejl.effects["price_rise"]["per_mille"] / 1000
        for year in (year for year in self.years if year >= NEW_ACCOUNTS):
            price = [one["oere"] for one in self.truth["own_personal_care_price"] if one["from"] <= f"{year}-01"][-1] / 100
            found = self.figures("O5.2", [year])[str(year)]["value"]
            self.near(f"O5.2 {year}", found, price, HOURLY_PRICE * price, price / rise)

    def price_index(self):
        """O5.3: the shift to lighter places makes the plain average fall, and not the index."""
        stays = self.stays()
        base, year = NEW_ACCOUNTS, NEW_ACCOUNTS + 1
        in_year = lambda one: 366 if one % 4 == 0 else 365
        then, now = stays[base], stays[year]
        at_prices_of = lambda of: sum(then[level][0] * of[level][1] / of[level][0] for level in then)
        stated = 100 * at_prices_of(now) / at_prices_of(then)
        mean = lambda of: sum(cost for _, cost in of.values()) / sum(days for days, _ in of.values())
        plain = 100 * mean(now) / mean(then)
        rows = self.figures("O5.3", [year], base=str(base))
        told = self.figures("O5.1.temporary_net", [base, year])
        average = 100 * float(told[str(year)]["value"]) / float(told[str(base)]["value"]) * in_year(base) / in_year(year)
        self.near(f"O5.1.temporary_net {year} of {base}", average, plain, INDEX_POINTS, stated)
        self.near(f"O5.3 {year} of {base}", rows[str(year)]["value"], stated, INDEX_POINTS, plain)
        print(f"{self.code} {year} to {base}: O5.3 {float(rows[str(year)]['value']):.1f}, plain average of temporary places {average:.1f}")


    def initiative(self):
        """What became of O3.3 and O3.1 after the programme began: found by itself, and of the planted size where it is planted."""
        planted = self.pejl.effects["programme"]
        begin = (planted["from"] if planted else PROGRAMME) + "-01"
        self.pejl.call("initiatives", "set", self.document(begin))
        found = json.loads(self.pejl.call("initiatives", "effect", "1", "--lang", "en", "--format", "json"))
        effect = {one["indicator"]: one for one in found["effects"]}
        share = effect["O3.3.self_reliant_endings"]["changed"]["mean"]
        stated = 0.0
        if planted:
            rates = [planted[f"results_per_mille_{when}"]["self_reliant"] for when in ("before", "after")]
            stated = (rates[1] - rates[0]) / 1000
        what = f"{self.code} O3.3 by {share['value']:.3f} ({share['lower']:.3f} to {share['upper']:.3f}), planted {stated}"
        print(what)
        self.agreement.expect(f"{what} is within", share["lower"] <= stated <= share["upper"], True)
        self.agreement.expect(f"{what} is told", effect["O3.3.self_reliant_endings"]["changed"]["told"], bool(planted))
        days = effect["O3.1.median_days"]
        changes = days["level_changes"]
        print(f"{self.code} O3.1 begins another level in {changes}")
        self.agreement.expect(f"{self.code} O3.1 begins another level", [self.months_from(begin, one) <= 2 for one in changes], [True] if planted else [])

    def document(self, begin):
        of_rehabilitation = {"course_type": "rehabilitation"}
        expected = [{"indicator": one, "members": of_rehabilitation} for one in ("O3.3", "O3.1")]
        path = self.pejl.data.with_name("initiative.json")
        said = {"municipality": self.code, "title": "Rehabilitering først", "started_on": begin, "expected": expected}
        path.write_text(json.dumps(said), encoding="utf-8")
        return path

    @staticmethod
    def months_from(begin, month):
        number = lambda text: 12 * int(text[:4]) + int(text[5:7])
        return abs(number(month) - number(begin))


def check(program, folder):
    truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    agreement = agree.Agreement()
    with tempfile.TemporaryDirectory() as temporary:
        place = pathlib.Path(temporary)
        pejl = agree.Pejl(program, place / "data")
        pejl.effects = truth["effects"]
        import_all(pejl, folder, truth, place / "source")
        for municipality in truth["municipalities"]:
            Municipality(pejl, municipality, agreement).check()
    for line in agreement.lines:
        print(f"effects.py: {folder}: {line[:600]}", file=sys.stderr)
    print(f"{folder}: {agreement.n_figures} figures compared, {len(agreement.lines)} differ")
    return 1 if agreement.lines else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pejl", default="pejl", help="the program")
    parser.add_argument("folder", type=pathlib.Path, help="what `pejl synth --from 2015-01 --to 2019-12` wrote")
    arguments = parser.parse_args()
    if not (arguments.folder / "truth.json").is_file():
        parser.error(f"no truth.json in {arguments.folder}")
    return check(arguments.pejl, arguments.folder)


if __name__ == "__main__":
    sys.exit(main())
