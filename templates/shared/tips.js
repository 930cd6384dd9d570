// Says what a mark stands for, where a pointer or the arrow keys are. Without it, the data below say the same.
(() => {
  "use strict";
  for (const drawing of document.querySelectorAll(".drawing")) {
    if (!drawing.querySelector("[data-tip]")) continue;
    const marks = () => [...drawing.querySelectorAll("[data-tip]")].filter((mark) => mark.getClientRects().length);
    const tip = document.createElement("div");
    tip.className = "tip scripted";
    tip.setAttribute("role", "status");
    drawing.append(tip);
    drawing.tabIndex = 0;
    drawing.setAttribute("role", "group");
    const name = drawing.getAttribute("aria-label") || "Drawing";
    drawing.setAttribute("aria-label", `${name}; the arrow keys lead from value to value`);
    let chosen = null;
    const choose = (mark) => {
      chosen?.classList.remove("chosen");
      chosen = mark;
      tip.textContent = mark ? mark.dataset.tip : "";
      if (!mark) return;
      mark.classList.add("chosen");
      const frame = drawing.getBoundingClientRect();
      const place = mark.getBoundingClientRect();
      const left = place.left + place.width / 2 - frame.left - tip.offsetWidth / 2;
      tip.style.left = `${drawing.scrollLeft + Math.max(0, Math.min(left, frame.width - tip.offsetWidth))}px`;
      tip.style.top = `${Math.max(0, place.top - frame.top - tip.offsetHeight - 8)}px`;
    };
    drawing.addEventListener("pointermove", (event) => choose(event.target.closest("[data-tip]")));
    drawing.addEventListener("pointerleave", () => choose(null));
    drawing.addEventListener("blur", () => choose(null));
    drawing.addEventListener("keydown", (event) => {
      const all = marks();
      const at = all.indexOf(chosen);
      const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
      if (event.key === "Escape") choose(null);
      else if (step) {
        const next = all[(at < 0 && step < 0 ? 0 : at) + step] ?? all.at(step < 0 ? -1 : 0);
        next.scrollIntoView({ block: "nearest", inline: "nearest", behavior: "instant" });
        choose(next);
      } else return;
      event.preventDefault();
    });
  }
})();
