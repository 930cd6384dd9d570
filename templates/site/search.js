// Leaves the claims whose words hold every word that was typed. Without it, the browser's own search serves.
(() => {
  "use strict";
  document.body.classList.add("scripted");
  const plain = (words) => words.normalize("NFKD").toLowerCase();
  const claims = [...document.querySelectorAll(".claims li")].map((item) => [item, plain(item.textContent)]);
  const sections = [...document.querySelectorAll("main section")];
  const field = document.getElementById("words");
  const found = document.getElementById("found");
  const search = () => {
    const wanted = plain(field.value).split(/\s+/).filter(Boolean);
    for (const [item, words] of claims) {
      item.hidden = !wanted.every((word) => words.includes(word));
    }
    for (const section of sections) {
      section.hidden = !section.querySelector("li:not([hidden])");
    }
    const left = claims.filter(([item]) => !item.hidden).length;
    found.textContent = wanted.length ? `${left} of ${claims.length}` : "";
  };
  field.addEventListener("input", search);
  search();
})();
