// Items judged by keyboard, and labelled without leaving the place. All of it works without.
"use strict";

(() => {
  // What is folded away is passed over, until it is unfolded.
  const cards = () => [...document.querySelectorAll("article.card")].filter((card) => !card.closest("details.relays:not([open])"));
  let at = null;

  function go(step) {
    const all = cards();
    if (!all.length) return;
    const here = all.indexOf(at && at.isConnected ? at : document.activeElement.closest?.("article.card"));
    const next = all[Math.min(all.length - 1, Math.max(0, here < 0 ? 0 : here + step))];
    at = next;
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
  }

  function here() {
    const focused = document.activeElement.closest?.("article.card");
    if (focused) at = focused;
    return at && at.isConnected ? at : null;
  }

  function press(verdict) {
    const card = here();
    const form = card && (card.querySelector("form[data-all]") || card.querySelector("form.label"));
    const button = form && form.querySelector(`button[value="${verdict}"]`);
    if (button) form.requestSubmit(button);
  }

  function follow(kind) {
    const link = here()?.querySelector(`a.${kind}`);
    if (link) link.click();
  }

  // Unfold the relays of the incident one is at, or fold them.
  function fold() {
    const all = [...(here()?.closest(".incident")?.querySelectorAll("details.relays") || [])];
    const open = !all.some((each) => each.open);
    for (const each of all) each.open = open;
    if (all.length && !cards().includes(at)) {
      at = all[0].closest(".incident").querySelector("article.card");
      at.focus();
    }
  }

  function keys() {
    const list = document.querySelector("dl.keys");
    const button = document.querySelector("button.keys");
    if (!list) return;
    list.hidden = !list.hidden;
    button.setAttribute("aria-expanded", String(!list.hidden));
  }

  const doing = {
    j: () => go(1), k: () => go(-1),
    r: () => press("relevant"), n: () => press("noise"), u: () => press("unsure"), x: () => press(""),
    e: () => follow("explain"), o: () => follow("open"), v: () => follow("original"),
    f: fold, "?": keys,
  };

  document.addEventListener("keydown", (event) => {
    if (hajiz.isTyping(event) || !doing[event.key]) return;
    event.preventDefault();
    doing[event.key]();
  });

  // What the page says of a rule, after *label* was given; undefined: it was taken back.
  function saidOf(label) {
    const words = document.createElement("span");
    words.className = "said-of";
    const soft = document.createElement("span");
    soft.className = "soft";
    if (label) {
      const verdict = document.createElement("b");
      verdict.className = label.verdict;
      verdict.textContent = label.verdict;
      soft.textContent = ` ${label.by}`;
      words.append(verdict, soft);
    } else {
      soft.textContent = "not labelled";
      words.append(soft);
    }
    return words;
  }

  function show(item, answer) {
    const all = document.querySelectorAll(`[data-item="${item}"] [data-rule]`);
    for (const each of all) {
      const label = answer.labels[each.dataset.rule];
      if (!answer.rules.includes(each.dataset.rule)) continue;
      each.dataset.verdict = label ? label.verdict : "";
      each.querySelector(".said-of").replaceWith(saidOf(label));
    }
    for (const form of document.querySelectorAll(`form.label[action="/items/${item}/label"]`)) showForm(form, answer);
    const card = document.getElementById(`item-${item}`);
    const open = [...(card?.querySelectorAll("[data-rule]") || [])].some((each) => !each.dataset.verdict);
    card?.classList.toggle("unlabelled", open);
    const relays = card?.closest("details.relays");
    relays?.classList.toggle("unlabelled", Boolean(relays.querySelector(".card.unlabelled")));
  }

  function showForm(form, answer) {
    const said = [...form.querySelectorAll("input[name=rule]")].map((input) => answer.labels[input.value]);
    form.querySelectorAll("input[name=seen]").forEach((input, index) => {
      input.value = said[index] ? said[index].version : 0;
    });
    const verdicts = new Set(said.map((label) => (label ? label.verdict : "")));
    for (const button of form.querySelectorAll("button[name=verdict]")) {
      if (button.value) button.setAttribute("aria-pressed", String(verdicts.size === 1 && verdicts.has(button.value)));
      else button.hidden = verdicts.size === 1 && verdicts.has("");
    }
  }

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.matches("form.label") || !event.submitter) return;
    event.preventDefault();
    const fields = [...new FormData(form), ["verdict", event.submitter.value]];
    const item = form.action.match(/\/items\/(\d+)\/label$/)[1];
    try {
      const answer = await (await hajiz.ask(form.action, { method: "POST", form: fields })).json();
      show(item, answer);
      hajiz.say(answer.late.length ? "Somebody was quicker: see what was said, and say it again to change it"
        : event.submitter.value || "taken back");
    } catch {
      // The way without a script: send the form itself.
      const verdict = document.createElement("input");
      verdict.type = "hidden"; verdict.name = "verdict"; verdict.value = event.submitter.value;
      form.append(verdict);
      form.submit();
    }
  });

  document.querySelector("button.keys")?.addEventListener("click", keys);
  document.querySelector("button.keys")?.removeAttribute("hidden");
})();
