// Pejl: what the pages do better with script. Everything they say is there without it.
"use strict";

(() => {
  const MARKS = ".drawing svg [role=img][tabindex]";
  const WAIT_MS = 250;

  // What only makes sense with script is hidden until there is some.
  const enliven = (root) => {
    for (const element of root.querySelectorAll("[data-live][hidden]")) element.hidden = false;
  };

  // Tool tips: the label that is read out, for the pointer and for the keyboard.

  let tip = null;

  const hideTip = () => {
    if (tip) tip.hidden = true;
  };

  const showTip = (mark) => {
    if (!tip) {
      tip = document.createElement("div");
      tip.className = "tip";
      // Assistive technology reads the label of the mark itself.
      tip.setAttribute("aria-hidden", "true");
      document.body.append(tip);
    }
    tip.textContent = mark.getAttribute("aria-label");
    tip.hidden = false;
    const at = mark.getBoundingClientRect();
    const width = tip.offsetWidth;
    const middle = at.left + at.width / 2 - width / 2;
    const left = Math.max(4, Math.min(middle, document.documentElement.clientWidth - width - 4));
    const above = at.top - tip.offsetHeight - 6;
    const top = above < 0 ? at.bottom + 6 : above;
    tip.style.left = `${left + window.scrollX}px`;
    tip.style.top = `${top + window.scrollY}px`;
  };

  const markOf = (target) => (target instanceof Element ? target.closest(MARKS) : null);

  document.addEventListener("pointerover", (event) => {
    const mark = markOf(event.target);
    if (mark) showTip(mark);
    else hideTip();
  });
  document.addEventListener("focusin", (event) => {
    const mark = markOf(event.target);
    if (mark) showTip(mark);
    else hideTip();
  });

  // Within a drawing the arrow keys move between the marks from left to right; Escape puts the tip away.

  const inOrder = (svg) =>
    [...svg.querySelectorAll("[role=img][tabindex]")]
      .map((mark) => ({ mark, box: mark.getBoundingClientRect() }))
      .sort((a, b) => a.box.left - b.box.left || a.box.top - b.box.top)
      .map((entry) => entry.mark);

  const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") return hideTip();
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
