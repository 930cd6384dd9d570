// Contents that follow the reader, tables to sort and filter, a citation to copy. Without it, the text is the same.
(() => {
  "use strict";
  const made = (tag, words, name) => {
    const element = document.createElement(tag);
    element.className = `scripted ${name}`;
    element.textContent = words;
    return element;
  };

  const links = [...document.querySelectorAll(".contents a")];
  const parts = links.map((link) => document.getElementById(link.hash.slice(1)));
  const follow = () => {
    const at = parts.findLastIndex((part) => part.getBoundingClientRect().top < innerHeight / 3);
    for (const [place, link] of links.entries()) link.ariaCurrent = place === at ? "true" : null;
  };
  addEventListener("scroll", () => requestAnimationFrame(follow), { passive: true });
  follow();

  // A number sorts by its full value, a date by its day; what is not known stays last.
  const value = (row, column) => {
    const cell = row.cells[column];
    const full = cell.querySelector("data")?.value;
    const day = cell.classList.contains("date") && Date.parse(full ?? cell.textContent);
    return day || (full ? Number(full) : cell.textContent.trim());
  };
  const compare = (one, other, sign) => {
    if (typeof one !== typeof other) return typeof one === "number" ? -1 : 1;
    return sign * (typeof one === "number" ? one - other : one.localeCompare(other, "en", { numeric: true }));
  };
  const sort = (table, head) => {
    const body = table.tBodies[0];
    const column = head.cellIndex;
    const figures = head.classList.contains("figures");
    const sorted = head.getAttribute("aria-sort");
    const next = sorted === "ascending" || (!sorted && figures) ? "descending" : "ascending";
    const rows = [...body.rows].map((row) => [value(row, column), row]);
    rows.sort(([one], [other]) => compare(one, other, next === "ascending" ? 1 : -1));
    body.append(...rows.map(([, row]) => row));
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", next);
  };

  const plain = (words) => words.normalize("NFKD").toLowerCase();
  const filter = (table) => {
    const rows = [...table.tBodies[0].rows];
    const frame = table.closest(".scroll");
    const label = made("label", "Filter rows ", "filter");
    const field = document.createElement("input");
    const found = made("span", "", "found");
    field.type = "search";
    field.setAttribute("aria-label", `Filter rows: ${frame.getAttribute("aria-label")}`);
    found.setAttribute("role", "status");
    const show = () => {
      const wanted = plain(field.value).split(/\s+/).filter(Boolean);
      for (const row of rows) row.hidden = !wanted.every((word) => plain(row.textContent).includes(word));
      const left = rows.filter((row) => !row.hidden).length;
      found.textContent = wanted.length ? `${left} of ${rows.length}` : "";
    };
    field.addEventListener("input", show);
    // The way back from a number's entry may lead to a row that is filtered out.
    addEventListener("hashchange", () => {
      const target = table.querySelector("tr[hidden] :target");
      if (!target) return;
      field.value = "";
      show();
      target.scrollIntoView();
    });
    label.append(field, found);
    frame.before(label);
  };

  for (const table of document.querySelectorAll(".scroll > table")) {
    const count = table.tBodies[0].rows.length;
    if (count < 3 || table.querySelector("[rowspan], [colspan]")) continue;
    for (const head of table.tHead.rows[0].cells) {
      const button = document.createElement("button");
      button.append(...head.childNodes);
      button.addEventListener("click", () => sort(table, head));
      head.append(button);
    }
    if (count > 8) filter(table);
  }

  const citation = document.getElementById("citation");
  if (citation) {
    const button = made("button", "Copy", "copy");
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(citation.textContent.trim());
      button.textContent = "Copied";
    });
    citation.after(button);
  }
})();
