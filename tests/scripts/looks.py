"""Renders a PDF as a reader's program does, and prints as JSON what is wrong with how its pages look.

    looks.py FILE [FOLDER]

Of each page: whether anything is drawn, what is drawn where the margins are, words that stand outside the margins, and words
that stand on top of each other. The pages are written to FOLDER as PNG, where one is named.
"""

import json
import pathlib
import sys

import pypdfium2

# Dots per point of a page as it is rendered: 108 to the inch.
SCALE = 1.5
MM = 72 / 25.4

# The margins of the template (crates/pejl-pdf/assets/report.typ). Head and foot stand in those above and below, where nothing
# may be nearer to the edge than this.
SIDE = 22 * MM
EDGE = 10 * MM
# What a letter or the round end of a line may stand out.
OUT = 1.5

# Two words are on top of each other where they share more than this each way, in points.
SHARED = 1.0

# A colour as light as this is the paper.
PAPER = 250


def ink(image, box):
    """The box, in dots, of what is drawn within a part of a page; none where nothing is."""
    left, top, right, bottom = (round(edge) for edge in box)
    if right <= left or bottom <= top:
        return None
    found = image.crop((left, top, right, bottom)).point(lambda level: 255 if level < PAPER else 0).getbbox()
    return found and [found[0] + left, found[1] + top, found[2] + left, found[3] + top]


def bands(width, height):
    """The parts of a page that stay empty, in points from the upper left."""
    yield "left", (0, 0, SIDE - OUT, height)
    yield "right", (width - SIDE + OUT, 0, width, height)
    yield "top", (0, 0, width, EDGE)
    yield "bottom", (0, height - EDGE, width, height)


def words(page):
    """The words of a page with their boxes: left, bottom, right, top, in points from the lower left."""
    text = page.get_textpage()
    word, box = "", None
    for index in range(text.count_chars()):
        said = text.get_text_range(index, 1)
        here = text.get_charbox(index)
        is_space = not said.strip() or said == "\ufffe"
        is_drawn = here[2] > here[0] and here[3] > here[1]
        # A word goes on while its letters stand side by side on one line.
        goes_on = box is not None and is_drawn and here[0] - box[2] < 3 and here[0] > box[0] - 1 and overlap(box[1], box[3], here[1], here[3]) > -4
        if box is not None and (is_space or (is_drawn and not goes_on)):
            yield word, box
            word, box = "", None
        if is_space or not is_drawn:
            continue
        word += said
        box = here if box is None else (min(box[0], here[0]), min(box[1], here[1]), max(box[2], here[2]), max(box[3], here[3]))
    if box is not None:
        yield word, box


def overlap(low, high, other_low, other_high):
    return min(high, other_high) - max(low, other_low)


def on_top(found):
    """Pairs of words that share a part of the page."""
    found = sorted(found, key=lambda one: one[1][0])
    for no, (word, box) in enumerate(found):
        for other, beside in found[no + 1 :]:
            if beside[0] > box[2] - SHARED:
                break
            if overlap(box[0], box[2], beside[0], beside[2]) > SHARED and overlap(box[1], box[3], beside[1], beside[3]) > SHARED:
                yield f"{word!r} and {other!r}"


def looked_at(page):
    """What a page looks like, and its picture."""
    width, height = page.get_size()
    picture = page.render(scale=SCALE).to_pil()
    image = picture.convert("L")
    drawn = {}
    for name, box in bands(width, height):
        found = ink(image, [edge * SCALE for edge in box])
        if found:
            drawn[name] = [round(edge / SCALE / MM, 1) for edge in found]
    found = list(words(page))
    fits = lambda box: SIDE - OUT <= box[0] and box[2] <= width - SIDE + OUT and EDGE <= box[1] and box[3] <= height - EDGE
    whole = ink(image, (0, 0, *image.size))
    looks = {
        "is_blank": whole is None or not found,
        "drawn_in_margins": drawn,
        "words_outside": [f"{word!r} at {[round(edge / MM, 1) for edge in box]}" for word, box in found if not fits(box)],
        "words_on_top": list(on_top(found)),
        "n_words": len(found),
    }
    return looks, picture


def main(file, folder=None):
    pages = []
    document = pypdfium2.PdfDocument(file)
    for no, page in enumerate(document, 1):
        looks, picture = looked_at(page)
        pages.append(looks)
        if folder:
            to = pathlib.Path(folder)
            to.mkdir(parents=True, exist_ok=True)
            picture.save(to / f"{pathlib.Path(file).stem}-{no:02}.png")
    json.dump(pages, sys.stdout, ensure_ascii=False)


if __name__ == "__main__":
    main(*sys.argv[1:])
