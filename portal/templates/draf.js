// Saves what is half written every few seconds, so that a lost connection loses nothing. The page works without it.
"use strict";
for (const form of document.querySelectorAll("form[data-draft]")) {
  let changed = false;
  const note = form.querySelector("[data-saved]");
  form.addEventListener("input", () => { changed = true; });
  form.addEventListener("submit", () => { changed = false; });
  const save = async () => {
    if (!changed) return;
    changed = false;
    const fields = new FormData(form);
    fields.delete("files");
    try {
      const answer = await fetch(form.dataset.draft, { method: "POST", body: fields, headers: { "X-Draft": "1" }, keepalive: true });
      if (!answer.ok) throw new Error(String(answer.status));
      if (note) note.hidden = false;
    } catch (error) {
      changed = true;
    }
  };
  setInterval(save, 8000);
  document.addEventListener("visibilitychange", () => { if (document.hidden) save(); });
}
