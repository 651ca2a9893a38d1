"""Prints everything that can be read in a PDF: its bytes, its streams unpacked, its strings, and the text of its pages.

    pdf_bytes.py FILE

The text is read by two libraries that know nothing of each other, as one may see what the other does not. What is left out are
numbers that say where something stands: those of objects, lists of nothing but numbers, and what draws a page, whose letters are
numbers of shapes.
"""

import re
import sys

import pypdfium2
from pypdf import PdfReader
from pypdf.generic import ArrayObject, ByteStringObject, DictionaryObject, IndirectObject, StreamObject, TextStringObject


# Numbers of objects (`1037 0 R`, `1037 0 obj`), offsets of the table of objects, lists of numbers, lengths and identifiers of cells.
PLACES = re.compile(rb"\d+ \d+ (?:R|obj)\b|\b\d{10} \d{5} [nf]\b|\[[-\d.\s]*\]|/(?:Length|Size|First|N|K|MCID) \d+|startxref\s+\d+")


def is_drawing(stream):
    """Whether a stream draws a page or a part of one: neither described, nor a font, nor of letters."""
    return stream.get("/Subtype") == "/Form" or not ({"/Type", "/Subtype", "/N", "/FunctionType", "/ShadingType"} & stream.keys())


def parts(reader):
    """Every stream and every string that the trailer leads to."""
    left, seen = [reader.trailer], set()
    while left:
        one = left.pop()
        if isinstance(one, IndirectObject):
            if (one.idnum, one.generation) in seen:
                continue
            seen.add((one.idnum, one.generation))
            one = one.get_object()
        if isinstance(one, StreamObject):
            data = one.get_data()
            # A table of letters has no name of its own either.
            if not is_drawing(one) or b"begincmap" in data:
                yield data
        if isinstance(one, DictionaryObject):
            left.extend(one.values_raw() if hasattr(one, "values_raw") else [one.raw_get(key) for key in one])
        elif isinstance(one, ArrayObject):
            left.extend(list.__iter__(one))
        elif isinstance(one, TextStringObject):
            yield str(one).encode()
        elif isinstance(one, ByteStringObject):
            yield bytes(one)


def texts(file):
    """The text of each page, by both libraries."""
    for page in PdfReader(file).pages:
        yield page.extract_text()
    for page in pypdfium2.PdfDocument(file):
        yield page.get_textpage().get_text_range()


def main(file):
    out = sys.stdout.buffer
    with open(file, "rb") as raw:
        out.write(PLACES.sub(b"", raw.read()))
    for part in parts(PdfReader(file)):
        out.write(b"\n" + part)
    for text in texts(file):
        out.write(b"\n" + text.encode("utf-8", "replace"))


if __name__ == "__main__":
    main(sys.argv[1])
