// Leaves the charts whose words hold every word that was typed. Without it, the browser's own search serves.
(() => {
  "use strict";
  document.body.classList.add("scripted");
  const charts = [...document.querySelectorAll("article")];
  const field = document.getElementById("words");
  const found = document.getElementById("found");
  const plain = (words) => words.normalize("NFKD").toLowerCase();
  field.addEventListener("input", () => {
    const wanted = plain(field.value).split(/\s+/).filter(Boolean);
    for (const chart of charts) {
      const words = plain(chart.dataset.words);
      chart.hidden = !wanted.every((word) => words.includes(word));
    }
    const left = charts.filter((chart) => !chart.hidden).length;
    found.textContent = wanted.length ? `${left} of ${charts.length}` : "";
  });
})();
