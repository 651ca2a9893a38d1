"""Reads a PDF as a program would that knows nothing of Pejl, and prints what is in it as JSON.

    pdf.py FILE

What assistive technology and archives go by: language, title, standards claimed, bookmarks, and the tree of tags with
the texts that stand for drawings and the headings of tables; and the text of each page.
"""

import json
import re
import sys

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject


def elements(node):
    """Every element of the tree of tags below a node."""
    children = node.get("/K")
    children = children.get_object() if children is not None else []
    for child in children if isinstance(children, ArrayObject) else [children]:
        child = child.get_object()
        if isinstance(child, DictionaryObject) and "/S" in child:
            yield child
            yield from elements(child)


def attributes(element):
    """The attributes of an element, of all owners."""
    found = element.get("/A")
    found = found.get_object() if found is not None else []
    merged = {}
    for one in found if isinstance(found, ArrayObject) else [found]:
        one = one.get_object()
        if isinstance(one, DictionaryObject):
            merged.update(one)
    return merged


def claimed(xmp, name):
    """A value of the XMP, written as an element or as an attribute."""
    found = re.search(rf"{name}(?:>|=\")([^<\"]*)", xmp)
    return found and found[1]


def bookmarks(reader):
    """The bookmarks of the first level, and how many stand below them."""
    first = [one for one in reader.outline if not isinstance(one, list)]
    below = sum(len(one) for one in reader.outline if isinstance(one, list))
    return [one.title for one in first], below


def read(path):
    reader = PdfReader(path)
    root = reader.trailer["/Root"]
    tree = root["/StructTreeRoot"]
    tags = list(elements(tree))
    xmp = root["/Metadata"].get_data().decode()
    first, n_below = bookmarks(reader)
    counts = {}
    for tag in tags:
        counts[tag["/S"][1:]] = counts.get(tag["/S"][1:], 0) + 1
    return {
        "version": reader.pdf_header,
        "marked": bool(root["/MarkInfo"]["/Marked"]),
        "lang": root["/Lang"],
        "shows_title": bool(root["/ViewerPreferences"]["/DisplayDocTitle"]),
        "title": reader.metadata.title,
        "creator": reader.metadata.creator,
        "made": reader.metadata["/CreationDate"],
        "archive": [claimed(xmp, "pdfaid:part"), claimed(xmp, "pdfaid:conformance")],
        "accessible": claimed(xmp, "pdfuaid:part"),
        "bookmarks": first,
        "n_bookmarks_below": n_below,
        "tags": counts,
        "alternatives": [tag.get("/Alt") for tag in tags if tag["/S"] == "/Figure"],
        "scopes": sorted({str(attributes(tag).get("/Scope")) for tag in tags if tag["/S"] == "/TH"}),
        "n_fonts_outside": sum(not is_embedded(font) for font in fonts(reader)),
        "scripts": [name for name in ("/OpenAction", "/AA", "/AcroForm") if name in root],
        "pages": [page.extract_text() for page in reader.pages],
        "boxes": [[float(edge) for edge in page.mediabox] for page in reader.pages],
    }


def fonts(reader):
    for page in reader.pages:
        for font in page["/Resources"].get("/Font", {}).values():
            yield font.get_object()


def is_embedded(font):
    below = font.get("/DescendantFonts")
    font = below[0].get_object() if below else font
    described = font.get("/FontDescriptor", {})
    return any(name in described for name in ("/FontFile", "/FontFile2", "/FontFile3"))


if __name__ == "__main__":
    json.dump(read(sys.argv[1]), sys.stdout, ensure_ascii=False)
