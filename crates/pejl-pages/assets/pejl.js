// Pejl: what the pages do better with script. Everything they say is there without it.
"use strict";

(() => {
  const MARKS = ".drawing svg [role=img][tabindex]";
  const WAIT_MS = 250;

  // What only makes sense with script is hidden until there is some. The browser's own tip would stand beside ours: what it
  // says becomes the name of what it is of.
  const enliven = (root) => {
    for (const element of root.querySelectorAll("[data-live][hidden]")) element.hidden = false;
    for (const title of root.querySelectorAll(".drawing svg > title, .drawing [role=img] > title")) {
      const named = title.parentElement;
      if (!named.hasAttribute("aria-label")) named.setAttribute("aria-label", title.textContent);
      named.removeAttribute("aria-labelledby");
      title.remove();
    }
  };

  // The tip says what a mark is called, to the pointer, the finger and the keyboard. It can be pointed at itself, and stays
  // until another mark is meant, what opened it is left, or Escape puts it away.

  const CROSSED = ".drawing .pejl-trend, .drawing .pejl-survival";
  const GAP = 6;
  const LEAVE_MS = 300;

  let tip = null;
  let line = null;
  // The mark that is meant, also when Escape has put its tip away.
  let meant = null;
  let leaving = 0;

  const markOf = (target) => (target instanceof Element ? target.closest(MARKS) : null);

  const middleOf = (mark) => {
    const box = mark.getBBox();
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  };

  // Where the values of a chart over time stand, in the units of its drawing.
  const plotOf = (svg) => {
    const all = (names) =>
      [...svg.querySelectorAll(".grid, .zero")].flatMap((grid) => names.map((name) => Number(grid.getAttribute(name))));
    const [xs, ys] = [all(["x1", "x2"]), all(["y1", "y2"])];
    return { left: Math.min(...xs), right: Math.max(...xs), top: Math.min(...ys), bottom: Math.max(...ys) };
  };

  // A line through the mark, from the top of the plot to its foot.
  const cross = (svg, mark) => {
    line ??= document.createElementNS(svg.namespaceURI, "line");
    const plot = plotOf(svg);
    const { x, y } = middleOf(mark);
    const drawn = { class: "crosshair", "aria-hidden": "true", x1: x, x2: x, y1: plot.top, y2: Math.max(plot.bottom, y) };
    for (const [name, value] of Object.entries(drawn)) line.setAttribute(name, value);
    svg.insertBefore(line, svg.querySelector(".series"));
  };

  // Opens on the side of the mark that is away from the pointer, so that it never comes in its way.
  const place = (mark, pointerY) => {
    const at = mark.getBoundingClientRect();
    const { clientWidth, clientHeight } = document.documentElement;
    const middle = at.left + at.width / 2 - tip.offsetWidth / 2;
    const left = Math.max(4, Math.min(middle, clientWidth - tip.offsetWidth - 4));
    const [above, below] = [at.top - tip.offsetHeight - GAP, at.bottom + GAP];
    const isBelow = above < 0 || (pointerY < at.top && below + tip.offsetHeight <= clientHeight);
    tip.style.left = `${left + window.scrollX}px`;
    tip.style.top = `${(isBelow ? below : above) + window.scrollY}px`;
  };

  const stay = () => {
    clearTimeout(leaving);
    leaving = 0;
  };

  const putAway = () => {
    if (tip) tip.hidden = true;
    line?.remove();
    meant?.classList.remove("meant");
  };

  const hideTip = () => {
    stay();
    putAway();
    meant = null;
  };

  const showTip = (mark, pointerY = Infinity) => {
    stay();
    if (mark === meant) return;
    hideTip();
    meant = mark;
    if (!tip) {
      tip = document.createElement("div");
      tip.className = "tip";
      // Assistive technology reads the label of the mark itself.
      tip.setAttribute("aria-hidden", "true");
      document.body.append(tip);
    }
    tip.textContent = mark.getAttribute("aria-label");
    tip.hidden = false;
    mark.classList.add("meant");
    place(mark, pointerY);
    const svg = mark.closest(CROSSED);
    if (svg) cross(svg, mark);
  };

  // Time to get from a mark to its tip. A mark that the keyboard is at keeps its tip when the pointer goes.
  const leave = () => {
    leaving ||= setTimeout(() => {
      const focused = document.querySelector(`:is(${MARKS}):focus-visible`);
      leaving = 0;
      if (focused && focused === meant) return;
      hideTip();
      if (focused) showTip(focused);
    }, LEAVE_MS);
  };

  // The nearest mark to a point of a plot: first in time, then of those of that time.
  const nearest = (svg, event) => {
    if (!svg) return null;
    const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
    const plot = plotOf(svg);
    if (at.x < plot.left || at.x > plot.right || at.y < plot.top || at.y > plot.bottom) return null;
    const marks = [...svg.querySelectorAll("[role=img][tabindex]")].map((mark) => ({ mark, ...middleOf(mark) }));
    const timeOf = ({ mark }) => mark.dataset.period ?? mark.dataset.day;
    const closest = (among, axis) =>
      among.reduce((best, one) => (!best || Math.abs(one[axis] - at[axis]) < Math.abs(best[axis] - at[axis]) ? one : best), null);
    const time = closest(marks, "x");
    return time && closest(marks.filter((one) => timeOf(one) === timeOf(time)), "y").mark;
  };

  for (const kind of ["pointerover", "pointermove", "pointerdown"]) {
    document.addEventListener(kind, (event) => {
      const target = event.target;
      if (!(target instanceof Element)) return;
      // A finger is followed along the plot rather than bound to where it came down.
      if (kind === "pointerdown" && target.hasPointerCapture(event.pointerId)) target.releasePointerCapture(event.pointerId);
      if (tip?.contains(target)) return stay();
      const mark = markOf(target) ?? nearest(target.closest(CROSSED), event);
      if (mark) showTip(mark, event.clientY);
      else if (meant) leave();
    });
  }
  document.addEventListener("focusin", (event) => {
    const mark = markOf(event.target);
    if (!mark) return;
    hideTip();
    showTip(mark);
  });
  document.addEventListener("focusout", (event) => {
    if (meant && meant === markOf(event.target)) leave();
  });

  // Within a drawing the arrow keys move between the marks from left to right; Escape puts the tip away.

  const inOrder = (svg) =>
    [...svg.querySelectorAll("[role=img][tabindex]")]
      .map((mark) => ({ mark, box: mark.getBoundingClientRect() }))
      .sort((a, b) => a.box.left - b.box.left || a.box.top - b.box.top)
      .map((entry) => entry.mark);

  const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") return putAway();
    const mark = markOf(event.target);
    if (!mark || event.altKey || event.ctrlKey || event.metaKey) return;
    const marks = inOrder(mark.ownerSVGElement);
    const here = marks.indexOf(mark);
    let next = here;
    if (event.key in STEPS) next = here + STEPS[event.key];
    else if (event.key === "Home") next = 0;
    else if (event.key === "End") next = marks.length - 1;
    else return;
    event.preventDefault();
    const target = marks[Math.max(0, Math.min(next, marks.length - 1))];
    mark.setAttribute("tabindex", "-1");
    target.setAttribute("tabindex", "0");
    target.focus();
  });

  // The form: a change asks for the new figures and puts them in place, so that focus stays where it is.

  let asked = 0;
  let timer = 0;
  let shown = location.pathname + location.search;
  let announcer = null;

  // Says the new answer to those who do not see it change.
  const announce = () => {
    if (!announcer) {
      announcer = document.createElement("div");
      announcer.className = "unseen";
      announcer.setAttribute("role", "status");
      document.body.append(announcer);
    }
    announcer.textContent = document.querySelector(".lead")?.textContent ?? "";
  };

  const show = async (address, remember) => {
    asked += 1;
    const number = asked;
    const result = document.getElementById("result");
    if (result) result.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(address, { headers: { Accept: "text/html" }, credentials: "same-origin" });
      if (!answer.ok) throw new Error(String(answer.status));
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      // A later question has overtaken this one.
      if (number !== asked) return;
      const [from, to] = [page.getElementById("main"), document.getElementById("main")];
      if (!from || !to) throw new Error("no content");
      const focused = document.activeElement && to.contains(document.activeElement) ? document.activeElement.id : "";
      hideTip();
      to.replaceChildren(...document.adoptNode(from).childNodes);
      for (const part of [".language", ".demo"]) {
        const [fresh, old] = [page.querySelector(part), document.querySelector(part)];
        if (fresh && old) old.replaceWith(document.adoptNode(fresh));
      }
      document.title = page.title;
      shown = address;
      if (remember) history.pushState(null, "", address);
      enliven(to);
      announce();
      if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
    } catch {
      if (number === asked) location.assign(address);
    }
  };

  const addressOf = (form) => `${form.getAttribute("action")}?${new URLSearchParams(new FormData(form))}`;

  document.addEventListener("change", (event) => {
    const form = event.target instanceof Element ? event.target.closest("[data-live-form]") : null;
    if (!form) return;
    clearTimeout(timer);
    // Someone who walks a list with the arrow keys changes it at every step.
    timer = setTimeout(() => show(addressOf(form), true), WAIT_MS);
  });

  document.addEventListener("submit", (event) => {
    const form = event.target instanceof Element ? event.target.closest("[data-live-form]") : null;
    if (!form) return;
    event.preventDefault();
    clearTimeout(timer);
    show(addressOf(form), true);
  });

  window.addEventListener("popstate", () => {
    const address = location.pathname + location.search;
    // A step within the page, to its table or to those who are missing, asks for nothing.
    if (address !== shown && document.querySelector("[data-live-form]")) show(address, false);
  });

  // Copying the permanent link.

  document.addEventListener("click", async (event) => {
    const button = event.target instanceof Element ? event.target.closest("[data-copy]") : null;
    const link = button && document.getElementById(button.dataset.copy);
    if (!link) return;
    let said = button.dataset.copied;
    try {
      await navigator.clipboard.writeText(link.href);
    } catch {
      said = button.dataset.failed;
    }
    let status = button.parentElement.querySelector("[role=status]");
    if (!status) {
      status = document.createElement("span");
      status.setAttribute("role", "status");
      button.after(status);
    }
    status.textContent = said;
  });

  enliven(document);
})();
