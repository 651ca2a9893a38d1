"""Reads a workbook as a program would that knows nothing of Pejl, and prints what is in it as JSON.

    xlsx.py FILE

Properties, and of each sheet its cells with their formats, its charts with where they stand and what they are drawn from,
what stays when it is scrolled, and how it is printed.
"""

import datetime
import json
import sys
import zipfile
from xml.etree import ElementTree

import openpyxl

DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"


def value(cell):
    """The value of a cell as JSON has it; a date as text."""
    if isinstance(cell.value, (datetime.datetime, datetime.date)):
        return cell.value.strftime("%Y-%m-%d")
    return cell.value


def cells(sheet):
    for row in sheet.iter_rows():
        for cell in row:
            if cell.value is not None:
                # The kinds of openpyxl: s is a text, n a number, d a date, f a formula, e an error.
                yield [cell.row, cell.column, cell.data_type, value(cell), cell.number_format]


def text_of(title):
    """The text of a title or of the name of an axis: its own, or that of the cell it is of."""
    if title is None or title.tx is None:
        return None
    if title.tx.strRef is not None:
        cached = title.tx.strRef.strCache
        return "".join(point.v for point in cached.pt) if cached is not None else None
    return "".join(run.t for part in title.tx.rich.p for run in part.r or [])


def points(cached):
    """How many points there should be and the number at each place that has one."""
    return [cached.ptCount, [[point.idx, point.v] for point in cached.pt]]


def series(one):
    names = one.cat.strRef or one.cat.numRef
    return {
        "names": names.f,
        "values": one.val.numRef.f,
        "points": points(one.val.numRef.numCache),
    }


def alternatives(path):
    """The texts that stand for the charts, of each drawing in order: openpyxl does not keep them."""
    with zipfile.ZipFile(path) as archive:
        numbers = range(1, len(archive.namelist()))
        names = [f"xl/drawings/drawing{number}.xml" for number in numbers]
        roots = [ElementTree.fromstring(archive.read(name)) for name in names if name in archive.namelist()]
    for root in roots:
        yield [frame.get("descr") for frame in root.iter(f"{DRAWING}cNvPr")]


def charts(sheet, drawings):
    if not sheet._charts:
        return
    for chart, told in zip(sheet._charts, next(drawings), strict=True):
        anchor = chart.anchor
        yield {
            "kind": chart.tagname,
            "title": text_of(chart.title),
            "names": text_of(chart.x_axis.title),
            "values": text_of(chart.y_axis.title),
            "gaps": chart.display_blanks,
            "told": told,
            "rows": [anchor._from.row + 1, anchor.to.row + 1],
            "series": [series(one) for one in chart.series],
        }


def read(path):
    book = openpyxl.load_workbook(path)
    properties = book.properties
    drawings = alternatives(path)
    return {
        "title": properties.title,
        "subject": properties.subject,
        "creator": properties.creator,
        "created": properties.created.isoformat(),
        "custom": {one.name: one.value for one in book.custom_doc_props.props},
        "sheets": [
            {
                "name": sheet.title,
                "frozen": sheet.freeze_panes,
                "paper": sheet.page_setup.paperSize,
                "orientation": sheet.page_setup.orientation,
                "fits": [bool(sheet.sheet_properties.pageSetUpPr.fitToPage), sheet.page_setup.fitToHeight],
                "head": sheet.oddHeader.left.text,
                "foot": [sheet.oddFooter.left.text, sheet.oddFooter.right.text],
                "links": [cell.hyperlink.location for row in sheet for cell in row if cell.hyperlink],
                "cells": list(cells(sheet)),
                "charts": list(charts(sheet, drawings)),
            }
            for sheet in book.worksheets
        ],
    }


if __name__ == "__main__":
    json.dump(read(sys.argv[1]), sys.stdout, ensure_ascii=False)
