// Saves what is half written every few seconds, and sends from the page, so that a lost connection loses nothing: the page
// stays with all that was typed and chosen until the answer is there. Everything works without this script as well.
"use strict";
for (const form of document.querySelectorAll("form[data-draft]")) {
  let changed = false;
  const saved = form.querySelector("[data-saved]");
  const failed = form.querySelector("[data-failed]");
  const lost = failed.textContent;

  const save = async () => {
    if (!changed) return;
    changed = false;
    const fields = new FormData(form);
    fields.delete("files");
    try {
      const answer = await fetch(form.dataset.draft, { method: "POST", body: fields, headers: { "X-Draft": "1" }, keepalive: document.hidden });
      if (!answer.ok) throw new Error(String(answer.status));
      saved.hidden = false;
    } catch (error) {
      changed = true;
    }
  };

  const tell = (words) => {
    failed.textContent = words || lost;
    failed.hidden = false;
  };

  const send = async () => {
    changed = false;
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form) });
    if (answer.ok && answer.redirected) return location.assign(answer.url); // the receipt
    const page = await answer.text();
    if (answer.status === 409 || answer.status === 422) { // the same page, with what is wrong and all that was typed
      document.open();
      document.write(page);
      return document.close();
    }
    changed = true;
    const told = new DOMParser().parseFromString(page, "text/html").querySelector("main");
    tell(told ? told.textContent.trim().replace(/\s*\n\s*/g, ". ") : "");
  };

  form.addEventListener("input", () => { changed = true; });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (form.ariaBusy === "true") return;
    failed.hidden = true;
    if (event.submitter && event.submitter.hasAttribute("formaction")) {
      changed = true;
      await save();
      if (changed) tell("");
      return;
    }
    form.ariaBusy = "true";
    try {
      await send();
    } catch (error) {
      changed = true;
      tell("");
    } finally {
      form.ariaBusy = null;
    }
  });
  setInterval(save, 8000);
  document.addEventListener("visibilitychange", () => { if (document.hidden) save(); });
}
