"""Invented residents by age, as StatBank's FOLK1A has them, so that figures for each resident have a denominator."""

# Relative numbers of each age from 0 to 125, the highest that the table has.
WEIGHTS = [4] * 60 + [3] * 15 + [2] * 10 + [1] * 15 + [0] * 26


def folk1a(residents, first_year, last_year):
    """The text of a file: of each municipality the same residents in every quarter; `residents` has their numbers by code."""
    lines = ["OMRÅDE;KØN;ALDER;TID;INDHOLD"]
    for code, n in residents.items():
        ages = [n * weight // sum(WEIGHTS) for weight in WEIGHTS]
        for quarter in (f"{year}K{k}" for year in range(first_year, last_year + 1) for k in (1, 2, 3, 4)):
            lines.append(f"{code};TOT;IALT;{quarter};{sum(ages)}")
            lines += [f"{code};TOT;{age};{quarter};{number}" for age, number in enumerate(ages)]
    return "\n".join(lines) + "\n"
