// The editor of a rule: looks at what a query would change while it is being written.
"use strict";

(() => {
  const form = document.getElementById("editor");
  const body = document.getElementById("preview-body");
  const said = document.getElementById("preview-said");
  if (!form || !body) return;

  const PAUSE = 400; // milliseconds without a key
  let timer, asked, last = written();

  function written() {
    const fields = new FormData(form);
    fields.delete("csrf");
    return new URLSearchParams(fields).toString();
  }

  function later() {
    clearTimeout(timer);
    timer = setTimeout(look, PAUSE);
  }

  async function look() {
    const now = written();
    if (now === last) return;
    last = now;
    asked?.abort();
    const mine = (asked = new AbortController());
    body.setAttribute("aria-busy", "true");
    try {
      const answer = await hajiz.ask("/rules/-/preview", { method: "POST", form: new FormData(form), signal: mine.signal });
      if (answer.status === 204 || mine !== asked) return;
      body.innerHTML = await answer.text(); // made and escaped by our own server
      said.textContent = body.querySelector("[data-said]")?.dataset.said || "";
      body.setAttribute("aria-busy", "false");
    } catch (error) {
      if (error.name === "AbortError" || mine !== asked) return;
      said.textContent = `No preview: ${error.message}`;
      body.setAttribute("aria-busy", "false");
      last = "";
    }
  }

  form.addEventListener("input", later);
  // The button looks at once, and the page stays; saving goes on as without a script.
  form.addEventListener("submit", (event) => {
    if (event.submitter?.formAction && event.submitter.hasAttribute("formaction")) return;
    event.preventDefault();
    clearTimeout(timer);
    last = "";
    look();
  });
})();
