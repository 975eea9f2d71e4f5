// What pages do beyond HTML. Everything works without it; nothing is loaded from elsewhere.
"use strict";

const hajiz = {
  // Say something to all, also to those who do not see the page.
  say(words) {
    const said = document.getElementById("said");
    if (said) said.textContent = words;
  },

  // Ask for something as a form of ours would; rejects with words where it was refused.
  async ask(address, { method = "GET", json, form, signal } = {}) {
    const headers = { Accept: "application/json, text/html" };
    if (method !== "GET") headers["X-CSRF-Token"] = hajiz.token();
    if (json !== undefined) headers["Content-Type"] = "application/json";
    const body = json !== undefined ? JSON.stringify(json) : form && new URLSearchParams(form);
    const answer = await fetch(address, { method, headers, body, signal, credentials: "same-origin" });
    if (answer.status === 401) window.location.reload();
    if (!answer.ok) throw new Error(`${answer.status} ${answer.statusText}`);
    return answer;
  },

  token() {
    return document.querySelector('meta[name="csrf-token"]').content;
  },

  // Whether a key was meant for a field and not for the page.
  isTyping(event) {
    const at = event.target;
    return event.ctrlKey || event.metaKey || event.altKey ||
      at.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName);
  },
};

// The key "/" leads to the search, from every page.
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || hajiz.isTyping(event)) return;
  event.preventDefault();
  const field = document.querySelector("input[type=search]");
  if (field) field.select();
  else window.location.assign("/search#q");
});

// A form or button with data-confirm asks first.
document.addEventListener("submit", (event) => {
  const words = event.submitter?.dataset.confirm || event.target.dataset.confirm;
  if (words && !window.confirm(words)) event.preventDefault();
});
