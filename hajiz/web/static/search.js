// Mistakes shown while a query is written, and bars counted to their end. All of it works without.
"use strict";

(() => {
  const box = document.getElementById("q");
  const flaw = document.getElementById("flaw");
  if (!box || !flaw) return;
  if (window.location.hash === "#q") box.focus();
  let waiting = 0;
  let asking = null;

  function show(words) {
    flaw.textContent = words;
    flaw.hidden = !words;
    if (words) box.setAttribute("aria-invalid", "true");
    else box.removeAttribute("aria-invalid");
  }

  async function check() {
    asking?.abort();
    asking = new AbortController();
    try {
      const address = `/search/check?${new URLSearchParams({ q: box.value })}`;
      const answer = await hajiz.ask(address, { signal: asking.signal });
      show((await answer.json()).error);
    } catch {
      // Overtaken by the next letter, or the server is away: sending the form will tell.
    }
  }

  box.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(check, 250);
  });

  // Bars that were not counted to their end are, in the background.
  const more = document.querySelector(".days a.count-all");
  if (more) {
    const address = new URL(more.href);
    address.pathname = "/search/days";
    hajiz.ask(address.href).then((answer) => answer.text()).then((text) => {
      const counted = new DOMParser().parseFromString(text, "text/html").getElementById("days");
      if (counted) document.getElementById("days").replaceWith(document.importNode(counted, true));
    }).catch(() => {});
  }
})();
