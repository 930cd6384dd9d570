// Shows what a word of the field means beside it, under a pointer, the focus or a finger. Without it, the word leads to its line.
(() => {
  "use strict";
  const card = document.createElement("div");
  card.className = "card scripted";
  card.id = "card";
  card.setAttribute("role", "tooltip");
  card.hidden = true;
  document.body.append(card);
  let word = null;
  let touched = false;
  let leaving = 0;
  const hide = () => {
    word?.removeAttribute("aria-describedby");
    word = null;
    card.hidden = true;
  };
  const show = (link) => {
    clearTimeout(leaving);
    if (link === word) return;
    hide();
    const line = document.getElementById(link.hash.slice(1));
    if (!line) return;
    word = link;
    word.setAttribute("aria-describedby", "card");
    card.replaceChildren(...[...line.childNodes].map((node) => node.cloneNode(true)));
    card.hidden = false;
    const place = link.getClientRects()[0];
    const left = Math.min(place.left, document.documentElement.clientWidth - card.offsetWidth - 16);
    const above = place.top > card.offsetHeight + 8;
    card.style.left = `${Math.max(16, left) + scrollX}px`;
    card.style.top = `${scrollY + (above ? place.top - card.offsetHeight - 4 : place.bottom + 4)}px`;
  };
  // It stays while the pointer is on its way to it, or on it.
  const leave = () => {
    clearTimeout(leaving);
    leaving = setTimeout(hide, 250);
  };
  card.addEventListener("pointerenter", () => clearTimeout(leaving));
  card.addEventListener("pointerleave", leave);
  for (const link of document.querySelectorAll(".term")) {
    link.addEventListener("pointerenter", (event) => event.pointerType === "mouse" && show(link));
    link.addEventListener("pointerleave", (event) => event.pointerType === "mouse" && leave());
    link.addEventListener("pointerdown", (event) => (touched = event.pointerType === "touch" && link !== word));
    link.addEventListener("focus", () => show(link));
    link.addEventListener("blur", leave);
    // A finger asks for the card first; a second touch follows the link.
    link.addEventListener("click", (event) => {
      if (!touched) return hide();
      touched = false;
      event.preventDefault();
      show(link);
    });
  }
  addEventListener("keydown", (event) => event.key === "Escape" && hide());
})();
