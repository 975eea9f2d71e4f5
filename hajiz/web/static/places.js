// The slider says how many days it stands for, and shows them at once. The form works without.
"use strict";

(() => {
  const days = document.getElementById("days-said") && document.querySelector("input[type=range][name=days]");
  if (!days) return;
  days.addEventListener("input", () => { document.getElementById("days-said").value = days.value; });
  days.addEventListener("change", () => days.form.requestSubmit());
})();
